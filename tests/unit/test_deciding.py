"""Decisions written outside a QGIS edit session, and their undo: by the store's functions and by plain SQL."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import create_store, deciding, open_store
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database
from people import becomes, store_of, without_rules
from store_rows import REPORTED, change, history, insert, observe, refused, row

NEW, VERIFYING, CONFIRMED, HANDED, GONE, UNCONFIRMED, JOKE = range(1, 8)
UNDO = "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, ?, ?)"


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def versions(db, *fids):
    return {fid: row(db, fid)["version"] for fid in fids}


def back_date(db, fid, minutes):
    """Make the last change of a report older, as only time does otherwise: no program may write it so."""
    at = warsaw.to_text(warsaw.now() - timedelta(minutes=minutes))
    with without_rules(db, "report_history_refuse_update", "report_history_erasure_only"):
        db.execute(
            "UPDATE report_history SET changed_at = ? WHERE fid ="
            " (SELECT max(h.fid) FROM report_history h JOIN report r ON r.id = h.report_id WHERE r.fid = ?)",
            (at, fid),
        )


def decide(store, fids, changes, versions, who, *more):
    """A person decides, in a database under an own log-in."""
    deciding.decide(store_of(store, who), fids, changes, versions, who, *more)


def undo(store, fid, who, **more):
    """A person takes a decision back, in a database under an own log-in."""
    return deciding.undo(store_of(store, who), fid, who, **more)


def test_a_decision_is_written_with_its_history(store, db):
    fid = insert(db)["fid"]
    decide(store, [fid], {"status_id": VERIFYING, "officer": "Łucja"}, versions(db, fid), "Łucja")
    report, last = row(db, fid), history(db, fid)[-1]
    assert (report["status_id"], report["officer"], report["modified_by"]) == (VERIFYING, "Łucja", "Łucja")
    assert (last["action"], last["changed_by"], last["was_status_id"], last["version"]) == ("status", "Łucja", NEW, 2)


def test_many_are_written_whole_or_not_at_all(store, db):
    fids = [insert(db, reference=f"N-{number}")["fid"] for number in range(5)]
    change(db, fids[3], status_id=VERIFYING)
    change(db, fids[3], status_id=CONFIRMED)
    with pytest.raises(KmzbError) as told:
        decide(store, fids, {"status_id": VERIFYING}, versions(db, *fids), "Jan")
    assert told.value.code == "KMZB-403" and "N-3" in told.value.message
    assert [row(db, fid)["status_id"] for fid in fids] == [NEW, NEW, NEW, CONFIRMED, NEW]
    decide(store, fids[:3], {"status_id": VERIFYING}, versions(db, *fids), "Jan")
    assert [row(db, fid)["status_id"] for fid in fids[:3]] == [VERIFYING] * 3


def test_what_another_changed_is_not_overwritten(store, db):
    fid = insert(db, reference="N-7")["fid"]
    read = versions(db, fid)
    change(db, fid, note="dzwoniłem", modified_by=becomes(db, "Ewa"))
    with pytest.raises(KmzbError) as told:
        decide(store, [fid], {"status_id": VERIFYING}, read, "Jan")
    assert told.value.code == "KMZB-409" and "Ewa" in told.value.message and "N-7" in told.value.message
    assert row(db, fid)["note"] == "dzwoniłem" and row(db, fid)["status_id"] == NEW


def test_a_version_must_be_named_and_a_report_exist(store, db):
    fid = insert(db)["fid"]
    with pytest.raises(KmzbError) as told:
        decide(store, [fid], {"status_id": VERIFYING}, {}, "Jan")
    assert told.value.code == "KMZB-428"
    with pytest.raises(KmzbError) as told:
        decide(store, [fid, 999], {"status_id": VERIFYING}, {fid: 1, 999: 1}, "Jan")
    assert "999" in told.value.message and row(db, fid)["status_id"] == NEW
    with pytest.raises(ValueError, match="version"):
        decide(store, [fid], {"version": 5}, {fid: 1}, "Jan")


def test_a_cancelled_run_changes_nothing(store, db):
    fids = [insert(db)["fid"] for _ in range(3)]

    class Stopped:
        def setProgress(self, value):
            pass

        def isCanceled(self):
            return True

    with pytest.raises(Cancelled):
        decide(store, fids, {"status_id": VERIFYING}, versions(db, *fids), "Jan", Stopped())
    assert {row(db, fid)["status_id"] for fid in fids} == {NEW}


def test_a_locked_store_is_told(store, db, monkeypatch):
    fid = insert(db)["fid"]
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("kmzb_qgis.store.postgres.connection.BUSY_S", 0.1)
    db.execute("BEGIN IMMEDIATE")
    change(db, fid, note="jeszcze nie")  # a GeoPackage is locked whole, a database row by row
    with pytest.raises(KmzbError) as told:
        decide(store, [fid], {"status_id": VERIFYING}, {fid: 1}, "Jan")
    db.execute("ROLLBACK")
    assert told.value.code == "locked" and row(db, fid)["status_id"] == NEW


def test_a_vanished_store_is_told(store, db):
    if of_database(db):
        pytest.skip("a database that is gone: test_database_faults.py")
    fid = insert(db)["fid"]
    store.path.rename(store.path.with_name("gone.gpkg"))
    with pytest.raises(KmzbError):
        decide(store, [fid], {"status_id": VERIFYING}, {fid: 1}, "Jan")
    assert not store.path.exists()


def test_the_last_decision_is_undone_as_a_new_one(store, db):
    fid = insert(db, note="przed")["fid"]
    change(db, fid, status_id=VERIFYING, officer="Ewa", modified_by=becomes(db, "Ewa"))
    before = row(db, fid)
    changes = {"status_id": UNCONFIRMED, "reason_id": 20, "reason_text": "Sprawdzono.", "note": "po"}
    decide(store, [fid], changes, versions(db, fid), "Jan")
    assert row(db, fid)["closed_at"] and row(db, fid)["verified_at"]
    undo(store, fid, "Jan")
    after, (*_, last) = row(db, fid), history(db, fid)
    for name in ("status_id", "reason_id", "reason_text", "note", "officer", "handed_to", "closed_at", "verified_at"):
        assert after[name] == before[name], name
    assert (after["version"], after["modified_by"], after["base_version"]) == (before["version"] + 2, "Jan", None)
    assert after["status_changed_at"] > before["status_changed_at"] and after["read_by"] == before["read_by"]
    assert (last["action"], last["changed_by"], last["version"]) == ("undo", "Jan", after["version"])
    assert (last["was_status_id"], last["status_id"]) == (UNCONFIRMED, VERIFYING)
    assert last["was_reason_text"] == "Sprawdzono."
    assert last["was_note"] == "po", "what was written is kept in the history"
    assert db.execute("SELECT count(*) FROM trigger_guard").fetchone()[0] == 0


def test_an_undone_reopening_brings_the_days_back(store, db):
    fid = insert(db)["fid"]
    change(db, fid, status_id=VERIFYING)
    change(db, fid, status_id=CONFIRMED)
    change(db, fid, status_id=HANDED, reason_id=10)
    closed = change(db, fid, status_id=GONE, reason_id=2)
    assert closed["verified_at"] < closed["closed_at"] < closed["status_changed_at"]
    change(db, fid, status_id=VERIFYING, reason_id=40, modified_by=becomes(db, "Jan"))
    assert row(db, fid)["closed_at"] is None
    undo(store, fid, "Jan")
    assert (row(db, fid)["closed_at"], row(db, fid)["verified_at"]) == (closed["closed_at"], closed["verified_at"])
    change(db, fid, status_id=VERIFYING, reason_id=40, modified_by=becomes(db, "Jan"))
    undo(store, fid, "Jan")
    assert (row(db, fid)["closed_at"], row(db, fid)["verified_at"]) == (closed["closed_at"], closed["verified_at"])
    assert row(db, fid)["status_id"] == GONE


def test_an_imported_report_reopened_by_mistake_gets_its_day_back(store, db):
    fid = observe(db, status_id=UNCONFIRMED)["fid"]
    change(db, fid, status_id=VERIFYING, reason_id=42, modified_by=becomes(db, "Jan"))
    undo(store, fid, "Jan")
    assert (row(db, fid)["closed_at"], row(db, fid)["verified_at"]) == (REPORTED, REPORTED)


def test_a_correction_made_with_the_decision_stays(store, db):
    fid = insert(db, category_id=11)["fid"]
    change(db, fid, status_id=VERIFYING, category_id=18, description="Poprawiony opis", modified_by=becomes(db, "Jan"))
    undo(store, fid, "Jan")
    after = row(db, fid)
    assert (after["status_id"], after["category_id"], after["description"]) == (NEW, 18, "Poprawiony opis")


def test_the_counts_of_the_map_follow_an_undo(store, db):
    fid = insert(db)["fid"]
    change(db, fid, status_id=VERIFYING)
    change(db, fid, status_id=JOKE, reason_id=30, modified_by=becomes(db, "Jan"))
    counted = "SELECT total(open) FROM report_cells_1km"
    assert db.execute(counted).fetchone()[0] == 0
    undo(store, fid, "Jan")
    assert db.execute(counted).fetchone()[0] == 1


def test_only_the_last_decision_of_the_same_person_in_time_is_undone(store, db):
    fid = insert(db, modified_by=becomes(db, "Jan"))["fid"]
    cases = []

    def told(code, who="Jan", base=True):
        base = row(db, fid)["version"] if base is True else base
        if who is not None:
            becomes(db, who)
        with refused(code):
            db.execute(UNDO, (fid, base, who))
        cases.append(code)

    told(431)  # a new report
    change(db, fid, status_id=VERIFYING, modified_by=becomes(db, "Jan"))
    told(432, "Ewa")
    if not of_database(db):
        told(432, None)  # a database knows its log-in
    becomes(db, "Jan")
    told(428, base=None)
    told(409, base=1)
    back_date(db, fid, 61)
    told(433)
    back_date(db, fid, 59)
    db.execute("UPDATE setting SET value = '30' WHERE name = 'undo_minutes'")
    told(433)
    db.execute("UPDATE setting SET value = '0' WHERE name = 'undo_minutes'")
    told(433)
    db.execute("DELETE FROM setting WHERE name = 'undo_minutes'")
    db.execute(UNDO, (fid, 2, "Jan"))  # sixty minutes where nothing is said
    told(431)  # undone already
    change(db, fid, status_id=VERIFYING, modified_by=becomes(db, "Jan"))
    change(db, fid, note="dopisek", modified_by=becomes(db, "Jan"))
    told(431)  # something was changed since
    with refused(431):
        db.execute(UNDO, (999, 1, "Jan"))
    assert len(cases) >= 9 and row(db, fid)["status_id"] == VERIFYING


def test_an_import_is_no_decision(store, db):
    fid = observe(db)["fid"]
    db.execute(
        "UPDATE report SET status_id = 3, import_run_id = 2, status_changed_at = '2024-08-01T00:00:00.000Z',"
        " modified_by = 'Jan' WHERE fid = ?",
        (fid,),
    )
    with refused(431):
        db.execute(UNDO, (fid, 2, "Jan"))


def test_nothing_else_is_loosened(store, db):
    fid = insert(db)["fid"]
    change(db, fid, status_id=VERIFYING, modified_by=becomes(db, "Jan"))
    with refused(403):
        change(db, fid, status_id=NEW, modified_by=becomes(db, "Jan"))
    assert db.execute("SELECT count(*) FROM undo_decision").fetchone()[0] == 0
    for statement in ("DELETE FROM undo_decision", "UPDATE undo_decision SET undone_by = 'x'"):
        with pytest.raises(sqlite3.OperationalError):
            db.execute(statement)


def test_undo_tells_in_words(store, db):
    fid = insert(db, reference="N-9")["fid"]
    change(db, fid, status_id=VERIFYING, modified_by=becomes(db, "Ewa"))
    with pytest.raises(KmzbError) as told:
        undo(store, fid, "Jan")
    assert told.value.code == "KMZB-432" and "N-9" in told.value.message and "KMZB" not in told.value.message
    with pytest.raises(KmzbError) as told:
        undo(store, fid, "Ewa", base_version=1)
    assert told.value.code == "KMZB-409" and row(db, fid)["status_id"] == VERIFYING


def test_a_store_of_before_learns_to_undo(tmp_path, monkeypatch):
    """A store of schema 5, as version 0.3.0 made it, with a decision of some minutes ago in it."""
    from kmzb_qgis.store import migrations

    every = migrations.available()
    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "available", lambda: {n: p for n, p in every.items() if n <= 5})
        old = create_store(tmp_path / "stary.gpkg")
        with old.connect() as db:
            db.row_factory = sqlite3.Row
            fid = insert(db)["fid"]
            change(db, fid, status_id=VERIFYING, modified_by=becomes(db, "Jan"))
    store = open_store(old.path)
    undo(store, fid, "Jan")
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        assert row(db, fid)["status_id"] == NEW
