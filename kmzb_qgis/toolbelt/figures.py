"""Columns of numbers as text of a fixed width, made by NumPy: no number becomes an object of Python's."""

from __future__ import annotations

import numpy as np

_DIGITS = np.array([f"{number:04d}".encode() for number in range(10_000)], "S4").view("u4")
_WHOLE_MAX = 999_999_999  # before the decimal point; no coordinate of this planet has more digits in metres
_BLOCK = 65_536  # numbers written at a time: they stay in the processor's cache
_NOUGHT, _SPACE, _MINUS, _POINT = b"0 -."


def texts(values: np.ndarray, decimals: int) -> np.ndarray:
    """(n,) numbers as (n, width) ASCII codes, as wide as the longest, padded with spaces on the left.

    ``decimals``: 0 to 7. Raises ValueError for what is no number or has more than nine digits before the point.
    """
    values = np.asarray(values, "f8")
    scaled = np.rint(np.abs(values) * 10**decimals)
    low, high = (scaled.min(), scaled.max()) if len(values) else (0, 0)
    if 0 < high < 10**8 and len(str(int(low))) == len(str(int(high))) > decimals and values.min() > 0:
        return _alike(scaled, len(str(int(high))), decimals)
    if len(values) and not (scaled <= float(_WHOLE_MAX) * 10**decimals).all():
        raise ValueError("not a number, or out of range")
    whole, part = np.divmod(scaled.astype("i8"), 10**decimals)
    out = np.full((len(values), 11 + decimals if decimals else 10), _SPACE, "u1")
    out[:, 1:10] = _twelve(whole)[:, 3:]
    if decimals:
        out[:, 10] = _POINT
        out[:, 11:] = _eight(part)[:, 8 - decimals :]
    # Noughts before the first digit go; the last digit before the point stays.
    empty = np.cumsum(out[:, 1:9] != _NOUGHT, axis=1) == 0
    out[:, 1:9][empty] = _SPACE
    negative = (values < 0) & (scaled > 0)
    if negative.any():
        first = 9 - np.argmax((out[:, 1:10] != _SPACE), axis=1)
        out[np.flatnonzero(negative), 9 - first[negative]] = _MINUS
    used = np.flatnonzero((out[:, :9] != _SPACE).any(axis=0))
    return out[:, used[0] if len(used) else 9 :]


def _alike(scaled: np.ndarray, digits: int, decimals: int) -> np.ndarray:
    """The usual case, made quickly: positive numbers of equally many digits, eight at most."""
    plain = np.empty((len(scaled), digits + bool(decimals)), "u1")
    for start in range(0, len(scaled), _BLOCK):
        found = _eight(scaled[start : start + _BLOCK].astype("u4"))[:, 8 - digits :]
        rows = plain[start : start + _BLOCK]
        whole = digits - decimals
        rows[:, :whole] = found[:, :whole]
        if decimals:
            rows[:, whole] = _POINT
            rows[:, whole + 1 :] = found[:, whole:]
    return plain


def decimals(values: np.ndarray, few: int, many: int) -> int:
    """``few`` decimals where they say these numbers exactly (to a thousandth of the last of them), else ``many``."""
    scaled = np.asarray(values, "f8") * 10**few
    return few if (np.abs(scaled - np.rint(scaled)) < 1e-3).all() else many


def _eight(numbers: np.ndarray) -> np.ndarray:
    """(n,) whole numbers below 10**8 as (n, 8) digits."""
    high, low = np.divmod(numbers.astype("u4"), 10_000)
    return np.stack([_DIGITS[high], _DIGITS[low]], axis=1).view("u1")


def _twelve(numbers: np.ndarray) -> np.ndarray:
    """(n,) whole numbers below 10**12 as (n, 12) digits."""
    high, low = np.divmod(numbers, 100_000_000)
    return np.concatenate([_DIGITS[high][:, None].view("u1"), _eight(low)], axis=1)


def rows(parts: list) -> tuple[bytes, int]:
    """Columns of text and constant bytes beside each other: ``(all rows, characters of a row)``."""
    many = next(len(part) for part in parts if not isinstance(part, bytes))
    spread = [
        np.broadcast_to(np.frombuffer(part, "u1"), (many, len(part))) if isinstance(part, bytes) else part
        for part in parts
    ]
    found = np.concatenate(spread, axis=1)
    return found.tobytes(), found.shape[1]
