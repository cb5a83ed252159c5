"""Reports from files: CSV (UTF-8) and a saved answer of the KMZB data service (JSON).

A source yields batches ``(columns, rows, flaws)``: short column names, raw rows in their order, and for rows that
are not whole ``{index in the batch: reason}``, an empty reason marking a blank line. Nothing is converted here: loading
does that.
"""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .answer import COLUMNS as ANSWER_COLUMNS
from .answer import Answers
from .columns import COLUMNS, NAMES, REQUIRED, short_name
from .options import ReadOptions

BATCH = 20_000
READ_SHARE = 40  # per cent of an import that reading takes
SEPARATORS = (",", ";", "\t")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # as store.loading_rejects marks them
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0")  # XLSX and ODS, XLS, GeoPackage
JSON_LIMIT = 2 * 1024**3  # bytes; JSON is read whole


def read_file(path: Path, feedback=None, options: ReadOptions | None = None) -> Iterator[tuple]:
    """Batches of a file, CSV or JSON by its content. Raises KmzbError in one sentence for what is neither."""
    path, progress = Path(path), Progress(feedback)
    if path.is_dir():
        raise KmzbError(tr("'{name}' is a folder, not a file.", name=path.name))
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            file.seek(0)
            if not start.strip(b"\xef\xbb\xbf \t\r\n"):
                raise KmzbError(tr("The file '{name}' is empty.", name=path.name))
            if start.startswith(_NO_TEXT):
                raise KmzbError(
                    tr("The file '{name}' is no CSV and no JSON: save a spreadsheet as CSV (UTF-8).", name=path.name)
                )
            if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
                raise KmzbError(_not_utf8(path))
            if _marked(start):
                yield from _json(file, path, progress)
            else:
                yield from _csv(file, path, progress)
    except FileNotFoundError as error:
        raise KmzbError(tr("There is no file '{name}'.", name=str(path))) from error
    except OSError as error:
        raise KmzbError(
            tr("The file '{name}' cannot be read: {why}.", name=path.name, why=error.strerror or str(error))
        ) from error


def header_rows(path: Path) -> int:
    """How many lines of names stand before the first report: 1 in CSV, 0 in JSON and where nothing can be read."""
    try:
        with Path(path).open("rb") as file:
            return 0 if _marked(file.read(4096)) else 1
    except OSError:  # read_file says why
        return 0


def _marked(start: bytes) -> bool:
    """Whether a file begins as JSON or a web page does."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<")


def _not_utf8(path: Path) -> str:
    return tr("The file '{name}' is not UTF-8 text: save it as UTF-8 and import it again.", name=path.name)


def _json(file, path: Path, progress: Progress) -> Iterator[tuple]:
    if path.stat().st_size > JSON_LIMIT:
        raise KmzbError(tr("The file '{name}' is too large for JSON: use CSV.", name=path.name))
    answers = Answers()
    rows, clusters = answers.read(file.read(), tr("The file '{name}'", name=path.name))
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


def tell_unknown(unknown: set, progress: Progress) -> None:
    """Say once which columns were left aside."""
    if unknown:
        names = ", ".join(sorted(str(name)[:40] for name in unknown)[:20])
        progress.say(tr("Columns that the plugin does not know were left aside: {names}.", names=names))


def _csv(file, path: Path, progress: Progress) -> Iterator[tuple]:
    size = max(1, path.stat().st_size)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        separator = _separator(text.readline(1 << 16), path)
        text.seek(0)
        reader = csv.reader(text, delimiter=separator, strict=True)
        header = next(reader)
        columns, indices = _header(header, path, progress)
        pick = itemgetter(*indices)
        width = max(indices) + 1
        rejects = bool({"Reason", tr("Reason")}.intersection(header))
        some = False
        while batch := list(itertools.islice(reader, BATCH)):
            progress.check()
            progress.percent(READ_SHARE * file.tell() / size)
            if set(map(len, batch)) == {len(header)}:
                rows, flaws = list(map(pick, batch)), {}
            else:
                rows, flaws = _uneven(batch, pick, width, len(header))
            if rejects:
                rows = [tuple(map(_plain, row)) for row in rows]
            some = some or sum(reason == "" for reason in flaws.values()) < len(
                rows
            )  # broken lines are told one by one
            yield columns, rows, flaws
    except UnicodeDecodeError as error:
        raise KmzbError(_not_utf8(path)) from error
    except csv.Error as error:
        raise KmzbError(
            tr("The file '{name}' is not valid CSV near line {line}.", name=path.name, line=reader.line_num),
            str(error),
        ) from error
    if not some:
        raise KmzbError(tr("The file '{name}' holds no report; nothing was changed.", name=path.name))


def _plain(cell: str | None) -> str | None:
    """A cell without the apostrophe that a reject file puts before what a spreadsheet would run as a formula."""
    if not cell or cell[0] != "'":
        return cell
    rest = cell[1:]
    return rest if rest[:1] == "'" or rest.lstrip(" ").startswith(_FORMULA) else cell


def _uneven(batch: list, pick, width: int, most: int) -> tuple[list, dict]:
    """Rows of a batch in which some lines are short or long: those are kept as far as they go and marked.

    ``width`` cells hold all known columns, ``most`` are in the header. Empty cells at the end are a spreadsheet's.
    """
    rows, flaws = [], {}
    for index, line in enumerate(batch):
        if not any(cell.strip() for cell in line):
            flaws[index] = ""
        elif len(line) < width:
            flaws[index] = tr("The row has only {found} columns.", found=len(line))
        elif any(cell.strip() for cell in line[most:]):
            flaws[index] = tr(
                "The row has {found} columns, the first line {most}: is a text with a separator not in quotes?",
                found=len(line),
                most=most,
            )
        rows.append(pick(line + [None] * (width - len(line))))
    return rows, flaws


def _separator(header: str, path: Path) -> str:
    """The separator under which the header has the most known columns."""
    if header.lstrip("\ufeff").strip() == "":
        raise KmzbError(tr("The file '{name}' does not begin with a line of column names.", name=path.name))

    def known(separator: str) -> int:
        return sum(short_name(name.strip('" \r\n')) is not None for name in header.split(separator))

    best = max(SEPARATORS, key=known)
    if known(best) < 2:
        raise KmzbError(
            tr(
                "The file '{name}' has no KMZB columns in its first line, or they are not separated by commas, "
                "semicolons or tabs.",
                name=path.name,
            )
        )
    return best


def _header(header: list, path: Path, progress: Progress) -> tuple[tuple, tuple]:
    """Short names and positions of the known columns."""
    found: dict[str, int] = {}
    unknown = set()
    for position, name in enumerate(header):
        short = short_name(unicodedata.normalize("NFC", name))
        if short is None:
            unknown.add(name)
        elif short in found:
            raise KmzbError(tr("The file '{name}' has the column '{column}' twice.", name=path.name, column=name))
        else:
            found[short] = position
    if missing := [COLUMNS[short] for short in REQUIRED if short not in found]:
        raise KmzbError(
            tr(
                "The file '{name}' lacks %n column(s): {missing}.",
                n=len(missing),
                name=path.name,
                missing=", ".join(missing),
            )
        )
    tell_unknown(unknown, progress)
    columns = tuple(short for short in NAMES if short in found)
    return columns, tuple(found[short] for short in columns)
