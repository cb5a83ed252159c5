"""A store whose writer was cut off: what it had begun is rolled back also for those who only read, and never read."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kmzb_qgis.publishing import geopackage
from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.store import store as store_module
from kmzb_qgis.toolbelt import reasons

# Changes more than fits into the cache, so that SQLite writes to the file before the end, and dies.
WRITER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 5")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE many SET text = 'half' || text")
os._exit(0)
"""


@pytest.fixture
def cut_off(tmp_path):
    path = create_store(tmp_path / "żółw.gpkg").path
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE many (text TEXT)")
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
            " INSERT INTO many SELECT printf('%0500d', i) FROM n"
        )
    subprocess.run([sys.executable, "-c", WRITER, str(path)], check=True)
    assert Path(f"{path}-journal").stat().st_size, "the journal is there"
    return path


def half(connection, table="many"):
    return connection.execute(f"SELECT count(*) FROM {table} WHERE text LIKE 'half%'").fetchone()[0]  # nosec B608


def test_a_reader_gets_nothing_of_what_was_cut_off(cut_off):
    with open_store(cut_off, read_only=True).connect() as connection:
        assert half(connection) == 0
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM many")


def test_a_publication_gets_nothing_of_what_was_cut_off(cut_off):
    with closing(sqlite3.connect(":memory:", uri=True, isolation_level=None)) as connection:
        geopackage.attach(connection, cut_off, "src")
        assert half(connection, "src.many") == 0


def test_where_it_cannot_be_rolled_back_it_is_not_read(cut_off, monkeypatch):
    """As on a medium that nobody can write to: SQLite opens the file for reading even when it is asked to write."""
    connect = store_module._connect
    monkeypatch.setattr(
        store_module, "_connect", lambda path, query, seconds: connect(path, query.replace("=rw", "=ro"), seconds)
    )
    monkeypatch.setattr(store_module.os, "access", lambda *_, **__: False)
    with pytest.raises(sqlite3.OperationalError) as caught:
        store_module.read_query(cut_off)
    assert reasons.kind(caught.value) == "cut-off"


def test_a_file_without_a_journal_is_read_where_nobody_can_write(tmp_path):
    path = create_store(tmp_path / "a.gpkg").path
    assert store_module.read_query(path) == "mode=ro"
    copy = tmp_path / "kopia.gpkg"
    shutil.copyfile(path, copy)
    with store_module.open_connection(copy, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)
    connection.close()
