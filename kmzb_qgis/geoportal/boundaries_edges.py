"""The edges of many areas at once, as NumPy columns: which of them are not matched by a neighbour.

With outer rings anticlockwise and holes clockwise an area lies left of its edges. Crossing an edge changes the number
of areas that cover the ground by what runs along it in one direction less what runs in the other. In a flawless
coverage that is zero everywhere but at its outer border, so all gaps and overlaps lie between the other edges.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

PER_METRE = 1000  # coordinates are compared in millimetres
_SHIFT, _OFFSET = 32, 1 << 30


def rings(wkb: bytes) -> Iterator[tuple[np.ndarray, bool]]:
    """Rings of a plane WKB MULTIPOLYGON (the smaller end first): points (n, 2), closed, and whether it is a hole."""
    (parts,) = struct.unpack_from("<I", wkb, 5)
    at = 9
    for _ in range(parts):
        (count,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        for number in range(count):
            (points,) = struct.unpack_from("<I", wkb, at)
            yield np.frombuffer(wkb, "<f8", points * 2, at + 4).reshape(-1, 2), number > 0
            at += 4 + points * 16


def unmatched(areas: list[bytes]) -> np.ndarray:
    """Edges at which the number of areas changes: (n, 4) x, y, x, y in metres, rounded to the millimetre.

    ``areas``: WKB as of :func:`rings`, in a system of metres.
    """
    starts, ends = [], []
    for wkb in areas:
        for points, hole in rings(wkb):
            keys = _keys(points)
            if (_turn(points) > 0) == hole:  # the wrong way round
                keys = keys[::-1]
            starts.append(keys[:-1])
            ends.append(keys[1:])
    if not starts:
        return np.zeros((0, 4))
    start, end = np.concatenate(starts), np.concatenate(ends)
    longer = start != end
    start, end = start[longer], end[longer]
    if len(start) == 0:
        return np.zeros((0, 4))
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((high, low))
    low, high, way = low[order], high[order], np.where(start == low, 1, -1)[order]
    first = np.flatnonzero(np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])])
    left = first[np.add.reduceat(way, first) != 0]
    return np.column_stack([*_metres(low[left]), *_metres(high[left])])


def _turn(points: np.ndarray) -> float:
    """Twice the signed area of a ring: positive where it runs anticlockwise."""
    x, y = (points - points[0]).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def _keys(points: np.ndarray) -> np.ndarray:
    """Points as one number each: millimetres east in the upper half, north in the lower."""
    whole = np.rint(points * PER_METRE).astype(np.int64) + _OFFSET
    return (whole[:, 0] << _SHIFT) | whole[:, 1]


def _metres(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    east, north = (keys >> _SHIFT) - _OFFSET, (keys & ((1 << _SHIFT) - 1)) - _OFFSET
    return east / PER_METRE, north / PER_METRE
