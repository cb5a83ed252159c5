"""Geometries read from bytes, whether GDAL's exceptions are on or not: any plugin may switch them on for all."""

from __future__ import annotations

from contextlib import suppress

from . import gdal_errors


def from_wkb(wkb: bytes):
    """The ``ogr.Geometry`` of well-known binary, None where it is none; nothing is printed."""
    from osgeo import ogr

    with suppress(OSError), gdal_errors.raised():
        return ogr.CreateGeometryFromWkb(wkb)
    return None
