"""The window of hand-overs as a person uses it, and the layer of bodies: real windows, a real store."""

from __future__ import annotations

import re
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsProject
from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtGui import QFont, QFontMetrics, QTextDocument
from qgis.PyQt.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QPushButton

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, body_form, sheet, sheet_ground
from kmzb_qgis.gui import folders, handing_window
from kmzb_qgis.gui.handing import HandOvers
from kmzb_qgis.gui.handing_model import RED, state_words
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.store import handed, handing
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.gui.waiting import told, wait_idle, wait_until
from tests.standins import geoportal as standin

sys.path.insert(0, str(Path(__file__).parent))
import engines
import handing_store
import pdf_text
from engines import BOTH, another, who

TODAY = handing_store.TODAY
OK = QDialogButtonBox.StandardButton.Ok


@pytest.fixture
def engine(request):
    return engines.of(request)


@pytest.fixture
def store(qgis_app, new_store):
    return handing_store.fill(new_store("żółw"))


@pytest.fixture
def layer(store, qgis_new_project):
    return editing.load_layer(store, QgsProject.instance())


@pytest.fixture
def face(qgis_iface, layer, store):
    messages = Messages(qgis_iface)
    settings.put("store", str(store.path))
    face = HandOvers(qgis_iface, messages, Stores(qgis_iface, messages, Jobs(qgis_iface)))
    yield face
    face.remove()
    settings.put("store", "")
    wait_idle()
    QgsProject.instance().clear()


def hand(store, *fids, days=0, body=1, **values):
    return handing.hand_over(
        store, handing.Order(fids, body, "Łucja", TODAY - timedelta(days=days), values.get("number", ""))
    )


def listed(window) -> list[str]:
    model = window.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def open_list(face):
    """The window, with the first row marked."""
    window = face.open()
    wait_until(lambda: bool(window.status.text()))
    wait_idle()
    window.table.selectRow(0)
    return window


def press(dialog):
    dialog.buttons.button(OK).click()
    wait_idle()


@BOTH
def test_overdue_ones_stand_first_and_red(face, store):
    hand(store, 1, days=2)
    hand(store, 2, days=30)
    window = open_list(face)
    assert listed(window) == ["KR-2", "KR-1"]
    model = window.model
    colour = model.data(model.index(0, 7), Qt.ItemDataRole.ForegroundRole).color().name()
    assert colour == RED and model.data(model.index(1, 7), Qt.ItemDataRole.ForegroundRole) is None
    assert "16" in model.data(model.index(0, 7))
    assert "1 answer overdue" in window.status.text()
    window.state.setCurrentIndex(1)
    assert window.states() == (handed.OVERDUE,)
    wait_idle()
    assert listed(window) == ["KR-2"]
    window.state.setCurrentIndex(window.state.count() - 1)
    assert window.states() == ()
    window.body.setCurrentIndex(window.body.findData(2))
    wait_idle()
    assert listed(window) == [] and not window.buttons["answer"].isEnabled()
    window.body.setCurrentIndex(0)
    window.words.setText("kr-1")
    wait_until(lambda: listed(window) == ["KR-1"])


@BOTH
def test_selected_reports_are_handed_over_with_sheets(face, store, layer, tmp_path):
    window = open_list(face)
    layer.selectByIds([1, 2])
    asked = face.hand_over()
    assert asked.body.itemText(0).startswith("Gmina Żółw")  # the most local of those that are responsible
    asked.body.setCurrentIndex(asked.body.findData(1))
    assert asked.due_day() == TODAY + timedelta(days=14)
    asked.number.setText("RD-{n}")
    asked.folder.setFilePath(str(tmp_path / "karty"))
    asked.basemap.setCurrentIndex(0)
    asked.both.setChecked(True)
    press(asked)
    wait_until(lambda: len(list((tmp_path / "karty").glob("*.pdf"))) == 3)
    wait_idle()
    assert sorted(row.number for row in handed.listed(store.path).rows) == ["RD-1", "RD-2"]
    assert [handing_store.row(store, fid)["status_id"] for fid in (1, 2)] == [4, 4]
    assert sorted(listed(window)) == ["KR-1", "KR-2"]


def test_the_basemap_is_fetched_in_the_background(face, store, layer, tmp_path, monkeypatch):
    main, drawn_in = threading.get_ident(), []
    draw = sheet_ground.draw

    def watched(*given):
        drawn_in.append(threading.get_ident())
        return draw(*given)

    monkeypatch.setattr(sheet_ground, "draw", watched)
    (fid,) = hand(store, 1)
    open_list(face)
    with standin.Geoportal() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "usługi.json")))
        try:
            face._sheets(store, [(1, fid)], tmp_path / "karty", sheet.Style("orthophoto"), False)
            wait_until(lambda: bool(handed.one(store.path, fid).sheet))
            wait_idle()
            assert any("GetTile" in asked for asked in server.requests)
        finally:
            settings.put("catalogue_file", "")
    assert drawn_in and main not in drawn_in
    assert len(list((tmp_path / "karty").glob("*.pdf"))) == 1


@BOTH
def test_a_refusal_is_told_and_nothing_recorded(face, store, layer, qgis_iface):
    open_list(face)
    layer.selectByIds([1, 4])
    asked = face.hand_over()
    asked.sheets.setChecked(False)
    press(asked)
    assert "KR-4" in asked.wrong.text() and asked.isVisible()
    assert handing_store.count(store) == 0
    asked.reject()


@BOTH
def test_a_report_that_was_changed_meanwhile_is_not_handed_over(face, store, layer, qgis_iface):
    open_list(face)
    asked = face.hand_over([1])
    asked.sheets.setChecked(False)
    with another(store) as db:
        db.execute("UPDATE report SET note = 'x', base_version = version, modified_by = 'Ewa' WHERE fid = 1")
    press(asked)
    assert "Ewa" in asked.wrong.text() and asked.isVisible()
    assert handing_store.count(store) == 0
    assert "KR-1" in asked.news.toPlainText() and "→ x" in asked.news.toPlainText()
    assert not asked.buttons.button(OK).isEnabled()
    asked.seen.setChecked(True)
    press(asked)  # who has read that and wants it nevertheless
    assert handing_store.count(store) == 1 and handing_store.row(store, 1)["note"] == "x"


def test_without_a_selection_or_with_open_edits_it_says_what_to_do(face, layer, qgis_iface):
    window = open_list(face)
    window.buttons["add"].click()
    assert any("Select the reports" in text for text in told(qgis_iface))
    layer.selectByIds([1])
    layer.startEditing()
    layer.changeAttributeValue(1, layer.fields().indexOf("note"), "x")
    window.buttons["add"].click()
    assert any("Save or discard" in text for text in told(qgis_iface))
    layer.rollBack()


def test_a_dialog_that_is_not_whole_offers_no_ok(face, layer):
    open_list(face)
    asked = face.hand_over([1])
    asked.folder.setFilePath("")
    assert not asked.buttons.button(OK).isEnabled() and "folder" in asked.wrong.text()
    asked.sheets.setChecked(False)
    assert asked.buttons.button(OK).isEnabled()
    asked.reject()


@BOTH
def test_an_answer_is_recorded_and_closes_the_report(face, store):
    (fid,) = hand(store, 1, days=20)
    window = open_list(face)
    asked = face.answer()
    assert not asked.buttons.button(OK).isEnabled()
    asked.outcome.setCurrentIndex(asked.outcome.findData("planned"))
    assert not asked.closes.isEnabled()
    asked.outcome.setCurrentIndex(asked.outcome.findData("removed"))
    asked.closes.setChecked(True)
    asked.text.setPlainText("Załatano jezdnię")
    asked.day.setDate(QDate.currentDate().addDays(-1))
    press(asked)
    letter = handed.one(store.path, fid)
    assert (letter.outcome, letter.answer, letter.closed) == ("removed", "Załatano jezdnię", 1)
    assert handing_store.row(store, 1)["status_id"] == 5
    assert listed(window) == []  # no longer open


@BOTH
def test_an_answer_that_somebody_else_recorded_meanwhile_is_shown_before_it_is_replaced(face, store):
    (fid,) = hand(store, 1, days=20)
    open_list(face)
    asked = face.answer()
    asked.outcome.setCurrentIndex(asked.outcome.findData("refused"))
    hers = handing.Answer(TODAY - timedelta(days=3), "planned", "Naprawa w maju")
    handing.answer(store, fid, hers, "Ewa")
    press(asked)
    news = asked.news.toPlainText()
    assert asked.isVisible() and asked.news.isVisible()
    assert who(store, "Ewa") in news and "Naprawa w maju" in news and "Work planned" in news
    assert asked.text.toPlainText() == "Naprawa w maju"  # nothing was typed there: it shows what there is now
    assert asked.answer().answered_on == hers.answered_on and asked.outcome.currentData() == "refused"
    press(asked)  # the same OK once more is no decision
    assert handed.one(store.path, fid).outcome == "planned" and not asked.buttons.button(OK).isEnabled()
    asked.text.setPlainText("Odmowa z 3 maja")
    assert not asked.buttons.button(OK).isEnabled()
    asked.seen.setChecked(True)
    handing.answer(store, fid, handing.Answer(TODAY, "other", "Jeszcze inaczej"), "Jan")
    press(asked)  # somebody else again: it is asked anew
    assert who(store, "Jan") in asked.news.toPlainText() and not asked.seen.isChecked()
    assert asked.text.toPlainText() == "Odmowa z 3 maja" and handed.one(store.path, fid).outcome == "other"
    asked.seen.setChecked(True)
    press(asked)
    letter = handed.one(store.path, fid)
    assert (letter.outcome, letter.answer) == ("refused", "Odmowa z 3 maja")


def test_a_due_day_that_somebody_else_set_meanwhile_is_not_lost(face, store):
    (fid,) = hand(store, 1)
    open_list(face)
    asked = face.renumber()
    asked.number.setText("RD-8")
    handing.renumber(store, fid, "RD-7", TODAY + timedelta(days=50), "Ewa")
    press(asked)
    assert "RD-7" in asked.news.toPlainText() and asked.number.text() == "RD-8"
    asked.seen.setChecked(True)
    press(asked)
    letter = handed.one(store.path, fid)
    assert (letter.number, letter.answer_due) == ("RD-8", (TODAY + timedelta(days=50)).isoformat())


def test_what_was_answered_meanwhile_is_shown_to_who_cancels(face, store):
    (fid,) = hand(store, 1)
    open_list(face)
    asked = face.cancel()
    asked.why.setText("Zły adresat")
    handing.answer(store, fid, handing.Answer(TODAY, "removed", "Usunięto", True), "Ewa")
    press(asked)
    assert "Usunięto" in asked.news.toPlainText() and asked.why.text() == "Zły adresat"
    assert handed.one(store.path, fid).state == "answered" and handing_store.row(store, 1)["status_id"] == 5
    asked.reject()


def test_where_the_step_is_not_allowed_closing_is_not_offered(face, store):
    hand(store, 1)
    with store.connect() as db:
        db.execute("UPDATE setting SET value = '0' WHERE name = 'transitions.handed_over_may_be_eliminated'")
    open_list(face)
    asked = face.answer()
    asked.outcome.setCurrentIndex(asked.outcome.findData("removed"))
    assert not asked.closes.isEnabled()
    asked.reject()


def test_number_and_due_day_are_put_right(face, store):
    (fid,) = hand(store, 1)
    open_list(face)
    asked = face.renumber()
    asked.number.setText("RD-8")
    asked.awaited.setChecked(False)
    press(asked)
    assert (handed.one(store.path, fid).number, handed.one(store.path, fid).answer_due) == ("RD-8", "")


@BOTH
def test_a_mistake_is_cancelled_with_its_reason(face, store):
    (fid,) = hand(store, 1)
    open_list(face)
    asked = face.cancel()
    assert not asked.buttons.button(OK).isEnabled()
    asked.why.setText("Zły adresat")
    press(asked)
    assert handed.one(store.path, fid).cancel_reason == "Zły adresat"
    assert handing_store.row(store, 1)["status_id"] == 2


def test_a_report_is_shown_on_the_map(face, store, layer):
    hand(store, 2)
    open_list(face)
    face.show_on_map()
    assert layer.selectedFeatureIds() == [2]


@BOTH
def test_bodies_are_a_layer_with_a_form(store, layer, qgis_new_project):
    project = QgsProject.instance()
    found = body_form.load(store, project)
    assert body_form.load(store, project) is found
    assert belonging.layers_of(project, store.path)["bodies"] is found
    setups = {field.name(): found.editorWidgetSetup(i) for i, field in enumerate(found.fields())}
    assert setups["categories"].config()["AllowMulti"] and setups["categories"].type() == "ValueRelation"
    assert project.mapLayer(setups["categories"].config()["Layer"]).isValid()
    kinds = {value for entry in setups["kind"].config()["map"] for value in entry.values()}
    assert {"road", "forest", "railway"} <= kinds
    found.startEditing()
    body = QgsFeature(found.fields())
    body.setAttributes([None] * found.fields().count())
    for name, value in (("name", "PKP Łódź"), ("kind", "railway"), ("categories", "{12,13}"), ("valid", 1)):
        body[name] = value
    assert found.addFeature(body) and found.commitChanges(), found.commitErrors()
    with store.connect() as db:
        number = db.execute("SELECT id FROM body WHERE name = 'PKP Łódź'").fetchone()[0]
        kept = [row[0] for row in db.execute("SELECT category_id FROM body_category WHERE body_id = ?", (number,))]
    assert kept == [12, 13]
    found.startEditing()
    found.deleteFeature(1)
    handing.hand_over(store, handing.Order((1,), 1, "x"))
    assert not found.commitChanges()  # a body with hand-overs stays
    found.rollBack()


def test_the_sheet_of_a_letter_tells_the_body_nothing_inner(face, store, tmp_path, monkeypatch):
    """It leaves the unit: no note, and not who works here, in its words or in what a PDF says of itself."""
    (fid,) = hand(store, 1)
    open_list(face)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    face.sheet()
    wait_until(lambda: bool(handed.one(store.path, fid).sheet))
    wait_idle()
    (file,) = tmp_path.glob("*.pdf")
    content = file.read_bytes()
    text = "".join(pdf_text.pages(content)).replace(" ", "")
    assert "Zażółćgęślą" in text and "Notatkatajna" not in text and "Łucja" not in text
    assert re.findall(rb"/Author \((.*?)\)", content) in ([], [b""])


def test_a_report_without_a_place_is_not_looked_for_on_the_map(face, store, qgis_iface):
    hand(store, 3)
    open_list(face)
    with pytest.raises(KmzbError):
        face.show_on_map()


def test_what_bodies_wrote_is_shown_as_it_is(face, store):
    (fid,) = hand(store, 1, number="<b>RD</b> & 1")
    wild = "<img src='file:///tmp/x.png'>\nżółw"
    handing.answer(store, fid, handing.Answer(TODAY, "other", wild), "Łucja")
    window = open_list(face)
    window.state.setCurrentIndex(window.state.count() - 1)
    wait_until(lambda: window.model.rowCount() == 1)
    model = window.model
    assert wild in model.data(model.index(0, 8))
    shown = QTextDocument()
    shown.setHtml(model.data(model.index(0, 8), Qt.ItemDataRole.ToolTipRole))
    assert "<img src='file:///tmp/x.png'>\nżółw" in shown.toPlainText()
    window.table.selectRow(0)
    asked = face.answer()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in asked.findChildren(QLabel))
    asked.reject()


def test_after_the_sheets_it_says_where_they_lie_and_opens_the_folder(face, layer, tmp_path, qgis_iface, monkeypatch):
    opened = []
    monkeypatch.setattr(folders.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    window = open_list(face)
    assert window.folder.isHidden()
    asked = face.hand_over([1])
    asked.folder.setFilePath(str(tmp_path / "karty"))
    asked.basemap.setCurrentIndex(0)
    press(asked)
    wait_until(lambda: "karty" in window.news.text())
    wait_idle()
    window.folder.click()
    assert opened == [str(tmp_path / "karty")]
    (item,) = [item for item in qgis_iface.messageBar().items() if str(tmp_path) in item.text()]
    item.findChild(QPushButton, "kmzb_again").click()
    assert opened == [str(tmp_path / "karty")] * 2
    monkeypatch.setattr(folders.QDesktopServices, "openUrl", lambda url: False)
    window.folder.click()
    assert any("cannot be opened" in text for text in told(qgis_iface))


def test_after_an_answer_it_says_where_the_hand_over_went(face, store):
    hand(store, 1)
    window = open_list(face)
    asked = face.answer()
    asked.outcome.setCurrentIndex(asked.outcome.findData("planned"))
    press(asked)
    assert listed(window) == []
    assert window.news.text() == "Answer recorded. The hand-over is now in the list 'Answered'."
    assert window.folder.isHidden() and not window.news.isHidden()


def test_the_column_of_states_has_room_for_the_longest(face, store, monkeypatch):
    longest = "Czekające na odpowiedź podmiotu współpracującego"
    monkeypatch.setattr(handing_window, "state_words", lambda: {**state_words(), handed.WAITING: longest})
    window = open_list(face)
    font = QFont(window.table.font())
    font.setBold(True)
    assert window.table.columnWidth(7) > QFontMetrics(font).horizontalAdvance(longest)
