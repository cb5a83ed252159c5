"""Hand-overs recorded, answered and cancelled: each one transaction, all or nothing. The rules are the database's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import refusals
from .store import Store, hold, repeated

PLACE = "{n}"  # in a number: counts the hand-overs of one order, from 1 on
OUTCOMES = ("removed", "planned", "refused", "not_competent", "other")
MISTAKE = 42  # the catalogue's reason for reopening: an oversight put right
_MEANT = (
    "SELECT fid, id, coalesce(nullif(trim(reference), ''), service_id || '', fid || ''), version FROM report WHERE"
    " id = :t OR reference = :t OR (service_id = :n AND coalesce(trim(reference), '') = '')"
    " OR (fid = :n AND service_id IS NULL AND coalesce(trim(reference), '') = '')"
)
_ANSWER = (
    "UPDATE hand_over SET answered_on = ?, outcome = ?, answer = ?, closes_report = ?, modified_by = ?,"
    " base_version = ? WHERE fid = ?"
)
_RENUMBER = "UPDATE hand_over SET number = ?, answer_due = ?, modified_by = ?, base_version = ? WHERE fid = ?"
_CANCEL = "UPDATE hand_over SET cancelled_on = ?, cancel_reason = ?, modified_by = ?, base_version = ? WHERE fid = ?"
_NOTE = "UPDATE report SET note = ?, modified_by = ?, base_version = ? WHERE fid = ?"
_SHEET = "UPDATE hand_over SET sheet = ?, base_version = ? WHERE fid = ?"
_REPORT_OF = "SELECT r.fid FROM report r JOIN hand_over h ON h.report_id = r.id WHERE h.fid = ?"
_DIGITS = 19


@dataclass(frozen=True)
class Named:
    """A report: row, public id, the number that the map shows, and its version now."""

    fid: int
    id: str
    number: str
    version: int


@dataclass(frozen=True)
class Order:
    """One letter or several, to one body. ``versions``: by fid what was read; what is missing is not compared.

    ``note`` is added to the inner note of each report, as a change of its own before: an undo takes the letter back.
    """

    fids: tuple[int, ...]
    body_id: int
    who: str
    handed_on: date | None = None  # today in Warsaw
    number: str = ""
    answer_due: date | None = None  # by the body's days
    reason_id: int | None = None  # by the body's kind
    reason_text: str = ""
    versions: dict[int, int] | None = None
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """What a body said. ``closes``: the report becomes 'wyeliminowane', where outcome and setting allow that."""

    answered_on: date
    outcome: str
    text: str = ""
    closes: bool = False


def outcome_words() -> dict[str, str]:
    """The outcomes of an answer, in words."""
    return {
        "removed": tr("Threat removed"),
        "planned": tr("Work planned"),
        "refused": tr("Refused"),
        "not_competent": tr("Not responsible for it"),
        "other": tr("Other answer"),
    }


def named(connection: sqlite3.Connection, texts: Iterable[str]) -> list[Named]:
    """The reports of these numbers (as the map shows them) or public ids, each once. Raises KmzbError."""
    found: dict[int, Named] = {}
    for text in (text.strip().lstrip("#") for text in texts):
        if not text:
            continue
        number = int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None
        rows = [Named(*row) for row in connection.execute(_MEANT, {"t": text, "n": number})]
        if not rows:
            raise KmzbError(tr("There is no report '{report}'.", report=text), code="report")
        exact = [row for row in rows if row.id == text]
        if len(rows) > 1 and not exact:
            raise KmzbError(
                tr(
                    "Several reports have the number '{report}'. Give the public id: {ids}.",
                    report=text,
                    ids=", ".join(row.id for row in rows),
                ),
                code="report",
            )
        one = (exact or rows)[0]
        found[one.fid] = one
    return list(found.values())


@repeated
def hand_over(store: Store, order: Order, feedback=None) -> list[int]:
    """Record hand-overs with their reports; the fids of the new rows, in the order of the reports.

    Raises KmzbError that names the report which was refused, Cancelled where stopped: then nothing was recorded.
    """
    if not order.fids:
        raise KmzbError(tr("Choose at least one report."), code="report")
    progress, made = Progress(feedback), []
    with _writing(store) as connection:
        hold(connection, order.fids)  # read after that, so that the second of two officers meets what the first wrote
        for position, fid in enumerate(dict.fromkeys(order.fids), 1):
            progress.check()
            report = connection.execute("SELECT id, version, note FROM report WHERE fid = ?", (fid,)).fetchone()
            identifier, version, there = report or (None, None, None)
            version = (order.versions or {}).get(fid, version)
            try:
                if order.note.strip() and report is not None:
                    note = "\n".join(part for part in ((there or "").rstrip(), order.note.strip()) if part.strip())
                    connection.execute(_NOTE, (note, order.who, version, fid))
                    version = connection.execute("SELECT version FROM report WHERE fid = ?", (fid,)).fetchone()[0]
                cursor = connection.execute(
                    "INSERT INTO hand_over (report_id, body_id, handed_on, number, prepared_by, answer_due, reason_id,"
                    " reason_text, base_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        identifier,
                        order.body_id,
                        _iso(order.handed_on),
                        order.number.replace(PLACE, str(position)),
                        order.who,
                        _iso(order.answer_due),
                        order.reason_id,
                        order.reason_text or None,
                        version,
                    ),
                )
            except sqlite3.Error as error:
                raise _refused(store, connection, error, fid) from error
            made.append(cursor.lastrowid)
            progress.percent(100 * position / len(order.fids))
        progress.check()
    return made


def answer(store: Store, fid: int, given: Answer, who: str, version: int | None = None) -> None:
    """Record or correct an answer; ``version``: the hand-over's that was read. Raises KmzbError."""
    values = (_iso(given.answered_on), given.outcome, given.text, int(given.closes), who)
    _change(store, fid, version, _ANSWER, values)


def renumber(
    store: Store, fid: int, number: str, answer_due: date | None, who: str, version: int | None = None
) -> None:
    """Correct the number of a hand-over and the day until which its answer is due. Raises KmzbError."""
    _change(store, fid, version, _RENUMBER, (number, _iso(answer_due), who))


def cancel(
    store: Store, fid: int, on: date, why: str, who: str, reopen: bool = False, version: int | None = None
) -> None:
    """Cancel a hand-over that was a mistake; ``reopen``: the report goes back to verification. Raises KmzbError."""
    _change(store, fid, version, _CANCEL, (_iso(on), why, who), reopen)


def keep_sheet(store: Store, fid: int, path: str) -> None:
    """Note where a sheet lies: relative to the store's folder, with '/'. Raises KmzbError."""
    _change(store, fid, None, _SHEET, (path,))


@repeated
def _change(store: Store, fid: int, version: int | None, statement: str, values: tuple, reopen: bool = False) -> None:
    with _writing(store) as connection:
        hold(connection, [fid for (fid,) in connection.execute(_REPORT_OF, (fid,))])
        row = connection.execute(
            "SELECT r.fid, r.version, h.version, s.key, s.name FROM hand_over h"
            " LEFT JOIN report r ON r.id = h.report_id LEFT JOIN status s ON s.id = r.status_id WHERE h.fid = ?",
            (fid,),
        ).fetchone()
        if row is None:
            raise KmzbError(tr("There is no such hand-over in the store."), code="hand-over")
        report, base, now, status, words = row
        if version is not None and version != now:
            raise KmzbError(
                tr("Someone else changed this hand-over since you opened it. Nothing was saved; look at it again."),
                code="KMZB-409",
            )
        if reopen and status != "przekazane":  # the letter's version does not tell that somebody closed the report
            raise KmzbError(
                tr(
                    "The report of this hand-over is not handed over any more but '{status}', so it cannot go back to"
                    " verification with it. Nothing was saved.",
                    status=words or "",
                ),
                code="reopen",
            )
        try:
            connection.execute(statement, (*values, base, fid))
            if reopen:
                connection.execute(
                    "UPDATE report SET status_id = (SELECT id FROM status WHERE key = 'weryfikacja'), reason_id = ?,"
                    " reason_text = '', handed_to = NULL, modified_by = ?, base_version = ? WHERE fid = ?",
                    (MISTAKE, values[-1], base, report),
                )
        except sqlite3.Error as error:
            raise _refused(store, connection, error, report) from error


class _writing:  # noqa: N801 - used as a context manager only
    """A connection in one transaction under the write lock: committed at the end, rolled back on whatever is raised."""

    def __init__(self, store: Store):
        if store.read_only:
            raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
        self._held = store.connect()

    def __enter__(self) -> sqlite3.Connection:
        self._connection = self._held.__enter__()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._held.__exit__(None, None, None)
            raise refusals.explain(error) from error
        return self._connection

    def __exit__(self, kind, error, trace) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
            elif self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as failed:
            raise refusals.explain(failed) from failed
        finally:
            self._held.__exit__(None, None, None)
        if isinstance(error, sqlite3.Error):
            raise refusals.explain(error) from error


def _refused(store: Store, connection: sqlite3.Connection, error: sqlite3.Error, fid: int | None) -> KmzbError:
    """The sentence of a refusal, with the number of the report that it is about."""
    refusal = refusals.explain(error, store, fid)
    row = connection.execute(
        "SELECT coalesce(nullif(trim(reference), ''), service_id || '', fid || '') FROM report WHERE fid = ?",
        (fid,),
    ).fetchone()
    if row is None or refusal.code == "KMZB-409":
        return refusal
    return KmzbError(
        tr("Report {report}: {sentence} Nothing was recorded.", report=row[0], sentence=refusal.message),
        refusal.details,
        refusal.code,
    )


def read_error(error: sqlite3.Error) -> KmzbError:
    """Why the hand-overs could not be read."""
    return KmzbError(tr("The hand-overs cannot be read: {reason}.", reason=reason(error)))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
