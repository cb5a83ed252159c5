"""The rules on time: deadlines of officers, and what the public may see and until when.

Source: ``rules.json`` (guidelines of 2019, the leaflet of 21 June 2022, the public client's own filter). The database
engines and the publisher reckon the same in SQL; ``tests/unit/expected_dates.json`` holds all to one set of values.
"""

from __future__ import annotations

from datetime import date, datetime

from . import warsaw
from .model import Catalogue, CategoryPublic, StatusPublic, load


def deadline(reported_at: datetime, days: int) -> datetime:
    """The instant (UTC) at which a deadline has passed: the end of the ``days``-th Warsaw day after the report's."""
    return warsaw.midnight(warsaw.add_days(warsaw.day_of(reported_at), days + 1))


def deadlines(reported_at: datetime, catalogue: Catalogue | None = None) -> tuple[datetime, datetime]:
    """``(read_by, verify_by)`` of a report, both in UTC."""
    settings = (catalogue or load()).rules["deadlines"]
    return deadline(reported_at, settings["read_days"]), deadline(reported_at, settings["verify_days"])


def visible_since(rule: StatusPublic, on: date, catalogue: Catalogue | None = None) -> datetime | None:
    """The earliest status change still public on a Warsaw day; None where any is. Raises ValueError for NEVER."""
    settings = (catalogue or load()).rules["visibility"]
    if rule is StatusPublic.ALWAYS:
        return None
    if rule is StatusPublic.WEEK:
        return warsaw.midnight(warsaw.add_days(on, -settings["week_days"]))
    if rule is StatusPublic.MONTH:
        return warsaw.midnight(warsaw.month_back(on, settings["month_months"]))
    raise ValueError("reports of this status are never public")


def visible_until(rule: StatusPublic, changed_at: datetime, catalogue: Catalogue | None = None) -> datetime | None:
    """The instant (UTC) from which a report of a status changed then is hidden; None where it stays public."""
    settings = (catalogue or load()).rules["visibility"]
    following = warsaw.add_days(warsaw.day_of(changed_at), 1)
    if rule is StatusPublic.ALWAYS:
        return None
    if rule is StatusPublic.WEEK:
        return warsaw.midnight(warsaw.add_days(following, settings["week_days"]))
    if rule is StatusPublic.MONTH:
        return warsaw.midnight(warsaw.month_back_passes(following, settings["month_months"]))
    raise ValueError("reports of this status are never public")


def is_public(
    category: int, status: int, changed_at: datetime, at: datetime, catalogue: Catalogue | None = None
) -> bool:
    """Whether a report may be shown to the public at an instant, by category, status and the status's last change."""
    book = catalogue or load()
    kind, state = book.category(category), book.status(status)
    if kind.public is CategoryPublic.NEVER or state.public is StatusPublic.NEVER:
        return False
    if kind.public is CategoryPublic.CONFIRMED and not state.confirmed:
        return False
    since = visible_since(state.public, warsaw.day_of(at), book)
    return since is None or changed_at >= since
