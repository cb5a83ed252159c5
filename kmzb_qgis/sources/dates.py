"""Dates as people write them, to epoch milliseconds: whole columns, each day and each time of day reckoned once.

Taken: epoch milliseconds; ISO 8601 with a zone, or without one in Warsaw time; ``dd.mm.yyyy[ hh:mm[:ss]]`` in Warsaw
time; GDAL's own ``yyyy/mm/dd hh:mm:ss[+zz]``. A day without a time begins at midnight. The hour that comes twice in
October is taken as the first, summer time, and told; the hour that March leaves out never was: the row is refused.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ..catalogue import warsaw
from ..toolbelt.i18n import tr

_EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400_000  # ms
_ISO = re.compile(
    r"(\d{4}[-/]\d\d?[-/]\d\d?)(?:[T ]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?$"
)
_DMY = re.compile(r"(\d\d?\.\d\d?\.\d{4})(?:,?\s*(?:r\.)?,?[T ]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?))?(?:\s*r\.)?$")
_MS = re.compile(r"[+-]?\d+(?:\.0+)?$")
TRANSITION = None  # marks a day on which the clocks change


class Dates:
    """Turns texts into epoch ms; remembers days, times and how many fell into the doubled hour."""

    def __init__(self, form: str = ""):
        self.form = form
        self.doubled = 0
        self._known: dict[str, tuple] = {}
        self._days: dict[str, tuple | None] = {}
        self._times: dict[str, int | None] = {"": 0}
        self._seen: dict[str, tuple] = {}  # days as they were written, without a change of the clocks

    def column(self, values) -> tuple[list, dict[int, str]]:
        """Values as epoch ms where they are dates, as they came where they are blank or numbers; reasons by index."""
        found, flaws, known = [], {}, self._known
        for index, value in enumerate(values):
            if not value:
                found.append(value)
                continue
            answer = known.get(value)
            if answer is None:
                answer = known[value] = self._read(value)
                if len(known) > 200_000:  # a file of a million different milliseconds must not fill the memory
                    known.clear()
            number, doubled, why = answer
            if why:
                flaws[index] = why
            elif doubled:
                self.doubled += 1
            found.append(number)
        return found, flaws

    def _read(self, value: str) -> tuple:
        """(epoch ms or the value, whether the doubled hour, reason or '')."""
        day, _, clock = value.partition(" ")
        if day in self._seen and self._times.get(clock) is not None:  # no need to take it apart once more
            start, shift = self._seen[day]
            return (start + self._times[clock] - shift, False, "")
        text = value.strip()
        if not text or (_MS.match(text) and self.form in ("", "ms")):
            return (value, False, "")
        if (match := _ISO.match(text)) and self.form in ("", "iso"):
            day, clock, zone = match.groups()
            parts = day.replace("/", "-").split("-")
        elif (match := _DMY.match(text)) and self.form in ("", "dmy"):
            day, clock = match.groups()
            zone, parts = None, day.split(".")[::-1]
        else:
            return (value, False, self._unknown(text))
        start, span = self._day(parts), self._time(clock or "")
        if start is None or span is None:
            return (value, False, tr("There is no such date or time: '{value}'.", value=text[:60]))
        if zone:
            return (start[0] + span - _offset(zone), False, "")
        if start[1] is not TRANSITION:
            self._seen[day] = start
            return (start[0] + span - start[1], False, "")
        return self._on_transition(value, start[0] + span)

    def _unknown(self, text: str) -> str:
        asked = {"ms": tr("epoch milliseconds"), "iso": "ISO 8601", "dmy": tr("dd.mm.yyyy hh:mm")}
        return tr(
            "'{value}' is not a date of the form {form}.",
            value=text[:60],
            form=asked.get(self.form) or tr("epoch milliseconds, ISO 8601 or dd.mm.yyyy hh:mm"),
        )

    def _day(self, parts: list) -> tuple | None:
        """A day's midnight as if in UTC (ms) and Warsaw's offset then (ms) or TRANSITION; None for no such day."""
        key = "-".join(parts)
        if key not in self._days:
            try:
                day = date(*map(int, parts))
                morning = datetime.combine(day, time(), warsaw.WARSAW).utcoffset()
                night = datetime.combine(day, time(23, 59), warsaw.WARSAW).utcoffset()
                shift = morning // timedelta(milliseconds=1) if morning == night else TRANSITION
                self._days[key] = ((day.toordinal() - _EPOCH) * DAY, shift)
            except (ValueError, OverflowError):
                self._days[key] = None
        return self._days[key]

    def _time(self, clock: str) -> int | None:
        """Milliseconds since midnight, or None for a time that no clock shows."""
        if clock not in self._times:
            hour, minute, *rest = clock.split(":")
            second = float(rest[0].replace(",", ".")) if rest else 0.0
            whole = int(hour) < 24 and int(minute) < 60 and second < 60
            self._times[clock] = (int(hour) * 3600 + int(minute) * 60) * 1000 + round(second * 1000) if whole else None
        return self._times[clock]

    @staticmethod
    def _on_transition(value: str, wall: int) -> tuple:
        """A wall time on a day on which the clocks change."""
        naive = datetime(1970, 1, 1) + timedelta(milliseconds=wall)
        first = naive.replace(tzinfo=warsaw.WARSAW, fold=0)
        if first.astimezone(warsaw.UTC).astimezone(warsaw.WARSAW).replace(tzinfo=None) != naive:
            text = value.strip()[:60]
            return (value, False, tr("'{value}' never was in Warsaw: the clocks went forward then.", value=text))
        doubled = naive.replace(tzinfo=warsaw.WARSAW, fold=1).utcoffset() != first.utcoffset()
        return (wall - first.utcoffset() // timedelta(milliseconds=1), doubled, "")


def _offset(zone: str) -> int:
    """Milliseconds by which a zone is ahead of UTC."""
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    size = (int(digits[:2]) * 60 + int(digits[2:] or 0)) * 60_000
    return -size if zone[0] == "-" else size


def are_plain(values) -> bool:
    """Whether all values are whole numbers or blank, asked of a column at once (texts joined, no loop)."""
    if "".join(values).isdigit():
        return True
    joined = "\n".join(values)
    digits = joined.replace("\n", "").replace("-", "")
    return not digits or (digits.isdigit() and joined.count("-") == ("\n" + joined).count("\n-"))
