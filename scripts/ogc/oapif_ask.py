"""Asking a service of OGC API - Features: documents, items, links; what the tests of both parts share."""

from __future__ import annotations

import re

from .checks import Site, Suite

suite = Suite()
CORE, GEOJSON, HTML, OAS = "Core", "GeoJSON", "HTML", "OpenAPI 3.0"
CLASS = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
TIMES = ("data_utworzenia", "data_modyfikacji", "data_zdarzenia")


def document(site: Site, path: str, status: int = 200, kind: str = "application/json", **query):
    """A document in JSON of a path."""
    answer = site.ask(f"wfs3{path}", params=query, headers={"Accept": kind})
    assert answer.status_code == status, f"{path or '/'} {query}: status {answer.status_code}, not {status}"
    given = answer.headers["Content-Type"]
    kind = kind if status == 200 else "application/json"
    assert given.split(";")[0] == kind, f"{path or '/'}: media type {given}, not {kind}"
    return answer.json()


def items(site: Site, name: str, status: int = 200, **query):
    return document(site, f"/collections/{name}/items", status, "application/geo+json", **query)


def collections(site: Site) -> list[dict]:
    return site.once("collections", lambda: document(site, "/collections"))["collections"]


def names(site: Site) -> list[str]:
    return [one["id"] for one in collections(site)]


def definition(site: Site) -> dict:
    def fetch():
        link = by_rel(document(site, ""), "service-desc")[0]
        return site.ask(link["href"]).json()

    return site.once("api", fetch)


def by_rel(found: dict, relation: str) -> list[dict]:
    return [link for link in found["links"] if link.get("rel") == relation]


def check_links(found: dict, *relations: str, typed: tuple[str, ...] = ()) -> None:
    for relation in relations:
        assert by_rel(found, relation), f"no link '{relation}' among {[one.get('rel') for one in found['links']]}"
    for link in found["links"]:
        assert link.get("rel") and link.get("href"), f"a link without relation or address: {link}"
        if not typed or link["rel"] in typed:
            assert link.get("type"), f"a link without media type: {link}"


def places(geometry: dict | None) -> list[tuple[float, float]]:
    def walk(part):
        if part and isinstance(part[0], (int, float)):
            yield (part[0], part[1])
        else:
            for one in part:
                yield from walk(one)

    return list(walk(geometry["coordinates"])) if geometry else []


def middle(site: Site, name: str) -> tuple[float, float]:
    """A place of the collection's first feature, longitude first."""
    found = places(items(site, name, limit=1)["features"][0]["geometry"])
    return found[0]


def all_features(site: Site, name: str, **query) -> list[dict]:
    """Every feature, following the links 'next'."""
    page, found = items(site, name, limit=100, **query), []
    for _turn in range(50):
        found += page["features"]
        following = by_rel(page, "next")
        if not following:
            return found
        page = site.ask(following[0]["href"]).json()
    raise AssertionError("the links 'next' do not end")
