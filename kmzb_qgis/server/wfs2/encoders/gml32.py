"""GML 3.2.1 (ISO 19136) in a wfs:FeatureCollection (09-025r2, 11.3).

``gml:boundedBy`` is left out, of the collection and of the features: that of a collection would have to be reckoned
before its first feature is sent, that of a point repeats it. No client that was tried reads either.
"""

from __future__ import annotations

from ....toolbelt.spelling import xml
from ..crs import Crs
from ..model import NAMESPACE, PREFIX, FeatureType
from ..query import Query
from ..source import Page
from .lines import Axis, Earlier, Key, Line, Maybe, Outline, Rings, Spelling, Value
from .parts import Whole, columns, with_shape

WFS, GML, SCHEMAS = "http://www.opengis.net/wfs/2.0", "http://www.opengis.net/gml/3.2", "http://schemas.opengis.net"
_SCHEMA = "SERVICE=WFS&VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES="
SPACES = f'xmlns:{PREFIX}="{NAMESPACE}" xmlns:gml="{GML}"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_MEMBER, _END = "<wfs:member>", "</wfs:member>\n"


def schema_location(base: str, types: list[FeatureType], with_wfs: bool = True) -> str:
    """The attribute that says where the schemas lie."""
    asked = ",".join(f"{PREFIX}:{kind.name}" for kind in dict.fromkeys(types))
    glue = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    known = f"{WFS} {SCHEMAS}/wfs/2.0/wfs.xsd " if with_wfs else f"{GML} {SCHEMAS}/gml/3.2.1/gml.xsd "
    own = f"{NAMESPACE} {base}{glue}{_SCHEMA}{asked}" if base and asked else ""
    return f'xsi:schemaLocation="{xml((known + own).strip())}"'


def counted(whole: Whole, matched: int, returned: int, neighbours: bool = True) -> str:
    """The attributes of a collection."""
    words = f'timeStamp="{whole.stamp}" numberMatched="{matched}" numberReturned="{returned}"'
    for name, address in (("next", whole.following), ("previous", whole.previous)):
        if address and neighbours:
            words += f' {name}="{xml(address)}"'
    return words


def feature(query: Query, extra: str = "") -> Line:
    """A feature's element; ``extra``: more attributes of it."""
    kind = query.type
    name = f"{PREFIX}:{kind.name}"
    parts: list = [f'<{name} gml:id="{kind.name}.', Key(), f'"{extra}>']
    if with_shape(query):
        parts += shape(kind, query.crs)
    for one in columns(query):
        value = Value(one.name, Spelling.XML if one.kind == "text" else Spelling.PLAIN)
        element = f"{PREFIX}:{one.name}"
        parts.append(Maybe(value, (f"<{element}>", value, f"</{element}>")))
    return (*parts, f"</{name}>")


def shape(kind: FeatureType, crs: Crs) -> list:
    """The parts of a feature's geometry property; nothing where a feature has no shape."""
    element, label = f"{PREFIX}:geom", xml(crs.label)
    identity = (f' gml:id="{kind.name}.', Key(), f'.geom" srsName="{label}">')
    if kind.geometry == "Point":
        return [f"<{element}><gml:Point", *identity, "<gml:pos>", Axis(0), " ", Axis(1), "</gml:pos></gml:Point>",
                f"</{element}>"]  # fmt: skip
    tag = "gml:Polygon" if kind.geometry == "Polygon" else "gml:MultiSurface"
    parts = (f"<{element}><{tag}", *identity, Rings(Outline.GML), f"</{tag}></{element}>")
    return [Maybe(None, parts)] if kind.by_unit else list(parts)


class Gml:
    """Features, or with ``single`` the one feature alone (GetFeatureById)."""

    content_type = "application/gml+xml; version=3.2; charset=UTF-8"
    disposition = ""
    between_features = b""

    def __init__(self, single: bool = False):
        self._single = single

    def settled(self, query: Query) -> Query:
        return query

    def head(self, whole: Whole) -> str:
        start = '<?xml version="1.0" encoding="UTF-8"?>\n'
        if self._single:
            return start
        where = schema_location(whole.base, [query.type for query, _page in whole.pages])
        xlink = f" {XLINK}" if len(whole.pages) > 1 else ""
        spaces = f'xmlns:wfs="{WFS}" {SPACES}{xlink} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {where}'
        return f"{start}<wfs:FeatureCollection {spaces} {counted(whole, whole.matched, whole.returned)}>\n"

    def between(self, whole: Whole, number: int) -> tuple[str, str]:
        if len(whole.pages) < 2:
            return "", ""
        page = whole.pages[number][1]  # 11.3.4: each query's features are a collection of their own
        returned = 0 if whole.hits else page.returned
        return (
            f"{_MEMBER}<wfs:FeatureCollection {counted(whole, page.matched, returned, False)}>\n",
            f"</wfs:FeatureCollection>{_END}",
        )

    def line(self, query: Query, earlier: tuple[Page, ...] = ()) -> Line:
        if self._single:
            return feature(query, f" {SPACES}")
        whole = (_MEMBER, *feature(query), _END[:-1])
        if not earlier:
            return (*whole, "\n")
        # A gml:id stands once in a document: what an earlier query gave is pointed to (09-025r2, 7.6.4 and 11.3.3)
        pointed = (f'<wfs:member xlink:href="#{query.type.name}.', Key(), '"/>')
        return (Earlier(earlier, pointed, whole), "\n")

    def tail(self, whole: Whole) -> str:
        return "" if self._single else "</wfs:FeatureCollection>\n"
