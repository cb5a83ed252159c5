"""Loading: raw rows of a source into the store, all of them or none.

Rows go as they came into a temporary table; all checks, look-ups and the upsert are SQL in one transaction with the
journal on, so a kill at any moment leaves the store as it was. Meaning of each step: docs/sources.md.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..catalogue import rules, warsaw
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import loading_rejects as rejects
from .loading_checks import check, limits_of
from .loading_index import pack
from .loading_sql import RAW_COLUMNS, statement
from .refusals import explain
from .store import Store

BULK = 2000  # from so many new reports on, the insert triggers are set aside: the same checks were made set-wise
COMMIT_TRIES = 4


@dataclass
class Run:
    """What is loaded: ``source_kind`` file or service, ``source`` without credentials, ``rejects`` the reject file.

    ``names`` are the source's spellings of columns, ``first_row`` is added to the row numbers that a person sees,
    ``read_share`` the per cent of the progress that reading takes.

    ``origins`` tells from which row on (counted from 1 over all batches) the rows belong to which file: ``(row, name)``
    or ``(row, name, first_row of that file)``, ascending; who yields the batches may fill it while reading. With more
    than one the reject file names the file and counts each file's rows for itself.

    With ``dry_run`` everything is read and checked and the reject file written, but the store is only read.
    """

    source_kind: str
    source: str
    started_by: str
    rejects: Path | None = None
    extent: str | None = None
    since: str | None = None
    plane: int = 3
    names: dict = field(default_factory=dict)
    first_row: int = 0
    read_share: float = 40
    origins: list[tuple] = field(default_factory=list)
    dry_run: bool = False
    started_at: datetime = field(default_factory=warsaw.now)


@dataclass(frozen=True)
class LoadResult:
    """What came of a load. ``repeats`` stood in the source more than once, word for word; ``rejects`` may be ''.

    After a dry run it says what would come of it, and ``run_id`` is 0.
    """

    inserted: int
    updated: int
    unchanged: int
    conflicts: int
    rejected: int
    run_id: int
    repeats: int = 0
    rejects: str = ""


def load(store: Store, run: Run, batches, feedback=None) -> LoadResult:
    """Load batches ``(columns, rows, flaws)``. Raises KmzbError where that fails; nothing has changed then."""
    if store.read_only and not run.dry_run:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    progress = Progress(feedback)
    try:
        with store.connect() as connection:
            _prepare(connection, progress)
            columns, read = _stage(connection, batches, progress)
            if not read:
                raise KmzbError(tr("The source holds no report; nothing was changed."), code="empty")
            return _transfer(connection, run, columns, progress)
    except sqlite3.Error as error:
        raise _told(error, store, progress) from error


def _told(error: sqlite3.Error, store: Store, progress: Progress) -> KmzbError:
    text = str(error)
    if "interrupted" in text and progress.cancelled:
        return Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")
    if "locked" in text or "busy" in text:
        return KmzbError(
            tr("The store {path} is in use by another program. Nothing was changed; try again later.", path=store.path),
            code="locked",
        )
    if "KMZB-" in text:
        return explain(text)
    return KmzbError(
        tr("The store {path} could not be written: {why}. Nothing was changed.", path=store.path, why=text),
        code="store",
    )


def _digest(text) -> str:
    return hashlib.blake2b(str(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _prepare(connection: sqlite3.Connection, progress: Progress) -> None:
    connection.execute("PRAGMA cache_size = -131072")
    connection.create_function("kmzb_digest", 1, _digest, deterministic=True)
    connection.set_progress_handler(lambda: int(progress.cancelled), 200_000)
    connection.execute(statement("RAW"))


def _stage(connection, batches, progress: Progress) -> tuple[tuple, int]:
    """Put the raw rows into the temporary table; the store itself is not touched, so nobody waits meanwhile."""
    seen: set[str] = set()
    connection.execute("BEGIN")
    done = 0
    for columns, rows, flaws in batches:
        progress.check()
        seen.update(columns)
        put = statement("STAGE", columns=", ".join(_known(columns)), places=", ".join("?" * len(columns)))
        connection.execute("SAVEPOINT batch")
        try:
            connection.executemany(put, rows)
        except (sqlite3.InterfaceError, sqlite3.ProgrammingError, OverflowError, UnicodeEncodeError):
            connection.execute("ROLLBACK TO batch")
            connection.executemany(put, (tuple(map(_storable, row)) for row in rows))
        connection.execute("RELEASE batch")
        if flaws:
            connection.executemany(statement("FLAW"), [(flaw, done + 1 + index) for index, flaw in flaws.items()])
        done += len(rows)
    connection.execute("COMMIT")
    read = connection.execute(statement("READ")).fetchone()[0]
    return tuple(name for name in RAW_COLUMNS if name in seen), read


def _known(columns: tuple) -> tuple:
    """The columns, if each is one of ours: nothing else may become part of a statement."""
    if strange := [name for name in columns if name not in RAW_COLUMNS]:
        raise ValueError(f"unknown columns {strange}")
    return columns


def _storable(value):
    """A value that SQLite can hold; what it cannot becomes text, which the checks then refuse with a reason."""
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode("utf-8")


def _transfer(connection, run: Run, columns: tuple, progress: Progress) -> LoadResult:
    partial = None
    # a dry run takes no lock for writing: it sees the store as it is now
    connection.execute("BEGIN" if run.dry_run else "BEGIN IMMEDIATE")
    try:
        limits = limits_of(connection)
        step = _steps(progress, run.read_share)
        check(connection, limits, step)
        connection.execute(statement("ACT"))
        read, new, changed, same, conflicts, rejected, repeats = connection.execute(statement("COUNTS")).fetchone()
        step(0.5)
        run_id = 0
        if not run.dry_run:
            run_id = _note_run(connection, run, read, (new, changed, same, conflicts, rejected))
            _write(connection, run, run_id, new, changed, step)
        partial = rejects.write(connection, run.rejects, run, columns, limits, conflicts + rejected)
        step(0.95)
        if run.dry_run:
            connection.execute("ROLLBACK")
        else:
            at = warsaw.to_text(warsaw.now())
            connection.execute("UPDATE import_run SET finished_at = ? WHERE id = ?", (at, run_id))
            _commit(connection, progress)
    except BaseException:
        connection.set_progress_handler(None, 0)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise
    written = _publish(partial, run, conflicts + rejected, progress)
    progress.percent(100)
    return LoadResult(new, changed, same, conflicts, rejected, run_id, repeats, written)


def _write(connection, run: Run, run_id: int, new: int, changed: int, step) -> None:
    """The new and the changed reports, and what the store's contents say of them."""
    if new:
        _insert(connection, {"run": run_id, "who": run.started_by, "plane": run.plane}, new)
    step(0.85)
    if changed:
        connection.execute(statement("UPDATE"), {"run": run_id, "who": run.started_by})
    if new or changed:
        connection.execute(statement("CONTENTS"))


def _steps(progress: Progress, share: float):
    def step(part: float) -> None:
        progress.check()
        progress.percent(share + (100 - share) * part)

    return step


def _publish(partial: Path | None, run: Run, refused: int, progress: Progress) -> str:
    """Give the reject file its name. The reports are in already, so a failure here is told, not raised."""
    if partial is None:
        return ""
    try:
        partial.replace(run.rejects)
    except OSError as error:
        progress.warn(tr("The reject file stays at {path}: {why}.", path=partial, why=error.strerror))
        return str(partial)
    return str(run.rejects) if refused else ""


def _note_run(connection, run: Run, read: int, counts: tuple) -> int:
    cursor = connection.execute(
        statement("RUN"),
        (
            warsaw.to_text(run.started_at),
            warsaw.to_text(warsaw.now()),
            run.source_kind,
            run.source,
            run.extent,
            run.since,
            read,
            *counts,
            run.started_by,
        ),
    )
    return cursor.lastrowid


def _insert(connection, target: dict, new: int) -> None:
    limits = limits_of(connection)
    connection.execute(statement("DUE"))
    days = [
        (day, *(warsaw.to_text(rules.deadline(warsaw.from_epoch_ms(at), limits[name])) for name in _DEADLINES))
        for day, at in connection.execute(statement("DAYS"))
    ]
    connection.executemany(statement("DUE_PUT"), days)
    base = connection.execute(statement("BASE")).fetchone()[0]
    connection.execute(statement("FRESH"), {"base": base})
    aside = _set_aside(connection) if new >= BULK else []
    connection.execute(statement("INSERT"), target)
    if "rtree_report_geom_insert" in (name for name, _ in aside) and not pack(connection):
        connection.execute(statement("INDEX"))
    for _, text in aside:
        connection.execute(text)


_DEADLINES = ("read_days", "verify_days")


def _set_aside(connection) -> list[tuple[str, str]]:
    """Drop the insert triggers within the transaction; returns their names and texts, to make them again."""
    found = connection.execute(statement("TRIGGERS")).fetchall()
    for name, _ in found:
        connection.execute(f'DROP TRIGGER "{name}"')
    return found


def _commit(connection, progress: Progress) -> None:
    """Commit; where a reader is in the way (each try waits for the busy time), try again a few times."""
    progress.check()
    connection.set_progress_handler(None, 0)
    for left in reversed(range(COMMIT_TRIES)):
        try:
            connection.execute("COMMIT")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
            progress.say(tr("Another program reads the store; waiting for it."))
