"""What the verification mode asks of a store: which reports wait, and all that is to be known of one. Only reads.

A report is due when the first of its deadlines ends: in a new one both run, while it is verified only ``verify_by``
does, and nothing is due once it is confirmed. What is due first comes first, so late ones lead whatever the clock says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..catalogue import load
from . import boxes

NEAR_M = 100.0  # what counts as nearby, in metres
_CHUNK = 500


def _literals(numbers) -> str:
    return ", ".join(str(int(number)) for number in numbers)


_UNREAD = _literals(load().new_statuses)
_OPEN = _literals(status.id for status in load().statuses if status.open)
_UNVERIFIED = _literals(status.id for status in load().statuses if status.open and not status.confirmed)
_DUE = (
    f"CASE WHEN r.status_id IN ({_UNREAD})"
    " THEN min(coalesce(r.read_by, r.verify_by), coalesce(r.verify_by, r.read_by))"
    f" WHEN r.status_id IN ({_UNVERIFIED}) THEN r.verify_by END"
)
_LATE_FIRST = "AND @who ORDER BY due NULLS LAST, r.fid"
_LIST = " ".join(("SELECT r.fid,", _DUE, "AS due FROM report r WHERE r.status_id IN (", _OPEN, ")", _LATE_FIRST))
_SOME = " ".join(("SELECT r.fid,", _DUE, "FROM report r WHERE r.fid IN (@places)"))
_FACTS = (
    "SELECT r.fid, coalesce(nullif(trim(r.reference), ''), r.service_id || '', r.fid || ''), r.version,"
    " r.category_id, c.name,"
    " r.status_id, s.name, r.description, r.reported_at, r.event_at, r.read_by, r.verify_by, r.teryt,"
    " (SELECT u.name FROM unit u WHERE u.level = 'municipality' AND u.id = r.teryt LIMIT 1),"
    " (SELECT u.name FROM unit u WHERE u.level IN ('K01', 'K02', 'K03', 'K04', 'K05') AND u.id = r.unit_id LIMIT 1),"
    " r.officer, r.note, r.reason_text, (SELECT q.name FROM closing_reason q WHERE q.id = r.reason_id),"
    " ST_MinX(r.geom), ST_MinY(r.geom) FROM report r LEFT JOIN category c ON c.id = r.category_id"
    " LEFT JOIN status s ON s.id = r.status_id WHERE r.fid = ?"
)
_STEPS = "SELECT to_status, reopens FROM transition WHERE from_status = ? AND to_status <> from_status"
_REASONS = "SELECT status_id, id, name FROM closing_reason ORDER BY status_id, id"
_NEAR = (
    "SELECT count(*), coalesce(sum(CASE WHEN r.category_id = :category THEN 1 ELSE 0 END), 0) FROM @reports"
    " JOIN status AS s ON s.id = r.status_id AND s.open <> 0 WHERE @near AND r.fid <> :fid"
    " AND (ST_MinX(r.geom) - :x) * (ST_MinX(r.geom) - :x) + (ST_MinY(r.geom) - :y) * (ST_MinY(r.geom) - :y)"
    " <= :metres * :metres"
)


@dataclass(frozen=True)
class Facts:
    """A report as the store has it. Instants are the store's texts, the place EPSG:2180 (None: to be placed).

    ``steps``: where it may go from its stored status, and whether that reopens it; ``reasons``: public reasons by
    status, as (number, words); ``near``, ``near_alike``: open reports within ``NEAR_M``, those of its category.
    """

    fid: int
    number: str
    version: int
    category: int
    category_name: str
    status: int
    status_name: str
    description: str
    reported_at: str
    event_at: str
    read_by: str
    verify_by: str
    teryt: str
    municipality: str
    unit: str
    officer: str
    note: str
    reason_text: str
    reason: str
    x: float | None
    y: float | None
    steps: dict[int, bool] = field(default_factory=dict)
    reasons: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    near: int = 0
    near_alike: int = 0

    @property
    def unread(self) -> bool:
        """Whether the deadline for reading still runs."""
        return self.status in load().new_statuses

    @property
    def unverified(self) -> bool:
        """Whether the deadline for verifying still runs."""
        return any(s.id == self.status and s.open and not s.confirmed for s in load().statuses)


def waiting(connection: sqlite3.Connection, officer: str = "") -> list[tuple[int, str]]:
    """All open reports as (fid, when due; empty: nothing is), what is due first before the others.

    ``officer``: only those of this account.
    """
    if officer:
        found = connection.execute(_LIST.replace("@who", "r.officer = ? COLLATE NOCASE"), (officer,))
    else:
        found = connection.execute(_LIST.replace("@who", "1 = 1"))
    return [(fid, due or "") for fid, due in found]


def among(connection: sqlite3.Connection, fids: Iterable[int]) -> list[tuple[int, str]]:
    """The same of chosen reports, in the order given; those that the store lacks are left out."""
    wanted, due = list(dict.fromkeys(int(fid) for fid in fids)), {}
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        due.update(connection.execute(_SOME.replace("@places", ",".join("?" * len(part))), part).fetchall())
    return [(fid, due[fid] or "") for fid in wanted if fid in due]


def facts(connection: sqlite3.Connection, fid: int) -> Facts | None:
    """One report; None where the store has no such one."""
    row = connection.execute(_FACTS, (fid,)).fetchone()
    if row is None:
        return None
    *values, x, y = row
    numbers = (0, 2, 3, 5)
    texts = [value if at in numbers else "" if value is None else str(value) for at, value in enumerate(values)]
    reasons: dict[int, list[tuple[int, str]]] = {}
    for status, number, name in connection.execute(_REASONS):
        reasons.setdefault(status, []).append((number, name))
    steps = {status: bool(reopens) for status, reopens in connection.execute(_STEPS, (row[5],))}
    return Facts(*texts, x, y, steps, reasons, *_near(connection, fid, row[3], x, y))


def _near(connection: sqlite3.Connection, fid: int, category: int, x, y) -> tuple[int, int]:
    if x is None or y is None:
        return 0, 0
    reports, near = boxes.meeting(connection, "report", "r")
    given = {"category": category, "fid": fid, "x": x, "y": y, "metres": NEAR_M}
    given |= {"west": x - NEAR_M, "east": x + NEAR_M, "south": y - NEAR_M, "north": y + NEAR_M}
    every, alike = connection.execute(_NEAR.replace("@reports", reports).replace("@near", near), given).fetchone()
    return every, int(alike)
