"""A desk for the tests of the locators: QGIS's own locator, a real store as layers, the stand-in of the services."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsLocator, QgsLocatorContext, QgsLocatorResult
from qgis.PyQt.QtWidgets import QPushButton

from tests.gui.waiting import run_events, wait_until


class Desk:
    """QGIS's interface with what the locators ask it for and the test library leaves out."""

    def __init__(self, iface):
        self._iface, self.locator, self.forms = iface, QgsLocator(), []

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def registerLocatorFilter(self, found):
        self.locator.registerFilter(found)

    def deregisterLocatorFilter(self, found):
        self.locator.deregisterFilter(found)

    def openFeatureForm(self, layer, feature, *_):
        self.forms.append((layer.name(), feature.id()))

    def ask(self, text, seconds=30):
        """What the locator bar lists for a text."""
        self.locator.cancelWithoutBlocking()  # as the bar does when a person types on
        wait_until(lambda: not self.locator.isRunning(), seconds)
        run_events()
        results, done = [], []

        def found(result):
            results.append(QgsLocatorResult(result))  # the signal's own is gone when the slot is left

        def finished():
            done.append(True)

        self.locator.foundResult.connect(found)
        self.locator.finished.connect(finished)
        context = QgsLocatorContext()
        context.targetExtentCrs = QgsCoordinateReferenceSystem("EPSG:2180")
        self.locator.fetchResults(text, context)
        wait_until(lambda: bool(done), seconds)
        run_events()
        self.locator.foundResult.disconnect(found)
        self.locator.finished.disconnect(finished)
        return sorted(results, key=lambda result: -result.score)

    def buttons(self):
        """The buttons of the newest message, by name."""
        item = self.messageBar().currentItem()
        return {button.objectName(): button for button in item.findChildren(QPushButton)} if item else {}
