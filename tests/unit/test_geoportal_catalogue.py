"""The geoportal's service catalogue and what is read from capabilities; no application, no network."""

import json
import subprocess
import sys

import pytest

from kmzb_qgis.geoportal import basemaps, capabilities, services
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.standins import geoportal as standin

GUGIK = "https://mapy.geoportal.gov.pl/wss"


def own(tmp_path, content) -> str:
    path = tmp_path / "własne usługi.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_own_catalogue_is_whole():
    known = services.load("")
    assert len(known) == 18
    orthophoto = known["orthophoto"]
    assert orthophoto.url == f"{GUGIK}/service/PZGIK/ORTO/WMTS/StandardResolution"
    assert orthophoto.layers == ("ORTOFOTOMAPA",) and orthophoto.format == "image/jpeg"
    assert set(orthophoto.crs) == {"EPSG:2180", "EPSG:3857", "EPSG:4326"}
    assert tuple(known["basemap"].crs) == ("EPSG:2180",) and known["basemap"].layers == ("G2_MOBILE_500",)
    assert "3857" not in str(known["orthophoto-high"].crs)
    assert known["names"].url.endswith("/PZGiK/PRNG/WMS/GeographicalNames")  # the small i is the service's
    for service in known.values():
        assert set(service.titles) == {"en", "pl"} and all(service.titles.values())
        assert service.url.startswith("https://")
        assert service.is_map == bool(service.menu), service.id
    assert [crs for service, crs in services.menu(known) if service.id == "orthophoto"] == ["EPSG:2180", "EPSG:3857"]


def test_user_overrides_and_adds(tmp_path):
    path = own(
        tmp_path,
        {
            "services": [
                {"id": "orthophoto", "url": "https://example.org/orto"},
                {
                    "id": "gmina",
                    "kind": "WMS",
                    "role": "overlay",
                    "title": {"pl": "Mapa gminy Łódź"},
                    "url": "https://example.org/wms?map=łódź",
                    "layers": ["ulice"],
                    "crs": ["EPSG:2180"],
                    "menu": ["EPSG:2180"],
                },
            ]
        },
    )
    known = services.load(path)
    assert known["orthophoto"].url == "https://example.org/orto"
    assert known["orthophoto"].layers == ("ORTOFOTOMAPA",)  # what the file leaves out stays
    assert known["gmina"].title == "Mapa gminy Łódź" and known["gmina"].attribution == ""
    assert len(known) == 19
    assert basemaps.capabilities_url(known["gmina"]).endswith("?map=łódź&SERVICE=WMS&REQUEST=GetCapabilities")


WMS = {"id": "a", "kind": "WMS", "role": "overlay", "title": {"pl": "A"}, "url": "https://x.pl", "crs": ["EPSG:2180"]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not valid JSON"),
        ([], "no list 'services'"),
        ({"services": [{"kind": "WMS"}]}, "entry 1 has no 'id'"),
        ({"services": [{"id": "new"}]}, "'kind' of 'new' is missing"),
        ({"services": [{**WMS, "kind": "WMTZ"}]}, "'kind' of 'a' is none of"),
        ({"services": [{**WMS, "role": "top"}]}, "'role' of 'a' is none of"),
        ({"services": [{**WMS, "url": "file:///etc/passwd"}]}, "'url' of 'a' is not an http"),
        ({"services": [{**WMS, "url": "https://jan:x@x.pl/wms"}]}, "'url' of 'a' holds a user name or password"),
        ({"services": [{**WMS, "url": "https://[x.pl"}]}, "'url' of 'a' is not an http"),
        ({"services": [{**WMS, "layer": "x"}]}, "the nearest field is 'layers'"),
        ({"services": [{**WMS, "layers": "x"}]}, "'layers' of 'a' is not a list"),
        ({"services": [{**WMS, "title": "A"}]}, "'title' of 'a' is not an object"),
        ({"services": [{**WMS, "menu": ["EPSG:3857"]}]}, "'menu' of 'a' offers EPSG:3857"),
        ({"services": [{**WMS, "max_pixels": "many"}]}, "'max_pixels' of 'a'"),
        ({"services": [{**WMS, "version": "1.4"}]}, "'version' of 'a' is none of: 1.1.1, 1.3.0"),
        ({"services": [{**WMS, "crs": ["2180"]}]}, "'2180' of 'a' is not written as EPSG:2180 is"),
        ({"services": [{**WMS, "east_first": "yes"}]}, "'east_first' of 'a' is neither true nor false"),
        ({"services": [WMS, WMS]}, "'a' stands there more than once"),
        ({"services": [7]}, "entry 1 has no 'id'"),
        (
            {"services": [{**WMS, "url": "https://x.pl/wms?service=WMS&request=GetCapabilities"}]},
            "'url' of 'a' holds REQUEST, SERVICE",
        ),
        ({"services": [{"id": "orthophoto", "layers": ["A", "B"]}]}, "'layers' of 'orthophoto' holds more than one"),
        ({"services": [{key: value for key, value in WMS.items() if key != "crs"}]}, "'crs' of 'a' is missing"),
    ],
)
def test_wrong_file_is_named(tmp_path, content, words):
    path = own(tmp_path, content)
    with pytest.raises(KmzbError) as caught:
        services.load(path)
    assert words in caught.value.message and path in caught.value.message


def test_each_wrong_entry_is_a_sentence_and_the_rest_stays(tmp_path):
    good = {**WMS, "id": "gmina"}
    wrong = [{**WMS, "id": "b", "kind": "X"}, {"kind": "WMS"}, {"id": "uldk", "url": "uldk.pl"}, "tekst"]
    path = own(tmp_path, {"services": [wrong[0], good, *wrong[1:]]})
    known, flaws = services.usable(path)
    assert len(flaws) == len(wrong) and all(path in flaw.message and "\n" not in flaw.message for flaw in flaws)
    assert known["gmina"].menu == ("EPSG:2180",)  # a map that names no menu is in it all the same
    assert "b" not in known and known["uldk"].url == "https://uldk.gugik.gov.pl/"  # what stands when its override fails


def test_a_wrong_entry_is_no_matter_to_the_others(tmp_path, monkeypatch):
    path = own(tmp_path, {"services": [{"id": "uldk", "url": "uldk.pl"}, {**WMS, "id": "gmina"}]})
    monkeypatch.setattr(services.settings, "get", lambda name: path)
    assert services.find("gmina").id == "gmina" and services.find("uug").kind == "UUG"
    with pytest.raises(KmzbError, match="'url' of 'uldk' is not an http"):
        services.find("uldk")  # not silently the one that the person wanted to replace
    monkeypatch.setattr(services.settings, "get", lambda name: str(tmp_path / "nie ma.json"))
    with pytest.raises(KmzbError, match="could not be read"):
        services.find("uug")


def test_unknown_service_names_the_nearest():
    with pytest.raises(KmzbError, match="the nearest is 'orthophoto'"):
        services.find("ortophoto", services.load(""))


def test_wmts_capabilities():
    body = standin.wmts_capabilities("http://x", {"ORTOFOTOMAPA": ""}, "image/jpeg", ("EPSG:2180", "EPSG:3857"))
    layer = capabilities.read("WMTS", body.encode())["ORTOFOTOMAPA"]
    assert layer.matrix_sets == {"EPSG:2180": "EPSG:2180", "EPSG:3857": "EPSG:3857"}
    assert layer.formats == ["image/jpeg"] and layer.default_style == "default"


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
def test_wms_capabilities(version):
    body = standin.wms_capabilities("http://x", {"A": "", "B": ""}, "image/png", ("EPSG:2180", "EPSG:3857"), version)
    offered = capabilities.read("WMS", body.encode())
    assert sorted(offered) == ["A", "B"]
    assert offered["A"].crs == ["EPSG:2180", "EPSG:3857"] and offered["A"].formats == ["image/png"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty answer"),
        (b"  <!DOCTYPE html><html></html>", "web page"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "entities"),
        (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
            "entities",
        ),
        (b"<WMS_Capabilities", "cut off"),
        (b"<wfs/>", "something else than WMS capabilities"),
        (b"<WMS_Capabilities version='1.3.0'/>", "could not be understood"),
        (
            "<ServiceExceptionReport><ServiceException> Błąd </ServiceException></ServiceExceptionReport>".encode(),
            "Błąd",
        ),
    ],
)
def test_answers_that_are_no_capabilities(body, words):
    with pytest.raises(KmzbError) as caught:
        capabilities.read("WMS", body)
    assert words in caught.value.message


def test_uri_is_the_one_known_to_work():
    service = services.load("")["orthophoto"]
    body = standin.wmts_capabilities(service.url, {"ORTOFOTOMAPA": ""}, "image/jpeg", ("EPSG:2180",))
    uri = basemaps._uri(service, "EPSG:2180", capabilities.read("WMTS", body.encode()))
    assert uri == (
        "crs=EPSG:2180&dpiMode=7&format=image/jpeg&layers=ORTOFOTOMAPA&styles=default&tileMatrixSet=EPSG:2180&"
        f"url={GUGIK}/service/PZGIK/ORTO/WMTS/StandardResolution%3FSERVICE%3DWMTS%26REQUEST%3DGetCapabilities"
    )


@pytest.mark.parametrize(
    ("layers", "media", "sets", "words"),
    [
        ({"ORTO_2027": ""}, "image/jpeg", ("EPSG:2180",), "no layer 'ORTOFOTOMAPA'; it offers: ORTO_2027"),
        ({"ORTOFOTOMAPA": ""}, "image/webp", ("EPSG:2180",), "no picture format 'image/jpeg'; it offers: image/webp"),
        ({"ORTOFOTOMAPA": ""}, "image/jpeg", ("EPSG:3857",), "no tile matrix set 'EPSG:2180'; it offers: EPSG:3857"),
        ({}, "image/jpeg", ("EPSG:2180",), "offers no layer at all"),
    ],
)
def test_changed_service_says_what_it_offers(layers, media, sets, words):
    body = standin.wmts_capabilities("http://x", layers, media, sets)
    with pytest.raises(KmzbError) as caught:
        basemaps._uri(services.load("")["orthophoto"], "EPSG:2180", capabilities.read("WMTS", body.encode()))
    assert words in caught.value.message


def test_parsers_are_loaded_only_when_they_are_needed():
    """QGIS starts without them: they take time, and some builds have none."""
    words = (
        "import sys, kmzb_qgis.geoportal.basemaps as b;"
        " print(sorted({'lxml', 'owslib'} & set(sys.modules)), b.GROUP_PROPERTY)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split("\n")[0] == "[] kmzb/group"


@pytest.mark.parametrize(
    ("missing", "kind", "body"),
    [
        ("lxml", "WMTS", b"<Capabilities/>"),
        ("owslib.wmts", "WMTS", b"<Capabilities/>"),
        ("owslib.map.wms130", "WMS", b"<WMS_Capabilities/>"),
    ],
)
def test_a_missing_parser_is_one_sentence(monkeypatch, missing, kind, body):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(KmzbError, match="needs the Python packages lxml and OWSLib"):
        capabilities.read(kind, body)
