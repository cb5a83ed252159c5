"""Comparing without regard to case, alike in Python and in both engines: ASCII's letters and Polish ones."""

from __future__ import annotations

UPPER, LOWER = "ĄĆĘŁŃÓŚŹŻ", "ąćęłńóśźż"
_TABLE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + UPPER, "abcdefghijklmnopqrstuvwxyz" + LOWER)


def fold(text: str | None) -> str | None:
    """A text in small letters; every other character stays."""
    return text.translate(_TABLE) if isinstance(text, str) else text
