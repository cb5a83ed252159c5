"""An opened store: where it is, which schema it has, and connections to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from . import functions

BUSY_SECONDS = 15


@dataclass(frozen=True)
class Store:
    """A working database. ``notice`` is a translated sentence to show, e.g. why it is read-only; empty otherwise."""

    path: Path
    schema: int
    read_only: bool = False
    notice: str = ""

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """A connection without implicit transactions, with the spatial functions; always closed.

        Raises sqlite3.OperationalError ('locked') after 15 s of waiting for another writer.
        """
        connection = open_connection(self.path, self.read_only)
        try:
            yield connection
        finally:
            connection.close()

    def layer_uri(self, table: str) -> str:
        """The URI under which QGIS's OGR provider opens a table."""
        return f"{self.path}|layername={table}"


def open_connection(path: Path, read_only: bool = False, patience: float | None = None) -> sqlite3.Connection:
    """A connection to an existing file; the caller closes it. Never creates the file.

    ``patience``: seconds to wait for another program's lock, here and in each statement; a window's thread must not
    wait as long as the default does. Raises sqlite3.OperationalError where the file cannot be opened.
    """
    seconds = BUSY_SECONDS if patience is None else patience
    connection = _connect(path, "mode=ro" if read_only else "mode=rw", seconds)
    if read_only:
        try:
            connection.execute("PRAGMA schema_version")
        except sqlite3.OperationalError as error:
            connection.close()
            if not _stands_still(path, str(error)):
                raise
            connection = _connect(path, "mode=ro&immutable=1", seconds)
    functions.register(connection)
    return connection


def _connect(path: Path, query: str, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(file_uri(path.resolve(), query), uri=True, timeout=seconds, isolation_level=None)


def _stands_still(path: Path, error: str) -> bool:
    """Whether SQLite failed only because it may not make its log beside a store that nobody can write to.

    A store that QGIS left in WAL mode is read with two files beside it, which a write-protected folder does not allow.
    With rows in such a log it cannot be read without it.
    """
    if "unable to open" not in error and "readonly" not in error:
        return False
    log = Path(f"{path}-wal")
    return path.is_file() and not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def file_uri(path: PurePath, query: str) -> str:
    """SQLite's URI of an absolute path. A network path of Windows gets four slashes: SQLite knows no machine's name."""
    text = path.as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(os.fsencode(text), safe='/:')}?{query}"
