"""Which reports may repeat another: near it, of the same category, of the same days. Read-only, in any thread.

One report asks the store's spatial index. All open reports are compared at once: they lie in cells as wide as the
distance, numbered in order, and a key of cell and time turns 'near and of those days' into ranges of one sorted column.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import boxes
from .functions import places
from .store import Store

DAY = 86400.0
METRES, DAYS = 50.0, 30.0  # what is near and of the same days where nobody says otherwise
MOST_METRES, MOST_DAYS = 5000.0, 3650.0
PATIENCE_MS = 300
_AT_ONCE = 2_000_000  # pairs looked at in one step, 50 bytes each
_NEAR = """
SELECT r.fid, coalesce(r.reference, r.service_id || '', r.fid || ''), r.category_id,
  c.name, r.status_id, s.name, s.open,
  r.description, ST_MinX(r.geom) AS x, ST_MinY(r.geom) AS y,
  julianday(r.reported_at) - julianday(:at) AS later, r.version, r.id
FROM @reports
  LEFT JOIN category AS c ON c.id = r.category_id LEFT JOIN status AS s ON s.id = r.status_id
WHERE @near
  AND r.fid <> :fid AND coalesce(r.duplicate_of, '') IN ('', :id) AND r.category_id = coalesce(:category, r.category_id)
  AND abs(julianday(r.reported_at) - julianday(:at)) <= :days AND (s.open <> 0 OR :open = 0)
  AND (ST_MinX(r.geom) - :x) * (ST_MinX(r.geom) - :x) + (ST_MinY(r.geom) - :y) * (ST_MinY(r.geom) - :y)
    <= :metres * :metres
"""
_OPEN = """
SELECT r.fid, r.geom, r.category_id, (julianday(r.reported_at) - 2440587.5) * 86400.0
FROM report r WHERE r.fid > ? AND r.status_id IN (SELECT id FROM status WHERE open <> 0) AND r.geom IS NOT NULL
  AND coalesce(r.duplicate_of, '') = '' AND r.reported_at IS NOT NULL ORDER BY r.fid LIMIT 20000
"""


@dataclass(frozen=True)
class Candidate:
    """A report that another may repeat. ``later``: days after that one (below 0: before it); metres of EPSG:2180."""

    fid: int
    number: str
    category_id: int
    category: str
    status_id: int
    status: str
    open: bool
    description: str
    x: float
    y: float
    later: float
    version: int
    id: str
    metres: float


@dataclass(frozen=True)
class Pairs:
    """Pairs of open reports as columns of equal length: the later report may repeat the earlier one."""

    later: np.ndarray  # numbers in the store
    earlier: np.ndarray
    metres: np.ndarray
    days: np.ndarray

    def __len__(self) -> int:
        return len(self.later)


def check(metres: float, days: float) -> None:
    """Refuse limits that make no sense. Raises KmzbError."""
    if not 0 < metres <= MOST_METRES:
        raise KmzbError(
            tr("The distance must be more than 0 and at most {most} metres.", most=int(MOST_METRES)), code="distance"
        )
    if not 0 <= days <= MOST_DAYS:
        raise KmzbError(tr("The days must be from 0 to {most}.", most=int(MOST_DAYS)), code="days")


def suggestions(
    store: Store, fid: int, metres: float = METRES, days: float = DAYS, any_category: bool = False, closed: bool = True
) -> list[Candidate]:
    """What a report may repeat or be repeated by, the nearest first. Reports that repeat another are left out.

    Raises KmzbError where the report is gone or has no place, or the store cannot be read.
    """
    check(metres, days)
    with _reading(store) as connection:
        found = connection.execute(
            "SELECT id, ST_MinX(geom), ST_MinY(geom), category_id, reported_at FROM report WHERE fid = ?", (fid,)
        ).fetchone()
        if found is None:
            raise KmzbError(tr("The report {report} is not in the store any more.", report=fid), code="report")
        if found[1] is None:
            raise KmzbError(tr("The report has no place yet: what lies near it cannot be told."), code="place")
        category = None if any_category else found[3]
        return _near(connection, fid, found[0], found[1:3], found[4], category, metres, days, not closed)


def nearby(
    store: Store, place: tuple[float, float], at: str, category: int | None, metres: float = METRES, days: float = DAYS
) -> list[Candidate]:
    """Open reports near a place of EPSG:2180, reported within ``days`` of an instant (UTC text), the nearest first.

    ``category`` None: of any. For a report that is not in the store yet; a form asks, so no lock is waited for long.
    Raises KmzbError.
    """
    check(metres, days)
    x, y = place
    with _reading(store) as connection:
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        return _near(connection, -1, "-", (x, y), at, category, metres, days, True)


def _near(connection, fid, identifier, place, at, category, metres, days, only_open) -> list[Candidate]:
    x, y = place
    given = {"fid": fid, "id": identifier, "x": x, "y": y, "at": at, "category": category}
    given |= {"metres": metres, "days": days, "open": int(only_open)}
    given |= {"west": x - metres, "east": x + metres, "south": y - metres, "north": y + metres}
    reports, near = boxes.meeting(connection, "report", "r")
    rows = connection.execute(_NEAR.replace("@reports", reports).replace("@near", near), given).fetchall()
    found = []
    for number, name, *rest in rows:
        metres_away = float(np.hypot(rest[6] - x, rest[7] - y))
        texts = [rest[0], rest[1] or "", rest[2], rest[3] or "", bool(rest[4]), rest[5] or ""]
        found.append(Candidate(number, str(name), *texts, *rest[6:], metres_away))
    return sorted(found, key=lambda one: (round(one.metres, 1), abs(one.later)))


def pairs(store: Store, metres: float = METRES, days: float = DAYS, any_category: bool = False, feedback=None) -> Pairs:
    """All pairs of open reports near each other in place and time, the nearest first. Raises KmzbError, Cancelled."""
    check(metres, days)
    progress = Progress(feedback)
    with _reading(store) as connection:
        fid, xy, category, at = _open_reports(connection, progress)
    if any_category:
        category = np.zeros(len(fid), np.int64)
    parts = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    parts += _close(xy, category, at, metres, days * DAY, progress)
    a, b = (np.concatenate(column) for column in zip(*parts))
    # the earlier one is repeated; of two in the same moment the one that came in first
    swap = (at[a] < at[b]) | ((at[a] == at[b]) & (fid[a] < fid[b]))
    later, earlier = np.where(swap, b, a), np.where(swap, a, b)
    away = np.hypot(*(xy[later] - xy[earlier]).T)
    apart = (at[later] - at[earlier]) / DAY
    order = np.lexsort((fid[later], apart, np.round(away, 1)))
    later, earlier = later[order], earlier[order]
    progress.percent(100)
    return Pairs(fid[later], fid[earlier], away[order], apart[order])


def _open_reports(connection, progress: Progress) -> tuple[np.ndarray, ...]:
    parts = [(np.empty(0, np.int64), np.empty((0, 2)), np.empty(0, np.int64), np.empty(0))]
    last = -(2**62)
    while rows := connection.execute(_OPEN, (last,)).fetchall():
        progress.check()
        fids, geoms, kinds, times = zip(*rows)
        last = fids[-1]
        parts.append((np.array(fids), places(list(geoms)), np.array([k or 0 for k in kinds]), np.array(times)))
    fid, xy, category, at = (np.concatenate(column) for column in zip(*parts))
    good = ~np.isnan(xy).any(axis=1)
    return fid[good], xy[good], category[good], at[good]


def _close(xy, category, at, metres: float, seconds: float, progress: Progress) -> Iterator[tuple]:
    """Pairs of rows within ``metres`` and ``seconds``, each once."""
    if not len(at):
        return
    cell = np.floor(xy / metres).astype(np.int64)
    cell -= cell.min(axis=0) - 1
    high = cell[:, 1].max() + 2
    code = (category * (cell[:, 0].max() + 2) + cell[:, 0]) * high + cell[:, 1]
    codes, rank = np.unique(code, return_inverse=True)
    start = at.min()
    span = at.max() - start + 2 * seconds + 2  # a cell's times never reach into the next cell's range
    key = rank * span + (at - start) + seconds + 1
    order = np.argsort(key, kind="stable")
    key, place = key[order], np.arange(len(key))
    for number, (east, north) in enumerate(((0, 0), (0, 1), (1, -1), (1, 0), (1, 1))):
        want = code[order] + east * high + north
        at_rank = np.minimum(np.searchsorted(codes, want), len(codes) - 1)
        there = codes[at_rank] == want
        middle = at_rank * span + (at[order] - start) + seconds + 1
        # in the own cell only what comes behind in the order: each pair once
        first = place + 1 if not (east or north) else np.searchsorted(key, middle - seconds, "left")
        behind = np.searchsorted(key, middle + seconds, "right")
        count = np.where(there, np.maximum(behind - first, 0), 0)
        ends = np.cumsum(count)
        begin = 0
        while begin < len(count):
            progress.check()
            done = ends[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, done + _AT_ONCE, "right")))
            many = count[begin:end]
            one = np.repeat(np.arange(begin, end), many)
            other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first[begin:end], many)
            a, b = order[one], order[other]
            near = np.hypot(*(xy[a] - xy[b]).T) <= metres
            yield a[near], b[near]
            begin = end
        progress.percent(20 + 15 * (number + 1))


@contextmanager
def _reading(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection for reading; what SQLite refuses becomes one sentence."""
    try:
        with store.connect() as connection:
            yield connection
    except sqlite3.Error as error:
        raise KmzbError(tr("The store cannot be searched: {reason}.", reason=reason(error))) from error
