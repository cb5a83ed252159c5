"""How long an answer may be kept: never past Warsaw's midnight, on days of any length."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from kmzb_qgis.server import caching


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-01-15T12:00:00", 120),
        ("2026-01-15T22:59:30", 30),  # winter: midnight is 23:00 UTC
        ("2026-01-15T23:00:00", 120),
        ("2026-07-15T21:59:01", 59),  # summer: 22:00 UTC
        ("2026-03-29T21:59:50", 10),  # the short day ends in summer time
        ("2026-10-25T22:59:50", 10),  # the long day ends in winter time
        ("2026-10-24T21:59:50", 10),
        ("2026-01-15T22:59:59.900000", 0),
    ],
)
def test_never_past_midnight(now, seconds):
    assert caching.max_age(utc(now)) == seconds


def test_tags_follow_the_publication_the_day_and_the_request():
    now = utc("2026-01-15T12:00:00")
    tag = caching.entity_tag("stamp", now, "http://a/?x=1", "")
    assert tag == caching.entity_tag("stamp", now + timedelta(hours=5), "http://a/?x=1", "")
    others = [
        caching.entity_tag("other", now, "http://a/?x=1", ""),
        caching.entity_tag("stamp", now + timedelta(hours=12), "http://a/?x=1", ""),
        caching.entity_tag("stamp", now, "http://a/?x=2", ""),
        caching.entity_tag("stamp", now, "http://a/?x=1", "text/html"),
    ]
    assert len({tag, *others}) == 5
    assert (
        caching.matches(f'"a", {tag}', tag)
        and caching.matches(tag.removeprefix("W/"), tag)
        and caching.matches("*", tag)
    )
    assert not caching.matches(others[0], tag) and not caching.matches("", tag)


def test_what_another_version_of_the_plugin_answered_is_not_unchanged(monkeypatch):
    """The guard mends answers: what a client kept from an older one must be sent anew."""
    now = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
    before = caching.entity_tag("stamp", now, "http://a/?x=1", "")
    monkeypatch.setattr(caching, "BUILD", "another")
    assert caching.entity_tag("stamp", now, "http://a/?x=1", "") != before
