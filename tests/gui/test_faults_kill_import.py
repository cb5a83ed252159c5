"""An import that gets SIGKILL at random moments: the store is as before or as after, never between."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from faults_help import (
    KILLS,
    Forge,
    Moments,
    alike,
    columns,
    copy_file,
    look,
    names,
    quick_folder,
    rounds,
    rules,
    sound,
    sqlite_says,
)

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork, inotify and SIGKILL")
END = warsaw.from_text("2026-09-01T12:00:00Z")
ESSENTIAL = ("service_id", "category_id", "status_id", "reported_at", "status_changed_at", "geom", "teryt", "verify_by")


@pytest.fixture
def ground():
    """A store with 400 reports, and a file that changes some of them, adds 2,600 and has rows to refuse."""
    with quick_folder() as home:
        yield home, _prepare(home)


def _prepare(home):
    sample.write_sample(home / "pierwszy.csv", 400, 1, END - timedelta(days=40))
    sample.write_sample(home / "drugi.csv", 3_000, 1, END)
    with (home / "drugi.csv").open("a", encoding="utf-8") as file:
        file.write("1,?,?,,,,,,,,\n2,Żółw,Nowe,,,,,,,,\n")
    folder = home / "skład"
    folder.mkdir()
    return create_store(folder / "żółw.gpkg").path


@contextmanager
def beside(store, mode: str):
    """In WAL mode somebody has the store open, as QGIS has while it edits: else the plugin ends that mode."""
    with closing(look(store)) as db:
        if mode == "wal":
            db.execute("SELECT 1 FROM report").fetchone()
        yield


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_killed_import(ground, mode):
    home, store = ground
    rejects = home / "odrzucone" / "r.csv"
    rejects.parent.mkdir()
    first = {"INPUT": home / "pierwszy.csv", "STORE": store, "REJECTS": home / "a.csv"}
    second = {"INPUT": home / "drugi.csv", "STORE": store, "REJECTS": rejects}
    base = home / "base.gpkg"
    with Forge() as forge:
        assert not forge.run("importfile", first)["error"]
        sqlite_says(store, f"PRAGMA journal_mode = {mode}")  # WAL: what QGIS leaves where it dies while it edits
        copy_file(store, base)
        before, stands = columns(store), rules(store)
        watch, unbroken, results = (store.parent, rejects.parent), [], []
        for _ in range(3):
            copy_file(base, store)
            with beside(store, mode):
                unbroken.append(forge.run("importfile", second, watch=[str(place) for place in watch]))
            assert not unbroken[-1]["error"], unbroken
            results.append(columns(store))
        after, wanted = alike(*results), rejects.read_bytes()
        assert all(after[f"report.{name}"] != before[f"report.{name}"] for name in ESSENTIAL)
        rejects.write_text("from an earlier run", encoding="utf-8")
        copy_file(base, store)
        moments = Moments(f"import ({mode})", unbroken, watch, KILLS // 2, f"rename {rejects.name}")
        for number in rounds(KILLS // 2, moments):
            with beside(store, mode):
                answer = forge.run("importfile", second, **moments.next(number))
            assert answer["killed"] or not answer["error"], answer
            sound(store)
            assert rules(store) == stands, "a trigger that was set aside is back"
            found = columns(store)
            new = found != before
            if new:
                assert {name: found[name] for name in after} == after
            assert rejects.read_bytes() in ((wanted, b"from an earlier run") if new else (b"from an earlier run",))
            moments.note(answer, "new" if new else "old")
            if new or number % 10 == 9:
                done = forge.run("importfile", second)
                assert not done["error"], done
                found = columns(store)
                assert all(found[name] == after[name] for name in after if name.startswith("report."))
                assert rejects.read_bytes() == wanted
                assert names(store.parent) <= {store.name, *(store.name + log for log in ("-wal", "-shm"))}
                assert names(rejects.parent) == {"r.csv"}, "what a killed run left is gone"
                rejects.write_text("from an earlier run", encoding="utf-8")
                copy_file(base, store)
    tenths = moments.tell()
    if KILLS >= 100:
        assert len(tenths) >= 3, "reading, checking and writing were met"
        assert {state for _, state in moments.met} == {"old", "new"}
