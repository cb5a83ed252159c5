"""Time as KMZB reckons it: instants are UTC, days and deadlines are Warsaw's.

A stored instant is the text ``YYYY-MM-DDTHH:MM:SS.mmmZ`` (GeoPackage 1.3, clause 1.1.1.1.3),
which sorts as it reads. Nothing here imports QGIS.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC = timezone.utc  # datetime.UTC needs Python 3.11; QGIS 3.22 ships 3.9 on Windows


def _warsaw() -> tzinfo:
    try:
        return ZoneInfo("Europe/Warsaw")
    except ZoneInfoNotFoundError:
        # QGIS for Windows has no system zone database; python-dateutil, which OWSLib needs, carries one.
        from dateutil.zoneinfo import get_zonefile_instance

        return get_zonefile_instance().get("Europe/Warsaw")


WARSAW = _warsaw()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def to_text(instant: datetime) -> str:
    """An aware instant as the store writes it, e.g. ``2024-09-28T10:15:00.000Z``.

    Raises ValueError for a naive datetime: a time without a zone is a guess.
    """
    if instant.tzinfo is None:
        raise ValueError("a time without a time zone cannot be stored")
    utc = instant.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """The aware UTC instant of a text in ISO 8601 with a zone (``Z`` or an offset). Raises ValueError otherwise."""
    instant = datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace(" ", "T", 1))
    if instant.tzinfo is None:
        raise ValueError(f"'{text}' has no time zone")
    return instant.astimezone(UTC)


def shown(instant: datetime) -> str:
    """An aware instant as people in Poland read it, in Warsaw's time: ``28.09.2024 12:15``."""
    return f"{instant.astimezone(WARSAW):%d.%m.%Y %H:%M}"


def shown_day(day: date) -> str:
    """A calendar day as people in Poland read it: ``28.09.2024``."""
    return f"{day:%d.%m.%Y}"


def from_epoch_ms(milliseconds: int) -> datetime:
    """The aware UTC instant of epoch milliseconds, exact to the millisecond (also before 1970)."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def day_of(instant: datetime) -> date:
    """The Warsaw calendar day an instant falls on."""
    return instant.astimezone(WARSAW).date()


def midnight(day: date) -> datetime:
    """The instant (UTC) at which a Warsaw calendar day begins."""
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


def add_days(day: date, days: int) -> date:
    """A calendar day some days on."""
    return day + timedelta(days=days)


def month_back(day: date, months: int = 1) -> date:
    """The same day of an earlier month, clamped to that month's end (31 March -> 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), _month_end(year, month + 1))


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def month_back_passes(day: date, months: int = 1) -> date:
    """The first day whose :func:`month_back` is ``day`` or later: the inverse, needed for 'visible until'."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= _month_end(year, month + 1).day:
        return date(year, month + 1, day.day)
    return _month_end(year, month + 1) + timedelta(days=1)
