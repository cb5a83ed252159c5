"""Rows, stores and counts for the tests of loading."""

from __future__ import annotations

import csv
from pathlib import Path

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.columns import COLUMNS, NAMES
from kmzb_qgis.store import create_store
from kmzb_qgis.store.loading import Run, load

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


def officer(store, sql="status_id = 2", where="1"):
    """An officer's change, after the import."""
    with store.connect() as connection:
        connection.execute(f"UPDATE report SET {sql}, base_version = version, modified_by = 'jan' WHERE {where}")
