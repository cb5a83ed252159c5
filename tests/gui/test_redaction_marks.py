"""Personal data marked in an open form: over the text and below it, replaced at a button, never by itself."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.gui import QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QHelpEvent, QTextCharFormat
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPlainTextEdit, QToolTip, QWidget

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from form_desk import Desk
from waiting import run_events

from kmzb_qgis import editing
from kmzb_qgis.gui import history_tab, redaction_marks, slots

TEXT = "Sąsiad Jan Kowalewski, tel. 601 234 567, pali śmieci przy ul. Długiej 4"
FOUND = ["Jan Kowalewski", "601 234 567"]
BLANKED = "Sąsiad […], tel. […], pali śmieci przy ul. Długiej 4"


@pytest.fixture(autouse=True)
def logged(monkeypatch):
    """Errors inside the form are logged, so that the form goes on: no test may leave one."""
    found = []
    monkeypatch.setattr(slots.log, "error", found.append)
    yield found
    assert not found, found[0]


@pytest.fixture
def store(tmp_path, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    store = look_store.make(tmp_path / "store.gpkg")
    with store.connect() as db:
        db.execute("UPDATE report SET description = ?, base_version = version WHERE fid = 2", (TEXT,))
        db.execute("UPDATE report SET note = ?, base_version = version WHERE fid = 1", (f"😀 {TEXT}",))
    return store


@pytest.fixture
def layer(store):
    history_tab.install()
    layer = editing.load_layer(store, QgsProject.instance())
    yield layer
    layer.rollBack()
    history_tab.remove()


def settle():
    """Wait as a person does after the last key."""
    run_events()
    QTest.qWait(redaction_marks.SOON_MS + 200)


@pytest.fixture
def desk(layer):
    def opened(fid=None, editing=True):
        if editing and not layer.isEditable():
            assert layer.startEditing()
        desk = Desk(layer, fid)
        settle()
        return desk

    return opened


def box(desk, name="description"):
    return desk.wrapper(name).widget()


def marks(desk, name="description"):
    found = box(desk, name).findChildren(redaction_marks.BoxMarks)
    assert len(found) == 1, f"{len(found)} for {name}"
    return found[0]


def drawn(desk, name="description"):
    return [part.cursor.selectedText() for part in box(desk, name).extraSelections()]


def test_a_report_opens_with_its_findings_marked(desk):
    opened = desk(2)
    assert drawn(opened) == FOUND
    form = box(opened).extraSelections()[0].format
    assert form.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    told = marks(opened)
    assert told.panel.isVisible() and all(part in told.label.text() for part in FOUND)
    assert drawn(opened, "note") == [] and not marks(opened, "note").panel.isVisible()


def test_nothing_is_changed_by_marking(desk, layer):
    opened = desk(2)
    assert box(opened).toPlainText() == TEXT
    assert not box(opened).document().isUndoAvailable()
    assert opened.form.save() and not layer.editBuffer().changedAttributeValues()


def test_the_sentence_stands_below_its_box(desk):
    opened = desk(2)
    panel, edit = marks(opened).panel, box(opened)
    below = panel.mapToGlobal(QPoint(0, 0)).y() - edit.mapToGlobal(QPoint(0, edit.height())).y()
    assert 0 <= below < 40
    assert panel.width() > 0.8 * edit.width()


def test_typing_marks_after_a_moment_and_erasing_unmarks(desk):
    opened = desk()
    box(opened).setFocus()
    QTest.keyClicks(box(opened), "mail jan@example.pl")
    settle()
    assert drawn(opened) == ["jan@example.pl"] and marks(opened).panel.isVisible()
    box(opened).selectAll()
    QTest.keyClick(box(opened), Qt.Key.Key_Delete)
    settle()
    assert drawn(opened) == [] and not marks(opened).panel.isVisible()


def test_one_press_replaces_all_and_one_undo_brings_them_back(desk, layer):
    opened = desk(2)
    QTest.mouseClick(marks(opened).button, Qt.MouseButton.LeftButton)
    assert box(opened).toPlainText() == BLANKED
    assert drawn(opened) == [] and not marks(opened).panel.isVisible()
    assert opened.wrapper("description").value() == BLANKED
    box(opened).undo()
    assert box(opened).toPlainText() == TEXT
    box(opened).redo()
    assert opened.form.save() and layer.commitChanges(False)
    assert look_store_row(layer, 2) == BLANKED


def look_store_row(layer, fid):
    return layer.getFeature(fid)["description"]


def test_signs_beyond_the_first_plane_move_no_mark(desk):
    opened = desk(1)
    assert drawn(opened, "note") == FOUND
    marks(opened, "note").replace()
    assert box(opened, "note").toPlainText() == f"😀 {BLANKED}"


def test_a_public_reason_is_told_to_be_withheld(desk):
    opened = desk(5)
    opened.put("reason_text", TEXT)
    settle()
    assert drawn(opened, "reason_text") == FOUND
    assert "withholds" in marks(opened, "reason_text").label.text()
    assert "withholds" not in redaction_marks.sentence(TEXT, redaction_marks.redaction.marks(TEXT), False)


def test_a_form_that_is_only_read_offers_no_button(desk, layer):
    opened = desk(2, editing=False)
    assert drawn(opened) == FOUND
    assert marks(opened).panel.isVisible() and not marks(opened).button.isVisible()
    marks(opened).replace()
    assert box(opened).toPlainText() == TEXT
    layer.startEditing()
    run_events()
    QTest.qWait(50)
    assert marks(opened).button.isVisible()


def test_hints_stand_over_marks_only(desk, monkeypatch):
    opened = desk(2)
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda *given: shown.append(given[1]))
    edit = box(opened)
    for position in (TEXT.index("Jan") + 2, TEXT.index("601") + 3, TEXT.index("śmieci") + 2):
        cursor = edit.textCursor()
        cursor.setPosition(position)
        at = edit.cursorRect(cursor).center()
        QApplication.sendEvent(edit.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, edit.viewport().mapToGlobal(at)))
    assert len(shown) == 2 and "name" in shown[0] and "phone" in shown[1]


def test_another_report_in_the_same_form_is_marked_anew(desk, layer):
    opened = desk(3)
    assert drawn(opened) == []
    opened.form.setFeature(layer.getFeature(2))
    settle()
    assert drawn(opened) == FOUND


def test_boxes_made_anew_are_looked_after_too(desk):
    """QGIS may throw a form's boxes away and make them again while it is open."""
    opened = desk(2)
    wrapper = opened.wrapper("description")
    old, page = box(opened), opened.form
    panel = marks(opened).panel
    fresh = QPlainTextEdit("tel. 601 234 567", page)
    made = redaction_marks.BoxMarks(fresh, "description")
    fresh.show()
    assert [part.cursor.selectedText() for part in fresh.extraSelections()] == ["601 234 567"]
    sip.delete(fresh)  # its marks go with it, and nothing of them is called again
    assert sip.isdeleted(made)
    redaction_marks.attach(page)
    redaction_marks.attach(page)
    assert box(opened) is old and wrapper.widget() is old and marks(opened).panel is panel
    panels = [w for w in page.findChildren(QWidget) if w.objectName() == "kmzb_redaction_description"]
    assert len(panels) == 1


def test_a_form_that_closes_while_it_waits_leaves_no_error(desk):
    opened = desk(2)
    opened.put("description", "pan Kowalewski")
    opened.dialog.close()
    sip.delete(opened.dialog)
    settle()
    assert redaction_marks._alive == {}


def test_marks_live_as_long_as_their_box(desk):
    opened = desk(1)
    gc.collect()
    opened.put("description", TEXT)
    settle()
    assert drawn(opened) == FOUND


def test_a_box_outside_a_form_is_marked_without_a_sentence(qgis_app):
    page = QWidget()
    edit = QPlainTextEdit(TEXT, page)
    alone = redaction_marks.BoxMarks(edit, "note")
    assert [part.cursor.selectedText() for part in edit.extraSelections()] == FOUND
    assert alone.panel is None
    alone.replace()
    assert edit.toPlainText() == BLANKED


def test_words_of_people_are_no_markup(desk):
    opened = desk(2)
    opened.put("description", "<b>a@example.pl</b>")
    settle()
    label = marks(opened).panel.findChild(QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText
    long = "pan Kowalewski " + "https://example.org/" + "x" * 200
    told = redaction_marks.sentence(long, redaction_marks.redaction.marks(long), False)
    assert len(told) < 200 and "…" in told
