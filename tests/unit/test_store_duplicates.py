"""Duplicates: the rules of ``duplicate_of`` in the database, through SQLite as any client meets them."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.store import create_store, lifecycle, open_store
from kmzb_qgis.store.refusals import explain

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import change, history, insert, observe, refused, row

CONFIRMED, HANDED, GONE, UNCONFIRMED, JOKE = 3, 4, 5, 6, 7


@pytest.fixture
def db(tmp_path):
    with create_store(tmp_path / "żółw.gpkg").connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection
        for table in ("trigger_guard", "duplicate_due"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        assert connection.execute("SELECT count(*) FROM duplicate_effect WHERE due").fetchone()[0] == 0


def three(db, *statuses):
    """Reports in statuses (a new one each where none is told)."""
    statuses = statuses or (1, 1, 1)
    return [observe(db, import_run_id=None if s == 1 else 1, status_id=s, service_id=None)["fid"] for s in statuses]


def of(db, fid):
    """The fid of the report that a report repeats."""
    found = db.execute(
        "SELECT m.fid FROM report d JOIN report m ON m.id = d.duplicate_of WHERE d.fid = ?", (fid,)
    ).fetchone()
    return found and found[0]


def link(db, fid, to, **columns):
    return change(db, fid, duplicate_of=None if to is None else row(db, to)["id"], modified_by="Łucja", **columns)


def state(db, fid):
    found = row(db, fid)
    return found["status_id"], found["reason_id"], found["reason_text"]


def test_a_link_goes_to_a_report_that_is_there_and_is_another(db):
    a, b, _ = three(db)
    with refused(443):
        change(db, a, duplicate_of="nobody")
    with refused(444):
        link(db, a, a)
    link(db, b, a)
    with refused(445):
        link(db, a, b)
    with refused(443):
        insert(db, duplicate_of="nobody")
    with refused(444):
        insert(db, id="own", duplicate_of="own")
    with refused(446):
        db.execute("INSERT INTO duplicate_effect (report_id, cause, by_id, version) VALUES ('a', 'closed', 'b', 1)")
    assert of(db, b) == a and of(db, a) is None
    for code in (443, 444, 445, 446):
        assert explain(f"KMZB-{code} x").details in ("", None), "a sentence of its own"


def test_linking_closes_nothing_and_is_one_change(db):
    a, b, _ = three(db)
    link(db, b, a)
    assert state(db, b) == (1, None, "") and row(db, b)["version"] == 2 and row(db, a)["version"] == 1
    assert [entry["action"] for entry in history(db, b)] == ["insert", "update"]
    link(db, b, None)
    assert of(db, b) is None and row(db, b)["version"] == 3


def test_a_link_to_a_duplicate_goes_to_its_master(db):
    a, b, c = three(db)
    link(db, b, a)
    link(db, c, b)
    assert of(db, c) == a
    assert of(db, insert(db, duplicate_of=row(db, b)["id"])["fid"]) == a


def test_a_master_takes_its_own_along_and_gets_them_back(db):
    a, b, c = three(db)
    link(db, c, b)
    link(db, b, a)
    assert (of(db, b), of(db, c)) == (a, a)
    last = history(db, c)[-1]
    assert (last["action"], last["changed_by"], last["was_duplicate_of"]) == ("duplicate", "Łucja", row(db, b)["id"])
    assert row(db, c)["version"] == last["version"] == 3
    link(db, b, None)
    assert (of(db, b), of(db, c)) == (None, b)
    assert db.execute("SELECT count(*) FROM duplicate_effect").fetchone()[0] == 0


def test_two_steps_along_are_undone_in_any_order(db):
    a, b, c = three(db)
    (z,) = three(db, 1)
    link(db, c, b)
    link(db, b, a)
    link(db, a, z)
    assert [of(db, fid) for fid in (a, b, c)] == [z, z, z]
    link(db, a, None)
    assert [of(db, fid) for fid in (a, b, c)] == [None, a, a]
    link(db, a, z)
    link(db, b, None)
    assert [of(db, fid) for fid in (a, b, c)] == [z, None, b]
    link(db, a, None)
    assert [of(db, fid) for fid in (a, b, c)] == [None, None, b]


def test_a_link_that_is_changed_takes_along_what_it_carried(db):
    a, b, c = three(db)
    (z,) = three(db, 1)
    link(db, c, b)
    link(db, b, a)
    link(db, b, z)
    assert [of(db, fid) for fid in (b, c)] == [z, z]
    link(db, c, a)
    link(db, b, None)
    assert [of(db, fid) for fid in (b, c)] == [None, a], "an officer's own link stays"


def test_a_master_closes_its_open_duplicates(db):
    a, b, c = three(db, CONFIRMED, 1, CONFIRMED)
    (closed,) = three(db, JOKE)
    for fid in (b, c, closed):
        link(db, fid, a)
    before = row(db, closed)
    change(db, a, status_id=GONE, reason_id=2, reason_text="Znak wymieniono", modified_by="Jan")
    assert state(db, b) == state(db, c) == state(db, a) == (GONE, 2, "Znak wymieniono")
    assert row(db, closed) == before
    last = history(db, b)[-1]
    assert (last["action"], last["origin"], last["changed_by"]) == ("duplicate", "officer", "Jan")
    assert (last["was_status_id"], last["status_id"]) == (1, GONE)
    found = row(db, b)
    assert found["closed_at"] and found["verified_at"] and found["officer_modified_at"] == found["status_changed_at"]
    assert found["version"] == last["version"] == 3 and found["base_version"] is None
    for table in ("report_cells_1km", "report_cells_5km"):
        assert db.execute(f"SELECT sum(total), sum(open) FROM {table}").fetchone()[:] == (4, 0)


def test_a_reason_of_the_old_status_is_not_taken_along(db):
    a, b, _ = three(db, CONFIRMED)[0], *three(db, 1, 1)
    link(db, b, a)
    change(db, a, status_id=HANDED, reason_id=10)
    assert state(db, b)[:2] == (HANDED, 10)
    change(db, a, status_id=GONE)
    assert row(db, a)["reason_id"] is None
    assert state(db, b) == (GONE, None, ""), "what closed with the master follows it on"


def test_reopening_brings_back_what_closed_with_the_master(db):
    a, b, c = three(db, 2, 1, 2)
    link(db, b, a)
    change(db, c, status_id=UNCONFIRMED, reason_id=20)
    link(db, c, a)
    change(db, a, status_id=UNCONFIRMED, reason_id=21)
    change(db, a, status_id=2, reason_id=41, reason_text="Znów")
    assert state(db, b) == (2, 41, "Znów")
    assert state(db, c) == (UNCONFIRMED, 20, ""), "closed by somebody, not by the link"
    assert row(db, b)["closed_at"] is None and row(db, b)["verified_at"] is None
    assert db.execute("SELECT count(*) FROM duplicate_effect").fetchone()[0] == 0


def test_who_has_decided_since_is_not_overruled(db):
    a, b, _ = three(db, 2, 2, 2)
    link(db, b, a)
    change(db, a, status_id=UNCONFIRMED, reason_id=20)
    change(db, b, status_id=2, reason_id=42)
    change(db, b, status_id=UNCONFIRMED, reason_id=22)
    change(db, a, status_id=2, reason_id=41)
    assert state(db, b)[:2] == (UNCONFIRMED, 22)


def test_unlinking_restores_what_the_link_changed(db):
    a, b, _ = three(db, 2, 1, 1)
    change(db, b, reason_text="wcześniej")
    link(db, b, a)
    change(db, a, status_id=UNCONFIRMED, reason_id=20)
    link(db, b, None)
    assert state(db, b) == (1, None, "wcześniej") and of(db, b) is None
    assert [entry["action"] for entry in history(db, b)][-3:] == ["duplicate", "update", "duplicate"]
    versions = [entry["version"] for entry in history(db, b)]
    assert versions == sorted(set(versions)) and row(db, b)["version"] == versions[-1]
    assert row(db, b)["closed_at"] is None and row(db, b)["verified_at"] is None
    assert state(db, a)[0] == UNCONFIRMED
    change(db, a, status_id=2, reason_id=41)
    assert state(db, b)[0] == 1


def test_unlinking_restores_no_status_that_was_decided_since(db):
    a, b, _ = three(db, 2, 2, 1)
    link(db, b, a)
    change(db, a, status_id=UNCONFIRMED, reason_id=20)
    change(db, b, status_id=2, reason_id=42)
    link(db, b, None)
    assert state(db, b)[:2] == (2, 42)
    assert db.execute("SELECT count(*) FROM duplicate_effect").fetchone()[0] == 0


def test_one_statement_may_close_both(db):
    a, b, _ = three(db, 2, 2, 1)
    for master, duplicate in ((a, b), (b, a)):
        link(db, duplicate, master)
        db.execute(
            "UPDATE report SET status_id = 6, reason_id = 20, base_version = version WHERE fid IN (?, ?)", (a, b)
        )
        assert state(db, a) == state(db, b) == (UNCONFIRMED, 20, "")
        link(db, duplicate, None)
        db.execute("UPDATE report SET status_id = 2, reason_id = 42, base_version = version WHERE status_id = 6")


def test_a_refused_change_leaves_all_as_it_was(db):
    a, b, _ = three(db)
    link(db, b, a)
    before = [row(db, fid) for fid in (a, b)]
    with refused(403):
        change(db, a, status_id=GONE)
    with refused(409):
        change(db, a, base=9, status_id=2)
    assert [row(db, fid) for fid in (a, b)] == before


def test_an_import_closes_what_its_source_does_not_know(db):
    master = observe(db, service_id=1)["fid"]
    known, own = observe(db, service_id=2)["fid"], three(db, 1)[0]
    for fid in (known, own):
        link(db, fid, master)
    sql = "UPDATE report SET status_id = ?, status_changed_at = '2024-08-01T00:00:00.000Z', import_run_id = ? WHERE fid = ?"
    db.execute(sql, (UNCONFIRMED, 2, master))
    assert state(db, own)[0] == UNCONFIRMED and state(db, known)[0] == 1
    last = history(db, own)[-1]
    assert (last["action"], last["origin"], last["import_run_id"]) == ("duplicate", "import", 2)
    assert row(db, own)["officer_modified_at"] < last["changed_at"], "no officer's change"
    db.execute(sql, (CONFIRMED, 3, master))
    assert state(db, own)[0] == 1, "an import is no reopening: back where it was"


def test_what_an_import_says_of_a_duplicate_stands(db):
    master, known = observe(db, service_id=1, status_id=2)["fid"], observe(db, service_id=2)["fid"]
    link(db, known, master)
    change(db, master, status_id=UNCONFIRMED, reason_id=20)
    assert state(db, known)[0] == UNCONFIRMED
    sql = "UPDATE report SET status_id = ?, status_changed_at = '2024-08-01T00:00:00.000Z', import_run_id = 2 WHERE fid = ?"
    db.execute(sql, (UNCONFIRMED, known))
    change(db, master, status_id=2, reason_id=41)
    assert state(db, known)[0] == UNCONFIRMED
    link(db, known, None)
    assert state(db, known)[0] == UNCONFIRMED


def test_reports_without_links_are_left_alone(db):
    a, b, _ = three(db, 2, 2, 1)
    change(db, a, duplicate_of="")
    change(db, b, duplicate_of="")
    change(db, a, status_id=UNCONFIRMED, reason_id=20)
    assert state(db, b)[0] == 2
    assert db.execute("SELECT count(*) FROM duplicate_effect").fetchone()[0] == 0


def test_an_older_stores_links_are_brought_in_order(tmp_path):
    path = tmp_path / "dawny.gpkg"
    with lifecycle._create(path, 5).connect() as db:
        db.row_factory = sqlite3.Row
        for name, to in zip("abcdefgh", ("", "a", "b", "nobody", "d", "g", "f", "h")):
            insert(db, id=name, duplicate_of=to or None)
    with open_store(path).connect() as db:
        db.row_factory = sqlite3.Row
        found = dict(db.execute("SELECT id, duplicate_of FROM report").fetchall())
        assert found == dict(zip("abcdefgh", (None, "a", "a", None, "d", None, None, None)))
        last = history(db, 3)[-1]
        assert (last["action"], last["was_duplicate_of"], last["version"]) == ("duplicate", "b", 2)
        assert [row(db, fid)["version"] for fid in range(1, 9)] == [1, 1, 2, 2, 1, 2, 2, 2]
