"""What the layer's edit buffer holds and the store does not: marked in the work queue until it is saved."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import NULL, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from .slots import safe

SOON_MS = 100
_SHOWN = ("status_id", "category_id")
_SIGNALS = (
    "attributeValueChanged", "geometryChanged", "featureAdded", "featureDeleted", "featuresDeleted",
    "afterRollBack", "afterCommitChanges", "editingStopped", "editingStarted",
)  # fmt: skip


class Edits(QObject):
    """``pending(changes, added)``: shown columns by fid, and how many new reports wait; ``saved()``: a commit ended."""

    pending = pyqtSignal(object, int)
    saved = pyqtSignal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._layer: QgsVectorLayer | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._look)

    def follow(self, layer: QgsVectorLayer | None) -> None:
        """The layer whose edits are looked after; None for none."""
        if layer is self._layer:
            return
        if self._layer is not None:
            with suppress(TypeError, RuntimeError):  # QGIS has deleted it
                for name in _SIGNALS:
                    getattr(self._layer, name).disconnect(self._changed)
                self._layer.afterCommitChanges.disconnect(self._saved)
        self._layer = layer
        if layer is not None:
            for name in _SIGNALS:
                getattr(layer, name).connect(self._changed)
            layer.afterCommitChanges.connect(self._saved)
        self._soon.start()

    @safe
    def _changed(self, *_) -> None:
        self._soon.start()

    @safe
    def _saved(self, *_) -> None:
        self.saved.emit()

    @safe
    def _look(self) -> None:
        buffer = self._layer.editBuffer() if self._layer is not None else None
        if buffer is None:
            self.pending.emit({}, 0)
            return
        fields = self._layer.fields()
        indexes = {fields.indexOf(name): name for name in _SHOWN}
        changes: dict[int, dict] = {fid: {} for fid in buffer.changedGeometries()}
        for fid, values in buffer.changedAttributeValues().items():
            shown = {indexes[i]: value for i, value in values.items() if i in indexes and value not in (None, NULL)}
            changes.setdefault(fid, {}).update(shown)
        self.pending.emit(changes, len(buffer.addedFeatures()))
