"""Whether a store's file is still the one that QGIS opened. A database always is: it is asked by name each time.

A file that is moved or replaced under an open layer stays open on Unix: QGIS would save into the one that is gone,
without a word, and in WAL mode, in which it edits, SQLite does not see it either.

A layer whose file is gone keeps its edits but has no data behind it, and QGIS 3.22 crashes when it asks such a layer
for its extent (full zoom, any window of Processing): the extent that was known last is put in its place until then.
"""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from ..store.address import Address, identity


class Whereabouts:
    """Remembers which file lay at a path when editing began."""

    def __init__(self, layer: QgsVectorLayer, path: Address):
        self._path = path
        self._file = self._look()
        self._extent = layer.extent()
        layer.editingStarted.connect(self.note)

    def note(self) -> None:
        """Editing began: QGIS has just opened the file that lies there now."""
        self._file = self._look()

    def follow(self, layer: QgsVectorLayer) -> bool:
        """Make a layer read its file anew where another one lies there; False where there is none any more.

        Without a file the layer's provider is invalid, so QGIS's commit fails and its buffer stays. On network drives
        that number files anew each time a layer is only read once too often.
        """
        found = self._look()
        if found is not None and found == self._file:
            return True
        self.shield(layer)
        layer.dataProvider().reloadData()
        self._file = found
        self.shield(layer)
        return found is not None and layer.dataProvider().isValid()

    def shield(self, layer: QgsVectorLayer) -> None:
        """Learn a layer's extent, or give it the last one where it has no data behind it."""
        if layer.dataProvider().isValid():
            self._extent = layer.extent()
        else:
            layer.setExtent(self._extent)

    def _look(self) -> tuple | None:
        try:
            return identity(self._path)
        except OSError:
            return None
