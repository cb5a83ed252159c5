"""What a data file holds for the server's own WFS 2.0, made once here so that no request has to: coordinates as text,
how many features each layer shows from which instant on, and which columns never need escaping.

None of it is in a layer: views show the catalogue's columns and no other. It tells nothing that the rows do not tell.

- ``dane_zgloszenia``: ``x``, ``y`` (metres, EPSG:2180), ``lon``, ``lat`` (degrees);
- ``licznik (warstwa, od, ile)``: from the instant ``od`` on the layer shows ``ile`` features;
- ``blok (warstwa, fid, od, ile)``: the same of the rows ``fid`` to ``fid + BLOCK - 1``;
- ``gladka (warstwa, kolumna)``: columns whose texts XML, JSON, CSV and names of XML spell as they are.
"""

from __future__ import annotations

import re

import numpy as np

from ..catalogue import Catalogue
from ..toolbelt import figures, poland92, spelling
from .statements import sql

BLOCK = 2048  # rows of a block: few enough to be counted one by one in a millisecond
COLUMNS = ("x", "y", "lon", "lat")
# Hundredths of a metre, as the KMZB service gives places, where they say all places exactly; else six decimals at
# most, as QGIS Server gives them by the project's precision. Degrees have its six, too.
METRES, METRES_AT_MOST, DEGREES = 2, 6, 6
_ROWS = 20_000
_IN_NAMES = b"\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"


def create(connection) -> None:
    """The tables, empty."""
    for columns in (
        "licznik (warstwa TEXT, od TEXT, ile INTEGER NOT NULL, PRIMARY KEY (warstwa, od))",
        "blok (warstwa TEXT, fid INTEGER, od TEXT, ile INTEGER NOT NULL, PRIMARY KEY (warstwa, fid, od))",
        "gladka (warstwa TEXT, kolumna TEXT, PRIMARY KEY (warstwa, kolumna))",
    ):
        connection.execute(f"CREATE TABLE {columns}")


class Places:
    """The coordinates of reports as text. ``places``: (n, 2) eastings and northings (m) of the rows 1 to n."""

    def __init__(self, places: np.ndarray):
        metres = figures.decimals(places, METRES, METRES_AT_MOST)
        degrees = poland92.degrees(places)
        columns = [figures.texts(places[:, 0], metres), figures.texts(places[:, 1], metres)]
        columns += [figures.texts(degrees[:, 0], DEGREES), figures.texts(degrees[:, 1], DEGREES)]
        self.text, self._wide = figures.rows(columns)
        self._parts, begin = [], 1
        for number, column in enumerate(columns):
            padded = bool(len(column)) and bool((column[:, 0] == ord(" ")).any())
            self._parts.append((begin, column.shape[1], padded, number < 2 and metres > METRES))
            begin += column.shape[1]

    def columns(self, row: str) -> str:
        """SQL of the four columns, by the SQL of a row's number; the text is the parameter ``:places``."""
        words = []
        for begin, width, padded, long in self._parts:
            word = f"CAST(substr(:places, ({row} - 1) * {self._wide} + {begin}, {width}) AS TEXT)"
            word = f"ltrim({word})" if padded else word
            words.append(f"rtrim(rtrim({word}, '0'), '.')" if long else word)
        return ", ".join(words)


def has_places(connection, schema: str, table: str) -> bool:
    """Whether a table of an attached file has the coordinates as text: older publications do not."""
    named = connection.execute("SELECT name FROM pragma_table_info(?, ?)", (table, schema))
    return {row[0] for row in named} >= set(COLUMNS)


def fill_places(connection, table: str, numbers: np.ndarray, places: np.ndarray) -> None:
    """Write the coordinates of a table's rows, ``numbers`` (n,) from 1 on, with ``places`` (n, 2), as text."""
    if not (numbers == np.arange(1, len(numbers) + 1)).all():
        raise ValueError("row numbers with gaps")
    found = Places(places)
    connection.execute(
        sql("UPDATE {table} SET ({columns}) = (SELECT {texts})", table=table, columns=", ".join(COLUMNS),
            texts=found.columns("fid")),
        {"places": found.text},
    )  # fmt: skip


class Names:
    """Whether all ids are of letters of ASCII, digits, ``_``, ``.`` and ``-``, and none begins with ``-``.

    Many ids are looked at as one text: a pattern of SQL's takes four times as long.
    """

    def __init__(self):
        self.plain = True

    def see(self, text: bytes | None, rows: int) -> None:
        """Look at the ids of ``rows`` rows, each on a line."""
        lines = b"\n" + (text or b"")
        if lines.count(b"\n") != max(rows, 1) or b"\n-" in lines or lines.translate(None, _IN_NAMES):
            self.plain = False

    def see_table(self, connection, table: str) -> Names:
        """Look at the ids of a table; returns itself."""
        last = connection.execute(sql("SELECT max(fid) FROM {table}", table=table)).fetchone()[0] or 0
        query = sql(
            "SELECT CAST(group_concat(id, char(10)) AS BLOB), count(*) FROM {table} WHERE fid BETWEEN ? AND ?",
            table=table,
        )
        for start in range(1, last + 1, _ROWS):
            self.see(*connection.execute(query, (start, start + _ROWS - 1)).fetchone())
        return self


class Tally:
    """How many rows of a layer hold from which instant on, whole and by block; row numbers begin at 1."""

    def __init__(self, ends: list[str]):
        self._instants = ["", *ends]  # ascending; number -1 of an end is always
        self._changes = np.zeros((0, len(self._instants)), "i8")

    def add(self, fid: np.ndarray, since: np.ndarray | int, until: np.ndarray) -> None:
        """Rows ``fid`` (m,) that hold from the end numbered ``since`` (-1: always) to the end numbered ``until``."""
        if not len(fid):
            return
        block = (np.asarray(fid, "i8") - 1) // BLOCK
        width = len(self._instants)
        many = max(int(block.max()) + 1, len(self._changes))
        if many > len(self._changes):
            grown = np.zeros((many, width), "i8")
            grown[: len(self._changes)] = self._changes
            self._changes = grown
        for numbers, sign in ((since, 1), (until, -1)):
            cells = block * width + np.asarray(numbers, "i8") + 1
            self._changes += sign * np.bincount(cells, minlength=many * width).reshape(many, width)

    def write(self, connection, layer: str) -> None:
        """Put the counts into ``licznik`` and ``blok``."""
        blocks = self._changes.cumsum(axis=1)
        for at, count in self._steps(blocks.sum(axis=0)):
            connection.execute("INSERT INTO licznik VALUES (?, ?, ?)", (layer, self._instants[at], count))
        connection.executemany(
            "INSERT INTO blok VALUES (?, ?, ?, ?)",
            (
                (layer, number * BLOCK + 1, self._instants[at], count)
                for number, counts in enumerate(blocks)
                for at, count in self._steps(counts)
            ),
        )

    @staticmethod
    def _steps(counts: np.ndarray) -> list[tuple[int, int]]:
        """Where a count changes, and to what; the first always."""
        changed = np.flatnonzero(np.diff(counts, prepend=counts[0] - 1 if len(counts) else 0))
        return [(at, int(counts[at])) for at in changed.tolist()]


def smooth(connection, catalogue: Catalogue, names: Names, known: bool, codes: list[str | None]) -> None:
    """Note the columns of reports that need no escaping. ``known``: every row's words are the catalogue's; ``codes``:
    all TERYT codes."""
    found = []
    if known and all(spelling.plain(one.name) for one in (*catalogue.categories, *catalogue.statuses)):
        found += ["typ", "status"]
    if all(code is None or re.fullmatch("[0-9]+", code) for code in codes):
        found.append("teryt")
    if names.plain:
        found.append("id")
    connection.executemany("INSERT INTO gladka VALUES ('zgloszenia', ?)", [(name,) for name in found])


def smooth_grid(connection, layer: str) -> None:
    """Note that a grid cell's code needs no escaping: it is made here."""
    connection.execute("INSERT INTO gladka VALUES (?, 'kod')", (layer,))
