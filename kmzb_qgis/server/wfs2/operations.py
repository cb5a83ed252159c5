"""The operations of WFS 2.0 beside GetFeature and GetPropertyValue (those are in query.py), read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from .model import FeatureType
from .query import GetFeature, GetPropertyValue

SECTIONS = ("ServiceIdentification", "ServiceProvider", "OperationsMetadata", "FeatureTypeList", "Filter_Capabilities")
# The one stored query every WFS 2.0 has, in both spellings: 09-025r2, 7.9.3.6 names the second, 09-025r1 the first
BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
BY_ID_URL = "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById"
STORED = (BY_ID, BY_ID_URL)


@dataclass(frozen=True)
class GetCapabilities:
    """GetCapabilities: which sections (all: every one of SECTIONS), and the media type of the answer. ``sequence``: the
    updateSequence of the capabilities that the client has (06-121r3, 7.3.4)."""

    sections: frozenset[str] = frozenset(SECTIONS)
    media_type: str = "text/xml"
    sequence: str = ""


@dataclass(frozen=True)
class DescribeFeatureType:
    """DescribeFeatureType: the feature types to describe."""

    types: tuple[FeatureType, ...]


@dataclass(frozen=True)
class ListStoredQueries:
    """ListStoredQueries takes no parameters."""


@dataclass(frozen=True)
class DescribeStoredQueries:
    """DescribeStoredQueries: identifiers of STORED."""

    ids: tuple[str, ...] = STORED


Operation = Union[
    GetCapabilities, DescribeFeatureType, ListStoredQueries, DescribeStoredQueries, GetFeature, GetPropertyValue
]
