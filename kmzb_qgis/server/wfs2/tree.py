"""A filter, read and checked: what FES 2.0 (ISO 19143, OGC 09-026r2), BBOX and RESOURCEID come to, before it is SQL.

Every property named in a tree is a published one of the query's feature type, every literal has its property's kind,
every geometry lies in EPSG:2180 as easting, northing: whoever makes a node has checked it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Union


class Compare(Enum):
    """Binary comparison operators, with their sign in SQL."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    GREATER = ">"
    LESS_EQUAL = "<="
    GREATER_EQUAL = ">="


class Space(Enum):
    """Spatial operators of two geometries, by the names of FES."""

    EQUALS = "Equals"
    DISJOINT = "Disjoint"
    TOUCHES = "Touches"
    WITHIN = "Within"
    OVERLAPS = "Overlaps"
    CROSSES = "Crosses"
    INTERSECTS = "Intersects"
    CONTAINS = "Contains"


@dataclass(frozen=True)
class Comparison:
    """A property against a value. A datetime's value is UTC text as stored (``YYYY-MM-DDTHH:MM:SS.mmmZ``)."""

    property: str
    operator: Compare
    value: str | int | float
    match_case: bool = True


@dataclass(frozen=True)
class Between:
    """A property between two values, both included."""

    property: str
    low: str | int | float
    high: str | int | float


@dataclass(frozen=True)
class Like:
    """A text like a pattern: ``parts`` are literal texts, ANY (any characters) and ONE (one character)."""

    property: str
    parts: tuple[str | Wild, ...]
    match_case: bool = True


class Wild(Enum):
    """What a pattern holds beside literal text."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True)
class Null:
    """A property (or the geometry, ``geom``) without a value."""

    property: str


@dataclass(frozen=True)
class Ids:
    """The features of these key values (resource ids without the type's name and its dot). Empty: none."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """Features whose shape meets the box (EPSG:2180, metres, edges included): BBOX of KVP and of FES."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Spatial:
    """The feature's shape against a geometry (WKB, EPSG:2180, easting first)."""

    operator: Space
    wkb: bytes


@dataclass(frozen=True)
class Distance:
    """DWithin (``beyond`` False) and Beyond: ``metres`` from a geometry (WKB, EPSG:2180, easting first)."""

    wkb: bytes
    metres: float
    beyond: bool = False


@dataclass(frozen=True)
class Not:
    """What does not meet the condition; what is unknown (NULL) neither meets nor fails it."""

    part: Node


@dataclass(frozen=True)
class And:
    """All conditions."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Any condition. Empty: nothing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Unknown:
    """A comparison with a property that no feature has (gml:name): neither met nor failed."""


Node = Union[Comparison, Between, Like, Null, Ids, Box, Spatial, Distance, Not, And, Or, Unknown]
