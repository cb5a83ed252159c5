"""CSV: the separator by the header, the encoding by the content, rows in batches as Python's csv module reads them."""

from __future__ import annotations

import csv
import gc
import io
import itertools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ..toolbelt import harmless
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .encodings import encoding_of, unknown
from .mapping import Mapping
from .separators import separator_of
from .table import BATCH, Table, empty

HEADER_LIMIT = 1 << 16  # characters of the line of names, and as many after it
REASON = "Reason"


def open_csv(path: Path, encoding: str = "", mapping: Mapping | None = None) -> Table:
    """A CSV file. Raises KmzbError in one sentence where it has no usable line of names."""
    encoding, tried = encoding_of(path, encoding)
    with path.open(encoding=encoding, newline="") as text:
        try:
            line = text.readline(HEADER_LIMIT)
            separator = separator_of(line, lambda: text.read(HEADER_LIMIT), path, mapping)
            text.seek(0)
            header = next(csv.reader(text, delimiter=separator, strict=True))
        except UnicodeError as error:
            raise unknown(path) from error
        except csv.Error as error:
            raise damaged(path, 1, error) from error
    columns = tuple(unicodedata.normalize("NFC", name).strip() for name in header)
    mended = bool({REASON, tr("Reason")}.intersection(columns))
    notes = (tr("The file is read as {encoding}.", encoding=encoding.upper()),) if tried else ()

    def rows(width: int) -> Iterator[tuple]:
        yield from _rows(path, encoding, separator, width, len(columns), mended)

    return Table(
        path, "CSV", columns, rows, encoding.replace("-sig", ""), separator, first_row=1, mended=mended, notes=notes
    )


def rows_from(table: Table, width: int, place: int) -> Iterator[tuple]:
    """The rows of a CSV file from a byte on at which a line begins; 0 for all."""
    most = len(table.columns)
    encoding = "utf-8-sig" if table.encoding == "utf-8" and not place else table.encoding  # the mark is no text
    yield from _rows(table.path, encoding, table.separator, width, most, table.mended, place)


def _rows(
    path: Path, encoding: str, separator: str, width: int, most: int, mended: bool, place: int = 0
) -> Iterator[tuple]:
    size = max(1, path.stat().st_size)
    reader = None
    with path.open("rb") as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        try:
            file.seek(place)
            reader = csv.reader(text, delimiter=separator, strict=True)
            if not place:
                next(reader)
            some = bool(place)
            while batch := _next(reader):
                flaws = {} if set(map(len, batch)) == {most} else uneven(batch, width, most)
                if mended:
                    batch = [list(map(harmless.uncell, row)) for row in batch]
                some = some or sum(reason == "" for reason in flaws.values()) < len(batch)
                yield batch, flaws, min(1.0, file.tell() / size)
        except UnicodeError as error:
            raise mixed(path, encoding) from error
        except csv.Error as error:
            before = lines_before(path, place) if place else 0
            raise damaged(path, before + (reader.line_num if reader else 1), error) from error
    if not some:
        raise empty(path)


def _next(reader) -> list:
    """The next batch of lines. Python's search for cycles among them, which takes a quarter of the time, waits."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return list(itertools.islice(reader, BATCH))
    finally:
        if was_on:
            gc.enable()


def uneven(batch: list, width: int, most: int) -> dict:
    """Flaws of a batch in which some lines are short or long: those are kept as far as they go, in place.

    ``width`` cells hold all known columns, ``most`` are in the header. Empty cells at the end are a spreadsheet's.
    """
    flaws = {}
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
        batch[index] = line[:most] + [None] * (most - len(line))
    return flaws


def is_row(line: bytes, table: Table) -> bool:
    """Whether a line is one row by itself."""
    text = io.StringIO(line.decode(table.encoding) + "\n", newline="")
    try:
        return len(list(csv.reader(text, delimiter=table.separator, strict=True))) == 1
    except csv.Error:
        return False


def lines_before(path: Path, place: int) -> int:
    """How many lines end before a byte of the file."""
    count = 0
    with path.open("rb") as file:
        while place > 0 and (data := file.read(min(place, 1 << 22))):
            # a line may end with CR alone, as the csv module takes it
            count += data.count(b"\n") + (data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else 0)
            place -= len(data)
    return count


def damaged(path: Path, line: int, error: Exception) -> KmzbError:
    return KmzbError(tr("The file '{name}' is not valid CSV near line {line}.", name=path.name, line=line), str(error))


def mixed(path: Path, encoding: str) -> KmzbError:
    return KmzbError(
        tr(
            "The file '{name}' is not whole {encoding} text: set its encoding, or save it as UTF-8.",
            name=path.name,
            encoding=encoding.replace("-sig", "").upper(),
        ),
        code="question",
    )
