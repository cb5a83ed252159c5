"""The benchmark of services: what it takes for a right answer, and what it says of its aims."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import serving_ask as asks
import serving_data
import serving_lines
import serving_sides
from serving_ask import Answer, Wrong
from serving_data import Data, Place
from serving_lines import Section
from serving_measure import Cell
from serving_sides import BARE, BARE_API, DEEP, HITS, MAP, OURS, POINTS
from serving_warm import CACHED, UNCHANGED

ONE, TWO, THREE = "1111-a", "2222-b", "3333-c"
KNOWN = Place(TWO, 567059.0, 244219.0, 19.937, 50.062)


def answer(text: str | bytes) -> Answer:
    body = text if isinstance(text, bytes) else text.encode()
    return Answer(200, {}, body, len(body), 0.1, 0.1)


def collection(*places: tuple[str, float, float]) -> Answer:
    features = [
        {"type": "Feature", "properties": {"id": name}, "geometry": {"type": "Point", "coordinates": [x, y]}}
        for name, x, y in places
    ]
    return answer(json.dumps({"type": "FeatureCollection", "features": features}))


def members(label: str, *places: tuple[str, float, float], tag: str = "pos") -> Answer:
    return answer(
        "<wfs:FeatureCollection>"
        + "".join(
            f'<wfs:member><kmzb:zgloszenia gml:id="z.{name}"><gml:Point srsName="{label}">'
            f"<gml:{tag}>{x} {y}</gml:{tag}></gml:Point><kmzb:id>{name}</kmzb:id></kmzb:zgloszenia></wfs:member>"
            for name, x, y in places
        )
        + "</wfs:FeatureCollection>"
    )


def test_a_geojson_answer_counts_when_it_has_all_reports_and_the_known_one_in_its_place():
    look = asks.geojson(2, KNOWN)
    look(collection((ONE, 20.0, 50.0), (TWO, 19.937, 50.062)))
    for wrong in (
        collection((TWO, 19.937, 50.062)),
        collection((ONE, 20.0, 50.0), (THREE, 19.937, 50.062)),
        collection((ONE, 20.0, 50.0), (TWO, 50.062, 19.937)),
        collection((ONE, 20.0, 50.0), (TWO, 19.938, 50.062)),
        answer("<html>"),
        answer("[]"),
    ):
        with pytest.raises(Wrong):
            look(wrong)


def test_the_places_of_gml_are_read_in_the_order_of_their_label():
    look = asks.gml(2, KNOWN)
    urn = "urn:ogc:def:crs:EPSG::2180"
    look(members(urn, (ONE, 1.0, 2.0), (TWO, 244219.0, 567059.0)))
    look(members("EPSG:2180", (ONE, 1.0, 2.0), (TWO, 567059.0, 244219.0), tag="coordinates"))
    for wrong in (
        members("EPSG:2180", (ONE, 1.0, 2.0), (TWO, 244219.0, 567059.0)),
        members(urn, (ONE, 1.0, 2.0), (TWO, 567059.0, 244219.0)),
        members(urn, (TWO, 244219.0, 567059.0)),
        members(urn, (ONE, 1.0, 2.0), (THREE, 244219.0, 567059.0)),
        answer("<ServiceException>no</ServiceException>"),
    ):
        with pytest.raises(Wrong):
            look(wrong)


def drawn(width: int, height: int, side: int) -> bytes:
    """A white map with one red square, as PNG."""
    pixels = np.full((3, height, width), 255, "u1")
    pixels[1:, :side, :side] = 0
    made = gdal.GetDriverByName("MEM").Create("", width, height, 3)
    for band in range(3):
        made.GetRasterBand(band + 1).WriteArray(pixels[band])
    place = "/vsimem/drawn.png"
    gdal.GetDriverByName("PNG").CreateCopy(place, made).FlushCache()
    handle = gdal.VSIFOpenL(place, "rb")
    content = bytes(gdal.VSIFReadL(1, gdal.VSIStatL(place).size, handle))
    gdal.VSIFCloseL(handle)
    gdal.Unlink(place)
    return content


def test_counts_and_maps_are_looked_at():
    for text in ('numberMatched="12"', '"numberMatched":12', 'numberOfFeatures="12"'):
        asks.hits(12)(answer(text))
        with pytest.raises(Wrong):
            asks.hits(13)(answer(text))
    asks.counted(2)(answer('{"type":"FeatureCollection","features":[{"type": "Feature"},{"type":"Feature"}]}'))
    asks.picture(answer(drawn(800, 600, 20)))
    for wrong in (drawn(800, 600, 0), drawn(800, 600, 5), drawn(801, 600, 20), drawn(800, 600, 20)[:100], b"<xml/>"):
        with pytest.raises(Wrong):
            asks.picture(answer(wrong))


@pytest.fixture
def data():
    """Reports at random, without a publication."""
    made = Data.__new__(Data)
    chance = np.random.default_rng(1)
    made.size = 3000
    made.ids = [f"{number:08d}" for number in range(made.size)]
    made.metres = serving_data.CENTRE + chance.normal(0, 20_000, (made.size, 2))
    made.degrees = (19.937, 50.062) + (made.metres - serving_data.CENTRE) / (71_000, 111_000)
    return made


def test_each_box_of_a_view_holds_exactly_its_reports_and_no_two_runs_ask_the_same(data):
    view = data.view(1000)
    for number in (0, 1, 77, serving_data.STEPS - 1):
        for places, degrees in ((data.metres, False), (data.degrees, True)):
            west, south, east, north = view.box(number, degrees)
            inside = ((places > (west, south)) & (places < (east, north))).all(axis=1)
            assert inside.sum() == 1000
            assert inside[data.ids.index(view.place.id)]
    for side in (serving_sides._wfs20, serving_sides._wfs11, serving_sides._oapif):
        question = side([view], data.size)[serving_sides.geojson(1000)]
        assert len({question.words(number) for number in range(50)}) == 50


def section() -> Section:
    found = Section(3000, "GeoPackage", "a machine", [1000], [OURS, BARE, BARE_API, "MapServer"], rounds=2)
    found.cells = {
        OURS: {"GeoJSON, 1,000": Cell([0.010], [0.009]), "GML, 1,000": Cell([0.012], [0.009]), HITS: Cell([0.001]),
               DEEP: Cell([0.020]), MAP: Cell([0.1])},
        BARE: {"GeoJSON, 1,000": Cell([0.050], [0.050]), "GML, 1,000": Cell([0.060], [0.050]), POINTS: Cell([2.0])},
        BARE_API: {"GeoJSON, 1,000": Cell([0.039], [0.030])},
        "MapServer": {"GeoJSON, 1,000": Cell([0.011]), "GML, 1,000": Cell(fault="999 features, not 1,000 | <x>")},
    }  # fmt: skip
    found.warm = {"GeoJSON, 1,000": {CACHED: Cell([0.0011]), UNCHANGED: Cell(fault="no ETag")}}
    found.memory = {OURS: (200.0, 230.0)}
    return found


def test_aims_are_told_as_they_were_met_and_what_is_missing_stands_below():
    said = {line.split("|")[1].strip(): line for line in section().aims()}
    assert "**3.9** (by CPU 3.3) | **not met**" in said["GeoJSON, 1,000: 4 times QGIS Server"]  # by the faster of both
    assert "**5.0** (by CPU 5.6) | met" in said["GML, 1,000: 4 times QGIS Server"]
    assert "| met |" in said["GeoJSON, 1,000: ahead of MapServer"]
    assert "| met |" in said[f"{HITS}: under 10 ms"] and "**not met**" in said[f"{DEEP}: under 10 ms"]
    assert "**20.0** | met" in said["national map: 10 times QGIS drawing each report"]
    assert "**not met**" in said["GeoJSON, 1,000, from nginx's cache: 50 times QGIS Server"]
    assert "200 → 230 MB | **not met**" in said["memory flat while 3,000 reports stream"]
    text = "\n".join(section().text())
    assert "- MapServer, GML, 1,000: 999 features, not 1,000 / ‹x›" in text
    assert f"- {OURS}, GeoJSON, 1,000, 304: no ETag" in text


def test_sections_are_written_in_the_place_of_their_own(tmp_path):
    page = tmp_path / "bench.md"
    page.write_text(f"before\n{serving_lines.BEGIN}\n{serving_lines.END}\nafter\n", encoding="utf-8")
    first, second = section(), section()
    second.size = 100_000
    serving_lines.write(page, [second])
    serving_lines.write(page, [first])
    first.notes = ["said anew"]
    serving_lines.write(page, [first])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith(f"{serving_lines.END}\nafter\n")
    assert text.count("### ") == 2 and text.index("### 3,000") < text.index("### 100,000")
    assert text.count("said anew") == 1
