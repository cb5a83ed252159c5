"""A file as rows of texts, whatever its format: what the readers of formats give and the converter takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

BATCH = 20_000


@dataclass(frozen=True)
class Table:
    """An opened file. ``rows(width)`` yields (list of rows, flaws by index, share read from 0 to 1).

    A row holds the cells of ``columns`` as texts (None or '' where empty); where ``geometry`` is True, two more with
    the place's coordinates. ``width`` is the number of cells that a line must at least have. ``declared`` is the CRS
    of the geometry (authority code, WKT or ''), ``cut`` the length at which the format cuts names off,
    ``first_row`` the lines before the first row, ``mended`` whether it is a reject file whose cells bear apostrophes.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    rows: Callable[[int], Iterator[tuple[list, dict, float]]]
    encoding: str = ""
    separator: str = ""
    layers: tuple[str, ...] = ()
    layer: str = ""
    geometry: bool = False
    declared: str = ""
    cut: int = 0
    first_row: int = 0
    count: int | None = None
    mended: bool = False
    notes: tuple[str, ...] = field(default=())


def empty(path: Path) -> KmzbError:
    """A file in which there is nothing to import."""
    return KmzbError(tr("The file '{name}' holds no report; nothing was changed.", name=path.name))


def unreadable(path: Path, error: OSError) -> KmzbError:
    """A file that cannot be read, in words."""
    if isinstance(error, FileNotFoundError):
        return KmzbError(tr("There is no file '{name}'.", name=str(path)))
    return KmzbError(tr("The file '{name}' cannot be read: {why}.", name=path.name, why=reason(error)))
