"""What a hostile stranger tried with success once: reaching hosts and files, crashing or occupying a worker."""

from __future__ import annotations

import math
from contextlib import ExitStack

import pytest

from tests.server import harness
from tests.server.attacks.listener import listener
from tests.server.harness import refused

NAMES = 'xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"'
POINT = "<gml:Point{}><gml:coordinates>567059,244219</gml:coordinates></gml:Point>"
SQUARE = (
    "<gml:Polygon{}><gml:exterior><gml:LinearRing><gml:posList>0 0 900000 0 900000 900000 0 900000 0 0</gml:posList>"
    "</gml:LinearRing></gml:exterior></gml:Polygon>"
)
LIKE = (
    "<ogc:PropertyIsLike wildCard='*' singleChar='.' escapeChar='!'><ogc:PropertyName>id</ogc:PropertyName>"
    "<ogc:Literal>*Z*</ogc:Literal></ogc:PropertyIsLike>"
)


def where(inner: str) -> str:
    return f"<ogc:Filter {NAMES}>{inner}</ogc:Filter>"


def spatial(shape: str, operator: str = "Intersects") -> str:
    return f"<ogc:{operator}><ogc:PropertyName>geometry</ogc:PropertyName>{shape}</ogc:{operator}>"


def ask(client, inner: str):
    form = {
        "SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetFeature", "TYPENAME": "zgloszenia",
        "OUTPUTFORMAT": "GeoJSON", "FILTER": where(inner),
    }  # fmt: skip
    return client.ask(method="POST", data=form)


def ways(address: str, client):
    """Every place where a request names a CRS."""
    yield ask(client, spatial(POINT.format(f' srsName="{address}filter"')))
    yield client.wfs(BBOX=f"1,2,3,4,{address}box2180", SRSNAME="EPSG:2180")
    yield client.wfs(SRSNAME=address + "srsname")
    yield client.wms(CRS=address + "map")
    yield client.items(crs=address + "items")
    yield client.items(bbox="1,2,3,4", **{"bbox-crs": address + "items-box"})
    yield client.items(bbox=f"1,2,3,4,{address}items-fifth")
    query = f'<wfs:Query typeName="zgloszenia" srsName="{address}body"/>'
    head = '<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs" service="WFS" version="1.1.0">'
    yield client.ask(method="POST", data=f"{head}{query}</wfs:GetFeature>", headers={"Content-Type": "text/xml"})


def test_a_crs_reaches_hosts_without_the_guard_and_not_with_it(bare, client):
    with listener() as (address, heard):
        list(ways(address, bare))
        told = b"".join(heard)
        assert b"GET /filter" in told and b"GET /box2180" in told
        heard.clear()
        assert all(refused(answer) for answer in ways(address, client))
        assert heard == []


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "file:///etc/passwd", "/vsicurl/http://127.0.0.1:9/2180", "proj:+nadgrids=/etc/passwd", "USER:1",
        "http://www.opengis.net/gml/srs/epsg.xml#2180", "http://www.opengis.net.evil.example/def/crs/EPSG/0/2180",
        "EPSG:2180\n/etc/passwd", "EPSG:٢١٨٠",
    ],
)  # fmt: skip
def test_a_crs_is_no_file_and_no_address(client, name):
    assert refused(client.wfs(SRSNAME=name)) and refused(client.wms(CRS=name)) and refused(client.items(crs=name))
    assert refused(ask(client, spatial(POINT.format(f' srsName="{name}"'))))


@pytest.mark.parametrize(
    "name", ["EPSG:2180", "epsg:2180", "urn:ogc:def:crs:EPSG::2180", "http://www.opengis.net/def/crs/EPSG/0/2180"]
)
def test_usual_spellings_of_a_crs_work(client, name):
    assert client.wfs(SRSNAME=name, MAXFEATURES=1).status_code == 200
    assert ask(client, spatial(SQUARE.format(f' srsName="{name}"'))).status_code == 200


@pytest.mark.parametrize("shape", [POINT, SQUARE, "<gml:Point{}/>"])
@pytest.mark.parametrize("operator", ["Equals", "DWithin", "Beyond"])
def test_operators_that_crash_the_server_are_refused(client, running, operator, shape):
    before = running.worker_pids
    assert refused(ask(client, spatial(shape.format(""), operator)))
    running.supervise()
    assert running.worker_pids == before and client.wfs(RESULTTYPE="hits").status_code == 200


BOX = "<gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>9 9</gml:upperCorner></gml:Envelope>"
NAME, LITERAL = "<ogc:PropertyName>id</ogc:PropertyName>", "<ogc:Literal>a</ogc:Literal>"
CRASHES = {
    "only a box": f"<ogc:And>{spatial(BOX, 'BBOX')}</ogc:And>",
    "only boxes": f"<ogc:Not><ogc:And>{spatial(BOX, 'BBOX') * 2}</ogc:And></ogc:Not>",
    "box of a line": f"<ogc:And>{spatial('<gml:LineString/>', 'BBOX')}{LIKE}</ogc:And>",
    "no places": spatial('<gml:Polygon srsName="urn:ogc:def:crs:EPSG::4326"/>', "Crosses"),
    "no parts": spatial('<gml:MultiLineString srsName="urn:ogc:def:crs:EPSG::4326"/>', "Overlaps"),
    "not a number": spatial("<gml:Point><gml:pos>nan 1</gml:pos></gml:Point>"),
    "half a place": spatial("<gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString>"),
    "like what": f"<ogc:PropertyIsLike>{LITERAL}{LITERAL}</ogc:PropertyIsLike>",
    "like in like": f"<ogc:PropertyIsLike>{LITERAL}{LIKE}</ogc:PropertyIsLike>",
    "not two": f"<ogc:Not>{LIKE}{LIKE}</ogc:Not>",
    "one operand": f"<ogc:PropertyIsEqualTo>{NAME}</ogc:PropertyIsEqualTo>",
    "nothing between": f"<ogc:PropertyIsBetween>{NAME}</ogc:PropertyIsBetween>",
}


@pytest.mark.parametrize("name", CRASHES)
def test_filters_that_break_the_standard_are_refused(client, running, name):
    """QGIS Server 3.22 crashes on the first five and on some others of their kind."""
    before = running.worker_pids
    assert refused(ask(client, CRASHES[name]))
    running.supervise()
    assert running.worker_pids == before and client.wfs(RESULTTYPE="hits").status_code == 200


def test_filters_by_the_standard_work(client):
    ring = "<gml:LinearRing><gml:coordinates>0,0 900000,0 900000,900000 0,0</gml:coordinates></gml:LinearRing>"
    polygon = f"<gml:Polygon><gml:outerBoundaryIs>{ring}</gml:outerBoundaryIs></gml:Polygon>"
    bounds = f"<ogc:LowerBoundary>{LITERAL}</ogc:LowerBoundary><ogc:UpperBoundary>{LITERAL}</ogc:UpperBoundary>"
    for inner in (
        f"<ogc:And>{spatial(BOX, 'BBOX')}{LIKE}</ogc:And>",
        spatial(BOX, "BBOX"),
        spatial(f"<gml:MultiPolygon><gml:polygonMember>{polygon}</gml:polygonMember></gml:MultiPolygon>", "Within"),
        f"<ogc:Or><ogc:PropertyIsBetween>{NAME}{bounds}</ogc:PropertyIsBetween><ogc:Not>{LIKE}</ogc:Not></ogc:Or>",
        '<ogc:FeatureId fid="zgloszenia.1"/><ogc:FeatureId fid="zgloszenia.2"/>',
    ):
        answer = ask(client, inner)
        assert answer.status_code == 200 and "features" in answer.text, inner


def circle(places: int) -> str:
    angles = [2 * math.pi * number / places for number in range(places)]
    text = " ".join(f"{round(5e5 + 3e5 * math.cos(a))} {round(5e5 + 3e5 * math.sin(a))}" for a in [*angles, 0])
    ring = f"<gml:LinearRing><gml:posList>{text}</gml:posList></gml:LinearRing>"
    return f"<gml:Polygon><gml:exterior>{ring}</gml:exterior></gml:Polygon>"


def test_costly_filters_are_refused(client):
    square = spatial(SQUARE.format(""))
    for costly in (
        f"<ogc:And>{square}<ogc:Or>{LIKE * 100}</ogc:Or></ogc:And>",
        f"<ogc:And>{square * 40}</ogc:And>",
        spatial(circle(1500)),
    ):
        answer = ask(client, costly)
        assert refused(answer) and "too large" in answer.text
    halves = "".join(f"({where(spatial(circle(300)))})" for _number in range(2))
    assert refused(client.wfs(TYPENAME="zgloszenia,siatka_10km", FILTER=halves))
    for usual in (f"<ogc:And>{square}<ogc:Or>{LIKE * 5}</ogc:Or></ogc:And>", spatial(circle(400))):
        assert ask(client, usual).status_code == 200


def test_one_layer_is_not_asked_for_many_times(client):
    many = ",".join(["zgloszenia"] * 30)
    for answer in (
        client.wfs(TYPENAME=many), client.wfs(TYPENAME="zgloszenia,qgs:zgloszenia"),
        client.wfs(TYPENAME="(zgloszenia)(zgloszenia)"), client.wfs(REQUEST="DescribeFeatureType", TYPENAME=many),
        client.wms(LAYERS=many), client.wms(REQUEST="GetLegendGraphic", LAYER=many),
        client.wms(REQUEST="GetFeatureInfo", QUERY_LAYERS=many, I="1", J="1"),
    ):  # fmt: skip
        assert refused(answer)
    assert client.wfs(TYPENAME="zgloszenia,siatka_1km", MAXFEATURES=1).status_code == 200
    assert client.wms(LAYERS="zgloszenia,siatka_1km").status_code == 200


def test_many_parameters_are_a_clients_fault(client):
    assert client.items(**{f"a{number}": "1" for number in range(150)}).status_code == 400


def test_a_public_reason_is_no_markup_in_the_servers_pages():
    """QGIS Server writes values into its HTML as they are: with a tag in a reason, a visitor would run a script."""
    text = "Było < 50 km/h <script>alert(1)</script><!-- x --> <img src=x onerror=y>"
    with ExitStack() as stack:
        site = stack.enter_context(harness.site([harness.report("s", "krakow", status=6, reason_text=text)]))
        client = harness.Client(stack.enter_context(harness.service(site.project, workers=1)).url)
        box = {"BBOX": "244200,567000,244300,567100", "WIDTH": "101", "HEIGHT": "101", "I": "60", "J": "81"}
        click = {"QUERY_LAYERS": "zgloszenia", "INFO_FORMAT": "text/html", "FI_POINT_TOLERANCE": "50"}
        pages = [
            client.ask("wfs3/collections/zgloszenia/items.html").content.decode(),
            client.ask("wfs3/collections/zgloszenia/items/s0000000-0000-4000-8000-000000000000.html").content.decode(),
            client.wms(REQUEST="GetFeatureInfo", **box, **click).content.decode(),
        ]
        shown = client.items().json()["features"][0]["properties"]["powod"]
    assert shown == text.replace("<s", "< s").replace("</", "< /").replace("<!", "< !").replace("<i", "< i")
    for page in pages:
        assert "alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page and "<!-- x" not in page


def test_the_hosts_name_is_in_the_answer_so_a_strange_one_gets_none(client):
    asked = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"}
    good = client.ask(params=asked)
    assert client.url in good.text and "Host" in good.headers["Vary"].split(", ")
    port = client.url.rstrip("/").rpartition(":")[2]
    for host in ("stranger.example", f"127.0.0.1.stranger.example:{port}", "127.0.0.2", ""):
        answer = client.ask(params=asked, headers={"Host": host})
        assert answer.status_code in (400, 421) and "Capabilities" not in answer.text
    # a port that is not ours does not get into the addresses, nor into what is kept for others
    assert "9999" not in client.ask(params=asked, headers={"Host": "127.0.0.1:9999"}).text
    assert client.ask(params=asked).text == good.text
