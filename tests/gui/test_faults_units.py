"""Units imported and assigned while the process gets SIGKILL or the disk is full: as before or after, never between."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import (
    KILLS,
    Forge,
    Moments,
    alike,
    columns,
    copy_file,
    names,
    quick_folder,
    rounds,
    rules,
    sentence,
    sound,
    sqlite_says,
)

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store
from tests.standins import prg as standin

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork, inotify, SIGKILL and limits on a process")
END = warsaw.from_text("2026-09-01T12:00:00Z")
WIDE, HIGH, SIDE = 20, 16, 2_500.0  # squares around Kraków


def squares(path: Path, shift: float, words: str) -> Path:
    """Municipalities side by side, each with many corners."""
    features = []
    for number in range(WIDE * HIGH):
        west, south = 540_000 + number % WIDE * SIDE + shift, 200_000 + number // WIDE * SIDE
        steps = [SIDE * step / 50 for step in range(50)]
        ring = [
            *((west + step, south) for step in steps),
            *((west + SIDE, south + step) for step in steps),
            *((west + SIDE - step, south + SIDE) for step in steps),
            *((west, south + SIDE - step) for step in steps),
            (west, south),
        ]
        features.append({
            "type": "Feature",
            "properties": {"terc": f"12{number // 90 + 1:02d}{number % 90 + 1:02d}2", "name": f"{words} {number}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2180"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": system, "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def ground():
    """A store with 3,000 reports and one edition of units, and files of that edition and the next."""
    with quick_folder() as home:
        sample.write_sample(home / "a.csv", 3_000, 1, END - timedelta(days=40))
        folder = home / "skład"
        folder.mkdir()
        yield home, create_store(folder / "żółw.gpkg").path


def units(home: Path, store: Path, name: str) -> dict:
    return {"SOURCE": home / name, "LEVEL": 2, "STORE": store}


def prepare(forge, home, store) -> None:
    squares(home / "stare.geojson", 0.0, "Gmina")
    squares(home / "nowe.geojson", 40.0, "Żółwin")
    assert not forge.run("importfile", {"INPUT": home / "a.csv", "STORE": store})["error"]
    assert not forge.run("importunits", units(home, store, "stare.geojson"))["error"]


@pytest.mark.parametrize("job", ["importunits", "assignunits"])
def test_a_killed_job(ground, job):
    home, store = ground
    base, listed = home / "base.gpkg", store.parent / "lista.csv"
    given = {
        "importunits": units(home, store, "nowe.geojson"),
        "assignunits": {"STORE": store, "LIST": listed},
    }[job]
    with Forge() as forge:
        prepare(forge, home, store)
        copy_file(store, base)
        before, stands = columns(store), rules(store)
        unbroken, results = [], []
        for _ in range(2):
            copy_file(base, store)
            unbroken.append(forge.run(job, given, watch=[str(store.parent)]))
            assert not unbroken[-1]["error"], unbroken
            results.append(columns(store))
        after = alike(*results)
        written = {"importunits": "unit.geom", "assignunits": "report.teryt"}[job]
        assert after[written] != before[written]
        listed.unlink(missing_ok=True)
        copy_file(base, store)
        kills = max(KILLS // 10, 4)
        moments = Moments(job, unbroken, [store.parent], kills)
        for number in rounds(kills, moments):
            answer = forge.run(job, given, **moments.next(number))
            assert answer["killed"] or not answer["error"], answer
            sound(store)
            assert rules(store) == stands, "a trigger that was set aside is back"
            found = columns(store)
            new = found != before
            if new:
                assert {name: found[name] for name in after} == after
            else:
                assert not listed.exists(), "no list of what has not been done"
            moments.note(answer, "new" if new else "old")
            if new or number % 10 == 9:
                assert not forge.run(job, given)["error"]
                found = columns(store)
                assert found[written] == after[written]
                assert names(store.parent) - {listed.name} == {store.name}, "what a killed run left is gone"
                listed.unlink(missing_ok=True)
                copy_file(base, store)
    moments.tell()


@pytest.mark.parametrize("job", ["importunits", "assignunits"])
def test_a_full_disk(ground, job):
    home, store = ground
    with Forge() as forge:
        prepare(forge, home, store)
        before, stands, lying = columns(store), rules(store), names(store.parent)
        given = {
            "importunits": units(home, store, "nowe.geojson"),
            "assignunits": {"STORE": store, "LIST": store.parent / "lista.csv"},
        }[job]
        size, refused = store.stat().st_size, 0
        for limit in (0, 4 << 10, 40 << 10, size // 2, size - (40 << 10), size + (4 << 10)):
            answer = forge.run(job, given, limit=limit)
            if not answer["error"]:
                break
            refused += 1
            assert "full" in sentence(answer["error"]), (limit, answer)
            sound(store)
            assert (columns(store), rules(store), names(store.parent)) == (before, stands, lying)
        assert refused >= 3, "the disk was full in several places of the job"
        assert not forge.run(job, given)["error"]
        assert columns(store) != before and sqlite_says(store, "SELECT count(*) FROM unit") == (WIDE * HIGH,)


@pytest.mark.skipif(not standin.MAPSERV.exists(), reason="MapServer (cgi-mapserver) is not installed")
def test_no_room_for_the_answer_of_the_service(ground):
    """It is kept in a temporary file, which need not lie on the store's disk."""
    _, store = ground
    before = columns(store)
    with Forge() as forge, standin.PrgServer() as server:
        given = {"SOURCE": server.address, "LEVEL": 2, "STORE": store}
        answer = forge.run("importunits", given, limit=1 << 10)
        assert "full" in sentence(answer["error"])
        assert columns(store) == before
        assert not forge.run("importunits", given)["error"]
