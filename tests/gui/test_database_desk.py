"""What a store in a database asks of QGIS's layers and windows: addresses, projects, zones, news, algorithms."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsDataSourceUri, QgsFeatureRequest, QgsProject, QgsProviderRegistry, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, news, saving
from kmzb_qgis.gui import following, store_choice, store_widget
from kmzb_qgis.store import account, open_store
from kmzb_qgis.store.address import Service

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from waiting import run_events, told, wait_until


@pytest.fixture
def engine():
    return "postgres"


@pytest.fixture
def store(new_store, qgis_new_project):
    return look_store.fill(new_store())


@pytest.fixture
def connection(store, cluster):
    """The store's database as a PostgreSQL connection of QGIS, which keeps no password."""
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = QgsDataSourceUri()
    uri.setConnection(str(cluster.folder), cluster.port, store.path.name, cluster.superuser, "")
    kept = {"username": cluster.superuser, "saveUsername": True}
    metadata.saveConnection(metadata.createConnection(uri.uri(False), kept), "Komenda żółta")
    yield Service("Komenda żółta", "connection")
    metadata.deleteConnection("Komenda żółta")


def test_a_saved_project_finds_its_database_again(store, connection, tmp_path):
    file = tmp_path / "p.qgz"
    for address in (store.path, connection):
        project = QgsProject.instance()
        project.clear()
        layer = editing.load_layer(open_store(address), project)
        assert belonging.store_of(layer) == address == saving.store_path(layer)
        assert project.write(str(file)) and project.read(str(file))
        again = belonging.layers_of(project, address)
        assert again["report"].isValid() and saving.store_path(again["report"]) == address
        assert set(again) >= {"report", "stored", "category", "transition", "report_cells_1km"}
        source = again["report"].source()
        assert "password" not in source and ("service=" in source) is (address is store.path)
    project.clear()


def test_a_layer_of_qgis_s_own_browser_is_a_report_layer_too(store, connection):
    by_connection = QgsVectorLayer(open_store(connection).layer_uri("report"), "bare", "postgres")
    assert saving.store_path(by_connection) == connection
    lookup = QgsVectorLayer(store.layer_uri("category"), "other", "postgres")
    assert saving.store_path(lookup) is None and belonging.store_of(by_connection) is None


def test_the_number_of_a_feature_is_the_report_s(store):
    """QGIS numbers features of a table with a bigint key by itself."""
    layer = QgsVectorLayer(store.layer_uri("report"), "bare", "postgres")
    assert layer.getFeature(5)["fid"] == 5  # before anything else was read
    assert all(feature.id() == feature["fid"] for feature in layer.getFeatures())


def test_instants_are_utc_whatever_the_server_s_zone(cluster, qgis_new_project):
    """Making the store sets the database's time zone: QGIS shows what the server sends."""
    from kmzb_qgis.store import create_store

    empty = cluster.empty()
    cluster.sql(f"ALTER DATABASE {empty.name} SET timezone TO 'Europe/Warsaw'")
    store = look_store.fill(create_store(empty))
    layer = QgsVectorLayer(store.layer_uri("report"), "bare", "postgres")
    value = next(layer.getFeatures(QgsFeatureRequest().setLimit(1)))["reported_at"]
    assert value.toString(Qt.DateFormat.ISODate) == "2024-07-01T21:30:00Z"


def test_a_database_of_another_zone_is_told(store, cluster, qgis_iface, qgis_processing):
    from kmzb_qgis.gui.jobs import Jobs
    from kmzb_qgis.gui.messages import Messages
    from kmzb_qgis.gui.stores import Stores

    cluster.sql(f"ALTER DATABASE {store.path.name} SET timezone TO 'Asia/Tokyo'")
    Stores(qgis_iface, Messages(qgis_iface), Jobs(qgis_iface)).open(str(store.path))
    wait_until(lambda: any("another zone than UTC" in text for text in told(qgis_iface)))


def test_the_administrator_keeps_form_and_symbols_for_all(store):
    from kmzb_qgis.store import styles

    with store.connect() as db:
        kept = styles.kept(db)
    assert [one.table for one in kept if one.default].count("report") == 1
    layer = QgsVectorLayer(store.layer_uri("report"), "bare", "postgres")
    assert layer.editFormConfig().tabs() and layer.renderer().type() != "singleSymbol"
    editing.install(store, "pl")
    with store.connect() as db:
        assert len(styles.kept(db)) == len(kept), "replaced, not added"


def test_the_map_is_drawn_anew_when_another_writes(store, monkeypatch):
    monkeypatch.setattr(news, "LOOK_S", 0.1)
    monkeypatch.setattr(following, "PAUSE_MS", 200)
    layer = editing.load_layer(store, QgsProject.instance())
    drawn = []
    layer.repaintRequested.connect(lambda *_: drawn.append(layer.getFeature(1)["note"]))
    follows = following.Following(QgsProject.instance())
    try:
        wait_until(lambda: account.name(store.path, "") == "kmzb_root")
        run_events(0.5)
        drawn.clear()
        with store.connect() as db:
            db.execute("UPDATE report SET note = 'cudza', base_version = version WHERE fid = 1")
        wait_until(lambda: "cudza" in drawn)
        layer.startEditing()
        layer.changeAttributeValue(1, layer.fields().indexOf("note"), "moja")
        with store.connect() as db:
            db.execute("UPDATE report SET note = 'druga', base_version = version WHERE fid = 1")
        drawn.clear()
        wait_until(lambda: drawn)
        assert layer.getFeature(1)["note"] == "moja", "what is being edited stays"
        layer.rollBack()
    finally:
        follows.stop()


def test_algorithms_take_a_database(store, cluster, run, tmp_path):
    out = tmp_path / "podmioty.csv"
    assert run("exportbodies", STORE=str(store.path), OUTPUT=str(out))["COUNT"] == 0 and out.is_file()
    made = cluster.empty()
    assert run("createstore", STORE=str(made))["STORE"] == str(made)
    assert open_store(made).schema == store.schema
    project = tmp_path / "p.qgz"
    run("newproject", STORE=str(made), BASEMAP="", OUTPUT=str(project))
    assert project.is_file()


def test_the_dialogs_offer_the_databases(store, dialog_iface, run):
    import processing

    dialog = processing.createAlgorithmDialog("kmzb:exportbodies", {"STORE": str(store.path)})
    (field,) = dialog.findChildren(store_widget.StoreWidget)
    assert field.filePath() == str(store.path)
    field.list_databases()
    offered = {action.text(): action for action in field.menu.actions()}
    offered[f"{store.path.name} (service)"].trigger()
    assert field.filePath() == f"service={store.path.name}"
    dialog.close()


def test_opening_asks_for_a_file_or_a_database(store, qgis_iface, monkeypatch):
    def choose(dialog):
        assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
        dialog.store.setFilePath(str(store.path))
        assert dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
        return 1

    monkeypatch.setattr(store_choice, "known", store_widget.known)
    monkeypatch.setattr(store_choice.StoreDialog, "exec", choose)
    assert store_choice.to_open(qgis_iface.mainWindow(), "") == str(store.path)
    monkeypatch.setattr(store_choice.StoreDialog, "exec", lambda dialog: dialog.store.setFilePath("/x/nowa") or 1)
    assert store_choice.to_make(qgis_iface.mainWindow(), "") == "/x/nowa.gpkg"
