"""Requests of WFS 2.0, by keys and values and by XML: what they come to, and with which exception they are refused."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest

from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import gate, request
from kmzb_qgis.server.wfs2.model import NAMESPACE, feature_types
from kmzb_qgis.server.wfs2.operations import (
    BY_ID,
    BY_ID_URL,
    SECTIONS,
    STORED,
    DescribeFeatureType,
    DescribeStoredQueries,
    GetCapabilities,
    ListStoredQueries,
)
from kmzb_qgis.server.wfs2.query import COUNT_MAX, GetPropertyValue, Output, Sort
from kmzb_qgis.server.wfs2.tree import Box, Compare, Comparison, Ids

FES = "http://www.opengis.net/fes/2.0"
EQUAL = (
    f'<fes:Filter xmlns:fes="{FES}"><fes:PropertyIsEqualTo><fes:ValueReference>kmzb:status</fes:ValueReference>'
    "<fes:Literal>Potwierdzone (wyeliminowane)</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>"
)


def read(request_name: str = "GetFeature", **given: str):
    return request.read({"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": request_name, **given})


def post(inner: str, name: str = "GetFeature", attributes: str = "", spaces: str = ""):
    text = (
        f'<wfs:{name} xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="{FES}"'
        f' xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:kmzb="{NAMESPACE}"{spaces} service="WFS" version="2.0.0"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" {attributes}>'
        f"{inner}</wfs:{name}>"
    )
    sent = gate.posted(text)
    assert gate.version({}, sent) == "2.0.0"
    return gate.operation({}, sent)


def refused(call) -> tuple[int, str, str]:
    with pytest.raises(Refused) as found:
        call()
    assert found.value.text.endswith(tuple(".")) is False and len(found.value.text) > 8
    return found.value.status, found.value.code, found.value.locator


def test_everything_at_once():
    found = read(
        typenames="kmzb:zgloszenia", Count="5", STARTINDEX="10", SRSNAME="EPSG:4326", PROPERTYNAME="kmzb:typ,geom",
        SORTBY="typ DESC,id", BBOX="560000,240000,570000,250000,EPSG:2180", RESULTTYPE="results", PAGETOKEN="abc",
        OUTPUTFORMAT="application/geo+json",
    )  # fmt: skip
    query = found.queries[0]
    assert query.type.name == "zgloszenia" and (query.crs.code, query.crs.swapped) == (4326, False)
    assert query.filter == Box(560000, 240000, 570000, 250000) and query.properties == ("geom", "typ")
    assert query.sort == (Sort("typ", True), Sort("id", False))
    assert (found.count, found.start, found.token, found.output) == (5, 10, "abc", Output.GEOJSON)
    assert not found.hits and not found.single
    assert found.asked["TYPENAMES"] == "kmzb:zgloszenia" and found.asked["COUNT"] == "5"


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("", Output.GML32),
        ("application/gml+xml; version=3.2", Output.GML32),
        ("application/gml xml; version=3.2", Output.GML32),
        ("text/xml;subtype=gml/3.2.1", Output.GML32),
        ('text/xml; subtype="gml/3.2"', Output.GML32),
        ("GML32", Output.GML32),
        ("text/xml; charset=UTF-8", Output.GML32),
        ("GeoJSON", Output.GEOJSON),
        ("application/json", Output.GEOJSON),
        ("application/geo json", Output.GEOJSON),
        ("csv", Output.CSV),
        ("text/csv; charset=utf-8", Output.CSV),
        ("FlatGeobuf", Output.FLATGEOBUF),
        ("fgb", Output.FLATGEOBUF),
    ],
)
def test_output_formats(name, output):
    assert read(TYPENAMES="zgloszenia", OUTPUTFORMAT=name).output is output


def test_several_queries_in_brackets():
    found = read(TYPENAMES="(zgloszenia)(kmzb:siatka_1km)", FILTER=f"({EQUAL})({EQUAL.replace('status', 'kod')})")
    assert [query.type.name for query in found.queries] == ["zgloszenia", "siatka_1km"]
    assert [query.filter.property for query in found.queries] == ["status", "kod"]
    assert found.queries[0].filter.value == "Potwierdzone (wyeliminowane)"
    # what the links repeat is read as the same again
    again = request.read(found.asked)
    assert again.queries == found.queries


def test_a_filter_with_brackets_is_one_filter():
    found = read(TYPENAMES="zgloszenia", FILTER=EQUAL)
    assert found.queries[0].filter == Comparison("status", Compare.EQUAL, "Potwierdzone (wyeliminowane)")


def test_resource_ids_need_no_feature_types():
    found = read(RESOURCEID="zgloszenia.a,siatka_1km.b,zgloszenia.c,inne.d")
    assert [(query.type.name, query.filter) for query in found.queries] == [
        ("zgloszenia", Ids(("a", "c"))), ("siatka_1km", Ids(("b",))),
    ]  # fmt: skip
    assert read(RESOURCEID="nic").queries[0].filter == Ids(())  # finds nothing, and that is no fault


@pytest.mark.parametrize("identifier", [BY_ID, BY_ID_URL])
def test_get_feature_by_id(identifier):
    found = read(STOREDQUERY_ID=identifier, id="zgloszenia.a.b")
    assert found.single and found.queries[0].filter == Ids(("a.b",))
    inner = (
        f'<wfs:StoredQuery id="{identifier}"><wfs:Parameter name="id">zgloszenia.a.b</wfs:Parameter></wfs:StoredQuery>'
    )
    posted = post(inner)
    assert posted.single and posted.queries == found.queries
    assert posted.asked["ID"] == "zgloszenia.a.b"


def test_prefixes_of_the_client():
    bound = f"xmlns(http://www.opengis.net/wfs/2.0),xmlns(n,{NAMESPACE})"
    assert read(TYPENAMES="n:zgloszenia", NAMESPACES=bound).queries[0].type.name == "zgloszenia"
    inner = '<wfs:Query typeNames="n:zgloszenia"/>'
    assert post(inner, spaces=f' xmlns:n="{NAMESPACE}"').queries[0].type.name == "zgloszenia"
    wrong = [
        lambda: read(TYPENAMES="n:zgloszenia"),
        lambda: read(TYPENAMES="n:zgloszenia", NAMESPACES="xmlns(n,urn:inne)"),
        lambda: read(TYPENAMES="kmzb:zgloszenia", NAMESPACES="xmlns(kmzb,urn:inne)"),
        lambda: post(inner),
        lambda: post(inner, spaces=' xmlns:n="urn:inne"'),
    ]
    assert {refused(call)[1:] for call in wrong} == {("InvalidParameterValue", "TYPENAMES")}
    assert refused(lambda: read(TYPENAMES="zgloszenia", NAMESPACES="n=urn:x"))[2] == "NAMESPACES"


def test_words_of_other_clients():
    """QGIS, OpenLayers and scripts write 1.x's names in requests of 2.0."""
    assert read(TYPENAMES="zgloszenia", QUERY=EQUAL).queries == read(TYPENAMES="zgloszenia", FILTER=EQUAL).queries
    found = read(TYPENAME="zgloszenia", MAXFEATURES="3", FEATUREID="zgloszenia.a", UNKNOWN="x", _="1")
    assert found.count == 3 and found.queries[0].filter == Ids(("a",))
    assert read(TYPENAME="siatka_1km", TYPENAMES="zgloszenia").queries[0].type.name == "zgloszenia"


def test_counts():
    assert read(TYPENAMES="zgloszenia").count is None
    assert read(TYPENAMES="zgloszenia", COUNT="0").count == 0
    assert read(TYPENAMES="zgloszenia", COUNT="99999999999").count == COUNT_MAX
    assert read(TYPENAMES="zgloszenia", RESULTTYPE="HITS").hits


@pytest.mark.parametrize(
    ("given", "code", "locator"),
    [
        ({}, "MissingParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "()"}, "MissingParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "(zgloszenia)()", "RESOURCEID": "(zgloszenia.a)()"}, "MissingParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "zgloszenia", "SORTBY": "typ\0"}, "InvalidParameterValue", "SORTBY"),
        ({"TYPENAMES": "\ud800"}, "InvalidParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "nie_ma"}, "InvalidParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "report"}, "InvalidParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "zgloszenia,siatka_1km"}, "OptionNotSupported", "TYPENAMES"),
        ({"TYPENAMES": "(zgloszenia)(siatka_1km)", "FILTER": f"({EQUAL})({EQUAL})({EQUAL})"}, "InvalidParameterValue",
         "FILTER"),
        ({"TYPENAMES": "(zgloszenia)" * 21}, "InvalidParameterValue", "TYPENAMES"),
        ({"TYPENAMES": "zgloszenia", "ALIASES": "a"}, "OptionNotSupported", "ALIASES"),
        ({"TYPENAMES": "schema-element(kmzb:zgloszenia)"}, "OptionNotSupported", "TYPENAMES"),
        ({"TYPENAMES": "zgloszenia", "RESOLVE": "remote"}, "OptionNotSupported", "RESOLVE"),
        ({"TYPENAMES": "zgloszenia", "RESOLVEPATH": "a"}, "OptionNotSupported", "RESOLVEPATH"),
        ({"TYPENAMES": "zgloszenia", "RESULTTYPE": "some"}, "InvalidParameterValue", "RESULTTYPE"),
        ({"TYPENAMES": "zgloszenia", "COUNT": "-1"}, "InvalidParameterValue", "COUNT"),
        ({"TYPENAMES": "zgloszenia", "COUNT": "1e3"}, "InvalidParameterValue", "COUNT"),
        ({"TYPENAMES": "zgloszenia", "COUNT": "٣"}, "InvalidParameterValue", "COUNT"),
        ({"TYPENAMES": "zgloszenia", "STARTINDEX": "a"}, "InvalidParameterValue", "STARTINDEX"),
        ({"TYPENAMES": "zgloszenia", "PAGETOKEN": "<a>"}, "InvalidParameterValue", "PAGETOKEN"),
        ({"TYPENAMES": "zgloszenia", "OUTPUTFORMAT": "shape-zip"}, "InvalidParameterValue", "OUTPUTFORMAT"),
        ({"TYPENAMES": "zgloszenia", "SRSNAME": "EPSG:27700"}, "InvalidParameterValue", "SRSNAME"),
        ({"TYPENAMES": "zgloszenia", "SRSNAME": "http://evil.example/"}, "InvalidParameterValue", "SRSNAME"),
        ({"TYPENAMES": "zgloszenia", "FILTER_LANGUAGE": "CQL"}, "OptionNotSupported", "FILTER_LANGUAGE"),
        ({"TYPENAMES": "zgloszenia", "BBOX": "1,2,3,4", "FILTER": EQUAL}, "InvalidParameterValue", "BBOX"),
        ({"TYPENAMES": "zgloszenia", "RESOURCEID": "zgloszenia.a", "BBOX": "1,2,3,4"}, "InvalidParameterValue",
         "RESOURCEID"),
        ({"STOREDQUERY_ID": BY_ID}, "MissingParameterValue", "ID"),
        ({"STOREDQUERY_ID": "urn:inne", "ID": "zgloszenia.a"}, "InvalidParameterValue", "STOREDQUERY_ID"),
        ({"STOREDQUERY_ID": BY_ID, "ID": "zgloszenia.a", "TYPENAMES": "zgloszenia"}, "InvalidParameterValue",
         "TYPENAMES"),
    ],
)  # fmt: skip
def test_refused_features(given, code, locator):
    assert refused(lambda: read(**given)) == (400, code, locator)


def test_what_a_stored_query_does_not_find():
    assert refused(lambda: read(STOREDQUERY_ID=BY_ID, ID="nic")) == (404, "NotFound", "ID")


@pytest.mark.parametrize(
    "name", ["EXP_FILTER", "MAP", "SLD", "CQL_FILTER", "REQUEST_BODY", "viewparams", "Filter-Language:x", "EXTERNALWMS"]
)
def test_what_evaluates_opens_or_fetches_is_refused(name):
    assert refused(lambda: read(TYPENAMES="zgloszenia", **{name: "x"})) == (403, "OperationNotSupported", name)


def test_long_values():
    assert refused(lambda: read(TYPENAMES="zgloszenia", FILTER="x" * 70000))[0] == 413


def test_a_question_too_long_for_an_address_has_no_links():
    ids = ",".join(f"zgloszenia.{number:036d}" for number in range(200))
    assert read(TYPENAMES="zgloszenia", RESOURCEID=ids).asked == {}


@pytest.mark.parametrize(
    "name", ["Transaction", "LockFeature", "GetFeatureWithLock", "CreateStoredQuery", "DropStoredQuery", "GetGmlObject"]
)
def test_operations_that_are_not_there(name):
    assert refused(lambda: read(name)) == (400, "OperationNotSupported", name)
    assert refused(lambda: post("", name)) == (400, "OperationNotSupported", name)


def test_capabilities():
    assert read("GetCapabilities") == GetCapabilities(frozenset(SECTIONS), "text/xml")
    found = read("getcapabilities", SECTIONS="featuretypelist,Filter_Capabilities", ACCEPTFORMATS="x/y,application/xml")
    assert found == GetCapabilities(frozenset({"FeatureTypeList", "Filter_Capabilities"}), "application/xml")
    assert read("GetCapabilities", SECTIONS="All,ServiceProvider").sections == frozenset(SECTIONS)
    assert refused(lambda: read("GetCapabilities", SECTIONS="Contents")) == (400, "InvalidParameterValue", "SECTIONS")
    inner = (
        "<ows:AcceptVersions><ows:Version>2.0.0</ows:Version></ows:AcceptVersions><ows:Sections><ows:Section>"
        "FeatureTypeList</ows:Section></ows:Sections><ows:AcceptFormats><ows:OutputFormat>application/xml"
        "</ows:OutputFormat></ows:AcceptFormats>"
    )
    expected = GetCapabilities(frozenset({"FeatureTypeList"}), "application/xml", "1")
    assert post(inner, "GetCapabilities", 'updateSequence="1"') == expected


def test_described_types():
    every = tuple(feature_types().values())
    assert read("DescribeFeatureType") == DescribeFeatureType(every)
    assert post("", "DescribeFeatureType") == DescribeFeatureType(every)
    two = DescribeFeatureType((every[3], every[0]))
    assert read("DescribeFeatureType", TYPENAME="siatka_1km,kmzb:zgloszenia,siatka_1km") == two
    assert read("DescribeFeatureType", TYPENAMES="(siatka_1km)(zgloszenia)") == two
    inner = "<wfs:TypeName>siatka_1km</wfs:TypeName><wfs:TypeName>kmzb:zgloszenia</wfs:TypeName>"
    assert post(inner, "DescribeFeatureType", 'outputFormat="text/xml; subtype=gml/3.2"') == two
    for given in ({"OUTPUTFORMAT": "XMLSCHEMA"}, {"OUTPUTFORMAT": "application/gml+xml; version=3.2"}):
        assert read("DescribeFeatureType", TYPENAME="zgloszenia", **given).types == (every[0],)
    for output in ("GeoJSON", "text/html"):
        call = lambda: read("DescribeFeatureType", OUTPUTFORMAT=output)  # noqa: B023, E731 - called at once
        assert refused(call) == (400, "InvalidParameterValue", "OUTPUTFORMAT")
    assert refused(lambda: read("DescribeFeatureType", TYPENAME="a")) == (400, "InvalidParameterValue", "TYPENAME")


def test_stored_queries():
    assert read("ListStoredQueries") == post("", "ListStoredQueries") == ListStoredQueries()
    assert read("DescribeStoredQueries") == post("", "DescribeStoredQueries") == DescribeStoredQueries(STORED)
    one = DescribeStoredQueries((BY_ID,))
    assert read("DescribeStoredQueries", STOREDQUERY_ID=BY_ID) == one
    assert post(f"<wfs:StoredQueryId>{BY_ID}</wfs:StoredQueryId>", "DescribeStoredQueries") == one
    call = lambda: read("DescribeStoredQueries", STOREDQUERY_ID="urn:x")  # noqa: E731
    assert refused(call) == (400, "InvalidParameterValue", "STOREDQUERY_ID")


@pytest.mark.parametrize(
    ("text", "name"),
    [("typ", "typ"), ("kmzb:typ", "typ"), ("kmzb:zgloszenia/kmzb:typ", "typ"), ("geom", "geom"), ("@gml:id", "@id")],
)
def test_property_values(text, name):
    found = read("GetPropertyValue", TYPENAMES="zgloszenia", VALUEREFERENCE=text, COUNT="2")
    assert isinstance(found, GetPropertyValue) and (found.property, found.count) == (name, 2)
    posted = post('<wfs:Query typeNames="kmzb:zgloszenia"/>', "GetPropertyValue", f'valueReference="{text}" count="2"')
    assert (posted.query, posted.property, posted.count) == (found.query, name, 2)
    assert request.read(posted.asked).property == name


@pytest.mark.parametrize(
    ("given", "code", "locator"),
    [
        ({}, "MissingParameterValue", "VALUEREFERENCE"),
        ({"VALUEREFERENCE": " "}, "InvalidParameterValue", "VALUEREFERENCE"),
        ({"VALUEREFERENCE": "visible_until"}, "InvalidParameterValue", "VALUEREFERENCE"),
        ({"VALUEREFERENCE": "siatka_1km/typ"}, "InvalidParameterValue", "VALUEREFERENCE"),
        ({"VALUEREFERENCE": "typ", "OUTPUTFORMAT": "csv"}, "InvalidParameterValue", "OUTPUTFORMAT"),
        ({"VALUEREFERENCE": "typ", "TYPENAMES": "(zgloszenia)(zgloszenia)"}, "OptionNotSupported", "TYPENAMES"),
    ],
)
def test_refused_values(given, code, locator):
    assert refused(lambda: read("GetPropertyValue", **{"TYPENAMES": "zgloszenia", **given})) == (400, code, locator)


def test_a_body_says_what_parameters_say():
    inner = (
        '<wfs:Query typeNames="kmzb:zgloszenia" srsName="urn:ogc:def:crs:EPSG::4326" handle="h">'
        "<wfs:PropertyName>kmzb:typ</wfs:PropertyName><wfs:PropertyName>id</wfs:PropertyName>"
        f"{EQUAL}<fes:SortBy><fes:SortProperty><fes:ValueReference>kmzb:typ</fes:ValueReference><fes:SortOrder>DESC"
        "</fes:SortOrder></fes:SortProperty><fes:SortProperty><fes:ValueReference>id</fes:ValueReference>"
        "</fes:SortProperty></fes:SortBy></wfs:Query>"
    )
    posted = post(
        inner, attributes='count="7" startIndex="3" resultType="hits" outputFormat="text/csv" resolve="local"'
    )
    found = read(
        TYPENAMES="zgloszenia", SRSNAME="urn:ogc:def:crs:EPSG::4326", PROPERTYNAME="typ,id", FILTER=EQUAL,
        SORTBY="typ DESC,id", COUNT="7", STARTINDEX="3", RESULTTYPE="hits", OUTPUTFORMAT="text/csv",
    )  # fmt: skip
    again = request.read(posted.asked)
    assert replace(posted, asked={}) == replace(again, asked={}) == replace(found, asked={})
    two = post('<wfs:Query typeNames="zgloszenia"/><wfs:Query typeNames="siatka_1km"/>')
    assert [query.type.name for query in two.queries] == ["zgloszenia", "siatka_1km"]
    assert request.read(two.asked).queries == two.queries


@pytest.mark.parametrize(
    ("inner", "code", "locator"),
    [
        ("", "MissingParameterValue", "Query"),
        ('<wfs:Query typeNames="zgloszenia siatka_1km"/>', "OptionNotSupported", "typeNames"),
        ("<wfs:Query/>", "OptionNotSupported", "typeNames"),
        ('<wfs:Query typeNames="zgloszenia" aliases="a"/>', "OptionNotSupported", "aliases"),
        ('<wfs:Query typeNames="zgloszenia" typeName="b"/>', "OperationParsingFailed", "body"),
        ('<wfs:Query typeNames="zgloszenia"><wfs:Nic/></wfs:Query>', "OperationParsingFailed", "body"),
        (f'<wfs:Query typeNames="zgloszenia">{EQUAL}{EQUAL}</wfs:Query>', "OperationParsingFailed", "body"),
        ('<Query xmlns="http://www.opengis.net/wfs" typeNames="zgloszenia"/>', "OperationParsingFailed", "body"),
        ('<wfs:Query typeNames="zgloszenia"/>' * 21, "InvalidParameterValue", "Query"),
        (f'<wfs:StoredQuery id="{BY_ID}"><wfs:Parameter name="x">a</wfs:Parameter></wfs:StoredQuery>',
         "InvalidParameterValue", "Parameter"),
        (f'<wfs:StoredQuery id="{BY_ID}"/>', "MissingParameterValue", "ID"),
    ],
)  # fmt: skip
def test_refused_bodies(inner, code, locator):
    assert refused(lambda: post(inner)) == (400, code, locator)


def test_bodies_that_are_no_plain_xml():
    head = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for text in (f"{head}<GetFeature>&x;</GetFeature>", "<GetFeature", '<?php x?><GetFeature xmlns="a"/>'):
        assert refused(lambda: gate.posted(text))[0] == 400  # noqa: B023 - called at once
    assert refused(lambda: gate.posted(f"<a>{'x' * 70000}</a>"))[0] == 413
    two = f' xmlns:n="{NAMESPACE}"'
    inner = f'<wfs:Query xmlns:n="urn:inne" typeNames="n:zgloszenia">{EQUAL}</wfs:Query>'
    assert refused(lambda: post(inner, spaces=two)) == (400, "InvalidParameterValue", "body")


def test_refusals_are_told_as_text():
    found = Refused(400, "InvalidParameterValue", "<a> & b", 'x"y').answer("WFS", "2.0.0")
    text = found.body.decode()
    assert escape("<a> & b") in text and 'locator="x&quot;y"' in text and 'version="2.0.0"' in text
    assert "http://www.opengis.net/ows/1.1" in text and found.status == 400
    for service, version in (("WFS", "2.0.0"), ("WFS", "1.1.0"), ("WFS", "1.0.0"), ("WMS", "1.3.0"), ("OAPIF", "")):
        told = Refused(400, "NoApplicableCode", "\x01\ud800ż", "\x0b").answer(service, version)
        assert "\ufffd\ufffdż" in told.body.decode()  # as no parser would read it otherwise
