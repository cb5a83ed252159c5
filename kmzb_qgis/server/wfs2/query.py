"""Requests, read and checked, whether they came as keys and values or as XML: what each operation works from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from .crs import Crs
from .model import FeatureType
from .tree import Node

COUNT_DEFAULT = 100_000  # features in an answer whose request names no count; the rest by the link 'next'
COUNT_MAX = 1_000_000  # ... and at most, whatever is asked


class Output(Enum):
    """Output formats, by the names that capabilities list first."""

    GML32 = "application/gml+xml; version=3.2"
    GEOJSON = "application/geo+json"
    CSV = "text/csv"
    FLATGEOBUF = "application/flatgeobuf"


@dataclass(frozen=True)
class Sort:
    """A property to sort by."""

    property: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """What is asked of one feature type. ``properties``: names to be given (``geom`` among them where the shape is), in
    the schema's order; None is all. ``crs`` is the answer's."""

    type: FeatureType
    crs: Crs
    filter: Node | None = None
    properties: tuple[str, ...] | None = None
    sort: tuple[Sort, ...] = ()


@dataclass(frozen=True)
class GetFeature:
    """GetFeature. ``single``: the stored query GetFeatureById, which answers the feature itself, where there is none
    an exception with status 404 (09-025r2, 7.9.3.6). ``token``: where a page begins, as an earlier answer's link named
    it. ``asked`` are the request's parameters as the links repeat them."""

    queries: tuple[Query, ...]
    output: Output = Output.GML32
    hits: bool = False
    start: int = 0
    count: int | None = None
    token: str = ""
    single: bool = False
    asked: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class GetPropertyValue:
    """GetPropertyValue: the values of one property (``geom`` too) of one query."""

    query: Query
    property: str
    hits: bool = False
    start: int = 0
    count: int | None = None
    token: str = ""
    asked: dict[str, str] = field(default_factory=dict, hash=False)
