"""A large store of version 0.3.0 (schema 5) becomes one of now: whole, sound, and under all rules."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.store import create_store, deciding, lifecycle, migrations, open_store
from kmzb_qgis.store.functions import point_blob

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import change, history, insert, refused, row

COUNT = 20_000
RELEASED = 5  # the schema of version 0.3.0
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=30))
MANY = """
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
  INSERT INTO report (geom, id, service_id, plane, category_id, status_id, description, reported_at, status_changed_at,
    reason_id, import_run_id)
  SELECT :point, 'r' || i, i, 3, 11, 1 + i % 7, 'Zgłoszenie ' || i || ' – żółć', :at, :at, NULL, 1 FROM n
"""
# What ALTER TABLE leaves of a statement's blanks does not matter.
SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    store = lifecycle._create(tmp_path_factory.mktemp("alt") / "żółw.gpkg", RELEASED)
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO body (id, name, contact) VALUES (1, 'Zarząd Dróg', 'biuro@zd.example'), (2, 'PKP', NULL)"
        )
        db.execute(MANY, {"count": COUNT, "point": point_blob(567059, 244219), "at": RECENT})
        db.execute(
            "UPDATE report SET status_id = 4, handed_to = 1 + fid % 2, modified_by = 'Jan', base_version = version"
            " WHERE status_id = 3 AND fid % 70 = 2"
        )
        for key, master in (("r7", "r14"), ("r14", "r21"), ("r28", "r35"), ("r35", "r28"), ("r42", "niema")):
            change(db, int(key[1:]), duplicate_of=master, modified_by="Jan")  # a chain, a circle, a link to nothing
        db.execute(
            "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at)"
            " VALUES ('a', 'r1', 'aa/a.jpg', 'image/jpeg', 10, ?, ?)",
            ("ab" * 32, RECENT),
        )
        db.execute("COMMIT")
    return store


@pytest.fixture(scope="module")
def before(old):
    with old.connect() as db:
        return {
            "reports": db.execute(
                "SELECT fid, id, status_id, description, handed_to FROM report ORDER BY fid"
            ).fetchall(),
            "history": db.execute("SELECT count(*) FROM report_history").fetchone()[0],
            "handed": db.execute("SELECT count(*) FROM report WHERE handed_to IS NOT NULL").fetchone()[0],
        }


@pytest.fixture(scope="module")
def store(old, before):
    return open_store(old.path)


def test_the_old_one_is_of_that_version(old, before):
    assert len(before["reports"]) == COUNT and before["handed"] > 200


def test_it_comes_to_the_newest_schema_with_a_copy_of_before(store):
    assert store.schema == migrations.latest() > RELEASED and not store.read_only
    copies = [path for path in store.path.parent.iterdir() if path.suffix == ".gpkg" and path != store.path]
    assert len(copies) == 1 and open_store(copies[0], read_only=True).schema == RELEASED


def test_it_is_sound(store):
    with store.connect() as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("trigger_guard", "duplicate_due", "refused_save", "erasure_file"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        known = {name for (name,) in db.execute("SELECT table_name FROM gpkg_contents")}
        tables = {name for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg_%' AND name NOT LIKE 'rtree_%'"
            " AND name NOT LIKE 'sqlite_%'")}  # fmt: skip
        fresh = tables - known
    assert not {name for name in fresh if name.startswith(("report", "hand", "body", "place", "duplicate", "erasure"))}


def test_all_rules_are_those_of_a_new_store(store, tmp_path):
    def schema(one):
        with one.connect() as db:
            return {(kind, name): " ".join((sql or "").split()) for kind, name, sql in db.execute(SCHEMA)}

    now, new = schema(store), schema(create_store(tmp_path / "nowy.gpkg"))
    assert now.keys() == new.keys()
    assert [key for key in now if now[key] != new[key]] == []
    assert sum(kind == "trigger" for kind, _ in now) > 60


def test_nothing_is_lost(store, before):
    with store.connect() as db:
        asked = "SELECT fid, id, status_id, description, handed_to FROM report ORDER BY fid"
        assert db.execute(asked).fetchall() == before["reports"]
        assert db.execute("SELECT count(*) FROM report_history").fetchone()[0] >= before["history"]
        assert db.execute("SELECT contact, valid, categories FROM body WHERE id = 1").fetchone() == (
            "biuro@zd.example", 1, "{}",
        )  # fmt: skip
        assert db.execute("SELECT count(*), total(version) FROM hand_over").fetchone() == (before["handed"],) * 2
        assert db.execute("SELECT count(*) FROM overdue_hand_overs").fetchone()[0] == 0, "nobody asked for an answer"
        links = dict(db.execute("SELECT id, duplicate_of FROM report WHERE id IN ('r7', 'r14', 'r28', 'r35', 'r42')"))
        assert links == {"r7": "r21", "r14": "r21", "r28": None, "r35": None, "r42": None}
        assert db.execute("SELECT count(*) FROM attachment").fetchone()[0] == 1


def test_the_old_reports_live_under_the_rules(store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        with refused(451):
            change(db, 8, status_id=6)  # r8 is in Weryfikacja
        with refused(419):
            db.execute("DELETE FROM report_history")
        closed = change(db, 6, note="dopisek")  # closed, without a reason, as it was imported
        assert (closed["status_id"], closed["reason_id"], closed["note"]) == (7, None, "dopisek")
        deciding.decide(store, [21], {"status_id": 2}, {21: row(db, 21)["version"]}, "Jan")
        deciding.decide(store, [21], {"status_id": 7, "reason_id": 30}, {21: row(db, 21)["version"]}, "Jan")
        assert {row(db, fid)["status_id"] for fid in (7, 14, 21)} == {7}
        deciding.undo(store, 21, "Jan")
        assert [row(db, fid)["status_id"] for fid in (7, 14, 21)] == [1, 1, 2]
        assert history(db, 7)[-1]["action"] == "duplicate"
        assert insert(db)["status_id"] == load().new_statuses[0]
