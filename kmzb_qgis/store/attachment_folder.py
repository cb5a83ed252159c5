"""The folder in which a store's attachments lie: beside its file, or of a database where its setting says.

A database's is a share that every desk of the unit reaches under the same path. It is never made here: a share that is
not connected would become an empty folder on one desk.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import refusals
from .address import Address, Service
from .store import Store, open_connection

SETTING = "attachments_folder"  # a row of the table ``setting``
_ASKED = "SELECT value FROM setting WHERE name = ?"
_SET = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_PATHS = "SELECT path FROM attachment WHERE sha256 <> '' AND path <> ''"


def of(store: Address) -> Path:
    """The folder, whether it is there or not. Raises KmzbError where a database names none or cannot be asked."""
    if not isinstance(store, Service):
        return store.with_name(f"{store.name}.attachments")
    named = stated(store)
    if not named:
        raise KmzbError(
            tr(
                "The store {path} has no folder for attachments yet. Its administrator sets one with"
                " 'Folder of attachments' (kmzb:attachmentsfolder).",
                path=store,
            ),
            code="attachments-folder",
        )
    return Path(named)


def reached(store: Address) -> Path:
    """The folder, of a database only where this computer reaches it. Raises KmzbError."""
    folder = of(store)
    if isinstance(store, Service):
        _look(folder)
    return folder


def stated(store: Service) -> str:
    """What a database's setting says, '' where nothing. Raises KmzbError where it cannot be asked."""
    try:
        with closing(open_connection(store, read_only=True)) as connection:
            row = connection.execute(_ASKED, (SETTING,)).fetchone()
    except sqlite3.Error as error:
        raise KmzbError(tr("The attachments cannot be read: {reason}.", reason=reason(error))) from error
    return row[0].strip() if row else ""


def name(store: Store, folder: str | os.PathLike) -> int:
    """Have a database's attachments lie in a folder; how many of its attachments have no file there.

    Files are not moved: copy the old folder's content first. Raises KmzbError; then nothing has changed.
    """
    if not isinstance(store.path, Service):
        raise KmzbError(
            tr("The attachments of a GeoPackage lie beside its file; only a database names a folder."), code="folder"
        )
    if store.read_only:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    given = Path(folder)
    if not given.is_absolute():
        raise KmzbError(tr("Give the folder's whole path, as every desk reaches it: '{path}' is none.", path=folder))
    _look(given)
    try:
        with tempfile.NamedTemporaryFile(prefix=".kmzb-", suffix=".part", dir=given):
            pass
    except OSError as error:
        raise KmzbError(
            tr("Nothing can be written to the folder {folder}: {reason}.", folder=given, reason=reason(error)),
            code="attachments-folder",
        ) from error
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SET, (SETTING, str(given)))
            paths = [path for (path,) in connection.execute(_PATHS)]
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise refusals.explain(error, store) from error
    return sum(not (given / path).is_file() and not (given / "removed" / path).is_file() for path in paths)


def _look(folder: Path) -> None:
    try:
        with os.scandir(folder):  # a share that went to sleep is known only by this
            there = True
    except OSError:
        there = False
    if not there:
        raise KmzbError(
            tr(
                "The folder of the attachments, {folder}, cannot be reached from this computer. Connect to it and try"
                " again; nothing was changed.",
                folder=folder,
            ),
            code="attachments-folder",
        )
