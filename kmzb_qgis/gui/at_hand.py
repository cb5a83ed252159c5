"""Whether a store can be asked now: who waits in a window is told within a second, and may try again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ..store import Store, open_store, refusals
from ..store.address import Address, exists
from ..store.store import open_connection
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

PATIENCE = 0.5  # seconds


@contextmanager
def reading(path: Address) -> Iterator[sqlite3.Connection]:
    """A connection that reads. Raises KmzbError where the store is gone or held longer than half a second."""
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise trouble(path, error) from error


def store(path: Address, write: bool = False) -> Store:
    """The store, where nobody holds it: for reading, or for writing. Raises KmzbError as :func:`reading` does.

    Who waits for it afterwards (jobs do, for longer) meets a lock of a moment only.
    """
    try:
        with closing(open_connection(path, read_only=not write, patience=PATIENCE)) as connection:
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            connection.execute("SELECT number FROM schema_version LIMIT 1").fetchone()
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        if "readonly" not in str(error):  # that is what the job says better
            raise trouble(path, error) from error
    return open_store(path, migrate=False)


def trouble(path: Address, error: sqlite3.Error) -> KmzbError:
    """Why the store cannot be asked, as a sentence."""
    if not exists(path):
        return KmzbError(
            tr("The store {path} is not there any more. Nothing was changed; try again when it is back.", path=path),
            str(error),
            "store-missing",
        )
    if "locked" in str(error) or "busy" in str(error):
        return KmzbError(
            tr(
                "Another program holds the store {name} now. Nothing was changed; try again in a moment.",
                name=path.name,
            ),
            str(error),
            "locked",
        )
    if getattr(error, "sentence", ""):
        return KmzbError(
            tr("The store {path} cannot be asked now: {reason}. Nothing was changed.", path=path, reason=reason(error)),
            code="database",
        )
    return refusals.explain(error)
