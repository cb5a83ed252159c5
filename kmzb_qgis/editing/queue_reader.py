"""The queue's questions to the store, asked outside the GUI thread: a thread with a connection of its own.

A thread asks what it was asked last: a question that a newer one replaces is broken off. Between questions it looks
whether the store changed (its ``data_version`` and the file itself), and opens it anew when it comes back.
"""

from __future__ import annotations

import sqlite3
import threading
import traceback
from dataclasses import dataclass

import numpy as np
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..catalogue import warsaw
from ..store.address import Address, identity
from ..store.queue import Counts, Moments, Queue
from ..store.queue_filter import Filter
from ..store.store import data_version, open_connection
from ..toolbelt import log
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

LOOK_S = 1.0  # between looks whether somebody else changed the store
PATIENCE = 0.5  # seconds for a lock; a longer one is told, and tried again at the next look
LEAVE_S = 3.0  # a thread that hangs on a network drive is left behind
_STEPS = 20_000  # SQLite's own, between two looks whether the question is still wanted


@dataclass(frozen=True)
class Question:
    """What to list, for whom (``officer``); ``number`` tells its answers from older ones."""

    number: int
    wanted: Filter
    me: str


@dataclass(frozen=True)
class Listing:
    """The answer: fids in order (int64), whether the store tracks answers to hand-overs, and its units by key."""

    number: int
    fids: np.ndarray
    has_answers: bool
    units: dict


class Reader(QObject):
    """Signals arrive in the thread that made it. ``troubled(sentence)``: empty when all is well again."""

    listed = pyqtSignal(object)  # Listing
    counted = pyqtSignal(int, object)  # the question's number, Counts
    read = pyqtSignal(object, object)  # fids that were asked for, the list of Row that was found
    changed = pyqtSignal()  # by whomever: ask again
    troubled = pyqtSignal(str)

    def __init__(self, path: Address, parent: QObject | None = None):
        super().__init__(parent)
        self.path = path
        self._rows = _Rows(self)
        self._lists = _Lists(self)
        self._troubles: dict[str, str] = {}
        self._told = ""
        self._telling = threading.Lock()

    def start(self) -> None:
        """Begin; nothing was asked yet."""
        self._rows.start()
        self._lists.start()

    def ask(self, question: Question) -> None:
        """List and count; an older question is given up."""
        self._lists.ask(question)

    def fetch(self, fids: list[int]) -> None:
        """Read these reports first of all."""
        self._rows.ask(fids)

    def look(self) -> None:
        """Look now whether the store changed."""
        self._rows.wake()

    def tell(self, thread: threading.Thread, sentence: str) -> None:
        """A thread's trouble, empty when it is over; what is told is the first there is."""
        with self._telling:
            self._troubles[thread.name] = sentence
            found = next(filter(None, self._troubles.values()), "")
            news, self._told = found != self._told, found
        if news:
            self.troubled.emit(found)

    def stop(self) -> None:
        """Close the connections, so that the file can be put away; waits for that, but not for ever."""
        for thread in (self._rows, self._lists):
            thread.leave()
        for thread in (self._rows, self._lists):
            thread.join(LEAVE_S)


class _Thread(threading.Thread):
    """Answers questions one after another with a connection that it keeps."""

    def __init__(self, reader: Reader):
        super().__init__(daemon=True, name=f"kmzb-queue{type(self).__name__}")
        self._reader, self._path = reader, reader.path
        self._turn = threading.Condition()
        self._over = self._awake = False
        self._queue: Queue | None = None
        self._file: tuple | None = None
        self._wait = LOOK_S

    def leave(self) -> None:
        """Stop as soon as possible."""
        with self._turn:
            self._over = True
            self._turn.notify()

    def wake(self) -> None:
        """Do not wait for the next look."""
        with self._turn:
            self._awake = True
            self._turn.notify()

    def run(self) -> None:
        """Until it is left."""
        while True:
            with self._turn:
                if not (self._over or self._awake or self._waiting()):
                    self._turn.wait(self._wait)
                self._awake = False
                if self._over:
                    break
            try:
                self._turn_once()
            except (sqlite3.Error, OSError, KmzbError) as error:
                self._failed(error)
            except Exception:
                log.error(traceback.format_exc())
        self._close()

    def _waiting(self) -> bool:
        raise NotImplementedError

    def _turn_once(self) -> None:
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        raise NotImplementedError

    def _given_up(self) -> bool:
        return self._over

    def _open(self) -> Queue:
        """The store; opened anew where another file lies at its path. Raises sqlite3.Error, OSError."""
        file = identity(self._path)
        if self._queue is not None and file != self._file:
            self._close()
        if self._queue is None:
            connection = open_connection(self._path, read_only=True, patience=PATIENCE)
            connection.set_progress_handler(lambda: int(self._given_up()), _STEPS)
            try:
                self._queue, self._file = Queue(connection), file
            except sqlite3.Error:
                connection.close()
                raise
        return self._queue

    def _close(self) -> None:
        queue, self._queue = self._queue, None
        if queue is not None:
            queue.connection.close()

    def _version(self) -> tuple:
        """Differs when anybody wrote into the store, or another file lies there."""
        queue = self._open()
        return self._file, id(queue.connection), data_version(queue.connection)


class _Rows(_Thread):
    """Reads the rows in sight, and looks after the store in between."""

    def __init__(self, reader: Reader):
        super().__init__(reader)
        self._wanted: list[int] = []
        self._seen: tuple | None = None
        self._failures = 0

    def ask(self, fids: list[int]) -> None:
        """These now; what was asked before and is not read yet is scrolled away."""
        with self._turn:
            self._wanted = list(fids)
            self._turn.notify()

    def _waiting(self) -> bool:
        return bool(self._wanted) and not self._failures

    def _turn_once(self) -> None:
        with self._turn:
            wanted, self._wanted = self._wanted, []
        try:
            version = self._version()
            if self._seen is not None and version != self._seen:
                self._reader.changed.emit()
                self._queue.forget()
            self._seen = version
            if self._failures:
                self._failures = 0
                self._reader.tell(self, "")
                self._reader.changed.emit()  # what was asked meanwhile found no answer
            if wanted:
                self._reader.read.emit(wanted, self._queue.rows(wanted, Moments.of(warsaw.now())))
        except (sqlite3.Error, OSError):
            with self._turn:
                self._wanted = self._wanted or wanted
            raise

    def _failed(self, error: Exception) -> None:
        if self._over:
            return
        self._failures += 1
        if "locked" not in str(error):
            self._close()
            self._seen = None
        if self._failures == 1:
            self._reader.tell(self, _sentence(self._path, error))


class _Lists(_Thread):
    """Lists and counts: longer questions, the last one only."""

    def __init__(self, reader: Reader):
        super().__init__(reader)
        self._asked: Question | None = None
        self._running: Question | None = None
        self._seen: tuple | None = None
        self._failures = 0
        self._wait = None  # it is woken

    def ask(self, question: Question) -> None:
        """This one; the one before is broken off."""
        with self._turn:
            self._asked = question
            self._turn.notify()

    def _waiting(self) -> bool:
        return self._asked is not None

    def _given_up(self) -> bool:
        return self._over or self._asked is not None

    def _turn_once(self) -> None:
        with self._turn:
            question, self._asked = self._asked, None
        if question is None:
            return
        self._running = question
        queue = self._open()
        version = self._version()
        if version != self._seen:
            queue.forget()
            self._seen = version
        at = Moments.of(warsaw.now())
        fids = queue.listing(question.wanted, question.me, at)
        self._reader.listed.emit(Listing(question.number, fids, queue.has_answers(), queue.units.all))
        self._reader.counted.emit(question.number, queue.counts(question.wanted, question.me, at))
        self._failures = 0
        self._reader.tell(self, "")

    def _failed(self, error: Exception) -> None:
        with self._turn:
            if self._given_up():
                return
        if isinstance(error, KmzbError):  # the question itself is wrong
            self._reader.listed.emit(Listing(self._running.number, np.zeros(0, dtype=np.int64), False, {}))
            self._reader.counted.emit(self._running.number, Counts())
            self._reader.tell(self, error.message)
            return
        self._failures += 1
        if "locked" not in str(error):
            self._close()
            self._seen = None
        if self._failures == 1:
            self._reader.tell(self, _sentence(self._path, error))
        with self._turn:  # the same again, unless something else is asked meanwhile
            if not self._given_up():
                self._turn.wait(LOOK_S)
            self._asked = self._asked or self._running


def _sentence(path: Address, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return tr(
            "The store {path} is not there any more. The list is as it was; it goes on when it is back.", path=path
        )
    if "locked" in str(error):
        return tr("Another program is writing to the store. The list is as it was; it goes on by itself.")
    if getattr(error, "pgcode", "") == "42501":  # an analyst's log-in, for one
        return tr("The queue is for officers: your log-in may not read what it shows.")
    return tr(
        "The store cannot be read: {reason}. The list is as it was; it goes on by itself when that is over.",
        reason=reason(error),
    )
