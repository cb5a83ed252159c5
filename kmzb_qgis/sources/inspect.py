"""What a file is and how it would be read, in words, before anything is imported: for the GUI and for dry runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import plan as plans
from .columns import COLUMNS
from .convert import Converter
from .files import read_file
from .formats import ANSWER, format_of, open_table
from .mapping import Mapping
from .options import ReadOptions
from .systems import HOME
from .table import BATCH, Table, unreadable

SAMPLE = 20  # rows shown
QUESTIONS = ("question", "columns", "crs")  # codes of errors that a person mends by an option


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
    path, options = Path(path), (options or ReadOptions()).settled()
    try:
        kind = format_of(path)
        if kind == ANSWER:
            return _answer(path, options)
        try:
            table = open_table(path, options, limit=BATCH)
        except KmzbError as error:
            if error.code != "question":
                raise
            return Inspection(path, kind, layers=tuple(error.details.splitlines()), questions=(error.message,))
        return _table(path, table, options)
    except OSError as error:
        raise unreadable(path, error) from error


def _table(path: Path, table: Table, options: ReadOptions) -> Inspection:
    seen = {
        "path": path, "format": table.format, "encoding": table.encoding, "separator": table.separator,
        "layers": table.layers, "layer": table.layer, "columns": table.columns, "count": table.count,
    }  # fmt: skip
    told = _Told()
    try:
        plan = plans.make(table, options)
        seen.update(mapping=plan.mapping, unknown=plan.unknown, missing=tuple(COLUMNS[s] for s in plan.missing))
        told.texts += [*table.notes, *plan.notes]
        plans.require(table, plan)
        rows, flaws, _ = next(table.rows(plan.width))
        seen["rows"] = _shown(rows, table)
        converter = Converter(plan, options, Progress(told))
        converter.batch(rows, flaws)
        converter.finish()
    except KmzbError as error:
        if error.code not in QUESTIONS:
            raise
        if "rows" not in seen:
            seen["rows"] = _shown(next(table.rows(1))[0], table)
        return Inspection(**seen, notes=tuple(told.texts), questions=(error.message,))
    if why := next((reason for reason in flaws.values() if reason), ""):
        told.texts.append(tr("Of the first rows %n cannot be taken, for example: {why}", n=len(flaws), why=why))
    decision = converter.placing.decision
    if decision is None:
        return Inspection(**seen, reason=tr("There is no place in the first rows."), notes=tuple(told.texts))
    notes = tuple(text for text in told.texts if decision.reason not in text)
    return Inspection(**seen, crs=decision.crs, swapped=decision.swapped, reason=decision.reason, notes=notes)


def _shown(rows: list, table: Table) -> tuple:
    """The first rows as texts, without the geometry's coordinates."""
    return tuple(tuple(cell or "" for cell in row[: len(table.columns)]) for row in rows[:SAMPLE])


def _answer(path: Path, options: ReadOptions) -> Inspection:
    """A saved answer of the data service: its names, CRS and dates are the service's own."""
    told = _Told()
    columns, rows, _ = next(read_file(path, told, options))
    names = tuple(COLUMNS[short] for short in columns)
    return Inspection(
        path, ANSWER, "utf-8", columns=names,
        rows=tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows[:SAMPLE]),
        mapping=Mapping(dict(zip(names, columns))), crs=HOME, swapped=False,
        reason=tr("An answer of the KMZB data service, which is always in EPSG:2180."), notes=tuple(told.texts),
    )  # fmt: skip


class _Told:
    """Feedback that keeps what is said."""

    def __init__(self):
        self.texts: list[str] = []

    def isCanceled(self) -> bool:
        return False

    def setProgress(self, _percent: float) -> None:
        pass

    def pushInfo(self, text: str) -> None:
        self.texts.append(text)

    pushWarning = pushInfo
