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
CHECK_WHOLE = 50_000  # rows
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])


def index_is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the reports' spatial index holds nothing, and is of the form that is packed here."""
    if connection.execute(statement("INDEX_SOME")).fetchone():
        return False
    size = connection.execute(statement("INDEX_ROOT")).fetchone()
    return size is not None and size[0] == 4 + 24 * NODE_CELLS


@dataclass
class Tree:
    """A packed tree: ``levels`` from the leaves up, each ``(cells, sizes, numbers)``: its cells in the order of its
    nodes, how many each node has, and the nodes' numbers; ``owners`` the leaf of each row of ``fids``."""

    fids: np.ndarray
    places: np.ndarray
    owners: np.ndarray
    levels: list

    def nodes(self):
        """``(number, bytes)`` as SQLite keeps nodes. Only the root says how deep the tree is."""
        for cells, sizes, numbers in self.levels:
            depth, start = (len(self.levels) - 1 if len(numbers) == 1 else 0), 0
            for number, size in zip(numbers.tolist(), sizes.tolist()):
                yield number, _node(cells[start : start + size], depth)
                start += size

    def parents(self):
        """``(number, number of the node above)``."""
        for cells, sizes, numbers in self.levels[1:]:
            yield from zip(cells["id"].tolist(), np.repeat(numbers, sizes).tolist())


def tree_of(fids: np.ndarray, places: np.ndarray) -> Tree:
    """Pack points: ``fids`` ascending, ``places`` of shape (rows, 2). Needs no connection."""
    tree = Tree(fids, places, np.empty(len(fids), dtype=np.int64), [])
    cells = np.zeros(len(fids), dtype=_CELL)
    cells["id"] = fids
    for side in (0, 1):
        cells["box"][:, 2 * side], cells["box"][:, 2 * side + 1] = _outward(places[:, side])
    next_node = 2  # node 1 is the root
    while len(fids):
        order = _order(cells["box"])
        cells = cells[order]
        count = -(-len(cells) // NODE_CELLS)
        # even: a node may not be nearly empty
        sizes = np.full(count, len(cells) // count) + (np.arange(count) < len(cells) % count)
        numbers = np.array([1]) if count == 1 else np.arange(next_node, next_node + count)
        next_node += count
        if not tree.levels:
            tree.owners[order] = np.repeat(numbers, sizes)
        tree.levels.append((cells, sizes, numbers))
        if count == 1:
            break
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        above = np.zeros(count, dtype=_CELL)
        above["id"] = numbers
        for side in range(4):
            reduce = np.minimum if side % 2 == 0 else np.maximum
            above["box"][:, side] = reduce.reduceat(cells["box"][:, side].astype(np.float32), starts)
        cells = above
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
            connection.execute(statement("INDEX_ROW", **part.sql), part.values)
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
        asked = (int(tree.fids[index]), *tree.places[index].tolist())
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


def _order(box: np.ndarray) -> np.ndarray:
    """Strips of about as many nodes as there are strips, each sorted across: neighbours in space share a node."""
    x, y = box[:, 0].astype(np.float32), box[:, 2].astype(np.float32)
    strips = max(1, int(np.ceil(np.sqrt(len(box) / NODE_CELLS))))
    strip = np.empty(len(box), dtype=np.int32)
    strip[np.argsort(x, kind="stable")] = np.arange(len(box)) * strips // len(box)
    return np.lexsort((y, strip))
