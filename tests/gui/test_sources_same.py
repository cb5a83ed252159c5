"""The same reports from every format and CRS are the same to the store: a second import changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from loading_help import counts, new_store, reports

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from source_files import TOWNS, write_csv, write_ogr
from source_files import reports as towns_reports

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.store.loading import Run, load

PLACES = [
    (x + step * 37.13, y - step * 21.77, code) for step in range(40) for x, y, code in TOWNS
]  # to the centimetre, as the service gives them


def bring(store, path, **options):
    return counts(load(store, Run("file", path.name, "anna"), read_file(path, None, ReadOptions(**options))))


def rows(code=2180, numbered=True, **changed):
    found = towns_reports([(round(x, 2), round(y, 2), code_) for x, y, code_ in PLACES], code, **changed)
    for index, row in enumerate(found):
        row["Data utworzenia"] += index * 1000
        row["Data zdarzenia"] = row["Data utworzenia"] - 86_400_000
        if not numbered:
            del row["OBJECTID"]
    return found


def in_words(found):
    """Dates as a person in Warsaw writes them."""
    for row in found:
        for name in ("Data utworzenia", "Data zdarzenia", "Data modyfikacji"):
            row[name] = warsaw.from_epoch_ms(row[name]).astimezone(warsaw.WARSAW).strftime("%d.%m.%Y %H:%M:%S")
    return found


def as_cells(found):
    """Dates as a spreadsheet's date cells."""
    for row in found:
        for name in ("Data utworzenia", "Data zdarzenia", "Data modyfikacji"):
            at = warsaw.from_epoch_ms(row[name]).astimezone(warsaw.WARSAW)
            row[name] = (at.year, at.month, at.day, at.hour, at.minute, float(at.second), 0)
    return found


@pytest.mark.parametrize("numbered", [True, False], ids=["with OBJECTID", "by source_key"])
def test_every_format_and_system_is_the_same_report(tmp_path, numbered):
    store = new_store(tmp_path)
    count = len(PLACES)
    first = write_csv(tmp_path / "a.csv", rows(numbered=numbered))
    assert bring(store, first) == (count, 0, 0, 0, 0)
    before = reports(store, "*")
    others = [
        write_csv(tmp_path / "b.csv", in_words(rows(numbered=numbered)), ";", "cp1250", ","),
        write_csv(tmp_path / "c.csv", rows(4326, numbered), "\t"),
        write_csv(tmp_path / "d.csv", rows(3857, numbered)),
        write_ogr(tmp_path / "e.geojson", rows(4326, numbered), "GeoJSON", 4326),
        write_ogr(tmp_path / "f.geojson", in_words(rows(numbered=numbered)), "GeoJSON", 2180),
        write_ogr(tmp_path / "g.gpkg", as_cells(rows(3857, numbered)), "GPKG", 3857),
        write_ogr(tmp_path / "h.shp", rows(numbered=numbered), "ESRI Shapefile", layer_options=["ENCODING=CP1250"]),
        write_ogr(tmp_path / "i.shp", rows(4326, numbered), "ESRI Shapefile", 4326, layer_options=["ENCODING=CP1250"]),
        write_ogr(tmp_path / "j.xlsx", as_cells(rows(numbered=numbered)), "XLSX"),
        write_ogr(tmp_path / "k.xlsx", rows(4326, numbered), "XLSX"),
    ]
    for path in others:
        assert bring(store, path) == (0, 0, count, 0, 0), path.name
    assert bring(store, write_csv(tmp_path / "l.csv", rows(numbered=numbered, swapped=True)), swapped=True) == (
        0, 0, count, 0, 0,
    )  # fmt: skip
    assert reports(store, "*") == before


@pytest.mark.parametrize(("decimals", "same"), [(8, True), (9, True)])
def test_degrees_are_exact_enough_from_eight_decimals_on(tmp_path, decimals, same):
    store = new_store(tmp_path)
    bring(store, write_csv(tmp_path / "a.csv", rows(numbered=False)))
    degrees = [{**row, "x": round(row["x"], decimals), "y": round(row["y"], decimals)} for row in rows(4326, False)]
    assert (bring(store, write_csv(tmp_path / "b.csv", degrees)) == (0, 0, len(PLACES), 0, 0)) is same


def test_of_seven_decimals_one_in_ten_looks_changed_as_it_is_told(tmp_path):
    said = []

    class Feedback:
        isCanceled = staticmethod(lambda: False)
        setProgress = staticmethod(lambda _: None)
        pushInfo = staticmethod(said.append)
        pushWarning = staticmethod(lambda text: pytest.fail(text))

    store = new_store(tmp_path)
    bring(store, write_csv(tmp_path / "a.csv", rows()))
    degrees = [{**row, "x": round(row["x"], 7), "y": round(row["y"], 7)} for row in rows(4326)]
    path = write_csv(tmp_path / "b.csv", degrees)
    result = load(store, Run("file", "b", "anna"), read_file(path, Feedback()), Feedback())
    assert result.unchanged + result.conflicts == len(PLACES)
    assert 0.05 < result.conflicts / len(PLACES) < 0.15
    assert any("7 decimals, which is exact to about 0.011 m" in text and "one in ten" in text for text in said)
    (tmp_path / "inny").mkdir()
    other = new_store(tmp_path / "inny")
    assert bring(other, path)[0] == len(PLACES)
    assert bring(other, path) == (0, 0, len(PLACES), 0, 0)  # to itself it is exact


def test_coarser_degrees_are_told(tmp_path):
    said = []

    class Feedback:
        isCanceled = staticmethod(lambda: False)
        setProgress = staticmethod(lambda _: None)
        pushInfo = staticmethod(said.append)
        pushWarning = staticmethod(said.append)

    degrees = [{**row, "x": round(row["x"], 6), "y": round(row["y"], 6)} for row in rows(4326)]
    list(read_file(write_csv(tmp_path / "a.csv", degrees), Feedback()))
    assert any("6 decimals, which is exact to about 0.11 m" in text for text in said)
