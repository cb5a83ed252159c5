"""From what stands in the import window to the parameters of kmzb:importfile, and to a mapping that is kept."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from ..processing import reading
from ..sources.inspect import Inspection
from ..sources.mapping import Mapping
from ..sources.options import DATE_FORMS, ReadOptions
from ..toolbelt import harmless
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

REJECTS = "rejects.csv"  # of a dry run, in the window's own folder
SHOWN = 50  # reasons in the window; all of them are in the reject file of an import


def parameters_of(paths: list[Path], store: str, dry_run: bool, said: ReadOptions, scratch: str) -> dict:
    """The parameters of a run; a mapping is handed over as a file in the folder ``scratch``."""
    given = {
        "INPUTS": [str(path) for path in paths],
        "STORE": store,
        "DRY_RUN": dry_run,
        reading.AXIS: reading.SWAPPED.index(said.swapped),
        reading.ENCODING: said.encoding,
        reading.LAYER: said.layer,
        reading.DATES: ("", *DATE_FORMS).index(said.date_form),
    }
    if dry_run:
        given["REJECTS"] = str(Path(scratch) / REJECTS)
    if said.crs:
        given[reading.CRS] = said.crs
    if said.mapping is not None:
        file = Path(scratch) / "mapping.json"
        said.mapping.save(file)
        given[reading.MAPPING] = str(file)
    return given


def bare(mapping: Mapping) -> Mapping:
    """A mapping without its answers: those stand in the window, where they can be taken back."""
    return replace(mapping, crs="", swapped=None, encoding="", date_form="", layer="")


def mapping_of(seen: Inspection | None, said: ReadOptions) -> Mapping:
    """How a file is read, to be kept. Raises KmzbError where nothing was recognised."""
    if not isinstance(seen, Inspection) or not seen.mapping.columns:
        raise KmzbError(tr("No column of the file is taken yet, so there is nothing to keep."))
    mapping = said.mapping or Mapping()
    return replace(
        mapping,
        columns=dict(seen.mapping.columns),
        crs=said.crs,
        swapped=said.swapped,
        encoding=said.encoding,
        date_form=said.date_form,
        layer=said.layer,
    )


def reasons(scratch: str) -> list[str]:
    """The first reasons why rows would not be taken, from the reject file of a dry run; ends with how many more."""
    path = Path(scratch) / REJECTS
    if not path.exists():
        return []
    found, more = [], 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=harmless.SEPARATOR):
            if len(found) == SHOWN:
                more += 1
                continue
            where = tr("Row {row}", row=row.get(tr("Row"), ""))
            found.append(" ".join(part for part in (row.get(tr("File")), where, "–", row.get(tr("Reason"))) if part))
    return [*found, tr("… and %n more.", n=more)] if more else found
