"""Answers of every served version are valid by the standards' schemas, and say no more than what is served."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.server import schemas

LAYERS = ("zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km")
WFS = {"1.0.0": "wfs/1.0.0/WFS-basic.xsd", "1.1.0": "wfs/1.1.0/wfs.xsd"}
CAPABILITIES = {"1.0.0": "wfs/1.0.0/WFS-capabilities.xsd", "1.1.0": "wfs/1.1.0/wfs.xsd"}
WFS_EXCEPTION = {"1.0.0": "wms/1.1.1/OGC-exception.xsd", "1.1.0": "ows/1.0.0/owsExceptionReport.xsd"}


def capabilities(client, service: str, version: str) -> bytes:
    answer = client.ask(params={"SERVICE": service, "VERSION": version, "REQUEST": "GetCapabilities"})
    assert answer.status_code == 200
    assert int(answer.headers.get("Content-Length", len(answer.content))) == len(answer.content)
    return answer.content


@pytest.mark.parametrize("version", CAPABILITIES)
def test_wfs_capabilities(client, version):
    body = capabilities(client, "WFS", version)
    assert schemas.faults(schemas.wfs_schema(CAPABILITIES[version]), body) == []
    assert "Zgłoszenia KMZB".encode() in body


def test_wms_capabilities_1_3_0(client):
    body = capabilities(client, "WMS", "1.3.0")
    assert schemas.faults(schemas.wms_schema("sld/1.1.0/sld_capabilities.xsd"), body) == []


def test_wms_capabilities_1_1_1(client):
    body = capabilities(client, "WMS", "1.1.1")
    assert schemas.faults(schemas.wms_document_type("wms/1.1.1/capabilities_1_1_1.dtd"), body) == []
    assert b"LegendURL" not in body and b"<GetLegendGraphic>" in body


@pytest.mark.parametrize("service, version", [("WFS", "1.0.0"), ("WFS", "1.1.0"), ("WMS", "1.1.1"), ("WMS", "1.3.0")])
def test_only_what_is_served_is_offered(client, service, version):
    """Each request that the capabilities name is answered, and what the guard refuses is not named."""
    root = etree.fromstring(capabilities(client, service, version))
    names = {etree.QName(child).localname for child in root.iterfind(".//{*}Request/*")}
    names |= {child.get("name") for child in root.iterfind(".//{*}Operation[@name]")}
    assert {"GetCapabilities"} < names
    assert names.isdisjoint({"Transaction", "LockFeature", "DescribeLayer", "GetStyles", "GetPrint"})
    for symbolization in root.iterfind(".//{*}UserDefinedSymbolization"):
        assert symbolization.get("SupportSLD") == symbolization.get("UserStyle") == "0"
    for name in names:
        answer = client.ask(params={"SERVICE": service, "VERSION": version, "REQUEST": name})
        assert answer.status_code != 403, name


@pytest.mark.parametrize("version", WFS)
@pytest.mark.parametrize("layer", LAYERS)
def test_features(client, version, layer, tmp_path):
    described = client.wfs(VERSION=version, REQUEST="DescribeFeatureType", TYPENAME=layer).content
    schema = schemas.feature_schema(WFS[version], described, tmp_path)
    some = client.wfs(VERSION=version, TYPENAME=layer, MAXFEATURES=50).content
    assert schemas.faults(schema, some) == []
    assert b"featureMember" in some
    # QGIS 3.44 leaves out what is null, earlier ones say so: a client must be able to read both
    assert schemas.faults(schema, re.sub(rb'\s*<qgs:\w+ xsi:nil="true"/>', b"", some)) == []
    broken = some.replace(f":{layer}".encode(), b":inna")  # the schema is looked at, not only the XML
    assert schemas.faults(schema, broken)


@pytest.mark.parametrize("version", WFS)
def test_described_together(client, version, tmp_path):
    described = client.ask(params={"SERVICE": "WFS", "VERSION": version, "REQUEST": "DescribeFeatureType"}).content
    schema = schemas.feature_schema(WFS[version], described, tmp_path)
    for layer in LAYERS:
        assert schemas.faults(schema, client.wfs(VERSION=version, TYPENAME=layer, MAXFEATURES=5).content) == []


@pytest.mark.parametrize("version", WFS)
def test_no_features(client, version, tmp_path):
    described = client.wfs(VERSION=version, REQUEST="DescribeFeatureType").content
    schema = schemas.feature_schema(WFS[version], described, tmp_path)
    none = client.wfs(VERSION=version, BBOX="100000,100000,100001,100001,EPSG:2180").content
    assert b"featureMember" not in none
    assert schemas.faults(schema, none) == []


def test_hits(client, tmp_path):
    described = client.wfs(REQUEST="DescribeFeatureType").content
    schema = schemas.feature_schema(WFS["1.1.0"], described, tmp_path)
    assert schemas.faults(schema, client.wfs(RESULTTYPE="hits").content) == []
    old = client.wfs(VERSION="1.0.0", RESULTTYPE="hits")  # WFS 1.0.0 has no such thing, and its schema no place for it
    assert old.status_code == 400 and b"1.1.0" in old.content


@pytest.mark.parametrize("version", WFS)
def test_wfs_exceptions(client, version):
    """QGIS Server's own and the guard's."""
    for fault in ({"TYPENAME": "nie_ma"}, {"FILTER": "<a"}):
        answer = client.wfs(VERSION=version, **fault)
        assert answer.status_code == 400
        path = WFS_EXCEPTION[version]
        schema = schemas.wms_schema(path) if path.startswith("wms") else schemas.wfs_schema(path)
        assert schemas.faults(schema, answer.content) == []


def test_wms_exceptions(client):
    for fault in ({"LAYERS": "nie_ma"}, {"SLD_BODY": "<a/>"}):
        new, old = client.wms(**fault), client.wms(VERSION="1.1.1", SRS="EPSG:2180", **fault)
        assert new.status_code >= 400 and old.status_code >= 400
        assert schemas.faults(schemas.wms_schema("wms/1.3.0/exceptions_1_3_0.xsd"), new.content) == []
        assert schemas.faults(schemas.wms_document_type("wms/1.1.1/exception_1_1_1.dtd"), old.content) == []
