"""Synthetic samples: the same for the same seed, with the shares and places they promise."""

import csv
import json
from collections import Counter

import pytest

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.sources.sample import NOTE, make, write_sample
from kmzb_qgis.sources.sample_cities import CITIES
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

END = warsaw.from_text("2026-09-01T12:00:00Z")
END_MS = int(END.timestamp() * 1000)


def test_same_seed_same_bytes_other_seed_others(tmp_path):
    for name, seed in (("a.csv", 1), ("b.csv", 1), ("c.csv", 2)):
        write_sample(tmp_path / name, 500, seed, END)
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert a == b != c


def test_json_is_a_service_answer_that_says_it_is_synthetic(tmp_path):
    write_sample(tmp_path / "z.JSON", 3000, 7, END)
    answer = json.loads((tmp_path / "z.JSON").read_text(encoding="utf-8"))
    assert answer["synthetic"] is True
    assert answer["note"] == NOTE
    assert len(answer["features"]) == 3000
    attributes = [feature["attributes"] for feature in answer["features"]]
    assert len({entry["OBJECTID"] for entry in attributes}) == 3000
    book = load()
    for entry in attributes:
        book.category(entry["Typ"])
        book.status(entry["Status"])
        assert entry["Data utworzenia"] <= entry["Data modyfikacji"] <= END_MS
    places = [feature["geometry"] for feature in answer["features"]]
    assert None in places
    low_e, low_n, high_e, high_n = book.rules["extent_2180"]
    assert all(low_e < p["x"] < high_e and low_n < p["y"] < high_n for p in places if p)


def test_csv_and_json_say_the_same(tmp_path):
    write_sample(tmp_path / "z.csv", 200, 3, END)
    write_sample(tmp_path / "z.json", 200, 3, END)
    with (tmp_path / "z.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    features = json.loads((tmp_path / "z.json").read_text(encoding="utf-8"))["features"]
    assert len(rows) == len(features) == 200
    for row, feature in zip(rows, features):
        for name, value in feature["attributes"].items():
            assert row[name] == ("" if value is None else str(value))


def test_shares_follow_the_figures():
    data = make(40_000, 1, END)
    kinds = Counter(data["typ"].tolist())
    assert kinds[18] / 40_000 == pytest.approx(0.30, abs=0.01)
    assert kinds[11] / 40_000 == pytest.approx(0.26, abs=0.01)
    decided = data["reported"] < END_MS - 60 * 86_400_000
    parking = decided & (data["typ"] == 11)
    confirmed = [status.id for status in load().statuses if status.confirmed]
    share = sum((data["status"][parking] == number).sum() for number in confirmed) / parking.sum()
    assert share == pytest.approx(0.64, abs=0.03)
    assert set(data["status"].tolist()) == {status.id for status in load().statuses}


def test_places_lie_around_the_cities_they_name():
    data = make(5000, 1, END)
    placed = (data["teryt"] >= 0) & (data["x"] == data["x"])
    for city, x, y in zip(data["teryt"][placed][:500], data["x"][placed], data["y"][placed]):
        assert abs(x - CITIES[city][2]) < 30_000
        assert abs(y - CITIES[city][3]) < 30_000


@pytest.mark.parametrize(
    ("city", "lon", "lat"),  # known places: Palace of Culture, Wawel, Neptune's fountain, Jasna Góra, Poznań town hall
    [
        ("Warszawa", 21.0060, 52.2318),
        ("Kraków", 19.9354, 50.0540),
        ("Gdańsk", 18.6532, 54.3485),
        ("Częstochowa", 19.0971, 50.8124),
        ("Poznań", 16.9342, 52.4085),
    ],
)
def test_cities_are_where_they_are(city, lon, lat):
    from osgeo import osr

    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(4326)
    target.ImportFromEPSG(2180)
    for system in (source, target):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    east, north, _ = osr.CoordinateTransformation(source, target).TransformPoint(lon, lat)
    entry = next(entry for entry in CITIES if entry[0] == city)
    assert abs(entry[2] - east) < 3000
    assert abs(entry[3] - north) < 3000


def test_all_voivodeships_are_there():
    assert {entry[1][:2] for entry in CITIES} == {f"{number:02d}" for number in range(2, 33, 2)}


@pytest.mark.parametrize(
    ("name", "count", "seed", "words"),
    [
        ("z.txt", 1, 1, ".csv or .json"),
        ("z", 1, 1, ".csv or .json"),
        ("z.csv", 0, 1, "between 1 and"),
        ("z.csv", 1, -1, "seed"),
        ("no/such/z.csv", 1, 1, "cannot be written"),
    ],
)
def test_wrong_wishes_are_one_sentence(tmp_path, name, count, seed, words):
    with pytest.raises(KmzbError, match=words):
        write_sample(tmp_path / name, count, seed, END)
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_no_file(tmp_path):
    class Stopped:
        def isCanceled(self):
            return True

        def setProgress(self, _):
            pass

    with pytest.raises(Cancelled):
        write_sample(tmp_path / "z.csv", 10, 1, END, Stopped())
    assert list(tmp_path.iterdir()) == []
