"""A store with confirmed reports and bodies, for the tests of hand-overs."""

from __future__ import annotations

from datetime import timedelta

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import create_store
from tests.gui.engines import count_on

TODAY = warsaw.day_of(warsaw.now())
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))
KRAKOW = (567066.9, 244247.1)


def make(path):
    """Reports 1-3 confirmed (KR-1, KR-2; 3 without a place), 4 new; bodies 1 (roads, 14 days) and 2 (municipality)."""
    return fill(create_store(path))


def fill(store):
    """The same in an empty store."""
    with store.connect() as db:
        db.execute(
            "INSERT INTO body (id, name, kind, address, email, phone, answer_days, categories, territory) VALUES"
            " (1, 'Zarząd Dróg w Łącku', 'road', 'ul. Źródlana 1, 33-390 Łącko', 'drogi@example.org', '18 1', 14,"
            " '{11,14}', ''), (2, 'Gmina Żółw', 'municipality', '', '', '', 30, '{11}', '1261')"
        )
        for fid, (status, place) in enumerate(((3, KRAKOW), (3, KRAKOW), (3, None), (1, KRAKOW)), 1):
            db.execute(
                "INSERT INTO report (id, geom, reference, plane, category_id, status_id, description, note, teryt,"
                " reported_at, status_changed_at, import_run_id) VALUES"
                " (?, kmzb_point(?, ?), ?, 3, 11, ?, 'Zażółć gęślą jaźń', 'Notatka tajna', '1261011', ?, ?, 1)",
                (f"r{fid}", *(place or (None, None)), f"KR-{fid}", status, RECENT, RECENT),
            )
    return count_on(store)


def row(store, fid):
    """A report's row by column."""
    with store.connect() as db:
        cursor = db.execute("SELECT * FROM report WHERE fid = ?", (fid,))
        return dict(zip((column[0] for column in cursor.description), cursor.fetchone()))


def count(store):
    """How many hand-overs there are."""
    with store.connect() as db:
        return db.execute("SELECT count(*) FROM hand_over").fetchone()[0]
