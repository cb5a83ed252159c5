"""The SQL functions that a GeoPackage's triggers call, for plain sqlite3 connections (GDAL brings its own)."""

from __future__ import annotations

import sqlite3
import struct

import numpy as np

from ..toolbelt import shapes

SRS = 2180
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_POINT_HEADER = struct.pack("<2sBBi", b"GP", 0, 1, SRS) + struct.pack("<BI", 1, 1)
_POINT_START = bytes(_POINT_HEADER)
_TWO_DOUBLES = struct.Struct("<dd")
_NOWHERE = _POINT_START + _TWO_DOUBLES.pack(*[float("nan")] * 2)
_FOUR_DOUBLES = {0: struct.Struct(">dddd"), 1: struct.Struct("<dddd")}


def point_header() -> bytes:
    """What stands before the two coordinates (8 bytes each, the smaller end first) of a point in EPSG:2180."""
    return _POINT_START


def point_blob(x: float | None, y: float | None) -> bytes | None:
    """A GeoPackage point in EPSG:2180 (x easting, y northing, metres); None where a coordinate is missing."""
    if x is None or y is None:
        return None
    return _POINT_HEADER + _TWO_DOUBLES.pack(x, y)


def envelope(blob: bytes | None) -> tuple[float, float, float, float] | None:
    """``(min x, max x, min y, max y)`` of a GeoPackage geometry; None where it is empty or not one."""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return None
    if len(blob) == 29 and blob.startswith(_POINT_START):
        x, y = _TWO_DOUBLES.unpack_from(blob, 13)
        return None if x != x else (x, x, y, y)
    flags = blob[3]
    if flags & 0x10:
        return None
    kind = flags >> 1 & 7
    if kind == 0:
        return _bounds_by_reading(blob)
    if kind >= len(_ENVELOPE_BYTES) or len(blob) < 40:
        return None
    return _FOUR_DOUBLES[flags & 1].unpack_from(blob, 8)


def _bounds_by_reading(blob: bytes) -> tuple[float, float, float, float] | None:
    # Rare: other programs write points big-endian or shapes without an envelope. GDAL reads them all.
    geometry = shapes.from_wkb(blob[8:])
    return None if geometry is None or geometry.IsEmpty() else geometry.GetEnvelope()


def _bound(index: int):
    def bound(blob):
        if isinstance(blob, bytes) and len(blob) == 29 and blob.startswith(_POINT_START):
            value = _TWO_DOUBLES.unpack_from(blob, 13)[index >> 1]
            return None if value != value else value
        bounds = envelope(blob)
        return None if bounds is None else bounds[index]

    return bound


def places(blobs: list) -> np.ndarray:
    """The least x and y of many geometries at once, shape (n, 2), NaN where there is none."""
    blobs = [_NOWHERE if blob is None else blob for blob in blobs]
    if all(type(blob) is bytes and len(blob) == len(_NOWHERE) and blob.startswith(_POINT_START) for blob in blobs):
        rows = np.frombuffer(b"".join(blobs), dtype=np.uint8).reshape(-1, len(_NOWHERE))
        return rows[:, len(_POINT_START) :].copy().view("<f8")
    boxes = map(envelope, blobs)
    return np.array([(np.nan, np.nan) if box is None else (box[0], box[2]) for box in boxes]).reshape(-1, 2)


def _is_empty(blob) -> int | None:
    if blob is None:
        return None
    return int(envelope(blob) is None)


def register(connection: sqlite3.Connection) -> None:
    """Give a connection ST_IsEmpty, ST_MinX, ST_MaxX, ST_MinY, ST_MaxY and kmzb_point(x, y)."""
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, _bound(index), deterministic=True)
    connection.create_function("kmzb_point", 2, point_blob, deterministic=True)
