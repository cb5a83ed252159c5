"""Which units of the store a place lies in: the municipality, county, voivodeship and police jurisdictions.

The rules are those by which reports are assigned (:mod:`assigning_units`): borders, days and narrow gaps included.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from ..catalogue import warsaw
from ..geoportal.locating import TOLERANCE
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import assigning_units, boxes
from .store import open_connection

LEVELS = ("municipality", "county", "voivodeship", "K05", "K04", "K02", "K03", "K01")  # the most local first
_EPOCH = date(1970, 1, 1)
_ASKED = (
    "SELECT u.id, u.teryt, u.valid_from, u.valid_to, u.geom, u.name FROM @units"
    " WHERE @near AND u.level = :level ORDER BY u.id"
)


@dataclass(frozen=True)
class Unit:
    """An administrative unit or a police jurisdiction."""

    level: str
    id: str
    name: str


def units_at(path: Path, x: float, y: float) -> list[Unit]:
    """The units of today (Warsaw's) in which a place of EPSG:2180 lies, one a level, by LEVELS. Raises KmzbError."""
    point, day = np.array([[x, y]], dtype=float), np.array([(warsaw.day_of(warsaw.now()) - _EPOCH).days])
    found = []
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            table, near = boxes.meeting(connection, "unit", "u")
            asked = _ASKED.replace("@units", table).replace("@near", near)
            box = {"west": x - TOLERANCE, "east": x + TOLERANCE, "south": y - TOLERANCE, "north": y + TOLERANCE}
            for level in LEVELS:
                rows = connection.execute(asked, {**box, "level": level}).fetchall()
                if not rows:
                    continue
                units = assigning_units.level(level, [row[:5] for row in rows])
                (number,) = units.locate(point, day, Progress()).tolist()
                if number != assigning_units.NONE:
                    found.append(Unit(level, rows[number][0], rows[number][5]))
    except sqlite3.Error as error:
        raise KmzbError(tr("The units of the store cannot be read: {reason}.", reason=reason(error))) from error
    return found
