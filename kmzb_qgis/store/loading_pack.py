"""Columns handed to SQLite as bytes of a fixed width: one statement then writes thousands of rows.

Binding two dozen values for each row takes as long as writing it. Here a batch binds one blob a column, and the
statement cuts row ``i``'s cell out of it; while it runs, Python is free to make the next batch.
"""

from __future__ import annotations

import numpy as np

from .loading_columns import NONE

ROWS = 10_000  # most rows of a batch: the table 'numbers' counts so far
_BLANK = ord(" ")
_HALF = 10**9


class Pack:
    """Cells of a batch: ``values`` to bind by name, ``sql`` by column. Matrices have shape (rows, width), ASCII."""

    def __init__(self, rows: int) -> None:
        self.values: dict[str, object] = {"rows": rows}
        self.sql: dict[str, str] = {}

    def constant(self, name: str, value) -> None:
        """The same for all rows."""
        self.values[name], self.sql[name] = value, f":{name}"

    def blobs(self, name: str, matrix: np.ndarray, absent: np.ndarray) -> None:
        """Bytes; null where ``absent``."""
        if absent.any():
            matrix = np.where(absent[:, None], np.uint8(0), matrix)
        cut = self._cut(name, matrix)
        self.sql[name] = f"nullif({cut}, zeroblob({matrix.shape[1]}))" if absent.any() else cut

    def texts(self, name: str, matrix: np.ndarray, absent: np.ndarray | None = None) -> None:
        """Texts as wide as the matrix; null where ``absent``."""
        if absent is None or not absent.any():
            self.sql[name] = f"CAST({self._cut(name, matrix)} AS TEXT)"
        elif absent.all():
            self.sql[name] = "NULL"
        else:
            cut = self._cut(name, np.where(absent[:, None], np.uint8(_BLANK), matrix))
            self.sql[name] = f"nullif(CAST({cut} AS TEXT), '{' ' * matrix.shape[1]}')"

    def words(self, name: str, texts: list, which: np.ndarray) -> None:
        """Short ASCII texts without blanks at their end, by index into a list; None and '' become null."""
        cells = np.array([(text or "").encode("ascii") for text in texts])
        matrix = np.frombuffer(np.char.ljust(cells, max(1, cells.dtype.itemsize)).tobytes(), np.uint8)
        cut = self._cut(name, matrix.reshape(len(texts), -1)[which])
        self.sql[name] = f"nullif(rtrim(CAST({cut} AS TEXT)), '')"

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
        cut = self._cut(name, _decimal(above))
        some = f"nullif(CAST({cut} AS INTEGER), 0)" if absent.any() else f"CAST({cut} AS INTEGER)"
        self.values[f"{name}_low"], self.sql[name] = low, f"{some} + :{name}_low"

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
