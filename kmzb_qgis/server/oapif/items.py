"""Items of OGC API - Features: a page of a collection and a single feature, in GeoJSON.

QGIS Server's own answers (3.22) name no ids, count rows that ``datetime`` leaves out, and write times without a zone.
These come from the same rows, by the same means, as WFS 2.0's.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from html import escape
from urllib.parse import quote, urlencode

from ..refusal import Answer, Refused
from ..wfs2 import paging
from ..wfs2.encoders.lines import Axis, Line, Maybe, Outline, Rings, Spelling, Value
from ..wfs2.encoders.parts import columns, with_shape
from ..wfs2.query import Query
from ..wfs2.source import Source
from .documents import CRS84, EPSG
from .question import Items

MEDIA_TYPE, PAGE = "application/geo+json", "text/html; charset=utf-8"


def uri(code: int, lonlat: bool) -> str:
    """The address of a system in the header Content-Crs."""
    return CRS84 if lonlat else f"{EPSG}{code}"


def line(query: Query) -> Line:
    """A feature as GeoJSON: its id is the key alone; coordinates in the query's system, in its order of axes."""
    kind = query.type
    spelling = Spelling.JSON if kind.find(kind.key).kind == "text" else Spelling.PLAIN
    parts: list = [',\n{"type":"Feature","id":', Value(kind.key, spelling), ',"geometry":']
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
        mark = '"' if one.kind == "datetime" else ""
        parts.append(Maybe(value, (f'{comma}"{one.name}":{mark}', value, mark), f'{comma}"{one.name}":null'))
    return (*parts, "}}")


def answer(asked: Items, given: dict[str, str], source: Source, base: str, now: datetime, html: bool = False) -> Answer:
    """The answer to a question. ``given``: the query as it came, which the links repeat; ``base``: the address of the
    collections. Raises Refused: 404 for a feature that is not there."""
    query = Query(asked.kind, asked.crs, asked.query.filter, asked.query.properties, asked.query.sort)
    with source.reading(now, paging.seconds()) as reading:
        page = reading.page(query, asked.offset, 0 if asked.hits else asked.limit)
        pieces: list[bytes] = []
        if page.returned:
            reading.send(query, page, line(query), pieces.append)
        features = b"".join(pieces)
    features = features.removeprefix(b",\n")
    here = f"{base}/{quote(asked.kind.name)}"
    headers = {"Content-Crs": f"<{uri(asked.crs.code, asked.crs.label == CRS84 or _lonlat(asked))}>"}
    stamp = f"{now.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
    if asked.one:
        if not features:
            raise Refused(404, "NotFound", "There is no such feature")
        links = _links_of_one(f"{here}/items/{quote(asked.one, safe='')}", here, given)
        body = features[:-1] + f',"timeStamp":"{stamp}","links":{json.dumps(links)}}}'.encode()
        if html:
            return Answer(200, _page(asked, [json.loads(features)], links), PAGE)
        return Answer(200, body, MEDIA_TYPE, headers)
    links = _links(f"{here}/items", here, given, asked, page.matched)
    if html:
        listed = json.loads(b"[" + features + b"]")
        return Answer(200, _page(asked, listed, links, page.matched), PAGE)
    words = {"type": "FeatureCollection", "timeStamp": stamp, "numberMatched": page.matched,
             "numberReturned": 0 if asked.hits else page.returned, "links": links}  # fmt: skip
    head = json.dumps(words, ensure_ascii=False)[:-1].encode()
    return Answer(200, head + b',"features":[' + features + b"]}\n", MEDIA_TYPE, headers)


def _lonlat(asked: Items) -> bool:
    return asked.crs.code == 4326 and not asked.crs.swapped


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def _link(relation: str, address: str, kind: str, title: str) -> dict[str, str]:
    return {"href": address, "rel": relation, "type": kind, "title": title}


def _links(here: str, collection: str, given: dict[str, str], asked: Items, matched: int) -> list[dict[str, str]]:
    kept = {name: value for name, value in given.items() if name != "f"}
    found = [
        _link("self", _with(here, {**kept, "f": "json"}), MEDIA_TYPE, "These features as GeoJSON"),
        _link("alternate", _with(here, {**kept, "f": "html"}), "text/html", "These features as HTML"),
        _link("collection", collection, "application/json", "The collection"),
    ]
    if asked.offset + asked.limit < matched and not asked.hits:
        following = {**kept, "limit": str(asked.limit), "offset": str(asked.offset + asked.limit)}
        found.append(_link("next", _with(here, following), MEDIA_TYPE, "The next features"))
    if asked.offset > 0:
        before = {**kept, "limit": str(min(asked.limit, asked.offset)),
                  "offset": str(max(0, asked.offset - asked.limit))}  # fmt: skip
        found.append(_link("prev", _with(here, before), MEDIA_TYPE, "The features before"))
    return found


def _links_of_one(here: str, collection: str, given: dict[str, str]) -> list[dict[str, str]]:
    kept = {name: value for name, value in given.items() if name != "f"}
    return [
        _link("self", _with(f"{here}.geojson", kept), MEDIA_TYPE, "This feature as GeoJSON"),
        _link("alternate", _with(f"{here}.html", kept), "text/html", "This feature as HTML"),
        _link("collection", collection, "application/json", "The collection"),
    ]


def _page(asked: Items, features: list[dict], links: list[dict[str, str]], matched: int | None = None) -> bytes:
    """A page in HTML 5 with everything that the GeoJSON says but the coordinates of outlines: words and a table."""
    names = ["id", *(one.name for one in columns(asked.query)), "geometry"]
    titles = {one.name: one.title for one in asked.kind.properties}
    rows = []
    for feature in features:
        values = {**feature["properties"], "id": feature["id"], "geometry": json.dumps(feature["geometry"])[:2000]}
        cells = "".join(f"<td>{escape(str(values.get(name) if values.get(name) is not None else ''))}</td>" for name in
                        dict.fromkeys(names))  # fmt: skip
        rows.append(f"<tr>{cells}</tr>")
    heads = "".join(f'<th scope="col">{escape(titles.get(name, name))}</th>' for name in dict.fromkeys(names))
    told = f"<p>{len(features)} / {matched}</p>" if matched is not None else ""
    ways = "".join(f'<li><a rel="{escape(one["rel"])}" href="{escape(one["href"])}">{escape(one["title"])}</a></li>'
                   for one in links)  # fmt: skip
    title = escape(asked.kind.title)
    return (
        f'<!doctype html>\n<html lang="pl"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<h1>{title}</h1><p>{escape(asked.kind.abstract)}</p>{told}<ul>{ways}</ul>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></body></html>\n"
    ).encode()
