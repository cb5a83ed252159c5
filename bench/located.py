#!/usr/bin/env python3
"""Puts the points of one GeoPackage into the polygons of another as the plugin does; writes the numbers as ``.npy``.

    bench/located.py units.gpkg points.gpkg found.npy

A program of its own, so that its peers have nothing over it: it starts, reads both files, finds and writes.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmzb_qgis.geoportal.locating import Locator
from kmzb_qgis.geoportal.polygons import read

HEAD = 13  # bytes of a GeoPackage point before its coordinates; GDAL writes points without an envelope


def main(units: str, points: str, found: str) -> None:
    """Number -1: in no polygon; else the polygon's place in the order of codes. One for each point, by fid."""
    with closing(sqlite3.connect(units)) as connection:
        edges = read([blob for (blob,) in connection.execute("SELECT geom FROM unit ORDER BY code")])
    with closing(sqlite3.connect(points)) as connection:
        query = "SELECT CAST(group_concat(geom, '') AS BLOB) FROM (SELECT geom FROM point ORDER BY fid)"
        rows = connection.execute(query).fetchone()[0]  # a million rows as one value, as publishing reads them too
    places = np.frombuffer(rows, np.uint8).reshape(-1, HEAD + 16)[:, HEAD:].copy().view("<f8")
    np.save(found, Locator(edges, tolerance=0).locate(places))


if __name__ == "__main__":
    main(*sys.argv[1:])
