"""What a source says of a report, as a fingerprint: a second import compares these instead of the columns.

``source_digest`` has two parts with a colon between: what the data service gives too, and the description, which it
never gives (32 digits, or nothing where there is none). The first part is ``=`` and 16 hexadecimal digits. Earlier
versions wrote 32 digits there, made from a text: they are still understood, and replaced when the row changes.
Of a report whose texts were erased the second part is the word ``erased``: no source brings a description to it.
"""

from __future__ import annotations

import hashlib

import numpy as np

from .loading_columns import NONE

_SEED = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
CONTENT = ("category", "status", "teryt", "reported", "event", "modified", "part_of_day", "days_of_week", "x", "y")
ERASED = "erased"
KEY = ("category", "reported", "event", "part_of_day", "days_of_week", "x", "y")


def stir(values: np.ndarray) -> np.ndarray:
    """64-bit numbers mixed so that each bit of the input changes half of the output's: the finaliser of SplitMix64
    (Steele, Lea, Flood 2014, 'Fast splittable pseudorandom number generators')."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))


def fingerprint(columns: list[np.ndarray]) -> np.ndarray:
    """64-bit fingerprints of rows, from columns of whole numbers and of coordinates in metres (to the millimetre)."""
    found = np.full(len(columns[0]), _SEED, dtype=np.uint64)
    for place, values in enumerate(columns, 1):
        if values.dtype.kind == "f":
            values = np.where(np.isnan(values), NONE, np.rint(np.nan_to_num(values) * 1000)).astype(np.int64)
        found = stir(found + values.astype(np.int64).view(np.uint64) + np.uint64(place * int(_SEED) % 2**64))
    return found


def text_digest(cells) -> str:
    """The fingerprint of one row as text: of keys, and of first parts in older stores. None counts as ''."""
    text = "|".join("" if cell is None else str(cell) for cell in cells)
    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
