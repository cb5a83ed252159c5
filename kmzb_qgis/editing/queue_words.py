"""What the queue says of a report: how old it is, how long there is still time, where it lies. Days are Warsaw's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum

from ..catalogue import warsaw
from ..store.queue import UNREAD, UNVERIFIED, Row
from ..toolbelt.i18n import tr

LATE_SIGN, UNSAVED_SIGN = "▲", "●"


class Pressure(Enum):
    """How urgent a deadline is."""

    NONE, EASY, TODAY, LATE = range(4)


def day(instant: str) -> date | None:
    """The Warsaw day of a stored instant; None where it is none."""
    try:
        return warsaw.day_of(warsaw.from_text(instant))
    except ValueError:
        return None


def last_day(due: str) -> date | None:
    """The last day of a deadline, which ends with it: it is stored as the first moment after."""
    try:
        return warsaw.day_of(warsaw.from_text(due) - timedelta(milliseconds=1))
    except ValueError:
        return None


def age(row: Row, now: datetime) -> str:
    """Whole days since the report."""
    since = day(row.reported_at)
    if since is None:
        return ""
    days = (warsaw.day_of(now) - since).days
    return tr("today") if days <= 0 else tr("%n day(s)", n=days)


def to_read(row: Row, now: datetime, status: int | None = None) -> tuple[str, Pressure]:
    """Time left to read a report, while it is new. ``status``: the one to go by, where it is not saved yet."""
    return left(row.read_by, now) if (status or row.status) in UNREAD else ("", Pressure.NONE)


def to_verify(row: Row, now: datetime, status: int | None = None) -> tuple[str, Pressure]:
    """Time left to verify a report, until it is confirmed or closed."""
    return left(row.verify_by, now) if (status or row.status) in UNVERIFIED else ("", Pressure.NONE)


def answer(row: Row, now: datetime) -> tuple[str, Pressure]:
    """How long the answer of another body is overdue. ``answer_due`` is the last day, or an instant."""
    if not row.answer_due:
        return "", Pressure.NONE
    try:
        end = date.fromisoformat(row.answer_due) if len(row.answer_due) <= 10 else last_day(row.answer_due)
    except ValueError:
        end = None
    return _left(end, now) if end is not None else (row.answer_due, Pressure.NONE)


def left(due: str, now: datetime) -> tuple[str, Pressure]:
    """Days until a deadline, or since."""
    end = last_day(due)
    return _left(end, now) if end is not None else ("", Pressure.NONE)


def _left(end: date, now: datetime) -> tuple[str, Pressure]:
    days = (end - warsaw.day_of(now)).days
    if days < 0:
        return f"{LATE_SIGN} {tr('%n day(s) late', n=-days)}", Pressure.LATE
    if days == 0:
        return tr("until midnight"), Pressure.TODAY
    return tr("%n day(s)", n=days), Pressure.EASY


def place(row: Row) -> str:
    """The nearest name that is known: the municipality's, the jurisdiction's, a code; else the coordinates."""
    for known in (row.municipality, row.unit, row.teryt, row.unit_id):
        if known:
            return known
    if row.x is None or row.y is None:
        return tr("without a place")
    return f"{row.x:.0f} {row.y:.0f}"
