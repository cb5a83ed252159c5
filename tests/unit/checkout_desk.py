"""A store, a working copy of it, and officers on both sides, for the tests of checking out and in."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import insert

from kmzb_qgis.store import attachment_paths, checkin, checkout, open_store
from kmzb_qgis.store.checkout import Wanted

BOX = "POLYGON((560000 240000, 580000 240000, 580000 250000, 560000 250000, 560000 240000))"
TABLES = (
    "report", "report_history", "hand_over", "hand_over_history", "attachment", "body", "duplicate_effect", "setting",
    "service_state", "place_due", "checked_in", "checked_in_step", "working_copy", "erasure", "unit",
)  # fmt: skip
KRAKOW, RADOM = (567059, 244219), (640000, 400000)


def made(store, count: int = 4):
    """A store with reports r1…rN in Kraków, and 'far' in Radom; R-1… are their numbers."""
    with rows(store) as db:
        for number in range(1, count + 1):
            insert(db, id=f"r{number}", reference=f"R-{number}", description=f"opis {number} żółć", modified_by="Ewa")
        insert(db, RADOM, id="far", reference="R-far", modified_by="Ewa")
    return store


def known(store, who: str) -> str:
    """Whom the store's history names for a person: a database knows the log-in, whatever the client claims."""
    return who if store.provider == "ogr" else "kmzb_root"


def rows(store):
    """A connection whose rows are read by name."""
    return _Rows(store)


class _Rows:
    def __init__(self, store):
        self._held = store.connect()

    def __enter__(self):
        db = self._held.__enter__()
        db.row_factory = sqlite3.Row
        return db

    def __exit__(self, *what):
        return self._held.__exit__(*what)


def take(store, target: Path, area: str = BOX, unit: str = "", files: bool = True, **more):
    """A working copy."""
    files = attachment_paths.folder_of(target) if files else None
    checkout.fill(store, target, files, Wanted(unit, area, "Kraków", **more), "Jan")
    return open_store(target)


def change(store, report: str, who: str = "Jan", **columns) -> int:
    """An officer's change of a report by its id; returns the version that it reached."""
    with store.connect() as db:
        sets = ", ".join(f"{name} = ?" for name in columns)
        db.execute(
            f"UPDATE report SET {sets}, modified_by = ?, base_version = version WHERE id = ?",
            (*columns.values(), who, report),
        )
        return db.execute("SELECT version FROM report WHERE id = ?", (report,)).fetchone()[0]


def value(store, report: str, column: str):
    """A value of a report by its id."""
    with store.connect() as db:
        found = db.execute(f"SELECT {column} FROM report WHERE id = ?", (report,)).fetchone()
        return found and found[0]


def bring(copy, store, decisions=None, **more):
    """Check in as Ola."""
    return checkin.bring(copy.path, store, decisions or {}, "Ola", **more)


def dump(store) -> dict:
    """All that a store holds, table by table, to be compared."""
    with store.connect() as db:
        return {name: list(map(tuple, db.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall())) for name in TABLES}


def history(store, report: str) -> list:
    """(version, who, origin, action) of a report's changes."""
    with store.connect() as db:
        found = db.execute(
            "SELECT version, changed_by, origin, action FROM report_history WHERE report_id = ? ORDER BY fid", (report,)
        ).fetchall()
        return [tuple(row) for row in found]


def erase(store, report: str) -> None:
    """An erasure of a report's texts as ``store.erasing`` writes it, in SQL that both engines take."""
    with store.connect() as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute(
            "INSERT INTO erasure (erased_at, erased_by, rule, report_id, columns, texts, history_texts, attachments,"
            " answers, sheets) SELECT officer_modified_at, 'Ewa', 'chosen', id, 'description', 1, 1, 0, 0, 0"
            " FROM report WHERE id = ?",
            (report,),
        )
        db.execute("INSERT INTO trigger_guard (held) VALUES (2)")
        db.execute("UPDATE report_history SET was_description = '[…1]', was_note = '' WHERE report_id = ?", (report,))
        db.execute(
            "INSERT INTO report_history (report_id, version, changed_at, changed_by, origin, action, status_id,"
            " category_id, was_category_id, was_status_id, was_description, was_reported_at, was_geom,"
            " was_publish_plane2, was_reason_text, was_note)"
            " SELECT id, version + 1, officer_modified_at, 'Ewa', 'erasure', 'update', status_id, category_id,"
            " category_id, status_id, '[…1]', reported_at, geom, publish_plane2, '', '' FROM report WHERE id = ?",
            (report,),
        )
        db.execute("UPDATE report SET description = '', note = '', version = version + 1 WHERE id = ?", (report,))
        db.execute("DELETE FROM trigger_guard")
        db.execute("COMMIT")
