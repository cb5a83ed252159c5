"""The all-or-nothing save, in real edit sessions of two writers on one store."""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import threading
import time

import pytest
from qgis.core import QgsDefaultValue, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer, QgsVectorLayerUtils
from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

from kmzb_qgis.editing import expressions, saving
from kmzb_qgis.store import create_store
from kmzb_qgis.toolbelt.errors import KmzbError

HOME = (567059.0, 244219.0)


@pytest.fixture
def store(qgis_app, qgis_new_project, tmp_path):
    store = create_store(tmp_path / "pałac.gpkg")
    with store.connect() as db:
        for _ in range(3):
            db.execute(
                "INSERT INTO report (geom, category_id, reported_at, event_at, modified_by)"
                " VALUES (kmzb_point(?, ?), 11, '2024-07-01T10:00:00.000Z', '2024-06-30T09:00:00.500Z', 'Zoë')",
                HOME,
            )
    return store


@pytest.fixture
def open_layer(store):
    layers = []

    def make():
        layer = QgsVectorLayer(store.layer_uri("report"), "reports", "ogr")
        saving.configure(layer)
        assert layer.startEditing()
        layers.append(layer)
        return layer

    yield make
    for layer in layers:
        layer.rollBack()


@pytest.fixture
def refusals(qgis_app):
    told = []

    def note(layer, error):
        told.append((layer, error))

    saving.events.refused.connect(note)
    yield told
    saving.events.refused.disconnect(note)


def put(layer, fid, **values):
    for name, value in values.items():
        assert layer.changeAttributeValue(fid, layer.fields().indexOf(name), value)


def move(layer, fid, x, y=300000.0):
    assert layer.changeGeometry(fid, QgsGeometry.fromWkt(f"POINT({x} {y})"))


def add(layer, **values):
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("POINT(600000 400000)"))
    for name, value in {"category_id": 12, **values}.items():
        feature[name] = value
    assert layer.addFeature(feature)


def stored(store, fid, *columns):
    with store.connect() as db:
        return db.execute(f"SELECT {', '.join(columns)} FROM report WHERE fid = ?", (fid,)).fetchone()


def steps(store, fid):
    with store.connect() as db:
        return db.execute(
            "SELECT h.version, h.action, h.changed_by FROM report_history h JOIN report r ON r.id = h.report_id"
            " WHERE r.fid = ? AND h.action <> 'insert' ORDER BY h.fid",
            (fid,),
        ).fetchall()


def everything(store):
    with store.connect() as db:
        return (
            db.execute("SELECT * FROM report ORDER BY fid").fetchall()
            + db.execute("SELECT * FROM report_history ORDER BY fid").fetchall()
        )


def left_over(store):
    with store.connect() as db:
        return db.execute("SELECT count(*) FROM refused_save").fetchone()[0]


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


def test_stale_move_is_refused_with_who_and_when(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    move(second, 1, 400000.0)
    who = first.fields().indexOf("modified_by")
    first.setDefaultValueDefinition(who, QgsDefaultValue("'Łucja'", True))
    saving.configure(first)
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    before = everything(store)
    assert not second.commitChanges()
    assert "KMZB-409" in " ".join(second.commitErrors())
    assert everything(store) == before
    ((layer, error),) = refusals
    assert layer is second
    assert error.code == "KMZB-409"
    assert "Łucja" in error.message
    assert str(QDate.currentDate().year()) in error.message
    assert second.findChild(saving.Saver).last_error is error
    assert left_over(store) == 0


def test_a_later_edit_does_not_hide_what_was_read_at_the_first(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    put(second, 1, note="read at version 1")
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    put(second, 1, description="read at version 2")
    assert not second.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert stored(store, 1, "note", "version") == ("first", 2)


def test_stale_attribute_saves_nothing_of_a_valid_other_report(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    put(second, 1, note="stale")
    move(second, 2, 450000.0)
    put(second, 3, description="valid")
    add(second)
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    before = everything(store)
    assert not second.commitChanges()
    assert everything(store) == before
    buffer = second.editBuffer()
    assert set(buffer.changedAttributeValues()) == {1, 2, 3}
    assert set(buffer.changedGeometries()) == {2}
    assert len(buffer.addedFeatures()) == 1
    assert refusals[0][1].code == "KMZB-409"
    assert not second.commitChanges(), "a second try without reading again is refused again"
    assert everything(store) == before
    assert left_over(store) == 0


def test_after_reading_again_the_same_change_is_saved(store, open_layer):
    first, second = open_layer(), open_layer()
    put(second, 1, note="second")
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    assert not second.commitChanges()
    second.rollBack()
    second.startEditing()
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    assert stored(store, 1, "note", "version") == ("second", 3)


def test_a_refused_addition_takes_the_changes_with_it(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 500000.0)
    add(layer, description="x" * 501)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert "KMZB-406" in " ".join(layer.commitErrors())
    assert refusals[0][1].code == "KMZB-406"
    assert left_over(store) == 0


def test_addition_and_change_together(store, open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    add(layer, description="nowe zgłoszenie")
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 4, "description", "version", "status_id", "verify_by IS NOT NULL") == (
        "nowe zgłoszenie",
        1,
        1,
        1,
    )
    assert stored(store, 1, "version") == (2,)


def test_a_deletion_takes_the_changes_with_it(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 500000.0)
    assert layer.deleteFeature(2)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert refusals[0][1].code == "KMZB-414"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("KMZB-401", {"category_id": 77}),
        ("KMZB-403", {"status_id": 5}),
        ("KMZB-406", {"description": "ż" * 501}),
        ("KMZB-408", {"reported_at": QDateTime(QDate(2124, 1, 1), QTime(0, 0), Qt.TimeSpec.UTC)}),
        ("KMZB-413", {"reason_id": 1}),
        ("KMZB-416", {"plane": 9}),
    ],
)
def test_rules_refuse_the_move_too(store, open_layer, refusals, code, values):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 1, **values)
    before = everything(store)
    assert not layer.commitChanges()
    assert code in " ".join(layer.commitErrors())
    assert refusals[0][1].code == code
    assert everything(store) == before


def test_a_point_outside_is_refused_with_all_else(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 1.0, 1.0)
    move(layer, 2, 500000.0)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert refusals[0][1].code == "KMZB-411"


def test_other_writers_go_on_after_a_refusal(store, open_layer):
    first, second = open_layer(), open_layer()
    put(second, 1, note="stale")
    put(first, 1, note="first")
    assert first.commitChanges(False)
    assert not second.commitChanges()
    put(first, 1, note="again")
    assert first.commitChanges(), first.commitErrors()
    assert stored(store, 1, "note", "version") == ("again", 3)


def test_a_locked_store_is_waited_for(store, open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 1, note="waited")
    held, done = threading.Event(), threading.Event()

    def hold():
        with store.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(1)
            db.execute("ROLLBACK")
        done.set()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(5)
    assert layer.commitChanges(), layer.commitErrors()
    assert done.is_set()
    thread.join()
    assert stored(store, 1, "note", "version") == ("waited", 2)


def test_an_outlived_refusal_binds_nobody(store, open_layer):
    with store.connect() as db:
        db.execute(
            "INSERT INTO refused_save (report_fid, code, token, until)"
            " VALUES (1, 'KMZB-409', 'dead', julianday('now', '-2 seconds'))"
        )
    layer = open_layer()
    put(layer, 1, note="goes")
    assert layer.commitChanges(), layer.commitErrors()


def test_a_standing_refusal_binds_every_stage(store, open_layer):
    """What a save that is being refused relies on: places, attributes and additions are all refused by the store."""
    with store.connect() as db:
        db.executemany(
            "INSERT INTO refused_save (report_fid, code, token, until)"
            " VALUES (?, 'KMZB-409', 't', julianday('now', '+30 seconds'))",
            [(0,), (1,)],
        )
        for sql in (
            "UPDATE report SET geom = kmzb_point(500000, 500000) WHERE fid = 1",
            "UPDATE report SET note = 'x', base_version = 1 WHERE fid = 1",
            "INSERT INTO report (category_id) VALUES (11)",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="KMZB-409"):
                db.execute(sql)
        db.execute("UPDATE report SET note = 'x', base_version = 1 WHERE fid = 2")


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
    early = QgsVectorLayer(store.layer_uri("report"), "early", "ogr")
    late = QgsVectorLayer(store.layer_uri("report"), "late", "ogr")
    other = QgsVectorLayer(store.layer_uri("category"), "other", "ogr")
    project.addMapLayer(early)
    saving.watch(project)
    saving.watch(project)
    project.addMapLayers([late, other])
    assert [len(layer.findChildren(saving.Saver)) for layer in (early, late, other)] == [1, 1, 0]
    saving.unwatch(project)
    after = QgsVectorLayer(store.layer_uri("report"), "after", "ogr")
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


def test_form_saved_before_another_writers_save_is_refused(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    form = QgsAttributeForm(first, first.getFeature(1))
    form.changeAttribute("description", "z formularza")
    assert form.save()
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    before = everything(store)
    assert not first.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert everything(store) == before


def test_form_left_open_without_the_stores_style_is_refused(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    form = QgsAttributeForm(first, first.getFeature(1))
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    form.changeAttribute("description", "z formularza")
    assert form.save()
    assert not first.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert stored(store, 1, "note", "description", "version") == ("second", "", 2)


def test_form_adds_a_report(store, open_layer):
    layer = open_layer()
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("POINT(600000 400000)"))
    form = QgsAttributeForm(layer, feature)
    form.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    form.changeAttribute("category_id", 4)
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 4, "category_id", "status_id", "version", "length(id)") == (4, 1, 1, 36)


def test_a_bare_feature_is_filled(store, open_layer):
    layer = open_layer()
    feature = QgsFeature(layer.fields())
    feature["category_id"] = 11
    assert layer.addFeature(feature)
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 4, "geom", "plane", "status_id", "version") == (None, 2, 1, 1)


def test_place_and_attributes_stay_together_while_another_writer_hammers(store, open_layer):
    """Each save sets x and description to the same number; no state the store ever had may mix two saves."""
    layer = open_layer()
    stop, writes = threading.Event(), []

    def hammer():
        with store.connect() as db:
            while not stop.is_set():
                with contextlib.suppress(sqlite3.IntegrityError):  # while the other's save is being refused
                    db.execute("UPDATE report SET note = ?, base_version = version WHERE fid = 1", (str(len(writes)),))
                    writes.append(1)
                time.sleep(0.01)

    thread = threading.Thread(target=hammer)
    thread.start()
    outcomes = []
    try:
        for number in range(12):
            move(layer, 1, 500000.0 + number)
            put(layer, 1, description=str(number))
            outcomes.append(layer.commitChanges(False))
            if not outcomes[-1]:
                layer.rollBack()
                layer.startEditing()
    finally:
        stop.set()
        thread.join()
    assert writes
    with store.connect() as db:
        states = db.execute(
            "SELECT ST_MinX(was_geom), was_description FROM report_history h JOIN report r ON r.id = h.report_id"
            " WHERE r.fid = 1 AND was_description <> '' UNION ALL"
            " SELECT ST_MinX(geom), description FROM report WHERE fid = 1 AND description <> ''"
        ).fetchall()
    assert {x - 500000.0 == int(description) for x, description in states} <= {True}
    assert len({description for _, description in states}) >= sum(outcomes)
    assert left_over(store) == 0


def test_a_layer_that_nobody_holds_goes_and_the_file_rests(store):
    gone = []
    layer = QgsVectorLayer(store.layer_uri("report"), "short-lived", "ogr")
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
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert not list(store.path.parent.glob("*-wal"))
