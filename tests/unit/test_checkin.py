"""Check-out and check-in: what comes back, what waits for a decision, what never does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import checkout_desk as desk
from store_rows import insert

from kmzb_qgis.store import attachment_folder, create_store, open_store
from kmzb_qgis.toolbelt.errors import KmzbError

VERIFYING, CONFIRMED, NOT_CONFIRMED = 2, 3, 6


@pytest.fixture
def store(new_store, engine, tmp_path):
    store = desk.made(new_store("źródło"))
    if engine == "postgres":
        (tmp_path / "źródło.gpkg.attachments").mkdir()
        attachment_folder.name(store, tmp_path / "źródło.gpkg.attachments")
    return store


@pytest.fixture
def take(tmp_path):
    """Takes a working copy: ``take(store)``, ``take(store, "b.gpkg")``."""

    def done(store, name="teren.gpkg", *more, **other):
        return desk.take(store, tmp_path / name, *more, **other)

    return done


@pytest.fixture
def copy(store, take):
    return take(store)


def test_the_copy_is_a_store_of_the_area_with_all_rules(store, copy):
    with desk.rows(copy) as db:
        assert [row[0] for row in db.execute("SELECT id FROM report ORDER BY fid")] == ["r1", "r2", "r3", "r4"]
        assert db.execute("SELECT count(*) FROM report_history").fetchone()[0] == 4
        assert db.execute("SELECT count(*) FROM transition").fetchone()[0] > 10
        assert db.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 4
        assert db.execute("SELECT sum(total) FROM report_cells_1km").fetchone()[0] == 4
        with pytest.raises(Exception, match="KMZB-414"):
            db.execute("DELETE FROM report")
    assert open_store(copy.path).notice == ""


def test_what_was_done_there_comes_in_step_by_step_and_once(store, copy):
    desk.change(copy, "r1", status_id=VERIFYING)
    desk.change(copy, "r1", status_id=CONFIRMED, note="byłem na miejscu")
    desk.change(copy, "r2", description="inny opis ąę", who="Piotr")
    done = desk.bring(copy, store)
    assert (done.changed, done.new, done.conflicts) == (2, 0, ())
    assert desk.value(store, "r1", "status_id") == CONFIRMED
    assert desk.value(store, "r1", "note") == "byłem na miejscu"
    assert desk.history(store, "r1")[1:] == [
        (2, desk.known(store, "Jan"), "officer", "status"),
        (3, desk.known(store, "Jan"), "officer", "status"),
    ]
    assert desk.value(store, "r2", "description") == "inny opis ąę"
    assert desk.value(store, "r2", "modified_by") == desk.known(store, "Piotr")
    before = desk.dump(store)
    again = desk.bring(copy, store)
    assert (again.came, again.conflicts) == (0, ())
    assert desk.dump(store) == before


def test_a_rehearsal_changes_nothing(store, copy):
    desk.change(copy, "r1", note="x")
    before = desk.dump(store)
    assert desk.bring(copy, store, dry_run=True).changed == 1
    assert desk.dump(store) == before


def test_work_goes_on_after_a_check_in(store, copy):
    desk.change(copy, "r1", note="raz")
    desk.bring(copy, store)
    desk.change(copy, "r1", note="dwa")
    desk.change(store, "r2", "Ewa", note="tu")
    done = desk.bring(copy, store)
    assert (done.changed, done.conflicts) == (1, ())
    assert desk.value(store, "r1", "note") == "dwa"


def test_both_sides_changed_waits_until_somebody_decides(store, copy):
    desk.change(copy, "r1", note="z terenu", officer="Jan")
    desk.change(store, "r1", "Ewa", note="z biura")
    desk.change(copy, "r2", note="spokojnie")
    waiting = desk.bring(copy, store)
    assert waiting.changed == 1
    assert {(one.column, one.taken or "", one.there, one.inside) for one in waiting.conflicts} == {
        ("note", "", "z terenu", "z biura"),
        ("officer", "", "Jan", None),
    }
    assert waiting.numbers == {"r1": "R-1"}
    note = next(one for one in waiting.conflicts if one.column == "note")
    assert (note.there_by[0], note.inside_by[0]) == ("Jan", desk.known(store, "Ewa"))
    assert desk.value(store, "r1", "note") == "z biura"
    decisions = {one.key: {"note": "both", "officer": "mine"}[one.column] for one in waiting.conflicts}
    done = desk.bring(copy, store, decisions)
    assert (done.changed, done.conflicts) == (1, ())
    assert desk.value(store, "r1", "note") == "z biura\nz terenu"
    assert desk.value(store, "r1", "officer") == "Jan"
    assert desk.bring(copy, store).came == 0


def test_keep_inside_is_a_decision_too(store, copy):
    desk.change(copy, "r1", note="z terenu")
    desk.change(store, "r1", "Ewa", note="z biura")
    before = desk.value(store, "r1", "version")
    found = desk.bring(copy, store).conflicts
    done = desk.bring(copy, store, {found[0].key: "inside"})
    assert (done.came, done.conflicts) == (0, ())
    assert desk.value(store, "r1", "note") == "z biura"
    assert desk.value(store, "r1", "version") == before
    assert desk.bring(copy, store).conflicts == ()


def test_a_decision_does_not_hold_for_what_was_changed_after_it(store, copy):
    desk.change(copy, "r1", note="z terenu")
    desk.change(store, "r1", "Ewa", note="z biura")
    decisions = {one.key: "mine" for one in desk.bring(copy, store).conflicts}
    desk.change(store, "r1", "Ewa", note="z biura, nowsze")
    assert len(desk.bring(copy, store, decisions).conflicts) == 1
    assert desk.value(store, "r1", "note") == "z biura, nowsze"


def test_columns_of_one_side_alone_come_in_where_that_is_asked_for(store, copy):
    desk.change(copy, "r1", note="z terenu")
    desk.change(store, "r1", "Ewa", officer="Ewa")
    assert len(desk.bring(copy, store).conflicts) == 1
    done = desk.bring(copy, store, merge=True)
    assert (done.changed, done.conflicts) == (1, ())
    assert (desk.value(store, "r1", "note"), desk.value(store, "r1", "officer")) == ("z terenu", "Ewa")


def test_the_same_on_both_sides_is_no_conflict(store, copy):
    desk.change(copy, "r1", note="to samo")
    desk.change(store, "r1", "Ewa", note="to samo")
    done = desk.bring(copy, store)
    assert done.conflicts == ()
    assert desk.history(store, "r1")[-1][1] == desk.known(store, "Ewa")


def test_units_assigned_by_place_are_no_change(store, copy):
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute(
            "INSERT INTO report_history (report_id, version, changed_at, origin, action, status_id, category_id,"
            " was_category_id, was_status_id, was_description, was_reported_at, was_geom, was_publish_plane2,"
            " was_reason_text, was_note)"
            " SELECT id, version + 1, officer_modified_at, 'assignment', 'update', status_id, category_id, category_id,"
            " status_id, description, reported_at, geom, publish_plane2, '', '' FROM report WHERE id = 'r1'"
        )
        db.execute("UPDATE report SET teryt = '1261011', version = version + 1 WHERE id = 'r1'")
        db.execute("DELETE FROM trigger_guard")
    desk.change(copy, "r1", note="x")
    done = desk.bring(copy, store)
    assert (done.changed, done.conflicts) == (1, ())
    assert desk.value(store, "r1", "teryt") == "1261011"


def test_a_refused_step_waits_with_the_rules_sentence(store, copy):
    desk.change(copy, "r1", status_id=VERIFYING)
    desk.change(copy, "r1", status_id=CONFIRMED)
    desk.change(store, "r1", "Ewa", status_id=VERIFYING)
    desk.change(store, "r1", "Ewa", status_id=NOT_CONFIRMED, reason_id=desk_reason(store, NOT_CONFIRMED))
    desk.change(copy, "r2", note="x")
    waiting = desk.bring(copy, store)
    decisions = {one.key: "mine" for one in waiting.conflicts}
    assert {one.column for one in waiting.conflicts} == {"status_id"}
    refused = desk.bring(copy, store, decisions)
    assert [(one.column, bool(one.why)) for one in refused.conflicts] == [("", True)]
    assert "cannot go" in refused.conflicts[0].why
    assert desk.value(store, "r1", "status_id") == NOT_CONFIRMED
    assert desk.value(store, "r2", "note") == "x"


def desk_reason(store, status: int) -> int:
    with store.connect() as db:
        return db.execute("SELECT min(id) FROM closing_reason WHERE status_id = ?", (status,)).fetchone()[0]


def test_new_reports_come_with_their_ids_and_what_happened_to_them(store, copy):
    with desk.rows(copy) as db:
        insert(db, id="nowe", reference="R-9", description="z terenu", modified_by="Jan", plane=2)
    desk.change(copy, "nowe", status_id=VERIFYING)
    with desk.rows(store) as db:
        insert(db, id="inne", modified_by="Ewa")  # takes the number in the store that the copy gave
    done = desk.bring(copy, store)
    assert (done.new, done.changed, done.conflicts) == (1, 0, ())
    assert desk.value(store, "nowe", "status_id") == VERIFYING
    who = desk.known(store, "Jan")
    assert desk.history(store, "nowe") == [(1, who, "officer", "insert"), (2, who, "officer", "status")]
    assert desk.value(copy, "nowe", "read_by") == desk.value(store, "nowe", "read_by")
    assert desk.bring(copy, store).came == 0


def test_a_new_report_whose_number_is_taken_waits_with_its_attachments(store, copy, tmp_path):
    from kmzb_qgis.store import attachments

    with desk.rows(copy) as db:
        insert(db, id="nowe", reference="R-9", modified_by="Jan")
    picture = tmp_path / "zdjęcie.txt"
    picture.write_text("notatka", encoding="utf-8")
    attachments.add(copy, "nowe", picture, "Jan")
    with desk.rows(store) as db:
        insert(db, id="inne", reference="R-9", modified_by="Ewa")
    done = desk.bring(copy, store)
    assert (done.new, done.attachments) == (0, 0)
    assert [one.row_id for one in done.conflicts] == ["nowe"]
    assert desk.value(store, "nowe", "id") is None


def test_attachments_come_and_go(store, take, tmp_path):
    from kmzb_qgis.store import attachments

    one, two = tmp_path / "jeden.txt", tmp_path / "dwa.txt"
    one.write_text("jeden", encoding="utf-8")
    two.write_text("dwa", encoding="utf-8")
    old = attachments.add(store, "r1", one, "Ewa").attachment
    copy = take(store)
    assert attachments.file_of(copy.path, attachments.listed(copy.path, "r1")[0]).read_text(encoding="utf-8") == "jeden"
    new = attachments.add(copy, "r1", two, "Jan").attachment
    attachments.remove(copy, old.id, "Jan")
    done = desk.bring(copy, store)
    assert (done.attachments, done.conflicts) == (2, ())
    here = attachments.listed(store.path, "r1")
    assert [(file.id, file.name, file.added_by) for file in here] == [(new.id, "dwa.txt", desk.known(store, "Jan"))]
    assert attachments.file_of(store.path, here[0]).read_text(encoding="utf-8") == "dwa"
    assert [file.removed_by for file in attachments.listed(store.path, "r1", removed=True)] == [
        desk.known(store, "Jan")
    ]
    before = desk.dump(store)
    assert desk.bring(copy, store).came == 0
    assert desk.dump(store) == before


def test_another_stores_copy_is_refused(store, copy, tmp_path):
    other = desk.made(create_store(tmp_path / "obcy.gpkg"))
    with pytest.raises(KmzbError, match="another store"):
        desk.bring(copy, other)
    with pytest.raises(KmzbError, match="no working copy"):
        desk.bring(store, other)


def test_a_newer_copy_is_refused(store, copy):
    with copy.connect() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, '2030-01-01T00:00:00.000Z', '9.0')")
    with pytest.raises(KmzbError, match="newer version"):
        desk.bring(copy, store)


def test_twice_taken_out_the_second_meets_what_the_first_brought(store, take):
    first, second = take(store, "a.gpkg"), take(store, "b.gpkg")
    desk.change(first, "r1", note="pierwszy")
    desk.change(second, "r1", note="drugi", who="Piotr")
    assert desk.bring(first, store).changed == 1
    waiting = desk.bring(second, store)
    assert [(one.there, one.inside, one.inside_by[0]) for one in waiting.conflicts] == [
        ("drugi", "pierwszy", desk.known(store, "Jan"))
    ]


def test_two_files_of_one_copy_do_not_hide_each_other(store, copy):
    from kmzb_qgis.store.lifecycle import copy_store

    copy_store(copy.path, copy.path.with_name("odbitka.gpkg"))
    twin = open_store(copy.path.with_name("odbitka.gpkg"))
    desk.change(copy, "r1", note="pierwszy")
    desk.change(twin, "r1", note="drugi")
    assert desk.bring(copy, store).changed == 1
    waiting = desk.bring(twin, store)
    assert [(one.there, one.inside) for one in waiting.conflicts] == [("drugi", "pierwszy")]


def test_texts_erased_inside_do_not_come_back(store, copy):
    from kmzb_qgis.store.erasing import Rule, erase

    desk.change(copy, "r1", note="stary opis i dopisek", officer="Jan")
    erase(store, Rule("chosen", numbers=("R-1",)), "Ewa", dry_run=False)
    assert desk.value(store, "r1", "description") == ""
    done = desk.bring(copy, store)
    assert [one.column for one in done.told] == ["note"]
    assert done.conflicts == ()
    assert (desk.value(store, "r1", "note"), desk.value(store, "r1", "officer")) == ("", "Jan")
    before = json.dumps(desk.dump(store), default=str, ensure_ascii=False)
    assert "dopisek" not in before and "opis 1 " not in before
    assert desk.bring(copy, store).told == ()


def test_the_clocks_are_of_when_it_was_done(store, copy):
    desk.change(copy, "r1", status_id=VERIFYING)
    desk.change(copy, "r1", status_id=NOT_CONFIRMED, reason_id=desk_reason(copy, NOT_CONFIRMED))
    there = [desk.value(copy, "r1", name) for name in ("status_changed_at", "verified_at", "closed_at")]
    import time

    time.sleep(0.05)
    desk.bring(copy, store)
    assert [desk.value(store, "r1", name) for name in ("status_changed_at", "verified_at", "closed_at")] == there
    assert desk.value(store, "r1", "verify_by") == desk.value(copy, "r1", "verify_by")


def test_moved_reports_come_in_from_outside_the_area_too(store, copy):
    with copy.connect() as db:
        db.execute(
            "UPDATE report SET geom = kmzb_point(600000, 300000), modified_by = 'Jan', base_version = version"
            " WHERE id = 'r1'"
        )
    assert desk.bring(copy, store).changed == 1
    assert desk.value(store, "r1", "ST_MinX(geom)") == 600000


def test_an_undo_out_there_is_an_undo_here(store, copy):
    desk.change(copy, "r1", status_id=VERIFYING)
    with copy.connect() as db:
        fid, version = db.execute("SELECT fid, version FROM report WHERE id = 'r1'").fetchone()
        db.execute(
            "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, ?, 'Jan')", (fid, version)
        )
    done = desk.bring(copy, store)
    assert done.conflicts == ()
    assert [row[3] for row in desk.history(store, "r1")] == ["insert", "status", "undo"]
    assert desk.value(store, "r1", "status_id") == 1


def test_a_duplicate_closed_with_its_master_there_is_closed_with_it_here(store, copy):
    desk.change(copy, "r2", duplicate_of="r1")
    desk.change(copy, "r1", status_id=VERIFYING)
    desk.change(copy, "r1", status_id=NOT_CONFIRMED, reason_id=desk_reason(copy, NOT_CONFIRMED))
    assert desk.value(copy, "r2", "status_id") == NOT_CONFIRMED
    done = desk.bring(copy, store)
    assert done.conflicts == ()
    assert desk.value(store, "r2", "status_id") == NOT_CONFIRMED
    assert desk.value(store, "r2", "duplicate_of") == "r1"
    assert [row[3] for row in desk.history(store, "r2")] == [row[3] for row in desk.history(copy, "r2")]
    assert desk.bring(copy, store).came == 0


def test_a_report_brings_what_it_repeats_along(store, take):
    desk.change(store, "r1", "Ewa", duplicate_of="far")
    copy = take(store)
    assert desk.value(copy, "far", "reference") == "R-far"


def test_hand_overs_come_with_their_letters_and_answers(store, copy):
    with copy.connect() as db:
        body = db.execute("INSERT INTO body (name, kind) VALUES ('Zarząd Dróg', 'road')").lastrowid
    with store.connect() as db:
        db.execute("INSERT INTO body (name, kind) VALUES ('Inny', 'other')")
    desk.change(copy, "r1", status_id=VERIFYING)
    desk.change(copy, "r1", status_id=CONFIRMED)
    hand(copy, "r1", body)
    desk.change(copy, "r2", status_id=VERIFYING)
    desk.change(copy, "r2", status_id=CONFIRMED)
    desk.change(copy, "r2", status_id=4, handed_to=body)  # by the report's form
    with copy.connect() as db:
        db.execute(
            "UPDATE hand_over SET answered_on = handed_on, outcome = 'removed', answer = 'usunięto', closes_report = 1,"
            " modified_by = 'Jan', base_version = (SELECT version FROM report WHERE id = 'r1') WHERE report_id = 'r1'"
        )
        there = db.execute("SELECT id, number, handed_on, answer, closes_report FROM hand_over ORDER BY fid").fetchall()
    done = desk.bring(copy, store)
    assert (done.conflicts, done.hand_overs, done.bodies) == ((), 2, 1)
    with store.connect() as db:
        here = db.execute("SELECT id, number, handed_on, answer, closes_report FROM hand_over ORDER BY fid").fetchall()
        names = db.execute("SELECT b.name FROM hand_over h JOIN body b ON b.id = h.body_id").fetchall()
    assert [tuple(row) for row in here] == [tuple(row) for row in there]
    assert set(map(tuple, names)) == {("Zarząd Dróg",)}
    assert desk.value(store, "r1", "status_id") == desk.value(copy, "r1", "status_id")
    assert desk.value(store, "r2", "status_id") == 4
    before = desk.dump(store)
    assert desk.bring(copy, store).came == 0
    assert desk.dump(store) == before


def hand(store, report: str, body: int) -> None:
    with store.connect() as db:
        db.execute(
            "INSERT INTO hand_over (report_id, body_id, number, prepared_by, base_version)"
            " SELECT id, ?, 'RD-1/24', 'Jan', version FROM report WHERE id = ?",
            (body, report),
        )


def test_an_answer_given_on_both_sides_waits(store, take):
    with store.connect() as db:
        body = db.execute("INSERT INTO body (name, kind) VALUES ('Zarząd Dróg', 'road')").lastrowid
    desk.change(store, "r1", status_id=VERIFYING)
    desk.change(store, "r1", status_id=CONFIRMED)
    hand(store, "r1", body)
    copy = take(store)
    answer = (
        "UPDATE hand_over SET answered_on = handed_on, outcome = ?, answer = ?, modified_by = ? WHERE report_id = 'r1'"
    )
    with copy.connect() as db:
        db.execute(answer, ("planned", "w maju", "Jan"))
    with store.connect() as db:
        db.execute(answer, ("refused", "nie nasze", "Ewa"))
    waiting = desk.bring(copy, store)
    assert {one.column for one in waiting.conflicts} == {"outcome", "answer"}
    done = desk.bring(copy, store, {one.key: "mine" for one in waiting.conflicts})
    assert (done.conflicts, done.hand_overs) == ((), 1)
    with store.connect() as db:
        assert db.execute("SELECT outcome, answer FROM hand_over").fetchall() == [("planned", "w maju")]
        assert db.execute("SELECT was_answer FROM hand_over_history ORDER BY fid DESC").fetchone() == ("nie nasze",)


@pytest.mark.parametrize("when", [0, 1, 2])
def test_broken_off_nothing_has_come(store, copy, tmp_path, when):
    from kmzb_qgis.store import attachments

    note = tmp_path / "n.txt"
    note.write_text("n", encoding="utf-8")
    desk.change(copy, "r1", note="x")
    attachments.add(copy, "r1", note, "Jan")

    class Stop:
        def __init__(self):
            self.asked = 0

        def isCanceled(self):
            self.asked += 1
            return self.asked > when

        def setProgress(self, _):
            pass

    before = desk.dump(store)
    with pytest.raises(KmzbError):
        desk.bring(copy, store, feedback=Stop())
    assert desk.dump(store) == before
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "źródło.gpkg.attachments" in path.parts]
    assert files == []


def test_history_says_that_it_came_by_a_check_in(store, copy):
    desk.change(copy, "r1", note="x")
    desk.bring(copy, store)
    with store.connect() as db:
        found = db.execute("SELECT report_id, version, made_by, came_by FROM checked_in_step").fetchall()
    assert [tuple(row) for row in found] == [("r1", 2, "Jan", desk.known(store, "Ola"))]


def test_the_record_of_check_ins_cannot_be_changed(store, copy):
    desk.change(copy, "r1", note="x")
    desk.bring(copy, store)
    with store.connect() as db:
        for statement in ("UPDATE checked_in SET version = 9", "DELETE FROM checked_in_step"):
            with pytest.raises(Exception, match="KMZB-453"):
                db.execute(statement)


def test_a_copy_of_a_copy_and_an_empty_area_are_refused(store, copy, take):
    with pytest.raises(KmzbError, match="working copy itself"):
        take(copy, "drugi.gpkg")
    with pytest.raises(KmzbError, match="No report lies there"):
        take(store, "pusty.gpkg", "POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))")
    with pytest.raises(KmzbError, match="Say what"):
        take(store, "bez.gpkg", "")


def test_an_officers_check_in_stays_within_his_rights(cluster, tmp_path):
    import team

    name = team.database(cluster)
    anna, adam = (open_store(cluster.service(f"{name}-{who}", name, who)) for who in ("anna.kp", "adam.kpp"))
    copy = desk.take(adam, tmp_path / "teren.gpkg", "", "KPP-A1", files=False)
    with copy.connect() as db:
        assert {row[0] for row in db.execute("SELECT fid FROM report")} == {1, 2, 9}  # of the unit and those below it
        body = db.execute("INSERT INTO body (name, kind) VALUES ('Nowy zarząd', 'road')").lastrowid
    desk.change(copy, "id-1", who="adam", status_id=VERIFYING)
    desk.change(copy, "id-1", who="adam", status_id=CONFIRMED)
    desk.change(copy, "id-2", who="adam", note="z terenu")
    desk.change(copy, "id-9", who="adam", status_id=VERIFYING)
    desk.change(copy, "id-9", who="adam", status_id=CONFIRMED)
    hand(copy, "id-9", body)
    first = desk.bring(copy, anna)  # she sees report 1 alone
    assert first.changed == 1
    assert {one.report_id for one in first.conflicts} == {"id-2", "id-9"}
    assert desk.history(anna, "id-1")[-1][:2] == (3, "anna.kp")
    with copy.connect() as db:
        there = db.execute("SELECT status_changed_at, verified_at FROM report WHERE id = 'id-1'").fetchone()
    with anna.connect() as db:
        assert tuple(db.execute("SELECT made_by, came_by FROM checked_in_step").fetchone()) == ("adam", "anna.kp")
        assert tuple(db.execute("SELECT status_changed_at, verified_at FROM report WHERE fid = 1").fetchone()) == there
        assert db.execute("SELECT kmzb.set_back(1, '2020-01-01Z', NULL, NULL)").fetchone()[0] == 0  # not of this change
    second = desk.bring(copy, adam)
    assert second.changed == 1  # the body is not his to add: its hand-over waits
    assert {one.report_id for one in second.conflicts} == {"id-9"}
    assert "not in the list of bodies" in second.conflicts[0].why
    assert checkout_register(adam, copy) == (0, "")
    assert checkout_register(anna, copy)[1] == "adam.kpp"


def checkout_register(store, copy) -> tuple:
    from dataclasses import replace

    from kmzb_qgis.store import checkout

    with copy.connect() as db:
        return checkout.register(store, replace(checkout.origin(db), copy_id=str(store.path)))
