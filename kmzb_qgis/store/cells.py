"""Reports counted by cells of 1 km and 5 km: what a large import adds, and counting anew. Else triggers keep them.

In a database the triggers count large imports too, and it counts anew itself.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from .functions import places, point_blob

SIZES = {"report_cells_1km": 1000, "report_cells_5km": 5000}  # metres
TRIGGER, UPDATE_TRIGGER = "report_cells_insert", "report_cells_update"
SCHEMA = 4  # the migration that made them


def add(connection: sqlite3.Connection, x: np.ndarray, y: np.ndarray, is_open: np.ndarray) -> None:
    """Count new reports in, in the caller's transaction: EPSG:2180 metres (NaN: no place), if open."""
    placed = ~(np.isnan(x) | np.isnan(y))
    x, y, is_open = x[placed], y[placed], is_open[placed]
    for table, size in SIZES.items():
        keys, group = np.unique(_keys(x, y, size), return_inverse=True)
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


def move(connection: sqlite3.Connection, rows: list[tuple]) -> None:
    """Count changed reports in the cells they have come to and out of those they were in, as the trigger does, in the
    caller's transaction: ``(point, open, point, open)`` of each, before and after; GeoPackage blobs, None for no place.
    """
    points, still = ([row[at] for at in (0, 2) for row in rows], [row[at] for at in (1, 3) for row in rows])
    before, after = np.split(np.column_stack([places(points), np.array(still, dtype=float)]), 2)
    before, after = (side[~np.isnan(side[:, :2]).any(axis=1)] for side in (before, after))
    signs = np.concatenate([np.full(len(before), -1), np.full(len(after), 1)])
    still = np.concatenate([before[:, 2], after[:, 2]]) * signs
    for table, size in SIZES.items():
        old, new = (_keys(side[:, 0], side[:, 1], size) for side in (before, after))
        come, first = np.unique(new, return_index=True)
        points = map(point_blob, *after[first, :2].T.tolist())
        connection.executemany(
            _of(table, "INSERT INTO @cells (fid, geom, total, open) SELECT ?1, ?2, 0, 0"
                " WHERE NOT EXISTS (SELECT 1 FROM @cells WHERE fid = ?1)"),
            zip(come.tolist(), points),
        )  # fmt: skip
        keys, group = np.unique(np.concatenate([old, new]), return_inverse=True)
        total, still_open = (np.bincount(group, weights, len(keys)).astype(np.int64) for weights in (signs, still))
        some = (total != 0) | (still_open != 0)
        connection.executemany(
            _of(table, "UPDATE @cells SET total = total + ?, open = open + ? WHERE fid = ?"),
            zip(total[some].tolist(), still_open[some].tolist(), keys[some].tolist()),
        )


def _keys(x: np.ndarray, y: np.ndarray, size: int) -> np.ndarray:
    return (x // size).astype(np.int64) * 1000 + (y // size).astype(np.int64)


def _of(table: str, statement: str) -> str:
    return statement.replace("@cells", table)


def right(connection: sqlite3.Connection) -> bool:
    """Whether the cells count as many reports as the store has placed: cheap, so asked whenever a store is shown.

    In a database only who could mend them asks: nobody else goes round the rules, an officer sees some reports only.
    """
    if not isinstance(connection, sqlite3.Connection):
        return bool(connection.execute("SELECT kmzb.cells_right()").fetchone()[0])
    (placed,) = connection.execute("SELECT count(*) FROM rtree_report_geom_rowid").fetchone()
    return all(
        connection.execute(_of(table, "SELECT coalesce(sum(total), 0) FROM @cells")).fetchone()[0] == placed
        for table in SIZES
    )


def count_anew(connection: sqlite3.Connection) -> None:
    """Count all reports again, in one transaction: after a program that has gone round the triggers."""
    if not isinstance(connection, sqlite3.Connection):
        connection.execute("SELECT kmzb.count_cells_anew()")
        return
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
