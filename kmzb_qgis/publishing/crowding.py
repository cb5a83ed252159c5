"""From which scale on a publication's reports are drawn one by one: where they stand too close, counts tell more.

A hundred thousand symbols on one map are a blot that tells nobody anything and takes a second to draw. So the scales
follow from the densest place of the publication, reckoned from its own counts by square kilometre.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import geopackage

# Scale denominators at which single reports may begin, and a map to reckon with: 800 × 600 pixels of 0.28 mm
LADDER = (500_000, 400_000, 300_000, 250_000, 200_000, 150_000, 100_000, 75_000, 50_000, 40_000, 30_000, 20_000, 10_000)
MAP_M = (0.224, 0.168)
PICTURES_FROM = 100_000
MOST_DOTS, MOST_PICTURES = 15_000, 8_000  # on such a map, at the densest place
_CELL_M = 1000
_CODE = re.compile(r"1kmE(\d{1,4})N(\d{1,4})")


@dataclass(frozen=True)
class Bands:
    """Scale denominators: nearer than ``dots`` reports are drawn one by one, nearer than ``pictures`` with the
    pictogram of their category."""

    dots: int = LADDER[0]
    pictures: int = PICTURES_FROM


def bands(data: Path) -> Bands:
    """The bands of a finished data file, by its reports of this moment; the usual ones where it cannot tell."""
    try:
        with geopackage.reading(data) as connection:
            rows = connection.execute("SELECT kod, razem FROM siatka_1km").fetchall()
    except sqlite3.Error:
        return Bands()
    cells = [(found.group(1), found.group(2), total) for code, total in rows if (found := _CODE.fullmatch(code or ""))]
    return of_cells(np.array(cells, "i8").reshape(-1, 3))


def of_cells(cells: np.ndarray) -> Bands:
    """The bands for (n, 3) columns, rows and totals of cells of a square kilometre."""
    if not len(cells):
        return Bands()
    place = cells[:, :2] - cells[:, :2].min(axis=0)
    sums = np.zeros(place.max(axis=0) + 2, "i8")
    np.add.at(sums, (place[:, 0] + 1, place[:, 1] + 1), cells[:, 2])
    sums = sums.cumsum(axis=0).cumsum(axis=1)
    most = {scale: _most(sums, scale) for scale in LADDER}
    dots = next((scale for scale in LADDER if most[scale] <= MOST_DOTS), LADDER[-1])
    near = [scale for scale in LADDER if scale <= min(dots, PICTURES_FROM)]
    return Bands(dots, next((scale for scale in near if most[scale] <= MOST_PICTURES), LADDER[-1]))


def _most(sums: np.ndarray, scale: int) -> float:
    """The most reports on one map of a scale. ``sums``: over all cells below and left of each corner."""
    cells = [side * scale / _CELL_M for side in MAP_M]
    wide, high = (min(max(1, round(side)), room - 1) for side, room in zip(cells, sums.shape))
    window = sums[wide:, high:] - sums[:-wide, high:] - sums[wide:, :-high] + sums[:-wide, :-high]
    # A map that shows a part of a cell shows a part of its reports.
    return float(window.max()) * min(1.0, cells[0]) * min(1.0, cells[1])
