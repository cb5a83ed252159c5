"""Shapes of units as a GeoPackage holds them."""

from __future__ import annotations

from osgeo import ogr


def shape(west, south, east, north):
    """A GeoPackage multipolygon in EPSG:2180 of one rectangle."""
    wkt = f"MULTIPOLYGON((({west} {south},{east} {south},{east} {north},{west} {north},{west} {south})))"
    header = b"GP\x00\x01" + (2180).to_bytes(4, "little")
    return header + bytes(ogr.CreateGeometryFromWkt(wkt).ExportToWkb(ogr.wkbNDR))
