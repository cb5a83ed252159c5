"""A publication's data file as publishing makes it, filled with rows whose values and places a test knows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
from osgeo import ogr

from kmzb_qgis.catalogue.model import load
from kmzb_qgis.publishing import blobs, geopackage
from kmzb_qgis.server.wfs2 import sqlite_shapes
from kmzb_qgis.store.store import file_uri

FOREVER, EVER = "9999-12-31T00:00:00.000Z", "0001-01-01T00:00:00.000Z"


def blob(shape: ogr.Geometry) -> bytes:
    """A GeoPackage blob with the shape's extent."""
    extent = np.array(shape.GetEnvelope(), dtype="<f8").tobytes()
    return b"GP\x00\x03" + (2180).to_bytes(4, "little") + extent + bytes(shape.ExportToWkb(ogr.wkbNDR))


def make(path: Path, reports=(), cells=(), units=(), places: np.ndarray | None = None) -> Path:
    """A data file. ``reports``: dicts of columns with ``place`` (E, N) or None; ``cells``: (kod, E, N, razem) of 1 km;
    ``units``: (teryt, nazwa, ogr.Geometry or None, razem) of the county layer; ``places``: points without values."""
    triggers = geopackage.create(path, load())
    with closing(geopackage.connect_new(path)) as connection:
        connection.execute("BEGIN")
        ids, boxes = [], []
        for number, row in enumerate(reports, 1):
            given = {name: value for name, value in row.items() if name != "place"}
            if row["place"] is not None:
                given["geom"] = blobs.point(*row["place"])
                ids.append(number)
                boxes.append([row["place"][0]] * 2 + [row["place"][1]] * 2)
            given.update(fid=number, until=FOREVER)
            names = ", ".join(f'"{name}"' for name in given)
            marks = ", ".join("?" * len(given))
            connection.execute(f"INSERT INTO dane_zgloszenia ({names}) VALUES ({marks})", list(given.values()))
        if places is not None:
            ids = np.arange(1, len(places) + 1)
            boxes = np.repeat(places, 2, axis=1)
            connection.executemany(
                "INSERT INTO dane_zgloszenia (fid, geom, id, until) VALUES (?, ?, ?, ?)",
                ((n, blobs.point(e, s), f"r{n}", FOREVER) for n, (e, s) in zip(ids.tolist(), places.tolist())),
            )
        geopackage.index(connection, "dane_zgloszenia", np.array(ids, dtype=np.int64), np.array(boxes, dtype=float))
        corners = np.array([(e, n) for _kod, e, n, _count in cells], dtype=float).reshape(-1, 2)
        for number, ((kod, _e, _n, count), shape) in enumerate(zip(cells, blobs.cells(corners, 1000)), 1):
            connection.execute(
                "INSERT INTO dane_siatka_1km (fid, geom, kod, razem, since, until) VALUES (?, ?, ?, ?, ?, ?)",
                (number, shape, kod, count, EVER, FOREVER),
            )
        boxes = np.stack([corners[:, 0], corners[:, 0] + 1000, corners[:, 1], corners[:, 1] + 1000], axis=1)
        geopackage.index(connection, "dane_siatka_1km", np.arange(1, len(corners) + 1), boxes)
        for number, (teryt, name, shape, count) in enumerate(units, 1):
            connection.execute(
                "INSERT INTO dane_statystyka_powiat (fid, teryt, razem, since, until) VALUES (?, ?, ?, ?, ?)",
                (number, teryt, count, EVER, FOREVER),
            )
            if shape is not None:
                connection.execute("INSERT INTO obszar VALUES (?, ?, ?)", (teryt, name, blob(shape)))
        connection.execute("COMMIT")
    geopackage.finish(path, triggers)
    return path


def reading(path: Path) -> sqlite3.Connection:
    """A read-only connection with the service's functions."""
    connection = sqlite3.connect(file_uri(path.resolve(), "mode=ro&immutable=1"), uri=True)
    sqlite_shapes.register(connection)
    return connection
