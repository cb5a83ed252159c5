"""Saves of the report layer against a second writer: all or nothing, with who and when."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time

from engines import who
from qgis.core import QgsDefaultValue
from qgis.gui import QgsAttributeForm
from qgis.PyQt.QtCore import QDate
from saving_help import add, everything, left_over, move, put, stored

from kmzb_qgis.editing import saving


def test_stale_move_is_refused_with_who_and_when(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    move(second, 1, 400000.0)
    column = first.fields().indexOf("modified_by")
    first.setDefaultValueDefinition(column, QgsDefaultValue("'Łucja'", True))
    saving.configure(first)
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    before = everything(store)
    assert not second.commitChanges()
    assert "KMZB-409" in " ".join(second.commitErrors())
    assert everything(store) == before
    ((layer, error),) = refusals
    assert layer is second
    assert error.code == "KMZB-409"
    assert who(store, "Łucja") in error.message
    assert str(QDate.currentDate().year()) in error.message
    assert second.findChild(saving.Saver).last_error is error
    assert left_over(store) == 0


def test_a_later_edit_does_not_hide_what_was_read_at_the_first(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    put(second, 1, note="read at version 1")
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    put(second, 1, description="read at version 2")
    assert not second.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert stored(store, 1, "note", "version") == ("first", 2)


def test_stale_attribute_saves_nothing_of_a_valid_other_report(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    put(second, 1, note="stale")
    move(second, 2, 450000.0)
    put(second, 3, description="valid")
    add(second)
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    before = everything(store)
    assert not second.commitChanges()
    assert everything(store) == before
    buffer = second.editBuffer()
    assert set(buffer.changedAttributeValues()) == {1, 2, 3}
    assert set(buffer.changedGeometries()) == {2}
    assert len(buffer.addedFeatures()) == 1
    assert refusals[0][1].code == "KMZB-409"
    assert not second.commitChanges(), "a second try without reading again is refused again"
    assert everything(store) == before
    assert left_over(store) == 0


def test_after_reading_again_the_same_change_is_saved(store, open_layer):
    first, second = open_layer(), open_layer()
    put(second, 1, note="second")
    put(first, 1, note="first")
    assert first.commitChanges(), first.commitErrors()
    assert not second.commitChanges()
    second.rollBack()
    second.startEditing()
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    assert stored(store, 1, "note", "version") == ("second", 3)


def test_other_writers_go_on_after_a_refusal(store, open_layer):
    first, second = open_layer(), open_layer()
    put(second, 1, note="stale")
    put(first, 1, note="first")
    assert first.commitChanges(False)
    assert not second.commitChanges()
    put(first, 1, note="again")
    assert first.commitChanges(), first.commitErrors()
    assert stored(store, 1, "note", "version") == ("again", 3)


def test_form_saved_before_another_writers_save_is_refused(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    form = QgsAttributeForm(first, first.getFeature(1))
    form.changeAttribute("description", "z formularza")
    assert form.save()
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    before = everything(store)
    assert not first.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert everything(store) == before


def test_form_left_open_without_the_stores_style_is_refused(store, open_layer, refusals):
    first, second = open_layer(), open_layer()
    form = QgsAttributeForm(first, first.getFeature(1))
    put(second, 1, note="second")
    assert second.commitChanges(), second.commitErrors()
    form.changeAttribute("description", "z formularza")
    assert form.save()
    assert not first.commitChanges()
    assert refusals[0][1].code == "KMZB-409"
    assert stored(store, 1, "note", "description", "version") == ("second", "", 2)


def test_place_and_attributes_stay_together_while_another_writer_hammers(store, open_layer):
    """Each save sets x and description to the same number; no state the store ever had may mix two saves."""
    layer = open_layer()
    stop, writes = threading.Event(), []

    def hammer():
        with store.connect() as db:
            while not stop.is_set():
                with contextlib.suppress(sqlite3.IntegrityError):  # while the other's save is being refused
                    db.execute("UPDATE report SET note = ?, base_version = version WHERE fid = 1", (str(len(writes)),))
                    writes.append(1)
                time.sleep(0.01)

    thread = threading.Thread(target=hammer)
    thread.start()
    outcomes = []
    try:
        for number in range(12):
            move(layer, 1, 500000.0 + number)
            put(layer, 1, description=str(number))
            outcomes.append(layer.commitChanges(False))
            if not outcomes[-1]:
                layer.rollBack()
                layer.startEditing()
    finally:
        stop.set()
        thread.join()
    assert writes
    with store.connect() as db:
        states = db.execute(
            "SELECT ST_MinX(was_geom), was_description FROM report_history h JOIN report r ON r.id = h.report_id"
            " WHERE r.fid = 1 AND was_description <> '' UNION ALL"
            " SELECT ST_MinX(geom), description FROM report WHERE fid = 1 AND description <> ''"
        ).fetchall()
    assert {x - 500000.0 == int(description) for x, description in states} <= {True}
    assert len({description for _, description in states}) >= sum(outcomes)
    assert left_over(store) == 0
