"""Rows of one store into the GeoPackage of another, table by table, past its triggers: history arrives as it was."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ..toolbelt.progress import Progress

_AT_ONCE = 5_000
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_NAME = re.compile(r"\w+")


def columns(connection, table: str) -> list[str]:
    """The columns of a table, in either engine."""
    cursor = connection.execute(_words("SELECT * FROM @table LIMIT 0", table))
    return [column[0] for column in cursor.description]


def copy(source, target, table: str, tail: str = "", values: tuple = (), but: tuple = (), step=None) -> int:
    """Copy rows of a table (``t`` in ``tail``: joins and conditions of the program's own) as they are.

    Columns that only one of the two has are left out, as are those in ``but``. Returns how many rows there were.
    """
    known = set(columns(target, table))
    names = [name for name in columns(source, table) if name in known and name not in but]
    listed, marks = ", ".join(names), ", ".join("?" * len(names))
    asked = _words("SELECT @columns FROM @table t @tail", table).replace("@tail", tail)
    asked = asked.replace("@columns", ", ".join(f"t.{name}" for name in names))
    put = _words("INSERT INTO @table (@columns) VALUES (@marks)", table)
    put = put.replace("@columns", listed).replace("@marks", marks)
    cursor, count = source.execute(asked, values), 0
    while rows := cursor.fetchmany(_AT_ONCE):
        target.executemany(put, [tuple(row) for row in rows])
        count += len(rows)
        if step is not None:
            step(count)
    return count


def empty(target, table: str) -> None:
    """Take all rows out of a table."""
    target.execute(_words("DELETE FROM @table", table))


@contextmanager
def without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """Within the caller's transaction: no trigger of a GeoPackage fires but those that keep its spatial indexes."""
    dropped = [
        (name, sql)
        for name, sql in connection.execute(_TRIGGERS).fetchall()
        if not name.startswith(("rtree_", "gpkg_"))
    ]
    for name, _ in dropped:
        connection.execute(_words("DROP TRIGGER @table", name))
    yield
    for _, sql in dropped:
        connection.execute(sql)


def stepper(progress: Progress, low: float, high: float, expected: int):
    """What a copy tells its progress to: percentages between two, and the place where it is cancelled."""

    def step(count: int) -> None:
        progress.check()
        progress.percent(low + (high - low) * min(1.0, count / max(expected, 1)))

    return step


def _words(statement: str, name: str) -> str:
    """A statement about a table of the program's own names."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name: {name}")
    return statement.replace("@table", f'"{name}"')
