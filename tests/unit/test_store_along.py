"""What goes along with a decision: duplicates with their master, the letter with the hand-over. There and back again,
by the store's functions and by plain SQL."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import deciding, handing
from kmzb_qgis.store.deciding_bulk import Order as Status
from kmzb_qgis.store.deciding_bulk import change_status
from kmzb_qgis.store.deciding_choice import by_number
from kmzb_qgis.store.handing import Answer
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import who
from store_rows import change, history, observe, row

NEW, VERIFYING, CONFIRMED, HANDED, GONE, UNCONFIRMED, JOKE = range(1, 8)
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))
TODAY = warsaw.day_of(warsaw.now())
UNDO = "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, ?, ?)"
AT_REST = ("trigger_guard", "duplicate_due")


@pytest.fixture
def store(new_store):
    made = new_store()
    with made.connect() as db:
        db.execute(
            "INSERT INTO body (id, name, kind, answer_days) VALUES"
            " (1, 'Zarząd Dróg', 'road', 14), (2, 'PKP', 'railway', 30)"
        )
    return made


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection
        for table in AT_REST:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
        left = connection.execute("SELECT count(*) FROM duplicate_effect WHERE due <> 0 OR cause = 'undone'")
        assert left.fetchone()[0] == 0


def report(db, status, master=None, **columns):
    columns = {"verified_at": RECENT if status >= CONFIRMED else None, **columns}
    fid = observe(
        db, **{"status_id": status, "reported_at": RECENT, "status_changed_at": RECENT, "service_id": None, **columns}
    )["fid"]
    if master is not None:
        change(db, fid, duplicate_of=row(db, master)["id"], modified_by="Łucja")
    return fid


def versions(db, *fids):
    return {fid: row(db, fid)["version"] for fid in fids}


def state(db, fid, *names):
    found = row(db, fid)
    return tuple(found[name] for name in (names or ("status_id", "reason_id", "reason_text", "handed_to")))


def back_by_function(store, db, fid, who):
    return deciding.undo(store, fid, who)


def back_by_sql(store, db, fid, who):
    db.execute(UNDO, (fid, row(db, fid)["version"], who))


@pytest.fixture(params=[back_by_function, back_by_sql])
def back(request, store, db):
    return lambda fid, who="Jan": request.param(store, db, fid, who)


def letters(db, fid):
    return [
        dict(one)
        for one in db.execute(
            "SELECT h.* FROM hand_over h JOIN report r ON r.id = h.report_id WHERE r.fid = ? ORDER BY h.fid", (fid,)
        )
    ]


def test_a_set_with_masters_and_duplicates_is_closed_in_one_go(store, db):
    masters = [report(db, VERIFYING) for _ in range(2)]
    repeats = [report(db, VERIFYING, masters[n % 2]) for n in range(3)]
    mixed = [masters[0], repeats[0], repeats[1], masters[1], repeats[2]]
    deciding.decide(store, mixed, {"status_id": UNCONFIRMED, "reason_id": 20}, versions(db, *mixed), "Jan")
    assert {state(db, fid)[:2] for fid in mixed} == {(UNCONFIRMED, 20)}
    assert {history(db, fid)[-1]["action"] for fid in mixed} == {"status"}, "each decided on, none moved along"


def test_a_bulk_change_with_masters_and_duplicates_goes_and_comes_back(store, db):
    master = report(db, VERIFYING)
    repeats = [report(db, VERIFYING, master) for _ in range(2)]
    every = [master, *repeats]
    done = change_status(store, lambda connection: by_number(connection, map(str, every)), Status(JOKE, 30), "Jan")
    assert done.changed == 3 and {state(db, fid)[0] for fid in every} == {JOKE}
    again = change_status(
        store, lambda connection: by_number(connection, map(str, every)), Status(VERIFYING, 42), "Jan"
    )
    assert again.changed == 3 and {state(db, fid)[0] for fid in every} == {VERIFYING}


def test_a_duplicate_that_may_not_close_by_itself_goes_with_its_master(store, db):
    master, other = report(db, VERIFYING), report(db, VERIFYING)
    every = [master, report(db, NEW, master)]
    stuck = report(db, NEW, other)
    done = change_status(store, lambda connection: by_number(connection, map(str, every)), Status(JOKE, 30), "Jan")
    assert done.changed == 2 and [state(db, fid)[:2] for fid in every] == [(JOKE, 30)] * 2
    with pytest.raises(KmzbError) as told:  # its master is not among them
        change_status(store, lambda connection: by_number(connection, [str(stuck)]), Status(JOKE, 30), "Jan")
    assert told.value.code == "KMZB-403"


def test_undoing_a_masters_closing_brings_its_duplicates_back(store, db, back):
    master = report(
        db, VERIFYING, reason_id=42, reason_text="Wznowiono"
    )  # a reason of its open status: reopened before
    new, checked = report(db, NEW, master), report(db, CONFIRMED, master)
    closed = report(db, JOKE, master)
    before = {fid: row(db, fid) for fid in (new, checked, closed)}
    deciding.decide(store, [master], {"status_id": UNCONFIRMED, "reason_id": 20}, versions(db, master), "Jan")
    assert {state(db, fid)[0] for fid in (new, checked)} == {UNCONFIRMED} and state(db, closed)[0] == JOKE
    back(master)
    for fid, old in before.items():
        now = row(db, fid)
        for name in ("status_id", "reason_id", "reason_text", "handed_to", "verified_at", "closed_at", "duplicate_of"):
            assert now[name] == old[name], name
    assert row(db, closed) == before[closed]
    last = history(db, new)[-1]
    assert (last["action"], last["changed_by"], last["was_status_id"], last["status_id"]) == (
        "duplicate", who(db, "Jan"), UNCONFIRMED, NEW,
    )  # fmt: skip
    assert row(db, new)["version"] == last["version"] == before[new]["version"] + 2
    assert db.execute("SELECT count(*) FROM duplicate_effect").fetchone()[0] == 0


def test_a_duplicate_that_was_decided_on_since_stays_and_is_named(store, db):
    master = report(db, VERIFYING)
    left, taken = report(db, NEW, master, reference="KR-1"), report(db, NEW, master, reference="KR-2")
    report(db, JOKE, master, reference="KR-3")
    deciding.decide(store, [master], {"status_id": UNCONFIRMED, "reason_id": 20}, versions(db, master), "Jan")
    change(db, taken, status_id=VERIFYING, reason_id=41, modified_by="Ewa")
    told = deciding.undo(store, master, "Jan")
    assert (told.back, told.stay) == (("KR-1",), ("KR-2",)) and "KR-2" in told.sentence()
    assert (state(db, left)[0], state(db, taken)[0]) == (NEW, VERIFYING)
    deciding.decide(store, [master], {"status_id": CONFIRMED}, versions(db, master), "Jan")
    assert deciding.undo(store, master, "Jan").sentence() == ""


def test_undoing_a_step_between_closed_statuses_takes_back_that_step_alone(store, db, back):
    master, later = report(db, CONFIRMED), report(db, CONFIRMED)
    along = report(db, NEW, master)
    change(db, master, status_id=HANDED, reason_id=10, modified_by="Jan")
    change(db, later, duplicate_of=row(db, master)["id"], modified_by="Jan")
    change(db, master, status_id=GONE, reason_id=2, modified_by="Jan")
    assert [state(db, fid)[0] for fid in (along, later)] == [GONE, GONE]
    back(master)
    assert [state(db, fid)[:2] for fid in (along, later)] == [(HANDED, 10), (CONFIRMED, None)]
    change(db, along, duplicate_of=None, modified_by="Jan")
    assert state(db, along)[0] == NEW, "what closed it first is still known"


def test_undoing_a_reopening_closes_the_duplicates_again(store, db, back):
    master = report(db, VERIFYING)
    along = report(db, NEW, master)
    change(db, master, status_id=UNCONFIRMED, reason_id=20, reason_text="Pusto", modified_by="Jan")
    closed = row(db, along)
    change(db, master, status_id=VERIFYING, reason_id=42, modified_by="Jan")
    assert state(db, along)[:2] == (VERIFYING, 42) and row(db, along)["closed_at"] is None
    back(master)
    assert state(db, along)[:3] == (UNCONFIRMED, 20, "Pusto")
    assert row(db, along)["closed_at"] == closed["closed_at"]
    change(db, along, duplicate_of=None, modified_by="Jan")
    assert state(db, along)[:3] == (NEW, None, "")


def test_a_duplicate_is_handed_over_with_its_master_and_comes_back(store, db, back):
    master = report(db, CONFIRMED)
    along = report(db, NEW, master)
    fid = letters(db, master) or handing.hand_over(store, handing.Order((master,), 1, "Jan"))[0]
    assert state(db, along) == state(db, master) == (HANDED, 10, "", 1)
    assert letters(db, along) == [] and len(letters(db, master)) == 1, "one letter"
    assert db.execute("SELECT count(*) FROM body b WHERE b.id = 1").fetchone()[0] == 1
    back(master)
    assert state(db, along) == (NEW, None, "", None)
    assert letters(db, master)[0]["fid"] == fid and letters(db, master)[0]["cancelled_on"] == TODAY.isoformat()


def test_an_unlinked_duplicate_is_with_no_body_any_more(store, db):
    master = report(db, CONFIRMED)
    along = report(db, CONFIRMED, master)
    handing.hand_over(store, handing.Order((master,), 2, "Jan"))
    assert state(db, along)[3] == 2
    change(db, along, duplicate_of=None, modified_by="Jan")
    assert state(db, along) == (CONFIRMED, None, "", None)


def test_a_reopened_master_takes_its_duplicates_from_the_body(store, db):
    master = report(db, CONFIRMED)
    along = report(db, NEW, master)
    (fid,) = handing.hand_over(store, handing.Order((master,), 1, "Jan"))
    handing.cancel(store, fid, TODAY, "Zły adresat", "Jan", reopen=True)
    assert state(db, along) == state(db, master) == (VERIFYING, 42, "", None)


def test_a_decision_with_a_body_makes_the_letter(store, db):
    fid = report(db, CONFIRMED)
    changes = {"status_id": HANDED, "handed_to": 1, "reason_id": 13, "reason_text": "Do zarządcy"}
    deciding.decide(store, [fid], changes, versions(db, fid), "Jan")
    (letter,) = letters(db, fid)
    assert (letter["body_id"], letter["prepared_by"], letter["reason_id"], letter["reason_text"]) == (
        1, who(db, "Jan"), 13, "Do zarządcy",
    )  # fmt: skip
    assert letter["handed_on"] == TODAY.isoformat() and letter["answer_due"] == (TODAY + timedelta(days=14)).isoformat()


def test_undoing_a_hand_over_cancels_its_letter(store, db, back):
    fid = report(db, CONFIRMED)
    deciding.decide(store, [fid], {"status_id": HANDED, "handed_to": 1, "reason_id": 10}, versions(db, fid), "Jan")
    back(fid)
    (letter,) = letters(db, fid)
    assert (letter["cancelled_on"], letter["cancel_reason"], letter["modified_by"], letter["version"]) == (
        TODAY.isoformat(), "Cofnięto decyzję o przekazaniu", who(db, "Jan"), 2,
    )  # fmt: skip
    assert state(db, fid) == (CONFIRMED, None, "", None)
    (before,) = db.execute("SELECT * FROM hand_over_history").fetchall()
    assert (before["was_cancelled_on"], before["changed_by"], before["version"]) == (None, who(db, "Jan"), 2)
    handing.hand_over(store, handing.Order((fid,), 1, "Jan"))
    assert [one["cancelled_on"] for one in letters(db, fid)] == [TODAY.isoformat(), None]


def test_an_undo_leaves_letters_of_other_decisions_alone(store, db, back):
    fid = report(db, CONFIRMED)
    handing.hand_over(store, handing.Order((fid,), 1, "Jan"))
    change(db, fid, status_id=VERIFYING, reason_id=41, modified_by="Jan")
    back(fid)
    assert state(db, fid)[0] == HANDED and letters(db, fid)[0]["cancelled_on"] is None
    change(db, fid, status_id=GONE, reason_id=2, modified_by="Jan")
    back(fid)
    assert [one["cancelled_on"] for one in letters(db, fid)] == [None]


def test_an_answered_letter_is_not_cancelled_by_an_undo(store, db, back):
    fid = report(db, CONFIRMED)
    (letter,) = handing.hand_over(store, handing.Order((fid,), 1, "Jan"))
    handing.answer(store, letter, Answer(TODAY, "planned", "W maju"), "Ewa")
    back(fid)
    (kept,) = letters(db, fid)
    assert (kept["answered_on"], kept["cancelled_on"], kept["outcome"]) == (TODAY.isoformat(), None, "planned")


def test_undoing_what_an_answer_closed_leaves_the_answer_and_opens_the_report(store, db, back):
    fid = report(db, CONFIRMED)
    (letter,) = handing.hand_over(store, handing.Order((fid,), 1, "Ewa"))
    handing.answer(store, letter, Answer(TODAY, "removed", "Usunięto", True), "Jan")
    assert state(db, fid)[0] == GONE
    back(fid)
    (kept,) = letters(db, fid)
    assert state(db, fid)[0] == HANDED
    assert (kept["outcome"], kept["closes_report"], kept["answered_on"]) == ("removed", 0, TODAY.isoformat())
    handing.answer(store, letter, Answer(TODAY, "removed", "Usunięto", True), "Jan")
    assert state(db, fid)[0] == GONE, "the same answer may close it again"
