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
    """A packed tree: ``nodes`` as SQLite keeps them (root first is not needed), which node has which row and node."""

    fids: np.ndarray
    places: np.ndarray
    owners: np.ndarray
    nodes: list
    parents: list


def tree_of(fids: np.ndarray, places: np.ndarray) -> Tree:
    """Pack points: ``fids`` ascending, ``places`` of shape (rows, 2). Needs no connection."""
    tree = Tree(fids, places, np.zeros(0, np.int64), [], [])
    cells = np.zeros(len(fids), dtype=_CELL)
    cells["id"] = fids
    low, high = _outward(places)
    cells["box"] = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
    level, next_node = 0, 2  # node 1 is the root
    while len(fids):
        order = _order(cells["box"])
        cells = cells[order]
        count = -(-len(cells) // NODE_CELLS)
        groups = np.array_split(np.arange(len(cells)), count)  # even: a node may not be nearly empty
        sizes = [len(group) for group in groups]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        numbers = np.array([1]) if count == 1 else np.arange(next_node, next_node + count)
        next_node += count
        depth = level if count == 1 else 0  # only the root says how deep the tree is
        tree.nodes += [
            (number, _node(cells[start : start + size], depth))
            for number, start, size in zip(numbers.tolist(), starts.tolist(), sizes)
        ]
        owners = np.repeat(numbers, sizes)
        if level == 0:  # by row: tables are appended to several times faster than they are written at random
            tree.owners = np.empty(len(fids), dtype=np.int64)
            tree.owners[order] = owners
        else:
            tree.parents += zip(cells["id"].tolist(), owners.tolist())
        if count == 1:
            break
        box = cells["box"].astype(np.float32)
        above = np.zeros(count, dtype=_CELL)
        above["id"] = numbers
        for side in range(4):
            reduce = np.minimum if side % 2 == 0 else np.maximum
            above["box"][:, side] = reduce.reduceat(box[:, side], starts)
        cells, level = above, level + 1
    return tree


def write_tree(connection: sqlite3.Connection, tree: Tree) -> bool:
    """Fill the empty index, within the caller's transaction. False where SQLite protects its tables or finds it
    unsound: then nothing was written, and the rows must be inserted instead. Needs the table ``numbers``."""
    if not len(tree.fids):
        return True
    connection.execute("SAVEPOINT pack")
    try:
        connection.executemany(statement("INDEX_NODE"), tree.nodes)
        connection.executemany(statement("INDEX_PARENT"), tree.parents)
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
