"""QGIS's table of the styles of a store's layers: in the GeoPackage itself, in a database for all log-ins.

A database's styles are its administrator's (``postgres/migrations/0013j_desk.sql``): where a log-in may not write them,
the plugin dresses the layers by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Style(NamedTuple):
    """A style that lies in a store."""

    number: int
    table: str
    name: str
    qml: str
    default: bool


def there(connection: sqlite3.Connection) -> bool:
    """Whether any style was ever kept."""
    if isinstance(connection, sqlite3.Connection):
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'").fetchone())
    return bool(connection.execute("SELECT to_regclass('public.layer_styles') IS NOT NULL").fetchone()[0])


def may_write(connection: sqlite3.Connection) -> bool:
    """Whether this log-in may keep styles; whoever can write a GeoPackage may."""
    if isinstance(connection, sqlite3.Connection):
        return True
    asked = "SELECT has_table_privilege('public.layer_styles', 'INSERT') AND has_table_privilege("
    asked += "'public.layer_styles', 'DELETE')"
    return there(connection) and bool(connection.execute(asked).fetchone()[0])


def kept(connection: sqlite3.Connection) -> list[Style]:
    """All styles of the store's tables, the oldest first; none where no table of them is."""
    if not there(connection):
        return []
    asked = "SELECT id, f_table_name, styleName, styleQML, useAsDefault FROM @styles ORDER BY id"
    if not isinstance(connection, sqlite3.Connection):
        asked = asked.replace("@styles", "public.layer_styles WHERE f_table_schema = 'kmzb'"
                                         " AND f_table_catalog = current_database()")  # fmt: skip
    rows = connection.execute(asked.replace("@styles", "layer_styles")).fetchall()
    return [Style(number, table, name, qml or "", bool(default)) for number, table, name, qml, default in rows]


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take styles away."""
    for number in numbers:
        connection.execute(_of(connection, "DELETE FROM @styles WHERE id = ?"), (number,))


def unset_default(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Make styles choices only."""
    for number in numbers:
        connection.execute(_of(connection, "UPDATE @styles SET useAsDefault = @no WHERE id = ?"), (number,))


def add(connection: sqlite3.Connection, rows: list[tuple]) -> None:
    """Keep styles: table, geometry column, name, QML, SLD, 1 for the default, description."""
    connection.executemany(
        _of(
            connection,
            "INSERT INTO @styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES (@catalog, @schema, ?, ?, ?, @xml, @xml,"
            " @flag, ?, @owner)",
        ),
        rows,
    )


def _of(connection: sqlite3.Connection, statement: str) -> str:
    own = isinstance(connection, sqlite3.Connection)
    words = _SQLITE if own else _POSTGRES
    for name, word in words.items():
        statement = statement.replace(f"@{name}", word)
    return statement


_SQLITE = {
    "styles": "layer_styles", "no": "0", "catalog": "''", "schema": "''", "xml": "?", "flag": "?", "owner": "''",
}  # fmt: skip
_POSTGRES = {
    "styles": "public.layer_styles", "no": "false", "catalog": "current_database()", "schema": "'kmzb'",
    "xml": "XMLPARSE(DOCUMENT ?)", "flag": "? <> 0", "owner": "session_user",
}  # fmt: skip
