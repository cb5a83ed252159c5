"""The reports that an assignment cannot settle alone, as a CSV file: another code than the place's, or no unit."""

from __future__ import annotations

import csv
from pathlib import Path

from ..toolbelt import harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .assigning_units import Units
from .assigning_write import has

DIFFERS, EARLIER, BY_HAND, NO_MUNICIPALITY, NO_JURISDICTION = KINDS = (
    "differs", "earlier", "by_hand", "no_municipality", "no_jurisdiction",
)  # fmt: skip
_SHOWN = 5  # of each kind, in the messages
_COLUMNS = """
    SELECT coalesce(r.reference, CAST(r.service_id AS TEXT), CAST(r.fid AS TEXT)), r.id, @before, c.code, @unit, j.id,
           ST_MinX(r.geom), ST_MinY(r.geom)
      FROM temp.placed p CROSS JOIN report r ON r.fid = p.fid
      LEFT JOIN temp.hand h ON h.fid = p.fid
      LEFT JOIN temp.code c ON c.n = p.municipality
      LEFT JOIN temp.jurisdiction j ON j.n = p.unit
"""
_OTHER = "r.teryt <> '' AND r.teryt IS NOT c.code AND NOT kmzb_agrees(r.teryt, c.code)"
_KEPT = "(:replace = 0 AND h.teryt IS NOT NULL)"
_WHERE = {
    DIFFERS: ("r.teryt", f"WHERE c.code IS NOT NULL AND NOT {_KEPT} AND {_OTHER}"),
    # What an assignment before replaced, where no officer had a hand in it just then: the source's code.
    EARLIER: (
        "a.was_teryt",
        " JOIN report_history a ON a.report_id = r.id AND a.origin = 'assignment' AND a.was_teryt <> ''"
        " WHERE c.code IS r.teryt AND a.was_teryt IS NOT c.code AND NOT kmzb_agrees(a.was_teryt, c.code)"
        " AND NOT EXISTS (SELECT 1 FROM report_history o WHERE o.report_id = a.report_id AND o.version = a.version - 1"
        " AND o.origin IN ('assignment', 'officer'))",
    ),
    BY_HAND: (
        "h.teryt",
        "WHERE :replace = 0 AND ((h.teryt IS NOT NULL AND :municipalities <> 0 AND h.teryt IS NOT c.code)"
        " OR (h.unit_id IS NOT NULL AND :jurisdictions <> 0 AND h.unit_id IS NOT j.id))",
    ),
    NO_MUNICIPALITY: ("r.teryt", "WHERE :municipalities <> 0 AND c.code IS NULL"),
    NO_JURISDICTION: (
        "r.teryt",
        "WHERE :jurisdictions <> 0 AND j.id IS NULL AND (c.code IS NOT NULL OR :municipalities = 0)",
    ),
}


def query(kind: str) -> str:
    """The statement that lists the reports of a kind, before the assignment is written."""
    before, rest = _WHERE[kind]
    columns = _COLUMNS.replace("@before", before).replace("@unit", "h.unit_id" if kind == BY_HAND else "r.unit_id")
    return f"{columns}{rest} ORDER BY r.fid"


def write(connection, path: Path | None, units: Units, replace: bool, progress: Progress) -> dict[str, int]:
    """Count the reports of each kind, tell the first ones, and write all beside ``path`` under a temporary name.

    Raises KmzbError where the file cannot be written; who calls then takes away what was begun (``discard``).
    """
    values = {"replace": replace, **has(units)}
    if path is None:
        return _count(connection, values, progress, lambda row: None)
    leftovers.forget(path.parent, path.name)
    try:
        with _partial(path).open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(_head())
            return _count(connection, values, progress, lambda row: lines.writerow(harmless.row(row)))
    except OSError as error:
        raise KmzbError(
            tr("The list '{name}' cannot be written: {why}. Nothing was changed.", name=path, why=reason(error))
        ) from error


def _count(connection, values: dict, progress: Progress, put) -> dict[str, int]:
    counts = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        progress.check()
        used = {name: value for name, value in values.items() if f":{name}" in query(kind)}
        for row in connection.execute(query(kind), used):
            counts[kind] += 1
            if counts[kind] <= _SHOWN:
                progress.say(_sentence(kind, row))
            put([_word(kind), *row])
    return counts


def discard(path: Path | None) -> None:
    """Take a list away that was begun."""
    if path is not None:
        leftovers.discard(_partial(path))


def publish(path: Path | None, progress: Progress) -> str:
    """Give the list its name. The reports are assigned already, so a failure here is told, not raised."""
    if path is None:
        return ""
    try:
        _partial(path).replace(path)
    except OSError as error:
        progress.warn(tr("The list stays at {path}: {why}.", path=_partial(path), why=reason(error)))
        return str(_partial(path))
    return str(path)


def _partial(path: Path) -> Path:
    return path.with_name(leftovers.part_name(path.name))


def _head() -> list[str]:
    return [
        tr("Kind"), tr("Report"), "id", tr("TERYT code before"), tr("TERYT code of the place"),
        tr("Jurisdiction before"), tr("Jurisdiction of the place"), "x", "y",
    ]  # fmt: skip


def _word(kind: str) -> str:
    return {
        DIFFERS: lambda: tr("code of another municipality"),
        EARLIER: lambda: tr("code of another municipality, replaced earlier"),
        BY_HAND: lambda: tr("set by hand, kept"),
        NO_MUNICIPALITY: lambda: tr("in no municipality"),
        NO_JURISDICTION: lambda: tr("in no jurisdiction"),
    }[kind]()


def _sentence(kind: str, row: tuple) -> str:
    number, _, before, code, unit, jurisdiction, x, y = row
    if kind in (DIFFERS, EARLIER):
        return tr("Report {number}: code {before}, but it lies in {code}.", number=number, before=before, code=code)
    if kind == BY_HAND:
        pairs = [(hand, found) for hand, found in ((before, code), (unit, jurisdiction)) if hand]
        kept, says = (", ".join(text or "–" for text in texts) for texts in zip(*pairs))
        return tr(
            "Report {number}: {kept} was set by hand and stays; its place says {says}.",
            number=number,
            kept=kept,
            says=says,
        )
    if kind == NO_MUNICIPALITY:
        return tr("Report {number} lies in no municipality: {x}, {y}.", number=number, x=f"{x:.0f}", y=f"{y:.0f}")
    return tr("Report {number} lies in no jurisdiction: {x}, {y}.", number=number, x=f"{x:.0f}", y=f"{y:.0f}")
