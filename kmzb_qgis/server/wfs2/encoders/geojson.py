"""GeoJSON (RFC 7946): longitude and latitude of WGS 84, whatever CRS was asked for."""

from __future__ import annotations

import json
from dataclasses import replace

from ..crs import Crs
from ..query import Query
from ..source import Page
from .lines import Axis, Key, Line, Maybe, Outline, Rings, Spelling, Value
from .parts import Whole, columns, with_shape

LON_LAT = Crs(4326, False, "urn:ogc:def:crs:OGC:1.3:CRS84")


class GeoJson:
    """A FeatureCollection with the members that OGC API Features has beside RFC 7946's: numberMatched, numberReturned,
    timeStamp, links; with ``single`` the one feature alone."""

    content_type = "application/geo+json; charset=UTF-8"
    disposition = ""
    between_features = b","

    def __init__(self, single: bool = False):
        self._single = single

    def settled(self, query: Query) -> Query:
        return replace(query, crs=LON_LAT)

    def head(self, whole: Whole) -> str:
        if self._single:
            return ""
        links = [
            {"rel": rel, "type": "application/geo+json", "href": address}
            for rel, address in (("next", whole.following), ("prev", whole.previous))
            if address
        ]
        words = {"numberMatched": whole.matched, "numberReturned": whole.returned, "timeStamp": whole.stamp,
                 "links": links}  # fmt: skip
        return f'{{"type":"FeatureCollection",{json.dumps(words)[1:-1]},"features":['

    def between(self, whole: Whole, number: int) -> tuple[str, str]:
        return "", ""

    def line(self, query: Query, earlier: tuple[Page, ...] = ()) -> Line:
        kind = query.type
        start = "," if self._single else ",\n"
        parts: list = [f'{start}{{"type":"Feature","id":"{kind.name}.', Key(), '","geometry":']
        if not with_shape(query):
            parts.append("null")
        elif kind.geometry == "Point":
            parts += ['{"type":"Point","coordinates":[', Axis(0), ",", Axis(1), "]}"]
        else:
            there = (f'{{"type":"{kind.geometry}","coordinates":', Rings(Outline.JSON), "}")
            parts += [Maybe(None, there, "null")] if kind.by_unit else there
        parts.append(',"properties":{')
        for number, one in enumerate(columns(query)):
            comma = "," if number else ""
            value = Value(one.name, Spelling.JSON if one.kind == "text" else Spelling.PLAIN)
            quote = '"' if one.kind == "datetime" else ""
            there = (f'{comma}"{one.name}":{quote}', value, quote)
            parts.append(Maybe(value, there, f'{comma}"{one.name}":null'))
        return (*parts, "}}")

    def tail(self, whole: Whole) -> str:
        return "\n" if self._single else "\n]}\n"
