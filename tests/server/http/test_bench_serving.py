"""The benchmark of services: a small publication on both engines, and no side answers wrongly; a worker that dies or
says nothing ends nobody's patience."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

from tests import zone_cluster
from tests.server import harness

# The others come from registries and are needed by no test; OGC API Features has tests of its own.
SIDES = "kmzb WFS,QGIS WFS,QGIS plain,MapServer"


QUESTIONS = ("capabilities", "GeoJSON, 1,000", "GML, 1,000", "hits, all", "deep page of 1,000")
TIMES = r"[\d.,]+ / [\d.,]+"  # median and 95th percentile


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The folder of the bench's publications: made once, read by both engines."""
    return tmp_path_factory.mktemp("bench")


@pytest.mark.parametrize("engine", ["file", "zone"])
def test_all_sides_are_asked_and_their_answers_are_right(data, engine):
    if engine == "zone":
        zone_cluster.needed()
    words = ["bench/run.py", "--only", "serve", "--rows", "2000", "--repeat", "1", "--engines", engine]
    words += ["--sides", SIDES, "--data", str(data)]
    done = subprocess.run([sys.executable, *words], cwd=harness.ROOT, capture_output=True, text=True, timeout=175,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    columns, rows = _table(done.stdout, "| | kmzb")
    for question in QUESTIONS:
        shown = dict(zip(columns, rows[question]))
        for side in ("kmzb WFS 2.0", "kmzb WFS 1.1.0", "QGIS WFS 1.1.0", *_peers(engine, question)):
            assert re.match(rf"{TIMES} · [\d.,]+$", shown[side]), (question, side, done.stdout)
    assert re.match(TIMES, dict(zip(columns, rows["map"]))["kmzb WFS 2.0"]), done.stdout
    assert re.search(r"\d+/s", dict(zip(columns, rows["8 clients, 1,000 each"]))["kmzb WFS 2.0"])

    columns, rows = _table(done.stdout, "| kmzb WFS 2.0, again")
    assert columns == ["from nginx's cache" + ("" if engine == "file" else ", revalidated"), "304"]
    for question in (*QUESTIONS[1:], "map"):
        assert all(re.match(f"{TIMES}$", shown) for shown in rows[question]), (question, done.stdout)

    lines = done.stdout.splitlines()
    assert any(line.startswith("| memory flat") for line in lines)
    faults = [line for line in lines if line.startswith("- kmzb")]
    assert not faults, faults


def _peers(engine: str, question: str) -> list[str]:
    """MapServer where it is installed; pages of the data file it does not make (bench/serving_peers.py)."""
    paged = engine == "zone" or not question.startswith("deep page")
    return ["MapServer"] if shutil.which("mapserv") and paged else []


def _table(text: str, begins: str) -> tuple[list[str], dict[str, list[str]]]:
    """Columns and rows of the first table whose head begins so: up to the first line that is none of a table."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(begins))
    cells = [[cell.strip() for cell in line.strip("|").split("|")]
             for line in itertools.takewhile(lambda line: line.startswith("|"), lines[start:])]  # fmt: skip
    return cells[0][1:], {row[0]: row[1:] for row in cells[2:]}


def _tried(code: str) -> str:
    """What a piece of the bench prints, with its modules at hand."""
    words = "import sys\nsys.path[:0] = ['bench', 'scripts', '.']\n" + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", words], cwd=harness.ROOT, capture_output=True, text=True, timeout=60,
                          check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_worker_that_ends_by_itself_ends_the_waiting():
    # Nobody accepts from the socket any more, but it stays open: without the watch nginx would wait.
    said = _tried("""
        import os, signal, time
        from serving_ask import Question, Wrong, ask, nothing
        from serving_stack import Program, Running
        running = Running(Program(["/bin/sleep", "100"]))
        try:
            os.kill(running.processes[0].pid, signal.SIGKILL)
            begun = time.monotonic()
            try:
                ask(running.port, Question("/", nothing), seconds=40)
            except Wrong as error:
                print(type(error).__name__, time.monotonic() - begun < 30)
        finally:
            running.stop()
    """)
    assert said.split() == ["Wrong", "True"]


def test_a_worker_that_says_nothing_is_asked_once():
    said = _tried("""
        from serving_ask import Question, Silent, Wrong, ask, nothing
        from serving_engines import Engine
        from serving_measure import Party
        from serving_stack import Program, Running
        running = Running(Program(["/bin/sleep", "100"]))
        try:
            running.settle(0.1)
            party = Party("mute", running, {}, Engine("none", ""), seconds=1.0)
            for _time in range(2):
                try:
                    party.ask(Question("/", nothing))
                except Wrong as error:
                    print(type(error).__name__)
                running._nginx.wait(10)
        finally:
            running.stop()
    """)
    assert said.split() == ["Silent", "Wrong"]


def test_a_map_is_empty_where_nothing_is_drawn_however_few_bytes_it_has():
    said = _tried("""
        import numpy as np
        from osgeo import gdal
        from serving_ask import Answer, Wrong, picture
        for cells in (0, 40):
            pixels = np.zeros((4, 600, 800), "u1")
            for cell in range(cells):
                pixels[:, 10 * cell : 10 * cell + 8, 300:308] = 200
            memory = gdal.GetDriverByName("MEM").Create("", 800, 600, 4)
            memory.WriteRaster(0, 0, 800, 600, pixels.tobytes())
            gdal.GetDriverByName("PNG").CreateCopy("/vsimem/map.png", memory)
            body = bytes(gdal.VSIGetMemFileBuffer_unsafe("/vsimem/map.png"))
            try:
                picture(Answer(200, {}, body, len(body), 0.0, 0.0))
                print("drawn", len(body) < 5000)
            except Wrong as error:
                print("empty")
    """)
    assert said.split() == ["empty", "drawn", "True"]
