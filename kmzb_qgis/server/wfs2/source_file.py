"""Features from the publication's data file (a GeoPackage that is never written again), read by SQLite itself.

The connection is kept as long as its publication is served, and with it what the next request may need again: the
counts of blocks of rows, and the choices of filters as temporary tables of row numbers.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from ...catalogue import warsaw
from ...toolbelt import log
from .encoders import sqlite_text
from .file_reading import FileReading
from .source import Clock, no_data
from .statements import sql

_CHOICES, _CHOSEN = 4, 3_000_000  # kept choices and their rows; a row takes about ten bytes
_CACHE_KB = 16384  # no mapping of the file: it is no faster, and would count as the worker's memory
_STEPS = 50_000  # of SQLite's machine between two looks at the clock, about a millisecond


class FileSource:
    """One data file, opened once. Raises Refused (503) where it cannot be read."""

    def __init__(self, path: Path, version: str):
        self.served_version = version
        try:
            # immutable: nobody writes to it, so no locks and no look whether it changed
            self.connection = sqlite3.connect(
                f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
            )
            for setting in (f"cache_size = -{_CACHE_KB}", "temp_store = MEMORY"):
                self.connection.execute(f"PRAGMA {setting}")
            self.tables = {
                row[0] for row in self.connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            named = self.connection.execute("SELECT name FROM pragma_table_info('dane_zgloszenia')")
            self.placed = {row[0] for row in named} >= {"x", "y", "lon", "lat"} and self._told("zgloszenia")
        except sqlite3.Error as error:
            log.error(f"the publication's data file cannot be read: {error}")
            raise no_data() from error
        sqlite_text.register(self.connection)
        self.plain: dict[str, set[str]] = {}
        if "gladka" in self.tables:
            for layer, column in self.connection.execute("SELECT warstwa, kolumna FROM gladka"):
                self.plain.setdefault(layer, set()).add(column)
        self._with_shapes = False
        self._blocks: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
        self._instants: dict[str, list[str]] = {}
        self.choices: OrderedDict[tuple, tuple[str, int]] = OrderedDict()
        self._emptied: list[str] = []  # tables of choices that were let go
        self._number = 0

    def _told(self, layer: str) -> bool:
        """Whether publishing left its counts of a layer."""
        if "licznik" not in self.tables:
            return False
        return self.connection.execute("SELECT 1 FROM licznik WHERE warstwa = ?", (layer,)).fetchone() is not None

    def close(self) -> None:
        """Let the file go."""
        with suppress(sqlite3.Error):
            self.connection.close()

    @contextmanager
    def reading(self, now: datetime, seconds: float, client=None) -> Iterator[FileReading]:
        """See :class:`source.Source`."""
        clock, stopped = Clock(seconds, client), []

        def look() -> int:
            found = clock.stopped()
            if found is not None:
                stopped.append(found)
            return len(stopped)

        try:
            self._forget()
            self.connection.set_progress_handler(look, _STEPS)
            yield FileReading(self, warsaw.to_text(now), clock.check)
        except sqlite3.Error as error:
            if stopped:
                raise stopped[0] from None
            log.error(f"reading the publication failed: {error}")
            raise no_data() from error
        finally:
            self.connection.set_progress_handler(None, 0)

    def know_shapes(self) -> None:
        """Functions of ``sqlite_shapes`` for filters by shape, once they are needed."""
        if not self._with_shapes:
            from . import sqlite_shapes

            sqlite_shapes.register(self.connection)
            self._with_shapes = True

    def epoch(self, layer: str, now: str) -> str:
        """The last instant up to ``now`` at which the layer changed by itself: what holds now holds since then."""
        if "licznik" not in self.tables:
            return now
        if layer not in self._instants:
            found = self.connection.execute("SELECT od FROM licznik WHERE warstwa = ? ORDER BY od", (layer,))
            self._instants[layer] = [row[0] for row in found]
        instants = self._instants[layer]
        return instants[max(0, bisect_right(instants, now) - 1)] if instants else now

    def blocks(self, layer: str, now: str) -> tuple[list[int], list[int]]:
        """``(first row number of each block, features before it)`` as of ``now``; the last is behind the end."""
        key = (layer, self.epoch(layer, now))
        if key not in self._blocks:
            self._blocks = {one: found for one, found in self._blocks.items() if one[0] != layer}
            rows = self.connection.execute(
                "SELECT fid, ile, max(od) FROM blok WHERE warstwa = ? AND od <= ? GROUP BY fid ORDER BY fid",
                (layer, now),
            )
            firsts, before, total = [], [], 0
            for first, count, _since in rows:
                firsts.append(first)
                before.append(total)
                total += count
            self._blocks[key] = firsts, [*before, total]
        return self._blocks[key]

    def keep(self, key: tuple, make) -> tuple[str, int]:
        """The temporary table of a choice and its size: the kept one, or a new one by ``make(table)``."""
        if key in self.choices:
            self.choices.move_to_end(key)
            return self.choices[key]
        if self._emptied:  # a table used again: statements that name it are kept prepared
            table = self._emptied.pop()
        else:
            self._number += 1
            table = f"temp.wybor_{self._number}"
            self.connection.execute(f"CREATE TABLE {table} (nr INTEGER PRIMARY KEY, fid INTEGER NOT NULL)")
        try:
            count = make(table)
        except BaseException:
            self.connection.set_progress_handler(None, 0)
            self.connection.execute(f"DROP TABLE {table}")
            raise
        self.choices[key] = table, count
        return table, count

    def _forget(self) -> None:
        """Let go of choices that are too many; not while a request reads, which may need them all."""
        while len(self.choices) > 1 and (
            len(self.choices) > _CHOICES or sum(size for _name, size in self.choices.values()) > _CHOSEN
        ):
            _key, (old, _size) = self.choices.popitem(last=False)
            self.connection.execute(sql("DELETE FROM {table}", table=old))
            self._emptied.append(old)
