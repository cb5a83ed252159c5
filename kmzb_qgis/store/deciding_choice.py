"""Which reports a bulk change means, and whether each may take the step: looked up before anything is written."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

_COLUMNS = (
    "SELECT fid, coalesce(nullif(trim(reference), ''), service_id || '', fid || ''), version, status_id, note"
    " FROM report WHERE"
)
_BY_ID = f"{_COLUMNS} id = ?"
_BY_NUMBER = (
    f"{_COLUMNS} id = :t OR reference = :t OR (service_id = :n AND coalesce(trim(reference), '') = '')"
    " OR (fid = :n AND service_id IS NULL AND coalesce(trim(reference), '') = '')"
)
_MASTER = (  # of a report that is open: a closed one does not follow
    "SELECT m.fid FROM report d JOIN status s ON s.id = d.status_id AND s.open <> 0"
    " JOIN report m ON m.id = d.duplicate_of WHERE d.fid = ?"
)
_DIGITS = 19  # what SQLite's whole numbers hold
_TOLD = 20  # refused reports that are named; all are counted


@dataclass(frozen=True)
class Chosen:
    """A report: its row, its number as the map shows it, and what it holds now."""

    fid: int
    number: str
    version: int
    status: int
    note: str


def by_number(connection: sqlite3.Connection, texts: Iterable[str]) -> list[Chosen]:
    """The reports of these numbers (as the map shows them) or public ids, each once. Raises KmzbError."""
    found: dict[int, Chosen] = {}
    for text in filter(None, (text.strip().lstrip("#") for text in texts)):
        number = int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None
        rows = connection.execute(_BY_NUMBER, {"t": text, "n": number}).fetchall()
        if not rows:
            raise KmzbError(tr("There is no report with the number {report} in the store.", report=text), code="report")
        if len(rows) > 1:
            raise KmzbError(
                tr("Several reports have the number {report}: give their public ids instead.", report=text),
                code="report",
            )
        found[rows[0][0]] = _chosen(rows[0])
    return list(found.values())


def by_id(connection: sqlite3.Connection, ids: Iterable[str]) -> list[Chosen]:
    """The reports of these public ids, each once. Raises KmzbError where the store lacks one."""
    found: dict[int, Chosen] = {}
    for text in ids:
        row = connection.execute(_BY_ID, (text,)).fetchone()
        if row is None:
            raise KmzbError(
                tr("The layer has a report that is not in this store: it shows another one, or is not saved yet."),
                text,
                "report",
            )
        found[row[0]] = _chosen(row)
    return list(found.values())


def with_masters(connection: sqlite3.Connection, chosen: list[Chosen], status: int) -> list[Chosen]:
    """Those that a closing status reaches only by their master, which is chosen too: they go with it."""
    if connection.execute("SELECT open FROM status WHERE id = ?", (status,)).fetchone() != (0,):
        return []
    steps = dict(connection.execute("SELECT from_status, 1 FROM transition WHERE to_status = ?", (status,)))
    going = {one.fid for one in chosen if one.status in steps and one.status != status}
    stuck = [one for one in chosen if one.status not in steps and one.status != status]
    return [one for one in stuck if going & {fid for (fid,) in connection.execute(_MASTER, (one.fid,))}]


def check_steps(connection: sqlite3.Connection, chosen: list[Chosen], status: int) -> bool:
    """Whether the step to a status reopens any of the reports. Raises KmzbError naming all that cannot take it."""
    names = dict(connection.execute("SELECT id, name FROM status"))
    steps = dict(connection.execute("SELECT from_status, reopens FROM transition WHERE to_status = ?", (status,)))
    wrong = [one for one in chosen if one.status == status or one.status not in steps]
    if wrong:
        lines = [f"{one.number}: {names.get(one.status, one.status)}" for one in wrong[:_TOLD]]
        if len(wrong) > _TOLD:
            lines.append("…")
        raise KmzbError(
            tr(
                "%n report(s) cannot go to the status '{status}' from the one they have. Nothing was changed.",
                n=len(wrong),
                status=names.get(status, status),
            ),
            "\n".join(lines),
            "KMZB-403",
        )
    return any(steps[one.status] for one in chosen)


def check_reason(connection: sqlite3.Connection, status: int, reason: int | None, reopens: bool) -> None:
    """A closing and a reopening give one of the public reasons of their status. Raises KmzbError where not."""
    reasons = {row[0] for row in connection.execute("SELECT id FROM closing_reason WHERE status_id = ?", (status,))}
    row = connection.execute("SELECT name, open FROM status WHERE id = ?", (status,)).fetchone()
    if row is None:
        raise KmzbError(tr("The status is missing or not one of the catalogue's."), code="KMZB-402")
    name, is_open = row
    if reason is not None and reason not in reasons:
        raise KmzbError(tr("The reason does not belong to the status."), code="KMZB-413")
    if reason is None and reasons and (reopens or not is_open):
        raise KmzbError(tr("The status '{status}' needs a public reason.", status=name), code="reason")
    if reason is not None and is_open and not reopens:
        raise KmzbError(
            tr("The status '{status}' takes no reason here: nothing is reopened.", status=name), code="reason"
        )


def counted(connection: sqlite3.Connection, chosen: list[Chosen]) -> list[tuple[str, int]]:
    """How many of the reports have which status now, in the order of the statuses."""
    counts = Counter(one.status for one in chosen)
    return [(name, counts[number]) for number, name in connection.execute("SELECT id, name FROM status ORDER BY id")
            if counts[number]]  # fmt: skip


def _chosen(row) -> Chosen:
    fid, number, version, status, note = row
    return Chosen(fid, str(number), version, status, note or "")
