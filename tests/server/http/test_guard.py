"""The guard over HTTP. Where QGIS Server alone would leak, that is shown first: the test cannot pass by chance."""

from __future__ import annotations

import json
import pwd
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.server.harness import refused

OGC = 'xmlns:ogc="http://www.opengis.net/ogc"'
WFS = 'xmlns:wfs="http://www.opengis.net/wfs"'
GEOJSON = "application/vnd.geo+json"


def size_filter(path: str, name: str = "ogc:Function") -> str:
    """Rows only where a file of the server is larger than ten bytes: an answer tells whether it exists."""
    return (
        f'<ogc:Filter {OGC}><ogc:PropertyIsGreaterThan><{name} name="file_size"><ogc:Literal>{path}</ogc:Literal>'
        f"</{name}><ogc:Literal>10</ogc:Literal></ogc:PropertyIsGreaterThan></ogc:Filter>"
    )


def null_filter(column: str) -> str:
    name = f"<ogc:PropertyName>{column}</ogc:PropertyName>"
    return f"<ogc:Filter {OGC}><ogc:PropertyIsNull>{name}</ogc:PropertyIsNull></ogc:Filter>"


PUBLIC = {"id", "typ", "status", "data_utworzenia", "data_modyfikacji", "data_zdarzenia", "teryt", "powod"}
SORTED = (
    f"<ogc:SortBy {OGC}><ogc:SortProperty><ogc:PropertyName>id</ogc:PropertyName><ogc:SortOrder>DESC</ogc:SortOrder>"
    "</ogc:SortProperty></ogc:SortBy>"
)


def id_is(start: str) -> str:
    return (
        f"<ogc:Filter {OGC}><ogc:PropertyIsLike wildCard='*' singleChar='.' escapeChar='!'>"
        f"<ogc:PropertyName>id</ogc:PropertyName><ogc:Literal>{start}*</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>"
    )


def body(inner: str) -> str:
    return (
        f'<wfs:GetFeature {WFS} service="WFS" version="1.1.0" outputFormat="GeoJSON"><wfs:Query typeName="zgloszenia">'
        f"{inner}</wfs:Query></wfs:GetFeature>"
    )


def post(client, text: str, **options):
    return client.ask(method="POST", data=text.encode(), headers={"Content-Type": "text/xml"}, **options)


def found(answer) -> int:
    return len(answer.json()["features"])


def test_expressions_leak_without_the_guard_and_not_with_it(bare, client):
    told = {
        path: found(bare.wfs(OUTPUTFORMAT="GeoJSON", MAXFEATURES=1, EXP_FILTER=f"file_exists('{path}')"))
        for path in ("/etc/passwd", "/etc/nothing")
    }
    assert told == {"/etc/passwd": 1, "/etc/nothing": 0}
    answer = client.wfs(OUTPUTFORMAT="GeoJSON", MAXFEATURES=1, EXP_FILTER="file_exists('/etc/passwd')")
    assert answer.status_code == 403 and "EXP_FILTER" in answer.text


def test_functions_in_filters_leak_without_the_guard_and_not_with_it(bare, client):
    seen = [found(bare.wfs(OUTPUTFORMAT="GeoJSON", FILTER=size_filter(p))) for p in ("/etc/passwd", "/etc/nothing")]
    assert seen[0] > 0 and seen[1] == 0
    seen = [found(post(bare, body(size_filter(p)))) for p in ("/etc/passwd", "/etc/nothing")]
    assert seen[0] > 0 and seen[1] == 0
    assert refused(client.wfs(OUTPUTFORMAT="GeoJSON", FILTER=size_filter("/etc/passwd")))
    assert refused(post(client, body(size_filter("/etc/passwd"))))


def test_quotes_in_features_api_leak_without_the_guard_and_not_with_it(bare, client):
    address = "wfs3/collections/zgloszenia/items.json?limit=1&typ=x'%20or%20file_exists('{}')%20or%20'"
    told = [bare.ask(address.format(path)).json()["numberMatched"] for path in ("/etc/passwd", "/etc/nothing")]
    assert told[0] > 0 and told[1] == 0
    for spelled in (address, address.replace("'", "%27"), address.replace("'", "%2527")):
        answer = client.ask(spelled.format("/etc/passwd"))
        assert answer.status_code == 400 and "numberMatched" not in answer.text


@pytest.mark.parametrize(
    "inner",
    [
        size_filter("/etc/passwd", "Function"),
        size_filter("/etc/passwd", "ogc:function"),
        size_filter("/etc/passwd").replace("<ogc:Prop", "<ogc:Not><ogc:Prop").replace("</ogc:Fi", "</ogc:Not></ogc:Fi"),
        size_filter("/etc/passwd").replace("ogc:Function", "x:Function").replace(OGC, f'{OGC} xmlns:x="urn:x"'),
        size_filter("/etc/passwd").replace("/etc/passwd", "<![CDATA[/etc/passwd]]>"),
        size_filter("/etc/passwd").replace("Function name", "Function\n\t name"),
        null_filter("until"),
        null_filter("qgs:u&#110;til"),
        f"<ogc:Filter {OGC}><ogc:Add><ogc:Literal>1</ogc:Literal></ogc:Add></ogc:Filter>",
        f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><ogc:Filter {OGC}><ogc:And/></ogc:Filter>",
        f"<ogc:Filter {OGC}><?php x ?></ogc:Filter>",
        "<ogc:Filter>" + "<ogc:Not>" * 60 + "</ogc:Not>" * 60 + "</ogc:Filter>",
        "not xml",
    ],
)
def test_disguised_filters_are_refused(client, inner):
    assert refused(client.wfs(FILTER=inner))
    assert refused(client.wfs(FILTER=f"({inner})({inner})"))
    if inner != "not xml":
        assert refused(post(client, body(inner)))
    twice = client.ask(
        "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zgloszenia&FILTER=" + quote(quote(inner))
    )
    assert refused(twice)
    form = {"SERVICE": "WFS", "REQUEST": "GetFeature", "TYPENAME": "zgloszenia", "FILTER": inner}
    assert refused(client.ask(method="POST", data=form))


def test_honest_filters_work(client):
    inner = (
        f"<ogc:Filter {OGC}><ogc:And><ogc:PropertyIsEqualTo><ogc:PropertyName>typ</ogc:PropertyName>"
        "<ogc:Literal>Przekraczanie dozwolonej prędkości</ogc:Literal></ogc:PropertyIsEqualTo>"
        "<ogc:PropertyIsLike wildCard='*' singleChar='.' escapeChar='!'><ogc:PropertyName>id</ogc:PropertyName>"
        "<ogc:Literal>a0*</ogc:Literal></ogc:PropertyIsLike></ogc:And></ogc:Filter>"
    )
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", FILTER=inner)) == 1
    assert found(post(client, body(inner))) == 1
    quoted = f"<ogc:Filter {OGC}><ogc:PropertyIsEqualTo><ogc:PropertyName>id</ogc:PropertyName><ogc:Literal>"
    quoted += "x' or file_exists('/etc/passwd') or '</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", FILTER=quoted)) == 0


def test_brackets_in_values(bare, client):
    """Statuses have brackets in their names; QGIS Server alone takes their inside for a filter."""
    inner = (
        f"<ogc:Filter {OGC}><ogc:PropertyIsEqualTo><ogc:PropertyName>status</ogc:PropertyName>"
        "<ogc:Literal>{}</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
    )
    name = "Potwierdzone (przekazane poza Policję)"
    assert bare.wfs(OUTPUTFORMAT="GeoJSON", FILTER=inner.format(name)).status_code >= 400
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", FILTER=inner.format(name))) == 1
    assert found(post(client, body(inner.format(name)))) == 1
    both = f"({inner.format(name)})(<ogc:Filter {OGC}><ogc:FeatureId fid='siatka_10km.1'/></ogc:Filter>)"
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", TYPENAME="zgloszenia,siatka_10km", FILTER=both)) == 2
    smuggled = inner.format(f"<![CDATA[({null_filter('until')})]]>")
    assert refused(client.wfs(FILTER=smuggled)) and refused(post(client, body(smuggled)))


def test_body_asks_all_that_parameters_can(client):
    text = body("<wfs:PropertyName>typ</wfs:PropertyName><wfs:PropertyName>id</wfs:PropertyName>" + SORTED)
    features = post(client, text.replace("version=", 'maxFeatures="3" version=')).json()["features"]
    assert len(features) == 3 and set(features[0]["properties"]) - {"OGC_FID"} == {"typ", "id"}
    numbers = [feature["properties"]["id"] for feature in features]
    assert numbers == sorted(numbers, reverse=True) and numbers[0].startswith("a5")
    for crs, first in (("urn:ogc:def:crs:EPSG::2180", "244219"), ("EPSG:2180", "567059")):
        query = (
            body(id_is("a0")).replace("typeName=", f'srsName="{crs}" typeName=').replace(' outputFormat="GeoJSON"', "")
        )
        answer = post(client, query).text
        assert re.search(rf'srsName="{crs}">\s*<pos[^>]*>{first}', answer), answer[-900:]
    described = f'<wfs:DescribeFeatureType {WFS} service="WFS" version="1.1.0"><wfs:TypeName>siatka_10km</wfs:TypeName>'
    assert 'name="kod"' in post(client, described + "</wfs:DescribeFeatureType>").text
    assert "WFS_Capabilities" in post(client, f'<wfs:GetCapabilities {WFS} service="WFS" version="1.1.0"/>').text


def test_body_without_a_crs_is_answered_by_the_urn(client):
    query = f'<wfs:GetFeature {WFS} service="WFS" version="1.1.0" maxFeatures="1"><wfs:Query typeName="zgloszenia"/>'
    answer = post(client, query + "</wfs:GetFeature>")
    assert 'srsName="urn:ogc:def:crs:EPSG::2180"' in answer.text and 'srsName="EPSG:2180"' not in answer.text


def test_no_way_to_write(client, site):
    before = client.wfs(RESULTTYPE="hits").text
    delete = '<wfs:Delete typeName="zgloszenia"/>'
    for start in ("wfs:Transaction", "Transaction", "x:Transaction"):
        extra = 'xmlns:x="http://www.opengis.net/wfs/2.0"' if start.startswith("x:") else ""
        for version in ("1.0.0", "1.1.0", "2.0.0"):
            text = f'<{start} {WFS} {extra} service="WFS" version="{version}">{delete}</{start}>'
            assert refused(post(client, text))
            assert refused(post(client, text, params={"SERVICE": "WFS", "REQUEST": "GetFeature"}))
            assert refused(client.wfs(REQUEST="GetFeature", REQUEST_BODY=text))
    assert refused(client.wfs(REQUEST="Transaction", OPERATION="Delete"))
    assert refused(client.wfs(REQUEST="transaction", OPERATION="Delete"))
    for method in ("POST", "PUT", "PATCH", "DELETE", "SECRET"):
        answer = client.ask("wfs3/collections/zgloszenia/items/1", method, json={"type": "Feature"})
        assert refused(answer) and answer.status_code == 405 and answer.headers["Allow"].startswith("GET")
    assert re.search(r'numberOfFeatures="\d+"', client.wfs(RESULTTYPE="hits").text)[0] in before


def test_map_cannot_open_another_project(client, site, tmp_path_factory):
    other = site.root / "other.qgs"
    other.write_bytes(site.project.read_bytes().replace(b"./kmzb-", str(site.project.parent).encode() + b"/kmzb-"))
    other.chmod(0o644)
    for path in (other, "/etc/passwd", "../../versions", "/vsicurl/http://127.0.0.1:9/a.qgs", site.project):
        for name in ("MAP", "map", "Map"):
            answer = client.wfs(REQUEST="GetCapabilities", **{name: str(path)})
            assert answer.status_code == 403 and "MAP" in answer.text
            assert client.ask("wfs3/collections.json", params={name: str(path)}).status_code == 403


WMS_ATTACKS = {
    "filter": {"FILTER": "zgloszenia:\"typ\" = 'x'"},
    "sld": {"SLD": "http://127.0.0.1:9/a.sld"},
    "sld file": {"SLD": "file:///etc/passwd"},
    "sld body": {"SLD_BODY": "<StyledLayerDescriptor/>"},
    "highlight": {"HIGHLIGHT_GEOM": "POINT(1 1)", "HIGHLIGHT_SYMBOL": "<x/>"},
    "external": {"LAYERS": "EXTERNAL_WMS:a", "a:url": "http://127.0.0.1:9/"},
    "external vrt": {"LAYERS": "zgloszenia", "a:dataSource": "<OGRVRTDataSource/>"},
    "external name": {"LAYERS": "external_wms:a"},
    "selection": {"SELECTION": "zgloszenia:1"},
    "huge": {"WIDTH": "100000", "HEIGHT": "100000"},
    "negative": {"WIDTH": "-1"},
    "dxf": {"FORMAT": "application/dxf"},
    "pdf": {"FORMAT": "application/pdf"},
    "print": {"REQUEST": "GetPrint", "TEMPLATE": "a"},
    "settings": {"REQUEST": "GetProjectSettings"},
    "styles": {"REQUEST": "GetStyles"},
    "context": {"REQUEST": "GetContext"},
    "atlas": {"REQUEST": "GetPrintAtlas", "ATLAS_PK": "1"},
    "style": {"STYLES": "<x>"},
    "service": {"SERVICE": "WCS", "REQUEST": "GetCapabilities"},
    "tiles": {"SERVICE": "WMTS", "REQUEST": "GetCapabilities"},
    "sample": {"SERVICE": "SampleService"},
}


@pytest.mark.parametrize("name", WMS_ATTACKS)
def test_wms_takes_nothing_from_outside(client, name):
    assert client.wms().status_code == 200
    assert refused(client.wms(**WMS_ATTACKS[name]))


ADDRESSES = """
index.json
ows/catalog.json
wfs3/../../etc/passwd
wfs3/static/..%2f..%2fetc%2fpasswd
wfs3/collections/zgloszenia/items/1' or 1=1
wfs3/collections/%22;x/items
wfs3/nothing
wfs3x
wfs3/collections/zgloszenia/items?filter=1%3D1
wfs3/collections/zgloszenia/items?filter-lang=cql
wfs3/collections/zgloszenia/items?sortby=env(%27PATH%27)
wfs3/collections/zgloszenia/items?properties=until
wfs3/collections/zgloszenia/items?until=2020*
wfs3/collections/zgloszenia/items?limit=0
wfs3/collections/zgloszenia/items?bbox=1,2,3
wfs3?SERVICE=WFS3&REQUEST=x
"""


@pytest.mark.parametrize("path", ["", *ADDRESSES.strip().splitlines()])
def test_only_known_addresses_answer(client, path):
    answer = client.ask(path)
    assert answer.status_code >= 400 and "features" not in answer.text


def test_harmless_additions_are_dropped(client):
    answer = client.wfs(RESULTTYPE="hits", _="123", utm_source="x", FORMAT_OPTIONS="a")
    assert 'numberOfFeatures="126"' in answer.text
    assert client.items(limit=1, _="123").json()["numberReturned"] == 1


def test_small_letters_are_understood(client):
    answer = client.ask("?service=wfs&version=1.1.0&request=getfeature&typename=zgloszenia&resulttype=hits")
    assert 'numberOfFeatures="126"' in answer.text
    assert refused(client.ask("?service=wfs&version=1.1.0&request=transaction"))


def test_legend_map_and_click(client):
    legend = client.ask("?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=zgloszenia&FORMAT=image/png")
    assert legend.headers["Content-Type"] == "image/png" and len(legend.content) > 5000
    click = {
        "QUERY_LAYERS": "zgloszenia",
        "I": "50",
        "J": "50",
        "INFO_FORMAT": "application/json",
        "FEATURE_COUNT": "5",
    }
    e, n = 217300, 370800
    answer = client.wms(
        REQUEST="GetFeatureInfo", BBOX=f"{n - 100},{e - 100},{n + 100},{e + 100}", WIDTH="101", HEIGHT="101", **click
    )
    assert [feature["properties"]["id"][:2] for feature in answer.json()["features"]] == ["a3"]
    assert set(answer.json()["features"][0]["properties"]) == PUBLIC


def test_columns_unknown_formats_and_boxes(client):
    assert refused(client.wfs(PROPERTYNAME="until"))
    assert refused(client.wfs(SORTBY="file_exists('/etc/passwd')"))
    assert refused(client.wfs(OUTPUTFORMAT="shapefile"))
    assert refused(client.wfs(BBOX="19,50,20,51,EPSG:4326"))
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", BBOX="14,53,15,54,EPSG:4326", SRSNAME="EPSG:4326")) == 1
    assert found(client.wfs(OUTPUTFORMAT="GeoJSON", PROPERTYNAME="typ,status", SORTBY="typ D", MAXFEATURES=3)) == 3
    assert refused(client.wfs(FILTER="x" * 70000)) or client.wfs(FILTER="x" * 70000).status_code == 414
    assert post(client, body("<!--" + "x" * 200_000 + "-->")).status_code == 413


def test_headers_of_answers_and_errors(client, site):
    good = client.wfs(REQUEST="GetCapabilities")
    age = int(re.fullmatch(r"public, max-age=(\d+), must-revalidate", good.headers["Cache-Control"]).group(1))
    assert 0 <= age <= 120 and good.headers["X-Content-Type-Options"] == "nosniff"
    assert "3." not in good.headers["Server"] and "3." not in client.wfs(MAP="x").headers["Server"]
    assert site.project.parent.joinpath(f"kmzb-{good.headers['X-KMZB-Publication']}.gpkg").exists()
    same = client.wfs(REQUEST="GetCapabilities")
    assert same.headers["ETag"] == good.headers["ETag"] != client.wfs(RESULTTYPE="hits").headers["ETag"]
    again = client.ask(
        params={"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities", "TYPENAME": "zgloszenia"},
        headers={"If-None-Match": good.headers["ETag"]},
    )
    assert again.status_code == 304 and again.content == b""
    for answer in (
        client.wfs(TYPENAME="no_such_layer"), client.wms(LAYERS="no_such_layer"), client.items("no_such_layer"),
        client.wfs(MAP="/etc/passwd"), client.wms(STYLES="none"), client.ask(""),
    ):  # fmt: skip
        assert answer.status_code >= 400
        assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
        for told in (str(site.root), "/usr/", ".gpkg", ".qgs", "Traceback", "plugins"):
            assert told not in answer.text


def test_hidden_reports_and_inner_texts_are_nowhere(client):
    texts = [
        client.wfs().text, client.wfs(VERSION="1.0.0").text, client.items(limit=1000).text,
        client.wfs(TYPENAME="siatka_10km").text, client.wms(REQUEST="GetCapabilities").text,
    ]  # fmt: skip
    for text in texts:
        assert "hide" not in text and "SEKRET" not in text and "notatka" not in text
    assert len(json.loads(client.items(limit=1000).text)["features"]) == 126


def test_the_server_cannot_read_earlier_versions(running, site):
    if not running.user:
        pytest.skip("without root the server runs as the publisher")
    uid = pwd.getpwnam(running.user).pw_uid
    status = Path(f"/proc/{running.worker_pids[0]}/status").read_text(encoding="ascii")
    assert re.search(r"Uid:\s+(\d+)\s+(\d+)", status).groups() == (str(uid), str(uid))
    kept = next(site.folder.glob("versions/*/*.gpkg"))
    for path, code in ((kept, 1), (kept.parent, 1), (site.folder / "versions", 1), (site.project, 0)):
        tool = "cat" if path.is_file() else "ls"
        done = subprocess.run([f"/bin/{tool}", str(path)], user=uid, group=uid, extra_groups=[], capture_output=True)
        assert (done.returncode != 0) == bool(code), done.stderr
        assert not code or b"Permission denied" in done.stderr


def test_serving_ignores_a_strangers_address(client):
    for name in ("X-Qgis-Service-Url", "X-Qgis-Wfs-Service-Url", "X-Forwarded-Host", "Forwarded"):
        answer = client.ask(
            params={"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"},
            headers={name: "http://evil.example/" if name != "Forwarded" else "host=evil.example"},
        )
        assert "WFS_Capabilities" in answer.text and "evil" not in answer.text


def test_a_body_with_a_shape_is_asked_by_parameters(bare, client):
    """QGIS Server reads the body itself, and a shape by urn easting first: alone it finds nothing here."""
    envelope = (
        '<gml:Envelope xmlns:gml="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::2180"><gml:lowerCorner>'
        "244199 567039</gml:lowerCorner><gml:upperCorner>244239 567079</gml:upperCorner></gml:Envelope>"
    )
    inner = (
        f"<ogc:Filter {OGC}><ogc:BBOX><ogc:PropertyName>geometry</ogc:PropertyName>{envelope}</ogc:BBOX></ogc:Filter>"
    )
    assert found(post(bare, body(inner))) == 0
    answer = post(client, body(inner))
    assert [feature["properties"]["id"][:8] for feature in answer.json()["features"]] == ["a0krakow"]
    assert answer.headers["Cache-Control"] == "no-store" and "data_utworzenia" in answer.text and 'Z"' in answer.text
    wrong = post(client, body(inner).replace('"zgloszenia"', '"nie_ma"'))
    assert refused(wrong) and wrong.status_code == 400 and "nie_ma" not in wrong.headers.get("Content-Type", "")
    direct = client.ask(params={"SERVICE": "KMZB-WFS1-BODY", "VERSION": "1.0", "REQUEST": "GetFeature"})
    assert direct.status_code == 400
