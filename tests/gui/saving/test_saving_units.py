"""Reports drawn or moved in QGIS get their municipality and jurisdiction when they are saved."""

from __future__ import annotations

import sqlite3

import pytest
from assigned_units import krakow
from qgis.core import QgsGeometry, QgsVectorLayerUtils
from saving_help import last, move, put, stored
from waiting import wait_until

from kmzb_qgis.editing import history, placing, saving
from kmzb_qgis.gui import history_tab

LEFT, RIGHT, AWAY = (562000.0, 244000.0), (570000.0, 244000.0), (300000.0, 600000.0)


def draw(layer, x, y, **values):
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt(f"POINT({x} {y})"))
    for name, value in {"category_id": 12, **values}.items():
        feature[name] = value
    assert layer.addFeature(feature)


def save(layer):
    assert layer.commitChanges(False), layer.commitErrors()


def units(store, fid):
    return stored(store, fid, "teryt", "unit_id")


def test_drawn_and_moved_reports_are_assigned(store, open_layer):
    krakow(store)
    layer = open_layer()
    draw(layer, *LEFT)
    move(layer, 1, *RIGHT)
    save(layer)
    assert units(store, last(store)) == ("1261011", "KP I")
    assert units(store, 1) == ("1206032", "KMP Kraków")
    assert units(store, 2) == (None, None)  # nobody touched it
    move(layer, 1, *AWAY)
    save(layer)
    assert units(store, 1) == (None, None)


def test_the_layer_shows_it_and_goes_on_being_edited(store, open_layer):
    krakow(store)
    layer = open_layer()
    move(layer, 1, *LEFT)
    save(layer)
    assert layer.getFeature(1)["teryt"] == "1261011"
    put(layer, 1, note="i dalej")
    move(layer, 1, *RIGHT)
    save(layer)
    assert stored(store, 1, "note", "teryt") == ("i dalej", "1206032")


def test_what_is_set_by_hand_stays_when_the_report_moves(store, open_layer):
    krakow(store)
    layer = open_layer()
    draw(layer, *LEFT, teryt="1465011")
    save(layer)
    assert units(store, last(store)) == ("1465011", "KP I")
    move(layer, last(store), *RIGHT)
    save(layer)
    assert units(store, last(store)) == ("1465011", "KMP Kraków")
    put(layer, last(store), teryt=None)  # giving it back
    save(layer)
    assert units(store, last(store)) == ("1206032", "KMP Kraków")


def test_the_history_names_it(store, open_layer):
    krakow(store)
    layer = open_layer()
    move(layer, 1, *LEFT)
    save(layer)
    step = history.read(store.path, 1)[0]
    assert step.assigned and not step.imported
    assert {(change.column, change.after) for change in step.changes} == {("teryt", "1261011"), ("unit_id", "KP I")}
    assert "units assigned by place" in history_tab._step(step)


def test_many_at_once_are_assigned_aside(store, open_layer, monkeypatch):
    monkeypatch.setattr(placing, "AT_ONCE", 2)
    krakow(store)
    layer = open_layer()
    for fid in (1, 2, 3):
        move(layer, fid, *LEFT)
    shown = []
    layer.dataChanged.connect(lambda: shown.append(units(store, 1)))
    save(layer)
    wait_until(lambda: not placing._running)
    assert shown[-1] == ("1261011", "KP I")
    assert [units(store, fid) for fid in (1, 2, 3)] == [("1261011", "KP I")] * 3


def test_a_failure_is_told_and_the_save_stands(store, open_layer):
    krakow(store)
    with store.connect() as connection:
        connection.execute("UPDATE unit SET valid_from = 'wczoraj' WHERE id = '1261011'")
    told = []

    def note(_layer, error):
        told.append(error.message)

    placing.events.failed.connect(note)
    try:
        layer = open_layer()
        move(layer, 1, *LEFT)
        save(layer)
    finally:
        placing.events.failed.disconnect(note)
    assert stored(store, 1, "ST_MinX(geom)", "teryt") == (LEFT[0], None)
    assert len(told) == 1 and "wczoraj" in told[0]


def test_without_units_a_save_is_one_version(store, open_layer):
    layer = open_layer()
    move(layer, 1, *LEFT)
    save(layer)
    assert stored(store, 1, "version", "teryt") == (2, None)


def test_a_configured_layer_has_one_placer(open_layer):
    layer = open_layer()
    saving.configure(layer)
    assert len(layer.findChildren(placing.Placer)) == 1


@pytest.mark.parametrize("column", ["teryt", "unit_id"])
def test_the_assignment_asks_no_base_version_but_others_still_do(store, open_layer, column):
    krakow(store)
    layer = open_layer()
    move(layer, 1, *LEFT)
    save(layer)
    with pytest.raises(sqlite3.IntegrityError, match="KMZB-428"), store.connect() as connection:
        connection.execute(f"UPDATE report SET {column} = 'x' WHERE fid = 1")
