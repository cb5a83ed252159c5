"""Which reports go into a working copy: those of a unit, of an area, and all that hang together with them."""

from __future__ import annotations

from dataclasses import dataclass

from . import functions, unit_filter
from .queue_sets import polygon, within

_CREATE = "CREATE TEMP TABLE taken (fid INTEGER PRIMARY KEY, id TEXT UNIQUE)"
_WHERE = "SELECT r.fid, r.id, r.geom FROM report r WHERE @where"
_OPEN = " AND r.status_id IN (SELECT s.id FROM status s WHERE s.open <> 0)"
_BOX = " AND ST_MinX(r.geom) BETWEEN ? AND ? AND ST_MinY(r.geom) BETWEEN ? AND ?"
_PUT = "INSERT INTO temp.taken (fid, id) VALUES (?, ?)"
# What a report repeats and what repeats it: the rules look at both. One level only, so two rounds find all.
_LINKED = """
  SELECT DISTINCT m.fid, m.id FROM temp.taken t
   CROSS JOIN report d ON d.fid = t.fid CROSS JOIN report m ON m.id = d.duplicate_of
   WHERE d.duplicate_of <> '' AND m.fid NOT IN (SELECT fid FROM temp.taken)
  UNION
  SELECT d.fid, d.id FROM temp.taken t CROSS JOIN report d ON d.duplicate_of = t.id
   WHERE d.fid NOT IN (SELECT fid FROM temp.taken)
"""
_BOUNDS = (
    "SELECT min(ST_MinX(r.geom)), max(ST_MinX(r.geom)), min(ST_MinY(r.geom)), max(ST_MinY(r.geom))"
    " FROM temp.taken t CROSS JOIN report r ON r.fid = t.fid"
)


@dataclass(frozen=True)
class Wanted:
    """``unit``: a code, TERYT code or name, those below it included; ``area``: WKT of a polygon in EPSG:2180.

    Where both are given, reports that are in both. ``words``: the area as a person calls it. ``only_open`` leaves
    closed reports out, but for those that an open one repeats, or that repeat it.
    """

    unit: str = ""
    area: str = ""
    words: str = ""
    only_open: bool = False


def choose(connection, wanted: Wanted) -> int:
    """Fill ``temp.taken`` with the reports' numbers and ids; returns how many. Raises KmzbError for a wrong wish."""
    connection.execute("DROP TABLE IF EXISTS temp.taken")
    connection.execute(_CREATE)
    condition, values = unit_filter.condition(connection, wanted.unit)
    condition = "1 = 1" if condition == "1" else condition
    shape = polygon(wanted.area) if wanted.area else None
    if wanted.only_open:
        condition += _OPEN
    if shape is not None:
        west, east, south, north = shape.GetEnvelope()
        condition += _BOX
        values = (*values, west, east, south, north)
    rows = connection.execute(_WHERE.replace("@where", condition), values).fetchall()
    if shape is not None and rows:
        inside = within(functions.places([blob for _, _, blob in rows]), shape).tolist()
        rows = [row for row, good in zip(rows, inside) if good]
    connection.executemany(_PUT, [(fid, key) for fid, key, _ in rows])
    count = len(rows)
    while linked := connection.execute(_LINKED).fetchall():
        connection.executemany(_PUT, [tuple(row) for row in linked])
        count += len(linked)
    return count


def bounds(connection, wanted: Wanted) -> tuple | None:
    """``(west, east, south, north)`` of the area or of the reports, in metres of EPSG:2180; None: no place is known."""
    if wanted.area:
        return polygon(wanted.area).GetEnvelope()
    found = connection.execute(_BOUNDS).fetchone()
    return None if found[0] is None else tuple(found)
