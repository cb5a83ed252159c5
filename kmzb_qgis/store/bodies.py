"""The bodies that reports go to: the unit's list, and which of them are responsible for given reports."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

_BODIES = (
    "SELECT b.id, b.name, k.name, b.address, b.email, b.phone, b.contact, b.answer_days, b.territory, b.valid,"
    " (SELECT group_concat(c.category_id) FROM body_category c WHERE c.body_id = b.id), b.kind"
    " FROM body b LEFT JOIN body_kind k ON k.id = b.kind ORDER BY b.name COLLATE NOCASE, b.id"
)
_PLACES = "SELECT category_id, teryt, unit_id FROM report WHERE fid = ?"


@dataclass(frozen=True)
class Body:
    """A cooperating body. ``territory``: TERYT codes (2, 4 or 6-7 digits), ids of police units; none: everywhere."""

    id: int
    name: str
    kind: str  # the kind's name
    address: str
    email: str
    phone: str
    contact: str
    answer_days: int
    territory: tuple[str, ...]
    valid: bool
    categories: frozenset[int]
    kind_id: str = "other"


@dataclass(frozen=True)
class Proposal:
    """A valid body and how many of the reports it is responsible for; ``local``: by a territory of its own."""

    body: Body
    fitting: int
    local: bool


def codes(text: str | None) -> tuple[str, ...]:
    """The codes of a territory as people write them: separated by blanks, commas or semicolons."""
    return tuple(part for part in re.split(r"[\s,;]+", text or "") if part)


def read(connection: sqlite3.Connection) -> list[Body]:
    """All bodies, by name."""
    return [
        Body(
            number,
            name,
            kind or "",
            address or "",
            email or "",
            phone or "",
            contact or "",
            30 if days is None else days,
            codes(territory),
            bool(valid),
            frozenset(int(part) for part in (listed or "").split(",") if part),
            kind_id,
        )
        for number, name, kind, address, email, phone, contact, days, territory, valid, listed, kind_id in (
            connection.execute(_BODIES)
        )
    ]


def propose(connection: sqlite3.Connection, fids: list[int]) -> list[Proposal]:
    """The valid bodies, those first that are responsible for the most of the reports, of these the most local ones."""
    places = [connection.execute(_PLACES, (fid,)).fetchone() for fid in fids]
    places = [place for place in places if place is not None]
    found = []
    for body in read(connection):
        if body.valid:
            fitting = sum(suits(body, *place) for place in places)
            found.append(Proposal(body, fitting, bool(fitting and body.territory)))
    return sorted(found, key=lambda entry: (-entry.fitting, not entry.local))


def suits(body: Body, category: int | None, teryt: str | None, unit: str | None) -> bool:
    """Whether a body is responsible for a category at a place. Without a category of its own it is for none."""
    return category in body.categories and (
        not body.territory or any(_within(code, teryt, unit) for code in body.territory)
    )


def _within(code: str, teryt: str | None, unit: str | None) -> bool:
    """Six digits of a municipality's seven name it; the last one is only its kind (docs/assigning.md)."""
    if unit and code == unit:
        return True
    return bool(teryt) and code.isdigit() and teryt.startswith(code[:6])
