"""CSV cut into lines and cells by NumPy, many thousands at a time, where the text is plain enough for that.

Python's csv module makes a string of every cell, which takes longer than writing the reports does. Here a block of the
file is searched for separators and ends of lines; numbers are read from the bytes, names are told apart by their
fingerprints. What is not plain (quotes in a line, another number of cells, a spelling of a number that is not just
figures) is left to the csv module, line by line, so the result is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FIRST, SIZE = 1 << 20, 1 << 22  # bytes read at first, among them the names, and then at a time
_QUOTE, _LF, _CR = b'"\n\r'
_MORE = 9  # bytes behind those that are read: for an end of line, and for a word that begins with the last byte
_CACHED = 16_384  # pieces at a time whose fingerprints, places and words the processor's own memory holds
_LONG = 4096  # bytes from which on a piece is told apart by hashlib: the loop over words goes as far as the longest
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
_FACTOR, _SHIFT = np.uint64(0x9FB21C651E98DF25), np.uint64(32)  # an odd multiplier, and half of 64
SINGLE_BYTES = (
    "utf-8",
    "utf-8-sig",
    "cp1250",
    "iso8859-2",
    "iso-8859-2",
    "ascii",
    "latin-1",
)  # ASCII is itself in these


@dataclass
class Block:
    """Whole lines of a file: ``text`` its bytes and eight more, ``starts`` and ``ends`` of the lines, ``quoted``
    whether a line has quotes, ``separator`` the byte between cells, ``share`` of the file read by then."""

    text: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    quoted: np.ndarray
    separator: int
    share: float = 0.0
    place: int = 0  # where the lines begin in the file
    size: int = 0  # and how many bytes they are

    def sealed(self) -> Block:
        """The same without its contents."""
        return Block(None, None, None, None, self.separator, self.share, self.place, self.size)

    def opened(self, path: Path, separator: str) -> Block | None:
        """A sealed block read again; None where the file does not hold it any more."""
        with path.open("rb") as file:
            file.seek(self.place)
            data = file.read(self.size)
        data += b"" if data.endswith(b"\n") else b"\n"
        block = _cut(data + bytes(8), len(data), separator)
        if block is not None:
            block.place, block.size, block.share = self.place, self.size, self.share
        return block

    def line(self, index: int) -> bytes:
        """A line without its end."""
        return self.text[self.starts[index] : self.ends[index]].tobytes()

    def marks(self, salt: np.uint64) -> np.ndarray:
        """64-bit fingerprints of the lines."""
        return np.concatenate(
            [
                fingerprints(self.text, self.starts[at : at + _CACHED], self.ends[at : at + _CACHED], salt)
                for at in range(0, len(self.starts), _CACHED)
            ]
        )

    def cells(self, most: int, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which lines of ``wanted`` are plain (``most`` cells, no quotes), and the bounds of their cells, shape
        (plain, most + 1): a cell lies from its bound to the byte before the next."""
        index = np.flatnonzero(wanted & ~self.quoted & (self.ends > self.starts))
        separators = self._separators(index)
        first, after = (np.searchsorted(separators, side[index]) for side in (self.starts, self.ends))
        right = after - first == most - 1
        index, first = index[right], first[right]
        bounds = np.empty((len(index), most + 1), dtype=np.int64)
        bounds[:, 0], bounds[:, -1] = self.starts[index], self.ends[index] + 1
        if len(separators) == len(index) * (most - 1):
            bounds[:, 1:-1] = separators.reshape(-1, most - 1) + 1
        else:
            bounds[:, 1:-1] = separators[first[:, None] + np.arange(most - 1)] + 1
        plain = np.zeros(len(self.starts), dtype=bool)
        plain[index] = True
        return plain, bounds

    def _separators(self, index: np.ndarray) -> np.ndarray:
        """Where separators stand in some lines, ascending; perhaps in others too."""
        if 4 * len(index) > len(self.starts):
            return _places(self.text[: int(self.ends[-1])], self.separator)
        sizes = self.ends[index] - self.starts[index]
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(self.starts[index], sizes) + within
        return places[self.text[places] == self.separator]


def blocks(path: Path, separator: str) -> Iterator[Block | int]:
    """The lines after the first, block by block. Where the rest cannot be cut like this, its first byte's place."""
    size = max(1, path.stat().st_size)
    with path.open("rb") as file:
        first = file.readline(FIRST)
        place = len(first)
        inner = first[:-2] if first.endswith(b"\r\n") else first[:-1]
        if b"\r" in inner or not first.endswith(b"\n") or first.count(b'"') % 2:
            yield 0  # the names end with CR alone, or go on in the next line
            return
        first_line, rest = place, b""
        while True:
            data = bytearray(len(rest) + (SIZE if rest or place > first_line else FIRST) + _MORE)
            data[: len(rest)] = rest
            with memoryview(data) as room:
                read = file.readinto(room[len(rest) : -_MORE])
            count = len(rest) + read
            if not count:
                return
            if not read and data[count - 1] != _LF:
                data[count], count = _LF, count + 1
            block = _cut(data, count, separator)
            if block is None and not read:
                yield place
                return
            if block is None:
                if _strange(data, count) or count > 8 * SIZE:
                    yield place
                    return
                rest = data[:count]  # not one whole line yet
                continue
            used = int(block.ends[-1])
            used += 2 if data[used] == _CR else 1
            block.place, block.size, block.share = place, used, min(1.0, (place + used) / size)
            yield block
            place += used
            rest = data[used:count]


def _strange(data: bytes | bytearray, count: int) -> bool:
    if data.find(b"\0", 0, count) >= 0:
        return True
    if data.find(b"\r", 0, count) < 0:
        return False
    return data.count(b"\r", 0, count) != data.count(b"\r\n", 0, count) + (data[count - 1] == _CR)


def _cut(data: bytes | bytearray, count: int, separator: str) -> Block | None:
    """The whole lines of ``count`` bytes that begin with a line, of which eight more are there; None where there is
    none, or they are strange."""
    if _strange(data, count):
        return None
    text = np.frombuffer(data, dtype=np.uint8)[: count + 8]
    body = text[:count]
    ends = _places(body, _LF)
    quotes = np.flatnonzero(body == _QUOTE) if data.find(b'"', 0, count) >= 0 else None
    if quotes is not None:
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    if not len(ends):
        return None
    after = int(ends[-1]) + 1
    starts = np.concatenate([[0], ends[:-1] + 1])
    quoted = np.zeros(len(ends), dtype=bool)
    if quotes is not None:
        quotes = quotes[: np.searchsorted(quotes, after)]
        if not _well_quoted(text, quotes, ord(separator)):
            return None
        quoted = np.diff(np.searchsorted(quotes, np.append(starts, after))) > 0
    trimmed = ends - ((ends > starts) & (text[ends - 1] == _CR))
    return Block(text, starts, trimmed, quoted, ord(separator))


def _places(text: np.ndarray, byte: int) -> np.ndarray:
    """Where a byte stands."""
    parts = range(0, max(1, len(text)), _CACHED << 6)
    return np.concatenate([np.flatnonzero(text[at : at + (_CACHED << 6)] == byte) + at for at in parts])


def _well_quoted(text: np.ndarray, quotes: np.ndarray, separator: int) -> bool:
    """Whether quotes stand only where a strict reader has them: around a whole cell, and doubled within one."""
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening == 0, _LF, text[opening - 1])
    after = text[closing + 1]
    fine_before = np.isin(before, [separator, _LF, _QUOTE])
    # a second opening quote straight after a closing one is a doubled quote; a first one after nothing else
    doubled = (before == _QUOTE) & ~np.isin(opening - 1, closing)
    return bool(fine_before.all() and not doubled.any() and np.isin(after, [separator, _LF, _CR, _QUOTE]).all())


def fingerprints(text: np.ndarray, begins: np.ndarray, ends: np.ndarray, salt: np.uint64) -> np.ndarray:
    """64-bit fingerprints of pieces of ``text``, which has eight bytes more than the last piece needs."""
    words = np.ndarray((text.size - 7,), dtype="<u8", buffer=text, strides=(1,))
    left = ends - begins
    longest = np.where(left > _LONG, 0, left // 8).astype(np.uint16)  # whole words; of the long pieces none
    order = np.argsort(longest, kind="stable")[::-1]  # so the pieces that have one word more are always the first ones
    at, left = begins[order], left[order]
    found = left.astype(np.uint64) * _FACTOR ^ salt  # spread: a length in one byte would undo a change of the first one
    shifted = np.empty(len(begins), dtype=np.uint64)
    having = len(begins) - np.cumsum(np.bincount(longest))  # more words than the index
    for some in having[:-1].tolist():
        part = found[:some]
        part ^= words[at[:some]]
        _mix(part, shifted[:some])
        at[:some] += 8
    # what is left of a piece: its last eight bytes, though some of them have been seen, or all of a shorter one
    rest = words[np.where(left < 8, at, at + left % 8 - 8)]
    rest &= _MASKS[np.minimum(left, 8)]
    found ^= rest
    _mix(found, shifted)
    mixed = np.empty_like(found)
    mixed[order] = found
    for index in np.flatnonzero(ends - begins > _LONG).tolist():
        piece = text[begins[index] : ends[index]].tobytes()
        mixed[index] = int.from_bytes(hashlib.blake2b(piece, digest_size=8, key=salt.tobytes()).digest(), "big")
    return mixed


def _mix(values: np.ndarray, shifted: np.ndarray) -> None:
    """Twice a product and its upper half upon the lower one, in place; ``shifted`` is room for as many."""
    for _ in range(2):
        values *= _FACTOR
        np.right_shift(values, _SHIFT, out=shifted)
        values ^= shifted


class Names:
    """The distinct texts of a column, told apart by their fingerprints; codes count in the order of appearance."""

    def __init__(self, encoding: str, salt: np.uint64) -> None:
        self.texts: list[str] = []
        self._encoding, self._salt = encoding, salt
        self._known = np.zeros(0, dtype=np.uint64)  # ascending
        self._codes = np.zeros(0, dtype=np.int32)

    def codes(self, text: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Codes (int32) of cells."""
        prints = fingerprints(text, begins, ends, self._salt)
        new = np.flatnonzero(~self._in(prints))
        if len(new):
            _, first = np.unique(prints[new], return_index=True)
            first = new[np.sort(first)]
            codes = np.arange(len(self.texts), len(self.texts) + len(first), dtype=np.int32)
            self.texts += [text[begins[at] : ends[at]].tobytes().decode(self._encoding) for at in first.tolist()]
            known, codes = np.append(self._known, prints[first]), np.append(self._codes, codes)
            order = np.argsort(known)
            self._known, self._codes = known[order], codes[order]
        return self._codes[np.searchsorted(self._known, prints)]

    def _in(self, prints: np.ndarray) -> np.ndarray:
        if not len(self._known):
            return np.zeros(len(prints), dtype=bool)
        return self._known[np.minimum(np.searchsorted(self._known, prints), len(self._known) - 1)] == prints
