"""How often a service may be asked: one gate that all callers of this process go through."""

from __future__ import annotations

import threading
import time
from collections import deque

from ..toolbelt.progress import Progress

CALLS, SECONDS = 5, 3.0  # ULDK refuses who asks more often
STEP_S = 0.05  # how soon a cancel is noticed


class Pace:
    """Lets ``calls`` through in any ``seconds``; the others wait. Safe for threads, which go through as they come."""

    def __init__(self, calls: int = CALLS, seconds: float = SECONDS, clock=time.monotonic, sleep=time.sleep):
        self._calls, self._seconds, self._clock, self._sleep = calls, seconds, clock, sleep
        self._begun: deque[float] = deque()
        self._queue: deque[object] = deque()
        self._lock = threading.Lock()

    def take(self, feedback=None) -> float:
        """Wait for one's turn; the seconds waited. Raises Cancelled, and then has used up nothing."""
        progress, ticket, since = Progress(feedback), object(), self._clock()
        with self._lock:
            self._queue.append(ticket)
        try:
            while True:
                progress.check()
                with self._lock:
                    now = self._clock()
                    wait = self._wait(now) if self._queue[0] is ticket else STEP_S
                    if wait <= 0:
                        self._begun.append(now)
                        return now - since
                self._sleep(min(wait, STEP_S))
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def _wait(self, now: float) -> float:
        """Seconds until the next call may begin; 0 or less: now."""
        while self._begun and now - self._begun[0] >= self._seconds:
            self._begun.popleft()
        if len(self._begun) < self._calls:
            return 0.0
        return self._begun[0] + self._seconds - now


SHARED = Pace()  # for ULDK and UUG together: both are the geoportal's, and a person asks them in one breath
