"""Rows, stores and counts for the tests of loading."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.columns import COLUMNS, NAMES
from kmzb_qgis.store import create_store
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.store.store import open_connection

MONDAY = 1711353600000  # 2024-03-25T08:00Z
HOUR = 3_600_000
END = warsaw.from_text("2026-09-01T12:00:00Z")  # of the samples
CELLS = {
    "objectid": 1, "typ": "Nieprawidłowe parkowanie", "status": "Nowe", "teryt": "1261011", "reported": MONDAY,
    "event": None, "modified": MONDAY, "part_of_day": 1, "days_of_week": 3, "x": 567059.5, "y": 244219.25,
    "description": None,
}  # fmt: skip


def row(**changed) -> tuple:
    """A good row with some cells changed."""
    return tuple({**CELLS, **changed}[name] for name in NAMES)


def bring(store, *rows, kind="file", rejects=None, feedback=None, columns=NAMES, flaws=None, **options):
    """Load rows as one batch."""
    run = Run(kind, "test", "anna", rejects, names=COLUMNS, **options)
    return load(store, run, [(columns, list(rows), flaws or {})], feedback)


def counts(result) -> tuple:
    return result.inserted, result.updated, result.unchanged, result.conflicts, result.rejected


def reports(store, columns="*") -> list:
    with store.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM report ORDER BY fid").fetchall()


def one(store, sql, *values):
    with store.connect() as connection:
        return connection.execute(sql, values).fetchone()


def new_store(folder: Path):
    return create_store(folder / "żółw.gpkg")


def reject_rows(path) -> list[dict]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def officer(store, sql="status_id = 2", where="1 = 1"):
    """An officer's change, after the import."""
    with store.connect() as connection:
        connection.execute(f"UPDATE report SET {sql}, base_version = version, modified_by = 'jan' WHERE {where}")


def impatient(monkeypatch) -> None:
    """Wait for other writers for a moment only."""
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("kmzb_qgis.store.postgres.connection.BUSY_S", 0.2)


def _other(store):
    """Another program's connection, for any thread."""
    if store.provider == "ogr":
        return sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    return open_connection(store.path)


@contextmanager
def another_writer(store):
    """Another program that holds what an import needs; gives a function that lets go, for any thread."""
    with closing(_other(store)) as other:
        other.execute("BEGIN IMMEDIATE")
        if store.provider != "ogr":
            other.execute("SELECT pg_advisory_xact_lock(hashtext('kmzb.import'))")
        yield lambda: other.execute("ROLLBACK")


@contextmanager
def another_reader(store):
    """Another program that reads; gives a function that ends that, for any thread."""
    with closing(_other(store)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM report").fetchone()
        yield lambda: other.execute("ROLLBACK")
