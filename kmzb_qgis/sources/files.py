"""Reports from files: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, and a saved answer of the KMZB data service (JSON).

A source yields batches ``(columns, rows, flaws)``: short column names, rows in their order, and for rows that cannot be
taken ``{index in the batch: reason}``, an empty reason marking a blank line. Dates are epoch milliseconds and places
EPSG:2180 where they could be read; what could not stays as it came. All other checks are loading's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .answer import COLUMNS as ANSWER_COLUMNS
from .answer import Answers
from .convert import READ_SHARE, convert, tell_unknown
from .formats import ANSWER, format_of, open_table
from .options import ReadOptions
from .table import BATCH, unreadable

__all__ = ["BATCH", "READ_SHARE", "header_rows", "read_file", "tell_unknown"]
JSON_LIMIT = 2 * 1024**3  # bytes; JSON is read whole


def read_file(path: Path, feedback=None, options: ReadOptions | None = None) -> Iterator[tuple]:
    """Batches of a file, its format seen from its content. Raises KmzbError in one sentence for what cannot be read.

    An error with code ``question`` says what must be set in ``options``; nothing is guessed.
    """
    path, progress, options = Path(path), Progress(feedback), (options or ReadOptions()).settled()
    try:
        if format_of(path) == ANSWER:
            yield from _answer(path, progress, options)
        else:
            yield from convert(open_table(path, options, progress), options, progress)
    except OSError as error:
        raise unreadable(path, error) from error


def header_rows(path: Path) -> int:
    """How many lines of names stand before the first report: 1 in CSV and XLSX, else 0."""
    try:
        return int(format_of(Path(path)) in ("CSV", "XLSX"))
    except (OSError, KmzbError):  # read_file says why
        return 0


def _answer(path: Path, progress: Progress, options: ReadOptions) -> Iterator[tuple]:
    """A saved answer declares its CRS and spells its columns itself: there is nothing to set."""
    if path.stat().st_size > JSON_LIMIT:
        raise KmzbError(tr("The file '{name}' is too large for JSON: use CSV.", name=path.name))
    if options.crs not in ("", "EPSG:2180") or options.swapped:
        raise KmzbError(
            tr("The file '{name}' is an answer of the data service, which is always in EPSG:2180.", name=path.name)
        )
    answers = Answers()
    rows, clusters = answers.read(path.read_bytes(), tr("The file '{name}'", name=path.name))
    if clusters:
        raise KmzbError(
            tr(
                "The file '{name}' holds clusters in place of reports: save answers of smaller areas, "
                "or import from the service.",
                name=path.name,
            )
        )
    if not rows:
        raise KmzbError(tr("The file '{name}' holds no report; nothing was changed.", name=path.name))
    tell_unknown(answers.unknown, progress)
    for start in range(0, len(rows), BATCH):
        progress.check()
        yield ANSWER_COLUMNS, rows[start : start + BATCH], {}
