"""Which layers of a project belong to a store, and as what: kept with the project, whatever folder it moves to.

A layer's property says its role and the name of the store's file; where the store lies, only the layer's own source
says: QGIS keeps that relative to the project's file, so both move together.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsProviderRegistry

PROPERTY = "kmzb/store"


def mark(layer: QgsMapLayer, path: Path, role: str) -> None:
    """Note in a layer that it shows a table of the store at ``path``, and as what (``report``, ``stored``, …)."""
    layer.setCustomProperty(PROPERTY, f"{role}@{path.name}")


def role(layer) -> str:
    """As what a layer belongs to a store; empty for any other layer and for None. Older projects name a path, too."""
    text = str(layer.customProperty(PROPERTY, "") or "") if layer is not None else ""
    return text.partition("@")[0] if "@" in text else ""


def store_of(layer) -> Path | None:
    """The file of the store that a layer shows, resolved; None for a layer that belongs to none."""
    if not role(layer) or layer.providerType() != "ogr":
        return None
    path = QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("path", "")
    return Path(path).resolve() if path else None


def layers_of(project: QgsProject, path: Path) -> dict[str, QgsMapLayer]:
    """A project's layers of one store, by role; of two with the same role the one that can be read."""
    wanted, found = path.resolve(), {}
    for layer in project.mapLayers().values():
        if role(layer) and (role(layer) not in found or layer.isValid()) and store_of(layer) == wanted:
            found[role(layer)] = layer
    return found
