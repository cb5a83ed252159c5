"""Columns of numbers read by NumPy from the bytes of a file, as far as they are plainly figures."""

from __future__ import annotations

import numpy as np

NONE = np.iinfo(np.int64).min
_DOT, _MINUS, _ZERO = b".-0"
_DOT_FIGURE = (_DOT - _ZERO) % 256  # the point, once figures have been made numbers
_TENS = 10 ** np.arange(19, dtype=np.int64)


def whole(text: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers written as figures, NONE for nothing; and which are something else."""
    value, _, digits, bad, minus = _read(text, begins, ends, False)
    bad |= minus & (digits == 0)
    return np.where(ends == begins, NONE, np.where(minus, -value, value)), bad


def number(text: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers with a decimal point or none, NaN for nothing; and which are something else.

    Up to 15 figures are whole numbers that float64 holds, and so is the power of ten, so the quotient is the nearest
    number, as if the text had been read.
    """
    value, decimals, digits, bad, minus = _read(text, begins, ends, True)
    bad |= (digits == 0) & (ends > begins) | (digits > 15)
    found = value / _TENS[decimals].astype(np.float64)
    return np.where(ends == begins, np.nan, np.where(minus, -found, found)), bad


def _read(text: np.ndarray, begins: np.ndarray, ends: np.ndarray, pointed: bool) -> tuple:
    """Cells as :func:`_figures` reads them, and which have a minus; those that are written alike all at once."""
    found = [np.zeros(len(begins), dtype=kind) for kind in (np.int64, np.int64, np.int64, bool, bool)]
    widths = ends - begins
    others = widths > 0
    width = int(np.bincount(np.minimum(widths[others], 19)).argmax()) if others.any() else 0
    if 0 < width <= 18:  # figures of 64 bits
        rows = np.flatnonzero(widths == width)
        cells = text[begins[rows, None] + np.arange(width)]
        cells -= np.uint8(_ZERO)
        point = np.flatnonzero(cells[0] == _DOT_FIGURE)[:1].tolist() if pointed and width > 1 else []
        places = np.delete(np.arange(width), point)
        alike = (cells[:, places] <= 9).all(axis=1)
        for at in point:
            alike &= cells[:, at] == _DOT_FIGURE
        if alike.all():
            good, figures = rows, cells[:, places]
        else:
            good, figures = rows[alike], cells[alike][:, places]
        found[0][good] = figures.astype(np.int64) @ _TENS[len(places) - 1 :: -1][: len(places)]
        found[1][good] = width - 1 - point[0] if point else 0
        found[2][good] = len(places)
        others[good] = False
    some = np.flatnonzero(others)
    if len(some):
        minus = text[begins[some]] == _MINUS
        for values, part in zip(found, (*_figures(text, begins[some] + minus, ends[some], pointed), minus)):
            values[some] = part
    return tuple(found)


def _figures(text: np.ndarray, begins: np.ndarray, ends: np.ndarray, pointed: bool) -> tuple:
    """The figures of cells as one whole number, how many stand behind the point and in all, and which cells are bad."""
    width = ends - begins
    bad = width > 18
    value = np.zeros(len(begins), dtype=np.int64)
    decimals, digits = np.zeros(len(begins), dtype=np.int64), np.zeros(len(begins), dtype=np.int64)
    seen = np.zeros(len(begins), dtype=bool)
    for step in range(int(min(18, width.max(initial=0)))):
        here = (width > step) & ~bad
        byte = text[ends - 1 - np.where(here, step, 0)]
        figure = byte.astype(np.int64) - _ZERO
        good = here & (figure >= 0) & (figure <= 9)
        if pointed:
            point = here & (byte == _DOT) & ~seen
            decimals[point] = digits[point]
            seen |= point
            bad |= here & ~good & ~point
        else:
            bad |= here & ~good
        value += np.where(good, figure * _TENS[np.minimum(digits, 18)], 0)
        digits += good
    return value, decimals, digits, bad
