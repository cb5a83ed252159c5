"""Erasure and the list of differences on a database: the same as on the same GeoPackage; nothing left in its files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import erasing_help as desk
from erasing_help import SECRETS
from loading_help import HOUR, MONDAY, bring, officer, one, row

from kmzb_qgis.store import erasing_write, lifecycle, moving, open_store
from kmzb_qgis.store.differences import differences
from kmzb_qgis.store.erasing import Rule, erase
from kmzb_qgis.toolbelt.errors import KmzbError

AGE, FINDINGS = Rule("age", months=12), Rule("findings")
WORDS = "SELECT fid, description, note, reason_text, version, source_digest FROM report ORDER BY fid"
STEPS = (
    "SELECT report_id, version, origin, action, was_description, was_note, was_reason_text FROM report_history"
    " ORDER BY report_id, version, fid"
)
RECORD = "SELECT rule, report_id, columns, texts, history_texts, attachments, answers, sheets FROM erasure ORDER BY fid"


@pytest.fixture
def both(tmp_path, qgis_app, cluster):
    """Two stores with the same reports, one a database."""
    file = desk.closed_store(tmp_path)
    database = cluster.empty()
    moving.move(file, database)
    return file, open_store(database)


def rows(store, *questions) -> list:
    with store.connect() as db:
        return [db.execute(question).fetchall() for question in questions]


def remains(cluster, store) -> list[str]:
    """Which texts can be read from the files of the database's tables, and of what the planner keeps of them."""
    name = store.path.name
    cluster.sql("CHECKPOINT", name)
    number = cluster.sql(f"SELECT oid FROM pg_database WHERE datname = '{name}'")[0][0]
    raw = b"".join(path.read_bytes() for path in (cluster.data / "base" / str(number)).iterdir() if path.is_file())
    return sorted(name for name, text in SECRETS.items() if text.encode() in raw)


@pytest.mark.parametrize("rule", [AGE, FINDINGS, Rule("chosen", numbers=("7",))], ids=lambda rule: rule.kind)
def test_the_same_texts_go(both, rule):
    file, database = both
    rehearsed = [erase(store, rule, "anna") for store in both]
    assert rehearsed[0].tables == rehearsed[1].tables and rehearsed[0].texts == rehearsed[1].texts > 0
    assert rows(database, WORDS) == rows(file, WORDS)
    done = [erase(store, rule, "anna", dry_run=False) for store in both]
    assert [(one.reports, one.texts, one.history_texts, one.cleaned) for one in done[:1]] == [
        (one.reports, one.texts, one.history_texts, one.cleaned) for one in done[1:]
    ]
    assert rows(database, WORDS, STEPS, RECORD) == rows(file, WORDS, STEPS, RECORD)
    assert one(database, "SELECT erased_by FROM erasure") == ("kmzb_root",)  # the log-in, whoever says to be somebody
    assert erase(database, rule, "anna", dry_run=False).reports == 0


def test_the_database_files_hold_no_erased_text(both, cluster):
    _, database = both
    assert remains(cluster, database)
    assert erase(database, AGE, "anna", dry_run=False).cleaned
    assert remains(cluster, database) == []


def test_only_an_administrator_erases(both, cluster):
    _, database = both
    name = database.path.name
    add = "SET search_path = kmzb, public; SELECT add_account('{0}', '{0}', '{{{1}}}')"
    for who, role in (("iga", "intake"), ("adam", "admin")):
        cluster.sql(add.format(f"{who}_{name}", role), name)
    intake, admin = (open_store(cluster.service(f"{name}_{who}", name, f"{who}_{name}")) for who in ("iga", "adam"))
    with pytest.raises(KmzbError, match="administrator"):
        erase(intake, AGE, "anna", dry_run=False)
    assert rows(database, RECORD) == [[]]
    with pytest.raises(KmzbError, match="administrator"):
        erase(intake, AGE, "anna")  # a rehearsal looks through everybody's texts
    # the role of another database of this server is not enough: an account in this one is
    cluster.sql(f"UPDATE kmzb.account SET valid = 0 WHERE login = 'adam_{name}'", name)
    with pytest.raises(KmzbError, match="administrator"):
        erase(admin, AGE, "anna", dry_run=False)
    assert rows(database, RECORD) == [[]]
    cluster.sql(f"UPDATE kmzb.account SET valid = 1 WHERE login = 'adam_{name}'", name)
    assert erase(admin, AGE, "anna", dry_run=False).reports == 1
    assert one(database, "SELECT erased_by FROM erasure") == (f"adam_{name}",)


def test_a_report_that_is_changed_meanwhile_keeps_its_texts(both, monkeypatch):
    """The erasure has chosen by one state of the store; it neither overwrites a later one nor leaves it half erased."""
    _, database = both
    write = erasing_write.write

    def later(*given):
        officer(database, "note = 'dopisek'", "fid = 1")
        write(*given)

    before = rows(database, RECORD)
    monkeypatch.setattr(erasing_write, "write", later)
    with pytest.raises(KmzbError, match=r"in use by another program\. Nothing was changed"):
        erase(database, AGE, "anna", dry_run=False)
    monkeypatch.undo()
    assert rows(database, RECORD) == before
    assert one(database, "SELECT note FROM report WHERE fid = 1") == ("dopisek",)
    assert SECRETS["description"] in {text for (text,) in rows(database, "SELECT description FROM report")[0]}
    assert erase(database, AGE, "anna", dry_run=False).reports == 1


def test_somebody_who_reads_for_long_is_told_of(both, monkeypatch):
    _, database = both
    monkeypatch.setattr("kmzb_qgis.store.postgres.connection.BUSY_S", 0.2)
    with database.connect() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM report").fetchone()
        with pytest.raises(KmzbError, match="remains of them may still be read"):
            erase(database, AGE, "anna", dry_run=False)
        reader.execute("ROLLBACK")
    assert erase(database, AGE, "anna", dry_run=False).cleaned


def test_the_same_differences(both):
    for store in both:
        officer(store, "status_id = 2", "fid = 2")
        bring(store, row(objectid=8, x=567100.0, status="Niepotwierdzone", modified=MONDAY + HOUR))
    lists = [differences(store.path, unseen=True).different for store in both]
    assert [[(d.number, d.there, d.here, d.there_at, d.category) for d in found] for found in lists[:1]] == [
        [(d.number, d.there, d.here, d.there_at, d.category) for d in found] for found in lists[1:]
    ]
    assert ("8", "Niepotwierdzone", "Weryfikacja") in [(d.number, d.there, d.here) for d in lists[1]]


def test_a_database_is_not_copied_as_a_file(both, tmp_path):
    with pytest.raises(KmzbError, match="kmzb:movestore"):
        lifecycle.save_copy(both[1].path, tmp_path / "kopia.gpkg")
    assert not (tmp_path / "kopia.gpkg").exists()


def test_texts_are_kept_in_no_statistics(both, cluster):
    _, database = both
    cluster.sql("ANALYZE", database.path.name)
    kept = "SELECT attname FROM pg_stats WHERE schemaname = 'kmzb' AND tablename IN ('report', 'report_history')"
    with database.connect() as db:
        names = {name for (name,) in db.execute(kept)}
    assert "status_id" in names and not names & {"description", "note", "reason_text", "was_description", "was_note"}
