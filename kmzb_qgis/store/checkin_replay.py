"""Doing again in the store what was done in a working copy, step by step through the store's rules.

Each change goes in as the officer's who made it, with the version that the store has now. A hand-over that changed its
report goes in instead of that change. What follows by itself (duplicates, cancelled letters) the rules do again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from ..toolbelt.errors import reason
from . import checkin_clocks
from .checkin_compare import NOBODY, NUMBERS, Plan, Sides
from .report_states import HAND_OVER, Course, Step

NO_RIGHTS = "42501"  # PostgreSQL's code
HANDED = "przekazane"  # the status's key
NEW_HANDS = (
    "SELECT h.id, h.report_id, h.body_id, h.prepared_by, h.prepared_at, h.reason_id, h.reason_text FROM hand_over h"
    " LEFT JOIN taken_row t ON t.kind = 'hand_over' AND t.row_id = h.id WHERE t.row_id IS NULL ORDER BY h.fid"
)
_INSERT = "INSERT INTO report (@names) VALUES (@marks)"
_UPDATE = (
    "UPDATE report SET @sets, modified_by = ?, base_version = (SELECT r.version FROM report r WHERE r.id = report.id)"
    " WHERE id = ?"
)
_UPDATE_HAND = "UPDATE hand_over SET @sets, modified_by = ?, base_version = ? WHERE id = ?"
_AT = "SELECT fid, version, status_id, status_changed_at, verified_at, closed_at, reported_at FROM report WHERE id = ?"
_STEP = (
    "INSERT INTO checked_in_step (copy_id, report_id, version, made_by, made_at, came_at, came_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_HAND = (
    "INSERT INTO hand_over (id, report_id, body_id, handed_on, number, prepared_by, answer_due, reason_id, reason_text,"
    " base_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Hand:
    """A hand-over made out there: ``course`` from its first version on."""

    id: str
    report_id: str
    body_id: int
    prepared_by: str
    prepared_at: str
    reason_id: int | None
    reason_text: str | None
    course: Course


@dataclass
class Row:
    """A row to bring in. ``new``: it was made out there. ``whole``: its last state at once, not step by step."""

    sides: Sides
    plan: Plan
    new: bool = False
    whole: bool = False

    def steps(self) -> tuple[Step, ...]:
        """What is to be done again."""
        there = self.sides.there
        if not self.whole or not there.steps:
            return there.steps
        last, kept = there.steps[-1], self.sides.kind.kept
        now = {name: there.now[name] for name in kept}
        before = {name: self.sides.inside.now[name] for name in kept}
        return (Step(last.version, last.changed_at, last.changed_by, last.place, "officer", "update", before, now),)

    def wanted(self, changes: dict) -> dict:
        """Of changes those that are to come in."""
        columns = self.plan.columns
        return {
            name: value
            for name, value in changes.items()
            if name not in self.plan.values and (columns is None or name in columns)
        }


@dataclass
class Group:
    """Reports that links tie together, their hand-overs made and changed out there."""

    reports: list[Row]
    made: list[Hand] = field(default_factory=list)
    hands: list[Row] = field(default_factory=list)


class Refused(Exception):
    """A rule refused a step, or the log-in has no ``rights`` to do it; ``report_id`` is the report's."""

    def __init__(self, report_id: str, text: str, fid: int | None, rights: bool = False):
        super().__init__(text)
        self.report_id, self.fid, self.rights = report_id, fid, rights


class Replay:
    """Writes groups within the caller's transaction. ``who`` checks in, ``now`` is the instant of it."""

    def __init__(self, connection, copy_id: str, who: str, now: str):
        self._connection, self._copy, self._who, self._now = connection, copy_id, who, now
        (self._handed,) = connection.execute("SELECT id FROM status WHERE key = ?", (HANDED,)).fetchone()

    def run(self, group: Group) -> None:
        """All steps of a group in the order in which they happened. Raises Refused, sqlite3.OperationalError."""
        self._made = {(hand.report_id, hand.body_id, hand.prepared_at): hand for hand in group.made}
        events = self._events(group)
        self._undone = {(row.sides.report_id, step.changed_at) for *_, row, step in events if step.action == "undo"}
        closing = {
            (row.sides.report_id, step.changed_at)
            for _, _, _, row, step in events
            if row.sides.kind.name == "hand_over" and step.changes().get("closes_report") == 1
        }
        for *_, row, step in events:
            if row.sides.kind.name == "hand_over":
                self._change_hand(row, step)
            elif step.origin in NOBODY or step.origin == "import" or step.action == "duplicate":
                continue
            elif (row.sides.report_id, step.changed_at) not in closing:
                self._report(row, step)
        for hand in list(self._made.values()):  # made for a report that its form had handed over already
            self._hand(hand)
        for row in group.reports:
            self._rest(row)

    def _events(self, group: Group) -> list[tuple]:
        """``(instant, 0 or 1, number in the history, row, step)`` in order, whatever a clock said."""
        found = []
        hands = [*group.hands, *(self._row_of(hand) for hand in group.made)]
        for rank, rows in ((0, hands), (1, group.reports)):
            steps = sorted(((step.place, row, step) for row in rows for step in row.steps()), key=lambda one: one[0])
            latest = ""
            for place, row, step in steps:
                latest = max(latest, step.changed_at)
                found.append((latest, rank, place, row, step))
        return sorted(found, key=lambda one: one[:3])

    @staticmethod
    def _row_of(hand: Hand) -> Row:
        sides = Sides(HAND_OVER, hand.id, hand.report_id, hand.course, hand.course, (0, 0))
        return Row(sides, Plan(), new=True)

    def _report(self, row: Row, step: Step) -> None:
        report, at = row.sides.report_id, self._at(row.sides.report_id)
        if step.action == "insert":
            self._guarded(report, None, self._insert, row, step)
        elif step.action == "undo" and (row.plan.columns is None or "status_id" in row.plan.columns):
            self._guarded(report, at[0], self._undo, at, step)
        else:
            self._change(row, step, at)
        self._after(report, at, step)

    def _change(self, row: Row, step: Step, at: tuple) -> None:
        changes, report = row.wanted(step.changes()), row.sides.report_id
        hand = self._hand_of(report, step) if changes.keys() & {"status_id", "handed_to"} else None
        if hand is not None:
            changes = {name: value for name, value in changes.items() if name not in
                       ("status_id", "handed_to", "reason_id", "reason_text")}  # fmt: skip
        self._guarded(report, at[0], self._update, report, changes, step.changed_by)
        if hand is not None:
            self._hand(hand)

    def _hand_of(self, report: str, step: Step) -> Hand | None:
        """The hand-over that brought a change about: of its body and instant; of a whole state the last one."""
        if step.after["status_id"] != self._handed:
            return None
        found = self._made.get((report, step.after["handed_to"], step.changed_at))
        if found is None:
            of_body = [
                hand for (key, body, _), hand in self._made.items() if (key, body) == (report, step.after["handed_to"])
            ]
            found = of_body[-1] if of_body else None
        return found

    def _hand(self, hand: Hand) -> None:
        self._made = {key: other for key, other in self._made.items() if other.id != hand.id}
        at = self._at(hand.report_id)
        if at is None:
            return
        first = hand.course.base
        values = (
            hand.id, hand.report_id, hand.body_id, first["handed_on"], first["number"], hand.prepared_by,
            first["answer_due"], hand.reason_id, hand.reason_text or None, at[1],
        )  # fmt: skip
        self._guarded(hand.report_id, at[0], self._connection.execute, _HAND, values)
        self._note(hand.report_id, at[1], hand.prepared_by, hand.prepared_at)
        self._clock(hand.report_id, at, hand.prepared_at)

    def _change_hand(self, row: Row, step: Step) -> None:
        report = row.sides.report_id
        if (report, step.changed_at) in self._undone:  # the undo takes its letter along, here as there
            return
        for hand in [hand for hand in self._made.values() if hand.id == row.sides.row_id]:
            self._hand(hand)
        changes, at = row.wanted(step.changes()), self._at(report)
        if not changes or at is None:
            return
        sets = ", ".join(f"{name} = ?" for name in changes)
        text = _UPDATE_HAND.replace("@sets", sets)
        values = (*changes.values(), step.changed_by, at[1], row.sides.row_id)
        self._guarded(report, at[0], self._connection.execute, text, values)
        self._after(report, at, step)

    def _insert(self, row: Row, step: Step) -> None:
        state = {**step.after, **{name: row.sides.there.now[name] for name in NUMBERS}}
        state = {name: value for name, value in state.items() if value is not None}
        state |= {"id": row.sides.report_id, "modified_by": step.changed_by}
        text = _INSERT.replace("@names", ", ".join(state))
        self._connection.execute(text.replace("@marks", ", ".join("?" * len(state))), tuple(state.values()))

    def _update(self, report: str, changes: dict, who: str | None) -> None:
        if not changes:
            return
        sets = ", ".join(f"{name} = ?" for name in changes)
        self._connection.execute(_UPDATE.replace("@sets", sets), (*changes.values(), who, report))

    def _undo(self, at: tuple, step: Step) -> None:
        self._connection.execute(
            "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, ?, ?)",
            (at[0], at[1], step.changed_by),
        )

    def _rest(self, row: Row) -> None:
        """What no step shows: texts that were put together, and columns that the history does not keep."""
        there, steps = row.sides.there, row.sides.there.steps
        if row.new or not steps:
            return
        changes = dict(row.plan.values)
        changes |= row.wanted({name: there.now[name] for name in NUMBERS if there.now[name] != there.base.get(name)})
        at, report = self._at(row.sides.report_id), row.sides.report_id
        self._guarded(report, at[0], self._update, report, changes, steps[-1].changed_by)
        self._after(report, at, steps[-1])

    def _after(self, report: str, before: tuple | None, step: Step) -> None:
        self._note(report, before[1] if before else 0, step.changed_by, step.changed_at)
        if step.action != "undo":
            self._clock(report, before, step.changed_at)

    def _note(self, report: str, version: int, who: str | None, when: str) -> None:
        """Note which versions the report has reached by a step of theirs."""
        at = self._at(report)
        self._connection.executemany(
            _STEP,
            [(self._copy, report, reached, who, when, self._now, self._who)
             for reached in range(version + 1, (at[1] if at else version) + 1)],
        )  # fmt: skip

    def _clock(self, report: str, before: tuple | None, instant: str) -> None:
        after = self._at(report)
        if after is not None and (before is None or after[3] != before[3]):
            checkin_clocks.set_back(self._connection, before, after, instant)

    def _at(self, report: str) -> tuple | None:
        row = self._connection.execute(_AT, (report,)).fetchone()
        return None if row is None else tuple(row)

    def _guarded(self, report: str, fid: int | None, function, *values) -> None:
        try:
            function(*values)
        except sqlite3.Error as error:
            rights = getattr(error, "pgcode", "") == NO_RIGHTS
            if rights or isinstance(error, sqlite3.IntegrityError):
                raise Refused(report, reason(error) if rights else str(error), fid, rights) from error
            raise
