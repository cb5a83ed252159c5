"""What an interrupted reading of the service keeps, so that the next run asks only for what is missing.

A checkpoint is a text file in the user's own folder: a first line that says of which service and query it is and since
when, then one line per answer. Each line begins with a digest over itself and all before it, so a line that a kill cut
short, or that anybody changed, is seen. It holds reports but no credentials and no address with any in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ..catalogue import warsaw
from ..toolbelt.errors import reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .resume_file import DIGEST, HOURS, LINE_LIMIT, Unfit, chain, instant, lines, owned, sound, sweep

MARGIN = timedelta(hours=3)  # more than Poland's clocks can be wrong by a zone (2 h), and than an answer takes
FORMAT = "kmzb-import-checkpoint 1"
_HEADER = {"format", "service", "filter", "extent", "access", "started", "changes_since"}


class Checkpoint:
    """The kept answers of one query. ``identity`` says of which: service, filter, extent, access (no credentials)."""

    def __init__(self, folder: Path, identity: dict, progress: Progress):
        self._identity = json.loads(json.dumps(identity))
        key = hashlib.blake2b(json.dumps(identity, sort_keys=True).encode(), digest_size=10).hexdigest()
        self.path = Path(folder) / f"import-{key}.jsonl"
        self._progress = progress
        self._lock = QLockFile(str(self.path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)  # only a dead process's lock is stale: an import may take hours
        self._file = None
        self._lines: dict[tuple, tuple[int, int]] = {}  # tile -> place and length of its line
        self._end, self._digest = 0, b""
        self._reports = 0
        self.started: datetime = warsaw.now()
        self.changes_since = self.started - MARGIN
        self.unknown: set[str] = set()

    def open(self) -> Checkpoint:
        """Take what an earlier run kept, if it is fit. Never raises for a file: an import does without, and says so."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.name == "posix":
                self.path.parent.chmod(0o700)
            if not self._lock.tryLock(0):
                busy = self._lock.error() == QLockFile.LockError.LockFailedError
                self._progress.say(
                    tr("Another import with the same query is under way; this one keeps nothing to go on from.")
                    if busy
                    else _unkept(tr("the folder '{path}' cannot be written", path=self.path.parent))
                )
                return self
            sweep(self.path.parent, self.path)
            self._file = self._take_up() or self._begin()
        except OSError as error:
            self._progress.warn(_unkept(reason(error)))
            self.close()
        except BaseException:  # a cancel while a large file is looked through
            self.close()
            raise
        return self

    @property
    def areas(self) -> int:
        """How many answers are kept."""
        return len(self._lines)

    def tell(self) -> None:
        """What is gone on with, in words."""
        self._progress.say(
            tr(
                "An import with the same query, begun on {when}, was not finished. This one goes on: %n answer(s) "
                "of the service are at hand and are not asked for again.",
                n=self.areas,
                when=warsaw.shown(self.started),
            )
        )

    def find(self, tile: tuple) -> tuple[list, list] | None:
        """The kept answer of a tile, rows and clusters; None where there is none."""
        if self._file is None or tuple(tile) not in self._lines:
            return None
        at, length = self._lines[tuple(tile)]
        try:
            self._file.seek(at)
            kept = json.loads(self._file.read(length)[DIGEST + 1 :])
        except (OSError, ValueError):  # a network folder went away: asking again is always right
            return None
        return [tuple(row) for row in kept["rows"]], kept["clusters"]

    def add(self, tile: tuple, rows: list, clusters: list, unknown: set, clock: datetime | None = None) -> None:
        """Keep an answer. ``clock`` is the service's own time. A disk that is full ends the keeping, not the import."""
        if self._file is None:
            return
        try:
            if not self._end:
                if clock is not None:
                    self.changes_since = min(self.changes_since, clock - MARGIN)
                self._write({**self._identity, **self._header()})
            kept = {
                "tile": list(map(float, tile)),
                "rows": rows,
                "clusters": clusters,
                "unknown": sorted(map(str, unknown)),
            }
            place = self._write(kept)
            if place is not None:
                self._lines[tuple(tile)] = place
                self._reports += len(rows)
        except OSError as error:
            self._progress.warn(_unkept(reason(error)))
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
                if not self._lines:
                    self.path.unlink(missing_ok=True)
            self.close()

    def kept(self) -> str:
        """What is kept for the next run, as a sentence; empty where nothing is."""
        if not self._lines or not self.path.exists():
            return ""
        return tr(
            "What was read so far is kept until {until}: the next import with the same query goes on there.",
            until=warsaw.shown(self.started + timedelta(hours=HOURS)),
        )

    def close(self) -> None:
        """Let go of the file; what is kept stays."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.unlock()

    def discard(self) -> None:
        """Throw away what is kept: it has served, or is not wanted."""
        mine = self._file is not None or self._lock.tryLock(0)
        if self._file is not None:
            self._file.close()
            self._file = None
        if mine:  # a file that another import is writing is that one's
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
        self._lines.clear()
        self._lock.unlock()

    def _header(self) -> dict:
        return {
            "format": FORMAT,
            "started": warsaw.to_text(self.started),
            "changes_since": warsaw.to_text(self.changes_since),
        }

    def _begin(self):
        """A new file, owner-only from its first byte; its header is written with the first answer."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(self.path, flags, 0o600), "r+b", buffering=0)

    def _write(self, kept: dict) -> tuple[int, int] | None:
        """Append a line; its place and length. None for one that is too long to be kept."""
        text = json.dumps(kept, separators=(",", ":")).encode("ascii")
        if len(text) > LINE_LIMIT:
            return None
        digest = chain(self._digest, text)
        line = digest + b" " + text + b"\n"
        self._file.seek(self._end)
        left = memoryview(line)
        while left:
            left = left[self._file.write(left) :]
        place = self._end, len(line)
        self._end, self._digest = self._end + len(line), digest
        return place

    def _take_up(self):
        """The file of an earlier run, opened and looked through; None where there is none that is fit."""
        if not (self.path.exists() or self.path.is_symlink()):
            return None
        file = None
        try:
            owned(self.path)
            file = self.path.open("r+b", buffering=0)
            self._look_through(file)
        except Unfit as unfit:
            self._lines.clear()
            self._end, self._digest, self._reports = 0, b"", 0
            self.started = warsaw.now()
            self.changes_since = self.started - MARGIN
            if file is not None:
                file.close()
            self._put_aside(unfit)
            return None
        except BaseException:
            if file is not None:
                file.close()
            raise
        return file

    def _put_aside(self, unfit: Unfit) -> None:
        if unfit.old:
            self.path.unlink(missing_ok=True)
            self._progress.say(str(unfit))
            return
        aside = self.path.with_name(f"{self.path.stem}.{time.time_ns()}.aside")
        self.path.replace(aside)
        self._progress.warn(
            tr(
                "What an earlier import kept is not trusted: {why}. It was set aside as {path}; the service is asked "
                "for everything anew.",
                why=unfit,
                path=aside,
            )
        )

    def _look_through(self, file) -> None:
        """Check every line of a file and note where the answers lie. Raises Unfit."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        found = lines(file, size)
        first = next(found, None)
        if first is None:  # killed before the first answer was whole
            file.truncate(0)
            return
        self._end, self._digest, header = first[0], first[1], first[2]
        if set(header) != _HEADER or header["format"] != FORMAT:
            raise Unfit(tr("it is no file of this version of the plugin"))
        if {name: header[name] for name in self._identity} != self._identity:
            raise Unfit(tr("it is of another query"))
        self.started, self.changes_since = instant(header["started"]), instant(header["changes_since"])
        age = warsaw.now() - self.started
        if not timedelta(0) <= age <= timedelta(hours=HOURS) or self.changes_since > self.started:
            when = warsaw.shown(self.started)
            raise Unfit(
                tr(
                    "What an import begun on {when} kept is not from the last {hours} hours; the service is asked for "
                    "everything anew.",
                    when=when,
                    hours=HOURS,
                ),
                old=True,
            )
        for end, digest, kept in found:
            sound(kept)
            self._lines[tuple(kept["tile"])] = (self._end, end - self._end)
            self.unknown.update(kept["unknown"])
            self._end, self._digest = end, digest
            self._progress.check()
        file.truncate(self._end)  # a line that a kill cut short


def _unkept(why: str) -> str:
    return tr("What is read cannot be kept to go on from later: {why}. The import itself goes on.", why=why)
