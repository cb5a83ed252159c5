"""A connection to the store's database that behaves as sqlite3's: the store's SQL and its callers hold for both.

What is as there: no implicit transactions, ``?`` places, texts for instants, GeoPackage geometries, errors of sqlite3's
classes, a refused statement leaves its transaction usable, ``lastrowid``, a handler that breaks a long statement off.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psycopg2
from psycopg2 import extensions, extras

from ...toolbelt import databases
from ..address import Service
from . import errors, values
from .dialect import postgres

CONNECT_S = 10
BUSY_S = 15
_PRAGMA = re.compile(r"^\s*PRAGMA\s+(?:\w+\.)?(\w+)\s*(?:=\s*(\S+?))?\s*;?\s*$", re.IGNORECASE)
_WRITES = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|WITH|MERGE|CREATE|DROP|ALTER|TRUNCATE|COPY)\b", re.IGNORECASE)
_TEMPORARY = re.compile(r"^\s*CREATE\s+TEMP", re.IGNORECASE)
_MARKS = re.compile(r"^\s*(?:SAVEPOINT|ROLLBACK|COMMIT|RELEASE|BEGIN|END)\b", re.IGNORECASE)
_HOLD = {False: "SELECT lock_reports(%s::bigint[])", True: "SELECT lock_links(%s::bigint[])"}  # by links; 0013f
_POINT = "kmzb_statement"
_PIECE = 1 << 18  # bytes that a COPY asks for at a time
_LOOK_S = 0.1  # between looks whether a running statement is still wanted


class Row(tuple):
    """A row that is read by place or by name, as sqlite3.Row."""

    __slots__ = ()
    names: tuple[str, ...] = ()

    def keys(self) -> list[str]:
        """The columns' names."""
        return list(self.names)

    def __getitem__(self, key):
        return tuple.__getitem__(self, self.names.index(key) if isinstance(key, str) else key)


class Cursor:
    """The outcome of a statement."""

    def __init__(self, connection: Connection, cursor, lastrowid: int | None = None):
        self._connection, self._cursor, self.lastrowid = connection, cursor, lastrowid
        self.rowcount = cursor.rowcount if cursor is not None else -1

    @property
    def description(self):
        """The columns, as DB-API has them."""
        return self._cursor.description if self._cursor is not None else None

    def fetchone(self):
        """The next row or None."""
        found = self._cursor.fetchone() if self.description else None
        return None if found is None else self._row(found)

    def fetchmany(self, size: int = 1000) -> list:
        """The next rows."""
        return [self._row(row) for row in self._cursor.fetchmany(size)] if self.description else []

    def fetchall(self) -> list:
        """All rows left."""
        return [self._row(row) for row in self._cursor.fetchall()] if self.description else []

    def __iter__(self) -> Iterator:
        while rows := self.fetchmany():
            yield from rows

    def _row(self, row: tuple):
        factory = self._connection.row_factory
        if factory is None:
            return row
        if factory in (sqlite3.Row, Row):
            kind = type("Row", (Row,), {"__slots__": (), "names": tuple(column[0] for column in self.description)})
            return kind(row)
        return factory(self, row)


class Connection:
    """See the module. Not for two threads at once."""

    def __init__(self, raw, address: Service):
        self._raw, self.address = raw, address
        self.row_factory = None
        self._marked = False  # whether the savepoint of the last statement still stands
        self._watch: _Watch | None = None
        self._heard = 0
        self._listening = False

    @property
    def raw(self):
        """psycopg2's own connection, for COPY and LISTEN."""
        return self._raw

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, a failed one included."""
        status = self._raw.info.transaction_status
        return status in (extensions.TRANSACTION_STATUS_INTRANS, extensions.TRANSACTION_STATUS_INERROR)

    def execute(self, sql: str, parameters: Iterable | dict = ()) -> Cursor:
        """Run a statement of the store."""
        pragma = _PRAGMA.match(sql)
        if pragma and pragma[1].lower() != "table_info":
            return self._pragma(pragma[1].lower(), pragma[2])
        given = _given(parameters)
        text = postgres(sql, bool(given))
        given = _numbered(text, given)
        cursor = self._run(text, given)
        key = None
        if " RETURNING " in text and " returning " not in sql.lower():
            rows = cursor.fetchall()
            key = rows[-1][0] if rows else None
            return Cursor(self, _Counted(cursor.rowcount), key)
        return Cursor(self, cursor, key)

    def executemany(self, sql: str, rows: Iterable) -> Cursor:
        """Run a statement for many rows; none of them where one is refused."""
        text, cursor = postgres(sql, True, True), self._raw.cursor()
        rows = [_numbered(text, _given(row)) for row in rows]
        if rows:
            self._guarded(lambda: extras.execute_batch(cursor, text, rows, page_size=500), True)
        return Cursor(self, _Counted(len(rows)))

    def script(self, sql: str) -> None:
        """Run a script in PostgreSQL's own words, e.g. a migration."""
        self._guarded(lambda: self._raw.cursor().execute(sql), True)

    def copy_in(self, sql: str, file) -> int:
        """COPY … FROM STDIN of a file; the number of rows."""
        cursor = self._raw.cursor()
        self._guarded(lambda: cursor.copy_expert(sql, file, _PIECE), True)
        return cursor.rowcount

    def copy_rows(self, table: str, columns: Iterable[str], rows: Iterable) -> int:
        """COPY rows of numbers and texts (None: NULL) into a table; their number. Names are the program's own."""
        from .copying import lines  # it stands on the pieces that this module is used by

        names = ", ".join(columns)
        return self.copy_in(postgres(" ".join((f"COPY {table} ({names})", "FROM STDIN")), False), lines(rows))

    def copy_out(self, sql: str, file) -> int:
        """COPY … TO STDOUT into a file; the number of rows."""
        cursor = self._raw.cursor()
        self._guarded(lambda: cursor.copy_expert(sql, file, _PIECE), False)
        return cursor.rowcount

    def pieces(self, sql: str, parameters: Iterable | dict = (), size: int = 20_000) -> Iterator[list[tuple]]:
        """Yield a query's rows in lists; the server keeps the rest. Within a transaction."""
        given = _given(parameters)
        text, cursor = postgres(sql, bool(given)), self._raw.cursor()
        self._guarded(lambda: cursor.execute(f"DECLARE kmzb_pieces NO SCROLL CURSOR FOR {text}", given), True)
        while True:
            self._guarded(lambda: cursor.execute(f"FETCH {int(size)} FROM kmzb_pieces"), False)
            rows = cursor.fetchall()
            if rows:
                yield rows
            if len(rows) < size:
                break
        self._guarded(lambda: cursor.execute("CLOSE kmzb_pieces"), False)

    def learn_geometry(self) -> None:
        """Give places as GeoPackage geometries, in a database that got PostGIS after the connection was made."""
        found = self._run("SELECT to_regtype('public.geometry')::oid", None).fetchone()
        values.register(self._raw, found[0])

    def set_progress_handler(self, handler, _steps: int = 0) -> None:
        """Break a running statement off once ``handler()`` is true; it is asked from another thread. None: no more."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        if handler is not None:
            self._watch = _Watch(self._raw, handler)

    def interrupt(self) -> None:
        """Break the running statement off, from any thread."""
        with suppress(psycopg2.Error):
            self._raw.cancel()

    def hold(self, fids: list[int], links: bool = False) -> None:
        """Lock reports and their duplicates for the running transaction: masters first, then by row."""
        self._run(_HOLD[links], (fids,))

    def data_version(self) -> int:
        """A number that differs once anybody else has changed the store: heard by LISTEN, without a question."""
        if not self._listening:
            self._guarded(lambda: self._raw.cursor().execute("LISTEN kmzb_store"), False)
            self._listening = True
        self._guarded(self._raw.poll, False)
        own = self._raw.info.backend_pid
        self._heard += sum(1 for notice in self._raw.notifies if notice.pid != own)
        self._raw.notifies.clear()
        return self._heard

    def close(self) -> None:
        """Close; an open transaction is rolled back by the server."""
        self.set_progress_handler(None)
        with suppress(psycopg2.Error):
            self._raw.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind, error, _trace) -> None:
        if self.in_transaction:
            self.execute("COMMIT" if error is None else "ROLLBACK")

    def _pragma(self, name: str, value: str | None) -> Cursor:
        """SQLite's settings: its patience is the database's, the others mean nothing here."""
        if name == "busy_timeout" and value is not None:
            self._run("SELECT set_config('lock_timeout', %s, false)", (f"{max(1, int(value))}ms",))
        if name == "data_version":
            return Cursor(self, _Listed([(self.data_version(),)]))
        if name == "busy_timeout":
            return Cursor(self, _Listed([(self.patience_ms(),)]))
        return Cursor(self, _Listed([(0,)] if value is None else []))

    def patience_ms(self) -> int:
        """How long a statement waits for another writer's row."""
        cursor = self._run("SELECT extract(epoch FROM current_setting('lock_timeout')::interval) * 1000", None)
        return int(cursor.fetchone()[0])

    def _temporary(self, text: str):
        """Make a temporary table; a transaction that only reads may fill one, but not make it."""
        cursor = self._raw.cursor()
        try:
            self._guarded(lambda: cursor.execute(f"BEGIN READ WRITE; {text}; COMMIT"), False)
        finally:
            if self.in_transaction:
                self._raw.cursor().execute("ROLLBACK")
        return cursor

    def _run(self, text: str, given):
        if given is None and _TEMPORARY.match(text) and not self.in_transaction:
            return self._temporary(text)
        cursor = self._raw.cursor()
        marks = _MARKS.match(text)
        if (
            not marks
            and _WRITES.match(text)
            and self._raw.info.transaction_status == extensions.TRANSACTION_STATUS_INTRANS
        ):
            # as in SQLite a refused statement takes back itself only; one round trip for both
            release = f"RELEASE {_POINT}; " if self._marked else ""
            self._marked = False
            self._guarded(lambda: cursor.execute(f"{release}SAVEPOINT {_POINT}; {text}", given), False, True)
            self._marked = True
        else:
            if marks:
                self._marked = False
            self._guarded(lambda: cursor.execute(text, given), False)
        return cursor

    def _guarded(self, work, mark: bool, marked: bool = False) -> None:
        """Run with errors of sqlite3's classes; ``mark``: a savepoint is set and released around it."""
        inside = (
            self._raw.info.transaction_status == extensions.TRANSACTION_STATUS_INTRANS
            if not self._raw.closed
            else False
        )
        if mark and inside:
            self._raw.cursor().execute(f"SAVEPOINT {_POINT}")
        watch = self._watch
        try:
            if watch is not None:
                watch.begin()
            try:
                work()
            finally:
                if watch is not None:
                    watch.end()
        except psycopg2.Error as error:
            if inside and (mark or marked) and not self._raw.closed:
                with suppress(psycopg2.Error):
                    self._raw.cursor().execute(f"ROLLBACK TO {_POINT}; RELEASE {_POINT}")
            raise errors.of(error, self.address) from error
        except ValueError as error:  # psycopg2's word for a text with a NUL
            raise errors.StoreError(str(error)) from error
        if mark and inside:
            self._raw.cursor().execute(f"RELEASE {_POINT}")


class _Counted:
    """Stands for a cursor whose rows were read already."""

    description = None

    def __init__(self, rowcount: int):
        self.rowcount = rowcount


class _Listed:
    """Stands for a cursor with some rows of its own."""

    description = (("value", None, None, None, None, None, None),)

    def __init__(self, rows: list[tuple]):
        self._rows, self.rowcount = iter(rows), -1

    def fetchone(self):
        return next(self._rows, None)

    def fetchmany(self, _size: int) -> list:
        return list(self._rows)

    fetchall = fetchmany


class _Watch:
    """Looks from a thread of its own whether a running statement is still wanted, and cancels it where not."""

    def __init__(self, raw, handler):
        self._raw, self._handler = raw, handler
        self._turn = threading.Condition()
        self._busy = self._over = False
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """A statement starts."""
        with self._turn:
            self._busy = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True, name="kmzb-database-cancel")
                self._thread.start()
            self._turn.notify()

    def end(self) -> None:
        """It is over."""
        with self._turn:
            self._busy = False

    def stop(self) -> None:
        """No more statements."""
        with self._turn:
            self._over = True
            self._turn.notify()

    def _look(self) -> None:
        with self._turn:
            while not self._over:
                self._turn.wait(_LOOK_S if self._busy else None)
                if self._busy and not self._over and self._handler():
                    with suppress(psycopg2.Error):
                        self._raw.cancel()


def _numbered(text: str, given):
    """Values for numbered places (``?1``) by their numbers; others as they are."""
    if isinstance(given, tuple) and "%(p1)s" in text:
        return {f"p{number}": value for number, value in enumerate(given, 1)}
    return given


def _given(parameters: Iterable | dict):
    if isinstance(parameters, dict):
        return {name: values.adapted(value) for name, value in parameters.items()} or None
    return tuple(map(values.adapted, parameters)) or None


def connect(address: Service, read_only: bool = False, patience: float | None = None, **more) -> Connection:
    """A connection to a store's database; the caller closes it. ``patience``: seconds for another writer's lock.

    Raises sqlite3.OperationalError with a sentence where there is none to be had, KmzbError for an unknown name.
    """
    seconds = BUSY_S if patience is None else patience
    dsn = databases.parameters(address.name, address.kind)
    options = " ".join(
        f"-c {name}={value}"
        for name, value in {
            "search_path": "kmzb,public",
            "TimeZone": "UTC",
            "DateStyle": "ISO",
            "client_encoding": "UTF8",
            "lock_timeout": f"{max(1, round(seconds * 1000))}ms",
            "default_transaction_read_only": "on" if read_only else "off",
            "bytea_output": "hex",
            "jit": "off",  # to translate a question into machine code takes longer than answering it
        }.items()
    )
    try:
        raw = psycopg2.connect(
            dsn,
            connect_timeout=CONNECT_S,
            application_name="kmzb_qgis",
            options=options,
            keepalives=1,
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
            **more,
        )
        raw.autocommit = True
        with raw.cursor() as cursor:
            cursor.execute("SELECT to_regtype('public.geometry')::oid, to_regtype('geometry')::oid")
            found = cursor.fetchone()
    except (psycopg2.Error, UnicodeDecodeError) as error:
        raise errors.of(error, address) from error
    values.register(raw, found[1] or found[0])
    return Connection(raw, address)
