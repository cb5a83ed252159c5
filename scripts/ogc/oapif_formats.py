"""The classes GeoJSON, HTML and OpenAPI 3.0 of OGC API - Features, Part 1 (OGC 17-069r4, annex A)."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from .checks import Site
from .oapif_ask import (
    GEOJSON,
    HTML,
    INSTANT,
    OAS,
    TIMES,
    all_features,
    definition,
    items,
    names,
    suite,
)


@suite(GEOJSON, "/conf/geojson/definition and content")
def _(site):
    for name in names(site):
        for feature in all_features(site, name):
            assert feature["type"] == "Feature" and isinstance(feature["properties"], dict)
            assert feature["geometry"] is None or feature["geometry"]["type"] in ("Point", "Polygon", "MultiPolygon")
        assert "crs" not in items(site, name), "a member 'crs', which RFC 7946 took out"


@suite(GEOJSON, "times are date-times of RFC 3339")
def _(site):
    for feature in all_features(site, "zgloszenia"):
        for name in TIMES:
            moment = feature["properties"][name]
            assert moment is None or INSTANT.fullmatch(moment), f"{name}: {moment}"


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.doctype, self.tags, self.links = "", [], []

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href" and tag == "a"]


def page(site: Site, path: str) -> _Page:
    """A page in HTML 5."""
    answer = site.ask(f"wfs3{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    assert answer.headers["Content-Type"].startswith("text/html"), path
    read = _Page()
    read.feed(answer.text)
    assert read.doctype.lower() == "doctype html" and {"html", "head", "body", "title"} <= set(read.tags), path
    return read


@suite(HTML, "/conf/html/definition and content")
def _(site):
    for path in ("", "/conformance", "/collections", "/collections/zgloszenia"):
        page(site, path)
    for name in names(site):
        page(site, f"/collections/{name}/items")


@suite(HTML, "a feature's page")
def _(site):
    for name in names(site):
        page(site, f"/collections/{name}/items/{items(site, name, limit=1)['features'][0]['id']}")


def _refs(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from _refs(one)
    elif isinstance(part, list):
        for one in part:
            yield from _refs(one)


@suite(OAS, "/conf/oas30/oas-definition: a valid document")
def _(site):
    described = definition(site)
    assert described["info"].get("title") and described["info"].get("version"), "info has no title or version"
    licence = described["info"].get("license")
    assert licence is None or licence.get("name"), "a licence without a name"
    contact = described["info"].get("contact", {})
    assert "url" not in contact or contact["url"].startswith("http"), f"contact.url is '{contact.get('url')}'"
    for ref in _refs(described):
        part = described
        for step in ref.removeprefix("#/").split("/"):
            part = part[step]
    seen = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation.get("responses"), f"{method} {path}"
            seen.append(operation["operationId"])
    twice = sorted({one for one in seen if seen.count(one) > 1})
    assert not twice, f"an operationId stands for several: {twice[:3]}"


@suite(OAS, "/conf/oas30/oas-impl: its addresses lead to what it says")
def _(site):
    described = definition(site)
    base = described["servers"][0]["url"]
    for path, operations in described["paths"].items():
        assert set(operations) == {"get"}, f"{path} offers {sorted(operations)}, but the service only reads"
        if "{" not in path:
            answer = site.ask(base.rstrip("/") + path)
            assert answer.status_code == 200, f"{base.rstrip('/') + path}: {answer.status_code}"


@suite(OAS, "/conf/oas30/exceptions: errors as described")
def _(site):
    required = definition(site)["components"]["schemas"]["exception"]["required"]
    for path in (
        "/collections/nie_ma",
        "/collections/zgloszenia/items/99999999",
        "/collections/zgloszenia/items?limit=x",
    ):
        answer = site.ask(f"wfs3{path}")
        found = json.loads(answer.content)
        assert isinstance(found, dict) and set(required) <= set(found), f"{path}: {answer.text[:120]}"
