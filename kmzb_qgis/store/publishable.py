"""The tables that a publication is made from, attached to the connection that makes it.

A GeoPackage is attached as it is, for reading. Of a database the rows and columns that may be published come over the
line, as one consistent state, into a private temporary database that is gone with the connection.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .address import Address, Service
from .store import file_uri, read_query

_TRIAL = 'SELECT count(*) FROM "@name".sqlite_master'


@dataclass(frozen=True)
class Wanted:
    """Which reports a publication may need: all of the statuses ``endless``, others changed from ``since`` on.

    ``since`` is a day or '' for none of them; ``past``: the history is asked too, for what was changed after ``as_of``.
    """

    since: str
    endless: tuple[int, ...]
    as_of: str = ""
    past: bool = False


def attach(connection: sqlite3.Connection, store: Address, name: str, wanted: Wanted, progress=None) -> None:
    """Attach a store's tables ``report``, ``report_history``, ``closing_reason`` and ``unit`` as ``name``.

    Raises KmzbError where they cannot be read. ``progress`` breaks it off.
    """
    if isinstance(store, Service):
        from .postgres import publishable

        publishable.fetch(connection, store, name, wanted, progress)
        return
    attach_file(connection, store, name)


def attach_file(connection: sqlite3.Connection, path, name: str) -> None:
    """Attach a file for reading only, as ``name``, a word of the program's own. Raises KmzbError."""
    try:
        # Never unasked as a file that nobody changes: beside the journal of a job that was cut off it is half changed.
        path = path.resolve()
        connection.execute(f'ATTACH ? AS "{name}"', (file_uri(path, read_query(path)),))
        connection.execute(_TRIAL.replace("@name", name))
    except sqlite3.Error as error:
        raise KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error)), code="read") from error
