"""The mark of a place on the map: four corners of a frame, dark blue in white.

Everything else that surrounds a report is round and red, orange or grey: the halo of a late one, rings of statuses.
Corners are no ring for anybody, whatever colours they see; the white line keeps them off a dark orthophoto, the
blue one off white paper, and what lies between them stays in sight.
"""

from __future__ import annotations

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPen, QPolygonF

HALF, ARM = 25, 13  # pixels: half of the frame's side, from a corner along it
LINE, CASING = 4, 8  # pixels wide
COLOUR, AROUND = QColor("#0b2f8a"), QColor("white")


class Frame(QgsMapCanvasItem):
    """Around a point of the map's own system. The map's scene owns it."""

    def __init__(self, canvas, point: QgsPointXY):
        super().__init__(canvas)
        self._point = point
        self.setZValue(3)
        self.updatePosition()

    def updatePosition(self) -> None:
        """QGIS: the map was moved."""
        self.setPos(self.toCanvasCoordinates(self._point))

    def boundingRect(self) -> QRectF:
        """Around the place, in pixels."""
        half = HALF + CASING
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(self, painter, *_) -> None:
        """QGIS: draw it."""
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((AROUND, CASING), (COLOUR, LINE)):
            painter.setPen(
                QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
            )
            for x in (-HALF, HALF):
                for y in (-HALF, HALF):
                    along_x, along_y = (1 if x < 0 else -1) * ARM, (1 if y < 0 else -1) * ARM
                    corner = [QPointF(x + along_x, y), QPointF(x, y), QPointF(x, y + along_y)]
                    painter.drawPolyline(QPolygonF(corner))
