"""The abstract test suite of the class Basic of WFS 1.1.0 (OGC 04-094), test by test.

OGC's executable suite (ets-wfs11) is written for TEAM Engine and is not on Maven Central, so its published list of
abstract tests is carried out here: the same requests, the same conditions, the same names.
"""

from __future__ import annotations

import re

from lxml import etree

from tests.server import schemas

from .checks import Site, Suite

suite = Suite()
WFS, GML, OWS = "{http://www.opengis.net/wfs}", "{http://www.opengis.net/gml}", "{http://www.opengis.net/ows}"
BODY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<{p}:{name} xmlns:{p}="http://www.opengis.net/wfs" {more}>{inner}</{p}:{name}>'
)
SRS = 'srsName="urn:ogc:def:crs:EPSG::4326"'
CAPABILITIES, DESCRIBE, FEATURE = "GetCapabilities", "DescribeFeatureType", "GetFeature"
MIME = "text/xml; subtype=gml/3.1.1"


def get(site: Site, query: str):
    return site.ask(f"?{query}")


def post(site: Site, name: str, inner: str = "", more: str = 'version="1.1.0" service="WFS"', p: str = "wfs"):
    body = BODY.format(p=p, name=name, more=more, inner=inner)
    return site.ask(method="POST", data=body.encode(), headers={"Content-Type": "text/xml"})


def capabilities(answer, version: str = "1.1.0") -> etree._Element:
    """Valid capabilities of a version."""
    root = etree.fromstring(answer.content)
    assert root.tag == f"{WFS}WFS_Capabilities", f"the document is {root.tag}"
    assert root.get("version") == version, f"the version is {root.get('version')}"
    found = schemas.faults(schemas.wfs_schema("wfs/1.1.0/wfs.xsd"), answer.content)
    assert not found, f"not valid: {found[:2]}"
    return root


def exception(answer) -> etree._Element:
    """A valid exception report; gives its exception."""
    assert answer.content.lstrip()[:1] == b"<", f"no XML but {answer.status_code}: {answer.text[:80]}"
    root = etree.fromstring(answer.content)
    assert root.tag.endswith("}ExceptionReport"), f"no exception report but {root.tag}"
    if root.tag == f"{OWS}ExceptionReport":
        found = schemas.faults(schemas.wfs_schema("ows/1.0.0/owsExceptionReport.xsd"), answer.content)
        assert not found, f"not valid: {found[:2]}"
    return root.find("{*}Exception")


def described(answer) -> etree._Element:
    """A described schema."""
    assert answer.content.lstrip()[:1] == b"<", f"no XML but {answer.status_code}: {answer.text[:80]}"
    root = etree.fromstring(answer.content)
    assert root.tag == "{http://www.w3.org/2001/XMLSchema}schema", f"no schema but {root.tag}"
    return root


def _feature_schema(site: Site):
    answer = get(site, "SERVICE=WFS&VERSION=1.1.0&REQUEST=DescribeFeatureType")
    return schemas.feature_schema("wfs/1.1.0/wfs.xsd", answer.content, site.folder)


def collection(site: Site, answer, valid: bool = True) -> etree._Element:
    """A valid feature collection."""
    assert answer.content.lstrip()[:1] == b"<", f"no XML but {answer.status_code}: {answer.text[:80]}"
    root = etree.fromstring(answer.content)
    assert root.tag == f"{WFS}FeatureCollection", f"no feature collection but {root.tag}: {answer.content[:300]}"
    if valid:
        found = schemas.faults(site.once("schema 1.1", lambda: _feature_schema(site)), answer.content)
        assert not found, f"not valid: {found[:2]}"
    return root


def members(root) -> list:
    return [*root.findall(f"{GML}featureMember/*"), *root.findall(f"{GML}featureMembers/*")]


def type_names(site: Site) -> list[str]:
    """The names of the feature types, as the capabilities write them."""

    def read():
        root = capabilities(get(site, "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities"))
        return [name.text for name in root.iterfind(f".//{WFS}FeatureType/{WFS}Name")]

    return site.once("types 1.1", read)


PLAIN = "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities"


@suite(CAPABILITIES, "GET-tc1: the GET method is supported")
def _(site):
    capabilities(get(site, PLAIN))


@suite(CAPABILITIES, "GET-tc2: the version asked is the version answered")
def _(site):
    capabilities(get(site, PLAIN))


@suite(CAPABILITIES, "GET-tc3: host names in any case")
def _(site):
    for host in ("LOCALHOST", "LocalHost", "localhost"):
        address = site.url.replace("127.0.0.1", host)
        capabilities(site.ask(f"{address}?{PLAIN}"))


@suite(CAPABILITIES, "GET-tc4: valid, with WFS_Capabilities as its root")
def _(site):
    capabilities(get(site, PLAIN))


@suite(CAPABILITIES, "GET-tc5: unknown parameters are ignored")
def _(site):
    capabilities(get(site, f"{PLAIN}&ASDF=asdf:asdf&versionXXX=x.x.x,x.y.z"))


@suite(CAPABILITIES, "GET-tc6: parameters in any order")
def _(site):
    capabilities(get(site, "REQUEST=GetCapabilities&VERSION=1.1.0&SERVICE=WFS"))
    capabilities(get(site, "VERSION=1.1.0&SERVICE=WFS&REQUEST=GetCapabilities"))


@suite(CAPABILITIES, "GET-tc7: an address with a wrong syntax gives an exception")
def _(site):
    capabilities(get(site, "REQUEST=GetCapabilities&VERSION=1.1.0&SERVICE=WFS"))
    exception(site.ask(",REQUEST=GetCapabilities%23VERSION=1.1.0%23SERVICE=WFS"))


@suite(CAPABILITIES, "GET-tc8: names of parameters in any case")
def _(site):
    for query in (
        "REQUEST=GetCapabilities&VERSION=1.1.0&SERVICE=WFS",
        "request=GetCapabilities&version=1.1.0&service=WFS",
        "rEQuEsT=GetCapabilities&VeRsIoN=1.1.0&sErViCe=WFS",
    ):
        capabilities(get(site, query))


@suite(CAPABILITIES, "GET-tc9: the media type is XML")
def _(site):
    kind = get(site, PLAIN).headers["Content-Type"]
    assert re.match(r"(text|application)/xml", kind), f"the media type is {kind}"


@suite(CAPABILITIES, "GET-tc10: service metadata in XML")
def _(site):
    capabilities(get(site, PLAIN))


@suite(CAPABILITIES, "GET-tc11: without a version")
def _(site):
    root = etree.fromstring(get(site, "REQUEST=GetCapabilities&SERVICE=WFS").content)
    assert etree.QName(root).localname == "WFS_Capabilities", root.tag


@suite(CAPABILITIES, "GET-tc12: the highest version without AcceptVersions")
def _(site):
    root = etree.fromstring(get(site, "REQUEST=GetCapabilities&SERVICE=WFS").content)
    versions = [one.text for one in root.iterfind(".//{*}ServiceTypeVersion")]
    assert root.get("version") == max(versions), f"{root.get('version')} of {versions}"


@suite(CAPABILITIES, "GET-tc13: an exception without SERVICE")
def _(site):
    found = exception(get(site, "REQUEST=GetCapabilities&version=1.1.0"))
    assert (found.get("locator") or "").lower() == "service", f"the locator is {found.get('locator')}"


@suite(CAPABILITIES, "GET-tc14: the content model of service metadata")
def _(site):
    root = capabilities(get(site, "REQUEST=GetCapabilities&SERVICE=WFS&Version=1.1.0"))
    for name in ("ServiceIdentification", "ServiceProvider", "OperationsMetadata"):
        assert root.find(f"{OWS}{name}") is not None, f"no {name}"


@suite(CAPABILITIES, "GET-tc15: mandatory parameters of OperationsMetadata")
def _(site):
    root = capabilities(get(site, "REQUEST=GetCapabilities&SERVICE=WFS&Version=1.1.0"))
    offered = {one.get("name") for one in root.iterfind(f".//{OWS}Operation")}
    assert offered >= {CAPABILITIES, DESCRIBE, FEATURE}, f"offered: {sorted(offered)}"


@suite(DESCRIBE, "GET-tc1: required parameters")
def _(site):
    described(get(site, "SERVICE=WFS&VERSION=1.1.0&REQUEST=DescribeFeatureType"))


@suite(DESCRIBE, "GET-tc2: an application schema of GML 3.1.1")
def _(site):
    _feature_schema(site)


def _all_types(site, answer) -> None:
    elements = {one.get("name") for one in described(answer).iterfind("{*}element")}
    wanted = {name.split(":")[-1] for name in type_names(site)}
    assert wanted and wanted <= elements, f"not described: {sorted(wanted - elements)}"


@suite(DESCRIBE, "GET-tc3: all feature types where none is named")
def _(site):
    _all_types(site, get(site, "SERVICE=WFS&VERSION=1.1.0&REQUEST=DescribeFeatureType"))


def _mime(answer) -> None:
    kind = re.sub(r'[\s"]', "", answer.headers["Content-Type"]).lower()
    kind = re.sub(r";charset=utf-8$", "", kind)  # says no more than the document's own declaration
    assert kind == MIME.replace(" ", ""), f"the media type is {answer.headers['Content-Type']}"


@suite(DESCRIBE, "GET-tc4: the default media type")
def _(site):
    _mime(get(site, "SERVICE=WFS&VERSION=1.1.0&REQUEST=DescribeFeatureType"))


@suite(DESCRIBE, "GET-tc5: an exception without SERVICE")
def _(site):
    exception(get(site, "VERSION=1.1.0&REQUEST=DescribeFeatureType"))


@suite(DESCRIBE, "POST-tc1: required attributes")
def _(site):
    described(post(site, DESCRIBE))


@suite(DESCRIBE, "POST-tc2: an application schema of GML 3.1.1")
def _(site):
    schemas.feature_schema("wfs/1.1.0/wfs.xsd", post(site, DESCRIBE).content, site.folder)


@suite(DESCRIBE, "POST-tc3: all feature types where none is named")
def _(site):
    _all_types(site, post(site, DESCRIBE))


@suite(DESCRIBE, "POST-tc4: attributes with a default value may be left out")
def _(site):
    for more in ('version="1.1.0" service="WFS"', 'version="1.1.0"', 'service="WFS"'):
        described(post(site, DESCRIBE, more=more))
