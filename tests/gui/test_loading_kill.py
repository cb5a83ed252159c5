"""A load that is killed (SIGKILL) at any moment leaves the store as it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loading_help import new_store, one, reports

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store.loading import Run, load

ROOT = Path(__file__).resolve().parents[2]
# The child stops at a step and says so; nothing of loading itself is changed.
CHILD = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import open_store
from kmzb_qgis.store.loading import Run, load

class Feedback:
    def isCanceled(self):
        return False
    def setProgress(self, value):
        if value >= {stop}:
            print("here", flush=True)
            time.sleep(60)

load(open_store({store!r}), Run("file", "b", "x", Path({rejects!r})), read_file(Path({source!r})), Feedback())
"""


@pytest.mark.parametrize("stop", [10, 50, 69, 90, 96.5])  # reading, checks, matched, inserted, reject file written
def test_kill(tmp_path, stop):
    end = warsaw.from_text("2026-09-01T12:00:00Z")
    sample.write_sample(tmp_path / "a.csv", 200, 1, end)
    sample.write_sample(tmp_path / "b.csv", 6_000, 1, end)  # other places and dates under the same numbers
    with (tmp_path / "b.csv").open("a", encoding="utf-8") as file:
        file.write("1,?,?,,,,,,,,\n")
    store = new_store(tmp_path)
    load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    before, runs = reports(store), one(store, "SELECT count(*) FROM import_run")
    script = CHILD.format(
        root=str(ROOT),
        stop=stop,
        store=str(store.path),
        rejects=str(tmp_path / "r.csv"),
        source=str(tmp_path / "b.csv"),
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    assert child.stdout.readline() == b"here\n"
    time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    assert child.wait(30) == -signal.SIGKILL
    assert one(store, "PRAGMA integrity_check") == ("ok",)
    assert reports(store) == before
    assert one(store, "SELECT count(*) FROM import_run") == runs
    assert one(store, "SELECT count(*) FROM rtree_report_geom") == one(
        store, "SELECT count(*) FROM report WHERE geom IS NOT NULL"
    )
    assert not (tmp_path / "r.csv").exists()
    result = load(store, Run("file", "b", "x"), read_file(tmp_path / "b.csv"))
    assert result.inserted == 5_800
    assert result.rejected == 1
