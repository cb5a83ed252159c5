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
from .loading_marks import Memory
from .loading_sql import RAW_COLUMNS, statement


class Incoming:
    """What a source gave: ``columns`` (arrays of equal length by the names of ``COLUMNS``, ascending ``n``: the plain
    rows), ``spellings`` by column, ``seen`` the columns that the source has, ``read`` the rows that are not blank."""

    def __init__(self) -> None:
        self.columns = {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
        self.spellings = {name: Spellings() for name in SPELT}
        self.seen: tuple = ()
        self._rows = 0
        self.read = 0

    def append(self, piece: dict[str, np.ndarray]) -> None:
        """Rows at the end. Columns grow to the double; what is not written to yet takes no memory."""
        count = len(piece["n"])
        if self._rows + count > len(self.columns["n"]):
            room = max(2 * self._rows, self._rows + count)
            for name, kind in COLUMNS.items():
                wider = np.empty(room, dtype=kind)
                wider[: self._rows] = self.columns[name][: self._rows]
                self.columns[name] = wider
        for name in COLUMNS:
            self.columns[name][self._rows : self._rows + count] = piece[name]
        self._rows += count

    def trim(self) -> None:
        """The end of appending."""
        for name in COLUMNS:
            self.columns[name] = self.columns[name][: self._rows]

    def keep(self, mask: np.ndarray) -> None:
        """Go on with some of the rows."""
        for name in COLUMNS:
            self.columns[name] = self.columns[name][mask]

    def add(self, pieces: dict[str, np.ndarray]) -> None:
        """Rows more; all are in the order of their numbers again."""
        order = np.argsort(np.concatenate([self.columns["n"], pieces["n"]]), kind="stable")
        for name in COLUMNS:
            self.columns[name] = np.concatenate([self.columns[name], pieces[name]])[order]


def read(connection: sqlite3.Connection, batches, progress: Progress, memory: Memory) -> Incoming:
    """Take all batches: ``(columns, rows, flaws)``, or lines that are read only where ``memory`` does not know them.

    The latter have ``lines`` (their number), ``columns``, ``marks``, ``fresh``, ``forget()`` and ``take(wanted)``.
    """
    for table in ("RAW", "WORDS"):
        connection.execute(statement(table))
    incoming, seen, pieces, done = Incoming(), set(), [], 0
    for batch in batches:
        progress.check()
        connection.execute("BEGIN")
        if hasattr(batch, "take"):
            seen.update(known(batch.columns))
            pieces += _lines(connection, incoming, batch, done, memory)
            done += batch.lines
        else:
            columns, rows, flaws = batch
            seen.update(known(columns))
            pieces.append(_rows(connection, incoming, columns, rows, flaws, np.arange(done + 1, done + 1 + len(rows))))
            done += len(rows)
        connection.execute("COMMIT")
        for piece in pieces:
            incoming.append(piece)
        pieces.clear()
    incoming.trim()
    incoming.seen = tuple(name for name in RAW_COLUMNS if name in seen)
    return incoming


def _lines(connection, incoming: Incoming, batch, done: int, memory: Memory) -> list:
    """Pieces of columns from a batch of lines."""
    known_as = None
    if batch.marks is not None:
        known_as = memory.pass_over(batch.marks) if batch.fresh else memory.find(batch.marks)
    wanted = np.ones(batch.lines, dtype=bool) if known_as is None else known_as == 0
    pieces = taken(connection, incoming, batch, done, wanted) if wanted.any() else []
    if not wanted.all():
        incoming.read += memory.keep(batch, done, known_as)
    return pieces


def taken(connection, incoming: Incoming, batch, done: int, wanted: np.ndarray) -> list:
    """Pieces of columns from those lines of a batch that are ``wanted``; ``done`` lines were before it."""
    marks, found = batch.marks, batch.take(wanted)
    pieces = []
    if len(found.index):
        pieces.append(_plain(connection, incoming, found, done))
    if found.odd:
        places = np.array(found.odd)
        pieces.append(_rows(connection, incoming, batch.columns, found.rows, found.flaws, places + done + 1))
    for piece in pieces if marks is not None else ():
        piece["mark"] = marks[piece["n"] - done - 1]
    if len(pieces) == 2:
        both = {name: np.concatenate([piece[name] for piece in pieces]) for name in COLUMNS}
        order = np.argsort(both["n"], kind="stable")
        pieces = [{name: values[order] for name, values in both.items()}]
    return pieces


def read_meeting(engine, incoming: Incoming, memory: Memory) -> None:
    """Read lines that were known after all where other rows of the source speak of the same reports."""
    numbers = incoming.columns["objectid"]
    stage = engine.stage
    staged = np.array(stage.execute(statement("NUMBERED_STAGED")).fetchall(), dtype=np.int64).reshape(-1)
    for batch, done, which in memory.meeting(engine, np.concatenate([numbers[numbers > 0], staged])):
        incoming.read -= int(np.count_nonzero(which))
        for piece in taken(stage, incoming, batch, done, which):
            incoming.add(piece)


def _plain(connection, incoming: Incoming, found, done: int) -> dict:
    """Columns of lines that were read as numbers and codes."""
    count = len(found.index)
    odd = np.zeros(count, dtype=bool)
    piece = {"n": found.index + done + 1}
    for name in (*WHOLE, *PLACE):
        empty = NONE if name in WHOLE else np.nan
        piece[name] = found.columns[name] if name in found.columns else np.full(count, empty)
    for name in SPELT:
        codes, texts = found.spelt.get(name, (np.zeros(count, np.int32), [None]))
        meaning = np.array([incoming.spellings[name][text or None] for text in texts], dtype=np.int32)
        piece[name] = meaning[codes]
    piece["words"], piece["length"], texts = described(found.texts or [None] * count, odd)
    numbers = piece["n"].tolist()
    if texts:
        put_words(connection, [(numbers[index], text, digest) for index, text, digest in texts])
    piece["mark"] = np.zeros(count, np.uint64)
    incoming.read += count
    if odd.any():  # a description that is not plain
        strange = [(n, _storable(text), "") for n, text, some in zip(numbers, found.texts, odd.tolist()) if some]
        put_words(connection, strange)
        held = {name: piece[name][odd] for name in COLUMNS}
        held["words"][:] = 1
        stage_pieces(connection, incoming, held)
        piece = {name: values[~odd] for name, values in piece.items()}
    return piece


def _rows(connection, incoming: Incoming, columns: tuple, rows: list, flaws: dict, numbers: np.ndarray) -> dict:
    """Columns of the plain ones of some rows; the others are staged."""
    piece, odd = _columns(connection, incoming, columns, rows, numbers)
    incoming.read += len(rows) - sum(reason == "" for reason in flaws.values())
    if flaws:
        odd[list(flaws)] = True
    if odd.any():
        odd_rows = [
            (int(numbers[index]), *rows[index], flaws.get(index))
            for index in np.flatnonzero(odd).tolist()
            if flaws.get(index) != ""
        ]
        stage(connection, columns, odd_rows)
        piece = {name: values[~odd] for name, values in piece.items()}
    return piece


def known(columns: tuple) -> tuple:
    """The columns, if each is one of ours: nothing else may become part of a statement."""
    if strange := [name for name in columns if name not in RAW_COLUMNS]:
        raise ValueError(f"unknown columns {strange}")
    return columns


def _columns(connection, incoming: Incoming, columns: tuple, rows: list, numbers: np.ndarray) -> tuple:
    count = len(rows)
    odd = np.zeros(count, dtype=bool)
    given = dict(zip(columns, zip(*rows))) if rows else {}
    piece = {"n": numbers}
    for name in WHOLE:
        piece[name] = whole(given[name], odd) if name in given else np.full(count, NONE)
    for name in PLACE:
        piece[name] = number(given[name], odd) if name in given else np.full(count, np.nan)
    for name in SPELT:
        values = given.get(name, (None,) * count)
        piece[name] = spelt(values, odd, incoming.spellings[name])
    piece["words"], piece["length"], texts = described(given.get("description", ()) or (None,) * count, odd)
    if texts:
        put_words(connection, [(int(numbers[index]), text, digest) for index, text, digest in texts])
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
    stage_pieces(connection, incoming, {name: incoming.columns[name][mask] for name in COLUMNS})


def stage_pieces(connection, incoming: Incoming, columns: dict) -> None:
    """Stage rows given as columns."""
    where = np.arange(len(columns["n"]))
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
