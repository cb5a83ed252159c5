"""What the store's rules refuse, a save of the report layer does not do in part either."""

from __future__ import annotations

import gc
import sqlite3
import weakref

import pytest
import saving_help
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime
from saving_help import add, everything, left_over, move, put


def test_a_refused_addition_takes_the_changes_with_it(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 500000.0)
    add(layer, description="x" * 501)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert "KMZB-406" in " ".join(layer.commitErrors())
    assert refusals[0][1].code == "KMZB-406"
    assert left_over(store) == 0


def test_a_refused_save_holds_no_layer(store):
    """A refusal kept with its traceback would hold the layer until QGIS has gone, and QGIS crash at its exit."""
    gc.collect()
    gc.disable()
    try:
        with saving_help.layers(store) as make:
            layer = make()
            add(layer, description="x" * 501)
            assert not layer.commitChanges()
        left = weakref.ref(layer)
        del layer
        assert left() is None
    finally:
        gc.enable()


def test_a_deletion_takes_the_changes_with_it(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 500000.0)
    assert layer.deleteFeature(2)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert refusals[0][1].code == "KMZB-414"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("KMZB-401", {"category_id": 77}),
        ("KMZB-403", {"status_id": 5}),
        ("KMZB-406", {"description": "ż" * 501}),
        ("KMZB-408", {"reported_at": QDateTime(QDate(2124, 1, 1), QTime(0, 0), Qt.TimeSpec.UTC)}),
        ("KMZB-413", {"reason_id": 1}),
        ("KMZB-416", {"plane": 9}),
    ],
)
def test_rules_refuse_the_move_too(store, open_layer, refusals, code, values):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 1, **values)
    before = everything(store)
    assert not layer.commitChanges()
    assert code in " ".join(layer.commitErrors())
    assert refusals[0][1].code == code
    assert everything(store) == before


def test_a_point_outside_is_refused_with_all_else(store, open_layer, refusals):
    layer = open_layer()
    move(layer, 1, 1.0, 1.0)
    move(layer, 2, 500000.0)
    before = everything(store)
    assert not layer.commitChanges()
    assert everything(store) == before
    assert refusals[0][1].code == "KMZB-411"


def test_an_outlived_refusal_binds_nobody(store, open_layer):
    with store.connect() as db:
        db.execute(
            "INSERT INTO refused_save (report_fid, code, token, until)"
            " VALUES (1, 'KMZB-409', 'dead', julianday('now', '-2 seconds'))"
        )
    layer = open_layer()
    put(layer, 1, note="goes")
    assert layer.commitChanges(), layer.commitErrors()


def test_a_standing_refusal_binds_every_stage(store, open_layer):
    """What a save that is being refused relies on: places, attributes and additions are all refused by the store."""
    with store.connect() as db:
        db.executemany(
            "INSERT INTO refused_save (report_fid, code, token, until)"
            " VALUES (?, 'KMZB-409', 't', julianday('now', '+30 seconds'))",
            [(0,), (1,)],
        )
        for sql in (
            "UPDATE report SET geom = kmzb_point(500000, 500000) WHERE fid = 1",
            "UPDATE report SET note = 'x', base_version = 1 WHERE fid = 1",
            "INSERT INTO report (category_id) VALUES (11)",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="KMZB-409"):
                db.execute(sql)
        db.execute("UPDATE report SET note = 'x', base_version = 1 WHERE fid = 2")
