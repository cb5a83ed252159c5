"""Where basemaps stand in a project: one group at the very bottom, overlays above backgrounds. GUI thread only."""

from __future__ import annotations

from urllib.parse import urlsplit

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsProject,
    QgsRasterLayer,
)

from ..toolbelt.i18n import tr
from .services import Service

PROJECT_CRS = "EPSG:2180"
GROUP_PROPERTY, LAYER_PROPERTY, ROLE_PROPERTY = "kmzb/group", "kmzb/basemap", "kmzb/role"


def mark(layer: QgsRasterLayer, service: Service, crs: str) -> None:
    """Note in a layer whose picture it is: kept with the project."""
    layer.setCustomProperty(LAYER_PROPERTY, f"{service.id} {crs}")
    layer.setCustomProperty(ROLE_PROPERTY, service.role)


def origin(layer) -> tuple[str, str]:
    """The service's id and the CRS that a basemap was made from; ('', '') for any other layer."""
    service_id, _, crs = str(layer.customProperty(LAYER_PROPERTY, "") or "").partition(" ")
    return service_id, crs


def layers(project: QgsProject) -> list[QgsRasterLayer]:
    """The basemaps of a project from the top one down; those that cannot be read now too."""
    nodes = project.layerTreeRoot().findLayers()
    return [node.layer() for node in nodes if node.layer() is not None and origin(node.layer())[0]]


def asked_at(layer) -> tuple[str, str, str]:
    """What QGIS asks a basemap's service for, and where: layers' names joined by commas, host with port, path."""
    uri = QgsDataSourceUri()
    uri.setEncodedUri(layer.source())
    parts = urlsplit(uri.param("url"))
    return ",".join(uri.params("layers")), parts.netloc, parts.path


def existing(project: QgsProject, service: Service, crs: str) -> QgsRasterLayer | None:
    """The layer of that service that is already in the project, made visible; None where there is none."""
    for layer in project.mapLayers().values():
        if origin(layer) == (service.id, crs):
            node = project.layerTreeRoot().findLayer(layer.id())
            if node is not None:
                node.setItemVisibilityCheckedParentRecursive(True)
            return layer
    return None


def place(project: QgsProject, layer: QgsRasterLayer, opacity: float | None = None, visible: bool = True):
    """Put a built layer into the project: EPSG:2180, group 'Basemaps' at the bottom, backgrounds under overlays.

    ``opacity`` 0–1 (None: as it is). The newest of each role stands on top of its like; the order that a person gave
    the others stays. Returns the layer, which the project owns from here on.
    """
    project.setCrs(QgsCoordinateReferenceSystem(PROJECT_CRS))
    if opacity is not None:
        layer.setOpacity(min(max(opacity, 0.0), 1.0))
    parent = group(project)
    _sink(parent)
    parent = group(project)
    project.addMapLayer(layer, False)
    position = 0
    if layer.customProperty(ROLE_PROPERTY) == "background":
        nodes = parent.children()
        position = next((i for i, node in enumerate(nodes) if _role(node) == "background"), len(nodes))
    parent.insertLayer(position, layer).setItemVisibilityChecked(visible)
    if visible:
        parent.setItemVisibilityCheckedParentRecursive(True)
    _settle_own_order(project)
    return layer


def group(project: QgsProject) -> QgsLayerTreeGroup:
    """The layer tree group of the basemaps; made at the bottom where it is not there."""
    root = project.layerTreeRoot()
    found = next((node for node in root.findGroups(True) if node.customProperty(GROUP_PROPERTY) == "basemaps"), None)
    if found is not None:
        return found
    made = root.addGroup(tr("Basemaps"))
    made.setCustomProperty(GROUP_PROPERTY, "basemaps")
    return made


def _sink(node: QgsLayerTreeGroup) -> None:
    """Move the basemaps' group under everything that came to lie below it, or out of another group."""
    parent, root = node.parent(), node
    while root.parent() is not None:
        root = root.parent()
    if parent is root and root.children()[-1] is node:
        return
    root.addChildNode(node.clone())  # first the copy: QGIS removes layers that no node holds
    parent.removeChildNode(node)


def _settle_own_order(project: QgsProject) -> None:
    """Where a person draws layers in an order of their own, QGIS adds new ones at its end, backgrounds or not."""
    root = project.layerTreeRoot()
    if root.hasCustomLayerOrder():
        below = layers(project)
        ids = {layer.id() for layer in below}
        root.setCustomLayerOrder([layer for layer in root.customLayerOrder() if layer.id() not in ids] + below)


def _role(node) -> str:
    layer = node.layer() if isinstance(node, QgsLayerTreeLayer) else None
    return str(layer.customProperty(ROLE_PROPERTY, "")) if layer is not None else ""
