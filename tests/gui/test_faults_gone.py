"""A drive that goes away, and a store that is moved or replaced, under the hands of a job: a sentence and no loss."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import SEED, Forge, boxes, columns, first_note, names, quick_folder, reports, sentence, sound

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs mounts, or to move a file that is open")
SIZE = 64 << 20
# What a drive does that does not answer any more: every access to the file system fails with EIO from here on.
# EXT4_IOC_SHUTDOWN of linux/fs/ext4/ext4.h with EXT4_GOING_FLAGS_NOLOGFLUSH: what was not yet on the disk is lost.
SHUTDOWN = (
    f"{sys.executable} -c \"import fcntl, os, struct; fcntl.ioctl(os.open('{{place}}', os.O_RDONLY),"
    " (2 << 30) | (4 << 16) | (ord('X') << 8) | 125, struct.pack('I', 2))\""
)


@pytest.fixture(scope="module")
def source():
    """A store with reports, two files, on a disk that stays."""
    with quick_folder() as home, Forge() as forge:
        home.chmod(0o755)
        sample.write_sample(home / "a.csv", 200, 1, warsaw.now() - timedelta(days=20))
        sample.write_sample(home / "b.csv", 2_600, 1, warsaw.now() - timedelta(hours=1))
        create_store(home / "base.gpkg")
        assert not forge.run("importfile", {"INPUT": home / "a.csv", "STORE": home / "base.gpkg"})["error"]
        yield home, forge


class Drive:
    """An ext4 file system in a file, mounted for the forge alone. Unplugged, it answers EIO to everything."""

    def __init__(self, forge: Forge, home: Path):
        self.forge, self.image, self.place = forge, home / "image", home / "dysk"
        self.place.mkdir()
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", str(self.image)], check=True)
        self.plug_in()

    def plug_in(self) -> None:
        self.forge.mount("mount", "-o", "loop", self.image, self.place)

    def unplug_and_plug_in(self) -> None:
        self.forge.mount("umount", self.place)
        self.plug_in()

    @property
    def here(self) -> Path:
        return self.forge.seen(self.place)


@pytest.fixture(scope="module")
def drive():
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk that can be unplugged")
    with quick_folder() as home:
        try:
            forge = Forge(command=("unshare", "--mount")).__enter__()
        except (AssertionError, OSError):
            pytest.skip("this machine forbids mounts (unshare --mount)")
        try:
            try:
                made = Drive(forge, home)
            except (AssertionError, OSError, subprocess.CalledProcessError) as error:
                pytest.skip(f"this machine has no loop devices or no mkfs.ext4: {error}")
            yield made
            forge.mount("umount", made.place)
        finally:
            forge.__exit__()


def on_the_drive(drive: Drive, source: Path) -> Path:
    """A store on the drive, written to it; its path for the forge."""
    for entry in drive.here.iterdir():
        if entry.is_dir() and entry.name != "lost+found":
            shutil.rmtree(entry)
        elif entry.is_file():
            entry.unlink()
    shutil.copyfile(source / "base.gpkg", drive.here / "żółw.gpkg")
    os.sync()
    return drive.place / "żółw.gpkg"


@pytest.mark.parametrize("number", range(6))
def test_the_drive_of_the_store_goes_during_an_import(drive, source, number):
    home, _ = source
    store = on_the_drive(drive, home)
    before = drive.forge.call("columns", store)
    given = {"INPUT": home / "b.csv", "STORE": store, "REJECTS": home / "r.csv"}
    after = random.Random(f"{SEED} {number}").uniform(0, 0.35)
    answer = drive.forge.run("importfile", given, after=after, **{"break": SHUTDOWN.format(place=drive.place)})
    drive.unplug_and_plug_in()
    drive.forge.call("sound", store)
    found = drive.forge.call("columns", store)
    if answer["error"]:
        sentence(answer["error"])
        assert found == before
    assert not drive.forge.run("importfile", given)["error"]
    assert drive.forge.call("reports", store) == 2_600


@pytest.mark.parametrize("number", range(4))
def test_the_drive_of_the_publication_goes_while_publishing(drive, source, number):
    home, _ = source
    store = on_the_drive(drive, home)
    folder = drive.place / "publikacja"
    given = {"STORE": store, "FOLDER": folder}
    assert not drive.forge.run("publish", given)["error"]
    served = drive.forge.call("whole", folder)
    os.sync()
    after = random.Random(f"{SEED} {number}").uniform(0, 0.3)
    answer = drive.forge.run("publish", given, after=after, **{"break": SHUTDOWN.format(place=drive.place)})
    drive.unplug_and_plug_in()
    found = drive.forge.call("whole", folder)
    if answer["error"]:
        sentence(answer["error"])
        assert found == served
    assert not drive.forge.run("publish", given)["error"]
    assert drive.forge.call("whole", folder) > served


def test_the_drive_goes_between_typing_and_saving(drive, source):
    home, _ = source
    store = on_the_drive(drive, home)
    before = drive.forge.call("columns", store)
    answer = drive.forge.run(
        "save", {"STORE": store, "NOTE": "żółć", "BREAK": SHUTDOWN.format(place=drive.place)}, busy=0.3
    )
    sentence(answer["error"])
    assert answer["kept"] == 1, "what was typed is still in the edit buffer"
    drive.unplug_and_plug_in()
    drive.forge.call("sound", store)
    assert drive.forge.call("columns", store) == before
    assert not drive.forge.run("save", {"STORE": store, "NOTE": "żółć"})["error"]


@pytest.mark.parametrize(
    "job", ["open", "importfile", "publish", "rollback", "withdraw", "samplereports", "createstore"]
)
def test_a_drive_that_is_not_mounted_any_more(source, job):
    if not boxes():
        pytest.skip("this machine lets no user make mounts of his own (unshare --user --mount)")
    home, _ = source
    with quick_folder() as place, Forge(boxed=True) as forge:
        forge.mount("mount", "-t", "tmpfs", "none", place)
        share = place / "dane" / "kmzb"
        forge.seen(share).mkdir(parents=True)
        shutil.copyfile(home / "base.gpkg", forge.seen(share / "a.gpkg"))
        assert not forge.run("publish", {"STORE": share / "a.gpkg", "FOLDER": share / "publikacja"})["error"]
        forge.mount("umount", "--lazy", place)
        given = {
            "open": {"STORE": share / "a.gpkg"},
            "importfile": {"INPUT": home / "b.csv", "STORE": share / "a.gpkg"},
            "publish": {"STORE": share / "a.gpkg", "FOLDER": share / "publikacja"},
            "rollback": {"FOLDER": share / "publikacja", "VERSION": "20240101T000000Z-001"},
            "withdraw": {"FOLDER": share / "publikacja", "REPORT": "x"},
            "samplereports": {"COUNT": 10, "SEED": 1, "OUTPUT": share / "x.csv"},
            "createstore": {"STORE": share / "x.gpkg"},
        }[job]
        sentence(forge.run(job, given)["error"])
        assert names(place) == set(), "nothing was made in the place where the drive was"


@pytest.mark.parametrize("number", range(4))
def test_a_store_that_is_moved_during_an_import(source, number):
    """Either all of the import is in the moved file or nothing of it; nothing is made under the old name."""
    home, forge = source
    with quick_folder() as place:
        store, moved = place / "a.gpkg", place / "przeniesiony.gpkg"
        shutil.copyfile(home / "base.gpkg", store)
        before = columns(store)
        given = {"INPUT": home / "b.csv", "STORE": store, "REJECTS": place / "r.csv"}
        after = random.Random(f"{SEED} {number}").uniform(0.02, 0.25)
        answer = forge.run("importfile", given, after=after, **{"break": f"mv {store} {moved}"})
        if not moved.exists():  # it was done before
            return
        left = [log for log in ("-journal", "-wal") if Path(f"{store}{log}").exists()]
        assert not left, "no log without its store"
        sound(moved)
        if answer["error"]:
            sentence(answer["error"])
            assert columns(moved) == before
        else:
            assert reports(moved) == 2_600
        assert not store.exists()


def test_a_store_that_is_replaced_before_saving(source):
    """Another copy of the store in its place (a backup brought back): the change is in what stands there now."""
    home, forge = source
    with quick_folder() as place:
        store, other = place / "a.gpkg", place / "b.gpkg"
        for path in (store, other):
            shutil.copyfile(home / "base.gpkg", path)
        forge.run("save", {"STORE": store, "NOTE": "żółć", "BREAK": f"mv {other} {store}"}, busy=0.3)
        sound(store)
        assert first_note(store) == ["żółć", 2], "what was typed is not lost with the file that is gone"


@pytest.mark.parametrize("back", [False, True])
def test_a_store_that_is_moved_before_saving(source, back):
    """It is said, what was typed stays in the edit buffer, and can be saved when the file is back."""
    home, forge = source
    with quick_folder() as place:
        store, moved = place / "a.gpkg", place / "b.gpkg"
        shutil.copyfile(home / "base.gpkg", store)
        given = {"STORE": store, "NOTE": "żółć", "BREAK": f"mv {store} {moved}"}
        if back:
            given["BACK"] = f"rm -f {store}*; mv {moved} {store}"
        answer = forge.run("save", given, busy=0.3)
        assert "not there any more" in sentence(answer["error"])
        assert answer["kept"] == 1
        sound(store if back else moved)
        assert first_note(store if back else moved) == (["żółć", 2] if back else ["", 1])
        assert answer.get("again") is (True if back else None)
