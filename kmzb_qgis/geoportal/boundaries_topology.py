"""Gaps and overlaps of areas that should cover the ground once: found between their unmatched edges.

The unmatched edges (:mod:`boundaries_edges`) are noded and polygonized by GEOS; within each face the number of areas
above the ground is the same, so one point inside tells it: none is a gap, two or more an overlap.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
from qgis.core import QgsGeometry, QgsRectangle

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .boundaries_edges import rings, unmatched

SLIVER_M = 1.0  # narrower on average (twice the area through the perimeter): where two drawings of one line differ
NOISE_M = 0.002  # narrower is an effect of rounding to the millimetre
_EVERY = 200
_LINE = np.dtype([("order", "u1"), ("kind", "<u4"), ("points", "<u4"), ("places", "<f8", 4)])  # WKB of two points
_SHARES = (0, 0.237, -0.237, 0.419, -0.419, 0.118, -0.118, 0.663, -0.663)  # which parts of a face are tried
_NEAR = 0.01  # m: a unit nearer than this adjoins a gap


@dataclass(frozen=True)
class Place:
    """A gap or an overlap: positions of the areas around or above it, m², a point inside (EPSG:2180), sliver or not."""

    overlap: bool
    units: tuple[int, ...]
    area: float
    east: float
    north: float
    sliver: bool


@dataclass
class Topology:
    """What was found, the largest first."""

    places: list[Place] = field(default_factory=list)

    def of(self, overlap: bool, sliver: bool = False) -> list[Place]:
        """Gaps or overlaps, slivers apart."""
        return [place for place in self.places if (place.overlap, place.sliver) == (overlap, sliver)]


def examine(areas: list[bytes], feedback=None, fillers: list[bytes] | None = None, gaps: bool = True) -> Topology:
    """Gaps (enclosed ground that no area covers) and overlaps of WKB MULTIPOLYGONs in a system of metres.

    A gap that one of ``fillers`` covers is none; without ``gaps`` only overlaps are looked for.
    Raises :class:`Cancelled`, and KmzbError where GEOS gives up.
    """
    progress = Progress(feedback)
    edges = unmatched(areas)
    progress.check()
    if len(edges) == 0:
        return Topology()
    faces = _faces(edges)
    progress.check()
    shapes, others = _Areas(areas), _Areas(fillers or [])
    found = []
    for number, face in enumerate(faces):
        if number % _EVERY == 0:
            progress.check()
            progress.percent(100 * number / len(faces))
        area, length = face.area(), face.length()
        width = 2 * area / length if length else 0.0
        if width < NOISE_M:
            continue
        inside, above = _witness(face, shapes)
        if len(above) == 1 or (not above and (not gaps or others.above(inside)[0])):
            continue
        sliver = width < SLIVER_M
        units = above or (() if sliver else shapes.beside(face))
        point = inside.asPoint()
        found.append(Place(bool(above), units, area, point.x(), point.y(), sliver))
    return Topology(sorted(found, key=lambda place: -place.area))


def _witness(face: QgsGeometry, shapes: _Areas) -> tuple[QgsGeometry, tuple[int, ...]]:
    """A point inside a face that lies on no area's border, and the areas above it.

    A point of GEOS's choice can lie on a border that two neighbours share: then others, in parts of the face.
    """
    box = face.boundingBox()
    first = None
    for share in _SHARES:
        part = face
        if share:
            side = QgsRectangle(box)
            if share > 0:
                side.setXMinimum(box.xMinimum() + share * box.width())
                side.setYMinimum(box.yMinimum() + share * share * box.height())
            else:
                side.setXMaximum(box.xMaximum() + share * box.width())
                side.setYMaximum(box.yMaximum() - share * share * box.height())
            part = face.intersection(QgsGeometry.fromRect(side))
        point = part.pointOnSurface()
        if point.isNull():
            continue
        above, clear = shapes.above(point)
        if clear:
            return point, above
        first = first or (point, above)
    return first or (face.centroid(), (0,))


def _faces(edges: np.ndarray) -> list[QgsGeometry]:
    """The faces between edges (n, 4)."""
    pieces = np.zeros(len(edges), dtype=_LINE)
    pieces["order"], pieces["kind"], pieces["points"], pieces["places"] = 1, 2, 2, edges
    lines = QgsGeometry()
    lines.fromWkb(struct.pack("<BII", 1, 5, len(edges)) + pieces.tobytes())  # a MULTILINESTRING
    noded = QgsGeometry.unaryUnion([lines.mergeLines()])  # merged first: noding long lines takes far less time
    if noded.isNull():
        raise KmzbError(tr("Gaps and overlaps could not be looked for: {reason}.", reason=noded.lastError() or "GEOS"))
    return QgsGeometry.polygonize([noded]).asGeometryCollection()


class _Areas:
    """Areas that can be asked what lies at a point; each is made ready when it is first asked."""

    def __init__(self, areas: list[bytes]):
        self._wkb = areas
        self._ready: dict[int, tuple] = {}
        self._boxes = np.array([self._box(wkb) for wkb in areas]).reshape(-1, 4)

    @staticmethod
    def _box(wkb: bytes) -> tuple[float, float, float, float]:
        points = np.concatenate([points for points, _ in rings(wkb)])
        return (*points.min(axis=0), *points.max(axis=0))

    def _near(self, x1: float, y1: float, x2: float, y2: float) -> list[int]:
        b = self._boxes
        return np.flatnonzero((b[:, 0] <= x2) & (b[:, 2] >= x1) & (b[:, 1] <= y2) & (b[:, 3] >= y1)).tolist()

    def _engine(self, index: int):
        if index not in self._ready:
            shape = QgsGeometry()
            shape.fromWkb(self._wkb[index])
            engine = QgsGeometry.createGeometryEngine(shape.constGet())
            engine.prepareGeometry()
            self._ready[index] = (shape, engine)  # the engine looks at the shape: both must live
        return self._ready[index][1]

    def above(self, point: QgsGeometry) -> tuple[tuple[int, ...], bool]:
        """The areas that contain a point, and whether it lies on the border of none."""
        place, found, clear = point.asPoint(), [], True
        for index in self._near(place.x(), place.y(), place.x(), place.y()):
            engine = self._engine(index)
            if engine.contains(point.constGet()):
                found.append(index)
            elif engine.intersects(point.constGet()):
                clear = False
        return tuple(found), clear

    def beside(self, face: QgsGeometry) -> tuple[int, ...]:
        """The areas that adjoin a face."""
        box = face.boundingBox().buffered(_NEAR)
        near = self._near(box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        return tuple(index for index in near if self._engine(index).distance(face.constGet()) < _NEAR)
