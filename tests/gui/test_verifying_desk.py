"""The verification mode: a list taken through by keys, decisions saved at once, undo, and all that goes wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from kmzb_qgis import editing
from kmzb_qgis.gui.handing import HandOvers
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.queue import Queue
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.gui.verifying import Verifying
from kmzb_qgis.store import store as stores
from kmzb_qgis.toolbelt import settings

sys.path.insert(0, str(Path(__file__).parent))
import engines
from engines import BOTH, another, who
from publishing_store import (
    CONFIRMED,
    ELIMINATED,
    HANDED_OVER,
    JOKE,
    KRAKOW,
    NEW,
    NOT_CONFIRMED,
    VERIFYING,
    days_ago,
    put,
)

from tests.gui.waiting import run_events, told, wait_idle, wait_until

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TAKE, CONFIRM, REFUSE, JEST, DONE, HAND = (getattr(Qt.Key, f"Key_{n}") for n in range(1, 7))


@pytest.fixture
def engine(request):
    return engines.of(request)


@pytest.fixture
def store(qgis_app, new_store):
    return new_store("żółty magazyn")


@pytest.fixture
def reports(store):
    """Five open reports, late first: fids 1, 2 (late), 3, 4, 5; and a closed one."""
    for n, (days, status) in enumerate([(12, NEW), (11, VERIFYING), (2, VERIFYING), (1, NEW), (0.1, NEW)], 1):
        place = (KRAKOW[0] + 500 * n, KRAKOW[1])
        due = {"read_by": days_ago(days - 4), "verify_by": days_ago(days - 8)}
        put(store, f"r{n}", reference=f"N-{n}", status_id=status, changed=days_ago(days), place=place, **due)
    put(store, "closed", reference="C-1", status_id=NOT_CONFIRMED)
    return store


def make(iface, messages):
    """The verification mode with a work queue that is not shown, and the hand-overs."""
    stores = Stores(iface, messages, Jobs(iface))
    return Verifying(iface, messages, stores, Queue(iface, messages, stores), HandOvers(iface, messages, stores))


@pytest.fixture
def desk(reports, dialog_iface, qgis_new_project):
    iface = dialog_iface
    layer = editing.load_layer(reports, QgsProject.instance())
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    iface.mapCanvas().resize(600, 400)
    messages = Messages(iface)
    settings.put("store", str(reports.path))
    settings.put("verifying_onward", 1)
    found = make(iface, messages)
    found.layer, found.iface = layer, iface
    yield found
    found.remove()
    QgsProject.instance().clear()


@pytest.fixture
def open_desk(desk):
    """The window open on the list of all open reports."""
    desk.iface.mainWindow().show()
    desk.open()
    wait_idle()
    return desk


def press(desk, key, held=CTRL, widget=None):
    target = widget or desk.dock.next
    QTest.keyClick(target, key, held)
    run_events(0.02)


def stored(store, fid, column="status_id"):
    with store.connect() as connection:
        return connection.execute(f"SELECT {column} FROM report WHERE fid = ?", (fid,)).fetchone()[0]


def history(store, fid):
    with store.connect() as connection:
        return connection.execute(
            "SELECT h.action, h.changed_by, h.status_id FROM report_history h JOIN report r ON r.id = h.report_id"
            " WHERE r.fid = ? ORDER BY h.fid",
            (fid,),
        ).fetchall()


def enabled(desk):
    return [status for status, button in desk.dock.buttons.items() if button.isEnabled()]


def choose(desk, words):
    """Type a part of a reason and press Enter."""
    box = desk.dock.form.reason
    box.setFocus()
    box.clearEditText()
    QTest.keyClicks(box, words)
    box.completer().popup().hide()
    press(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, box)


@BOTH
def test_the_list_begins_with_what_is_late(open_desk):
    desk = open_desk
    assert desk.walk.fids() == [1, 2, 4, 5, 3]
    assert desk.dock.progress.text() == "1 of 5, 2 late"
    assert enabled(desk) == [VERIFYING] and desk.facts.number == "N-1"
    canvas = desk.iface.mapCanvas()
    assert canvas.center().distance(KRAKOW[0] + 500, KRAKOW[1]) < 1 and round(canvas.scale()) == 2000
    assert "Ctrl+1" in desk.dock.buttons[VERIFYING].text() and "Alt+" in desk.dock.next.text()


@BOTH
def test_a_day_by_keyboard(open_desk):
    """Take up, confirm, not confirmed with a reason, joke with one, eliminated; next, previous, undo."""
    desk, store = open_desk, open_desk.store
    me = who(store, QgsApplication.userLoginName())
    press(desk, TAKE)
    assert stored(store, 1) == VERIFYING and stored(store, 1, "officer") == me
    assert desk.facts.fid == 2, "then the next one"
    assert "N-1" in desk.dock.notice()
    press(desk, CONFIRM)
    assert stored(store, 2) == CONFIRMED and desk.dock.progress.text() == "3 of 5"
    press(desk, Qt.Key.Key_Left, ALT)
    press(desk, Qt.Key.Key_Left, ALT)
    assert desk.facts.fid == 1 and enabled(desk) == [VERIFYING, CONFIRMED, NOT_CONFIRMED, JOKE][1:]
    press(desk, REFUSE)
    assert stored(store, 1) == VERIFYING and desk.dock.form.isVisible(), "a reason is asked for first"
    choose(desk, "kontroli")
    assert (stored(store, 1), stored(store, 1, "reason_id")) == (NOT_CONFIRMED, 20)
    press(desk, DONE)
    choose(desk, "samo")
    assert (stored(store, 2), stored(store, 2, "reason_id")) == (ELIMINATED, 5)
    press(desk, Qt.Key.Key_0)
    assert stored(store, 2) == CONFIRMED and desk.facts.fid == 2 and "undone" in desk.dock.notice()
    press(desk, Qt.Key.Key_0)
    assert stored(store, 1) == VERIFYING and desk.facts.fid == 1
    assert history(store, 1)[-1] == ("undo", me, VERIFYING) and history(store, 1)[-2][2] == NOT_CONFIRMED


@BOTH
def test_an_undo_tells_which_duplicates_stay(open_desk):
    """Reports 3 and 4 repeat report 2 and close with it; one of them is decided on before its closing is undone."""
    desk, store = open_desk, open_desk.store
    change = "UPDATE report SET {}, base_version = version, modified_by = 'Ewa' WHERE fid = {}"
    master = "duplicate_of = (SELECT id FROM report WHERE fid = 2)"
    with store.connect() as connection:
        for fid in (3, 4):
            connection.execute(change.format(master, fid))
    press(desk, Qt.Key.Key_Right, ALT)
    assert desk.facts.fid == 2
    press(desk, REFUSE)
    choose(desk, "kontroli")
    assert [stored(store, fid) for fid in (2, 3, 4)] == [NOT_CONFIRMED] * 3
    with store.connect() as connection:
        connection.execute(change.format(f"status_id = {VERIFYING}, reason_id = 41", 3))
    press(desk, Qt.Key.Key_0)
    assert [stored(store, fid) for fid in (2, 3, 4)] == [VERIFYING, VERIFYING, NEW]
    assert "stay as they are: N-3" in desk.dock.notice()


def test_what_the_reason_form_asks(open_desk):
    desk, store = open_desk, open_desk.store
    desk.go(1)
    press(desk, JEST)
    form = desk.dock.form
    assert [form.reason.itemData(n) for n in range(form.reason.count())] == [30, 31]
    press(desk, JEST)
    assert stored(store, 2) == VERIFYING and "Choose the public reason" in desk.dock.notice()
    form.public.setText("Dzwoniący: 501 502 503")
    assert form.findChild(type(desk.dock.progress), "kmzb_verifying_found").text().count("phone number") == 1
    choose(desk, "pomy")
    assert stored(store, 2) == VERIFYING and form.isVisible(), "refused, and named below the text"
    form.public.setText("Zgłaszający się pomylił.")
    desk.dock.note.setPlainText("dzwoniłem")
    press(desk, Qt.Key.Key_Return, CTRL, desk.dock.note)
    assert [stored(store, 2, c) for c in ("status_id", "reason_id", "reason_text", "note")] == [
        JOKE, 31, "Zgłaszający się pomylił.", "dzwoniłem",
    ]  # fmt: skip
    assert (desk.dock.note.toPlainText(), form.public.text(), form.isVisible()) == ("", "", False)


def suggest(desk, words):
    """Type a part of a reason; the suggestions stand open and have the keys, as on a screen."""
    box = desk.dock.form.reason
    QTest.keyClicks(box, words)
    run_events()
    popup = box.completer().popup()
    assert popup.isVisible()
    return popup


def enter(desk, popup):
    press(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, popup)


def test_one_enter_in_the_open_suggestions_saves(open_desk):
    desk = open_desk
    desk.go(1)
    press(desk, REFUSE)
    popup = suggest(desk, "kontr")
    enter(desk, popup)
    assert (stored(desk.store, 2), stored(desk.store, 2, "reason_id")) == (NOT_CONFIRMED, 20)
    assert desk.facts.fid != 2 and not popup.isVisible() and "N-2" in desk.dock.notice()


def test_one_enter_on_the_marked_suggestion_saves_that_one(open_desk):
    desk = open_desk
    desk.go(1)
    press(desk, JEST)
    words = [desk.dock.form.reason.itemText(n) for n in range(2)]
    both = next(letter for letter in "aeioz" if all(letter in text.casefold() for text in words))
    popup = suggest(desk, both)
    enter(desk, popup)
    assert stored(desk.store, 2) == VERIFYING and "Several reasons" in desk.dock.notice(), "none is marked"
    assert popup.isVisible() and desk.dock.form.isVisible()
    for _ in range(2):
        press(desk, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, popup)
    enter(desk, popup)
    assert (stored(desk.store, 2), stored(desk.store, 2, "reason_id")) == (JOKE, 31)
    assert desk.facts.fid != 2 and not popup.isVisible()


def test_what_was_said_of_a_reason_goes_with_it(open_desk):
    desk = open_desk
    desk.go(1)
    press(desk, JEST)
    press(desk, JEST)
    assert "Choose the public reason" in desk.dock.notice()
    press(desk, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not desk.dock.pending and desk.dock.notice() == ""
    press(desk, Qt.Key.Key_Right, ALT)
    assert desk.facts.fid == 4 and desk.dock.notice() == ""


def body(store):
    with store.connect() as db:
        db.execute("INSERT INTO body (name, kind, answer_days) VALUES ('Zarząd Dróg', 'road', 14)")


def hand_over_dialog(desk):
    return next(box for box in desk.iface.mainWindow().findChildren(QDialog, "kmzb_new_hand_over") if box.isVisible())


@BOTH
def test_a_hand_over_is_one_decision_with_body_number_and_sheet(open_desk, tmp_path):
    """Ctrl+6 asks for all of it; status, body, date, number and deadline are written at once; then the next report."""
    desk, store = open_desk, open_desk.store
    body(store)
    desk.go(1)
    press(desk, CONFIRM)
    press(desk, Qt.Key.Key_Left, ALT)
    assert enabled(desk) == [ELIMINATED, HANDED_OVER]
    desk.dock.note.setPlainText("dzwoniłem do nich")
    press(desk, HAND)
    asked = hand_over_dialog(desk)
    asked.number.setText("RD-7")
    asked.basemap.setCurrentIndex(0)
    asked.folder.setFilePath(str(tmp_path / "karty"))
    asked.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    wait_idle()
    wait_until(lambda: list((tmp_path / "karty").glob("*.pdf")))
    wait_idle()
    assert [stored(store, 2, c) for c in ("status_id", "reason_id", "note")] == [HANDED_OVER, 10, "dzwoniłem do nich"]
    with store.connect() as db:
        letters = db.execute("SELECT number, handed_on IS NOT NULL, answer_due > handed_on, sheet FROM hand_over")
        ((*letter, sheet),) = letters.fetchall()
    assert letter == ["RD-7", 1, 1]
    assert sheet or store.provider == "postgres", "a database without a folder for files keeps no path of a computer"
    assert desk.facts.fid == 4 and "N-2" in desk.dock.notice() and desk.dock.note.toPlainText() == ""
    desk.go(-1)
    assert desk.dock.note.toPlainText() == "", "what is stored is not offered again"
    press(desk, Qt.Key.Key_0)
    assert stored(store, 2) == CONFIRMED and stored(store, 2, "closed_at") is None and desk.facts.fid == 2


def test_a_hand_over_given_up_changes_nothing(open_desk):
    desk, store = open_desk, open_desk.store
    body(store)
    desk.go(1)
    press(desk, CONFIRM)
    desk.go(-1)
    desk.dock.note.setPlainText("moje")
    press(desk, HAND)
    hand_over_dialog(desk).reject()
    run_events()
    assert stored(store, 2) == CONFIRMED and desk.facts.fid == 2 and desk.dock.note.toPlainText() == "moje"


def test_a_hand_over_that_is_refused_and_given_up_leaves_no_note(open_desk):
    desk, store = open_desk, open_desk.store
    body(store)
    desk.go(1)
    press(desk, CONFIRM)
    desk.go(-1)
    desk.dock.note.setPlainText("dzwoniłem do nich")
    press(desk, HAND)
    asked = hand_over_dialog(desk)
    asked.sheets.setChecked(False)
    with store.connect() as other:
        other.execute("UPDATE body SET valid = 0")
    asked.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    wait_until(lambda: bool(asked.wrong.text()) and asked.isVisible())
    asked.reject()
    run_events()
    assert stored(store, 2) == CONFIRMED and not stored(store, 2, "note")
    assert desk.dock.note.toPlainText() == "dzwoniłem do nich"


def test_a_hand_over_that_is_refused_keeps_what_was_typed(open_desk, monkeypatch):
    """The store is held when OK is pressed, then somebody else has changed the report: the dialog comes back."""
    desk, store = open_desk, open_desk.store
    body(store)
    desk.go(1)
    press(desk, CONFIRM)
    desk.go(-1)
    press(desk, HAND)
    asked = hand_over_dialog(desk)
    asked.number.setText("RD-8")
    asked.sheets.setChecked(False)
    confirm = asked.buttons.button(QDialogButtonBox.StandardButton.Ok)
    monkeypatch.setattr(stores, "BUSY_SECONDS", 100_000)
    with store.connect() as other:
        other.execute("BEGIN EXCLUSIVE")
        confirm.click()
        wait_until(lambda: "holds the store" in asked.wrong.text() and asked.isVisible())
        other.execute("ROLLBACK")
        other.execute("UPDATE report SET note = 'x', base_version = version, modified_by = 'Ewa' WHERE fid = 2")
    confirm.click()
    wait_until(lambda: "Ewa" in asked.wrong.text() and asked.isVisible())
    assert asked.number.text() == "RD-8" and stored(store, 2) == CONFIRMED
    assert "→ x" in asked.news.toPlainText() and not confirm.isEnabled()
    asked.seen.setChecked(True)
    confirm.click()
    wait_until(lambda: stored(store, 2) == HANDED_OVER)
    wait_idle()
    assert stored(store, 2, "note") == "x" and desk.facts.fid != 2


def test_letters_in_the_boxes_are_no_decisions(open_desk):
    desk = open_desk
    desk.go(1)
    QTest.keyClicks(desk.dock.note, "1234567890 zlew")
    assert desk.dock.note.toPlainText() == "1234567890 zlew" and stored(desk.store, 2) == VERIFYING
    press(desk, CONFIRM, CTRL, desk.dock.note)
    assert stored(desk.store, 2) == CONFIRMED and stored(desk.store, 2, "note") == "1234567890 zlew"


def test_an_illegal_key_does_nothing(open_desk):
    desk = open_desk
    for key in (CONFIRM, REFUSE, JEST, DONE, HAND):
        press(desk, key)
    assert stored(desk.store, 1) == NEW and desk.facts.fid == 1 and history(desk.store, 1) == []


def test_what_is_typed_waits_where_one_moves_on(open_desk):
    desk = open_desk
    desk.go(1)
    press(desk, REFUSE)
    desk.dock.form.reason.setCurrentIndex(1)
    desk.dock.form.public.setText("tekst")
    desk.dock.note.setPlainText("notatka")
    press(desk, Qt.Key.Key_Right, ALT)
    assert (desk.dock.note.toPlainText(), desk.dock.pending) == ("", 0)
    press(desk, Qt.Key.Key_Left, ALT)
    assert (desk.dock.note.toPlainText(), desk.dock.pending) == ("notatka", NOT_CONFIRMED)
    assert desk.dock.typed() == (21, "tekst", "notatka")
    desk.dock.close()
    desk.open()
    wait_idle()
    desk.go(1)
    assert desk.dock.typed() == (21, "tekst", "notatka")


@BOTH
def test_another_writer_is_told_and_nothing_typed_is_lost(open_desk):
    desk, store = open_desk, open_desk.store
    desk.go(1)
    press(desk, REFUSE)
    desk.dock.note.setPlainText("moje")
    with another(store) as other:
        other.execute("UPDATE report SET note = 'cudze', base_version = 1, modified_by = 'Ewa' WHERE fid = 2")
    choose(desk, "kontroli")
    assert stored(store, 2) == VERIFYING and "Ewa" in desk.dock.notice()
    assert desk.dock.typed() == (20, "", "moje") and desk.facts.note == "cudze"
    press(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, desk.dock.form.public)
    assert stored(store, 2) == NOT_CONFIRMED and stored(store, 2, "note") == "cudze\nmoje"
    with another(store) as other:
        other.execute("UPDATE report SET note = 'x', base_version = 3, modified_by = 'Ewa' WHERE fid = 2")
    press(desk, Qt.Key.Key_0)
    assert stored(store, 2) == NOT_CONFIRMED and "Ewa" in desk.dock.notice(), "not undone over another's change"


def test_a_locked_store_is_told(open_desk):
    desk, store = open_desk, open_desk.store
    desk.go(1)
    desk.dock.note.setPlainText("moje")
    with store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        press(desk, CONFIRM)
        other.execute("ROLLBACK")
    assert stored(store, 2) == VERIFYING and "Another program is writing" in desk.dock.notice()
    assert desk.dock.note.toPlainText() == "moje"
    press(desk, CONFIRM)
    assert stored(store, 2) == CONFIRMED


def test_a_vanished_store_is_told_and_comes_back(open_desk):
    desk, path = open_desk, open_desk.store.path
    desk.go(1)
    desk.dock.note.setPlainText("moje")
    away = path.with_name("away.gpkg")
    path.rename(away)
    press(desk, CONFIRM)
    assert "is not there any more" in desk.dock.notice() and desk.dock.note.toPlainText() == "moje"
    press(desk, Qt.Key.Key_Right, ALT)
    assert "is not there any more" in desk.dock.notice() and desk.facts.fid == 2
    assert not path.exists() and desk.dock.help.isVisible()
    away.rename(path)
    desk.dock.help.click()
    assert desk.facts.fid == desk.walk.fids()[2]
    desk.go(-1)
    assert desk.dock.note.toPlainText() == "moje"
    press(desk, CONFIRM)
    assert stored(desk.store, 2) == CONFIRMED


@BOTH
def test_unsaved_edits_of_the_report_come_first(open_desk):
    desk = open_desk
    assert desk.layer.startEditing()
    note = desk.layer.fields().lookupField("note")
    assert desk.layer.changeAttributeValue(1, note, "w formularzu")
    press(desk, TAKE)
    assert stored(desk.store, 1) == NEW and "not saved" in desk.dock.notice()
    assert desk.layer.editBuffer().changedAttributeValues()[1][note] == "w formularzu"
    press(desk, Qt.Key.Key_Right, ALT)
    press(desk, CONFIRM)
    assert stored(desk.store, 2) == CONFIRMED, "another report's edits are no hindrance"
    assert desk.layer.commitChanges(), desk.layer.commitErrors()
    assert stored(desk.store, 1, "note") == "w formularzu"


def test_the_layer_removed_is_told_and_decisions_go_on(open_desk):
    desk = open_desk
    QgsProject.instance().removeMapLayer(desk.layer.id())
    run_events()
    assert "removed from the project" in desk.dock.notice() and desk.dock.help.isVisible()
    press(desk, TAKE)
    assert stored(desk.store, 1) == VERIFYING


def test_the_map_follows_another_coordinate_system(open_desk):
    desk, canvas = open_desk, open_desk.iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    run_events()
    assert 19.9 < canvas.center().x() < 20.0 and 50.0 < canvas.center().y() < 50.1
    press(desk, Qt.Key.Key_Right, ALT)
    assert desk.facts.fid == 2 and round(canvas.scale(), -1) == 2000


@BOTH
def test_the_reports_selected_on_the_map(desk):
    desk.layer.selectByIds([6, 3])
    desk.open()
    wait_idle()
    assert desk.walk.fids() == [3, 6] and desk.dock.source() == "selected"
    desk.go(1)
    assert enabled(desk) == [VERIFYING], "a closed one can be reopened"
    press(desk, TAKE)
    assert stored(desk.store, 6) == NOT_CONFIRMED and desk.dock.pending == VERIFYING
    choose(desk, "nie wr")
    assert (stored(desk.store, 6), stored(desk.store, 6, "reason_id")) == (VERIFYING, 41)
    desk.open([5, 999, 1])
    wait_idle()
    assert desk.walk.fids() == [5, 1]


@BOTH
def test_my_reports_and_staying_after_taking_up(open_desk):
    desk = open_desk
    desk.dock.onward.setChecked(False)
    press(desk, TAKE)
    assert desk.facts.fid == 1 and enabled(desk) == [CONFIRMED, NOT_CONFIRMED, JOKE]
    desk.dock.lists.setCurrentIndex(desk.dock.lists.findData("mine"))
    press(desk, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    wait_idle()
    assert desk.walk.fids() == [1]
    press(desk, CONFIRM)
    assert stored(desk.store, 1) == CONFIRMED and "last report of the list" in desk.dock.notice()
    press(desk, Qt.Key.Key_Right, ALT)
    assert "last report of the list" in desk.dock.notice()
    settings.put("verifying_onward", 1)


def test_the_orthophoto_is_shown_and_what_was_before_comes_back(desk, tmp_path):
    root = QgsProject.instance().layerTreeRoot()
    layers = {}
    for name in ("basemap", "orthophoto"):
        path = str(tmp_path / f"{name}.tif")
        gdal.GetDriverByName("GTiff").Create(path, 4, 4)
        layer = QgsRasterLayer(path, name)
        assert layer.isValid()
        layer.setCustomProperty("kmzb/basemap", f"{name} EPSG:2180")
        layer.setCustomProperty("kmzb/role", "background")
        QgsProject.instance().addMapLayer(layer)
        layers[name] = root.findLayer(layer.id())
    layers["orthophoto"].setItemVisibilityChecked(False)
    desk.open()
    wait_idle()
    shown = {name: node.isVisible() for name, node in layers.items()}
    assert shown == {"basemap": False, "orthophoto": True} and desk.dock.photo.isEnabled()
    desk.dock.close()
    run_events()
    assert {name: node.isVisible() for name, node in layers.items()} == {"basemap": True, "orthophoto": False}


def test_without_a_store_nothing_opens(dialog_iface, qgis_new_project, tmp_path):
    settings.put("store", "")
    messages = Messages(dialog_iface)
    desk = make(dialog_iface, messages)
    messages.guard(desk.open)()
    assert desk.dock is None and any("Open a store first" in text for text in told(dialog_iface))


def test_a_list_that_cannot_be_read_is_told(desk):
    desk.open()
    wait_idle()
    path = desk.store.path
    path.rename(path.with_name("away.gpkg"))
    desk.dock.listed.emit("open")
    wait_idle()
    assert desk.dock.notice() and desk.dock.help.text() == "Try again" and desk.facts.fid == 1
