"""Values on their way in and out: instants as the store's texts and geometries as GeoPackage's, as SQLite has them."""

from __future__ import annotations

import math
import struct

import psycopg2
from psycopg2 import extensions

from .. import functions

_HEX_POINT = struct.Struct("<BIIdd")
_FLAG_SRID = 0x20000000
_HEADER = struct.pack("<2sBBi", b"GP", 0, 1, functions.SRS)  # without an envelope, the smaller end first


def adapted(value):
    """A value as psycopg2 is to send it: a GeoPackage geometry as PostGIS reads it, NaN as NULL, as SQLite does."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _geometry(bytes(value))
    return value


def _geometry(blob: bytes):
    """EWKB in hexadecimal; what is no GeoPackage geometry stays bytes."""
    if len(blob) < 13 or blob[:3] != b"GP\0":
        return psycopg2.Binary(blob)
    kind = blob[3] >> 1 & 7
    start = 8 + ((0, 32, 48, 48, 64)[kind] if kind < 5 else 0)
    order = "<" if blob[3] & 1 else ">"
    (srs,) = struct.unpack_from(order + "i", blob, 4)
    wkb = blob[start:]
    if len(wkb) < 5 or wkb[0] > 1:  # something else that begins with the same letters
        return psycopg2.Binary(blob)
    order = "<" if wkb[0] else ">"
    (shape,) = struct.unpack_from(order + "I", wkb, 1)
    if shape > 4000:
        return psycopg2.Binary(blob)
    shape = (shape % 1000) | {0: 0, 1: 0x80000000, 2: 0x40000000, 3: 0xC0000000}.get(shape // 1000, 0)
    head = wkb[:1] + struct.pack(order + "Ii", shape | _FLAG_SRID, srs)
    return (head + wkb[5:]).hex()


def blob_of(text: str | None, _cursor=None) -> bytes | None:
    """A GeoPackage geometry in EPSG:2180 of what PostGIS sends: EWKB in hexadecimal."""
    if text is None:
        return None
    raw = bytes.fromhex(text)
    if len(raw) == 25 and raw[0] == 1:
        _, _, _, x, y = _HEX_POINT.unpack(raw)
        return functions.point_blob(x, y)
    order = "<" if raw[0] else ">"
    (shape,) = struct.unpack_from(order + "I", raw, 1)
    rest = raw[9:] if shape & _FLAG_SRID else raw[5:]
    wkb = raw[:1] + struct.pack(order + "I", shape & 0xFF) + rest
    return _HEADER + wkb


def instant_text(text: str | None, _cursor=None) -> str | None:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ`` of ``YYYY-MM-DD HH:MM:SS[.ffffff]+00``; connections speak UTC."""
    if text is None or text[:1] not in "012":
        return text
    return f"{text[:10]}T{text[11:19]}.{text[19:].partition('+')[0].lstrip('.')[:3]:0<3}Z"


def _number(text: str | None, _cursor=None):
    if text is None:
        return None
    return float(text) if "." in text or "N" in text or "e" in text else int(text)


def _truth(text: str | None, _cursor=None):
    return None if text is None else int(text == "t")


def _bytes(text: str | None, _cursor=None):
    return None if text is None else bytes.fromhex(text[2:])


def _plain(text: str | None, _cursor=None):
    return text


_TYPES = {
    "kmzb_instant": ((1184, 1114), instant_text),
    "kmzb_number": ((1700,), _number),
    "kmzb_truth": ((16,), _truth),
    "kmzb_bytes": ((17,), _bytes),
    "kmzb_day": ((1082,), _plain),
}


def register(connection, geometry: int | None) -> None:
    """Make a connection give values as the store's other engine does. ``geometry``: the type's number, where known."""
    for name, (numbers, work) in _TYPES.items():
        extensions.register_type(extensions.new_type(numbers, name, work), connection)
    if geometry:
        extensions.register_type(extensions.new_type((geometry,), "kmzb_geometry", blob_of), connection)
