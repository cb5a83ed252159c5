"""An R-tree filled at once is what SQLite's own module would have made: sound, and found by any window."""

import sqlite3

import numpy as np
import pytest

from kmzb_qgis.toolbelt import rtree


@pytest.fixture()
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE place USING rtree(id, minx, maxx, miny, maxy)")
    yield connection
    connection.close()


def boxes(count: int, size: float) -> np.ndarray:
    """Squares of a size within Poland's numbers, by a fixed seed."""
    low = np.random.default_rng(7).uniform((170_000, 130_000), (860_000, 770_000), (count, 2))
    return np.stack([low[:, 0], low[:, 0] + size, low[:, 1], low[:, 1] + size], axis=1)


@pytest.mark.parametrize("size", [0.0, 1000.0])
@pytest.mark.parametrize("count", [0, 1, 51, 52, 2601, 2602, 140_000])
def test_every_box_is_found_and_the_tree_is_sound(connection, count, size):
    placed, numbers = boxes(count, size), np.random.default_rng(1).permutation(count) + 5
    rtree.fill(connection, "place", numbers, placed)
    assert connection.execute("SELECT rtreecheck('place')").fetchone() == ("ok",)
    assert {row[0] for row in connection.execute("SELECT id FROM place")} == set(numbers.tolist())
    west, east, south, north = 400_000, 450_000, 300_000, 400_000
    inside = (placed[:, 0] <= east) & (placed[:, 1] >= west) & (placed[:, 2] <= north) & (placed[:, 3] >= south)
    found = connection.execute(
        "SELECT id FROM place WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?", (east, west, north, south)
    )
    assert {row[0] for row in found} >= set(numbers[inside].tolist())
    # Later rows go in and out the ordinary way.
    connection.execute("INSERT INTO place VALUES (1, 425000, 425000, 350000, 350000)")
    connection.execute("DELETE FROM place WHERE id <> 1")
    assert connection.execute("SELECT id FROM place").fetchall() == [(1,)]
    assert connection.execute("SELECT rtreecheck('place')").fetchone() == ("ok",)


def test_boxes_are_stored_outwards(connection):
    """32-bit numbers: a box that shrank would lose its own point."""
    placed = boxes(3000, 0.0)
    rtree.fill(connection, "place", np.arange(3000), placed)
    stored = np.array(connection.execute("SELECT minx, maxx, miny, maxy FROM place ORDER BY id").fetchall())
    assert (stored[:, ::2] <= placed[:, ::2]).all() and (stored[:, 1::2] >= placed[:, 1::2]).all()
    assert np.abs(stored - placed).max() < 0.1


def test_an_index_that_holds_something_is_left_alone(connection):
    connection.execute("INSERT INTO place VALUES (1, 0, 0, 0, 0)")
    with pytest.raises(ValueError, match="not empty"):
        rtree.fill(connection, "place", np.array([2]), boxes(1, 0.0))
    assert connection.execute("SELECT id FROM place").fetchall() == [(1,)]


def test_numbers_that_are_given_twice_are_refused(connection):
    with pytest.raises((sqlite3.IntegrityError, ValueError)):
        rtree.fill(connection, "place", np.array([2, 2]), boxes(2, 0.0))


def test_nodes_of_another_size_are_filled_one_by_one():
    """Small pages make small nodes, which are not ours to write."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA page_size = 512")
    connection.execute("CREATE VIRTUAL TABLE place USING rtree(id, minx, maxx, miny, maxy)")
    rtree.fill(connection, "place", np.arange(500), boxes(500, 10.0))
    assert connection.execute("SELECT count(*), rtreecheck('place') FROM place").fetchone() == (500, "ok")
    connection.close()
