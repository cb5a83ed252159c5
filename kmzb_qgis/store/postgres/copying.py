"""Rows of Python's values as the lines of a COPY, and files made while they are read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_AT_ONCE = 5_000  # rows
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Stream:
    """A file to read from, made of pieces of bytes one after the other."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most ``size``; b'' at the end."""
        while not len(self._rest):
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        cut = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:cut], self._rest[cut:]
        return bytes(found)


def lines(rows: Iterable) -> Stream:
    """Rows of numbers and texts as COPY's text format; None is NULL."""
    return Stream(_pieces(iter(rows)))


def _pieces(rows):
    while True:
        made = ["\t".join(map(_cell, row)) for row in islice(rows, _AT_ONCE)]
        if not made:
            return
        made.append("")
        yield "\n".join(made).encode()


def _cell(value) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else repr(value)
