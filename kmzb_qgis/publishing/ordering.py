"""The order of the published reports: neighbours in space are neighbours in the file, the public id settles the rest.

So nothing tells the order of arrival. NumPy sorts by numbers, SQLite moves the rows.
"""

from __future__ import annotations

import numpy as np

from ..toolbelt import bulk
from . import blobs

_ROWS = 50_000
_HEAD = 8  # bytes of an id that are compared as one number


def order(connection, numbers: np.ndarray, places: np.ndarray, see=None) -> np.ndarray:
    """Positions (n,) of ``temp.wybor``'s rows ``numbers`` (ascending) with ``places`` (n, 2), as they are published.

    By squares of 10 km, then by the public id as its bytes compare. ``see(ids, rows)`` is shown all ids, a line each.
    """
    square, head = blobs.squares(places), _heads(connection, numbers, see)
    found = np.lexsort((head, square))
    square, head = square[found], head[found]
    same = np.flatnonzero((square[1:] == square[:-1]) & (head[1:] == head[:-1]))
    if len(same):  # ids alike in their first bytes: the whole of them decides
        starts = same[np.diff(same, prepend=-2) > 1]
        ends = same[np.append(np.flatnonzero(np.diff(same) > 1), len(same) - 1)] + 2
        for start, end in zip(starts.tolist(), ends.tolist()):
            alike = found[start:end]
            found[start:end] = sorted(alike.tolist(), key=lambda one: _whole(connection, int(numbers[one])))
    return found


def keep(connection, numbers: np.ndarray, found: np.ndarray) -> None:
    """Make ``temp.miejsce (nr, fid)``: the row ``nr`` of ``temp.wybor`` becomes the row ``fid`` of the data file."""
    fid = np.empty(len(found), "i8")
    fid[found] = np.arange(1, len(found) + 1)
    connection.execute("CREATE TEMP TABLE miejsce (nr INTEGER PRIMARY KEY, fid INTEGER NOT NULL)")
    bulk.insert(connection, "INSERT INTO temp.miejsce (nr, fid)", numbers, fid)


def _heads(connection, numbers: np.ndarray, see) -> np.ndarray:
    """The first bytes of the ids as (n,) numbers that sort as the bytes do; a short id ends in noughts."""
    blocks = [b""]
    for start in range(0, len(numbers), _ROWS):
        part = numbers[start : start + _ROWS]
        heads, ids = connection.execute(
            "SELECT CAST(group_concat(substr(CAST(id || char(0, 0, 0, 0, 0, 0, 0, 0) AS BLOB), 1, 8), '') AS BLOB),"
            " CAST(group_concat(id, char(10)) AS BLOB)"
            " FROM temp.wybor WHERE rowid BETWEEN ? AND ? AND geom IS NOT NULL",
            (int(part[0]), int(part[-1])),
        ).fetchone()
        blocks.append(heads)
        if see is not None:
            see(ids, len(part))
    raw = b"".join(blocks)
    if len(raw) != _HEAD * len(numbers):
        raise ValueError("the ids could not be read")
    return np.frombuffer(raw, ">u8").astype("u8")


def _whole(connection, number: int) -> bytes:
    return connection.execute("SELECT CAST(id AS BLOB) FROM temp.wybor WHERE rowid = ?", (number,)).fetchone()[0]
