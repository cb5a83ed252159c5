"""Deadlines and visibility: the values reckoned by hand, and each rule against its own definition for every day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import StatusPublic, rules, warsaw

EXPECTED = json.loads((Path(__file__).parent / "expected_dates.json").read_text(encoding="utf-8"))
DAYS = [date(2019, 1, 1) + timedelta(days=n) for n in range((date(2028, 1, 1) - date(2019, 1, 1)).days)]


@pytest.mark.parametrize("case", EXPECTED["deadlines"], ids=lambda case: case["reported_at"])
def test_deadlines(case):
    reported = warsaw.from_text(case["reported_at"])
    assert warsaw.day_of(reported).isoformat() == case["warsaw_day"]
    assert [warsaw.to_text(d) for d in rules.deadlines(reported)] == [case["read_by"], case["verify_by"]]


@pytest.mark.parametrize("case", EXPECTED["visible_since"], ids=lambda case: case["on"])
def test_visible_since(case):
    on = date.fromisoformat(case["on"])
    assert warsaw.to_text(rules.visible_since(StatusPublic.WEEK, on)) == case["week"]
    assert warsaw.to_text(rules.visible_since(StatusPublic.MONTH, on)) == case["month"]


@pytest.mark.parametrize("case", EXPECTED["visible_until"], ids=lambda case: case["changed_at"])
def test_visible_until(case):
    changed = warsaw.from_text(case["changed_at"])
    assert warsaw.to_text(rules.visible_until(StatusPublic.WEEK, changed)) == case["week"]
    assert warsaw.to_text(rules.visible_until(StatusPublic.MONTH, changed)) == case["month"]


@pytest.mark.parametrize("rule", [StatusPublic.WEEK, StatusPublic.MONTH])
def test_visible_until_is_the_inverse_of_visible_since(rule):
    """On every day: still public a millisecond before 'until', hidden from 'until' on."""
    for day in DAYS:
        for changed in (warsaw.midnight(day), warsaw.midnight(day + timedelta(days=1)) - timedelta(milliseconds=1)):
            until = rules.visible_until(rule, changed)
            before = warsaw.day_of(until - timedelta(milliseconds=1))
            assert rules.visible_since(rule, before) <= changed
            assert rules.visible_since(rule, warsaw.day_of(until)) > changed


def test_what_is_always_or_never_public():
    assert rules.visible_since(StatusPublic.ALWAYS, date(2024, 1, 1)) is None
    assert rules.visible_until(StatusPublic.ALWAYS, warsaw.now()) is None
    with pytest.raises(ValueError, match="never public"):
        rules.visible_until(StatusPublic.NEVER, warsaw.now())
    with pytest.raises(ValueError, match="never public"):
        rules.visible_since(StatusPublic.NEVER, date(2024, 1, 1))


@pytest.mark.parametrize(
    ("category", "status", "shown"),
    [
        (11, 1, True),
        (11, 6, True),
        (11, 7, False),
        (21, 3, False),
        (25, 1, False),
        (8, 1, False),
        (8, 6, False),
        (8, 3, True),
        (8, 4, True),
        (8, 5, True),
    ],
)
def test_public_by_category_and_status(category, status, shown):
    at = datetime(2024, 9, 28, 10, tzinfo=warsaw.UTC)
    assert rules.is_public(category, status, at, at) is shown


def test_public_ends_on_time():
    changed = warsaw.from_text("2024-09-20T22:00:00Z")
    last = warsaw.from_text("2024-09-28T21:59:59.999Z")
    assert rules.is_public(11, 6, changed, last)
    assert not rules.is_public(11, 6, changed, last + timedelta(milliseconds=1))
    assert rules.is_public(11, 5, changed, warsaw.from_text("2024-10-21T21:59:59.999Z"))
    assert not rules.is_public(11, 5, changed, warsaw.from_text("2024-10-21T22:00:00Z"))


def test_instants_as_text():
    assert warsaw.to_text(warsaw.from_text("2024-09-28T12:15:00.5+02:00")) == "2024-09-28T10:15:00.500Z"
    assert warsaw.to_text(warsaw.from_epoch_ms(-1)) == "1969-12-31T23:59:59.999Z"
    with pytest.raises(ValueError, match="no time zone"):
        warsaw.from_text("2024-09-28T10:15:00")
    with pytest.raises(ValueError, match="without a time zone"):
        warsaw.to_text(datetime(2024, 1, 1))
