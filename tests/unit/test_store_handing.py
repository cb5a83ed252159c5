"""Hand-overs through the store's own functions: batches, answers, cancellations, lists, bodies proposed."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import bodies, bodies_file, deciding, handed, handing
from kmzb_qgis.store.handing import Answer, Order
from kmzb_qgis.store.queue import Moments, Queue
from kmzb_qgis.store.queue_filter import ANSWERS, Filter
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database, who
from store_rows import change, history, observe, row

TODAY = warsaw.day_of(warsaw.now())
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def store(new_store):
    made = new_store()
    with made.connect() as db:
        db.execute(
            "INSERT INTO body (id, name, kind, answer_days, categories, territory) VALUES"
            " (1, 'Zarząd Dróg', 'road', 14, '{11,18}', ''),"
            " (2, 'Gmina Wieliczka', 'municipality', 30, '{3,11}', '1219053'),"
            " (3, 'Powiat krakowski', 'county', 30, '{11}', '1206, 1261'),"
            " (4, 'Straż Miejska', 'guard', 30, '{11}', 'KP-7'),"
            " (5, 'Dawny zarząd', 'road', 30, '{11}', ''), (6, 'PKP', 'railway', 30, '{}', '')"
        )
        db.execute("UPDATE body SET valid = 0 WHERE id = 5")
    return made


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def confirmed(db, **columns):
    return observe(
        db, **{"status_id": 3, "reported_at": RECENT, "status_changed_at": RECENT, "category_id": 11, **columns}
    )


def count(db):
    return db.execute("SELECT count(*) FROM hand_over").fetchone()[0]


def test_a_batch_is_recorded_with_counted_numbers(store, db):
    fids = tuple(confirmed(db)["fid"] for _ in range(3))
    made = handing.hand_over(store, Order(fids, 1, "Łucja", ago(3), "RD-5321/{n}/2026"))
    rows = [dict(r) for r in db.execute("SELECT * FROM hand_over ORDER BY fid")]
    assert [r["fid"] for r in rows] == made
    assert [r["number"] for r in rows] == [f"RD-5321/{n}/2026" for n in (1, 2, 3)]
    assert {r["answer_due"] for r in rows} == {ago(-11).isoformat()}
    assert {row(db, fid)["status_id"] for fid in fids} == {4}
    assert {entry["changed_by"] for fid in fids for entry in history(db, fid)} == {who(db, "Łucja")}


def test_a_note_is_written_with_the_letter_or_not_at_all_and_an_undo_takes_the_letter(store, db):
    good, bare = confirmed(db, reference="KR-1", note="Dzwoniono \n"), confirmed(db)
    bad = confirmed(db, status_id=2, reference="KR-2")
    read = {one["fid"]: one["version"] for one in (good, bare, bad)}
    with pytest.raises(KmzbError, match="KR-2"):
        handing.hand_over(store, Order((good["fid"], bad["fid"]), 1, "Łucja", versions=read, note="Do zarządcy"))
    assert row(db, good["fid"]) == good and count(db) == 0
    handing.hand_over(store, Order((good["fid"], bare["fid"]), 1, "Łucja", versions=read, note=" Do zarządcy "))
    told = [row(db, one["fid"]) for one in (good, bare)]
    assert [(each["status_id"], each["note"]) for each in told] == [(4, "Dzwoniono\nDo zarządcy"), (4, "Do zarządcy")]
    deciding.undo(store, bare["fid"], "Łucja")
    now = row(db, bare["fid"])
    assert (now["status_id"], now["note"]) == (3, "Do zarządcy")
    assert {one.report_fid: one.state for one in handed.listed(store.path).rows} == {
        good["fid"]: "waiting", bare["fid"]: "cancelled",
    }  # fmt: skip
    change(db, good["fid"], note="x", modified_by="Ewa")
    with pytest.raises(KmzbError, match=who(db, "Ewa")):
        handing.hand_over(store, Order((good["fid"],), 2, "Łucja", versions=read, note="Jeszcze raz"))
    assert row(db, good["fid"])["note"] == "x"


def test_one_refusal_leaves_the_whole_batch_unrecorded(store, db):
    good, bad = confirmed(db, reference="KR-1"), confirmed(db, status_id=2, reference="KR-2")
    with pytest.raises(KmzbError, match="KR-2") as caught:
        handing.hand_over(store, Order((good["fid"], bad["fid"]), 1, "Łucja"))
    assert caught.value.code == "KMZB-439"
    assert count(db) == 0
    assert row(db, good["fid"]) == good


def test_what_was_read_is_compared_and_who_changed_it_is_said(store, db):
    report = confirmed(db)
    change(db, report["fid"], note="x", modified_by="Ewa")
    with pytest.raises(KmzbError, match=who(db, "Ewa")):
        handing.hand_over(store, Order((report["fid"],), 1, "Łucja", versions={report["fid"]: 1}))
    assert count(db) == 0


def test_a_cancelled_batch_leaves_nothing(store, db):
    class Stop:
        def setProgress(self, value):
            self.at = value

        def isCanceled(self):
            return getattr(self, "at", 0) > 60

    fids = tuple(confirmed(db)["fid"] for _ in range(4))
    with pytest.raises(Cancelled):
        handing.hand_over(store, Order(fids, 1, "Łucja"), Stop())
    assert count(db) == 0


def test_nothing_chosen_and_a_missing_report_are_told(store, db):
    with pytest.raises(KmzbError, match="at least one"):
        handing.hand_over(store, Order((), 1, "Łucja"))
    with pytest.raises(KmzbError, match="no such report"):
        handing.hand_over(store, Order((12345,), 1, "Łucja"))


def test_reports_are_named_as_the_map_names_them(db):
    first, second = confirmed(db, reference="12"), confirmed(db, service_id=7001)
    third = confirmed(db)
    found = handing.named(db, ["12", " #7001", str(third["fid"]), second["id"], ""])
    assert [one.fid for one in found] == [first["fid"], second["fid"], third["fid"]]
    assert [one.number for one in found] == ["12", "7001", str(third["fid"])]
    with pytest.raises(KmzbError, match="'1'"):
        handing.named(db, ["1"])  # the row of the report whose number is 12
    confirmed(db, service_id=12)
    with pytest.raises(KmzbError, match="Several reports"):
        handing.named(db, ["12"])


def test_an_answer_closes_and_a_second_person_is_not_overwritten(store, db):
    report = confirmed(db)
    (fid,) = handing.hand_over(store, Order((report["fid"],), 1, "Łucja"))
    handing.answer(store, fid, Answer(TODAY, "removed", "Usunięto", True), "Jan", 1)
    assert row(db, report["fid"])["status_id"] == 5
    with pytest.raises(KmzbError, match="Someone else"):
        handing.answer(store, fid, Answer(TODAY, "refused"), "Ewa", 1)
    assert handed.one(store.path, fid).outcome == "removed"
    with pytest.raises(KmzbError, match="no such hand-over"):
        handing.answer(store, 99, Answer(TODAY, "refused"), "Ewa")


def test_a_mistake_is_cancelled_and_the_report_reopened_in_one_step(store, db):
    report = confirmed(db)
    (fid,) = handing.hand_over(store, Order((report["fid"],), 1, "Łucja"))
    with pytest.raises(KmzbError, match="needs a reason"):
        handing.cancel(store, fid, TODAY, " ", "Jan", True)
    assert row(db, report["fid"])["status_id"] == 4
    handing.cancel(store, fid, TODAY, "Zły adresat", "Jan", True)
    now = row(db, report["fid"])
    assert (now["status_id"], now["reason_id"], now["handed_to"], now["modified_by"]) == (2, 42, None, who(db, "Jan"))
    assert handed.one(store.path, fid).state == "cancelled"


def test_a_report_that_somebody_closed_meanwhile_is_not_reopened_with_a_cancelled_letter(store, db):
    report = confirmed(db)
    (fid,) = handing.hand_over(store, Order((report["fid"],), 1, "Łucja"))
    change(db, report["fid"], status_id=5, reason_id=1, modified_by="Ewa")
    closed = row(db, report["fid"])
    with pytest.raises(KmzbError, match="not handed over any more") as told:
        handing.cancel(store, fid, TODAY, "Zły adresat", "Jan", True, 1)
    assert closed["status_id"] == 5 and "wyeliminowane" in told.value.message
    assert row(db, report["fid"]) == closed and handed.one(store.path, fid).cancelled_on == ""
    handing.cancel(store, fid, TODAY, "Zły adresat", "Jan", False, 1)  # the letter alone may be cancelled
    assert row(db, report["fid"])["status_id"] == 5 and handed.one(store.path, fid).state == "cancelled"


def test_number_due_day_and_sheet_are_corrected(store, db):
    (fid,) = handing.hand_over(store, Order((confirmed(db)["fid"],), 1, "Łucja"))
    handing.renumber(store, fid, "RD-9", ago(-40), "Jan", 1)
    handing.keep_sheet(store, fid, "karty/RD-9.pdf")
    now = handed.one(store.path, fid)
    assert (now.number, now.answer_due, now.sheet, now.version) == (
        "RD-9",
        ago(-40).isoformat(),
        "karty/RD-9.pdf",
        2,
    )


def test_a_locked_or_read_only_store_is_told(store, db, monkeypatch):
    fid = confirmed(db)["fid"]
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("kmzb_qgis.store.postgres.connection.BUSY_S", 0.1)
    db.execute("BEGIN IMMEDIATE")
    if of_database(db):  # where a lock is one report's
        db.execute("UPDATE report SET note = 'x', base_version = version WHERE fid = ?", (fid,))
    with pytest.raises(KmzbError, match="Another program"):
        handing.hand_over(store, Order((fid,), 1, "Łucja"))
    db.execute("ROLLBACK")
    closed = type(store)(store.path, store.schema, True)
    with pytest.raises(KmzbError, match="read-only"):
        handing.hand_over(closed, Order((fid,), 1, "Łucja"))


def test_the_list_has_overdue_first_and_counts_by_state(store, db):
    def make(days, **columns):
        report = confirmed(db, **columns)
        (fid,) = handing.hand_over(store, Order((report["fid"],), 1, "Łucja", ago(days)))
        return fid

    late, later, waits = make(20), make(30), make(3, reference="ŻÓŁW-1")
    answered, settled, cancelled = make(5), make(40), make(2)
    handing.answer(store, answered, Answer(TODAY, "planned", "Naprawa w maju"), "Jan")
    handing.cancel(store, cancelled, TODAY, "x", "Jan")
    gone = handed.one(store.path, settled)
    change(db, gone.report_fid, status_id=5, reason_id=1)
    found = handed.listed(store.path)
    assert [r.fid for r in found.rows[:3]] == [later, late, waits]
    assert {r.fid: r.state for r in found.rows} == {
        late: "overdue", later: "overdue", waits: "waiting", answered: "answered", settled: "settled",
        cancelled: "cancelled",
    }  # fmt: skip
    assert found.counts == {"overdue": 2, "waiting": 1, "answered": 1, "cancelled": 1, "settled": 1}
    assert [r.days_over for r in found.rows[:2]] == [16, 6]
    assert [r.fid for r in handed.listed(store.path, ["answered", "cancelled"]).rows] == [cancelled, answered]
    narrow = handed.listed(store.path, ["overdue"], "żółw")
    assert (narrow.rows, narrow.counts["waiting"]) == ((), 1)
    assert [r.fid for r in handed.listed(store.path, text="naprawa DRÓG").rows] == [answered]
    assert handed.listed(store.path, body_id=2).rows == ()
    assert handed.one(store.path, 999) is None
    overdue = {r["hand_over_id"] for r in db.execute("SELECT hand_over_id FROM overdue_hand_overs")}
    assert overdue == {r.id for r in found.rows if r.state == "overdue"}


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"teryt": "1219053"}, ["Gmina Wieliczka", "Zarząd Dróg"]),
        ({"teryt": "1219054"}, ["Gmina Wieliczka", "Zarząd Dróg"]),  # the town of the same municipality
        ({"teryt": "1261011"}, ["Powiat krakowski", "Zarząd Dróg"]),
        ({"teryt": "1465011", "unit_id": "KP-7"}, ["Straż Miejska", "Zarząd Dróg"]),
        ({"teryt": None}, ["Zarząd Dróg"]),
        ({"teryt": "1219053", "category_id": 3}, ["Gmina Wieliczka"]),
        ({"category_id": 5}, []),
    ],
)
def test_bodies_are_proposed_by_category_and_place(db, columns, names):
    found = bodies.propose(db, [confirmed(db, **columns)["fid"]])
    assert [p.body.name for p in found if p.fitting] == names
    assert "Dawny zarząd" not in [p.body.name for p in found]
    assert len(found) == 5


def test_for_several_reports_the_body_of_most_goes_first(db):
    fids = [confirmed(db, teryt="1219053")["fid"], confirmed(db, category_id=18)["fid"]]
    found = bodies.propose(db, fids)
    assert [(p.body.name, p.fitting) for p in found[:2]] == [("Zarząd Dróg", 2), ("Gmina Wieliczka", 1)]


def test_a_letter_sent_once_more_settles_the_one_before_in_list_and_queue(store, db):
    recent = warsaw.to_text(warsaw.now() - timedelta(days=60))
    fid = observe(db, status_id=3, reported_at=recent, status_changed_at=recent, category_id=11)["fid"]
    road = db.execute("INSERT INTO body (name, kind, answer_days) VALUES ('Droga', 'road', 14)").lastrowid
    before = warsaw.add_days(warsaw.day_of(warsaw.now()), -40)
    (first,) = handing.hand_over(store, Order((fid,), road, "Łucja", handed_on=before))
    waiting = Filter(view=ANSWERS)
    assert Queue(db).listing(waiting, "Łucja", Moments.of(warsaw.now())).tolist() == [fid]
    change(db, fid, status_id=2, reason_id=42, handed_to=None)
    change(db, fid, status_id=3)
    (second,) = handing.hand_over(store, Order((fid,), road, "Łucja"))
    states = {one.fid: one.state for one in handed.listed(store.path).rows if one.report_fid == fid}
    assert states == {first: handed.SETTLED, second: handed.WAITING}
    assert Queue(db).listing(waiting, "Łucja", Moments.of(warsaw.now())).tolist() == []


def test_list_queue_and_view_mean_the_same_by_an_overdue_answer(store, db):
    """Each case once: list, queue and the view that maps and other programs join have one definition."""
    made = {}

    def case(name, days, body=1):
        made[name] = confirmed(db)["fid"]
        return handing.hand_over(store, Order((made[name],), body, "Łucja", ago(days)))[0]

    def back(name):
        change(db, made[name], status_id=2, reason_id=42, handed_to=None)
        change(db, made[name], status_id=3)

    case("late", 40)
    case("due yesterday", 15)
    case("due today", 14)
    handing.renumber(store, case("no answer asked for", 40), "RD-1", None, "Jan")
    handing.answer(store, case("answered", 40), Answer(TODAY, "planned"), "Jan")
    handing.cancel(store, case("cancelled", 40), TODAY, "x", "Jan")
    handing.cancel(store, case("reopened with it", 40), TODAY, "x", "Jan", True)
    case("closed without an answer", 40)
    change(db, made["closed without an answer"], status_id=5, reason_id=1)
    case("verified again", 40)
    change(db, made["verified again"], status_id=2, reason_id=42, handed_to=None)
    case("sent once more", 40)
    back("sent once more")
    handing.hand_over(store, Order((made["sent once more"],), 1, "Łucja"))
    case("sent once more, late too", 60)
    back("sent once more, late too")
    handing.hand_over(store, Order((made["sent once more, late too"],), 1, "Łucja", ago(30)))
    case("sent once more by mistake", 40)
    back("sent once more by mistake")
    (mistake,) = handing.hand_over(store, Order((made["sent once more by mistake"],), 1, "Łucja"))
    handing.cancel(store, mistake, TODAY, "x", "Jan")
    case("another body, too", 40)
    back("another body, too")
    handing.hand_over(store, Order((made["another body, too"],), 2, "Łucja"))
    case("undone", 40)
    deciding.undo(store, made["undone"], "Łucja")

    overdue = {"late", "due yesterday", "sent once more, late too", "sent once more by mistake", "another body, too"}
    names = {fid: name for name, fid in made.items()}
    found = [one for one in handed.listed(store.path).rows if one.state == handed.OVERDUE]
    assert {names[one.report_fid] for one in found} == overdue
    view = db.execute("SELECT hand_over_id, answer_due, report_fid, days_over FROM overdue_hand_overs").fetchall()
    assert sorted(map(tuple, view)) == sorted((one.id, one.answer_due, one.report_fid, one.days_over) for one in found)
    at = Moments.of(warsaw.now())
    queue = Queue(db).listing(Filter(view=ANSWERS), "Łucja", at).tolist()
    assert sorted(queue) == sorted({one.report_fid for one in found})
    assert dict(db.execute("SELECT fid, due FROM temp.queue_answers").fetchall()) == {
        one.report_fid: min(each.answer_due for each in found if each.report_fid == one.report_fid) for one in found
    }


def test_a_list_of_bodies_with_an_impossible_number_is_refused_in_a_sentence(store, tmp_path):
    path = tmp_path / "wykaz.csv"
    path.write_text(f"name;answer_days\nDroga;{'9' * 20}\n", encoding="utf-8")
    with pytest.raises(KmzbError) as told:
        bodies_file.read(store, path)
    assert "2" in told.value.message


def test_the_list_of_bodies_goes_out_and_comes_back(store, db, tmp_path):
    path = tmp_path / "wykaz.csv"
    assert bodies_file.write(store, path) == 6
    assert bodies_file.read(store, path) == bodies_file.Read(0, 0, 6)
    path.write_text(
        "name;kind;answer_days;categories;valid\nPKP;railway;45;11;1\nŻegluga;water;;3, 11;1\n", encoding="utf-8"
    )
    assert bodies_file.read(store, path) == bodies_file.Read(1, 1, 0)
    found = {body.name: body for body in bodies.read(db)}
    assert (found["PKP"].answer_days, sorted(found["PKP"].categories)) == (45, [11])
    assert (found["Żegluga"].kind_id, found["Żegluga"].answer_days, sorted(found["Żegluga"].categories)) == (
        "water", 30, [3, 11],
    )  # fmt: skip
    before = [tuple(one) for one in db.execute("SELECT * FROM body ORDER BY id")]
    path.write_text("name;kind;answer_days\nPKP;railway;60\nZła;road;4000\n", encoding="utf-8")
    with pytest.raises(KmzbError, match="Line 3"):
        bodies_file.read(store, path)
    assert [tuple(one) for one in db.execute("SELECT * FROM body ORDER BY id")] == before
