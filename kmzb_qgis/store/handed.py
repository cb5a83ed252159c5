"""Hand-overs as a person reads them: listed, filtered, with their state. Read-only, by SQL, in any thread."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from .handing import read_error
from .search import any_case
from .store import open_connection

OVERDUE, WAITING, ANSWERED, CANCELLED, SETTLED = STATES = ("overdue", "waiting", "answered", "cancelled", "settled")
MOST = 2_000  # rows of one list; more is told
PATIENCE = 0.5  # seconds
# Settled: nobody waits for the answer any more, as the report is not handed over now, or was once more to this body.
_ROWS = """
SELECT * FROM (
  SELECT h.fid AS fid, h.id AS id, r.fid AS report_fid,
    coalesce(nullif(trim(r.reference), ''), r.service_id || '', r.fid || '') AS report,
    c.name AS category, c.icon AS icon, coalesce(u.name, r.teryt, '') AS place, h.body_id AS body_id,
    coalesce(b.name, '') AS body, h.number AS number, h.handed_on AS handed_on,
    coalesce(CAST(h.answer_due AS TEXT), '') AS answer_due, coalesce(CAST(h.answered_on AS TEXT), '') AS answered_on,
    h.outcome AS outcome, h.answer AS answer, coalesce(CAST(h.cancelled_on AS TEXT), '') AS cancelled_on,
    h.cancel_reason AS cancel_reason,
    coalesce(h.sheet, '') AS sheet, coalesce(h.prepared_by, '') AS prepared_by, h.version AS version,
    s.name AS status, h.closes_report AS closed, ST_MinX(r.geom) AS x, ST_MinY(r.geom) AS y,
    CASE WHEN h.cancelled_on IS NOT NULL THEN 'cancelled' WHEN h.answered_on IS NOT NULL THEN 'answered'
      WHEN s.key IS NOT 'przekazane' OR EXISTS (SELECT 1 FROM hand_over AS n WHERE n.report_id = h.report_id
        AND n.body_id = h.body_id AND n.fid > h.fid AND n.cancelled_on IS NULL) THEN 'settled'
      WHEN h.answer_due < :today THEN 'overdue'
      ELSE 'waiting' END AS state,
    CASE WHEN h.answer_due < :today THEN CAST(julianday(:today) - julianday(h.answer_due) AS INTEGER)
      ELSE 0 END AS days_over
  FROM hand_over AS h
  LEFT JOIN report AS r ON r.id = h.report_id
  LEFT JOIN category AS c ON c.id = r.category_id
  LEFT JOIN status AS s ON s.id = r.status_id
  LEFT JOIN body AS b ON b.id = h.body_id
  LEFT JOIN unit AS u ON u.level = 'municipality' AND u.id = r.teryt
) AS listed"""
_ORDER = (
    " ORDER BY CASE state WHEN 'overdue' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END,"
    " CASE WHEN state IN ('overdue', 'waiting') AND answer_due <> '' THEN answer_due ELSE '9999' END,"
    " handed_on DESC, fid DESC LIMIT :most"
)


@dataclass(frozen=True)
class HandOver:
    """One hand-over. Days are YYYY-MM-DD, empty where there is none; ``x``, ``y``: the report's place in EPSG:2180."""

    fid: int
    id: str
    report_fid: int
    report: str
    category: str
    icon: str
    place: str
    body_id: int
    body: str
    number: str
    handed_on: str
    answer_due: str
    answered_on: str
    outcome: str
    answer: str
    cancelled_on: str
    cancel_reason: str
    sheet: str
    prepared_by: str
    version: int
    status: str
    closed: int
    x: float | None
    y: float | None
    state: str
    days_over: int


@dataclass(frozen=True)
class Listed:
    """Rows, the most pressing first; ``counts`` by state of all that meet the text and the body."""

    rows: tuple[HandOver, ...]
    counts: dict[str, int]


def listed(path: Path, states=(), text: str = "", body_id: int | None = None, limit: int = MOST) -> Listed:
    """Hand-overs in one of the ``states`` (none: all). Every word of ``text`` stands in report, number, body, place,
    category, answer or name of who prepared it. Raises KmzbError where the store cannot be read.
    """
    conditions, values = [], {"today": _today(), "most": limit}
    for number, word in enumerate(text.split()):
        conditions.append(
            "(report || ' ' || number || ' ' || body || ' ' || place || ' ' || coalesce(category, '') || ' ' || answer"
            f" || ' ' || prepared_by) GLOB :word{number}"
        )
        values[f"word{number}"] = f"*{any_case(word)}*"
    if body_id is not None:
        conditions.append("body_id = :body")
        values["body"] = body_id
    meets = ["WHERE", " AND ".join(conditions)] if conditions else []
    wanted = [state for state in STATES if state in states]
    if wanted:
        conditions.append("state IN (" + ", ".join(f"'{state}'" for state in wanted) + ")")
    shown = ["WHERE", " AND ".join(conditions)] if conditions else []
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            counted = " ".join(["SELECT state, count(*) FROM (", _ROWS, *meets, ") AS meeting GROUP BY state"])
            counts = dict(connection.execute(counted, values).fetchall())
            rows = connection.execute(" ".join([_ROWS, *shown, _ORDER]), values).fetchall()
    except sqlite3.Error as error:
        raise read_error(error) from error
    return Listed(tuple(HandOver(*row) for row in rows), {state: counts.get(state, 0) for state in STATES})


def one(path: Path, fid: int) -> HandOver | None:
    """A hand-over by its row; None where there is none. Raises KmzbError."""
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            row = connection.execute(" ".join((_ROWS, "WHERE fid = :fid")), {"fid": fid, "today": _today()}).fetchone()
    except sqlite3.Error as error:
        raise read_error(error) from error
    return None if row is None else HandOver(*row)


def _today() -> str:
    """Warsaw's day."""
    return warsaw.day_of(warsaw.now()).isoformat()
