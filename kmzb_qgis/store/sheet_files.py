"""Which sheets (PDF) were made of reports and where they lie, so that an erasure finds them. Rules: migration 0011."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ..catalogue import warsaw
from . import refusals
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
        raise refusals.explain(str(error), store) from error


def _place(store: Path, file: Path) -> str:
    """As seen from the store's folder, with '/'; of another drive absolute."""
    try:
        return Path(os.path.relpath(file.resolve(), store.resolve().parent)).as_posix()
    except ValueError:
        return file.resolve().as_posix()
