"""Telling a store that was copied as a mere file while it was open.

While QGIS edits, SQLite keeps committed rows in a log beside the store (WAL mode). A copy without that log is a store
that says it is in WAL mode and has no log. One that QGIS closed has another mode; one whose QGIS died has its log.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .store import open_connection


def has_log(path: Path) -> bool:
    """Whether SQLite's log lies beside a store. To be asked before the store is opened: SQLite then makes one."""
    return Path(f"{path}-wal").exists()


def suspicion(path: Path, had_log: bool) -> str:
    """A sentence where a store looks copied while it was open, else nothing. Raises sqlite3.Error."""
    with closing(open_connection(path, read_only=True)) as connection:
        if had_log or connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            return ""
    return tr(
        "The store {path} looks like a copy of its file alone, made while it was open: what was saved last may be"
        " missing. Compare it with the original; 'Copy a store' copies one in use.",
        path=path,
    )


def settle(path: Path, suspected: bool) -> None:
    """Take a store that nobody else has open out of WAL mode, so that the suspicion is told once and only of copies.

    Raises KmzbError where a suspected one is damaged; it is then left as it is.
    """
    try:
        with closing(open_connection(path)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            if suspected and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise _damaged(path)
            with suppress(sqlite3.OperationalError):  # in use: who has it open settles it
                connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        return  # locked, or on a disk that is full: whoever reads or writes next is told
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> KmzbError:
    return KmzbError(
        tr(
            "The store {path} is damaged: its file was probably copied while it was open. Copy it anew from the"
            " original with 'Copy a store', or bring a backup back.",
            path=path,
        ),
        code="store-damaged",
    )
