"""The list of a check-in's conflicts: for a spreadsheet, with a column to decide in, which is read again."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt import harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import functions
from .checkin import Brought
from .checkin_compare import BOTH, INSIDE, MINE, Conflict

NAMES = {
    "status_id": "SELECT id, name FROM status",
    "category_id": "SELECT id, name FROM category",
    "reason_id": "SELECT id, name FROM closing_reason",
    "handed_to": "SELECT id, name FROM body",
    "duplicate_of": "SELECT id, coalesce(reference, CAST(service_id AS TEXT), CAST(fid AS TEXT)) FROM report"
    " WHERE id = ?",
}
_MOST = 10_000_000  # characters of a list that is read


def columns() -> dict[str, str]:
    """What a person calls the columns."""
    return {
        "": tr("(the whole row)"),
        "geom": tr("Place (EPSG:2180)"), "category_id": tr("Category"), "status_id": tr("Status"),
        "description": tr("Description"), "reported_at": tr("Reported"), "event_at": tr("Event"),
        "part_of_day": tr("Part of the day"), "days_of_week": tr("Days of the week"), "teryt": tr("TERYT"),
        "unit_id": tr("Unit"), "officer": tr("Officer"), "handed_to": tr("Handed over to"),
        "reason_id": tr("Public reason"), "reason_text": tr("Public reason in own words"), "note": tr("Inner note"),
        "publish_plane2": tr("Publish (plane 2)"), "duplicate_of": tr("Repeats the report"), "plane": tr("Plane"),
        "reference": tr("Reference"), "handed_on": tr("Handed over on"), "number": tr("Number of the letter"),
        "answer_due": tr("Answer due"), "answered_on": tr("Answered on"), "outcome": tr("Outcome"),
        "answer": tr("Answer"), "cancelled_on": tr("Cancelled on"), "cancel_reason": tr("Why cancelled"),
        "closes_report": tr("Closes the report"),
    }  # fmt: skip


def kinds() -> dict[str, str]:
    """What a person calls the rows."""
    return {"report": tr("Report"), "hand_over": tr("Hand-over"), "attachment": tr("Attachment")}


def choices() -> dict[str, str]:
    """The decisions in words."""
    return {MINE: tr("take theirs"), INSIDE: tr("keep here"), BOTH: tr("both")}


def head() -> list[str]:
    """The columns of :func:`cells`."""
    return [
        tr("Decision"), tr("Report"), tr("What"), tr("Column"), tr("When taken out"), tr("There"), tr("Here"),
        tr("Changed there by"), tr("When changed there"), tr("Changed here by"), tr("When changed here"), tr("Why"),
        tr("Possible decisions"), tr("Key (do not change)"),
    ]  # fmt: skip


class Words:
    """Values of conflicts in words, by the lists of the store."""

    def __init__(self, connection: sqlite3.Connection, found: Brought):
        self._lists = {
            name: dict(map(tuple, connection.execute(text))) for name, text in NAMES.items() if "?" not in text
        }
        ids = {value for one in (*found.conflicts, *found.told) if one.column == "duplicate_of"
               for value in (one.taken, one.there, one.inside) if value}  # fmt: skip
        rows = {value: connection.execute(NAMES["duplicate_of"], (value,)).fetchone() for value in ids}
        self._lists["duplicate_of"] = {value: row[1] for value, row in rows.items() if row}
        self._numbers, self._columns, self._kinds = found.numbers or {}, columns(), kinds()

    def number(self, one: Conflict) -> str:
        """What people call the report."""
        return str(self._numbers.get(one.report_id, one.report_id))

    def what(self, one: Conflict) -> str:
        """Report, hand-over or attachment."""
        return self._kinds.get(one.kind, one.kind)

    def column(self, one: Conflict) -> str:
        """The column's name."""
        return self._columns.get(one.column, one.column)

    def value(self, name: str, value) -> str:
        """A value as a person reads it."""
        if value is None or value == "":
            return ""
        if name in self._lists:
            return str(self._lists[name].get(value, value))
        if name == "geom":
            box = functions.envelope(value)
            return "" if box is None else f"{box[0]:.1f} {box[2]:.1f}"
        if name in ("reported_at", "event_at"):
            return moment(value)
        if name in ("publish_plane2", "closes_report"):
            return tr("yes") if value else tr("no")
        return str(value)

    def cells(self, one: Conflict, choice: str = "") -> list[str]:
        """A row of the list."""
        possible = choices()
        values = [self.value(one.column, value) for value in (one.taken, one.there, one.inside)]
        return [
            possible.get(choice, ""), self.number(one), self.what(one), self.column(one), *values,
            one.there_by[0], moment(one.there_by[1]), one.inside_by[0], moment(one.inside_by[1]), one.why,
            " / ".join(possible[name] for name in one.choices), one.key if one.choices else "",
        ]  # fmt: skip


def moment(instant: str) -> str:
    """An instant as stored in Warsaw's time; nothing for none."""
    try:
        return warsaw.shown(warsaw.from_text(instant)) if instant else ""
    except ValueError:
        return str(instant)


def write(path: Path, connection, found: Brought, decided: dict[str, str] | None = None) -> None:
    """Write the list as CSV with UTF-8's mark, for a spreadsheet; it has its name only when whole. Raises KmzbError."""
    words, decided = Words(connection, found), decided or {}
    leftovers.forget(path.parent, path.name)
    part = path.with_name(leftovers.part_name(path.name))
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            lines = harmless.sheet(file)
            lines.writerow(head())
            for one in (*found.conflicts, *found.told):
                lines.writerow(harmless.row(words.cells(one, decided.get(one.key, ""))))
        part.replace(path)
    except OSError as error:
        leftovers.discard(part)
        raise KmzbError(
            tr("The list '{name}' cannot be written: {why}.", name=path, why=reason(error)), code="list"
        ) from error


def read(path: Path) -> dict[str, str]:
    """The decisions of a list, by key: what stands in its first column, the key in its last. Empty ones are none.

    Read whatever separator a spreadsheet wrote. Raises KmzbError where it is no such list, or a decision is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(_MOST)
    except (OSError, UnicodeDecodeError) as error:
        raise KmzbError(tr("The list '{name}' cannot be read: {why}.", name=path, why=reason(error))) from error
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    if first.count(separator) != len(head()) - 1:
        raise KmzbError(tr("'{name}' is no list of a check-in: it has other columns.", name=path))
    found = {}
    for number, row in enumerate(_rows(text, separator, path), 2):
        if len(row) == len(head()) and row[0].strip() and row[-1].strip():
            found[harmless.uncell(row[-1]).strip()] = _choice(row[0], number)
    return found


def _rows(text: str, separator: str, path: Path) -> Iterable[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))[1:]
    except csv.Error as error:
        raise KmzbError(tr("'{name}' is no list of a check-in: it has other columns.", name=path)) from error


def _choice(word: str, line: int) -> str:
    """A decision by its word, in this language or as the program writes it."""
    word = word.strip().casefold()
    for name, text in choices().items():
        if word in (name, text.casefold()):
            return name
    raise KmzbError(
        tr(
            "Line {line} of the list says '{word}'. It takes: {words}.",
            line=line,
            word=word,
            words=", ".join(choices().values()),
        )
    )


def summary(found: Brought) -> list[str]:
    """What came in, in sentences."""
    if not found.came:
        lines = [tr("There was nothing to bring in.")]
    elif found.rehearsed:
        lines = [tr("This was a trial: nothing was changed. To come in:")]
    else:
        lines = [tr("Came in:")]
    lines += [words for count, words in (
        (found.changed, tr("%n report(s) changed there", n=found.changed)),
        (found.new, tr("%n new report(s)", n=found.new)),
        (found.hand_overs, tr("%n hand-over(s)", n=found.hand_overs)),
        (found.attachments, tr("%n attachment(s)", n=found.attachments)),
        (found.bodies, tr("%n new institution(s) in the list of bodies", n=found.bodies)),
    ) if count]  # fmt: skip
    waiting = len({one.report_id for one in found.conflicts})
    if waiting:
        lines.append(tr("To be decided, and not brought in yet: %n report(s).", n=waiting))
    if found.told:
        lines.append(tr("Left out, as erased: %n text(s).", n=len(found.told)))
    if found.imported:
        lines.append(tr("Left out: %n report(s) of imports there. Import here.", n=found.imported))
    return lines


def sentence(found: Brought) -> str:
    """What :func:`summary` tells, in one line."""
    first, *rest = summary(found)
    return f"{first} {' · '.join(rest)}".strip()
