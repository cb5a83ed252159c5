"""Every rule of the store by its code, through SQLite with the spatial functions, and what a client may leave out."""

from __future__ import annotations

import re
import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import load, rules, warsaw
from kmzb_qgis.store.refusals import explain

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database, who
from people import becomes, claims, without_rules
from store_rows import EXPECTED, KRAKOW, REPORTED, change, history, insert, observe, refused, row

SCRIPTS = Path(__file__).parents[2] / "kmzb_qgis/store"
CANONICAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def unsaid(db):
    """Whom the store names where the client said nobody."""
    return who(db, None)


def test_an_officers_report_is_filled(db):
    before = warsaw.to_text(warsaw.now())
    report = insert(db, point=None, reported_at=None, modified_by=becomes(db, "Łucja"))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", report["id"])
    assert (report["plane"], report["status_id"], report["version"], report["publish_plane2"]) == (2, 1, 1, 0)
    assert before <= report["reported_at"] <= warsaw.to_text(warsaw.now())
    assert before <= report["status_changed_at"] == report["officer_modified_at"]
    reported = warsaw.from_text(report["reported_at"])
    assert [report["read_by"], report["verify_by"]] == [warsaw.to_text(d) for d in rules.deadlines(reported)]
    (entry,) = history(db, report["fid"])
    assert (entry["action"], entry["origin"], entry["changed_by"], entry["claimed"]) == (
        "insert",
        "officer",
        "Łucja",
        claims(db),
    )
    assert db.execute("SELECT count(*) FROM trigger_guard").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        (401, {"category_id": 99}),
        (401, {"category_id": None}),
        (402, {"status_id": 99}),
        (404, {"status_id": 3}),
        (405, {"category_id": 20}),
        (405, {"category_id": 8, "description": "x", "reported_at": "2019-01-19T22:59:59.999Z"}),
        (406, {"description": "ż" * 501}),
        (407, {"category_id": 8}),
        (407, {"category_id": 8, "description": "  "}),
        (410, {"reported_at": "1999-12-31T22:59:59.999Z"}),
        (411, {"point": (244219, 900000)}),
        (413, {"reason_id": 1}),
        (416, {"plane": 4}),
        (417, {"reported_at": "wczoraj"}),
        (417, {"reported_at": 1719828900000}),
        (417, {"event_at": "2024-13-01T00:00:00.000Z"}),
    ],
)
def test_a_new_report_is_refused(db, code, columns):
    with refused(code):
        insert(db, **columns)
    assert db.execute("SELECT count(*) FROM report").fetchone()[0] == 0


def test_an_empty_point_is_no_place(db):
    for blob in (
        b"GP\x00\x11" + (2180).to_bytes(4, "little") + b"\x01\x01\x00\x00\x00" + b"\x00" * 6 + b"\xf8\x7f",
        b"x",
    ):
        with refused(411):
            db.execute("INSERT INTO report (geom, category_id) VALUES (?, 11)", (blob,))


@pytest.mark.parametrize(
    "columns",
    [
        {"category_id": 20, "reported_at": "2022-09-30T21:59:59.999Z"},
        {"category_id": 8, "description": "x", "reported_at": "2019-01-19T23:00:00.000Z"},
        {"description": "ż" * 500},
        {"reported_at": "1999-12-31T23:00:00.000Z"},
        {"point": None},
        {"point": (165000, 125000)},
        {"plane": 1},
    ],
)
def test_a_new_report_at_the_edge_is_taken(db, columns):
    assert insert(db, **columns)["version"] == 1


def test_a_report_from_the_future_is_refused_beyond_the_tolerance(db):
    soon = warsaw.now() + timedelta(minutes=load().rules["future_tolerance_minutes"])
    insert(db, reported_at=warsaw.to_text(soon - timedelta(minutes=1)))
    with refused(408):
        insert(db, reported_at=warsaw.to_text(soon + timedelta(minutes=1)))
    fid = insert(db)["fid"]
    with refused(408):
        change(db, fid, reported_at=warsaw.to_text(soon + timedelta(minutes=1)))


def test_an_import_may_bring_any_status_and_an_ended_category(db):
    for status in range(1, 8):
        assert observe(db, status_id=status)["status_id"] == status
    report = observe(db, category_id=20, status_id=5)
    assert history(db, report["fid"]) == []
    assert report["officer_modified_at"] is None
    for code, columns in [
        (401, {"category_id": 99}),
        (402, {"status_id": 99}),
        (402, {"status_id": None}),
        (411, {"point": (1, 1)}),
        (416, {"plane": 0}),
        (417, {"reported_at": None}),
        (417, {"status_changed_at": None}),
    ]:
        with refused(code):
            observe(db, id="other", **columns)


ALLOWED = {(t.from_status, t.to_status) for t in load().transitions}


@pytest.mark.parametrize("start", range(1, 8))
@pytest.mark.parametrize("end", range(1, 8))
def test_every_step_between_statuses(db, start, end):
    fid = observe(db, status_id=start)["fid"]
    reason = min((r.id for r in load().reasons if r.status_id == end and start != end), default=None)
    if start == end or (start, end) in ALLOWED:
        assert change(db, fid, status_id=end, reason_id=reason)["status_id"] == end
    else:
        with refused(403):
            change(db, fid, status_id=end, reason_id=reason)


def test_an_unknown_status_or_category_is_refused_on_change(db):
    fid = insert(db)["fid"]
    with refused(402):
        change(db, fid, status_id=9)
    with refused(402):
        change(db, fid, status_id=None)
    with refused(401):
        change(db, fid, category_id=28)
    with refused(405):
        change(db, fid, category_id=20)
    with refused(407):
        change(db, fid, category_id=8)
    with refused(406):
        change(db, fid, description="x" * 501)
    with refused(410):
        change(db, fid, reported_at="1990-01-01T00:00:00.000Z")
    with refused(417):
        change(db, fid, reported_at=None)
    with refused(416):
        change(db, fid, plane=None)
    with refused(413):
        change(db, fid, reason_id=1)
    with refused(411):
        db.execute("UPDATE report SET geom = kmzb_point(0, 0) WHERE fid = ?", (fid,))
    assert row(db, fid)["version"] == 1


def test_reopening_needs_a_reason_of_the_status(db):
    fid = observe(db, status_id=6, reason_id=20)["fid"]
    with refused(412):
        change(db, fid, status_id=2)
    with refused(413):
        change(db, fid, status_id=2, reason_id=21)
    with refused(412):
        change(db, fid, status_id=2, reason_id=None)
    assert change(db, fid, status_id=2, reason_id=41)["reason_id"] == 41


def test_a_reason_for_the_old_status_is_dropped_with_it(db):
    fid = observe(db, status_id=2, reason_id=40)["fid"]
    assert change(db, fid, status_id=3)["reason_id"] is None
    assert history(db, fid)[-1]["was_reason_id"] == 40


def test_reports_and_history_are_never_deleted(db):
    fid = insert(db)["fid"]
    with refused(414):
        db.execute("DELETE FROM report WHERE fid = ?", (fid,))
    with refused(419):
        db.execute("DELETE FROM report_history")
    with refused(419):
        db.execute("UPDATE report_history SET changed_by = 'other'")


@pytest.mark.parametrize("columns", [{"id": "other"}, {"id": None}, {"fid": 77}])
def test_identifiers_never_change(db, columns):
    fid = insert(db)["fid"]
    with refused(415):
        change(db, fid, **columns)


@pytest.mark.parametrize("version", [2, 7, None])
def test_the_version_cannot_be_set(db, version):
    fid = insert(db)["fid"]
    with refused(418):
        change(db, fid, version=version)


def test_two_writers(db):
    fid = insert(db)["fid"]
    assert change(db, fid, base=1, status_id=2)["version"] == 2
    with refused(409):
        change(db, fid, base=1, note="late")
    with refused(428):
        change(db, fid, base=None, note="knows no versions")
    with refused(409):
        db.execute("UPDATE report SET geom = kmzb_point(500000, 500000), base_version = 1 WHERE fid = ?", (fid,))
    assert change(db, fid, base=2, note="read again")["version"] == 3
    assert row(db, fid)["base_version"] is None


def test_a_save_that_changes_nothing_is_no_version(db):
    fid = insert(db)["fid"]
    assert change(db, fid, category_id=11, reported_at="2024-07-01T10:15:00Z")["version"] == 1
    assert row(db, fid)["reported_at"] == REPORTED
    assert len(history(db, fid)) == 1


def test_no_text_is_an_empty_text_and_neither_is_a_change(db):
    texts = ("description", "reason_text", "note")
    for report in (insert(db), insert(db, **dict.fromkeys(texts)), observe(db), observe(db, **dict.fromkeys(texts))):
        assert [report[name] for name in texts] == ["", "", ""]
        before = history(db, report["fid"])
        for value in (None, ""):
            assert change(db, report["fid"], **dict.fromkeys(texts, value)) == report
        assert history(db, report["fid"]) == before
    fid = insert(db, description="opis", note="notatka")["fid"]
    after = change(db, fid, description=None, note=None)
    assert (after["description"], after["note"], after["version"]) == ("", "", 2)
    db.execute("UPDATE report SET description = NULL, import_run_id = 2 WHERE fid = ?", (fid,))
    assert row(db, fid)["description"] == ""
    fid = insert(db, category_id=8, description="opis")["fid"]
    for value in (None, "", "  "):
        with refused(407):
            change(db, fid, description=value)


def test_geometry_first_then_its_attributes_as_qgis_sends_them(db):
    fid = insert(db, modified_by=becomes(db, "Ada"))["fid"]
    becomes(db, "Bea")
    db.execute("UPDATE report SET geom = kmzb_point(500000, 500000) WHERE fid = ?", (fid,))
    assert row(db, fid)["version"] == 2
    assert (history(db, fid)[-1]["action"], history(db, fid)[-1]["changed_by"]) == ("move", unsaid(db))
    assert change(db, fid, base=1, modified_by="Bea")["version"] == 2
    assert history(db, fid)[-1]["changed_by"] == "Bea"
    assert len(history(db, fid)) == 2
    with refused(409):
        change(db, fid, base=1, note="the move has been claimed")


def test_geometry_first_then_content(db):
    fid = insert(db, modified_by=becomes(db, "Ada"))["fid"]
    becomes(db, "Bea")
    db.execute("UPDATE report SET geom = kmzb_point(500000, 500000) WHERE fid = ?", (fid,))
    assert change(db, fid, base=1, modified_by="Bea", note="moved")["version"] == 3
    assert [(h["action"], h["changed_by"], h["version"]) for h in history(db, fid)][1:] == [
        ("move", "Bea", 2),
        ("update", "Bea", 3),
    ]
    assert db.execute("SELECT ST_MinX(was_geom) FROM report_history WHERE action = 'move'").fetchone()[0] == KRAKOW[0]


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_a_taken_number_is_refused_also_to_replace(db, verb):
    if of_database(db) and verb == "INSERT OR REPLACE":
        pytest.skip("PostgreSQL has no statement that removes a row to take its number")
    taking = "UPDATE" if of_database(db) else "UPDATE OR REPLACE"
    report = insert(db, id="mine", service_id=5, source_key="k", reference="R/1")
    for column in ("fid", "id", "service_id", "source_key", "reference"):
        with refused(420):
            db.execute(f"{verb} INTO report (category_id, {column}) VALUES (12, ?)", (report[column],))
    other = insert(db)["fid"]
    for column in ("service_id", "source_key", "reference"):
        with refused(420):
            db.execute(f"{taking} report SET {column} = ?, base_version = 1 WHERE fid = ?", (report[column], other))
    assert row(db, report["fid"]) == report
    assert db.execute("SELECT count(*) FROM report").fetchone()[0] == 2


def test_three_clocks(db):
    observed = "2024-07-02T08:00:00.000Z"
    fid = observe(db, service_modified_at=observed)["fid"]
    for column, value in [("note", "x"), ("unit_id", "u"), ("officer", "o"), ("teryt", "1261011")]:
        after = change(db, fid, **{column: value})
        assert (after["status_changed_at"], after["officer_modified_at"]) == (REPORTED, None), column
    for column, value in [
        ("description", "opis"),
        ("category_id", 12),
        ("event_at", REPORTED),
        ("part_of_day", 2),
        ("days_of_week", 3),
        ("reported_at", "2024-06-01T10:15:00.000Z"),
        ("reason_text", "bo tak"),
    ]:
        fid = observe(db)["fid"]
        after = change(db, fid, **{column: value})
        assert after["officer_modified_at"] is not None, column
        assert after["status_changed_at"] == REPORTED, column
    before = warsaw.to_text(warsaw.now())
    after = change(db, fid, status_id=2)
    assert before <= after["status_changed_at"] == after["officer_modified_at"]
    fid = observe(db)["fid"]
    db.execute("UPDATE report SET geom = kmzb_point(500000, 500000) WHERE fid = ?", (fid,))
    assert row(db, fid)["officer_modified_at"] >= before


def test_what_belongs_to_the_store_is_put_back(db):
    report = observe(db, service_id=5, source_key="k", service_modified_at=REPORTED)
    other = "2024-01-01T00:00:00.000Z"
    names = ["status_changed_at", "service_modified_at", "officer_modified_at", "read_by", "verify_by", "verified_at"]
    after = change(db, report["fid"], **dict.fromkeys([*names, "closed_at"], other), service_id=6, source_key=None)
    assert after == report


def test_verified_and_closed(db):
    fid = insert(db)["fid"]
    assert change(db, fid, status_id=2)["verified_at"] is None
    confirmed = change(db, fid, status_id=3)
    assert confirmed["verified_at"] == confirmed["status_changed_at"]
    assert confirmed["closed_at"] is None
    closed = change(db, fid, status_id=5, reason_id=1)
    assert (closed["verified_at"], closed["closed_at"]) == (confirmed["verified_at"], closed["status_changed_at"])
    reopened = change(db, fid, status_id=2, reason_id=40)
    assert (reopened["verified_at"], reopened["closed_at"]) == (None, None)


def test_an_import_that_changes_a_report(db):
    fid = observe(db, service_modified_at=REPORTED)["fid"]
    later = "2024-08-01T10:00:00.000Z"
    db.execute(
        "UPDATE report SET status_id = 5, status_changed_at = ?, service_modified_at = ?, import_run_id = 2"
        " WHERE fid = ?",
        (later, later, fid),
    )
    after = row(db, fid)
    assert (after["version"], after["status_changed_at"], after["closed_at"]) == (2, later, later)
    assert after["officer_modified_at"] is None
    (entry,) = history(db, fid)
    assert (entry["origin"], entry["action"], entry["import_run_id"]) == ("import", "status", 2)
    assert (entry["was_status_id"], entry["status_id"], entry["was_status_changed_at"]) == (1, 5, REPORTED)
    with refused(418):
        db.execute("UPDATE report SET version = 9, import_run_id = 3 WHERE fid = ?", (fid,))
    db.execute("UPDATE report SET version = version + 1, import_run_id = 3 WHERE fid = ?", (fid,))
    assert row(db, fid)["version"] == 3


@pytest.mark.parametrize(
    "spelling",
    ["2024-07-01T10:15:00Z", "2024-07-01T10:15:00", "2024-07-01 12:15:00+02:00", "2024-07-01T10:15:00.000", REPORTED],
)
def test_times_are_brought_to_one_spelling(db, spelling):
    report = insert(db, reported_at=spelling, event_at=spelling)
    assert (report["reported_at"], report["event_at"]) == (REPORTED, REPORTED)
    fid = insert(db, reported_at="2024-01-01T00:00:00.000Z")["fid"]
    report = change(db, fid, reported_at=spelling, event_at=spelling)
    assert (report["reported_at"], report["event_at"]) == (REPORTED, REPORTED)
    assert report["verify_by"] == "2024-07-08T22:00:00.000Z"
    for name, value in report.items():
        if name.endswith(("_at", "_by")) and name != "modified_by" and value is not None:
            assert CANONICAL.fullmatch(value), name


@pytest.mark.parametrize("case", EXPECTED["deadlines"], ids=lambda case: case["reported_at"])
def test_deadlines_of_the_database(db, case):
    report = insert(db, reported_at=case["reported_at"])
    assert (report["read_by"], report["verify_by"]) == (case["read_by"], case["verify_by"])


def test_deadlines_of_the_database_are_pythons_for_every_hour_around_the_clock_changes(db):
    instants = [
        datetime(year, month, 1, tzinfo=warsaw.UTC) + timedelta(days=18, hours=hour, milliseconds=offset)
        for year in range(2019, 2027)
        for month in (3, 10)
        for hour in range(24 * 14)
        for offset in (-1, 0)
        if datetime(year, month, 1, tzinfo=warsaw.UTC) + timedelta(days=18, hours=hour) < warsaw.now()
    ]
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO report (category_id, reported_at) VALUES (11, ?)", [(warsaw.to_text(i),) for i in instants]
    )
    db.execute("COMMIT")
    found = db.execute("SELECT reported_at, read_by, verify_by FROM report").fetchall()
    assert len(found) == len(instants) > 5000
    for reported, *both in found:
        assert both == [warsaw.to_text(d) for d in rules.deadlines(warsaw.from_text(reported))], reported


def test_a_setting_changes_the_rule(db):
    db.execute("UPDATE setting SET value = '5' WHERE name = 'description_max'")
    with refused(406):
        insert(db, description="123456")
    db.execute("UPDATE setting SET value = '1' WHERE name = 'read_days'")
    assert insert(db, reported_at="2024-09-25T10:00:00.000Z")["read_by"] == "2024-09-26T22:00:00.000Z"


def test_every_code_has_a_sentence():
    told = [
        set(re.findall(r"'(KMZB-\d+ [^']+)'", path.read_text(encoding="utf-8")))
        for path in (SCRIPTS / "migrations/0002_rules.sql", SCRIPTS / "postgres/migrations/0013c_report_rules.sql")
    ]
    plain = {literal for literal in told[0] if "whole save" not in literal}
    assert plain <= told[1], "the engines refuse in the same words"
    codes = {literal.split()[0] for literal in told[0]}
    assert len(codes) >= 20
    sentences = {code: explain(f"failed: {code} words").message for code in codes}
    assert len(set(sentences.values())) == len(codes)
    assert all("KMZB" not in text or "plugin" in text for text in sentences.values())
    assert explain("failed: KMZB-406 x").code == "KMZB-406"


@pytest.mark.parametrize("closed", [4, 5, 6, 7])
def test_reopening_gives_no_new_deadlines(db, closed):
    """They are counted from the report, whoever reopens it: an officer, or an import that observes it."""
    fid = insert(db)["fid"]
    db.execute("UPDATE report SET status_id = ?, import_run_id = 7 WHERE fid = ?", (closed, fid))
    before = row(db, fid)
    due = [warsaw.to_text(day) for day in rules.deadlines(warsaw.from_text(REPORTED))]
    assert [before["read_by"], before["verify_by"]] == due
    reopened = change(db, fid, status_id=2, reason_id=40)
    assert [reopened["read_by"], reopened["verify_by"]] == due
    assert (reopened["verified_at"], reopened["closed_at"]) == (None, None)
    for number, status in ((8, closed), (9, 2)):
        db.execute("UPDATE report SET status_id = ?, import_run_id = ? WHERE fid = ?", (status, number, fid))
    observed = row(db, fid)
    assert [observed["read_by"], observed["verify_by"], observed["verified_at"]] == [*due, None]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("2024-07-01T22:30:15.500Z", "02.07.2024 00:30"), ("2024-12-31T23:05:00.000Z", "01.01.2025 00:05")],
)
def test_who_changed_a_report_is_told_with_warsaws_time_as_people_read_it(new_store, stored, shown):
    store = new_store()
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        fid = insert(db, modified_by=becomes(db, "Łucja"))["fid"]
        with without_rules(db, "report_history_refuse_update"):  # history is never changed: only this test's clock is
            db.execute("UPDATE report_history SET changed_at = ?", (stored,))
    message = explain("KMZB-409", store, fid).message
    assert f"Łucja at {shown} since" in message


def test_the_earliest_day_is_told_as_people_read_it():
    assert explain("KMZB-410").message == "The report's date is earlier than 01.01.2000."


def test_the_limits_told_are_the_stores_own(new_store):
    store = new_store()
    assert explain("KMZB-406", store).message == explain("KMZB-406").message
    assert explain("KMZB-410", store).message == explain("KMZB-410").message
    with store.connect() as db:
        db.execute("UPDATE setting SET value = '40' WHERE name = 'description_max'")
        db.execute("UPDATE setting SET value = '2015-06-30T22:00:00.000Z' WHERE name = 'earliest_report'")
    assert explain("KMZB-406", store).message == "The description is longer than 40 characters."
    assert explain("KMZB-410", store).message == "The report's date is earlier than 01.07.2015."
    with store.connect() as db:
        db.execute("DELETE FROM setting")
    assert "500" in explain("KMZB-406", store).message


def test_messages_without_a_code():
    assert explain("database is locked").code == "locked"
    assert "Reference" in explain("UNIQUE constraint failed: report.reference").message
    assert explain("disk I/O error").details == "disk I/O error"
