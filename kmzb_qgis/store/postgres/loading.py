"""A load into a database: rows are staged and checked in a scratch file here, and reach the store by COPY.

Only what follows ``begin`` is in the transaction. Reports that are to be changed are locked in the order of their
numbers and compared again; one import goes after the other. What writes is the store's own functions
(``migrations/0013k_loading.sql``), as nobody may COPY into a table under row-level security.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from .. import functions
from ..loading_match import OFFICER, STALE
from ..loading_texts import instants, listed
from .loading_write import DatabaseWriter

_SEEN = """r.fid, r.source_digest,
    CASE WHEN r.officer_modified_at IS NULL THEN false WHEN m.started_at IS NULL THEN true
      ELSE r.officer_modified_at > m.started_at::timestamptz END,
    r.service_modified_at"""
_MEET = """SELECT s.i, @seen FROM unnest(?::bigint[], ?::@type[]) AS s (i, key) JOIN report r ON r.@key = s.key
    LEFT JOIN import_run m ON m.id = r.import_run_id"""
_HELD = """SELECT 0, @seen FROM report r LEFT JOIN import_run m ON m.id = r.import_run_id
    WHERE r.fid IN (SELECT unnest(?::bigint[])) ORDER BY r.fid FOR NO KEY UPDATE OF r"""
_NUMBERED = "SELECT DISTINCT r.fid FROM unnest(?::bigint[]) AS s (key) JOIN report r ON r.service_id = s.key"
_TYPES = {"service_id": "bigint", "source_key": "text"}
_ASKED = 200_000  # keys a question


class Loading:
    """A database. ``store`` is the connection to it, ``stage`` one to a scratch file that only this load knows."""

    writer = DatabaseWriter

    def __init__(self, connection, progress) -> None:
        self.store, self._progress = connection, progress
        self.stage = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.stage.execute("PRAGMA synchronous = OFF")
        self.stage.execute("PRAGMA cache_size = -16384")
        functions.register(self.stage)
        self.watch()

    def watch(self) -> None:
        """Break long statements off once the run is cancelled."""
        for connection in (self.store, self.stage):
            connection.set_progress_handler(lambda: int(self._progress.cancelled), 200_000)

    def rest(self) -> None:
        """No more breaking off: the end has begun."""
        for connection in (self.store, self.stage):
            connection.set_progress_handler(None, 0)

    def begin(self, dry_run: bool) -> None:
        """Begin the transaction: a dry run sees one state of the store, an import waits for another's end."""
        if dry_run:
            self.store.execute("BEGIN")
            return
        self.store.execute("BEGIN IMMEDIATE")
        self.store.execute("SELECT loading_begin()")  # one import after the other

    def met(self, name: str, rows: list[tuple]):
        """As :meth:`..loading_engine.Embedded.met`: many keys go over at once, for one join."""
        question = _MEET.replace("@seen", _SEEN).replace("@key", name).replace("@type", _TYPES[name])
        for start in range(0, len(rows), _ASKED):
            part = rows[start : start + _ASKED]
            yield from self.store.pieces(question, [_array(values) for values in zip(*part)])

    def numbered(self, numbers: np.ndarray) -> np.ndarray:
        """Reports with these OBJECTIDs, once each."""
        found = self.store.execute(_NUMBERED, (_array(numbers.tolist()),)).fetchall()
        return np.array(found, dtype=np.int64).reshape(-1)

    def held(self, fids: list[int], compare) -> None:
        """Lock reports and compare them once more, as another may have changed them since."""
        for found in self.store.pieces(_HELD.replace("@seen", _SEEN), (_array(fids),)):
            compare(found)

    def update(self, writer: DatabaseWriter) -> None:
        """Write the changed reports."""
        writer.update()

    def say(self, matched, run_id: int) -> None:
        """Note what the service says of reports that are kept."""
        heard = np.array([row for row in matched.heard if matched.what[row] in (OFFICER, STALE)], dtype=np.int64)
        if not len(heard):
            return
        said_at = listed(instants(matched.checked.values["modified"][heard]))
        rows = zip(matched.fid[heard].tolist(), matched.checked.values["status"][heard].tolist(), said_at)
        self.store.copy_rows("pg_temp.loading_said", ("fid", "status_id", "said_at"), rows)
        self.store.execute("SELECT loading_say(?)", (run_id,))

    def finish(self, written: int) -> None:
        """After all that was written: what was set aside is made again."""
        self.store.execute("SELECT loading_end(?)", (written,))

    def close(self) -> None:
        """The scratch file goes."""
        self.stage.close()


def _array(values) -> str:
    """Whole numbers, or fingerprints in hexadecimal, as PostgreSQL's array in text: one constant however many."""
    return "{" + ",".join(map(str, values)) + "}"
