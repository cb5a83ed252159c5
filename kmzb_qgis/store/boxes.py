"""Rows whose geometry meets a box, by the spatial index that each engine has."""

from __future__ import annotations

import sqlite3

from . import functions


def meeting(connection: sqlite3.Connection, table: str, alias: str) -> tuple[str, str]:
    """FROM clause and condition for the rows of a table, called ``alias``, whose box meets another one.

    That one is given by the places ``:west``, ``:east``, ``:south`` and ``:north``, in metres of EPSG:2180. Names of
    table and alias are the caller's own words, never a person's.
    """
    if isinstance(connection, sqlite3.Connection):
        box = f"{alias}_box"
        return (
            f"rtree_{table}_geom AS {box} CROSS JOIN {table} AS {alias} ON {alias}.fid = {box}.id",
            f"{box}.minx <= :east AND {box}.maxx >= :west AND {box}.miny <= :north AND {box}.maxy >= :south",
        )
    return (
        f"{table} AS {alias}",
        f"{alias}.geom && ST_MakeEnvelope(:west, :south, :east, :north, {functions.SRS})",
    )


def extent(connection: sqlite3.Connection, table: str) -> tuple[float, float, float, float] | None:
    """West, south, east and north of what a table holds, of a database as its statistics have them for who sees all of
    it; None: nothing.

    Raises sqlite3.OperationalError where the table has no index.
    """
    if isinstance(connection, sqlite3.Connection):
        asked = ("SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_@table_geom",)
    else:
        sides = "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM"
        boxes = ("kmzb.extent_told('@table') AS b", "(SELECT ST_Extent(geom) AS b FROM @table) AS e")
        asked = tuple(f"{sides} {box}" for box in boxes)  # the second: no statistics yet, or not for this log-in
    for one in asked:
        found = connection.execute(one.replace("@table", table)).fetchone()
        if found is not None and None not in found:
            return tuple(found)
    return None
