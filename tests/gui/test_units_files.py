"""Units from files of every kind a person may have, wrong ones among them; the real boundaries where they are."""

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest
from osgeo import gdal, ogr, osr
from qgis.core import QgsProcessingException, QgsVectorLayer
from units_help import Words, boxes, digest, import_units, rows

from kmzb_qgis.geoportal.boundaries_axis import reference
from kmzb_qgis.store import units as kept
from kmzb_qgis.store.store import open_connection
from tests.standins.prg import KRAKOW, MALOPOLSKIE, SLASKIE, area, box

KRAKOW_BOX = pytest.approx((560000, 578000, 238000, 251000), abs=2)
COUNTIES = (("1206", "powiat krakowski", area(MALOPOLSKIE, KRAKOW)), ("1261", "powiat Kraków", area(KRAKOW)),
            ("2469", "powiat Katowice", area(SLASKIE)))  # fmt: skip
DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".gml": "GML"}


@pytest.fixture(autouse=True)
def algorithms(run):
    """The plugin's algorithms, registered."""


def file(path: Path, units=COUNTIES, names=("JPT_KOD_JE", "JPT_NAZWA_", "WAZNY_OD"), crs="EPSG:2180", turned=False,
         day="2012/09/26", kind=ogr.wkbUnknown, layer="jednostki", append=False) -> Path:  # fmt: skip
    """A vector file of units given in EPSG:2180, of the kind that the path's ending says."""
    driver, system = DRIVERS[path.suffix], reference(crs) if crs else None
    options = {"GML": ["FORMAT=GML3.2"], "ESRI Shapefile": []}.get(driver, [])
    if append:
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    else:
        dataset = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown, options)
    more = ["ENCODING=UTF-8"] if driver == "ESRI Shapefile" else ["RFC7946=NO"] if driver == "GeoJSON" else []
    shape_kind = ogr.wkbPolygon if driver == "ESRI Shapefile" and kind == ogr.wkbUnknown else kind
    target = dataset.CreateLayer(layer, system, shape_kind, more)
    for name in names:
        target.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    way = osr.CoordinateTransformation(reference("EPSG:2180"), system) if system else None
    for code, name, wkt in units:
        feature = ogr.Feature(target.GetLayerDefn())
        for index, value in enumerate((code, name, day)[: len(names)]):
            feature.SetField(index, value)
        if wkt:
            shape = ogr.CreateGeometryFromWkt(wkt)
            if way is not None and crs != "EPSG:2180":
                shape.Transform(way)
            if turned:
                shape.SwapXY()
            feature.SetGeometry(shape)
        target.CreateFeature(feature)
    del feature, target, dataset  # writes and closes
    return path


@pytest.mark.parametrize("crs", ["EPSG:2180", "EPSG:4326", "EPSG:2178", "EPSG:3857"])
@pytest.mark.parametrize("ending", DRIVERS)
def test_every_format_and_system(store, tmp_path, ending, crs):
    words = Words()
    source = file(tmp_path / f"granice powiatów{ending}", crs=crs)
    beside = sorted(tmp_path.iterdir())
    outputs = import_units(store, "county", source, words)
    assert outputs["NEW"] == 3 and outputs["OVERLAPS"] == 0
    assert rows(store, "county") == {
        "1206": ("powiat krakowski", "1206", "12", "2012-09-26", None),
        "1261": ("powiat Kraków", "1261", "12", "2012-09-26", None),
        "2469": ("powiat Katowice", "2469", "24", "2012-09-26", None),
    }
    assert boxes(store, "county")["1261"] == (
        KRAKOW_BOX if crs == "EPSG:2180" else pytest.approx(KRAKOW_BOX.expected, abs=400)
    )  # fmt: skip - a straight line elsewhere is a curve here
    assert "wrong order" not in words.text
    assert [path for path in sorted(tmp_path.iterdir()) if path.name.startswith("granice")] == [
        path for path in beside if path.name.startswith("granice")
    ]  # fmt: skip - nothing is left beside the source


@pytest.mark.parametrize("crs", ["EPSG:2180", "EPSG:4326"])
def test_turned_coordinates_are_turned_back_and_told(store, tmp_path, crs):
    words = Words()
    import_units(store, "county", file(tmp_path / "a.gpkg", crs=crs, turned=True), words)
    assert "! The source gives its coordinates in the wrong order" in words.text
    assert boxes(store, "county")["1261"] == pytest.approx(KRAKOW_BOX.expected, abs=400)


def test_the_store_is_what_qgis_reads(store, tmp_path):
    import_units(store, "county", file(tmp_path / "a.gpkg"))
    layer = QgsVectorLayer(store.layer_uri("unit"), "unit", "ogr")
    assert layer.isValid() and layer.featureCount() == 3 and layer.crs().authid() == "EPSG:2180"
    found = {feature["name"]: feature.geometry() for feature in layer.getFeatures()}
    assert found["powiat Kraków"].area() == pytest.approx(18000 * 13000)
    assert found["powiat krakowski"].isGeosValid() and found["powiat krakowski"].isMultipart()
    assert layer.extent().xMinimum() == 480000  # gpkg_contents
    assert [name for name, _ in kept.read(store, "county")] == ["1206", "1261", "2469"]


@pytest.mark.parametrize("names", [
    ("terc", "name"), ("TERYT", "Nazwa"), ("kod", "NAZWA"), ("Jpt_Kod_Je", "jpt_Nazwa_")])  # fmt: skip
def test_names_of_columns_are_guessed(store, tmp_path, names):
    words = Words()
    assert import_units(store, "county", file(tmp_path / "a.geojson", names=names), words)["NEW"] == 3
    assert (
        rows(store, "county")["1261"][3] is None and "Units without a date from which they are valid: 3." in words.text
    )


def test_a_lost_zero_comes_back(store, tmp_path):
    path = tmp_path / "a.geojson"
    shape = json.loads(ogr.CreateGeometryFromWkt(area(box(220, 350, 230, 360))).ExportToJson())
    path.write_text(json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2180"}},
        "features": [{"type": "Feature", "properties": {"terc": 201011, "name": "Bolesławiec"}, "geometry": shape}],
    }), encoding="utf-8")  # fmt: skip
    import_units(store, "municipality", path, COMPLETE=False)
    assert rows(store, "municipality")["0201011"][:3] == ("Bolesławiec", "0201011", "0201")


BOWTIE = "POLYGON((560000 238000, 578000 251000, 578000 238000, 560000 251000, 560000 238000))"
REFUSED = {
    "level": ({}, "municipality", {}, "no units of the level 'Municipalities .A03.'"),
    "no crs": ({"crs": ""}, "county", {}, "does not say its coordinate system"),
    "wrong crs": ({}, "county", {"CRS": "EPSG:3857"}, "do not lie where their codes or names say"),
    "columns": ({"names": ("numer", "opis")}, "county", {}, "no column for: code, name"),
    "no code": ({"units": (("", "x", area(KRAKOW)),)}, "county", {}, "without a code, in row 1"),
    "no area": ({"units": (("1261", "x", ""),)}, "county", {}, "'1261' of 'a.gpkg' has no area"),
    "a line": ({"units": (("1261", "x", "LINESTRING(560000 238000, 578000 251000)"),)}, "county", {}, "LINESTRING"),
    "points": ({"kind": ogr.wkbPoint, "units": (("1261", "x", "POINT(560000 238000)"),)}, "county", {}, "no areas"),
    "two names": ({"units": (("1261", "x", area(KRAKOW)), ("1261", "y", area(KRAKOW)))}, "county", {}, "'x' and 'y'"),
    "foreign": ({"units": (("9961", "x", area(KRAKOW)),)}, "county", {}, "begin with no voivodeship's number"),
    "no such layer": ({}, "county", {"LAYER": "nie ma"}, "has no layer 'nie ma', only 'jednostki'"),
    "unknown crs": ({}, "county", {"CRS": "EPSG:999999"}, "not known"),
    "no witness": ({"units": (("a", "x", area(KRAKOW)),)}, "K05", {}, "cannot be told"),
    "turned by hand": ({}, "county", {"CRS": "EPSG:4326", "AXIS": 1}, "is none in|do not lie in Poland"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_and_changes_nothing(store, tmp_path, case):
    made, level, more, words = REFUSED[case]
    source, before = file(tmp_path / "a.gpkg", **made), digest(store)
    with pytest.raises(QgsProcessingException, match=words):
        import_units(store, level, source, **more)
    assert digest(store) == before


def test_broken_files_are_refused(store, tmp_path):
    good = {ending: file(tmp_path / f"dobry{ending}").read_bytes() for ending in DRIVERS}
    for ending, content in good.items():
        for name, bytes_, words in (
            ("pusty", b"", "is empty"), ("urwany", content[: len(content) // 2], "damaged|table is missing|is empty"),
            ("strona", b"<html><body>404</body></html>", "damaged|table is missing|holds no areas"),
        ):  # fmt: skip
            (tmp_path / f"{name}{ending}").write_bytes(bytes_)
            with pytest.raises(QgsProcessingException, match=words):
                import_units(store, "county", tmp_path / f"{name}{ending}")
    (tmp_path / "a.dxf").write_bytes(b"0")
    for path, words in ((tmp_path / "a.dxf", "no known kind"), (tmp_path / "nie ma.gml", "There is no file")):
        with pytest.raises(QgsProcessingException, match=words):
            import_units(store, "county", path)
    assert rows(store, "county") == {}


def test_a_level_for_another_is_noticed(store, tmp_path):
    """Police units have no codes of a fixed length: only names tell a file of counties or of other commands."""
    units = (("1261", "Komisariat Policji I w Krakowie", area(KRAKOW)),)
    named = file(tmp_path / "a.gpkg", units, layer="K05_Komisariat_policji")
    for level in ("K02", "K04"):
        with pytest.raises(QgsProcessingException, match="is named after another level, K05"):
            import_units(store, level, named)
    words = Words()
    assert import_units(store, "K02", named, words, LAYER="K05_Komisariat_policji")["NEW"] == 1
    assert "is the level the right one" not in words.text
    import_units(store, "K02", file(tmp_path / "b.gpkg"), words, DRY_RUN=True)
    assert "! No name in the source speaks of a command or a station" in words.text


def test_a_question_is_answered_by_the_person(store, tmp_path):
    one = file(tmp_path / "a.gpkg", units=(("a", "Komisariat w Pcimiu", area(KRAKOW)),), crs="")
    assert import_units(store, "K05", one, CRS="EPSG:2180", AXIS=1)["NEW"] == 1
    two = file(tmp_path / "b.gpkg", layer="inne")
    file(two, layer="A02_Granice_powiatow", append=True)
    assert import_units(store, "county", two)["NEW"] == 3  # the layer named after PRG's type
    with pytest.raises(QgsProcessingException, match="several layers: set which to read, 'inne', 'A02_Granice"):
        import_units(store, "voivodeship", two)
    assert import_units(store, "county", two, LAYER="inne")["UNCHANGED"] == 3


def test_invalid_areas_are_mended_and_told(store, tmp_path):
    words, report = Words(), tmp_path / "raport.csv"
    source = file(tmp_path / "a.gpkg", units=(*COUNTIES[:1], ("1261", "powiat Kraków", BOWTIE)))
    outputs = import_units(store, "county", source, words, REPORT=str(report))
    assert outputs["MENDED"] == 1 and "! Invalid areas were mended: 1261 powiat Kraków." in words.text
    layer = QgsVectorLayer(store.layer_uri("unit"), "unit", "ogr")
    shape = next(feature.geometry() for feature in layer.getFeatures("id = '1261'"))
    assert shape.isGeosValid() and shape.area() == pytest.approx(18000 * 13000 / 2)
    assert outputs["GAPS"] == 2  # what the bow leaves of the city
    assert ["mended", "1261", "powiat Kraków", "", "", ""] in list(
        csv.reader(report.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))  # fmt: skip


def test_gaps_and_overlaps_are_told_with_places_and_pairs(store, tmp_path):
    units = (("1206", "powiat krakowski", area(MALOPOLSKIE, box(560, 238, 578, 251))),
             ("1261", "<b>Kraków</b>", area(box(560, 238, 577, 251))),
             ("2469", "=powiat Katowice", area(box(480, 220, 541, 260))))  # fmt: skip
    words, table, page = Words(), tmp_path / "raport.csv", tmp_path / "raport.html"
    outputs = import_units(store, "county", file(tmp_path / "a.gpkg", units=units), words, REPORT=str(table))
    assert (outputs["GAPS"], outputs["OVERLAPS"]) == (1, 1)
    assert "! Gaps: 1 place, 13.0000 km² together." in words.text
    assert "! Overlaps: 1 place, 40.0000 km² together." in words.text
    found = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [line[:2] for line in found[1:]] == [["gap", "1206, 1261"], ["overlap", "1206, 2469"]]
    assert found[2][2] == "powiat krakowski, =powiat Katowice" and float(found[2][3]) == 40_000_000
    assert 540000 < float(found[2][4]) < 541000 and 220000 < float(found[2][5]) < 260000
    import_units(store, "county", tmp_path / "a.gpkg", REPORT=str(page))
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Kraków" in text and "<b>Kraków" not in text and "13.0000 km²" in text


def test_parts_in_several_rows_become_one_unit(store, tmp_path):
    units = (("1261", "Kraków", area(box(560, 238, 569, 251))), ("1261", "Kraków", area(box(569, 238, 578, 251))))
    words = Words()
    assert import_units(store, "county", file(tmp_path / "a.gpkg", units=units), words)["NEW"] == 1
    assert boxes(store, "county")["1261"] == KRAKOW_BOX and "! 1 unit stood in several rows" in words.text


def test_a_part_of_the_country_does_not_end_the_rest(store, tmp_path):
    import_units(store, "county", file(tmp_path / "a.gpkg"))
    part, before = file(tmp_path / "b.gpkg", units=COUNTIES[:1]), digest(store)
    with pytest.raises(QgsProcessingException, match="lacks 2 of the 3 units"):
        import_units(store, "county", part)
    assert digest(store) == before
    outputs = import_units(store, "county", part, COMPLETE=False)
    assert (outputs["UNCHANGED"], outputs["ENDED"]) == (1, 0)
    assert all(row[4] is None for row in rows(store, "county").values())


def test_only_checking_leaves_the_store_as_it_is(store, tmp_path):
    before, words = digest(store), Words()
    outputs = import_units(store, "county", file(tmp_path / "a.gpkg"), words, DRY_RUN=True,
                           REPORT=str(tmp_path / "raport.html"))  # fmt: skip
    assert digest(store) == before and "Only checked, nothing was changed." in words.text
    assert "NEW" not in outputs and (tmp_path / "raport.html").exists()


def test_units_that_do_not_make_up_those_above_are_told(store, tmp_path):
    import_units(store, "voivodeship", file(tmp_path / "a.gpkg", units=(
        ("12", "małopolskie", area(MALOPOLSKIE)), ("24", "śląskie", area(SLASKIE)))))  # fmt: skip
    words = Words()
    import_units(store, "county", file(tmp_path / "b.gpkg", units=COUNTIES[:2]), words)
    assert "! Not made up by these units to one per cent of their area: 24." in words.text


def test_a_report_is_never_written_over_the_source_or_the_store(store, tmp_path):
    source, link = file(tmp_path / "a.geojson"), tmp_path / "b.html"
    link.hardlink_to(source) if hasattr(link, "hardlink_to") else link.symlink_to(source)
    before = digest(store), source.read_bytes()
    for report in (store.path, source, link, tmp_path / "nie ma" / ".." / "a.geojson"):
        with pytest.raises(QgsProcessingException, match="must not be written over"):
            import_units(store, "county", source, REPORT=str(report))
    assert (digest(store), source.read_bytes()) == before


@pytest.mark.parametrize("day", ["2012/13/45", "2024-00-00", "0000-00-00"])
def test_a_day_that_is_none_stops_no_assigning(store, tmp_path, day):
    import_units(store, "county", file(tmp_path / "a.gpkg", day=day))
    assert {row[3] for row in rows(store, "county").values()} == {None}


def test_a_locked_store_is_told(store, tmp_path, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.2)
    source = file(tmp_path / "a.gpkg")
    with closing(open_connection(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QgsProcessingException, match="another program is using it"):
            import_units(store, "county", source)
        other.execute("ROLLBACK")
    assert rows(store, "county") == {}


REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "prg"


@pytest.mark.skipif(not (REAL / "municipalities.geojson").exists(), reason="the real boundaries are not here")
@pytest.mark.parametrize(
    ("level", "name", "count"),
    [("voivodeship", "voivodeships", 16), ("county", "counties", 380), ("municipality", "municipalities", 2477)],
)
def test_the_real_boundaries(store, level, name, count):
    words = Words()
    outputs = import_units(store, level, REAL / f"{name}.geojson", words)
    assert [outputs[key] for key in ("NEW", "GAPS", "OVERLAPS", "MENDED")] == [count, 0, 0, 0]
    assert "Poland has" not in words.text
    assert import_units(store, level, REAL / f"{name}.geojson")["UNCHANGED"] == count
