"""Other people's clients read the publication by WFS 2.0: OWSLib, GDAL's driver and QGIS's own provider."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from lxml import etree
from owslib import fes2
from owslib.wfs import WebFeatureService
from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

from tests.server.harness import PLACES

LAYERS = {"zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km"}
COLUMNS = {"id", "typ", "status", "data_utworzenia", "data_modyfikacji", "data_zdarzenia", "teryt", "powod"}


@pytest.fixture(scope="module")
def owslib(running):
    return WebFeatureService(running.url, version="2.0.0", timeout=30)


def test_owslib_reads_the_capabilities(owslib, running):
    assert owslib.identification.title == "Krajowa Mapa Zagrożeń Bezpieczeństwa: zgłoszenia publiczne"
    assert owslib.identification.fees and owslib.provider.contact.email == "kmzb@example.org"
    assert set(owslib.contents) == {f"kmzb:{name}" for name in LAYERS}
    layer = owslib.contents["kmzb:zgloszenia"]
    assert layer.boundingBoxWGS84 == (14.1, 49.0, 24.2, 54.9)
    assert {crs.code for crs in layer.crsOptions} == {2180, 4326, 3857}
    assert {"GetFeature", "GetPropertyValue"} <= {one.name for one in owslib.operations}
    methods = owslib.getOperationByName("GetFeature").methods
    assert {method["type"]: method["url"] for method in methods} == {
        "Get": f"{running.url}?", "Post": running.url,
    }  # fmt: skip
    stored = owslib.storedqueries
    assert [one.id.rpartition("GetFeatureById")[1] for one in stored] == ["GetFeatureById"] * 2


def test_owslib_reads_the_schema(owslib):
    found = owslib.get_schema("kmzb:zgloszenia")
    assert set(found["properties"]) == COLUMNS and found["geometry_column"] == "geom"
    assert found["geometry"] == "Point" and found["properties"]["data_utworzenia"] == "dateTime"
    assert owslib.get_schema("kmzb:statystyka_gmina")["properties"]["razem"] == "integer"


def test_owslib_reads_features(owslib):
    text = owslib.getfeature(typename=["kmzb:zgloszenia"], sortby=["id"], maxfeatures=5).read()
    root = etree.fromstring(text)
    assert root.get("numberReturned") == "5" and root.get("numberMatched") == "126"
    places = etree.fromstring(
        owslib.getfeature(
            typename=["kmzb:zgloszenia"], bbox=(560000, 240000, 575000, 250000, "urn:ogc:def:crs:EPSG::2180")
        ).read()
    )
    assert int(places.get("numberReturned")) > 100


@pytest.mark.parametrize("method", ["Get", "Post"])
def test_owslib_filters(owslib, method):
    wanted = fes2.And([
        fes2.PropertyIsLike("id", "a*", wildCard="*", singleChar="?", escapeChar="!"),
        fes2.Not([fes2.PropertyIsNull("typ")]),
    ])  # fmt: skip
    element = fes2.Filter(wanted).toXML()
    sent = element if method == "Post" else etree.tostring(element).decode()
    found = owslib.getfeature(typename="kmzb:zgloszenia", filter=sent, method=method).read()
    assert etree.fromstring(found).get("numberReturned") == str(len(PLACES))


def test_owslib_asks_for_one_feature(owslib):
    some = etree.fromstring(owslib.getfeature(typename=["kmzb:zgloszenia"], maxfeatures=1).read())
    identifier = some.find(".//{*}member/*").get("{http://www.opengis.net/gml/3.2}id")
    found = owslib.getfeature(
        storedQueryID="urn:ogc:def:query:OGC-WFS::GetFeatureById", storedQueryParams={"ID": identifier}
    ).read()
    assert etree.fromstring(found).get("{http://www.opengis.net/gml/3.2}id") == identifier


def gdal(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1", "PROJ_LIB": "/usr/share/proj", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "built against curl" not in line]  # Debian forky's own trouble
    assert not said, done.stderr
    return done.stdout


def test_ogrinfo(running):
    source = f"WFS:{running.url}?SERVICE=WFS&VERSION=2.0.0"
    told = gdal("ogrinfo", "-ro", source)
    assert set(re.findall(r"\d: kmzb:(\w+)", told)) == LAYERS
    told = gdal("ogrinfo", "-ro", "-al", "-geom=YES", source, "kmzb:zgloszenia")
    assert "Feature Count: 126" in told and "Przekraczanie dozwolonej prędkości" in told
    assert 'ID["EPSG",2180]' in told and "data_utworzenia (DateTime)" in told
    e, n = PLACES["gdansk"]
    assert f"POINT ({e:.0f} {n:.0f})" in told
    for inner in ("SEKRET", "until", "note"):
        assert inner not in told


def test_ogrinfo_pages_and_selects(running):
    source = f"WFS:{running.url}?SERVICE=WFS&VERSION=2.0.0"
    paged = gdal(
        "ogrinfo", "-ro", "-al", "-geom=NO", "--config", "OGR_WFS_PAGE_SIZE", "50", source, "kmzb:zgloszenia"
    )  # fmt: skip
    assert len(set(re.findall(r"gml_id \(String\) = (\S+)", paged))) == 126
    where = "typ = 'Przekraczanie dozwolonej prędkości' AND data_utworzenia IS NOT NULL"
    few = gdal("ogrinfo", "-ro", "-al", "-geom=NO", "-where", where, source, "kmzb:zgloszenia")
    assert 0 < int(re.search(r"Feature Count: (\d+)", few)[1]) < 126


def test_ogr2ogr_writes_each_layer(running, tmp_path):
    for layer in sorted(LAYERS):
        target = tmp_path / f"{layer}.gpkg"
        gdal("ogr2ogr", str(target), f"WFS:{running.url}?SERVICE=WFS&VERSION=2.0.0", f"kmzb:{layer}")
        told = gdal("ogrinfo", "-ro", "-so", "-al", str(target))
        assert "Feature Count: 0" not in told and 'ID["EPSG",2180]' in told


@pytest.mark.parametrize("crs", ["EPSG:2180", "EPSG:4326"])
def test_qgis_wfs_provider(running, qgis_app, crs):
    layer = QgsVectorLayer(
        f"url='{running.url}' typename='kmzb:zgloszenia' version='2.0.0' srsname='{crs}'", "wfs", "WFS"
    )
    assert layer.isValid(), layer.error().message()
    assert layer.crs().authid() == crs and {field.name() for field in layer.fields()} >= COLUMNS
    features = {f["id"][:3]: f.geometry().asPoint() for f in layer.getFeatures() if f["id"].startswith("a")}
    assert len(features) == len(PLACES)
    if crs == "EPSG:2180":
        for number, (e, n) in enumerate(PLACES.values()):
            point = next(p for key, p in features.items() if key.startswith(f"a{number}"))
            assert (round(point.x()), round(point.y())) == (e, n)
        e, n = PLACES["gdansk"]
        inside = QgsFeatureRequest().setFilterRect(QgsRectangle(e - 50, n - 50, e + 50, n + 50))
        assert [f["id"][:2] for f in layer.getFeatures(inside)] == ["a1"]
    else:
        krakow = next(point for key, point in features.items() if key.startswith("a0"))
        assert (round(krakow.x(), 3), round(krakow.y(), 3)) == (19.937, 50.061)


def test_qgis_chooses_the_newest_version_itself(running, qgis_app):
    layer = QgsVectorLayer(f"url='{running.url}' typename='kmzb:siatka_10km' version='auto'", "wfs", "WFS")
    assert layer.isValid() and layer.featureCount() > 0


def test_head_and_repeated_requests(client):
    asked = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "zgloszenia", "COUNT": "5"}
    whole, head = client.ask(params=asked), client.ask(method="HEAD", params=asked)
    assert head.status_code == 200 and head.content == b""
    assert (
        head.headers["ETag"] == whole.headers["ETag"] and head.headers["Content-Type"] == whole.headers["Content-Type"]
    )
    same = client.ask(params=asked, headers={"If-None-Match": whole.headers["ETag"]})
    assert same.status_code == 304 and same.content == b"" and same.headers["ETag"] == whole.headers["ETag"]
    posted = client.ask(method="POST", data=asked)
    assert posted.content == whole.content or b"numberReturned" in posted.content
    assert posted.status_code == 200 and posted.headers["Cache-Control"] == "no-store"


def test_no_version_gets_the_newest(client):
    plain = client.ask(params={"SERVICE": "WFS", "REQUEST": "GetCapabilities"})
    assert etree.fromstring(plain.content).get("version") == "2.0.0"
    chosen = client.ask(params={"SERVICE": "WFS", "REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "1.0.0"})
    assert etree.fromstring(chosen.content).get("version") == "1.0.0"


@pytest.mark.parametrize("output", ["application/gml+xml; version=3.2", "application/geo+json"])
@pytest.mark.parametrize("moment", ["1999-12-31T23:00:00-01:00", "2000-01-01T02:00:00+02:00"])
def test_signs_of_addresses_in_a_body(client, output, moment):
    """A plus and a percent sign stand for themselves in a body, in every place."""
    text = (
        f"<GetFeature xmlns='http://www.opengis.net/wfs/2.0' service='WFS' version='2.0.0' count='1'"
        f" outputFormat='{output}'><Query typeNames='zgloszenia'><Filter xmlns='http://www.opengis.net/fes/2.0'><And>"
        "<PropertyIsLike wildCard='%' singleChar='_' escapeChar='!'><ValueReference>typ</ValueReference>"
        "<Literal>%a%</Literal></PropertyIsLike><Not><PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'>"
        "<ValueReference>typ</ValueReference><Literal>%20+%C5%82</Literal></PropertyIsLike></Not>"
        f"<PropertyIsGreaterThan><ValueReference>data_utworzenia</ValueReference><Literal>{moment}</Literal>"
        "</PropertyIsGreaterThan></And></Filter></Query></GetFeature>"
    )
    answer = client.ask(method="POST", data=text.encode(), headers={"Content-Type": "text/xml"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith(output)
    found = json.loads(answer.content)["features"] if "json" in output else etree.fromstring(answer.content)
    assert len(found) == 1


def test_an_address_cannot_bring_a_body(client):
    """REQUEST_BODY is the word that QGIS Server has for a body: in an address it does not count."""
    asked = "<GetCapabilities xmlns='http://www.opengis.net/wfs/2.0' service='WFS'/>"
    params = {"SERVICE": "WFS", "REQUEST_BODY": asked}
    assert client.ask(params=params).status_code == 403
    assert client.ask(method="POST", params=params, data={"VERSION": "2.0.0"}).status_code in (400, 403)
