"""What imports hear the service say of reports that an officer changed, and what takes a difference off the list."""

from datetime import timedelta

import pytest
from loading_help import HOUR, MONDAY, bring, counts, new_store, officer, row

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.columns import COLUMNS, NAMES
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import lifecycle, loading_update
from kmzb_qgis.store.differences import differences
from kmzb_qgis.store.loading import Run, load

AT = warsaw.to_text(warsaw.from_epoch_ms(MONDAY))


@pytest.fixture(params=["gpkg", "postgres"])
def engine(request):
    """Each test runs on both engines."""
    return request.param


@pytest.fixture
def store(qgis_app, new_store):
    return new_store()


def states(store):
    with store.connect() as connection:
        found = connection.execute("SELECT fid, status_id, said_at, seen_run FROM service_state ORDER BY fid")
        assert connection.execute("SELECT count(*) FROM trigger_guard").fetchone() == (0,)
        return [tuple(line) for line in found.fetchall()]


def at(hours):
    return warsaw.to_text(warsaw.from_epoch_ms(MONDAY + hours * HOUR))


def listed(store):
    return [(found.fid, found.there, found.here) for found in differences(store.path).different]


def test_a_later_import_that_agrees_ticks_off(store):
    bring(store, row())
    assert listed(store) == []
    officer(store)
    assert states(store) == [(1, 1, AT, 1)]
    assert listed(store) == [(1, "Nowe", "Weryfikacja")]
    bring(store, row(status="Weryfikacja", modified=MONDAY + HOUR))
    assert listed(store) == []


def test_the_officers_state_stays_and_what_the_service_says_now_is_known(store):
    bring(store, row())
    officer(store)
    assert counts(bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR))) == (0, 0, 0, 1, 0)
    assert states(store) == [(1, 6, at(1), 2)]
    assert listed(store) == [(1, "Niepotwierdzone", "Weryfikacja")]


def test_an_older_file_says_nothing_new(store):
    bring(store, row())
    officer(store)
    bring(store, row(status="Niepotwierdzone", modified=MONDAY + 2 * HOUR))
    bring(store, row(status="Potwierdzone", modified=MONDAY + HOUR))  # later than the import, older than the last word
    bring(store, row(status="Potwierdzone", modified=MONDAY - HOUR))
    bring(store, row())
    assert states(store) == [(1, 6, at(2), 2)]


def test_of_two_words_with_one_date_the_one_read_later_counts(store):
    """Some exports give days only: what was entered in the service the same day must still be ticked off."""
    bring(store, row())
    officer(store)
    bring(store, row(status="Weryfikacja"))
    assert listed(store) == [] and states(store) == [(1, 2, AT, 2)]
    bring(store, row())  # word for word what the report came with: an older file
    assert listed(store) == []


def test_a_report_of_two_states_on_one_date_is_a_difference(store):
    """Nobody here changed it, and the import keeps what it has: then the two say different things."""
    bring(store, row())
    assert counts(bring(store, row(status="Potwierdzone"))) == (0, 0, 0, 1, 0)
    assert listed(store) == [(1, "Potwierdzone", "Nowe")]


def test_the_service_changed_a_report_that_an_officer_described(store):
    bring(store, row())
    officer(store, "description = 'nowy opis'")
    bring(store, row(status="Weryfikacja", modified=MONDAY + HOUR))
    ((fid, there, here),) = listed(store)
    assert (fid, there, here) == (1, "Weryfikacja", "Nowe")
    (found,) = differences(store.path).different
    assert found.later_there and found.by == "" and found.since == warsaw.from_epoch_ms(MONDAY + HOUR)
    officer(store)
    assert listed(store) == []


def test_the_same_word_later_is_remembered_against_older_files(store):
    bring(store, row())
    officer(store, "description = 'nowy opis'")
    bring(store, row(part_of_day=2, modified=MONDAY + 2 * HOUR))  # the status stays
    officer(store)
    bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR))
    assert states(store) == [(1, 1, at(2), 2)]


def test_a_dry_run_and_a_refused_row_say_nothing(store):
    bring(store, row())
    officer(store)
    before = states(store)
    bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR), dry_run=True)
    assert states(store) == before
    assert counts(bring(store, row(status="Czeka na cud", modified=MONDAY + HOUR))) == (0, 0, 0, 0, 1)
    assert states(store) == before


def test_a_cancelled_import_says_nothing(store):
    class Impatient:
        """Cancels when the writing begins."""

        def __init__(self):
            self.done = 0.0

        def setProgress(self, value):
            self.done = value

        def isCanceled(self):
            return self.done >= 80

    bring(store, row())
    officer(store)
    before = states(store)
    with pytest.raises(Exception, match="Cancelled"):
        bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR), feedback=Impatient())
    assert states(store) == before


def test_two_stores_know_their_own(tmp_path):
    stores = []
    for name in "ab":
        (tmp_path / name).mkdir()
        stores.append(new_store(tmp_path / name))
        bring(stores[-1], row())
    officer(stores[0])
    assert listed(stores[0]) and not listed(stores[1])


@pytest.mark.parametrize("limit", [1, 10**9])
def test_an_import_that_overrides_takes_the_row_away(store, monkeypatch, limit):
    """In both ways of writing: many at once and by the triggers. The first import began after the officer's change."""
    monkeypatch.setattr(loading_update, "BULK", limit)
    rows = [row(objectid=number) for number in range(1, 6)]
    run = Run("file", "test", "anna", names=COLUMNS, started_at=warsaw.now() + timedelta(hours=1))
    load(store, run, [(NAMES, rows, {})])
    officer(store, where="fid < 5")
    assert [fid for fid, *_ in states(store)] == [1, 2, 3, 4]
    later = [row(objectid=number, status="Potwierdzone", modified=MONDAY + HOUR) for number in (1, 2, 5)]
    assert counts(bring(store, *later)) == (0, 3, 0, 0, 0)
    assert [fid for fid, *_ in states(store)] == [3, 4]


def test_lines_that_are_not_read_again_leave_it(tmp_path, store):
    """A CSV's known lines are passed over: what was said stays, and a new line is heard."""
    path = tmp_path / "a.csv"
    names = ["OBJECTID", "Typ", "Status", "TERYT", "Data utworzenia", "Data modyfikacji", "x", "y"]

    def write(status, modified):
        lines = [
            [str(n), "Nieprawidłowe parkowanie", status, "1261011", str(MONDAY), str(modified), "567059.5", "244219.25"]
            for n in range(1, 4)
        ]
        path.write_text("\n".join(",".join(line) for line in [names, *lines]) + "\n", encoding="utf-8")

    def go():
        return load(store, Run("file", "a", "x"), read_file(path))

    write("Nowe", MONDAY)
    go()
    officer(store, where="fid = 2")
    assert go().known == 3
    assert states(store) == [(2, 1, AT, 1)]
    write("Weryfikacja", MONDAY + HOUR)
    result = go()
    assert (result.updated, result.conflicts) == (2, 1)
    assert listed(store) == [] and states(store) == [(2, 2, at(1), 3)]


def test_a_store_without_the_table_still_loads(tmp_path):
    store = lifecycle._create(tmp_path / "stary.gpkg", 5)
    bring(store, row())
    officer(store)
    assert counts(bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR))) == (0, 0, 0, 1, 0)
