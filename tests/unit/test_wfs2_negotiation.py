"""Which version of WFS answers a request, and by which address it came."""

from __future__ import annotations

import pytest

from kmzb_qgis.server import addresses
from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import gate, negotiate

NEW, OLD = "http://www.opengis.net/wfs/2.0", "http://www.opengis.net/wfs"


@pytest.mark.parametrize(
    ("given", "version"),
    [
        ({"REQUEST": "GetCapabilities"}, "2.0.0"),
        ({"REQUEST": "GetCapabilities", "VERSION": "1.1.0"}, "1.1.0"),
        ({"REQUEST": "GetCapabilities", "VERSION": ""}, "2.0.0"),
        ({"REQUEST": "GetCapabilities", "VERSION": "2.0.2"}, "2.0.0"),
        ({"REQUEST": "getcapabilities", "VERSION": "2.0"}, "2.0.0"),
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "1.1.0,2.0.0"}, "1.1.0"),  # the client's order counts
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "3.0.0, 2.0.2,1.0.0"}, "2.0.0"),
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "1.0.0", "VERSION": "2.0.0"}, "1.0.0"),
        ({"REQUEST": "GetFeature", "VERSION": "1.0.0", "TYPENAMES": "a"}, "1.0.0"),
        ({"REQUEST": "GetFeature", "TYPENAME": "a"}, "1.1.0"),
        ({"REQUEST": "GetFeature", "TYPENAME": "a", "MAXFEATURES": "1"}, "1.1.0"),
        ({"REQUEST": "GetFeature", "FEATUREID": "a.1"}, "1.1.0"),
        ({"REQUEST": "GetFeature", "TYPENAME": "a", "COUNT": "1"}, "2.0.0"),
        ({"REQUEST": "GetFeature", "TYPENAMES": "a"}, "2.0.0"),
        ({"REQUEST": "GetFeature", "STOREDQUERY_ID": "a"}, "2.0.0"),
        ({"REQUEST": "DescribeFeatureType"}, "2.0.0"),
        ({"REQUEST": "DescribeFeatureType", "TYPENAME": "a"}, "1.1.0"),
        ({"REQUEST": "GetPropertyValue", "TYPENAME": "a"}, "2.0.0"),
        ({"REQUEST": "ListStoredQueries"}, "2.0.0"),
    ],
)
def test_versions_of_parameters(given, version):
    assert negotiate.settle(given) == version


@pytest.mark.parametrize(
    ("given", "code", "locator"),
    [
        ({"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "9.9.9"}, "VersionNegotiationFailed", ""),
        ({"REQUEST": "GetCapabilities", "VERSION": "3.0.0"}, "VersionNegotiationFailed", ""),
        ({"REQUEST": "GetFeature", "VERSION": "2.1.0"}, "InvalidParameterValue", "VERSION"),
        ({"REQUEST": "GetFeature", "VERSION": "2.0.0.0"}, "InvalidParameterValue", "VERSION"),
        ({"REQUEST": "DescribeFeatureType", "VERSION": "٢.0.0"}, "InvalidParameterValue", "VERSION"),
    ],
)
def test_versions_that_are_not_served(given, code, locator):
    with pytest.raises(Refused) as refused:
        negotiate.settle(given)
    assert (refused.value.status, refused.value.code, refused.value.locator) == (400, code, locator)
    assert "2.0.0, 1.1.0, 1.0.0" in refused.value.text


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (f'<GetCapabilities xmlns="{NEW}" service="WFS"/>', "2.0.0"),
        (f'<w:GetCapabilities xmlns:w="{OLD}" service="WFS"/>', "1.1.0"),
        (f'<w:GetFeature xmlns:w="{NEW}" service="WFS" version="2.0.2"/>', "2.0.0"),
        (f'<w:GetFeature xmlns:w="{OLD}" service="WFS" version="1.0.0"/>', "1.0.0"),
        (
            f'<GetCapabilities xmlns="{NEW}" service="WFS"><AcceptVersions xmlns="http://www.opengis.net/ows/1.1">'
            "<Version>1.1.0</Version><Version>2.0.0</Version></AcceptVersions></GetCapabilities>",
            "1.1.0",
        ),
    ],
)
def test_versions_of_bodies(body, version):
    assert gate.version({"VERSION": "1.0.0", "REQUEST": "GetFeature"}, gate.posted(body)) == version


@pytest.mark.parametrize(
    "body",
    [
        f'<GetFeature xmlns="{NEW}" service="WFS" version="1.1.0"/>',
        f'<GetFeature xmlns="{OLD}" service="WFS" version="2.0.0"/>',
    ],
)
def test_a_body_of_one_version_does_not_claim_another(body):
    with pytest.raises(Refused) as refused:
        gate.version({}, gate.posted(body))
    assert refused.value.locator == "VERSION"


URL = "http://inside:8080/kmzb/?SERVICE=WFS&REQUEST=GetCapabilities"


def address(headers: dict[str, str], trusted: bool = False, url: str = URL, fixed: str = "") -> str:
    return addresses.base_of(url, lambda name: headers.get(name, ""), trusted, fixed)


def test_the_address_follows_from_the_request():
    assert address({}) == "http://inside:8080/kmzb/"
    assert address({"Host": "mapy.example.org"}) == "http://mapy.example.org/kmzb/"
    assert (
        address({"Host": "mapy.example.org:81"}, url="https://inside/a%20b?x=1") == "https://mapy.example.org:81/a%20b"
    )
    assert address({"Host": "[::1]:81"}, url="http://inside") == "http://[::1]:81/"


@pytest.mark.parametrize("host", ['a"b', "a/b", "a b", "a@b", "", "a:b", "x" * 300, "a?b", "ą.pl"])
def test_a_host_that_is_none_is_not_taken(host):
    assert address({"Host": host}) == "http://inside:8080/kmzb/"


def test_forwarded_headers_count_only_where_the_proxy_is_trusted():
    told = {"Host": "inside", "X-Forwarded-Host": "a.example, b.example", "X-Forwarded-Proto": "https"}
    assert address(told) == "http://inside/kmzb/"
    assert address(told, trusted=True) == "https://a.example/kmzb/"
    both = {**told, "Forwarded": 'for=1.2.3.4;host="c.example:8443";proto=https, host=d.example'}
    assert address(both, trusted=True) == "https://c.example:8443/kmzb/"
    assert address({"X-Forwarded-Proto": "gopher"}, trusted=True) == "http://inside:8080/kmzb/"
    assert address({"X-Qgis-Service-Url": "http://evil.example/"}, trusted=True) == "http://inside:8080/kmzb/"


def test_the_administrators_address_comes_first():
    assert address({"Host": "x"}, fixed="https://mapy.example.org/kmzb?") == "https://mapy.example.org/kmzb"
