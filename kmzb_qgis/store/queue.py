"""The work queue in SQL: which reports wait, what is due first, how many there are for each value of a filter.

A report is due when the first of its deadlines ends: in a new one (Nowe) both run, while it is verified only
``verify_by`` does, and nothing is due once it is confirmed. So ordering by what is due puts the late ones first,
whatever the clock says. Everything here only reads (own temporary tables apart), in any thread, with the caller's
connection; the index ``report_queue`` answers all of it but texts and places.
"""

from __future__ import annotations

import itertools
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np

from ..catalogue import load, warsaw
from .queue_filter import ANSWERS, LATE, SOON, TODAY, Filter
from .queue_sets import Sets
from .queue_units import Units

SOON_DAYS = 3  # today and the two days after it
LATER, NONE = "later", "none"
NEVER = "~"  # sorts behind every instant
_BUCKETS = (LATE, TODAY, SOON, LATER, NONE)


def _literals(numbers) -> str:
    return ", ".join(str(int(number)) for number in sorted(numbers))


OPEN = tuple(status.id for status in load().statuses if status.open)
UNREAD = load().new_statuses
UNVERIFIED = tuple(status.id for status in load().statuses if status.open and not status.confirmed)
IS_OPEN = f"r.status_id IN ({_literals(OPEN)})"  # as the index says it: else SQLite does not use it
DUE = (
    f"CASE WHEN r.status_id IN ({_literals(UNREAD)})"
    " THEN min(coalesce(r.read_by, r.verify_by), coalesce(r.verify_by, r.read_by))"
    f" WHEN r.status_id IN ({_literals(UNVERIFIED)}) THEN r.verify_by END"
)
_ROW = (
    "SELECT r.fid, r.category_id, r.status_id, r.reported_at, r.read_by, r.verify_by, r.teryt,"
    " (SELECT u.name FROM unit AS u WHERE u.level = 'municipality' AND u.id = r.teryt),"
    " (SELECT u.name FROM unit AS u WHERE u.level IN ('K01', 'K02', 'K03', 'K04', 'K05') AND u.id = r.unit_id"
    " LIMIT 1), r.unit_id,"
    " ST_MinX(r.geom), ST_MinY(r.geom), coalesce(nullif(r.reference, ''), r.service_id || '', r.fid || ''),"
    " r.description,"
    " r.officer, @answer FROM report AS r WHERE r.fid IN (@places)"
)
_ANSWER = "(SELECT a.due FROM temp.queue_answers AS a WHERE a.fid = r.fid)"
# SQLite makes one text of each group without waking Python for each row; groups are few: a status and a day each.
_LIST = "SELECT @due, group_concat(r.fid) FROM report AS r WHERE @where GROUP BY r.status_id, r.verify_by, r.read_by"
_ANSWERS = (
    "SELECT a.due, group_concat(r.fid) FROM temp.queue_answers AS a CROSS JOIN report AS r ON r.fid = a.fid"
    " WHERE @where GROUP BY 1"
)
_FACETS = (
    "SELECT status_id, category_id, CASE WHEN due IS NULL THEN 4 WHEN due <= ? THEN 0 WHEN due <= ? THEN 1"
    " WHEN due <= ? THEN 2 ELSE 3 END, sum(mine), sum(n) FROM (SELECT r.status_id, r.category_id, @due AS due,"
    " sum(CASE WHEN r.officer = ? COLLATE NOCASE THEN 1 ELSE 0 END) AS mine, count(*) AS n FROM report AS r"
    " WHERE @where GROUP BY r.status_id, r.verify_by, r.read_by, r.category_id) AS parts GROUP BY 1, 2, 3"
)
_AMONG = "r.fid IN (SELECT fid FROM @set)"
_UNITS = "SELECT r.teryt, r.unit_id, count(*) FROM report AS r WHERE @where GROUP BY 1, 2"


@dataclass(frozen=True)
class Moments:
    """The clock of a question, as the store's texts: now, Warsaw's day, and when it and the next two days end."""

    now: str
    today: str
    tonight: str
    soon: str

    @classmethod
    def of(cls, instant: datetime) -> Moments:
        """The moments of an aware instant."""
        day = warsaw.day_of(instant)
        ends = (warsaw.to_text(warsaw.midnight(warsaw.add_days(day, days))) for days in (1, SOON_DAYS))
        return cls(warsaw.to_text(instant), day.isoformat(), *ends)


class Row(NamedTuple):
    """A report as the queue shows it. Instants are the store's texts, places EPSG:2180 (None: to be placed)."""

    fid: int
    category: int
    status: int
    reported_at: str
    read_by: str
    verify_by: str
    teryt: str
    municipality: str
    unit: str
    unit_id: str
    x: float | None
    y: float | None
    number: str
    description: str
    officer: str
    answer_due: str


@dataclass
class Counts:
    """How many reports each value of a filter would show, all other filters standing as they are."""

    total: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    categories: dict[int, int] = field(default_factory=dict)
    deadlines: dict[str, int] = field(default_factory=dict)
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    mine: int = 0
    late: int = 0  # among those shown


class Queue:
    """Answers questions with one connection, which it keeps; not for two threads at once."""

    def __init__(self, connection: sqlite3.Connection):
        self.connection = connection
        self.units = Units.read(connection)
        self._sets = Sets(connection)

    def has_answers(self) -> bool:
        """Whether this store tracks answers to hand-overs."""
        return self._sets.has_answers()

    def forget(self) -> None:
        """The store changed: nothing that was looked up before holds."""
        self._sets.forget()
        self.units = Units.read(self.connection)

    def listing(self, wanted: Filter, me: str, at: Moments) -> np.ndarray:
        """The reports' fids (int64), what is due first before the others; of the same deadline the older row first."""
        base = self._base(wanted, at)
        parts, values = self._conditions(wanted, me, at, base)
        asked = (_ANSWERS if wanted.view == ANSWERS else _LIST).replace("@due", DUE)
        asked = asked.replace("@where", " AND ".join([base, *parts.values()]))
        groups = self.connection.execute(asked, _joined(values.values())).fetchall()
        return _in_order(groups)

    def counts(self, wanted: Filter, me: str, at: Moments) -> Counts:
        """What stands beside the values of the filters."""
        found = self._facets(wanted, me, at)
        found.units = self._by_unit(wanted, me, at)
        return found

    def rows(self, fids: list[int], at: Moments) -> list[Row]:
        """Reports by number, in any order; at most some hundreds at a time."""
        if not fids:
            return []
        self._sets.answers(at)
        asked = _ROW.replace("@answer", _ANSWER if self.has_answers() else "NULL")
        found = self.connection.execute(asked.replace("@places", ",".join("?" * len(fids))), fids)
        return [_row(*values) for values in found.fetchall()]

    def _base(self, wanted: Filter, at: Moments) -> str:
        if wanted.view == ANSWERS:
            self._sets.answers(at)
            return "r.fid IN (SELECT fid FROM temp.queue_answers)"
        return IS_OPEN

    def _conditions(self, wanted: Filter, me: str, at: Moments, base: str) -> tuple[dict[str, str], dict[str, list]]:
        """Conditions by facet, and their values."""
        text, area = self._sets.text(wanted.text, base), self._sets.area(wanted.area, base)
        parts: dict[str, str] = {}
        values: dict[str, list] = {}
        for name, column, keys in (
            ("statuses", "r.status_id", wanted.statuses),
            ("categories", "r.category_id", wanted.categories),
        ):
            if keys:
                parts[name], values[name] = f"{column} IN ({_literals(keys)})", []
        if wanted.deadline and wanted.view != ANSWERS:
            parts["deadline"], values["deadline"] = _due_within(wanted.deadline, at)
        if wanted.mine:
            parts["mine"], values["mine"] = "r.officer = ? COLLATE NOCASE", [me]
        if wanted.units:
            parts["units"], values["units"] = self._sets.units(wanted.units, self.units)
        for name, kept in (("text", text), ("area", area)):
            if kept:
                parts[name], values[name] = _AMONG.replace("@set", kept), []
        return parts, values

    def _facets(self, wanted: Filter, me: str, at: Moments) -> Counts:
        """One pass over what the units, the text and the area leave; the other filters are applied to its few sums."""
        base = self._base(wanted, at)
        parts, values = self._conditions(wanted, me, at, base)
        kept = [name for name in ("units", "text", "area") if name in parts]
        asked = _FACETS.replace("@due", DUE).replace("@where", " AND ".join([base, *(parts[name] for name in kept)]))
        given = [at.now, at.tonight, at.soon, me, *_joined(values[name] for name in kept)]
        counts = Counts(deadlines=dict.fromkeys((LATE, TODAY, SOON), 0))
        within = {LATE: (LATE,), TODAY: (TODAY,), SOON: (TODAY, SOON)}
        asks_due = wanted.deadline if wanted.view != ANSWERS else ""
        for status, category, code, mine, n in self.connection.execute(asked, given).fetchall():
            due, shown = _BUCKETS[int(code)], int(mine) if wanted.mine else int(n)
            fits = {
                "status": not wanted.statuses or status in wanted.statuses,
                "category": not wanted.categories or category in wanted.categories,
                "due": not asks_due or due in within[asks_due],
            }
            wrong = [name for name, good in fits.items() if not good]
            if wrong in ([], ["status"]):
                counts.statuses[status] = counts.statuses.get(status, 0) + shown
            if wrong in ([], ["category"]):
                counts.categories[category] = counts.categories.get(category, 0) + shown
            if wrong in ([], ["due"]):
                for name, buckets in within.items():
                    counts.deadlines[name] += shown if due in buckets else 0
            if not wrong:
                counts.total += shown
                counts.late += shown if due == LATE else 0
                counts.mine += int(mine)
        return counts

    def _by_unit(self, wanted: Filter, me: str, at: Moments) -> dict[tuple[str, str], int]:
        base = self._base(wanted, at)
        parts, values = self._conditions(wanted, me, at, base)
        kept = [name for name in parts if name != "units"]
        asked = _UNITS.replace("@where", " AND ".join([base, *(parts[name] for name in kept)]))
        found = self.connection.execute(asked, _joined(values[name] for name in kept))
        return self.units.sums(found.fetchall())


def _joined(values) -> list:
    return list(itertools.chain.from_iterable(values))


def _due_within(name: str, at: Moments) -> tuple[str, list]:
    """A condition on the deadline: late; ends tonight; ends within three days, tonight among them."""
    if name == LATE:
        return f"{DUE} <= ?", [at.now]
    return f"{DUE} > ? AND {DUE} <= ?", [at.now, at.tonight if name == TODAY else at.soon]


def _in_order(groups: list[tuple[str | None, str]]) -> np.ndarray:
    """Fids of ``(what is due, 'fid,fid,…')``, joined in the order of what is due and within it of the rows."""
    by_due: dict[str, list[str]] = {}
    for due, fids in groups:
        if fids:
            by_due.setdefault(due or NEVER, []).append(fids)
    parts = [np.sort(np.fromstring(",".join(by_due[due]), dtype=np.int64, sep=",")) for due in sorted(by_due)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _row(fid, category, status, *rest) -> Row:
    texts = ["" if value is None else str(value) for value in rest]
    x, y = rest[7], rest[8]
    return Row(fid, category, status, *texts[:7], x, y, *texts[9:])
