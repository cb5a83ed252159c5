"""From what stands in the import window to the parameters of kmzb:importfile, and to a mapping that is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..processing import reading
from ..sources.inspect import Inspection
from ..sources.mapping import Mapping
from ..sources.options import DATE_FORMS, ReadOptions
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


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
