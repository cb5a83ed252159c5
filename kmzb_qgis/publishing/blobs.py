"""GeoPackage geometry blobs: reading points' places, writing points, grid cells and multipolygons. EPSG:2180 only."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable

import numpy as np

from ..toolbelt import shapes

SRS = 2180
_HEADER = struct.Struct("<2sBBi")
_POINT = struct.Struct("<2sBBiBIdd")
_HEAD = _POINT.pack(b"GP", 0, 1, SRS, 1, 1, 0, 0)[:13]
_FAR = 9e9
_BARE = np.dtype([("head", "u1", len(_HEAD)), ("place", "<f8", 2)])
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes by the envelope code of the flags, GeoPackage 1.3 clause 2.1.3
_CELL = np.dtype(
    [
        ("magic", "S2"),
        ("version", "u1"),
        ("flags", "u1"),
        ("srs", "<i4"),
        ("envelope", "<f8", 4),
        ("order", "u1"),
        ("kind", "<u4"),
        ("rings", "<u4"),
        ("points", "<u4"),
        ("ring", "<f8", (5, 2)),
    ]
)


def _wkb(blob: bytes) -> bytes | None:
    """The WKB in a GeoPackage blob; None for an empty geometry or another thing."""
    if not blob or len(blob) < 8 or blob[:2] != b"GP" or blob[3] & 0x10:
        return None
    code = (blob[3] >> 1) & 7
    return bytes(blob[8 + _ENVELOPES[code] :]) if code < len(_ENVELOPES) else None


def place(blob: bytes | None) -> tuple[float, float] | None:
    """Easting and northing (m) of a point blob; None where it has no place."""
    wkb = _wkb(blob) if blob else None
    if wkb is None or len(wkb) < 21:
        return None
    order = "<" if wkb[0] == 1 else ">"
    kind, east, north = struct.unpack_from(f"{order}Idd", wkb, 1)
    if kind % 1000 != 1 or not (math.isfinite(east) and math.isfinite(north)):
        return None
    return east, north


def easting(blob: bytes | None) -> float | None:
    """SQL function ``kmzb_e``."""
    found = place(blob)
    return found[0] if found else None


def northing(blob: bytes | None) -> float | None:
    """SQL function ``kmzb_n``."""
    found = place(blob)
    return found[1] if found else None


def point(east: float, north: float) -> bytes:
    """A bare two-dimensional point."""
    return _POINT.pack(b"GP", 0, 1, SRS, 1, 1, east, north)


def bare(blob: bytes | None) -> bytes | None:
    """SQL function ``kmzb_bare``: a point without whatever else the stored one carried; None where it has no place."""
    found = place(blob)
    return point(*found) if found else None


def squares(places: np.ndarray) -> np.ndarray:
    """Numbers that sort (n, 2) places in metres by columns of 10 km, and by rows within them."""
    column, row = (np.clip(places, 0, _FAR) / 10_000).astype("i8").T  # Poland's are within; 64-bit numbers end
    return column * 1_000_000 + row


def places(blobs: Iterable[bytes]) -> np.ndarray:
    """Eastings and northings (m) of bare points, as an (n, 2) array. Raises ValueError for another thing."""
    raw = b"".join(blobs)
    if len(raw) % _BARE.itemsize:
        raise ValueError("a point of another length")
    found = np.frombuffer(raw, _BARE)
    if not (found["head"] == np.frombuffer(_HEAD, "u1")).all():
        raise ValueError("not a bare point")
    return found["place"]


def cells(corners: np.ndarray, size: int) -> list[bytes]:
    """Squares of ``size`` metres from an (n, 2) array of south-west corners (E, N), as blobs."""
    if not len(corners):
        return []
    low = corners.astype("f8")
    high = low + size
    rows = np.zeros(len(corners), _CELL)
    rows["magic"], rows["flags"], rows["srs"] = b"GP", 0x03, SRS
    rows["envelope"] = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
    rows["order"], rows["kind"], rows["rings"], rows["points"] = 1, 3, 1, 5
    for index, (east, north) in enumerate(((low, low), (high, low), (high, high), (low, high), (low, low))):
        rows["ring"][:, index, 0], rows["ring"][:, index, 1] = east[:, 0], north[:, 1]
    data, width = rows.tobytes(), _CELL.itemsize
    return [data[start : start + width] for start in range(0, len(data), width)]


def multipolygon(blob: bytes | None) -> bytes | None:
    """SQL function ``kmzb_multi``: an area as a two-dimensional multipolygon blob; None where there is none."""
    from osgeo import ogr

    wkb = _wkb(blob) if blob else None
    geometry = shapes.from_wkb(wkb) if wkb else None
    if geometry is None or geometry.IsEmpty():
        return None
    geometry.FlattenTo2D()
    geometry = ogr.ForceToMultiPolygon(geometry.GetLinearGeometry())
    west, east, south, north = geometry.GetEnvelope()
    return (
        _HEADER.pack(b"GP", 0, 0x03, SRS)
        + struct.pack("<4d", west, east, south, north)
        + bytes(geometry.ExportToWkb(ogr.wkbNDR))
    )


def register(connection) -> None:
    """Give a connection the SQL functions above."""
    connection.create_function("kmzb_e", 1, easting, deterministic=True)
    connection.create_function("kmzb_n", 1, northing, deterministic=True)
    connection.create_function("kmzb_bare", 1, bare, deterministic=True)
    connection.create_function("kmzb_multi", 1, multipolygon, deterministic=True)
