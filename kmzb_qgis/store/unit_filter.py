"""Reports of one unit, by what a person calls it: a code, a TERYT code or a name."""

from __future__ import annotations

import sqlite3

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

_DIGITS = {"voivodeship": 2, "county": 4}
_LOWER = (
    "WITH RECURSIVE lower (id) AS (SELECT a.id FROM unit a WHERE a.id = ?1"
    " UNION SELECT u.id FROM unit u JOIN lower l ON u.parent_id = l.id"
    " WHERE u.level GLOB 'K*') SELECT id FROM lower"
)
_MOST = 900  # SQLite's least limit of places in a statement is 999


def condition(connection: sqlite3.Connection, text: str) -> tuple[str, tuple]:
    """A condition on the report ``r`` and its values; ``1 = 1`` for no text.

    Raises KmzbError where no unit is called so. Police units are met with all that lie in them; TERYT codes of
    2, 4, 6 and 7 digits need no table of units.
    """
    text = " ".join(text.split())
    if not text:
        return "1 = 1", ()
    units = connection.execute("SELECT DISTINCT level, id FROM unit WHERE id = ?1 OR teryt = ?1", (text,)).fetchall()
    if not units:
        # SQLite's lower() knows no Polish letters
        named = connection.execute("SELECT DISTINCT level, id, name FROM unit").fetchall()
        units = [(level, code) for level, code, name in named if (name or "").casefold() == text.casefold()]
    if not units:
        if text.isascii() and text.isdigit() and len(text) in (2, 4, 6, 7):
            return "substr(r.teryt, 1, ?) = ?", (len(text), text)
        raise KmzbError(tr("No unit of the store has the code or name '{text}'.", text=text), code="unit")
    parts, values = [], []
    for level, code in units:
        if level in _DIGITS:
            parts.append("substr(r.teryt, 1, ?) = ?")
            values += [_DIGITS[level], code]
        elif level == "municipality":
            parts.append("r.teryt = ?")
            values.append(code)
        else:
            lower = [number for (number,) in connection.execute(_LOWER, (code,))]
            for start in range(0, len(lower), _MOST):
                some = lower[start : start + _MOST]
                parts.append(f"r.unit_id IN ({','.join('?' * len(some))})")
                values += some
    if len(values) > _MOST:
        raise KmzbError(tr("'{text}' is the name of too many units: give a code.", text=text), code="unit")
    return f"({' OR '.join(parts)})", tuple(values)
