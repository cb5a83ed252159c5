"""Filling an empty spatial index at once: SQLite's R-tree packed from sorted points, as its own tables store it.

Inserting a million points one by one takes longer than all the rest of a load. The format of the tables is SQLite's
documented file format (its R-tree module, 'shadow tables'); ``rtreecheck`` looks it over within the transaction.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from .loading_sql import statement

NODE_CELLS = 51  # most cells of a node of any page size; 4 bytes of header and 24 a cell
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])


def pack(connection: sqlite3.Connection, fids: np.ndarray, places: np.ndarray) -> bool:
    """Fill the reports' empty spatial index, within the caller's transaction: ``fids`` and ``places``, shape (rows, 2).

    False where it holds some already or SQLite protects its tables: the rows must be inserted instead.
    """
    if connection.execute(statement("INDEX_SOME")).fetchone():
        return False
    size = connection.execute(statement("INDEX_ROOT")).fetchone()
    if size is None or size[0] != 4 + 24 * NODE_CELLS:
        return False
    if not len(fids):
        return True
    connection.execute("SAVEPOINT pack")
    try:
        _write(connection, fids, places)
        sound = connection.execute(statement("INDEX_CHECK")).fetchone()[0] == "ok"
    except sqlite3.Error:
        sound = False
    if not sound:
        connection.execute("ROLLBACK TO pack")
    connection.execute("RELEASE pack")
    return sound


def _write(connection, fids: np.ndarray, places: np.ndarray) -> None:
    cells = np.zeros(len(fids), dtype=_CELL)
    cells["id"] = fids
    low, high = _outward(places)
    cells["box"] = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
    level, next_node = 0, 2  # node 1 is the root
    while True:
        cells = cells[_order(cells["box"])]
        count = -(-len(cells) // NODE_CELLS)
        groups = np.array_split(np.arange(len(cells)), count)  # even: a node may not be nearly empty
        numbers = [1] if count == 1 else list(range(next_node, next_node + count))
        next_node += count
        depth = level if count == 1 else 0  # only the root says how deep the tree is
        connection.executemany(
            statement("INDEX_NODE"),
            ((number, _node(cells[group], depth)) for number, group in zip(numbers, groups)),
        )
        owners = np.repeat(numbers, [len(group) for group in groups])
        owned = statement("INDEX_PARENT" if level else "INDEX_ROW")
        ids = cells["id"].astype(np.int64)
        ascending = np.argsort(ids)  # tables are appended to several times faster than they are written at random
        connection.executemany(owned, zip(ids[ascending].tolist(), owners[ascending].tolist()))
        if count == 1:
            return
        starts = np.array([group[0] for group in groups])
        box = cells["box"].astype(np.float32)
        above = np.zeros(count, dtype=_CELL)
        above["id"] = numbers
        for side in range(4):
            reduce = np.minimum if side % 2 == 0 else np.maximum
            above["box"][:, side] = reduce.reduceat(box[:, side], starts)
        cells, level = above, level + 1


def _node(cells: np.ndarray, depth: int) -> bytes:
    head = depth.to_bytes(2, "big") + len(cells).to_bytes(2, "big")
    return (head + cells.tobytes()).ljust(4 + 24 * NODE_CELLS, b"\0")


def _outward(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest 32-bit numbers not above and not below: a box must hold its point."""
    near = values.astype(np.float32)
    low = np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near)
    high = np.where(near < values, np.nextafter(near, np.float32(np.inf)), near)
    return low, high


def _order(box: np.ndarray) -> np.ndarray:
    """Strips of about as many nodes as there are strips, each sorted across: neighbours in space share a node."""
    x, y = box[:, 0].astype(float), box[:, 2].astype(float)
    strips = max(1, int(np.ceil(np.sqrt(len(box) / NODE_CELLS))))
    rank = np.empty(len(box), dtype=np.int64)
    rank[np.argsort(x, kind="stable")] = np.arange(len(box))
    strip = rank * strips // len(box)
    return np.lexsort((y, strip))
