"""A save while another program holds the store: waited for in short steps, told in words, nothing lost."""

from __future__ import annotations

import threading
import time

import pytest
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QMainWindow, QProgressDialog
from saving_help import add, everything, held, move, put, stored

from kmzb_qgis.editing import patience, saving
from kmzb_qgis.gui import waiting_box


def test_a_locked_store_is_waited_for(store, open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 1, note="waited")
    begun, done = threading.Event(), threading.Event()

    def hold():
        with held(store):
            begun.set()
            time.sleep(1)
        done.set()

    thread = threading.Thread(target=hold)
    thread.start()
    assert begun.wait(5)
    assert layer.commitChanges(), layer.commitErrors()
    assert done.is_set()
    thread.join()
    assert stored(store, 1, "note", "version") == ("waited", 2)


def test_a_store_that_stays_locked_is_told_and_the_buffer_stays(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 2, note="zaczeka")
    add(layer)
    before = everything(store)
    with held(store):
        assert not layer.commitChanges(False)
    assert everything(store) == before
    ((told, error),) = refusals
    assert told is layer
    assert error.code == "locked"
    assert layer.findChild(saving.Saver).last_error is error
    buffer = layer.editBuffer()
    assert set(buffer.changedGeometries()) == {1}
    assert 2 in buffer.changedAttributeValues()
    assert len(buffer.addedFeatures()) == 1
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 1, "ST_MinX(geom)", "version") == (500000.0, 2)
    assert stored(store, 2, "note") == ("zaczeka",)
    assert len(refusals) == 1


@pytest.fixture
def desktop(qgis_app):
    """A main window's way of waiting."""
    window = QMainWindow()
    window.show()
    patience.waiting = waiting_box.waiting_in(window)
    yield window
    patience.waiting = patience.asleep
    window.close()


def test_the_window_lives_while_a_save_waits_and_the_save_goes_on(store, open_layer, refusals, desktop):
    layer = open_layer()
    put(layer, 1, note="po czekaniu")
    seen = []
    with held(store) as other:

        def look():
            box = desktop.findChild(QProgressDialog, "kmzb_waiting")
            if box is not None and box.isVisible():
                seen.append(box.labelText())
                if len(seen) == 3:
                    other.execute("ROLLBACK")

        clock = QTimer()
        clock.timeout.connect(look)
        clock.start(100)
        assert layer.commitChanges(), layer.commitErrors()
        clock.stop()
    assert len(seen) >= 3  # timers ran: the window was alive
    assert store.path.name in seen[0]
    assert refusals == []
    assert stored(store, 1, "note", "version") == ("po czekaniu", 2)
    assert not [box for box in desktop.findChildren(QProgressDialog) if box.isVisible()]


def test_the_wait_can_be_given_up(store, open_layer, refusals, desktop):
    layer = open_layer()
    put(layer, 1, note="nie teraz")

    def give_up():
        box = desktop.findChild(QProgressDialog, "kmzb_waiting")
        if box is not None:
            box.cancel()

    clock = QTimer()
    clock.timeout.connect(give_up)
    clock.start(50)
    with held(store):
        assert not layer.commitChanges(False)
    clock.stop()
    assert [error.code for _, error in refusals] == ["locked"]
    assert layer.isModified()
    assert layer.commitChanges(), layer.commitErrors()
    assert stored(store, 1, "note") == ("nie teraz",)


def test_new_reports_that_only_qgis_could_not_write_are_told(store, open_layer, refusals):
    """The changes are saved already then; what is left waits in the layer and goes with the next save."""
    layer = open_layer()
    put(layer, 1, note="zapisane")
    add(layer)
    add(layer)

    def refuse(*_):
        with store.connect() as db:
            db.execute(
                "INSERT INTO refused_save (report_fid, code, token, until)"
                " VALUES (0, 'KMZB-430', 'other', julianday('now', '+30 seconds'))"
            )

    layer.beforeCommitChanges.connect(refuse)  # after the saver's own part
    assert not layer.commitChanges(False)
    assert stored(store, 1, "note") == ("zapisane",)
    ((_, error),) = refusals
    assert error.code == "additions"
    assert len(layer.editBuffer().addedFeatures()) == 2
    layer.beforeCommitChanges.disconnect(refuse)
    with store.connect() as db:
        db.execute("DELETE FROM refused_save")
    assert layer.commitChanges(), layer.commitErrors()
    with store.connect() as db:
        assert db.execute("SELECT count(*) FROM report").fetchone() == (5,)
