"""Columns of numbers arrive in a table whole and in order, whatever their length."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from kmzb_qgis.toolbelt import bulk


@pytest.mark.parametrize("count", [0, 1, 399, 400, 401, 50_001, 100_400])
def test_every_row_arrives(count):
    keys = np.arange(count) * 3 - 5
    values = np.random.default_rng(2).integers(-(2**62), 2**62, count)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER NOT NULL)")
        bulk.insert(connection, "INSERT INTO t (a, b)", keys, values)
        assert connection.execute("SELECT a, b FROM t ORDER BY a").fetchall() == list(
            zip(keys.tolist(), values.tolist())
        )
