"""What the service last said, kept by the store's triggers: for officers, imports by plain SQL, and older stores."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.store import create_store, lifecycle, open_store
from kmzb_qgis.store.refusals import explain

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database
from store_rows import REPORTED, change, insert, observe, refused, row

LATER = "2024-07-02T10:15:00.000Z"


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def states(db):
    return [tuple(found) for found in db.execute("SELECT fid, status_id, said_at, seen_run FROM service_state")]


def differing(db):
    sql = "SELECT k.fid FROM service_state k JOIN report r USING (fid) WHERE k.status_id IS NOT r.status_id"
    return [fid for (fid,) in db.execute(sql)]


def guard_is_free(db):
    return db.execute("SELECT count(*) FROM trigger_guard").fetchone()[0] == 0


def test_an_officers_first_change_keeps_what_the_service_said(db):
    fid = observe(db, service_modified_at=REPORTED, import_run_id=7)["fid"]
    assert states(db) == []
    change(db, fid, note="tylko notatka")
    assert states(db) == []
    change(db, fid, status_id=2)
    change(db, fid, status_id=3)
    assert states(db) == [(fid, 1, REPORTED, 7)]
    assert differing(db) == [fid] and guard_is_free(db)


def test_going_back_to_what_the_service_said_ends_the_difference(db):
    fid = observe(db, status_id=2, service_modified_at=REPORTED)["fid"]
    change(db, fid, status_id=6, reason_id=20)
    assert differing(db) == [fid]
    change(db, fid, status_id=2, reason_id=reopening(db))
    assert differing(db) == []
    change(db, fid, status_id=7, reason_id=30)
    assert differing(db) == [fid]


def reopening(db):
    return db.execute("SELECT min(id) FROM closing_reason WHERE status_id = 2").fetchone()[0]


def test_a_date_the_import_did_not_give_is_that_of_the_status(db):
    fid = observe(db, status_changed_at=LATER)["fid"]
    change(db, fid, status_id=2)
    assert states(db) == [(fid, 1, LATER, 1)]


def test_a_report_entered_here_was_never_said_by_the_service(db):
    fid = insert(db)["fid"]
    change(db, fid, status_id=2)
    assert states(db) == []


def test_an_import_by_sql_takes_the_row_away(db):
    fid = observe(db, service_modified_at=REPORTED)["fid"]
    change(db, fid, status_id=2)
    db.execute(
        "UPDATE report SET status_id = 5, import_run_id = 2, status_changed_at = ?1, service_modified_at = ?1"
        " WHERE fid = ?2",
        (LATER, fid),
    )
    assert states(db) == [] and guard_is_free(db)
    assert row(db, fid)["status_id"] == 5
    change(db, fid, status_id=2, reason_id=reopening(db))
    assert states(db) == [(fid, 5, LATER, 2)]


def test_a_replacing_update_does_not_overwrite_what_was_said(db):
    """The outer statement's way with conflicts holds in triggers too."""
    fid = observe(db, service_modified_at=REPORTED)["fid"]
    change(db, fid, status_id=2)
    taking = "UPDATE" if of_database(db) else "UPDATE OR REPLACE"
    db.execute(f"{taking} report SET status_id = 3, base_version = version WHERE fid = ?", (fid,))
    assert states(db) == [(fid, 1, REPORTED, 1)]


def test_a_refused_change_keeps_nothing(db):
    fid = observe(db)["fid"]
    with refused(403):
        change(db, fid, status_id=7, reason_id=30)
    assert states(db) == [] and guard_is_free(db)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO service_state (fid, status_id) VALUES (99, 2)",
        "UPDATE service_state SET status_id = 2",
        "DELETE FROM service_state",
        "INSERT OR REPLACE INTO service_state (fid, status_id) SELECT fid, 2 FROM report",
    ],
)
def test_nobody_writes_it_by_hand(db, sql):
    if of_database(db):
        replacing = "OR REPLACE" in sql
        sql = sql.replace("INSERT OR REPLACE", "INSERT")
        if replacing:
            sql += " ON CONFLICT (fid) DO UPDATE SET status_id = 2"
    fid = observe(db)["fid"]
    change(db, fid, status_id=2)
    before = states(db)
    with refused(450):
        db.execute(sql)
    assert states(db) == before
    assert explain("KMZB-450").message == "What the service last said is kept by the store and cannot be changed."


def test_an_older_store_learns_it_from_its_history(tmp_path):
    path = tmp_path / "stary.gpkg"
    with lifecycle._create(path, 5).connect() as db:
        db.row_factory = sqlite3.Row
        for _ in range(6):
            observe(db, service_modified_at=REPORTED, import_run_id=4)
        change(db, 2, status_id=2)
        change(db, 2, status_id=3)  # the first change counts
        change(db, 3, status_id=2)
        db.execute(  # an import overrode it: no longer an officer's
            "UPDATE report SET status_id = 5, import_run_id = 5, status_changed_at = ?1, service_modified_at = ?1"
            " WHERE fid = 3",
            (LATER,),
        )
        change(db, 4, note="nic")
        db.execute(  # an officer after that import
            "UPDATE report SET status_id = 2, import_run_id = 5, status_changed_at = ?1, service_modified_at = ?1"
            " WHERE fid = 5",
            (LATER,),
        )
        change(db, 5, status_id=6)
        insert(db)
        change(db, 7, status_id=2)
    with open_store(path).connect() as db:
        assert states(db) == [(2, 1, REPORTED, 4), (5, 2, LATER, 5)]
        assert guard_is_free(db)
    fresh = create_store(tmp_path / "nowy.gpkg")
    sql = "SELECT name, sql FROM sqlite_master WHERE sql LIKE '%service_state%' ORDER BY name"
    with open_store(path).connect() as old, fresh.connect() as new:
        assert old.execute(sql).fetchall() == new.execute(sql).fetchall() != []


def test_gdal_shows_the_table_as_it_is(tmp_path):
    from osgeo import gdal

    create_store(tmp_path / "a.gpkg")
    dataset = gdal.OpenEx(str(tmp_path / "a.gpkg"), gdal.OF_VECTOR)
    layer = dataset.GetLayerByName("service_state")
    assert layer.GetGeomType() == 100 and layer.GetFIDColumn() == "fid"  # wkbNone
