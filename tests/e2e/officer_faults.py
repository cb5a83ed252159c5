"""Bad moments of an officer's day: another program holds the store, another officer was first."""

from __future__ import annotations

import getpass
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import officer_store
from desktop_drive import Desktop
from officer_steps import becomes, leave, onward, open_store, shown, state, to

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@contextmanager
def another_program_writes(store: Path):
    """Another process holds the store's write lock."""
    words = [sys.executable, "-c", LOCK, str(store)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "locked"
        try:
            yield
        finally:
            other.communicate("end\n", timeout=30)


def locked(desk: Desktop, store: Path) -> None:
    """The store is being written to: that is said; given up, nothing is saved; let go, the decision goes through."""
    desk.key("Escape")
    number = onward(desk, store, 2)
    with another_program_writes(store):
        desk.key("ctrl+2")
        box = desk.window(name="kmzb_waiting")
        desk.picture("12_locked")
        assert any(store.name in words for words in box["words"])
        (cancel,) = box["buttons"].values()
        desk.click(cancel)
        desk.gone("kmzb_waiting")
        assert desk.text("kmzb_verifying_notice") and shown(desk) == number
        desk.picture("13_given_up")
        assert state(store, number) == 2
        desk.key("ctrl+2")
        desk.window(name="kmzb_waiting")
    becomes(desk, store, number, 3)
    desk.gone("kmzb_waiting")


def another_officer(desk: Desktop, store: Path, archive: Path, pictures: Path) -> None:
    """A second QGIS decides the report first that is being decided here: told in words, nothing written over."""
    number = onward(desk, store, 2)
    desk.key("ctrl+3")
    desk.widget("kmzb_verifying_reason")
    desk.type("kontroli")
    desk.key("Down", "Tab")
    with Desktop(archive, pictures, "second") as other:
        open_store(other, store)
        other.menu("kmzb_queue")
        other.menu("kmzb_verify")
        other.wait(lambda: shown(other), "a report to verify")
        other.calm()
        to(other, number)
        other.key("ctrl+2")
        becomes(other, store, number, 3)
        leave(other)
    before = officer_store.ask(store, "SELECT count(*), sum(version) FROM report_history")
    assert shown(desk) == number
    desk.press("kmzb_verifying_reason")
    desk.key("Return")
    told = desk.wait(lambda: desk.ask("widget", "kmzb_verifying_notice"), "who was first")["text"]
    desk.calm()
    desk.picture("14_conflict")
    assert all(words in told for words in (number, getpass.getuser(), "Niczego nie zapisano")), told
    assert state(store, number) == 3
    assert officer_store.ask(store, "SELECT count(*), sum(version) FROM report_history") == before
