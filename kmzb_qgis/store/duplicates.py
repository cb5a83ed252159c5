"""Duplicates: reports linked to the one they repeat, and unlinked. The rules are the database's: docs/duplicates.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import contextmanager

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .refusals import explain
from .store import Store, hold, repeated

_LINK = "UPDATE report SET duplicate_of = ?, base_version = ?, modified_by = ? WHERE fid = ?"
_NOTE = "UPDATE report SET note = ?, base_version = ?, modified_by = ? WHERE fid = ?"
_NAMED = (  # each part through an index
    "SELECT fid FROM report WHERE reference = :text"
    " UNION SELECT fid FROM report WHERE service_id = :number AND reference IS NULL"
    " UNION SELECT fid FROM report WHERE fid = :number AND reference IS NULL AND service_id IS NULL"
)
_ROW = (
    "SELECT d.fid, d.version, d.duplicate_of, m.fid FROM report d LEFT JOIN report m ON m.id = d.duplicate_of"
    " WHERE d.fid = ?"
)


@repeated
def link(
    store: Store, fids: Iterable[int], master: int, who: str, base_versions: dict[int, int] | None = None
) -> dict[int, int | None]:
    """Say that reports repeat ``master`` (numbers in the store), all of them or none; a master's own come along.

    Closes nothing by itself. Returns what each repeated before (None: nothing), for :func:`undo`. ``base_versions``:
    the versions that the caller had read, by number; those of this moment where it says none. Raises KmzbError.
    """
    wanted = [int(fid) for fid in dict.fromkeys(fids)]
    before: dict[int, int | None] = {}
    with _writing(store) as (connection, told):
        hold(connection, [*wanted, master], links=True)
        (target,) = told(master, connection.execute, "SELECT id FROM report WHERE fid = ?", (master,)).fetchone() or (
            None,
        )
        if target is None:
            raise KmzbError(tr("The report {report} is not in the store any more.", report=master), code="report")
        for fid in wanted:
            before[fid] = _relink(connection, told, fid, target, who, base_versions or {})
    return before


@repeated
def unlink(store: Store, fids: Iterable[int], who: str) -> dict[int, int | None]:
    """Take links off, all or none; what they changed comes back. Returns what each repeated, for :func:`undo`."""
    before: dict[int, int | None] = {}
    wanted = [int(fid) for fid in dict.fromkeys(fids)]
    with _writing(store) as (connection, told):
        hold(connection, wanted, links=True)
        for fid in wanted:
            before[fid] = _relink(connection, told, fid, None, who, {})
    return before


@repeated
def undo(store: Store, before: dict[int, int | None], who: str) -> None:
    """Bring reports back to what they repeated before a :func:`link` or :func:`unlink`: a new, recorded change."""
    with _writing(store) as (connection, told):
        hold(connection, [fid for pair in before.items() for fid in pair if fid is not None], links=True)
        for fid, master in before.items():
            target = None
            if master is not None:
                (target,) = connection.execute("SELECT id FROM report WHERE fid = ?", (master,)).fetchone()
            _relink(connection, told, fid, target, who, {})


@repeated
def add_note(store: Store, fid: int, text: str, who: str) -> None:
    """Add what somebody said again to the note of a report that is there, under Warsaw's date; nothing is replaced.

    Raises KmzbError, also where there is no text.
    """
    text = text.strip()
    if not text:
        raise KmzbError(tr("There is nothing to add: write what was said first."), code="empty")
    with _writing(store) as (connection, told):
        hold(connection, [fid])
        found = connection.execute("SELECT note, version FROM report WHERE fid = ?", (fid,)).fetchone()
        if found is None:
            raise KmzbError(tr("The report {report} is not in the store any more.", report=fid), code="report")
        said = tr("{when}, reported again: {text}", when=warsaw.shown(warsaw.now()), text=text)
        note = f"{found[0]}\n{said}" if found[0] else said
        told(fid, connection.execute, _NOTE, (note, found[1], who, fid))


def numbered(store: Store, numbers: Iterable[str]) -> list[int]:
    """The reports (numbers in the store) that people call so: reference, else OBJECTID, else the store's own number.

    Raises KmzbError for a number that no report has, or two.
    """
    found = []
    with store.connect() as connection:
        for number in numbers:
            text = number.lstrip("#").strip()
            plain = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
            rows = connection.execute(_NAMED, {"text": text, "number": plain}).fetchall()
            if not rows:
                raise KmzbError(tr("No report has the number '{number}'.", number=number), code="report")
            if len(rows) > 1:
                raise KmzbError(
                    tr("Two reports have the number '{number}'; nothing was changed.", number=number), code="report"
                )
            found.append(rows[0][0])
    return found


def in_order(connection: sqlite3.Connection, fids: Iterable[int]) -> list[int]:
    """Reports in the order in which to write several: a duplicate before what it repeats.

    The other way round it would have been closed with its master already, and the version that was read be an old one.
    """
    repeats = {
        fid for fid, *_ in connection.execute("SELECT fid FROM report WHERE duplicate_of IS NOT NULL ORDER BY fid")
    }
    return sorted(fids, key=lambda fid: fid not in repeats)


def _relink(connection, told: Callable, fid: int, target: str | None, who: str, versions: dict) -> int | None:
    found = connection.execute(_ROW, (fid,)).fetchone()
    if found is None:
        raise KmzbError(tr("The report {report} is not in the store any more.", report=fid), code="report")
    _, version, now, master = found
    if (now or None) != target:
        told(fid, connection.execute, _LINK, (target, versions.get(fid, version), who, fid))
    return master


@contextmanager
def _writing(store: Store):
    """One transaction; ``told(fid, function, …)`` runs the function and turns a refusal into that report's sentence."""
    if store.read_only:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    refused: list[tuple[int, str]] = []

    def told(fid: int, function, *values):
        try:
            return function(*values)
        except sqlite3.Error as error:
            refused.append((fid, str(error)))
            raise

    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection, told
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        if not refused:
            raise explain(error) from error
        fid, text = refused[0]
        raise _of(store, fid, explain(text, store, fid)) from error


def _of(store: Store, fid: int, error: KmzbError) -> KmzbError:
    """The refusal with the number of the report that it is about."""
    if error.code in ("KMZB-409", "locked"):
        return error
    with store.connect() as connection:
        found = connection.execute(
            "SELECT coalesce(reference, service_id || '', fid || '') FROM report WHERE fid = ?", (fid,)
        ).fetchone()
    number = found[0] if found else fid
    said = tr("Report {number}: {sentence} Nothing was changed.", number=number, sentence=error.message)
    return KmzbError(said, error.details, error.code)
