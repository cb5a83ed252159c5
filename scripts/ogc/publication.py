"""A publication with something for every test: days and statuses apart, empty values, shapes of units and grids.

    python -m ogc.publication STORE FOLDER

A process of its own, for QGIS's application. All of it is made up; the outlines are hexagons around real towns.
"""

from __future__ import annotations

import math
import struct
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# Town: easting, northing (EPSG:2180), TERYT of its municipality
TOWNS = {
    "Kraków": (567059.0, 244219.0, "1261011"),
    "Gdańsk": (472250.0, 723050.0, "2261011"),
    "Suwałki": (758950.0, 702150.0, "2063011"),
    "Zgorzelec": (217300.0, 370800.0, "0225021"),
    "Rzeszów": (717800.0, 246500.0, "1863011"),
    "Szczecin": (204300.0, 626700.0, "3262011"),
}
PER_TOWN = 24
HOURS_APART = 30  # from report to report: the whole lies within the month that the public may see
RADIUS_M = {"gmina": 9_000.0, "powiat": 14_000.0}
WORDS = {
    "service_url": "https://mapy.example.org/kmzb",
    "email": "kmzb@example.org",
}


def text(moment: datetime) -> str:
    """An instant as the store writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def reports(now: datetime) -> list[dict]:
    """Reports of plane 3: open and closed ones, every third with a day of the event, none of them expired."""
    found = []
    for east, north, teryt in TOWNS.values():
        for number in range(PER_TOWN):
            moment = (now - timedelta(hours=2 + HOURS_APART * (number % 20))).replace(microsecond=0)
            turn = 2 * math.pi * number / PER_TOWN
            key = f"{len(found):08x}"
            found.append(
                {
                    "id": f"{key}-0000-4000-8000-{len(found):012x}",
                    "e": east + (300 + 200 * (number % 9)) * math.cos(turn),
                    "n": north + (300 + 200 * (number % 9)) * math.sin(turn),
                    "category_id": 11 + number % 8,
                    "status_id": 1 + number % 5,
                    "reason_id": {4: 10, 5: 1}.get(1 + number % 5),
                    "teryt": teryt,
                    "status_changed_at": text(moment),
                    "reported_at": text(moment - timedelta(hours=3)),
                    "event_at": text(moment - timedelta(hours=20)) if number % 3 == 0 else None,
                }
            )
    return found


def _hexagon(east: float, north: float, radius: float) -> bytes:
    """A GeoPackage blob (EPSG:2180, without an envelope) of a multipolygon."""
    from osgeo import ogr

    ring = ogr.Geometry(ogr.wkbLinearRing)
    for corner in range(7):
        turn = math.pi / 3 * (corner % 6)
        ring.AddPoint_2D(east + radius * math.cos(turn), north + radius * math.sin(turn))
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    shape = bytes(ogr.ForceToMultiPolygon(polygon).ExportToWkb(ogr.wkbNDR))
    return struct.pack("<2sBBi", b"GP", 0, 1, 2180) + shape


def units() -> list[tuple]:
    """Rows of the store's table ``unit``: a municipality and a county around each town."""
    return [
        (_hexagon(east, north, RADIUS_M[level]), teryt[:digits], level, teryt[:digits], town)
        for town, (east, north, teryt) in TOWNS.items()
        for level, digits in (("powiat", 4), ("gmina", 7))
    ]


def main() -> None:
    """Make the store and publish it."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from kmzb_qgis.publishing import contacts
    from kmzb_qgis.publishing.publish import publish
    from kmzb_qgis.store import create_store
    from tests.server.make_publication import fill

    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    store = create_store(path)
    fill(store, reports(datetime.now(timezone.utc)))
    with store.connect() as connection:
        connection.executemany("INSERT INTO unit (geom, id, level, teryt, name) VALUES (?, ?, ?, ?, ?)", units())
    contacts.keep(store, WORDS)
    print(publish(path, folder).version)
    application.exitQgis()


if __name__ == "__main__":
    main()
