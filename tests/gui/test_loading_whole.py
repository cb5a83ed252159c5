"""A load comes in whole or not at all: failures, cancel, locks; a dry run changes nothing."""

import threading

import pytest
from loading_help import (
    END,
    HOUR,
    MONDAY,
    NAMES,
    another_reader,
    another_writer,
    bring,
    counts,
    impatient,
    officer,
    one,
    reports,
    row,
)

from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import open_store
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


@pytest.mark.parametrize(
    ("name", "value"), [("description_max", "pięćset"), ("earliest_report", "2000"), ("extent_min_x", None)]
)
def test_a_spoilt_setting_of_the_store_is_a_sentence(store, name, value):
    with store.connect() as connection:
        if value is None:
            connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            connection.execute("UPDATE setting SET value = ? WHERE name = ?", (value, name))
    with pytest.raises(KmzbError, match=f"setting '{name}' is missing or wrong"):
        bring(store, row())
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


def test_nothing_to_read_changes_nothing(store):
    with pytest.raises(KmzbError, match="no report"):
        bring(store)
    with pytest.raises(KmzbError, match="no report"):
        bring(store, row(), flaws={0: ""})
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


def test_a_source_that_fails_in_the_middle_changes_nothing(store):
    def batches():
        yield NAMES, [row()], {}
        raise KmzbError("tile")

    with pytest.raises(KmzbError, match="tile"):
        load(store, Run("service", "test", "anna"), batches())
    assert one(store, "SELECT (SELECT count(*) FROM import_run) + (SELECT count(*) FROM report)") == (0,)


def test_no_word_of_a_source_becomes_sql(store):
    with pytest.raises(ValueError, match="unknown columns"):
        bring(store, (1,), columns=("x) VALUES (1); DROP TABLE report --",))


def test_cancel_changes_nothing(store, tmp_path):
    class Feedback:
        share = 0

        def isCanceled(self):
            return self.share > 60

        def setProgress(self, value):
            self.share = value

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    with pytest.raises(Cancelled):
        load(store, Run("file", "a", "x", tmp_path / "r.csv"), read_file(tmp_path / "a.csv"), Feedback())
    assert one(store, "SELECT (SELECT count(*) FROM import_run) + (SELECT count(*) FROM report)") == (0,)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["a.csv"]
    assert counts(load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))) == (3000, 0, 0, 0, 0)


def test_unwritable_reject_file_changes_nothing(store, tmp_path):
    with pytest.raises(KmzbError, match="reject file"):
        bring(store, row(), row(typ="?"), rejects=tmp_path / "no" / "r.csv")
    assert reports(store) == []


def test_a_passing_lock_is_waited_for(store):
    with another_writer(store) as let_go:
        threading.Timer(0.5, let_go).start()
        assert counts(bring(store, row())) == (1, 0, 0, 0, 0)


def test_a_lasting_lock_is_a_sentence(store, monkeypatch):
    impatient(monkeypatch)
    with another_writer(store):
        with pytest.raises(KmzbError, match="in use by another program") as caught:
            bring(store, row())
        assert caught.value.code == "locked"
    assert reports(store) == []


def test_a_reader_in_the_way_of_the_commit(store, monkeypatch):
    impatient(monkeypatch)
    with another_reader(store) as let_go:
        threading.Timer(0.5, let_go).start()
        assert counts(bring(store, row())) == (1, 0, 0, 0, 0)


def everything(store) -> list:
    """All that a store holds; a file to the last byte."""
    if store.provider == "ogr":
        return [store.path.read_bytes(), store.path.stat().st_mtime_ns]
    tables = ("report", "report_history", "import_run", "source_line", "service_state")
    with store.connect() as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]


def test_a_dry_run_counts_and_changes_nothing(store, tmp_path):
    bring(store, row(), row(objectid=2), row(objectid=3))
    officer(store, "status_id = 2", "service_id = 3")
    path = tmp_path / "odrzucone.csv"
    rows = [
        row(), row(objectid=2, status="Weryfikacja", modified=MONDAY + HOUR),
        row(objectid=3, status="Niepotwierdzone", modified=MONDAY + HOUR), row(objectid=4), row(objectid=5, typ="?"),
        row(objectid=4),
    ]  # fmt: skip
    before = everything(store)
    dry = bring(store, *rows, rejects=path, dry_run=True)
    assert counts(dry) == (1, 1, 1, 1, 1)
    assert (dry.repeats, dry.run_id, dry.rejects) == (1, 0, str(path))
    assert everything(store) == before
    told = path.read_bytes()
    wet = bring(store, *rows, rejects=path)
    assert counts(wet) == counts(dry)
    assert path.read_bytes() == told
    assert wet.run_id == 2


def test_a_dry_run_asks_for_no_lock(store):
    bring(store, row())
    with another_writer(store):
        assert counts(bring(store, row(), row(objectid=2), dry_run=True)) == (1, 0, 1, 0, 0)
    readonly = open_store(store.path, read_only=True)
    assert counts(bring(readonly, row(objectid=3), dry_run=True)) == (1, 0, 0, 0, 0)


def test_read_only_store_is_a_sentence(store):
    with pytest.raises(KmzbError, match="read-only"):
        bring(open_store(store.path, read_only=True), row())
