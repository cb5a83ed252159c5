"""kmzb:publish: which rows and columns go out, and nothing else."""

import csv
from pathlib import Path

import pytest
from publishing_store import (
    ELIMINATED,
    JOKE,
    NOT_CONFIRMED,
    SECRET,
    fill_mixed,
    ids,
    manifest,
    number,
    observe,
    put,
    served,
)

from kmzb_qgis.catalogue import load
from kmzb_qgis.publishing import snapshot
from kmzb_qgis.publishing.publish import publish

pytestmark = pytest.mark.usefixtures("no_grace")


def test_only_public_rows_and_columns(store, folder, run):
    public = fill_mixed(store)
    result = run("publish", STORE=str(store.path), FOLDER=str(folder))
    assert result["FEATURES"] == len(public) == 8
    assert ids(folder) == public
    with served(folder) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info('zgloszenia')")]
        assert names == ["OGC_FID", "geom", *[column["name"] for column in load().layer("zgloszenia")["columns"]]]
        row = connection.execute(
            "SELECT typ, status, data_modyfikacji, teryt, powod FROM zgloszenia WHERE id = ?",
            (number("eliminated"),),
        ).fetchone()
    assert row[:2] == ("Przekraczanie dozwolonej prędkości", "Potwierdzone (wyeliminowane)")
    assert row[3:5] == ("1261011", None)
    made = manifest(folder, result["VERSION"])
    assert made["counts"]["zgloszenia"] == 8 and made["without_place"] == 1 and made["kind"] == "publish"
    with store.connect() as connection:
        noted = connection.execute("SELECT version, features, kind FROM publication").fetchall()
    assert noted == [(result["VERSION"], 8, "publish")]


def test_no_inner_word_or_hidden_id_in_any_byte(store, folder):
    public = fill_mixed(store)
    publish(store.path, folder)
    hidden = [number(name) for name in ("joke", "drugs", "plane 1", "nowhere", "old eliminated", "party rumour")]
    raw = b"".join(path.read_bytes() for path in (folder / "public").iterdir())
    assert all(entry.encode() in raw for entry in public)
    for word in [SECRET, SECRET[:5], store.path.name, str(store.path.parent), *hidden]:
        assert word.encode() not in raw, word
    assert stat_mode(folder / "versions") == 0o700
    data = next((folder / "public").glob("*.gpkg"))
    assert stat_mode(data) == 0o444 and data.read_bytes()[18:20] == b"\x01\x01"  # the journal is no WAL


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_gdal_reads_the_layers_by_their_index(store, folder):
    from osgeo import ogr

    fill_mixed(store)
    put(store, "far", place=(400000.0, 600000.0))
    publish(store.path, folder)
    data = ogr.Open(str(next((folder / "public").glob("*.gpkg"))))
    assert sorted(
        data.GetLayer(i).GetName() for i in range(data.GetLayerCount()) if data.GetLayer(i).GetGeomType() != 100
    ) == sorted(layer["name"] for layer in load().layers)
    layer = data.GetLayerByName("zgloszenia")
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "2180" and layer.GetFeatureCount() == 9
    layer.SetSpatialFilterRect(399000, 599000, 401000, 601000)
    assert [f.GetField("id") for f in layer] == [number("far")]
    result = data.ExecuteSQL("SELECT count(*) FROM rtree_dane_zgloszenia_geom")
    assert result.GetNextFeature().GetField(0) == 9
    cell = data.GetLayerByName("siatka_1km")
    cell.SetAttributeFilter("kod = '1kmE400N600'")
    feature = cell.GetNextFeature()
    assert feature.GetField("razem") == 1 and feature.geometry().GetEnvelope() == (400000, 401000, 600000, 601000)


def test_reasons_go_out_only_where_nothing_personal_is_found(store, folder):
    put(store, "list", status_id=ELIMINATED, reason_id=2)
    put(store, "clean", status_id=ELIMINATED, reason_id=2, reason_text="Wymieniono próg zwalniający.")
    put(
        store,
        "pesel",
        status_id=NOT_CONFIRMED,
        reason_id=20,
        reason_text="Zgłosił Jan, PESEL 44051401359",
        reference="Z/7",
    )
    put(store, "phone", status_id=NOT_CONFIRMED, reason_text="Dzwonić 600 100 200")
    put(store, "text", status_id=NOT_CONFIRMED, reason_text="Brak śladów")
    result = publish(store.path, folder)
    with served(folder) as connection:
        found = dict(connection.execute("SELECT id, powod FROM zgloszenia"))
    name = "Zagrożenie usunięte przez zarządcę drogi"
    assert found == {
        number("list"): name,
        number("clean"): f"{name}: Wymieniono próg zwalniający.",
        number("pesel"): "Podczas kontroli nie stwierdzono zagrożenia",
        number("phone"): None,
        number("text"): "Brak śladów",
    }
    assert b"44051401359" not in next((folder / "public").glob("*.gpkg")).read_bytes()
    with result.withheld_file.open(encoding="utf-8-sig") as handle:
        listed = {
            row["Public id"]: (row["Reference"], row["What was found"]) for row in csv.DictReader(handle, delimiter=";")
        }
    assert listed == {number("pesel"): ("Z/7", "name of a person, PESEL number"), number("phone"): ("", "phone number")}
    assert (folder / "public") not in result.withheld_file.parents
    assert manifest(folder, result.version)["withheld_texts"] == 2


def test_each_text_is_looked_through_once(store, folder, monkeypatch):
    texts = ["Brak śladów", "Dzwonić 600 100 200", "Wymieniono próg zwalniający."]
    for text in texts:
        put(store, text, status_id=NOT_CONFIRMED, reason_text=text)
    seen = []

    def counted(text):
        seen.append(text)
        return redact(text)

    redact = snapshot.redact
    monkeypatch.setattr(snapshot, "redact", counted)
    publish(store.path, folder)
    assert sorted(seen) == sorted(texts)


def test_the_same_store_gives_the_same_rows(store, folder, tmp_path):
    fill_mixed(store)
    publish(store.path, folder)
    publish(store.path, tmp_path / "druga")
    for layer in load().layers:
        tables = []
        for place in (folder, tmp_path / "druga"):
            with served(place) as connection:
                tables.append(connection.execute(f"SELECT * FROM {layer['name']} ORDER BY OGC_FID").fetchall())
        assert tables[0] == tables[1] != []


def test_a_later_state_of_a_report_replaces_the_earlier(store, folder):
    put(store, "a")
    publish(store.path, folder)
    observe(store, "a", status_id=JOKE)
    assert publish(store.path, folder).features == 0
    assert ids(folder) == set()


def test_what_an_editing_program_has_saved_but_not_yet_moved_into_the_file_is_published(store, folder):
    """QGIS edits with a write-ahead log: committed rows lie beside the store until the log is folded in."""
    with store.connect() as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)  # keeps the log open
        put(store, "a")
        assert store.path.with_name(store.path.name + "-wal").stat().st_size > 0
        assert publish(store.path, folder).features == 1
    assert ids(folder) == {number("a")}
