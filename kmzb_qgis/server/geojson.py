"""GeoJSON by WFS: always longitude and latitude (RFC 7946), whatever CRS was asked.

QGIS Server 3.22 does so by itself; 3.44 puts GeoJSON in the CRS asked by its short name and refuses its urn. Without
SRSNAME both do it right, so SRSNAME goes, and the box keeps its meaning by a CRS of its own.
"""

from __future__ import annotations

import re

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsRectangle,
)

DEFAULT = "EPSG:2180"


def is_geojson(output: str) -> bool:
    """Whether an OUTPUTFORMAT means GeoJSON."""
    return "json" in output.lower()


def settle(kept: dict[str, str]) -> dict[str, str]:
    """The parameters of a GetFeature for GeoJSON, without SRSNAME and with the box in EPSG:2180 (easting first)."""
    settled = {name: value for name, value in kept.items() if name != "SRSNAME"}
    if kept.get("BBOX", "").strip():
        settled["BBOX"] = _box(kept["BBOX"], kept.get("SRSNAME", "").strip())
    return settled


def _box(box: str, asked: str) -> str:
    """A box as easting and northing of EPSG:2180, from the CRS named in it, else the one asked, else the default."""
    parts = [part.strip() for part in box.split(",", 4)]
    name = parts[4] if len(parts) > 4 else asked or DEFAULT
    a, b, c, d = (float(part) for part in parts[:4])
    lonlat = re.search(r"CRS:?84$", name) is not None
    number = "4326" if lonlat else re.findall(r"[0-9]+$", name)[0]
    system = QgsCoordinateReferenceSystem(f"EPSG:{number}")
    if not lonlat and not name.upper().startswith("EPSG:") and system.hasAxisInverted():
        a, b, c, d = b, a, d, c  # urn and URL: northing or latitude first
    target = QgsCoordinateReferenceSystem(DEFAULT)
    rectangle = QgsRectangle(a, b, c, d)
    if system != target:
        change = QgsCoordinateTransform(system, target, QgsCoordinateTransformContext())
        rectangle = change.transformBoundingBox(rectangle)
    corners = (rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum())
    return ",".join([*(f"{corner:.6f}" for corner in corners), DEFAULT])
