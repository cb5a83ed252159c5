"""The desk's windows in bad company, all of them in one plugin: each says what is wrong, loses nothing and goes on."""

import pytest
from loading_help import officer, one
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsPointXY,
    QgsProject,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QDialog

from kmzb_qgis.editing import queue_reader
from kmzb_qgis.gui import report_layer
from tests.gui.test_faults_desk import UNEXPECTED, face, held, press, said, store  # noqa: F401 - fixtures
from tests.gui.waiting import run_events, wait_idle, wait_until

HELD, GONE = "holds the store", "is not there any more"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(queue_reader, "LOOK_S", 0.1)


@pytest.fixture
def desk(face, store):  # noqa: F811
    """All windows open on the store: a body, reports confirmed (1) and taken up (2), new ones (3, 4)."""
    with store.connect() as db:
        db.execute("INSERT INTO body (name, kind, answer_days) VALUES ('Zarząd Dróg', 'road', 14)")
    officer(store, where="fid = 2")
    officer(store, sql="status_id = 3", where="fid = 1")
    face._iface.mapCanvas().resize(600, 400)
    face._iface.mainWindow().show()
    face.queue.show()
    wait_until(lambda: face.queue.is_listed() and len(face.queue.dock.model.fids) == 4)
    face.verifying.open(start=2)
    wait_idle()
    assert face.verifying.fid == 2
    face.hand_overs.open()
    wait_idle()
    clear(face)
    return face


def clear(face):  # noqa: F811
    face._iface.messageBar().clear_messages()


def feature(fid):
    return next(report_layer.find().getFeatures(QgsFeatureRequest(fid)))


def lists(face):  # noqa: F811
    """Everything that only reads; what each window says then."""
    found = {}
    face.queue.again()
    face.hand_overs.refresh()
    press(face, "differences")
    face.verifying.dock.listed.emit("open")
    wait_idle()
    wait_until(lambda: bool(face.queue.dock.notice.text()))
    found["queue"] = face.queue.dock.notice.text()
    found["hand-overs"] = face.hand_overs.window.status.text()
    found["differences"] = face.differences.window.status.text() if face.differences.window else said(face)
    found["verification"] = face.verifying.dock.notice()
    return found


def new_report(face):  # noqa: F811
    face.locators.begin_report(567059, 244219)
    wait_idle()
    found = face._iface.mainWindow().findChildren(QDialog, "kmzb_new_report")
    return next(dialog for dialog in found if dialog.isVisible())


def test_a_held_store_is_said_by_each_window_at_once_and_each_goes_on(desk, store, monkeypatch):  # noqa: F811
    face = desk  # noqa: F811
    one_of = feature(3)
    face.verifying.dock.note.setPlainText("moje")
    with held(store, monkeypatch):
        told = lists(face)
        assert all(HELD in words or "Another program" in words for words in told.values()), told
        assert face.verifying.dock.help.text() == "Try again"
        assert face.verifying.dock.note.toPlainText() == "moje" and face.verifying.fid == 2
        clear(face)
        face.messages.guard(face.hand_overs.hand_over)([1])
        assert HELD in said(face)
        face.duplicates.ask_about(report_layer.find(), one_of)
        wait_idle()
        assert HELD in face.duplicates.window.note.text() and face.duplicates.window.again.isVisible()
        dialog = new_report(face)
        dialog.attributeForm().changeAttribute("category_id", 11)
        dialog.attributeForm().changeAttribute("description", "Nowe, wpisane przy zajętym magazynie")
        dialog.accept()
        assert report_layer.find().isModified(), "the report waits in the layer"
        assert UNEXPECTED not in said(face)
    face.verifying.dock.help.click()
    face.duplicates.window.again.click()
    face.hand_overs.refresh()
    wait_idle()
    wait_until(lambda: not face.queue.dock.notice.text())
    assert HELD not in face.hand_overs.window.status.text()
    assert not face.duplicates.window.again.isVisible() and HELD not in face.duplicates.window.note.text()
    assert face.verifying.dock.notice() == "" and face.verifying.walk.total() == 4
    layer = report_layer.find()
    assert layer.commitChanges(), layer.commitErrors()
    assert one(store, "SELECT count(*) FROM report WHERE description LIKE 'Nowe, wpisane%'") == (1,)


def test_a_store_that_is_gone_is_said_by_each_window_and_each_goes_on(desk, store):  # noqa: F811
    face = desk  # noqa: F811
    one_of, away = feature(3), store.path.with_name("gdzie indziej.gpkg")
    face.verifying.dock.note.setPlainText("moje")
    store.path.rename(away)
    told = lists(face)
    missing = (GONE, "There is no store", "no store at")
    assert all(any(words in sentence for words in missing) for sentence in told.values()), told
    clear(face)
    face.messages.guard(face.hand_overs.hand_over)([1])
    assert GONE in said(face)
    face.duplicates.ask_about(report_layer.find(), one_of)
    wait_idle()
    assert GONE in face.duplicates.window.note.text()
    assert UNEXPECTED not in said(face) and not store.path.exists()
    away.rename(store.path)
    face.duplicates.window.again.click()
    face.verifying.dock.help.click()
    wait_idle()
    wait_until(lambda: not face.queue.dock.notice.text())
    assert GONE not in face.duplicates.window.note.text() and face.verifying.dock.notice() == ""
    assert face.verifying.sitting.drafts[2].note == "moje" or face.verifying.dock.note.toPlainText() == "moje"


def test_the_layer_removed_is_said_and_decisions_go_on(desk, store):  # noqa: F811
    face = desk  # noqa: F811
    QgsProject.instance().removeMapLayer(report_layer.find().id())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    wait_until(lambda: "not in the project any more" in face.queue.dock.notice.text())
    assert "removed from the project" in face.verifying.dock.notice()
    clear(face)
    face.messages.guard(face.duplicates.ask_selected)()
    face.messages.guard(face.queue.open_form)(3)
    face.messages.guard(face.hand_overs.hand_over)()
    assert UNEXPECTED not in said(face) and "Select the reports on the map" in said(face)
    clear(face)
    face.hand_overs.refresh()
    asked = face.hand_overs.hand_over([1])  # the store is known without its layer
    asked.sheets.setChecked(False)
    asked.accept()
    wait_idle()
    assert one(store, "SELECT status_id FROM report WHERE fid = 1") == (4,)
    face.queue.dock.button.click()
    wait_idle()
    wait_until(lambda: report_layer.find() is not None and face.queue.is_listed())


def test_an_edit_session_left_open_hinders_nothing_but_what_it_holds(desk, store):  # noqa: F811
    face, layer = desk, report_layer.find()  # noqa: F811
    assert layer.startEditing()
    face.verifying.decide(3)
    assert one(store, "SELECT status_id FROM report WHERE fid = 2") == (3,), "an open session alone is nothing"
    assert layer.changeAttributeValue(1, layer.fields().indexOf("note"), "w formularzu")
    clear(face)
    face.messages.guard(face.hand_overs.hand_over)([1])
    assert "Save or discard" in said(face)
    face.verifying.open(start=1)
    wait_idle()
    face.verifying.decide(4)
    assert "not saved" in face.verifying.dock.notice()
    face.duplicates.ask_about(layer, layer.getFeature(1))
    wait_idle()
    clear(face)
    if face.duplicates.window.table.rows():
        face.messages.guard(face.duplicates.link)(face.duplicates.window.table.rows()[0])
        assert "not saved yet" in said(face)
    assert layer.commitChanges(), layer.commitErrors()
    assert one(store, "SELECT note, status_id FROM report WHERE fid = 1") == ("w formularzu", 3)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:3857", "EPSG:2180", "EPSG:2178", "EPSG:2056", ""])
def test_in_any_crs_of_the_project_each_window_shows_the_right_place(desk, store, code):  # noqa: F811
    """2180's own order of axes is northing first, 4326's latitude first; 2056 is Switzerland's."""
    face, canvas = desk, desk._iface.mapCanvas()  # noqa: F811
    crs = QgsCoordinateReferenceSystem(code)
    QgsProject.instance().setCrs(crs)
    canvas.setDestinationCrs(crs)
    run_events(0.2)
    with store.connect() as db:
        x, y = db.execute("SELECT ST_MinX(geom), ST_MinY(geom) FROM report WHERE fid = 3").fetchone()
    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:2180"), crs, QgsProject.instance())
    place = there.transform(QgsPointXY(x, y)) if crs.isValid() else QgsPointXY(x, y)

    def at_place():
        return canvas.center().distance(place) < 0.02 * max(canvas.extent().width(), canvas.extent().height())

    face.verifying.open(start=3)
    wait_idle()
    assert face.verifying.fid == 3 and at_place() and face.verifying.map._spot.marked() == 1
    face.verifying.dock.close()
    canvas.setExtent(canvas.fullExtent())
    face.queue.dock.go(4)
    run_events(0.4)
    face.queue.dock.go(3)
    wait_until(at_place)
    assert face.queue.map._spot.marked() == 1
    face.duplicates.ask_about(report_layer.find(), feature(3))
    wait_idle()
    assert face.duplicates.marks.shown()
    face.duplicates.window.close()
    asked = face.hand_overs.hand_over([1])
    asked.sheets.setChecked(False)
    asked.accept()
    wait_idle()
    face.hand_overs.refresh()
    wait_idle()
    face.hand_overs.window.table.selectRow(0)
    face.messages.guard(face.hand_overs.show_on_map)()
    assert UNEXPECTED not in said(face), said(face)
    with store.connect() as db:
        first = QgsPointXY(*db.execute("SELECT ST_MinX(geom), ST_MinY(geom) FROM report WHERE fid = 1").fetchone())
    place = there.transform(first) if crs.isValid() else first
    assert at_place()


def test_two_windows_on_one_store_lose_nothing_in_any_of_them(desk, store):  # noqa: F811
    """The other window is another connection: the first to write stands, the other is told who and when."""
    face = desk  # noqa: F811
    asked = face.hand_overs.hand_over([1])
    asked.number.setText("RD-9")
    asked.sheets.setChecked(False)
    officer(store, sql="note = 'ich'", where="fid = 1")
    asked.accept()
    wait_idle()
    wait_until(lambda: "jan" in asked.wrong.text() and asked.isVisible())
    assert asked.number.text() == "RD-9"
    asked.accept()
    wait_idle()
    assert one(store, "SELECT status_id, note FROM report WHERE fid = 1") == (4, "ich")
    letter_of = face.hand_overs.window
    face.hand_overs.refresh()
    wait_idle()
    letter_of.table.selectRow(0)
    answer = face.hand_overs.answer()
    answer.outcome.setCurrentIndex(answer.outcome.findData("planned"))
    answer.text.setPlainText("w maju")
    with store.connect() as db:
        db.execute("UPDATE hand_over SET number = 'RD-10', base_version = 4 WHERE fid = 1")
    answer.accept()
    wait_idle()
    wait_until(lambda: answer.wrong.text() and answer.isVisible())
    assert answer.text.toPlainText() == "w maju"
    answer.accept()
    wait_idle()
    assert one(store, "SELECT number, answer FROM hand_over") == ("RD-10", "w maju")
    officer(store, sql="note = 'ich'", where="fid = 2")  # while it is shown in the verification mode
    face.verifying.decide(3)
    assert "jan" in face.verifying.dock.notice() and face.verifying.facts.note == "ich"
    officer(store, sql="status_id = 3", where="fid = 2")
    wait_until(lambda: face.queue.dock.model.row(2) is not None and face.queue.dock.model.row(2).status == 3)
    wait_until(lambda: face.verifying.facts.status == 3 and "changed meanwhile" in face.verifying.dock.notice())
