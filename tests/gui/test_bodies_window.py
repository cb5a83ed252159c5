"""The list of bodies as a person edits it: real clicks, the stored rows asked by SQL."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsDefaultValue, QgsFeature, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit, QMessageBox

from kmzb_qgis import editing
from kmzb_qgis.editing import body_form
from kmzb_qgis.gui.handing import HandOvers
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.store import handing
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, wait_idle, wait_until

sys.path.insert(0, str(Path(__file__).parent))
import handing_store


@pytest.fixture
def store(qgis_app, tmp_path):
    return handing_store.make(tmp_path / "żółw.gpkg")


@pytest.fixture
def face(qgis_iface, store, qgis_new_project):
    editing.load_layer(store, QgsProject.instance())
    messages = Messages(qgis_iface)
    settings.put("store", str(store.path))
    face = HandOvers(qgis_iface, messages, Stores(qgis_iface, messages, Jobs(qgis_iface)))
    yield face
    face.remove()
    settings.put("store", "")
    wait_idle()
    QgsProject.instance().clear()


@pytest.fixture
def window(face):
    """The window of bodies, opened from the list of hand-overs by its button."""
    above = face.open()
    wait_idle()
    click(above.buttons["bodies"])
    return face.listed


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    run_events()


def kinds(store):
    with store.connect() as db:
        return dict(db.execute("SELECT name, kind FROM body"))


def field(form, kind, name):
    """The widget of a field in a form: QGIS gives it the field's name."""
    return next(one for one in form.findChildren(kind) if one.objectName() == name)


def pick(box, value):
    """Choose an entry of a combo box by keys, and leave the box open to more of them: it keeps the focus."""
    box.setFocus()
    while box.currentIndex() > 0:
        QTest.keyClick(box, Qt.Key.Key_Up)
    for _ in range(box.findData(value)):
        QTest.keyClick(box, Qt.Key.Key_Down)


def ok(form):
    return form.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def mark(window, name):
    window.list.setCurrentItem(window.list.findItems(name, Qt.MatchFlag.MatchStartsWith)[0])


def test_the_kind_that_was_picked_is_stored(window, store):
    click(window.buttons["add"])
    form = window.form
    QTest.keyClicks(field(form, QLineEdit, "name"), "Nadlesnictwo")
    pick(field(form, QComboBox, "kind"), "forest")
    click(ok(form))
    wait_until(lambda: "Nadlesnictwo" in kinds(store))
    assert kinds(store)["Nadlesnictwo"] == "forest"
    (item,) = window.list.findItems("Nadlesnictwo", Qt.MatchFlag.MatchExactly)
    assert item.text(1) and not window.layer.isEditable() and window.buttons["save"].isHidden()


def test_no_kind_is_taken_for_granted(window, store):
    click(window.buttons["add"])
    form = window.form
    QTest.keyClicks(field(form, QLineEdit, "name"), "PKP")
    assert field(form, QComboBox, "kind").currentData() == body_form.UNCHOSEN and not ok(form).isEnabled()
    form.reject()
    run_events()
    assert "PKP" not in kinds(store) and not window.layer.isEditable()


def test_a_table_that_loses_the_kind_is_refused_by_the_store(face, store):
    """QGIS's own table stores a row without what stands in an open cell: then there is no kind, not another one."""
    layer = body_form.load(store, QgsProject.instance())
    layer.startEditing()
    body = QgsFeature(layer.fields())
    for index in range(layer.fields().count()):
        default = layer.defaultValue(index)
        body.setAttribute(index, default)
    body["name"] = "Zarząd Dróg"
    assert layer.addFeature(body) and not layer.commitChanges()
    layer.rollBack()
    assert "Zarząd Dróg" not in kinds(store)


def test_another_kind_is_stored(window, store):
    mark(window, "Gmina Żółw")
    click(window.buttons["edit"])
    pick(field(window.form, QComboBox, "kind"), "railway")
    click(ok(window.form))
    wait_until(lambda: kinds(store)["Gmina Żółw"] == "railway")


def test_a_body_with_hand_overs_stays(window, store, monkeypatch):
    handing.hand_over(store, handing.Order((1,), 1, "x"))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    mark(window, "Zarząd Dróg")
    click(window.buttons["delete"])
    assert "Zarząd Dróg w Łącku" in kinds(store)
    assert "stays in the list" in window.status.text() and "KMZB" not in window.status.text()
    assert window.list.topLevelItemCount() == 2 and window.buttons["save"].isHidden()
    mark(window, "Gmina Żółw")
    click(window.buttons["delete"])
    assert list(kinds(store)) == ["Zarząd Dróg w Łącku"]


def test_what_the_store_refuses_is_not_lost(window, store):
    mark(window, "Gmina Żółw")
    click(window.buttons["edit"])
    pick(field(window.form, QComboBox, "kind"), "railway")
    with store.connect() as db:
        db.execute("DELETE FROM body_kind WHERE id = 'railway'")
    click(ok(window.form))
    assert kinds(store)["Gmina Żółw"] == "municipality"
    assert window.status.text().startswith("Not saved: A body needs a kind of the list.")
    with store.connect() as db:
        db.execute("INSERT INTO body_kind (id, name) VALUES ('railway', 'Kolej')")
    click(window.buttons["save"])
    assert kinds(store)["Gmina Żółw"] == "railway" and window.buttons["save"].isHidden()


def test_headings_of_the_table_have_their_width(face, store, qgis_app):
    layer = body_form.load(store, QgsProject.instance())
    aliases = {field.name(): field.alias() for field in layer.fields()}
    for column in layer.attributeTableConfig().columns():
        if not column.hidden and column.name in aliases:
            assert column.width >= qgis_app.fontMetrics().horizontalAdvance(aliases[column.name]), column.name


def test_a_project_of_an_older_version_takes_no_kind_for_granted_either(face, store):
    layer = body_form.load(store, QgsProject.instance())
    index = layer.fields().lookupField("kind")
    layer.setDefaultValueDefinition(index, QgsDefaultValue("'other'"))
    assert body_form.load(store, QgsProject.instance()) is layer
    assert layer.defaultValue(index) == body_form.UNCHOSEN
