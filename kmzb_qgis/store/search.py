"""Finding reports by what a person types, and the units around a place: read-only, by SQL, in any thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from .store import open_connection

MOST_LETTERS, MOST_WORDS = 200, 8
MOST_UNITS = 300  # units that one word may name; more is no name
PATIENCE = 0.5  # seconds
_STEPS = 20_000  # SQLite's own, between two looks whether the search is still wanted
_FAMILIES = ("aą", "cć", "eę", "lł", "nń", "oó", "sś", "zżź")  # who types without Polish letters finds them too
_ROW = (
    "SELECT r.fid, coalesce(r.reference, r.service_id || '', r.fid || ''), c.name, s.name,"
    " r.reported_at, r.description,"
    " (SELECT u.name FROM unit AS u WHERE u.level = 'municipality' AND u.id = r.teryt), r.teryt,"
    " ST_MinX(r.geom), ST_MinY(r.geom)"
    " FROM report AS r LEFT JOIN category AS c ON c.id = r.category_id LEFT JOIN status AS s ON s.id = r.status_id"
    " WHERE "
)


@dataclass(frozen=True)
class Hit:
    """A report: its row in the store, its number, words on it, its place in EPSG:2180 (None: it has none yet)."""

    fid: int
    number: str
    category: str
    status: str
    reported: str  # Warsaw's day, dd.mm.yyyy
    description: str
    place: str  # the municipality's name, else its code
    x: float | None
    y: float | None


def reports(path: Path, text: str, limit: int, thorough: bool, cancelled: Callable[[], bool] = bool) -> list[Hit]:
    """Reports by number first (the citizen's, the service's, the store's), then, where ``thorough``, by words.

    Every word must be met by the description, the category, the status, the TERYT code (its beginning, 4 digits or
    more) or the name of a unit; the newest rows come first. Raises KmzbError where the store cannot be read,
    Cancelled as soon as ``cancelled()``.
    """
    text = " ".join(text.replace("\x00", " ").split())[:MOST_LETTERS]
    if not text:
        return []
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            connection.set_progress_handler(lambda: int(cancelled()), _STEPS)
            found = {hit.fid: hit for hit in _by_number(connection, text, limit)}
            if thorough and len(found) < limit:
                for hit in _by_words(connection, text, limit):
                    found.setdefault(hit.fid, hit)
            if cancelled():  # a database answers short questions before it can be told
                raise _cancelled()
            return list(found.values())[:limit]
    except sqlite3.Error as error:
        if cancelled():
            raise _cancelled() from error
        raise KmzbError(tr("The store cannot be searched: {reason}.", reason=reason(error))) from error


def _cancelled() -> Cancelled:
    return Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")


def _by_number(connection: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    """Through the unique indexes only: quick in any store."""
    number = text.lstrip("#").strip()
    conditions = ["r.reference = ?", "r.id = ?", "r.reference >= ? AND r.reference < ?"]
    values: list[tuple] = [(number,), (number.lower(),), (number, f"{number}\U0010ffff")]
    if number.isascii() and number.isdigit() and len(number) < 19:
        conditions += ["r.service_id = ?", "r.fid = ?"]
        values += [(int(number),), (int(number),)]
    hits = []
    for condition, given in zip(conditions, values):
        hits += _hits(connection, condition, given, limit)
    return hits


def _by_words(connection: sqlite3.Connection, text: str, limit: int) -> list[Hit]:
    conditions, values = [], []
    for word in text.split()[:MOST_WORDS]:
        pattern = f"*{any_case(word)}*"
        parts = [
            "r.description GLOB ?",
            "r.category_id IN (SELECT id FROM category WHERE name GLOB ?)",
            "r.status_id IN (SELECT id FROM status WHERE name GLOB ?)",
        ]
        given = [pattern] * len(parts)
        if word.isascii() and word.isdigit() and 4 <= len(word) <= 7:
            parts.append("r.teryt GLOB ?")
            given.append(f"{word}*")
        for column, codes in _of_units(connection, pattern).items():
            parts.append(f"{column} IN ({','.join('?' * len(codes))})")
            given += codes
        conditions.append(f"({' OR '.join(parts)})")
        values += given
    return _hits(connection, " AND ".join(conditions), tuple(values), limit)


def _of_units(connection: sqlite3.Connection, pattern: str) -> dict[str, list[str]]:
    """What a report's columns hold in the units whose name has a word: expression -> codes."""
    columns = {"municipality": "r.teryt", "county": "substr(r.teryt, 1, 4)", "voivodeship": "substr(r.teryt, 1, 2)"}
    asked = "SELECT level, id FROM unit WHERE name GLOB ? LIMIT ?"
    found: dict[str, list[str]] = {}
    for level, code in connection.execute(asked, (pattern, MOST_UNITS)):
        found.setdefault(columns.get(level, "r.unit_id"), []).append(code)
    return found


def _hits(connection: sqlite3.Connection, condition: str, values: tuple, limit: int) -> list[Hit]:
    rows = connection.execute(f"{_ROW}{condition} ORDER BY r.fid DESC LIMIT ?", (*values, limit))
    return [
        Hit(
            fid, str(number), category or "", status or "", _day(reported), description or "", name or teryt or "", x, y
        )
        for fid, number, category, status, reported, description, name, teryt, x, y in rows
    ]


def _day(instant) -> str:
    try:
        return warsaw.shown(warsaw.from_text(instant)).split()[0]
    except (ValueError, TypeError, AttributeError):
        return str(instant or "")


def any_case(word: str) -> str:
    """A GLOB pattern that meets a word whatever its case, and Polish letters where their plain ones were typed.

    SQLite's LIKE takes Ł and ł for different letters; its GLOB compares classes of them, in C.
    """
    return "".join(map(_letters, word))


def _letters(letter: str) -> str:
    if letter in "*?[":
        return f"[{letter}]"
    low = letter.lower()
    family = next((family for family in _FAMILIES if family[0] == low), low)
    if len(low) != 1 or low == low.upper() or len(low.upper()) != 1:
        return letter
    return f"[{family}{family.upper()}]"
