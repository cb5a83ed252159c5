"""Run tests in several processes, one after another: a crash, or what a test leaves in QGIS, ends with its process.

    grouped_tests.py tests/gui [tests/gui/test_x.py …] [--files 6] [-- options of pytest]

Each process takes the next few files and has QGIS settings of its own, which begin empty. All of them run, whatever
fails. Where one dies (a crash, or silence for too long), the test that it died in counts as failed, and those that it
had not begun are run by the next process: no test runs twice. At the end stand all failures, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

FILES = 6  # to a process: QGIS starts in 2 s, and the memory of a process grows with what it has run
SILENCE_S = 1800  # without a test's end: it hangs (a hundred kills take minutes on a busy machine)
NOTHING_RUN = 5  # pytest's exit code where it found no test


@dataclass
class Outcome:
    """What the processes of a group did. ``failed``: lines to print at the end."""

    begun: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    memory: int = 0  # the most, MiB
    good: bool = True


class Notes:
    """A plugin of pytest: writes down what begins and what came of it, so that it is known where the process dies."""

    def __init__(self, path: Path, begun: set[str]):
        self.path, self.begun = path, begun

    def note(self, **what) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")

    def pytest_collection_modifyitems(self, config, items) -> None:
        left_out = [item for item in items if item.nodeid in self.begun]
        if left_out:
            items[:] = [item for item in items if item.nodeid not in self.begun]
            config.hook.pytest_deselected(items=left_out)

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.note(test=report.nodeid, when="collect", outcome="failed")

    def pytest_runtest_logstart(self, nodeid) -> None:
        self.note(test=nodeid, when="start")

    def pytest_runtest_logreport(self, report) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.note(test=report.nodeid, when=report.when, outcome=report.outcome)

    def pytest_runtest_logfinish(self, nodeid) -> None:
        self.note(test=nodeid, when="end")


def files_of(places: list[str]) -> list[Path]:
    """The files with tests in these folders, and these files, in order."""
    found = []
    for place in map(Path, places):
        found += sorted(place.rglob("test_*.py")) if place.is_dir() else [place]
    return found


def settings_in(folder: Path) -> dict[str, str]:
    """The environment of a process with QGIS settings of its own, empty ones, in this folder."""
    shutil.rmtree(folder, ignore_errors=True)
    # So pytest-qgis tells its workers apart: it joins this to the folder of its settings, and an absolute path stays.
    return {**os.environ, "PYTEST_XDIST_WORKER": str(folder)}


def read(notes: Path) -> list[dict]:
    """What was noted so far."""
    return [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()] if notes.exists() else []


def watch(process: subprocess.Popen, notes: Path, silence: float) -> tuple[int, int]:
    """Wait for a process; its exit code and its most memory (MiB). One that hangs is made to say where, and ended."""
    heard, size, asked = time.monotonic(), -1, False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_maxrss // 1024
        time.sleep(0.1)
        now = notes.stat().st_size if notes.exists() else 0
        if now != size:
            heard, size = time.monotonic(), now
        elif time.monotonic() - heard > silence:
            # pytest's faulthandler prints every thread's stack on SIGABRT.
            process.send_signal(signal.SIGKILL if asked else signal.SIGABRT)
            heard, asked = time.monotonic() - silence + 10, True


def run_group(files: list[Path], options: list[str], silence: float = SILENCE_S) -> Outcome:
    """Run the tests of some files, in as many processes as it takes."""
    outcome, started = Outcome(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kmzb-tests-") as folder:
        while True:
            notes, known = Path(folder, "notes"), Path(folder, "begun")
            notes.unlink(missing_ok=True)
            known.write_text(json.dumps(sorted(outcome.begun)), encoding="utf-8")
            words = [sys.executable, __file__, "--child", str(notes), str(known), "--", *map(str, files), *options]
            process = subprocess.Popen(words, env=settings_in(Path(folder, "settings")))
            code, memory = watch(process, notes, silence)
            again = take(outcome, read(notes), code)
            outcome.memory = max(outcome.memory, memory)
            if not again:
                break
    outcome.seconds = time.monotonic() - started
    return outcome


def take(outcome: Outcome, noted: list[dict], code: int) -> bool:
    """Add what a process did; whether another has to run what this one left."""
    begun = [note["test"] for note in noted if note["when"] == "start"]
    ended = {note["test"] for note in noted if note["when"] == "end"}
    outcome.begun.update(begun)
    for note in noted:
        word = note.get("outcome")
        if word:
            word = "error" if word == "failed" and note["when"] != "call" else word
            outcome.counts[word] = outcome.counts.get(word, 0) + 1
        if word == "failed":
            outcome.failed.append(f"FAILED {note['test']}")
        elif word == "error":
            outcome.failed.append(f"ERROR {note['test']} ({note['when']})")
    if code in (0, NOTHING_RUN):
        return False
    outcome.good = False
    if 0 < code <= NOTHING_RUN:
        if not outcome.failed:
            outcome.failed.append(f"ERROR pytest ended with the exit code {code}")
        return False
    died = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    at = [test for test in begun if test not in ended]
    place = at[-1] if at else (f"(after {begun[-1]})" if begun else "(before the first test)")
    outcome.failed.append(f"FAILED {place} - the process died: {died}")
    outcome.counts["died"] = outcome.counts.get("died", 0) + 1
    return bool(begun)


def child(notes: str, known: str, words: list[str]) -> int:
    """Be such a process."""
    import pytest

    sys.path[0] = str(Path.cwd())  # as python -m pytest has it
    begun = set(json.loads(Path(known).read_text(encoding="utf-8")))
    return int(pytest.main(["--continue-on-collection-errors", *words], plugins=[Notes(Path(notes), begun)]))


def main() -> int:
    """Run all groups; tell what failed."""
    words = sys.argv[1:]
    options = words[words.index("--") + 1 :] if "--" in words else []
    if words[:1] == ["--child"]:
        return child(words[1], words[2], options)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("places", nargs="+", help="folders and files with tests")
    parser.add_argument("--files", type=int, default=FILES, help="files to a process")
    parser.add_argument("--silence", type=float, default=SILENCE_S, help="seconds without a test's end: it hangs")
    given = parser.parse_args(words[: words.index("--")] if "--" in words else words)
    files = files_of(given.places)
    groups = [files[at : at + given.files] for at in range(0, len(files), given.files)]
    outcomes = []
    for number, group in enumerate(groups, 1):
        print(f"\n=== {number} of {len(groups)}: {group[0].name} … {group[-1].name}", flush=True)
        outcomes.append(run_group(group, options, given.silence))
    return tell(groups, outcomes)


def tell(groups: list[list[Path]], outcomes: list[Outcome]) -> int:
    """Print what each group did and every failure; the exit code."""
    print(f"\n=== {len(groups)} processes' tests")
    for number, (group, outcome) in enumerate(zip(groups, outcomes), 1):
        counts = ", ".join(f"{count} {word}" for word, count in sorted(outcome.counts.items())) or "no test"
        print(
            f"{number:3}  {outcome.seconds:6.0f} s  {outcome.memory:5} MiB  {counts:32} "
            f" {group[0].name} … {group[-1].name}"
        )
    failed = [line for outcome in outcomes for line in outcome.failed]
    begun = sum(len(outcome.begun) for outcome in outcomes)
    good = bool(begun) and all(outcome.good for outcome in outcomes)
    print(f"\n=== {begun} tests, {len(failed)} failures, {sum(outcome.seconds for outcome in outcomes):.0f} s")
    print("\n".join(failed) or ("all passed" if good else "no test was run"), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
