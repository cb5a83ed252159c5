"""What a report or a hand-over held at each of its versions, from its row and its history; whether two states agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from .functions import envelope


@dataclass(frozen=True)
class Kind:
    """A table with a history: ``kept`` columns are in both, ``numbers`` of the row alone, ``texts`` are words."""

    name: str
    kept: tuple[str, ...]
    numbers: tuple[str, ...]
    texts: tuple[str, ...]
    now: str
    was: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All that is compared."""
        return self.kept + self.numbers


_NOW = "SELECT @columns FROM @table WHERE id = ?"
_WAS = (
    "SELECT version, changed_at, changed_by, fid, @more, @columns FROM @table_history"
    " WHERE @table_id = ? AND version > ? ORDER BY version, fid"
)


def _kind(name: str, history: str, more: str, kept: tuple, numbers: tuple, texts: tuple) -> Kind:
    now = _NOW.replace("@columns", ", ".join(kept + numbers))
    was = _WAS.replace("@columns", ", ".join(f"was_{column}" for column in kept)).replace("@more", more)
    return Kind(name, kept, numbers, texts, now.replace("@table", name), was.replace("@table", history))


REPORT = _kind(
    "report",
    "report",
    "origin, action",
    ("geom", "category_id", "status_id", "description", "reported_at", "event_at", "part_of_day", "days_of_week",
     "teryt", "unit_id", "officer", "handed_to", "reason_id", "reason_text", "note", "publish_plane2", "duplicate_of"),
    ("plane", "reference"),
    ("description", "note", "reason_text"),
)  # fmt: skip
HAND_OVER = _kind(
    "hand_over",
    "hand_over",
    "'officer', 'update'",
    ("handed_on", "number", "answer_due", "answered_on", "outcome", "answer", "cancelled_on", "cancel_reason",
     "closes_report"),
    (),
    ("answer", "cancel_reason"),
)  # fmt: skip
WORDS = ("description", "note", "reason_text", "duplicate_of", "number", "outcome", "answer", "cancel_reason")
TIMES = ("reported_at", "event_at")
FLAGS = ("closes_report", "publish_plane2")


@dataclass(frozen=True)
class Step:
    """One change: the version it reached, when, by whom, and the state before (empty: a new report) and after it.

    ``place`` is its row's number in the history: they count in the order in which things happened.
    """

    version: int
    changed_at: str
    changed_by: str | None
    place: int
    origin: str
    action: str
    before: dict
    after: dict

    def changes(self) -> dict:
        """The columns that it changed, with their new values."""
        return {name: value for name, value in self.after.items() if differs(name, self.before.get(name), value)}

    def digest(self, kind: Kind) -> str:
        """The fingerprint of the state that it led to: see :func:`digest`."""
        return digest(kind, self.after, (self.version, self.changed_at, self.changed_by))


@dataclass(frozen=True)
class Course:
    """A row from one version on: ``base`` its state then (empty where it was not there yet), ``now`` its state now."""

    base: dict
    now: dict
    steps: tuple[Step, ...]

    def since(self, version: int) -> Course:
        """From a later version on."""
        later = tuple(step for step in self.steps if step.version > version)
        return Course(dict(later[0].before) if later else dict(self.now), self.now, later)


def plain(name: str, value):
    """A value as it is compared: no text is '', a time counts by whole seconds, a point by its coordinates."""
    if name == "geom":
        box = envelope(value)
        return None if box is None else (box[0], box[2])
    if name in WORDS:
        return value or ""
    if name in TIMES and isinstance(value, str):
        return value[:19]
    if name in FLAGS:
        return int(value or 0)
    return value


def differs(name: str, one, other) -> bool:
    """Whether two values of a column say different things."""
    return plain(name, one) != plain(name, other)


def changed(before: dict, after: dict) -> set[str]:
    """The columns of ``before`` that are others in ``after``; all of a row that was not there."""
    return {name for name in (before or after) if differs(name, before.get(name), after.get(name))}


def course(connection, kind: Kind, row_id: str, version: int) -> Course | None:
    """A row's course from a version on; None where it is not there. Raises sqlite3.Error.

    ``base`` lacks what the history does not keep.
    """
    row = connection.execute(kind.now, (row_id,)).fetchone()
    if row is None:
        return None
    now = dict(zip(kind.columns, row))
    rows = [tuple(found) for found in connection.execute(kind.was, (row_id, version))]
    steps = tuple(_steps(kind, rows, now))
    return Course(dict(steps[0].before) if steps else {name: now[name] for name in kind.kept}, now, steps)


def _steps(kind: Kind, rows: list[tuple], now: dict) -> Iterator[Step]:
    """A state after a change is what the next one replaced; after the last one, what the row holds now."""
    states = [dict(zip(kind.kept, row[6:])) for row in rows]
    for place, row in enumerate(rows):
        before = {} if row[5] == "insert" else states[place]
        after = states[place + 1] if place + 1 < len(rows) else {name: now[name] for name in kind.kept}
        yield Step(*row[:6], before, after)


def digest(kind: Kind, state: dict, last: tuple) -> str:
    """A fingerprint of a state and of its change (version, when, by whom); never of texts, which could be guessed."""
    words = [plain(name, state[name]) for name in kind.kept if name not in kind.texts]
    return hashlib.sha256(json.dumps([words, list(last)], default=str).encode()).hexdigest()[:32]
