"""A form left open while another writer saves: its OK is refused, with the plugin and without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsGeometry, QgsProject, QgsVectorLayer, QgsVectorLayerUtils
from qgis.gui import QgsAttributeEditorContext, QgsGui

from kmzb_qgis import editing
from kmzb_qgis.editing import definition, expressions, saving
from kmzb_qgis.toolbelt import paths

sys.path.insert(0, str(Path(__file__).parent))
import engines
import look_store
from engines import BOTH
from form_desk import bare_form
from saving_help import last

VERIFYING = 2


@pytest.fixture
def engine(request):
    return engines.of(request)


@pytest.fixture
def store(new_store, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    return look_store.fill(new_store("store"))


@pytest.fixture(params=["plugin", "style of the store alone"])
def layer(request, store):
    if request.param == "plugin":
        layer = editing.load_layer(store, QgsProject.instance())
    else:
        layer = QgsProject.instance().addMapLayer(QgsVectorLayer(store.layer_uri("report"), "bare", store.provider))
        assert layer.findChild(saving.Saver) is None
    assert layer.startEditing()
    yield layer
    layer.rollBack()


def opened(layer, fid):
    form = bare_form(layer, layer.getFeature(fid))
    form.setMode(QgsAttributeEditorContext.Mode.SingleEditMode)
    return form


def other_writes(store, fid, column="description", value="cudzy opis"):
    with store.connect() as db:
        db.execute(
            f"UPDATE report SET {column} = ?, base_version = version, modified_by = 'Łucja' WHERE fid = ?", (value, fid)
        )


@pytest.mark.parametrize(
    ("column", "value"), [("description", "mój opis"), ("note", "moja notatka"), ("status_id", VERIFYING)]
)
def test_a_form_left_open_is_refused(store, layer, column, value):
    form = opened(layer, 1)
    other_writes(store, 1)
    before = look_store.row(store, 1)
    form.changeAttribute(column, value)
    assert form.save()
    assert not layer.commitChanges()
    assert "KMZB-409" in " ".join(layer.commitErrors())
    assert look_store.row(store, 1) == before
    saver = layer.findChild(saving.Saver)
    if saver is not None:
        assert saver.last_error.code == "KMZB-409"
        assert "Łucja" in saver.last_error.message


@BOTH
def test_a_form_opened_after_the_other_writer_is_saved(store, layer):
    other_writes(store, 1)
    form = opened(layer, 1)
    form.changeAttribute("note", "moja notatka")
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert look_store.row(store, 1, "description, note, version, base_version") == (
        "cudzy opis", "moja notatka", 3, None,
    )  # fmt: skip


def test_opened_twice_before_one_save(store, layer):
    for column, value in (("note", "raz"), ("description", "dwa")):
        form = opened(layer, 1)
        form.changeAttribute(column, value)
        assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert look_store.row(store, 1, "note, description, version") == ("raz", "dwa", 2)


@BOTH
def test_opened_twice_with_another_writer_between_is_refused(store, layer):
    first = opened(layer, 1)
    first.changeAttribute("note", "raz")
    assert first.save()
    other_writes(store, 1)
    second = opened(layer, 1)
    second.changeAttribute("officer", "dwa")
    assert second.save()
    assert not layer.commitChanges()
    assert "KMZB-409" in " ".join(layer.commitErrors())


def test_a_form_that_changed_nothing_writes_nothing(store, layer):
    form = opened(layer, 1)
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert look_store.row(store, 1, "version") == (1,)


@BOTH
def test_saved_again_and_again_while_it_stays_open(store, layer):
    form = opened(layer, 1)
    for version, note in ((2, "raz"), (3, "dwa"), (4, "trzy")):
        form.changeAttribute("note", note)
        assert form.save()
        assert layer.commitChanges(False), layer.commitErrors()
        assert look_store.row(store, 1, "note, version") == (note, version)


@BOTH
def test_a_new_report_through_the_form(store, layer):
    point = QgsGeometry.fromWkt("POINT(600000 400000)")
    form = bare_form(layer, QgsVectorLayerUtils.createFeature(layer, point))
    form.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    form.changeAttribute("category_id", 4)
    form.changeAttribute("note", "nowe")
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert look_store.row(store, last(store), "category_id, note, version, base_version") == (4, "nowe", 1, None)


def test_cells_of_the_attribute_table_and_code(store, layer):
    other_writes(store, 1)
    assert layer.changeAttributeValue(1, layer.fields().indexOf("note"), "z tabeli")
    assert layer.commitChanges(), layer.commitErrors()
    assert look_store.row(store, 1, "note, version") == ("z tabeli", 3)


@BOTH
def test_several_reports_edited_at_once(store, layer):
    other_writes(store, 2)
    form = bare_form(layer)
    form.setMode(QgsAttributeEditorContext.Mode.MultiEditMode)
    form.setMultiEditFeatureIds([1, 2, 3])
    form.changeAttribute("note", "wszystkie")
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    assert [look_store.row(store, fid, "note, version") for fid in (1, 2, 3)] == [
        ("wszystkie", 2), ("wszystkie", 3), ("wszystkie", 2),
    ]  # fmt: skip


def test_the_default_names_every_column_that_a_person_can_edit():
    form = definition.read(paths.forms_dir() / "report.json")
    editable = {field.name for field in form.fields if not field.read_only}
    assert editable <= set(expressions.CONTENT)
