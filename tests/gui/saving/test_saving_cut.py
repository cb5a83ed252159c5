"""A save whose database goes away in the middle of it: nothing in part, nothing lost, saved again when it is back."""

from __future__ import annotations

import pytest
from saving_help import add, everything, move, put, stored

from kmzb_qgis.editing import buffers, saving


@pytest.fixture
def engine():
    """A file has no connection to cut."""
    return "postgres"


def edited(open_layer):
    layer = open_layer()
    move(layer, 1, 500000.0)
    put(layer, 2, note="zaczeka")
    add(layer, description="nowe")
    return layer


def waits(layer):
    """All that was edited is still in the layer."""
    buffer = layer.editBuffer()
    assert set(buffer.changedGeometries()) == {1} and 2 in buffer.changedAttributeValues()
    assert len(buffer.addedFeatures()) == 1


def saved(store):
    with store.connect() as db:
        (count,) = db.execute("SELECT count(*) FROM report WHERE description = 'nowe'").fetchone()
    assert stored(store, 1, "ST_MinX(geom)", "version") == (500000.0, 2)
    assert stored(store, 2, "note", "version") == ("zaczeka", 2)
    assert count == 1


def cut(cluster, store, condition):
    found = cluster.sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{store.path.name}' AND {condition}"
    )
    assert found


def test_cut_while_the_saver_writes(store, open_layer, refusals, cluster, monkeypatch):
    layer = edited(open_layer)
    before, write = everything(store), buffers.write

    def half(connection, changes):
        write(connection, changes)
        cut(cluster, store, "true")  # QGIS's own connections too

    monkeypatch.setattr(buffers, "write", half)
    assert not layer.commitChanges(False)
    monkeypatch.undo()
    assert everything(store) == before
    waits(layer)
    ((_, error),) = refusals
    assert (error.code == "database" and "lost" in error.message) or "cut off" in error.message
    assert layer.findChild(saving.Saver).last_error is error
    assert layer.commitChanges(), layer.commitErrors()
    saved(store)


def test_cut_between_the_saver_and_qgis_s_own_stages(store, open_layer, refusals, cluster):
    """What was saved is not saved twice."""
    layer = edited(open_layer)
    layer.beforeCommitChanges.connect(lambda *_: cut(cluster, store, "application_name = 'QGIS'"))  # after the saver's
    if not layer.commitChanges(False):  # QGIS may have connected anew by itself
        layer.beforeCommitChanges.disconnect()
        saving.configure(layer)
        for _ in range(3):
            if layer.commitChanges(False):
                break
    assert not layer.isModified()
    saved(store)


def test_a_server_that_is_down_is_told_and_the_edits_wait(store, open_layer, refusals, cluster):
    layer = edited(open_layer)
    cluster.stop()
    try:
        assert not layer.commitChanges(False)
    finally:
        cluster.start()
    waits(layer)
    assert [error.code for _, error in refusals] == ["database"]
    assert "does not answer" in refusals[0][1].message and "Nothing was saved" in refusals[0][1].message
    for _ in range(3):  # QGIS learns at its first try that its connection is gone
        if layer.commitChanges(False):
            break
    assert not layer.isModified()
    saved(store)
