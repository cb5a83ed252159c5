"""The packed spatial index: sound for SQLite, complete, and still writable afterwards."""

import sqlite3

import numpy as np
import pytest

from kmzb_qgis.store import loading_index
from kmzb_qgis.store.loading_index import extent, index_is_empty, tree_of, write_tree
from kmzb_qgis.store.loading_pack import ROWS
from kmzb_qgis.store.loading_sql import statement


@pytest.fixture()
def database():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE rtree_report_geom USING rtree(id, minx, maxx, miny, maxy)")
    connection.execute(statement("NUMBERS"))
    connection.execute(statement("NUMBERS_PUT"), (ROWS,))
    yield connection
    connection.close()


def fill(count):
    return np.arange(10, count + 10), np.random.default_rng(count).random((count, 2)) * 600_000 + 150_000


def check(connection):
    return connection.execute("SELECT rtreecheck('rtree_report_geom')").fetchone()[0]


@pytest.mark.parametrize("count", [0, 1, 51, 52, 2601, 2602, 20_000, 60_000])
def test_packed_index_finds_what_is_there(database, count):
    fids, places = fill(count)
    database.execute("BEGIN")
    assert index_is_empty(database)
    assert write_tree(database, tree_of(fids, *places.T))
    database.execute("COMMIT")
    assert check(database) == "ok"
    box = (300_000.0, 450_000.0, 250_000.0, 500_000.0)
    found = database.execute(
        "SELECT id - 10 FROM rtree_report_geom WHERE minx >= ? AND maxx <= ? AND miny >= ? AND maxy <= ?", box
    ).fetchall()
    inside = (places >= (box[0], box[2])).all(1) & (places <= (box[1], box[3])).all(1)
    assert {number for (number,) in found} == set(np.flatnonzero(inside).tolist())
    assert database.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == count
    for number, x, y in [(1, 5.0, 5.0), (2, 6.0, 6.0)]:
        database.execute("INSERT INTO rtree_report_geom VALUES (?, ?, ?, ?, ?)", (number, x, x, y, y))
    database.execute("DELETE FROM rtree_report_geom WHERE id >= 10 AND id % 2 = 0")
    assert check(database) == "ok"


@pytest.mark.parametrize("count", [0, 1, 40, 3000])
def test_the_root_tells_the_extent_after_any_writing(database, count):
    scan = statement("INDEX_EXTENT")
    fids, places = fill(count)
    assert write_tree(database, tree_of(fids, *places.T))
    assert extent(database) == database.execute(scan).fetchone()
    chance = np.random.default_rng(count)
    for number in range(200):  # the outermost go, come and are moved
        x, y = chance.random(2) * 900_000
        database.execute("INSERT OR REPLACE INTO rtree_report_geom VALUES (?, ?, ?, ?, ?)", (number, x, x, y, y))
        database.execute(
            "DELETE FROM rtree_report_geom WHERE id = (SELECT id FROM rtree_report_geom ORDER BY maxx DESC LIMIT 1)"
            if number % 2
            else "UPDATE rtree_report_geom SET miny = 1, maxy = 2 WHERE id = (SELECT max(id) FROM rtree_report_geom)"
        )
        assert extent(database) == database.execute(scan).fetchone()
    assert check(database) == "ok"


def test_an_index_with_rows_is_left_alone(database):
    database.execute("INSERT INTO rtree_report_geom VALUES (1, 5, 5, 5, 5)")
    database.execute("BEGIN")
    assert not index_is_empty(database)
    assert database.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 1


def test_an_unsound_index_is_taken_back(database, monkeypatch):
    monkeypatch.setattr(loading_index, "_outward", lambda values: (values + 5, values + 10))
    monkeypatch.setattr(loading_index, "_node", lambda cells, depth: b"\0\7" + b"\0" * (2 + 24 * 51))
    fids, places = fill(500)
    database.execute("BEGIN")
    assert not write_tree(database, tree_of(fids, *places.T))
    assert check(database) == "ok"
    assert database.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 0
