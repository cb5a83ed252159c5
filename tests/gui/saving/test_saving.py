"""The all-or-nothing save, in real edit sessions."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer, QgsVectorLayerUtils
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime
from saving_help import add, last, move, put, steps, stored

from kmzb_qgis.editing import expressions, saving
from kmzb_qgis.toolbelt.errors import KmzbError


def test_move_only(store, open_layer):
    layer = open_layer()
    put(layer, 2, note="by the way")
    move(layer, 1, 500000.0)
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 1, "ST_MinX(geom)", "version", "base_version") == (500000.0, 2, None)
    assert [(v, a) for v, a, _ in steps(store, 1)] == [(2, "move")]
    assert steps(store, 1)[0][2] not in (None, "Zoë")


def test_move_and_attribute_are_one_version(store, open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 1, description="przy szkole")
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 1, "ST_MinX(geom)", "description", "version") == (500000.0, "przy szkole", 2)
    assert [(v, a) for v, a, _ in steps(store, 1)] == [(2, "update")]


def test_two_attributes_and_saved_twice_without_leaving_the_session(store, open_layer):
    layer = open_layer()
    put(layer, 1, note="a", description="b")
    assert layer.commitChanges(False), layer.commitErrors()
    assert stored(store, 1, "version") == (2,)
    put(layer, 1, note="c")
    move(layer, 1, 510000.0)
    assert layer.commitChanges(False), layer.commitErrors()
    assert stored(store, 1, "note", "version", "ST_MinX(geom)") == ("c", 3, 510000.0)
    assert layer.commitChanges(False), layer.commitErrors()
    assert stored(store, 1, "version") == (3,)


def test_all_kinds_of_values_are_what_qgis_writes(store, open_layer):
    layer = open_layer()
    put(
        layer,
        1,
        description="Zażółć gęślą jaźń",
        part_of_day=2,
        event_at=QDateTime(QDate(2024, 6, 30), QTime(8, 15, 0, 250), Qt.TimeSpec.UTC),
        reported_at=QDateTime(QDate(2024, 7, 1), QTime(9, 0), Qt.TimeSpec.UTC),
        teryt="1261011",
        publish_plane2=1,
    )
    put(layer, 2, event_at=None, description="")
    assert layer.commitChanges(), layer.commitErrors()
    columns = ("description", "part_of_day", "event_at", "reported_at", "teryt", "publish_plane2", "version")
    assert stored(store, 1, *columns) == (
        "Zażółć gęślą jaźń",
        2,
        "2024-06-30T08:15:00.250Z",
        "2024-07-01T09:00:00.000Z",
        "1261011",
        1,
        2,
    )
    assert stored(store, 2, "event_at", "description", "version") == (None, "", 2)
    assert [v for v, _, _ in steps(store, 1)] == [2]


def test_addition_and_change_together(store, open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    add(layer, description="nowe zgłoszenie")
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, last(store), "description", "version", "status_id", "verify_by IS NOT NULL") == (
        "nowe zgłoszenie",
        1,
        1,
        1,
    )
    assert stored(store, 1, "version") == (2,)


def test_configure_is_idempotent_and_keeps_other_defaults(store, open_layer):
    layer = open_layer()
    saver = layer.findChild(saving.Saver)
    saving.configure(layer)
    assert layer.findChildren(saving.Saver) == [saver]
    definition = layer.defaultValueDefinition(layer.fields().indexOf("base_version"))
    assert (definition.expression(), definition.applyOnUpdate()) == (expressions.version_read(), True)


def test_configure_refuses_another_layer(qgis_app):
    layer = QgsVectorLayer("Point?crs=EPSG:2180", "other", "memory")
    with pytest.raises(KmzbError, match="other"):
        saving.configure(layer)


def test_watch_configures_what_a_project_brings(store, qgis_new_project):
    project = QgsProject.instance()
    early = QgsVectorLayer(store.layer_uri("report"), "early", store.provider)
    late = QgsVectorLayer(store.layer_uri("report"), "late", store.provider)
    other = QgsVectorLayer(store.layer_uri("category"), "other", store.provider)
    project.addMapLayer(early)
    saving.watch(project)
    saving.watch(project)
    project.addMapLayers([late, other])
    assert [len(layer.findChildren(saving.Saver)) for layer in (early, late, other)] == [1, 1, 0]
    saving.unwatch(project)
    after = QgsVectorLayer(store.layer_uri("report"), "after", store.provider)
    project.addMapLayer(after)
    assert after.findChildren(saving.Saver) == []


def test_form_saved_twice_and_left_open(store, open_layer):
    layer = open_layer()
    form = QgsAttributeForm(layer, layer.getFeature(1))
    for version, note in ((2, "raz"), (3, "dwa")):
        form.changeAttribute("note", note)
        assert form.save()
        assert layer.commitChanges(False), layer.commitErrors()
        assert stored(store, 1, "note", "version") == (note, version)


def test_form_adds_a_report(store, open_layer):
    layer = open_layer()
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("POINT(600000 400000)"))
    form = QgsAttributeForm(layer, feature)
    form.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    form.changeAttribute("category_id", 4)
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, last(store), "category_id", "status_id", "version", "length(id)") == (4, 1, 1, 36)


def test_a_bare_feature_is_filled(store, open_layer):
    layer = open_layer()
    feature = QgsFeature(layer.fields())
    feature["category_id"] = 11
    assert layer.addFeature(feature)
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, last(store), "geom", "plane", "status_id", "version") == (None, 2, 1, 1)


def test_a_layer_that_nobody_holds_goes_and_the_file_rests(store):
    gone = []
    layer = QgsVectorLayer(store.layer_uri("report"), "short-lived", store.provider)
    saving.configure(layer)
    layer.destroyed.connect(lambda: gone.append(True))
    assert layer.startEditing()
    put(layer, 1, note="written")
    assert layer.commitChanges(), layer.commitErrors()
    del layer
    gc.collect()
    assert gone == [True]
    with store.connect() as db:
        assert db.execute("SELECT note FROM report WHERE fid = 1").fetchone()[0] == "written"
        if store.provider == "postgres":
            return  # has no file
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert not list(store.path.parent.glob("*-wal"))
