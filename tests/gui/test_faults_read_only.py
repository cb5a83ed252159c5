"""Stores, publications and folders that may be read only: by rights, and on a write-protected disk."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from faults_help import Forge, boxes, look, make_wal, names, quick_folder, sentence
from test_faults_kill_migration import old_store

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import create_store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs namespaces, or rights as Unix has them")


class Frozen:
    """A folder that cannot be written. ``place``: as the forge names it, ``here``: as this process does."""

    def __init__(self, forge: Forge, place: Path, here: Path, free: Path, kind: str):
        self.forge, self.place, self.here, self.free, self.kind = forge, place, here, free, kind
        self.before: dict = {}

    def content(self) -> dict[str, str]:
        """Names and digests of all that lies there."""
        return {
            str(path.relative_to(self.here)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.here.rglob("*"))
            if path.is_file()
        }

    def refused(self, job: str, parameters: dict) -> str:
        """Run a job that must be refused, and change nothing there; its sentence."""
        answer = self.forge.run(job, parameters)
        assert answer["error"], answer
        assert self.content() == self.before
        return sentence(answer["error"])


def _prepare(forge: Forge, here: Path, home: Path) -> None:
    """Stores in three states, a source and a publication."""
    create_store(home / "a.gpkg")
    sample.write_sample(here / "a.csv", 200, 1, warsaw.now() - timedelta(hours=1))
    with Forge() as plain:
        shutil.copyfile(here / "a.csv", home / "a.csv")
        assert not plain.run("importfile", {"INPUT": home / "a.csv", "STORE": home / "a.gpkg"})["error"]
        for _ in range(2):
            assert not plain.run("publish", {"STORE": home / "a.gpkg", "FOLDER": home / "publikacja"})["error"]
    shutil.copyfile(home / "a.gpkg", home / "wal.gpkg")
    assert make_wal(home / "wal.gpkg") == "wal"
    old_store(home / "stary.gpkg", 1, "delete")
    for name in ("a.gpkg", "wal.gpkg", "stary.gpkg"):
        shutil.copyfile(home / name, here / name)
    shutil.copytree(home / "publikacja", here / "publikacja", copy_function=shutil.copyfile)


@pytest.fixture(scope="module", params=["rights", "disk"])
def frozen(request, tmp_path_factory):
    kind, able = request.param, boxes()
    if kind == "disk" and not able:
        pytest.skip("this machine lets no user make mounts of his own (unshare --user --mount)")
    if kind == "rights" and os.geteuid() == 0 and not able:
        pytest.skip("root may write everywhere, and this machine lets nobody give that up (unshare --user)")
    with ExitStack() as stack:
        home, place, free = (stack.enter_context(quick_folder()) for _ in range(3))
        # In a user namespace that maps nobody even root is held to the rights that files have.
        forge = Forge(boxed=True) if kind == "disk" else Forge(command=("unshare", "--user") if able else ())
        stack.enter_context(forge)
        if kind == "disk":
            forge.mount("mount", "-t", "tmpfs", "none", place)
        here = forge.seen(place) if kind == "disk" else place
        _prepare(forge, here, home)
        if kind == "disk":
            forge.mount("mount", "-o", "remount,ro", place)
        else:
            for path in sorted(place.rglob("*"), reverse=True):
                path.chmod(0o555 if path.is_dir() else 0o444)
            place.chmod(0o555)
        made = Frozen(forge, place, here, free, kind)
        made.before = made.content()
        yield made
        if kind == "rights":
            for folder in [place, *(path for path in place.rglob("*") if path.is_dir())]:
                folder.chmod(0o755)


@pytest.mark.parametrize("name", ["a.gpkg", "wal.gpkg"])
def test_a_store_opens_and_says_so(frozen, name):
    answer = frozen.forge.run("open", {"STORE": frozen.place / name})
    assert not answer["error"], answer
    assert answer["read_only"] and "write-protected" in sentence(answer["notice"])
    assert frozen.content() == frozen.before


@pytest.mark.parametrize("name", ["a.gpkg", "wal.gpkg"])
def test_import(frozen, name):
    rejects = frozen.free / "r.csv"
    parameters = {"INPUT": frozen.place / "a.csv", "STORE": frozen.place / name, "REJECTS": rejects}
    assert "write-protected" in frozen.refused("importfile", parameters)
    assert not rejects.exists()


def test_an_older_store(frozen):
    assert "left as it was" in frozen.refused("open", {"STORE": frozen.place / "stary.gpkg"})


def test_a_save(frozen):
    answer = frozen.forge.run("save", {"STORE": frozen.place / "a.gpkg", "NOTE": "x"})
    assert answer["error"] == "not editable", "QGIS offers no editing"
    assert frozen.content() == frozen.before


def test_new_files(frozen):
    frozen.refused("createstore", {"STORE": frozen.place / "nowy.gpkg"})
    frozen.refused("samplereports", {"COUNT": 10, "SEED": 1, "OUTPUT": frozen.place / "nowy.csv"})


def test_a_reject_file(frozen):
    """Rows to refuse and no place for them: nothing comes in."""
    source, store = frozen.free / "b.csv", frozen.free / "b.gpkg"
    source.write_text((frozen.here / "a.csv").read_text(encoding="utf-8") + "1,?,?,,,,,,,,\n", encoding="utf-8")
    store.unlink(missing_ok=True)
    create_store(store)
    parameters = {"INPUT": source, "STORE": store, "REJECTS": frozen.place / "r.csv"}
    assert "Nothing was changed" in frozen.refused("importfile", parameters)
    with closing(look(store)) as db:
        assert db.execute("SELECT count(*) FROM report").fetchone() == (0,)


@pytest.mark.parametrize("name", ["a.gpkg", "wal.gpkg"])
def test_publishing_from_it(frozen, name):
    folder = frozen.free / f"z {name}"
    answer = frozen.forge.run("publish", {"STORE": frozen.place / name, "FOLDER": folder})
    assert not answer["error"], answer
    assert answer["results"]["FEATURES"] > 10
    assert names(folder / "public") == {"kmzb.qgs", f"kmzb-{answer['results']['VERSION']}.gpkg"}
    assert frozen.content() == frozen.before


@pytest.mark.parametrize("job", ["publish", "rollback", "withdraw"])
def test_a_publication(frozen, job):
    folder = frozen.place / "publikacja"
    kept = sorted(name for name in names(frozen.here / "publikacja" / "versions") if name.startswith("2"))
    parameters = {"FOLDER": folder}
    if job == "publish":
        parameters["STORE"] = frozen.place / "a.gpkg"
    elif job == "rollback":
        parameters["VERSION"] = kept[0]
    else:
        parameters["REPORT"] = frozen.forge.call("shown", folder)[0]
    assert "write" in frozen.refused(job, parameters) or frozen.kind == "rights"


def test_a_file_that_may_not_even_be_read(frozen):
    if frozen.kind == "disk":
        pytest.skip("a matter of rights")
    store = frozen.free / "tajny.gpkg"
    store.write_bytes(b"x")
    store.chmod(0)
    try:
        said = [sentence(frozen.forge.run(job, {"STORE": store})["error"]) for job in ("open",)]
        said.append(sentence(frozen.forge.run("publish", {"STORE": store, "FOLDER": frozen.free / "p"})["error"]))
        assert all("right" in one for one in said)
    finally:
        store.chmod(0o600)
