"""Reports written and changed through SQLite as clients do, for the tests of the store's rules."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

EXPECTED = json.loads((Path(__file__).parent / "expected_dates.json").read_text(encoding="utf-8"))
REPORTED = "2024-07-01T10:15:00.000Z"
KRAKOW = (567059, 244219)


def insert(db, point=KRAKOW, **columns):
    """Insert a report as an officer would (no import_run_id) and give its row."""
    columns = {"category_id": 11, "reported_at": REPORTED, **columns}
    names = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    x, y = point or (None, None)
    cursor = db.execute(
        f"INSERT INTO report (geom, {names}) VALUES (kmzb_point(?, ?), {places})", (x, y, *columns.values())
    )
    return row(db, cursor.lastrowid)


def observe(db, **columns):
    """Insert a report as an import does: everything given."""
    return insert(
        db,
        **{
            "id": f"id-{db.execute('SELECT count(*) FROM report').fetchone()[0]}",
            "plane": 3,
            "status_id": 1,
            "status_changed_at": REPORTED,
            "import_run_id": 1,
            **columns,
        },
    )


def change(db, number, base=True, **columns):
    """Update a report as a client does that says which version it read."""
    if base is True:
        base = row(db, number)["version"]
    columns = {**columns, "base_version": base}
    db.execute(f"UPDATE report SET {', '.join(f'{c} = ?' for c in columns)} WHERE fid = ?", (*columns.values(), number))
    return row(db, number)


def row(db, fid):
    return dict(db.execute("SELECT * FROM report WHERE fid = ?", (fid,)).fetchone())


def history(db, fid):
    return [
        dict(r)
        for r in db.execute(
            "SELECT h.* FROM report_history h JOIN report r ON r.id = h.report_id WHERE r.fid = ? ORDER BY h.fid",
            (fid,),
        )
    ]


def refused(code):
    return pytest.raises(sqlite3.IntegrityError, match=f"^KMZB-{code} ")
