"""In which order the verification mode goes: a list of its own that stands still, or the work queue's as it is now."""

from __future__ import annotations

import numpy as np

from ..catalogue import warsaw
from ..editing import verifying_words
from ..store.verifying import Facts


class Fixed:
    """A list as it was read, as (fid, when due); it changes when it is read anew."""

    def __init__(self, items: list[tuple[int, str]]):
        now = warsaw.now()
        self._fids = [fid for fid, _ in items]
        self._places = {fid: place for place, fid in enumerate(self._fids)}
        self._late = {fid for fid, due in items if verifying_words.late(due, now)}

    def fids(self) -> list[int]:
        """The reports in order."""
        return self._fids

    def total(self) -> int:
        """How many there are."""
        return len(self._fids)

    def late(self) -> int:
        """How many of them are late."""
        return len(self._late)

    def place(self, fid: int) -> int:
        """Where a report stands, from 0 on; -1: nowhere."""
        return self._places.get(fid, -1)

    def beyond(self, fid: int, step: int) -> int:
        """The next (1) or the previous (-1) report; 0 where there is none."""
        place = self.place(fid) + step
        return self._fids[place] if 0 <= place < len(self._fids) else 0

    def decided(self, fid: int, _then: int) -> None:
        """A decision was saved: whatever it was, nobody waits for this report now."""
        self._late.discard(fid)

    def undone(self, fid: int) -> None:
        """A decision was taken back: the report stands where it stood."""

    def saw(self, facts: Facts) -> None:
        """A report was read anew: it may be late no more, or late again."""
        due = ""
        if facts.unverified:
            due = min(filter(None, (facts.read_by, facts.verify_by)), default="") if facts.unread else facts.verify_by
        late = verifying_words.late(due, warsaw.now()) and self.place(facts.fid) >= 0
        (self._late.add if late else self._late.discard)(facts.fid)


class Queued:
    """The work queue's list. A report that left it, by a decision perhaps, keeps its place among those that stayed."""

    def __init__(self, queue):
        self._queue = queue
        self._kept: np.ndarray = queue.dock.model.fids  # the last list that held the report that is shown
        self._then: dict[int, int] = {}  # after a decision: what came then
        self._decided: dict[int, int] = {}  # the other way round

    def fids(self) -> np.ndarray:
        """The reports in order. While the queue is shut, or without its store, it stays as it was."""
        return self._queue.dock.model.fids if self._queue.is_listed() else self._kept

    def total(self) -> int:
        """How many there are."""
        return len(self.fids())

    def late(self) -> int:
        """How many of them are late, as the queue counts them."""
        return self._queue.late

    def place(self, fid: int) -> int:
        """Where a report stands, from 0 on; -1: it is not in the list now."""
        return _row(self.fids(), fid)

    def beyond(self, fid: int, step: int) -> int:
        """The next (1) or the previous (-1) report; 0 where there is none.

        A decision moves a report in the list, or out of it: what was decided lies between what came before and after.
        """
        if step > 0 and fid in self._then:
            return self._then[fid]
        if step < 0 and fid in self._decided:
            return self._decided[fid]
        passed = set()
        while fid in self._then and fid not in passed:  # its old place is before the first one not decided
            passed.add(fid)
            fid = self._then[fid]
        now = self.fids()
        row = _row(now, fid)
        if row >= 0:
            return int(now[row + step]) if 0 <= row + step < len(now) else 0
        row = _row(self._kept, fid)
        if row < 0:  # another filter stands there: from its beginning
            return int(now[0]) if len(now) else 0
        rest = self._kept[row + 1 :] if step > 0 else self._kept[:row][::-1]
        stayed = rest[np.isin(rest, now)]
        return int(stayed[0]) if len(stayed) else 0

    def keep(self, fid: int, anew: bool) -> None:
        """The list is another, or another report is shown. ``anew``: by another filter, so nothing is left of it."""
        now = self.fids()
        if anew:
            self._then, self._decided = {}, {}
        if anew or _row(now, fid) >= 0:
            self._kept = now

    def decided(self, fid: int, then: int) -> None:
        """A decision was saved and ``then`` comes: the way back leads to what was decided, wherever it is now."""
        if then:
            self._then[fid], self._decided[then] = then, fid

    def undone(self, fid: int) -> None:
        """A decision was taken back: the report is in its place again."""
        self._decided.pop(self._then.pop(fid, 0), None)

    def saw(self, facts: Facts) -> None:
        """The queue counts by itself."""


def _row(fids: np.ndarray, fid: int) -> int:
    found = np.flatnonzero(fids == fid)
    return int(found[0]) if len(found) else -1
