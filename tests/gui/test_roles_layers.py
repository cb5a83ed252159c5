"""QGIS's own layers under the rights: what it offers a role, what it sends, and what becomes of it."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsDataSourceUri,
    QgsGeometry,
    QgsPointXY,
    QgsVectorDataProvider,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

from tests.unit import team

_MAY = QgsVectorDataProvider


@pytest.fixture
def opened(cluster, qgis_app):
    """``opened(login, table)``: a layer as QGIS opens it for a log-in, without the plugin. All of one database."""
    database = team.database(cluster)
    layers = []

    def layer(login: str, table: str = "report", geometry: str = "geom") -> QgsVectorLayer:
        uri = QgsDataSourceUri()
        uri.setConnection(str(cluster.folder), cluster.port, database, login, "")
        uri.setDataSource("kmzb", table, geometry, "", "fid")
        uri.setSrid("2180")
        layers.append(QgsVectorLayer(uri.uri(False), table, "postgres"))
        return layers[-1]

    layer.sql = lambda sql: cluster.sql(sql, database)
    yield layer
    layers.clear()


def test_an_officer_edits_as_in_any_table(opened):
    layer = opened("anna.kp")
    assert [feature["fid"] for feature in layer.getFeatures()] == [1]
    may = layer.dataProvider().capabilities()
    assert may & _MAY.AddFeatures and may & _MAY.ChangeAttributeValues and may & _MAY.ChangeGeometries
    assert not may & _MAY.DeleteFeatures
    at = {name: layer.fields().indexOf(name) for name in layer.fields().names()}
    layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeAttributeValue(feature.id(), at["note"], "z QGIS")
    layer.changeAttributeValue(feature.id(), at["base_version"], 1)
    given = {at["category_id"]: 11, at["description"]: "nowe"}
    place = QgsGeometry.fromPointXY(QgsPointXY(505500, 420500))
    layer.addFeature(QgsVectorLayerUtils.createFeature(layer, place, given))
    assert layer.commitChanges(), layer.commitErrors()
    assert opened.sql("SELECT note, version, modified_by FROM kmzb.report WHERE fid = 1") == [("z QGIS", 2, "anna.kp")]
    assert opened.sql("SELECT unit_id, description, modified_by FROM kmzb.report WHERE fid > 100") == [
        ("KP-A1a", "nowe", "anna.kp")
    ]


def test_a_report_that_is_moved_and_given_away_in_one_save_is_gone(opened):
    """QGIS sends place and values in one statement, and is content that the row is out of sight behind it."""
    layer = opened("anna.kp")
    at = {name: layer.fields().indexOf(name) for name in layer.fields().names()}
    layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeGeometry(feature.id(), QgsGeometry.fromPointXY(QgsPointXY(515000, 420000)))
    layer.changeAttributeValue(feature.id(), at["unit_id"], "KP-A1b")
    layer.changeAttributeValue(feature.id(), at["base_version"], 1)
    assert layer.commitChanges(), layer.commitErrors()
    assert opened.sql("SELECT unit_id, ST_X(geom)::integer FROM kmzb.report WHERE fid = 1") == [("KP-A1b", 515000)]
    assert list(opened("anna.kp").getFeatures()) == []
    assert {feature["fid"] for feature in opened("adam.kpp").getFeatures()} == {1, 2, 5, 9}


def test_what_an_officer_may_not_write_is_refused_whole(opened):
    layer = opened("anna.kp")
    layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeAttributeValue(feature.id(), layer.fields().indexOf("version"), 9)
    layer.changeAttributeValue(feature.id(), layer.fields().indexOf("note"), "x")
    assert not layer.commitChanges()
    assert "permission denied" in " ".join(layer.commitErrors())
    layer.rollBack()
    assert opened.sql("SELECT note, version FROM kmzb.report WHERE fid = 1") == [("notatka 1", 1)]


def test_analysts_open_the_facts_and_change_nothing(opened):
    assert not opened("ewa.analyst").isValid(), "QGIS opens a table of which it may read every column"
    layer = opened("ewa.analyst", "report_facts")
    assert layer.isValid() and len(list(layer.getFeatures())) == 9
    assert not {"note", "officer", "description", "modified_by", "reference"} & set(layer.fields().names())
    may = layer.dataProvider().capabilities()
    assert not may & (_MAY.AddFeatures | _MAY.ChangeAttributeValues | _MAY.ChangeGeometries | _MAY.DeleteFeatures)
