"""A working copy: reports of an area or a unit in a store of their own, to be worked on without the store.

It is a whole store with all rules, and knows where it comes from: ``working_copy`` and ``taken_row`` (migration 0014).
What comes back: ``checkin``.
"""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_copies, cells, checkout_area, lifecycle, refusals, transfer
from .checkout_area import Wanted
from .report_states import REPORT, digest
from .store import Store

__all__ = ["Taken", "Wanted", "fill", "origin", "register"]

STORE_ID, COPY_ID = "store.id", "store.copy"  # rows of the table ``setting``
_OWN = ("store.file", STORE_ID, COPY_ID, "store.erasure_due")  # of each store alone
_LISTS = ("status", "category", "transition", "closing_reason", "zone_offset", "body_kind", "body", "body_category",
          "import_run")  # fmt: skip
_OF_REPORT = "JOIN temp.taken k ON k.id = t.report_id"
_NEAR = (
    "WHERE t.geom IS NULL OR (ST_MaxX(t.geom) >= ? AND ST_MinX(t.geom) <= ? AND ST_MaxY(t.geom) >= ?"
    " AND ST_MinY(t.geom) <= ?)"
)
_TABLES = (  # name, which rows, columns left out: a sheet lies beside the store, not beside its copy
    ("report", "JOIN temp.taken k ON k.fid = t.fid ORDER BY t.fid", ()),
    ("report_history", f"{_OF_REPORT} ORDER BY t.fid", ()),
    ("hand_over", f"{_OF_REPORT} ORDER BY t.fid", ("sheet",)),
    ("hand_over_history", "JOIN hand_over h ON h.id = t.hand_over_id JOIN temp.taken k ON k.id = h.report_id", ()),
    ("duplicate_effect", _OF_REPORT, ()),
    ("erasure", _OF_REPORT, ()),
    ("service_state", "JOIN temp.taken k ON k.fid = t.fid", ()),
    ("place_due", "JOIN temp.taken k ON k.fid = t.fid", ()),
)
_REGISTER = (
    "INSERT INTO working_copy (copy_id, store_id, store_name, taken_at, taken_by, area, only_open, with_files, reports,"
    " body_max) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_EXTENT = "SELECT min(ST_MinX(geom)), max(ST_MaxX(geom)), min(ST_MinY(geom)), max(ST_MaxY(geom)) FROM report"
_REPORTS = "SELECT id, version, @columns FROM report ORDER BY fid"
_TAKEN = (
    "INSERT INTO taken_row (kind, row_id, report_id, version, digest, plane, reference) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_LAST = (
    "SELECT h.report_id, h.version, h.changed_at, h.changed_by FROM report_history h"
    " WHERE h.fid IN (SELECT max(fid) FROM report_history GROUP BY report_id)"
)


@dataclass(frozen=True)
class Taken:
    """What a working copy says of itself. ``missing``: paths of attachments whose files were not there."""

    copy_id: str
    store_id: str
    store_name: str
    taken_at: str
    taken_by: str
    area: str
    only_open: bool
    with_files: bool
    reports: int
    body_max: int
    missing: tuple[str, ...] = ()

    @property
    def row(self) -> tuple:
        """As the table ``working_copy`` keeps it."""
        return (self.copy_id, self.store_id, self.store_name, self.taken_at, self.taken_by, self.area,
                int(self.only_open), int(self.with_files), self.reports, self.body_max)  # fmt: skip


def origin(connection) -> Taken | None:
    """Where a working copy comes from; None for a store that is none. Raises sqlite3.Error."""
    row = connection.execute(
        "SELECT w.copy_id, w.store_id, w.store_name, w.taken_at, w.taken_by, w.area, w.only_open, w.with_files,"
        " w.reports, w.body_max FROM working_copy w JOIN setting s ON s.name = ? AND s.value = w.copy_id",
        (COPY_ID,),
    ).fetchone()
    return None if row is None else Taken(*row[:6], bool(row[6]), bool(row[7]), *row[8:])


def fill(store: Store, draft: Path, files: Path | None, wanted: Wanted, who: str, feedback=None) -> Taken:
    """Make a working copy under the name ``draft`` (which must not exist), its attachments' files in ``files``.

    The store is read in one transaction. Without ``files`` no attachments come along. Raises KmzbError, Cancelled.
    """
    progress = Progress(feedback)
    if not wanted.unit.strip() and not wanted.area:
        raise KmzbError(tr("Say what to take out: a unit, an area of a layer, or an extent."), code="area")
    made = lifecycle.create_store(draft)
    try:
        with store.connect() as source, made.connect() as target:
            source.set_progress_handler(lambda: int(progress.cancelled), 100_000)
            source.execute("BEGIN")
            try:
                taken = _fill(store, source, target, wanted, who, files, progress)
            finally:
                if source.in_transaction:
                    source.execute("ROLLBACK")
        cells_of = [row[0] for row in _counts(made)]
        if cells_of != [taken.reports]:
            raise KmzbError(tr("The working copy is not whole; nothing was kept of it."), str(cells_of), "copy")
    except sqlite3.Error as error:
        raise refusals.told(error, store, progress) from error
    return taken


def _counts(made: Store) -> list:
    with made.connect() as connection:
        return connection.execute("SELECT count(*) FROM report").fetchall()


def _fill(store: Store, source, target, wanted: Wanted, who: str, files: Path | None, progress: Progress) -> Taken:
    if origin(source) is not None:
        raise KmzbError(
            tr("{path} is a working copy itself. Take reports out of the store that it comes from.", path=store.path),
            code="working-copy",
        )
    progress.say(tr("Choosing the reports…"))
    count = checkout_area.choose(source, wanted)
    if not count:
        raise KmzbError(tr("No report lies there: there is nothing to take out."), code="empty")
    progress.percent(10)
    (store_id,) = source.execute("SELECT value FROM setting WHERE name = ?", (STORE_ID,)).fetchone()
    (body_max,) = source.execute("SELECT coalesce(max(id), 0) FROM body").fetchone()
    target.execute("BEGIN IMMEDIATE")
    with transfer.without_triggers(target):
        for table in _LISTS:
            transfer.empty(target, table)
            transfer.copy(source, target, table)
        _settings(source, target)
        box = checkout_area.bounds(source, wanted)
        transfer.copy(source, target, "unit", _NEAR if box else "", box or ())
        for number, (table, tail, but) in enumerate(_TABLES):
            step = transfer.stepper(progress, 15 + 7 * number, 22 + 7 * number, count)
            transfer.copy(source, target, table, tail, (), but, step)
        if files is not None:
            transfer.copy(source, target, "attachment", f"{_OF_REPORT} ORDER BY t.fid")
        now = warsaw.to_text(warsaw.now())
        words = wanted.words or wanted.unit
        name = getattr(store.path, "name", str(store.path))
        taken = Taken(
            str(uuid.uuid4()), store_id, name, now, who, words, wanted.only_open, files is not None, count, body_max
        )
        target.execute(_REGISTER, taken.row)
        target.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (COPY_ID, taken.copy_id))
        _remember(target)
        for table, extent in (("report", _EXTENT), ("unit", _EXTENT.replace("report", "unit"))):
            values = (*target.execute(extent).fetchone(), table)
            target.execute(
                "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) = (?, ?, ?, ?) WHERE table_name = ?", values
            )
    progress.percent(80)
    target.execute("COMMIT")
    cells.count_anew(target)
    return Taken(
        *taken.row[:6], taken.only_open, taken.with_files, count, body_max, _files(store, target, files, progress)
    )


def _files(store: Store, target, files: Path | None, progress: Progress) -> tuple[str, ...]:
    if files is None:
        return ()
    rows = target.execute("SELECT path, removed_at IS NOT NULL FROM attachment WHERE sha256 <> '' ORDER BY fid")
    wanted = [(path, bool(removed)) for path, removed in rows]
    try:
        return tuple(attachment_copies.copy_files(store.path, wanted, files, progress))
    except OSError as error:
        raise KmzbError(
            tr("The attachments cannot be copied: {reason}.", reason=reason(error)), code="files"
        ) from error


def _settings(source, target) -> None:
    rows = source.execute("SELECT name, value FROM setting").fetchall()
    target.executemany(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [tuple(row) for row in rows if row[0] not in _OWN],
    )


def _remember(target) -> None:
    """Note the version and fingerprint of each row as it is taken out."""
    last = {row[0]: tuple(row[1:]) for row in target.execute(_LAST)}
    rows = target.execute(_all_reports()).fetchall()
    target.executemany(_TAKEN, [_taken_report(row, last) for row in rows])
    target.execute(
        "INSERT INTO taken_row (kind, row_id, report_id, version, digest)"
        " SELECT 'hand_over', id, report_id, version, '' FROM hand_over ORDER BY fid"
    )
    target.execute(
        "INSERT INTO taken_row (kind, row_id, report_id, version, digest)"
        " SELECT 'attachment', id, report_id, removed_at IS NOT NULL, '' FROM attachment ORDER BY fid"
    )


def _all_reports() -> str:
    return _REPORTS.replace("@columns", ", ".join(REPORT.columns))


def _taken_report(row: tuple, last: dict) -> tuple:
    state = dict(zip(REPORT.columns, row[2:]))
    mark = digest(REPORT, state, last.get(row[0], ()))
    return "report", row[0], row[0], row[1], mark, state["plane"], state["reference"]


def register(store: Store, taken: Taken) -> tuple[int, str]:
    """Note in the store that the copy was taken; returns how many others were taken before, and who took the last one.

    A read-only store notes nothing. Raises KmzbError.
    """
    try:
        with store.connect() as connection:
            before = connection.execute("SELECT taken_by FROM working_copy ORDER BY fid DESC").fetchall()
            if not store.read_only:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_REGISTER, taken.row)
                connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise refusals.explain(error) from error
    return len(before), before[0][0] if before else ""
