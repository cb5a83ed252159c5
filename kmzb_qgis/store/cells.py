"""Reports counted by cells of 1 km and 5 km: what a large import adds, and counting anew. Else triggers keep them."""

from __future__ import annotations

import sqlite3

import numpy as np

from .functions import point_blob

SIZES = {"report_cells_1km": 1000, "report_cells_5km": 5000}  # metres
TRIGGER = "report_cells_insert"
SCHEMA = 4  # the migration that made them


def add(connection: sqlite3.Connection, x: np.ndarray, y: np.ndarray, is_open: np.ndarray) -> None:
    """Count new reports in, in the caller's transaction: EPSG:2180 metres (NaN: no place), if open."""
    placed = ~(np.isnan(x) | np.isnan(y))
    x, y, is_open = x[placed], y[placed], is_open[placed]
    for table, size in SIZES.items():
        keys, group = np.unique((x // size).astype(np.int64) * 1000 + (y // size).astype(np.int64), return_inverse=True)
        total = np.bincount(group, minlength=len(keys))
        still_open = np.bincount(group, weights=is_open, minlength=len(keys)).astype(np.int64)
        east, north = (np.bincount(group, weights=side, minlength=len(keys)) / total for side in (x, y))
        cells = list(
            zip(total.tolist(), still_open.tolist(), keys.tolist(), map(point_blob, east.tolist(), north.tolist()))
        )
        known = {fid for (fid,) in connection.execute(_of(table, "SELECT fid FROM @cells"))}
        connection.executemany(
            _of(table, "UPDATE @cells SET total = total + ?, open = open + ? WHERE fid = ?"),
            [cell[:3] for cell in cells if cell[2] in known],
        )
        connection.executemany(
            _of(table, "INSERT INTO @cells (total, open, fid, geom) VALUES (?, ?, ?, ?)"),
            [cell for cell in cells if cell[2] not in known],
        )


def _of(table: str, statement: str) -> str:
    return statement.replace("@cells", table)


def right(connection: sqlite3.Connection) -> bool:
    """Whether the cells count as many reports as the store has placed: cheap, so asked whenever a store is shown."""
    (placed,) = connection.execute("SELECT count(*) FROM rtree_report_geom_rowid").fetchone()
    return all(
        connection.execute(_of(table, "SELECT coalesce(sum(total), 0) FROM @cells")).fetchone()[0] == placed
        for table in SIZES
    )


def count_anew(connection: sqlite3.Connection) -> None:
    """Count all reports again, in one transaction: after a program that has gone round the triggers."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        rows = connection.execute(
            "SELECT ST_MinX(r.geom), ST_MinY(r.geom), coalesce(s.open, 0) FROM report AS r"
            " LEFT JOIN status AS s ON s.id = r.status_id WHERE ST_MinX(r.geom) IS NOT NULL"
        )
        found = np.fromiter(rows, dtype=np.dtype([("x", "f8"), ("y", "f8"), ("open", "i1")]))
        for table in SIZES:
            connection.execute(_of(table, "DELETE FROM @cells"))
        add(connection, found["x"], found["y"], found["open"])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
