"""GeoJSON by WFS 1.0.0 and 1.1.0: always longitude and latitude (RFC 7946), whatever CRS was asked.

QGIS Server 3.22 does so by itself; 3.44 puts GeoJSON in the CRS asked by its short name and refuses its urn. Without
SRSNAME both do it right, so SRSNAME goes, and the box keeps its meaning by a CRS of its own.
"""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsRectangle,
)

from .systems import System

DEFAULT = "EPSG:2180"


def is_geojson(output: str) -> bool:
    """Whether an OUTPUTFORMAT means GeoJSON."""
    return "json" in output.lower()


def box(numbers: tuple[float, ...], system: System) -> str:
    """A BBOX as easting and northing of EPSG:2180, from numbers (easting or longitude first) in any system."""
    rectangle, target = QgsRectangle(*numbers), QgsCoordinateReferenceSystem(DEFAULT)
    if system.short != DEFAULT:
        source = QgsCoordinateReferenceSystem(system.short)
        change = QgsCoordinateTransform(source, target, QgsCoordinateTransformContext())
        rectangle = change.transformBoundingBox(rectangle)
    corners = (rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum())
    return ",".join([*(f"{corner:.6f}" for corner in corners), DEFAULT])
