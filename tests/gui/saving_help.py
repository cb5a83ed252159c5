"""A store, edit sessions on it and what a save leaves behind, for the tests of saving."""

from __future__ import annotations

from contextlib import contextmanager

from qgis.core import QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils

from kmzb_qgis.editing import saving
from kmzb_qgis.store import create_store

HOME = (567059.0, 244219.0)


def make_store(path):
    """A GeoPackage with three reports of one place."""
    return fill(create_store(path))


def fill(store):
    """Put three reports of one place into a store."""
    with store.connect() as db:
        for _ in range(3):
            db.execute(
                "INSERT INTO report (geom, category_id, reported_at, event_at, modified_by)"
                " VALUES (kmzb_point(?, ?), 11, '2024-07-01T10:00:00.000Z', '2024-06-30T09:00:00.500Z', 'Zoë')",
                HOME,
            )
    return store


@contextmanager
def layers(store):
    """Gives what opens a layer of its own in an edit session."""
    opened = []

    def make():
        layer = QgsVectorLayer(store.layer_uri("report"), "reports", store.provider)
        saving.configure(layer)
        assert layer.startEditing()
        opened.append(layer)
        return layer

    yield make
    for layer in opened:
        layer.rollBack()
    opened.clear()


@contextmanager
def listening():
    """The refusals told, as (layer, error).

    Emptied at the end: pytest keeps what fixtures gave until QGIS itself is gone, and a layer must go before it.
    """
    told = []

    def note(layer, error):
        told.append((layer, error))

    saving.events.refused.connect(note)
    yield told
    saving.events.refused.disconnect(note)
    told.clear()


def put(layer, fid, **values):
    for name, value in values.items():
        assert layer.changeAttributeValue(fid, layer.fields().indexOf(name), value)


def move(layer, fid, x, y=300000.0):
    assert layer.changeGeometry(fid, QgsGeometry.fromWkt(f"POINT({x} {y})"))


def add(layer, **values):
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("POINT(600000 400000)"))
    for name, value in {"category_id": 12, **values}.items():
        feature[name] = value
    assert layer.addFeature(feature)


def stored(store, fid, *columns):
    with store.connect() as db:
        return db.execute(f"SELECT {', '.join(columns)} FROM report WHERE fid = ?", (fid,)).fetchone()


def last(store):
    """The number of the newest report: a database leaves gaps."""
    with store.connect() as db:
        return db.execute("SELECT max(fid) FROM report").fetchone()[0]


@contextmanager
def held(store):
    """Another program writes to the three reports, and holds the file where there is one, until the block ends."""
    with store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        if store.provider == "postgres":
            other.execute("SELECT fid FROM report ORDER BY fid FOR UPDATE").fetchall()
        try:
            yield other
        finally:
            if other.in_transaction:
                other.execute("ROLLBACK")


def steps(store, fid):
    with store.connect() as db:
        return db.execute(
            "SELECT h.version, h.action, h.changed_by FROM report_history h JOIN report r ON r.id = h.report_id"
            " WHERE r.fid = ? AND h.action <> 'insert' ORDER BY h.fid",
            (fid,),
        ).fetchall()


def everything(store):
    with store.connect() as db:
        return (
            db.execute("SELECT * FROM report ORDER BY fid").fetchall()
            + db.execute("SELECT * FROM report_history ORDER BY fid").fetchall()
        )


def left_over(store):
    with store.connect() as db:
        return db.execute("SELECT count(*) FROM refused_save").fetchone()[0]
