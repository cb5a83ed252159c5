"""The walk over an area in tiles: where a tile answers with clusters, its quarters are asked, down to one spot.

Tiles and extents are (min E, min N, max E, max N) in metres of EPSG:2180.
"""

from __future__ import annotations

from typing import Callable

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .answer import COLUMNS

FLOOR = 10.0  # m; a tile below that is one place
_X = COLUMNS.index("x")


class Walk:
    """Reads an area. ``ask(tile, anew)`` gives (rows, clusters, kept), ``take(row)`` gets each row that came.

    ``kept`` says that an answer is one of an earlier run; ``anew`` asks for one of now. ``share(part)`` hears which
    part (0–1) of the area has been read.
    """

    def __init__(self, ask: Callable, take: Callable, share: Callable = lambda part: None):
        self._ask, self._take, self._share = ask, take, share
        self._area = self._done = 0.0

    def read(self, extent: tuple) -> None:
        """Read an extent whole. Raises KmzbError where a part of it cannot be."""
        self._area, self._done = _area(extent), 0.0
        self._tile(extent, False)

    def _tile(self, tile: tuple, anew: bool) -> int:
        """Read a tile, in quarters where it is dense; the number of placed rows seen in it.

        Reports without a place come with every answer, so they do not show that an area was read.
        """
        rows, clusters, kept = self._ask(tile, anew)
        for row in rows:
            self._take(row)
        placed = sum(row[_X] is not None for row in rows)
        if not clusters:
            self._done += _area(tile)
            self._share(min(1.0, self._done / self._area) if self._area else 0.0)
            return placed
        if spot(tile):
            raise KmzbError(
                tr(
                    "More reports lie in one spot than the service gives as points ({place}), so they were not read. "
                    "Nothing was changed; ask for fewer categories or a later date.",
                    place=place_of(tile),
                ),
                code="floor",
            )
        return placed + self._quarters(tile, clusters, kept, anew)

    def _quarters(self, tile: tuple, clusters: list, kept: bool, anew: bool) -> int:
        seen, before = 0, self._done
        lost = None
        for quarter in quarters(tile):
            found = self._tile(quarter, anew)
            if not found and any(_within(cluster, quarter) for cluster in clusters):
                lost = quarter
                break
            seen += found
        if lost is None and seen:
            return seen
        if kept:  # hours lie between the two answers: the reports may have moved on, so both are asked for again
            self._done = before
            return self._tile(tile, True)
        raise _lost(lost or tile)


def quarters(tile: tuple) -> tuple:
    """The four quarters of a tile."""
    e0, n0, e1, n1 = tile
    e, n = (e0 + e1) / 2, (n0 + n1) / 2
    return (e0, n0, e, n), (e, n0, e1, n), (e0, n, e, n1), (e, n, e1, n1)


def spot(tile: tuple) -> bool:
    """Whether a tile is too small to be parted."""
    return max(tile[2] - tile[0], tile[3] - tile[1]) <= FLOOR


def place_of(tile: tuple) -> str:
    """A tile in words."""
    return tr(
        "area E {e0}–{e1}, N {n0}–{n1} (EPSG:2180)",
        e0=f"{tile[0]:.0f}", n0=f"{tile[1]:.0f}", e1=f"{tile[2]:.0f}", n1=f"{tile[3]:.0f}",
    )  # fmt: skip


def _within(cluster, tile: tuple) -> bool:
    """Whether a cluster lies wholly inside a tile; one whose extent cannot be read is taken to lie elsewhere."""
    extent = cluster.get("extent") if isinstance(cluster, dict) else None
    if not isinstance(extent, list) or len(extent) != 4 or not all(isinstance(n, (int, float)) for n in extent):
        return False
    return tile[0] < extent[0] and tile[1] < extent[1] and extent[2] < tile[2] and extent[3] < tile[3]


def _lost(tile: tuple) -> KmzbError:
    return KmzbError(
        tr(
            "The service speaks of reports but gives none ({place}); they were not read. Nothing was changed.",
            place=place_of(tile),
        ),
        code="malformed",
    )


def _area(tile: tuple) -> float:
    return (tile[2] - tile[0]) * (tile[3] - tile[1])
