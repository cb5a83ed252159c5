"""By which name a store knows the person at this desk: a database by the log-in, a file by the computer's account."""

from __future__ import annotations

import sqlite3

from .address import Address

_known: dict[Address, str] = {}
_ASKED = "SELECT session_user::text"


def note(address: Address, connection: sqlite3.Connection) -> None:
    """Learn the log-in of a connection to a database; for any thread. Raises sqlite3.Error."""
    if not isinstance(connection, sqlite3.Connection):
        _known[address] = connection.execute(_ASKED).fetchone()[0]


def name(address: Address | None, otherwise: str) -> str:
    """The log-in at a database that was opened before; else what the computer says. Asks nobody."""
    return _known.get(address, otherwise) if address is not None else otherwise
