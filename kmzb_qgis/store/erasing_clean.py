"""After an erasure: files of attachments removed, the store's file written anew, and what still holds the texts.

SQLite leaves deleted bytes in free pages, and in WAL mode older pages beside the file. ``VACUUM`` writes every page
anew; the log is then emptied into the file and cut off. A setting tells that this is still due, so that
the next erasure does what a kill or another program prevented.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path, PurePosixPath

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_paths, sheet_files
from .address import Address, Service
from .postgres import erasing as of_databases
from .store import Store

ATTACHMENT = "attachment"  # a kind of the table ``erasure_file``
DUE = "store.erasure_due"  # a row of the table ``setting`` as long as the file holds remains


def note_due(connection) -> None:
    """Have the store know that it is to be cleaned."""
    connection.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?, '1')", (DUE,))


def missing_space(path: Address) -> int:
    """Megabytes that are missing on the disk for writing the store anew, or 0; 0 for a server's disk."""
    if isinstance(path, Service):
        return 0
    try:
        needed = 2 * path.stat().st_size + 2**20
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return 0  # the store itself will tell
    return 0 if free > needed else (needed - free) // 2**20 + 1


def backups(path: Address) -> list[Path]:
    """GeoPackages beside a store whose names begin as its own does: backups before migrations, and copies.

    Those of a database are the server administrator's; where they are, nobody here knows.
    """
    if isinstance(path, Service):
        return []
    try:
        beside = [entry for entry in path.parent.iterdir() if entry.suffix.lower() == ".gpkg"]
    except OSError:
        return []
    return sorted(entry for entry in beside if entry.name != path.name and entry.stem.startswith(path.stem))


def clean(store: Store, progress: Progress) -> tuple[list[Path], bool]:
    """Remove what erasures left; returns files that could not be removed, and whether there was anything to clean.

    Raises KmzbError where the file could not be written anew: the texts are erased then, their remains are not.
    """
    try:
        with store.connect() as connection:
            own = isinstance(connection, sqlite3.Connection)
            if own:
                connection.execute("PRAGMA secure_delete = ON")  # also the names of the files
            else:
                of_databases.as_owner(connection)
            left = _remove_files(connection, store.path)
            if connection.execute("SELECT 1 FROM setting WHERE name = ?", (DUE,)).fetchone() is None:
                return left, False
            connection.set_progress_handler(lambda: int(progress.cancelled), 100_000)
            if own:
                connection.execute("VACUUM")
            else:
                of_databases.write_anew(connection)
            connection.set_progress_handler(None, 0)
            if own:
                _empty_log(connection)
            connection.execute("DELETE FROM setting WHERE name = ?", (DUE,))
            if own:
                _empty_log(connection)
    except sqlite3.Error as error:
        why = tr("it was cancelled") if progress.cancelled and "interrupted" in str(error) else reason(error)
        raise KmzbError(
            tr(
                "The texts are erased, but remains of them may still be read from the store's file: it could not be"
                " written anew ({why}). Close other programs that use the store and run the erasure once more.",
                why=why,
            ),
            code="erasure-remains",
        ) from error
    return left, True


def _empty_log(connection) -> None:
    """In WAL mode: have the log in the file and cut it off."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        return
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise sqlite3.OperationalError("database is locked")


def _remove_files(connection, store: Address) -> list[Path]:
    """Delete the files that erasures named; those that cannot be deleted come back, and the next one tries again.

    What lies elsewhere than beside the store is not ours to delete: it comes back, once.
    """
    left = []
    for fid, kind, name in connection.execute("SELECT fid, kind, path FROM erasure_file ORDER BY fid").fetchall():
        try:
            places = _places(store, kind, str(name))
        except KmzbError:  # a team's folder that cannot be reached from here: the next erasure tries again
            left.append(Path(str(name)))
            continue
        kept = [path for path in places if not _delete(path)]
        left += kept if places else [Path(str(name))]
        if not kept:
            connection.execute("DELETE FROM erasure_file WHERE fid = ?", (fid,))
    return left


def _delete(path: Path) -> bool:
    try:
        if os.path.lexists(path):
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _places(store: Address, kind: str, name: str) -> list[Path]:
    """Where a file may lie: an attachment that was removed before is in another folder. Empty: elsewhere."""
    try:
        if kind == ATTACHMENT:
            return attachment_paths.places(store, name)
        base = sheet_files.base(store)
        sheet = None if base is None else _inside(base, name)
        return [] if sheet is None or not _is_sheet(sheet) else [sheet]
    except OSError:
        return []


def _inside(folder: Path, name: str) -> Path | None:
    """The file of a relative path in a folder; None where it leads out of it, or is a folder. Raises OSError."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or not parts.name:
        return None
    path = folder / parts
    inside = folder.resolve() in (path.parent.resolve() / path.name).parents
    return path if inside and not path.is_dir() else None


def _is_sheet(path: Path) -> bool:
    """Whether a file is a PDF, or gone already: any program may write a path, and the store's folder holds more."""
    among_attachments = any(part.lower().endswith(".gpkg.attachments") for part in path.resolve().parts)
    if path.suffix.lower() != ".pdf" or path.is_symlink() or among_attachments:
        return False
    if not path.exists():
        return True
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"
