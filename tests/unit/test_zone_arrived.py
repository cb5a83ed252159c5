"""What a row of the intake must be before it goes any further: each field, each way of being wrong."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from kmzb_qgis.catalogue import load
from kmzb_qgis.sources.intake import Arrived, checked

NOW = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
GOOD = {
    "reference": "KM-7F3A-9", "received": NOW - timedelta(hours=1), "terms": "2026-01", "category": "Akty wandalizmu",
    "east": 567059.0, "north": 244219.0, "description": "  Zażółć gęślą jaźń\nna rogu  ", "event": None, "part": 2,
    "days": 127,
}  # fmt: skip


def look(**changed):
    return checked(tuple({**GOOD, **changed}.values()), load(), NOW)


def test_a_good_row_is_a_report_in_utc():
    warsaw = timezone(timedelta(hours=2))
    found = look(event=datetime(2026, 6, 30, 1, 30, tzinfo=warsaw))
    assert isinstance(found, Arrived)
    assert (found.category_id, found.description, found.east) == (1, "Zażółć gęślą jaźń\nna rogu", 567059.0)
    assert found.event_at == datetime(2026, 6, 29, 23, 30, tzinfo=timezone.utc)
    assert look(description="", event=None, part=None, days=None).description is None


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("reference", "KM'; DROP TABLE report; --", "reference"),
        ("reference", "-KM0001", "reference"),
        ("reference", "K" * 65, "reference"),
        ("received", None, "arrival"),
        ("received", NOW + timedelta(minutes=6), "arrival"),
        ("received", datetime(1999, 12, 31, tzinfo=timezone.utc), "arrival"),
        ("terms", None, "terms"),
        ("terms", "", "terms"),
        ("category", "Akty wandalizmów", "category"),
        ("category", None, "category"),
        ("category", "Dzikie kąpieliska", "not offered"),
        ("east", float("nan"), "place"),
        ("north", float("inf"), "place"),
        ("east", None, "place"),
        ("east", 100.0, "place"),
        ("north", 900000.0, "place"),
        ("description", "a" * 501, "too long"),
        ("description", "<script>alert(1)</script>", "markup"),
        ("description", "<!-- -->", "markup"),
        ("description", "dzwonek \a", "signs"),
        ("event", NOW + timedelta(days=1), "event"),
        ("event", datetime(1990, 1, 1, tzinfo=timezone.utc), "event"),
        ("part", -1, "part of the day"),
        ("part", 100, "part of the day"),
        ("days", 128, "days of the week"),
        ("days", -1, "days of the week"),
    ],
)
def test_what_is_wrong_is_told(field, value, why):
    found = look(**{field: value})
    assert isinstance(found, str) and why in found


def test_a_category_that_asks_for_a_description_gets_one():
    name = next(one.name for one in load().categories if one.description_required)
    assert "description" in look(category=name, description=" ")
    assert isinstance(look(category=name), Arrived)


def test_less_than_and_hearts_are_no_markup():
    assert look(description="3 < 5, kocham to miasto <3").description == "3 < 5, kocham to miasto <3"
