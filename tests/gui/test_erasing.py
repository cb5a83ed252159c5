"""Erasure: texts are gone from report, history and file; that they were there, and all else, stays."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import erasing_help as desk
from erasing_help import DESCRIBED, MONDAY, SECRETS, bring, one, remains, row
from loading_help import HOUR, counts, officer

from kmzb_qgis.editing import history
from kmzb_qgis.store import erasing_clean, erasing_write, lifecycle, open_store
from kmzb_qgis.store.erasing import Rule, erase
from kmzb_qgis.store.refusals import explain
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from kmzb_qgis.toolbelt.progress import Progress

AGE = Rule("age", months=12)
TEXTS = "description, note, reason_text"


@pytest.fixture
def store(tmp_path, qgis_app):
    return desk.closed_store(tmp_path)


def everything(store):
    """All rows of all tables, as text."""
    with store.connect() as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: db.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


def test_a_rehearsal_counts_and_changes_nothing(store):
    before, size = everything(store), store.path.read_bytes()
    done = erase(store, AGE, "anna")
    assert (done.reports, done.texts, done.attachments, done.rehearsed) == (1, 3, 0, True)
    assert done.history_texts == len(history_texts(store))
    assert everything(store) == before and store.path.read_bytes() == size


def history_texts(store):
    with store.connect() as db:
        rows = db.execute("SELECT was_description, was_note, was_reason_text FROM report_history").fetchall()
    return [text for texts in rows for text in texts if text and not text.startswith("telefon")]


def test_texts_are_gone_from_report_history_and_file(store):
    assert remains(store) == sorted(SECRETS)
    steps = one(store, "SELECT count(*) FROM report_history")[0]
    done = erase(store, AGE, "anna", dry_run=False)
    assert (done.reports, done.texts, done.cleaned, done.left) == (1, 3, True, ())
    assert one(store, f"SELECT {TEXTS} FROM report WHERE fid = 1") == ("", "", "")
    assert one(store, "SELECT note FROM report WHERE fid = 2") == ("telefon 600 100 200, zadzwonić",)
    assert all(text.startswith("[…") for text in history_texts(store))
    assert one(store, "SELECT count(*) FROM report_history")[0] == steps + 1
    assert remains(store) == []
    with store.connect() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM trigger_guard").fetchone() == (0,)


def test_the_record_says_what_was_done_and_never_the_text(store):
    erase(store, AGE, "anna", dry_run=False)
    with store.connect() as db:
        found = db.execute(
            "SELECT erased_by, rule, columns, texts, history_texts, attachments, answers FROM erasure"
        ).fetchall()
        report = db.execute("SELECT e.report_id = r.id FROM erasure e, report r WHERE r.fid = 1").fetchone()
    assert found == [
        ("anna", "age:12", "description note reason_text fingerprint", 3, len(history_texts(store)) - 3, 0, 0)
    ]
    assert report == (1,)


def test_the_fact_of_each_change_stays_readable(store):
    before = [(step.who, step.action, {c.column for c in step.changes}) for step in history.read(store.path, 1)]
    erase(store, AGE, "anna", dry_run=False)
    steps = history.read(store.path, 1)
    assert [(step.who, step.action, {c.column for c in step.changes}) for step in steps[1:]] == before
    assert steps[0].who == "anna" and steps[0].erased
    assert {(c.column, c.after) for c in steps[0].changes} == {
        (name, "") for name in ("description", "note", "reason_text")
    }


def test_what_is_no_text_stays_as_it_was(store):
    columns = "id, service_id, category_id, status_id, reported_at, status_changed_at, officer_modified_at, closed_at"
    kept = f"SELECT {columns}, modified_by, geom, reason_id FROM report ORDER BY fid"
    with store.connect() as db:
        before = db.execute(kept).fetchall()
    erase(store, AGE, "anna", dry_run=False)
    with store.connect() as db:
        assert db.execute(kept).fetchall() == before


def test_a_reason_from_the_list_stays(store):
    (listed,) = one(store, desk.LISTED_REASON)
    with store.connect() as db:
        db.execute("UPDATE report SET reason_text = ?, base_version = version WHERE fid = 1", (listed,))
        desk.age(db, 1)
    erase(store, AGE, "anna", dry_run=False)
    assert one(store, f"SELECT {TEXTS} FROM report WHERE fid = 1") == ("", "", listed)
    assert remains(store) == []


def test_age_is_counted_from_closing_in_warsaws_days(store):
    from kmzb_qgis.catalogue import warsaw

    today = warsaw.day_of(warsaw.now())
    edge = warsaw.midnight(warsaw.month_back(today, 12))
    with store.connect() as db:
        desk.age(db, 1, warsaw.to_text(edge.replace(microsecond=1000)))
    assert erase(store, AGE, "anna").reports == 0
    with store.connect() as db:
        desk.age(db, 1, warsaw.to_text(edge))
    assert erase(store, AGE, "anna").reports == 1


def test_the_months_come_from_the_stores_setting(store):
    with pytest.raises(KmzbError, match=r"store\.erasure_months"):
        erase(store, Rule("age"), "anna")
    with store.connect() as db:
        db.execute("INSERT INTO setting (name, value) VALUES ('store.erasure_months', '18')")
    assert erase(store, Rule("age"), "anna", dry_run=False).reports == 1
    assert one(store, "SELECT rule FROM erasure") == ("age:18",)


@pytest.mark.parametrize("months", [0, -3, 10**6])
def test_months_that_make_no_sense_are_refused(store, months):
    with pytest.raises(KmzbError):
        erase(store, Rule("age", months=months), "anna", dry_run=False)
    assert remains(store) == sorted(SECRETS)


def test_chosen_reports_by_the_number_a_person_sees(store):
    public = one(store, "SELECT id FROM report WHERE fid = 2")[0]
    assert erase(store, Rule("chosen", numbers=("7",)), "anna").reports == 1
    done = erase(store, Rule("chosen", numbers=("7", public, "8")), "anna", dry_run=False)
    assert (done.reports, done.open_reports) == (2, 1)
    assert one(store, "SELECT count(*) FROM report WHERE note <> '' OR description <> ''") == (0,)


@pytest.mark.parametrize("numbers", [(), ("7", "999"), ("'; DROP TABLE report",), ("1" * 40,)])
def test_numbers_that_are_nobodys_change_nothing(store, numbers):
    before = everything(store)
    with pytest.raises(KmzbError):
        erase(store, Rule("chosen", numbers=numbers), "anna", dry_run=False)
    assert everything(store) == before


def test_findings_are_taken_out_and_the_rest_stays(store):
    done = erase(store, Rule("findings"), "anna", dry_run=False)
    assert done.reports == 2
    assert one(store, "SELECT note FROM report WHERE fid = 2") == ("telefon […], zadzwonić",)
    note = one(store, "SELECT note FROM report WHERE fid = 1")[0]
    assert note.endswith("po zmroku […]") and "601" not in note
    assert remains(store, {"number": "601 234 567", "other": "600 100 200"}) == []
    assert erase(store, Rule("findings"), "anna").reports == 0


def test_nothing_to_erase_is_no_change(store):
    erase(store, AGE, "anna", dry_run=False)
    before = everything(store)
    done = erase(store, AGE, "anna", dry_run=False)
    assert (done.reports, done.cleaned) == (0, False)
    assert everything(store) == before


@pytest.mark.parametrize("bulk", [1, 500])
def test_both_ways_of_writing_have_the_same_result(tmp_path, qgis_app, monkeypatch, bulk):
    monkeypatch.setattr(erasing_write, "BULK", bulk)
    store = desk.closed_store(tmp_path)
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    with store.connect() as db:
        before = db.execute(triggers).fetchall()
    erase(store, AGE, "anna", dry_run=False)
    with store.connect() as db:
        assert db.execute(triggers).fetchall() == before
        found = db.execute("SELECT version, base_version, description, note FROM report ORDER BY fid").fetchall()
    assert found == [(6, None, "", ""), (2, None, "", "telefon 600 100 200, zadzwonić")]


# A second import.


def test_the_same_source_does_not_bring_the_text_back(store):
    erase(store, AGE, "anna", dry_run=False)
    assert counts(bring(store, row(**DESCRIBED), row(objectid=8, x=567100.0))) == (0, 0, 2, 0, 0)
    assert one(store, "SELECT description FROM report WHERE fid = 1") == ("",)
    assert remains(store) == []


@pytest.mark.parametrize("many", [1, 600])
@pytest.mark.parametrize("described", [True, False])
def test_a_newer_row_of_the_source_changes_all_but_the_text(tmp_path, qgis_app, many, described):
    """Few changed reports go through the triggers, many are written set-wise."""
    store = desk.new_store(tmp_path)
    rows = [
        {"objectid": n, "description": f"opis tajny numer {n}", "status": "Niepotwierdzone"} for n in range(1, many + 1)
    ]
    bring(store, *(row(**cells) for cells in rows))
    assert erase(store, AGE, "anna", dry_run=False).reports == many
    changed = {"status": "Potwierdzone", "modified": MONDAY + HOUR}
    if not described:  # as the data service, which gives none
        changed["description"] = None
    newer = [row(**{**cells, **changed}) for cells in rows]
    assert counts(bring(store, *newer)) == (0, many, 0, 0, 0)
    assert one(store, "SELECT count(*) FROM report WHERE description <> ''") == (0,)
    assert one(store, "SELECT count(*) FROM report WHERE status_id = 3 AND source_digest LIKE '=%:erased'") == (many,)
    assert remains(store, {"one": "opis tajny"}) == []
    assert counts(bring(store, *newer)) == (0, 0, many, 0, 0)


def test_a_row_without_a_number_brings_nothing_back_either(tmp_path, qgis_app):
    store = desk.new_store(tmp_path)
    cells = {"objectid": None, "description": "opis tajny bez numeru", "status": "Niepotwierdzone"}
    bring(store, row(**cells))
    assert erase(store, AGE, "anna", dry_run=False).reports == 1
    assert counts(bring(store, row(**cells))) == (0, 0, 1, 0, 0)
    assert counts(bring(store, row(**{**cells, "modified": MONDAY + HOUR}))) == (0, 1, 0, 0, 0)
    assert remains(store, {"text": "opis tajny"}) == []


def test_the_history_tab_tells_an_erasure_from_an_officers_change(store):
    from kmzb_qgis.gui import history_tab

    before = history_tab.page(store.path, 1)
    assert "texts erased" not in before
    erase(store, AGE, "anna", dry_run=False)
    page = history_tab.page(store.path, 1)
    assert page.count("texts erased: anna") == 1 and page.count("[…1]") > 1 and "Zenobi" not in page


def test_no_fingerprint_is_left_to_guess_the_text_from(store):
    before = one(store, "SELECT source_digest FROM report WHERE fid = 1")[0]
    assert len(before.partition(":")[2]) == 32
    erase(store, AGE, "anna", dry_run=False)
    after = one(store, "SELECT source_digest FROM report WHERE fid = 1")[0]
    assert after == before.partition(":")[0] + ":erased"
    assert one(store, "SELECT source_digest FROM report WHERE fid = 2")[0].endswith(":")


def test_lines_of_a_file_are_forgotten_and_not_remembered_again(tmp_path, qgis_app, run):
    import numpy as np

    store = desk.new_store(tmp_path)
    source = tmp_path / "zgloszenia.csv"
    head = "OBJECTID;Typ;Status;TERYT;Data utworzenia;Data modyfikacji;x;y;Opis"
    lines = [
        f"{n};Nieprawidłowe parkowanie;Niepotwierdzone;1261011;{MONDAY};{MONDAY};567059;244219;opis tajny {n}"
        for n in (1, 2)
    ]
    source.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    given = {"INPUT": str(source), "STORE": str(store.path), "CRS": "EPSG:2180"}
    run("importfile", **given)

    def marks():
        with store.connect() as db:
            found = np.zeros(3, dtype=np.uint64)
            for block, data in db.execute("SELECT block, marks FROM source_line ORDER BY block DESC"):
                assert block == 0
                found = np.frombuffer(data, dtype="<u8")[:3]
            return found

    assert (marks()[1:] != 0).all()
    erase(store, Rule("chosen", numbers=("1",)), "anna", dry_run=False)
    assert marks()[1] == 0 and marks()[2] != 0
    run("importfile", **given)
    assert marks()[1] == 0 and marks()[2] != 0
    assert one(store, "SELECT count(*) FROM report WHERE description = ''") == (1,)


def test_a_stale_save_cannot_bring_the_text_back(store):
    version = one(store, "SELECT version FROM report WHERE fid = 1")[0]
    erase(store, AGE, "anna", dry_run=False)
    with store.connect() as db, pytest.raises(sqlite3.IntegrityError, match="KMZB-409"):
        db.execute("UPDATE report SET note = 'x', base_version = ? WHERE fid = 1", (version,))


# Attachments.


def attachment_columns(store):
    with store.connect() as db:
        return db.execute("PRAGMA table_info(attachment)").fetchall()


def test_an_attachment_that_was_removed_before_goes_too(store):
    path = desk.attach(store)
    kept = path.parents[1] / "removed" / "r1" / path.name
    kept.parent.mkdir(parents=True)
    path.rename(kept)
    assert erase(store, AGE, "anna", dry_run=False).left == ()
    assert not kept.exists()


def test_attachments_go_from_the_disk_and_stay_as_facts(store):
    path, other = desk.attach(store), desk.attach(store, 2, "r2/inne.jpg")
    assert erase(store, AGE, "anna").attachments == 1 and path.exists()
    done = erase(store, AGE, "anna", dry_run=False)
    assert done.attachments == 1 and not path.exists() and other.exists()
    found = one(store, "SELECT path, sha256, media_type, size, added_by FROM attachment ORDER BY fid")
    assert found == ("", "", "image/jpeg", 4, "jan")
    assert one(store, "SELECT count(*) FROM erasure_file") == (0,)
    assert remains(store, {"path": "zdjecie.jpg"}) == []
    if "removed_at" in {row[1] for row in attachment_columns(store)}:
        assert one(store, "SELECT name, removed_by FROM attachment WHERE fid = 1") == ("", "anna")
    with store.connect() as db, pytest.raises(sqlite3.IntegrityError, match="KMZB-449"):
        db.execute("UPDATE attachment SET path = 'x' WHERE fid = 1")


def test_a_file_that_another_report_has_too_stays(store):
    path = desk.attach(store)
    desk.attach(store, 2)
    erase(store, AGE, "anna", dry_run=False)
    assert path.exists()


@pytest.mark.parametrize("kind", ["attachment", "sheet"])
def test_files_elsewhere_are_told_and_never_deleted(store, tmp_path, kind):
    outside = tmp_path.parent / f"obcy {kind}.txt"
    outside.write_text("cudze", encoding="utf-8")
    folder = store.path.with_name(f"{store.path.name}.attachments")
    folder.mkdir()
    (folder / "drzwi").symlink_to(tmp_path.parent)
    (tmp_path / "drzwi").symlink_to(tmp_path.parent)
    names = (f"../{outside.name}", str(outside), f"a/../../{outside.name}", f"drzwi/{outside.name}", "", "drzwi")
    for name in names:
        with store.connect() as db:
            db.execute("INSERT INTO erasure_file (kind, path) VALUES (?, ?)", (kind, name))
        left, _ = erasing_clean.clean(store, Progress())
        assert left == [Path(name)], name
        assert outside.exists() and one(store, "SELECT count(*) FROM erasure_file") == (0,)
    with store.connect() as db:
        db.execute("INSERT INTO erasure_file (kind, path) VALUES ('sheet', ?)", (store.path.name,))
    erasing_clean.clean(store, Progress())
    assert store.path.exists()
    outside.unlink()


def test_sheets_beside_the_store_go(store):
    sheet = store.path.parent / "karty" / "karta 7.pdf"
    sheet.parent.mkdir()
    sheet.write_bytes(b"%PDF-1.4")
    with store.connect() as db:
        db.execute("INSERT INTO erasure_file (kind, path) VALUES ('sheet', 'karty/karta 7.pdf')")
    assert erase(store, AGE, "anna", dry_run=False).left == ()
    assert not sheet.exists()


def test_a_file_that_cannot_be_removed_is_told_and_tried_again(store, monkeypatch):
    path = desk.attach(store)

    def refuse(self, missing_ok=False):
        raise PermissionError(13, "no")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refuse)
        done = erase(store, AGE, "anna", dry_run=False)
    assert done.left == (path,) and path.exists()
    assert erase(store, AGE, "anna", dry_run=False).left == ()
    assert not path.exists()


def hand_over(store, answer, fid=1):
    """Give a report a hand-over with an answer, also in a store whose plugin knows none yet."""
    with store.connect() as db:
        if not db.execute("PRAGMA table_info(hand_over)").fetchall():
            db.execute(
                "CREATE TABLE hand_over (fid INTEGER PRIMARY KEY, id TEXT, report_id TEXT, answer TEXT, number, sheet)"
            )
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hand_over'"
        for (name,) in db.execute(triggers + " AND sql LIKE '%INSERT ON%'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(
            "INSERT INTO hand_over (id, report_id, answer, number, sheet)"
            " SELECT 'h', id, ?, 'RD-7', 'karty/7.pdf' FROM report WHERE fid = ?",
            (answer, fid),
        )
    sheet = store.path.parent / "karty" / "7.pdf"
    sheet.parent.mkdir(exist_ok=True)
    sheet.write_bytes(b"%PDF-1.4")
    return sheet


def test_answers_to_hand_overs_go_where_the_store_has_them(store):
    sheet = hand_over(store, "odpowiedź o Zenobiuszu")
    rehearsed = erase(store, AGE, "anna")
    assert (rehearsed.answers, rehearsed.sheets) == (1, 1) and sheet.exists()
    done = erase(store, AGE, "anna", dry_run=False)
    assert (done.answers, done.sheets) == (1, 1) and not sheet.exists()
    assert one(store, "SELECT answer, number, sheet FROM hand_over") == ("", "RD-7", "")
    assert remains(store, {"answer": "odpowiedź o Zenobiuszu"}) == []
    assert {"answers", "sheets"} <= set(one(store, "SELECT columns FROM erasure")[0].split())


def test_every_sheet_that_was_made_goes_also_one_of_several_reports(store, run):
    """Also without a hand-over, and an older one that a newer replaced. What is not beside the store is told."""
    folder, elsewhere = store.path.parent / "karty łąka", store.path.parent.parent / f"{store.path.parent.name}-gdzie"
    given = {"STORE": str(store.path), "BASEMAP": "", "COMBINED": True}
    made = [run("handoversheet", REPORTS=numbers, OUTPUT=str(folder), **given) for numbers in ("7", "7, 8")]
    away = Path(run("handoversheet", REPORTS="7", OUTPUT=str(elsewhere), **given)["SHEETS"])
    files = [Path(name) for done in made for name in (*done["SHEETS"].split("\n"), done["ALL_SHEETS"])]
    assert len(set(files)) == 5 and all(file.exists() for file in files)
    others = [file for file in made[1]["SHEETS"].split("\n") if Path(file) != files[0]][-1:]
    rehearsed = erase(store, AGE, "anna")
    done = erase(store, AGE, "anna", dry_run=False)
    assert rehearsed.sheets == done.sheets == 6  # two of its own, two of several, two elsewhere
    assert sorted(file for file in files if file.exists()) == sorted(map(Path, others))
    assert away.exists() and [path.name for path in done.left].count(away.name) == 1
    with store.connect() as db:
        kept = db.execute(
            "SELECT DISTINCT report_id = (SELECT id FROM report WHERE fid = 2), path <> '' FROM sheet_file"
        )
        assert sorted(kept) == [(0, 0), (1, 1)]


def test_a_path_written_past_the_rules_deletes_no_other_file(store):
    letter = hand_over(store, "x").parent / "ważne.docx"
    letter.write_bytes(b"PK")
    liar = letter.with_suffix(".pdf")
    liar.write_bytes(b"PK no sheet")
    other = desk.attach(store, 2, "r2/pismo.pdf", b"%PDF-1.4")
    for path in (letter, liar, other):
        name = path.relative_to(store.path.parent).as_posix()
        with store.connect() as db:
            db.execute("INSERT INTO erasure_file (kind, path) VALUES ('sheet', ?)", (name,))
        left, _ = erasing_clean.clean(store, Progress())
        assert path.exists() and left == [Path(name)]


def test_the_texts_of_a_decision_that_was_undone_go(store):
    officer(store, "status_id = 2, note = 'decyzja o Zenobim'", "fid = 2")
    with store.connect() as db:
        version, who = db.execute("SELECT version, modified_by FROM report WHERE fid = 2").fetchone()
        db.execute("INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (2, ?, ?)", (version, who))
        assert db.execute("SELECT was_note FROM report_history WHERE action = 'undo'").fetchone() == (
            "decyzja o Zenobim",
        )
    erase(store, Rule("chosen", numbers=("8",)), "anna", dry_run=False)
    assert remains(store, {"undone": "decyzja o Zenobim"}) == []


def test_the_texts_of_a_duplicate_that_closed_with_its_master_go(store):
    with store.connect() as db:
        ids = [row[0] for row in db.execute("SELECT id FROM report ORDER BY fid")]
        db.execute(
            "UPDATE report SET duplicate_of = ?, note = 'powtarza Zenobi', base_version = version WHERE fid = 2",
            (ids[0],),
        )
        db.execute("UPDATE report SET note = 'już nic', base_version = version WHERE fid = 2")
    erase(store, Rule("chosen", numbers=("8",)), "anna", dry_run=False)
    assert remains(store, {"linked": "powtarza Zenobi", "later": "już nic"}) == []
    assert one(store, "SELECT duplicate_of FROM report WHERE fid = 2") == (ids[0],)


def test_findings_in_answers_are_taken_out(store):
    with store.connect() as db:
        db.execute("UPDATE report SET note = '', base_version = version WHERE fid = 2")
    erase(store, Rule("findings"), "anna", dry_run=False)
    sheet = hand_over(store, "odebrał pan Kowalewski, usunięto", fid=2)
    done = erase(store, Rule("findings"), "anna", dry_run=False)
    assert (done.reports, done.texts, done.answers) == (1, 0, 1) and sheet.exists()
    assert one(store, "SELECT answer, sheet FROM hand_over") == ("odebrał pan […], usunięto", "karty/7.pdf")
    assert erase(store, Rule("findings"), "anna").reports == 0


# Rules in the database.


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE report_history SET was_note = '' WHERE was_note <> ''", "KMZB-419"),
        ("INSERT INTO trigger_guard (held) VALUES (1); UPDATE report_history SET was_note = ''", "KMZB-447"),
        ("INSERT INTO trigger_guard (held) VALUES (2); UPDATE report_history SET was_note = ''", "KMZB-447"),
        ("INSERT INTO trigger_guard (held) VALUES (2); UPDATE report SET note = ''", "KMZB-447"),
        ("INSERT INTO trigger_guard (held) VALUES (2); UPDATE report_history SET changed_at = ''", "KMZB-447"),
        ("UPDATE erasure SET erased_by = 'x'", "KMZB-448"),
        ("DELETE FROM erasure", "KMZB-448"),
    ],
)
def test_nothing_but_an_erasure_blanks_the_history(store, statement, code):
    with store.connect() as db:
        db.execute(
            "INSERT INTO erasure (erased_at, erased_by, rule, report_id, columns, texts, history_texts, attachments,"
            " answers, sheets) VALUES ('2024', 'x', 'age:1', 'nobody', '', 0, 0, 0, 0, 0)"
        )
        db.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError, match=code):
            for part in statement.split("; "):
                db.execute(part)
        db.execute("ROLLBACK")
    assert remains(store) == sorted(SECRETS)


def test_under_the_guard_an_erased_reports_other_columns_are_closed(store):
    erase(store, AGE, "anna", dry_run=False)
    for change in (
        "status_id = 1",
        "category_id = 2",
        "geom = NULL",
        "officer = 'x'",
        "reported_at = '2024-01-01T00:00:00.000Z'",
    ):
        with store.connect() as db:
            db.execute("BEGIN")
            db.execute("INSERT INTO trigger_guard (held) VALUES (2)")
            with pytest.raises(sqlite3.IntegrityError, match="KMZB-447"):
                db.execute(f"UPDATE report SET {change} WHERE fid = 1")
            db.execute("ROLLBACK")


def test_every_code_has_a_sentence():
    for code in ("KMZB-447", "KMZB-448", "KMZB-449"):
        told = explain(f"{code} raw words of the database")
        assert told.code == code and "raw words" not in str(told)


# All or nothing.


class Feedback:
    """Cancels after so many questions whether it was."""

    def __init__(self, after):
        self.after, self.asked, self.shown = after, 0, []

    def isCanceled(self):
        self.asked += 1
        return self.asked > self.after

    def setProgress(self, value):
        self.shown.append(value)


@pytest.mark.parametrize("after", [0, 1])
def test_cancelled_before_the_end_nothing_has_changed(store, after):
    before = everything(store)
    with pytest.raises(Cancelled):
        erase(store, AGE, "anna", dry_run=False, feedback=Feedback(after))
    assert everything(store) == before


def test_a_failure_in_the_middle_changes_nothing(store, monkeypatch):
    before = everything(store)
    path = desk.attach(store)
    before = everything(store)

    def fail(connection):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(erasing_write, "_forget_lines", fail)
    with pytest.raises(KmzbError, match="Nothing was changed"):
        erase(store, AGE, "anna", dry_run=False)
    assert everything(store) == before and path.exists()


def test_a_store_that_somebody_writes_to_is_left_alone(store, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
    before = everything(store)
    with store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KmzbError, match="in use"):
            erase(store, AGE, "anna", dry_run=False)
        other.execute("ROLLBACK")
    assert everything(store) == before


def test_remains_that_another_program_holds_are_told_and_cleaned_by_the_next_run(store, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
    with store.connect() as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM report").fetchone()  # reads on while the erasure runs
        with pytest.raises(KmzbError, match="remains") as told:
            erase(store, AGE, "anna", dry_run=False)
        assert told.value.code == "erasure-remains"
        other.execute("ROLLBACK")
    assert one(store, "SELECT description FROM report WHERE fid = 1") == ("",)
    assert erase(store, AGE, "anna", dry_run=False).cleaned
    assert remains(store) == []
    assert one(store, "SELECT count(*) FROM setting WHERE name = 'store.erasure_due'") == (0,)


def test_a_store_in_wal_mode_is_clean_too(store):
    with store.connect() as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE report SET note = note || ' i jeszcze', base_version = version WHERE fid = 1")
        desk.age(other, 1)
        erase(store, AGE, "anna", dry_run=False)
        assert remains(store) == []


def test_too_little_room_is_told_beforehand(store, monkeypatch):
    import collections

    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(erasing_clean.shutil, "disk_usage", lambda path: usage(1, 1, 10))
    before = everything(store)
    with pytest.raises(KmzbError, match="MB are missing"):
        erase(store, AGE, "anna", dry_run=False)
    assert everything(store) == before


def test_copies_beside_the_store_are_named(store, tmp_path):
    copy = tmp_path / f"{store.path.stem} 2024-05-01.gpkg"
    lifecycle.copy_store(store.path, copy)
    (tmp_path / "inny.gpkg").write_bytes(b"")
    assert erase(store, AGE, "anna", dry_run=False).backups == (copy,)
    assert SECRETS["note"].encode() in copy.read_bytes()


def test_a_store_of_before_is_migrated_and_its_backup_named(tmp_path, qgis_app, monkeypatch):
    from kmzb_qgis.store import migrations

    real = migrations.available()
    monkeypatch.setattr(migrations, "available", lambda: {n: p for n, p in real.items() if n < 11})
    store = desk.closed_store(tmp_path)
    monkeypatch.setattr(migrations, "available", lambda: real)
    store = open_store(store.path)
    done = erase(store, AGE, "anna", dry_run=False)
    assert done.reports == 1 and len(done.backups) == 1 and "backup" in done.backups[0].name
    assert remains(store) == []


def test_an_officer_may_write_again_and_that_can_be_erased_again(store):
    erase(store, AGE, "anna", dry_run=False)
    officer(store, "note = 'nowa notatka o Zenobiuszu'", "fid = 1")
    with store.connect() as db:
        desk.age(db, 1)
    assert erase(store, AGE, "anna", dry_run=False).texts == 1
    assert remains(store, {"new": "nowa notatka"}) == []
    assert one(store, "SELECT count(*) FROM erasure") == (2,)


# While QGIS has the store open.


def test_an_open_layer_neither_keeps_remains_nor_saves_over_the_erasure(tmp_path, qgis_app, qgis_new_project):
    from qgis.core import QgsProject
    from qgis.gui import QgsGui

    from kmzb_qgis import editing

    QgsGui.editorWidgetRegistry().initEditors()
    store = desk.closed_store(tmp_path)
    editing.install(store, "pl")
    layer = editing.load_layer(store, QgsProject.instance())
    assert layer.startEditing()
    assert layer.getFeature(1)["note"] == SECRETS["note"]
    note = layer.fields().indexOf("note")
    layer.changeAttributeValue(1, note, "dopisek")
    assert layer.editBuffer().changedAttributeValues()
    assert erase(store, AGE, "anna", dry_run=False).cleaned
    assert remains(store) == []
    assert one(store, f"SELECT {TEXTS} FROM report WHERE fid = 1") == ("", "", "")
    assert layer.getFeature(2)["note"] == "telefon 600 100 200, zadzwonić"
    layer.rollBack()
    layer.dataProvider().reloadData()
    assert layer.getFeature(1)["note"] == ""


# The algorithm.


class Heard:
    """What an algorithm says."""

    def __init__(self):
        from qgis.core import QgsProcessingFeedback

        heard = self.lines = []

        class Ear(QgsProcessingFeedback):
            def pushInfo(self, text):
                heard.append(text)

            def pushWarning(self, text):
                heard.append(text)

        self.ear = Ear()

    def text(self):
        return "\n".join(self.lines)


def test_the_algorithm_rehearses_unless_told_otherwise(store, run):
    import processing

    before, heard = everything(store), Heard()
    given = {"STORE": str(store.path), "RULE": 0, "MONTHS": 12}
    found = processing.run("kmzb:anonymise", given, feedback=heard.ear)
    assert (found["ERASED"], found["TEXTS"], found["CLEANED"], found["BACKUPS"]) == (1, 3, False, "")
    assert everything(store) == before and "rehearsal" in heard.text()
    assert "report.note: 1" in found["TABLES"].split("\n") and found["TABLES"] in heard.text()
    found = processing.run("kmzb:anonymise", {**given, "DRY_RUN": False}, feedback=heard.ear)
    assert (found["ERASED"], found["CLEANED"]) == (1, True) and remains(store) == []
    assert "elsewhere" in heard.text()


def test_the_algorithm_takes_numbers_and_names_what_still_holds_texts(store, run, tmp_path):
    import processing

    heard, copy = Heard(), tmp_path / f"{store.path.stem}.schema5.20240101T000000Z.backup.gpkg"
    lifecycle.copy_store(store.path, copy)
    given = {"STORE": str(store.path), "RULE": 1, "REPORTS": "7; 8,\n", "DRY_RUN": False}
    found = processing.run("kmzb:anonymise", given, feedback=heard.ear)
    assert found["ERASED"] == 2 and found["BACKUPS"] == str(copy)
    assert copy.name in heard.text() and "not closed: 1" in heard.text()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"RULE": 1}, "Name the reports"),
        ({"RULE": 1, "REPORTS": "7, 99"}, "no report 99"),
        ({"RULE": 0}, "how many months"),
        ({"RULE": 2, "REPORTS": "7"}, "the rule chooses others"),
    ],
)
def test_the_algorithm_refuses_with_a_sentence(store, run, given, told):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=told):
        run("anonymise", STORE=str(store.path), DRY_RUN=False, **given)
    assert remains(store) == sorted(SECRETS)


def test_an_older_store_can_be_rehearsed_without_being_migrated(tmp_path, qgis_app, run, monkeypatch):
    from kmzb_qgis.store import migrations

    real = migrations.available()
    monkeypatch.setattr(migrations, "available", lambda: {n: p for n, p in real.items() if n < 11})
    store = desk.closed_store(tmp_path)
    monkeypatch.setattr(migrations, "available", lambda: real)
    before = store.path.read_bytes()
    assert run("anonymise", STORE=str(store.path), RULE=0, MONTHS=12)["ERASED"] == 1
    assert store.path.read_bytes() == before
