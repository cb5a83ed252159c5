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
from .store import Store

_CODE = re.compile(r"KMZB-(4\d\d)\b")


def explain(text: str, store: Store | None = None, fid: int | None = None) -> KmzbError:
    """The error to show for a database's message; with a store and a report's fid, 409 says who changed it and when.

    A message without a known code comes back as it is, under a general sentence.
    """
    text = str(text)
    found = _CODE.search(text)
    if found is None:
        return _without_code(text)
    code = found.group(0)
    if code == "KMZB-409":
        return KmzbError(_changed_by(store, fid), code=code)
    sentence = _sentences(*_limits(store)).get(code)
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
        "KMZB-430": tr("The save was refused as a whole; nothing was saved."),
    }


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
