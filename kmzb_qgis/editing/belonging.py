"""Which layers of a project belong to a store, and as what: kept with the project, whatever folder it moves to.

A layer's property says its role and the name of the store; where a file lies, only the layer's own source says: QGIS
keeps that relative to the project's file, so both move together. A database is found by its service, which the source
names, or by the name of QGIS's connection, which the source does not keep and the property does.
"""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProject

from ..store import shown
from ..store.address import Address

PROPERTY = "kmzb/store"


def mark(layer: QgsMapLayer, path: Address, role: str) -> None:
    """Note in a layer that it shows a table of the store at ``path``, and as what (``report``, ``stored``, …)."""
    layer.setCustomProperty(PROPERTY, f"{role}@{shown.name(path)}")


def role(layer) -> str:
    """As what a layer belongs to a store; empty for any other layer and for None. Older projects name a path, too."""
    text = str(layer.customProperty(PROPERTY, "") or "") if layer is not None else ""
    return text.partition("@")[0] if "@" in text else ""


def store_of(layer) -> Address | None:
    """The store that a layer shows, a file resolved; None for a layer that belongs to none."""
    found = table_of(layer) if role(layer) else None
    return found[1].resolve() if found else None


def table_of(layer) -> tuple[str, Address] | None:
    """Which table of which store a layer shows, marked or not; None where it shows none."""
    noted = str(layer.customProperty(PROPERTY, "") or "").partition("@")[2]
    return shown.table(layer.providerType(), layer.source(), noted)


def layers_of(project: QgsProject, path: Address) -> dict[str, QgsMapLayer]:
    """A project's layers of one store, by role; of two with the same role the one that can be read."""
    wanted, found = path.resolve(), {}
    for layer in project.mapLayers().values():
        if role(layer) and (role(layer) not in found or layer.isValid()) and store_of(layer) == wanted:
            found[role(layer)] = layer
    return found
