"""Whether coordinates in EPSG:2180 can be true, and which of two is the easting: by where the voivodeships lie.

Eastings and northings of Poland have nearly the same range, so a swap shows only beside something known: the
voivodeship that an answer names, or the place that was asked about.
"""

from __future__ import annotations

import math
from functools import lru_cache

from ..toolbelt.poland import voivodeship_boxes


@lru_cache(maxsize=1)
def _voivodeships() -> tuple[dict, dict]:
    """Boxes (west, south, east, north; metres, with some 5 km around) by TERYT number, and numbers by name."""
    entries = voivodeship_boxes()
    boxes = {code: tuple(entry["EPSG:2180"]) for code, entry in entries.items()}
    return boxes, {entry["name"].casefold(): code for code, entry in entries.items()}


@lru_cache(maxsize=1)
def poland() -> tuple[float, float, float, float]:
    """West, south, east, north of the country in EPSG:2180, with some 5 km around."""
    west, south, east, north = zip(*_voivodeships()[0].values())
    return min(west), min(south), max(east), max(north)


def box_of(teryt: str = "", name: str = "") -> tuple[float, float, float, float]:
    """The box of the voivodeship that a TERYT code or a name tells; the country's where neither is known."""
    boxes, codes = _voivodeships()
    name = name.strip().casefold().removeprefix("województwo").removeprefix("woj.").strip()
    return boxes.get(teryt.strip()[:2]) or boxes.get(codes.get(name, "")) or poland()


def inside(box, x: float, y: float) -> bool:
    """Whether a place lies in a box; NaN and infinity lie nowhere."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def is_swapped(box, x: float, y: float) -> bool | None:
    """Whether ``x`` is really the northing: False and True where only one order lies in the box, None: neither does.

    Where both do, the order that the services promise stands.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    if inside(box, x, y):
        return False
    return True if inside(box, y, x) else None
