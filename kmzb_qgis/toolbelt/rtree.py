"""Filling an empty R-tree of SQLite at once, packed from sorted boxes, as the module's own tables store it.

Inserting a million boxes one by one takes longer than writing the rows they belong to, and the packed tree is read
faster. The format of the three tables is SQLite's documented one (https://sqlite.org/rtree.html, 'shadow tables'). What
was written is read back through the module: every box is found, and where it should be.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

from . import bulk

NODE_CELLS = 51  # most cells of a two-dimensional node for any page size: 4 bytes of header and 24 a cell
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])


def fill(connection: sqlite3.Connection, index: str, ids: np.ndarray, boxes: np.ndarray) -> None:
    """Put boxes into the empty two-dimensional R-tree ``index``, within the caller's transaction.

    ``ids``: (n,) integers, each once; ``boxes``: (n, 4) of minx, maxx, miny, maxy. Where SQLite guards the module's
    tables or its nodes have another size, the boxes are inserted one by one. Raises ValueError where ``index`` holds
    something or the result is not sound, sqlite3.Error where writing fails; the caller then gives the file up.
    """
    if connection.execute(_sql("SELECT 1 FROM {index_rowid} LIMIT 1", index)).fetchone():
        raise ValueError(f"the index {index} is not empty")
    if not len(ids):
        return
    if not _packable(connection, index):
        connection.executemany(
            _sql("INSERT INTO {index} VALUES (?, ?, ?, ?, ?)", index), _rows(ids, np.asarray(boxes, dtype=float))
        )
        return
    _pack(connection, index, np.asarray(ids, dtype=np.int64), np.asarray(boxes))
    # The whole tree is walked, from the root to every leaf. rtreecheck does more and takes six times as long.
    found = connection.execute(
        _sql("SELECT count(*), sum(id), min(minx), max(maxx), min(miny), max(maxy) FROM {index}", index)
    ).fetchone()
    sides = (_side(column, side) for side, column in enumerate(np.asarray(boxes).T))
    wanted = tuple(float(column.max() if side % 2 else column.min()) for side, column in enumerate(sides))
    if found[:2] != (len(ids), int(np.sum(ids, dtype=np.int64))) or found[2:] != wanted:
        raise ValueError(f"the index {index} does not hold what was written")


def _sql(template: str, index: str) -> str:
    """A statement with the quoted names of the index and of its tables."""
    names = {f"index{end}": '"' + (index + end).replace('"', '""') + '"' for end in ("", "_node", "_parent", "_rowid")}
    return template.format(**names)


def _packable(connection, index: str) -> bool:
    """Whether the nodes have the usual size and the tables may be written."""
    root = connection.execute(_sql("SELECT data FROM {index_node} WHERE nodeno = 1", index)).fetchone()
    if root is None or len(root[0]) != 4 + 24 * NODE_CELLS:
        return False
    try:
        connection.execute(_sql("UPDATE {index_node} SET data = data WHERE nodeno = 1", index))
    except sqlite3.OperationalError:  # "may not be modified": SQLITE_DBCONFIG_DEFENSIVE
        return False
    return True


def _rows(ids: np.ndarray, boxes: np.ndarray) -> Iterator[tuple]:
    return ((number, *box) for number, box in zip(ids.tolist(), boxes.tolist()))


def _pack(connection, index: str, ids: np.ndarray, boxes: np.ndarray) -> None:
    cells = np.zeros(len(ids), dtype=_CELL)
    cells["id"] = ids
    for side in range(4):
        cells["box"][:, side] = _side(boxes[:, side], side)
    level, next_node = 0, 2  # node 1 is the root
    while True:
        cells = cells[_order(cells["box"])]
        count = -(-len(cells) // NODE_CELLS)
        bounds = np.arange(count + 1) * len(cells) // count  # even: a node may not be nearly empty
        numbers = np.array([1]) if count == 1 else np.arange(next_node, next_node + count)
        next_node += count
        connection.executemany(
            _sql("INSERT OR REPLACE INTO {index_node} (nodeno, data) VALUES (?, ?)", index),
            _nodes(cells, bounds, numbers, level if count == 1 else 0),  # only the root says how deep the tree is
        )
        _owned(connection, index, level, cells["id"].astype(np.int64), np.repeat(numbers, np.diff(bounds)))
        if count == 1:
            return
        above = np.zeros(count, dtype=_CELL)
        above["id"] = numbers
        for side in range(4):
            reduce = np.maximum if side % 2 else np.minimum
            above["box"][:, side] = reduce.reduceat(cells["box"][:, side].astype(np.float32), bounds[:-1])
        cells, level = above, level + 1


def _nodes(cells: np.ndarray, bounds: np.ndarray, numbers: np.ndarray, depth: int) -> Iterator[tuple[int, bytes]]:
    raw, width = cells.view(np.uint8).data, _CELL.itemsize
    for number, start, end in zip(numbers.tolist(), bounds[:-1].tolist(), bounds[1:].tolist()):
        head = depth.to_bytes(2, "big") + (end - start).to_bytes(2, "big")
        yield number, (head + raw[start * width : end * width]).ljust(4 + width * NODE_CELLS, b"\0")


def _owned(connection, index: str, level: int, ids: np.ndarray, nodes: np.ndarray) -> None:
    """Which node each cell lies in, in the order of the cells' ids: appended to the table, its pages stay full."""
    head = "INSERT INTO {index_parent} (nodeno, parentnode)" if level else "INSERT INTO {index_rowid} (rowid, nodeno)"
    order = np.argsort(ids, kind="stable")
    bulk.insert(connection, _sql(head, index), ids[order], nodes[order])


def _side(values: np.ndarray, side: int) -> np.ndarray:
    """The nearest 32-bit numbers not above (even sides) or not below: a box must hold what it is the box of."""
    near = np.asarray(values, dtype=float).astype(np.float32)
    if side % 2:
        return np.where(near < values, np.nextafter(near, np.float32(np.inf)), near)
    return np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near)


def _order(box: np.ndarray) -> np.ndarray:
    """Strips of about as many nodes as there are strips, each sorted across: neighbours in space share a node."""
    x, y = box[:, 0].astype(np.float32), box[:, 2].astype(np.float32)
    strips = max(1, int(np.ceil(np.sqrt(len(box) / NODE_CELLS))))
    rank = np.empty(len(box), dtype=np.int64)
    rank[np.argsort(x, kind="stable")] = np.arange(len(box))
    return np.lexsort((y, rank * strips // len(box)))
