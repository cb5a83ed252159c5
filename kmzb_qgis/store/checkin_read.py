"""Reading a working copy and what the store has noted of it: which rows are to be looked at, and since when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import checkin_replay, checkout, lifecycle, migrations
from .checkin_compare import NUMBERS, Plan, Sides
from .checkin_replay import Hand, Row
from .report_states import HAND_OVER, REPORT, Course, Kind, Step, course
from .store import Store, hold

_CHANGED = (
    "SELECT r.id, r.id, r.version, t.version, t.plane, t.reference FROM report r"
    " LEFT JOIN taken_row t ON t.kind = 'report' AND t.row_id = r.id"
    " WHERE t.row_id IS NULL OR t.version <> r.version ORDER BY r.fid"
)
_CHANGED_HANDS = (
    "SELECT h.id, h.report_id, h.version, t.version, NULL, NULL FROM hand_over h"
    " LEFT JOIN taken_row t ON t.kind = 'hand_over' AND t.row_id = h.id"
    " WHERE t.row_id IS NULL OR t.version <> h.version ORDER BY h.fid"
)
FILES = (
    "SELECT a.id, a.report_id, a.path, a.media_type, a.size, a.sha256, a.added_at, a.added_by, a.name, a.removed_at,"
    " a.removed_by, t.row_id IS NULL FROM attachment a"
    " LEFT JOIN taken_row t ON t.kind = 'attachment' AND t.row_id = a.id"
    " WHERE t.row_id IS NULL OR (t.version = 0 AND a.removed_at IS NOT NULL) ORDER BY a.fid"
)
_ENTRIES = (
    "SELECT kind, row_id, copy_version, copy_digest, version, plane, reference FROM checked_in"
    " WHERE copy_id = ? ORDER BY fid DESC"
)
_ERASED = "SELECT report_id, erased_at FROM erasure"
_VERSION = {
    "report": "SELECT version FROM report WHERE id = ?",
    "hand_over": "SELECT version FROM hand_over WHERE id = ?",
}


@contextmanager
def opened(path: Path) -> Iterator[tuple[Store, sqlite3.Connection]]:
    """A working copy to read; one of an older schema is read from a copy of itself that is brought up to date.

    Raises KmzbError where it is none, or newer than the plugin.
    """
    store = lifecycle.open_store(path, read_only=True, migrate=False)
    if store.schema > migrations.latest():
        raise KmzbError(
            tr("The working copy {path} was made by a newer version of the plugin. Update the plugin.", path=path),
            code="store-newer",
        )
    with TemporaryDirectory(prefix="kmzb-") as folder:
        if store.schema < migrations.latest():
            newer = Path(folder) / "copy.gpkg"
            try:
                lifecycle.copy_store(path, newer)
            except OSError as error:
                raise KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error))) from error
            store = replace(lifecycle.open_store(newer), read_only=True)
        with store.connect() as connection:
            yield store, connection


class Comparing:
    """What is to be compared of a working copy (``copy``) with the store (``inside``), and the rows of it."""

    def __init__(self, copy: sqlite3.Connection, inside):
        self.copy, self.inside = copy, inside
        self.taken = checkout.origin(copy)
        self._entries: dict[tuple, list] = {}
        if self.taken is not None:
            for kind, row_id, *rest in inside.execute(_ENTRIES, (self.taken.copy_id,)).fetchall():
                self._entries.setdefault((kind, row_id), []).append(tuple(rest))
        there, here = ({tuple(row) for row in side.execute(_ERASED)} for side in (copy, inside))
        self.erased_inside = {report for report, _ in here - there}
        self.erased_there = {report for report, _ in there - here}
        self.bodies: dict[int, int] = {}  # of the copy's new ones, which they are inside
        self.imported = 0  # reports of imports out there: nothing of them comes in

    def known(self, kind: str, row_id: str) -> list[tuple]:
        """What came in of a row so far, the last first: version there, digest, version inside, plane, reference."""
        return self._entries.get((kind, row_id), [])

    def hold(self) -> None:
        """Keep others from writing what is to be compared, until the transaction ends. Raises sqlite3.Error."""
        ids = {row[1] for question in (_CHANGED, _CHANGED_HANDS) for row in self.copy.execute(question)}
        rows = (self.inside.execute("SELECT fid FROM report WHERE id = ?", (one,)).fetchone() for one in sorted(ids))
        hold(self.inside, [row[0] for row in rows if row is not None])

    def reports(self) -> list[Row]:
        """The reports that were changed or made out there since they were last the same. Raises sqlite3.Error."""
        return self._rows(REPORT, _CHANGED)

    def hand_overs(self) -> tuple[list[Hand], list[Row]]:
        """The hand-overs that were made out there and are not inside, and those that were changed there."""
        rows = self._rows(HAND_OVER, _CHANGED_HANDS)
        new = {row.sides.row_id for row in rows if row.new}
        made = [
            self._hand(tuple(found))
            for found in self.copy.execute(checkin_replay.NEW_HANDS).fetchall()
            if found[0] in new
        ]
        return made, [row for row in rows if not row.new]

    def untouched(self, report_id: str) -> Row | None:
        """A report whose hand-overs alone were changed; None where the store does not have it."""
        found = course(self.inside, REPORT, report_id, 2**31)
        return None if found is None else Row(Sides(REPORT, report_id, report_id, found, found, (0, 0)), Plan())

    def _hand(self, found: tuple) -> Hand:
        body = self.bodies.get(found[2], found[2])
        return Hand(found[0], found[1], body, *found[3:], course(self.copy, HAND_OVER, found[0], 0))

    def _rows(self, kind: Kind, question: str) -> list[Row]:
        rows = [self._row(kind, *found) for found in self.copy.execute(question).fetchall()]
        return [row for row in rows if row is not None]

    def _row(self, kind: Kind, row_id: str, report_id: str, version: int, taken, plane, reference) -> Row | None:
        whole = self._mapped(course(self.copy, kind, row_id, taken or 0))
        base, inside_base, numbers = taken, taken, (plane, reference)
        for known, digest, reached, *more in self.known(kind.name, row_id):
            if any(step.version == known and step.digest(kind) == digest for step in whole.steps) or (
                not whole.steps and known == version
            ):
                base, inside_base, numbers = known, reached, tuple(more)
                break
        if base is None and kind is REPORT and not any(step.action == "insert" for step in whole.steps):
            self.imported += 1
            return None
        there = whole.since(base) if base is not None else whole
        if base is not None and not there.steps:
            return None
        inside = course(self.inside, kind, row_id, inside_base or 0)
        new = base is None
        if kind is REPORT and not new:
            there, inside = _with(there, numbers), None if inside is None else _with(inside, numbers)
        reached = self.inside.execute(_VERSION[kind.name], (row_id,)).fetchone()
        versions = (version, reached[0] if reached else 0)
        nothing = Course({}, {}, ())
        erased = (report_id in self.erased_inside, report_id in self.erased_there)
        return Row(Sides(kind, row_id, report_id, there, inside or nothing, versions, *erased), Plan(), new)

    def _mapped(self, found: Course) -> Course:
        """A course with the numbers that new bodies have inside."""
        if not self.bodies or "handed_to" not in found.now:
            return found

        def state(old: dict) -> dict:
            return {**old, "handed_to": self.bodies.get(old["handed_to"], old["handed_to"])} if old else {}

        steps = tuple(replace(step, before=state(step.before), after=state(step.after)) for step in found.steps)
        return Course(state(found.base), state(found.now), steps)


def _with(found: Course, numbers: tuple) -> Course:
    return replace(found, base={**found.base, **dict(zip(NUMBERS, numbers))})


def last_digest(kind: Kind, steps: tuple[Step, ...]) -> str:
    """The fingerprint of the last of some steps."""
    return steps[-1].digest(kind) if steps else ""
