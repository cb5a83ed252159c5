"""The coordinate reference systems of answers and questions, and which axis comes first in each spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

SERVED = (2180, 4326, 3857)
NORTHING_FIRST = frozenset({2180, 4326})
DEFAULT_CODE = 2180
_URN = "urn:ogc:def:crs:EPSG::{}"
_SPELLINGS = (
    (re.compile(r"urn:(?:x-)?ogc:def:crs:EPSG:[\d.]{0,12}:(\d{1,6})", re.ASCII | re.IGNORECASE), True),
    (re.compile(r"https?://www\.opengis\.net/def/crs/EPSG/[\d.]{1,12}/(\d{1,6})", re.ASCII), True),
    (re.compile(r"EPSG:(\d{1,6})", re.ASCII | re.IGNORECASE), False),
)
_CRS84 = re.compile(
    r"(?:OGC:CRS|CRS:)84|urn:ogc:def:crs:OGC:(?:1\.3)?:CRS84|https?://www\.opengis\.net/def/crs/OGC/(?:0|1\.3)/CRS84",
    re.ASCII,
)


@dataclass(frozen=True)
class Crs:
    """A system as it was asked. ``code``: of EPSG. ``swapped``: the axis that points north comes first (urn and URL of
    2180 and 4326). ``label``: what answers in it say."""

    code: int
    swapped: bool
    label: str

    @classmethod
    def default(cls) -> Crs:
        """EPSG:2180 by its urn: northing first."""
        return cls(DEFAULT_CODE, True, _URN.format(DEFAULT_CODE))


def read(spelling: str) -> Crs | None:
    """The system of a spelling; the default for an empty one; None for what is not served or no spelling of a CRS.

    ``EPSG:n`` is easting or longitude first by convention, urn and URL as EPSG defines the system; the label is the
    spelling that was asked, but urns are written in their usual way.
    """
    text = spelling.strip()
    if not text:
        return Crs.default()
    if _CRS84.fullmatch(text):
        return Crs(4326, False, text)
    for pattern, as_defined in _SPELLINGS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        code = int(found.group(1))
        if code not in SERVED:
            return None
        label = _URN.format(code) if text.lower().startswith("urn:") else text
        return Crs(code, as_defined and code in NORTHING_FIRST, label)
    return None
