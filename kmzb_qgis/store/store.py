"""An opened store: where it is, which schema it has, and connections to it.

Its interface is that of sqlite3 (``?`` places, error classes) for both engines: no room outside asks which one runs.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path, PurePath
from urllib.parse import quote

from . import functions
from .address import Address, Service

BUSY_SECONDS = 15
TRIES = 4  # of a transaction that another one crossed
_TRIAL = "SELECT 1 FROM sqlite_master LIMIT 1"  # no constant: SQLite must read the file for it


@dataclass(frozen=True)
class Store:
    """A working database. ``path`` is a file's path or a database's address (:class:`.address.Service`).

    ``notice`` is a translated sentence to show, e.g. why it is read-only; empty otherwise.
    """

    path: Address
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

    def layer_uri(self, table: str, where: str = "") -> str:
        """The URI under which QGIS's provider (see :attr:`provider`) opens a table, or of it what meets a condition."""
        if isinstance(self.path, Service):
            from .postgres import layers

            return layers.uri(self.path, table, where)
        return f"{self.path}|layername={table}" + (f"|subset={where}" if where else "")

    def reports(self) -> str:
        """The table or view of reports that QGIS can show: ``report``, for an analyst's log-in ``report_facts``.

        Empty for a log-in that may read neither whole. Raises sqlite3.Error where a database does not answer.
        """
        if not isinstance(self.path, Service):
            return "report"
        from .postgres import layers

        with self.connect() as connection:
            return layers.reports(connection)

    @property
    def provider(self) -> str:
        """QGIS's name of the provider that opens the store's tables."""
        return "postgres" if isinstance(self.path, Service) else "ogr"


def open_connection(path: Address, read_only: bool = False, patience: float | None = None) -> sqlite3.Connection:
    """A connection to an existing store; the caller closes it. Never creates a file.

    That to a database behaves as sqlite3's own (see ``postgres/connection.py``).

    ``patience``: seconds to wait for another program's lock, here and in each statement; a window's thread must not
    wait as long as the default does. Raises sqlite3.OperationalError where the file cannot be opened.
    """
    if isinstance(path, Service):
        from .postgres.connection import connect  # psycopg2 only where it is needed

        return connect(path, read_only, patience)
    seconds = BUSY_SECONDS if patience is None else patience
    connection = _reading(path, seconds) if read_only else _connect(path, "mode=rw", seconds)
    functions.register(connection)
    return connection


def holds_rows(path: Address) -> bool:
    """Whether a writer keeps others from single rows only, as in a database, and not from the whole store."""
    return isinstance(path, Service)


def data_version(connection: sqlite3.Connection) -> int:
    """A number that differs once another connection has changed the store."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


def hold(connection: sqlite3.Connection, fids: Iterable[int], links: bool = False) -> None:
    """Keep other writers from some reports and their duplicates until the transaction ends, in one order for all.

    So two programs that change the same reports in different orders wait for each other instead of for ever. SQLite's
    writers have the whole file to themselves already. ``links``: for a change of what repeats what; also the masters
    and what else repeats them, and one such transaction after the other.
    """
    if not isinstance(connection, sqlite3.Connection):
        connection.hold(list(fids), links)


def again(error: BaseException) -> bool:
    """Whether a transaction failed only because of another one, and would hardly do so again."""
    return any(getattr(one, "pgcode", "") in {"40P01", "40001"} for one in (error, error.__cause__))


def repeated(work):
    """Decorates a function that is one whole transaction: where :func:`again`, it begins anew, a few times."""

    @wraps(work)
    def run(*values, **named):
        for left in reversed(range(TRIES)):
            try:
                return work(*values, **named)
            except Exception as error:
                if not (left and again(error)):
                    raise
        return None

    return run


def read_query(path: Path, seconds: float = BUSY_SECONDS) -> str:
    """With which query of SQLite's URI a file can be read: ``mode=ro``, where need be as a file that nobody changes.

    A job that was cut off in the middle of writing left a journal beside the file. Before that is rolled back nothing
    can be read, and a connection that only reads may not: it is done here. Raises sqlite3.OperationalError where the
    file cannot be read, also where it would have to be rolled back on a medium that nobody can write to.
    """
    try:
        _try(path, "mode=ro", seconds)
    except sqlite3.OperationalError as error:
        return _other_query(path, error, seconds)
    return "mode=ro"


def _other_query(path: Path, error: sqlite3.OperationalError, seconds: float) -> str:
    """The query where plain reading failed with an error, which is raised where there is none."""
    if _stands_still(path, str(error)):
        return "mode=ro&immutable=1"
    if "readonly" not in str(error) or not path.is_file():
        raise error
    _try(path, "mode=rw", seconds)
    _try(path, "mode=ro", seconds)
    return "mode=ro"


def _reading(path: Path, seconds: float) -> sqlite3.Connection:
    """A connection that only reads; the one that was tried, as to read the schema takes longer than most questions."""
    connection = None
    try:
        connection = _connect(path, "mode=ro", seconds)
        connection.execute(_TRIAL)
    except sqlite3.OperationalError as error:
        if connection is not None:
            connection.close()
        return _connect(path, _other_query(path, error, seconds), seconds)
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def _try(path: Path, query: str, seconds: float) -> None:
    with closing(_connect(path, query, seconds)) as connection:
        connection.execute(_TRIAL)


def _connect(path: Path, query: str, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(file_uri(path.resolve(), query), uri=True, timeout=seconds, isolation_level=None)


def _stands_still(path: Path, error: str) -> bool:
    """Whether SQLite failed only because it may not make its log beside a store that nobody can write to.

    A store that QGIS left in WAL mode is read with two files beside it, which a write-protected folder does not allow.
    With rows in such a log it cannot be read without it, nor with a journal of changes that were never finished.
    """
    if "unable to open" not in error and "readonly" not in error:
        return False
    logs = [log for log in (Path(f"{path}-wal"), Path(f"{path}-journal")) if log.exists() and log.stat().st_size]
    return path.is_file() and not os.access(path.parent, os.W_OK) and not logs


def file_uri(path: PurePath, query: str) -> str:
    """SQLite's URI of an absolute path. A network path of Windows gets four slashes: SQLite knows no machine's name."""
    text = path.as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(os.fsencode(text), safe='/:')}?{query}"
