"""Outlines of units as plain columns of edges, read from GeoPackage geometries."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from ..toolbelt import shapes

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_POLYGON, _MULTIPOLYGON = 3, 6


class BadShape(ValueError):
    """A geometry that is no polygon or has coordinates that are no numbers; ``index`` tells which of those given."""

    def __init__(self, index: int):
        super().__init__(f"shape {index} is no polygon")
        self.index = index


@dataclass(frozen=True)
class Edges:
    """Edges of n polygons as columns of m: from (x1, y1) to (x2, y2) in the polygons' own CRS, ``unit`` counts from 0.

    Each runs from its lower end to the upper one (of two equally high ends from the left one), whichever way its ring
    was drawn: neighbours that share an edge have the very same numbers, so whatever is reckoned of it is the same too.
    """

    x1: np.ndarray
    y1: np.ndarray
    x2: np.ndarray
    y2: np.ndarray
    unit: np.ndarray
    count: int

    def of(self, units: np.ndarray) -> Edges:
        """The edges of some of the units, numbered anew in the order in which they are given."""
        number = np.full(self.count, -1, dtype=np.int32)
        number[units] = np.arange(len(units), dtype=np.int32)
        some = number[self.unit] >= 0
        columns = (column[some] for column in (self.x1, self.y1, self.x2, self.y2))
        return Edges(*columns, number[self.unit[some]], len(units))


def read(blobs: list[bytes | None]) -> Edges:
    """The edges of GeoPackage polygons and multipolygons; None and empty ones have none. Raises BadShape."""
    rings: list[np.ndarray] = []
    owner: list[int] = []
    for index, blob in enumerate(blobs):
        try:
            found = [] if blob is None else _rings(_wkb(bytes(blob)))
        except (ValueError, IndexError, RuntimeError, struct.error) as error:  # GDAL raises where it is told to
            raise BadShape(index) from error
        rings += found
        owner += [index] * len(found)
    sizes = np.array([len(ring) for ring in rings], dtype=np.int64)
    points = np.concatenate(rings) if rings else np.empty((0, 2))
    unit = np.repeat(np.array(owner, dtype=np.int32), sizes)
    if not np.isfinite(points).all():
        raise BadShape(int(unit[np.flatnonzero(~np.isfinite(points).all(axis=1))[0]]))
    following = np.arange(1, len(points) + 1)
    ends = np.cumsum(sizes)
    following[ends - 1] = ends - sizes  # a ring that is not closed is closed
    start, end = points, points[following]
    real = (start != end).any(axis=1)
    start, end, unit = start[real], end[real], unit[real]
    down = (start[:, 1] > end[:, 1]) | ((start[:, 1] == end[:, 1]) & (start[:, 0] > end[:, 0]))
    low, high = np.where(down[:, None], end, start), np.where(down[:, None], start, end)
    columns = (np.ascontiguousarray(column) for column in (low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    return Edges(*columns, unit, len(blobs))


def _wkb(blob: bytes) -> bytes:
    """The WKB inside: little-endian, two dimensions, a polygon or a multipolygon; '' for an empty geometry."""
    if blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    wkb = blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 7] :]
    if wkb[:1] == b"\x01" and struct.unpack_from("<I", wkb, 1)[0] in (_POLYGON, _MULTIPOLYGON):
        return wkb
    # Rare: other programs write big-endian, with heights, or arcs. GDAL reads them all.
    from osgeo import ogr

    geometry = shapes.from_wkb(wkb)
    if geometry is None:
        raise ValueError("not WKB")
    if geometry.HasCurveGeometry():
        geometry = geometry.GetLinearGeometry()
    geometry.FlattenTo2D()
    if geometry.IsEmpty():
        return b""
    geometry = ogr.ForceToMultiPolygon(geometry)
    if geometry.GetGeometryType() != ogr.wkbMultiPolygon:
        raise ValueError("no polygon")
    return bytes(geometry.ExportToWkb(ogr.wkbNDR))


def _rings(wkb: bytes) -> list[np.ndarray]:
    if not wkb:
        return []
    if struct.unpack_from("<I", wkb, 1)[0] == _POLYGON:
        return _polygon(wkb, 0)[0]
    rings, at = [], 9
    for _ in range(struct.unpack_from("<I", wkb, 5)[0]):
        if wkb[at] != 1 or struct.unpack_from("<I", wkb, at + 1)[0] != _POLYGON:
            raise ValueError("a part is no polygon")
        found, at = _polygon(wkb, at)
        rings += found
    return rings


def _polygon(wkb: bytes, at: int) -> tuple[list[np.ndarray], int]:
    """The rings of the polygon that begins at a byte, shape (n, 2) each, and the byte after it."""
    rings = []
    (count,) = struct.unpack_from("<I", wkb, at + 5)
    at += 9
    for _ in range(count):
        (size,) = struct.unpack_from("<I", wkb, at)
        ring = np.frombuffer(wkb, "<f8", 2 * size, at + 4).reshape(-1, 2)
        at += 4 + 16 * size
        if size:
            rings.append(ring)
    return rings, at
