"""A past day shows nothing that came after it, whichever of the store's three clocks tells of the change."""

from datetime import timedelta

import pytest
from publishing_store import (
    CONFIRMED,
    KRAKOW,
    NOT_CONFIRMED,
    PARKING,
    Feedback,
    at_clock,
    days_ago,
    ids,
    manifest,
    number,
    put,
    served,
)
from qgis.core import QgsProcessingException

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing import blobs
from kmzb_qgis.publishing.publish import parse_as_of, publish

pytestmark = pytest.mark.usefixtures("no_grace")


def change(store, name: str, **values) -> None:
    """An officer's change, made now."""
    with store.connect() as connection:
        connection.execute(
            f"UPDATE report SET {', '.join(f'{key} = ?' for key in values)}, base_version = version WHERE id = ?",
            [*values.values(), number(name)],
        )


def past_and_now(store, folder) -> tuple[set[str], set[str]]:
    """Public ids as of two days ago, and of an ordinary publication."""
    publish(store.path, folder, warsaw.to_text(warsaw.now() - timedelta(days=2)))
    past = ids(folder)
    publish(store.path, folder)
    return past, ids(folder)


@pytest.mark.parametrize(
    "values",
    [
        {"category_id": PARKING},
        {"geom": blobs.point(KRAKOW[0] + 500, KRAKOW[1])},
        {"reason_text": "patrol był na miejscu"},
        {"event_at": "2024-01-01T10:00:00.000Z"},
        {"teryt": "1261021"},
        {"publish_plane2": 1},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_public_change_by_an_officer_after_the_day_is_left_out(store, folder, values):
    put(store, "changed", changed=days_ago(5), plane=2 if "publish_plane2" in values else 3)
    put(store, "left", changed=days_ago(5))
    change(store, "changed", **values)
    assert past_and_now(store, folder) == ({number("left")}, {number("left"), number("changed")})


@pytest.mark.parametrize("clock", ["service_modified_at", "officer_modified_at"])
def test_each_clock_counts_to_the_millisecond(store, folder, clock):
    at = warsaw.now() - timedelta(days=2)
    put(store, "then", changed=days_ago(5), **{clock: warsaw.to_text(at)})
    put(store, "later", changed=days_ago(5), **{clock: warsaw.to_text(at + timedelta(milliseconds=1))})
    publish(store.path, folder, warsaw.to_text(at))
    assert ids(folder) == {number("then")}


def test_inner_changes_after_the_day_take_nothing_out(store, folder):
    put(store, "a", changed=days_ago(5))
    with store.connect() as connection:
        connection.execute("INSERT INTO unit (id, level, teryt, name) VALUES ('u1', 'powiat', '1261', 'Kraków')")
    change(store, "a", note="zadzwonić jutro", unit_id="u1", officer="sierż. Żółć")
    with store.connect() as connection:
        connection.execute("INSERT INTO body (id, name) VALUES (1, 'Zarząd Dróg')")
    change(store, "a", handed_to=1)
    assert past_and_now(store, folder) == ({number("a")}, {number("a")})


def test_an_ordinary_publication_asks_no_other_clock(store, folder):
    """A service whose clock is minutes ahead loses no report from the map of today."""
    ahead = warsaw.to_text(warsaw.now() + timedelta(minutes=4))
    put(store, "a", changed=days_ago(5), service_modified_at=ahead, officer_modified_at=ahead)
    publish(store.path, folder)
    assert ids(folder) == {number("a")}


@pytest.mark.parametrize(
    ("text", "words"),
    [("2999-01-01", "future"), ("wczoraj", "no date"), ("2024-02-30", "no date"), ("2999-01-01T00:00:00Z", "future")],
)
def test_as_of_that_cannot_be(store, folder, run, text, words):
    put(store, "a")
    with pytest.raises(QgsProcessingException, match=words):
        run("publish", STORE=str(store.path), FOLDER=str(folder), AS_OF=text)
    assert not folder.exists()


def test_as_of_spellings():
    now = warsaw.from_text("2024-09-28T10:15:00.000Z")
    assert parse_as_of("", now) == (now, False)
    assert parse_as_of("2024-09-28", now) == (now, False)
    assert parse_as_of("2024-09-27", now) == (warsaw.from_text("2024-09-27T21:59:59.999Z"), True)
    assert parse_as_of("2024-09-28T12:00:00", now) == (warsaw.from_text("2024-09-28T10:00:00.000Z"), True)
    assert parse_as_of("2024-09-28T10:00:00Z", now) == (warsaw.from_text("2024-09-28T10:00:00.000Z"), True)


def test_a_past_day_leaves_out_what_came_later_and_says_so(store, folder):
    """Shown as of three days ago; expires as if the clock had stood there."""
    put(store, "before", changed=days_ago(5))
    put(store, "after", changed=days_ago(1))
    put(store, "hidden by now", status_id=NOT_CONFIRMED, changed=days_ago(9))
    put(store, "changed since", status_id=CONFIRMED, reported_at=days_ago(20), changed=days_ago(2))
    past = warsaw.add_days(warsaw.day_of(warsaw.now()), -3)
    day, shown = past.isoformat(), f"{past:%d.%m.%Y}"
    feedback = Feedback()
    result = publish(store.path, folder, day, feedback)
    assert ids(folder) == {number("before"), number("hidden by now")}
    made = manifest(folder, result.version)
    assert made["past"] and made["as_of_day"] == day and any(shown in word for word in feedback.words)
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    assert f"(stan na dzień {shown})" in text and f"Stan na dzień {shown}:" in text and f"dzień {day}" not in text
    shown_until = warsaw.midnight(warsaw.add_days(warsaw.day_of(warsaw.from_text(days_ago(9))), 8 + 3))
    with served(folder) as connection:
        assert len(at_clock(connection, "zgloszenia", shown_until - timedelta(milliseconds=1))) == 2
        assert len(at_clock(connection, "zgloszenia", shown_until)) == 1
