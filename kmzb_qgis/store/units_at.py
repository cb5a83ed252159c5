"""Which units of the store lie around a place: the municipality, county, voivodeship and police jurisdictions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from osgeo import ogr

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .store import open_connection

LEVELS = ("municipality", "county", "voivodeship", "K05", "K04", "K02", "K03", "K01")  # the most local first
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes before the shape, by what the GeoPackage header says
_ASKED = (
    "SELECT u.level, u.id, u.name, u.geom FROM rtree_unit_geom AS t JOIN unit AS u ON u.fid = t.id"
    " WHERE t.minx <= ?1 AND t.maxx >= ?1 AND t.miny <= ?2 AND t.maxy >= ?2"
    " AND (u.valid_from IS NULL OR u.valid_from <= ?3) AND (u.valid_to IS NULL OR u.valid_to >= ?3)"
)


@dataclass(frozen=True)
class Unit:
    """An administrative unit or a police jurisdiction."""

    level: str
    id: str
    name: str


def units_at(path: Path, x: float, y: float) -> list[Unit]:
    """The units valid today whose shape holds or touches a place of EPSG:2180, by LEVELS. Raises KmzbError."""
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            rows = connection.execute(_ASKED, (x, y, today)).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(tr("The units of the store cannot be read: {reason}.", reason=reason(error))) from error
    place = ogr.Geometry(ogr.wkbPoint)
    place.AddPoint_2D(x, y)
    found = [Unit(level, code, name) for level, code, name, blob in rows if _holds(blob, place)]
    return sorted(found, key=lambda unit: (LEVELS.index(unit.level) if unit.level in LEVELS else 99, unit.id))


def _holds(blob: bytes, place: ogr.Geometry) -> bool:
    kind = blob[3] >> 1 & 7
    if kind >= len(_ENVELOPES):
        return False
    shape = ogr.CreateGeometryFromWkb(blob[8 + _ENVELOPES[kind] :])
    return shape is not None and shape.Intersects(place)
