"""Erasure: blanks what a report says in words, in the report, its history and its file, and keeps that it happened.

One transaction blanks everything or nothing. Then the files of attachments go, and the store's file is written anew, as
SQLite leaves deleted bytes in it. Meaning and limits: docs/erasure.md.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import erasing_choose, erasing_clean, erasing_write
from .erasing_choose import Rule
from .erasing_sql import statement
from .postgres import erasing as of_databases
from .refusals import told
from .store import Store

__all__ = ["Erased", "Rule", "erase"]


@dataclass(frozen=True)
class Erased:
    """What was blanked, or would be (``rehearsed``). ``backups``: files beside the store that still hold it.

    ``open_reports`` of the reports are not closed; ``published`` reasons may stand in publications; ``left`` are files
    of attachments and sheets that could not be removed. ``tables``: columns, or tables whose rows go as a whole,
    and how many values of each.
    """

    reports: int
    texts: int
    history_texts: int
    attachments: int
    answers: int
    sheets: int
    open_reports: int
    published: int
    backups: tuple[Path, ...]
    left: tuple[Path, ...] = ()
    rehearsed: bool = False
    cleaned: bool = False
    tables: tuple[tuple[str, int], ...] = ()


def erase(store: Store, rule: Rule, who: str, dry_run: bool = True, feedback=None) -> Erased:
    """Blank the texts of the reports that ``rule`` chooses.

    Raises KmzbError; nothing has changed then, unless it says so. With ``dry_run`` the store is only read.
    """
    progress = Progress(feedback)
    if not dry_run:
        _check_writable(store)
    try:
        with store.connect() as connection:
            connection.set_progress_handler(lambda: int(progress.cancelled), 100_000)
            counts = _blank(connection, store, rule, who, dry_run, progress)
    except sqlite3.Error as error:
        raise told(error, store, progress) from error
    backups = tuple(erasing_clean.backups(store.path))
    if dry_run:
        progress.percent(100)
        return Erased(**counts, backups=backups, rehearsed=True)
    progress.say(tr("Removing what is left of the texts from the file…"))
    progress.percent(70)
    left, cleaned = erasing_clean.clean(store, progress)
    progress.percent(100)
    return Erased(**counts, backups=backups, left=tuple(left), cleaned=cleaned)


def _check_writable(store: Store) -> None:
    if store.read_only:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    missing = erasing_clean.missing_space(store.path)
    if missing:
        raise KmzbError(
            tr(
                "The store's file is written anew by an erasure, and {megabytes} MB are missing on its disk for that."
                " Nothing was changed.",
                megabytes=missing,
            ),
            code="disk",
        )


def _blank(connection, store: Store, rule: Rule, who: str, dry_run: bool, progress: Progress) -> dict:
    connection.execute("PRAGMA secure_delete = ON")  # what is overwritten in a page is overwritten with zeros
    connection.execute("PRAGMA temp_store = MEMORY")  # no temporary file holds a text
    who = _begin(connection, who, dry_run)
    try:
        progress.say(tr("Choosing the reports…"))
        words = erasing_choose.choose(connection, rule, progress)
        progress.percent(40)
        counts = {**erasing_choose.counts(connection), "tables": erasing_choose.tables(connection)}
        if dry_run or not counts["reports"]:
            connection.execute("ROLLBACK")
            return counts
        _check_waiting(connection)
        erasing_write.write(connection, words, who)
        erasing_clean.note_due(connection)
        progress.check()
        connection.set_progress_handler(None, 0)
        connection.execute("COMMIT")
        progress.percent(65)
        return counts
    except BaseException:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _begin(connection, who: str, dry_run: bool) -> str:
    """Begin the transaction; gives whom the record is to name."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN" if dry_run else "BEGIN IMMEDIATE")
        return who
    return of_databases.begin(connection)


def _check_waiting(connection) -> None:
    """Another program's save of a report may just be being refused as a whole: the store takes no change of it then."""
    waiting = connection.execute(statement("WAITING")).fetchone()[0]
    if waiting:
        raise KmzbError(
            tr("Another program is just saving one of these reports. Nothing was changed; try again in a minute."),
            code="locked",
        )
