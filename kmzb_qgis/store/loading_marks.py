"""What the store remembers of the lines that its reports came from: a line that is known need not be read again.

``source_line`` keeps eight bytes a report, in blocks of 8,192: the fingerprint of the line that brought what the
last import said of it, mixed with all that the meaning of a line depends on (settings, catalogue, columns, CRS, the
plugin's version, whose rules of reading may be others). Where any of that changes, no line is known and all are read.
0: none.

An import that brings a few lines for many blocks puts them into one row more, with a negative number: reports and their
marks, which hold instead of those of the blocks, the later ones (further below zero) last. After ``LATER`` such rows
the blocks are written anew.

63 bits of a mark tell lines apart. That a changed or new line is taken for one of n known ones has the probability
n / 2^63: 1e-7 for a million new lines beside a million known ones. Such a line would count as unchanged, and no
report would be lost or spoilt: it comes in when it, the settings or the plugin's version change.
"""

from __future__ import annotations

import configparser
import hashlib
from functools import lru_cache

import numpy as np

from ..catalogue import warsaw
from ..toolbelt import paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .loading_digest import stir
from .loading_sql import statement

BLOCK = 8192  # reports
LATER, FEW = 16, 20  # rows beside the blocks, and the least number of reports to one of those that they hold
PAIR = np.dtype([("fid", "<i8"), ("mark", "<u8")])
_CONTEXT = (
    "SELECT name, value FROM setting WHERE name NOT LIKE 'store.%' ORDER BY 1",  # those are of no rule
    "SELECT id, name FROM category ORDER BY 1",
    "SELECT id, name, open, confirmed FROM status ORDER BY 1",
    "SELECT max(number) FROM schema_version",
)
# What citizens send (taking.py) brings new reports of its own and no lines.
_LAST_IMPORT = "SELECT max(id), max(started_at) FROM import_run WHERE source_kind <> 'intake'"


@lru_cache(maxsize=1)
def version() -> str:
    """The plugin's version."""
    about = configparser.ConfigParser(interpolation=None)
    about.read(paths.metadata_file(), encoding="utf-8")
    return about.get("general", "version", fallback="")


class Memory:
    """The marks of a store as they were when the reading began; ``kept`` the lines that were not read."""

    def __init__(self, connection) -> None:
        self._marks = np.zeros(0, dtype=np.uint64)  # by number of the report
        self._fids = np.zeros(0, dtype=np.int64)  # that have one, ascending
        self._next = 0  # place in _fids of the one that the next line is likely to be
        self._sorted: tuple | None = None
        self._later = 0  # rows beside the blocks
        self.kept: list[tuple] = []
        self.same = 0
        self._begin(connection)

    def _begin(self, connection) -> None:
        self._stamp = self._state(connection)
        self._salt = np.uint64(int.from_bytes(self._stamp[0], "big"))
        self._marks, self._fids, self._sorted, self._later = self._marks[:0], self._fids[:0], None, 0
        if connection.execute(statement("LINES_THERE")).fetchone() and not self._stamp[2]:
            self._load(connection)
        self.met = np.zeros(len(self._marks), dtype=bool)

    @staticmethod
    def _state(connection) -> tuple:
        """What must be as it was: what lines mean here, the last import, and no clock set back behind it."""
        meaning = hashlib.blake2b(version().encode(), digest_size=8)
        for question in _CONTEXT:
            meaning.update(repr(connection.execute(question).fetchall()).encode("utf-8", "replace"))
        last, at = connection.execute(_LAST_IMPORT).fetchone()
        return meaning.digest(), last, at is not None and at > warsaw.to_text(warsaw.now())

    def _load(self, connection) -> None:
        last = connection.execute(statement("LAST")).fetchone()[0] or 0
        found = connection.execute(statement("LINES"), (last // BLOCK, 8 * BLOCK)).fetchall()
        blocks = [row for row in found if isinstance(row[1], bytes)]
        if blocks:
            self._marks = np.zeros((blocks[-1][0] + 1) * BLOCK, dtype=np.uint64)
            for number, marks in blocks:
                self._marks[number * BLOCK : (number + 1) * BLOCK] = np.frombuffer(marks, dtype="<u8")
            self._marks[0] = 0
            for number, pairs in connection.execute(statement("LINES_LATER")).fetchall():
                if number != -1 - self._later or not self._apply(pairs):
                    self._marks = self._marks[:0]
                    return
            self._fids = np.flatnonzero(self._marks[: last + 1])

    def _apply(self, pairs) -> bool:
        """Take over a row beside the blocks; False where it is damaged, so that nothing is believed."""
        if not isinstance(pairs, bytes) or not pairs or len(pairs) % PAIR.itemsize:
            return False
        some = np.frombuffer(pairs, PAIR)
        if some["fid"].min() < 1 or some["fid"].max() >= len(self._marks):
            return False
        self._marks[some["fid"]] = some["mark"]
        self._later += 1
        return True

    def own(self, marks: np.ndarray) -> np.ndarray:
        """A source's marks as this store keeps them; 0 stays 0."""
        return np.where(marks == 0, marks, stir(marks ^ self._salt) | np.uint64(1))

    def find(self, marks: np.ndarray) -> np.ndarray | None:
        """The report (0: none) that each line of a batch brought; None where nothing is remembered."""
        if not len(self._fids):
            return None
        asked = self.own(marks)
        likely = self._fids[self._next : self._next + len(asked)]
        found = np.zeros(len(asked), dtype=np.int64)
        hit = self._marks[likely] == asked[: len(likely)]
        found[: len(likely)][hit] = likely[hit]
        if np.count_nonzero(hit) < 0.8 * len(asked):  # in another order, or moved on
            values, fids = self._in_order()
            place = np.minimum(np.searchsorted(values, asked), len(values) - 1)
            found = np.where(values[place] == asked, fids[place], 0)
        found[self.met[found]] = 0  # a line that stands there again is read, as a repeat
        if (found > 0).any():
            last = int(np.flatnonzero(found)[-1])
            self._next = int(np.searchsorted(self._fids, found[last])) + len(asked) - last
            some, first = np.unique(found, return_index=True)
            again = np.ones(len(found), dtype=bool)
            again[first] = False
            found[again] = 0
            self.met[some] = True
            self.met[0] = False
        return found

    def pass_over(self, marks: np.ndarray) -> None:
        """Lines that have been read already: only where the next ones are likely to go on."""
        asked = self.own(marks)
        likely = self._fids[: len(asked)]
        hits = np.flatnonzero(self._marks[likely] == asked[: len(likely)])
        if len(hits):
            self._next = len(asked)

    def _in_order(self) -> tuple:
        if self._sorted is None:
            marks = self._marks[self._fids]
            order = np.argsort(marks)
            self._sorted = (marks[order], self._fids[order])
        return self._sorted

    def keep(self, batch, done: int, fids: np.ndarray) -> int:
        """Note lines that were not read; returns how many. ``done`` lines were before the batch."""
        batch.forget()
        self.kept.append((batch, done, fids.astype(np.int32)))
        count = int(np.count_nonzero(fids))
        self.same += count
        return count

    def check(self, connection) -> None:
        """Raise KmzbError where the store has changed since the reading began, so that what it knew may be untrue.

        Where nothing was passed over, the marks are taken anew: those of another import must not be written back.
        """
        if self._state(connection) == self._stamp:
            return
        if not self.kept:
            self._begin(connection)
        elif self._state(connection)[:2] != self._stamp[:2]:
            raise KmzbError(
                tr("Another import or change of settings came between. Nothing was changed; import once more."),
                code="locked",
            )

    def meeting(self, engine, numbers: np.ndarray) -> list[tuple]:
        """Unread lines of reports that rows with these OBJECTIDs speak of too: ``(batch, done, which)``, to be read."""
        if not self.kept or not len(numbers):
            return []
        fids = engine.numbered(numbers)
        fids = fids[fids < len(self.met)]
        both = fids[self.met[fids]]
        if not len(both):
            return []
        self.met[both] = False
        found = [(batch, done, np.isin(kept, both)) for batch, done, kept in self.kept]
        found = [(batch, done, which) for batch, done, which in found if which.any()]
        self.same -= len(both)
        return found

    def save(self, connection, fids: np.ndarray, marks: np.ndarray) -> None:
        """Remember what reports came from now (0: from no line)."""
        if not len(fids) or not connection.execute(statement("LINES_THERE")).fetchone():
            return
        marks = self.own(marks)
        if int(fids.max()) < len(self._marks):
            other = self._marks[fids] != marks
            fids, marks = fids[other], marks[other]
            if not len(fids):
                return
            if self._later < LATER and FEW * len(fids) < len(self._fids):
                pairs = np.empty(len(fids), dtype=PAIR)
                pairs["fid"], pairs["mark"] = fids, marks
                connection.execute(statement("LINES_PUT"), (-1 - self._later, pairs.tobytes()))
                return
        if not len(self._marks):
            connection.execute(statement("LINES_FORGET"))  # what was not believed now must not be believed later
        whole = bool(connection.execute(statement("LINES_DROP")).rowcount)  # what was beside the blocks goes into them
        size = max(len(self._marks), (int(fids.max()) // BLOCK + 1) * BLOCK)
        after = np.zeros(size, dtype=np.uint64)
        after[: len(self._marks)] = self._marks
        before = after.copy()
        after[fids] = marks
        for number in range(size // BLOCK):
            part = slice(number * BLOCK, (number + 1) * BLOCK)
            if whole or (after[part] != before[part]).any():
                connection.execute(statement("LINES_PUT"), (number, after[part].astype("<u8").tobytes()))
