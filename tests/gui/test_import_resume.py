"""kmzb:importservice broken off and started again: by the service, by a cancel, by kill -9 of a real qgis_process."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from loading_help import new_store, one
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.store import open_store
from scripts import qgisrun
from tests.gui.test_import_runs import figures, rows, told  # noqa: F401 - a fixture
from tests.standins.kmzb_service import Data, Quirks, serving

END = warsaw.from_text("2026-09-01T12:00:00Z")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "a.json"
    sample.write_sample(path, 1200, 3, END)
    return json.loads(path.read_text(encoding="utf-8"))["features"]


@pytest.fixture()
def stores(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return new_store(tmp_path / "one"), new_store(tmp_path / "two")


def forget():
    for path in kept():
        path.unlink()


@pytest.fixture(autouse=True)
def nothing_kept(qgis_app):
    forget()
    yield
    forget()


def kept():
    return sorted((Path(QgsApplication.qgisSettingsDirPath()) / "kmzb" / "resume").glob("import-*"))


def test_broken_off_and_gone_on_the_store_is_the_same(told, stores, features):  # noqa: F811
    broken, whole = stores
    with serving(features, Quirks(limit=150)) as server:
        told("importservice", URL=server.address, STORE=str(whole.path), PAUSE=0)
        asked = len(server.requests)
        given = {"URL": server.address, "STORE": str(broken.path), "PAUSE": 0}
        for after in (5, 1, asked // 2):
            server.quirks.faults = [""] * after + ["404"]
            with pytest.raises(QgsProcessingException, match="Nothing was changed"):
                told("importservice", **given)
            assert one(broken, "SELECT count(*) FROM report") == (0,)
            assert len(kept()) == 1
        start = len(server.requests)
        outputs, words = told("importservice", **given)
        missing = asked - 5 - 1 - asked // 2
        assert missing < len(server.requests) - start <= missing + 2  # ... and what changed since
    assert figures(outputs) == (1200, 0, 0, 0, 0)
    assert "was not finished. This one goes on" in words
    assert rows(broken) == rows(whole)
    assert kept() == []


def test_changes_meanwhile_reach_the_store(told, stores, features):  # noqa: F811
    broken, whole = stores
    data = json.loads(json.dumps(features))
    with serving(data, Quirks(limit=150)) as server:
        server.quirks.faults = [""] * 12 + ["404"]
        with pytest.raises(QgsProcessingException):
            told("importservice", URL=server.address, STORE=str(broken.path), PAUSE=0)
        now = int(time.time() * 1000) - 1000
        for feature in data[::40]:
            feature["attributes"].update({"Status": "Niepotwierdzone", "Data modyfikacji": now})
        server.data = Data(data)
        told("importservice", URL=server.address, STORE=str(broken.path), PAUSE=0)
        told("importservice", URL=server.address, STORE=str(whole.path), PAUSE=0)
    assert rows(broken) == rows(whole)


def test_without_resume_everything_is_asked_anew_and_nothing_kept(told, stores, features):  # noqa: F811
    with serving(features, Quirks(limit=150)) as server:
        given = {"URL": server.address, "STORE": str(stores[0].path), "PAUSE": 0}
        server.quirks.faults = [""] * 9 + ["404"]
        with pytest.raises(QgsProcessingException):
            told("importservice", **given)
        server.quirks.faults = [""] * 9 + ["404"]
        with pytest.raises(QgsProcessingException):
            told("importservice", RESUME=False, **given)
        assert kept() == []
        start = len(server.requests)
        outputs, words = told("importservice", RESUME=False, **given)
        assert "bbox=165000,125000,870000,805000" in server.requests[start]
    assert figures(outputs) == (1200, 0, 0, 0, 0)
    assert "kept" not in words


def test_a_cancel_keeps_what_was_read(told, stores, features):  # noqa: F811
    import processing

    broken, whole = stores
    with serving(features, Quirks(limit=150)) as server:
        told("importservice", URL=server.address, STORE=str(whole.path), PAUSE=0)
        asked, start = len(server.requests), len(server.requests)
        feedback = QgsProcessingFeedback()
        feedback.progressChanged.connect(lambda value: feedback.cancel() if 30 < value < 60 else None)
        parameters = {"URL": server.address, "STORE": str(broken.path), "PAUSE": 0}
        with pytest.raises(QgsProcessingException, match=r"Cancelled|aborted"):
            processing.run("kmzb:importservice", parameters, feedback=feedback)
        assert "is kept until" in feedback.textLog()
        before, start = len(server.requests) - start, len(server.requests)
        told("importservice", **parameters)
        assert 5 < before < asked
        assert len(server.requests) - start <= asked - before + 2
    assert rows(broken) == rows(whole)


def test_a_store_that_refuses_costs_no_second_reading(told, stores, features):  # noqa: F811
    store = stores[0]
    with serving(features, Quirks(limit=150)) as server, store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QgsProcessingException, match=r"(?i)in use|locked"):
            told("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
        other.execute("ROLLBACK")
        if server.requests:  # refused only after the reading
            start = len(server.requests)
            told("importservice", URL=server.address, STORE=str(store.path), PAUSE=0)
            assert len(server.requests) - start <= 2
            assert one(store, "SELECT count(*) FROM report") == (1200,)


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """A profile of its own, with the plugin as it stands in the tree."""
    if not (ROOT / "build" / "stage" / "kmzb_qgis").exists():
        pytest.skip("'make stage' first")
    home = tmp_path_factory.mktemp("home")
    qgisrun.enable(home)
    return home


def started(home, server, store):
    """qgis_process importing from the service, which pauses after the first answers."""
    words = [qgisrun.qgis_process(), "run", "kmzb:importservice", "--", f"URL={server.address}", f"STORE={store.path}"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([*words, "PAUSE=0.02"], env=qgisrun.environment(home), **quiet)


@pytest.mark.parametrize("after", [2, 17])
def test_kill_9_of_a_real_qgis_process(profile, stores, features, after):
    broken, whole = stores
    with serving(features, Quirks(limit=150)) as server:
        qgisrun.run("kmzb:importservice", profile, URL=server.address, STORE=whole.path, PAUSE=0)
        asked, start = len(server.requests), len(server.requests)
        child = started(profile, server, broken)
        try:
            end = time.monotonic() + 120
            while len(server.requests) - start < after and child.poll() is None and time.monotonic() < end:
                time.sleep(0.005)
            assert child.poll() is None
            child.send_signal(signal.SIGKILL)
        finally:
            child.kill()
            child.communicate(timeout=30)
        assert child.returncode == -signal.SIGKILL
        assert one(broken, "SELECT count(*) FROM report") == (0,)
        time.sleep(0.2)
        before, start = len(server.requests) - start, len(server.requests)
        results = qgisrun.run("kmzb:importservice", profile, URL=server.address, STORE=broken.path, PAUSE=0)
        assert results["INSERTED"] == 1200
        # one answer may have been under way; what changed since and a known place are asked for besides
        assert len(server.requests) - start <= asked - before + 3
    assert rows(open_store(broken.path)) == rows(whole)
    assert one(broken, "PRAGMA integrity_check") == ("ok",)
    assert not list(profile.rglob("import-*.jsonl"))
