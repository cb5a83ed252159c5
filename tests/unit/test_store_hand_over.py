"""Bodies and hand-overs: every rule through plain SQL, as another program would break it."""

from __future__ import annotations

import re
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import lifecycle, migrations, open_store, refusals
from kmzb_qgis.store.postgres import migrations as postgres_migrations

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database, plan, who
from store_rows import change, history, insert, observe, refused, row

SCRIPTS = {
    "gpkg": migrations.FOLDER / "0009_hand_over.sql",
    "postgres": postgres_migrations.FOLDER / "0013e_hand_over.sql",
}
HANDED, ENDED = 4, 5
TODAY = warsaw.day_of(warsaw.now())
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))


def day(back: int = 0) -> str:
    return (TODAY - timedelta(days=back)).isoformat()


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture
def road(db):
    return body(db, "Zarząd Dróg Miejskich", kind="road", answer_days=14)


def body(db, name, **columns):
    columns = {"name": name, **columns}
    return db.execute(
        f"INSERT INTO body ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(columns.values())
    ).lastrowid


def confirmed(db, status=3, **columns):
    return observe(db, status_id=status, reported_at=RECENT, status_changed_at=RECENT, category_id=11, **columns)


def hand(db, report, body_id, **columns):
    columns = {
        "report_id": report["id"],
        "body_id": body_id,
        "prepared_by": "Łucja",
        "base_version": report["version"],
        **columns,
    }
    db.execute(
        f"INSERT INTO hand_over ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(columns.values())
    )
    return taken(db)


def taken(db, fid=None):
    asked = "SELECT * FROM hand_over WHERE fid = ?" if fid else "SELECT * FROM hand_over ORDER BY fid DESC LIMIT 1"
    return dict(db.execute(asked, (fid,) if fid else ()).fetchone())


def update(db, which, **columns):
    db.execute(
        f"UPDATE hand_over SET {', '.join(f'{c} = ?' for c in columns)} WHERE fid = ?", (*columns.values(), which)
    )
    return taken(db, which)


def overdue(db):
    return [dict(r) for r in db.execute("SELECT * FROM overdue_hand_overs ORDER BY fid")]


def test_a_hand_over_takes_its_report_along(db, road):
    report = confirmed(db)
    made = hand(db, report, road, number=" RD-5321/7/2026 ")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made["id"])
    assert (made["handed_on"], made["answer_due"], made["number"]) == (
        day(),
        (TODAY + timedelta(days=14)).isoformat(),
        "RD-5321/7/2026",
    )
    assert (made["version"], made["base_version"], made["answer"], made["closes_report"]) == (1, None, "", 0)
    now = row(db, report["fid"])
    assert (now["status_id"], now["handed_to"], now["reason_id"], now["version"]) == (HANDED, road, 10, 2)
    (entry,) = history(db, report["fid"])
    assert (entry["status_id"], entry["was_status_id"], entry["was_handed_to"]) == (HANDED, 3, None)
    assert (entry["changed_by"], entry["origin"]) == (who(db, "Łucja"), "officer")
    assert db.execute("SELECT count(*) FROM trigger_guard").fetchone()[0] == 0, "at rest"


@pytest.mark.parametrize("kind", ["road", "guard", "municipality", "forest", "other"])
def test_the_public_reason_fits_the_kind_of_body(db, kind):
    report = confirmed(db, reason_text="")
    hand(db, report, body(db, "x", kind=kind))
    expected = {"road": 10, "guard": 11, "municipality": 12, "forest": 13, "other": 14}[kind]
    assert row(db, report["fid"])["reason_id"] == expected


def test_a_chosen_reason_goes_before_and_a_wrong_one_is_refused_whole(db, road):
    report = confirmed(db)
    with refused(413):
        hand(db, report, road, reason_id=20)
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 0
    assert row(db, report["fid"]) == report
    hand(db, report, road, reason_id=14, reason_text="Do Urzędu Wojewódzkiego")
    now = row(db, report["fid"])
    assert (now["reason_id"], now["reason_text"]) == (14, "Do Urzędu Wojewódzkiego")


@pytest.mark.parametrize(("base", "code"), [(None, 428), (7, 409)])
def test_the_version_that_was_read_is_compared(db, road, base, code):
    report = confirmed(db)
    with refused(code):
        hand(db, report, road, base_version=base)
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 0
    assert row(db, report["fid"]) == report


@pytest.mark.parametrize("status", [1, 2, 5, 6, 7])
def test_the_stored_status_must_allow_it(db, road, status):
    with refused(439):
        hand(db, confirmed(db, status), road)


def test_a_report_that_is_handed_over_may_go_on_to_another_body(db, road):
    report = confirmed(db)
    hand(db, report, road)
    other = body(db, "Gmina", kind="municipality")
    hand(db, row(db, report["fid"]), other)
    now = row(db, report["fid"])
    assert (now["handed_to"], now["reason_id"], now["version"]) == (other, 12, 3)
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 2


def test_the_same_letter_is_not_recorded_twice(db, road):
    report = confirmed(db)
    first = hand(db, report, road)
    with refused(439):
        hand(db, row(db, report["fid"]), road)
    update(db, first["fid"], answered_on=day(), outcome="refused")
    hand(db, row(db, report["fid"]), road)  # asked again after a refusal
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 2


def test_unknown_reports_and_bodies_are_refused(db, road):
    report = confirmed(db)
    with refused(439):
        hand(db, {"id": "none", "version": 1}, road)
    with refused(438):
        hand(db, report, road + 1)
    db.execute("UPDATE body SET valid = 0 WHERE id = ?", (road,))
    with refused(438):
        hand(db, report, road)
    with refused(438):
        change(db, report["fid"], status_id=HANDED, handed_to=road)


@pytest.mark.parametrize(
    "columns",
    [
        {"handed_on": day(-1)},
        {"handed_on": "2024-02-30"},
        {"handed_on": "30.01.2024"},
        {"handed_on": 20240101},
        {"handed_on": day(61)},
        {"answer_due": day(1)},
        {"answer_due": "soon"},
        {"handed_on": day(3), "answered_on": day(4), "outcome": "planned"},
        {"answered_on": day(-1), "outcome": "planned"},
    ],
)
def test_days_must_be_sane(db, road, columns):
    with refused(440):
        hand(db, confirmed(db), road, **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"answered_on": day()},
        {"outcome": "planned"},
        {"answer": "Usunięto"},
        {"answered_on": day(), "outcome": "whatever"},
        {"cancelled_on": day()},
        {"cancelled_on": day(), "cancel_reason": " "},
        {"cancelled_on": day(), "cancel_reason": "x", "answered_on": day(), "outcome": "planned"},
        {"closes_report": 1, "outcome": "planned", "answered_on": day()},
        {"closes_report": 1},
    ],
)
def test_answers_and_cancellations_are_whole(db, road, columns):
    made = hand(db, confirmed(db), road)
    with refused(442):
        update(db, made["fid"], **columns)
    assert taken(db, made["fid"]) == made


def test_an_answer_is_recorded_and_its_correction_kept(db, road):
    report = confirmed(db)
    made = hand(db, report, road, handed_on=day(20))
    first = update(db, made["fid"], answered_on=day(2), outcome="planned", answer="W maju", modified_by="Jan")
    assert first["version"] == 2
    second = update(db, made["fid"], answer="W czerwcu", modified_by="Ewa")
    assert second["version"] == 3
    kept = [
        (r["version"], r["changed_by"], r["was_answered_on"], r["was_answer"])
        for r in db.execute("SELECT * FROM hand_over_history ORDER BY fid")
    ]
    assert kept == [(2, who(db, "Jan"), None, ""), (3, who(db, "Ewa"), day(2), "W maju")]
    assert row(db, report["fid"])["status_id"] == HANDED
    assert update(db, made["fid"], sheet="karty/1.pdf")["version"] == 3  # no change of content
    for statement in ("DELETE FROM hand_over_history", "UPDATE hand_over_history SET was_answer = ''"):
        with refused(419):
            db.execute(statement)


def test_an_answer_may_close_the_report(db, road):
    report = confirmed(db)
    made = hand(db, report, road)
    answer = {"answered_on": day(), "outcome": "removed", "answer": "Usunięto.", "closes_report": 1}
    with refused(428):
        update(db, made["fid"], **answer)
    assert taken(db, made["fid"]) == made
    update(db, made["fid"], **answer, base_version=2, modified_by="Żaneta")
    now = row(db, report["fid"])
    assert (now["status_id"], now["reason_id"], now["version"], now["modified_by"]) == (ENDED, 2, 3, who(db, "Żaneta"))
    with refused(442):
        update(db, made["fid"], closes_report=0)


def test_where_the_setting_forbids_it_the_answer_closes_nothing(new_store):
    store = new_store()
    with store.connect() as db:
        db.execute("UPDATE setting SET value = '0' WHERE name = 'transitions.handed_over_may_be_eliminated'")
    with open_store(store.path).connect() as db:
        db.row_factory = sqlite3.Row
        made = hand(db, confirmed(db), body(db, "x"))
        answer = {"answered_on": day(), "outcome": "removed", "base_version": 2}
        with refused(403):
            update(db, made["fid"], **answer, closes_report=1)
        assert update(db, made["fid"], **answer)["outcome"] == "removed"


def test_hand_overs_stay_what_and_where_they_are(db, road):
    made = hand(db, confirmed(db), road)
    other = confirmed(db)
    with refused(441):
        db.execute("DELETE FROM hand_over")
    for columns in ({"report_id": other["id"]}, {"body_id": body(db, "y")}, {"id": "x"}, {"fid": 99}):
        with refused(441):
            update(db, made["fid"], **columns)
    taking = "INTO hand_over (fid, report_id, body_id) VALUES (1, ?, ?)"
    upsert = f"INSERT {taking} ON CONFLICT (fid) DO UPDATE SET report_id = excluded.report_id"
    for statement in [upsert] if of_database(db) else [upsert, f"INSERT OR REPLACE {taking}"]:
        with refused(441):
            db.execute(statement, (other["id"], road))
    assert update(db, made["fid"], prepared_by="Kto inny")["prepared_by"] == who(db, "Łucja")


def test_a_cancelled_one_takes_no_answer(db, road):
    made = hand(db, confirmed(db), road, handed_on=day(30))
    assert [r["days_over"] for r in overdue(db)] == [16]
    update(db, made["fid"], cancelled_on=day(), cancel_reason="Zły adresat")
    assert overdue(db) == []
    for columns in ({"answered_on": day(), "outcome": "planned"}, {"cancelled_on": None}, {"handed_on": day(2)}):
        with refused(442):
            update(db, made["fid"], **columns)
    assert update(db, made["fid"], number="RD-1")["number"] == "RD-1"


def test_overdue_are_those_whose_day_is_over_in_warsaw_and_whose_report_waits(db, road):
    reports = [confirmed(db) for _ in range(5)]
    due = [day(1), day(0), day(1), day(1), None]
    for report, last in zip(reports, due):
        hand(db, report, road, handed_on=day(40), answer_due=last or day(3))
    update(db, 3, answered_on=day(), outcome="refused")
    change(db, reports[3]["fid"], status_id=ENDED, reason_id=1)  # a patrol found it gone
    rows = overdue(db)
    assert [(r["report_fid"], r["days_over"], r["body"]) for r in rows] == [
        (reports[0]["fid"], 1, "Zarząd Dróg Miejskich"),
        (reports[4]["fid"], 3, "Zarząd Dróg Miejskich"),
    ]
    asked = plan(db, "SELECT * FROM overdue_hand_overs")
    assert "hand_over_open" in asked
    assert "SCAN r" not in asked and "Seq Scan on report" not in asked


def test_a_body_without_days_is_asked_for_no_answer(db):
    assert hand(db, confirmed(db), body(db, "x", answer_days=0))["answer_due"] is None


def test_what_a_form_hands_over_is_tracked_too(db, road):
    report = confirmed(db)
    change(db, report["fid"], status_id=HANDED, handed_to=road, reason_id=10, modified_by="Jan")
    made = taken(db)
    assert (made["report_id"], made["body_id"], made["prepared_by"], made["handed_on"]) == (
        report["id"],
        road,
        who(db, "Jan"),
        day(),
    )
    assert row(db, report["fid"])["version"] == 2
    change(db, report["fid"], note="x")
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 1
    change(db, report["fid"], handed_to=body(db, "inny"))
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 2
    with refused(438):
        change(db, report["fid"], handed_to=12345)
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 2


def test_an_answer_that_came_with_the_record_makes_no_second_one(db, road):
    hand(db, confirmed(db), road, handed_on=day(9), answered_on=day(1), outcome="refused")
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 1


def test_imports_hand_nothing_over(db, road):
    report = confirmed(db)
    db.execute(
        "UPDATE report SET status_id = 4, handed_to = ?, import_run_id = 2, status_changed_at = ? WHERE fid = ?",
        (road, RECENT, report["fid"]),
    )
    confirmed(db, HANDED, handed_to=road)
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 0


def categories(db, number):
    return [r[0] for r in db.execute("SELECT category_id FROM body_category WHERE body_id = ? ORDER BY 1", (number,))]


def text(db, number):
    return db.execute("SELECT categories FROM body WHERE id = ?", (number,)).fetchone()[0]


def test_the_list_to_tick_and_the_table_are_one(db):
    number = body(db, "Gmina", categories="{1,11}")
    assert categories(db, number) == [1, 11]
    db.execute("UPDATE body SET categories = '{11, 3}' WHERE id = ?", (number,))
    assert categories(db, number) == [3, 11]
    db.execute("UPDATE body SET categories = '{\"5\"}' WHERE id = ?", (number,))
    assert categories(db, number) == [5]
    db.execute("INSERT INTO body_category (body_id, category_id) VALUES (?, 7)", (number,))
    assert text(db, number) == "{5,7}"
    db.execute("DELETE FROM body_category WHERE category_id = 5")
    assert text(db, number) == "{7}"
    db.execute("UPDATE body SET categories = NULL WHERE id = ?", (number,))
    assert categories(db, number) == []
    with refused(401):
        db.execute("UPDATE body SET categories = '{99}' WHERE id = ?", (number,))
    with refused(401):
        db.execute("INSERT INTO body_category (body_id, category_id) VALUES (?, 99)", (number,))
    with refused(438):
        db.execute("INSERT INTO body_category (body_id, category_id) VALUES (999, 1)")
    with refused(441):
        db.execute("INSERT INTO body_category (body_id, category_id) VALUES (?, 1)", (number,))
        db.execute("UPDATE body_category SET category_id = 2")


@pytest.mark.parametrize(
    "columns", [{"name": " "}, {"kind": "x"}, {"answer_days": -1}, {"answer_days": "soon"}, {"valid": 2}]
)
def test_a_body_is_whole(db, road, columns):
    with refused(438):
        body(db, **{"name": "a", **columns})
    with refused(438):
        db.execute(f"UPDATE body SET {', '.join(f'{c} = ?' for c in columns)}", list(columns.values()))


def test_a_body_with_hand_overs_stays(db, road):
    unused = body(db, "x", categories="{1}")
    hand(db, confirmed(db), road)
    with refused(441):
        db.execute("DELETE FROM body WHERE id = ?", (road,))
    with refused(441):
        db.execute("UPDATE body SET id = 77 WHERE id = ?", (road,))
    db.execute("DELETE FROM body WHERE id = ?", (unused,))
    assert categories(db, unused) == []
    assert "report_handed_to" in plan(db, "SELECT 1 FROM report r WHERE r.handed_to = 1")


def test_every_refusal_has_a_sentence_of_its_own():
    told = {
        name: set(re.findall(r"'(KMZB-4(?:38|39|4[0-2]) [^']+)'", path.read_text(encoding="utf-8")))
        for name, path in SCRIPTS.items()
    }
    literals = told["gpkg"]
    assert told["postgres"] == literals
    assert len(literals) > 15
    said = {literal: refusals.explain(literal).message for literal in literals}
    assert "The store refused the change." not in said.values()
    assert len(set(said.values())) > 15


def test_an_older_store_keeps_its_bodies_and_hand_overs(tmp_path):
    store = lifecycle._create(tmp_path / "old.gpkg", 5)
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        db.execute("INSERT INTO body (id, name, contact) VALUES (3, 'Gmina Łąck', 'tel. 24')")
        report = confirmed(db, HANDED, handed_to=3, reason_id=12, modified_by="Jan")
        confirmed(db, HANDED)
        insert(db)
    with open_store(store.path).connect() as db:
        db.row_factory = sqlite3.Row
        kept = dict(db.execute("SELECT * FROM body").fetchone())
        assert (kept["name"], kept["contact"], kept["kind"], kept["answer_days"], kept["valid"]) == (
            "Gmina Łąck",
            "tel. 24",
            "other",
            30,
            1,
        )
        made = taken(db)
        assert (made["fid"], made["report_id"], made["body_id"], made["answer_due"]) == (1, report["id"], 3, None)
        assert date.fromisoformat(made["handed_on"]) == warsaw.day_of(warsaw.from_text(RECENT))
        assert update(db, 1, answered_on=day(), outcome="refused")["version"] == 2


def test_a_letter_to_the_same_body_again_is_a_new_one_and_settles_the_one_before(db, road):
    """A report came back and went out again: the old letter's answer is no more waited for, by form or by row."""
    for by_form in (True, False):
        fid = confirmed(db)["fid"]
        first = hand(db, row(db, fid), road, handed_on=day(40))
        assert [one["fid"] for one in overdue(db)] == [first["fid"]]
        change(db, fid, status_id=2, reason_id=42, handed_to=None)
        change(db, fid, status_id=3)
        if by_form:
            change(db, fid, status_id=HANDED, handed_to=road, reason_id=10, modified_by="Łucja")
        else:
            hand(db, row(db, fid), road)
        second = taken(db)
        assert (second["fid"] > first["fid"], second["handed_on"]) == (True, day())
        assert second["answer_due"] == (TODAY + timedelta(days=14)).isoformat()
        assert overdue(db) == []
        with refused(439):  # twice without its coming back is a mistake
            hand(db, row(db, fid), road)
        update(db, second["fid"], cancelled_on=day(), cancel_reason="pomyłka", modified_by="Łucja")
        assert [one["fid"] for one in overdue(db)] == [first["fid"]]
        update(db, first["fid"], answered_on=day(), outcome="planned", modified_by="Łucja")
        assert overdue(db) == []
