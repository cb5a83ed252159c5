"""Stores hold points and times in more than one spelling: programs write as they like. Publishing knows them all."""

import struct

import pytest
from publishing_store import CONFIRMED, KRAKOW, days_ago, ids, number, put, served

from kmzb_qgis.publishing import blobs
from kmzb_qgis.publishing.publish import publish

pytestmark = pytest.mark.usefixtures("no_grace")
EAST, NORTH = KRAKOW


def point(east=EAST, north=NORTH, big=False, flags=1, envelope=b"", height=b"") -> bytes:
    """A GeoPackage point, spelled as its standard allows."""
    order, kind = (">" if big else "<"), (1001 if height else 1)
    header = b"GP\x00" + bytes([flags]) + struct.pack("<i", 2180) + envelope
    return header + struct.pack(f"{order}BIdd", 0 if big else 1, kind, east, north) + height


PLACED = {
    "as we write": point(),
    "big-endian": point(big=True),
    "with an envelope": point(flags=3, envelope=struct.pack("<4d", EAST, EAST, NORTH, NORTH)),
    "with a height": point(height=struct.pack("<d", 212.5)),
}
NOWHERE = {
    "empty": point(float("nan"), float("nan"), flags=0x11),
    "no number": point(float("nan")),
    "without end": point(north=float("inf")),
    "something else": b"to nie jest punkt",
}


def without_rules(store) -> None:
    """Take the triggers off, as an older or another program's table has none."""
    with store.connect() as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'")
        for (name,) in names.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')


def test_points_of_any_spelling_go_out_in_one_and_what_is_no_place_stays(store, folder):
    without_rules(store)
    for name, blob in {**PLACED, **NOWHERE}.items():
        put(store, name, status_id=CONFIRMED, place=None, geom=blob)
    result = publish(store.path, folder)
    assert result.outcome.without_place == len(NOWHERE)
    with served(folder) as connection:
        found = dict(connection.execute("SELECT id, geom FROM zgloszenia"))
        assert found == {number(name): blobs.point(*KRAKOW) for name in PLACED}
        assert connection.execute("SELECT razem FROM siatka_1km").fetchall() == [(len(PLACED),)]


@pytest.mark.parametrize(
    ("spelled", "stored"),
    [
        ("2024-01-10T10:00:00Z", "2024-01-10T10:00:00.000Z"),
        ("2024-01-10 10:00:00.25", "2024-01-10T10:00:00.250Z"),
        ("2024-01-10T10:00:00+01:00", "2024-01-10T09:00:00.000Z"),
        ("2024-01-10", "2024-01-10T00:00:00.000Z"),
        ("2024-13-10T10:00:00.000Z", None),
        ("tak-aa-bbTcc:dd:ee.fffZ", None),
        ("wczoraj", None),
    ],
)
def test_times_go_out_in_one_spelling_and_what_is_none_hides(store, folder, spelled, stored):
    """A report whose times nobody can read is not shown; an event's time that cannot be read is left out."""
    without_rules(store)
    put(store, "a", status_id=CONFIRMED, changed=spelled, event_at=spelled)
    put(store, "event", status_id=CONFIRMED, changed=days_ago(2), event_at=spelled)
    publish(store.path, folder)
    with served(folder) as connection:
        found = {
            row[0]: row[1:] for row in connection.execute("SELECT id, data_modyfikacji, data_zdarzenia FROM zgloszenia")
        }
    assert found.pop(number("event"))[1] == stored
    assert found == ({number("a"): (stored, stored)} if stored else {})


def test_the_indexes_are_whole_and_the_file_has_no_free_pages(store, folder):
    """What a file once held could be read in its free pages."""
    for index in range(300):
        put(store, f"r{index}", place=(EAST + 37 * index, NORTH + 53 * (index % 7)))
    publish(store.path, folder)
    with served(folder) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, layer in (
            ("zgloszenia", "zgloszenia"),
            ("siatka_1km", "siatka_1km"),
            ("siatka_10km", "siatka_10km"),
        ):
            index = f"rtree_dane_{table}_geom"
            assert connection.execute("SELECT rtreecheck(?)", (index,)).fetchone() == ("ok",)
            rows = connection.execute(f"SELECT count(*) FROM {layer}").fetchone()
            assert connection.execute(f"SELECT count(*) FROM {index}").fetchone() == rows and rows[0] > 1
            triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE ?", (f"{index}_%",))
            assert triggers.fetchone()[0] >= 9, "three tables, six triggers, as the GeoPackage extension asks"
        rows = connection.execute("SELECT geom, id FROM zgloszenia ORDER BY OGC_FID").fetchall()
    order = list(zip(blobs.squares(blobs.places([row[0] for row in rows])).tolist(), (row[1] for row in rows)))
    assert order == sorted(order) and len({square for square, _ in order}) > 1
    assert len(ids(folder)) == 300
