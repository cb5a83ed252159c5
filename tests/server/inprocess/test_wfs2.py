"""WFS 2.0 inside QGIS Server: which service answers, for which project, and what the guard still sees to."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from kmzb_qgis.server import guard
from kmzb_qgis.server.wfs2 import schema
from tests.server import harness

WFS = "?SERVICE=WFS&VERSION=2.0.0&REQUEST="
NEW = "http://www.opengis.net/wfs/2.0"


@pytest.fixture(scope="session")
def foreign(site):
    """Somebody else's project, of the same data, under a name of its own."""
    project = QgsProject()
    layer = QgsVectorLayer(f"{next(site.project.parent.glob('*.gpkg'))}|layername=zgloszenia", "zgloszenia", "ogr")
    assert layer.isValid()
    project.addMapLayer(layer)
    project.writeEntry("WFSLayers", "/", [layer.id()])
    path = site.root / "foreign2.qgs"
    assert project.write(str(path))
    return path


def features(answer) -> int:
    return answer.text.count("<wfs:member>")


@pytest.mark.parametrize("query", [f"{WFS}GetCapabilities", "?SERVICE=WFS&REQUEST=GetCapabilities"])
def test_capabilities_by_version_and_without_one(ask, site, query):
    answer = ask(site.project, query)
    assert answer.status == 200 and f'<wfs:WFS_Capabilities xmlns:wfs="{NEW}"' in answer.text
    assert 'version="2.0.0"' in answer.text and "<wfs:Name>kmzb:siatka_10km</wfs:Name>" in answer.text
    assert answer.headers["Content-Type"].startswith("text/xml") and "public" in answer.headers["Cache-Control"]
    assert "Krajowa Mapa Zagrożeń Bezpieczeństwa" in answer.text and "aktualna do" in answer.text


def test_capabilities_that_the_client_has(ask, site):
    whole = ask(site.project, f"{WFS}GetCapabilities")
    sequence = whole.text.partition('updateSequence="')[2].partition('"')[0]
    assert sequence == whole.headers["X-KMZB-Publication"]
    same = ask(site.project, f"{WFS}GetCapabilities&UPDATESEQUENCE={sequence}")
    assert same.status == 200 and f'updateSequence="{sequence}"' in same.text and "FeatureType" not in same.text
    assert "FeatureTypeList" in ask(site.project, f"{WFS}GetCapabilities&UPDATESEQUENCE=2020").text
    later = ask(site.project, f"{WFS}GetCapabilities&UPDATESEQUENCE=9{sequence}")
    assert later.status == 400 and "InvalidUpdateSequence" in later.text


def test_the_built_in_versions_are_unharmed(ask, site):
    for version in ("1.0.0", "1.1.0"):
        answer = ask(site.project, f"?SERVICE=WFS&VERSION={version}&REQUEST=GetCapabilities")
        assert answer.status == 200 and f'version="{version}"' in answer.text and NEW not in answer.text
        answer = ask(site.project, f"?SERVICE=WFS&VERSION={version}&REQUEST=GetFeature&TYPENAME=zgloszenia")
        assert answer.status == 200 and answer.text.count("featureMember>") == 20
    answer = ask(site.project, "?SERVICE=WFS&REQUEST=GetCapabilities&ACCEPTVERSIONS=1.1.0,2.0.0")
    assert answer.status == 200 and 'version="1.1.0"' in answer.text and NEW not in answer.text
    for words in ("TYPENAME=zgloszenia", "TYPENAME=zgloszenia&MAXFEATURES=3"):
        answer = ask(site.project, f"?SERVICE=WFS&REQUEST=GetFeature&{words}")
        assert answer.status == 200 and "gml:featureMember" in answer.text and NEW not in answer.text


def test_other_projects_are_served_as_before(ask, foreign):
    """A request of 2.0 for a project that is no publication gets what QGIS Server gave without this service: 1.1.0."""
    plain = ask(foreign, "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities")
    answer = ask(foreign, f"{WFS}GetCapabilities")
    assert answer.status == 200 and NEW not in answer.text
    assert answer.text == plain.text
    answer = ask(foreign, f"{WFS}GetFeature&TYPENAME=zgloszenia")
    assert answer.status == 200 and answer.text.count("<gml:featureMember>") == 10
    assert "ETag" not in answer.headers


def test_a_request_does_not_outlive_itself(ask, site, foreign):
    """What the publication was asked is never answered to the next project's visitor."""
    assert NEW in ask(site.project, f"{WFS}GetCapabilities").text
    assert NEW not in ask(foreign, f"{WFS}GetCapabilities").text
    assert NEW in ask(site.project, f"{WFS}GetCapabilities").text


def test_described_types(ask, site):
    answer = ask(site.project, f"{WFS}DescribeFeatureType&TYPENAMES=kmzb:zgloszenia")
    assert answer.status == 200 and answer.headers["Content-Type"] == schema.MEDIA_TYPE
    assert 'name="zgloszenia"' in answer.text and "siatka" not in answer.text and "visible_until" not in answer.text


def test_features_and_values(ask, site):
    answer = ask(site.project, f"{WFS}GetFeature&TYPENAMES=kmzb:zgloszenia&COUNT=3&SORTBY=id")
    assert answer.status == 200 and features(answer) == 3 and 'numberMatched="10"' in answer.text, answer.text
    assert "http://server/?" in answer.text  # the next page's link
    assert answer.headers["Content-Type"].startswith("application/gml+xml; version=3.2")
    assert "public" in answer.headers["Cache-Control"] and answer.headers["ETag"]
    values = ask(site.project, f"{WFS}GetPropertyValue&TYPENAMES=zgloszenia&VALUEREFERENCE=id&COUNT=2")
    assert values.status == 200 and "<wfs:ValueCollection" in values.text and features(values) == 2


def test_a_feature_by_its_id(ask, site):
    some = ask(site.project, f"{WFS}GetFeature&TYPENAMES=zgloszenia&COUNT=1").text
    identifier = some.partition('gml:id="')[2].partition('"')[0]
    assert identifier.startswith("zgloszenia.")
    stored = f"{WFS}GetFeature&STOREDQUERY_ID=urn:ogc:def:query:OGC-WFS::GetFeatureById&ID="
    answer = ask(site.project, stored + identifier)
    assert answer.status == 200 and "<kmzb:zgloszenia " in answer.text and "FeatureCollection" not in answer.text
    gone = ask(site.project, stored + "zgloszenia.nie-ma")
    assert gone.status == 404 and 'exceptionCode="NotFound"' in gone.text
    assert gone.headers["Cache-Control"] == "no-store" and "ETag" not in gone.headers


def body(name: str, inner: str = "", attributes: str = 'version="2.0.0"') -> bytes:
    spaces = f'xmlns:w="{NEW}" xmlns:kmzb="urn:x-kmzb:publikacja:1"'
    return f'<w:{name} {spaces} service="WFS" {attributes}>{inner}</w:{name}>'.encode()


def test_bodies(ask, site):
    inner = '<w:Query typeNames="kmzb:zgloszenia"/>'
    answer = ask(site.project, "", "POST", body("GetFeature", inner, 'version="2.0.0" count="4"'))
    assert answer.status == 200 and features(answer) == 4
    assert answer.headers["Cache-Control"] == "no-store"
    # parameters of the address do not count beside a body
    answer = ask(site.project, "?VERSION=1.1.0&COUNT=1&REQUEST=GetCapabilities", "POST", body("GetFeature", inner))
    assert answer.status == 200 and features(answer) == 10
    assert ask(site.project, "", "POST", body("ListStoredQueries")).status == 200
    assert NEW in ask(site.project, "", "POST", body("GetCapabilities", attributes="")).text
    old = f'<GetCapabilities xmlns="{NEW.removesuffix("/2.0")}" service="WFS"/>'.encode()
    assert 'version="1.1.0"' in ask(site.project, "", "POST", old).text


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("GetFeature", 400, "MissingParameterValue"),
        ("GetFeature&TYPENAMES=nie_ma", 400, "InvalidParameterValue"),
        ("GetFeature&TYPENAMES=zgloszenia&EXP_FILTER=1", 403, "OperationNotSupported"),
        ("Transaction", 400, "OperationNotSupported"),
        ("GetCapabilities&MAP=/etc/passwd", 403, "OperationNotSupported"),
        ("GetCapabilities&ACCEPTVERSIONS=7.0.0", 400, "VersionNegotiationFailed"),
        ("", 400, "MissingParameterValue"),
    ],
)
def test_refusals(ask, site, query, status, code):
    answer = ask(site.project, WFS + query)
    assert answer.status == status and f'exceptionCode="{code}"' in answer.text
    assert 'xmlns:ows="http://www.opengis.net/ows/1.1"' in answer.text and 'version="2.0.0"' in answer.text
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8" and "ETag" not in answer.headers


def test_an_unknown_version_is_no_other_one(ask, site):
    answer = ask(site.project, "?SERVICE=WFS&VERSION=2.1.0&REQUEST=GetFeature&TYPENAMES=zgloszenia")
    assert answer.status == 400 and 'locator="VERSION"' in answer.text


@pytest.mark.parametrize("text", ["<a", f'<GetFeature xmlns="{NEW}"', "<!DOCTYPE a><GetFeature/>"])
def test_a_body_that_is_no_xml(ask, site, text):
    answer = ask(site.project, "", "POST", text.encode())
    assert answer.status == 400 and "ExceptionReport" in answer.text and "ows/1.1" in answer.text


def test_writing_is_refused(ask, site):
    for method in ("PUT", "DELETE"):
        answer = ask(site.project, f"{WFS}GetFeature&TYPENAMES=zgloszenia", method, b"")
        assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD, POST"
    assert ask(site.project, "", "POST", body("Transaction")).status == 400


def test_what_is_known_is_not_sent_again(ask, site):
    query = f"{WFS}GetFeature&TYPENAMES=zgloszenia"
    tag = ask(site.project, query).headers["ETag"]
    answer = ask(site.project, query, headers={"If-None-Match": tag})
    assert answer.status == 304 and answer.text == ""


def test_a_new_publication_is_served_at_once(ask):
    """Rows, counts, capabilities and tags, without a restart."""
    query = f"{WFS}GetFeature&TYPENAMES=zgloszenia"
    with harness.site(harness.rows(2)) as own:
        first = ask(own.project, query)
        assert features(first) == 8
        version = own.publish(harness.rows(5)[-3:])
        second = ask(own.project, query, headers={"If-None-Match": first.headers["ETag"]})
        assert second.status == 200 and features(second) == 11
        assert second.headers["X-KMZB-Publication"] == version != first.headers["X-KMZB-Publication"]
        assert f'updateSequence="{version}"' in ask(own.project, f"{WFS}GetCapabilities").text


def test_no_features_at_all_may_be_asked_for(ask, site):
    answer = ask(site.project, f"{WFS}GetFeature&TYPENAMES=zgloszenia&COUNT=0")
    assert answer.status == 200 and features(answer) == 0 and 'numberReturned="0"' in answer.text
    beyond = ask(site.project, f"{WFS}GetFeature&TYPENAMES=zgloszenia&STARTINDEX=1000000&COUNT=5")
    assert beyond.status == 200 and features(beyond) == 0 and 'numberMatched="10"' in beyond.text


def test_a_fault_tells_nothing(ask, site, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("/secret/path in a fault")

    monkeypatch.setattr(schema, "describe", broken)
    answer = ask(site.project, f"{WFS}DescribeFeatureType")
    assert answer.status == 500 and "secret" not in answer.text and "ExceptionReport" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_links_lead_where_the_request_came_by(ask, site, monkeypatch):
    query, told = (
        f"{WFS}GetCapabilities",
        {"X-Forwarded-Host": "evil.example", "X-Qgis-Service-Url": "http://evil.example/"},
    )
    assert 'xlink:href="http://server/?"' in ask(site.project, query).text
    answer = ask(site.project, query, headers=told)
    assert "evil" not in answer.text and answer.headers["Cache-Control"] == "no-store"
    monkeypatch.setattr(guard, "TRUSTS_PROXY", True)
    answer = ask(site.project, query, headers={"X-Forwarded-Host": "mapy.example.org", "X-Forwarded-Proto": "https"})
    assert 'xlink:href="https://mapy.example.org/?"' in answer.text
