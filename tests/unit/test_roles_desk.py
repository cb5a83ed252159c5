"""A day's work of each role through the plugin's own store, as its log-in and no more: no right is missing."""

from __future__ import annotations

import csv

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.columns import COLUMNS, NAMES
from kmzb_qgis.store import (
    assigning,
    attachments,
    bodies,
    cells,
    deciding,
    differences,
    duplicate_search,
    duplicates,
    handed,
    handing,
    open_store,
    search,
    verifying,
)  # fmt: skip
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.store.queue import Moments, Queue
from kmzb_qgis.store.queue_filter import Filter
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.unit import team


@pytest.fixture
def desk(cluster):
    """``desk(login)``: the store of one database as a log-in opens it."""
    name = team.database(cluster)

    def opened(login: str):
        return open_store(cluster.service(f"{name}-{login}", name, login))

    opened.sql = lambda sql: cluster.sql(sql, name)
    return opened


def test_an_officers_day(desk, tmp_path):
    store, me = desk("adam.kpp"), "adam.kpp"
    assert not store.read_only
    with store.connect() as db:
        queue = Queue(db)
        assert sorted(queue.listing(Filter(), me, Moments.of(warsaw.now()))) == [1, 2, 5, 9]
        assert queue.counts(Filter(), me, Moments.of(warsaw.now())).total == 4
        assert [row.fid for row in queue.rows([1, 4], Moments.of(warsaw.now()))] == [1]
        assert [fid for fid, _ in verifying.waiting(db)] and verifying.facts(db, 1) is not None
        assert verifying.facts(db, 4) is None
        assert len(bodies.read(db)) == 1 and cells.right(db)
    deciding.decide(store, [1, 2], {"status_id": 2, "note": "jadę"}, {1: 1, 2: 1}, me)
    deciding.undo(store, 2, me)
    deciding.decide(store, [1], {"status_id": 3}, {1: 2}, me)
    (letter,) = handing.hand_over(store, handing.Order((1,), 1, me, number="ZD/1"))
    handing.answer(store, letter, handing.Answer(warsaw.day_of(warsaw.now()), "removed", "zrobione", True), me)
    assert [one.fid for one in handed.listed(store.path).rows] == [letter]
    assert desk.sql("SELECT status_id FROM kmzb.report WHERE fid = 1") == [(5,)]
    duplicates.link(store, [5], 9, me)
    duplicates.unlink(store, [5], me)
    duplicate_search.pairs(store)
    duplicate_search.suggestions(store, 5, 5000, 30)
    differences.differences(store.path)
    assert search.reports(store.path, "opis", 10, True)
    picture = tmp_path / "notatka.txt"
    picture.write_text("w terenie", encoding="utf-8")
    desk.sql(f"UPDATE kmzb.setting SET value = '{tmp_path}' WHERE name = 'attachments_folder'")
    attachments.add(store, "id-2", picture, me)
    assert {row[0] for row in desk.sql("SELECT DISTINCT changed_by FROM kmzb.report_history WHERE version > 1")} == {me}
    for work in (
        lambda: deciding.decide(store, [4], {"status_id": 2}, {4: 1}, me),
        lambda: handing.hand_over(store, handing.Order((4,), 1, me)),
        lambda: duplicates.link(store, [4], 9, me),
        lambda: duplicates.link(store, [5], 4, me),
        lambda: attachments.add(store, "id-4", picture, me),
    ):
        with pytest.raises(KmzbError):
            work()
    assert desk.sql("SELECT version FROM kmzb.report WHERE fid = 4") == [(1,)]


def test_what_an_officer_drew_and_moved_is_assigned_by_its_place(desk):
    """What the database filled in for a new report is nobody's own word: the place decides, and the report is gone."""
    store = desk("anna.kp")
    new = "INSERT INTO report (geom, category_id, description) VALUES (kmzb_point(505000, 420000), 11, 'x')"
    with store.connect() as db:
        fid = db.execute(new).lastrowid
        db.execute("UPDATE report SET geom = kmzb_point(515000, 420000), base_version = version WHERE fid = ?", (fid,))
        db.execute("BEGIN IMMEDIATE")
        assert assigning.assign_some(db, [fid], "anna.kp") == 1
        db.execute("COMMIT")
        assert db.execute("SELECT count(*) FROM report WHERE fid = ?", (fid,)).fetchone() == (0,)
    assert desk.sql(f"SELECT unit_id, teryt, version FROM kmzb.report WHERE fid = {fid}") == [("KP-A1b", "1401011", 3)]
    origins = "SELECT h.version, h.origin FROM kmzb.report_history h JOIN kmzb.report r ON r.id = h.report_id"
    assert desk.sql(f"{origins} WHERE r.fid = {fid} ORDER BY h.fid") == [
        (1, "officer"), (1, "assignment"), (2, "officer"), (3, "assignment")
    ]  # fmt: skip
    assert desk.sql(f"SELECT * FROM kmzb.place_due WHERE fid = {fid}") == []


def test_an_import_by_the_intake(desk, tmp_path):
    store = desk("iza.intake")
    cells_of = {
        "objectid": 1, "typ": "Nieprawidłowe parkowanie", "status": "Niepotwierdzone", "teryt": "1401011",
        "reported": 1711353600000, "event": None, "modified": 1711353600000, "part_of_day": 1, "days_of_week": 3,
        "x": 505000.5, "y": 420000.25, "description": "z usługi",
    }  # fmt: skip

    def bring(**changed):
        row = tuple({**cells_of, **changed}[name] for name in NAMES)
        return load(store, Run("file", "test", "iza.intake", None, names=COLUMNS), [(NAMES, [row], {})])

    assert bring().inserted == 1
    assert bring().unchanged == 1
    changed = bring(status="Weryfikacja", modified=1711360800000)
    assert (changed.updated, changed.conflicts) == (1, 0)
    assert desk.sql("SELECT status_id, unit_id, modified_by FROM kmzb.report WHERE service_id = 1") == [
        (2, "KP-A1a", "iza.intake")
    ]
    with store.connect() as db, pytest.raises(Exception, match="no right"):
        db.execute("SELECT note FROM report")


def test_an_administrators_day(desk, tmp_path):
    store = desk("marek.admin")
    out = tmp_path / "lista.csv"
    assigned = assigning.assign(store, "marek.admin", out)
    assert assigned.changed >= 4
    assert desk.sql("SELECT count(*) FROM kmzb.report WHERE unit_id IS NULL") == [(0,)]
    with store.connect() as db:
        db.execute("INSERT INTO body (name, kind) VALUES ('Straż Miejska', 'guard')")
        db.execute("UPDATE setting SET value = '600' WHERE name = 'description_max'")
        cells.count_anew(db)
    assert list(csv.reader(out.open(encoding="utf-8-sig"), delimiter=";")) or not out.exists()


def test_a_publisher_and_an_analyst_read_what_is_theirs(desk):
    for login, read, refused in (
        ("piotr.publisher", "SELECT count(reason_text) FROM report", "SELECT description FROM report"),
        (
            "ewa.analyst",
            "SELECT count(*) FROM report WHERE verify_by > '2020-01-01T00:00:00.000Z'",
            "SELECT officer FROM report",
        ),
    ):
        store = desk(login)
        with store.connect() as db:
            assert db.execute(read).fetchone() == (9,)
            with pytest.raises(Exception, match="no right"):
                db.execute(refused)
