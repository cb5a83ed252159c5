"""A team's database is backed up and brought back as docs/administrator.md says: by dump, and to a point in time."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from kmzb_qgis.store import checking, create_store, open_store
from kmzb_qgis.store import postgres as engine
from tests import postgres

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from store_rows import insert, refused

pytestmark = pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not installed")


@pytest.fixture
def guarded(monkeypatch):
    """A server that archives what it writes, and a store in it."""
    made = postgres.Cluster({"archive_mode": "on", "wal_level": "replica", "archive_command": "'cp %p ../archive/%f'"})
    archive = made.folder / "archive"
    archive.mkdir()
    shutil.chown(archive, made.data.owner(), made.data.group())
    monkeypatch.setenv("PGSERVICEFILE", str(made.services))
    yield made
    made.remove()


def report(store, note):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        return insert(db, note=note)


def notes(store):
    with store.connect() as db:
        return [row[0] for row in db.execute("SELECT note FROM report ORDER BY fid")]


def test_a_dump_brings_the_store_back_with_its_rules(guarded):
    store = create_store(guarded.empty())
    for note in ("zażółć", "gęślą"):
        report(store, note)
    dump = guarded.folder / "kmzb.dump"
    options = ["-h", str(guarded.folder), "-p", guarded.port, "-U", guarded.superuser]
    shutil.chown(guarded.folder, guarded.data.owner())
    guarded.run("pg_dump", *options, "-Fc", "-f", str(dump), "-d", store.path.name)
    target = guarded.empty()
    guarded.run("pg_restore", *options, "--exit-on-error", "--single-transaction", "-d", target.name, str(dump))
    back = open_store(target)
    assert notes(back) == ["zażółć", "gęślą"]
    assert report(back, "jaźń")["fid"] == 3
    with back.connect() as db:
        assert db.execute("SELECT count(*) FROM report_history").fetchone()[0] == 3
        with refused(401):
            insert(db, category_id=99)
    # What a dump does not hold: settings of the database and a mark on one of PostGIS's functions.
    assert [drift.sentence for drift in checking.check(open_store(target, read_only=True))] != []
    script = Path(engine.__file__).parent / "administrator.sql"
    guarded.sql(script.read_text(encoding="utf-8"), target.name)
    assert checking.check(open_store(target, read_only=True)) == []
    with back.connect() as db:
        assert db.execute("SHOW timezone").fetchone()[0] == "UTC"


def test_the_store_as_it_was_a_moment_before_a_mistake(guarded):
    store = create_store(guarded.empty())
    report(store, "before the backup")
    base = guarded.folder / "base"
    options = ["-h", str(guarded.folder), "-p", guarded.port, "-U", guarded.superuser]
    guarded.run("pg_basebackup", *options, "-D", str(base), "-c", "fast", "-X", "none")
    report(store, "after the backup")
    ((moment,),) = guarded.sql("SELECT clock_timestamp()::text")
    time.sleep(0.05)
    guarded.sql("DROP SCHEMA kmzb CASCADE", store.path.name)
    ((segment,),) = guarded.sql("SELECT pg_walfile_name(pg_switch_wal())")
    for _ in range(400):
        if (guarded.folder / "archive" / segment).exists():
            break
        time.sleep(0.05)
    guarded.stop()
    guarded.data.rename(guarded.folder / "lost")
    base.rename(guarded.data)
    with (guarded.data / "conf.d.tests").open("a") as file:
        file.write(f"restore_command = 'cp ../archive/%f %p'\nrecovery_target_time = '{moment}'\n")
        file.write("recovery_target_action = promote\n")
    signal = guarded.data / "recovery.signal"
    signal.touch()
    shutil.chown(signal, guarded.data.owner())
    guarded.start()
    for _ in range(200):
        if not guarded.sql("SELECT pg_is_in_recovery()")[0][0]:
            break
        time.sleep(0.05)
    back = open_store(store.path)
    assert notes(back) == ["before the backup", "after the backup"]
    assert report(back, "and on")["version"] == 1
