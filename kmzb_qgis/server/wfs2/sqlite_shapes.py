"""SQL functions for the GeoPackage of a publication: which features meet a shape, and comparing without case.

``kmzb_meeting(layer, operator, wkb, metres)`` gives a JSON list, once for each statement: row numbers, or for layers by
unit the units' codes. It reads the R-tree's own nodes with NumPy (their format is SQLite's documented one,
https://sqlite.org/rtree.html) from the root down: branches wholly inside or outside are settled at once, and only what
lies at the shape's outline is looked at exactly, by GEOS. The R-tree keeps 32-bit floats; the exact look takes the
true places.

``kmzb_in_box(geom, west, south, east, north)`` tells whether a point's true place (metres) is in a box, edges included.
"""

from __future__ import annotations

import json
import math
import struct

import numpy as np
from osgeo import ogr

from ...toolbelt import log
from . import outline
from .folding import fold
from .model import feature_types
from .statements import sql

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", (4,))])  # minx, maxx, miny, maxy
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes by the envelope code of a blob's flags, GeoPackage 1.3, 2.1.3
_MARGIN = 0.001  # metres that a disc is larger than its box: far above the rounding of 64-bit floats
_QUADRANT = 32  # segments of a quarter circle in buffers
_CHUNK = 5000
_PLACE = {1: struct.Struct("<dd"), 0: struct.Struct(">dd")}  # by WKB's byte order


def register(connection) -> None:
    """Put the functions on a connection to a publication's GeoPackage."""
    connection.create_function("kmzb_fold", 1, fold, deterministic=True)

    def meeting(layer: str, operator: str, wkb: bytes, metres: float) -> str:
        try:
            return json.dumps(list_of(connection, layer, operator, bytes(wkb), metres))
        except Exception as error:  # SQLite hides it from the caller
            log.error(f"wfs2: {type(error).__name__}: {error}")
            raise

    connection.create_function("kmzb_meeting", 4, meeting)
    connection.create_function("kmzb_in_box", 5, _in_box, deterministic=True)


def _in_box(blob: bytes | None, west: float, south: float, east: float, north: float) -> bool:
    """SQL function ``kmzb_in_box``, for points only; an empty point (its numbers are none) is in no box."""
    if blob is None:
        return False
    start = 8 + _ENVELOPES[(blob[3] >> 1) & 7]
    x, y = _PLACE[blob[start]].unpack_from(blob, start + 5)
    return west <= x <= east and south <= y <= north


def list_of(connection, layer: str, operator: str, wkb: bytes, metres: float) -> list:
    """Row numbers (codes, for a layer by unit) of the features that ``operator`` is true for."""
    kind = feature_types()[layer]
    question = _Question(operator, wkb, metres, kind.geometry == "Point")
    if question.hopeless:
        return []
    if kind.by_unit:
        return _units(connection, f"dane_{kind.name}", question)
    sure, near = _walk(connection, f"rtree_dane_{kind.name}_geom", question)
    exact = _exactly(connection, f"dane_{kind.name}", question, near)
    return np.sort(np.concatenate([sure, exact])).tolist()


class _Question:
    """A spatial operator against one geometry. ``points``: the features are points, which settles much at once."""

    def __init__(self, operator: str, wkb: bytes, metres: float, points: bool):
        self._operator, self._metres, self._points = operator, metres, points
        self._shape = ogr.CreateGeometryFromWkb(wkb)
        self._prepared = self._shape.CreatePreparedGeometry()
        # one point overlaps and crosses nothing, and holds no line and no area
        holding = operator in ("Contains", "Equals") and self._shape.GetDimension() > 0
        self.hopeless = points and (holding or operator in ("Overlaps", "Crosses"))
        around, self.margin = self._shape, _MARGIN
        if operator == "DWithin":
            # The buffer is no exact one: its arcs are made of chords, and GEOS first takes shallow bends (up to a
            # hundredth of the distance) out of lines. What lies so near to its edge is looked at exactly.
            self.margin += metres * (0.01 + 1 - math.cos(math.pi / 4 / _QUADRANT))
            around = self._shape.Buffer(metres, _QUADRANT) if metres > 0 else self._shape
        self.outline = outline.Outline(around)
        # what lies wholly inside, off the outline, meets these operators; what lies wholly outside meets none
        self.inside_counts = operator in ("Intersects", "Within", "DWithin")

    def true_for(self, shape: ogr.Geometry) -> bool:
        """Whether it is true for a feature's shape, by GEOS."""
        if self._operator == "DWithin":
            return self._shape.Distance(shape) <= self._metres
        if not self._prepared.Intersects(shape):  # all that follow ask for it; prepared it costs little
            return False
        if self._operator == "Intersects":
            return True
        if self._operator == "Within":
            return self._prepared.Contains(shape)
        if self._operator == "Touches" and self._points:
            return not self._prepared.Contains(shape)
        return getattr(shape, self._operator)(self._shape)


def _walk(connection, index: str, question: _Question) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers that meet the question for sure, and those near the outline, from the nodes of an R-tree."""
    root = connection.execute(sql('SELECT data FROM "{index}_node" WHERE nodeno = 1', index=index)).fetchone()[0]
    depth = int.from_bytes(root[:2], "big")
    cells, inside = _cells([root]), np.zeros(int.from_bytes(root[2:4], "big"), dtype=bool)
    for level in range(depth, -1, -1):
        boxes = cells["box"].astype(float)
        west, east, south, north = boxes.T
        centres = np.stack([west + east, south + north], axis=1) / 2
        radii = np.hypot(east - west, north - south) / 2 + question.margin
        sides = np.full(len(cells), outline.INSIDE, dtype=np.int8)
        sides[~inside] = question.outline.sides(centres[~inside], radii[~inside])
        wanted = sides != outline.OUTSIDE if question.inside_counts else sides == outline.NEAR
        cells, sides = cells[wanted], sides[wanted]
        if level == 0:
            break
        cells, counts = _below(connection, index, cells["id"].astype(np.int64))
        inside = np.repeat(sides == outline.INSIDE, counts)
    numbers = cells["id"].astype(np.int64)
    return numbers[sides == outline.INSIDE], numbers[sides == outline.NEAR]


def _cells(nodes: list[bytes]) -> np.ndarray:
    counts = [int.from_bytes(node[2:4], "big") for node in nodes]
    raw = b"".join(node[4 : 4 + count * _CELL.itemsize] for node, count in zip(nodes, counts))
    return np.frombuffer(raw, _CELL)


def _below(connection, index: str, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cells of nodes, one node behind the other in the order of ``numbers``, and how many each has."""
    order = np.argsort(numbers)
    rows = connection.execute(
        sql('SELECT data FROM json_each(?) j JOIN "{index}_node" n ON n.nodeno = j.value', index=index),
        (json.dumps(numbers[order].tolist()),),
    ).fetchall()
    nodes = [row[0] for row in rows]
    placed = [b""] * len(nodes)
    for position, node in zip(order.tolist(), nodes):
        placed[position] = node
    return _cells(placed), np.array([int.from_bytes(node[2:4], "big") for node in placed], dtype=np.int64)


def _exactly(connection, table: str, question: _Question, numbers: np.ndarray) -> np.ndarray:
    found = []
    for start in range(0, len(numbers), _CHUNK):
        chosen = json.dumps(numbers[start : start + _CHUNK].tolist())
        rows = connection.execute(
            sql('SELECT fid, geom FROM "{table}" WHERE fid IN (SELECT value FROM json_each(?))', table=table),
            (chosen,),
        )
        found += [number for number, blob in rows if _meets(blob, question)]
    return np.array(found, dtype=np.int64)


def _meets(blob: bytes | None, question: _Question) -> bool:
    shape = ogr.CreateGeometryFromWkb(_wkb(blob)) if blob else None
    return shape is not None and question.true_for(shape)


def _wkb(blob: bytes) -> bytes:
    return blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :]


def _units(connection, table: str, question: _Question) -> list[str]:
    """The codes of the units that meet the question: there are some thousands, and no index over them."""
    margin, edge = question.margin, question.outline
    found = []
    rows = connection.execute(
        sql("SELECT teryt, geom FROM obszar WHERE teryt IN (SELECT teryt FROM {table})", table=table)
    )
    for code, blob in rows:
        if blob is None:
            continue
        if (blob[3] >> 1) & 7 and not blob[3] & 0x10:  # it tells its extent
            order = "<f8" if blob[3] & 1 else ">f8"
            west, east, south, north = np.frombuffer(blob, order, 4, 8).tolist()
            if (
                west - margin > edge.east or east + margin < edge.west
                or south - margin > edge.north or north + margin < edge.south
            ):  # fmt: skip
                continue
        if _meets(blob, question):
            found.append(code.decode() if isinstance(code, bytes) else code)  # as the connection gives texts
    return found
