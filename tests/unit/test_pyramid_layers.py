"""The layers that the guard writes in the place of the reports' map, with what belongs to each by its place."""

from __future__ import annotations

import pytest

from kmzb_qgis.publishing import renderers
from kmzb_qgis.server.pyramid import COUNTS, DRAWN, settle
from kmzb_qgis.server.refusal import Refused

OLD = frozenset({"zgloszenia", "statystyka_powiat", "statystyka_gmina", *COUNTS})
NOW = OLD | set(DRAWN)
ALL_DRAWN, ALL_ASKED = ",".join([*COUNTS, *DRAWN]), ",".join([*COUNTS, "zgloszenia"])


def layers(request: str, asked: str, present=NOW, **more) -> str:
    return settle(request, {"LAYERS": asked, **more}, present)["LAYERS"]


def test_the_publisher_and_the_guard_call_the_layers_alike():
    assert renderers.DRAWN == DRAWN


@pytest.mark.parametrize("asked", ["zgloszenia", "kmzb", "kmzb,zgloszenia", " zgloszenia "])
def test_a_map_of_reports_is_the_pyramid(asked):
    assert layers("GetMap", asked) == ALL_DRAWN
    assert layers("getmap", asked, OLD) == ALL_ASKED  # a publication of an older plugin
    assert layers("GetFeatureInfo", asked) == layers("GetLegendGraphic", asked) == ALL_ASKED
    assert layers("GetMap", asked, frozenset()) == asked.strip()


def test_what_is_named_stays_in_its_place_and_stands_once():
    assert layers("GetMap", "statystyka_gmina,zgloszenia,siatka_1km") == (
        "statystyka_gmina,siatka_10km,zgloszenia_kropki,zgloszenia_znaki,siatka_1km"
    )
    assert layers("GetMap", "siatka_1km,siatka_10km") == "siatka_1km,siatka_10km"
    assert layers("GetMap", "no_such_layer") == "no_such_layer"
    both = settle("GetMap", {"LAYERS": "zgloszenia", "LAYER": "zgloszenia"}, NOW)
    assert both == {"LAYERS": ALL_DRAWN, "LAYER": ""}


def test_styles_and_opacities_go_along():
    asked = {"LAYERS": "statystyka_gmina,zgloszenia", "STYLES": "default,", "OPACITIES": "255,100"}
    found = settle("GetMap", asked, NOW)
    assert found["STYLES"] == "default,,,,"
    assert found["OPACITIES"] == "255,100,100,100,100"
    assert settle("GetMap", {"LAYERS": "zgloszenia", "STYLES": "default"}, NOW)["STYLES"] == ",".join(["default"] * 4)
    assert settle("GetMap", {"LAYERS": "zgloszenia", "STYLES": ""}, NOW)["STYLES"] == ""


def test_a_click_asks_what_is_drawn():
    found = settle("GetFeatureInfo", {"LAYERS": "zgloszenia", "QUERY_LAYERS": "zgloszenia"}, NOW)
    assert found == {"LAYERS": ALL_ASKED, "QUERY_LAYERS": ALL_ASKED}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("parameter", ["LAYERS", "LAYER", "QUERY_LAYERS"])
def test_layers_for_drawing_are_no_layers_of_the_service(name, parameter):
    with pytest.raises(Refused):
        settle("GetMap", {parameter: f"siatka_1km,{name}"}, NOW)
