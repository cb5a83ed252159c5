"""Faults that the standards' tests found in QGIS Server's answers and the guard mends, one by one.

They hold what `make conformance` found (docs/conformance.md) without Java and without the suites.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from lxml import etree

from tests.server import harness, schemas

LAYERS = ("zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km")
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
BODY = (
    '<wfs:{name} xmlns:wfs="http://www.opengis.net/wfs" xmlns:ogc="http://www.opengis.net/ogc" {more}>'
    "{inner}</wfs:{name}>"
)
EQUAL = (
    '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc"><ogc:PropertyIsEqualTo><ogc:PropertyName>{}</ogc:PropertyName>'
    "<ogc:Literal>{}</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
)


def post(client, name: str, inner: str = "", more: str = 'version="1.1.0" service="WFS"'):
    body = BODY.format(name=name, more=more, inner=inner)
    return client.ask(method="POST", data=body.encode(), headers={"Content-Type": "text/xml"})


@pytest.mark.parametrize(
    "query, root",
    [
        ("REQUEST=GetCapabilities", "{http://www.opengis.net/ows/1.1}ExceptionReport"),
        ("REQUEST=GetCapabilities&VERSION=2.0.0", "{http://www.opengis.net/ows/1.1}ExceptionReport"),
        ("REQUEST=GetFeature&VERSION=1.1.0&TYPENAME=zgloszenia", "{http://www.opengis.net/ows}ExceptionReport"),
        ("REQUEST=GetMap&VERSION=1.3.0&LAYERS=zgloszenia", "{http://www.opengis.net/ogc}ServiceExceptionReport"),
        ("", "{http://www.opengis.net/ows/1.1}ExceptionReport"),
    ],
)
def test_a_request_without_a_service_is_refused_in_the_words_it_was_asked_in(client, query, root):
    answer = client.ask(f"?{query}")
    found = etree.fromstring(answer.content)
    assert answer.status_code == 400 and found.tag == root
    if root.endswith("}ExceptionReport"):
        exception = found.find("{*}Exception")
        assert (exception.get("exceptionCode"), exception.get("locator")) == ("MissingParameterValue", "service")


@pytest.mark.parametrize("more", ['version="1.1.0"', 'service="WFS"'])
def test_a_body_may_leave_out_what_has_a_default(client, more):
    described = post(client, "DescribeFeatureType", more=more)
    assert described.status_code == 200 and b"<schema" in described.content[:700]
    answer = post(client, "GetFeature", '<wfs:Query typeName="zgloszenia"/>', more=more)
    assert etree.fromstring(answer.content).tag == "{http://www.opengis.net/wfs}FeatureCollection"


def test_a_described_schema_has_the_standards_media_type(client):
    kind = client.wfs(REQUEST="DescribeFeatureType").headers["Content-Type"]
    assert kind.replace(" ", "").startswith("text/xml;subtype=gml/3.1.1")
    assert "subtype" not in client.wfs(REQUEST="DescribeFeatureType", VERSION="1.0.0").headers["Content-Type"]


@pytest.mark.parametrize("path", ["typ", "qgs:typ", "typ[1]", "qgs:typ[1]", "zgloszenia/typ"])
def test_a_property_may_be_named_by_its_path(client, path):
    given = client.wfs(FILTER=EQUAL.format(path, "Przekraczanie dozwolonej prędkości"), MAXFEATURES=1000).content
    plain = client.wfs(FILTER=EQUAL.format("typ", "Przekraczanie dozwolonej prędkości"), MAXFEATURES=1000).content
    values = [found.text for found in etree.fromstring(given).iterfind(".//{*}typ")]
    assert values == [found.text for found in etree.fromstring(plain).iterfind(".//{*}typ")]
    assert values and set(values) == {"Przekraczanie dozwolonej prędkości"}
    query = f'<wfs:Query typeName="zgloszenia">{EQUAL.format(path, "Przekraczanie dozwolonej prędkości")}</wfs:Query>'
    posted = post(client, "GetFeature", query)
    assert [found.text for found in etree.fromstring(posted.content).iterfind(".//{*}typ")] == values


def documents(client, path: str, **query) -> dict:
    answer = client.ask(f"wfs3{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_collections_say_what_they_are(client):
    listed = documents(client, "/collections.json")
    assert [one["id"] for one in listed["collections"]] == list(LAYERS)
    for one in listed["collections"]:
        alone = documents(client, f"/collections/{one['id']}")
        for found in (one, alone):
            assert found["id"] == one["id"] and found["description"]
            items = [link for link in found["links"] if link["rel"] == "items"]
            assert {link["type"] for link in items} == {"application/geo+json", "text/html"}
            assert found["crs"] == [CRS84, f"{EPSG}2180", f"{EPSG}4326", f"{EPSG}3857"]
            assert found["storageCrs"] == f"{EPSG}2180"
            west, south, east, north = found["extent"]["spatial"]["bbox"][0]
            assert west < 15 and south < 50 and east > 23 and north > 54
            moments = found["extent"].get("temporal", {}).get("interval", [[]])[0]
            assert bool(moments) == (one["id"] == "zgloszenia")
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment) for moment in moments)


def test_the_schema_that_a_collection_names_is_there(client):
    for layer in LAYERS:
        links = documents(client, f"/collections/{layer}")["links"]
        (described,) = [link["href"] for link in links if link["rel"] == "describedby"]
        assert b"schema" in client.session.get(described, timeout=60).content[:300]


def test_the_api_definition_leads_to_what_is_served(client):
    described = documents(client, "/api")
    base = described["servers"][0]["url"].rstrip("/")
    assert described["info"]["version"] and described["info"].get("license", {"name": "x"})["name"]
    assert all(described["info"]["contact"].values())
    for path, operations in described["paths"].items():
        assert set(operations) == {"get"}, path
        if "{" not in path:
            assert client.session.get(base + path, timeout=60).status_code == 200, path


def test_conformance_is_declared(client):
    declared = documents(client, "/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared


def every(client, layer: str, **query) -> list[dict]:
    page, found = client.items(layer, **{"limit": 50, **query}).json(), []
    while True:
        found += page["features"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            return found
        page = client.session.get(following[0], timeout=60).json()


def test_ids_tell_features_apart_and_lead_to_them(client):
    for layer in LAYERS:
        ids = [one["id"] for one in every(client, layer)]
        assert len(set(ids)) == len(ids) == client.items(layer).json()["numberMatched"] > 0
        listed = every(client, layer)[0]
        one = documents(client, f"/collections/{layer}/items/{quote(str(ids[0]))}")
        assert {key: one[key] for key in ("id", "geometry", "properties")} == {
            key: listed[key] for key in ("id", "geometry", "properties")
        }
        assert {link["rel"] for link in one["links"]} == {"self", "alternate", "collection"}


@pytest.mark.parametrize("path", ["zgloszenia/items/nie-ma", "zgloszenia/items/99999", "nie_ma", "nie_ma/items"])
def test_what_is_not_there_is_not_found(client, path):
    answer = client.ask(f"wfs3/collections/{path}")
    assert answer.status_code == 404 and set(answer.json()) >= {"code", "description"}


def test_a_time_counts_and_gives_the_same(client):
    everything = every(client, "zgloszenia")
    moments = sorted(one["properties"]["data_utworzenia"] for one in everything)
    assert all(moment.endswith("Z") for moment in moments)
    middle = moments[len(moments) // 2]
    for text, wanted in (
        (f"{middle}/..", sum(moment >= middle for moment in moments)),
        (f"../{middle}", sum(moment <= middle for moment in moments)),
        (middle, moments.count(middle)),
        ("1999-01-01T00:00:00Z/2000-01-01T00:00:00Z", 0),
    ):
        assert (
            client.items(datetime=text).json()["numberMatched"]
            == wanted
            == len(every(client, "zgloszenia", datetime=text))
        )
    assert client.items("siatka_10km", datetime=middle).json()["numberMatched"] > 0
    for wrong in ("x", "2026-13-01T00:00:00Z", "../..", "2026-02-01T00:00:00Z/2026-01-01T00:00:00Z"):
        assert client.items(datetime=wrong).status_code == 400, wrong


def test_a_limit_above_the_most_is_no_error(client):
    assert client.items(limit=10_001).json()["numberReturned"] == len(every(client, "zgloszenia"))
    for wrong in (0, -1, "x", 1.5):
        assert client.items(limit=wrong).status_code == 400, wrong


@pytest.mark.parametrize("layer", LAYERS)
def test_coordinates_are_those_of_the_crs_that_is_told(client, layer):
    """Kraków in each system, in its own order of axes (known places of the tests)."""
    easting, northing = harness.PLACES["krakow"]
    right = {CRS84: (19.937, 50.06), f"{EPSG}4326": (50.06, 19.937), f"{EPSG}2180": (northing, easting),
             f"{EPSG}3857": (2_219_400, 6_457_500)}  # fmt: skip
    for crs, place in right.items():
        near = 0.3 if abs(place[0]) < 180 else 30_000
        answer = client.items(layer, crs=crs, bbox="19.9,50.03,19.98,50.09", limit=1)
        assert answer.headers["Content-Crs"] == f"<{crs}>"
        listed = answer.json()["features"]
        if layer.startswith("statystyka"):  # this publication has no outlines of units
            assert listed == [] and client.items(layer, crs=crs).json()["features"][0]["geometry"] is None
            continue
        found = listed[0]["geometry"]["coordinates"]
        while isinstance(found[0], list):
            found = found[0]
        assert abs(found[0] - place[0]) < near and abs(found[1] - place[1]) < near, (crs, found)
    assert client.items(layer).headers["Content-Crs"] == f"<{CRS84}>"
    assert client.items(layer, crs=f"{EPSG}99999").status_code == 400


def test_a_box_may_be_told_in_every_system(client):
    easting, northing = harness.PLACES["gdansk"]
    plain = client.items(bbox="18.5,54.2,18.8,54.5").json()["numberMatched"]
    assert plain == 1
    for crs, box in (
        (f"{EPSG}2180", (northing - 10, easting - 10, northing + 10, easting + 10)),
        (f"{EPSG}4326", (54.2, 18.5, 54.5, 18.8)),
        (CRS84, (18.5, 54.2, 18.8, 54.5)),
    ):
        found = client.items(**{"bbox": ",".join(map(str, box)), "bbox-crs": crs}).json()
        assert found["numberMatched"] == 1, crs
    assert client.items(bbox="18.5,54.2,0,18.8,54.5,100").json()["numberMatched"] == 1
    assert client.items(bbox="170,40,-170,60").json()["numberMatched"] == 0
    assert client.items(bbox="1,2,3").status_code == 400


def test_unknown_parameters_are_refused(client):
    assert client.items(nie_ma="1").status_code == 400
    assert client.items("siatka_1km", typ="x").status_code == 400  # a column of another layer
    assert client.ask("wfs3/collections/zgloszenia/items?limit=1&limit=2").status_code == 400


def test_items_by_columns(client):
    everything = every(client, "zgloszenia")
    wanted = [one["id"] for one in everything if one["properties"]["typ"] == "Przekraczanie dozwolonej prędkości"]
    assert [one["id"] for one in every(client, "zgloszenia", typ="Przekraczanie dozwolonej prędkości")] == wanted != []
    some = [one["id"] for one in everything if one["properties"]["typ"].startswith("Przekr")]
    assert [one["id"] for one in every(client, "zgloszenia", typ="Przekr*")] == some
    newest = every(client, "zgloszenia", sortby="data_utworzenia", sortdesc="true")
    moments = [one["properties"]["data_utworzenia"] for one in newest]
    assert moments == sorted(moments, reverse=True)
    few = client.items(limit=1, properties="typ,status").json()["features"][0]
    assert set(few["properties"]) == {"typ", "status"} and few["geometry"]


def test_formats_are_chosen_as_http_says(client):
    path = "wfs3/collections/zgloszenia/items?limit=1"
    for accept, kind in (
        ("application/geo+json", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("text/html", "text/html"),
        ("text/html;q=0.2, application/geo+json;q=0.9", "application/geo+json"),
        ("*/*", "application/geo+json"),
    ):
        assert client.ask(path, headers={"Accept": accept}).headers["Content-Type"].startswith(kind), accept
    assert client.ask(path, headers={"Accept": "application/xml"}).status_code == 406
    page = client.ask("wfs3/collections/zgloszenia/items.html?limit=3").text
    assert page.startswith("<!doctype html>") and "<script" not in page


def test_items_are_kept_by_caches_as_all_answers(client):
    first = client.items(limit=3)
    assert first.headers["ETag"] and "max-age" in first.headers["Cache-Control"]
    again = client.ask(
        "wfs3/collections/zgloszenia/items.json?limit=3", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304 and not again.content


def test_exceptions_of_wfs_2_are_valid_without_a_service(client):
    body = client.ask("?REQUEST=GetCapabilities&VERSION=1.1.0").content
    assert schemas.faults(schemas.wfs_schema("ows/1.0.0/owsExceptionReport.xsd"), body) == []


def test_an_answer_that_only_counts_links_to_what_it_counted(client):
    asked = {
        "SERVICE": "WFS",
        "VERSION": "2.0.0",
        "REQUEST": "GetFeature",
        "TYPENAMES": "kmzb:zgloszenia",
        "COUNT": "2",
    }
    counted = etree.fromstring(client.ask(params={**asked, "RESULTTYPE": "hits"}).content)
    assert counted.get("numberReturned") == "0" and counted.get("previous") is None
    page = etree.fromstring(client.session.get(counted.get("next"), timeout=60).content)
    assert page.get("numberReturned") == "2" and page.get("numberMatched") == counted.get("numberMatched")
    values = {**asked, "REQUEST": "GetPropertyValue", "VALUEREFERENCE": "typ", "RESULTTYPE": "hits"}
    following = etree.fromstring(client.ask(params=values).content).get("next")
    assert etree.fromstring(client.session.get(following, timeout=60).content).get("numberReturned") == "2"


ENVELOPE = "<gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope>"


@pytest.mark.parametrize("name, literal", [("gml:boundedBy", "1"), ("geom", "1"), ("gml:boundedBy", ENVELOPE)])
def test_what_cannot_be_compared_is_refused_by_the_standards_code(client, name, literal):
    compared = (
        '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">'
        f"<fes:PropertyIsLessThan><fes:ValueReference>{name}</fes:ValueReference><fes:Literal>{literal}</fes:Literal>"
        "</fes:PropertyIsLessThan></fes:Filter>"
    )
    asked = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "zgloszenia"}
    answer = client.ask(params={**asked, "FILTER": compared})
    (exception,) = etree.fromstring(answer.content).iterfind("{*}Exception")
    assert (answer.status_code, exception.get("exceptionCode")) == (403, "OperationProcessingFailed")
