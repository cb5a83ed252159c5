"""What separates the cells of a CSV file: seen from the names of its columns, else from how its first lines divide."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .mapping import Mapping
from .synonyms import bare, meaning

SEPARATORS = (",", ";", "\t")
_LINES = 20  # lines looked at where the names tell nothing
_ALIKE = 0.5  # more than this share of them must divide as the first does


def separator_of(header: str, more: Callable[[], str], path: Path, mapping: Mapping | None) -> str:
    """The separator of a file that begins with the line ``header`` and goes on with what ``more`` gives.

    It is the one under which the header has the most columns that are known or mapped. Where it has fewer than two, a
    person may say what the columns are: then the separator counts by which the lines have equally many cells. Raises
    KmzbError where there is no line of names, or none separates it.
    """
    if header.lstrip("\ufeff").strip() == "":
        raise nameless(path)
    mapped = {bare(name) for name in mapping.columns} if mapping else set()

    def known(separator: str) -> int:
        names = [name.strip('" \r\n\ufeff') for name in header.split(separator)]
        return sum(meaning(name) is not None or bare(name) in mapped for name in names)

    best = max(SEPARATORS, key=known)
    if known(best) >= 2:
        return best
    found = _by_lines(header, more())
    if not found:
        raise KmzbError(
            tr(
                "The file '{name}' has no KMZB columns in its first line, or they are not separated by commas, "
                "semicolons or tabs.",
                name=path.name,
            )
        )
    return found


def _by_lines(header: str, more: str) -> str:
    """The separator that divides the header, and most of the lines after it into as many cells."""
    if not header.endswith("\n") and more:
        return ""  # a line without an end
    scores = {}
    for separator in SEPARATORS:
        widths = []
        try:
            reader = csv.reader(io.StringIO(header.lstrip("\ufeff") + more, newline=""), delimiter=separator)
            for row in reader:
                if any(cell.strip() for cell in row):
                    widths.append(len(row))
                if len(widths) == _LINES:
                    break
        except csv.Error:
            continue
        if 1 < len(widths) < _LINES and not more.endswith("\n"):
            widths.pop()  # it may have been cut off
        if widths and widths[0] > 1 and (share := widths.count(widths[0]) / len(widths)) > _ALIKE:
            scores[separator] = (share, widths[0])
    return max(scores, key=scores.__getitem__, default="")


def nameless(path: Path) -> KmzbError:
    """A file whose first line is no line of names."""
    return KmzbError(tr("The file '{name}' does not begin with a line of column names.", name=path.name))
