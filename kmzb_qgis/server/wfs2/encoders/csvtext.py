"""CSV (RFC 4180), UTF-8, with a header.

A report's place is two columns, named for what they are and in the order of the CRS that was asked: ``x`` (easting) and
``y`` (northing) in metres, ``lon`` and ``lat`` in degrees. Polygons are WKT in a column ``wkt``.
"""

from __future__ import annotations

from ...refusal import Refused
from ..query import Query
from ..source import Page
from .lines import Axis, Line, Maybe, Outline, Rings, Spelling, Value
from .parts import Whole, columns, with_shape


def axis_names(query: Query) -> tuple[str, str]:
    """The names of a point's two columns."""
    names = ("lon", "lat") if query.crs.code == 4326 else ("x", "y")
    return names[::-1] if query.crs.swapped else names


def header(query: Query) -> list[str]:
    """The names of all columns."""
    shape = []
    if with_shape(query):
        shape = list(axis_names(query)) if query.type.geometry == "Point" else ["wkt"]
    return [*shape, *(one.name for one in columns(query))]


def row(query: Query, spelling: Spelling) -> Line:
    """A feature's line."""
    kind, parts = query.type, []
    if with_shape(query):
        if kind.geometry == "Point":
            parts += [Axis(0), ",", Axis(1), ","]
        else:
            there = (f'"{kind.geometry.upper()} ', Rings(Outline.WKT), '"')
            parts += [Maybe(None, there) if kind.by_unit else there, ","]
    for one in columns(query):
        parts += [Value(one.name, spelling if one.kind == "text" else Spelling.PLAIN), ","]
    flat: list = []
    for part in parts[:-1]:
        flat += part if isinstance(part, tuple) else [part]
    return (*flat, "\r\n")


class Csv:
    """One feature type as a table. Raises Refused where queries have different columns."""

    content_type = "text/csv; charset=UTF-8; header=present"
    between_features = b""

    def __init__(self, queries: tuple[Query, ...]):
        if len({(query.type.name, tuple(header(query)), query.crs.label) for query in queries}) > 1:
            text = "CSV holds one table: ask for feature types with different columns one by one, or as GML or GeoJSON"
            raise Refused(400, "InvalidParameterValue", text, "OUTPUTFORMAT")
        self._names = header(queries[0])
        self.disposition = f'attachment; filename="{queries[0].type.name}.csv"'

    def settled(self, query: Query) -> Query:
        return query

    def head(self, whole: Whole) -> str:
        return ",".join(self._names) + "\r\n"

    def between(self, whole: Whole, number: int) -> tuple[str, str]:
        return "", ""

    def line(self, query: Query, earlier: tuple[Page, ...] = ()) -> Line:
        return row(query, Spelling.CSV)

    def tail(self, whole: Whole) -> str:
        return ""
