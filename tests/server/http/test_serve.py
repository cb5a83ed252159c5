"""scripts/serve.py as a program: its address, its end, and that it leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.server import harness

PROGRAM = [sys.executable, str(harness.ROOT / "scripts" / "serve.py"), "--workers", "1", "--folder"]


def children(number: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def descendants(number: int) -> list[int]:
    """nginx has children of its own."""
    return [found for child in children(number) for found in (child, *descendants(child))]


def start(site) -> subprocess.Popen:
    # a killed one cannot remove its run folder: it lies where the fixture removes it
    environment = {**os.environ, "TMPDIR": str(site.root)}
    # and Ctrl-C is heard also where the tests run in the background of a shell, which has its jobs ignore it
    command = ["env", "--default-signal=INT", *PROGRAM, str(site.folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def gone(number: int) -> bool:
    for _ in range(100):
        if not Path(f"/proc/{number}").exists() or "Z" in Path(f"/proc/{number}/stat").read_text().split(")")[1][:3]:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, "end of input"])
def test_it_serves_and_ends_with_all_its_children(site, ending):
    before = set(site.root.glob("kmzb-serve-*"))  # of one that was killed
    process = start(site)
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert "WFS_Capabilities" in harness.Client(url).wfs(REQUEST="GetCapabilities").text
        started = descendants(process.pid)
        assert len(children(process.pid)) == 2 and len(started) > 2
        if ending == "end of input":
            process.stdin.close()
        else:
            process.send_signal(ending)
        process.wait(60)
        assert all(gone(number) for number in started)
        assert process.returncode == (0 if ending != signal.SIGKILL else -signal.SIGKILL)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(url.rstrip("/").rpartition(":")[2]))) != 0
        if ending != signal.SIGKILL:  # run folder, sockets, cache, logs
            assert set(site.root.glob("kmzb-serve-*")) == before
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _runs(number: int) -> bool:
    """Whether a process lives: one that ended may wait for its parent to look."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_worker_that_ends_is_started_again(site):
    process = start(site)
    try:
        client = harness.Client(process.stdout.readline().strip())
        client.wfs(RESULTTYPE="hits")
        worker = next(n for n in children(process.pid) if "qgis" in Path(f"/proc/{n}/cmdline").read_text())
        os.kill(worker, signal.SIGKILL)
        # what it took while it was dying nobody can answer any more
        ended = time.monotonic() + 20
        while _runs(worker) and time.monotonic() < ended:
            time.sleep(0.01)
        assert client.wfs(RESULTTYPE="hits", again="1").status_code == 200  # nothing that the cache has
        assert worker not in children(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def test_no_publication_is_a_sentence(tmp_path):
    done = subprocess.run(
        [*PROGRAM, str(tmp_path)], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL
    )
    assert done.returncode != 0 and "publish first" in done.stderr and "Traceback" not in done.stderr


def test_no_folder_is_a_sentence_where_there_is_no_demo(monkeypatch, tmp_path):
    monkeypatch.setattr(harness.serve, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match=r"make serve FOLDER=.*make demo"):
        harness.serve._project("")
    demo = tmp_path / "build" / "demo" / "publication" / "public"
    demo.mkdir(parents=True)
    (demo / "kmzb.qgs").touch()
    assert harness.serve._project("") == demo / "kmzb.qgs"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root serves as another user")
def test_a_folder_that_the_serving_account_cannot_enter_is_a_sentence(site, tmp_path):
    closed = site.root / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(site.folder / "public", closed / "public")
    done = subprocess.run([*PROGRAM, str(closed)], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    shutil.rmtree(closed)
    assert done.returncode != 0 and "cannot be read by www-data" in done.stderr and "Traceback" not in done.stderr


def test_folders_with_spaces_and_letters_are_served(site):
    place = site.root / "Moje dane (żółte)"
    shutil.copytree(site.folder / "public", place / "public")
    with harness.service(place / "public" / "kmzb.qgs", workers=1) as service:
        assert harness.Client(service.url).wfs(RESULTTYPE="hits").status_code == 200
    shutil.rmtree(place)
