"""Scenes of the map and of saving: late reports, a refused save, a sheet to print."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsLayoutExporter
from qgis.utils import iface

from kmzb_qgis.store import open_store

from .desk import PLAN, face, report_layer


def refusal():
    """Two people change one report: the second save is told who was first."""
    layer = report_layer()
    number = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression(PLAN["form"]).setLimit(1))).id()
    layer.startEditing()
    layer.changeAttributeValue(number, layer.fields().indexOf("status_id"), 2)
    layer.select(number)
    yield 0.5
    with open_store(PLAN["store"]).connect() as other:
        other.execute(
            "UPDATE report SET note = 'Sprawdzono', base_version = version, modified_by = ? WHERE fid = ?",
            ("asp. Jan Wójcik", number),
        )
    iface.messageBar().clearWidgets()
    layer.commitChanges(False)
    yield 1.0


def late():
    """Some reports in sight are taken up again, which their deadline has passed: the ring is in the picture then."""
    west, south, east, north = map(float, PLAN["extent"].split(","))
    with open_store(PLAN["store"]).connect() as store:
        store.execute(
            "UPDATE report SET status_id = 2, reason_id = 40, base_version = version"
            " WHERE status_id IN (5, 6) AND fid % 9 = 0"
            " AND ST_MinX(geom) BETWEEN ? AND ? AND ST_MinY(geom) BETWEEN ? AND ?",
            (west, east, south, north),
        )
    report_layer().dataProvider().reloadData()
    report_layer().triggerRepaint()
    yield 1.0


def print_map():
    """The sheet for the wall, as the menu lays it out; the picture is the sheet itself, not the screen."""
    designer = face().printing.ask()
    yield 3.0
    exporter, chosen = QgsLayoutExporter(designer.layout()), QgsLayoutExporter.ImageExportSettings()
    chosen.dpi = 130
    if exporter.exportToImage(PLAN["picture"], chosen) != QgsLayoutExporter.ExportResult.Success:
        raise RuntimeError(exporter.errorFile())
    return True


SCENES = {
    scene.__name__: scene
    for scene in (
        refusal,
        late,
        print_map,
    )
}
