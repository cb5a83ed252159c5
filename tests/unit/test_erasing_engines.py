"""Erasures on both engines: what is blanked, what stays, who may, and that nothing of a text is left in any row."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import redaction
from kmzb_qgis.store.erasing import Rule, erase
from kmzb_qgis.store.postgres import erasing as of_databases
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database, who
from people import claims
from store_rows import change, history, insert, refused, row

CLOSED = "2024-03-25T10:00:00.000Z"
PHONE = "dzwonić 601 234 567"
WORDS = ("Zenobiusz pali", "Zenobiusz krzyczy", PHONE, "sprawdzono u Zenobiusza", "odpowiedź Zenobii")


@pytest.fixture
def store(new_store):
    return new_store()


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("INSERT INTO body (id, name, kind) VALUES (1, 'Zarząd Dróg', 'road')")
        fid = insert(connection, reference="R-1", description=WORDS[0])["fid"]
        change(connection, fid, note=PHONE, status_id=2)
        change(connection, fid, description=WORDS[1])
        change(connection, fid, status_id=3)
        change(connection, fid, status_id=4, handed_to=1)
        connection.execute(
            "UPDATE hand_over SET answered_on = handed_on, outcome = 'other', answer = ?, base_version ="
            " (SELECT version FROM report WHERE fid = ?)", (WORDS[4], fid),
        )  # fmt: skip
        change(connection, fid, status_id=2, reason_id=40)
        change(connection, fid, status_id=6, reason_id=20, reason_text=WORDS[3])
        insert(connection, reference="R-2", description="obcy opis", note=PHONE)
        connection.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        connection.execute("UPDATE report SET closed_at = ? WHERE fid = ?", (CLOSED, fid))
        connection.execute("DELETE FROM trigger_guard")
        yield connection


def texts(db) -> str:
    """All words of all tables that an erasure is to clean, of both reports."""
    tables = ("report", "report_history", "hand_over", "hand_over_history", "erasure", "sheet_file")
    return "\n".join(str(tuple(found)) for table in tables for found in db.execute(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("rule", [Rule("chosen", numbers=("R-1",)), Rule("age", months=3)], ids=lambda rule: rule.kind)
def test_texts_go_and_facts_stay(store, db, rule):
    before, old = row(db, 1), history(db, 1)
    rehearsed = erase(store, rule, "anna")
    assert row(db, 1) == before and history(db, 1) == old
    done = erase(store, rule, "anna", dry_run=False)
    assert rehearsed.tables == done.tables and done.cleaned
    assert (done.reports, done.texts, done.answers) == (1, 3, 1)
    left = texts(db)
    assert [word for word in (*WORDS[:2], *WORDS[3:]) if word in left] == []
    after, (*kept, last) = row(db, 1), history(db, 1)
    assert (after["description"], after["note"], after["reason_text"]) == ("", "", "")
    gone = {"description": "", "note": "", "reason_text": "", "version": before["version"] + 1}
    assert after == {**before, **gone, "source_digest": after["source_digest"]}
    facts = [{k: v for k, v in entry.items() if not isinstance(v, str) or "was_" not in k} for entry in old]
    assert [{k: v for k, v in entry.items() if k in fact} for entry, fact in zip(kept, facts)] == facts
    assert (last["origin"], last["changed_by"], last["claimed"]) == ("erasure", who(db, "anna"), claims(db))
    assert [entry["was_description"] for entry in kept][2:4] == ["[…1]", "[…2]"]
    assert (row(db, 2)["description"], row(db, 2)["note"]) == ("obcy opis", PHONE)
    (entry,) = db.execute("SELECT * FROM erasure").fetchall()
    assert (entry["erased_by"], entry["texts"], entry["answers"]) == (who(db, "anna"), 3, 1)
    assert db.execute("SELECT count(*) FROM trigger_guard").fetchone()[0] == 0


def test_findings_alone_go(store, db):
    assert redaction.marks(PHONE)
    done = erase(store, Rule("findings"), "anna", dry_run=False)
    assert done.reports == 2 and "601 234 567" not in texts(db)
    assert {row(db, fid)["note"] for fid in (1, 2)} == {"dzwonić […]"}
    assert (row(db, 1)["description"], row(db, 2)["description"]) == (WORDS[1], "obcy opis")


def test_under_an_erasure_nothing_else_changes(store, db):
    erase(store, Rule("chosen", numbers=("R-1",)), "anna", dry_run=False)
    for held, statement, code in (
        (2, "UPDATE report SET status_id = 1 WHERE fid = 1", 447),
        (2, "UPDATE report SET note = '' WHERE fid = 2", 447),
        (1, "UPDATE report_history SET was_note = 'x' WHERE version = 2", 447),
        (2, "UPDATE report_history SET was_status_id = 3", 447),
        (2, "DELETE FROM report_history", 419),
        (2, "UPDATE erasure SET texts = 0", 448),
    ):
        db.execute("INSERT INTO trigger_guard (held) VALUES (?)", (held,))
        with refused(code):
            db.execute(statement)
        db.execute("DELETE FROM trigger_guard")


def test_a_report_whose_save_is_being_refused_waits(store, db):
    db.execute("INSERT INTO refused_save (report_fid, code, token, until) VALUES (1, 'KMZB-409', 't', 9e9)")
    before = texts(db)
    with pytest.raises(KmzbError, match="just saving"):
        erase(store, Rule("chosen", numbers=("R-1",)), "anna", dry_run=False)
    assert texts(db) == before


def test_nobody_but_an_administrator_erases_in_a_database(store, db, cluster):
    if not of_database(db):
        pytest.skip("a GeoPackage knows no log-ins: who may write the file may erase")
    name = db.execute("SELECT current_database()").fetchone()[0]
    officer = cluster.officer(f"ola_{name}", name)
    with replace(store, path=officer).connect() as own, pytest.raises(KmzbError, match="administrator"):
        of_databases.as_owner(own)
    before = texts(db)
    with pytest.raises(KmzbError, match="administrator"):
        erase(replace(store, path=officer), Rule("chosen", numbers=("R-1",)), "anna", dry_run=False)
    assert texts(db) == before
