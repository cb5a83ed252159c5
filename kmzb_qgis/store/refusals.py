"""The database's refusal codes as sentences. The codes are raised by the triggers in ``migrations/``."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import date

from ..catalogue import load, warsaw
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from ..toolbelt.reasons import kind, words
from .postgres import sentences
from .postgres import words_of_rights as rights
from .store import Store

_CODE = re.compile(r"KMZB-(4\d\d)\b")


def explain(problem: Exception | str, store: Store | None = None, fid: int | None = None) -> KmzbError:
    """The error to show for a database's message; with a store and a report's fid, 409 says who changed it and when.

    A message without a known code comes back as it is, under a general sentence. ``problem``: an error of the store's
    connection, or its text.
    """
    text = str(problem)
    found = _CODE.search(text)
    if found is None and getattr(problem, "sentence", ""):  # a database's, in the user's language already
        why = reason(problem)
        return KmzbError(
            tr("The store could not be written: {reason}. Nothing was saved.", reason=why), code="database"
        )
    if found is None:
        return _without_code(text)
    code = found.group(0)
    if code == "KMZB-409":
        return KmzbError(_changed_by(store, fid), code=code)
    sentence = _finer(text) or _sentences(*_limits(store)).get(code)
    if sentence is None:
        return KmzbError(tr("The store refused the change."), text, code)
    return KmzbError(sentence, code=code)


def told(error: sqlite3.Error, store: Store, progress: Progress) -> KmzbError:
    """Why a job that writes the store as a whole or not at all stopped: a failure of the database as a sentence."""
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
        tr("The store {path} could not be written: {why}. Nothing was changed.", path=store.path, why=reason(error)),
        code="store",
    )


def _limits(store: Store | None) -> tuple[str, date]:
    """The most characters of a description and the earliest day of a report: a store's own, else the catalogue's."""
    rules = load().rules
    most, earliest = str(rules["description_max"]), date.fromisoformat(rules["earliest_report"])
    if store is not None:
        with suppress(sqlite3.Error, KmzbError, TypeError, ValueError), store.connect() as connection:
            own = dict(connection.execute("SELECT name, value FROM setting"))
            most = own.get("description_max", most)
            if "earliest_report" in own:
                earliest = warsaw.day_of(warsaw.from_text(own["earliest_report"]))
    return most, earliest


def _sentences(most: str, earliest: date) -> dict[str, str]:
    catalogue = load()
    return {
        "KMZB-401": tr("The category is missing or not one of the catalogue's."),
        "KMZB-402": tr("The status is missing or not one of the catalogue's."),
        "KMZB-403": tr("A report cannot go from its stored status to this one."),
        "KMZB-404": tr(
            "A new report begins with the status '{name}'.",
            name=" / ".join(s.name for s in catalogue.next_statuses(None)),
        ),
        "KMZB-405": tr("The category was not offered on the day of the report."),
        "KMZB-406": tr("The description is longer than {limit} characters.", limit=most),
        "KMZB-407": tr("This category needs a description."),
        "KMZB-408": tr("The report's date lies in the future."),
        "KMZB-410": tr(
            "The report's date is earlier than {day}.",
            day=warsaw.shown_day(earliest),
        ),
        "KMZB-411": tr("The point lies outside Poland. Coordinates are in EPSG:2180."),
        "KMZB-412": tr("Reopening a report needs a reason."),
        "KMZB-413": tr("The reason does not belong to the status."),
        "KMZB-414": tr("Reports are never deleted. Close the report with a status instead."),
        "KMZB-415": tr("A report's identifiers never change."),
        "KMZB-416": tr("The plane must be 1 (police systems), 2 (direct contact) or 3 (internet)."),
        "KMZB-417": tr("A date is missing or not a date with a time."),
        "KMZB-418": tr("The version of a report is kept by the store and cannot be set."),
        "KMZB-419": tr("The history is kept by the store and cannot be changed."),
        "KMZB-420": tr("Another report has this number already."),
        "KMZB-428": tr(
            "The program did not say which version of the report it read. Open the layer with the KMZB plugin."
        ),
        "KMZB-431": tr("The last change of this report was not a decision on its status: there is nothing to undo."),
        "KMZB-432": tr("Somebody else made the last decision on this report: only that person can undo it."),
        "KMZB-433": tr("The last decision on this report can no longer be undone: it was made too long ago."),
        "KMZB-434": tr("The attachment is of a kind or size that is not taken."),
        "KMZB-435": tr("The path of the attachment leads out of the store's folder of attachments, or is taken."),
        "KMZB-436": tr("The attachment belongs to no report of the store."),
        "KMZB-437": tr("Attachments are never changed or deleted; they can only be marked as removed."),
        "KMZB-443": tr("The report that this one repeats is not in the store."),
        "KMZB-444": tr("A report cannot repeat itself."),
        "KMZB-445": tr("The other report repeats this one already: take that link off first."),
        "KMZB-446": tr("What links between reports changed is kept by the store and cannot be set."),
        "KMZB-447": tr("Only an erasure blanks texts of the history, and it changes nothing else."),
        "KMZB-448": tr("The record of erasures is kept by the store and cannot be changed."),
        "KMZB-449": tr("This attachment was erased; add a new one."),
        "KMZB-430": tr("The save was refused as a whole; nothing was saved."),
        "KMZB-438": tr("The body is not in the list of bodies, or is marked there as no longer valid."),
        "KMZB-439": tr("Only a confirmed report, or one that is handed over already, can be handed over."),
        "KMZB-440": tr("A day of the hand-over is not a day of the calendar."),
        "KMZB-441": tr("A hand-over is never deleted and never goes to another report or body. Cancel it instead."),
        "KMZB-442": tr("An answer needs its day and an outcome."),
        "KMZB-451": tr("Closing a report needs a public reason of its status."),
        "KMZB-452": tr(
            "The public reason holds a PESEL number or an e-mail address. Everybody can read it: take that out."
        ),
        **rights.sentences(),
        "KMZB-453": tr("The record of check-ins is kept by the store and cannot be changed."),
        "KMZB-450": tr("What the service last said is kept by the store and cannot be changed."),
    }


def _finer(text: str) -> str:
    """What a refusal that has several causes means in this case; empty where its code says all."""
    return {
        "KMZB-438 a body needs a name": lambda: tr("A body needs a name."),
        "KMZB-438 a body needs a kind of the list": lambda: tr("A body needs a kind of the list."),
        "KMZB-438 days for an answer are 0 to 3650": lambda: tr(
            "The days for an answer are a whole number up to 3650."
        ),
        "KMZB-438 valid is 0 or 1": lambda: tr("Whether a body is valid is 0 or 1."),
        "KMZB-439 unknown report": lambda: tr("There is no such report in the store."),
        "KMZB-439 with this body already": lambda: tr(
            "The report was handed over to this body already, and its answer is waited for."
        ),
        "KMZB-440 a day in the future": lambda: tr("A day of the hand-over lies in the future."),
        "KMZB-440 handed over before it was reported": lambda: tr(
            "The day of the hand-over is earlier than the day of the report."
        ),
        "KMZB-440 answered before it was handed over": lambda: tr(
            "The day of the answer, or the day until which it is due, is earlier than the day of the hand-over."
        ),
        "KMZB-441 the body has hand-overs": lambda: tr(
            "Reports were handed over to this body, so it stays in the list. Mark it as no longer valid instead."
        ),
        "KMZB-441 the number of a body never changes": lambda: tr("The number of a body never changes."),
        "KMZB-441 another hand-over has this number": lambda: tr("Another hand-over has this number already."),
        "KMZB-441 add and remove categories of a body": lambda: tr(
            "A line of a body's categories is not changed: add another one and remove this."
        ),
        "KMZB-442 cancelled and answered": lambda: tr("A hand-over is either cancelled or answered."),
        "KMZB-442 a cancellation needs a reason": lambda: tr("Cancelling a hand-over needs a reason."),
        "KMZB-442 the hand-over is cancelled": lambda: tr("The hand-over is cancelled and takes no answer any more."),
        "KMZB-442 only an answer closes a report": lambda: tr(
            "Only the answer that the threat was removed can close a report."
        ),
        "KMZB-442 the answer has closed the report": lambda: tr(
            "The answer has closed the report. Reopen the report instead."
        ),
    }.get(text.strip(), lambda: "")()


def _without_code(text: str) -> KmzbError:
    if "locked" in text or "busy" in text:
        return KmzbError(
            tr("Another program is writing to the store. Nothing was saved; try again in a moment."), text, "locked"
        )
    if "ST_" in text and "no such function" in text:
        return KmzbError(
            tr("This program cannot write places to the store: it lacks SQLite's spatial functions."), text
        )
    unique = re.search(r"UNIQUE constraint failed: report\.(\w+)", text)
    if unique:
        column = {
            "id": lambda: tr("Public id"),
            "service_id": lambda: "OBJECTID",
            "reference": lambda: tr("Reference"),
        }.get(unique.group(1), lambda: unique.group(1))()
        return KmzbError(tr("Another report has the same value of '{column}' already.", column=column), text, "unique")
    if sentences.is_one(text):
        return KmzbError(
            tr("The store could not be written: {reason}. Nothing was saved.", reason=text), code="database"
        )
    why = words(text)
    if why:
        return KmzbError(
            tr("The store could not be written: {reason}. Nothing was saved.", reason=why), text, kind(text)
        )
    return KmzbError(tr("The store refused the change."), text)


def _changed_by(store: Store | None, fid: int | None) -> str:
    unknown = tr(
        "Someone else changed this report since you opened it. Nothing was saved; reload the report and try again."
    )
    if store is None or fid is None:
        return unknown
    try:
        with store.connect() as connection:
            return changed_by(connection, fid) or unknown
    except sqlite3.Error:
        return unknown


def changed_by(connection: sqlite3.Connection, fid: int) -> str:
    """Who changed a report last and when, as the sentence of 409; empty where the history has nothing."""
    row = connection.execute(
        "SELECT h.changed_by, h.changed_at, h.origin, r.reference, r.service_id FROM report r"
        " JOIN report_history h ON h.report_id = r.id WHERE r.fid = ? ORDER BY h.version DESC, h.fid DESC LIMIT 1",
        (fid,),
    ).fetchone()
    if row is None:
        return ""
    who, instant, origin, reference, service_id = row
    if origin == "import":
        who = tr("an import")
    return tr(
        "Report {report} was changed by {who} at {when} since you opened it. Nothing was saved;"
        " reload it and try again.",
        report=reference or service_id or fid,
        who=who or tr("an unknown person"),
        when=warsaw.shown(warsaw.from_text(instant)),
    )
