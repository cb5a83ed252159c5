"""Reading a source's batches: plain rows into NumPy columns, odd ones into the temporary table ``raw``.

The store itself is not touched, so nobody waits meanwhile. Per row about a hundred bytes stay in memory; descriptions
lie in a temporary table.
"""

from __future__ import annotations

import json
import sqlite3

import numpy as np

from ..toolbelt.progress import Progress
from .loading_columns import COLUMNS, NONE, PLACE, SPELT, WHOLE, Spellings, described, number, spelt, whole
from .loading_sql import RAW_COLUMNS, statement


class Incoming:
    """What a source gave: ``columns`` (arrays of equal length by the names of ``COLUMNS``, ascending ``n``: the plain
    rows), ``spellings`` by column, ``seen`` the columns that the source has, ``read`` the rows that are not blank."""

    def __init__(self) -> None:
        self.columns = {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
        self.spellings = {name: Spellings() for name in SPELT}
        self.seen: tuple = ()
        self.read = 0

    def keep(self, mask: np.ndarray) -> None:
        """Go on with some of the rows."""
        for name in COLUMNS:
            self.columns[name] = self.columns[name][mask]

    def add(self, pieces: dict[str, np.ndarray]) -> None:
        """Rows more; all are in the order of their numbers again."""
        order = np.argsort(np.concatenate([self.columns["n"], pieces["n"]]), kind="stable")
        for name in COLUMNS:
            self.columns[name] = np.concatenate([self.columns[name], pieces[name]])[order]


def read(connection: sqlite3.Connection, batches, progress: Progress) -> Incoming:
    """Take all batches ``(columns, rows, flaws)``."""
    for table in ("RAW", "WORDS"):
        connection.execute(statement(table))
    incoming, seen, pieces, done = Incoming(), set(), [], 0
    for columns, rows, flaws in batches:
        progress.check()
        known(columns)
        seen.update(columns)
        connection.execute("BEGIN")
        piece, odd = _columns(connection, incoming, columns, rows, done + 1)
        incoming.read += len(rows) - sum(reason == "" for reason in flaws.values())
        if flaws:
            odd[list(flaws)] = True
        if odd.any():
            odd_rows = [
                (done + 1 + index, *rows[index], flaws.get(index))
                for index in np.flatnonzero(odd).tolist()
                if flaws.get(index) != ""
            ]
            stage(connection, columns, odd_rows)
            piece = {name: values[~odd] for name, values in piece.items()}
        connection.execute("COMMIT")
        pieces.append(piece)
        done += len(rows)
    for name in COLUMNS if pieces else ():  # one column at a time: no second copy of all of them
        incoming.columns[name] = np.concatenate([piece.pop(name) for piece in pieces])
    incoming.seen = tuple(name for name in RAW_COLUMNS if name in seen)
    return incoming


def known(columns: tuple) -> tuple:
    """The columns, if each is one of ours: nothing else may become part of a statement."""
    if strange := [name for name in columns if name not in RAW_COLUMNS]:
        raise ValueError(f"unknown columns {strange}")
    return columns


def _columns(connection, incoming: Incoming, columns: tuple, rows: list, first: int) -> tuple[dict, np.ndarray]:
    count = len(rows)
    odd = np.zeros(count, dtype=bool)
    given = dict(zip(columns, zip(*rows))) if rows else {}
    piece = {"n": np.arange(first, first + count)}
    for name in WHOLE:
        piece[name] = whole(given[name], odd) if name in given else np.full(count, NONE)
    for name in PLACE:
        piece[name] = number(given[name], odd) if name in given else np.full(count, np.nan)
    for name in SPELT:
        values = given.get(name, (None,) * count)
        piece[name] = spelt(values, odd, incoming.spellings[name])
    piece["words"], piece["length"], texts = described(given.get("description", ()) or (None,) * count, odd)
    if texts:
        put_words(connection, [(first + index, text, digest) for index, text, digest in texts])
    piece["mark"] = np.zeros(count, np.uint64)
    return piece, odd


def put_words(connection, rows: list) -> None:
    """Keep descriptions ``(n, text, digest)``."""
    connection.executemany(statement("WORDS_PUT"), rows)


def stage(connection, columns: tuple, rows: list) -> None:
    """Put rows ``(n, *values, flaw)`` into the table of raw rows."""
    names = ("n", *known(columns), "flaw")
    put = statement("STAGE", columns=", ".join(names), places=", ".join("?" * len(names)))
    connection.executemany(put, [tuple(map(_storable, row)) for row in rows])


def stage_again(connection, incoming: Incoming, mask: np.ndarray) -> None:
    """Stage plain rows as they came: the checks in SQL say what is wrong with them, or the reject file needs them."""
    columns = incoming.columns
    where = np.flatnonzero(mask)
    for start in range(0, len(where), 10_000):
        part = where[start : start + 10_000]
        numbers = columns["n"][part].tolist()
        texts = {}
        if columns["words"][part].any():
            found = connection.execute(statement("WORDS_OF"), (numbers[0], numbers[-1]))
            texts = {n: text for n, text, _ in found}
        cells = {}
        for name in WHOLE:
            cells[name] = [None if value == NONE else value for value in columns[name][part].tolist()]
        for name in PLACE:
            cells[name] = [None if value != value else value for value in columns[name][part].tolist()]
        for name in SPELT:
            spellings = list(incoming.spellings[name])
            cells[name] = [spellings[code] for code in columns[name][part].tolist()]
        cells["description"] = [texts.get(n) for n in numbers]
        stage(connection, RAW_COLUMNS, list(zip(numbers, *(cells[name] for name in RAW_COLUMNS), [None] * len(part))))


def _storable(value):
    """A value that SQLite can hold; what it cannot becomes text, which the checks then refuse with a reason."""
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode("utf-8")
