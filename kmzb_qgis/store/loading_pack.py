"""Columns handed to SQLite as bytes of a fixed width: one statement then writes thousands of rows.

Binding two dozen values for each row takes as long as writing it. Here a batch binds one blob a column, and the
statement cuts row ``i``'s cell out of it; while it runs, Python is free to make the next batch.
"""

from __future__ import annotations

import numpy as np

from .loading_columns import NONE
from .loading_sql import statement

ROWS = 10_000  # most rows of a batch: the table 'numbers' counts so far
_SMALL, _BITS = 12, 48  # bits of a small number, and of all of them: columns that may be absent still find theirs
_HALF = 10**9


class Pack:
    """Cells of a batch: ``values`` to bind by name, ``sql`` by column. Matrices have shape (rows, width), ASCII.

    Small numbers and what is null share one number a row, of which each takes some bits: a cut costs far more than a
    shift. So the cells stand in a query of :meth:`source`, which has ``i``, that number and the texts used repeatedly.
    """

    def __init__(self, rows: int) -> None:
        self.values: dict[str, object] = {"rows": rows}
        self.sql: dict[str, str] = {}
        self._bits = np.zeros(rows, dtype=np.int64)
        self._used = 0
        self._shared: list[str] = []

    def source(self) -> str:
        """The query that the cells are taken from, when all are known: a row for each of the batch, ascending."""
        columns = ["i", *self._shared]
        if self._used:
            columns.append(f"CAST({self._cut('bits', _decimal(self._bits))} AS INTEGER) AS bits")
        # with an offset SQLite reckons each of these once a row, however often it is used
        return statement("CELLS", columns=", ".join(columns))

    def constant(self, name: str, value) -> None:
        """The same for all rows."""
        self.values[name], self.sql[name] = value, f":{name}"

    def blobs(self, name: str, matrix: np.ndarray, absent: np.ndarray) -> None:
        """Bytes; null where ``absent``."""
        self.sql[name] = self._unless(absent, self._cut(name, matrix))

    def texts(self, name: str, matrix: np.ndarray, absent: np.ndarray | None = None) -> None:
        """Texts as wide as the matrix; null where ``absent``."""
        if absent is not None and absent.all():
            self.sql[name] = "NULL"
        else:
            self.sql[name] = self._unless(absent, f"CAST({self._cut(name, matrix)} AS TEXT)")

    def shared(self, name: str, matrix: np.ndarray, unless: dict[str, np.ndarray]) -> None:
        """Texts that stand in several columns: ``name``, and where it is not absent each of ``unless``."""
        self._shared.append(f"CAST({self._cut(name, matrix)} AS TEXT) AS {name}")
        self.sql[name] = name
        for column, absent in unless.items():
            self.sql[column] = self._unless(absent, name)

    def words(self, name: str, texts: list, which: np.ndarray) -> None:
        """Short texts without blanks at their end, by index into a list; None and '' become null."""
        cells = np.array([(text or "").encode() for text in texts])
        sizes = np.char.str_len(cells)
        if not sizes[which].any():
            self.sql[name] = "NULL"
            return
        matrix = np.frombuffer(np.char.ljust(cells, cells.dtype.itemsize).tobytes(), np.uint8)
        matrix = matrix.reshape(len(texts), -1)[which]
        if set(sizes[which].tolist()) <= {0, matrix.shape[1]}:
            self.texts(name, matrix, sizes[which] == 0)
        else:
            self.sql[name] = f"nullif(rtrim(CAST({self._cut(name, matrix)} AS TEXT)), '')"

    def whole(self, name: str, values: np.ndarray) -> None:
        """Whole numbers; null for NONE. They are counted from the least on, so that they are short and not negative."""
        absent = values == NONE
        if absent.all():
            self.sql[name] = "NULL"
            return
        low = int(values[~absent].min()) - 1  # 0 stands for null
        above = np.where(absent, 0, values.astype(np.uint64) - np.uint64(low % 2**64)).astype(np.uint64)
        if above.max() >= np.uint64(10**18):
            self._wide(name, values, absent)
            return
        if above[0] == 1 and (np.diff(above) == 1).all():
            some, low = "i", low + 1
        else:
            width = int(above.max()).bit_length()
            fits = width <= _SMALL and self._used + width <= _BITS
            some = self._part(above, width) if fits else f"CAST({self._cut(name, _decimal(above))} AS INTEGER)"
            some = f"nullif({some}, 0)" if absent.any() else some
        self.values[f"{name}_low"], self.sql[name] = low, f"{some} + :{name}_low"

    def _part(self, values: np.ndarray, width: int) -> str:
        """Numbers of so many bits as part of the one that they share."""
        start, self._used = self._used, self._used + width
        self._bits |= values.astype(np.int64) << start
        return f"(bits >> {start} & {2**width - 1})"

    def _unless(self, absent: np.ndarray | None, cell: str) -> str:
        """A cell, null where ``absent``. The cell is not even reckoned there."""
        if absent is None or not absent.any():
            return cell
        return f"CASE WHEN {self._part(~absent, 1)} THEN {cell} END"

    def _wide(self, name: str, values: np.ndarray, absent: np.ndarray) -> None:
        """Numbers too far apart for one figure of 18 digits, in two halves."""
        offset = 2**63 // _HALF + 2  # so that no half is negative, or 0 but for null
        values = np.where(absent, 0, values)
        # divided towards 0: SQLite would go on with inexact numbers where high * _HALF alone is beyond 64 bits
        high = np.sign(values) * (np.abs(values) // _HALF)
        low = values - high * _HALF + _HALF
        high = np.where(absent, 0, high + offset)
        first, second = self._cut(f"{name}_high", _decimal(high)), self._cut(name, _decimal(low))
        some = f"(nullif(CAST({first} AS INTEGER), 0) - {offset})"
        self.sql[name] = f"{some} * {_HALF} + (CAST({second} AS INTEGER) - {_HALF})"

    def _cut(self, name: str, matrix: np.ndarray) -> str:
        width = matrix.shape[1]
        self.values[name] = np.ascontiguousarray(matrix, dtype=np.uint8).tobytes()
        return f"substr(:{name}, i * {width} + 1, {width})"


def _decimal(values: np.ndarray) -> np.ndarray:
    """Decimal figures of numbers from 0 on, with zeros before them, shape (rows, digits)."""
    width = len(str(int(values.max())))
    figures = np.empty((len(values), width), dtype=np.uint8)
    rest = values
    for place in reversed(range(width)):
        rest, digit = np.divmod(rest, 10)
        figures[:, place] = digit + ord("0")
    return figures
