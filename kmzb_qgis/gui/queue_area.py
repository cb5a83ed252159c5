"""Drawing the area to which the work queue is limited: a polygon by its corners, a rectangle by dragging."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .slots import safe

CRS = "EPSG:2180"
LINE, FILL = QColor(43, 108, 176), QColor(43, 108, 176, 40)
PARTS = 10  # of a straight side, where the map's coordinate system bends it


class AreaTool(QgsMapTool):
    """``drawn(geometry)`` in the map's coordinate system; ``given_up()``."""

    drawn = pyqtSignal(object)
    given_up = pyqtSignal()

    def __init__(self, canvas):
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.rectangle = False
        self._points: list[QgsPointXY] = []
        self._band: QgsRubberBand | None = None

    def begin(self, rectangle: bool) -> None:
        """Let the person draw."""
        self._clear()
        self.rectangle = rectangle
        self.canvas().setMapTool(self)

    @safe
    def canvasPressEvent(self, event) -> None:
        """A rectangle begins."""
        if self.rectangle and event.button() == Qt.MouseButton.LeftButton:
            self._points = [self.toMapCoordinates(event.pos())]

    @safe
    def canvasMoveEvent(self, event) -> None:
        """What it would be if it ended here."""
        if self._points:
            self._draw(self._shape(self.toMapCoordinates(event.pos())))

    @safe
    def canvasReleaseEvent(self, event) -> None:
        """A corner; the right button ends a polygon, letting go ends a rectangle."""
        point = self.toMapCoordinates(event.pos())
        if self.rectangle:
            if self._points:
                self._end(self._shape(point))
        elif event.button() == Qt.MouseButton.RightButton:
            self._end(self._shape())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._points.append(point)
            self._draw(self._shape())

    @safe
    def keyPressEvent(self, event) -> None:
        """Enter ends, the backspace key takes the last corner back, Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(self._shape())
        elif event.key() == Qt.Key.Key_Backspace:
            self._points = self._points[:-1]
            self._draw(self._shape())
            event.ignore()  # else QGIS deletes selected features
        elif event.key() == Qt.Key.Key_Escape:
            self._clear()
            self.given_up.emit()

    @safe
    def deactivate(self) -> None:
        """Another tool was chosen."""
        self._clear()
        super().deactivate()

    def _shape(self, last: QgsPointXY | None = None) -> QgsGeometry:
        points = [*self._points, *([last] if last is not None else [])]
        if self.rectangle and len(points) == 2:
            return QgsGeometry.fromRect(QgsRectangle(*points))
        return QgsGeometry.fromPolygonXY([points]) if len(points) >= 3 else QgsGeometry.fromPolylineXY(points)

    def _draw(self, shape: QgsGeometry) -> None:
        if self._band is None:
            self._band = band(self.canvas())
        self._band.setToGeometry(shape, None)

    def _end(self, shape: QgsGeometry) -> None:
        self._clear()
        if shape.type() == QgsWkbTypes.GeometryType.PolygonGeometry and shape.area() > 0:
            self.drawn.emit(shape)
        else:
            self.given_up.emit()

    def _clear(self) -> None:
        self._points = []
        if self._band is not None:
            self.canvas().scene().removeItem(self._band)
            self._band = None


def band(canvas) -> QgsRubberBand:
    """What shows an area on a map."""
    found = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
    found.setStrokeColor(LINE)
    found.setFillColor(FILL)
    found.setWidth(2)
    return found


def to_store(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> str:
    """An area of a map as WKT in EPSG:2180, to the metre. Raises KmzbError where it has no place there."""
    there = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(CRS), QgsProject.instance())
    moved = QgsGeometry(shape) if crs.authid() == CRS else shape.densifyByCount(PARTS)
    try:
        moved.transform(there)
    except QgsCsException as error:
        raise KmzbError(tr("This area lies outside Poland."), str(error)) from error
    return moved.asWkt(0 if moved.area() > 10_000 else 2)
