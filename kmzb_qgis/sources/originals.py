"""The reject file with a person's own columns and values, as they stood in the source.

Loading knows a row only as it was converted. Where rows were refused, the source is read once more and their lines are
written as they were, all columns of them, so that they can be mended and imported like the file itself. The column
``KMZB_CRS`` says how the places stand: a few rows alone would not show it.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

from ..toolbelt import harmless
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import plan as plans
from .convert import Converter
from .formats import ANSWER, format_of, open_table
from .options import ReadOptions
from .table import Table

_TOLD = 3  # the last columns of a reject file: row, kind, reason


def restore(path: str | Path, rejects: str | Path, options: ReadOptions | None = None, feedback=None) -> bool:
    """Rewrite ``rejects``, the reject file of the import of one file, with that file's lines. True where it was.

    It stays as loading wrote it where nothing had been converted or left aside, and, with a warning, where the source
    cannot be read a second time: the reports are in already, so nothing is raised.
    """
    path, rejects, progress = Path(path), Path(rejects), Progress(feedback)
    options = (options or ReadOptions()).settled()
    partial = rejects.with_name(f".{rejects.name}.{os.getpid()}.part")
    try:
        if format_of(path) == ANSWER:
            return False
        table = open_table(path, options, progress)
        plan = plans.make(table, options)
        rows = table.rows(plan.width)
        try:
            with rejects.open(encoding="utf-8-sig", newline="") as old:
                reader = csv.reader(old)
                header = next(reader)[-_TOLD:]
                told = {int(line[-_TOLD]): line[-_TOLD:] for line in reader}
            return bool(told) and _write(table, plan, options, rows, partial, header, told, rejects)
        finally:
            rows.close()
    except (KmzbError, OSError, ValueError, csv.Error) as error:
        progress.warn(
            tr("The reject file holds the values as they were converted, not as they stood: {why}.", why=reason(error))
        )
        return False
    finally:
        partial.unlink(missing_ok=True)


def _write(table: Table, plan, options, rows, partial: Path, header: list, told: dict, rejects: Path) -> bool:
    converter = Converter(plan, options, Progress())
    names = [
        f"{name} ({tr('column')})" if plan.geometry and plan.mapping.columns.get(name) in ("x", "y") else name
        for name in table.columns
    ]
    width = len(names) + 2 * table.geometry
    left, crs, number = set(told), None, table.first_row
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for batch, _flaws, _share in rows:
            lines = [list(row) for row in batch]
            if crs is None:
                converter.batch(batch, {})
                if converter.plain and not plan.unknown:
                    return False
                decision = converter.placing.decision
                crs = decision.crs + plans.SWAPPED * decision.swapped if decision else ""
                writer.writerow([*names, *(["x", "y"] if table.geometry else []), plans.CRS_COLUMN, *header])
            for line in lines:
                number += 1
                if number in left:
                    left.discard(number)
                    cells = [cell or "" for cell in line] + [""] * (width - len(line))
                    writer.writerow([*harmless.row(cells), crs, *told[number]])
    if left:
        raise KmzbError(tr("the source has changed meanwhile"))
    partial.replace(rejects)
    return True
