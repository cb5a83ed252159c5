"""Scenes of new reports and of reports that repeat another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qgis.core import QgsFeatureRequest, QgsRectangle
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface

from kmzb_qgis.store.store import open_connection

from .desk import PLAN, face, report_layer
from .places import police


def crowd(count: int = 4):
    """Open reports of one category around a place, of the last days; gives the place."""
    x, y = 566840.0, 243560.0
    texts = (
        "Auta zastawiają cały chodnik przed szkołą", "Codziennie rano samochody na chodniku",
        "Nie da się przejść z wózkiem", "Zaparkowane na pasach",
    )  # fmt: skip
    with closing(open_connection(Path(PLAN["store"]))) as db, db:
        for number in range(count):
            east, north = ((8, 5), (-21, 12), (26, -24), (-9, -38))[number]
            db.execute(
                "INSERT INTO report (geom, category_id, description, plane, reported_at)"
                " VALUES (kmzb_point(?, ?), 11, ?, 2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?))",
                (x + east, y + north, texts[number], f"-{number * 3} days"),
            )
    iface.mapCanvas().setExtent(QgsRectangle(x - 130, y - 70, x + 130, y + 110))
    report_layer().dataProvider().reloadData()
    iface.mapCanvas().refreshAllLayers()
    return x, y


def desk_new_report():
    """A new report placed on the map, and what was reported near it before."""
    police()
    x, y = crowd()
    yield 2.0
    face().locators.begin_report(x, y)
    yield 1.5
    dialog = next(window for window in QApplication.topLevelWidgets() if window.objectName() == "kmzb_new_report")
    dialog.resize(620, 560)
    dialog.move(640, 170)
    form = dialog.attributeForm()
    form.changeAttribute("category_id", 11)
    form.changeAttribute("description", "Na debacie: auta pod szkołą stoją na chodniku od rana")
    yield 1.0
    if PLAN["dry"]:
        return
    dialog.accept()
    yield 2.5


def desk_duplicates():
    """A report that repeats another one: candidates in the window and numbered on the map."""
    crowd()
    yield 2.0
    layer = report_layer()
    feature = max(layer.getFeatures(QgsFeatureRequest()), key=lambda one: one.id())
    face().duplicates.ask_about(layer, feature)
    yield 1.0
    window = face().duplicates.window
    yield 1.5
    if not PLAN["dry"]:
        window.table.chosen.emit(window.table.rows()[0])
        yield 2.0


SCENES = {
    scene.__name__: scene
    for scene in (
        desk_new_report,
        desk_duplicates,
    )
}
