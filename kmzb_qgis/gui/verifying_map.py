"""The map of the verification mode: at the report, at the chosen scale, over the orthophoto; put back at the end."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)

from ..geoportal import basemap_tree
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .spot import CRS, Spot

PHOTO = "orthophoto"  # how the ids of the catalogue's pictures from the air begin


class VerifyingMap:
    """Shows one report at a time."""

    def __init__(self, iface):
        self._iface, self._spot = iface, Spot(iface)
        self._was: dict[str, bool] = {}  # visibility of the basemaps by layer, before the photo was switched on

    def show(self, x: float | None, y: float | None, scale: float) -> None:
        """Put a place of EPSG:2180 into the middle, at 1:``scale``, and mark it. Raises KmzbError."""
        if x is None or y is None:
            self._spot.clear()
            return
        canvas = self._iface.mapCanvas()
        there = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(CRS), canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )
        try:
            centre = there.transform(QgsPointXY(x, y))
        except QgsCsException as error:
            self._spot.clear()
            raise KmzbError(
                tr("The coordinate system of the map does not reach Poland: the place cannot be shown."), str(error)
            ) from error
        around = 100 * (canvas.mapUnitsPerPixel() or 1.0)  # a map that never showed anything has no centre to be moved
        canvas.setExtent(QgsRectangle.fromCenterAndSize(centre, around, around))
        canvas.zoomScale(scale)
        canvas.refresh()
        self._spot.mark(x, y)

    def has_photo(self) -> bool:
        """Whether the project has an orthophoto that can be read."""
        return self._photo() is not None

    def photo(self, on: bool) -> None:
        """Show the orthophoto alone of all backgrounds, or what was shown before."""
        if not on:
            self._put_back()
            return
        found = self._photo()
        if found is None or self._was:
            return
        root = QgsProject.instance().layerTreeRoot()
        for layer in basemap_tree.layers(QgsProject.instance()):
            if str(layer.customProperty(basemap_tree.ROLE_PROPERTY, "")) == "background" or layer is found:
                node = root.findLayer(layer.id())
                self._was[layer.id()] = node.itemVisibilityChecked()
                if layer is not found:
                    node.setItemVisibilityChecked(False)
        root.findLayer(found.id()).setItemVisibilityCheckedParentRecursive(True)

    def remove(self) -> None:
        """Leave the map as it was before."""
        self._put_back()
        self._spot.clear()

    def _photo(self):
        photos = [
            layer
            for layer in basemap_tree.layers(QgsProject.instance())
            if basemap_tree.origin(layer)[0].startswith(PHOTO) and layer.isValid()
        ]
        return photos[0] if photos else None

    def _put_back(self) -> None:
        was, self._was = self._was, {}
        root = QgsProject.instance().layerTreeRoot()
        for identifier, visible in was.items():
            node = root.findLayer(identifier)
            if node is not None:  # else taken out of the project meanwhile
                node.setItemVisibilityChecked(visible)
