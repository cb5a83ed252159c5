"""Filters of WFS 2.0 and the parameters beside them: what they are read as, and the sentences for what is refused."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from osgeo import ogr

from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import crs, fes, model, parameters, sql, times, tree
from kmzb_qgis.server.wfs2.query import Sort

NAMESPACES = 'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
REPORTS, CELLS = (model.feature_types()[name] for name in ("zgloszenia", "siatka_1km"))
DEFAULT = crs.Crs.default()
EQUAL, LESS, GREATER = tree.Compare.EQUAL, tree.Compare.LESS, tree.Compare.GREATER
AT_MOST, AT_LEAST = tree.Compare.LESS_EQUAL, tree.Compare.GREATER_EQUAL
KRAKOW, LONLAT, MERCATOR = (567059.0, 244219.0), (19.937226, 50.061451), (2219401.9, 6456924.9)


def read(inside: str, kind=REPORTS, default=DEFAULT):
    return parameters.filter_text(f"<fes:Filter {NAMESPACES}>{inside}</fes:Filter>", kind, default)


def refused(inside: str, kind=REPORTS) -> Refused:
    with pytest.raises(Refused) as told:
        read(inside, kind)
    assert told.value.status == 400
    assert told.value.locator
    return told.value


def compared(operator: str, name: str, value: str, attributes: str = "") -> str:
    return (
        f"<fes:PropertyIs{operator} {attributes}><fes:ValueReference>{name}</fes:ValueReference>"
        f"<fes:Literal>{value}</fes:Literal></fes:PropertyIs{operator}>"
    )


def timed(operator: str, first: str, last: str = "", name: str = "data_zdarzenia") -> str:
    inside = f"<gml:TimeInstant gml:id='t'><gml:timePosition>{first}</gml:timePosition></gml:TimeInstant>"
    if last:
        inside = (
            f"<gml:TimePeriod gml:id='t'><gml:beginPosition>{first}</gml:beginPosition>"
            f"<gml:endPosition>{last}</gml:endPosition></gml:TimePeriod>"
        )
    return f"<fes:{operator}><fes:ValueReference>{name}</fes:ValueReference>{inside}</fes:{operator}>"


def shaped(geometry: str, operator: str = "Intersects", name: str = "kmzb:geom", more: str = "") -> str:
    return f"<fes:{operator}><fes:ValueReference>{name}</fes:ValueReference>{geometry}{more}</fes:{operator}>"


def point(text: str, srs: str = "") -> str:
    named = f' srsName="{srs}"' if srs else ""
    return f"<gml:Point{named}><gml:pos>{text}</gml:pos></gml:Point>"


def wkt(wkb: bytes) -> str:
    return ogr.CreateGeometryFromWkb(wkb).ExportToWkt()


# ---------------------------------------------------------------------------------------------------------- comparisons


@pytest.mark.parametrize("sign, operator", fes.COMPARISONS.items())
def test_each_comparison(sign, operator):
    assert read(compared(sign[10:], "typ", "Akty")) == tree.Comparison("typ", operator, "Akty")


def test_a_literal_before_the_property_turns_the_question():
    operands = "<fes:Literal>5</fes:Literal><fes:ValueReference>razem</fes:ValueReference>"
    text = f"<fes:PropertyIs{{0}}>{operands}</fes:PropertyIs{{0}}>"
    assert read(text.format("LessThan"), CELLS) == tree.Comparison("razem", GREATER, 5)
    assert read(text.format("GreaterThanOrEqualTo"), CELLS) == tree.Comparison("razem", AT_MOST, 5)
    assert read(text.format("EqualTo"), CELLS) == tree.Comparison("razem", EQUAL, 5)


@pytest.mark.parametrize("name", [
    "typ", "kmzb:typ", "tns:typ", "zgloszenia/typ", "kmzb:zgloszenia/kmzb:typ", "/kmzb:zgloszenia/kmzb:typ",
    "//zgloszenia/typ", "*/typ", "./typ", "typ[1]", "\n  kmzb:typ\n",
])  # fmt: skip
def test_spellings_of_a_property(name):
    assert read(compared("EqualTo", name, "x")) == tree.Comparison("typ", EQUAL, "x")


@pytest.mark.parametrize("name", [
    "fid", "until", "since", "OGC_FID", "d.typ", "description_", "TYP", "note", "opis", "razem", "siatka_1km/typ",
    "typ or 1=1", "typ'", 'typ"', "typ;--", "a/b/c/typ", "@typ", "*", "typ[2]", "typ\u0000x"[:3] + "\u00a0x", "żółw",
    "publikacja", "description", "name", "kmzb:name", "rowid", "_rowid_", "sqlite_master",
])  # fmt: skip
def test_names_that_are_not_published_get_one_answer(name):
    told = refused(compared("EqualTo", name, "x"))
    assert (told.code, told.locator) == ("InvalidParameterValue", "ValueReference")
    assert told.text == f"'{name}' is no property of zgloszenia"


@pytest.mark.parametrize("text, value", [
    ("7", 7), (" -3 ", -3), ("3.5", 3.5), ("3.0", 3), (".5", 0.5), ("1e3", 1000), ("99999999999999999999", 1e20),
    ("9" * 40, 1e40),
])  # fmt: skip
def test_numbers(text, value):
    found = read(compared("EqualTo", "razem", text), CELLS)
    assert found == tree.Comparison("razem", EQUAL, value)
    assert isinstance(found.value, float) or abs(found.value) < 2**63


@pytest.mark.parametrize("text", ["", "x", "1e999", "NaN", "inf", "-INF", "1_0", "٣", "0x10", "1,5", "1 2", "9" * 41])
def test_what_is_no_number(text):
    told = refused(compared("LessThan", "razem", text), CELLS)
    assert told.text.startswith("razem is of kind integer: ")


def test_between_and_null():
    bounds = "<fes:{0}Boundary><fes:Literal>{1}</fes:Literal></fes:{0}Boundary>"
    text = "<fes:PropertyIsBetween><fes:ValueReference>{}</fes:ValueReference>{}{}</fes:PropertyIsBetween>"
    assert read(text.format("razem", bounds.format("Lower", 1), bounds.format("Upper", 2)), CELLS) == tree.Between(
        "razem", 1, 2
    )
    days = read(
        text.format("data_zdarzenia", bounds.format("Lower", "2024-01-01"), bounds.format("Upper", "2024-02-01"))
    )
    assert days == tree.And(
        (
            tree.Comparison("data_zdarzenia", AT_LEAST, "2024-01-01T00:00:00.000Z"),
            tree.Comparison("data_zdarzenia", AT_MOST, "2024-02-01T00:00:00.000Z"),
        )
    )
    null = "<fes:PropertyIs{}><fes:ValueReference>{}</fes:ValueReference></fes:PropertyIs{}>"
    assert read(null.format("Null", "powod", "Null")) == tree.Null("powod")
    assert read(null.format("Null", "geom", "Null")) == tree.Null("geom")
    assert read(null.format("Null", "gml:name", "Null")) == tree.And(())  # none has it: all are found
    assert read(null.format("Nil", "powod", "Nil")) == tree.Or(())
    assert read(compared("EqualTo", "gml:name", "x")) == tree.Unknown()
    assert refused(text.format("razem", bounds.format("Upper", 1), bounds.format("Lower", 2)), CELLS).code == (
        "OperationParsingFailed"
    )


@pytest.mark.parametrize("pattern, parts", [
    ("Akty*", ("Akty", tree.Wild.ANY)), ("*a?b*", (tree.Wild.ANY, "a", tree.Wild.ONE, "b", tree.Wild.ANY)),
    ("", ()), ("**", (tree.Wild.ANY,)), (r"100\*", ("100*",)), (r"a\\b", (r"a\b",)), ("%_'", ("%_'",)),
    ("x\\", ("x\\",)), ("?", (tree.Wild.ONE,)),
])  # fmt: skip
def test_patterns(pattern, parts):
    signs = r'wildCard="*" singleChar="?" escapeChar="\"'
    assert read(compared("Like", "typ", pattern, signs)) == tree.Like("typ", parts)
    assert read(compared("Like", "typ", pattern)) == tree.Like("typ", parts)
    small = read(compared("Like", "typ", pattern, signs + ' matchCase="false"'))
    assert small == tree.Like("typ", parts, False)


def test_patterns_with_signs_of_sql():
    signs = 'wildCard="%" singleChar="_" escapeChar="!"'
    assert read(compared("Like", "typ", "a%b_!%!_*", signs)).parts == (
        "a", tree.Wild.ANY, "b", tree.Wild.ONE, "%_*",
    )  # fmt: skip
    assert refused(compared("Like", "typ", "x", 'wildCard="*" singleChar="*" escapeChar="!"')).locator
    assert refused(compared("Like", "typ", "x", 'wildCard="ab" singleChar="*" escapeChar="!"')).locator == "wildCard"
    assert "texts" in refused(compared("Like", "razem", "1*"), CELLS).text
    assert "wildcards" in refused(compared("Like", "typ", "*a" * 17)).text


def test_logic_and_case():
    one, two = (
        compared("EqualTo", "typ", "a", 'matchCase="false"'),
        compared("EqualTo", "typ", "b", 'matchAction="All"'),
    )
    first, second = tree.Comparison("typ", EQUAL, "a", False), tree.Comparison("typ", EQUAL, "b")
    assert read(f"<fes:And>{one}{two}</fes:And>") == tree.And((first, second))
    assert read(f"<fes:Or>{one}<fes:Not>{two}</fes:Not></fes:Or>") == tree.Or((first, tree.Not(second)))
    assert refused(f"<fes:And>{one}</fes:And>").code == "OperationParsingFailed"
    assert refused(f"<fes:Not>{one}{two}</fes:Not>").code == "OperationParsingFailed"
    assert refused(one + two).code == "OperationParsingFailed"
    assert refused(compared("EqualTo", "typ", "b", 'matchAction="Some"')).locator == "matchAction"


# ---------------------------------------------------------------------------------------------------------- identifiers


def test_resource_ids():
    two = '<fes:ResourceId rid="zgloszenia.a"/><fes:ResourceId rid="zgloszenia.b.c"/>'
    assert read(two) == tree.Ids(("a", "b.c"))
    assert read('<fes:ResourceId rid="test-1"/>') == tree.Ids(())
    assert parameters.ids("zgloszenia.a, zgloszenia.b", REPORTS) == tree.Ids(("a", "b"))
    assert read(f"<fes:Or>{two}</fes:Or>") == tree.Or((tree.Ids(("a",)), tree.Ids(("b.c",))))
    assert read(compared("EqualTo", "@gml:id", "zgloszenia.a")) == tree.Ids(("a",))
    assert read(compared("NotEqualTo", "@gml:id", "zgloszenia.a")) == tree.Not(tree.Ids(("a",)))
    other = refused('<fes:ResourceId rid="siatka_1km.x"/>')
    assert (other.code, other.locator) == ("InvalidParameterValue", "RESOURCEID")
    assert refused('<fes:ResourceId rid="zgloszenia.a" version="ALL"/>').code == "OperationNotSupported"
    assert refused("<fes:ResourceId/>").code == "MissingParameterValue"
    assert refused(two + compared("EqualTo", "typ", "x")).code == "OperationParsingFailed"
    with pytest.raises(Refused, match="at most"):
        parameters.ids(",".join(f"zgloszenia.{n}" for n in range(2001)), REPORTS)


# ---------------------------------------------------------------------------------------------------------------- times


@pytest.mark.parametrize("text, utc", [
    ("2024-02-29", "2024-02-29T00:00:00.000Z"), ("2024-02-29Z", "2024-02-29T00:00:00.000Z"),
    ("2024-03-01+01:00", "2024-02-29T23:00:00.000Z"), ("2024-02-29T12:30:00Z", "2024-02-29T12:30:00.000Z"),
    ("2024-02-29T12:30:00", "2024-02-29T12:30:00.000Z"), ("2024-02-29T12:30:00.5Z", "2024-02-29T12:30:00.500Z"),
    ("2024-02-29T12:30:00.123000-02:00", "2024-02-29T14:30:00.123Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ("2024-12-31T24:00:00Z", "2025-01-01T00:00:00.000Z"), (" 2024-02-29 ", "2024-02-29T00:00:00.000Z"),
])  # fmt: skip
def test_times_are_compared_in_utc(text, utc):
    assert read(compared("GreaterThan", "data_zdarzenia", text)) == tree.Comparison("data_zdarzenia", GREATER, utc)


@pytest.mark.parametrize("text", [
    "2023-02-29", "2024-13-01", "2024-01-01T25:00:00Z", "2024-01-01T24:00:01Z", "2024-01-01T10:60:00Z", "yesterday",
    "0000-01-01", "-0001-01-01", "12024-01-01", "9999-12-31T24:00:00Z", "0001-01-01T00:00:00+01:00", "2024-1-1",
    "٢٠٢٤-01-01",
    "2024-01-01T10:00:00+15:00", "2024-01-01T10:00:00+01:99", "20240101", "2024-01-01 10:00:00", "",
    "2024-01-01T10:00Z",
])  # fmt: skip
def test_what_is_no_time(text):
    told = refused(compared("LessThan", "data_zdarzenia", text))
    assert told.code == "InvalidParameterValue"
    assert "2024-05-01" in told.text


def test_finer_than_what_is_kept():
    """Kept are milliseconds: a moment between two of them is after the one, before the other and like none."""
    name, floor = "data_zdarzenia", "2024-02-29T12:30:00.123Z"
    after, before = tree.Comparison(name, GREATER, floor), tree.Comparison(name, AT_MOST, floor)
    for operator, node in {
        "GreaterThan": after, "GreaterThanOrEqualTo": after, "LessThan": before, "LessThanOrEqualTo": before,
        "EqualTo": tree.And((after, before)), "NotEqualTo": tree.Or((after, before)),
    }.items():  # fmt: skip
        assert read(compared(operator, name, "2024-02-29T12:30:00.123456Z")) == node


def test_temporal_operators():
    """An instant against instants and periods, as ISO 19108 relates them."""
    name, one, two = "data_zdarzenia", "2024-01-01T00:00:00.000Z", "2024-02-01T00:00:00.000Z"

    def is_(operator, value):
        return tree.Comparison(name, operator, value)

    first, last = "2024-01-01", "2024-02-01T00:00:00Z"
    assert read(timed("After", first)) == is_(GREATER, one)
    assert read(timed("After", first, last)) == is_(GREATER, two)
    assert read(timed("Before", first)) == is_(LESS, one)
    assert read(timed("Before", first, last)) == is_(LESS, one)
    assert read(timed("TEquals", first)) == is_(EQUAL, one)
    assert read(timed("During", first, last)) == tree.And((is_(GREATER, one), is_(LESS, two)))
    assert read(timed("AnyInteracts", first, last)) == tree.And((is_(AT_LEAST, one), is_(AT_MOST, two)))
    assert read(timed("AnyInteracts", first)) == is_(EQUAL, one)
    assert read(timed("Begins", first, last)) == is_(EQUAL, one)
    assert read(timed("Ends", first, last)) == is_(EQUAL, two)
    for operator in ("BegunBy", "EndedBy", "TContains", "TOverlaps", "OverlappedBy", "Meets", "MetBy", "TEquals"):
        less, more = read(timed(operator, first, last)).parts  # no instant is so to a period: never true
        assert (less.operator, more.operator) == (LESS, GREATER)
        assert less.value == more.value


def test_a_literal_may_hold_the_moment():
    name = "data_zdarzenia"
    for operator in ("After", "Before", "TEquals"):
        plain = shaped("<fes:Literal>2024-01-01T01:00:00+01:00</fes:Literal>", operator, name)
        assert read(plain) == read(timed(operator, "2024-01-01"))
    assert "is no time" in refused(shaped("<fes:Literal>yesterday</fes:Literal>", "After", name)).text


def test_periods_that_are_none():
    assert "ends before" in refused(timed("During", "2024-02-01", "2024-01-01")).text
    assert "temporal" in refused(timed("During", "2024-01-01", "2024-02-01", "typ")).text
    period = "<gml:TimePeriod><gml:begin>{}</gml:begin><gml:end>{}</gml:end></gml:TimePeriod>"
    instant = "<gml:TimeInstant><gml:timePosition>{}</gml:timePosition></gml:TimeInstant>"
    text = shaped(period.format(instant.format("2024-01-01"), instant.format("2024-02-01")), "During", "data_zdarzenia")
    assert read(text) == read(timed("During", "2024-01-01", "2024-02-01"))
    wrapped = timed("During", "2024-01-01", "2024-02-01").replace("<gml:TimeP", "<fes:Literal><gml:TimeP")
    assert read(wrapped.replace("</gml:TimePeriod>", "</gml:TimePeriod></fes:Literal>")) == read(text)
    open_ = period.replace("begin>", "beginPosition>").replace(
        "<gml:end>{}</gml:end>", '<gml:endPosition indeterminatePosition="now"/>'
    )
    assert "indeterminatePosition" in refused(shaped(open_.format("2024-01-01"), "During", "data_zdarzenia")).text
    assert refused(shaped("<gml:TimePeriod/>", "During", "data_zdarzenia")).code == "OperationParsingFailed"
    assert refused(shaped(point("1 2"), "During", "data_zdarzenia")).code == "OperationParsingFailed"


# ----------------------------------------------------------------------------------------------------------- geometries

SPELLED = [
    ("", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("EPSG:2180", f"{KRAKOW[0]} {KRAKOW[1]}"),
    ("epsg:2180", f"{KRAKOW[0]} {KRAKOW[1]}"),
    ("urn:ogc:def:crs:EPSG::2180", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("urn:ogc:def:crs:EPSG:9.9.1:2180", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("urn:x-ogc:def:crs:EPSG:2180", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("http://www.opengis.net/def/crs/EPSG/0/2180", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("https://www.opengis.net/def/crs/EPSG/0/2180", f"{KRAKOW[1]} {KRAKOW[0]}"),
    ("EPSG:4326", f"{LONLAT[0]} {LONLAT[1]}"),
    ("urn:ogc:def:crs:EPSG::4326", f"{LONLAT[1]} {LONLAT[0]}"),
    ("http://www.opengis.net/def/crs/EPSG/0/4326", f"{LONLAT[1]} {LONLAT[0]}"),
    ("CRS:84", f"{LONLAT[0]} {LONLAT[1]}"),
    ("urn:ogc:def:crs:OGC:1.3:CRS84", f"{LONLAT[0]} {LONLAT[1]}"),
    ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", f"{LONLAT[0]} {LONLAT[1]}"),
    ("EPSG:3857", f"{MERCATOR[0]} {MERCATOR[1]}"),
    ("urn:ogc:def:crs:EPSG::3857", f"{MERCATOR[0]} {MERCATOR[1]}"),
    ("http://www.opengis.net/def/crs/EPSG/0/3857", f"{MERCATOR[0]} {MERCATOR[1]}"),
]


@pytest.mark.parametrize("srs, text", [one for one in SPELLED if not one[0].startswith("urn:x-ogc")])
def test_krakow_in_every_spelling(srs, text):
    def near(wkb):
        shape = ogr.CreateGeometryFromWkb(wkb)
        east, north = shape.Centroid().GetPoint_2D()
        return abs(east - KRAKOW[0]) < 15 and abs(north - KRAKOW[1]) < 15

    assert near(read(shaped(point(text, srs))).wkb)
    inherited = f'<gml:MultiPoint srsName="{srs or "urn:ogc:def:crs:EPSG::2180"}"><gml:pointMember>{point(text)}'
    assert near(read(shaped(f"{inherited}</gml:pointMember></gml:MultiPoint>")).wkb)
    first, second = text.split()
    size = 1e-5 if abs(float(first)) < 180 else 1
    low, high = (f"{float(first) + off} {float(second) + off}" for off in (-size, size))
    named = f' srsName="{srs}"' if srs else ""
    envelope = (
        f"<gml:Envelope{named}><gml:lowerCorner>{low}</gml:lowerCorner>"
        f"<gml:upperCorner>{high}</gml:upperCorner></gml:Envelope>"
    )
    bbox = f"{low},{high}".replace(" ", ",") + (f",{srs}" if srs else "")
    for node in (
        read(shaped(envelope, "BBOX")),
        read(f"<fes:BBOX>{envelope}</fes:BBOX>"),
        parameters.box(bbox, DEFAULT),
    ):
        if isinstance(node, tree.Box):
            assert abs(node.west - KRAKOW[0] + 1) < 0.01
            assert abs(node.north - KRAKOW[1] - 1) < 0.01
        else:
            assert node.operator is tree.Space.INTERSECTS
            assert near(node.wkb)
    if srs:
        assert near(read(shaped(point(text)), default=crs.read(srs)).wkb)


@pytest.mark.parametrize("srs", [
    "EPSG:32634", "EPSG:999999", "http://evil.example/crs", "file:///etc/passwd", "/etc/passwd", "EPSG:4326+5773",
    "http://www.opengis.net/gml/srs/epsg.xml#2180", "urn:ogc:def:crs,crs:EPSG::4326", "PROJCS[]", "+proj=longlat",
    "EPSG:２１８０",
])  # fmt: skip
def test_other_systems_are_refused(srs):
    told = refused(shaped(point("50 20", srs)))
    assert (told.code, told.locator) == ("InvalidParameterValue", "srsName")
    with pytest.raises(Refused) as told:
        parameters.box(f"1,2,3,4,{srs}", DEFAULT)
    assert told.value.locator == "BBOX"


SQUARE = "0 0 0 10 10 10 10 0 0 0"
RING = "<gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing>"
HOLE = RING.format("2 2 2 4 4 4 4 2 2 2")
HOLED = f"<gml:exterior>{RING.format(SQUARE)}</gml:exterior><gml:interior>{HOLE}</gml:interior>"


@pytest.mark.parametrize("gml, expected", [
    ("<gml:LineString><gml:posList>1 2 3 4</gml:posList></gml:LineString>", "LINESTRING (2 1,4 3)"),
    ("<gml:LineString><gml:pos>1 2</gml:pos><gml:pos>3 4</gml:pos></gml:LineString>", "LINESTRING (2 1,4 3)"),
    ("<gml:LineString><gml:coordinates>1,2 3,4</gml:coordinates></gml:LineString>", "LINESTRING (2 1,4 3)"),
    ("<gml:Curve><gml:segments><gml:LineStringSegment><gml:posList>1 2 3 4</gml:posList></gml:LineStringSegment>"
     "<gml:LineStringSegment><gml:posList>3 4 5 6</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve>",
     "LINESTRING (2 1,4 3,6 5)"),
    (f"<gml:Polygon>{HOLED}</gml:Polygon>", "POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,4 2,4 4,2 4,2 2))"),
    (f"<gml:Surface><gml:patches><gml:PolygonPatch>{HOLED}</gml:PolygonPatch></gml:patches></gml:Surface>",
     "POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,4 2,4 4,2 4,2 2))"),
    ("<gml:MultiPoint><gml:pointMembers>" + point("1 2") + point("3 4") + "</gml:pointMembers></gml:MultiPoint>",
     "MULTIPOINT (2 1,4 3)"),
    ("<gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>1 2 3 4</gml:posList></gml:LineString>"
     "</gml:curveMember></gml:MultiCurve>", "MULTILINESTRING ((2 1,4 3))"),
    (f"<gml:MultiSurface><gml:surfaceMember><gml:Polygon>{HOLED}</gml:Polygon></gml:surfaceMember></gml:MultiSurface>",
     "MULTIPOLYGON (((0 0,10 0,10 10,0 10,0 0),(2 2,4 2,4 4,2 4,2 2)))"),
    ("<gml:Envelope><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 5</gml:upperCorner></gml:Envelope>",
     "POLYGON ((2 1,5 1,5 3,2 3,2 1))"),
    ("<fes:Literal>" + point("1 2") + "</fes:Literal>", "POINT (2 1)"),
])  # fmt: skip
def test_each_geometry(gml, expected):
    for operator in ("Intersects", "Within", "Contains", "Disjoint", "Touches", "Crosses", "Overlaps", "Equals"):
        node = read(shaped(gml, operator))
        assert (node.operator.value, wkt(node.wkb)) == (operator, expected)
    old = shaped(gml).replace("<gml:", "<gml:", 1)
    text = f"<fes:Filter {NAMESPACES.replace('gml/3.2', 'gml')}>{old}</fes:Filter>"
    assert wkt(parameters.filter_text(text, REPORTS, DEFAULT).wkb) == expected  # in the namespace of GML 3.1 too


def test_patches_that_share_an_edge_are_one_surface():
    patch = f"<gml:PolygonPatch><gml:exterior>{RING}</gml:exterior></gml:PolygonPatch>"
    text = "<gml:Surface><gml:patches>{}{}</gml:patches></gml:Surface>"
    node = read(shaped(text.format(patch.format(SQUARE), patch.format("10 0 10 10 20 10 20 0 10 0"))))
    shape = ogr.CreateGeometryFromWkb(node.wkb)
    assert shape.IsValid()
    assert shape.GetArea() == 200


@pytest.mark.parametrize("gml", [
    point("1"), point("1 2 3"), point("1 2 3 4"), point("NaN 1"), point("1e999 1"), point("inf 1"), point("1,5 2"),
    point(""),
    point("1 2; DROP"), point("1_0 2"), "<gml:Point/>",
    "<gml:Point><gml:pos>1 2</gml:pos><gml:pos>1 2</gml:pos></gml:Point>",
    "<gml:Point srsDimension='3'><gml:pos>1 2 3</gml:pos></gml:Point>", "<gml:Point>1 2</gml:Point>",
    "<gml:LineString><gml:posList>1 2</gml:posList></gml:LineString>",
    "<gml:LineString><gml:posList>1 2 1 2</gml:posList></gml:LineString>",
    f"<gml:Polygon><gml:exterior>{RING.format('0 0 10 10 0 10 10 0 0 0')}</gml:exterior></gml:Polygon>",
    f"<gml:Polygon><gml:exterior>{RING.format('0 0 0 10 10 10 10 0')}</gml:exterior></gml:Polygon>",
    f"<gml:Polygon><gml:exterior>{RING.format('0 0 0 10 0 0')}</gml:exterior></gml:Polygon>",
    f"<gml:Polygon><gml:interior>{RING.format(SQUARE)}</gml:interior></gml:Polygon>", "<gml:Polygon/>",
    "<gml:MultiSurface/>", "<gml:Curve><gml:segments/></gml:Curve>", "<gml:Solid/>", "<gml:MultiGeometry/>",
    "<gml:Curve><gml:segments><gml:Arc><gml:posList>1 2 3 4 5 6</gml:posList></gml:Arc></gml:segments></gml:Curve>",
    "<gml:Envelope><gml:lowerCorner>5 5</gml:lowerCorner><gml:upperCorner>1 1</gml:upperCorner></gml:Envelope>",
    "<gml:Envelope><gml:upperCorner>1 1</gml:upperCorner></gml:Envelope>", "<kml:Point xmlns:kml='x'/>", "1 2",
    point("20 200", "urn:ogc:def:crs:EPSG::4326"), point("200 20", "EPSG:4326"), point("-1e9 5"),
    "<fes:Literal/>", "<fes:Literal>POINT (1 2)</fes:Literal>", "", point("1 2") + point("1 2"),
    f"<gml:LineString><gml:posList>{'1 2 ' * 5001}</gml:posList></gml:LineString>",
    "<gml:MultiPoint>" + f"<gml:pointMember>{point('1 2')}</gml:pointMember>" * 501 + "</gml:MultiPoint>",
])  # fmt: skip
def test_geometries_that_are_none(gml):
    told = refused(shaped(gml))
    assert told.code in ("InvalidParameterValue", "OperationParsingFailed")


def test_a_box_needs_a_geometry_property():
    """As OGC's suite asks it: gml:description is known, but no geometry."""
    box = "<gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope>"
    for name in ("gml:description", "typ", "@gml:id"):
        told = refused(shaped(box, "BBOX", name))
        assert (told.code, told.locator) == ("InvalidParameterValue", "ValueReference")
    assert read(shaped(box, "BBOX", "ows:BoundingBox")) == tree.Box(1, 1, 2, 2)
    assert read(shaped(box, "BBOX", "gml:boundedBy")) == read(f"<fes:BBOX>{box}</fes:BBOX>") == tree.Box(1, 1, 2, 2)
    assert read(f"<fes:Intersects>{box}</fes:Intersects>").operator is tree.Space.INTERSECTS


@pytest.mark.parametrize("text, uom, metres", [
    ("10", "m", 10), ("1.5", "km", 1500), ("10", "urn:ogc:def:uom:EPSG::9001", 10), ("0", "metre", 0),
    ("2", "urn:ogc:def:uom:UCUM::km", 2000), ("3", "http://www.opengis.net/def/uom/EPSG/0/9001", 3),
])  # fmt: skip
def test_distances(text, uom, metres):
    for operator, beyond in (("DWithin", False), ("Beyond", True)):
        node = read(shaped(point("1 2"), operator, more=f'<fes:Distance uom="{uom}">{text}</fes:Distance>'))
        assert node == tree.Distance(read(shaped(point("1 2"))).wkb, metres, beyond)


@pytest.mark.parametrize("text, uom", [("1", "deg"), ("1", ""), ("1", "urn:ogc:def:uom:EPSG::9102"),
                                       ("-1", "m"), ("1e999", "m"), ("NaN", "m"), ("99999999", "m"), ("", "m"),
                                       ("x", "m")])  # fmt: skip
def test_what_is_no_distance(text, uom):
    told = refused(shaped(point("1 2"), "DWithin", more=f'<fes:Distance uom="{uom}">{text}</fes:Distance>'))
    assert told.locator in ("uom", "Distance")


@pytest.mark.parametrize("code, low, high", [
    (4326, (19.0, 49.5), (23.0, 51.0)), (3857, (2115000.0, 6360000.0), (2560000.0, 6620000.0)),
])  # fmt: skip
def test_a_box_of_another_system_keeps_its_edges(code, low, high):
    """A parallel is a curve in EPSG:2180: corners alone would lose what lies between them, by kilometres."""
    system = crs.read(f"EPSG:{code}")
    node = parameters.box(",".join(map(str, (*low, *high))) + f",EPSG:{code}", DEFAULT)
    shape = ogr.CreateGeometryFromWkb(node.wkb)
    chance = np.random.default_rng(1)
    places = chance.uniform(
        np.array(low) - 0.1 * np.subtract(high, low), np.array(high) + 0.1 * np.subtract(high, low), (4000, 2)
    )
    inside = ((places >= low) & (places <= high)).all(axis=1)
    east, north = (low[0] + high[0]) / 2, high[1]
    places = np.concatenate([places, [(east, north - 1e-5 * north), (east, north + 1e-5 * north)]])
    inside = np.concatenate([inside, [True, False]])
    from kmzb_qgis.server.wfs2 import transform

    for (x, y), wanted in zip(places, inside):
        (one,) = transform.to_2180(np.array([(x, y)]), system, "").tolist()
        probe = ogr.CreateGeometryFromWkt("POINT ({} {})".format(*one))
        assert shape.Intersects(probe) == wanted or shape.Boundary().Distance(probe) < 0.5


def test_boxes_of_the_whole_world_and_of_elsewhere():
    for text in ("-90,-180,90,180,urn:ogc:def:crs:EPSG::4326", "-2e7,-2e7,2e7,2e7,EPSG:3857", "-180,-90,180,90,CRS:84"):
        shape = ogr.CreateGeometryFromWkb(parameters.box(text, DEFAULT).wkb)
        corners = ((165000, 125000), (870000, 125000), (870000, 805000), (165000, 805000))
        assert all(shape.Contains(ogr.CreateGeometryFromWkt("POINT ({} {})".format(*one))) for one in corners)
    for text in ("-40,-70,-30,-60,urn:ogc:def:crs:EPSG::4326", "-1e7,-1e6,-9e6,1e6,EPSG:3857"):
        shape = ogr.CreateGeometryFromWkb(parameters.box(text, DEFAULT).wkb)
        assert shape.GetEnvelope()[0] > 1e7
    assert parameters.box("-1e7,-1e7,1e7,1e7", DEFAULT) == tree.Box(-1e7, -1e7, 1e7, 1e7)
    for text in (
        "1,2,3",
        "1,2,3,x",
        "3,2,1,4",
        "1,2,3,4,5",
        "",
        "NaN,1,2,3",
        "1,2,1e999,4",
        "0,0,91,10,urn:ogc:def:crs:EPSG::4326",
    ):
        with pytest.raises(Refused) as told:
            parameters.box(text, DEFAULT)
        assert (told.value.status, told.value.locator) == (400, "BBOX")


# ------------------------------------------------------------------------------------------------ the other parameters


def test_sorting_and_names():
    assert parameters.sorting("typ", REPORTS) == (Sort("typ"),)
    assert parameters.sorting("typ D,kmzb:status ASC,id DESC,teryt A,typ", REPORTS) == (
        Sort("typ", True), Sort("status"), Sort("id", True), Sort("teryt"),
    )  # fmt: skip
    assert parameters.sorting("kmzb:zgloszenia/typ desc", REPORTS) == (Sort("typ", True),)
    for text in ("", "geom", "until", "typ X", "typ D D", "typ;id", ",", "gml:name", "typ,,id"):
        with pytest.raises(Refused) as told:
            parameters.sorting(text, REPORTS)
        assert told.value.locator == "SORTBY"
    assert parameters.names("status,kmzb:typ,zgloszenia/geom", REPORTS) == ("geom", "typ", "status")
    assert parameters.names("(typ)", REPORTS) == ("typ",)
    assert parameters.names("*", REPORTS) == ("geom", *(one.name for one in REPORTS.properties))
    for text in ("", "until", "typ,fid", "razem", "typ)("):
        with pytest.raises(Refused) as told:
            parameters.names(text, REPORTS)
        assert told.value.locator == "PROPERTYNAME"


# --------------------------------------------------------------------------------------------------- what must not pass


def test_other_versions_and_namespaces():
    one = compared("EqualTo", "typ", "x")
    old = f'<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc">{one.replace("fes:", "ogc:")}</ogc:Filter>'
    plain = "<Filter><PropertyIsEqualTo/></Filter>"
    named = f"<fes:Filter {NAMESPACES}>{one.replace('ValueReference', 'PropertyName')}</fes:Filter>"
    for text, word in ((old, "ValueReference"), (plain, "fes/2.0"), (named, "ValueReference")):
        with pytest.raises(Refused, match=word) as told:
            parameters.filter_text(text, REPORTS, DEFAULT)
        assert (told.value.status, told.value.code) == (400, "OperationParsingFailed")


@pytest.mark.parametrize("text", [
    '<fes:Function name="file_size"><fes:Literal>x</fes:Literal></fes:Function>',
    "<fes:PropertyIsEqualTo><fes:Add><fes:Literal>1</fes:Literal></fes:Add><fes:Literal>x</fes:Literal>"
    "</fes:PropertyIsEqualTo>",
    "<fes:PropertyIsEqualTo><fes:ValueReference>typ</fes:ValueReference><fes:ValueReference>status</fes:ValueReference>"
    "</fes:PropertyIsEqualTo>",
    "<fes:PropertyIsFunny/>", "<fes:ExtensionOperator/>",
])  # fmt: skip
def test_functions_and_unknown_operators(text):
    told = refused(text)
    assert told.code in ("OperationNotSupported", "InvalidParameterValue")


@pytest.mark.parametrize("text", [
    "", "x", "<fes:PropertyIsEqualTo/>", "<fes:And/>", "<fes:Not/>", "<fes:BBOX/>", "<fes:Intersects/>",
    "<fes:During/>",
    "<fes:PropertyIsLike/>", "<fes:PropertyIsNull/>", "<fes:PropertyIsBetween/>", "<fes:DWithin/>", "<fes:Filter/>",
    "<fes:Literal/>", "<fes:ValueReference>typ</fes:ValueReference>",
    "<fes:PropertyIsEqualTo>x</fes:PropertyIsEqualTo>",
    "<fes:PropertyIsEqualTo><fes:ValueReference>typ</fes:ValueReference><fes:Literal><b/></fes:Literal>"
    "</fes:PropertyIsEqualTo>",
    compared("EqualTo", "", "x"), compared("EqualTo", "typ", "x" * 4097), compared("EqualTo", "geom", "x"),
    "<fes:Not>" * 41 + compared("EqualTo", "typ", "x") + "</fes:Not>" * 41,
    "<fes:Or>" + compared("EqualTo", "typ", "x") * 201 + "</fes:Or>",
    "<fes:Or>" + compared("Like", "typ", "x*") * 11 + "</fes:Or>",
    "<fes:Or>" + shaped(point("1 2")) * 9 + "</fes:Or>",
    "<fes:Not>" * 3000,
    "<fes:Not>" * 2500 + "</fes:Not>" * 2500, "<fes:Literal>" * 1500 + "</fes:Literal>" * 1500,
    "<!DOCTYPE x>", "<!ENTITY a 'b'>", "<?php ?>", compared("EqualTo", "typ", "&a;"),
    compared("EqualTo", "typ", "&#0;"), compared("EqualTo", "typ", "&#xD800;"), compared("EqualTo", "typ", "\ufffe"),
])  # fmt: skip
def test_filters_that_are_none(text):
    try:
        node = read(text)
    except Refused as told:
        assert told.status == 400 or (told.status, told.code) == (403, "OperationProcessingFailed")
        assert told.locator
        assert 10 < len(told.text) < 250
    else:  # Qt's parsers differ in what they take for a character
        assert "&#" in text or "\ufffe" in text
        assert isinstance(node, tree.Comparison)
        node.value.encode()


def test_texts_stay_what_they_are():
    for text in (
        "'; DROP TABLE obszar; --",
        '"',
        "\\",
        "%",
        "Zażółć gęślą jaźń",
        "日本",
        "a\nb",
        "{0}",
        "%s",
        "?",
        ":x",
        "&lt;b&gt;",
    ):
        plain = text.replace("&lt;", "<").replace("&gt;", ">")
        assert read(compared("EqualTo", "typ", text)) == tree.Comparison("typ", EQUAL, plain)


def test_every_operator_that_the_reader_lists_is_read():
    for name in ("BBOX", *fes.SPATIAL, "DWithin", "Beyond"):
        more = '<fes:Distance uom="m">1</fes:Distance>' if name in ("DWithin", "Beyond") else ""
        read(shaped(point("1 2"), name, more=more))
    for name in times.OPERATORS:
        read(timed(name, "2024-01-01", "2024-01-02"))


def test_a_period_as_the_conformance_suite_writes_it():
    text = timed("During", "2021-11-23T17:06:09.123456Z", "2026-11-23T17:06:09.123456789Z", "tns:data_zdarzenia")
    framed = text.replace("<gml:TimePeriod", '<gml:TimePeriod frame="http://www.iso.org/iso/iso8601"')
    assert read(framed) == read(text)
    assert "ISO 8601" in refused(text.replace("<gml:TimePeriod", '<gml:TimePeriod frame="urn:x-julian"')).text


# --------------------------------------------------------------------------------------------------------- broken texts

BOX = "<gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope>"
WHOLE = [
    "<fes:And>"
    + compared("Like", "kmzb:typ", r"Ż*\*?", 'wildCard="*" singleChar="?" escapeChar="\\" matchCase="false"')
    + "<fes:Not>" + timed("During", "2024-01-01T00:00:00+02:00", "2024-02-01") + "</fes:Not></fes:And>",
    "<fes:Or>" + shaped(f'<gml:Polygon srsName="EPSG:4326"><gml:exterior>{RING.format("19 50 20 50 20 51 19 50")}'
                        "</gml:exterior></gml:Polygon>", "Overlaps")
    + shaped(BOX, "BBOX") + '<fes:ResourceId rid="zgloszenia.1"/></fes:Or>',
    shaped(point("50 20", "urn:ogc:def:crs:EPSG::4326"), "Beyond", more='<fes:Distance uom="km">2.5</fes:Distance>'),
]  # fmt: skip
BITS = (
    "", "0", "-1", "1e999", "NaN", "'", '"', "<", ">", "&amp;", "&lt;", "/", "]]>", "<![CDATA[x]]>", "<!-- -->", "Ż",
    "\u0000", "%", "\U0001f600", "9" * 500, "()", "../", "gml:", "fes:", "x" * 300, "xmlns=''",
    "<fes:Not>", "</fes:Not>", "<gml:Point/>", "EPSG:1", "2024-13-45", "inf", "1 1 1", " ", "\n",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_broken_in_a_filter_gets_a_sentence(seed):
    """Pieces cut out, doubled, swapped and strewn in: a tree or a refusal, never a fault, and the tree makes SQL."""
    chance = random.Random(seed)
    refusals = 0
    for _ in range(1200):
        pieces = re.split(r"(<[^>]*>|\s|\"[^\"]*\")", chance.choice(WHOLE))
        for _blow in range(chance.randint(1, 3)):
            at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
            blow = chance.randrange(4)
            if blow == 0:
                pieces[at] = ""
            elif blow == 1:
                pieces[at] += pieces[at]
            elif blow == 2:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            else:
                pieces[at] = chance.choice((chance.choice(BITS), pieces[at] + chance.choice(BITS)))
        try:
            node = read("".join(pieces))
        except Refused as told:
            refusals += 1
            assert told.status == 400
            assert 10 < len(told.text) < 300
            assert told.locator
        else:
            for dialect in (sql.SQLITE, sql.POSTGRES):
                text, values = sql.condition(node, REPORTS, dialect)
                assert text.count(dialect.sign) == len(values)
    assert refusals > 600
