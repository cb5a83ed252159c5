"""Moments and periods of time as filters write them (xsd:date, xsd:dateTime, GML 3.2), and what they ask of a property.

Properties are instants, kept in UTC to the millisecond as text ``YYYY-MM-DDTHH:MM:SS.mmmZ``, whose order as text is
their order in time. A moment without a zone is UTC, a date is its midnight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..refusal import Refused
from . import dom
from .tree import And, Compare, Comparison, Node, Or

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?)?(?:(Z)|([+-])(\d\d):(\d\d))?", re.ASCII
)
_ISO = re.compile(r"iso[-_]?8601$", re.IGNORECASE)
_MOST_OFFSET = 14 * 60  # minutes, XML Schema Part 2, 3.2.7.3
_ANY = "2000-01-01T00:00:00.000Z"
FORM = "write times as 2024-05-01T12:30:00Z, dates as 2024-05-01"


@dataclass(frozen=True, order=True)
class Moment:
    """A moment: UTC text to the millisecond, and whether it lies between this and the next millisecond."""

    text: str
    between: bool = False


def moment(text: str, locator: str) -> Moment:
    """A moment of an xsd:dateTime or xsd:date. Raises Refused for anything else, and outside of the years 1 to 9999."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise Refused(400, "InvalidParameterValue", f"'{text.strip()[:40]}' is no time: {FORM}", locator)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction = (found[7] or "").rstrip("0")
    end_of_day = (hour, minute, second, fraction) == (24, 0, 0, "")  # allowed by XML Schema: the next midnight
    offset = int(found[10] or 0) * 60 + int(found[11] or 0)
    try:
        if offset > _MOST_OFFSET or int(found[11] or 0) > 59:
            raise ValueError
        read = datetime(year, month, day, 0 if end_of_day else hour, minute, second)
        read += timedelta(days=end_of_day, minutes=offset if found[9] == "-" else -offset)
    except (ValueError, OverflowError):
        sentence = f"'{text.strip()[:40]}' is no time that exists: {FORM}"
        raise Refused(400, "InvalidParameterValue", sentence, locator) from None
    # isoformat, not strftime: the latter writes years before 1000 with fewer digits
    return Moment(f"{read.isoformat()}.{fraction[:3]:0<3}Z", len(fraction) > 3)


def compare(name: str, operator: Compare, when: Moment) -> Node:
    """A property against a moment. What lies between two milliseconds equals none of those kept."""
    if not when.between:
        return Comparison(name, operator, when.text)
    after, before = Comparison(name, Compare.GREATER, when.text), Comparison(name, Compare.LESS_EQUAL, when.text)
    if operator in (Compare.GREATER, Compare.GREATER_EQUAL):
        return after
    if operator in (Compare.LESS, Compare.LESS_EQUAL):
        return before
    # not plain false and true: for a feature without a value both are unknown, and so is what denies them
    return And((after, before)) if operator is Compare.EQUAL else Or((after, before))


def within(name: str, first: Moment, last: Moment) -> Node:
    """A property between two moments, both included."""
    return And((compare(name, Compare.GREATER_EQUAL, first), compare(name, Compare.LESS_EQUAL, last)))


def never(name: str) -> Node:
    """False for every feature that has a value, unknown for the others."""
    return And((Comparison(name, Compare.LESS, _ANY), Comparison(name, Compare.GREATER, _ANY)))


OPERATORS = (
    "After", "Before", "Begins", "BegunBy", "TContains", "During", "EndedBy", "Ends", "TEquals", "Meets", "MetBy",
    "TOverlaps", "OverlappedBy", "AnyInteracts",
)  # fmt: skip
OPERANDS = ("TimeInstant", "TimePeriod")


def relation(operator: str, name: str, first: Moment, last: Moment | None) -> Node:
    """What a temporal operator of FES asks of an instant, against an instant (``last`` None) or a period.

    As ISO 19108, 5.2.3.5 has it: an instant is after, before, during, begins or ends a period, and equals, precedes or
    follows an instant. The other relations are those of two periods: no instant meets them.
    """
    period = last is not None
    last = last or first
    if operator == "After":
        return compare(name, Compare.GREATER, last)
    if operator == "Before":
        return compare(name, Compare.LESS, first)
    if operator == "AnyInteracts":
        return within(name, first, last) if period else compare(name, Compare.EQUAL, first)
    if operator == "TEquals" and not period:
        return compare(name, Compare.EQUAL, first)
    if operator == "During" and period:
        return And((compare(name, Compare.GREATER, first), compare(name, Compare.LESS, last)))
    if operator == "Begins" and period:
        return compare(name, Compare.EQUAL, first)
    if operator == "Ends" and period:
        return compare(name, Compare.EQUAL, last)
    return never(name)


def read(element) -> tuple[Moment, Moment | None]:
    """The moments of a gml:TimeInstant (the second is None) or of a gml:TimePeriod. Raises Refused."""
    name = dom.gml(element)
    _check_frame(element, name)
    if name == "TimeInstant":
        return _position(dom.only(element, "timePosition"), name), None
    if name != "TimePeriod":
        raise dom.misplaced(element, "a gml:TimeInstant or a gml:TimePeriod is expected")
    given = dom.children(element)
    if len(given) != 2:
        raise dom.misplaced(element, "it takes a begin and an end, and nothing else")
    first, last = (_end(one, kind) for one, kind in zip(given, ("begin", "end")))
    if last < first:
        raise Refused(400, "InvalidParameterValue", "The gml:TimePeriod ends before it begins", "TimePeriod")
    return first, last


def _end(element, kind: str) -> Moment:
    name = dom.gml(element)
    if name == f"{kind}Position":
        return _position(element, name)
    if name == kind:
        instant = dom.only(element, "TimeInstant")
        return _position(dom.only(instant, "timePosition"), kind)
    raise dom.misplaced(element, f"{kind}Position is expected")


def _position(element, locator: str) -> Moment:
    dom.leaf(element)
    if element.hasAttribute("indeterminatePosition"):
        text = "indeterminatePosition is not accepted: write the moment itself"
        raise Refused(400, "InvalidParameterValue", text, locator)
    _check_frame(element, locator)
    return moment(element.text(), locator)


def _check_frame(element, locator: str) -> None:
    """Refuse other calendars. ISO 8601 has many names: GML's own is ``#ISO-8601``."""
    if not _ISO.search(element.attribute("frame", "#ISO-8601")) or element.hasAttribute("calendarEraName"):
        raise Refused(400, "InvalidParameterValue", "Times are read by ISO 8601 only", locator)
