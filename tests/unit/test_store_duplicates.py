"""Duplicates: the rules of ``duplicate_of`` in the database, through SQLite as any client meets them."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import deciding, duplicates, lifecycle, open_store
from kmzb_qgis.store import duplicate_search as search
from kmzb_qgis.store.refusals import explain
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import who
from store_rows import change, history, insert, observe, refused, row

CONFIRMED, HANDED, GONE, UNCONFIRMED, JOKE = 3, 4, 5, 6, 7


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection
        for table in ("trigger_guard", "duplicate_due"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        assert connection.execute("SELECT count(*) FROM duplicate_effect WHERE due <> 0").fetchone()[0] == 0


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
    assert (last["action"], last["changed_by"], last["was_duplicate_of"]) == (
        "duplicate", who(db, "Łucja"), row(db, b)["id"],
    )  # fmt: skip
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
    assert (last["action"], last["origin"], last["changed_by"]) == ("duplicate", "officer", who(db, "Jan"))
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
    observed = "UPDATE report SET status_id = ?, import_run_id = 2 WHERE fid = ?"  # an import, which gives no reason
    db.execute(observed, (GONE, a))
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
    sql = "UPDATE report SET status_id = ?, status_changed_at = '2024-08-01T00:00:00.000Z', import_run_id = ?"
    sql += " WHERE fid = ?"
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
    sql = "UPDATE report SET status_id = ?, status_changed_at = '2024-08-01T00:00:00.000Z', import_run_id = 2"
    sql += " WHERE fid = ?"
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


DAY = 86400
FIRST = warsaw.from_text("2024-01-01T00:00:00.000Z")


def crowd(store, count, seed=1):
    """Open reports in a small area, many of one category, over 60 days."""
    import numpy as np

    rng = np.random.default_rng(seed)
    rows = zip(
        (560000 + 400 * rng.random(count)).round(2).tolist(),
        (240000 + 400 * rng.random(count)).round(2).tolist(),
        rng.integers(1, 4, count).tolist(),
        [warsaw.to_text(FIRST + timedelta(seconds=s)) for s in rng.integers(0, 60 * DAY, count).tolist()],
    )
    with store.connect() as db:
        db.executemany(
            "INSERT INTO report (geom, category_id, status_id, reported_at, status_changed_at, import_run_id) VALUES"
            " (kmzb_point(?, ?), ?, 1, ?, '2024-01-01T00:00:00.000Z', 1)",
            rows,
        )


def test_pairs_are_those_that_comparing_each_with_each_gives(store, monkeypatch):
    monkeypatch.setattr(search, "_AT_ONCE", 50)
    crowd(store, 400)
    with store.connect() as db:
        link(_rows(db), 7, 8)  # a report that repeats another is no candidate
        link(_rows(db), 9, 10)
        change(db, 11, status_id=2)
        change(db, 11, status_id=JOKE, reason_id=30)
        slow = (
            "SELECT l.fid, e.fid FROM report l JOIN report e ON (e.reported_at < l.reported_at"
            " OR (e.reported_at = l.reported_at AND e.fid < l.fid))"
            " AND julianday(l.reported_at) - julianday(e.reported_at) <= 5"
            " AND (ST_MinX(l.geom) - ST_MinX(e.geom)) * (ST_MinX(l.geom) - ST_MinX(e.geom))"
            " + (ST_MinY(l.geom) - ST_MinY(e.geom)) * (ST_MinY(l.geom) - ST_MinY(e.geom)) <= 40 * 40"
            " WHERE 11 NOT IN (l.fid, e.fid) AND 7 NOT IN (l.fid, e.fid) AND 9 NOT IN (l.fid, e.fid)"
        )
        every = {tuple(pair) for pair in db.execute(slow)}
        same = {tuple(pair) for pair in db.execute(slow + " AND l.category_id = e.category_id")}
    found = search.pairs(store, 40, 5)
    assert len(same) > 20 and len(found) == len(same)
    assert set(zip(found.later.tolist(), found.earlier.tolist())) == same
    assert (found.metres <= 40).all() and (found.days >= 0).all() and (found.days <= 5).all()
    assert (found.metres[1:] >= found.metres[:-1] - 0.1).all(), "the nearest first"
    found = search.pairs(store, 40, 5, any_category=True)
    assert set(zip(found.later.tolist(), found.earlier.tolist())) == every
    single = {one.fid for one in search.suggestions(store, 20, 40, 5)}
    assert single == {b if a == 20 else a for a, b in same if 20 in (a, b)} - {11}


def _rows(db):
    db.row_factory = sqlite3.Row
    return db


def test_suggestions_of_one_report(store, new_store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        here = insert(db, point=(567000, 244000))["fid"]
        near = insert(db, point=(567030, 244000), reported_at="2024-07-03T10:15:00.000Z", reference="ABC/1")["fid"]
        insert(db, point=(567051, 244000))
        other = insert(db, point=(567000, 244001), category_id=12)["fid"]
        insert(db, point=(567000, 244001), reported_at="2024-09-01T10:15:00.000Z")
        repeats = insert(db, point=(567001, 244000))["fid"]
        closed = observe(db, point=(567002, 244000), category_id=11, status_id=UNCONFIRMED)["fid"]
        lost = insert(db, point=None)["fid"]
        link(db, repeats, near)
    found = search.suggestions(store, here, 50, 30)
    assert [one.fid for one in found] == [closed, near]
    assert (found[1].number, round(found[1].metres), round(found[1].later, 3), found[1].open) == (
        "ABC/1",
        30,
        2.0,
        True,
    )
    assert [one.fid for one in search.suggestions(store, here, 50, 30, closed=False)] == [near]
    assert other in [one.fid for one in search.suggestions(store, here, 50, 30, any_category=True)]
    assert [one.fid for one in search.nearby(store, (567000, 244000), "2024-07-01T10:15:00.000Z", 12)] == [other]
    for fid, code in ((lost, "place"), (999, "report")):
        with pytest.raises(KmzbError) as told:
            search.suggestions(store, fid, 50, 30)
        assert told.value.code == code
    for metres, days in ((0, 30), (-1, 30), (1e9, 30), (50, -1), (float("nan"), 1)):
        with pytest.raises(KmzbError):
            search.pairs(store, metres, days)
    assert len(search.pairs(new_store("pusty"))) == 0


def test_links_are_made_and_undone_as_a_whole(store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        a, b, c = three(db)
        assert duplicates.link(store, [b, c], a, "Łucja") == {b: None, c: None}
        assert (of(db, b), of(db, c)) == (a, a) and history(db, b)[-1]["changed_by"] == who(db, "Łucja")
        with pytest.raises(KmzbError) as told:
            duplicates.link(store, [c, a], b, "Łucja")
        assert told.value.code == "KMZB-445" and f"Report {a}" in told.value.message
        assert (of(db, b), of(db, c)) == (a, a)
        with pytest.raises(KmzbError):
            duplicates.link(store, [b], 999, "x")
        before = duplicates.unlink(store, [b], "Jan")
        assert of(db, b) is None
        duplicates.undo(store, before, "Jan")
        assert of(db, b) == a
        duplicates.undo(store, {b: None, c: None}, "Jan")
        assert of(db, b) is of(db, c) is None
        with pytest.raises(KmzbError) as told:
            duplicates.link(store, [b], a, "x", {b: 1})
        assert told.value.code == "KMZB-409" and of(db, b) is None


def test_what_was_said_again_is_added_to_the_note(store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        (a, *_) = three(db)
        duplicates.add_note(store, a, " Hałas co noc ", "Łucja")
        duplicates.add_note(store, a, "I w niedzielę", "Jan")
        lines = row(db, a)["note"].split("\n")
        assert [line.split(": ")[-1] for line in lines] == ["Hałas co noc", "I w niedzielę"]
        assert [entry["changed_by"] for entry in history(db, a)][1:] == [who(db, "Łucja"), who(db, "Jan")]
        with pytest.raises(KmzbError):
            duplicates.add_note(store, a, " \n", "Jan")


def test_an_undone_closing_of_the_master_opens_what_closed_with_it(db, store):
    master, waiting, _ = three(db, 2, 1, 1)
    link(db, waiting, master)
    version = row(db, master)["version"]
    deciding.decide(store, [master], {"status_id": UNCONFIRMED, "reason_id": 20}, {master: version}, "Łucja")
    assert (state(db, master)[0], state(db, waiting)[0]) == (UNCONFIRMED, UNCONFIRMED)
    deciding.undo(store, master, "Łucja")
    assert (state(db, master)[0], state(db, waiting)) == (2, (1, None, ""))
    assert row(db, waiting)["closed_at"] is None and history(db, waiting)[-1]["action"] == "duplicate"


def test_an_undone_reopening_of_the_master_closes_what_opened_with_it(db, store):
    master, waiting, _ = three(db, 2, 1, 1)
    link(db, waiting, master)
    for status, reason in ((UNCONFIRMED, 20), (2, 42)):
        version = row(db, master)["version"]
        deciding.decide(store, [master], {"status_id": status, "reason_id": reason}, {master: version}, "Łucja")
    assert (state(db, master)[0], state(db, waiting)[0]) == (2, 2)
    deciding.undo(store, master, "Łucja")
    assert (state(db, master), state(db, waiting)) == ((UNCONFIRMED, 20, ""), (UNCONFIRMED, 20, ""))
