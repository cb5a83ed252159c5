"""The names behind the codes of a report's units."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .store import open_connection

PATIENCE = 0.3  # seconds: a form that reads waits no longer for another program
# The unit of today first: a code may have belonged to another one before.
_LAND = (
    "SELECT name, level FROM unit WHERE level = :level AND (id = :code OR teryt = :code)"
    " ORDER BY valid_to IS NOT NULL, valid_from DESC LIMIT 1"
)
_POLICE = (
    "SELECT name, level FROM unit WHERE level IN ('K05', 'K04', 'K02', 'K03', 'K01') AND id = :code"
    " ORDER BY level DESC, valid_to IS NOT NULL LIMIT 1"
)
_LEVELS = {7: "municipality", 6: "municipality", 4: "county", 2: "voivodeship"}  # digits of a TERYT code


def names(path: Path, teryt: str, unit_id: str) -> list[tuple[str, str]]:
    """(level, name) of the municipality, county and voivodeship of a TERYT code, then of the police unit, as known.

    Waits for no lock. Raises KmzbError where the store cannot be read.
    """
    found = []
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            for digits in sorted({n for n in (len(teryt), 4, 2) if n in _LEVELS and n <= len(teryt)}, reverse=True):
                asked = {"level": _LEVELS[digits], "code": teryt[:digits]}
                found.append(connection.execute(_LAND, asked).fetchone())
            if unit_id:
                found.append(connection.execute(_POLICE, {"code": unit_id}).fetchone())
    except sqlite3.Error as error:
        raise KmzbError(tr("The units of the store cannot be read: {reason}.", reason=reason(error))) from error
    return [(level, name) for name, level in filter(None, found)]
