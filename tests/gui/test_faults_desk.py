"""The desk in bad company: a store that another program holds, one that is gone, edits that wait, another CRS.

What a person does then ends in a sentence, at once, and loses nothing. Nothing here measures time: where a window's
thread waited for another program's lock, it would wait for ever here.
"""

import sqlite3
from contextlib import contextmanager

import pytest
from form_desk import Desk as FormDesk
from loading_help import bring, new_store, officer, one, row
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsGeometry,
    QgsLocatorContext,
    QgsPointXY,
    QgsProject,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QDialog

from kmzb_qgis.editing import saving
from kmzb_qgis.gui import report_layer
from kmzb_qgis.gui.locator_filters import ReportFilter
from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.processing.making import install
from kmzb_qgis.store import store as stores
from kmzb_qgis.toolbelt import i18n, settings
from tests.gui.test_gui_plugin import Desk
from tests.gui.waiting import run_events, told, wait_idle, wait_until

UNEXPECTED = "Something unexpected"
JOBS = ("copy_store", "import_service", "import_units", "publish")


@pytest.fixture
def store(qgis_app, tmp_path):
    store = new_store(tmp_path)
    bring(store, *[row(objectid=100 + n, x=567000.0 + 10 * n) for n in range(1, 5)])
    officer(store, where="service_id = 101")
    install(store)
    return store


@pytest.fixture
def face(dialog_iface, qgis_new_project, store, monkeypatch):
    """The plugin with the store open; ``messages`` of what was told before are cleared."""
    monkeypatch.setattr(Desk, "openLayoutDesigner", lambda _, layout: layout, raising=False)
    plugin = KmzbPlugin(Desk(dialog_iface))
    i18n.remove()
    try:
        plugin.initGui()
        settings.put("store", str(store.path))
        plugin._face.stores.open(str(store.path))
        wait_idle()
        dialog_iface.mapCanvas().setLayers([report_layer.find()])
        dialog_iface.mapCanvas().setExtent(report_layer.find().extent())
        # QGIS draws in threads of its own: whether these bear that their file goes meanwhile is not the plugin's doing.
        run_events()
        wait_until(lambda: not dialog_iface.mapCanvas().isDrawing())
        dialog_iface.messageBar().clear_messages()
        yield plugin._face
    finally:
        dialog_iface.mapCanvas().setLayers([])
        plugin.unload()
        QgsProject.instance().clear()
        settings.put("store", "")
        dialog_iface.messageBar().clear_messages()
        dialog_iface.messageBar().clearWidgets()


@contextmanager
def held(store, monkeypatch):
    """Another program has the store for itself; who waits for it as long as imports do never comes back."""
    monkeypatch.setattr(stores, "BUSY_SECONDS", 100_000)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


def press(face, name):
    face.menu.entry(name).trigger()


def close_dialogs(face):
    face.jobs.close()
    run_events(0.1)


def said(face) -> str:
    return " | ".join(told(face._iface))


def test_the_history_of_a_held_store_is_a_sentence_at_once(face, store, monkeypatch):
    layer = report_layer.find()
    form = FormDesk(layer, 1)
    with held(store, monkeypatch):
        text = form.history()
        run_events(0.2)
        assert "another program is using it" in form.history(), text
    form.dialog.close()
    form.dialog.deleteLater()
    run_events()


def test_reports_of_a_held_store_are_searched_and_printed_with_a_sentence(face, store, monkeypatch):
    finder, found = ReportFilter(lambda *_: None), []
    finder.prepare("101", QgsLocatorContext())
    finder.resultFetched.connect(lambda result: found.append(result.displayString))
    with held(store, monkeypatch):
        finder.fetchResults("101", QgsLocatorContext(), QgsFeedback())
        press(face, "print_map")
    assert found == ["The store cannot be searched: another program is using it."]
    assert "is locked by another program" in said(face)


def test_units_after_a_save_wait_with_a_window_that_lives(face, store, monkeypatch):
    """The store is held between the save and the assignment: the window waits in short steps and gives up."""
    from kmzb_qgis.editing import patience, placing

    with store.connect() as db:
        db.execute("INSERT INTO unit (id, level, name) VALUES ('1261011', 'municipality', 'Kraków')")
    steps, failed = [], []

    @contextmanager
    def waiting(_path):
        yield lambda waited: (steps.append(waited), len(steps) < 3)[1]

    monkeypatch.setattr(patience, "waiting", waiting)
    layer = report_layer.find()
    placer = layer.findChild(placing.Placer)
    placer._moved = {1}

    def note(*told_of):
        failed.append(told_of[1].message)

    placing.events.failed.connect(note)
    with held(store, monkeypatch):
        placer._after_commit()
    placing.events.failed.disconnect(note)
    assert len(steps) == 3
    assert len(failed) == 1 and "another program is using it" in failed[0]


def test_a_store_that_is_gone_is_told_by_its_name(face, store):
    away = store.path.with_name("gdzie indziej.gpkg")
    store.path.rename(away)
    for name in ("renew_form", "print_map", "differences"):
        face._iface.messageBar().clear_messages()
        press(face, name)
        wait_idle()
        assert f"There is no store at {store.path}" in said(face), name
    for name in JOBS:
        face._iface.messageBar().clear_messages()
        press(face, name)
        assert f"There is no store at {store.path}" in said(face), name
        close_dialogs(face)
    face._iface.messageBar().clear_messages()
    data = {"store": str(store.path.resolve()), "fid": 1, "title": "Zgłoszenie 101"}
    layer = report_layer.find()
    assert layer.startEditing()  # QGIS opens the file anew for it, and has none then
    face.messages.guard(face.locators.open_form)(data)
    assert "There is no store at" in said(face)
    assert layer.rollBack()
    away.rename(store.path)
    face._iface.messageBar().clear_messages()
    press(face, "copy_store")
    assert "There is no store" not in said(face)


def test_a_layer_whose_store_went_can_be_looked_at_and_saved_later(face, store):
    """QGIS 3.22 crashes when it asks a layer without data for its extent, as each full zoom and job window does."""
    layer, away = report_layer.find(), store.path.with_name("gdzie indziej.gpkg")
    extent = layer.extent()
    assert layer.startEditing()
    assert layer.changeAttributeValue(2, layer.fields().indexOf("note"), "wpisane wcześniej")
    store.path.rename(away)
    assert not layer.commitChanges()
    assert not layer.dataProvider().isValid()
    for look in (face._iface.mapCanvas().zoomToFullExtent, lambda: press(face, "copy_store"), layer.selectAll):
        look()
        run_events()
        assert layer.extent() == extent
    close_dialogs(face)
    assert layer.isModified()
    away.rename(store.path)
    assert layer.commitChanges(), layer.commitErrors()
    assert one(store, "SELECT note FROM report WHERE fid = 2") == ("wpisane wcześniej",)
    assert layer.dataProvider().isValid() and layer.featureCount() == 4


def test_editing_goes_on_while_the_store_is_away(face, store):
    layer, away = report_layer.find(), store.path.with_name("gdzie indziej.gpkg")
    extent = layer.extent()
    store.path.rename(away)
    assert layer.startEditing()
    assert not layer.dataProvider().isValid()
    for step in (
        lambda: layer.changeGeometry(3, QgsGeometry.fromPointXY(QgsPointXY(567_020, 244_219.25))),
        lambda: layer.addFeature(QgsVectorLayerUtils.createFeature(layer)),
        layer.undoStack().undo,
        layer.commitChanges,
        layer.rollBack,
    ):
        step()
        run_events()
        assert layer.extent().contains(extent)
    away.rename(store.path)
    assert layer.startEditing() and layer.dataProvider().isValid()
    assert layer.changeAttributeValue(2, layer.fields().indexOf("note"), "znów jest")
    assert layer.commitChanges(), layer.commitErrors()


def test_a_report_layer_that_left_the_project_is_missed_in_words(face, store, qgis_iface):
    QgsProject.instance().removeMapLayer(report_layer.find().id())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for run, words in (
        (lambda: press(face, "print_map"), "Open a store first"),
        (lambda: face.messages.guard(face.locators.begin_report)(567059, 244219), "No store is open"),
        (
            lambda: face.messages.guard(face.locators.open_form)({"store": "x", "fid": 1, "title": "Z"}),
            "not open any more",
        ),
    ):
        face._iface.messageBar().clear_messages()
        run()
        assert words in said(face) and UNEXPECTED not in said(face)
    press(face, "differences")  # knows the store without its layer
    wait_idle()
    assert face.differences.window.model.rowCount() == 1
    face.differences.window.table.selectRow(0)
    face.differences.window.show_report.click()
    assert face.locators.spot.marked() == 1
    face.stores.changed({}, {"STORE": str(store.path)})
    wait_until(lambda: report_layer.find() is not None)


def test_edits_that_wait_are_told_before_a_job(face, store):
    layer = report_layer.find()
    assert layer.startEditing()
    press(face, "publish")
    close_dialogs(face)
    assert "Edits of the reports wait" not in said(face)  # an open session alone is nothing
    assert layer.changeAttributeValue(2, layer.fields().indexOf("note"), "czeka")
    for name in JOBS:
        face._iface.messageBar().clear_messages()
        press(face, name)
        assert "Edits of the reports wait in the layer" in said(face), name
        close_dialogs(face)
    face._iface.messageBar().clear_messages()
    face.import_files()
    assert "Edits of the reports wait in the layer" in said(face)
    assert layer.isModified()
    assert layer.commitChanges()
    assert one(store, "SELECT note FROM report WHERE fid = 2") == ("czeka",)
    face._iface.messageBar().clear_messages()
    press(face, "publish")
    assert "Edits of the reports wait" not in said(face)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:3857", "EPSG:2177", ""])
def test_in_any_crs_of_the_project_a_new_report_is_saved_where_it_was_placed(face, store, code):
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem(code))
    face._iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem(code))
    assert UNEXPECTED not in said(face)
    face.locators.begin_report(567059, 244219)
    dialog = face._iface.mainWindow().findChild(QDialog, "kmzb_new_report")
    dialog.attributeForm().changeAttribute("category_id", 11)
    dialog.accept()
    layer = report_layer.find()
    assert layer.commitChanges(), layer.commitErrors()
    sql = "SELECT round(ST_MinX(geom), 2), round(ST_MinY(geom), 2) FROM report WHERE import_run_id IS NULL"
    assert one(store, sql) == (567059, 244219)
    run_events()


def test_two_windows_on_one_store_lose_nothing(face, store):
    """The other window is another program's connection: its change stands, and ours is refused with who and when."""
    refusals = []

    def note(_layer, error):
        refusals.append(error)

    saving.events.refused.connect(note)
    layer = report_layer.find()
    assert layer.startEditing()
    assert layer.changeAttributeValue(3, layer.fields().indexOf("note"), "nasze")
    officer(store, "note = 'ich'", "fid = 3")
    assert not layer.commitChanges()
    saving.events.refused.disconnect(note)
    assert refusals and "jan" in refusals[0].message
    assert layer.isModified() and one(store, "SELECT note FROM report WHERE fid = 3") == ("ich",)
    layer.rollBack()
    press(face, "differences")
    wait_idle()
    assert face.differences.window.model.rowCount() == 1
    officer(store, where="service_id = 104")  # decided in the other window
    face.differences.window.came_back.emit()
    wait_idle()
    assert face.differences.window.model.rowCount() == 2
