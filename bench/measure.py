"""Running programs to be compared: wall and CPU seconds and peak memory of each, by turns, and the medians."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """One run of a program: seconds on the clock, user and system seconds of all cores, peak megabytes, its words."""

    wall: float
    cpu: float
    megabytes: float
    output: str = field(default="", repr=False)

    def result(self, name: str) -> str:
        """A result that an algorithm printed; stops the benchmark where there is none."""
        found = re.search(rf"^\s*{name}:?\s+(\S+)\s*$", self.output, re.MULTILINE)
        if not found:
            sys.exit(f"bench: no result {name} in:\n{self.output}")
        return found.group(1)


@dataclass
class Side:
    """Runs of one of two programs. What the program's mere start takes (``start``, run straight before and after each
    run, as a machine is not always equally fast) is taken off."""

    name: str
    runs: list[Run] = field(default_factory=list)
    start: Callable[[], Run] | None = None
    starts: list[tuple[Run, Run]] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """The median of the seconds on the clock."""
        return statistics.median(self.each("wall"))

    @property
    def cpu(self) -> float:
        """The median of the processor seconds."""
        return statistics.median(self.each("cpu"))

    def each(self, what: str) -> list[float]:
        """``wall`` or ``cpu`` of each run without the start."""
        starts = [sum(getattr(start, what) for start in pair) / 2 for pair in self.starts] or [0.0] * len(self.runs)
        return [max(getattr(run, what) - start, 0.001) for run, start in zip(self.runs, starts)]

    def over(self, peer: Side, what: str = "wall") -> float:
        """How many times as long as the peer in the same round: the median of the rounds."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.each(what), peer.each(what)))

    def turn(self, job: Callable[[], Run]) -> None:
        """Run once more."""
        before = self.start() if self.start else None
        self.runs.append(job())
        if self.start:
            self.starts.append((before, self.start()))

    @property
    def megabytes(self) -> float:
        """The highest peak."""
        return max(run.megabytes for run in self.runs)


def run(words: list[str], env: dict[str, str]) -> Run:
    """Run a program to its end; stops the benchmark with what it said where it fails.

    The kernel's wait4 gives the use of this one process and of those it waited for.
    """
    os.sync()  # what the job before has left to be written is not waited for here
    begun = time.perf_counter()
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"bench: {' '.join(words)} failed:\n{output}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def by_turns(repeat: int, prepare: Callable[[], None], *sides: tuple[Side, Callable[[], Run]]) -> None:
    """Run the sides one after the other, ``repeat`` times, each round after ``prepare``."""
    for _ in range(repeat):
        prepare()
        for side, job in sides:
            side.turn(job)
