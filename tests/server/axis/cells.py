"""The cells of the matrix: what is asked of which service, how the CRS is spelled, in which format, by which client."""

from __future__ import annotations

from dataclasses import dataclass

WFS = ("1.0.0", "1.1.0", "2.0.0")
WMS = ("1.1.1", "1.3.0")
CODES = (2180, 4326, 3857)
SPELLINGS = {
    "short": "EPSG:{}",
    "urn": "urn:ogc:def:crs:EPSG::{}",
    "URL": "http://www.opengis.net/def/crs/EPSG/0/{}",
}
CRS84 = {
    "short": "CRS:84",
    "urn": "urn:ogc:def:crs:OGC:1.3:CRS84",
    "URL": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
}
# What each version's OUTPUTFORMAT is asked with; none: the version's own default
FORMATS = {
    "1.0.0": {"none": "", "GML 2": "GML2", "GML 3": "GML3", "GeoJSON": "application/vnd.geo+json"},
    "1.1.0": {
        "none": "", "GML 2": "GML2", "GML 3": "text/xml; subtype=gml/3.1.1", "GeoJSON": "application/vnd.geo+json",
    },
    "2.0.0": {
        "none": "", "GML 3.2": "application/gml+xml; version=3.2", "GeoJSON": "application/geo+json",
        "CSV": "text/csv",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One question. ``spelling``: none, short, urn, URL; ``code``: of EPSG, or 84 for CRS84 (longitude first in every
    spelling). ``ask``: output (an answer in this CRS), bbox (a box in it), filter (a geometry in it in a filter), map
    and click (WMS)."""

    client: str
    service: str
    version: str
    spelling: str
    code: int
    ask: str
    format: str = "none"

    @property
    def crs(self) -> str:
        """The CRS as the request writes it; empty where it names none."""
        if self.spelling == "none":
            return ""
        return CRS84[self.spelling] if self.code == 84 else SPELLINGS[self.spelling].format(self.code)

    @property
    def system(self) -> int:
        """The number of EPSG whose axes are meant."""
        return 4326 if self.code == 84 else self.code

    def __str__(self) -> str:
        shown = self.crs or "no CRS"
        return f"{self.client}: {self.service} {self.version}, {self.ask}, {shown}, {self.format}".replace(" ,", ",")


def systems(default: int) -> list[tuple[str, int]]:
    """Each spelling with each code; none with the service's own default; CRS84."""
    every = [(spelling, code) for code in CODES for spelling in SPELLINGS]
    return [("none", default), *every, *((spelling, 84) for spelling in CRS84)]
