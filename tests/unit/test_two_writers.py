"""Two who change the same reports at once, each under an own log-in: the later one is told, nothing is lost."""

from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path

import pytest

from kmzb_qgis.store import deciding
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database
from people import store_of
from store_rows import change, history, insert, refused, row


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def beside(work) -> tuple[threading.Thread, list]:
    """Start something in a thread of its own; what it gives or raises comes into the list."""
    told: list = []

    def run() -> None:
        try:
            told.append(work())
        except Exception as error:
            told.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, told


def test_the_later_one_waits_and_is_told_who_was_first(store, db):
    fid = insert(db, reference="N-1")["fid"]
    ada, bea = store_of(store, "Ada"), store_of(store, "Bea")
    with ada.connect() as first:
        first.row_factory = sqlite3.Row
        first.execute("BEGIN IMMEDIATE")
        change(first, fid, note="Ada dzwoni", modified_by="Ada")
        thread, told = beside(lambda: deciding.decide(bea, [fid], {"note": "Bea pisze"}, {fid: 1}, "Bea"))
        thread.join(0.7)
        assert thread.is_alive() and not told, "the later one waits for the earlier one's end"
        first.execute("COMMIT")
    thread.join(30)
    (error,) = told
    assert isinstance(error, KmzbError) and error.code == "KMZB-409"
    assert "N-1" in error.message and "Ada" in error.message
    assert (row(db, fid)["note"], row(db, fid)["version"]) == ("Ada dzwoni", 2)
    assert [entry["version"] for entry in history(db, fid)] == [1, 2]


def test_the_later_one_writes_where_the_earlier_one_took_it_back(store, db):
    fid = insert(db)["fid"]
    ada, bea = store_of(store, "Ada"), store_of(store, "Bea")
    with ada.connect() as first:
        first.row_factory = sqlite3.Row
        first.execute("BEGIN IMMEDIATE")
        change(first, fid, status_id=2, modified_by="Ada")
        thread, told = beside(lambda: deciding.decide(bea, [fid], {"note": "Bea pisze"}, {fid: 1}, "Bea"))
        thread.join(0.3)
        first.execute("ROLLBACK")
    thread.join(30)
    assert told == [None]
    assert (row(db, fid)["note"], row(db, fid)["version"], row(db, fid)["status_id"]) == ("Bea pisze", 2, 1)
    assert history(db, fid)[-1]["changed_by"] == "Bea"


def test_a_decision_is_taken_back_once(store, db):
    fid = insert(db)["fid"]
    ada = store_of(store, "Ada")
    deciding.decide(ada, [fid], {"status_id": 2}, {fid: 1}, "Ada")
    undo = "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, 2, 'Ada')"
    with ada.connect() as first:
        first.execute("BEGIN IMMEDIATE")
        first.execute(undo, (fid,))
        thread, told = beside(lambda: deciding.undo(ada, fid, "Ada", base_version=2))
        thread.join(0.3)
        first.execute("COMMIT")
    thread.join(30)
    (error,) = told
    assert isinstance(error, KmzbError) and error.code == "KMZB-409"
    assert (row(db, fid)["status_id"], row(db, fid)["version"]) == (1, 3)


def test_many_reports_in_opposite_orders_stop_nobody_for_ever(store, db):
    fids = [insert(db)["fid"] for _ in range(12)]
    written = {"Ada": 0, "Bea": 0}
    failed: list = []

    def work(name: str, order: list[int]) -> None:
        own = store_of(store, name)
        with own.connect() as connection:
            for turn in range(15):
                versions = dict(connection.execute("SELECT fid, version FROM report").fetchall())
                wanted = [deciding.Decision(fid, versions[fid], {"note": f"{name} {turn}"}) for fid in order]
                try:
                    deciding.apply(connection, wanted, name, own)
                except KmzbError as error:
                    if error.code != "KMZB-409":
                        failed.append(error)
                else:
                    written[name] += 1

    for name in written:
        store_of(store, name)
    threads = [beside(lambda: work("Ada", fids))[0], beside(lambda: work("Bea", fids[::-1]))[0]]
    for thread in threads:
        thread.join(120)
    assert not failed and not any(thread.is_alive() for thread in threads)
    done = sum(written.values())
    assert done >= 15, "whoever is told may read again and write"
    assert {row(db, fid)["version"] for fid in fids} == {1 + done}, "all of a decision or nothing, and none lost"
    assert len({row(db, fid)["note"] for fid in fids}) == 1


def test_a_number_is_given_once_though_two_write_it_at_the_same_moment(store, db):
    if not of_database(db):
        pytest.skip("a GeoPackage's second writer begins when the first has ended")
    ada, bea = store_of(store, "Ada"), store_of(store, "Bea")
    new = "INSERT INTO report (category_id, reference) VALUES (11, 'KR-1')"
    with ada.connect() as first, bea.connect() as second:
        first.execute("BEGIN IMMEDIATE")
        first.execute(new)
        thread, told = beside(lambda: second.execute(new))
        thread.join(0.5)
        first.execute("COMMIT")
        thread.join(30)
        assert isinstance(told[0], sqlite3.IntegrityError) and "report.reference" in str(told[0])
        with refused(420):
            second.execute(new)
    assert db.execute("SELECT count(*) FROM report").fetchone()[0] == 1
