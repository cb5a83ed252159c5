"""GetPropertyValue: the values of one property as a wfs:ValueCollection (09-025r2, 10.3)."""

from __future__ import annotations

from dataclasses import replace

from ...catalogue import warsaw
from . import paging
from .encoders import gml32
from .encoders.lines import Key, Line, Spelling, Value
from .encoders.parts import Whole
from .model import GEOMETRY, PREFIX
from .query import GetPropertyValue, Query
from .source import Page, Reading, Source
from .stream import Stream
from .tree import And, Not, Null

IDENTIFIER = "@id"  # the attribute gml:id


def answer(request: GetPropertyValue, reading: Reading, source: Source, stream: Stream, base_url: str, now) -> None:
    """Write the values. A feature in which the property has no value gives none, and counts for none."""
    from .getfeature import pages, whole_of

    query = _of_those_with_a_value(request)
    stamp = warsaw.to_text(now)
    if request.hits:
        page = Page(reading.matched(query), 0, 0)
        following = paging.results(request, base_url, page.matched)
        whole = Whole(stamp, ((query, page),), following, base=base_url, hits=True)
    else:
        paging.check(request.start)
        token = paging.token(request.token, source.served_version, 1)
        found = pages((query,), reading, request.start, paging.limit(request.count), token)
        whole = whole_of(request, found, source.served_version, base_url, stamp)
    stream.begin(gml32.Gml.content_type)
    where = gml32.schema_location(base_url, [query.type])
    stream.write(
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<wfs:ValueCollection xmlns:wfs="{gml32.WFS}" {gml32.SPACES}'
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {where}'
            f" {gml32.counted(whole, whole.matched, whole.returned)}>\n"
        ).encode()
    )
    page = whole.pages[0][1]
    if page.returned and not whole.hits:
        reading.send(query, page, ("<wfs:member>", *_value(request, query), "</wfs:member>\n"), stream.write)
    stream.write(b"</wfs:ValueCollection>\n")
    stream.end()


def _of_those_with_a_value(request: GetPropertyValue) -> Query:
    query = request.query
    always = request.property in (IDENTIFIER, query.type.key)
    if always or (request.property == GEOMETRY and not query.type.by_unit):
        return query
    there = Not(Null(request.property))
    return replace(query, filter=there if query.filter is None else And((query.filter, there)))


def _value(request: GetPropertyValue, query: Query) -> Line:
    if request.property == IDENTIFIER:
        return (f"{query.type.name}.", Key())
    if request.property == GEOMETRY:
        return tuple(gml32.shape(query.type, query.crs))
    one = query.type.find(request.property)
    value = Value(one.name, Spelling.XML if one.kind == "text" else Spelling.PLAIN)
    return (f"<{PREFIX}:{one.name}>", value, f"</{PREFIX}:{one.name}>")
