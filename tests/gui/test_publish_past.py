"""A past day shows nothing that came after it, whichever of the store's three clocks tells of the change."""

from datetime import timedelta

import pytest
from publishing_store import KRAKOW, PARKING, days_ago, ids, new_store, number, put

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing import blobs, switch
from kmzb_qgis.publishing.publish import publish


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    """No server runs here that would still read the old data."""
    monkeypatch.setattr(switch, "GRACE_S", 0)


@pytest.fixture()
def store(qgis_app, tmp_path):
    return new_store(tmp_path)


@pytest.fixture()
def folder(tmp_path):
    return tmp_path / "publikacja"


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
    change(store, "a", handed_to=1)
    assert past_and_now(store, folder) == ({number("a")}, {number("a")})


def test_an_ordinary_publication_asks_no_other_clock(store, folder):
    """A service whose clock is minutes ahead loses no report from the map of today."""
    ahead = warsaw.to_text(warsaw.now() + timedelta(minutes=4))
    put(store, "a", changed=days_ago(5), service_modified_at=ahead, officer_modified_at=ahead)
    publish(store.path, folder)
    assert ids(folder) == {number("a")}
