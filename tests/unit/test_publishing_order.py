"""The order of the published reports is that of their squares and of their ids' bytes, as SQLite compares them."""

import random
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from kmzb_qgis.publishing import blobs, ordering


def uuids(chance):
    return [f"{chance.getrandbits(32):08x}-{chance.getrandbits(16):04x}" for _ in range(3_000)]


def counted(_chance):
    return [f"zgłoszenie-{number}" for number in range(3_000)]  # alike in their first bytes


def odd(chance):
    return list({"".join(chance.choice("aAż0 -€") for _ in range(chance.randrange(1, 12))) for _ in range(3_000)})


@pytest.mark.parametrize("made", [uuids, counted, odd])
def test_by_square_then_by_the_ids_bytes(made):
    chance = random.Random(4)
    ids = made(chance)
    chance.shuffle(ids)
    places = [(chance.uniform(600_000, 640_000), chance.uniform(400_000, 420_000)) for _ in ids]
    rows = [(name, blobs.point(*place)) for name, place in zip(ids, places)]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TEMP TABLE wybor (id TEXT, geom BLOB)")
        connection.executemany("INSERT INTO temp.wybor VALUES (?, ?)", rows)
        connection.execute("DELETE FROM temp.wybor WHERE rowid % 7 = 0")  # withdrawn
        connection.execute("UPDATE temp.wybor SET geom = NULL WHERE rowid % 11 = 0")
        left = connection.execute("SELECT rowid, id, geom FROM temp.wybor WHERE geom IS NOT NULL").fetchall()
        numbers, found = np.array([row[0] for row in left]), blobs.places([row[2] for row in left])
        ordering.keep(connection, numbers, ordering.order(connection, numbers, found))
        got = connection.execute(
            "SELECT w.id FROM temp.wybor w JOIN temp.miejsce m ON m.nr = w.rowid ORDER BY m.fid"
        ).fetchall()
        assert connection.execute("SELECT min(fid), max(fid), count(*) FROM temp.miejsce").fetchone() == (
            1,
            len(left),
            len(left),
        )
    square = {name: (int(east / 10_000), int(north / 10_000)) for name, (east, north) in zip(ids, places)}
    assert [row[0] for row in got] == sorted((row[1] for row in left), key=lambda name: (square[name], name.encode()))
