"""The categories of a form's list by groups, and those that meet what is searched for. Imports no QGIS."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ..catalogue import UnknownName, load


@dataclass(frozen=True)
class Listed:
    """A group's name in the form's language, and (number, name) of its categories in the list's order."""

    name: str
    categories: tuple[tuple[int, str], ...]


def grouped(categories: list[tuple[int, str]], language: str, sought: str = "", others: str = "") -> list[Listed]:
    """The groups in the catalogue's order, without empty ones; ``others`` names the last, of categories unknown to it.

    What is sought are words: each has to stand in the category's or the group's name, whatever its case and accents.
    """
    book, words = load(), plain(sought).split()
    names = {group.key: getattr(group, language, group.en) for group in book.groups}
    found: dict[str, list[tuple[int, str]]] = {key: [] for key in (*names, "")}
    for number, name in categories:
        try:
            key = book.category(number).group
        except UnknownName:  # the store's own
            key = ""
        text = plain(f"{name} {names.get(key, others)}")
        if all(word in text for word in words):
            found[key].append((number, name))
    return [Listed(names.get(key, others), tuple(rows)) for key, rows in found.items() if rows]


def plain(text: str) -> str:
    """A text without case and accents; ł is a letter of its own and has no decomposition."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
