"""The benchmark of services runs: a small publication on both engines, and no side answers wrongly."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests import zone_cluster
from tests.server import harness

SIDES = "kmzb,QGIS,MapServer"  # the others come from registries, and are needed by no test


@pytest.mark.parametrize("engine", ["file", "zone"])
def test_all_sides_are_asked_and_their_answers_are_right(tmp_path, engine):
    if engine == "zone":
        zone_cluster.needed()
    words = ["bench/run.py", "--only", "serve", "--rows", "2000", "--repeat", "1", "--engines", engine]
    words += ["--sides", SIDES, "--data", str(tmp_path)]
    done = subprocess.run([sys.executable, *words], cwd=harness.ROOT, capture_output=True, text=True, timeout=900,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    rows = {line.split(" | ")[0].strip("| "): line.strip("| ").split(" | ") for line in lines if line.startswith("| ")}
    columns = next(line for line in lines if line.startswith("| | kmzb")).strip("| ").split(" | ")
    peer = "MapServer" if shutil.which("mapserv") else None
    for question in ("capabilities", "GeoJSON, 1,000", "GML, 1,000", "hits, all", "deep page of 1,000"):
        shown = dict(zip(columns, rows[question][1:]))
        for side in filter(None, ("kmzb WFS 2.0", "kmzb WFS 1.1.0", "QGIS WFS 1.1.0", peer)):
            assert re.match(r"[\d.,]+ / [\d.,]+ · [\d.,]+$", shown[side]), (question, side, done.stdout)
    assert re.search(r"\d+/s", dict(zip(columns, rows["8 clients, 1,000 each"][1:]))["kmzb WFS 2.0"])
    assert any(line.startswith("| memory flat") for line in lines)
    faults = [line for line in lines if line.startswith("- kmzb")]
    assert not faults, faults
