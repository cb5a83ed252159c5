"""The report layer of the open store, and the store it shows."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorLayer

from ..editing import belonging
from ..store.address import Address


def find(project: QgsProject | None = None) -> QgsVectorLayer | None:
    """The report layer in a project (default: the open one); None where no store is open. GUI thread only."""
    for layer in (project or QgsProject.instance()).mapLayers().values():
        if is_one(layer):
            return layer
    return None


def is_one(layer) -> bool:
    """Whether a layer is the report layer that the plugin opened."""
    return isinstance(layer, QgsVectorLayer) and belonging.role(layer) == "report" and layer.isValid()


def store_of(layer: QgsVectorLayer | None) -> Address | None:
    """The store that a report layer shows; None without a layer."""
    return belonging.store_of(layer)
