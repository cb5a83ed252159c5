"""Which sheets (PDF) were made of reports and where they lie, so that an erasure finds them. Rules: migration 0011."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ..catalogue import warsaw
from . import attachment_folder, refusals
from .address import Address, Service
from .store import Store


def note(store: Store, made: list[tuple[str, Path]]) -> None:
    """Note the sheets of reports, by the reports' public ids; a read-only store notes nothing. Raises KmzbError."""
    if store.read_only or not made:
        return
    instant = warsaw.to_text(warsaw.now())
    rows = [(report, _place(store.path, file)) for report, file in made]
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO sheet_file (report_id, path, made_at) SELECT ?1, ?2, ?3"
                " WHERE NOT EXISTS (SELECT 1 FROM sheet_file s WHERE s.report_id = ?1 AND s.path = ?2)",
                [(*row, instant) for row in rows],
            )
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise refusals.explain(error, store) from error


def base(store: Address) -> Path | None:
    """The folder from which the places of sheets are told: the store's, of a database that of its attachments.

    None where a database has none. Raises KmzbError where it cannot be asked.
    """
    if not isinstance(store, Service):
        return store.resolve().parent
    stated = attachment_folder.stated(store)
    return Path(stated).resolve() if stated else None


def relative(store: Address, file: Path) -> str:
    """Where a file lies as seen from :func:`base`, with '/'. Raises ValueError where it is on another drive, of a
    database also where it does not lie below: a desk's own folders are no other desk's.
    """
    folder = base(store)
    if not isinstance(store, Service):
        return Path(os.path.relpath(file.resolve(), folder)).as_posix()
    if folder is None:
        raise ValueError("no folder")
    return file.resolve().relative_to(folder).as_posix()


def _place(store: Address, file: Path) -> str:
    """As seen from the store's folder; from elsewhere absolute."""
    try:
        return relative(store, file)
    except ValueError:
        return file.resolve().as_posix()
