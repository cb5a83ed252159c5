"""What all encoders share: the whole of an answer, and what is in it of a feature."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ..model import GEOMETRY, Property
from ..query import Query
from ..source import Page
from .lines import Line


@dataclass(frozen=True)
class Whole:
    """An answer before its features: ``stamp`` (UTC, ISO 8601), a page for each query, addresses of its neighbours,
    and ``base``, the service's own address. ``hits``: only the counts."""

    stamp: str
    pages: tuple[tuple[Query, Page], ...]
    following: str = ""
    previous: str = ""
    base: str = ""
    hits: bool = False
    namespaces: dict[str, str] = field(default_factory=dict)

    @property
    def matched(self) -> int:
        return sum(page.matched for _query, page in self.pages)

    @property
    def returned(self) -> int:
        return 0 if self.hits else sum(page.returned for _query, page in self.pages)


class Encoder(Protocol):
    """An output format that is written as text, feature by feature."""

    content_type: str
    disposition: str
    between_features: bytes  # with what each line begins that the first must not begin with

    def settled(self, query: Query) -> Query:
        """The query as this format can answer it."""

    def head(self, whole: Whole) -> str:
        """What stands before all features."""

    def between(self, whole: Whole, number: int) -> tuple[str, str]:
        """What stands before and after the features of a query."""

    def line(self, query: Query, earlier: tuple[Page, ...] = ()) -> Line:
        """A feature; ``earlier``: pages of the same feature type that stand before it in the answer."""

    def tail(self, whole: Whole) -> str:
        """What stands behind all features."""


def columns(query: Query) -> tuple[Property, ...]:
    """The properties that are asked for."""
    if query.properties is None:
        return query.type.properties
    return tuple(one for one in query.type.properties if one.name in query.properties)


def with_shape(query: Query) -> bool:
    """Whether the shape is asked for."""
    return query.properties is None or GEOMETRY in query.properties
