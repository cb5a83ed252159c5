"""Publishing on a full disk and beside a second publisher: what is served stays whole."""

import subprocess
import sys
from pathlib import Path

import pytest
from publishing_store import ids, new_store, number, put, whole

from kmzb_qgis.publishing import switch
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.toolbelt.errors import KmzbError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    """No server runs here that would still read the old data."""
    monkeypatch.setattr(switch, "GRACE_S", 0)


@pytest.fixture()
def store(qgis_app, tmp_path):
    store = new_store(tmp_path)
    for index in range(30):
        put(store, f"r{index}")
    return store


@pytest.fixture()
def folder(tmp_path):
    return tmp_path / "publikacja"


@pytest.mark.skipif(sys.platform != "linux", reason="needs limits on a process")
def test_a_full_disk_is_said_and_changes_nothing(store, folder):
    """The system refuses to write on at some size, as a full disk does."""
    first = publish(store.path, folder).version
    program = (
        f"import resource, signal, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from qgis.core import QgsApplication\n"
        "application = QgsApplication([], False); application.initQgis()\n"
        "from kmzb_qgis.publishing.publish import publish\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))\n"
        "import os\n"
        "try:\n    publish(sys.argv[1], sys.argv[2])\nexcept Exception as error:\n"
        "    print(type(error).__name__, '|', error)\n"
        "sys.stdout.flush(); os._exit(0)\n"
    )
    for limit in (20_000, 120_000, 200_000):
        done = subprocess.run(
            [sys.executable, "-c", program, str(store.path), str(folder), str(limit)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout.startswith("KmzbError |"), (limit, done.stdout, done.stderr[-600:])
        assert whole(folder) == first
        assert Folder(folder).kept() == [first] and len(list((folder / "public").iterdir())) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs flock")
def test_a_second_publisher_is_refused_and_a_dead_one_holds_nothing(store, folder):
    publish(store.path, folder)
    program = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'a+'); fcntl.flock(f, fcntl.LOCK_EX);"
        " print('held', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(folder / "versions" / ".lock")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        put(store, "late")
        with pytest.raises(KmzbError, match="Another program is publishing"):
            publish(store.path, folder)
        assert number("late") not in ids(folder)
    finally:
        holder.kill()
        holder.wait()
    publish(store.path, folder)
    assert number("late") in ids(folder)
