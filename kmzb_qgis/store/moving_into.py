"""Where a move writes to: a new GeoPackage, or an empty store in a database; rows as they are, past the rules."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack

from . import cells, transfer
from .moving_rows import Side, instant

_ODD = re.compile(r"[\\\t\n\r]")
_SEQUENCES = "SELECT name, seq FROM sqlite_sequence"
_IDENTITIES = (
    "SELECT c.relname, a.attname, pg_get_serial_sequence('kmzb.' || c.relname, a.attname) FROM pg_attribute a"
    " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'kmzb'::regnamespace AND a.attidentity <> ''"
)


class IntoFile:
    """A GeoPackage. Its transaction is the caller's."""

    def __init__(self, side: Side):
        self.side = side
        self._stack = ExitStack()

    def open(self) -> None:
        """No rule fires from here on; the spatial indexes do."""
        self._stack.enter_context(transfer.without_triggers(self.side.connection))

    def put(self, table: str, columns: list[str], rows: list[tuple], _instants: set[str]) -> None:
        """Add rows."""
        self.side.connection.executemany(_insert(table, columns), rows)

    def close(self, numbers: dict[str, int]) -> None:
        """The rules hold again; ``numbers``: the last one that each table has given, so that none is given twice."""
        self._stack.close()
        connection = self.side.connection
        known = dict(connection.execute(_SEQUENCES).fetchall())
        for table, last in numbers.items():
            if table in known:
                connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, table))
            elif table in _counted(connection):
                connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))

    def count_cells(self) -> None:
        """After the commit: the counts that maps draw."""
        cells.count_anew(self.side.connection)


class IntoDatabase:
    """An empty store in PostgreSQL, in the name of its owner. Its transaction is the caller's."""

    def __init__(self, side: Side):
        self.side = side
        self._tables: list[str] = []

    def open(self) -> None:
        """No rule of the store's fires from here on, in this transaction."""
        connection = self.side.connection
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'kmzb_owner'").fetchone():
            connection.execute("SET LOCAL ROLE kmzb_owner")
        rows = connection.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = 'kmzb'::regnamespace AND NOT t.tgisinternal AND c.relkind = 'r'"
        )
        self._tables = [name for (name,) in rows.fetchall()]
        for table in self._tables:
            connection.execute(_words("ALTER TABLE kmzb.@table DISABLE TRIGGER USER", table))

    def put(self, table: str, columns: list[str], rows: list[tuple], instants: set[str]) -> None:
        """Add rows by COPY."""
        from .postgres.values import adapted  # psycopg2 only where it is needed

        places = [place for place, name in enumerate(columns) if name in instants]
        text = io.StringIO()
        for row in rows:
            values = list(row)
            for place in places:
                values[place] = instant(values[place])
            text.write(
                "\t".join(
                    [
                        "\\N"
                        if v is None
                        else str(v)
                        if type(v) is int
                        else _field(v if type(v) is str else adapted(v))
                        for v in values
                    ]
                )
            )
            text.write("\n")
        text.seek(0)
        statement = _words("COPY kmzb.@table (@columns) FROM STDIN", table).replace("@columns", ", ".join(columns))
        self.side.connection.copy_in(statement, text)

    def close(self, numbers: dict[str, int]) -> None:
        """The rules hold again; ``numbers``: the last one that each table has given, so that none is given twice."""
        connection = self.side.connection
        for table, column, sequence in connection.execute(_IDENTITIES).fetchall():
            question = _words("SELECT coalesce(max(@column), 0) FROM kmzb.@table", table).replace("@column", column)
            last = max(connection.execute(question).fetchone()[0], numbers.get(table, 0))
            if last:
                connection.execute("SELECT setval(?::regclass, ?)", (sequence, last))
        connection.execute("SELECT kmzb.count_cells_anew()")
        for table in self._tables:
            connection.execute(_words("ALTER TABLE kmzb.@table ENABLE TRIGGER USER", table))
        connection.execute("RESET ROLE")

    def count_cells(self) -> None:
        """They were counted in the transaction."""


def last_numbers(side: Side) -> dict[str, int]:
    """The last number that each table of a store has given, also to rows that are gone. Raises sqlite3.Error."""
    if isinstance(side.connection, sqlite3.Connection):
        return dict(side.connection.execute(_SEQUENCES).fetchall())
    found = {}
    for table, _, sequence in side.connection.execute(_IDENTITIES).fetchall():
        last, called = side.connection.execute(_words("SELECT last_value, is_called FROM @table", sequence)).fetchone()
        found[table] = last if called else 0
    return found


def empty(side: Side, tables: Iterable[str]) -> None:
    """Take out what a new store is given at first: the lists come from the other one."""
    for table in tables:
        side.connection.execute(_words("DELETE FROM @table", table))


def _counted(connection: sqlite3.Connection) -> set[str]:
    question = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    return {name for (name,) in connection.execute(question)}


def _insert(table: str, columns: list[str]) -> str:
    text = _words("INSERT INTO @table (@columns) VALUES (@marks)", table)
    return text.replace("@columns", ", ".join(columns)).replace("@marks", ", ".join("?" * len(columns)))


def _words(statement: str, name: str) -> str:
    return statement.replace("@table", name)


def _field(value) -> str:
    """A field of COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        if not _ODD.search(value):
            return value
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    if hasattr(value, "adapted"):  # psycopg2's own wrapping of bytes that are no geometry
        return f"\\\\x{bytes(value.adapted).hex()}"
    return str(value)
