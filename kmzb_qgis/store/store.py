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


def open_connection(path: Path, read_only: bool = False) -> sqlite3.Connection:
    """A connection to an existing file; the caller closes it. Never creates the file."""
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        file_uri(path.resolve(), f"mode={mode}"), uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    functions.register(connection)
    return connection


def file_uri(path: PurePath, query: str) -> str:
    """SQLite's URI of an absolute path. A network path of Windows gets four slashes: SQLite knows no machine's name."""
    text = path.as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(os.fsencode(text), safe='/:')}?{query}"
