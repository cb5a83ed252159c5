"""Counts by cell stay right whatever is done to the reports; wrong ones are seen and counted anew."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kmzb_qgis.store import cells

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database, plan

AT = "2024-07-01T10:00:00.000Z"


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.executemany(
            "INSERT INTO report (id, plane, category_id, status_id, description, reported_at, status_changed_at, geom,"
            " import_run_id) VALUES (?1, 3, 1, ?2, '', ?5, ?5, kmzb_point(?3, ?4), 1)",
            [
                (f"r{n}", status, x, y, AT)
                for n, (status, x, y) in enumerate(
                    [(1, 500_100, 500_100), (2, 500_900, 500_900), (5, 500_500, 500_500), (1, 504_500, 500_500),
                     (3, 505_500, 500_500), (6, None, None)]
                )
            ],
        )  # fmt: skip
        yield connection


def counted(db, table="report_cells_1km"):
    return {fid: (total, still) for fid, total, still in db.execute(f"SELECT fid, total, open FROM {table}") if total}


def expected(db, size=1000):
    found = {}
    for x, y, still in db.execute(
        "SELECT ST_MinX(geom), ST_MinY(geom), s.open FROM report r JOIN status s ON s.id = r.status_id"
    ):
        if x is not None:
            key = int(x // size) * 1000 + int(y // size)
            total, opened = found.get(key, (0, 0))
            found[key] = (total + 1, opened + still)
    return found


def right(db):
    return all(counted(db, table) == expected(db, size) for table, size in cells.SIZES.items()) and cells.right(db)


def test_new_reports_are_counted(db):
    assert counted(db) == {500500: (3, 2), 504500: (1, 1), 505500: (1, 1)}
    assert counted(db, "report_cells_5km") == {100100: (4, 3), 101100: (1, 1)}
    assert right(db)


def test_a_report_made_by_an_officer_is_counted_once(db):
    # The rules fill in status and times by an update of their own, before or after the count.
    db.execute(
        "INSERT INTO report (category_id, status_id, description, reported_at, geom)"
        " VALUES (1, NULL, '', ?, kmzb_point(650000, 400000))",
        (AT,),
    )
    assert counted(db)[650400] == (1, 1)
    assert right(db)


@pytest.mark.parametrize(
    "change",
    [
        "geom = kmzb_point(510100, 500100)",
        "geom = kmzb_point(500200, 500200)",
        "geom = NULL",
        "status_id = 5",
        "status_id = 5, geom = kmzb_point(700100, 600100)",
    ],
)
def test_an_import_that_moves_or_closes_is_counted(db, change):
    db.execute(f"UPDATE report SET {change}, import_run_id = 2 WHERE id = 'r0'")
    assert right(db)


def test_a_report_that_gets_a_place_is_counted(db):
    db.execute("UPDATE report SET geom = kmzb_point(600100, 600100), import_run_id = 2 WHERE id = 'r5'")
    assert counted(db)[600600] == (1, 0)
    assert right(db)


def test_a_refused_report_is_not_counted(db):
    before = counted(db)
    with pytest.raises(Exception, match="KMZB-4"):
        db.execute("UPDATE report SET status_id = 99, geom = kmzb_point(1, 1) WHERE id = 'r0'")
    assert counted(db) == before


def test_the_national_grid_sums_the_cells(db):
    square = "ST_MakeEnvelope(500000, 500000, 510000, 510000, 2180)" if of_database(db) else "x'00'"
    db.execute(f"INSERT INTO grid_10km (fid, geom, code) VALUES (50050, {square}, '5050')")
    assert db.execute("SELECT code, total, open FROM report_grid_10km").fetchall() == [("5050", 5, 4)]


def test_wrong_counts_are_seen_and_counted_anew(db):
    kept = "report_cells_1km"
    if of_database(db):
        kept = "report_cells_1km_kept"
        assert db.execute("SELECT kmzb.fold_cells()").fetchone() == (1,)
    db.execute(f"UPDATE {kept} SET total = total + 1")
    assert not cells.right(db)
    cells.count_anew(db)
    assert right(db)
    (x,) = db.execute("SELECT ST_MinX(geom) FROM report_cells_1km WHERE fid = 500500").fetchone()
    assert x == pytest.approx(500_500)  # the mean of three


def test_what_a_large_import_adds_meets_what_is_there(db):
    if of_database(db):
        pytest.skip("in a database the triggers count large imports too")
    db.execute(f"DROP TRIGGER {cells.TRIGGER}")
    places = [(f"n{n}", 1 if n % 3 else 6, 500_000 + 13 * n, 499_000 + 7 * n, AT) for n in range(500)]
    db.executemany(
        "INSERT INTO report (id, plane, category_id, status_id, description, reported_at, status_changed_at, geom,"
        " import_run_id) VALUES (?1, 3, 1, ?2, '', ?5, ?5, kmzb_point(?3, ?4), 1)",
        places,
    )
    _, status, x, y, _ = zip(*places)
    cells.add(db, np.array([*x, np.nan], float), np.array([*y, np.nan], float), np.array([*status, 1]) == 1)
    assert right(db)


def test_cells_can_be_found_by_place(db):
    if of_database(db):
        asked = plan(db, "SELECT fid FROM report_cells_1km WHERE geom && ST_MakeEnvelope(0, 0, 1, 1, 2180)")
        assert "report_cells_1km_geom" in asked and "Seq Scan on report_cells_1km_kept" not in asked
        return
    assert db.execute("SELECT count(*) FROM rtree_report_cells_1km_geom").fetchone() == (3,)
    assert db.execute("SELECT rtreecheck('rtree_report_cells_1km_geom')").fetchone() == ("ok",)


def test_a_database_counts_on_while_its_log_is_folded(db):
    """What is logged and what is kept give one count, also while a transaction that folded is open, or taken back."""
    if not of_database(db):
        pytest.skip("a GeoPackage has one writer at a time and no log")
    for _ in range(2):
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE report SET geom = kmzb_point(510100, 500100), import_run_id = 2 WHERE id = 'r0'")
        assert db.execute("SELECT kmzb.fold_cells()").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM report_cell_log").fetchone() == (0,)
        assert right(db)
        db.execute("ROLLBACK")
        assert right(db)
    db.execute("BEGIN")  # a reader's: one state of the store, in which rows that another folded must not be touched
    db.execute("UPDATE report SET geom = kmzb_point(510100, 500100), import_run_id = 2 WHERE id = 'r0'")
    assert db.execute("SELECT kmzb.fold_cells()").fetchone() == (0,), "left to the next writer"
    assert right(db)
    db.execute("ROLLBACK")
    db.executemany(
        "UPDATE report SET geom = kmzb_point(?, 500100), import_run_id = ? WHERE id = 'r1'",
        [(500_100 + 1000 * n, n) for n in range(2, 302)],
    )
    assert db.execute("SELECT count(*) < 600 FROM report_cell_log").fetchone() == (1,), "folded now and then"
    assert right(db)
