"""Every format gives the same reports: values, Polish letters, places in three CRSs."""

import zipfile

import numpy as np
import pytest
from osgeo import ogr
from source_files import (
    MODIFIED,
    REPORTED,
    STATE,
    TOWNS,
    TYPE,
    Feedback,
    expected,
    places,
    read,
    reports,
    write_csv,
    write_ogr,
)

from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

CODES = (2180, 4326, 3857)
SPATIAL = {"GeoJSON": ".geojson", "GPKG": ".gpkg", "ESRI Shapefile": ".shp"}


def check(rows, towns=TOWNS, tolerance=0.006):
    assert len(rows) == len(towns)
    assert not [row["flaw"] for row in rows if "flaw" in row]
    assert {row["typ"] for row in rows} == {TYPE}
    assert {row["status"] for row in rows} == {STATE}
    assert {row["description"] for row in rows} == {"Łąka; „ąę”"}
    assert [row["teryt"] for row in rows] == [town[2] for town in towns]
    assert {int(row["reported"]) for row in rows} == {REPORTED}
    assert {int(row["modified"]) for row in rows} == {MODIFIED}
    assert {row.get("event") or None for row in rows} == {None}
    assert [int(row["objectid"]) for row in rows] == [index + 1 for index in range(len(towns))]
    assert np.abs(places(rows) - expected(towns)).max() <= tolerance


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_csv(tmp_path, separator, encoding, decimal):
    rows = reports()
    if encoding == "cp1250":
        assert "Łąka; „ąę”".encode(encoding)
    check(read(write_csv(tmp_path / "a.csv", rows, separator, encoding, decimal)))


@pytest.mark.parametrize("code", CODES)
def test_csv_in_three_systems(tmp_path, code):
    check(read(write_csv(tmp_path / "a.csv", reports(code=code))))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("driver", SPATIAL)
def test_spatial_formats(tmp_path, driver, code):
    path = tmp_path / f"żółw{SPATIAL[driver]}"
    options = {"layer_options": ["ENCODING=UTF-8"]} if driver == "ESRI Shapefile" else {}
    write_ogr(path, reports(code=code), driver, code, **options)
    check(read(path))


@pytest.mark.parametrize("code", CODES)
def test_xlsx(tmp_path, code):
    check(read(write_ogr(tmp_path / "a.xlsx", reports(code=code), "XLSX", None)))


def test_xlsx_with_numbers_for_codes_and_dates_as_date_cells(tmp_path):
    rows = reports(**{"Data utworzenia": (2024, 3, 25, 9, 0, 0.0, 0), "Data modyfikacji": (2024, 3, 26, 10, 1, 1.0, 0)})
    for row in rows:
        row["TERYT"] = int(row["TERYT"])
    found = read(write_ogr(tmp_path / "a.xlsx", rows, "XLSX", None))
    check(found)  # winter time: 09:00 in Warsaw is 08:00 UTC; 264011 has its zero again


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("encoding", ["CP1250", "UTF-8"])
def test_shapefile_of_an_old_program(tmp_path, encoding, silent):
    """Names cut to ten signs, texts in CP1250, with or without a .cpg and a language byte."""
    path = tmp_path / "zgł.shp"
    write_ogr(path, reports(), "ESRI Shapefile", layer_options=[f"ENCODING={encoding}"])
    dataset = ogr.Open(str(path))
    assert dataset.GetLayer(0).GetLayerDefn().GetFieldIndex("Data utwor") >= 0
    dataset = None
    if silent:
        path.with_suffix(".cpg").unlink(missing_ok=True)
        table = path.with_suffix(".dbf")
        data = bytearray(table.read_bytes())
        data[29] = 0
        table.write_bytes(data)
    feedback = Feedback()
    check(read(path, feedback))
    assert any("does not say its encoding" in text for text in feedback.said) is silent
    check(read(path.with_suffix(".dbf")))


def test_a_shapefile_without_prj_is_decided_by_teryt(tmp_path):
    path = write_ogr(tmp_path / "a.shp", reports(code=3857), "ESRI Shapefile", None, layer_options=["ENCODING=UTF-8"])
    assert not path.with_suffix(".prj").exists()
    feedback = Feedback()
    check(read(path, feedback))
    assert any("EPSG:3857 by agreement with TERYT" in text for text in feedback.said)


def test_esri_prj_and_a_national_zone_are_understood(tmp_path):
    path = write_ogr(tmp_path / "a.shp", reports(), "ESRI Shapefile", layer_options=["ENCODING=UTF-8"])
    assert "ETRS" in path.with_suffix(".prj").read_text()
    check(read(path))
    krakow = (TOWNS[0],)
    zone = write_ogr(tmp_path / "b.gpkg", reports(krakow, 2178), "GPKG", 2178)
    check(read(zone), krakow)


def test_a_shapefile_that_is_not_whole(tmp_path):
    path = write_ogr(tmp_path / "a.shp", reports(), "ESRI Shapefile")
    path.with_suffix(".dbf").unlink()
    with pytest.raises(KmzbError, match=r"its \.dbf is missing"):
        read(path)


def test_geometries_that_are_no_points(tmp_path):
    """One point in a multi-point is a point; a height does not matter; the others are refused row by row."""
    x, y = TOWNS[0][:2]
    shapes = [
        f"POINT ({x} {y})", f"MULTIPOINT (({x} {y}))", f"POINT Z ({x} {y} 219)", None, "POINT EMPTY",
        f"MULTIPOINT (({x} {y}),({x} {y + 1}))", f"LINESTRING ({x} {y},{x} {y + 1})",
    ]  # fmt: skip
    rows = reports([TOWNS[0]] * len(shapes))
    for name, driver in (("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON")):
        code = 2180
        found = read(write_ogr(tmp_path / name, rows, driver, code, shapes=shapes))
        assert [row.get("flaw") for row in found[:5]] == [None] * 5
        assert np.allclose(places(found[:3]), [(x, y)] * 3, atol=0.001)
        assert [(row["x"], row["y"]) for row in found[3:5]] == [("", "")] * 2
        assert found[5]["flaw"] == "The geometry has several points."
        assert found[6]["flaw"] == "The geometry is no point, but LINESTRING."


def test_a_layer_of_areas_is_refused_as_a_whole(tmp_path):
    path = tmp_path / "a.gpkg"
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = dataset.CreateLayer("gminy", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("Typ"))
    layer.CreateFeature(ogr.Feature(layer.GetLayerDefn()))
    layer = dataset = None
    with pytest.raises(KmzbError, match="holds no points, but Polygon"):
        read(path)


def test_several_layers_are_a_question(tmp_path):
    for name, driver in (("a.gpkg", "GPKG"), ("a.xlsx", "XLSX")):
        path = tmp_path / name
        write_ogr(path, reports(), driver, layer="lipiec")
        write_ogr(path, reports(TOWNS[:2]), driver, layer='sierpień "2"')
        with pytest.raises(KmzbError, match="several layers or sheets: set which to read, 'lipiec'") as caught:
            read(path)
        assert caught.value.code == "question"
        check(read(path, layer='sierpień "2"'), TOWNS[:2])
        with pytest.raises(KmzbError, match="has no layer 'maj'"):
            read(path, layer="maj")


def test_empty_sheets_are_no_question(tmp_path):
    path = write_ogr(tmp_path / "a.xlsx", reports(), "XLSX")
    dataset = ogr.GetDriverByName("XLSX").Open(str(path), 1)
    dataset.CreateLayer("Arkusz2")
    dataset = None
    check(read(path))


def test_geometry_and_columns_at_once(tmp_path):
    """The geometry counts; what the columns say otherwise is told, and a row that has only columns is not lost."""
    rows = reports()
    path = write_ogr(tmp_path / "a.gpkg", rows, "GPKG", keep_xy=True)
    feedback = Feedback()
    check(read(path, feedback))
    assert not any("other numbers" in text for text in feedback.said)
    shapes = [f"POINT ({row['x']} {row['y']})" for row in rows]
    shapes[1] = f"POINT ({rows[1]['x'] + 50} {rows[1]['y']})"
    shapes[2] = None
    path = write_ogr(tmp_path / "b.gpkg", rows, "GPKG", keep_xy=True, shapes=shapes)
    feedback = Feedback()
    found = read(path, feedback)
    assert float(found[1]["x"]) == rows[1]["x"] + 50
    assert "no geometry" in found[2]["flaw"]
    assert any("1 report has other numbers" in text for text in feedback.said)


def test_hostile_spreadsheets(tmp_path, monkeypatch):
    from kmzb_qgis.sources import hostile

    bomb = tmp_path / "bomba.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    with pytest.raises(KmzbError, match="unpacks to far more"):
        read(bomb)
    other = tmp_path / "a.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "x")
    with pytest.raises(KmzbError, match="is a zip archive, but no XLSX"):
        read(other)
    whole = write_ogr(tmp_path / "a.xlsx", reports(), "XLSX")
    data = bytearray(whole.read_bytes())
    data[len(data) // 3] ^= 0xFF
    (tmp_path / "b.xlsx").write_bytes(data)
    with pytest.raises(KmzbError, match="damaged or not whole"):
        read(tmp_path / "b.xlsx")
    monkeypatch.setitem(hostile.LIMITS, "XLSX", 100)
    with pytest.raises(KmzbError, match="too large for XLSX: use CSV"):
        read(whole)


def test_a_stored_query_in_a_geopackage_is_not_run(tmp_path):
    import sqlite3

    path = write_ogr(tmp_path / "a.gpkg", reports(), "GPKG", layer="dane")
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'dane'")
        connection.execute("CREATE VIEW zapytanie AS SELECT * FROM dane")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('zapytanie', 'attributes', 'z')"
        )
    connection.close()
    with pytest.raises(KmzbError, match="'zapytanie' is a stored query"):
        read(path)


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://127.0.0.1/a.gpkg", "/vsizip//etc/passwd", "/vsimem/a.csv", "PG:dbname=x", "WFS:http://x"]
)
def test_only_ordinary_files_are_opened(name):
    with pytest.raises(KmzbError, match="There is no file"):
        read(name)


def test_other_drivers_are_never_tried(tmp_path):
    """A virtual layer would lead GDAL to any other file or address."""
    secret = write_csv(tmp_path / "inne.csv", reports())
    vrt = tmp_path / "a.geojson"
    vrt.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="inne"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>"
    )
    with pytest.raises(KmzbError, match="web page"):
        read(vrt)
    with pytest.raises(KmzbError):
        read(vrt.rename(tmp_path / "a.shp"))


@pytest.mark.parametrize(("name", "driver"), [("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON"), ("a.xlsx", "XLSX")])
def test_cancelled_and_cut_off(tmp_path, name, driver):
    path = write_ogr(tmp_path / name, reports(), driver)
    with pytest.raises(Cancelled):
        read(path, Feedback(cancelled=True))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(KmzbError):
        read(path)


def test_the_same_bytes_stay_and_nothing_lies_about(tmp_path):
    path = write_ogr(tmp_path / "a.gpkg", reports(), "GPKG")
    before = path.read_bytes()
    check(read(path))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.gpkg"]
