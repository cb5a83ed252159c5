"""Rows of WFS 2.0 against the publication's own layers as GDAL reads them: every format, every system, every page."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from osgeo import gdal, ogr, osr
from publishing_store import new_store, number, put
from wfs2_answers import (
    FORMULA,
    TYPES,
    WORDS,
    Response,
    answered,
    asked,
    fill,
    project,
    query,
)

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.publishing import check_ready, check_truth
from kmzb_qgis.publishing.check_report import CheckReport, Result
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.server.refusal import Refused
from kmzb_qgis.server.wfs2 import file_reading, getfeature, paging, source
from kmzb_qgis.server.wfs2.query import GetPropertyValue, Output, Sort
from kmzb_qgis.server.wfs2.source import Abandoned
from kmzb_qgis.server.wfs2.tree import Box, Compare, Comparison, Ids

WFS = {"wfs": "http://www.opengis.net/wfs/2.0", "gml": "http://www.opengis.net/gml/3.2", "k": "urn:x-kmzb:publikacja:1"}
LAYERS = list(TYPES)
SYSTEMS = ["", "EPSG:2180", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "EPSG:3857", "urn:ogc:def:crs:EPSG::3857"]
READY = ("licznik", "blok", "gladka")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(source, "_kept", {})


@pytest.fixture
def published(store, folder, no_grace):
    """A publication of the test's own."""
    fill(store)
    publish(store.path, folder)
    return folder


@pytest.fixture(scope="module")
def shared(qgis_app, tmp_path_factory):
    """Two publications for reading: one, and the same as an older version of the plugin would have made it."""
    place = tmp_path_factory.mktemp("rows")
    made = new_store(place)
    fill(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kmzb_qgis.publishing.switch.GRACE_S", 0)
        publish(made.path, place / "new")
    shutil.copytree(place / "new", place / "old")
    as_before(data_of(place / "old"))
    return place


def as_writable(path: Path) -> Path:
    path.chmod(0o644)
    return path


def as_before(data: Path) -> None:
    """Take out of a data file what older versions of the plugin did not put there."""
    with closing(sqlite3.connect(as_writable(data), isolation_level=None)) as connection:
        for table in READY:
            connection.execute(f"DROP TABLE {table}")
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        for column in ("x", "y", "lon", "lat"):
            connection.execute(f"ALTER TABLE dane_zgloszenia DROP COLUMN {column}")


@pytest.fixture(params=["new", "old"])
def either(request, shared):
    return shared / request.param


@pytest.fixture
def reading(shared):
    """The publication, for tests that change nothing."""
    return shared / "new"


def data_of(folder) -> Path:
    return Folder(folder).public / f"kmzb-{Folder(folder).served()}.gpkg"


def truth(folder, layer: str, code: int, swapped: bool) -> dict[str, tuple[dict, ogr.Geometry | None]]:
    """Values and shape of each feature, by its key, as GDAL reads the layer and PROJ transforms it."""
    dataset = gdal.OpenEx(str(data_of(folder)), gdal.OF_VECTOR)
    systems = []
    for number_of in (2180, code):
        system = osr.SpatialReference()
        system.ImportFromEPSG(number_of)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    change = osr.CoordinateTransformation(*systems)
    found = {}
    for feature in dataset.GetLayerByName(layer):
        shape = feature.GetGeometryRef()
        if shape is not None:
            shape = shape.Clone()
            shape.Transform(change)
            if swapped:
                shape.SwapXY()
        values = {}
        for index in range(feature.GetFieldCount()):
            name = feature.GetFieldDefnRef(index).GetName()
            if name != "OGC_FID":
                values[name] = feature.GetField(index) if feature.IsFieldSetAndNotNull(index) else None
        found[str(values[TYPES[layer].key])] = (values, shape)
    return found


def alike(given: ogr.Geometry | None, wanted: ogr.Geometry | None, code: int) -> bool:
    """Whether two shapes have the same corners, to the answer's decimals."""
    if given is None or wanted is None:
        return given is wanted
    margin = 6e-7 if code == 4326 else 6e-3
    places = [[float(one) for one in re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?", shape.ExportToWkt())] for shape in
              (given, wanted)]  # fmt: skip
    return len(places[0]) == len(places[1]) > 1 and all(abs(a - b) <= margin for a, b in zip(*places))


def spelt(value, kind: str, escaped: bool = True):
    if value is None:
        return None
    if kind == "datetime":
        return f"{value[:10].replace('/', '-')}T{value[11:19]}"
    if kind == "integer":
        return str(value)
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value) if escaped else value


def members(response: Response):
    document = etree.fromstring(response.body)
    return document, document.findall(".//wfs:member/*", WFS)


@pytest.mark.parametrize("spelling", SYSTEMS)
@pytest.mark.parametrize("layer", LAYERS)
def test_gml_says_what_gdal_reads(either, layer, spelling):
    asked_for = query(layer, spelling)
    wanted = truth(either, layer, asked_for.crs.code, asked_for.crs.swapped)
    document, found = members(answered(either, asked(asked_for)))
    assert document.get("numberMatched") == document.get("numberReturned") == str(len(wanted)) == str(len(found))
    ids = [one.get(f"{{{WFS['gml']}}}id") for one in document.iter() if one.get(f"{{{WFS['gml']}}}id")]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in ids)
    for feature in found:
        key = feature.get(f"{{{WFS['gml']}}}id").partition(".")[2]
        values, shape = wanted.pop(key)
        for one in TYPES[layer].properties:
            text = feature.findtext(f"k:{one.name}", namespaces=WFS)
            cut = text[:19] if text and one.kind == "datetime" else text
            assert cut == spelt(values[one.name], one.kind), one.name
            assert one.kind != "datetime" or text is None or text.endswith("Z")
        geometry = feature.find("k:geom/*", WFS)
        if geometry is None:
            assert shape is None
            continue
        assert geometry.get("srsName") == asked_for.crs.label
        given = _ordered_as_written(etree.tostring(geometry))
        assert alike(given, shape, asked_for.crs.code), (given.ExportToWkt(), shape.ExportToWkt())
    assert not wanted


def _ordered_as_written(gml: bytes) -> ogr.Geometry:
    """The geometry without its reference system, so that GDAL leaves the order of its coordinates alone."""
    return ogr.CreateGeometryFromGML(re.sub(rb' srsName="[^"]*"', b"", gml).decode())


@pytest.mark.parametrize("layer", LAYERS)
def test_geojson_says_what_gdal_reads(either, layer):
    wanted = truth(either, layer, 4326, False)
    response = answered(either, asked(query(layer), output=Output.GEOJSON))
    content = json.loads(response.body)
    assert response.headers["Content-Type"].startswith("application/geo+json")
    assert content["numberMatched"] == content["numberReturned"] == len(content["features"]) == len(wanted)
    for feature in content["features"]:
        name, _dot, key = feature["id"].partition(".")
        values, shape = wanted.pop(key)
        assert name == layer
        assert list(feature["properties"]) == [one.name for one in TYPES[layer].properties]
        for one in TYPES[layer].properties:
            given = feature["properties"][one.name]
            assert (given[:19] if given and one.kind == "datetime" else given) == (
                values[one.name] if one.kind == "integer" else spelt(values[one.name], one.kind, False)
            )
        given = feature["geometry"]
        assert alike(ogr.CreateGeometryFromJson(json.dumps(given)) if given else None, shape, 4326)
    if layer == "zgloszenia":
        reread = ogr.GetDriverByName("GeoJSON").Open(response.body.decode())
        assert reread.GetLayer(0).GetFeatureCount() == content["numberMatched"]


@pytest.mark.parametrize("spelling", SYSTEMS)
def test_csv_says_what_gdal_reads(either, spelling):
    asked_for = query(spelling=spelling)
    wanted = truth(either, "zgloszenia", asked_for.crs.code, asked_for.crs.swapped)
    response = answered(either, asked(asked_for, output=Output.CSV))
    rows = list(csv.DictReader(io.StringIO(response.body.decode(), newline="")))
    names = ["lon", "lat"] if asked_for.crs.code == 4326 else ["x", "y"]
    names = names[::-1] if asked_for.crs.swapped else names
    assert list(rows[0])[:2] == names and len(rows) == len(wanted)
    for row in rows:
        values, shape = wanted.pop(row["id"])
        given = ogr.CreateGeometryFromWkt(f"POINT ({row[names[0]]} {row[names[1]]})")
        assert alike(given, shape, asked_for.crs.code)
        assert row["typ"] == values["typ"] and row["teryt"] == values["teryt"]
        reason = spelt(values["powod"], "text") or ""
        assert row["powod"] == (f"'{reason}" if reason[:1] in "=+-@" and reason else reason)
    assert response.body.endswith(b"\r\n") and "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("layer", ["siatka_1km", "statystyka_powiat"])
def test_csv_of_polygons_is_wkt(reading, layer):
    wanted = truth(reading, layer, 2180, True)
    response = answered(reading, asked(query(layer), output=Output.CSV))
    for row in csv.DictReader(io.StringIO(response.body.decode(), newline="")):
        shape = ogr.CreateGeometryFromWkt(row["wkt"]) if row["wkt"] else None
        assert alike(shape, wanted.pop(row[TYPES[layer].key])[1], 2180)
    assert not wanted


@pytest.mark.parametrize("layer", LAYERS)
def test_flatgeobuf_is_read_by_gdal(reading, layer, tmp_path):
    wanted = truth(reading, layer, 2180, False)
    response = answered(reading, asked(query(layer), output=Output.FLATGEOBUF))
    path = tmp_path / "answer.fgb"
    path.write_bytes(response.body)
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    read = dataset.GetLayer(0)
    assert read.GetSpatialRef().GetAuthorityCode(None) == "2180" and 0 < read.GetFeatureCount() <= len(wanted)
    for feature in read:
        values, shape = wanted.pop(feature.GetField(TYPES[layer].key))
        assert alike(feature.GetGeometryRef(), shape, 2180)
        for one in TYPES[layer].properties:
            given, there = feature.GetField(one.name), values[one.name]
            if one.kind == "datetime":
                given, there = spelt(given, one.kind), spelt(there, one.kind)
            elif one.kind == "text":
                there = spelt(there, "text").replace("\r\n", "\n") if there else there  # GDAL's CSV
            assert (given or None) == (there or None), one.name
    assert not any(shape for _values, shape in wanted.values())  # GDAL up to 3.6 leaves out what has no shape


def test_odd_words_come_as_they_are_or_as_xml_can_say_them(reading):
    by_id = {"words": Ids((number("words"),)), "formula": Ids((number("formula"),))}
    gml = answered(reading, asked(query(filter=by_id["words"])))
    kept = etree.fromstring(gml.body).findtext(".//k:powod", namespaces=WFS)
    assert kept == WORDS.replace("\x01", "\ufffd").replace("\x0b", "\ufffd")
    content = json.loads(answered(reading, asked(query(filter=by_id["words"]), output=Output.GEOJSON)).body)
    assert content["features"][0]["properties"]["powod"] == WORDS
    rows = answered(reading, asked(query(filter=by_id["formula"]), output=Output.CSV)).body.decode()
    assert f",'{FORMULA}\r\n" in rows


def test_pages_are_the_whole_and_their_links_lead_to_each_other(either):
    whole = [one.get(f"{{{WFS['gml']}}}id") for one in members(answered(either, asked(query())))[1]]
    for sort in ((), (Sort("status"), Sort("data_modyfikacji", True)), (Sort("powod", True),)):
        seen, start, token = [], 0, ""
        while True:
            request = asked(query(sort=sort), start=start, token=token, count=7)
            document, found = members(answered(either, request))
            seen += [one.get(f"{{{WFS['gml']}}}id") for one in found]
            assert document.get("numberMatched") == str(len(whole))
            assert (document.get("previous") is None) == (start == 0)
            following = document.get("next")
            if following is None:
                break
            words = dict(part.split("=") for part in following.partition("?")[2].split("&"))
            start, token = int(words["STARTINDEX"]), words["PAGETOKEN"].replace("%3D", "=")
        assert sorted(seen) == sorted(whole) and len(seen) == len(whole)
        if not sort:
            assert seen == whole


def test_a_made_up_or_a_strange_token_falls_back_to_startindex(reading):
    plain = answered(reading, asked(query(), start=5, count=3)).body
    rows = plain[plain.index(b"<wfs:member>") :]
    for token in ("x", "A" * 500, "bm9wZQ", paging.Token("other", 0, 7).text(), paging.Token("other", 9, 7).text(),
                  "W10", paging.Token(Folder(reading).served(), 1, 3).text()):  # fmt: skip
        again = answered(reading, asked(query(), start=5, count=3, token=token)).body
        assert again[again.index(b"<wfs:member>") :] == rows


def test_sorting_goes_by_value_and_puts_nothing_first(reading):
    request = asked(query(sort=(Sort("powod"), Sort("id", True))), output=Output.GEOJSON)
    values = [(one["properties"]["powod"] or "", one["properties"]["id"]) for one in
              json.loads(answered(reading, request).body)["features"]]  # fmt: skip
    assert values == sorted(sorted(values, key=lambda one: one[1], reverse=True), key=lambda one: one[0])


def test_a_page_goes_on_behind_a_row_that_expired_meanwhile(reading, monkeypatch):
    clock = warsaw.now()
    monkeypatch.setattr(getfeature.warsaw, "now", lambda: clock)
    with closing(sqlite3.connect(data_of(reading))) as connection:
        soon = min(row[0] for row in connection.execute("SELECT DISTINCT until FROM dane_zgloszenia"))
        gone = {row[0] for row in connection.execute("SELECT id FROM dane_zgloszenia WHERE until <= ?", (soon,))}
    for sort in ((), (Sort("typ", True),)):
        monkeypatch.setattr(getfeature.warsaw, "now", lambda: clock)
        before = json.loads(answered(reading, asked(query(sort=sort), output=Output.GEOJSON)).body)["features"]
        ids = [one["properties"]["id"] for one in before]
        place = next(index for index, one in enumerate(ids) if one in gone)
        first = json.loads(answered(reading, asked(query(sort=sort), output=Output.GEOJSON, count=place + 1)).body)
        link = next(one["href"] for one in first["links"] if one["rel"] == "next")
        token = re.search("PAGETOKEN=([^&]+)", link).group(1)
        monkeypatch.setattr(getfeature.warsaw, "now", lambda: warsaw.from_text(soon) + timedelta(seconds=1))
        rest = json.loads(
            answered(reading, asked(query(sort=sort), output=Output.GEOJSON, start=place + 1, token=token)).body
        )
        assert [one["properties"]["id"] for one in rest["features"]] == [
            one for one in ids[place + 1 :] if one not in gone
        ]
        assert rest["numberMatched"] == len([one for one in ids if one not in gone])


def test_counts_of_every_layer_at_every_moment(either, monkeypatch):
    with closing(sqlite3.connect(data_of(either))) as connection:
        instants = sorted({row[0] for row in connection.execute("SELECT DISTINCT until FROM dane_zgloszenia")})[:-1]
        moments = [warsaw.now(), *(warsaw.from_text(one) + timedelta(milliseconds=shift) for one in instants
                                   for shift in (-1, 0, 1))]  # fmt: skip
        for moment in moments:
            monkeypatch.setattr(getfeature.warsaw, "now", lambda moment=moment: moment)
            for layer in LAYERS:
                (definition,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (layer,)).fetchone()
                view = definition[definition.index(" AS SELECT") + 4 :].replace("'now'", f"'{warsaw.to_text(moment)}'")
                wanted = connection.execute(f"SELECT count(*) FROM ({view})").fetchone()[0]
                document = etree.fromstring(answered(either, asked(query(layer), hits=True)).body)
                assert document.get("numberMatched") == str(wanted) and document.get("numberReturned") == "0"
                last = answered(either, asked(query(layer), start=max(0, wanted - 1), output=Output.GEOJSON)).body
                assert json.loads(last)["numberReturned"] == min(1, wanted)


def test_several_queries_are_collections_of_their_own(reading):
    both = asked(query(), query("siatka_10km"), count=45, start=2)
    document, _found = members(answered(reading, both))
    inner = document.findall("wfs:member/wfs:FeatureCollection", WFS)
    counts = [len(one.findall("wfs:member", WFS)) for one in inner]
    assert [one.get("numberReturned") for one in inner] == [str(count) for count in counts]
    assert sum(counts) == int(document.get("numberReturned")) == 45 and counts[1] > 0
    hits, _found = members(answered(reading, asked(query(), query("siatka_10km"), hits=True)))
    assert int(hits.get("numberMatched")) == sum(int(one.get("numberMatched")) for one in inner)
    for output in (Output.CSV, Output.FLATGEOBUF):
        with pytest.raises(Refused):
            answered(reading, asked(query(), query("siatka_10km"), output=output))


def test_filters_properties_and_boxes(reading):
    wanted = truth(reading, "zgloszenia", 2180, False)
    same = Comparison("status", Compare.EQUAL, "Potwierdzone")
    _document, found = members(answered(reading, asked(query(filter=same, properties=("id", "typ")))))
    expected = {key for key, (values, _shape) in wanted.items() if values["status"] == "Potwierdzone"}
    assert {one.findtext("k:id", namespaces=WFS) for one in found} == expected != set()
    assert {child.tag.partition("}")[2] for one in found for child in one} == {"id", "typ"}
    assert etree.fromstring(answered(reading, asked(query(filter=same), hits=True)).body).get("numberMatched") == str(
        len(expected)
    )
    box = Box(300_000, 300_000, 600_000, 700_000)
    _document, found = members(answered(reading, asked(query(filter=box))))
    inside = {
        key for key, (_values, shape) in wanted.items() if 3e5 <= shape.GetX() <= 6e5 and 3e5 <= shape.GetY() <= 7e5
    }
    assert {one.findtext("k:id", namespaces=WFS) for one in found} == inside != set()


def test_one_feature_by_its_id_or_404(reading):
    some = number("event")
    response = answered(reading, asked(query(filter=Ids((some,))), single=True))
    feature = etree.fromstring(response.body)
    assert feature.tag == f"{{{WFS['k']}}}zgloszenia" and feature.findtext("k:id", namespaces=WFS) == some
    alone = json.loads(answered(reading, asked(query(filter=Ids((some,))), single=True, output=Output.GEOJSON)).body)
    assert alone["type"] == "Feature" and alone["properties"]["data_zdarzenia"]
    with pytest.raises(Refused) as caught:
        answered(reading, asked(query(filter=Ids(("none",))), single=True))
    assert (caught.value.status, caught.value.code) == (404, "NotFound")


def test_values_of_a_property(reading):
    wanted = truth(reading, "zgloszenia", 2180, False)
    reasons = sorted(filter(None, (spelt(values["powod"], "text") for values, _shape in wanted.values())))
    document = etree.fromstring(answered(reading, GetPropertyValue(query(), "powod")).body)
    assert document.tag == f"{{{WFS['wfs']}}}ValueCollection"
    assert sorted(one.text for one in document.findall("wfs:member/k:powod", WFS)) == reasons
    assert document.get("numberMatched") == str(len(reasons))
    ids = etree.fromstring(answered(reading, GetPropertyValue(query(), "@id", count=3)).body)
    assert [one.text.partition(".")[0] for one in ids.findall("wfs:member", WFS)] == ["zgloszenia"] * 3
    shapes = etree.fromstring(answered(reading, GetPropertyValue(query("statystyka_powiat"), "geom")).body)
    assert shapes.get("numberMatched") == "1" and shapes.find("wfs:member/k:geom/gml:MultiSurface", WFS) is not None
    hits = etree.fromstring(answered(reading, GetPropertyValue(query(), "powod", hits=True)).body)
    assert hits.get("numberMatched") == str(len(reasons)) and hits.get("numberReturned") == "0"


def test_a_new_publication_is_answered_at_once_and_the_old_file_let_go(published, store):
    first = answered(published, asked(query(), hits=True)).body
    kept = source.open_source(project(published))
    put(store, "one more")
    publish(store.path, published)
    second = answered(published, asked(query(), hits=True)).body
    assert first != second
    assert source.open_source(project(published)).served_version == Folder(published).served() != kept.served_version
    with pytest.raises(sqlite3.ProgrammingError):
        kept.connection.execute("SELECT 1")


@pytest.mark.parametrize("before", ["new", "old"])
def test_what_is_withdrawn_or_rolled_back_keeps_counts_and_texts_right(published, store, before, shared):
    if before == "old":
        as_before(data_of(published))
        kept = published / "versions" / Folder(published).served()
        shutil.copyfile(data_of(published), as_writable(kept / data_of(published).name))
    old = Folder(published).served()
    withdraw(number("r0"), published, str(store.path))
    for check in range(2):
        with closing(sqlite3.connect(data_of(published))) as connection:
            rows = connection.execute("SELECT count(*), count(x), count(lat) FROM dane_zgloszenia").fetchone()
            assert rows[0] == rows[1] == rows[2] > 0
            for layer in load().layers:
                shown = connection.execute(f"SELECT count(*) FROM {layer['name']}").fetchone()[0]
                told = connection.execute(
                    "SELECT ile FROM licznik WHERE warstwa = ? AND od <= ? ORDER BY od DESC LIMIT 1",
                    (layer["name"], warsaw.to_text(warsaw.now())),
                ).fetchone()[0]
                assert shown == told
        wanted = truth(published, "zgloszenia", 4326, False)
        for feature in json.loads(answered(published, asked(query(), output=Output.GEOJSON)).body)["features"]:
            _values, shape = wanted.pop(feature["properties"]["id"])
            assert alike(ogr.CreateGeometryFromJson(json.dumps(feature["geometry"])), shape, 4326)
        assert not wanted
        if not check:
            rollback(published, old, str(store.path))


def test_the_layers_show_none_of_it(reading):
    dataset = gdal.OpenEx(str(data_of(reading)), gdal.OF_VECTOR)
    with closing(sqlite3.connect(data_of(reading))) as connection:
        told = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
        assert told == {row[0] for row in connection.execute("SELECT table_name FROM gpkg_geometry_columns")}
        assert told == set(LAYERS)
    for layer in load().layers:
        definition = dataset.GetLayerByName(layer["name"]).GetLayerDefn()
        names = [definition.GetFieldDefn(index).GetName() for index in range(definition.GetFieldCount())]
        assert [name for name in names if name != "OGC_FID"] == [column["name"] for column in layer["columns"]]


class Gone:
    """A client that went away."""

    waited = 0.0

    def gone(self):
        return True


def test_work_that_takes_too_long_or_that_nobody_waits_for_ends(reading, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.server.wfs2.source_file._STEPS", 10)
    monkeypatch.setenv("KMZB_WFS_SECONDS", "0.000001")
    with pytest.raises(Refused) as caught:
        answered(reading, asked(query(sort=(Sort("powod"),))))
    assert caught.value.status == 503
    monkeypatch.delenv("KMZB_WFS_SECONDS")
    opened = source.open_source(project(reading))
    with pytest.raises(Abandoned), opened.reading(warsaw.now(), 60, Gone()) as rows:
        rows.page(query(sort=(Sort("typ"),)), 0, 5)
    assert len(json.loads(answered(reading, asked(query(), output=Output.GEOJSON)).body)["features"]) > 5


@pytest.mark.parametrize("output", [Output.GML32, Output.GEOJSON, Output.CSV])
def test_an_answer_that_is_cut_off_is_taken_for_whole_by_nobody(reading, monkeypatch, output):
    monkeypatch.setattr("kmzb_qgis.server.wfs2.stream.AT_ONCE", 1)
    whole = file_reading.FileReading.send

    def some(self, query, page, line, give):
        whole(self, query, page, line, give)
        raise source.busy()

    monkeypatch.setattr(file_reading.FileReading, "send", some)
    body = answered(reading, asked(query(), output=output)).body
    assert body.count(b"Potwierdzone") > 10
    if output is Output.CSV:
        with pytest.raises(csv.Error):
            list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
    else:
        with pytest.raises((etree.XMLSyntaxError, ValueError)):
            etree.fromstring(body) if output is Output.GML32 else json.loads(body)
    monkeypatch.setattr("kmzb_qgis.server.wfs2.stream.AT_ONCE", 1 << 30)
    with pytest.raises(Refused):  # nothing was sent yet: an exception of the standard
        answered(reading, asked(query(), output=output))


def test_a_fault_behind_the_first_features_cuts_the_answer_off_too(reading, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.server.wfs2.stream.AT_ONCE", 1)
    whole, response = file_reading.FileReading.send, Response()

    def some(self, query, page, line, give):
        whole(self, query, page, line, give)
        raise TypeError

    monkeypatch.setattr(file_reading.FileReading, "send", some)
    source_ = source.open_source(project(reading))
    with pytest.raises(TypeError):  # for the service to log
        getfeature.answer(asked(query(), output=Output.CSV), source_, response, "")
    assert b"Potwierdzone" in response.body
    with pytest.raises(csv.Error):
        list(csv.reader(io.StringIO(response.body.decode(), newline=""), strict=True))


def test_counts_are_bounded(reading, monkeypatch):
    monkeypatch.setenv("KMZB_WFS_COUNT_MAX", "4")
    document, found = members(answered(reading, asked(query(), count=10)))
    assert len(found) == 4 and "next" in document.attrib
    monkeypatch.setenv("KMZB_WFS_COUNT_DEFAULT", "3")
    assert len(members(answered(reading, asked(query())))[1]) == 3
    monkeypatch.setenv("KMZB_WFS_COUNT_DEFAULT", "nonsense")
    assert len(members(answered(reading, asked(query())))[1]) == 4
    document, found = members(answered(reading, asked(query(), start=10_000)))
    assert not found and document.get("numberReturned") == "0" and int(document.get("numberMatched")) > 40
    document, found = members(answered(reading, asked(query(), asked={})))
    assert "next" not in document.attrib  # a POST that no address can say


def test_a_data_file_that_is_gone_is_a_sentence(published):
    data_of(published).unlink()
    with pytest.raises(Refused) as caught:
        answered(published, asked(query()))
    assert caught.value.status == 503 and "/" not in caught.value.text


def test_the_check_sees_counts_and_coordinates_that_do_not_fit(published):
    data = as_writable(data_of(published))

    def said():
        with closing(sqlite3.connect(data)) as connection:
            return check_ready.counts(connection, load()), check_ready.places(connection)

    def change(statement):
        with closing(sqlite3.connect(data)) as connection:
            for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f'DROP TRIGGER "{trigger}"')
            connection.execute(statement)
            connection.commit()

    report = CheckReport("http://serwer/")
    check_ready.check(check_truth.read(published), report)
    assert said() == ([], []) and report.count(Result.PASSED) == 1
    change("UPDATE licznik SET ile = ile + 1 WHERE warstwa = 'siatka_1km'")
    change("UPDATE blok SET ile = ile - 1 WHERE warstwa = 'zgloszenia'")
    change("UPDATE dane_zgloszenia SET lat = '50.000000', x = NULL WHERE fid = 3")
    counts, places = said()
    assert [one.partition(":")[0] for one in counts] == ["zgloszenia", "siatka_1km"] and len(places) == 1
    check_ready.check(check_truth.read(published), report)
    assert report.count(Result.FAILED) == 1
    as_before(data)
    check_ready.check(check_truth.read(published), report)
    assert report.count(Result.PASSED) == report.count(Result.FAILED) == 1
