"""The basemaps menu in real widgets against the stand-in: asked in a task, placed in the GUI thread."""

import json
import threading

import pytest
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QThread

from kmzb_qgis.geoportal import basemap_tree, services
from kmzb_qgis.gui import basemap_adding
from kmzb_qgis.gui.basemap_menu import BasemapMenu
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.window import Window
from kmzb_qgis.toolbelt import net, settings
from tests.gui.waiting import run_events, told, wait_idle, wait_until
from tests.standins import geoportal as standin


@pytest.fixture
def portal(qgis_app, tmp_path):
    with standin.Geoportal() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "own.json")))
        yield server
        settings.put("catalogue_file", "")


@pytest.fixture
def menu(qgis_iface, qgis_new_project, portal):
    qgis_iface.messageBar().clear_messages()
    qgis_iface.messageBar().clearWidgets()
    menu = BasemapMenu(qgis_iface, Messages(qgis_iface))
    yield menu
    QgsProject.instance().clear()


def test_menu_lists_the_catalogue(menu, portal):
    assert portal.requests == []  # opening the menu asks nobody
    menu.fill()
    assert portal.requests == []
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    orthophoto = services.find("orthophoto").title
    assert orthophoto in names and f"{orthophoto} (EPSG:3857)" in names
    assert services.find("boundaries").title in names
    assert not any(services.find(data).title in names for data in ("uldk", "uug", "catalogue", "boundaries-wfs"))
    assert len([action for action in menu.actions() if action.isSeparator()]) == 1


def test_a_title_with_a_sign_for_a_key_is_shown_whole(menu, portal, tmp_path):
    entry = {"id": "gmina", "kind": "WMS", "role": "overlay", "title": {"pl": "Drogi & place", "en": "Drogi & place"},
             "url": f"{portal.address}/x", "crs": ["EPSG:2180"]}  # fmt: skip
    (tmp_path / "amp.json").write_text(json.dumps({"services": [entry]}), encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "amp.json"))
    layer = QgsRasterLayer("", "Zdjęcia R&D", "wms")
    basemap_tree.mark(layer, services.find("gmina"), "EPSG:2180")
    QgsProject.instance().addMapLayer(layer)
    menu.fill()
    texts = [action.text() for action in menu.actions()]
    assert "Drogi && place" in texts and "Zdjęcia R&&D" in texts


def test_click_adds_in_the_background(menu, portal, qgis_iface, monkeypatch):
    threads = []
    fetch = net.fetch

    def noted(*args, **values):
        threads.append(threading.current_thread() is threading.main_thread())
        return fetch(*args, **values)

    monkeypatch.setattr(net, "fetch", noted)
    menu.fill()
    action = next(a for a in menu.actions() if a.objectName() == "kmzb_basemap_basemap_EPSG:2180")
    action.trigger()
    assert not QgsProject.instance().mapLayers()  # not in the GUI thread
    wait_until(lambda: bool(QgsProject.instance().mapLayers()))
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.isValid() and layer.thread() == QThread.currentThread()
    assert layer.dataProvider().thread() == QThread.currentThread()
    assert threads == [False]
    assert QgsProject.instance().crs().authid() == "EPSG:2180"
    extent = qgis_iface.mapCanvas().extent()
    poland = basemap_adding.POLAND
    assert extent.contains(poland)
    assert min(extent.width() / poland.width(), extent.height() / poland.height()) < 1.1
    assert any(layer.name() in text for text in told(qgis_iface))
    wait_idle()
    asked = [line for line in portal.requests if "GetCapabilities" in line]
    assert menu.add(services.find("basemap")) is None  # it is there already
    run_events(0.3)
    assert [line for line in portal.requests if "GetCapabilities" in line] == asked


def test_failure_is_told(menu, portal, qgis_iface):
    portal.failure = "html"
    menu.add(services.find("orthophoto"))
    wait_until(lambda: bool(told(qgis_iface)))
    assert "web page" in told(qgis_iface)[0] and "Traceback" not in told(qgis_iface)[0]
    assert not QgsProject.instance().mapLayers()
    wait_idle()
    portal.failure = ""
    assert menu.add(services.find("orthophoto")) is not None  # it can be tried again
    wait_until(lambda: bool(QgsProject.instance().mapLayers()))


def test_cancel_is_told(menu, portal, qgis_iface):
    portal.failure, portal.delay_s = "slow", 3
    task = menu.add(services.find("orthophoto"))
    wait_until(lambda: bool(portal.requests))
    task.cancel()
    wait_until(lambda: bool(told(qgis_iface)))
    assert "Cancelled" in told(qgis_iface)[0]
    assert not QgsProject.instance().mapLayers()
    wait_idle()


def test_a_basemap_asked_for_one_project_does_not_come_into_the_next(menu, portal, qgis_iface):
    assert menu.add(services.find("orthophoto")) is not None
    QgsProject.instance().clear()  # as by opening another one
    assert menu.add(services.find("basemap")) is not None
    wait_idle()
    assert [layer.name() for layer in QgsProject.instance().mapLayers().values()] == [services.find("basemap").title]
    assert any("another project was opened" in text for text in told(qgis_iface))
    assert menu.add(services.find("orthophoto")) is not None
    wait_until(lambda: len(QgsProject.instance().mapLayers()) == 2)


def test_the_same_basemap_can_be_asked_for_in_the_next_project(menu, portal):
    assert menu.add(services.find("orthophoto")) is not None
    QgsProject.instance().clear()
    assert menu.add(services.find("orthophoto")) is not None
    wait_idle()
    assert len(QgsProject.instance().mapLayers()) == 1


def test_wrong_own_file_is_told_and_the_own_list_shown(menu, tmp_path, qgis_iface):
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"services": [{"id": "orthophoto", "adress": "x"}]}), encoding="utf-8")
    settings.put("catalogue_file", str(broken))
    menu.fill()
    assert any("'adress' of 'orthophoto'" in text for text in told(qgis_iface))
    assert services.find("orthophoto", services.load("")).title in [action.text() for action in menu.actions()]


def test_switching_on_asks_nobody(portal, qgis_iface, qgis_new_project):
    """No network at start-up, nor when the menu is built."""
    window = Window(qgis_iface)
    window.build()
    run_events(0.5)
    assert portal.requests == []
    window.remove()


def test_switching_off_ends_what_runs(portal, qgis_iface, qgis_new_project):
    portal.failure, portal.delay_s = "slow", 3
    window = Window(qgis_iface)
    window.build()
    window.basemaps.add(services.find("orthophoto"))
    wait_until(lambda: bool(portal.requests))
    window.remove()
    wait_idle()
    assert not QgsProject.instance().mapLayers()
