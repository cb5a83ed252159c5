"""What a test left in QGIS of the plugin: it would be found, and misread, by a test that runs later in the process."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgsMapLayerAction
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QMenu, QToolBar, QWidget

from kmzb_qgis.toolbelt import settings

OURS = "kmzb"


def clear(iface) -> list[str]:
    """Take away what is left of the plugin in QGIS's window, on its map and in Processing; says what that was."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = []
    canvas = iface.mapCanvas()
    tool = canvas.mapTool()
    if tool is not None and _ours(tool):
        found.append(f"map tool {type(tool).__name__}")
        canvas.unsetMapTool(tool)
    for place in (iface.mainWindow(), canvas):
        for kind in (QDialog, QDockWidget, QToolBar, QMenu, QgsMapLayerAction):
            for thing in place.findChildren(kind):
                if thing.objectName().startswith(OURS):
                    found.append(f"{type(thing).__name__} {thing.objectName()}")
                    thing.deleteLater()
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.parent() is None and _ours(window):
            found.append(f"window {type(window).__name__} {window.objectName()}")
            window.close()
    registry = QgsApplication.processingRegistry()
    if registry.providerById(OURS) is not None:
        found.append("provider of Processing")
        registry.removeProvider(OURS)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return sorted(set(found))


def _ours(thing) -> bool:
    return type(thing).__module__.startswith("kmzb_qgis")


def quiet(bar) -> None:
    """Take the messages away: they outlast the plugin, as they should, and the buttons in them have its names."""
    bar.clear_messages()
    bar.clearWidgets()


def let_go() -> None:
    """Release Ctrl, Alt and Shift: after ``QTest.keyClick`` with one of them, Qt takes it for held until the next key.

    A row that is chosen then is added to the selection instead of taking its place.
    """
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        nowhere = QWidget()  # hears it in nobody's stead
        QTest.keyRelease(nowhere, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)


def kept() -> dict[str, object]:
    """The plugin's settings as they are."""
    return {name: settings.get(name) for name in settings.DEFAULTS}


def restore(before: dict[str, object]) -> None:
    """Put the plugin's settings back to what they were."""
    for name, value in before.items():
        if settings.get(name) != value:
            settings.put(name, value)
