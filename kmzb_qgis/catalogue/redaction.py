"""Finds personal data in free text: what is to be published, and what an officer writes. See docs/redaction.md.

It knows shapes, check digits, Polish names and words around them; it does not understand a text. One that passes
is one in which nothing was found, not one that is known to be harmless.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from . import redaction_names, redaction_places
from .redaction_numbers import find, is_document, is_iban, is_pesel

__all__ = ["FILLER", "KINDS", "Mark", "findings", "is_document", "is_iban", "is_pesel", "marks", "replaced"]

KINDS = ("pesel", "account", "document", "phone", "email", "url", "plate", "number", "name", "address")
FILLER = "[…]"
_RANK = {kind: rank for rank, kind in enumerate(("pesel", "account", "email", "url", "document", "number", "phone"))}
_PLAIN_SIGNS = re.compile(r"[^\x00-\x08\x0a-\x7fĄĆĘŁŃÓŚŹŻąćęłńóśźż„”…§°²³€]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANK = re.compile(r"[\t\u00a0\u2000-\u200a\u202f]")
_MARKED = re.compile(r"[^\u0300-\u036f]?[\u0300-\u036f]*", re.DOTALL)
_DASH = re.compile(r"[\u2010-\u2015\u2212]")


@dataclass(frozen=True, order=True)
class Mark:
    """What was found from ``start`` up to ``end`` (of the text's characters), and its kind, one of ``KINDS``."""

    start: int
    end: int
    kind: str


def marks(text: str | None) -> list[Mark]:
    """What a text holds, ascending and never overlapping. Empty: nothing was found."""
    if not text:
        return []
    plain, places = _plain(text)
    found = [Mark(start, end, kind) for start, end, kind in find(plain)]
    names = redaction_names.find(plain)
    addresses = redaction_places.find(plain, names)
    found += [Mark(start, end, "address") for start, end in addresses]
    found += [Mark(start, end, "name") for start, end in names]
    if len(found) > 1:
        found = _apart(found)
    if places is not None:
        found = [Mark(places[mark.start], _end(text, places[mark.end - 1]), mark.kind) for mark in found]
    return found


def findings(text: str | None) -> list[str]:
    """The kinds of what was found, in alphabetical order. Empty: nothing was found."""
    return sorted({mark.kind for mark in marks(text)})


def replaced(text: str, some: list[Mark], filler: str = FILLER) -> str:
    """The text with ``filler`` in the place of each mark; marks that touch get one."""
    parts, at = [], 0
    for mark in sorted(some):
        if mark.start < at:
            continue
        parts += [text[at : mark.start], filler]
        at = mark.end
    return "".join([*parts, text[at:]])


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text with whole letters, ordinary blanks, dashes and digits, and where each character began (None: where it
    stands)."""
    if not _PLAIN_SIGNS.search(text):
        return text, None
    places = None
    if _INVISIBLE.search(text):
        places = [at for at, sign in enumerate(text) if not _INVISIBLE.match(sign)]
        text = "".join(text[at] for at in places)
    if not unicodedata.is_normalized("NFC", text):
        text, places = _composed(text, places)
    text = _DASH.sub("-", _BLANK.sub(" ", text))
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)  # digits of other scripts are digits
    return text, places


def _composed(text: str, places: list[int] | None) -> tuple[str, list[int]]:
    """A text with its letters and their marks (some telephones and Macs send 'o' and an acute for 'ó') put together."""
    letters, began = [], []
    for group in _MARKED.finditer(text):
        whole = unicodedata.normalize("NFC", group.group())
        letters.append(whole)
        began += [group.start() if places is None else places[group.start()]] * len(whole)
    return "".join(letters), began


def _end(text: str, last: int) -> int:
    """Where a mark ends whose last letter begins at ``last``: behind the marks of that letter."""
    return _MARKED.match(text, last).end()


def _apart(found: list[Mark]) -> list[Mark]:
    """Of marks that overlap the surer kind; of one kind the longer."""
    kept, taken = [], bytearray(max(mark.end for mark in found))
    for mark in sorted(found, key=lambda m: (_RANK.get(m.kind, 9), m.start - m.end, m.start)):
        if not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = b"x" * (mark.end - mark.start)
            kept.append(mark)
    return sorted(kept)
