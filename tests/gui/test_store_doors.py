"""The rules through every door that is not the plugin's own: a bare QGIS layer, ogr2ogr, plain sqlite3."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime

from kmzb_qgis.processing.algorithms.createstore import CreateStore
from kmzb_qgis.store import create_store, open_store

HEADER = "x,y,category_id,description,reported_at\n"
GOOD = "567059,244219,11,Zażółć gęślą jaźń,2024-07-01T12:15:00+02:00\n"


@pytest.fixture
def store(qgis_app, tmp_path):
    return create_store(tmp_path / "store.gpkg")


def count(store):
    with store.connect() as db:
        return db.execute("SELECT count(*) FROM report").fetchone()[0]


def ogr2ogr(store, tmp_path, *lines):
    source = tmp_path / "new.csv"
    source.write_text(HEADER + "".join(lines), encoding="utf-8")
    tool = shutil.which("ogr2ogr")
    assert tool, "gdal-bin is needed for these tests"
    places = ["-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-oo", "AUTODETECT_TYPE=YES"]
    return subprocess.run(
        [tool, "-append", "-f", "GPKG", str(store.path), str(source), "-nln", "report", "-a_srs", "EPSG:2180", *places],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_ogr2ogr_appends_and_the_store_fills(store, tmp_path):
    result = ogr2ogr(store, tmp_path, GOOD, GOOD.replace("12:15:00+02:00", "10:15:00Z"))
    assert result.returncode == 0, result.stderr
    with store.connect() as db:
        rows = db.execute(
            "SELECT description, reported_at, verify_by, status_id, plane, version, length(id), ST_MinX(geom)"
            " FROM report"
        ).fetchall()
        assert (
            rows
            == [("Zażółć gęślą jaźń", "2024-07-01T10:15:00.000Z", "2024-07-08T22:00:00.000Z", 1, 2, 1, 36, 567059.0)]
            * 2
        )
        assert db.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 2
        assert db.execute("SELECT count(*) FROM report_history WHERE action = 'insert'").fetchone()[0] == 2


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("KMZB-401", GOOD.replace(",11,", ",99,")),
        ("KMZB-405", GOOD.replace(",11,", ",20,")),
        ("KMZB-406", GOOD.replace("jaźń", "ż" * 500)),
        ("KMZB-408", GOOD.replace("2024-", "2124-")),
        ("KMZB-410", GOOD.replace("2024-", "1994-")),
        ("KMZB-411", GOOD.replace("567059,244219", "19.937,50.062")),
    ],
)
def test_ogr2ogr_with_one_refused_row_adds_nothing(store, tmp_path, code, line):
    result = ogr2ogr(store, tmp_path, GOOD, line)
    assert code in result.stderr
    assert count(store) == 0


def bare(store):
    layer = QgsVectorLayer(store.layer_uri("report"), "bare", "ogr")
    assert layer.startEditing()
    return layer


def new_feature(layer, wkt="POINT(567059 244219)", **values):
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    for name, value in {"category_id": 11, **values}.items():
        feature[name] = value
    return feature


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("KMZB-401", {"category_id": 99}),
        ("KMZB-402", {"status_id": 99}),
        ("KMZB-404", {"status_id": 3}),
        ("KMZB-406", {"description": "ż" * 501}),
        ("KMZB-407", {"category_id": 8}),
        ("KMZB-408", {"reported_at": QDateTime.currentDateTimeUtc().addDays(2)}),
        ("KMZB-411", {"wkt": "POINT(0 0)"}),
        ("KMZB-413", {"reason_id": 1}),
        ("KMZB-416", {"plane": 4}),
    ],
)
def test_a_bare_qgis_layer_is_refused_and_its_buffer_stays(store, code, values):
    layer = bare(store)
    layer.addFeatures([new_feature(layer), new_feature(layer, **values)])
    assert not layer.commitChanges()
    assert code in " ".join(layer.commitErrors())
    assert len(layer.editBuffer().addedFeatures()) == 2
    assert count(store) == 0
    layer.rollBack()


def test_a_bare_qgis_layer_may_add_but_not_change_or_delete(store):
    layer = bare(store)
    layer.addFeature(new_feature(layer))
    assert layer.commitChanges(False), layer.commitErrors()
    layer.changeAttributeValue(1, layer.fields().indexOf("note"), "no version sent")
    assert not layer.commitChanges()
    assert "KMZB-428" in " ".join(layer.commitErrors())
    layer.rollBack()
    layer.startEditing()
    layer.deleteFeature(1)
    assert not layer.commitChanges()
    assert "KMZB-414" in " ".join(layer.commitErrors())
    layer.rollBack()


def test_what_plain_sqlite3_can_and_cannot_do(store):
    with store.connect() as db:
        db.execute("INSERT INTO report (category_id, geom) VALUES (11, kmzb_point(567059, 244219))")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as plain:
        assert plain.execute("SELECT count(*) FROM report").fetchone()[0] == 1
        for sql in (
            "INSERT INTO report (category_id) VALUES (11)",
            "UPDATE report SET geom = NULL WHERE fid = 1",
            "UPDATE report SET note = 'x', base_version = 1 WHERE fid = 1",
        ):
            with pytest.raises(sqlite3.OperationalError, match="no such function: ST_"):
                plain.execute(sql)
        with pytest.raises(sqlite3.DatabaseError, match="KMZB-414"):
            plain.execute("DELETE FROM report")
        with pytest.raises(sqlite3.IntegrityError, match="KMZB-419"):
            plain.execute("DELETE FROM report_history")
        plain.execute("UPDATE setting SET value = '8' WHERE name = 'verify_days'")
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            plain.create_function(name, 1, lambda blob: None if blob is None else 500000.0)
        plain.execute("UPDATE report SET note = 'x', base_version = 1 WHERE fid = 1")
        with pytest.raises(sqlite3.IntegrityError, match="KMZB-409"):
            plain.execute("UPDATE report SET note = 'y', base_version = 1 WHERE fid = 1")
        plain.execute("INSERT INTO report (category_id) VALUES (11)")
        with pytest.raises(sqlite3.IntegrityError, match="KMZB-401"):
            plain.execute("INSERT INTO report (category_id) VALUES (99)")


def run(parameters):
    algorithm = CreateStore()
    algorithm.initAlgorithm({})
    return algorithm.processAlgorithm(parameters, QgsProcessingContext(), QgsProcessingFeedback())


def test_the_algorithm_makes_a_store_and_never_overwrites(qgis_app, tmp_path):
    path = tmp_path / "nowy skład.gpkg"
    assert run({"STORE": str(path)}) == {"STORE": str(path)}
    assert open_store(path).schema >= 2
    before = path.read_bytes()
    with pytest.raises(QgsProcessingException, match="exists already"):
        run({"STORE": str(path)})
    assert path.read_bytes() == before
