"""Getting at a store's file: odd paths, missing rights, two programs at once, settings that rule the lists."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from kmzb_qgis.catalogue import load
from kmzb_qgis.store import create_store, lifecycle, migrations, open_store, seeds
from kmzb_qgis.store.store import file_uri
from kmzb_qgis.toolbelt.errors import KmzbError


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\srv\udział 1\a#b.gpkg"), "file:////srv/udzia%C5%82%201/a%23b.gpkg?mode=ro"),
        (PureWindowsPath(r"C:\Mapy KMZB\100%.gpkg"), "file:///C:/Mapy%20KMZB/100%25.gpkg?mode=ro"),
        (PurePosixPath("/srv/co?/ąę.gpkg"), "file:///srv/co%3F/%C4%85%C4%99.gpkg?mode=ro"),
    ],
)
def test_the_address_of_a_database(path, uri):
    """SQLite takes what follows two slashes for a machine's name and refuses it; four slashes begin a network path."""
    assert file_uri(path, "mode=ro") == uri


def test_a_store_under_a_name_full_of_signs(tmp_path):
    folder = tmp_path / "a b#c?d%41 ąęŻ"
    folder.mkdir()
    path = folder / "ź #1? 100%20&mode=memory.gpkg"
    with create_store(path).connect() as db:
        db.execute("UPDATE setting SET value = '11' WHERE name = 'verify_days'")
    with open_store(path, read_only=True).connect() as db:
        assert db.execute("SELECT value FROM setting WHERE name = 'verify_days'").fetchone() == ("11",)
    assert [entry.name for entry in folder.iterdir()] == [path.name]


@contextmanager
def without_rights():
    """As an account that may open only what everybody may; root could open everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared():
    """A folder that everybody may enter: pytest's own is closed to other accounts."""
    folder = Path(tempfile.mkdtemp(prefix="kmzb-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_store_without_rights_is_told_from_a_foreign_file(shared, closed):
    path = shared / "Łódź.gpkg"
    create_store(path)
    (path if closed == "file" else shared).chmod(0)
    for read_only in (True, False):
        with (
            without_rights(),
            pytest.raises(KmzbError, match="cannot be read: your account has no right") as caught,
        ):
            open_store(path, read_only=read_only)
        assert caught.value.code == "store-read" and str(path) in caught.value.message


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_store_in_a_closed_folder_cannot_be_made(shared):
    shared.chmod(0)
    with without_rights(), pytest.raises(KmzbError, match="cannot be written: your account has no right to it"):
        create_store(shared / "nowy.gpkg")


def old_store(path):
    """A store of the first schema with a report."""
    with lifecycle._create(path, 1).connect() as db:
        db.execute("INSERT INTO report (id, category_id, status_id, plane) VALUES ('r', 11, 1, 3)")
    return path


def test_two_that_migrate_at_once_do_it_once(tmp_path, monkeypatch):
    path, results = old_store(tmp_path / "stary.gpkg"), []
    look, both, seen = lifecycle._schema_of, threading.Barrier(2), threading.local()

    def look_together(which):
        found = look(which)
        if not getattr(seen, "once", False):
            seen.once = True
            both.wait(20)
        return found

    def migrate():
        try:
            results.append(open_store(path))
        except Exception as error:  # what the other thread would lose
            results.append(error)

    monkeypatch.setattr(lifecycle, "_schema_of", look_together)
    threads = [threading.Thread(target=migrate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [getattr(store, "schema", store) for store in results] == [migrations.latest()] * 2
    assert sorted(bool(store.notice) for store in results) == [False, True]
    names = sorted(entry.name for entry in tmp_path.iterdir())
    assert len(names) == 2 and names[0] == "stary.gpkg" and names[1].endswith(".backup.gpkg")
    with closing(sqlite3.connect(tmp_path / names[1])) as backup:
        assert backup.execute("SELECT max(number) FROM schema_version").fetchone() == (1,)


def test_copies_to_one_place_share_no_draft(tmp_path):
    """A draft of a program that died is neither continued nor in the way; a failed copy leaves nothing."""
    store, target = create_store(tmp_path / "a.gpkg"), tmp_path / "kopia.gpkg"
    Path(f"{target}.part").write_text("letters", encoding="utf-8")
    lifecycle.copy_store(store.path, target)
    assert open_store(target).schema == migrations.latest()
    assert Path(f"{target}.part").read_text(encoding="utf-8") == "letters"
    (tmp_path / "nic.gpkg").write_text("no database" * 50, encoding="utf-8")
    with pytest.raises(sqlite3.Error):
        lifecycle.copy_store(tmp_path / "nic.gpkg", tmp_path / "kopia 2.gpkg")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.gpkg", "kopia.gpkg", "kopia.gpkg.part", "nic.gpkg"]


def test_an_older_store_can_be_written_as_it_is(tmp_path):
    path = old_store(tmp_path / "stary.gpkg")
    store = open_store(path, migrate=False)
    assert (store.schema, store.read_only) == (1, False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["stary.gpkg"]


def hand_over_ends(store) -> bool:
    """Whether a report that was handed over may become eliminated, by the store's own word."""
    with store.connect() as db:
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO report (id, category_id, status_id, plane, reported_at, status_changed_at, import_run_id)"
            " VALUES ('h', 11, 4, 3, '2024-09-25T10:00:00.000Z', '2024-09-25T10:00:00.000Z', 1)"
        )
        try:
            db.execute("UPDATE report SET status_id = 5, reason_id = 2, base_version = version WHERE id = 'h'")
        except sqlite3.IntegrityError as error:
            assert "KMZB-403" in str(error)
            return False
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
        return True


def set_hand_over(store, value: str) -> None:
    with store.connect() as db:
        db.execute("UPDATE setting SET value = ? WHERE name = ?", (value, seeds.HAND_OVER_ENDS))
        db.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)", (seeds.HAND_OVER_ENDS, value))


def test_a_store_says_whether_a_hand_over_may_end_as_eliminated(new_store):
    store = new_store()
    path = store.path
    with store.connect() as db:
        assert db.execute("SELECT value FROM setting WHERE name = ?", (seeds.HAND_OVER_ENDS,)).fetchone() == ("1",)
    assert hand_over_ends(store)
    set_hand_over(store, "0")
    open_store(path, read_only=True)
    open_store(path, migrate=False)
    assert hand_over_ends(store)  # who only reads or notes changes no rules
    assert not hand_over_ends(open_store(path))
    with store.connect() as db:
        seeds.sow(db, load())
    assert not hand_over_ends(store)
    set_hand_over(store, "1")
    assert hand_over_ends(open_store(path))
    with store.connect() as db:
        assert db.execute("SELECT count(*) FROM transition").fetchone() == (19,)


def test_the_hand_over_setting_outlives_a_migration(tmp_path):
    path = old_store(tmp_path / "stary.gpkg")
    set_hand_over(open_store(path, migrate=False), "0")
    store = open_store(path)
    assert store.notice and not hand_over_ends(store)


def test_opening_a_store_takes_nobodys_lock_away(tmp_path):
    """POSIX drops all locks of a process on a file when the process closes any handle of it."""
    path = tmp_path / "a.gpkg"
    store = create_store(path)
    other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    with store.connect() as db:
        db.execute("BEGIN IMMEDIATE")
        open_store(path)
        done = subprocess.run([sys.executable, "-c", other, str(path)], capture_output=True, text=True, timeout=60)
        db.execute("ROLLBACK")
    assert "database is locked" in done.stderr
