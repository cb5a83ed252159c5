"""What the form does while a person types in it: counter, deadlines, the list of categories with its pictures."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.gui import QgsAttributeDialog, QgsEditorWidgetWrapper, QgsGui, QgsRelationEditorWidget
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QColor, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollArea,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from kmzb_qgis import editing
from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.gui import category_list, form_wheel, history_tab, slots

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from form_desk import Desk, bare_form
from waiting import run_events

BOOK = look_store.BOOK
DROWNING = "Utonięcia"  # ended on 1 October 2022
RED = "#c00000"


@pytest.fixture
def store(tmp_path, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    return look_store.make(tmp_path / "store.gpkg")


@pytest.fixture(autouse=True)
def logged(monkeypatch):
    """Errors inside the form are logged, so that the form goes on: no test may leave one."""
    found = []
    monkeypatch.setattr(slots.log, "error", found.append)
    yield found
    assert not found, found[0]


@pytest.fixture
def layer(store):
    history_tab.install()
    layer = editing.load_layer(store, QgsProject.instance())
    assert layer.startEditing()
    yield layer
    layer.rollBack()
    history_tab.remove()


@pytest.fixture
def desk(layer):
    def opened(fid=None):
        desk = Desk(layer, fid)
        run_events()
        return desk

    return opened


def day(days):
    return f"{warsaw.now().astimezone(warsaw.WARSAW) + timedelta(days=days):%Y-%m-%dT%H:%M:%S}"


def offered(on):
    return {category.name for category in BOOK.categories if category.offered(on)}


def test_the_counter_follows_each_key(desk):
    form = desk()
    assert "Opis (0/500)" in form.label("Opis")
    form.type("description", "abc")
    assert "Opis (3/500)" in form.label("Opis")
    form.put("description", "ż" * 499)
    form.type("description", "x")
    assert "Opis (500/500)" in form.label("Opis")
    assert RED not in form.label("Opis")
    form.type("description", "x")
    assert "Opis (501/500)" in form.label("Opis")
    assert RED in form.label("Opis")


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_deadlines_are_red_only_while_something_is_to_be_done(desk, status):
    """Reports of 2024, so every deadline has passed."""
    form = desk(status.id)
    unread = status.id in BOOK.new_statuses
    verifying = any(t.from_status in BOOK.new_statuses and t.to_status == status.id for t in BOOK.transitions)
    assert (RED in form.label("Zapoznać się do końca dnia")) is unread
    assert (RED in form.label("Zweryfikować do końca dnia")) is (unread or verifying)


def test_a_deadline_goes_black_as_soon_as_the_step_is_chosen(desk):
    form = desk(1)
    assert RED in form.label("Zapoznać się do końca dnia")
    form.pick("status_id", "Weryfikacja")
    assert RED not in form.label("Zapoznać się do końca dnia")
    assert RED in form.label("Zweryfikować do końca dnia")
    closed = desk(2)
    assert RED in closed.label("Zweryfikować do końca dnia")
    closed.pick("status_id", "Niepotwierdzone")
    assert RED not in closed.label("Zweryfikować do końca dnia")


def test_a_deadline_that_is_not_reached_is_black(store, desk, layer):
    with store.connect() as connection:
        connection.execute("UPDATE report SET reported_local = ?, base_version = version WHERE fid = 1", (day(-1),))
    layer.reload()
    assert RED not in desk(1).label("Zapoznać się do końca dnia")


def test_every_category_has_its_picture(desk):
    form = desk()
    combo = form.wrapper("category_id").widget()
    assert combo.iconSize().width() == 20
    drawn = set()
    for index in range(combo.count()):
        if combo.itemText(index) not in offered(warsaw.day_of(warsaw.now())):
            continue
        image = combo.itemIcon(index).pixmap(20, 20).toImage()
        colours = {image.pixelColor(x, y).name() for x in range(20) for y in range(20)}
        assert QColor(category_list.TILE).name() in colours
        assert "#ffffff" in colours
        drawn.add(tuple(image.pixelColor(x, y).rgba() for x in range(20) for y in range(20)))
    assert len(drawn) == len(offered(warsaw.day_of(warsaw.now())))  # no two alike


def test_pictures_stay_when_qgis_fills_the_list_anew(desk, layer):
    form = desk(1)
    form.form.setFeature(layer.getFeature(2))
    run_events()
    combo = form.wrapper("category_id").widget()
    named = [i for i in range(combo.count()) if combo.itemText(i) in offered(warsaw.day_of(warsaw.now()))]
    assert named
    assert not any(combo.itemIcon(index).isNull() for index in named)


def test_a_form_that_qgis_made_itself_is_found_too(layer):
    """As on the desktop: nothing in Python has met the form before the plugin does."""
    dialog = QgsAttributeDialog(layer, layer.getFeature(1), False)
    dialog.show()
    run_events()
    lists = [box for box in dialog.findChildren(QComboBox) if box.findText("Żebractwo") >= 0 and box.isVisible()]
    assert [box.itemIcon(box.findText("Żebractwo")).isNull() for box in lists] == [False]
    tabs = dialog.findChild(QTabWidget)
    tabs.setCurrentIndex(tabs.count() - 1)
    assert dialog.findChild(QTextBrowser, "kmzb_history").toPlainText()


def test_a_form_may_have_no_report_yet(layer):
    """As on the desktop, where QGIS shows the form and then says which report it is of."""
    dialog = bare_form(layer).dialog
    dialog.show()
    form = dialog.attributeForm()
    run_events()
    form.setFeature(layer.getFeature(8))
    run_events(0.2)
    (combo,) = (box for box in form.findChildren(QComboBox) if box.findText("Żebractwo") >= 0 and box.isVisible())
    assert combo.currentText() == DROWNING


def test_the_wheel_turns_no_value(desk):
    form = desk(1)
    form.dialog.resize(600, 300)
    run_events()
    before = {w.field().name(): w.value() for w in form.form.findChildren(QgsEditorWidgetWrapper)}
    page = form.wrapper("status_id").widget()
    while not isinstance(page, QScrollArea):
        page = page.parentWidget()
    for name in ("status_id", "category_id", "reason_id", "reported_local", "event_local", "part_of_day"):
        for focus in (False, True):
            for target in (form.wrapper(name).widget(), *form.wrapper(name).widget().findChildren(QWidget)):
                if focus:
                    target.setFocus()
                for turn in (-120, 120):
                    page.verticalScrollBar().setValue(20)
                    point, none = QPointF(5, 5), QPoint()
                    QApplication.sendEvent(
                        target,
                        QWheelEvent(
                            point, QPointF(target.mapToGlobal(point.toPoint())), none, QPoint(0, turn),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                            Qt.ScrollPhase.NoScrollPhase, False,
                        ),
                    )  # fmt: skip
                    if isinstance(target, (QComboBox, QAbstractSpinBox)):
                        assert page.verticalScrollBar().value() != 20, f"the page scrolls over {name}"
    after = {w.field().name(): w.value() for w in form.form.findChildren(QgsEditorWidgetWrapper)}
    assert after == before


def test_fields_made_anew_are_looked_after_too(desk):
    form = desk(1)
    fresh = QComboBox(form.form)
    fresh.addItems(["a", "b", "c"])
    fresh.setCurrentIndex(1)
    for guarded in (False, True):
        if guarded:
            form_wheel.attach(form.form)
            fresh.setCurrentIndex(1)
        point = QPointF(5, 5)
        QApplication.sendEvent(
            fresh,
            QWheelEvent(
                point, QPointF(fresh.mapToGlobal(point.toPoint())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
        assert (fresh.currentIndex() == 1) is guarded
    assert len(form.form.findChildren(form_wheel.WheelGuard)) == 1


def test_keyboard_chooses_a_category_by_its_first_letter(desk):
    form = desk()
    combo = form.wrapper("category_id").widget()
    combo.setFocus()
    QTest.keyClick(combo, "p")
    assert combo.currentText().startswith("P")
    assert form.wrapper("category_id").value() == combo.currentData()
    form.pick("category_id", "Żebractwo")
    assert form.wrapper("category_id").value() == 27


def test_the_list_follows_the_date_and_keeps_the_choice(desk):
    form = desk()
    form.pick("category_id", "Żebractwo")
    assert DROWNING not in form.choices("category_id")
    box = form.wrapper("reported_local")
    for wall in ("2021-06-01T12:00:00", "2024-06-01T12:00:00", "2021-06-01T12:00:00"):
        form.put("reported_local", wall)
        then = warsaw.day_of(warsaw.from_text(wall + "Z"))
        assert set(form.choices("category_id")) == offered(then)
        assert len(form.choices("category_id")) == len(offered(then))
        assert form.wrapper("category_id").value() == 27
        assert form.wrapper("category_id").widget().currentText() == "Żebractwo"
    assert box.value() == "2021-06-01T12:00:00"
    assert DROWNING in form.choices("category_id")
    icons = form.wrapper("category_id").widget()
    assert not icons.itemIcon(icons.findText(DROWNING)).isNull()


def test_a_choice_that_the_date_forbids_stays_and_is_told(store, desk, layer):
    form = desk()
    form.put("reported_local", "2021-06-01T12:00:00")
    form.pick("category_id", DROWNING)
    assert form.messages("category_id") == ""
    form.put("reported_local", "2024-06-01T12:00:00")
    assert form.wrapper("category_id").value() == look_store.DROWNING
    assert form.wrapper("category_id").widget().currentText() == DROWNING
    assert "Musi obowiązywać w dniu zgłoszenia" in form.messages("category_id")
    form.form.save()
    layer.commitChanges(False)
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (8,)
    form.pick("category_id", "Żebractwo")
    assert form.messages("category_id") == ""


def test_an_old_report_keeps_its_ended_category_whatever_the_date(store, desk, layer):
    form = desk(8)
    for wall in ("2021-06-01T12:00:00", "2024-05-01T12:00:00"):
        form.put("reported_local", wall)
        assert DROWNING in form.choices("category_id")
        assert form.wrapper("category_id").value() == look_store.DROWNING
        assert form.messages("category_id") == ""
    assert form.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    assert look_store.row(store, 8, "category_id, reported_local") == (look_store.DROWNING, "2024-05-01T12:00:00")


def test_a_picture_changes_nothing(desk, layer):
    form = desk(8)
    assert form.form.save()
    assert layer.editBuffer().changedAttributeValues() == {}


def test_the_history_is_live(store, desk, layer):
    form = desk(1)
    assert "\n" not in form.history()  # one sentence: nothing has changed yet
    form.put("note", "Sprawdzić <b>w terenie</b>, żółć")
    form.pick("status_id", "Weryfikacja")
    assert form.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    run_events()
    text = form.history()
    assert "Nowe" in text
    assert "→ Weryfikacja" in text
    assert "→ Sprawdzić <b>w terenie</b>, żółć" in text
    assert f"{warsaw.now().astimezone(warsaw.WARSAW):%d.%m.%Y}" in text
    assert layer.changeGeometry(1, layer.getFeature(2).geometry())
    assert layer.commitChanges(False), layer.commitErrors()
    run_events()
    later = form.history()
    assert later.index("2000 m") < later.index("Weryfikacja")  # the newest first
    assert later.endswith(text.split("\n", 1)[1])


def test_the_history_is_that_of_the_report_in_the_form(store, desk, layer):
    for fid, note in ((1, "pierwsze"), (2, "drugie")):
        assert layer.changeAttributeValue(fid, layer.fields().indexOf("note"), note)
    assert layer.commitChanges(False), layer.commitErrors()
    form = desk(1)
    assert "pierwsze" in form.history()
    form.form.setFeature(layer.getFeature(2))
    run_events(0.6)
    assert "drugie" in form.history()
    assert "pierwsze" not in form.history()
    fresh = desk()
    assert "pierwsze" not in fresh.history()
    assert fresh.history()


def test_the_form_opens_without_the_plugins_widget(store):
    """QGIS puts its own table of the relation there."""
    layer = editing.load_layer(store, QgsProject.instance())
    form = bare_form(layer, layer.getFeature(1))
    assert form.findChildren(QgsRelationEditorWidget)
    (relation,) = QgsProject.instance().relationManager().referencedRelations(layer)
    assert relation.isValid()
    assert form.findChild(QgsRelationEditorWidget).relation().id() == relation.id()
    assert relation.referencingLayer().fields().lookupField("kmzb_when") >= 0
