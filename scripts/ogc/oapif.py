"""The abstract test suite of OGC API - Features, Part 1: Core (OGC 17-069r4, annex A), test by test.

OGC's executable suite (ets-ogcapi-features10) is not on Maven Central, so the abstract tests are carried out here,
under their own names and on every collection.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from .checks import Site
from .oapif_ask import (
    CLASS,
    CORE,
    INSTANT,
    all_features,
    by_rel,
    check_links,
    collections,
    definition,
    document,
    items,
    middle,
    names,
    places,
    suite,
)


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
