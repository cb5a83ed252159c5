"""Stores with texts to erase, and where the texts still stand."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from loading_help import MONDAY, bring, new_store, officer, one, row

SECRETS = {
    "description": "Sąsiad Zenobiusz Wyrwidąb pali śmieci",
    "earlier": "Pierwszy opis Zenobiusza, potem poprawiony",
    "note": "dzwonić do Zenobii po zmroku 601 234 567",
    "earlier_note": "notatka pierwsza, nieaktualna, o Zenobiuszu",
    "reason_text": "sprawdzono u Zenobiusza W.",
}
FILE_NAME = "zdjęcie Zenobiusza.jpg"
DESCRIBED = {"objectid": 7, "description": SECRETS["earlier"]}
LISTED_REASON = "SELECT name FROM closing_reason WHERE status_id = 6 ORDER BY id LIMIT 1"


def closed_store(folder: Path):
    """Report 1 (OBJECTID 7) has texts, also in its history, and was closed on 25 March 2024; report 2 is open."""
    store = new_store(folder)
    bring(store, row(**DESCRIBED), row(objectid=8, x=567100.0))
    with store.connect() as db:
        closing = "UPDATE report SET {}, base_version = version, modified_by = 'jan' WHERE fid = {}"
        db.execute(closing.format("note = ?, status_id = 2", 1), (SECRETS["earlier_note"],))
        db.execute(closing.format("note = ?, description = ?", 1), (SECRETS["note"], SECRETS["description"]))
        db.execute(closing.format("reason_text = ?", 1), (SECRETS["reason_text"],))
        db.execute(closing.format("status_id = 6, reason_id = 20, reason_text = ?", 1), (SECRETS["reason_text"],))
        db.execute(closing.format("note = ?", 2), ("telefon 600 100 200, zadzwonić",))
        age(db, 1)
    return store


def age(db, fid: int, closed_at: str = "2024-03-25T10:00:00.000Z") -> None:
    """Have a report be closed long ago."""
    db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
    db.execute("UPDATE report SET closed_at = ? WHERE fid = ?", (closed_at, fid))
    db.execute("DELETE FROM trigger_guard")


def attach(store, fid: int = 1, path: str = "r1/zdjecie.jpg", content: bytes = b"JPEG") -> Path:
    """Give a report an attachment beside the store, also one whose file another has."""
    place = store.path.with_name(f"{store.path.name}.attachments") / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    with store.connect() as db:
        named = "name" in {row[1] for row in db.execute("PRAGMA table_info(attachment)")}
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute(
            "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, added_by)"
            " SELECT lower(hex(randomblob(16))), id, ?, 'image/jpeg', ?, ?, '2024-03-25T10:00:00.000Z', 'jan'"
            " FROM report WHERE fid = ?",
            (path, len(content), "ab" * 32, fid),
        )
        if named:
            db.execute("UPDATE attachment SET name = ?", (FILE_NAME,))
        db.execute("DELETE FROM trigger_guard")
    return place


def remains(store, texts=None) -> list[str]:
    """Which texts can be read from the bytes of the store and of what SQLite keeps beside it."""
    files = [path for path in store.path.parent.iterdir() if path.is_file() and path.name.startswith(store.path.stem)]
    files = [path for path in files if "backup" not in path.name]
    bytes_of = b"".join(path.read_bytes() for path in files)
    return sorted(name for name, text in (texts or SECRETS).items() if text.encode("utf-8") in bytes_of)


__all__ = [
    "DESCRIBED",
    "MONDAY",
    "SECRETS",
    "age",
    "attach",
    "bring",
    "closed_store",
    "officer",
    "one",
    "remains",
    "row",
]
