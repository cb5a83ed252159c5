"""An officer's decisions outside a QGIS edit session: one report or many in one transaction, and undo of the last one.

Every change is an UPDATE that says which version was read and who decides, so that the store's rules, its history and
its comparison of versions hold as for any other client. Where one report is refused, nothing is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import duplicates, refusals
from .store import Store, again, hold

# What a decision may set. Places, dates and numbers are digitized and corrected in the layer.
COLUMNS = frozenset(
    {
        "status_id", "reason_id", "reason_text", "note", "officer", "handed_to", "duplicate_of", "category_id",
        "description", "unit_id", "teryt", "publish_plane2",
    }
)  # fmt: skip
# as the map does
_NAMED = "SELECT coalesce(nullif(trim(reference), ''), service_id || '', fid || '') FROM report WHERE fid = ?"
_UNDO = "INSERT INTO undo_decision (report_fid, base_version, undone_by) VALUES (?, ?, ?)"
_DUPLICATES = (
    "SELECT d.fid, coalesce(nullif(trim(d.reference), ''), d.service_id || '', d.fid || ''), d.status_id,"
    " EXISTS (SELECT 1 FROM report_history x WHERE x.report_id = d.id AND x.action = 'duplicate'"
    " AND x.changed_at >= (SELECT u.changed_at FROM report_history u WHERE u.report_id = m.id AND u.version = m.version"
    " ORDER BY u.fid DESC LIMIT 1) AND x.was_status_id IS NOT x.status_id)"
    " FROM report m JOIN report d ON d.duplicate_of = m.id WHERE m.fid = ? ORDER BY d.fid"
)
TRIES = 4
_STATUS = "SELECT status_id FROM report WHERE fid = ?"


@dataclass(frozen=True)
class Decision:
    """What is to be set on one report: ``base_version`` is the version that was read."""

    fid: int
    base_version: int | None
    changes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """The duplicates that went back with their master, and those that stay as somebody has decided since: numbers."""

    back: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What is to be said of those that stay; empty where none does."""
        if not self.stay:
            return ""
        return tr(
            "These duplicates were decided on since and stay as they are: {reports}.", reports=", ".join(self.stay)
        )


def decide(
    store: Store, fids: Iterable[int], changes: Mapping, base_versions: Mapping[int, int], who: str, feedback=None
) -> None:
    """Set the same columns on reports; all of them or none. ``changes``: values by column, see ``COLUMNS``.

    Raises KmzbError with the sentence of the refusal and the report's number, Cancelled where it was stopped.
    """
    wanted = [Decision(fid, base_versions.get(fid), changes) for fid in dict.fromkeys(fids)]
    with writing(store) as connection:
        apply(connection, wanted, who, store, feedback)


def undo(store: Store, fid: int, who: str, base_version: int | None = None) -> Undone:
    """Take the last decision on a report back, as a new and recorded one. Without ``base_version``: as it is now.

    What moved along with it (duplicates, the letter of a hand-over) goes back too.
    Raises KmzbError: somebody else decided (KMZB-432), it is too long ago (433), there is no decision (431).
    """
    with writing(store) as connection:
        return take_back(connection, fid, who, store, base_version)


@contextmanager
def writing(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection for :func:`apply` and :func:`take_back`; what SQLite refuses becomes a KmzbError."""
    try:
        with store.connect() as connection:
            yield connection
    except sqlite3.Error as error:
        raise refusals.explain(error) from error


class _DryRun(Exception):
    """Ends a trial: what was written is taken back."""


def apply(
    connection,
    decisions: list[Decision],
    who: str,
    store: Store | None = None,
    feedback=None,
    dry_run: bool = False,
) -> None:
    """Write decisions in one transaction of an idle connection; a ``dry_run`` is taken back at its end.

    Raises KmzbError that names the refused report; sqlite3.Error where the store is locked or its disk fails.
    """
    for name in {name for decision in decisions for name in decision.changes} - COLUMNS:
        raise ValueError(f"a decision does not set {name}")
    progress = Progress(feedback)

    def work() -> None:
        hold(connection, [decision.fid for decision in decisions])
        for done, decision in enumerate(_in_order(connection, decisions)):
            if done % 100 == 0:
                progress.percent(100 * done / len(decisions))
                progress.check()
            _write(connection, decision, who, store)
        progress.check()
        if dry_run:
            raise _DryRun

    with suppress(_DryRun):
        _whole(connection, work)
    progress.percent(100)


def take_back(connection, fid: int, who: str, store: Store | None = None, base_version: int | None = None) -> Undone:
    """Undo in one transaction of an idle connection. Raises as :func:`apply` does.

    The rules in the database do all of it, the report's duplicates and hand-over too; this tells what they did.
    """
    told: list[Undone] = []

    def work() -> None:
        hold(connection, [fid])
        row = connection.execute("SELECT version FROM report WHERE fid = ?", (fid,)).fetchone()
        if row is None:
            raise _missing(fid)
        along = [tuple(found) for found in connection.execute(_DUPLICATES, (fid,))]
        try:
            connection.execute(_UNDO, (fid, row[0] if base_version is None else base_version, who))
        except sqlite3.IntegrityError as error:
            raise refused(connection, error, fid, store) from error
        back, stay = [], []
        for duplicate, number, status, moved in along:
            changed = connection.execute(_STATUS, (duplicate,)).fetchone()[0] != status
            if changed or moved:
                (back if changed else stay).append(str(number))
        told.append(Undone(tuple(back), tuple(stay)))

    _whole(connection, work)
    return told[0]


def refused(connection, error: sqlite3.Error, fid: int, store: Store | None = None) -> KmzbError:
    """The refusal of a report as a sentence with the report's number."""
    row = connection.execute(_NAMED, (fid,)).fetchone()
    found = refusals.explain(error, store)
    if found.code == "KMZB-409":  # its own sentence names the report, and who changed it
        return KmzbError(refusals.changed_by(connection, fid) or found.message, code=found.code)
    return KmzbError(
        tr("Report {report}: {refusal}", report=fid if row is None else row[0], refusal=found.message),
        found.details,
        found.code,
    )


def _write(connection, decision: Decision, who: str, store: Store | None) -> None:
    values = {**decision.changes, "modified_by": who, "base_version": decision.base_version}
    statement = " ".join(("UPDATE report SET", ", ".join(f"{name} = ?" for name in values), "WHERE fid = ?"))
    try:
        done = connection.execute(statement, [*values.values(), decision.fid])  # the names are those of COLUMNS
    except sqlite3.IntegrityError as error:
        raise refused(connection, error, decision.fid, store) from error
    if done.rowcount == 0:
        raise _missing(decision.fid)


def _whole(connection, work) -> None:
    """All of it or nothing; where another transaction stood in the way, from the start a few times."""
    for left in reversed(range(TRIES)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            work()
            connection.execute("COMMIT")
            return
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, Cancelled):
                raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled") from None
            if not (left and again(error)):
                raise


def _in_order(connection, decisions: list[Decision]) -> list[Decision]:
    """Duplicates before their masters: these would close them first, and the version that was read be an old one."""
    rank = {fid: n for n, fid in enumerate(duplicates.in_order(connection, [one.fid for one in decisions]))}
    return sorted(decisions, key=lambda one: rank[one.fid])


def _missing(fid: int) -> KmzbError:
    return KmzbError(tr("There is no report with the number {report} in the store.", report=fid), code="report")
