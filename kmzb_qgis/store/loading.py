"""Loading: raw rows of a source into the store, all of them or none.

Plain rows are read, checked and compared as NumPy columns, the others in SQL; all that is written is one transaction
with the journal on, so a kill at any moment leaves the store as it was. Meaning of each step: docs/sources.md.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from ..catalogue import warsaw
from ..toolbelt import leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import assigning_load, loading_engine
from . import loading_rejects as rejects
from .loading_checks import check, limits_of
from .loading_marks import Memory
from .loading_match import AMBIGUOUS, CHANGE, NEW, OFFICER, REFUSED, REPEAT, SAME, STALE, SUPERSEDED, match
from .loading_read import Incoming, read, read_meeting, stage_again
from .loading_sql import statement
from .refusals import told
from .store import Store

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

    ``known`` of the unchanged were lines that an import before had brought word for word, and were not read again.

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
    known: int = 0


def load(store: Store, run: Run, batches, feedback=None) -> LoadResult:
    """Load batches ``(columns, rows, flaws)``. Raises KmzbError where that fails; nothing has changed then."""
    if store.read_only and not run.dry_run:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    progress = Progress(feedback)
    try:
        with store.connect() as connection, closing(loading_engine.of(store, connection, progress)) as engine:
            memory = Memory(connection)
            incoming = read(engine.stage, batches, progress, memory)
            if not incoming.read:
                raise KmzbError(tr("The source holds no report; nothing was changed."), code="empty")
            return _transfer(engine, run, incoming, memory, progress)
    except sqlite3.Error as error:
        raise told(error, store, progress) from error


def _transfer(engine, run: Run, incoming: Incoming, memory: Memory, progress: Progress) -> LoadResult:
    partial, connection, stage = None, engine.store, engine.stage
    engine.begin(run.dry_run)
    try:
        limits = limits_of(connection)
        step = _steps(progress, run.read_share)
        memory.check(connection)
        read_meeting(engine, incoming, memory)
        matched = match(engine, check(stage, connection, incoming, limits, step), step, run.dry_run)
        new, changed, same, repeats = map(matched.tally, (NEW, CHANGE, SAME, REPEAT))
        same += memory.same
        conflicts = matched.tally(OFFICER) + matched.tally(STALE)
        rejected = stage.execute(statement("REJECTED")).fetchone()[0]
        rejected += matched.tally(SUPERSEDED) + matched.tally(AMBIGUOUS)
        run_id = 0
        if not run.dry_run:
            run_id = _note_run(connection, run, incoming.read, (new, changed, same, conflicts, rejected))
            writer = engine.writer(engine, matched, limits, {"run": run_id, "who": run.started_by, "plane": run.plane})
            placed = assigning_load.placed(connection, matched, progress) if new or changed else None
            if placed is not None:
                writer.units = placed.words
            if changed:
                engine.update(writer)
            engine.say(matched, run_id)
        _refuse(stage, matched)
        if not run.dry_run:
            if new:
                writer.insert(lambda share: step(0.5 + 0.35 * share))
            if placed is not None:
                placed.finish(run_id, run.started_by)
            step(0.85)
            if new or changed:
                engine.finish(new + changed)
            writer.remember(memory)
        partial = rejects.write(stage, run.rejects, run, incoming.seen, limits, conflicts + rejected)
        step(0.95)
        if run.dry_run:
            connection.execute("ROLLBACK")
        else:
            at = warsaw.to_text(warsaw.now())
            connection.execute("UPDATE import_run SET finished_at = ? WHERE id = ?", (at, run_id))
            _commit(engine, progress)
    except BaseException:
        engine.rest()
        if connection.in_transaction:
            with suppress(sqlite3.Error):  # a connection that broke has been rolled back by the server
                connection.execute("ROLLBACK")
        if partial is not None:
            leftovers.discard(partial)
        raise
    written = _publish(partial, run, conflicts + rejected, progress)
    progress.percent(100)
    return LoadResult(new, changed, same, conflicts, rejected, run_id, repeats, written, memory.same)


def _refuse(stage, matched) -> None:
    """Note why rows were refused that had passed the checks."""
    rows = matched.checked.rows
    stage.execute(statement("VERDICT"))
    refused = np.isin(matched.what, list(REFUSED))
    if refused.any():
        numbers = rows.columns["n"][refused].tolist()
        codes = map(REFUSED.__getitem__, matched.what[refused].tolist())
        stage.executemany(statement("VERDICT_PUT"), list(zip(numbers, codes)))
        stage_again(stage, rows, refused)  # a row that is there already stays as it came


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
        progress.warn(tr("The reject file stays at {path}: {why}.", path=partial, why=reason(error)))
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


def _commit(engine, progress: Progress) -> None:
    """Commit; where a reader is in the way (each try waits for the busy time), try again a few times."""
    progress.check()
    engine.rest()
    for left in reversed(range(COMMIT_TRIES)):
        try:
            engine.store.execute("COMMIT")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
            progress.say(tr("Another program reads the store; waiting for it."))
