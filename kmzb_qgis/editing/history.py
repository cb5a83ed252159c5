"""A report's history as a person reads it: who, when, and what changed from what to what. Imports no QGIS.

``report_history`` keeps the state that each change replaced. What a change led to is what the next one replaced, or,
for the last, what the report holds now.
"""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from ..store.store import open_connection
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

# The columns of content that the history keeps, in the order of reading; what the clocks do by themselves is left out.
COLUMNS = (
    "status_id", "reason_id", "reason_text", "category_id", "description", "event_at", "reported_at", "handed_to",
    "officer", "note", "unit_id", "teryt", "part_of_day", "days_of_week", "publish_plane2", "duplicate_of",
)  # fmt: skip
NAMES = {
    "status_id": "SELECT id, name FROM status",
    "category_id": "SELECT id, name FROM category",
    "reason_id": "SELECT id, name FROM closing_reason",
    "handed_to": "SELECT id, name FROM body",
}
PATIENCE = 0.3  # seconds
ALIASES = {"event_at": "event_local", "reported_at": "reported_local"}  # as the form names them
_NOW = (
    "SELECT ST_MinX(geom), ST_MinY(geom), status_id, reason_id, reason_text, category_id, description, "
    "event_at, reported_at, handed_to, officer, note, unit_id, teryt, part_of_day, days_of_week, "
    "publish_plane2, duplicate_of, id FROM report WHERE fid = ?"
)
# Of a report that the public intake brought: by whom and when. The history of new reports has officers' alone.
_BROUGHT = (
    "SELECT m.started_at, m.started_by FROM report r JOIN import_run m ON m.id = r.import_run_id"
    " WHERE r.fid = ? AND m.source_kind = 'intake'"
)
_WAS = (
    "SELECT version, changed_at, changed_by, origin, action, ST_MinX(was_geom), ST_MinY(was_geom), "
    "was_status_id, was_reason_id, was_reason_text, was_category_id, was_description, was_event_at, "
    "was_reported_at, was_handed_to, was_officer, was_note, was_unit_id, was_teryt, was_part_of_day, "
    "was_days_of_week, was_publish_plane2, was_duplicate_of FROM report_history WHERE report_id = ? ORDER BY "
    "version DESC, fid DESC"
)


@dataclass(frozen=True)
class Change:
    """One column of one step: its name in the store, and both values as words; empty where there was none."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One change of a report. ``when`` is Warsaw's ``dd.mm.yyyy hh:mm``; ``moved`` is in metres, None: not moved."""

    version: int
    when: str
    who: str
    action: str
    imported: bool
    changes: tuple[Change, ...]
    moved: float | None = None
    assigned: bool = False  # by its place: nobody's change of content
    erased: bool = False  # texts were blanked; the steps before call them […1], […2]
    instant: str = ""  # as stored
    linked: bool = False  # by a link to the report that it repeats, not by a decision on this one
    collected: bool = False  # a new report that a citizen sent, from the public intake
    made: tuple[str, str] | None = None  # it came by a check-in: who made it in the working copy, and when


def read(path: Path, fid: int) -> list[Step]:
    """The steps of the report with this ``fid`` in a store, the newest first; none for an unknown one.

    Waits for no lock, as forms read it. Raises KmzbError where the store cannot be read.
    """
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            return _steps(connection, fid)
    except sqlite3.Error as error:
        raise KmzbError(tr("The history cannot be read: {reason}.", reason=reason(error))) from error


def _steps(connection: sqlite3.Connection, fid: int) -> list[Step]:
    now = connection.execute(_NOW, (fid,)).fetchone()
    if now is None:
        return []
    rows = connection.execute(_WAS, (now[-1],)).fetchall()
    names = {column: dict(connection.execute(query)) for column, query in NAMES.items()}
    names["duplicate_of"] = _numbers(connection, {now[-2], *(row[-1] for row in rows)})
    came = _came(connection, now[-1])
    found, after = [], now[:-1]
    for version, instant, who, origin, action, *before in rows:
        if action == "insert":
            changes, moved = (), None
        else:
            changes, moved = _changes(before[2:], after[2:], names), _metres(before[:2], after[:2])
            after = before
        made = {"imported": origin == "import", "assigned": origin == "assignment", "erased": origin == "erasure"}
        made |= {"linked": action == "duplicate", "instant": instant, "made": came.get(version)}
        found.append(Step(version, wall(instant), who or "", action, changes=changes, moved=moved, **made))
    brought = connection.execute(_BROUGHT, (fid,)).fetchone()
    if brought is not None and not any(step.action == "insert" for step in found):
        instant, who = brought
        found.append(Step(1, wall(instant), who or "", "insert", False, (), instant=instant, collected=True))
    return found


def _came(connection: sqlite3.Connection, report_id: str) -> dict[int, tuple[str, str]]:
    """Who made which version in a working copy, and when; none in a store of an older plugin."""
    if not connection.execute("PRAGMA table_info(checked_in_step)").fetchall():
        return {}
    query = "SELECT version, made_by, made_at FROM checked_in_step WHERE report_id = ? ORDER BY fid"
    rows = connection.execute(query, (report_id,)).fetchall()
    return {version: (who or "", wall(instant)) for version, who, instant in rows}


def _numbers(connection: sqlite3.Connection, ids: set) -> dict[str, str]:
    """The numbers by which people know the reports with these ids."""
    query = "SELECT coalesce(reference, service_id || '', fid || '') FROM report WHERE id = ?"
    found = {one: connection.execute(query, (one,)).fetchone() for one in ids if one}
    return {one: str(row[0]) for one, row in found.items() if row}


def _changes(before, after, names) -> tuple[Change, ...]:
    pairs = ((c, _words(c, b, names), _words(c, a, names)) for c, b, a in zip(COLUMNS, before, after))
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def _words(column: str, value, names: dict[str, dict]) -> str:
    if value is None or value == "":
        return ""
    if column in names:
        return names[column].get(value, str(value))
    if column in ALIASES:
        return wall(value)
    if column == "publish_plane2":
        return tr("yes") if value else tr("no")
    return str(value)


def _metres(before, after) -> float | None:
    if None in (*before, *after):
        return None if tuple(before) == tuple(after) else math.nan
    return math.dist(before, after) or None


def wall(instant: str) -> str:
    """A stored instant as Warsaw's day and time."""
    try:
        return warsaw.shown(warsaw.from_text(instant))
    except ValueError:
        return str(instant)  # what another program wrote is shown rather than hidden
