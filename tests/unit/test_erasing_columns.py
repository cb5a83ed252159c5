"""Every column of a store that can hold words: erased, or kept for a reason that stands here.

Who adds a column to a migration decides here, or in ``erasing_choose.OTHERS``, what an erasure does with it.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis import editing
from kmzb_qgis.store import attachment_folder, create_store, erasing_choose, open_store
from kmzb_qgis.store.erasing import Rule, erase

sys.path.insert(0, str(Path(__file__).parents[1] / "gui"))
from erasing_help import age

NUMBERS = {"INTEGER", "INT", "REAL", "DOUBLE", "MEDIUMINT", "TINYINT", "BOOLEAN", "DATE", "DATETIME"}

OWN = {
    "report": ("description", "note", "reason_text", "source_digest"),
    "report_history": ("was_description", "was_note", "was_reason_text"),
    "attachment": ("path", "name", "sha256"),
    "source_line": ("marks",),
    "erasure_file": ("path",),  # by its next run at the latest: the rows of files that are gone are deleted
}
ERASED = {
    f"{table}.{column}"
    for table, columns in [*OWN.items(), *((entry[0], entry[3]) for entry in erasing_choose.OTHERS)]
    for column in columns
}

PLACE = "the place stays: it is no text (docs/erasure.md names it as what is not erased)"
OFFICER = "an officer, unit or account: who did what stays"
CODE = "a code of the plugin's own, held by rules or written by its own statements"
INSTANT = "an instant or a day"
LIST = "the catalogue's or the unit's own list, of no report"
KEY = "an identifier that the store made"
STORE = "about the store or its tables, of no report"
UNIT = "units and bodies: public authorities; the contact of a body is the unit's own address book"
KEPT = {
    "report.geom": PLACE, "report.id": KEY, "report.duplicate_of": KEY, "report.teryt": PLACE,
    "report.unit_id": OFFICER,
    "report.source_key": "a digest of category, day and place, none of a text: it keeps the report from coming twice",
    "report.reference": "the number that the service gave the citizen: the officer's way to find the report",
    "report.reported_local": INSTANT, "report.event_local": INSTANT,
    "report.modified_by": OFFICER, "report.officer": OFFICER,
    "report_history.report_id": KEY, "report_history.changed_by": OFFICER, "report_history.origin": CODE,
    "report_history.action": CODE, "report_history.was_geom": PLACE, "report_history.was_teryt": PLACE,
    "report_history.was_unit_id": OFFICER, "report_history.was_officer": OFFICER,
    "report_history.was_duplicate_of": KEY,
    "attachment.id": KEY, "attachment.report_id": KEY, "attachment.media_type": CODE, "attachment.added_at": INSTANT,
    "attachment.added_by": OFFICER, "attachment.removed_at": INSTANT, "attachment.removed_by": OFFICER,
    "hand_over.id": KEY, "hand_over.report_id": KEY, "hand_over.outcome": CODE, "hand_over.prepared_by": OFFICER,
    "hand_over.modified_by": OFFICER, "hand_over_history.hand_over_id": KEY, "hand_over_history.changed_by": OFFICER,
    "hand_over_history.was_outcome": CODE,
    "hand_over.number": "the number of the letter: it finds the file on the shelf",
    "hand_over_history.was_number": "likewise",
    "sheet_file.report_id": KEY, "sheet_file.made_at": INSTANT,
    "duplicate_effect.report_id": KEY, "duplicate_effect.cause": CODE, "duplicate_effect.by_id": KEY,
    "duplicate_effect.clock": INSTANT, "duplicate_due.kind": CODE, "service_state.said_at": INSTANT,
    "erasure.erased_by": OFFICER, "erasure.rule": CODE, "erasure.report_id": KEY, "erasure.columns": CODE,
    "erasure_file.kind": CODE, "refused_save.code": CODE, "refused_save.token": KEY,
    "import_run.started_at": INSTANT, "import_run.finished_at": INSTANT, "import_run.source_kind": CODE,
    "import_run.source": "the file or address that an import read", "import_run.extent": PLACE,
    "import_run.since": INSTANT, "import_run.started_by": OFFICER,
    "publication.version": KEY, "publication.published_at": INSTANT, "publication.as_of": INSTANT,
    "publication.valid_until": INSTANT, "publication.folder": STORE, "publication.kind": CODE,
    "schema_version.applied_at": INSTANT, "schema_version.plugin_version": STORE, "setting.name": CODE,
    "setting.value": "settings, among them the sheets' legal note: of no report",
    "zone_offset.since": INSTANT, "grid_10km.geom": PLACE, "grid_10km.code": PLACE,
    "report_cells_1km.geom": PLACE, "report_cells_5km.geom": PLACE,
    **{f"body.{name}": UNIT for name in ("name", "contact", "kind", "address", "email", "phone", "territory")},
    "body.categories": LIST, "body_kind.id": LIST, "body_kind.name": LIST,
    **{f"category.{name}": LIST for name in ("name", "valid_from", "valid_to", "public", "icon")},
    **{f"status.{name}": LIST for name in ("name", "key", "colour", "public")},
    "closing_reason.name": LIST, "transition.label": LIST,
    "working_copy.copy_id": KEY, "working_copy.store_id": KEY, "working_copy.taken_by": OFFICER,
    "working_copy.store_name": STORE, "working_copy.area": "what was taken out, as a unit's name or a layer's",
    **{f"{table}.{name}": KEY for table in ("taken_row", "checked_in") for name in ("row_id", "report_id")},
    "taken_row.kind": CODE, "checked_in.kind": CODE, "checked_in.copy_id": KEY, "checked_in.came_by": OFFICER,
    "taken_row.digest": "of the columns that hold no words", "checked_in.copy_digest": "likewise",
    "taken_row.reference": "as report.reference", "checked_in.reference": "likewise",
    "checked_in_step.copy_id": KEY, "checked_in_step.report_id": KEY, "checked_in_step.made_by": OFFICER,
    "checked_in_step.came_by": OFFICER,
    **{f"unit.{name}": UNIT for name in ("geom", "id", "level", "teryt", "name", "parent_id")},
    "unit.valid_from": INSTANT, "unit.valid_to": INSTANT,
}  # fmt: skip
# What only a database has, and what it calls otherwise.
KEPT_THERE = {
    **{f"account.{name}": OFFICER for name in ("login", "name", "roles", "counties", "made_by")},
    **{f"account.{name}": OFFICER for name in ("unit_level", "unit_id")},
    **{f"account_history.{name}": OFFICER for name in ("login", "roles", "unit_level", "unit_id", "changed_by")},
    "half_saved.moved_by": OFFICER, "refused_save.login": OFFICER,
    "report_cells_1km_kept.geom": PLACE, "report_cells_5km_kept.geom": PLACE,
    **{f"schema_manifest.{name}": STORE for name in ("kind", "name", "digest")},
    "unit_leaving.teryt": PLACE, "unit_leaving.unit_id": OFFICER,
}  # fmt: skip
NOT_THERE = {"report_cells_1km.geom", "report_cells_5km.geom"}  # views
NO_WORDS = ("integer", "bigint", "smallint", "double precision", "boolean", "date", "timestamp with time zone")
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'rtree%'"
DAY = "2024-01-01T00:00:00.000Z"
# Tables of GeoPackage, SQLite and QGIS: numbers of rows, boxes around places, names of tables, styles and forms.
THEIRS = re.compile(r"gpkg_\w+|rtree_\w+|sqlite_\w+|layer_styles")


@pytest.fixture
def store(tmp_path):
    store = create_store(tmp_path / "zgłoszenia.gpkg")
    editing.install(store, "pl")
    return store


def wordy(db) -> set[str]:
    """All columns of all tables of the plugin's that are not declared as numbers or days."""
    found = set()
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not THEIRS.fullmatch(table):
            rows = db.execute(f'PRAGMA table_info("{table}")').fetchall()
            found |= {f"{table}.{row[1]}" for row in rows if row[2].upper() not in NUMBERS}
    return found


def test_somebody_has_decided_on_every_column(store):
    with store.connect() as db:
        found = wordy(db)
    assert not ERASED & set(KEPT), "erased and kept at once"
    undecided = found - ERASED - set(KEPT)
    assert not undecided, f"erase them (erasing_choose.OTHERS) or say here why they stay: {sorted(undecided)}"
    assert not (ERASED | set(KEPT)) - found, "decided on, but there is no such column"


def test_somebody_has_decided_on_every_column_of_a_database(cluster):
    with open_store(cluster.store()).connect() as db:
        found = {
            name
            for (name,) in db.execute(
                "SELECT table_name || '.' || column_name FROM information_schema.columns"
                " JOIN information_schema.tables USING (table_schema, table_name)"
                " WHERE table_schema = 'kmzb' AND table_type = 'BASE TABLE' AND data_type <> ALL (?)",
                (list(NO_WORDS),),
            )
        }
    decided = (ERASED | set(KEPT)) - NOT_THERE
    assert not decided & set(KEPT_THERE)
    undecided = found - decided - set(KEPT_THERE)
    assert not undecided, f"erase them (erasing_choose.OTHERS) or say here why they stay: {sorted(undecided)}"
    assert not (decided | set(KEPT_THERE)) - found, "decided on, but there is no such column"


def test_the_planner_of_a_database_keeps_no_value_of_an_erased_column(cluster):
    """Its samples (pg_statistic) would outlive what they were taken from."""
    asked = (
        "SELECT t.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid"
        " WHERE t.relnamespace = 'kmzb'::regnamespace AND t.relkind = 'r' AND a.attnum > 0 AND a.attstattarget = 0"
    )
    with open_store(cluster.store()).connect() as db:
        found = {name for (name,) in db.execute(asked)}
    assert found == ERASED


def test_a_new_column_would_be_seen(store):
    with store.connect() as db:
        db.execute("ALTER TABLE report ADD COLUMN remark TEXT")
        db.execute("CREATE TABLE talk (fid INTEGER PRIMARY KEY, words)")
        assert wordy(db) - ERASED - set(KEPT) == {"report.remark", "talk.words"}


def bytes_of(store, cluster=None) -> bytes:
    """All that the store's files hold: the GeoPackage and what lies beside it, or a database's folder."""
    if cluster is None:
        files = store.path.parent.glob(f"{store.path.name}*")
    else:
        cluster.sql("CHECKPOINT", store.path.name)
        asked = f"SELECT oid FROM pg_database WHERE datname = '{store.path.name}'"
        files = (cluster.data / "base" / str(cluster.sql(asked)[0][0])).iterdir()
    return b"".join(path.read_bytes() for path in files if path.is_file())


def test_no_mark_in_any_erased_column_is_left_in_the_file(store):
    """Past the rules, a mark of its own goes into each column that is erased; then the bytes are searched."""
    no_mark_is_left(store)


def test_no_mark_in_any_erased_column_is_left_in_a_databases_files(cluster, tmp_path):
    store = open_store(cluster.store())
    attachment_folder.name(store, tmp_path)  # or the paths wait in erasure_file until there is one
    no_mark_is_left(store, cluster)


def no_mark_is_left(store, cluster=None):
    columns = sorted(ERASED - {"source_line.marks", "erasure_file.path"})
    marks = {column: f"znacznik-{column.replace('.', '-').replace('_', '-')}" for column in columns}
    with store.connect() as db:
        _fill(db, marks)
    raw = bytes_of(store, cluster)
    assert [column for column in columns if marks[column].encode() not in raw] == []
    rehearsed = erase(store, Rule("chosen", numbers=("R-1",)), "anna")
    done = erase(store, Rule("chosen", numbers=("R-1",)), "anna", dry_run=False)
    told = {name.partition(".")[0] for name, _ in rehearsed.tables}
    assert rehearsed.tables == done.tables
    assert told == {column.partition(".")[0] for column in columns}
    assert done.cleaned
    raw = bytes_of(store, cluster)
    assert [column for column in columns if marks[column].encode() in raw] == []
    with store.connect() as db:  # of another report nothing went
        assert db.execute("SELECT description, note FROM report WHERE id = 'r2'").fetchone() == (
            "obcy opis",
            "obca nota",
        )


def _fill(db, marks: dict[str, str]) -> None:
    """Report r1 (R-1), closed, with a row in every table that has words about it; each wordy column holds its mark."""
    db.execute(
        "INSERT INTO report (id, reference, category_id, description, note)"
        " VALUES ('r2', 'R-2', 11, 'obcy opis', 'obca nota')"
    )
    db.execute("INSERT INTO report (id, reference, category_id, description) VALUES ('r1', 'R-1', 11, 'x')")
    fid = db.execute("SELECT fid FROM report WHERE id = 'r1'").fetchone()[0]
    there = not isinstance(db, sqlite3.Connection)
    tables = sorted({column.partition(".")[0] for column in marks}) if there else []
    triggers = [] if there else db.execute(TRIGGERS).fetchall()
    for name, _ in triggers:
        db.execute(f'DROP TRIGGER "{name}"')
    for table in tables:
        db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    db.execute(
        "INSERT INTO report_history (report_id, version, changed_at, origin, action)"
        " VALUES ('r1', 2, '2024-01-01T00:00:00.000Z', 'officer', 'undo')"
    )
    db.execute(
        "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at)"
        " VALUES ('a', 'r1', 'p', 'image/jpeg', 1, 's', '2024-01-01T00:00:00.000Z')"
    )
    db.execute("INSERT INTO hand_over (id, report_id, body_id) VALUES ('h', 'r1', 1)")
    db.execute("INSERT INTO hand_over_history (hand_over_id, version, changed_at) VALUES ('h', 1, ?)", (DAY,))
    db.execute("INSERT INTO sheet_file (report_id, path, made_at) VALUES ('r1', 'p', ?)", (DAY,))
    key = {"report": "id = 'r1'", "report_history": "action = 'undo'"}
    for column, mark in marks.items():
        table, _, name = column.partition(".")
        if name == "source_digest":  # its first part is no description's
            mark = f"=0:{mark}"
        db.execute(f"UPDATE {table} SET {name} = ? WHERE {key.get(table, '1 = 1')}", (mark,))
    for _, text in triggers:
        db.execute(text)
    for table in tables:
        db.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    age(db, fid)
