"""Answers of WFS 2.0 are valid by the standards' schemas, features by the schema that the service itself describes."""

from __future__ import annotations

import pytest
from lxml import etree

from kmzb_qgis.server.wfs2.model import NAMESPACE
from tests.server import schemas

LAYERS = ("zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km")
CRS = ("", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/EPSG/0/3857")
BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
WFS = "{http://www.opengis.net/wfs/2.0}"


def ask(client, request: str, **parameters):
    return client.ask(params={"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": request, **parameters})


def valid(answer, schema=None) -> etree._Element:
    """The answer's root, which is valid."""
    assert answer.status_code == 200, answer.text[:500]
    assert schemas.faults(schema or schemas.wfs_2_schema(), answer.content) == []
    return etree.fromstring(answer.content)


@pytest.fixture(scope="module")
def own(client, tmp_path_factory):
    described = ask(client, "DescribeFeatureType")
    assert described.status_code == 200
    return schemas.feature_2_schema(described.content, tmp_path_factory.mktemp("schema"))


@pytest.mark.parametrize(
    "more", [{}, {"SECTIONS": "FeatureTypeList"}, {"SECTIONS": "ServiceProvider,Filter_Capabilities"}]
)
def test_capabilities(client, more):
    answer = ask(client, "GetCapabilities", **more)
    root = valid(answer)
    assert root.tag == f"{WFS}WFS_Capabilities" and root.get("version") == "2.0.0"
    assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)
    assert (root.find(f"{WFS}FeatureTypeList") is None) == (more.get("SECTIONS", "").startswith("ServiceProvider"))


def test_the_schema_is_looked_at(client):
    body = ask(client, "GetCapabilities").content
    for whole, part in ((b"wfs:DefaultCRS", b"wfs:WrongCRS"), (b'name="PropertyIsNil"', b'name="PropertyIsNone"')):
        assert whole in body and schemas.faults(schemas.wfs_2_schema(), body.replace(whole, part))


@pytest.mark.parametrize("layer", LAYERS)
def test_features_of_each_layer_against_its_own_schema(client, layer, tmp_path):
    described = ask(client, "DescribeFeatureType", TYPENAMES=f"kmzb:{layer}").content
    schema = schemas.feature_2_schema(described, tmp_path)
    some = ask(client, "GetFeature", TYPENAMES=f"kmzb:{layer}", COUNT="50")
    root = valid(some, schema)
    # members are validated where their element is known (xsd:any, lax): so it must be, and a strange part must be found
    assert {one.tag for one in root.iterfind(f"{WFS}member/*")} == {f"{{{NAMESPACE}}}{layer}"}
    end = f"</kmzb:{layer}>".encode()
    assert schemas.faults(schema, some.content.replace(end, b"<kmzb:inna/>" + end))
    hits = valid(ask(client, "GetFeature", TYPENAMES=layer, RESULTTYPE="hits", COUNT="3"), schema)
    assert hits.get("numberReturned") == "0" and hits.get("numberMatched") == root.get("numberMatched")
    first = valid(client.session.get(hits.get("next"), timeout=60), schema)
    assert first.get("numberReturned") == str(min(3, int(root.get("numberMatched"))))


@pytest.mark.parametrize("crs", CRS)
@pytest.mark.parametrize("layer", ("zgloszenia", "statystyka_powiat", "siatka_10km"))
def test_features_in_each_system(client, own, layer, crs):
    assert valid(ask(client, "GetFeature", TYPENAMES=layer, SRSNAME=crs, COUNT="20"), own) is not None


@pytest.mark.parametrize("layer", LAYERS)
def test_no_features(client, own, layer):
    none = valid(ask(client, "GetFeature", TYPENAMES=layer, BBOX="100000,100000,100001,100001"), own)
    assert none.get("numberMatched") == none.get("numberReturned") == "0" and not len(none)


def test_chosen_properties_pages_and_order(client, own):
    root = valid(
        ask(client, "GetFeature", TYPENAMES="zgloszenia", PROPERTYNAME="typ", SORTBY="typ DESC", COUNT="7"), own
    )
    assert {etree.QName(one).localname for one in root.iterfind(f"{WFS}member/*/*")} == {"typ"}
    following = client.session.get(root.get("next"), timeout=60)
    assert valid(following, own).get("previous")


def test_several_queries(client, own):
    root = valid(ask(client, "GetFeature", TYPENAMES="(zgloszenia)(siatka_1km)", COUNT="5"), own)
    assert root.findall(f"{WFS}member")


def test_a_feature_by_its_id(client, own):
    some = valid(ask(client, "GetFeature", TYPENAMES="zgloszenia", COUNT="1"), own)
    identifier = some.find(f"{WFS}member/*").get("{http://www.opengis.net/gml/3.2}id")
    found = valid(ask(client, "GetFeature", STOREDQUERY_ID=BY_ID, ID=identifier), own)
    assert etree.QName(found).localname == "zgloszenia"
    hits = valid(ask(client, "GetFeature", STOREDQUERY_ID=BY_ID, ID=identifier, RESULTTYPE="hits"), own)
    assert hits.get("numberMatched") == "1"


@pytest.mark.parametrize("reference", ("typ", "kmzb:razem", "geom", "@gml:id"))
def test_values(client, own, reference):
    layer = "siatka_1km" if "razem" in reference else "zgloszenia"
    root = valid(ask(client, "GetPropertyValue", TYPENAMES=layer, VALUEREFERENCE=reference, COUNT="5"), own)
    assert root.tag == f"{WFS}ValueCollection" and len(root.findall(f"{WFS}member")) == 5
    hits = ask(client, "GetPropertyValue", TYPENAMES=layer, VALUEREFERENCE=reference, RESULTTYPE="hits")
    assert valid(hits, own).get("numberReturned") == "0"


def test_stored_queries(client):
    listed = valid(ask(client, "ListStoredQueries"))
    assert BY_ID in {one.get("id") for one in listed}
    described = valid(ask(client, "DescribeStoredQueries", STOREDQUERY_ID=BY_ID))
    assert [one.get("id") for one in described] == [BY_ID]


@pytest.mark.parametrize(
    ("request_name", "more", "status"),
    [
        ("GetFeature", {}, 400),
        ("GetFeature", {"TYPENAMES": "<a>"}, 400),
        ("GetFeature", {"STOREDQUERY_ID": BY_ID, "ID": "zgloszenia.nie-ma"}, 404),
        ("GetCapabilities", {"ACCEPTVERSIONS": "9.0.0"}, 400),
        ("GetCapabilities", {"MAP": "/etc/passwd"}, 403),
        ("LockFeature", {}, 400),
        ("", {}, 400),
    ],
)
def test_exceptions(client, request_name, more, status):
    answer = ask(client, request_name, **more)
    assert answer.status_code == status
    assert schemas.faults(schemas.wfs_2_schema(), answer.content) == []
    assert etree.fromstring(answer.content).get("version") == "2.0.0"


def test_exceptions_to_other_methods(client):
    for method in ("PUT", "DELETE", "PATCH"):
        answer = client.ask("?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zgloszenia", method)
        assert answer.status_code == 405
        assert schemas.faults(schemas.wfs_2_schema(), answer.content) == []


def test_only_what_is_served_is_offered(client):
    root = valid(ask(client, "GetCapabilities"))
    names = {one.get("name") for one in root.iterfind(".//{*}Operation")}
    assert names == {
        "GetCapabilities", "DescribeFeatureType", "GetFeature", "GetPropertyValue", "ListStoredQueries",
        "DescribeStoredQueries",
    }  # fmt: skip
    more = {"TYPENAMES": "zgloszenia", "VALUEREFERENCE": "id", "COUNT": "1"}
    for name in names:
        assert ask(client, name, **more).status_code == 200, name
    formats = {one.text for one in root.iterfind(".//{*}Operation[@name='GetFeature']/{*}Parameter/{*}AllowedValues/*")}
    for name in formats - {"hits", "results", "none", "local"}:
        answer = ask(client, "GetFeature", TYPENAMES="zgloszenia", COUNT="2", OUTPUTFORMAT=name)
        assert answer.status_code == 200 and answer.content, name
