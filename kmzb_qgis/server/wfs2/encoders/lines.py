"""A feature's text as parts, before it is SQL: an encoder names them, a database's dialect puts them together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Union


class Spelling(Enum):
    """How a text is escaped. PLAIN: numbers and instants, in which nothing needs it."""

    XML = "xml"
    JSON = "json"
    CSV = "csv"
    BARE = "bare"  # CSV for a program: quoted, but no sign before a formula
    PLAIN = "plain"


class Outline(Enum):
    """How a polygon's or a multipolygon's rings are written."""

    GML = "gml"
    JSON = "json"
    WKT = "wkt"


@dataclass(frozen=True)
class Value:
    """A property's value; nothing where it has none."""

    name: str
    spelling: Spelling


@dataclass(frozen=True)
class Key:
    """The value of the type's key as the end of a gml:id."""


@dataclass(frozen=True)
class Axis:
    """A coordinate of a point in the answer's CRS: number 0 is what is written first, 1 the second."""

    number: int


@dataclass(frozen=True)
class Rings:
    """The rings of a polygon or multipolygon in the answer's CRS."""

    outline: Outline


@dataclass(frozen=True)
class Maybe:
    """Parts that stand only where ``of`` is there; ``without`` where it is not. ``of`` None: the shape."""

    of: Value | None
    parts: tuple[Part, ...]
    without: str = ""


@dataclass(frozen=True)
class Earlier:
    """Other parts for features that an earlier query of the answer gave (``pages``: its pages of the same type)."""

    pages: tuple
    given: tuple[Part, ...]
    parts: tuple[Part, ...]


Part = Union[str, Value, Key, Axis, Rings, Maybe, Earlier]
Line = tuple  # of Part


def uses_shape(line: Line) -> bool:
    """Whether a line needs the feature's shape."""
    for part in line:
        if isinstance(part, Earlier) and uses_shape(part.parts):
            return True
        if isinstance(part, (Axis, Rings)) or (isinstance(part, Maybe) and (part.of is None or uses_shape(part.parts))):
            return True
    return False
