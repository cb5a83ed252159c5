"""Which spellings of a coordinate reference system a request may use.

QGIS Server hands some of them to GDAL, which takes any other text for a file to read or an address to fetch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import QgsCoordinateReferenceSystem

from .refusal import Refused

# GDAL fetches http://www.opengis.net/gml/srs/epsg.xml#2180 from the network: that old spelling is not among them.
KNOWN = re.compile(
    r"(?:[Ee][Pp][Ss][Gg]:|urn:(?:x-)?ogc:def:crs:EPSG:[\d.]{0,12}:"
    r"|https?://www\.opengis\.net/def/crs/EPSG/[\d.]{1,12}/)"
    r"[0-9]{1,6}"
    r"|(?:CRS:|OGC:CRS|urn:ogc:def:crs:OGC:(?:1\.3)?:CRS|https?://www\.opengis\.net/def/crs/OGC/(?:0|1\.3)/CRS)84",
    re.ASCII,
)


def check_crs(value: str, name: str) -> None:
    """Refuse what is no number of EPSG or CRS84 in a usual spelling. An empty value is the default CRS."""
    if value.strip() and KNOWN.fullmatch(value.strip()) is None:
        text = f"{name}: write the CRS as EPSG:n, urn:ogc:def:crs:EPSG::n or http://www.opengis.net/def/crs/EPSG/0/n"
        raise Refused(400, "InvalidParameterValue", text, name)


@dataclass(frozen=True)
class System:
    """A system as a request spelled it. ``as_defined``: spelled by urn or URL, so that EPSG's own order of axes holds;
    ``EPSG:n`` and CRS84 are easting or longitude first."""

    code: int
    as_defined: bool

    @property
    def short(self) -> str:
        """The spelling that QGIS Server takes as easting first everywhere."""
        return f"EPSG:{self.code}"

    @property
    def north_first(self) -> bool:
        """Whether the axis that points north comes first in this spelling."""
        return self.as_defined and QgsCoordinateReferenceSystem(self.short).hasAxisInverted()


def read(text: str) -> System:
    """The system that a spelling means, which ``check_crs`` has let through."""
    text = text.strip()
    if re.search(r"CRS:?84$", text):
        return System(4326, False)
    return System(int(re.findall(r"[0-9]+$", text)[0]), not text.upper().startswith("EPSG:"))


def urn(text: str) -> str:
    """The urn of a system; a text that is no known spelling comes back as it was."""
    if KNOWN.fullmatch(text.strip()) is None:
        return text
    if re.search(r"CRS:?84$", text.strip()):
        return "urn:ogc:def:crs:OGC:1.3:CRS84"
    return f"urn:ogc:def:crs:EPSG::{read(text).code}"
