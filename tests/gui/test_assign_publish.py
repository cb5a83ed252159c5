"""What a publication makes of assigned reports: statistics by unit; and that assigning hides and shows nothing."""

from __future__ import annotations

import pytest
from assigned_units import box, krakow, unit
from loading_help import officer
from publishing_store import CONFIRMED, days_ago, ids, put, served

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.store.assigning import assign

pytestmark = pytest.mark.usefixtures("no_grace")
LEFT, RIGHT = (562000.0, 244000.0), (570000.0, 244000.0)


def fill(store) -> set[str]:
    krakow(store)
    unit(store, "county", "1261", box(560000, 240000, 567000, 250000))
    unit(store, "county", "1206", box(567000, 240000, 575000, 250000))
    kept = {"status_id": CONFIRMED, "changed": days_ago(5)}
    places = [LEFT, LEFT, RIGHT]
    return {put(store, f"r{n}", teryt=None, place=place, **kept) for n, place in enumerate(places)} | {
        put(store, "other", teryt="1465011", place=RIGHT, **kept)
    }


def counted(folder, layer) -> list:
    with served(folder) as connection:
        return connection.execute(f"SELECT teryt, nazwa, razem, geom IS NOT NULL FROM {layer} ORDER BY 1").fetchall()


def test_statistics_by_unit_are_of_the_places(store, folder):
    fill(store)
    assert publish(store.path, folder).outcome.without_teryt == 3
    assert [row[0] for row in counted(folder, "statystyka_gmina")] == ["1465011"]
    assign(store, "ewa")
    done = publish(store.path, folder)
    assert (done.outcome.without_teryt, done.outcome.units_without_outline) == (0, 0)
    assert counted(folder, "statystyka_gmina") == [
        ("1206032", "Jednostka 1206032", 2, 1),
        ("1261011", "Jednostka 1261011", 2, 1),
    ]
    assert counted(folder, "statystyka_powiat") == [
        ("1206", "Jednostka 1206", 2, 1),
        ("1261", "Jednostka 1261", 2, 1),
    ]


@pytest.mark.parametrize("as_of", ["", "yesterday"])
def test_assigning_hides_no_report(store, folder, as_of):
    """Not even from the state of an earlier day, which leaves out what officers changed since."""
    public = fill(store)
    assign(store, "ewa")
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -1).isoformat() if as_of else ""
    publish(store.path, folder, day)
    assert ids(folder) == public


def test_assigning_after_an_officers_note_hides_no_report(store, folder):
    """A note touches no clock and nothing public, so the report is part of the earlier day's state; a code is."""
    public = fill(store)
    officer(store, "note = 'dopisek'", "fid = 1")
    officer(store, "teryt = '1206032'", "fid = 2")
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -1).isoformat()
    publish(store.path, folder, day)
    before = ids(folder)
    assert before < public and len(before) == 3, "only the code was changed since that day"
    assign(store, "ewa")
    publish(store.path, folder, day)
    assert ids(folder) == before
    officer(store, "note = 'drugi'", "fid = 1")
    officer(store, "teryt = '1206032'", "fid = 1")
    assign(store, "ewa", replace=True)
    publish(store.path, folder, day)
    assert len(ids(folder)) == 2


def test_units_that_ended_or_have_a_later_outline_keep_name_and_shape(store, folder):
    """A report keeps the unit of its day; the store knows that unit's outline."""
    fill(store)
    assign(store, "ewa")
    with store.connect() as connection:
        today = warsaw.day_of(warsaw.now()).isoformat()
        connection.execute("UPDATE unit SET valid_to = ? WHERE id = '1206032'", (today,))
        connection.execute("UPDATE unit SET valid_from = '2999-01-01' WHERE id = '1261011'")
    assert publish(store.path, folder).outcome.units_without_outline == 0
    assert counted(folder, "statystyka_gmina") == [
        ("1206032", "Jednostka 1206032", 2, 1),
        ("1261011", "Jednostka 1261011", 2, 1),
    ]
