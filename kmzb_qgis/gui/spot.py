"""Showing a place on the map: zoomed to, flashed, marked for a while, with what can be done there in the bar."""

from __future__ import annotations

import functools
import html
from contextlib import suppress
from typing import Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMessageBar, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QPushButton

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .messages import TITLE
from .slots import safe
from .spot_frame import COLOUR, Frame

CRS = "EPSG:2180"
AROUND_M = 150.0  # from a point to the edge of the map
MARGIN = 1.3  # the map's size by the shape's
SECONDS = 30  # a mark stays; a message as well
_FILL = QColor(11, 47, 138, 30)


class Spot:
    """Marks one place at a time on a window's map."""

    def __init__(self, iface):
        self._iface, self._marks = iface, []
        self._place: tuple[float, float, str] | None = None  # what is marked: easting, northing, shape
        self._item = None  # the bar's message on it
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)

    def show(self, x: float, y: float, wkt: str = "", keep: bool = False) -> None:
        """Zoom to a place of EPSG:2180, to the whole of its shape where there is one, and mark it. Raises KmzbError.

        ``keep``: the mark stays until it is cleared.
        """
        point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        shape = QgsGeometry.fromWkt(wkt) if wkt else QgsGeometry()
        canvas, source = self._iface.mapCanvas(), QgsCoordinateReferenceSystem(CRS)
        if shape.isNull() or shape.boundingBox().isEmpty():
            box = QgsRectangle(x - AROUND_M, y - AROUND_M, x + AROUND_M, y + AROUND_M)
        else:
            box = shape.boundingBox().scaled(MARGIN)
        there = QgsCoordinateTransform(source, canvas.mapSettings().destinationCrs(), QgsProject.instance())
        try:
            canvas.setExtent(there.transformBoundingBox(box))
        except QgsCsException as error:  # a map in the system of another country
            raise KmzbError(
                tr("The coordinate system of the map does not reach Poland: the place cannot be shown."), str(error)
            ) from error
        canvas.refresh()
        self.mark(x, y, wkt)
        canvas.flashGeometries([point if shape.isNull() else shape], source)
        if not keep:
            self._timer.start(SECONDS * 1000)

    def mark(self, x: float, y: float, wkt: str = "") -> None:
        """Mark a place of EPSG:2180, and the outline of its shape, without moving the map; until it is cleared."""
        canvas, source = self._iface.mapCanvas(), QgsCoordinateReferenceSystem(CRS)
        shape = QgsGeometry.fromWkt(wkt) if wkt else QgsGeometry()
        self.clear()
        self._place = (x, y, wkt)
        canvas.destinationCrsChanged.connect(self._again)
        there = QgsCoordinateTransform(source, canvas.mapSettings().destinationCrs(), QgsProject.instance())
        with suppress(QgsCsException):  # a map in the system of another country has no such place
            self._marks.append(Frame(canvas, there.transform(QgsPointXY(x, y))))
            if not shape.isNull():
                self._outline(shape, source)

    def pixel(self, x: float, y: float) -> float:
        """How many pixels right of the map's left edge a place of EPSG:2180 lies; 0 where the map has no such place."""
        canvas, source = self._iface.mapCanvas(), QgsCoordinateReferenceSystem(CRS)
        there = QgsCoordinateTransform(source, canvas.mapSettings().destinationCrs(), QgsProject.instance())
        shown = canvas.extent()
        with suppress(QgsCsException):
            east = there.transform(QgsPointXY(x, y)).x()
            return canvas.width() * (east - shown.xMinimum()) / shown.width() if shown.width() else 0.0
        return 0.0

    def offer(self, text: str, choices: list[tuple[str, str, Callable[[], object]]]) -> None:
        """Tell what is shown, with a button for each (name, words, what it does)."""
        self._take_back()
        bar = self._iface.messageBar()
        # QGIS shows the text as HTML: what a service brings must not become markup.
        item = QgsMessageBar.createMessage(TITLE, html.escape(text, quote=False))
        for name, words, run in choices:
            button = QPushButton(words, item)
            button.setObjectName(name)
            button.clicked.connect(functools.partial(_run, run))
            item.layout().addWidget(button)
        self._item = bar.pushWidget(item, Qgis.MessageLevel.Info, SECONDS)

    @safe
    def clear(self) -> None:
        """Take the mark away."""
        self._timer.stop()
        if self._place is not None:
            self._iface.mapCanvas().destinationCrsChanged.disconnect(self._again)
        for mark in self._marks:
            self._iface.mapCanvas().scene().removeItem(mark)
        self._marks, self._place = [], None

    def remove(self) -> None:
        """Take the mark and the message away for good (the plugin is switched off)."""
        self.clear()
        self._take_back()

    def _take_back(self) -> None:
        """Close the message on the place shown before."""
        if self._item is not None and not sip.isdeleted(self._item):
            self._iface.messageBar().popWidget(self._item)
        self._item = None

    def marked(self) -> int:
        """How many marks are on the map."""
        return len(self._marks)

    @safe
    def _again(self) -> None:
        """The map is in another system: what was marked lies at other coordinates now."""
        if self._place is None:
            return
        left = self._timer.remainingTime()  # -1 where the mark stays
        self.mark(*self._place)
        if left > 0:
            self._timer.start(left)

    def _outline(self, shape: QgsGeometry, source: QgsCoordinateReferenceSystem) -> None:
        band = QgsRubberBand(self._iface.mapCanvas(), QgsWkbTypes.geometryType(shape.wkbType()))
        band.setToGeometry(shape, source)
        band.setColor(COLOUR)
        band.setFillColor(_FILL)
        band.setWidth(3)
        band.setSecondaryStrokeColor(QColor("white"))
        self._marks.append(band)


def _run(function, _checked: bool = False) -> None:
    function()
