"""Telling a store that was copied as a mere file while it was open.

While QGIS edits, SQLite keeps committed rows in a log beside the store (WAL mode). A copy without that log is a store
that says it is in WAL mode and has no log. So is one that was closed without leaving that mode, as QGIS 3.22 does where
several layers of the file are open. Nothing in the file tells the two apart; but only a copy lies where another
file than the one that the store has noted lies. Without a note nothing is said.
"""

from __future__ import annotations

import hashlib
import platform
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .store import open_connection

NOTE = "store.file"  # a row of the table ``setting``: which file this store is


def has_log(path: Path) -> bool:
    """Whether SQLite's log lies beside a store. To be asked before the store is opened: SQLite then makes one."""
    return Path(f"{path}-wal").exists()


def suspicion(path: Path, had_log: bool) -> str:
    """A sentence where a store looks copied while it was open, else nothing. Raises sqlite3.Error, OSError."""
    with closing(open_connection(path, read_only=True)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if had_log or mode != "wal" or not _elsewhere(connection, path):
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


def note(path: Path) -> None:
    """Have a store know which file it is; nothing is written where it does, or where it cannot be written now."""
    with suppress(sqlite3.Error, OSError), closing(open_connection(path)) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        if _noted(connection) is None or _elsewhere(connection, path):
            write_note(connection, path)


def write_note(connection: sqlite3.Connection, path: Path, place: Path | None = None) -> None:
    """Write which file a store is: the one at ``path``, which ``place`` will be the name of."""
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (NOTE, " ".join(_whereabouts(path, place or path))),
    )


def _elsewhere(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether a store has noted another file than this one: another number in the file system and another place.

    Either may change alone: a file is renamed, or restored, or its disk numbers files anew at each start.
    """
    noted = _noted(connection)
    return noted is not None and not set(noted) & set(_whereabouts(path, path))


def _noted(connection: sqlite3.Connection) -> list[str] | None:
    with suppress(sqlite3.OperationalError):  # no such table: a store that somebody spoilt
        found = connection.execute("SELECT value FROM setting WHERE name = ?", (NOTE,)).fetchone()
        return str(found[0]).split() if found else None
    return None


def _whereabouts(path: Path, place: Path) -> tuple[str, str]:
    """The file's number and a digest of computer and path, which are nobody's business where a store is handed on."""
    where = f"{platform.node()}\n{place.resolve()}"
    digest = hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return f"file:{path.stat().st_ino}", f"place:{digest}"


def _damaged(path: Path) -> KmzbError:
    return KmzbError(
        tr(
            "The store {path} is damaged: its file was probably copied while it was open. Copy it anew from the"
            " original with 'Copy a store', or bring a backup back.",
            path=path,
        ),
        code="store-damaged",
    )
