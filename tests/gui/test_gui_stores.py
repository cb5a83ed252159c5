"""Stores on the desktop: made, opened, shown, imported into, refused; through the real jobs and the real store."""

import json
import sqlite3
from types import SimpleNamespace

import pytest
from qgis.core import QgsProject, QgsRenderContext, QgsSymbolLayerUtils, QgsVectorLayer
from qgis.gui import QgsMessageBar

from kmzb_qgis.catalogue import load
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.processing.provider import KmzbProvider
from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, told, wait_idle, wait_until


@pytest.fixture
def stores(dialog_iface, qgis_new_project):
    from qgis.core import QgsApplication

    qgis_iface = dialog_iface
    registry = QgsApplication.processingRegistry()
    provider = registry.providerById("kmzb")
    if provider is None:
        provider = KmzbProvider()
        registry.addProvider(provider)
    qgis_iface.messageBar().clear_messages()
    settings.put("store", "")
    yield Stores(qgis_iface, Messages(qgis_iface), Jobs(qgis_iface))
    wait_idle()
    QgsProject.instance().clear()
    registry.removeProvider(provider)
    settings.put("store", "")


def layers() -> list[QgsVectorLayer]:
    return [layer for layer in QgsProject.instance().mapLayers().values() if isinstance(layer, QgsVectorLayer)]


def report_layer(path):
    found = [layer for layer in layers() if str(layer.customProperty("kmzb/store", "")).startswith("report@")]
    return found[0] if found else None


def test_new_store_is_made_opened_and_remembered(stores, tmp_path, qgis_iface):
    path = tmp_path / "zgłoszenia Łódź.gpkg"
    stores.create(str(path))
    wait_until(lambda: report_layer(path) is not None)
    assert open_store(path).schema >= 1
    assert settings.get("store") == str(path) and stores.path == str(path)
    assert QgsProject.instance().crs().authid() == "EPSG:2180"
    assert any(str(path) in text for text in told(qgis_iface))


def test_new_store_never_overwrites(stores, tmp_path, qgis_iface):
    path = tmp_path / "a.gpkg"
    create_store(path)
    before = path.read_bytes()
    stores.create(str(path))
    wait_until(lambda: bool(told(qgis_iface)))
    assert "exists already" in told(qgis_iface)[0]
    assert path.read_bytes() == before and report_layer(path) is None


@pytest.mark.parametrize("kind", ["missing", "foreign"])
def test_what_is_no_store_is_a_sentence(stores, tmp_path, qgis_iface, kind):
    path = tmp_path / "gone.gpkg"
    if kind == "foreign":
        sqlite3.connect(path).execute("CREATE TABLE a (b)").connection.close()
    stores.open(str(path))
    wait_until(lambda: bool(told(qgis_iface)))
    assert str(path) in told(qgis_iface)[0] and "Traceback" not in told(qgis_iface)[0]
    assert not layers() and settings.get("store") == ""


def test_remembered_store_that_is_gone_is_not_offered(stores, tmp_path):
    settings.put("store", str(tmp_path / "moved.gpkg"))
    assert stores.path == "" and stores.folder() == str(tmp_path)


def test_newer_store_is_read_only_with_a_notice(stores, tmp_path, qgis_iface):
    path = tmp_path / "newer.gpkg"
    store = create_store(path)
    with store.connect() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(schema_version)")]
        row = dict(zip(columns, connection.execute("SELECT * FROM schema_version ORDER BY number DESC").fetchone()))
        row["number"] = 9999
        places = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO schema_version ({', '.join(row)}) VALUES ({places})", list(row.values()))
    stores.open(str(path))
    wait_until(lambda: report_layer(path) is not None)
    assert any("newer version" in text for text in told(qgis_iface))
    assert not report_layer(path).startEditing()


def test_import_shows_in_the_map(stores, tmp_path, qgis_iface):
    """Sample file, the import job through its real dialog, and the rows in the layer that was open."""
    import processing

    path, source = tmp_path / "a.gpkg", tmp_path / "próbka.csv"
    processing.run("kmzb:samplereports", {"COUNT": 50, "SEED": 3, "OUTPUT": str(source)})
    stores.create(str(path))
    wait_until(lambda: report_layer(path) is not None)
    assert report_layer(path).featureCount() == 0
    heard = []

    def done(results, parameters):
        heard.append((results, parameters))
        stores.changed(results, parameters)

    dialog = stores._jobs.dialog("kmzb:importfile", {"STORE": path.as_posix(), "INPUT": str(source), "NONE": "x"}, done)
    dialog.runAlgorithm()
    wait_until(lambda: bool(heard))
    results, parameters = heard[0]
    assert results["INSERTED"] == 50
    assert parameters["STORE"] == str(path)
    assert report_layer(path).featureCount() == 50
    assert len(list(report_layer(path).getFeatures())) == 50
    dialog.close()
    run_events()


def drawn(layer):
    """How the layer's symbols are drawn."""
    return [QgsSymbolLayerUtils.symbolProperties(symbol) for symbol in layer.renderer().symbols(QgsRenderContext())]


def test_store_of_another_language_is_shown_in_this_one(stores, tmp_path):
    """The styles of a store are shared, so they stay as they are; the project's layers speak QGIS's language."""
    from kmzb_qgis.editing import project as editing_project

    here = editing_project.form_language()
    other = "pl" if here == "en" else "en"
    store = create_store(tmp_path / "a.gpkg")
    editing_project.install(store, other)
    asked = "SELECT f_table_name, styleName, useAsDefault, styleQML FROM layer_styles ORDER BY id"
    with store.connect() as connection:
        made = connection.execute(asked).fetchall()
    layer = editing_project.load_layer(store, QgsProject.instance())
    normal = drawn(layer)
    words = {"pl": ("Kategoria", "Zgłoszenie"), "en": ("Category", "Report")}[here]
    assert layer.attributeDisplayName(layer.fields().lookupField("category_id")) == words[0]
    assert layer.editFormConfig().tabs()[0].name() == words[1]
    paper = editing_project.NAMES[here]["print"]
    assert paper in layer.styleManager().styles()
    assert layer.styleManager().setCurrentStyle(paper)
    assert layer.attributeDisplayName(layer.fields().lookupField("category_id")) == words[0]
    assert drawn(layer) != normal
    with store.connect() as connection:
        kept = connection.execute(asked).fetchall()
    assert kept == made
    names = {"pl": ("KMZB zgłoszenia", "KMZB zgłoszenia: druk"), "en": ("KMZB reports", "KMZB reports: print")}
    assert {row[1] for row in kept if row[0] == "report"} == set(names[other])


def test_refused_save_is_told(qgis_iface, qgis_processing, qgis_new_project, tmp_path, monkeypatch):
    """A report that breaks a rule of the store: one sentence in the bar of a window that was built by the plugin."""
    from kmzb_qgis.editing import load_layer, saving
    from kmzb_qgis.gui.messages import Messages
    from kmzb_qgis.gui.window import Window

    qgis_iface.messageBar().clear_messages()
    window = Window(qgis_iface)
    window.build()
    store = create_store(tmp_path / "a.gpkg")
    layer = load_layer(store, QgsProject.instance())
    assert isinstance(window.messages, Messages) and layer.findChild(saving.Saver) is not None
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY

    categories = list(load().categories)
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(10.0, 10.0)))  # far outside Poland
    feature["category_id"], feature["status_id"] = 1, 1
    assert categories and layer.startEditing() and layer.addFeature(feature)
    assert not layer.commitChanges()
    wait_until(lambda: told(qgis_iface))
    shown = told(qgis_iface)
    assert shown and "Traceback" not in shown[0]
    layer.rollBack()
    window.remove()
    before = len(told(qgis_iface))
    saving.events.refused.emit(layer, ValueError(json.dumps("x")))
    run_events()
    assert len(told(qgis_iface)) == before  # nobody listens any more
    QgsProject.instance().clear()


def test_a_refusal_leaves_the_bar_when_the_save_goes_well(qgis_iface, qgis_processing, qgis_new_project, tmp_path):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY

    from kmzb_qgis.editing import load_layer
    from kmzb_qgis.gui.window import Window

    bar = QgsMessageBar()  # a real one
    window = Window(qgis_iface)
    window.build()
    window.messages._iface = SimpleNamespace(messageBar=lambda: bar)
    layer = load_layer(create_store(tmp_path / "a.gpkg"), QgsProject.instance())
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(10.0, 10.0)))  # far outside Poland
    feature["category_id"], feature["status_id"] = 11, 1
    assert layer.startEditing() and layer.addFeature(feature)
    assert not layer.commitChanges(False)
    wait_until(bar.items)
    (fid,) = layer.editBuffer().addedFeatures()
    layer.changeGeometry(fid, QgsGeometry.fromPointXY(QgsPointXY(567059.0, 244219.0)))
    assert layer.commitChanges(), layer.commitErrors()
    wait_until(lambda: not bar.items())
    window.remove()
    QgsProject.instance().clear()


def test_a_refusal_to_open_leaves_the_bar_when_a_store_opens(stores, tmp_path):
    bar = QgsMessageBar()
    stores._messages._iface = SimpleNamespace(messageBar=lambda: bar)
    stores.open(str(tmp_path / "none.gpkg"))
    wait_until(bar.items)
    refused = bar.currentItem()
    create_store(tmp_path / "a.gpkg")
    stores.open(str(tmp_path / "a.gpkg"))
    wait_until(lambda: stores.path)
    wait_until(lambda: refused not in bar.items())
