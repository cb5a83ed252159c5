"""Which spellings of a coordinate reference system a request may use.

QGIS Server hands some of them to GDAL, which takes any other text for a file to read or an address to fetch.
"""

from __future__ import annotations

import re

from .refusal import Refused

# GDAL fetches http://www.opengis.net/gml/srs/epsg.xml#2180 from the network: that old spelling is not among them.
KNOWN = re.compile(
    r"(?:[Ee][Pp][Ss][Gg]:|urn:(?:x-)?ogc:def:crs:EPSG:[\d.]{0,12}:"
    r"|https?://www\.opengis\.net/def/crs/EPSG/[\d.]{1,12}/)"
    r"[0-9]{1,6}"
    r"|(?:CRS:|urn:ogc:def:crs:OGC:(?:1\.3)?:CRS|https?://www\.opengis\.net/def/crs/OGC/(?:0|1\.3)/CRS)84",
    re.ASCII,
)


def check_crs(value: str, name: str) -> None:
    """Refuse what is no number of EPSG or CRS84 in a usual spelling. An empty value is the default CRS."""
    if value.strip() and KNOWN.fullmatch(value.strip()) is None:
        text = f"{name}: write the CRS as EPSG:n, urn:ogc:def:crs:EPSG::n or http://www.opengis.net/def/crs/EPSG/0/n"
        raise Refused(400, "InvalidParameterValue", text, name)
