"""WMS maps of reports at every scale: never empty where there are reports, in the right place, with their legend."""

from __future__ import annotations

import re

import pytest
from qgis.PyQt.QtGui import QImage

from tests.server.harness import PLACES, refused

COUNTRY = (125_000, 165_000, 805_000, 870_000)  # west, south, east, north
SIDE = 400
KRAKOW = PLACES["krakow"]  # 121 reports around it, one at each other place
BLANK = 0


def image(answer) -> QImage:
    assert answer.headers["Content-Type"] == "image/png", answer.text[:500]
    picture = QImage()
    assert picture.loadFromData(answer.content)
    return picture.convertToFormat(QImage.Format.Format_ARGB32)


def drawn(client, box, version="1.3.0", layers="zgloszenia", **more) -> QImage:
    """A map of a box of EPSG:2180 (west, south, east, north), asked as the version orders the axes."""
    west, south, east, north = box
    swapped = {"1.3.0": f"{south},{west},{north},{east}", "1.1.1": f"{west},{south},{east},{north}"}
    system = {"CRS" if version == "1.3.0" else "SRS": "EPSG:2180"}
    size = {"WIDTH": str(SIDE), "HEIGHT": str(SIDE), "TRANSPARENT": "TRUE"}
    asked = {"LAYERS": layers, "VERSION": version, "BBOX": swapped[version], **system, **size, **more}
    return image(client.wms(**asked))


def around(place, metres: float) -> tuple[float, float, float, float]:
    return place[0] - metres, place[1] - metres, place[0] + metres, place[1] + metres


def coloured(picture: QImage) -> set[tuple[int, int]]:
    return {(x, y) for x in range(SIDE) for y in range(SIDE) if picture.pixelColor(x, y).alpha() > BLANK}


def at(picture: QImage, box, place) -> tuple[int, int]:
    """The pixel of a place."""
    west, south, east, north = box
    return int((place[0] - west) / (east - west) * SIDE), int((north - place[1]) / (north - south) * SIDE)


@pytest.mark.parametrize("version", ["1.3.0", "1.1.1"])
@pytest.mark.parametrize("layers", ["zgloszenia", "kmzb"])
def test_the_country_shows_every_place_with_reports_and_no_other(client, version, layers):
    picture = drawn(client, COUNTRY, version, layers)
    found = coloured(picture)
    places = {name: at(picture, COUNTRY, place) for name, place in PLACES.items()}
    for name, (x, y) in places.items():
        assert (x, y) in found, f"{name} is not on the map"
    for x, y in found:
        assert any(abs(x - a) < 12 and abs(y - b) < 12 for a, b in places.values()), "nothing was reported here"
    one, many = (picture.pixelColor(*places[name]) for name in ("zgorzelec", "krakow"))
    assert many.red() > 200 and many.green() < one.green(), "more reports, a redder cell"
    assert coloured(drawn(client, COUNTRY, version, "siatka_10km")) == found


LONG = (125_000, 165_000, 1_525_000, 865_000)  # on a square picture: pixels twice as wide as high


def middles(client, version: str) -> dict[str, tuple[int, int]]:
    """How far the middle of each place's cell stands from its pixel."""
    found, away = coloured(drawn(client, LONG, version, "siatka_10km")), {}
    for name, place in PLACES.items():
        x, y = at(None, LONG, place)
        near = [(a - x, b - y) for a, b in found if abs(a - x) < 8 and abs(b - y) < 8]
        away[name] = tuple(round(sum(axis) / len(near)) for axis in zip(*near)) if near else None
    return away


def test_a_stretched_map_of_the_old_version_shows_places_where_they_are(bare, client):
    assert not any(middles(bare, "1.1.1").values())  # QGIS Server alone draws them elsewhere
    assert middles(client, "1.1.1") == middles(client, "1.3.0") and all(middles(client, "1.1.1").values())
    mercator = (1.6e6, 6.3e6, 2.6e6, 6.7e6)
    for system, box in (("EPSG:2180", LONG), ("EPSG:4326", (14, 49, 24, 51.5)), ("EPSG:3857", mercator)):
        old = {"VERSION": "1.1.1", "SRS": system, "BBOX": ",".join(map(str, box))}
        turned = box if system == "EPSG:3857" else (box[1], box[0], box[3], box[2])
        new = {"VERSION": "1.3.0", "CRS": system, "BBOX": ",".join(map(str, turned))}
        size = {"WIDTH": "500", "HEIGHT": "300", "CRS": ""}
        assert image(client.wms(**{**size, **old})) == image(client.wms(**{**size, **new}))
    x, y = at(None, LONG, KRAKOW)
    click_at = {"QUERY_LAYERS": "zgloszenia", "INFO_FORMAT": "application/json", "X": str(x), "Y": str(y)}
    asked = {"VERSION": "1.1.1", "SRS": "EPSG:2180", "BBOX": ",".join(map(str, LONG)), "WIDTH": "400", "HEIGHT": "400"}
    told = client.wms(REQUEST="GetFeatureInfo", **asked, **click_at).json()["features"]
    assert [feature["id"].split(".")[0] for feature in told] == ["siatka_10km"]
    wrong = client.wms(REQUEST="GetMap", **{**asked, "LAYERS": "no_such_layer"})
    assert refused(wrong) and 'version="1.1.1"' in wrong.text


@pytest.mark.parametrize("pixel_m", [3_000, 1_500, 550, 450, 300, 150, 130, 80, 50, 25, 10, 2])
def test_at_no_scale_the_map_is_empty_where_reports_are(client, pixel_m):
    for name in ("krakow", "suwalki"):
        box = around(PLACES[name], pixel_m * SIDE / 2)
        found = coloured(drawn(client, box))
        # (some pictograms leave the pixel of the place itself free)
        assert any(abs(x - SIDE / 2) < 8 and abs(y - SIDE / 2) < 8 for x, y in found), name
        assert found == coloured(drawn(client, box, "1.1.1")) == coloured(drawn(client, box, layers="kmzb"))


@pytest.mark.parametrize("pixel_m", [1_500, 280])  # of Poland, of a voivodeship
def test_a_single_report_is_seen_on_white_paper(client, pixel_m):
    picture = drawn(client, around(PLACES["suwalki"], pixel_m * SIDE / 2), TRANSPARENT="FALSE")
    assert min(picture.pixelColor(x, y).blue() for x in range(SIDE) for y in range(SIDE)) < 170


def test_without_the_guard_the_country_would_be_empty(bare):
    assert coloured(drawn(bare, COUNTRY)) == set()


def test_other_systems_show_the_same_places(client):
    lat, lon = 50.0613, 19.9372
    for asked in (
        {"CRS": "EPSG:4326", "BBOX": f"{lat - 2},{lon - 2},{lat + 2},{lon + 2}"},
        {"CRS": "CRS:84", "BBOX": f"{lon - 2},{lat - 2},{lon + 2},{lat + 2}"},
        {"CRS": "EPSG:3857", "BBOX": "2119400,6357400,2319400,6557400"},
    ):
        picture = image(client.wms(WIDTH="401", HEIGHT="401", TRANSPARENT="TRUE", **asked))
        assert picture.pixelColor(200, 200).red() > 200, asked


def test_the_dots_of_the_screen_are_reckoned_with(client):
    """The same box on a finer screen is another scale: dots there, a grid here."""
    box = around(KRAKOW, 450 * SIDE / 2 / 4)
    coarse, fine = (drawn(client, box, WIDTH="1600", HEIGHT="1600", DPI=dpi) for dpi in ("91", "600"))
    assert coarse != fine


def test_unit_statistics_lie_over_the_map_only_where_they_are_named(client):
    assert drawn(client, COUNTRY, layers="kmzb") == drawn(client, COUNTRY)
    assert client.wms(LAYERS="statystyka_powiat,zgloszenia", STYLES="default,").status_code == 200
    assert client.wms(LAYERS="siatka_10km,zgloszenia,siatka_1km", OPACITIES="255,128,255").status_code == 200


def legend(client, **more):
    asked = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "FORMAT": "image/png"}
    return client.ask(params={**asked, "LAYER": "zgloszenia", **more})


def test_the_legend_is_that_of_the_scale(client):
    whole, country, city, street = (
        image(legend(client, **more)) for more in ({}, {"SCALE": "5000000"}, {"SCALE": "200000"}, {"SCALE": "5000"})
    )
    # the grid's six classes; the reports' statuses and categories; all of it where no scale is named
    assert country.height() < 250 < 900 < city.height() < whole.height() and city.height() == street.height()
    assert country == image(legend(client, SCALE="5000000", LAYER="siatka_10km"))
    assert image(legend(client, SCALE="1000000")) == image(legend(client, SCALE="1000000", LAYER="siatka_1km"))
    assert image(legend(client, SCALE="5000000", LAYER="kmzb")) == country


def test_a_legend_may_be_asked_with_a_version_of_styles(client):
    """As QGIS Desktop and OpenLayers do; a style by address is refused as ever."""
    assert image(legend(client, SLD_VERSION="1.1.0", STYLE="default")) == image(legend(client))
    assert refused(legend(client, SLD_VERSION="http://127.0.0.1:9/x"))
    assert refused(legend(client, SLD_VERSION="1.1.0", SLD="http://127.0.0.1:9/x"))


def click(client, metres: float, layers: str = "zgloszenia", **more) -> list[dict]:
    west, south, east, north = around(KRAKOW, metres)
    asked = {"LAYERS": layers, "QUERY_LAYERS": layers, "INFO_FORMAT": "application/json", "FEATURE_COUNT": "5"}
    box = {"BBOX": f"{south},{west},{north},{east}", "WIDTH": "401", "HEIGHT": "401", "I": "200", "J": "200"}
    return client.wms(REQUEST="GetFeatureInfo", **asked, **box, **more).json()["features"]


@pytest.mark.parametrize("layers", ["zgloszenia", "kmzb"])
def test_a_click_answers_what_the_map_shows(client, layers):
    (cell,) = click(client, 300_000, layers)
    assert cell["id"].startswith("siatka_10km.") and cell["properties"]["razem"] >= 50
    (cell,) = click(client, 50_000, layers)
    assert cell["id"].startswith("siatka_1km.") and cell["properties"]["kod"] == "1kmE567N244"
    near = click(client, 20, layers, FI_POINT_TOLERANCE="8")
    assert near and all(feature["id"].startswith("zgloszenia.") for feature in near)


@pytest.mark.parametrize("version", ["1.3.0", "1.1.1"])
def test_capabilities_show_the_reports_at_every_scale_and_no_layers_for_drawing(client, version):
    text = client.wms(REQUEST="GetCapabilities", VERSION=version).text
    assert "zgloszenia_" not in text
    reports = re.search(r"<Name>zgloszenia</Name>.*?</Layer>", text, re.DOTALL).group(0)
    assert "ScaleDenominator" not in reports and "ScaleHint" not in reports
    assert not re.search(r"<M(ax|in)ScaleDenominator>0<", text) and 'max="0"' not in text  # "never", not "always"
    assert re.search(r"<Name>siatka_10km</Name>.*?(MinScaleDenominator>2|ScaleHint min=\"79)", text, re.DOTALL)


@pytest.mark.parametrize("name", ["zgloszenia_kropki", "zgloszenia_znaki"])
def test_layers_for_drawing_cannot_be_asked_for(client, name):
    assert refused(client.wms(LAYERS=name)) and refused(legend(client, LAYER=name))
    assert refused(client.wms(REQUEST="GetFeatureInfo", QUERY_LAYERS=name, I="1", J="1"))
    assert refused(client.wfs(TYPENAME=name)) and refused(client.items(name))
    listed = client.ask("wfs3/collections.json").text + client.wfs(REQUEST="GetCapabilities").text
    assert "zgloszenia" in listed and name not in listed
