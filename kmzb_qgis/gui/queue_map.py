"""The queue and the map: a report of the list is shown and marked, and what is selected on one is on the other."""

from __future__ import annotations

from contextlib import contextmanager, suppress

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..store.queue import Row
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import queue_area
from .slots import safe
from .spot import Spot

CRS = "EPSG:2180"


class QueueMap(QObject):
    """``selected(fids)``: other reports were selected on the map. GUI thread only."""

    selected = pyqtSignal(object)

    def __init__(self, iface):
        super().__init__()
        self._iface, self._spot = iface, Spot(iface)
        self._layer: QgsVectorLayer | None = None
        self._quiet = False
        self._marked: tuple[float, float] | None = None
        self._area, self._band = "", None
        iface.mapCanvas().destinationCrsChanged.connect(self._crs_changed)

    def follow(self, layer: QgsVectorLayer | None) -> None:
        """The layer whose selection is the list's; None for none."""
        if layer is self._layer:
            return
        if self._layer is not None:
            with suppress(TypeError, RuntimeError):  # QGIS has deleted it
                self._layer.selectionChanged.disconnect(self._selection)
        self._layer = layer
        if layer is not None:
            layer.selectionChanged.connect(self._selection)
        else:
            self.unmark()

    def remove(self) -> None:
        """Leave the map alone."""
        self.follow(None)
        self.show_area("")
        with suppress(TypeError):
            self._iface.mapCanvas().destinationCrsChanged.disconnect(self._crs_changed)

    def selection(self) -> list[int]:
        """The reports that are selected on the map."""
        return self._layer.selectedFeatureIds() if self._layer is not None else []

    def select(self, fids: list[int]) -> None:
        """Select reports on the map, without hearing of it."""
        if self._layer is not None and set(fids) != set(self._layer.selectedFeatureIds()):
            with self._silence():
                self._layer.selectByIds(fids)

    def show(self, row: Row, zoom: bool, scale: float) -> None:
        """Mark a report; move the map to it and, where asked, to a scale (1:``scale``). Raises KmzbError."""
        if row.x is None or row.y is None:
            self.unmark()
            return
        canvas = self._iface.mapCanvas()
        there = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(CRS), canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )
        try:
            centre = there.transform(QgsPointXY(row.x, row.y))
        except QgsCsException as error:
            raise KmzbError(
                tr("The coordinate system of the map does not reach Poland: the place cannot be shown."), str(error)
            ) from error
        if zoom:
            around = canvas.mapUnitsPerPixel() or 1.0  # a map that never showed anything has no centre to be moved
            canvas.setExtent(QgsRectangle.fromCenterAndSize(centre, 100 * around, 100 * around))
            canvas.zoomScale(scale)
        elif not canvas.extent().contains(centre):
            canvas.setCenter(centre)
            canvas.refresh()
        self._marked = (row.x, row.y)
        self._spot.mark(row.x, row.y)

    def unmark(self) -> None:
        """Take the mark away."""
        self._marked = None
        self._spot.clear()

    def show_area(self, wkt: str) -> None:
        """Show the area of a filter (EPSG:2180); an empty one takes it away."""
        self._area = wkt
        canvas = self._iface.mapCanvas()
        if self._band is not None:
            canvas.scene().removeItem(self._band)
            self._band = None
        if wkt:
            self._band = queue_area.band(canvas)
            with suppress(QgsCsException):
                self._band.setToGeometry(QgsGeometry.fromWkt(wkt), QgsCoordinateReferenceSystem(CRS))

    @contextmanager
    def _silence(self):
        was, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = was

    @safe
    def _selection(self, *_) -> None:
        if not self._quiet and self._layer is not None:
            self.selected.emit(self._layer.selectedFeatureIds())

    @safe
    def _crs_changed(self) -> None:
        if self._marked is not None:
            self._spot.mark(*self._marked)
        self.show_area(self._area)
