"""QGIS Server's hooks by the names of every version: it calls the first of a pair before 3.24, the second since."""

from __future__ import annotations

from qgis.server import QgsServerFilter


class Hooks(QgsServerFilter):
    """A filter that acts at the beginning, before each part that is sent (for WFS: each feature), and at the end."""

    def requestReady(self):
        self._begin()

    def onRequestReady(self) -> bool:
        self._begin()
        return True

    def sendResponse(self):
        self._send()

    def onSendResponse(self) -> bool:
        self._send()
        return True

    def responseComplete(self):
        self._finish()

    def onResponseComplete(self) -> bool:
        self._finish()
        return True
