"""Raw values of a batch as NumPy columns: what is plainly a number, a name or a text.

A value that is not plain (another spelling of a number, a type that SQLite would convert in its own way) makes its row
'odd': such rows go through the checks in SQL, which know every form. So nothing here decides what is refused.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np

NONE = np.iinfo(np.int64).min  # no value, in columns of whole numbers; NaN in columns of numbers
WHOLE = ("objectid", "reported", "event", "modified", "part_of_day", "days_of_week")
SPELT = ("typ", "status", "teryt")
PLACE = ("x", "y")
COLUMNS = {
    "n": np.int64,
    **dict.fromkeys(WHOLE, np.int64),
    **dict.fromkeys(SPELT, np.int32),  # codes of spellings
    **dict.fromkeys(PLACE, np.float64),
    "words": np.uint64,  # fingerprint of the description; 0: none
    "length": np.int32,  # its characters
    "mark": np.uint64,  # fingerprint of the source's line; 0: none
}
_PLAIN_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_NO_NUMBER = str.maketrans("", "", "0123456789.-")


class Spellings(dict):
    """The texts that occur in a column, with a code each; there are few, however many rows."""

    def __missing__(self, text):
        code = self[text] = len(self)
        return code


def words_digest(text: str) -> str:
    """32 hexadecimal digits for a description."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def whole(values: list, odd: np.ndarray) -> np.ndarray:
    """Whole numbers (int64); rows of ``odd`` are marked where a value is not plainly one."""
    kinds = set(map(type, values))
    try:
        if kinds == {int}:
            return np.array(values, dtype=np.int64)
        if kinds <= {str, type(None)}:
            text = "".join(filter(None, values))
            if text.isascii() and "_" not in text:  # int() takes more than SQLite does
                return np.array([int(value) if value else NONE for value in values], dtype=np.int64)
    except (ValueError, OverflowError):
        pass
    found = np.full(len(values), NONE, dtype=np.int64)
    for index, value in enumerate(values):
        if type(value) is int and -(2**63) < value < 2**63:
            found[index] = value
        elif isinstance(value, str) and _PLAIN_WHOLE.fullmatch(value):
            found[index] = int(value)
        elif value is not None and value != "":
            odd[index] = True
    return found


def number(values: list, odd: np.ndarray) -> np.ndarray:
    """Numbers (float64); rows of ``odd`` are marked where a value is not plainly one."""
    kinds = set(map(type, values))
    try:
        if kinds <= {float, type(None)}:
            return np.array(values, dtype=np.float64)
        if kinds <= {str, type(None)} and not "".join(filter(None, values)).translate(_NO_NUMBER):
            return np.array([float(value) if value else None for value in values], dtype=np.float64)
    except ValueError:
        pass
    found = np.full(len(values), np.nan)
    for index, value in enumerate(values):
        if isinstance(value, float) or (type(value) is int and abs(value) < 2**53):
            found[index] = value
        elif isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
            found[index] = float(value)
        elif value is not None and value != "":
            odd[index] = True
    return found


def spelt(values: list, odd: np.ndarray, known: Spellings) -> np.ndarray:
    """Codes (int32) of texts in ``known``, which grows."""
    kinds = set(map(type, values))
    if not kinds <= {str, type(None)}:
        values = list(values)
        for index, value in enumerate(values):
            if type(value) is int:
                values[index] = str(value)
            elif value is not None and not isinstance(value, str):
                odd[index], values[index] = True, None
    return np.array(list(map(known.__getitem__, values)), dtype=np.int32)


def described(values: list, odd: np.ndarray) -> tuple[np.ndarray, np.ndarray, list]:
    """Fingerprints and lengths of descriptions, and ``[(index, text, digest)]`` of those that are some."""
    words, length, texts = np.zeros(len(values), np.uint64), np.zeros(len(values), np.int32), []
    if any(values):
        for index, value in enumerate(values):
            if value is None or value == "":
                continue
            text = value.strip(" ") if isinstance(value, str) else None
            if text is None or "\0" in text or not _storable(text):
                odd[index] = True
            elif text:
                digest = words_digest(text)
                words[index], length[index] = int(digest[:16], 16) or 1, len(text)
                texts.append((index, text, digest))
    return words, length, texts


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def to_millimetres(values: np.ndarray) -> np.ndarray:
    """Coordinates rounded to three decimals as SQLite rounds: from the number's decimal digits."""
    rounded = np.rint(values * 1000) / 1000
    if np.array_equal(rounded, values, equal_nan=True):
        return values  # the very same: no memory for a second copy
    for index in np.flatnonzero((rounded != values) & ~np.isnan(values)):
        rounded[index] = float(f"{values[index]:.3f}")
    return rounded
