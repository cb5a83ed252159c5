"""The report layer of the open store, and the store it shows."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer

from ..editing.project import PROPERTY


def find(project: QgsProject | None = None) -> QgsVectorLayer | None:
    """The report layer in a project (default: the open one); None where no store is open. GUI thread only."""
    for layer in (project or QgsProject.instance()).mapLayers().values():
        if is_one(layer):
            return layer
    return None


def is_one(layer) -> bool:
    """Whether a layer is the report layer that the plugin opened."""
    role, at, _ = str(layer.customProperty(PROPERTY, "") if layer is not None else "").partition("@")
    return isinstance(layer, QgsVectorLayer) and bool(at) and role == "report" and layer.isValid()


def store_of(layer: QgsVectorLayer | None) -> Path | None:
    """The file of the store that a report layer shows; None without a layer."""
    return Path(str(layer.customProperty(PROPERTY)).partition("@")[2]) if layer is not None else None
