"""Bodies that were added in a working copy: the store gets them under numbers of its own."""

from __future__ import annotations

import sqlite3

from .checkin_read import Comparing
from .checkin_replay import NO_RIGHTS

_NEW = (
    "SELECT id, name, contact, kind, address, email, phone, answer_days, territory, categories, valid FROM body"
    " WHERE id > ? ORDER BY id"
)
_PUT = (
    "INSERT INTO body (name, contact, kind, address, email, phone, answer_days, territory, categories, valid)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def bring(found: Comparing) -> dict[int, int]:
    """Add what the store does not have by name; returns the numbers of those added, and fills ``found.bodies``.

    The list of bodies is the store's: changes of those it had before are not brought.
    """
    there = found.copy.execute(_NEW, (found.taken.body_max,)).fetchall()
    if not there:
        return {}
    known = {(name or "").casefold(): number for number, name in found.inside.execute("SELECT id, name FROM body")}
    added = {}
    for number, name, *rest in there:
        if name.casefold() in known:
            found.bodies[number] = known[name.casefold()]
            continue
        made = _put(found.inside, (name, *rest))
        found.bodies[number] = -number if made is None else made  # no body: its hand-overs are refused by the rule
        if made is not None:
            added[number] = made
    return added


def _put(inside, values: tuple) -> int | None:
    """The number of a body that was added; None where the log-in may not add any, or a rule refuses it."""
    try:
        return inside.execute(_PUT, values).lastrowid
    except sqlite3.Error as error:
        if getattr(error, "pgcode", "") == NO_RIGHTS or isinstance(error, sqlite3.IntegrityError):
            return None
        raise
