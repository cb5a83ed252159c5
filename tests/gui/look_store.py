"""A store for the tests of form and look: one report a status, with the ended category among them."""

from __future__ import annotations

from kmzb_qgis import catalogue, editing
from kmzb_qgis import store as stores
from tests.gui.engines import count_on

BOOK = catalogue.load()
REPORTED = "2024-07-01T21:30:00.000Z"  # 23:30 in Warsaw
DROWNING = 20  # a category that ended in 2022


def make(path, language="pl"):
    """A store whose report number n (fid) is stored with status n, category n; report 8 has an ended category."""
    return fill(stores.create_store(path), language)


def fill(store, language="pl"):
    """The same in an empty store."""
    rows = [(n, f"r{n}", n, n, 500_000 + 2_000 * n, 500_000) for n in (status.id for status in BOOK.statuses)]
    rows.append((8, "r8", DROWNING, 1, 520_500, 500_000))
    with store.connect() as connection:
        connection.executemany(
            "INSERT INTO report (fid, id, plane, category_id, status_id, description, reported_at, status_changed_at,"
            " geom, import_run_id)"
            " VALUES (?, ?, 3, ?, ?, 'Zażółć <b>gęślą</b> jaźń', ?, ?, kmzb_point(?, ?), 1)",
            [(fid, key, category, status, REPORTED, REPORTED, x, y) for fid, key, category, status, x, y in rows],
        )
    editing.install(store, language)
    return count_on(store)


def row(store, fid, columns="*"):
    """A report's columns as the database holds them."""
    with store.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM report WHERE fid = ?", (fid,)).fetchone()
