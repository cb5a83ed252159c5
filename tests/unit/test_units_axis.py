"""Which coordinate is the easting: by codes, by names, by the country's extent; never guessed."""

import json
from pathlib import Path

import numpy as np
import pytest

from kmzb_qgis.geoportal import boundaries_axis as axis
from kmzb_qgis.toolbelt.errors import KmzbError

KRAKOW = (560000.0, 578000.0, 238000.0, 251000.0)  # E and N of the city, the known place
KATOWICE = (490000.0, 505000.0, 260000.0, 275000.0)
HOME = axis.reference("EPSG:2180")


def turned(box):
    return (*box[2:], *box[:2])


@pytest.mark.parametrize("codes", [("1261011", "2469011"), ("1261", "2469"), ("12", "24")])
def test_codes_settle_it(codes):
    boxes = np.array([KRAKOW, KATOWICE])
    assert axis.decide(boxes, list(codes), ["", ""], HOME, False, "f") is False
    assert axis.decide(np.array([turned(KRAKOW), turned(KATOWICE)]), list(codes), ["", ""], HOME, False, "f") is True


def test_degrees_too():
    boxes = np.array([(19.79, 20.22, 49.97, 50.13)])
    assert axis.decide(boxes, ["1261"], [""], axis.reference("EPSG:4326"), False, "f") is False
    assert axis.decide(np.array([turned(boxes[0])]), ["1261"], [""], axis.reference("EPSG:4326"), False, "f") is True


def test_names_settle_it_where_codes_say_nothing():
    names = ["Komenda Miejska Policji w Krakowie", "Komenda Wojewódzka Policji w Katowicach"]
    boxes = np.array([KRAKOW, KATOWICE])
    assert axis.decide(boxes, ["K-1", "K-2"], names, HOME, False, "f") is False
    assert axis.decide(boxes[:, [2, 3, 0, 1]], ["K-1", "K-2"], names, HOME, False, "f") is True


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("KWP we Wrocławiu", 2), ("KWP w Bydgoszczy", 4), ("KMP w Toruniu", 4), ("KWP w Lublinie", 6),
        ("KWP w Gorzowie Wielkopolskim", 8), ("KMP w Zielonej Górze", 8), ("KWP w Łodzi", 10), ("KWP w Krakowie", 12),
        ("KWP zs. w Radomiu", 14), ("Komenda Stołeczna Policji", 14), ("KWP w Opolu", 16), ("KWP w Rzeszowie", 18),
        ("KWP w Białymstoku", 20), ("KWP w Gdańsku", 22), ("KWP w Katowicach", 24), ("KWP w Kielcach", 26),
        ("KWP w Olsztynie", 28), ("KWP w Poznaniu", 30), ("KWP w Szczecinie", 32), ("KPP w Pcimiu", 0),
        ("KPP w Radomsku", 0), ("KP w Olsztynku", 0), ("KPP w Szczecinku", 0), ("KPP w Łowiczu", 0),
    ],
)  # fmt: skip
def test_seats_are_known_in_all_their_cases(name, number):
    assert axis.by_names([name])[0] == number


def test_the_countrys_extent_settles_it_where_nothing_else_does():
    boxes = np.array([(171000.0, 500000.0, 133000.0, 500000.0), (500000.0, 862000.0, 400000.0, 775000.0)])
    assert axis.decide(boxes, ["a", "b"], ["x", "y"], HOME, True, "f") is False
    assert axis.decide(boxes[:, [2, 3, 0, 1]], ["a", "b"], ["x", "y"], HOME, True, "f") is True


@pytest.mark.parametrize(
    ("boxes", "codes", "words"),
    [
        ([KRAKOW, KATOWICE], ["a", "b"], "cannot be told"),
        ([KRAKOW, turned(KATOWICE)], ["1261", "2469"], "mixes two orders"),
        ([KRAKOW, KATOWICE], ["2001", "2002"], "do not lie where their codes or names say"),
    ],
)
def test_doubt_is_a_question(boxes, codes, words):
    with pytest.raises(KmzbError, match=words) as caught:
        axis.decide(np.array(boxes), codes, ["", ""], HOME, False, "plik.gpkg")
    assert caught.value.code == "question" and "plik.gpkg" in caught.value.message


def test_an_unknown_system_is_refused():
    for text in ("EPSG:999999", "/etc/passwd", "https://example.org/crs", "EPSG:5773"):  # the last: heights
        with pytest.raises(KmzbError, match="is not known"):
            axis.reference(text)


def test_every_voivodeship_has_a_seat_and_a_box():
    known = json.loads((Path(axis.__file__).parents[1] / "toolbelt" / "voivodeships.json").read_text(encoding="utf-8"))
    assert set(axis._SEATS) == set(known["boxes"])
