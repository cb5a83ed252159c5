"""Columns of NumPy as PostgreSQL's binary COPY format: thousands of rows are made at once, without a loop over them.

The format is that of PostgreSQL's manual, 'COPY', 'Binary Format': per row the number of fields, per field its length
(-1: NULL) and its bytes, the greater end first; instants are microseconds since 2000.
"""

from __future__ import annotations

import numpy as np

from ..loading_columns import NONE

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
_EPOCH_MS = 946_684_800_000  # 2000-01-01T00:00Z
_POINT = np.frombuffer(b"\x01\x01\x00\x00\x20\x84\x08\x00\x00", np.uint8)  # little-endian point with the SRID 2180


class Rows:
    """Rows of a batch, column after column; :meth:`data` is what COPY takes between ``HEAD`` and ``TAIL``."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._parts: list[np.ndarray] = []
        self._used: list[np.ndarray | None] = []
        self._columns = 0

    def data(self) -> bytes:
        """The rows."""
        count = np.frombuffer(self._columns.to_bytes(2, "big"), np.uint8)
        parts = [np.broadcast_to(count, (self._rows, 2)), *self._parts]
        whole = np.concatenate(parts, axis=1)
        if all(used is None for used in self._used):
            return whole.tobytes()
        mask = np.ones(whole.shape, dtype=bool)
        at = 2
        for part, used in zip(self._parts, self._used):
            if used is not None:
                mask[:, at : at + part.shape[1]] = used
            at += part.shape[1]
        return whole[mask].tobytes()

    def absent(self) -> None:
        """NULL in all rows."""
        self._put(np.full((self._rows, 4), 255, np.uint8), None)

    def cells(self, matrix: np.ndarray, absent: np.ndarray | None = None) -> None:
        """Bytes of the same width in all rows, shape (rows, width); NULL where ``absent``."""
        width = matrix.shape[1]
        part = np.empty((self._rows, 4 + width), np.uint8)
        part[:, :4] = np.frombuffer(width.to_bytes(4, "big"), np.uint8)
        part[:, 4:] = matrix
        used = None
        if absent is not None and absent.any():
            part[absent, :4] = 255
            used = np.ones(part.shape, dtype=bool)
            used[absent, 4:] = False
        self._put(part, used)

    def small(self, values: np.ndarray) -> None:
        """Whole numbers of PostgreSQL's type integer; all known."""
        self.cells(values.astype(">i4").view(np.uint8).reshape(-1, 4))

    def whole(self, values: np.ndarray) -> None:
        """Whole numbers of PostgreSQL's type bigint; NULL for NONE."""
        self.cells(values.astype(">i8").view(np.uint8).reshape(-1, 8), values == NONE)

    def instants(self, values: np.ndarray, absent: np.ndarray | None = None) -> None:
        """Epoch milliseconds; NULL for NONE and where ``absent``."""
        none = values == NONE
        absent = none if absent is None else none | absent
        since = (np.where(none, 0, values) - _EPOCH_MS) * 1000
        self.cells(since.astype(">i8").view(np.uint8).reshape(-1, 8), absent)

    def points(self, x: np.ndarray, y: np.ndarray) -> None:
        """Points in EPSG:2180, as PostGIS reads them; NULL for NaN."""
        matrix = np.empty((self._rows, len(_POINT) + 16), np.uint8)
        matrix[:, : len(_POINT)] = _POINT
        matrix[:, len(_POINT) :] = np.column_stack([x, y]).astype("<f8").view(np.uint8).reshape(-1, 16)
        self.cells(matrix, np.isnan(x))

    def texts(self, texts: list[bytes | None], which: np.ndarray | None = None) -> None:
        """UTF-8 by index into a list (without ``which``: one a row); None is NULL."""
        lengths = np.array([-1 if text is None else len(text) for text in texts], dtype=np.int64)
        width = max(1, int(lengths.max(initial=0)))
        matrix = np.frombuffer(b"".join((text or b"").ljust(width, b"\0") for text in texts), np.uint8)
        matrix = matrix.reshape(len(texts), width)
        if which is not None:
            matrix, lengths = matrix[which], lengths[which]
        part = np.empty((self._rows, 4 + width), np.uint8)
        part[:, :4] = lengths.astype(">i4").view(np.uint8).reshape(-1, 4)
        part[:, 4:] = matrix
        used = np.ones(part.shape, dtype=bool)
        used[:, 4:] = np.arange(width) < lengths[:, None]
        self._put(part, used)

    def _put(self, part: np.ndarray, used: np.ndarray | None) -> None:
        self._parts.append(part)
        self._used.append(used)
        self._columns += 1
