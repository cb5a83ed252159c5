"""Numbers as text by NumPy, places of EPSG:2180 in other systems, texts as formats spell them."""

from __future__ import annotations

import csv
import io
import json
import random

import numpy as np
import pytest
from lxml import etree
from osgeo import osr

from kmzb_qgis.toolbelt import figures, poland92, spelling


@pytest.mark.parametrize("decimals", [0, 1, 2, 6, 7])
@pytest.mark.parametrize(
    "values",
    [
        np.linspace(171_677.12, 861_895.99, 5000).round(2),  # all of eight digits at two decimals: the quick way
        np.linspace(-2_000_000, 900_000_000, 5001),
        np.array([0, -0.0, 0.004, -0.004, 0.5, 9.99999999, -123_456_789.25, 999_999_999]),
        np.array([7.0]),
        np.linspace(14.1, 24.2, 70_000),
    ],
)
def test_numbers_are_written_as_python_writes_them(values, decimals):
    found = figures.texts(values, decimals)
    texts = [bytes(row).decode() for row in found]
    assert len({len(text) for text in texts}) == 1 and min(len(text) - len(text.lstrip()) for text in texts) == 0
    for text, value in zip(texts, values.tolist()):
        assert "-0" not in text or float(text) != 0
        assert abs(float(text) - value) <= 0.5000001 * 10**-decimals + abs(value) * 1e-15
        assert len(text.partition(".")[2]) == decimals and " " not in text.strip()


def test_what_is_no_number_is_refused():
    for wrong in (np.nan, np.inf, 1e10, -1e10):
        with pytest.raises(ValueError):
            figures.texts(np.array([1.0, wrong]), 2)
    assert figures.texts(np.empty(0), 2).shape[0] == 0


def test_rows_of_text():
    columns = [figures.texts(np.array([1.5, 22.25]), 2), b" ", figures.texts(np.array([3.0, 4.0]), 0), b";"]
    assert figures.rows(columns) == (b" 1.50 3;22.25 4;", 8)


def test_few_decimals_where_they_say_it_exactly():
    assert figures.decimals(np.array([567059.12, 244219.0]), 2, 6) == 2
    assert figures.decimals(np.array([567059.12, 244219.123]), 2, 6) == 6


@pytest.mark.parametrize("code", [4326, 3857])
def test_places_are_where_proj_puts_them(code):
    chance = random.Random(3)
    places = np.array([[chance.uniform(100_000, 900_000), chance.uniform(100_000, 900_000)] for _ in range(20_000)])
    systems = []
    for number in (2180, code):
        system = osr.SpatialReference()
        system.ImportFromEPSG(number)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    wanted = np.array(osr.CoordinateTransformation(*systems).TransformPoints(places.tolist()))[:, :2]
    assert np.abs(poland92.to(places, code) - wanted).max() < (1e-11 if code == 4326 else 1e-6)
    assert (poland92.to(places, 2180) == places).all()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "żółw",
        "a & b < c > d \"e\" 'f'",
        "=1+2",
        "+48",
        "-1",
        "@x",
        "\tx",
        "a\r\nb\rc\n",
        "1,2;3",
        "\x00\x01\x1f\ufffe",
    ],
)
def test_texts_come_back_as_they_were(text):
    sayable = "".join("\ufffd" if letter in "\x00\x01\x1f\ufffe" else letter for letter in text)
    element = etree.fromstring(f'<a b="{spelling.xml(text)}">{spelling.xml(text)}</a>')
    assert (element.text or "") == sayable
    assert json.loads(spelling.json(text)) == text
    row = next(csv.reader(io.StringIO(f"{spelling.csv(text)},x\r\n", newline="")))
    assert row == [f"'{sayable}" if text[:1] in tuple("=+-@\t\r") else sayable, "x"]
    assert next(csv.reader(io.StringIO(f"{spelling.bare(text)},x\r\n", newline=""))) == [sayable, "x"]
    assert spelling.plain(text) == (text in ("", "żółw"))


def test_names():
    assert spelling.name("0a-b.c_d") == "0a-b.c_d" and spelling.name("a b/ż") == "a_x20_b_x2F__x17C_"
