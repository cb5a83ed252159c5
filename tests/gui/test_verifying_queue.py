"""Verification mode and work queue as one: the queue's order, its filter, its rows; its context menu."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialog, QTabBar

from kmzb_qgis import editing
from kmzb_qgis.editing import queue_reader
from kmzb_qgis.gui import joining, queue_menu
from kmzb_qgis.gui.duplicates import Duplicates
from kmzb_qgis.gui.handing import HandOvers
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.queue import Queue
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.gui.verifying import Verifying
from kmzb_qgis.store import handing
from kmzb_qgis.store.queue_filter import ANSWERS, Filter
from kmzb_qgis.toolbelt import settings

sys.path.insert(0, str(Path(__file__).parent))
import handing_store
from publishing_store import CONFIRMED, KRAKOW, NEW, NOT_CONFIRMED, VERIFYING, days_ago, put

from tests.gui.waiting import run_events, told, wait_idle, wait_until

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Whole:
    """The desk's parts as the plugin joins them."""

    def __init__(self, iface):
        messages = Messages(iface)
        stores = Stores(iface, messages, Jobs(iface))
        self.iface, self.changed = iface, []
        self.queue = Queue(iface, messages, stores)
        self.hand_overs = HandOvers(iface, messages, stores)
        self.verifying = Verifying(iface, messages, stores, self.queue, self.hand_overs)
        self.duplicates = Duplicates(iface, messages)
        joining.join(self.queue, self.verifying, self.hand_overs, self.duplicates, self._change)
        self.entry = QAction()
        self.entry.triggered.connect(lambda _=False: self.queue.toggle())
        self.queue.install(self.entry)
        iface.mainWindow().show()

    def _change(self):
        self.changed.append(sorted(self.layer.selectedFeatureIds()))

    def open(self, store):
        self.layer = editing.load_layer(store, QgsProject.instance())
        self.queue.show()
        wait_until(lambda: self.queue.is_listed() and len(self.fids()))
        self.settle()

    def fids(self):
        return self.queue.dock.model.fids.tolist()

    def settle(self):
        run_events(0.4)
        model = self.queue.dock.model
        wait_until(lambda: not len(model.fids) or model.row(int(model.fids[0])) is not None)

    def verify(self, **given):
        self.verifying.open(**given)
        wait_idle()
        wait_until(lambda: self.verifying.facts is not None)

    def shown(self):
        return self.verifying.fid, self.queue.current(), self.layer.selectedFeatureIds()

    def press(self, key, held=CTRL):
        QTest.keyClick(self.verifying.dock.next, key, held)
        run_events(0.02)

    def menu(self, *fids):
        """The context menu over these rows, by the keyboard's key."""
        dock = self.queue.dock
        dock.mark(list(fids))
        place = QPoint(5, 5)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, dock.table.mapToGlobal(place))
        QApplication.sendEvent(dock.table, event)
        return {action.objectName()[11:]: action for action in self.queue._menu.menu.actions()}

    def remove(self):
        self.queue.remove()
        self.verifying.remove()
        self.hand_overs.remove()
        self.duplicates.remove()


@pytest.fixture
def whole(dialog_iface, qgis_new_project, monkeypatch):
    monkeypatch.setattr(queue_reader, "LOOK_S", 0.1)
    settings.put("verifying_onward", 1)
    crs = QgsCoordinateReferenceSystem("EPSG:2180")
    QgsProject.instance().setCrs(crs)
    dialog_iface.mapCanvas().setDestinationCrs(crs)
    dialog_iface.mapCanvas().resize(600, 400)
    whole = Whole(dialog_iface)
    yield whole
    whole.remove()
    QgsProject.instance().clear()
    dialog_iface.messageBar().clear_messages()


@pytest.fixture
def reports(store):
    """Open reports, late first: fids 1, 2 (late), 4, 5, 3."""
    for n, (days, status) in enumerate([(12, NEW), (11, VERIFYING), (2, VERIFYING), (1, NEW), (0.1, NEW)], 1):
        place = (KRAKOW[0] + 500 * n, KRAKOW[1])
        due = {"read_by": days_ago(days - 4), "verify_by": days_ago(days - 8)}
        put(store, f"r{n}", reference=f"N-{n}", status_id=status, changed=days_ago(days), place=place, **due)
    return store


def stored(store, fid, column="status_id"):
    with store.connect() as connection:
        return connection.execute(f"SELECT {column} FROM report WHERE fid = ?", (fid,)).fetchone()[0]


def filtered(whole, **wanted):
    whole.queue.dock.filters.put(Filter(**wanted))


def test_the_queues_filter_and_order_are_gone_through_and_its_rows_follow(whole, reports):
    whole.open(reports)
    assert whole.fids() == [1, 2, 4, 5, 3]
    filtered(whole, statuses=frozenset({VERIFYING}))
    wait_until(lambda: whole.fids() == [2, 3])
    whole.settle()
    whole.verify()
    verifying = whole.verifying
    assert verifying.dock.source() == "queue" and whole.shown() == (2, 2, [2])
    assert verifying.dock.progress.text() == "1 of 2, 1 late"
    whole.press(Qt.Key.Key_2)  # confirmed: the filter lets it through no more
    assert stored(reports, 2) == CONFIRMED and whole.shown() == (3, 3, [3])
    wait_until(lambda: verifying.dock.progress.text() == "1 of 1")
    assert whole.fids() == [3]
    whole.press(Qt.Key.Key_Left, ALT)  # the way back leads to what was decided
    assert verifying.fid == 2 and verifying.dock.progress.text().startswith("– of 1")
    whole.press(Qt.Key.Key_Left, ALT)
    assert verifying.fid == 2 and "first report" in verifying.dock.notice()
    whole.press(Qt.Key.Key_Right, ALT)
    assert verifying.fid == 3
    whole.press(Qt.Key.Key_0)  # back: it is in the list again, and shown
    assert verifying.fid == 2
    wait_until(lambda: verifying.dock.progress.text() == "1 of 2, 1 late")
    assert whole.queue.map._spot.marked() == 0 and verifying.map._spot.marked() == 1, "one mark for one place"


def test_a_report_that_somebody_takes_out_keeps_its_place_among_the_others(whole, reports):
    whole.open(reports)
    whole.verify(start=4)
    assert whole.shown() == (4, 4, [4]) and whole.verifying.dock.progress.text() == "3 of 5, 2 late"
    whole.verifying.dock.note.setPlainText("moje")
    with reports.connect() as other:
        for fid, status, reason in ((2, CONFIRMED, None), (4, VERIFYING, None), (4, NOT_CONFIRMED, 20)):
            other.execute(
                "UPDATE report SET status_id = ?, reason_id = ?, base_version = version, modified_by = 'Ewa'"
                " WHERE fid = ?",
                (status, reason, fid),
            )
    wait_until(lambda: whole.fids() == [1, 5, 3, 2])
    assert whole.verifying.dock.progress.text().startswith("– of 4")
    assert "changed meanwhile" in whole.verifying.dock.notice() and whole.verifying.facts.status == NOT_CONFIRMED
    assert whole.verifying.dock.note.toPlainText() == "moje"
    whole.press(Qt.Key.Key_Right, ALT)
    assert whole.verifying.fid == 5
    whole.press(Qt.Key.Key_Left, ALT)
    assert whole.verifying.fid == 1, "what stands before it in the list now"
    whole.verifying.open(start=4)
    wait_idle()
    assert whole.verifying.fid == 1, "one that is not listed begins with the first"


def test_a_row_chosen_in_the_queue_is_shown_and_another_filter_begins_anew(whole, reports):
    whole.open(reports)
    whole.verify()
    whole.queue.dock.table.setCurrentIndex(whole.queue.dock.model.index(3, 0))
    run_events(0.4)
    assert whole.shown() == (5, 5, [5]) and whole.verifying.dock.progress.text() == "4 of 5, 2 late"
    assert whole.queue.map._spot.marked() == 0
    filtered(whole, statuses=frozenset({VERIFYING}))
    wait_until(lambda: whole.fids() == [2, 3])
    assert whole.verifying.fid == 5 and whole.verifying.dock.progress.text().startswith("– of 2")
    whole.press(Qt.Key.Key_Right, ALT)
    assert whole.verifying.fid == 2
    whole.press(Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    wait_idle()
    assert whole.verifying.fid == 2, "reading anew stays where one is"


def test_the_queue_shut_or_without_its_store_leaves_the_order_as_it_was(whole, reports):
    whole.open(reports)
    whole.verify()
    whole.queue.dock.close()
    run_events(0.2)
    assert not whole.queue.is_listed()
    for fid in (2, 4, 5):
        whole.press(Qt.Key.Key_Right, ALT)
        assert whole.verifying.fid == fid
    QgsProject.instance().removeMapLayer(whole.layer.id())
    run_events()
    assert "removed from the project" in whole.verifying.dock.notice()
    whole.press(Qt.Key.Key_1)
    assert stored(reports, 5) == VERIFYING and whole.verifying.fid == 3


def test_several_selected_stand_in_the_queues_order(whole, reports):
    whole.open(reports)
    whole.layer.selectByIds([3, 4, 2])
    run_events(0.3)
    whole.verify()
    assert whole.verifying.dock.source() == "selected" and whole.verifying.walk.fids() == [2, 4, 3]


def test_the_context_menu_by_keyboard(whole, reports):
    whole.open(reports)
    acts = whole.menu(4)
    assert list(acts) == ["form", "verify", "hand_over", "duplicates", "change_status", "copy"]
    acts["verify"].trigger()
    wait_idle()
    assert whole.verifying.fid == 4
    acts = whole.menu(2, 5)
    assert [name for name, action in acts.items() if action.isEnabled()] == ["hand_over", "change_status", "copy"]
    acts["change_status"].trigger()
    assert whole.changed == [[2, 5]]
    acts["copy"].trigger()
    assert QgsApplication.clipboard().text() == "N-2\nN-5"
    whole.queue.dock.model.forget()
    QTest.keyClick(whole.queue.dock.table, Qt.Key.Key_C, CTRL)
    wait_idle()
    assert QgsApplication.clipboard().text() == "N-2\nN-5", "also where the rows were not read yet"
    whole.menu(1)["duplicates"].trigger()
    wait_idle()
    assert whole.duplicates.window.isVisible() and "N-1" in whole.duplicates.window.subject.text()


def tabbed(whole, reports):
    """The main window with queue and verification in one place, the verification before the queue."""
    main = whole.iface.mainWindow()
    main.resize(1200, 700)
    whole.open(reports)
    whole.verify()
    dock, front = whole.queue.dock, whole.verifying.dock
    for one in (dock, front):
        main.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, one)
    main.tabifyDockWidget(dock, front)
    front.raise_()
    run_events(0.2)
    return main, dock, front


def test_the_queues_entry_raises_it_from_behind_the_verification(whole, reports):
    """Two docks in one place, as on a narrow screen: the entry (F8) brings the queue back, the next one shuts it."""
    _, dock, front = tabbed(whole, reports)
    assert dock.visibleRegion().isEmpty() and not front.visibleRegion().isEmpty() and whole.queue.is_open()
    whole.entry.trigger()
    run_events(0.2)
    assert whole.entry.isChecked()
    assert not dock.isHidden() and not dock.visibleRegion().isEmpty() and front.visibleRegion().isEmpty()
    whole.verifying.open()
    wait_idle()
    run_events(0.2)
    assert dock.visibleRegion().isEmpty() and not dock.isHidden(), "reading its list does not raise it"
    whole.queue.show()
    run_events(0.2)
    assert not dock.visibleRegion().isEmpty()
    whole.entry.trigger()
    assert dock.isHidden() and not whole.entry.isChecked()


def test_the_verification_raised_by_its_tab_has_the_keyboard(whole, reports):
    main, dock, front = tabbed(whole, reports)
    dock.raise_()
    dock.table.setFocus()
    run_events(0.2)
    assert main.focusWidget() is dock.table
    bar = next(bar for bar in main.findChildren(QTabBar) if bar.parent() is main and bar.count() == 2)
    place = next(n for n in range(2) if bar.tabText(n) == front.windowTitle())
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
    run_events(0.2)
    assert not front.visibleRegion().isEmpty() and main.focusWidget() is front.next
    QTest.keyClick(bar, Qt.Key.Key_1, CTRL)  # a key on the tab bar itself
    run_events(0.1)
    assert stored(reports, 1) == VERIFYING
    dock.raise_()
    run_events(0.2)
    QTest.keyClick(bar, Qt.Key.Key_2, CTRL)
    run_events(0.1)
    assert stored(reports, 2) == VERIFYING, "nothing is decided on a report that nobody sees"


def test_ones_own_hand_over_is_no_news(whole, reports):
    """The queue's list is anew before the hand-over's dialog is through: nobody else has changed the report."""
    me = QgsApplication.userLoginName()
    with reports.connect() as db:
        db.execute("INSERT INTO body (name, kind, answer_days) VALUES ('Zarząd Dróg', 'road', 14)")
        db.execute(
            f"UPDATE report SET status_id = {CONFIRMED}, base_version = version, modified_by = ? WHERE fid = 2", (me,)
        )
    whole.open(reports)
    whole.verify(start=2)
    assert whole.verifying.fid == 2
    handing.hand_over(reports, handing.Order((2,), 1, me, handing_store.TODAY, "RD-1"))
    wait_until(lambda: whole.verifying.facts.status == stored(reports, 2) != CONFIRMED)
    assert whole.verifying.dock.notice() == ""
    with reports.connect() as db:
        db.execute("UPDATE report SET note = 'x', base_version = version, modified_by = 'Ewa' WHERE fid = 2")
    wait_until(lambda: whole.verifying.facts.note == "x")
    assert "changed meanwhile" in whole.verifying.dock.notice()


def test_the_queues_menu_names_the_key_enter(whole, reports):
    whole.open(reports)
    assert whole.menu(4)["form"].shortcut().toString() == "Enter"


def test_an_overdue_answer_leads_to_its_dialog(whole, qgis_app, tmp_path):
    store = handing_store.make(tmp_path / "żółw.gpkg")
    long_ago = handing_store.TODAY - timedelta(days=30)
    handing.hand_over(store, handing.Order((1,), 1, "Łucja", long_ago, "RD-1"))
    whole.open(store)
    filtered(whole, view=ANSWERS)
    wait_until(lambda: whole.fids() == [1])
    whole.settle()
    assert next(iter(whole.menu(1))) == queue_menu.ANSWER
    whole.queue._menu.menu.close()
    whole.queue.dock.mark([1])
    QTest.keyClick(whole.queue.dock.table, Qt.Key.Key_Return)
    wait_idle()
    asked = next(box for box in whole.iface.mainWindow().findChildren(QDialog, "kmzb_answer") if box.isVisible())
    asked.outcome.setCurrentIndex(asked.outcome.findData("planned"))
    asked.text.setPlainText("w maju")
    asked.accept()
    wait_idle()
    wait_until(lambda: whole.fids() == [])
    with store.connect() as db:
        assert db.execute("SELECT outcome, answer FROM hand_over").fetchall() == [("planned", "w maju")]
    whole.hand_overs.answer_report(1)
    wait_idle()
    assert any("No answer is awaited" in text for text in told(whole.iface))
