"""The abstract test suite of OGC API - Features, Part 1: Core (OGC 17-069r4, annex A), test by test.

OGC's executable suite (ets-ogcapi-features10) is not on Maven Central, so the abstract tests are carried out here,
under their own names and on every collection.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser

from .checks import LeftOut, Site, Suite

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


@suite(CORE, "/conf/core/http")
def _(site):
    for method in ("GET", "HEAD"):
        found = site.ask("wfs3/collections", method).status_code
        assert found == 200, f"{method} is answered with {found}"
    status = site.ask("wfs3/collections", "POST", data="{}").status_code
    assert status == 405, f"POST, which is not there, is answered with {status}"


@suite(CORE, "/conf/core/crs84")
def _(site):
    for name in names(site):
        for feature in all_features(site, name):
            for lon, lat in places(feature["geometry"]):
                assert 13 < lon < 26 and 48 < lat < 56, f"{name}: {lon}, {lat} lies outside of Poland"


@suite(CORE, "/conf/core/root-op and root-success")
def _(site):
    found = document(site, "")
    check_links(found, "self", "alternate", "conformance", "data")
    assert by_rel(found, "service-desc") or by_rel(found, "service-doc")
    for link in found["links"]:
        answer = site.ask(link["href"])
        assert answer.status_code == 200, f"{link['href']}: {answer.status_code}"
        assert answer.headers["Content-Type"].split(";")[0] == link["type"].split(";")[0], link


@suite(CORE, "/conf/core/api-definition-op and -success")
def _(site):
    links = by_rel(document(site, ""), "service-desc")
    assert links and links[0]["type"].startswith("application/vnd.oai.openapi+json;version=3.0")
    assert definition(site)["openapi"].startswith("3.0")


@suite(CORE, "/conf/core/conformance-op and -success")
def _(site):
    listed = document(site, "/conformance")["conformsTo"]
    assert {CLASS + one for one in ("core", "geojson", "oas30")} <= set(listed), listed


@suite(CORE, "/conf/core/fc-md-op and -success")
def _(site):
    found = document(site, "/collections")
    check_links(found, "self", "alternate")
    assert len(names(site)) == len(set(names(site))) >= 5


@suite(CORE, "/conf/core/fc-md-items and fc-md-items-links")
def _(site):
    for one in collections(site):
        links = by_rel(one, "items")
        assert links, f"{one['id']}: no link 'items' among {[link.get('rel') for link in one['links']]}"
        assert {link["type"] for link in links} >= {"application/geo+json"}, one["id"]
        for link in links:
            assert site.ask(link["href"]).status_code == 200, link["href"]


@suite(CORE, "/conf/core/fc-md-extent")
def _(site):
    for one in collections(site):
        extent = one.get("extent", {})
        box = extent["spatial"]["bbox"][0]
        for feature in all_features(site, one["id"]):
            for lon, lat in places(feature["geometry"]):
                assert box[0] <= lon <= box[2] and box[1] <= lat <= box[3], f"{one['id']}: {lon}, {lat} not in {box}"
        if "temporal" not in extent:
            continue
        interval = extent["temporal"]["interval"]
        assert isinstance(interval, list) and interval, f"{one['id']}: interval is {interval}"
        for moment in interval[0]:
            assert moment is None or INSTANT.fullmatch(moment), f"{one['id']}: {moment} is no date-time of RFC 3339"


@suite(CORE, "/conf/core/sfc-md-op and -success")
def _(site):
    for one in collections(site):
        alone = document(site, f"/collections/{one['id']}")
        for key in ("id", "title", "extent", "crs"):
            assert alone.get(key) == one.get(key), f"{one['id']}: {key} is {alone.get(key)}, in the list {one.get(key)}"
        check_links(alone, "self", "items")
    document(site, "/collections/nie_ma", 404)


def _parameter(site: Site, name: str, wanted: str) -> dict:
    described = definition(site)
    path = next(one for one in described["paths"] if one.endswith(f"/collections/{name}/items"))
    for one in described["paths"][path]["get"]["parameters"]:
        found = one
        if "$ref" in one:
            found = described["components"]["parameters"][one["$ref"].rpartition("/")[2]]
        if found["name"] == wanted:
            assert found["in"] == "query" and found.get("required", False) is False, found
            assert found.get("style", "form") == "form" and found.get("explode") is False, found
            return found["schema"]
    raise AssertionError(f"{name}: the parameter {wanted} is not described")


@suite(CORE, "/conf/core/fc-op")
def _(site):
    for name in names(site):
        items(site, name)
    items(site, "nie_ma", 404)


@suite(CORE, "/conf/core/fc-bbox-definition")
def _(site):
    for name in names(site):
        schema = _parameter(site, name, "bbox")
        assert schema["type"] == "array" and schema["items"]["type"] == "number", schema
        sizes = {(one["minItems"], one["maxItems"]) for one in schema.get("oneOf", [schema])}
        assert sizes in ({(4, 4), (6, 6)}, {(4, 6)}), sizes


def _inside(feature: dict, box) -> bool:
    found = places(feature["geometry"])
    east, north = [one[0] for one in found], [one[1] for one in found]
    return min(east) <= box[2] and max(east) >= box[0] and min(north) <= box[3] and max(north) >= box[1]


@suite(CORE, "/conf/core/fc-bbox-response")
def _(site):
    for name in names(site):
        lon, lat = middle(site, name)
        box = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
        text = ",".join(f"{one:.6f}" for one in box)
        everything, found = all_features(site, name), all_features(site, name, bbox=text)
        assert 0 < len(found) < len(everything), f"{name}: {len(found)} of {len(everything)}"
        assert all(_inside(one, box) for one in found), f"{name}: a feature outside of the box"
        six = ",".join([*(f"{one:.6f}" for one in box[:2]), "0", *(f"{one:.6f}" for one in box[2:]), "100"])
        assert len(all_features(site, name, bbox=six)) == len(found), f"{name}: a box with heights"
    across = items(site, names(site)[0], bbox="170,40,-170,60")
    assert across["numberMatched"] == 0, "a box across the antimeridian"


@suite(CORE, "/conf/core/fc-limit-definition")
def _(site):
    for name in names(site):
        schema = _parameter(site, name, "limit")
        assert schema["type"] == "integer" and schema["minimum"] >= 1, schema
        assert schema["default"] <= schema["maximum"], schema


@suite(CORE, "/conf/core/fc-limit-response")
def _(site):
    most = _parameter(site, names(site)[0], "limit")["maximum"]
    for name in names(site):
        for limit in (1, 3):
            assert len(items(site, name, limit=limit)["features"]) == limit, f"{name}: limit {limit}"
    for limit in (most, most + 1):
        found = items(site, names(site)[0], limit=limit)
        assert len(found["features"]) <= most
    for wrong in ("0", "-1", "abc"):
        items(site, names(site)[0], 400, limit=wrong)


@suite(CORE, "/conf/core/fc-time-definition")
def _(site):
    for name in names(site):
        assert _parameter(site, name, "datetime")["type"] == "string"


def _moment(text: str) -> datetime:
    text = text.replace("Z", "")
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@suite(CORE, "/conf/core/fc-time-response")
def _(site):
    everything = all_features(site, "zgloszenia")
    moments = sorted(_moment(one["properties"]["data_utworzenia"]) for one in everything)
    first, last = moments[len(moments) // 4], moments[len(moments) // 2]
    low, high = (f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in (first, last))
    for text, start, end in (
        (f"{low}/{high}", first, last),
        (f"{low}/..", first, None),
        (f"../{high}", None, last),
        (low, first, first),
    ):
        wanted = sum((start is None or one >= start) and (end is None or one <= end + timedelta(0)) for one in moments)
        page = items(site, "zgloszenia", datetime=text)
        assert page["numberMatched"] == wanted, f"{text}: numberMatched {page['numberMatched']}, not {wanted}"
        found = all_features(site, "zgloszenia", datetime=text)
        assert len(found) == wanted, f"{text}: {len(found)} features, not {wanted}"
    for wrong in ("abc", "2026-13-45T00:00:00Z", f"{high}/{low}"):
        items(site, "zgloszenia", 400, datetime=wrong)
    counted = items(site, "siatka_10km")["numberMatched"]
    assert items(site, "siatka_10km", datetime=low)["numberMatched"] == counted, "what has no time meets every one"


@suite(CORE, "/conf/core/fc-response")
def _(site):
    for name in names(site):
        page = items(site, name, limit=2)
        assert page["type"] == "FeatureCollection"
        check_links(page, "self", "alternate", "next")
        assert page["numberReturned"] == len(page["features"]) == 2, page["numberReturned"]
        assert INSTANT.fullmatch(page["timeStamp"]), page["timeStamp"]
        found = all_features(site, name)
        assert page["numberMatched"] == len(found), f"{name}: {page['numberMatched']}, not {len(found)}"
        ids = [one["id"] for one in found]
        assert len(set(ids)) == len(ids), f"{name}: {len(set(ids))} ids for {len(ids)} features: {ids[:3]}"
        me = by_rel(page, "self")[0]["href"]
        again = site.ask(me).json()
        assert [one["id"] for one in again["features"]] == [one["id"] for one in page["features"]], me


@suite(CORE, "/conf/core/query-param-unknown and -invalid")
def _(site):
    for name in names(site):
        items(site, name, 400, nie_ma="1")
        items(site, name, 400, bbox="1,2,3")
        items(site, name, 400, bbox="a,b,c,d")
    document(site, "/collections", 400, nie_ma="1")


@suite(CORE, "/conf/core/f-op and f-success")
def _(site):
    for name in names(site):
        for listed in items(site, name, limit=3)["features"]:
            key = listed["id"]
            assert key not in ("", None), f"{name}: a feature without an id"
            one = document(site, f"/collections/{name}/items/{key}", 200, "application/geo+json")
            assert one["type"] == "Feature" and one["id"] == key, f"{name}: {one.get('id')}, not {key}"
            assert one["properties"] == listed["properties"] and one["geometry"] == listed["geometry"], key
            check_links(one, "self", "alternate", "collection")
        document(site, f"/collections/{name}/items/nie-ma", 404)
        document(site, f"/collections/{name}/items/99999999", 404)


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


def _declares(site: Site, name: str) -> None:
    listed = document(site, "/conformance")["conformsTo"]
    if not any(one.endswith(f"conf/{name}") for one in listed):
        raise LeftOut(f"the class {name} is not declared")
