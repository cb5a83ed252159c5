"""Filling an empty spatial index at once: SQLite's R-tree packed from sorted points, as its own tables store it.

Inserting a million points one by one takes longer than all the rest of a load. The format of the tables is SQLite's
documented file format (its R-tree module, 'shadow tables'); SQLite looks it over within the transaction.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np

from .loading_pack import ROWS, Pack
from .loading_sql import statement

NODE_CELLS = 51  # most cells of a node of any page size; 4 bytes of header and 24 a cell
FILLED = 42  # cells that are used at first: a report that moves or comes finds room, where a full node would be split
CHECK_WHOLE = 50_000  # rows
_AT_ONCE = 400  # nodes
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])


def index_is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the reports' spatial index holds nothing, and is of the form that is packed here."""
    if connection.execute(statement("INDEX_SOME")).fetchone():
        return False
    root = connection.execute(statement("INDEX_ROOT")).fetchone()
    return root is not None and len(root[0]) == 4 + 24 * NODE_CELLS


def extent(connection: sqlite3.Connection) -> tuple:
    """The least and greatest x, then y, of the spatial index (EPSG:2180 metres, float32), None where it is empty.

    The root's cells are the boxes of all below them, so one node tells it; a query walks through the whole tree.
    """
    root = connection.execute(statement("INDEX_ROOT")).fetchone()
    if root is None or len(root[0]) != 4 + 24 * NODE_CELLS:
        return connection.execute(statement("INDEX_EXTENT")).fetchone()
    count = int.from_bytes(root[0][2:4], "big")
    if not count:
        return (None,) * 4
    box = np.frombuffer(root[0], _CELL, count, 4)["box"].astype(np.float32)
    return tuple(float(reduce(box[:, side])) for side, reduce in enumerate((np.min, np.max) * 2))


@dataclass
class Tree:
    """A packed tree: ``order`` of ``fids`` in the leaves, ``owners`` the leaf of each of ``fids``; ``levels`` from the
    leaves up, each ``(cells, sizes, numbers)``: its cells in the order of its nodes, how many each node has, and the
    nodes' numbers. Of the leaves, which are nearly all, the cells are made when they are written."""

    fids: np.ndarray
    x: np.ndarray
    y: np.ndarray
    order: np.ndarray
    owners: np.ndarray
    levels: list

    def nodes(self):
        """``(number, bytes)`` as SQLite keeps nodes. Only the root says how deep the tree is."""
        for cells, sizes, numbers in self.levels:
            depth, start = (len(self.levels) - 1 if len(numbers) == 1 else 0), 0
            for first in range(0, len(numbers), _AT_ONCE):
                part = slice(first, first + _AT_ONCE)
                count = int(sizes[part].sum())
                some = self._leaves(start, count) if cells is None else cells[start : start + count]
                start, at = start + count, 0
                for number, size in zip(numbers[part].tolist(), sizes[part].tolist()):
                    yield number, _node(some[at : at + size], depth)
                    at += size

    def parents(self):
        """``(number, number of the node above)``."""
        for cells, sizes, numbers in self.levels[1:]:
            yield from zip(cells["id"].tolist(), np.repeat(numbers, sizes).tolist())

    def _leaves(self, start: int, count: int) -> np.ndarray:
        rows = self.order[start : start + count]
        cells = np.zeros(count, dtype=_CELL)
        cells["id"] = self.fids[rows]
        for side, values in enumerate((self.x, self.y)):
            cells["box"][:, 2 * side], cells["box"][:, 2 * side + 1] = _outward(values[rows])
        return cells


def tree_of(fids: np.ndarray, x: np.ndarray, y: np.ndarray) -> Tree:
    """Pack points: ``fids`` ascending, ``x`` and ``y`` of each. Needs no connection."""
    order = _order(x.astype(np.float32), y.astype(np.float32)).astype(np.int32)
    tree = Tree(fids, x, y, order, np.empty(len(fids), dtype=np.int32), [])
    cells, count, next_node = None, len(fids), 2  # node 1 is the root
    while count:
        nodes = -(-count // FILLED)
        # even: a node may not be nearly empty
        sizes = np.full(nodes, count // nodes) + (np.arange(nodes) < count % nodes)
        numbers = np.array([1]) if nodes == 1 else np.arange(next_node, next_node + nodes)
        next_node += nodes
        tree.levels.append((cells, sizes, numbers))
        if cells is None:
            tree.owners[order] = np.repeat(numbers.astype(np.int32), sizes)
        if nodes == 1:
            break
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        above = np.zeros(nodes, dtype=_CELL)
        above["id"] = numbers
        for side in range(4):
            reduce = np.minimum if side % 2 == 0 else np.maximum
            if cells is None:
                values = _outward((x, y)[side // 2][order])[side % 2]
            else:
                values = cells["box"][:, side].astype(np.float32)
            above["box"][:, side] = reduce.reduceat(values, starts)
        cells = above[_order(above["box"][:, 0].astype(np.float32), above["box"][:, 2].astype(np.float32))]
        count = nodes
    return tree


def write_tree(connection: sqlite3.Connection, tree: Tree) -> bool:
    """Fill the empty index, within the caller's transaction. False where SQLite protects its tables or finds it
    unsound: then nothing was written, and the rows must be inserted instead. Needs the table ``numbers``."""
    if not len(tree.fids):
        return True
    connection.execute("SAVEPOINT pack")
    try:
        connection.executemany(statement("INDEX_NODE"), tree.nodes())
        connection.executemany(statement("INDEX_PARENT"), tree.parents())
        for start in range(0, len(tree.fids), ROWS):
            part = Pack(min(ROWS, len(tree.fids) - start))
            part.whole("id", tree.fids[start : start + ROWS])
            part.whole("node", tree.owners[start : start + ROWS])
            connection.execute(statement("INDEX_ROW", **part.sql, source=part.source()), part.values)
        sound = _sound(connection, tree)
    except sqlite3.Error:
        sound = False
    if not sound:
        connection.execute("ROLLBACK TO pack")
    connection.execute("RELEASE pack")
    return sound


def _sound(connection: sqlite3.Connection, tree: Tree) -> bool:
    """Whether SQLite finds in it what it should: of a small tree by its own check, which takes as long as writing the
    reports; a large one is read through whole, and a few hundred rows are looked up by number and by place."""
    if len(tree.fids) <= CHECK_WHOLE:
        return connection.execute(statement("INDEX_CHECK")).fetchone()[0] == "ok"
    if connection.execute(statement("INDEX_ALL")).fetchone() != (len(tree.fids), int(tree.fids.sum())):
        return False
    for index in np.linspace(0, len(tree.fids) - 1, 300).astype(int).tolist():
        asked = (int(tree.fids[index]), float(tree.x[index]), float(tree.y[index]))
        if any(connection.execute(statement(name), asked).fetchone() != (1,) for name in ("INDEX_AT", "INDEX_NEAR")):
            return False
    return True


def _node(cells: np.ndarray, depth: int) -> bytes:
    head = depth.to_bytes(2, "big") + len(cells).to_bytes(2, "big")
    return (head + cells.tobytes()).ljust(4 + 24 * NODE_CELLS, b"\0")


def _outward(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest 32-bit numbers not above and not below: a box must hold its point."""
    near = values.astype(np.float32)
    low = np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near)
    high = np.where(near < values, np.nextafter(near, np.float32(np.inf)), near)
    return low, high


def _order(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Strips of about as many nodes as there are strips, each sorted across: neighbours in space share a node."""
    strips = max(1, int(np.ceil(np.sqrt(len(x) / FILLED))))
    strip = np.empty(len(x), dtype=np.int32)
    bounds = np.arange(strips + 1) * len(x) // strips
    strip[np.argsort(x, kind="stable")] = np.repeat(np.arange(strips, dtype=np.int32), np.diff(bounds))
    return np.lexsort((y, strip))
