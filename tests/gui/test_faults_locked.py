"""A store that another program holds: a sentence after the wait, nothing changed, and all goes on when it lets go."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import Forge, columns, look, make_wal, names, quick_folder, reports, sentence, sound
from publishing_store import whole
from test_faults_kill_migration import old_store

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
WAIT = 0.3  # s; the plugin's own 15 would only make the tests slow
HOLD = (  # another program takes the store and keeps it for some seconds
    f"{sys.executable} -c \"import os, sqlite3, time; db = sqlite3.connect('{{store}}', isolation_level=None);"
    " db.execute('BEGIN {how}'); open('{store}.held', 'w'); time.sleep(7); os.unlink('{store}.held')\" &"
    " while [ ! -e {store}.held ]; do sleep 0.05; done"
)


@pytest.fixture(scope="module")
def made():
    with quick_folder() as home, Forge() as forge:
        sample.write_sample(home / "a.csv", 100, 1, warsaw.now() - timedelta(days=20))
        sample.write_sample(home / "b.csv", 300, 1, warsaw.now() - timedelta(hours=1))
        create_store(home / "base.gpkg")
        assert not forge.run("importfile", {"INPUT": home / "a.csv", "STORE": home / "base.gpkg"})["error"]
        old_store(home / "old.gpkg", 1, "delete")
        yield home, forge


@pytest.fixture
def store(made):
    home, _ = made
    place = home / "skład"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copyfile(home / "base.gpkg", place / "żółw.gpkg")
    return place / "żółw.gpkg"


@contextmanager
def held(store, how: str):
    """Another program's connection that has the store exclusively, writes to it, or reads it."""
    with closing(look(store)) as db:
        db.execute("BEGIN" if how == "read" else f"BEGIN {how}")
        db.execute("SELECT count(*) FROM report").fetchone()
        yield
        db.execute("ROLLBACK")


def parameters(home, store, job: str) -> dict:
    return {
        "open": {"STORE": store},
        "importfile": {"INPUT": home / "b.csv", "STORE": store},
        "save": {"STORE": store, "NOTE": "żółć"},
        "publish": {"STORE": store, "FOLDER": store.parent / "publikacja"},
    }[job]


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
@pytest.mark.parametrize("job", ["importfile", "save", "migration", "publish"])
def test_another_writer(made, store, job, how):
    home, forge = made
    if job == "migration":
        shutil.copyfile(home / "old.gpkg", store)
    name = "open" if job == "migration" else job
    given = parameters(home, store, name)
    before, lying = columns(store), names(store.parent)
    if job == "publish":
        assert not forge.run("publish", given)["error"]
        served = whole(store.parent / "publikacja")
        lying, before = names(store.parent), columns(store)
    if job == "save":  # the other one comes between typing and saving
        answer = forge.run(name, {**given, "BREAK": HOLD.format(store=store, how=how)}, busy=WAIT)
        while Path(f"{store}.held").exists():
            time.sleep(0.05)
        time.sleep(0.2)
    else:
        with held(store, how):
            answer = forge.run(name, given, busy=WAIT)
    if job == "publish" and how == "IMMEDIATE":  # it only reads, and says that it could not note itself
        assert not answer["error"], answer
        assert whole(store.parent / "publikacja") > served
    else:
        told = sentence(answer["error"])
        assert "another program" in told.lower(), told
        assert names(store.parent) == lying
        if job == "publish":
            assert whole(store.parent / "publikacja") == served
        if job == "save":
            assert answer["kept"] == 1, "what was typed is still in the edit buffer"
    sound(store)
    assert columns(store) == before
    assert not forge.run(name, given)["error"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_reader(made, store, mode):
    """Beside a reader an import waits for the end of its reading; in WAL mode, as beside QGIS, it need not."""
    home, forge = made
    if mode == "wal":
        assert make_wal(store) == "wal"
    before = columns(store)
    with held(store, "read"):
        answer = forge.run("importfile", parameters(home, store, "importfile"), busy=WAIT)
        if mode == "delete":
            assert "another program" in sentence(answer["error"]).lower()
            assert columns(store) == before
        else:
            assert not answer["error"], answer
    sound(store)
    if mode == "delete":
        assert not forge.run("importfile", parameters(home, store, "importfile"))["error"]
    assert reports(store) == 300
