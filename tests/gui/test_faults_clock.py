"""A clock that is set back: nothing is overwritten, nothing of a past time hides what came later, and all goes on."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import Forge, columns, first_note, look, names, quick_folder, reports, rules, sentence, sound
from publishing_store import ids, manifest, whole
from test_faults_kill_migration import old_store

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store, open_store

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or LIBRARY is None, reason="needs libfaketime (Debian's package faketime)"
)
BACK = timedelta(days=2)


def at_another_time(when: str) -> Forge:
    """A forge whose clock says another time: '-2d' is two days behind, '2024-10-27 00:30:00' (UTC) stands still."""
    return Forge(
        LD_PRELOAD=str(LIBRARY), FAKETIME=when, FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_NO_CACHE="1", TZ="UTC",
        NO_FAKE_STAT="1",
    )  # fmt: skip


@pytest.fixture(scope="module")
def made():
    """A store with reports of up to an hour ago, a forge of now and one whose clock is two days behind."""
    with quick_folder() as home, Forge() as now, at_another_time("-2d") as back:
        sample.write_sample(home / "a.csv", 3_000, 1, warsaw.now() - timedelta(hours=1))
        create_store(home / "base.gpkg")
        assert not now.run("importfile", {"INPUT": home / "a.csv", "STORE": home / "base.gpkg"})["error"]
        yield home, now, back


@pytest.fixture
def store(made):
    place = made[0] / "skład"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copyfile(made[0] / "base.gpkg", place / "a.gpkg")
    return place / "a.gpkg"


def test_publishing(made, store):
    """Version names go on growing; what is hidden by now stays hidden, whatever the clock said at the publishing."""
    _, now, back = made
    folder = store.parent / "publikacja"
    given = {"STORE": store, "FOLDER": folder}
    versions = []
    for forge in (now, back, back, now):
        answer = forge.run("publish", given)
        assert not answer["error"], answer
        versions.append(answer["results"]["VERSION"])
        # What the other clock counted is not what is shown at this one's time: only the right one's can be compared.
        assert (whole(folder) if forge is now else Folder(folder).served()) == versions[-1]
    place = Folder(folder)
    assert place.kept() == versions == sorted(set(versions)), "none is written over, each is later than the one before"
    made_back, made_now = manifest(folder, versions[1]), manifest(folder, versions[3])
    assert made_back["published_at"] < manifest(folder, versions[0])["published_at"] < made_now["published_at"]
    assert warsaw.from_text(made_back["valid_until"]) < warsaw.now() + timedelta(days=1) < warsaw.now() + BACK
    assert made_now["counts"] == manifest(folder, versions[0])["counts"]
    with look(store) as db:
        assert {row[0] for row in db.execute("SELECT version FROM publication")} == set(versions)


def test_a_publication_from_the_future(made, store):
    """One made while the clock was ahead: the next one, of the right time, comes after it and takes its place."""
    _, now, _ = made
    folder = store.parent / "publikacja"
    with at_another_time("+400d") as ahead:
        answer = ahead.run("publish", {"STORE": store, "FOLDER": folder})
        assert not answer["error"], answer
    early = answer["results"]["VERSION"]
    answer = now.run("publish", {"STORE": store, "FOLDER": folder})
    assert not answer["error"], answer
    assert whole(folder) == answer["results"]["VERSION"] > early
    assert manifest(folder, whole(folder))["counts"]["zgloszenia"] > manifest(folder, early)["counts"]["zgloszenia"]
    right = ids(folder)
    rolled = now.run("rollback", {"FOLDER": folder, "VERSION": early, "STORE": store})
    assert not rolled["error"], rolled
    assert whole(folder) == rolled["results"]["VERSION"] > answer["results"]["VERSION"]
    assert ids(folder) <= right
    assert warsaw.from_text(manifest(folder, whole(folder))["valid_until"]) < warsaw.now() + timedelta(days=2)


@pytest.mark.parametrize("job", ["rollback", "withdraw"])
def test_going_back_and_taking_out(made, store, job):
    _, now, back = made
    folder = store.parent / "publikacja"
    first = now.run("publish", {"STORE": store, "FOLDER": folder})["results"]["VERSION"]
    before = ids(folder)
    given = {"FOLDER": folder}
    given.update({"VERSION": first} if job == "rollback" else {"REPORT": min(before)})
    answer = back.run(job, given)
    assert not answer["error"], answer
    assert whole(folder) > first
    assert ids(folder) <= before
    if job == "withdraw":
        assert min(before) not in ids(folder)
        assert not now.run("publish", {"STORE": store, "FOLDER": folder})["error"]
        assert min(before) not in ids(folder), "nor does it come back when the clock is right again"


def test_a_day_that_is_the_future_for_the_clock(made, store):
    _, _, back = made
    today = warsaw.day_of(warsaw.now()).isoformat()
    answer = back.run("publish", {"STORE": store, "FOLDER": store.parent / "p", "AS_OF": today})
    assert "lies in the future" in sentence(answer["error"])
    assert not (store.parent / "p").exists()


def test_import(made, store):
    """Reports of tomorrow, as the clock sees it, are refused with a reason and come in when it is right again."""
    home, now, back = made
    other = store.parent / "b.gpkg"
    create_store(other)
    given = {"INPUT": home / "a.csv", "STORE": other, "REJECTS": store.parent / "r.csv"}
    answer = back.run("importfile", given)
    assert not answer["error"], answer
    late = answer["results"]["REJECTED"]
    assert late > 0 and answer["results"]["INSERTED"] == 3_000 - late
    assert (store.parent / "r.csv").read_text(encoding="utf-8-sig").count("future") == late
    answer = now.run("importfile", given)
    assert not answer["error"], answer
    assert (answer["results"]["INSERTED"], answer["results"]["REJECTED"]) == (late, 0)
    assert reports(other) == 3_000
    answer = back.run("importfile", given)
    assert not answer["error"], answer
    assert (answer["results"]["INSERTED"], answer["results"]["UPDATED"]) == (0, 0), "nothing newer is written over"
    sound(other)
    with look(other) as db:
        runs = db.execute("SELECT id, started_at FROM import_run ORDER BY id").fetchall()
    assert len(runs) == 3 and runs[1][1] > runs[0][1] and runs[2][1] < runs[1][1], "the runs keep their order by number"
    again = now.run("importfile", {**given, "INPUT": home / "a.csv"})
    assert again["results"]["UNCHANGED"] == 3_000


def test_a_save(made, store):
    """Versions go on, whatever the clock says: they, not times, tell which state is newer."""
    _, now, back = made
    for forge, note, version in ((now, "pierwsza", 2), (back, "druga", 3), (now, "trzecia", 4)):
        answer = forge.run("save", {"STORE": store, "NOTE": note})
        assert not answer["error"], answer
        assert first_note(store) == [note, version]
    sound(store)
    with look(store) as db:
        kept = db.execute("SELECT was_note FROM report_history WHERE was_note IS NOT NULL ORDER BY fid").fetchall()
    assert [row[0] for row in kept if row[0]] == ["pierwsza", "druga"]


def test_two_migrations_in_one_second_of_the_clock(tmp_path):
    """A standing clock, or the hour that comes twice: the second backup does not write over the first."""
    base = old_store(tmp_path / "base.gpkg", 1, "delete")
    place = tmp_path / "skład"
    place.mkdir()
    store = place / "a.gpkg"
    before = columns(base), rules(base)
    with at_another_time("2024-10-27 00:30:00") as still:
        for number in (1, 2, 3):
            shutil.copyfile(base, store)
            answer = still.run("open", {"STORE": store})
            assert not answer["error"], answer
            backups = sorted(name for name in names(place) if name.endswith(".backup.gpkg"))
            assert len(backups) == number and any(name in answer["notice"] for name in backups)
            sound(store)
    for name in backups:
        assert (columns(place / name), rules(place / name)) == before
    assert open_store(store).notice == ""
