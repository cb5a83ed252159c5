"""What citizens sent, from the inner copy of the public server's intake: checked again, and each reference once.

The copy (schema ``kmzb_intake``, publishing/zone/inner.sql) is filled from a server that the public can reach, so
nothing in it is trusted: neither that the intake service checked it nor that it came through that service.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..catalogue import Catalogue, UnknownName, load, warsaw
from ..toolbelt.errors import Cancelled
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress

BATCH = 1_000
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{4,62}[A-Za-z0-9]")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_WEEK = 1 << 7  # one bit a day
_PARTS = 100  # codes of parts of the day are not documented; none seen is larger
# Times that no datetime can hold come as the nearest that one can, which the checks refuse.
_WAITING = """
    SELECT reference,
           CASE WHEN received_at IS NOT NULL THEN least(greatest(received_at, '0002-01-01Z'), '9998-01-01Z') END,
           terms_version, category, east, north, description,
           CASE WHEN event_at IS NOT NULL THEN least(greatest(event_at, '0002-01-01Z'), '9998-01-01Z') END,
           part_of_day, days_of_week
      FROM kmzb_intake.report r
     WHERE NOT EXISTS (SELECT 1 FROM kmzb_intake.collected c WHERE c.reference = r.reference)
     ORDER BY r.arrived_at, r.reference LIMIT %s
"""
_COUNT = """
    SELECT count(*) FROM kmzb_intake.report r
     WHERE NOT EXISTS (SELECT 1 FROM kmzb_intake.collected c WHERE c.reference = r.reference)
"""
_SETTLED = "INSERT INTO kmzb_intake.collected (reference, taken, why) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Arrived:
    """A citizen's report that passed every check. Times are UTC, the place is metres of EPSG:2180."""

    reference: str
    received_at: datetime
    terms_version: str
    category_id: int
    east: float
    north: float
    description: str | None = None
    event_at: datetime | None = None
    part_of_day: int | None = None
    days_of_week: int | None = None


@dataclass
class Collected:
    """How many reports were taken, and refused: each with its reason in ``kmzb_intake.collected``."""

    taken: int = 0
    refused: int = 0


def collect(connection, take: Callable[[list[Arrived]], dict[str, str] | None], feedback=None) -> Collected:
    """Bring what arrived to ``take``, batch by batch, and note what became of each row.

    ``take(reports)`` puts them into the store, all or none, and returns the reasons of those that the store refused, by
    reference. It must pass over references that the store has (they are unique there): a run that is killed after
    ``take`` and before the note brings the same batch again. ``connection`` is a DB-API connection to the inner copy,
    not in autocommit, of a log-in with the role ``kmzb_intake``. What ``take`` raises ends the run; what was noted
    stays noted, also where the run is cancelled, between two batches.
    """
    progress, catalogue, done = Progress(feedback), load(), Collected()
    cursor = connection.cursor()
    cursor.execute(_COUNT)
    waiting = cursor.fetchone()[0]
    while True:
        if progress.cancelled:
            connection.rollback()
            raise Cancelled(
                tr("Cancelled. What was taken stays taken; the rest waits for the next run."), code="cancelled"
            )
        cursor.execute(_WAITING, (BATCH,))
        rows = cursor.fetchall()
        if not rows:
            connection.rollback()
            progress.percent(100)
            return done
        good, settled = [], []
        for row in rows:
            found = checked(row, catalogue, warsaw.now())
            if isinstance(found, Arrived):
                good.append(found)
            else:
                settled.append((row[0], 0, found))
        refused = (take(good) if good else None) or {}
        settled += [(one.reference, 0 if one.reference in refused else 1, refused.get(one.reference)) for one in good]
        cursor.executemany(_SETTLED, settled)
        connection.commit()
        done.taken += len(good) - len(refused)
        done.refused += len(rows) - len(good) + len(refused)
        progress.percent(min(100, 100 * (done.taken + done.refused) / max(waiting, 1)))
        progress.say(
            tr("Citizens' reports taken: {taken}, refused: {refused}.", taken=done.taken, refused=done.refused)
        )


def checked(row: tuple, catalogue: Catalogue, now: datetime) -> Arrived | str:
    """A row of the inner copy as a report, or why it is none, as a sentence's part."""
    reference, received, terms, category, east, north, description, event, part, days = row
    rules = catalogue.rules
    latest = now + timedelta(minutes=rules["future_tolerance_minutes"])
    earliest = warsaw.midnight(datetime.fromisoformat(rules["earliest_report"]).date())
    west, south, most_east, most_north = rules["extent_2180"]
    if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
        return tr("the reference is none")
    if received is None or not earliest <= received <= latest:
        return tr("the time of arrival cannot be")
    if not terms or len(terms) > 64:
        return tr("the terms were not accepted")
    try:
        kind = catalogue.category(category)
    except UnknownName:
        return tr("the catalogue has no such category")
    if not kind.offered(warsaw.day_of(received)):
        return tr("the category is not offered any more")
    if not _finite(east, north) or not (west <= east <= most_east and south <= north <= most_north):
        return tr("the place is not in Poland")
    text = (description or "").strip() or None
    if text and len(text) > rules["description_max"]:
        return tr("the description is too long")
    if text and not _plain(text):
        return tr("the description holds markup or signs that are no text")
    if kind.description_required and not text:
        return tr("the category asks for a description")
    if event is not None and not earliest <= event <= latest:
        return tr("the time of the event cannot be")
    if part is not None and not 0 <= part < _PARTS:
        return tr("the part of the day is none")
    if days is not None and not 0 <= days < _WEEK:
        return tr("the days of the week are none")
    return Arrived(
        reference, received.astimezone(warsaw.UTC), terms, kind.id, float(east), float(north), text,
        event.astimezone(warsaw.UTC) if event else None, part, days,
    )  # fmt: skip


def _plain(text: str) -> bool:
    """Whether a text is one for people: no markup, no control signs but those of lines and tabs."""
    strange = any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\r\t" for sign in text)
    return not strange and not _MARKUP.search(text)


def _finite(*numbers) -> bool:
    return all(isinstance(number, (int, float)) and math.isfinite(number) for number in numbers)
