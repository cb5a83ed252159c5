"""The built zip in an empty profile, as a new user has it, and the servers around it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import demo  # noqa: E402 - the developers' tools lie outside the package
import package  # noqa: E402
import qgisrun  # noqa: E402

PROFILE_PLUGINS = ".local/share/QGIS/QGIS3/profiles/default/python/plugins"


class Installed:
    """A home folder with the unzipped plugin in its default profile; runs algorithms there."""

    def __init__(self, home: Path):
        self.home = home

    def run(self, algorithm: str, **parameters) -> dict:
        """One algorithm by qgis_process; the plugin comes from the profile, not from QGIS_PLUGINPATH."""
        return qgisrun.run(algorithm, self.home, plugins=self.home / "no-such-folder", **parameters)

    def fails(self, algorithm: str, **parameters) -> str:
        """What a failing algorithm says."""
        with pytest.raises(RuntimeError) as caught:
            self.run(algorithm, **parameters)
        return str(caught.value)


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Path:
    """The plugin's zip."""
    path = tmp_path_factory.mktemp("zip") / "kmzb_qgis.zip"
    package.pack(package.stage(path.parent / "stage"), path)
    return path


@pytest.fixture(scope="session")
def installed(tmp_path_factory, archive) -> Installed:
    home = tmp_path_factory.mktemp("home")
    target = home / PROFILE_PLUGINS
    target.mkdir(parents=True)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(target)
    qgisrun.enable(home, plugins=home / "no-such-folder")
    return Installed(home)


@pytest.fixture(scope="session")
def work():
    """A folder that the server's own user can enter; pytest keeps its own ones closed."""
    with tempfile.TemporaryDirectory(prefix="kmzb-e2e-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def chain(installed, work):
    """3,000 reports through the service into a store and out as a publication that QGIS Server serves."""
    folder = work
    sample, store, publication = folder / "zgłoszenia.json", folder / "baza ćwiczeń.gpkg", folder / "publikacja"
    installed.run("kmzb:samplereports", COUNT=3000, SEED=7, OUTPUT=sample)
    words = [str(ROOT / "tests/standins/kmzb_service.py"), "--data", str(sample), "--port", "0"]
    service = demo.Child(*words, log=folder / "service.log")
    try:
        installed.run("kmzb:createstore", STORE=store)
        first = installed.run("kmzb:importservice", URL=service.address, STORE=store, PAUSE=0.01)
        second = installed.run("kmzb:importservice", URL=service.address, STORE=store, PAUSE=0.01)
    finally:
        service.stop()
    published = installed.run("kmzb:publish", STORE=store, FOLDER=publication)
    server = demo.Child(
        str(ROOT / "scripts/serve.py"), "--folder", str(publication), "--port", "0", log=folder / "server.log"
    )
    try:
        yield {
            "first": first,
            "second": second,
            "published": published,
            "store": store,
            "folder": publication,
            "address": server.address,
            "work": folder,
        }
    finally:
        server.stop()


@pytest.fixture(scope="session")
def other_qgis(tmp_path_factory):
    """Runs a script in a QGIS of its own (no plugin); returns what it prints."""

    def run(script: str, *arguments: str) -> str:
        path = tmp_path_factory.mktemp("script") / "script.py"
        path.write_text(script, encoding="utf-8")
        home = tmp_path_factory.mktemp("home2")
        done = subprocess.run(
            [sys.executable, str(path), *arguments],
            env=qgisrun.environment(home, home),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
