"""What of a load is the engine's own: where rows are staged, and how the store is asked and written.

All checks are one code on SQLite. A GeoPackage stages in temporary tables of its own connection; for a database the
staged rows lie in a scratch file, and only what meets or becomes a report goes over the line.
"""

from __future__ import annotations

import numpy as np

from . import loading_said
from .address import Service
from .loading_index import extent
from .loading_sql import statement
from .loading_update import update
from .loading_write import Writer
from .store import Store

_CHUNK = 20_000


def of(store: Store, connection, progress):
    """The engine of a store for one load; ``close()`` it."""
    if isinstance(store.path, Service):
        from .postgres.loading import Loading

        return Loading(connection, progress)
    return Embedded(connection, progress)


class Embedded:
    """A GeoPackage. ``store`` is the connection to it, ``stage`` the one with the temporary tables: the same."""

    writer = Writer

    def __init__(self, connection, progress) -> None:
        self.store = self.stage = connection
        self._progress = progress
        connection.execute("PRAGMA cache_size = -16384")
        self.watch()

    def watch(self) -> None:
        """Break long statements off once the run is cancelled."""
        self.store.set_progress_handler(lambda: int(self._progress.cancelled), 200_000)

    def rest(self) -> None:
        """No more breaking off: the end has begun."""
        self.store.set_progress_handler(None, 0)

    def begin(self, dry_run: bool) -> None:
        """Begin the transaction; a dry run takes no lock for writing: it sees the store as it is now."""
        self.store.execute("BEGIN" if dry_run else "BEGIN IMMEDIATE")

    def met(self, name: str, rows: list[tuple]):
        """Yield lists of ``(index, fid, digest, changed by an officer since, service's instant)``: reports of the store
        that rows ``(index, key)`` meet, by the column ``name``."""
        self.store.execute(statement("SOUGHT"))
        for start in range(0, len(rows), _CHUNK):
            self.store.execute("DELETE FROM temp.sought")
            self.store.executemany(statement("SEEK"), rows[start : start + _CHUNK])
            yield self.store.execute(statement("MEET", key=name)).fetchall()
        self.store.execute("DROP TABLE temp.sought")

    def numbered(self, numbers: np.ndarray) -> np.ndarray:
        """Reports with these OBJECTIDs, once each."""
        self.store.execute(statement("NUMBERED"))
        self.store.executemany(statement("NUMBERED_PUT"), ((number,) for number in numbers.tolist()))
        return np.array(self.store.execute(statement("NUMBERED_MEET")).fetchall(), dtype=np.int64).reshape(-1)

    def held(self, fids: list[int], compare) -> None:
        """Nobody else can write now, so what was compared still holds."""

    def update(self, writer: Writer) -> None:
        """Write the changed reports."""
        update(writer)

    def say(self, matched, run_id: int) -> None:
        """Note what the service says of reports that are kept."""
        loading_said.record(self.store, matched, run_id)

    def finish(self, written: int) -> None:
        """After all that was written: so many reports."""
        self.store.execute(statement("CONTENTS"), extent(self.store))

    def close(self) -> None:
        """Nothing is left open."""
