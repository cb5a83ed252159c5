"""An officer's own log-in in QGIS's edit sessions: what it may, what it may not, and how that is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsDataSourceUri,
    QgsGeometry,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayerUtils,
)

from kmzb_qgis import editing
from kmzb_qgis.editing import saving
from kmzb_qgis.editing.queue_reader import Reader
from kmzb_qgis.store import account, open_store, queue
from kmzb_qgis.store.address import Service
from kmzb_qgis.store.queue_filter import Filter

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
import saving_help
import team
from saving_help import last, left_over, move, put, stored

from tests.gui.waiting import wait_until


@pytest.fixture
def database(cluster):
    return team.database(cluster)


@pytest.fixture
def desk(cluster, database, qgis_new_project):
    """Opens the store as a log-in, its layer in an edit session."""

    def opened(login):
        store = open_store(cluster.service(f"{login}-{database}", database, login))
        layer = editing.load_layer(store, QgsProject.instance())
        assert layer.startEditing()
        layers.append(layer)
        return store, layer

    layers = []
    yield opened
    for layer in layers:
        layer.rollBack()
    QgsProject.instance().clear()


@pytest.fixture
def refusals(qgis_app):
    with saving_help.listening() as told:
        yield told


def draw(layer, x, y):
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt(f"POINT({x} {y})"))
    feature["category_id"] = 11
    feature["status_id"] = 1
    assert layer.addFeature(feature)


def as_root(cluster, database, sql):
    return cluster.sql(f"SET search_path = kmzb, public; {sql}", database)


def test_an_officer_edits_his_unit_s_reports(cluster, database, desk, refusals):
    store, layer = desk("adam.kpp")
    assert {feature["fid"] for feature in layer.getFeatures()} == team.SEES["adam.kpp"]
    assert layer.renderer().type() != "singleSymbol" and layer.editFormConfig().tabs(), (
        "dressed without any right to styles"
    )
    put(layer, 1, note="z patrolu")
    move(layer, 2, 515_050.0, 420_000.0)
    draw(layer, 505_100, 420_100)
    assert layer.commitChanges(False), (layer.commitErrors(), [error.message for _, error in refusals])
    assert stored(store, 1, "note", "version", "modified_by") == ("z patrolu", 2, "adam.kpp")
    assert stored(store, 2, "ST_MinX(geom)", "version")[0] == 515_050.0
    assert stored(store, last(store), "unit_id") == ("KP-A1a",), "drawn in the outline of a station"
    who = as_root(cluster, database, "SELECT DISTINCT changed_by, claimed FROM report_history WHERE version > 1")
    assert who == [("adam.kpp", 0)]
    assert refusals == [] and left_over(store) == 0


def test_the_second_of_two_officers_is_told_who_was_first(cluster, database, desk, refusals):
    store, layer = desk("adam.kpp")
    put(layer, 1, note="mój")
    move(layer, 2, 515_050.0, 420_000.0)
    other = open_store(cluster.service(f"anna-{database}", database, "anna.kp"))
    with other.connect() as db:
        db.execute("UPDATE report SET note = 'jej', base_version = version WHERE fid = 1")
    assert not layer.commitChanges(False)
    ((_, error),) = refusals
    assert error.code == "KMZB-409" and "anna.kp" in error.message
    assert stored(store, 1, "note") == ("jej",) and stored(store, 2, "version") == (1,), "nothing in part"
    assert layer.isModified() and left_over(store) == 0
    with other.connect() as db:  # nobody else is held up by the refusal
        db.execute("UPDATE report SET note = 'dalej', base_version = version WHERE fid = 1")


def test_a_report_of_another_unit_is_not_changed_by_a_trick(cluster, database, desk, refusals):
    """A layer that was opened before an officer came to another unit: the save tells, and is whole or nothing."""
    _, layer = desk("adam.kpp")
    put(layer, 1, note="x")
    put(layer, 2, note="x")
    as_root(cluster, database, "UPDATE account SET unit_id = 'KP-A1a', unit_level = 'K05' WHERE login = 'adam.kpp'")
    assert not layer.commitChanges(False)
    assert len(refusals) == 1 and layer.isModified()
    assert as_root(cluster, database, "SELECT note FROM report WHERE fid IN (1, 2) ORDER BY fid") == [
        ("notatka 1",), ("notatka 2",),
    ]  # fmt: skip


def test_the_queue_counts_what_the_officer_sees(cluster, database, desk):
    store, _ = desk("anna.kp")
    with store.connect() as db:
        asked = queue.Queue(db)
        at = queue.Moments.of(queue.warsaw.now())
        assert set(asked.listing(Filter(), "anna.kp", at).tolist()) == team.SEES["anna.kp"]
        assert asked.counts(Filter(), "anna.kp", at).total == 1


@pytest.fixture
def authenticated(cluster, database):
    """A connection of QGIS whose log-in and password an authentication configuration holds."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("only for tests", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("anna")
    config.setConfig("username", "anna.kp")
    config.setConfig("password", "tajne-słowo")
    assert manager.storeAuthenticationConfig(config)
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = QgsDataSourceUri()
    mode = QgsDataSourceUri.SslMode.SslPrefer
    uri.setConnection(str(cluster.folder), cluster.port, database, "", "", mode, config.id())
    metadata.saveConnection(metadata.createConnection(uri.uri(False), {"authcfg": config.id()}), "Z hasłem")
    yield Service("Z hasłem", "connection")
    metadata.deleteConnection("Z hasłem")
    manager.removeAuthenticationConfig(config.id())


def test_no_password_leaves_qgis_s_own_keeping(authenticated, qgis_new_project, tmp_path):
    store, file = open_store(authenticated), tmp_path / "p.qgs"
    assert account.name(authenticated, "") == "anna.kp"
    layer = editing.load_layer(store, QgsProject.instance())
    assert saving.store_path(layer) == authenticated
    assert {feature["fid"] for feature in layer.getFeatures()} == team.SEES["anna.kp"]
    assert QgsProject.instance().write(str(file))
    kept = file.read_text(encoding="utf-8")
    assert "authcfg=" in kept and "tajne" not in kept and "anna.kp" not in kept
    QgsProject.instance().clear()


def test_an_analyst_is_told_that_the_queue_is_not_for_him(cluster, database, qgis_app):
    store = open_store(cluster.service(f"queue-{database}", database, "ewa.analyst"))
    said, reader = [], Reader(store.path)
    reader.troubled.connect(said.append)
    reader.start()
    try:
        reader.fetch([1])
        wait_until(lambda: said)
        assert said[0] == "The queue is for officers: your log-in may not read what it shows."
    finally:
        reader.stop()
