"""A full disk: each job says so in one sentence, what stood is whole, and with room again the job is done.

Two ways to fill it: a small disk in memory, mounted in a namespace of the test's own (no rights needed, but some
containers forbid it), and a limit on the size of files, which works everywhere.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import Forge, boxes, columns, names, quick_folder, sentence, sound
from test_faults_kill_migration import old_store

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store, migrations

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs namespaces or limits on a process")
SIZE = 48 << 20


class Disk:
    """A disk with a forge that works on it. ``place``: as the forge names it; ``here``: as this process does."""

    def __init__(self, forge: Forge, place: Path, here: Path, small: bool):
        self.forge, self.place, self.here, self.small = forge, place, here, small
        self.keep = {}

    def run(self, job: str, parameters: dict, free: int | None = None) -> dict:
        """Run a job with so many bytes free; None: with room enough."""
        if free is None:
            return self.forge.run(job, parameters)
        if not self.small:
            return self.forge.run(job, parameters, limit=free)
        ballast = self.here / "ballast"
        try:
            with ballast.open("wb") as file:
                file.write(bytes(max(shutil.disk_usage(self.here).free - free, 0)))
            return self.forge.run(job, parameters)
        finally:
            ballast.unlink()

    def call(self, function: str, path: Path):
        """What a function of ``faults_help`` says of a path of this process, asked where the disk is."""
        return self.forge.call(function, self.place / path.relative_to(self.here))

    def sizes(self, most: int) -> list[int]:
        """Room to try, from none to ``most`` bytes; a limit below a file's present size is met at once."""
        steps = [0, 4 << 10, 20 << 10, 64 << 10]
        return steps + [most * part // 5 for part in range(1, 5) if most * part // 5 > 64 << 10]


@contextmanager
def disk(small: bool):
    with quick_folder() as home, Forge(boxed=small) as forge:
        home.chmod(0o755)
        if small:
            forge.mount("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", home)
        yield Disk(forge, home, forge.seen(home) if small else home, small)


@pytest.fixture(scope="module", params=["small disk", "limit"])
def full(request, tmp_path_factory):
    if request.param == "small disk" and not boxes():
        pytest.skip("this machine lets no user make mounts of his own (unshare --user --mount)")
    with disk(request.param == "small disk") as made:
        source = tmp_path_factory.mktemp("made")
        store = create_store(source / "a.gpkg").path
        now = warsaw.now()
        sample.write_sample(made.here / "pierwszy.csv", 300, 1, now - timedelta(days=40))
        sample.write_sample(made.here / "drugi.csv", 2_600, 1, now - timedelta(hours=1))
        with (made.here / "drugi.csv").open("a", encoding="utf-8") as file:
            file.write("1,?,?,,,,,,,,\n")
        shutil.copyfile(store, made.here / "żółw.gpkg")
        done = made.run("importfile", {"INPUT": made.place / "pierwszy.csv", "STORE": made.place / "żółw.gpkg"})
        assert not done["error"], done
        shutil.copyfile(made.here / "żółw.gpkg", source / "base.gpkg")
        old_store(source / "old.gpkg", 1, "delete")
        made.base, made.old = source / "base.gpkg", source / "old.gpkg"
        yield made


@pytest.fixture
def store(full):
    """A store with 300 reports on the disk, alone but for the sources."""
    for entry in full.here.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.suffix != ".csv" or ".rejects" in entry.name:
            entry.unlink()
    path = full.here / "żółw.gpkg"
    shutil.copyfile(full.base, path)
    return path


def refused_or_done(answers: list[dict]) -> None:
    assert sum(bool(answer["error"]) for answer in answers) >= 3, "the disk was full in several places of the job"


def test_import(full, store):
    parameters = {"INPUT": full.place / "drugi.csv", "STORE": full.place / store.name}
    before, stands, lying = full.call("columns", store), full.call("rules", store), names(full.here)
    answers = []
    for free in full.sizes(4 << 20):
        answer = full.run("importfile", parameters, free)
        answers.append(answer)
        full.call("sound", store)
        if not answer["error"]:
            break
        assert "full" in sentence(answer["error"]), answer
        assert (full.call("columns", store), full.call("rules", store), names(full.here)) == (before, stands, lying)
    refused_or_done(answers)
    done = full.run("importfile", parameters)
    assert not done["error"], done
    assert full.call("reports", store) == 2_600
    assert names(full.here) == lying | {"drugi.rejects.csv"}


def test_a_reject_file(full, store, tmp_path):
    """The store has room, the reject file has none: nothing comes in, as the refused rows would be lost."""
    elsewhere = tmp_path / "b.gpkg"
    shutil.copyfile(full.base, elsewhere)
    if not full.small:
        pytest.skip("a limit on files meets the store too")
    before, lying = columns(elsewhere), names(full.here)
    parameters = {"INPUT": full.place / "drugi.csv", "STORE": elsewhere, "REJECTS": full.place / "odrzucone.csv"}
    answer = full.run("importfile", parameters, 0)
    assert "full" in sentence(answer["error"]) and "odrzucone.csv" in answer["error"]
    sound(elsewhere)
    assert (columns(elsewhere), names(full.here)) == (before, lying)
    assert not full.run("importfile", parameters)["error"]


def test_migration(full, store):
    shutil.copyfile(full.old, store)
    before, stands, lying = full.call("columns", store), full.call("rules", store), names(full.here)
    answers = []
    for free in full.sizes(6 << 20):
        answer = full.run("open", {"STORE": full.place / store.name}, free)
        answers.append(answer)
        full.call("sound", store)
        if not answer["error"]:
            break
        assert "full" in sentence(answer["error"]) and "left as it was" in answer["error"]
        assert (full.call("columns", store), full.call("rules", store), names(full.here)) == (before, stands, lying), (
            "nor does a copy stay"
        )
    refused_or_done(answers)
    if answers[-1]["error"]:
        assert not full.run("open", {"STORE": full.place / store.name})["error"]
    assert full.call("schema_of", store) == migrations.latest()
    (backup,) = full.here.glob("*.backup.gpkg")
    assert (full.call("columns", backup), full.call("rules", backup)) == (before, stands)


def test_a_new_store(full, store):
    lying = names(full.here)
    answers = []
    for free in full.sizes(600 << 10):
        answer = full.run("createstore", {"STORE": full.place / "nowy.gpkg"}, free)
        answers.append(answer)
        if not answer["error"]:
            break
        assert "full" in sentence(answer["error"])
        assert names(full.here) == lying
    refused_or_done(answers)
    if answers[-1]["error"]:
        assert not full.run("createstore", {"STORE": full.place / "nowy.gpkg"})["error"]
    full.call("sound", full.here / "nowy.gpkg")
    made = [entry for entry in full.call("rules", full.here / "nowy.gpkg") if "layer_styles" not in entry[2]]
    assert made == full.call("rules", store)


def test_a_sample(full, store):
    lying = names(full.here)
    for free in (0, 10_000, 60_000):
        parameters = {"COUNT": 3000, "SEED": 1, "OUTPUT": full.place / "próbka.csv"}
        answer = full.run("samplereports", parameters, free)
        assert "full" in sentence(answer["error"])
        assert names(full.here) == lying


def publication(full, store) -> Path:
    """Publish twice; a report of the publication is known by ``ids``."""
    for _ in range(2):
        done = full.run("publish", {"STORE": full.place / store.name, "FOLDER": full.place / "publikacja"})
        assert not done["error"], done
    return full.here / "publikacja"


@pytest.mark.parametrize("job", ["publish", "rollback", "withdraw"])
def test_publication(full, store, job):
    folder = publication(full, store)
    place = Folder(folder)
    served, kept = full.call("whole", folder), place.kept()
    shown = full.call("shown", folder)
    parameters = {"FOLDER": full.place / "publikacja"}
    if job == "publish":
        parameters["STORE"] = full.place / store.name
    elif job == "rollback":
        parameters["VERSION"] = kept[0]
    else:
        parameters["REPORT"] = min(shown)
    before = full.call("columns", store)
    answers = []
    for free in full.sizes(1200 << 10):
        answer = full.run(job, parameters, free)
        answers.append(answer)
        found = full.call("whole", folder)
        if not answer["error"]:
            break
        assert "full" in sentence(answer["error"]), answer
        if found == served:
            assert "still served" in answer["error"]
            assert full.call("shown", folder) == shown
        else:  # only what comes after the switch failed
            assert job == "withdraw" and parameters["REPORT"] not in full.call("shown", folder)
            served, shown = found, full.call("shown", folder)
        assert not {name for name in names(place.versions) if name.endswith(".part")}
        full.call("sound", store)
        assert full.call("columns", store) == before
    refused_or_done(answers)
    done = full.run(job, parameters)
    assert not done["error"], done
    assert full.call("whole", folder) > served or job == "withdraw"
    if job == "withdraw":
        assert parameters["REPORT"] not in full.call("shown", folder)
        assert place.withdrawn()[parameters["REPORT"]]["done"]
    assert names(place.public) == {"kmzb.qgs", f"kmzb-{place.served()}.gpkg"}


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_an_officers_save(full, store, mode):
    if mode == "wal":
        assert full.call("make_wal", store) == "wal"
    before = full.call("columns", store)
    parameters = {"STORE": full.place / store.name, "NOTE": "ż" * 9_000}
    answer = full.run("save", parameters, 0 if full.small and mode == "delete" else 40 << 10)
    assert "full" in sentence(answer["error"]), answer
    assert answer["kept"] == 1, "what was typed is still in the edit buffer"
    full.call("sound", store)
    assert full.call("columns", store) == before
    assert not full.run("save", parameters)["error"]
    assert full.call("first_note", store) == ["ż" * 9_000, 2]


def test_settings(tmp_path):
    """They are as before: the file is replaced whole or not at all."""
    with Forge(QGIS_CUSTOM_CONFIG_PATH=str(tmp_path)) as forge:
        answer = forge.run("setting", {"NAME": "store", "VALUE": "pierwsza.gpkg"})
        file = Path(answer["file"])
        assert tmp_path in file.parents
        before = file.read_bytes()
        assert b"pierwsza.gpkg" in before
        answer = forge.run("setting", {"NAME": "store", "VALUE": "druga.gpkg" * 100}, limit=16)
        assert not answer["error"], answer
        assert file.read_bytes() == before
        forge.run("setting", {"NAME": "store", "VALUE": "trzecia.gpkg"})
        assert b"trzecia.gpkg" in file.read_bytes()
