"""Reports placed on the map, looked for before they are saved, moved and linked, in real edit sessions."""

from __future__ import annotations

import pytest
from assigned_units import krakow
from locator_desk import Desk
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsGui, QgsMapMouseEvent
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QPushButton

from kmzb_qgis import editing
from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import history
from kmzb_qgis.gui import history_tab
from kmzb_qgis.gui.duplicates import Duplicates
from kmzb_qgis.gui.locators import Locators
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.new_report_dialog import NewReportDialog, instant_of
from kmzb_qgis.store import create_store, duplicates
from tests.gui.waiting import run_events, told, wait_idle

PLACE = (566000.0, 244000.0)


@pytest.fixture
def desk(qgis_iface, qgis_new_project):
    qgis_iface.messageBar().clear_messages()
    qgis_iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    desk = Desk(qgis_iface)
    messages = Messages(desk)
    desk.face, desk.repeats = Locators(desk, messages), Duplicates(desk, messages)
    desk.face.install()
    desk.repeats.install()
    desk.entries = QAction("What is here?"), QAction("New report")
    desk.face.follow(*desk.entries)
    yield desk
    desk.face.remove()
    desk.repeats.remove()
    QgsProject.instance().clear()
    wait_idle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def store(tmp_path):
    """Two municipalities, and three open reports of today: two parked cars 10 and 30 m off, a broken lamp beside."""
    store = create_store(tmp_path / "zgłoszenia.gpkg")
    krakow(store)
    with store.connect() as db:
        for east, category in ((10, 11), (30, 11), (5, 12)):
            db.execute(
                "INSERT INTO report (geom, category_id, description) VALUES (kmzb_point(?, ?), ?, 'Auto na chodniku')",
                (PLACE[0] + east, PLACE[1], category),
            )
    editing.install(store, "pl")
    return store


@pytest.fixture
def layer(desk, store):
    return editing.load_layer(store, QgsProject.instance())


def rows(store, columns, where="1"):
    with store.connect() as db:
        return db.execute(f"SELECT {columns} FROM report WHERE {where} ORDER BY fid").fetchall()


def click(desk, x, y):
    """Turn the tool on as the menu does, and click with it on the map; gives the form."""
    canvas = desk.mapCanvas()
    desk.face.pick_new()
    assert desk.entries[1].isChecked()
    canvas.resize(400, 400)
    canvas.setExtent(QgsRectangle(x - 200, y - 200, x + 200, y + 200))
    pixel = canvas.mapSettings().mapToPixel().transform(QgsPointXY(x, y))
    place = QPoint(round(pixel.x()), round(pixel.y()))
    event = QgsMapMouseEvent(canvas, QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton)
    canvas.mapTool().canvasReleaseEvent(event)
    wait_idle()
    return next(child for child in desk.mainWindow().findChildren(NewReportDialog) if child.isVisible())


def fill(dialog, category=11, text="Znów auto, ul. Świętej Gertrudy"):
    form = dialog.attributeForm()
    form.changeAttribute("category_id", category)
    form.changeAttribute("description", text)


def press(window, name):
    button = window.findChild(QPushButton, name)
    assert button.isEnabled() and button.isVisible()
    button.click()
    wait_idle()


def test_a_click_opens_a_form_with_what_the_place_gives(desk, layer, store):
    dialog = click(desk, *PLACE)
    text = dialog.banner.text()
    today = warsaw.day_of(warsaw.now())
    assert "Jednostka 1261011 (1261011) · Jednostka KMP Kraków" in text
    for days in (3, 7):
        assert warsaw.shown_day(warsaw.add_days(today, days)) in text
    feature = dialog.attributeForm().currentFormFeature()
    assert (feature["teryt"], feature["unit_id"], feature["plane"]) == ("1261011", "KMP Kraków", 2)
    assert abs((warsaw.now() - warsaw.from_text(instant_of(feature["reported_local"]))).total_seconds()) < 120
    fill(dialog, category=13)
    dialog.accept()
    assert dialog.nearby is None
    assert layer.commitChanges(), layer.commitErrors()
    wait_idle()
    assert rows(store, "teryt, unit_id, category_id", "fid = 4") == [("1261011", "KMP Kraków", 13)]
    with store.connect() as db:
        sql = "SELECT h.origin FROM report_history h JOIN report r ON r.id = h.report_id WHERE r.fid = 4"
        origins = [origin for (origin,) in db.execute(sql)]
    assert origins == ["officer", "assignment"], "by its place, not by hand: a later move gives it other units"


def test_a_moved_point_keeps_the_old_place_and_gets_other_units(desk, layer, store):
    dialog = click(desk, *PLACE)
    fill(dialog, category=13)
    dialog.accept()
    assert layer.commitChanges(False), layer.commitErrors()
    wait_idle()
    assert layer.changeGeometry(4, QgsGeometry.fromPointXY(QgsPointXY(570000, 244000)))
    assert layer.commitChanges(), layer.commitErrors()
    wait_idle()
    assert rows(store, "teryt, unit_id, ST_MinX(geom)", "fid = 4") == [("1206032", "KMP Kraków", 570000.0)]
    with store.connect() as db:
        moved = db.execute(
            "SELECT h.origin, ST_MinX(h.was_geom), h.was_teryt FROM report_history h"
            " JOIN report r ON r.id = h.report_id WHERE r.fid = 4 ORDER BY h.version DESC LIMIT 2"
        ).fetchall()
    assert moved[1][:2] == ("officer", pytest.approx(PLACE[0], abs=1)) and moved[0][0] == "assignment"


def test_nearby_reports_are_shown_and_the_new_one_saved_nevertheless(desk, layer, store):
    dialog = click(desk, *PLACE)
    fill(dialog)
    dialog.accept()
    window = dialog.nearby
    assert layer.featureCount() == 3, "not saved yet"
    assert [one.fid for one in window.table.rows()] == [1, 2] and [
        round(one.metres) for one in window.table.rows()
    ] == [10, 30]
    assert dialog.marks.shown() == ["", "1", "2"]
    press(window, "kmzb_nearby_save")
    assert dialog.marks.shown() == [] and layer.featureCount() == 4
    assert layer.commitChanges(), layer.commitErrors()
    assert rows(store, "duplicate_of", "fid = 4") == [(None,)]


def test_back_to_the_form_saves_nothing_and_asks_again(desk, layer, store):
    dialog = click(desk, *PLACE)
    fill(dialog)
    dialog.accept()
    press(dialog.nearby, "kmzb_nearby_back")
    assert dialog.isVisible() and layer.featureCount() == 3
    dialog.accept()
    assert dialog.nearby.isVisible()
    press(dialog.nearby, "kmzb_nearby_back")
    dialog.reject()
    run_events()
    assert not layer.isEditable() and len(rows(store, "fid")) == 3


def test_the_new_one_is_added_to_the_existing_one(desk, layer, store):
    dialog = click(desk, *PLACE)
    fill(dialog)
    dialog.accept()
    dialog.nearby.table.setCurrentCell(1, 1)
    press(dialog.nearby, "kmzb_nearby_add")
    run_events()
    assert sip.isdeleted(dialog), "the form is closed"
    assert len(rows(store, "fid")) == 3 and not layer.isModified()
    (note, version), = rows(store, "note, version", "fid = 2")  # fmt: skip
    assert note.endswith("reported again: Znów auto, ul. Świętej Gertrudy") and version == 2
    assert any("Added to the note of report 2" in text for text in told(desk))


def test_the_new_one_is_saved_and_linked(desk, layer, store):
    dialog = click(desk, *PLACE)
    fill(dialog)
    dialog.accept()
    press(dialog.nearby, "kmzb_nearby_link")
    assert layer.commitChanges(), layer.commitErrors()
    assert rows(store, "(SELECT m.fid FROM report m WHERE m.id = report.duplicate_of)", "fid = 4") == [(1,)]


def test_no_store_no_tool(desk):
    desk.entries[1].setChecked(True)
    with pytest.raises(Exception, match="No store is open"):
        desk.face.pick_new()
    assert not desk.entries[1].isChecked()


def window_of(desk, layer, fid):
    registry = QgsGui.mapLayerActionRegistry()
    (action,) = [one for one in registry.mapLayerActions(layer) if one.objectName() == "kmzb_duplicates_action"]
    action.triggerForFeature(layer, layer.getFeature(fid))
    wait_idle()
    return desk.repeats.window


def masters(store):
    return [fid for (fid,) in rows(store, "(SELECT m.fid FROM report m WHERE m.id = report.duplicate_of)")]


def test_a_report_is_linked_with_one_key_and_it_is_taken_back(desk, layer, store):
    window = window_of(desk, layer, 2)
    assert [one.fid for one in window.table.rows()] == [1] and desk.repeats.marks.shown() == ["", "1"]
    window.any_category.setChecked(True)
    wait_idle()
    assert [one.fid for one in window.table.rows()] == [1, 3]
    assert not window.undo.isEnabled()
    QTest.keyClick(window.table, Qt.Key.Key_2)
    wait_idle()
    assert masters(store) == [None, 3, None] and "It repeats report 3." in window.subject.text()
    assert any("Report 2 repeats report 3 now." in text for text in told(desk))
    press(window, "kmzb_duplicates_undo")
    assert masters(store) == [None, None, None] and not window.undo.isEnabled()
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    wait_idle()
    assert masters(store) == [None, 1, None]
    press(window, "kmzb_duplicates_unlink")
    assert masters(store) == [None, None, None]
    press(window, "kmzb_duplicates_undo")
    assert masters(store) == [None, 1, None]
    window.reject()
    assert desk.repeats.marks.shown() == []


def test_the_window_searches_with_what_it_says(desk, layer):
    window = window_of(desk, layer, 1)
    window.metres.setValue(15)
    wait_idle()
    assert window.table.rows() == [] and "Widen" in window.note.text() and not window.link.isEnabled()


def test_what_is_not_saved_is_not_linked(desk, layer, store):
    layer.startEditing()
    window = window_of(desk, layer, 2)
    layer.changeAttributeValue(2, layer.fields().indexOf("note"), "x")
    QTest.keyClick(window.table, Qt.Key.Key_1)
    wait_idle()
    assert masters(store) == [None, None, None]
    assert any("not saved yet" in text for text in told(desk))
    layer.rollBack()


def test_the_menu_works_on_the_selected_report(desk, layer):
    with pytest.raises(Exception, match="Select one report"):
        desk.repeats.ask_selected()
    layer.selectByIds([3])
    desk.repeats.ask_selected()
    wait_idle()
    assert desk.repeats.window.subject.text().startswith("Report 3")
    QgsProject.instance().clear()
    with pytest.raises(Exception, match="not open any more"):
        desk.repeats.look()


def test_a_form_may_link_to_a_duplicate_and_close_both_in_one_save(desk, layer, store):
    """QGIS sends the same values again after the saver: what the store made of them must not be refused then."""
    ids = [identifier for (identifier,) in rows(store, "id")]
    column = layer.fields().indexOf("duplicate_of")
    layer.startEditing()
    assert layer.changeAttributeValue(2, column, ids[0])
    assert layer.commitChanges(False), layer.commitErrors()
    assert layer.changeAttributeValue(3, column, ids[1])
    assert layer.commitChanges(False), layer.commitErrors()
    assert masters(store) == [None, 1, 1]
    status, note = layer.fields().indexOf("status_id"), layer.fields().indexOf("note")
    for fid in (1, 2, 3):
        assert layer.changeAttributeValue(fid, status, 2)
    assert layer.commitChanges(False), layer.commitErrors()
    for fid in (1, 2):
        assert layer.changeAttributeValue(fid, status, 6)
        assert layer.changeAttributeValue(fid, layer.fields().indexOf("reason_id"), 19 + fid)
        assert layer.changeAttributeValue(fid, note, f"n{fid}")
    assert layer.commitChanges(), layer.commitErrors()
    assert rows(store, "status_id, reason_id, note") == [(6, 20, "n1"), (6, 21, "n2"), (6, 20, "")]
    assert QgsApplication.userLoginName() in {who for (who,) in rows(store, "modified_by")}


def test_the_history_says_what_a_link_did(desk, layer, store):
    duplicates.link(store, [2], 1, "Łucja")
    with store.connect() as db:
        for status, reason in ((2, None), (6, 20)):
            db.execute(
                "UPDATE report SET status_id = ?, reason_id = ?, base_version = version, modified_by = 'Jan'"
                " WHERE fid = 1",
                (status, reason),
            )
    closed, linked = history.read(store.path, 2)[:2]
    assert [(change.column, change.after) for change in linked.changes] == [("duplicate_of", "1")]
    assert closed.linked and not linked.linked and closed.who == "Jan"
    assert "with the report that it repeats: Jan" in history_tab.page(store.path, 2)
