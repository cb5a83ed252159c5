"""Rows of the key in the layer tree as high as their signs, from the moment a store is shown.

QGIS lays new rows out while their pictures still have the size of a line of text, and gives the pictures their own
sizes when the map was drawn, without telling the tree: until a person folds and unfolds the layer its signs are cut.
"""

from __future__ import annotations

from qgis.core import QgsProject, QgsSymbolLegendNode, QgsVectorLayer
from qgis.PyQt.QtCore import QSize, QTimer

from ..editing import legend
from .slots import safe

LATER_MS = 200  # QGIS sizes pictures for the map's resolution a moment after it was told of it


class KeyRows:
    """Follows the layer tree of the window from when it is made until it is stopped."""

    def __init__(self, iface):
        self._view, self._canvas = iface.layerTreeView(), iface.mapCanvas()
        self._model = self._view.layerTreeModel()
        self._timer = QTimer()  # one for all rows that come together
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._lay_out)
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._heights: dict[str, list[int]] = {}  # of the pictures by layer, as the tree was laid out for them
        if self._model is not None:
            self._model.rowsInserted.connect(self._came)
            self._later.timeout.connect(self._follow)
            self._canvas.mapCanvasRefreshed.connect(self._later.start)

    def stop(self) -> None:
        """Leave the tree alone from now on."""
        self._timer.stop()
        self._later.stop()
        if self._model is not None:
            self._model.rowsInserted.disconnect(self._came)
            self._canvas.mapCanvasRefreshed.disconnect(self._later.start)
            self._model = None

    def _came(self, *_) -> None:
        self._timer.start(0)

    @safe
    def _lay_out(self) -> None:
        """Size the pictures of new rows; QGIS would show them as small squares until the map is drawn."""
        self._heights = {layer.id(): [] for layer in _keys()}
        for layer in self._heights:
            rows = self._rows(layer)
            if len({(row.iconSize().width(), row.iconSize().height()) for row in rows}) == 1:  # not sized yet
                _size(rows)
        self._follow()
        self._later.start()

    @safe
    def _follow(self) -> None:
        """Lay the tree out where pictures have other heights now: the map's resolution gives them others."""
        heights = {layer: [row.iconSize().height() for row in self._rows(layer)] for layer in self._heights}
        if heights != self._heights:
            self._heights = heights
            self._view.doItemsLayout()

    def _rows(self, layer: str) -> list[QgsSymbolLegendNode]:
        node = QgsProject.instance().layerTreeRoot().findLayer(layer)
        found = self._model.layerLegendNodes(node) if node is not None else []
        return [row for row in found if isinstance(row, QgsSymbolLegendNode)]


def _keys() -> list[QgsVectorLayer]:
    return [layer for layer in QgsProject.instance().mapLayers().values() if legend.has_key(layer)]


def _size(rows: list[QgsSymbolLegendNode]) -> None:
    """As QGIS does itself: each picture as high as it is, all as wide as the widest, so that the texts begin alike."""
    sizes = [row.minimumIconSize() for row in rows]
    width = max(size.width() for size in sizes)
    for row, size in zip(rows, sizes):
        row.setIconSize(QSize(width, size.height()))
