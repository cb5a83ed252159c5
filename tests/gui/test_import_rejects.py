"""The reject file of several files: a person's own values where that is possible, else a word that they are not."""

import csv
from pathlib import Path

from loading_help import MONDAY
from test_import_runs import figures, store, told  # noqa: F401 - fixtures

from kmzb_qgis.sources.mapping import Mapping


def foreign(path, numbers, names="Numer;Kategoria;Status;TERYT;Data utworzenia;Data modyfikacji;x;y;Sygnatura", bad=()):
    """A file as an office keeps it: dates of its own, places in degrees, a column that nobody knows."""
    lines = [names]
    for number in numbers:
        kind = "Zebractwo" if number in bad else "Żebractwo"
        lines.append(f"{number};{kind};Nowe;1261011;25.03.2024 09:00;25.03.2024 09:0{number % 10};"
                     f"19,937{number:05d};50,061{number:05d};KMZB/{number}")  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def mapped(tmp_path):
    mapping = Mapping({"Numer": "objectid", "Kategoria": "typ", "Status": "status", "TERYT": "teryt",
                       "Data utworzenia": "reported", "Data modyfikacji": "modified", "x": "x", "y": "y"})  # fmt: skip
    mapping.save(tmp_path / "m.json")
    return str(tmp_path / "m.json")


def given(tmp_path, store):  # noqa: F811
    return {"STORE": str(store.path), "MAPPING": mapped(tmp_path), "CRS": "EPSG:4326", "AXIS": 1}


def refused(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_refused_rows_of_several_files_stand_as_they_stood(told, store, tmp_path):  # noqa: F811
    names = [
        foreign(tmp_path / "ą.csv", range(1, 9), bad=(3,)),
        foreign(tmp_path / "b.csv", range(11, 19), bad=(12, 18)),
    ]
    given = {
        "INPUTS": names,
        "STORE": str(store.path),
        "MAPPING": mapped(tmp_path),
        "CRS": "EPSG:4326",
        "AXIS_ORDER": 1,
    }
    result, log = told("importfile", **given)
    assert figures(result) == (13, 0, 0, 0, 3)
    assert "as they were converted" not in log
    found = refused(result["REJECTS"])
    assert [(line["File"], line["Row"]) for line in found] == [("ą.csv", "4"), ("b.csv", "3"), ("b.csv", "9")]
    assert found[1]["Data utworzenia"] == "25.03.2024 09:00"
    assert found[1]["x"] == "19,93700012"
    assert found[1]["Sygnatura"] == "KMZB/12"
    assert {line["KMZB_CRS"] for line in found} == {"EPSG:4326"}
    path = Path(result["REJECTS"])
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Zebractwo", "Żebractwo"), encoding="utf-8")
    result, _ = told("importfile", INPUT=str(path), STORE=str(store.path), MAPPING=mapped(tmp_path))
    assert figures(result) == (3, 0, 0, 0, 0)


def test_files_with_other_columns_say_that_values_are_converted(told, store, tmp_path):  # noqa: F811
    names = "Numer;Kategoria;Status;TERYT;Data utworzenia;Data modyfikacji;x;y;Znak"
    files = [
        foreign(tmp_path / "a.csv", range(1, 9), bad=(3,)),
        foreign(tmp_path / "b.csv", range(11, 19), names, (12,)),
    ]
    given = {
        "INPUTS": files,
        "STORE": str(store.path),
        "MAPPING": mapped(tmp_path),
        "CRS": "EPSG:4326",
        "AXIS_ORDER": 1,
    }
    result, log = told("importfile", **given)
    assert figures(result) == (14, 0, 0, 0, 2)
    assert "as they were converted, not as they stood: the files differ in their columns" in log
    assert refused(result["REJECTS"])[1]["Data utworzenia"] == str(MONDAY)
