"""What a file is and how it would be read, in words, before anything is imported: for the GUI and for dry runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .mapping import Mapping
from .options import ReadOptions

SAMPLE = 20  # rows shown


@dataclass(frozen=True)
class Inspection:
    """What was seen. ``questions`` are sentences that say what must be set first; empty: it can be imported.

    ``format`` CSV, JSON, GeoJSON, GPKG, ESRI Shapefile or XLSX; ``encoding`` and ``separator`` of texts; ``layers`` the
    names of layers or sheets, ``layer`` the one that is read; ``columns`` the source's names and ``rows`` the first
    rows as texts in that order; ``mapping`` how the columns are taken, ``missing`` (KMZB's spelling) what is required
    and not there, ``unknown`` the columns left aside; ``crs`` an authority code or '' where undecided, ``swapped`` the
    axis order or None, ``reason`` why, in words; ``notes`` further sentences; ``count`` the rows, or None.
    """

    path: Path
    format: str
    encoding: str = ""
    separator: str = ""
    layers: tuple[str, ...] = ()
    layer: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    mapping: Mapping = field(default_factory=Mapping)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    crs: str = ""
    swapped: bool | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    count: int | None = None

    @property
    def ready(self) -> bool:
        """Whether the file can be imported as it was read."""
        return not self.questions


def inspect(path: str | Path, options: ReadOptions | None = None) -> Inspection:
    """Look at a file as ``files.read_file`` would read it. Raises KmzbError only where it cannot be read at all."""
    raise NotImplementedError
