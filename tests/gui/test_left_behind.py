"""What watches over the tests themselves: it finds what one leaves in QGIS, takes it away and says so once."""

import left_behind
from qgis.core import QgsApplication
from qgis.gui import QgsMapLayerAction
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QMenu, QPushButton

from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, told


def test_what_is_left_is_named_and_taken_away(qgis_iface):
    assert left_behind.clear(qgis_iface) == []
    window = QDialog(qgis_iface.mainWindow())
    window.setObjectName("kmzb_catalogue")
    other = QDialog(qgis_iface.mainWindow())
    other.setObjectName("another plugin's")
    action = QgsMapLayerAction("x", qgis_iface.mapCanvas())
    action.setObjectName("kmzb_here_action")
    menu = QMenu("KMZB", qgis_iface.mainWindow())
    menu.setObjectName("kmzb_menu")
    plugin = KmzbPlugin(None)  # kept: QGIS cannot take out a provider that Python has dropped
    plugin.initProcessing()
    assert left_behind.clear(qgis_iface) == [
        "QDialog kmzb_catalogue",
        "QMenu kmzb_menu",
        "QgsMapLayerAction kmzb_here_action",
        "provider of Processing",
    ]
    assert QgsApplication.processingRegistry().providerById("kmzb") is None
    assert left_behind.clear(qgis_iface) == [] and not other.isVisible()
    other.deleteLater()


def test_settings_are_put_back(qgis_app):
    before = left_behind.kept()
    settings.put("service_timeout_s", 7)
    settings.put("store", "/żółw.gpkg")
    left_behind.restore(before)
    assert left_behind.kept() == before


def test_no_key_stays_held(qgis_iface):
    QTest.keyClick(qgis_iface.mainWindow(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    left_behind.let_go()
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


def test_no_message_stays(qgis_iface):
    qgis_iface.messageBar().pushMessage("KMZB", "Drogi")
    messages = Messages(qgis_iface)
    messages.offer("Basemap", "", "Try again", lambda: None)
    left_behind.quiet(qgis_iface.messageBar())
    run_events()
    assert told(qgis_iface) == []
    assert qgis_iface.mainWindow().findChild(QPushButton, "kmzb_again") is None
