"""Two officers and more at one database: hand-overs, answers, links and decisions on the same reports at once."""

from __future__ import annotations

import random
import sqlite3
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import deciding, duplicates, handing, open_store
from kmzb_qgis.store.handing import Answer, Order
from kmzb_qgis.store.store import repeated
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import change, history, observe, refused, row

VERIFYING, CONFIRMED, HANDED, GONE, UNCONFIRMED = 2, 3, 4, 5, 6
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))
TODAY = warsaw.day_of(warsaw.now())


@pytest.fixture
def store(cluster):
    made = open_store(cluster.store())
    with made.connect() as db:
        db.execute("INSERT INTO body (name, kind) VALUES ('Zarząd Dróg', 'road'), ('PKP', 'railway')")
    return made


@pytest.fixture
def db(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture
def other(store):
    with store.connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def report(db, status=CONFIRMED, master=None):
    fid = observe(db, status_id=status, reported_at=RECENT, status_changed_at=RECENT, service_id=None)["fid"]
    if master is not None:
        change(db, fid, duplicate_of=row(db, master)["id"])
    return fid


def at_once(*works):
    """What each gave or raised, all running at the same time."""
    told = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(place, work):
        start.wait()
        try:
            told[place] = work()
        except Exception as error:
            told[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "waits for ever"
    return told


def waits(db):
    """Until another connection waits for a lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + 20
    while db.execute(asked).fetchone()[0] == 0:
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.01)


def test_the_second_of_two_who_hand_a_report_over_is_told(store, db):
    fid = report(db)
    done = at_once(
        lambda: handing.hand_over(store, Order((fid,), 1, "a")), lambda: handing.hand_over(store, Order((fid,), 1, "b"))
    )
    (refusal,) = [one for one in done if isinstance(one, Exception)]
    assert isinstance(refusal, KmzbError) and refusal.code == "KMZB-439"
    assert db.execute("SELECT count(*) FROM hand_over").fetchone()[0] == 1
    assert [entry["action"] for entry in history(db, fid)] == ["status"]


def test_who_has_read_an_older_version_hands_nothing_over(store, db):
    fid = report(db)
    read = {fid: row(db, fid)["version"]}
    done = at_once(
        *(lambda b=body: handing.hand_over(store, Order((fid,), b, "a", versions=read)) for body in (1, 2)),
    )
    (refusal,) = [one for one in done if isinstance(one, Exception)]
    assert refusal.code == "KMZB-409"
    (letter,) = db.execute("SELECT body_id FROM hand_over").fetchall()
    assert row(db, fid)["handed_to"] == letter[0]


def test_a_hand_over_by_sql_waits_for_the_one_that_is_being_written(store, db, other):
    fid = report(db)
    given = "INSERT INTO hand_over (report_id, body_id, base_version) VALUES (?, 1, 1)"
    db.execute("BEGIN IMMEDIATE")
    db.execute(given, (row(db, fid)["id"],))
    told = []

    def second():
        try:
            other.execute(given, (f"id-{fid - 1}",))
        except sqlite3.IntegrityError as error:
            told.append(str(error))

    thread = threading.Thread(target=second)
    thread.start()
    with store.connect() as third:
        waits(third)
    db.execute("COMMIT")
    thread.join(20)
    assert told == ["KMZB-439 with this body already"]


def test_an_answer_that_closes_and_an_undo_of_the_same_report_end_in_words(store, db):
    for turn in range(5):
        fid = report(db)
        (letter,) = handing.hand_over(store, Order((fid,), 1, "a"))
        done = at_once(
            lambda letter=letter: handing.answer(store, letter, Answer(TODAY, "removed", "x", True), "a", 1),
            lambda fid=fid: deciding.undo(store, fid, "b"),
        )
        refusals = [one for one in done if isinstance(one, Exception)]
        assert all(isinstance(one, KmzbError) for one in refusals), f"{turn}: {done}"
        assert len(refusals) <= 1
        state = row(db, fid)["status_id"]
        kept = dict(db.execute("SELECT * FROM hand_over WHERE fid = ?", (letter,)).fetchone())
        assert (state == GONE) == (kept["closes_report"] == 1)
        assert kept["cancelled_on"] is None or state == CONFIRMED


def test_two_links_that_would_make_a_chain_make_none(db, other, store):
    for _ in range(10):
        a, b, c = (report(db) for _ in range(3))
        ids = {fid: row(db, fid)["id"] for fid in (a, b, c)}
        link = "UPDATE report SET duplicate_of = ?, base_version = version WHERE fid = ?"
        at_once(lambda: db.execute(link, (ids[b], a)), lambda: other.execute(link, (ids[c], b)))  # noqa: B023
        chains = "SELECT count(*) FROM report d JOIN report m ON m.id = d.duplicate_of WHERE m.duplicate_of <> ''"
        assert db.execute(chains).fetchone()[0] == 0
        assert {row(db, a)["duplicate_of"], row(db, b)["duplicate_of"]} == {ids[c]}


def test_a_link_waits_for_no_import_that_writes_other_reports(db, other):
    """Only links wait for links."""
    a, b, busy = (report(db) for _ in range(3))
    other.execute("BEGIN IMMEDIATE")
    change(other, busy, note="x")
    change(db, a, duplicate_of=row(db, b)["id"])
    other.execute("ROLLBACK")
    assert row(db, a)["duplicate_of"] == row(db, b)["id"]


def test_a_master_that_closes_while_somebody_edits_its_duplicate_waits_and_takes_it_along(store, db, other):
    master = report(db, VERIFYING)
    along = report(db, VERIFYING, master)
    other.execute("BEGIN IMMEDIATE")
    change(other, along, note="właśnie dzwonił")
    thread = threading.Thread(
        target=lambda: change(db, master, status_id=UNCONFIRMED, reason_id=20)  # in db's own thread of work
    )
    thread.start()
    with store.connect() as third:
        waits(third)
    other.execute("COMMIT")
    thread.join(20)
    kept = row(other, along)
    assert (kept["status_id"], kept["reason_id"], kept["note"]) == (UNCONFIRMED, 20, "właśnie dzwonił")
    versions = [entry["version"] for entry in history(other, along)]
    assert versions == sorted(set(versions)) and kept["version"] == versions[-1]


def test_many_who_decide_link_hand_over_and_undo_never_lock_each_other_out(store, db):
    """Masters, their duplicates and letters, by the store's functions and by plain statements, for some seconds."""
    masters = [report(db, VERIFYING) for _ in range(4)]
    every = masters + [report(db, VERIFYING, master) for master in masters for _ in range(3)]
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before = db.execute(deadlocks).fetchone()[0]
    until, wrong, done = time.monotonic() + 6, [], [0]

    def officer(seed):
        dice = random.Random(seed)
        with store.connect() as mine:
            mine.row_factory = sqlite3.Row
            while time.monotonic() < until:
                fid, to = dice.choice(every), dice.choice(masters)
                works = [
                    lambda fid=fid: _status(store, mine, [fid], dice),
                    lambda: _status(store, mine, dice.sample(every, 5), dice),
                    lambda fid=fid, to=to: duplicates.link(store, [fid], to, "x") if fid != to else None,
                    lambda fid=fid: duplicates.unlink(store, [fid], "x"),
                    lambda fid=fid: change(mine, fid, note=str(dice.random())),
                    lambda fid=fid, to=to: change(mine, fid, duplicate_of=None),
                    lambda fid=fid: handing.hand_over(store, Order((fid,), 1, "x")),
                    lambda fid=fid: deciding.undo(store, fid, "x"),
                ]
                try:
                    dice.choice(works)()
                    done[0] += 1
                except (KmzbError, sqlite3.IntegrityError):
                    pass  # a rule's word, or a report that is just being written
                except sqlite3.Error as error:
                    if "database is locked" not in str(error):
                        wrong.append(error)

    threads = [threading.Thread(target=officer, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
        assert not thread.is_alive()
    assert wrong == [] and done[0] > 20
    time.sleep(0.6)  # the server's figures come a little later
    with store.connect() as fresh:  # what is crossed all the same, by a link of a moment ago, is done again
        assert fresh.execute(deadlocks).fetchone()[0] - before <= done[0] / 20
    chains = "SELECT count(*) FROM report d JOIN report m ON m.id = d.duplicate_of WHERE m.duplicate_of <> ''"
    assert db.execute(chains).fetchone()[0] == 0
    torn = (
        "SELECT count(*) FROM report r WHERE r.version <> (SELECT max(h.version) FROM report_history h"
        " WHERE h.report_id = r.id) OR r.version <> 1 + (SELECT count(*) FROM report_history h"
        " WHERE h.report_id = r.id)"
    )
    assert db.execute(torn).fetchone()[0] == 0, "each version once, each with its row in the history"


def _status(store, connection, fids, dice):
    read = {fid: row(connection, fid) for fid in fids}
    fids = [fid for fid in fids if read[fid]["status_id"] == read[fids[0]]["status_id"]]
    here = read[fids[0]]["status_id"]
    changes = {
        VERIFYING: dice.choice([{"status_id": CONFIRMED}, {"status_id": UNCONFIRMED, "reason_id": 20}]),
        CONFIRMED: {"status_id": GONE, "reason_id": 2},
    }.get(here, {"status_id": VERIFYING, "reason_id": 42})
    deciding.decide(store, fids, changes, {fid: read[fid]["version"] for fid in fids}, "x")


def test_a_transaction_that_another_crossed_is_done_again(store, db, other):
    """A deadlock that the store's own order cannot avoid: somebody's statements in the other order."""
    first, second = report(db), report(db)
    note = "UPDATE report SET note = note || 'x', base_version = version WHERE fid = ?"
    tries = []

    @repeated
    def work():
        tries.append(1)
        with store.connect() as mine:
            mine.execute("SET deadlock_timeout = '50ms'")
            mine.execute("BEGIN IMMEDIATE")
            mine.execute(note, (first,))
            if len(tries) == 1:
                crossed.set()
                time.sleep(0.2)
            mine.execute(note, (second,))
            mine.execute("COMMIT")
        return "done"

    crossed = threading.Event()

    def across():
        other.execute("SET deadlock_timeout = '10s'")
        other.execute("BEGIN IMMEDIATE")
        other.execute(note, (second,))
        crossed.wait(20)
        other.execute(note, (first,))
        other.execute("COMMIT")

    assert at_once(work, across) == ["done", None]
    assert len(tries) == 2
    assert row(db, first)["version"] == row(db, second)["version"] == 3


@pytest.mark.parametrize(
    ("table", "code"),
    [("hand_over", 441), ("hand_over_history", 419), ("attachment", 437), ("duplicate_effect", 446)],
)
def test_nothing_is_emptied_at_once_either(db, table, code):
    with refused(code):
        db.execute(f"TRUNCATE {table}")
