"""The reject file with a person's own columns and values, as they stood in the source.

Loading knows a row only as it was converted. Where rows were refused, the source is read once more and their lines are
written as they were, all columns of them, so that they can be mended and imported like the file itself. The column
``KMZB_CRS`` says how the places stand: a few rows alone would not show it. Of several files that is done where those
with refused rows have the same columns and one CRS; else a person is told that the values are converted ones.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from ..toolbelt import harmless
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import plan as plans
from .convert import Converter
from .formats import ANSWER, format_of, open_table
from .options import ReadOptions
from .several import fitting, titles
from .table import Table

_TOLD = 3  # the last columns of a reject file: row, kind, reason; of several files the file before them


def restore(source, rejects: str | Path, options: ReadOptions | None = None, feedback=None) -> bool:
    """Rewrite ``rejects``, the reject file of the import of a file or a list of files, with their lines. True where it
    was.

    It stays as loading wrote it where nothing had been converted or left aside, and, with a warning, where the source
    cannot be read a second time: the reports are in already, so nothing is raised.
    """
    paths = [Path(path) for path in (source if isinstance(source, (list, tuple)) else [source])]
    rejects, progress = Path(rejects), Progress(feedback)
    partial = rejects.with_name(f".{rejects.name}.{os.getpid()}.part")
    try:
        header, told = _refused(rejects, len(paths) > 1)
        origins = []
        for path, title in zip(paths, titles(paths)):
            key = harmless.cell(title) if len(paths) > 1 else ""
            if key in told:
                own = fitting(path, options, len(paths), Progress()) or ReadOptions()
                origins.append(_origin(path, own.settled(), told[key], progress))
        if all(origin.plain for origin in origins):
            return False
        first = origins[0]
        if any((origin.names, origin.crs) != (first.names, first.crs) for origin in origins):
            raise KmzbError(tr("the files differ in their columns or coordinate systems"))
        with partial.open("w", encoding="utf-8-sig", newline="") as file:
            writer = harmless.sheet(file)
            writer.writerow([*first.names, plans.CRS_COLUMN, *header])
            for origin in origins:
                _write(origin, writer)
        partial.replace(rejects)
        return True
    except (KmzbError, OSError, ValueError, csv.Error) as error:
        progress.warn(
            tr("The reject file holds the values as they were converted, not as they stood: {why}.", why=reason(error))
        )
        return False
    finally:
        partial.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Origin:
    """A file with refused rows: ``names`` of all its columns, ``plain`` whether they were loaded as they stand,
    ``told`` what the reject file says of each row number."""

    table: Table | None
    width: int
    names: tuple[str, ...]
    crs: str
    plain: bool
    told: dict


def _refused(rejects: Path, several: bool) -> tuple[list, dict]:
    """The last columns' names, and their cells by file ('' for the only one) and row."""
    size = _TOLD + several
    with rejects.open(encoding="utf-8-sig", newline="") as old:
        reader = csv.reader(old, delimiter=harmless.SEPARATOR)
        header, told = next(reader)[-size:], {}
        for line in reader:
            told.setdefault(line[-size] if several else "", {})[int(line[-_TOLD])] = line[-size:]
    return header, told


def _origin(path: Path, options: ReadOptions, told: dict, progress: Progress) -> _Origin:
    """Look at a file as its first rows were converted."""
    if format_of(path) == ANSWER:
        return _Origin(None, 0, (), "", True, told)
    table = open_table(path, options, progress)
    plan = plans.make(table, options)
    names = [
        f"{name} ({tr('column')})" if plan.geometry and plan.mapping.columns.get(name) in ("x", "y") else name
        for name in table.columns
    ]
    converter = Converter(plan, options, Progress())
    rows = table.rows(plan.width)
    try:
        converter.batch(next(rows)[0], {})
    finally:
        rows.close()
    decision = converter.placing.decision
    crs = decision.crs + plans.SWAPPED * decision.swapped if decision else ""
    plain = converter.plain and not plan.unknown
    return _Origin(table, plan.width, (*names, *(("x", "y") if table.geometry else ())), crs, plain, told)


def _write(origin: _Origin, writer) -> None:
    """The refused lines of a file as they stand there."""
    left, number = set(origin.told), origin.table.first_row
    rows = origin.table.rows(origin.width)
    try:
        for batch, _flaws, _share in rows:
            for line in batch:
                number += 1
                if number in left:
                    left.discard(number)
                    cells = [cell or "" for cell in line] + [""] * (len(origin.names) - len(line))
                    writer.writerow([*harmless.row(cells), origin.crs, *origin.told[number]])
    finally:
        rows.close()
    if left:
        raise KmzbError(tr("the source has changed meanwhile"))
