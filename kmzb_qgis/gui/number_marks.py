"""Numbers on the map at places of EPSG:2180, the one that is picked in another colour."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsPointXY, QgsProject
from qgis.gui import QgsMapCanvasItem
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QPen

from .slots import safe

CRS = "EPSG:2180"
SIZE = 26  # pixels across
LIFT = 24  # pixels above the report's own sign, which stays in sight
PLAIN, PICKED, OWN = QColor("#1a4f8b"), QColor("#c2185b"), QColor("#212121")


class NumberMarks:
    """The marks of one window's map; ``clear`` takes them away."""

    def __init__(self, canvas):
        self._canvas, self._marks = canvas, []
        self._places: list[tuple[str, float, float]] = []
        self._picked = ""

    def show(self, places: list[tuple[str, float, float]]) -> None:
        """Mark ``(text, x, y)``; a text of '' is the report that is asked about."""
        self.clear()
        self._places = places
        self._canvas.destinationCrsChanged.connect(self._again)
        self._draw()

    def pick(self, text: str) -> None:
        """Show one number as the picked one."""
        self._picked = text
        for mark in self._marks:
            mark.picked = mark.text == text
            mark.setZValue(2 if mark.picked else 1)
            mark.update()

    @safe
    def clear(self) -> None:
        """Take all marks away."""
        if self._places:
            with suppress(TypeError, RuntimeError):  # PyQt's ways to say that it was not connected, or is gone
                self._canvas.destinationCrsChanged.disconnect(self._again)
        for mark in self._marks:
            self._canvas.scene().removeItem(mark)
        self._marks, self._places, self._picked = [], [], ""

    def shown(self) -> list[str]:
        """The numbers on the map."""
        return [mark.text for mark in self._marks]

    @safe
    def _again(self) -> None:
        places, picked = self._places, self._picked
        self.show(places)
        self.pick(picked)

    def _draw(self) -> None:
        there = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(CRS), self._canvas.mapSettings().destinationCrs(), QgsProject.instance()
        )
        for text, x, y in self._places:
            with suppress(QgsCsException):  # a map in the system of another country has no such place
                self._marks.append(_Mark(self._canvas, text, there.transform(QgsPointXY(x, y))))


class _Mark(QgsMapCanvasItem):
    """A number in a disc above its place; a ring for the report itself."""

    def __init__(self, canvas, text: str, point: QgsPointXY):
        super().__init__(canvas)
        self.text, self.picked, self._point = text, False, point
        self.setZValue(1)
        self.updatePosition()

    def updatePosition(self) -> None:
        """QGIS: the map was moved."""
        self.setPos(self.toCanvasCoordinates(self._point))

    def boundingRect(self) -> QRectF:
        """Around the place, in pixels."""
        return QRectF(-SIZE, -SIZE - LIFT, 2 * SIZE, 2 * SIZE + LIFT)

    def paint(self, painter, *_) -> None:
        """QGIS: draw it."""
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        colour = PICKED if self.picked else PLAIN
        if not self.text:
            for pen, width in ((QColor("white"), 6), (OWN, 3)):
                painter.setPen(QPen(pen, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QRectF(-SIZE / 2, -SIZE / 2, SIZE, SIZE))
            return
        disc = QRectF(-SIZE / 2, -LIFT - SIZE / 2, SIZE, SIZE)
        painter.setPen(QPen(QColor("white"), 2))
        painter.setBrush(colour)
        painter.drawEllipse(disc)
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(14)
        painter.setFont(font)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self.text)
