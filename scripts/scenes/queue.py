"""Scenes of the work queue for the handbook's pictures, synthetic data."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from pathlib import Path

import processing
from qgis.core import QgsApplication, QgsGeometry, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.utils import iface

from kmzb_qgis.store import open_store

from .desk import PLAN, face

CITIES = {  # TERYT of the sample's cities: a name, the middle of a made-up outline
    "1261011": "Kraków", "1465011": "Warszawa", "2469011": "Katowice", "3064011": "Poznań", "0264011": "Wrocław",
    "2261011": "Gdańsk", "1061011": "Łódź", "0663011": "Lublin",
}  # fmt: skip
COUNT = 240


def outline(x: float, y: float, half: float = 12_000) -> bytes:
    """A square of EPSG:2180 as the store keeps shapes."""
    west, east, south, north = x - half, x + half, y - half, y + half
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    shape = QgsGeometry.fromWkt(f"MULTIPOLYGON((({ring})))")
    return b"GP\x00\x01" + (2180).to_bytes(4, "little") + bytes(shape.asWkb())


def prepare():
    """Fresh reports of the last days in the store, some late, some of this account; jurisdictions of Kraków."""
    source = Path(PLAN["store"]).with_name("swieze.csv")
    given = {"COUNT": 6000, "SEED": 21, "OUTPUT": str(source)}
    processing.run("kmzb:samplereports", given)
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    krakow = [row for row in rows if row["TERYT"] == "1261011" and row["x"]]
    chosen = (krakow + [row for row in rows if row["TERYT"] in CITIES and row["x"]])[:COUNT]
    now = datetime.now(timezone.utc)
    texts = (
        "Auta stoją na całej szerokości chodnika.",
        "Grupa osób pije alkohol przy placu zabaw.",
        "Brak oświetlenia.",
    )
    for number, row in enumerate(chosen):
        days = (number * 7) % 11 + (3 if number % 3 == 2 else 0)
        status = ("Nowe", "Weryfikacja", "Weryfikacja", "Potwierdzone")[number % 4] if days > 1 else "Nowe"
        if days > 5 and status == "Nowe" and number % 5:
            status = "Weryfikacja"
        at = str(round((now - timedelta(days=days, minutes=number * 3)).timestamp() * 1000))
        row.update(
            {"OBJECTID": str(9_000_000 + number), "Status": status, "Data utworzenia": at, "Data modyfikacji": at}
        )
        row["Data zdarzenia"] = ""
        row["Opis"] = texts[number % 3] if number % 2 else ""
    with source.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(chosen[0]))
        writer.writeheader()
        writer.writerows(chosen)
    processing.run("kmzb:importfile", {"INPUT": str(source), "STORE": PLAN["store"]})
    source.unlink()
    with open_store(PLAN["store"]).connect() as db:
        for code, name in CITIES.items():
            where = db.execute("SELECT avg(ST_MinX(geom)), avg(ST_MinY(geom)) FROM report WHERE teryt = ?", (code,))
            x, y = where.fetchone()
            if x is not None:
                db.execute(
                    "INSERT INTO unit (geom, id, level, name) VALUES (?, ?, 'municipality', ?)",
                    (outline(x, y), code, name),
                )
        police = (
            ("K01", "12", "KWP w Krakowie", None), ("K02", "1261", "KMP w Krakowie", "12"),
            ("K05", "126101", "Komisariat Policji I w Krakowie", "1261"),
            ("K05", "126105", "Komisariat Policji V w Krakowie", "1261"),
        )  # fmt: skip
        for level, code, name, above in police:
            db.execute(
                "INSERT INTO unit (geom, id, level, name, parent_id) VALUES (?, ?, ?, ?, ?)",
                (outline(567_000, 244_000), code, level, name, above),
            )
        db.execute(
            "UPDATE report SET unit_id = CASE WHEN fid % 3 THEN '126101' ELSE '126105' END, base_version = version"
            " WHERE teryt = '1261011' AND service_id >= 9000000"
        )
        db.execute(
            "UPDATE report SET officer = ?, base_version = version WHERE service_id >= 9000000 AND fid % 6 = 0",
            (QgsApplication.userLoginName(),),
        )
    yield 0.5


def begin():
    """The dock, wide enough for its columns, with the fresh reports."""
    yield from prepare()
    queue = face().queue
    if queue.dock.isHidden():
        queue.toggle()
    iface.mainWindow().resizeDocks([queue.dock], [760], Qt.Orientation.Horizontal)
    yield 2.5
    return queue


def queue_list():
    """The list with a report chosen in it, shown and marked on the map."""
    queue = yield from begin()
    fids = queue.dock.model.fids.tolist()
    with_place = [
        fid for fid in fids[:40] if queue.dock.model.row(fid) and queue.dock.model.row(fid).teryt == "1261011"
    ]
    queue.dock.scale.setScale(2500)
    queue.dock.go(with_place[2])
    yield 2.5


def queue_filters():
    """A list of values with counts beside them, in a filtered queue."""
    queue = yield from begin()
    queue.dock.filters.statuses.toggled_to(2, True)
    queue.dock.filters.statuses.toggled_to(1, True)
    yield 1.0
    queue.dock.filters.categories.open()
    yield 1.0


def queue_units():
    """The units that have reports, as a tree."""
    queue = yield from begin()
    queue.dock.filters.units.open()
    queue.dock.filters.units.popup.list.expandAll()
    yield 1.0


def queue_area():
    """A drawn area, and edits that are not saved yet."""
    queue = yield from begin()
    queue.dock.filters.put_area(
        "POLYGON((565800 243000,568600 243300,568900 245200,566900 246100,565300 244900,565800 243000))"
    )
    layer = queue._layer
    layer.startEditing()
    yield 1.0
    fids = queue.dock.model.fids.tolist()
    for fid in fids[1:3]:
        layer.changeAttributeValue(fid, layer.fields().indexOf("status_id"), 3)
    layer.selectByIds(fids[4:7])
    yield 1.5


def queue_none():
    """No layer of the store in the project."""
    queue = yield from begin()
    QgsProject.instance().removeMapLayer(queue._layer.id())
    yield 1.0


SCENES = {scene.__name__: scene for scene in (queue_list, queue_filters, queue_units, queue_area, queue_none)}
