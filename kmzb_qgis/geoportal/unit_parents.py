"""In which unit a police unit lies: the one it overlaps most, of the most local level that holds half of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from qgis.core import QgsGeometry

from ..toolbelt.progress import Progress

HALF = 0.5


def find(units: Sequence[tuple[str, bytes]], levels: Sequence[Sequence[tuple[str, bytes]]], feedback=None) -> dict:
    """For each unit ``(id, WKB)`` the id of its parent, None where it has none.

    ``levels``: the possible parents, one sequence of ``(id, WKB)`` a level, the most local level first.
    """
    progress = Progress(feedback)
    ready = [[(name, _shape(wkb)) for name, wkb in level] for level in levels]
    boxes = [np.array([_box(shape) for _, shape in level]).reshape(-1, 4) for level in ready]
    found = {}
    for name, wkb in units:
        progress.check()
        shape = _shape(wkb)
        west, south, east, north = _box(shape)
        best: tuple[float, str | None] = (0.0, None)
        for level, b in zip(ready, boxes):
            near = np.flatnonzero((b[:, 0] < east) & (b[:, 2] > west) & (b[:, 1] < north) & (b[:, 3] > south))
            shares = [(shape.intersection(level[i][1]).area() / shape.area(), level[i][0]) for i in near.tolist()]
            top = max(shares, key=lambda pair: pair[0], default=(0.0, None))
            if top[0] > best[0]:
                best = top
            if top[0] >= HALF:
                best = top
                break
        # A neighbour's border that runs a little into it makes nobody its parent.
        found[name] = best[1] if best[0] > 0.01 else None
    return found


def _shape(wkb: bytes) -> QgsGeometry:
    shape = QgsGeometry()
    shape.fromWkb(wkb)
    return shape


def _box(shape: QgsGeometry) -> tuple[float, float, float, float]:
    box = shape.boundingBox()
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def unfilled(units: Sequence[tuple[str | None, float]], parents: Sequence[tuple[str, bytes]]) -> list[str]:
    """Ids of parents whose area their units do not make up to one per cent. ``units``: parent's id and area (m²).

    A unit missing at the country's border leaves no enclosed gap; this tells it.
    """
    sums: dict[str | None, float] = {}
    for parent, area in units:
        sums[parent] = sums.get(parent, 0.0) + area
    areas = [(name, _shape(wkb).area()) for name, wkb in parents]
    return [name for name, area in areas if abs(sums.get(name, 0.0) - area) > 0.01 * area]
