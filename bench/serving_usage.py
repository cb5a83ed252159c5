"""What processes use: seconds of the processor and memory of their own, by the kernel's count."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_LOOK = 0.02  # seconds between two looks at memory


def cpu(pids: Iterable[int]) -> float:
    """Seconds of the processor that processes have used, their ended threads too, to the nanosecond.

    A process's clock by the number of the process, as the C library's clock_getcpuclockid makes it.
    """
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += time.clock_gettime((~pid << 3) | 2)
    return total


class Usage:
    """What processes use from now on. Of a database also what its ended processes used: the kernel adds it to the one
    that started them, in hundredths of a second."""

    def __init__(self, pids: Callable[[], list[int]], parent: int = 0):
        self._pids, self._parent = pids, parent
        self._before, self._ended = self._clocks(), self._of_ended()

    def _clocks(self) -> dict[int, float]:
        return {pid: cpu([pid]) for pid in self._pids()}

    def _of_ended(self) -> float:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{self._parent}/stat").read_text(encoding="ascii", errors="replace")
            return sum(map(int, text.rpartition(")")[2].split()[13:15])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def seconds(self) -> float:
        """Seconds of the processor until now."""
        now = self._clocks()
        used = sum(max(0.0, seconds - self._before.get(pid, 0.0)) for pid, seconds in now.items())
        known = sum(seconds for pid, seconds in self._before.items() if pid not in now)
        return used + max(0.0, self._of_ended() - self._ended - known)


class Peak:
    """The largest memory in MB that a process has of its own while something is done, looked at all the time. Pages of
    a data file that the process has mapped are the kernel's cache and do not count. Use as a context manager."""

    def __init__(self, pids: Iterable[int]):
        self.megabytes, self._pids, self._done = 0.0, list(pids), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(_LOOK):
            self.megabytes = max([self.megabytes, *(_status(pid, "RssAnon") for pid in self._pids)])

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._done.set()
        self._thread.join()


def children(pid: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    return family([pid])[1:]


def _status(pid: int, name: str) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def family(pids: Iterable[int]) -> list[int]:
    found = list(pids)
    for pid in found:  # which grows
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found
