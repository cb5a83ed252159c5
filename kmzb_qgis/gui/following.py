"""The map follows what others change in a database's store: its layers are drawn anew, without a hand of anybody's."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer

from ..editing import belonging
from ..editing.news import News
from ..store.address import Address, is_database
from .slots import safe

PAUSE_MS = 3000  # between two drawings, however much is changed


class Following(QObject):
    """Follows the databases whose layers a project shows. (A file's changes come with the queue.)"""

    def __init__(self, project: QgsProject, parent: QObject | None = None):
        super().__init__(parent)
        self._project = project
        self._heard: dict[Address, News] = {}
        self._changed: set[Address] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(safe(self._draw))
        project.layersAdded.connect(self._follow)
        project.layersRemoved.connect(self._follow)
        self._follow()

    def stop(self) -> None:
        """Follow nothing any more."""
        self._project.layersAdded.disconnect(self._follow)
        self._project.layersRemoved.disconnect(self._follow)
        self._pause.stop()
        for address in list(self._heard):
            self._leave(address)

    @safe
    def _follow(self, *_) -> None:
        shown = {belonging.store_of(layer) for layer in self._project.mapLayers().values()}
        wanted = {address for address in shown if address is not None and is_database(address)}
        for address in set(self._heard) - wanted:
            self._leave(address)
        for address in wanted - set(self._heard):
            self._heard[address] = News(address, self)
            self._heard[address].came.connect(self._came)

    def _leave(self, address: Address) -> None:
        news = self._heard.pop(address)
        news.stop()
        news.deleteLater()

    @safe
    def _came(self, address: Address) -> None:
        self._changed.add(address)
        if not self._pause.isActive():
            self._draw()
            self._pause.start()

    def _draw(self) -> None:
        changed, self._changed = self._changed, set()
        for layer in self._project.mapLayers().values():
            if not isinstance(layer, QgsVectorLayer) or belonging.store_of(layer) not in changed:
                continue
            if self._project.layerTreeRoot().findLayer(layer.id()) is None:
                continue
            if not layer.isEditable():  # what an edit session holds stays as it began
                layer.reload()  # tables read their rows again
            layer.triggerRepaint()
