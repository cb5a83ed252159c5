"""The order of axes and the CRS in OGC API Features (part 2, OGC 18-058r1), which QGIS Server 3.22 to 3.44 gets wrong:
it takes and gives easting (longitude) first in systems of EPSG, knows them by one spelling of its own, and says nothing
of the CRS in its answers.

What is right: CRS84 where none is asked; in a system of EPSG the order that EPSG defines, northing (latitude) first in
2180 and 4326. Each answer names its CRS in the header Content-Crs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import QgsCoordinateReferenceSystem
from qgis.server import QgsServerApiUtils

from .grammar import NUMBER
from .refusal import Refused
from .systems import System, read

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
CODES = (2180, 4326, 3857)
STORAGE = EPSG.format(2180)
OFFERED = (CRS84, *(EPSG.format(code) for code in CODES))
CONFORMANCE = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
SPELLED = re.compile(r"https?://www\.opengis\.net/def/crs/EPSG/[\d.]{1,12}/(\d{1,6})")
CORNERS = re.compile(rf"\s*{NUMBER}\s*(?:,\s*{NUMBER}\s*){{3}}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """The CRS of an answer. ``address``: its URL for QGIS Server; ``label``: for the header Content-Crs."""

    system: System
    address: str
    label: str


def asked(value: str, name: str) -> Asked:
    """The system that ``crs`` or ``bbox-crs`` names; CRS84 for an empty value.

    Raises Refused for what is not offered, ``EPSG:n`` among it: part 2 knows addresses only.
    """
    value = value.strip()
    if not value:
        return Asked(System(4326, False), CRS84, CRS84)
    system = read(value)
    if value.upper().startswith(("EPSG:", "CRS:")) or system.code not in CODES:
        raise Refused(400, "InvalidParameterValue", f"{name} must be one of: {', '.join(OFFERED)}")
    if not system.as_defined:
        return Asked(system, CRS84, CRS84)
    spelled = QgsServerApiUtils.crsToOgcUri(QgsCoordinateReferenceSystem(system.short))
    return Asked(system, spelled, EPSG.format(system.code))


def box(value: str, given: Asked) -> str:
    """A bbox as QGIS Server takes it: easting or longitude first. Raises Refused."""
    if CORNERS.fullmatch(value) is None:
        raise Refused(400, "InvalidParameterValue", "bbox takes four numbers: lower corner, upper corner")
    a, b, c, d = (part.strip() for part in value.split(","))
    return ",".join((b, a, d, c) if given.system.north_first else (a, b, c, d))


def ordered(geometry: dict | None, given: Asked) -> dict | None:
    """A geometry of QGIS Server's in the order of its CRS."""
    if geometry is None or not given.system.north_first:
        return geometry
    return {**geometry, "coordinates": _swapped(geometry["coordinates"])}


def _swapped(coordinates: list) -> list:
    if coordinates and not isinstance(coordinates[0], list):
        return [coordinates[1], coordinates[0], *coordinates[2:]]
    return [_swapped(part) for part in coordinates]


def described(content):
    """A collection, a list of them, the conformance or the description of the API, with the systems as offered."""
    if isinstance(content, str):
        return SPELLED.sub(lambda found: EPSG.format(found.group(1)), content)
    if isinstance(content, list):
        return list(map(described, content))
    if not isinstance(content, dict):
        return content
    content = {name: described(value) for name, value in content.items()}
    if isinstance(content.get("crs"), list):
        content["crs"] = list(OFFERED)
        content["storageCrs"] = STORAGE
    if isinstance(content.get("conformsTo"), list):
        content["conformsTo"] = [*dict.fromkeys([*content["conformsTo"], CONFORMANCE])]
    if isinstance(content.get("enum"), list) and CRS84 in content["enum"]:
        content["enum"] = list(OFFERED)
    return content
