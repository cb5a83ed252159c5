"""Capabilities of WFS 2.0 offer what is read, and no more."""

from __future__ import annotations

import pytest
from lxml import etree
from qgis.PyQt.QtXml import QDomDocument

from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import about, capabilities, fes, formats, model, request, schema
from kmzb_qgis.server.wfs2.crs import Crs
from kmzb_qgis.server.wfs2.query import Output

SPACES = 'xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
ENVELOPE = "<gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope>"
POINT = "<gml:Point><gml:pos>1 1</gml:pos></gml:Point>"
PERIOD = (
    "<gml:TimePeriod gml:id='p'><gml:beginPosition>2026-01-01</gml:beginPosition><gml:endPosition>2026-02-01"
    "</gml:endPosition></gml:TimePeriod>"
)


@pytest.fixture(scope="module")
def told():
    return etree.fromstring(capabilities.document(about.of(None), "http://localhost/").encode())


def names(told, element: str) -> list[str]:
    return [one.get("name") for one in told.iterfind(f".//{{*}}{element}")]


def read(inner: str):
    document = QDomDocument()
    document.setContent(f"<Filter {SPACES}>{inner}</Filter>", True)
    return fes.read(document.documentElement(), model.feature_types()["zgloszenia"], Crs.default())


def test_offered_comparisons_are_read(told):
    reference = "<ValueReference>typ</ValueReference>"
    literal = "<Literal>a</Literal>"
    rest = {
        "PropertyIsNull": reference,
        "PropertyIsNil": reference,
        "PropertyIsBetween": (
            f"{reference}<LowerBoundary>{literal}</LowerBoundary><UpperBoundary>{literal}</UpperBoundary>"
        ),
    }
    offered = names(told, "ComparisonOperator")
    assert len(offered) == 10
    for name in offered:
        signs = ' wildCard="*" singleChar="?" escapeChar="!"' if name == "PropertyIsLike" else ""
        assert read(f"<{name}{signs}>{rest.get(name, reference + literal)}</{name}>") is not None


def test_offered_spatial_operators_are_read(told):
    offered = names(told, "SpatialOperator")
    assert len(offered) == 11
    for name in offered:
        shape = ENVELOPE if name == "BBOX" else POINT
        more = '<Distance uom="m">5</Distance>' if name in ("DWithin", "Beyond") else ""
        assert read(f"<{name}><ValueReference>geom</ValueReference>{shape}{more}</{name}>") is not None


def test_offered_temporal_operators_are_read(told):
    offered = names(told, "TemporalOperator")
    assert len(offered) == 13
    for name in offered:
        inner = f"<{name}><ValueReference>data_utworzenia</ValueReference>{PERIOD}</{name}>"
        try:
            assert read(inner) is not None
        except Refused as refused:  # of two periods only, where a property is an instant
            assert refused.code != "OperationNotSupported", name


def test_what_is_not_offered_is_refused(told):
    assert "Functions" not in {etree.QName(one).localname for one in told.iter(etree.Element)}
    with pytest.raises(Refused):
        read("<PropertyIsEqualTo><Function name='strLength'/><Literal>a</Literal></PropertyIsEqualTo>")


def test_a_shape_is_not_compared_as_a_value():
    """OGC's suite asks so: the filter is well-formed, but cannot be worked out (09-025r2, table 3)."""
    with pytest.raises(Refused) as refused:
        read(
            f"<PropertyIsLessThan><Literal>{ENVELOPE}</Literal><ValueReference>gml:boundedBy</ValueReference>"
            "</PropertyIsLessThan>"
        )
    assert (refused.value.status, refused.value.code) == (403, "OperationProcessingFailed")


def test_offered_formats_are_read(told):
    values = told.iterfind(".//{*}Operation[@name='GetFeature']/{*}Parameter[@name='outputFormat']/{*}AllowedValues/*")
    assert {formats.read(one.text) for one in values} == set(Output)
    for one in told.iterfind(".//{*}OutputFormats/{*}Format"):
        assert formats.read(one.text) in set(Output)


def test_offered_sections_and_systems_are_read(told):
    for one in told.iterfind(".//{*}Parameter[@name='Sections']/{*}AllowedValues/*"):
        request.read({"REQUEST": "GetCapabilities", "SECTIONS": one.text})
    for one in (*told.iterfind(".//{*}DefaultCRS"), *told.iterfind(".//{*}OtherCRS")):
        request.read({"REQUEST": "GetFeature", "TYPENAMES": "zgloszenia", "SRSNAME": one.text})
    assert [one.text for one in told.iterfind(".//{*}FeatureType/{*}Name")] == [
        f"kmzb:{name}" for name in model.feature_types()
    ]


def test_the_setting_of_pages_is_told(monkeypatch):
    monkeypatch.setenv("KMZB_WFS_COUNT_DEFAULT", "1234")
    text = capabilities.document(about.of(None), "http://localhost/")
    assert text.count('<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>1234<') == 2


def test_titles_from_a_project_are_escaped():
    found = about.About(title='A & <B> "C"', organization="O'X", keywords=("<k>",))
    root = etree.fromstring(capabilities.document(found, 'http://localhost/?a="&').encode())
    assert root.findtext(".//{*}Title") == 'A & <B> "C"' and root.findtext(".//{*}Keyword") == "<k>"


def test_the_schema_describes_every_column():
    root = etree.fromstring(schema.describe(tuple(model.feature_types().values())).encode())
    for kind in model.feature_types().values():
        found = root.iterfind(f"{{*}}complexType[@name='{kind.name}Type']//{{*}}element")
        assert [one.get("name") for one in found] == ["geom", *(one.name for one in kind.properties)]
