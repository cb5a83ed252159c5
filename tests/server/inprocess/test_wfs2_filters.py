"""Filters of WFS 2.0 asked of the running service, by address and by body: which reports come back."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from osgeo import osr

from tests.server import harness

WFS = "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=kmzb:zgloszenia"
SPACES = 'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
ID = r'<kmzb:zgloszenia gml:id="zgloszenia\.([^"]{8})'
ALL = {f"a{number}{name}"[:8] for number, name in enumerate(harness.PLACES)} | {f"{number:08d}" for number in range(4)}
KRAKOW = {"a0krakow", *(f"{number:08d}" for number in range(4))}
CRS = {
    "": (2180, True),
    "EPSG:2180": (2180, False),
    "urn:ogc:def:crs:EPSG::2180": (2180, True),
    "http://www.opengis.net/def/crs/EPSG/0/2180": (2180, True),
    "EPSG:4326": (4326, False),
    "urn:ogc:def:crs:EPSG::4326": (4326, True),
    "http://www.opengis.net/def/crs/EPSG/0/4326": (4326, True),
    "EPSG:3857": (3857, False),
    "urn:ogc:def:crs:EPSG::3857": (3857, False),
}


def spelled(place: str, spelling: str, off: float = 0.0) -> tuple[float, float]:
    """A known place, ``off`` metres to the north-east, in the order of a spelling: by PROJ, not by the service."""
    code, swapped = CRS[spelling]
    systems = [osr.SpatialReference() for _ in range(2)]
    for system, number in zip(systems, (2180, code)):
        system.ImportFromEPSG(number)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    east, north = harness.PLACES[place]
    x, y, _z = osr.CoordinateTransformation(*systems).TransformPoint(east + off, north + off)
    return (y, x) if swapped else (x, y)


@pytest.fixture
def found(ask, site):
    """found(inside of a Filter): the first eight characters of the ids that come, alike by address and by body."""

    def find(inside: str, expected: int = 200) -> set[str] | str:
        text = f"<fes:Filter {SPACES}>{inside}</fes:Filter>"
        space = 'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:kmzb="urn:x-kmzb:publikacja:1"'
        body = (
            f'<wfs:GetFeature {space} service="WFS" version="2.0.0"><wfs:Query typeNames="kmzb:zgloszenia">{text}'
            "</wfs:Query></wfs:GetFeature>"
        )
        by_address = ask(site.project, f"{WFS}&FILTER={quote(text)}")
        by_body = ask(site.project, "", "POST", body.encode())
        assert by_address.status == by_body.status == expected, (by_address.text, by_body.text)
        if expected != 200:
            said = [
                re.findall("<ows:ExceptionText>(.*)</ows:ExceptionText>", one.text) for one in (by_address, by_body)
            ]
            assert said[0] == said[1]
            return said[0][0]
        ids = [re.findall(ID, one.text) for one in (by_address, by_body)]
        assert ids[0] == ids[1]
        assert f'numberMatched="{len(ids[0])}"' in by_address.text
        return set(ids[0])

    return find


def compared(operator: str, name: str, value: str, more: str = "") -> str:
    return (
        f"<fes:PropertyIs{operator} {more}><fes:ValueReference>{name}</fes:ValueReference>"
        f"<fes:Literal>{value}</fes:Literal></fes:PropertyIs{operator}>"
    )


@pytest.mark.parametrize("spelling", CRS)
def test_near_krakow_in_every_spelling(ask, site, found, spelling):
    named = f' srsName="{spelling}"' if spelling else ""
    place, low, high = (spelled("krakow", spelling, off) for off in (0, -500, 500))
    point = f"<gml:Point{named}><gml:pos>{place[0]} {place[1]}</gml:pos></gml:Point>"
    reference = "<fes:ValueReference>geom</fes:ValueReference>"
    near = f'<fes:DWithin>{reference}{point}<fes:Distance uom="m">500</fes:Distance></fes:DWithin>'
    assert found(near) == KRAKOW
    assert found(near.replace("DWithin", "Beyond")) == ALL - KRAKOW
    box = (
        f"<fes:BBOX><gml:Envelope{named}><gml:lowerCorner>{low[0]} {low[1]}</gml:lowerCorner>"
        f"<gml:upperCorner>{high[0]} {high[1]}</gml:upperCorner></gml:Envelope></fes:BBOX>"
    )
    assert found(box) == KRAKOW
    corners = ",".join(map(str, (*low, *high))) + (f",{spelling}" if spelling else "")
    answer = ask(site.project, f"{WFS}&BBOX={quote(corners)}")
    assert set(re.findall(ID, answer.text)) == KRAKOW


def test_values_logic_and_times(found):
    status = compared("EqualTo", "status", "potwierdzone")
    folded = compared("EqualTo", "status", "POTWIERDZONE", 'matchCase="false"')
    confirmed = found(folded)
    assert confirmed and confirmed != ALL
    assert found(f"<fes:Not>{folded}</fes:Not>") == ALL - confirmed
    assert found(f"<fes:Or>{status}{folded}</fes:Or>") == confirmed
    assert found(f"<fes:And>{folded}<fes:Not>{folded}</fes:Not></fes:And>") == set()
    like = compared("Like", "typ", "*", 'wildCard="*" singleChar="?" escapeChar="!"')
    assert found(like) == ALL
    ends = "<gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition>{}</gml:endPosition>"
    period = f"<gml:TimePeriod>{ends}</gml:TimePeriod>"
    during = "<fes:During><fes:ValueReference>data_modyfikacji</fes:ValueReference>{}</fes:During>"
    assert found(during.format(period.format("2199-01-01T00:00:00.123456Z"))) == ALL
    assert found(during.format(period.format("2020-01-02"))) == set()
    assert found('<fes:ResourceId rid="zgloszenia.00000001-0000-4000-8000-000000000000"/>') == {"00000001"}
    assert found("<fes:PropertyIsNull><fes:ValueReference>gml:name</fes:ValueReference></fes:PropertyIsNull>") == ALL


def test_hidden_reports_and_columns_cannot_be_probed(found):
    """Columns that the data file has, columns that the working store has, and names of nothing get one answer."""
    assert found(compared("Like", "id", "hide*", 'wildCard="*" singleChar="?" escapeChar="!"')) == set()
    said = {
        found(compared("EqualTo", name, "x"), 400).replace(name, "…")
        for name in ("fid", "until", "OGC_FID", "description", "note", "officer", "xyzzy", "rowid")
    }
    assert len(said) == 1, said
