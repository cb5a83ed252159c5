"""Bodies that were added in a working copy: the store gets them under numbers of its own."""

from __future__ import annotations

from .checkin_read import Comparing

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
        entries = found.known("body", str(number))
        if entries:
            found.bodies[number] = entries[0][2]
        elif name.casefold() in known:
            found.bodies[number] = known[name.casefold()]
        else:
            found.bodies[number] = added[number] = found.inside.execute(_PUT, (name, *rest)).lastrowid
    return added
