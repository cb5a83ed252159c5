"""An officer's day in the real QGIS: queue, verification, decisions, hand-over, sheet; then what goes wrong.

The plugin comes from the zip into an empty profile, QGIS speaks Polish, everything is done by mouse and keyboard
(``desktop_drive``), and what was done is read from the store by plain SQL. Pictures of each step go to the test's own
folder, or to ``KMZB_PICTURES_DIR``.
"""

from __future__ import annotations

import getpass
import os
from datetime import timedelta
from pathlib import Path

import officer_store
import pytest
from desktop_drive import Desktop
from officer_faults import another_officer, locked
from officer_letters import LETTER, hand_over, today
from officer_steps import NOTE, choose_a_report, decide, leave, open_store, undo, verification, work_queue


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("KMZB_PICTURES_DIR") or tmp_path_factory.mktemp("pictures")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def store(installed, tmp_path) -> Path:
    return officer_store.make(installed, tmp_path)


def test_an_officers_day(store, archive, pictures):
    with Desktop(archive, pictures) as desk:
        open_store(desk, store)
        work_queue(desk, store)
        choose_a_report(desk, store)
        verification(desk, store)
        confirmed = decide(desk, store)
        hand_over(desk, store, confirmed)
        undo(desk, store)
        locked(desk, store)
        another_officer(desk, store, archive, pictures)
        leave(desk)
    what_the_store_says(store, confirmed)


def what_the_store_says(store: Path, number: str) -> None:
    """The handed-over report by plain SQL: its row, its history with who, its hand-over."""
    me = getpass.getuser()
    ((key, status, note, officer, reason),) = officer_store.ask(
        store,
        "SELECT r.id, r.status_id, r.note, r.officer, c.name FROM report r"
        " JOIN closing_reason c ON c.id = r.reason_id WHERE r.service_id = ?",
        int(number),
    )
    assert (status, note, officer, reason) == (4, NOTE, me, "Przekazano zarządcy drogi")
    history = officer_store.ask(
        store,
        "SELECT h.status_id, h.changed_by, h.origin, h.action FROM report_history h"
        " WHERE h.report_id = ? AND h.origin = 'officer' ORDER BY h.version",
        key,
    )
    assert history == [(step, me, "officer", "status") for step in (2, 3, 4)]
    letters = officer_store.ask(
        store,
        "SELECT b.name, h.number, h.handed_on, h.answer_due, h.prepared_by, h.cancelled_on, h.sheet FROM hand_over h"
        " JOIN body b ON b.id = h.body_id WHERE h.report_id = ?",
        key,
    )
    name, _, _, days, _ = officer_store.BODIES[0]
    due = today() + timedelta(days=days)
    assert [row[:6] for row in letters] == [(name, LETTER, f"{today()}", f"{due}", me, None)]
    assert (store.parent / letters[0][6]).is_file()
    assert officer_store.ask(store, "PRAGMA integrity_check") == [("ok",)]
    assert not list(store.parent.glob("*-wal")) and not list(store.parent.glob("*-journal"))
