"""Columns by other names: guessed, said, kept and used again."""

import json

import pytest
from source_files import STATE, TOWNS, TYPE, Feedback, expected, places, read, reports, write_csv, write_ogr

from kmzb_qgis.sources.inspect import inspect
from kmzb_qgis.sources.mapping import Mapping, guess
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.toolbelt.errors import KmzbError

OTHER = {
    "OBJECTID": "Nr", "Typ": "Rodzaj zagrożenia", "Status": "Stan", "TERYT": "kod_teryt",
    "Data utworzenia": "Data zgłoszenia",
    "Data modyfikacji": "Data aktualizacji", "x": "Współrzędna X", "y": "Współrzędna Y", "Opis": "Treść zgłoszenia",
}  # fmt: skip


def test_synonyms_are_taken_and_told(tmp_path):
    feedback = Feedback()
    found = read(write_csv(tmp_path / "a.csv", reports(), ";", "cp1250", ",", OTHER), feedback)
    assert {(row["typ"], row["status"], row["description"]) for row in found} == {(TYPE, STATE, "Łąka; „ąę”")}
    assert "objectid" not in found[0]
    told = next(text for text in feedback.said if text.startswith("Columns were taken by their meaning"))
    assert "'Rodzaj zagrożenia' = Typ" in told
    assert "'Data zgłoszenia' = Data utworzenia" in told
    assert any("left aside: Nr" in text for text in feedback.said)
    assert "The file is read as CP1250." in feedback.said


def test_a_guess_is_never_of_two_kinds():
    assert guess(["x", "y", "lon", "lat"]).mapping.columns == {"x": "x", "y": "y"}
    assert guess(["lon", "lat", "E", "N"]).mapping.columns == {"lon": "x", "lat": "y"}
    two = guess(["Typ", "Kategoria", "Stan", "Status zgłoszenia", "data"])
    assert two.mapping.columns == {"Typ": "typ"}
    assert two.doubtful == {"status": ("Stan", "Status zgłoszenia")}
    assert guess(["x", "lat"]).mapping.columns == {"x": "x", "lat": "y"}
    assert guess(["Data", "godzina"]).mapping.columns == {}


def test_two_columns_for_one_are_a_question(tmp_path):
    rows = [{**row, "Stan": "?"} for row in reports()]
    path = write_csv(tmp_path / "a.csv", rows, names={"Status": "Status zagrożenia"})
    with pytest.raises(
        KmzbError, match=r"may be 'Status' \(Status zagrożenia, Stan\): set which by a mapping"
    ) as caught:
        read(path)
    assert caught.value.code == "question"
    columns = {**guess([*rows[0], "Status zagrożenia"]).mapping.columns, "Status zagrożenia": "status"}
    columns.pop("Status", None)
    assert read(path, mapping=Mapping(columns))[0]["status"] == STATE


def test_kept_and_used_again(tmp_path):
    rows = reports(code=4326, swapped=True, Typ="zieleń", Status="żart")
    names = {"Typ": "co", "Status": "jak", "Data utworzenia": "kiedy", "Data modyfikacji": "zmiana", "x": "a", "y": "b"}
    path = write_csv(tmp_path / "a.csv", rows, "\t", "cp1250", ",", names)
    columns = {
        "co": "typ",
        "jak": "status",
        "kiedy": "reported",
        "zmiana": "modified",
        "a": "x",
        "b": "y",
        "TERYT": "teryt",
    }
    mapping = Mapping(columns, {"zieleń": TYPE}, {"żart": STATE}, "EPSG:4326", True, "cp1250", "ms")
    kept = tmp_path / "układ żółty.json"
    mapping.save(kept)
    assert Mapping.load(kept) == mapping == Mapping.from_dict(mapping.to_dict())
    assert json.loads(kept.read_text(encoding="utf-8"))["columns"]["co"] == "Typ"
    found = read(path, mapping=Mapping.load(kept))
    assert {(row["typ"], row["status"]) for row in found} == {(TYPE, STATE)}
    assert abs(places(found) - expected()).max() < 0.006
    assert "objectid" not in found[0]  # not named, so left aside
    with pytest.raises(KmzbError, match="TERYT codes agree"):  # what is said beside it wins
        read(path, mapping=Mapping.load(kept), swapped=False)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_mapping_of_x_and_y_takes_them_instead_of_the_geometry(tmp_path):
    rows = reports()
    shapes = [f"POINT ({row['x'] + 500} {row['y']})" for row in rows]
    path = write_ogr(tmp_path / "a.gpkg", rows, "GPKG", shapes=shapes, keep_xy=True)
    assert abs(places(read(path)) - expected()).max() == 500
    mapping = guess(list(rows[0])).mapping
    assert abs(places(read(path, mapping=mapping)) - expected()).max() == 0


def test_the_geodesists_x_is_the_northing_by_a_mapping(tmp_path):
    path = write_csv(tmp_path / "a.csv", reports(swapped=True), names={"x": "X", "y": "Y"})
    columns = {
        **guess(["Typ", "Status", "TERYT", "Data utworzenia", "Data modyfikacji"]).mapping.columns,
        "X": "y",
        "Y": "x",
    }
    assert abs(places(read(path, mapping=Mapping(columns))) - expected()).max() == 0
    degrees = write_csv(tmp_path / "b.csv", reports(code=4326), names={"x": "lat", "y": "lon"})  # named wrongly
    turned = Mapping({**{name: short for name, short in columns.items() if name not in "XY"}, "lat": "x", "lon": "y"})
    assert abs(places(read(degrees, mapping=turned)) - expected()).max() < 0.006


def test_one_mapping_for_the_table_and_its_shapefile(tmp_path):
    names = {"Typ": "Rodzaj zdarzenia na mapie", "Status": "Stan sprawy w jednostce"}
    mapping = Mapping(
        {"Rodzaj zdarzenia na mapie": "typ", "Stan sprawy w jednostce": "status", "Data utworzenia": "reported",
         "Data modyfikacji": "modified", "TERYT": "teryt"}
    )  # fmt: skip
    rows = [{names.get(key, key): value for key, value in row.items()} for row in reports()]
    path = write_ogr(tmp_path / "a.shp", rows, "ESRI Shapefile", layer_options=["ENCODING=CP1250"])
    assert {row["typ"] for row in read(path, mapping=mapping)} == {TYPE}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kmzb_mapping": 2}, "has version 2; this plugin reads 1"),
        ({"columns": {"a": "Kolor"}}, "names 'Kolor', which is no KMZB column"),
        ({"columns": {"a": "Typ", "b": "typ"}}, "takes two columns as 'Typ'"),
        ({"columns": ["Typ"]}, "'columns' is not a list of names"),
        (
            {"values": {"Typ": {"a": "Zebractwo"}}},
            "'Zebractwo', which the catalogue does not know. Did you mean 'Żebractwo'",
        ),
        ({"values": {"Kolor": {}}}, "only Typ and Status have any"),
        ({"values": {"Status": {"a": "%%%%"}}}, "'%%%%', which the catalogue does not know."),
        ({"crs": "/etc/passwd"}, "not of the form EPSG:2180"),
        ({"swapped": "yes"}, "must be true, false or null"),
        ({"encoding": "klingon"}, "encoding 'klingon' is not known"),
        ({"date_form": "us"}, "none of ms, iso, dmy"),
        ({"layer": 7}, "'layer' is not a text"),
        ({"kolory": {}}, "unknown entry 'kolory'"),
    ],
)
def test_a_spoilt_mapping_is_one_sentence(tmp_path, change, words):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**Mapping({"a": "typ"}).to_dict(), **change}), encoding="utf-8")
    with pytest.raises(KmzbError) as caught:
        Mapping.load(path)
    assert words in caught.value.message
    assert "a.json" in caught.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not valid JSON"),
        (b"[]", "no mapping of columns"),
        (b"\xff\xfe", "not valid JSON"),
        (b" " * (2 << 20), "too large"),
    ],
)
def test_what_is_no_mapping(tmp_path, content, words):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(KmzbError, match=words):
        Mapping.load(path)
    with pytest.raises(KmzbError, match="cannot be read"):
        Mapping.load(tmp_path / "brak.json")
    with pytest.raises(KmzbError, match="cannot be written"):
        Mapping().save(tmp_path / "brak" / "a.json")


def test_inspection_tells_what_reading_will_do(tmp_path):
    path = write_csv(
        tmp_path / "a.csv", [{**row, "Inne": "?"} for row in reports(code=3857)], ";", "cp1250", ",", OTHER
    )
    seen = inspect(path)
    assert (seen.format, seen.encoding, seen.separator, seen.crs, seen.swapped) == (
        "CSV",
        "cp1250",
        ";",
        "EPSG:3857",
        False,
    )
    assert seen.ready
    assert "by agreement with TERYT" in seen.reason
    assert seen.mapping.columns["Stan"] == "status"
    assert seen.unknown == ("Nr", "Inne")
    assert len(seen.rows) == len(TOWNS)
    assert seen.rows[0][1] == TYPE
    assert any("CP1250" in note for note in seen.notes)


@pytest.mark.parametrize(
    ("name", "driver"), [("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON"), ("a.xlsx", "XLSX"), ("a.shp", "ESRI Shapefile")]
)
def test_inspection_of_the_other_formats(tmp_path, name, driver):
    seen = inspect(write_ogr(tmp_path / name, reports(), driver))
    assert (seen.format, seen.crs, seen.swapped, seen.count, seen.questions) == (driver, "EPSG:2180", False, 6, ())
    assert len(seen.layers) == 1
    assert seen.reason


def test_inspection_asks(tmp_path):
    path = write_csv(tmp_path / "a.csv", reports(swapped=True))
    seen = inspect(path)
    assert not seen.ready
    assert "set the axis order to swapped" in seen.questions[0]
    assert seen.rows
    assert seen.mapping.columns
    assert inspect(path, ReadOptions(swapped=True)).ready
    lacking = inspect(
        write_csv(tmp_path / "b.csv", [{k: v for k, v in row.items() if k != "Data modyfikacji"} for row in reports()])
    )
    assert lacking.missing == ("Data modyfikacji",)
    assert "lacks 1 column" in lacking.questions[0]
    two = tmp_path / "c.xlsx"
    write_ogr(two, reports(), "XLSX", layer="lipiec")
    write_ogr(two, reports(), "XLSX", layer="maj")
    seen = inspect(two)
    assert seen.layers == ("lipiec", "maj")
    assert "set which to read" in seen.questions[0]
    with pytest.raises(KmzbError, match="There is no file"):
        inspect(tmp_path / "brak.csv")


def test_inspection_of_an_answer_and_of_rows_that_cannot_be_taken(tmp_path):
    path = tmp_path / "a.json"
    attributes = {"OBJECTID": 1, "Typ": TYPE, "Status": STATE}
    path.write_text(
        json.dumps({"features": [{"attributes": attributes, "geometry": {"x": 1.5, "y": 2}}]}), encoding="utf-8"
    )
    seen = inspect(path)
    assert (seen.format, seen.crs, seen.rows[0][1], seen.ready) == ("JSON", "EPSG:2180", TYPE, True)
    rows = reports(**{"Data zdarzenia": "wczoraj"})
    notes = inspect(write_csv(tmp_path / "b.csv", rows)).notes
    assert any("6 cannot be taken, for example: 'wczoraj' is not a date" in note for note in notes)
