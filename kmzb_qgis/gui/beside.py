"""Where a window stands and what the map shows, so that the places it tells of are in sight."""

from __future__ import annotations

from contextlib import suppress

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QPoint

CRS = "EPSG:2180"
GAP = 10  # pixels between the window and the map's edges
MARK = 45  # pixels around a place
ROOM = 1.05  # the map's size by that of the places


def show(window, canvas, places: list[tuple[float, float]]) -> None:
    """Put a window to the map's upper or lower edge, whichever is farther from the first of some places of EPSG:2180.

    Where a place lies outside the map, or under the window, the map is moved, and made smaller if it must be.
    """
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(CRS), canvas.mapSettings().destinationCrs(), QgsProject.instance()
    )
    with suppress(QgsCsException):  # a map in the system of another country shows no place of ours
        points = [there.transform(QgsPointXY(x, y)) for x, y in places]
        extent, size = canvas.extent(), window.frameGeometry()
        below = points[0].y() >= extent.center().y()
        free = max(0.25, 1 - (size.height() + 2 * GAP) / max(1, canvas.height()))  # of the map's height
        box = QgsRectangle(points[0], points[0])
        for point in points:
            box.combineExtentWith(point.x(), point.y())
        box.grow(MARK * extent.height() / max(1, canvas.height()))
        seen = _free(extent, free, below)
        if not seen.contains(box):
            grow = max(1.0, ROOM * box.height() / seen.height(), ROOM * box.width() / seen.width())
            extent.scale(grow)
            seen = _free(extent, free, below)
            extent += box.center() - seen.center()
            canvas.setExtent(extent)
            canvas.refresh()
        top = canvas.height() - size.height() - GAP if below else GAP
        left = max(GAP, (canvas.width() - size.width()) // 2)
        window.move(canvas.mapToGlobal(QPoint(left, max(0, top))))


def _free(extent: QgsRectangle, share: float, below: bool) -> QgsRectangle:
    """The part of the map that a window at its lower (else upper) edge leaves."""
    height = extent.height() * share
    if below:
        return QgsRectangle(extent.xMinimum(), extent.yMaximum() - height, extent.xMaximum(), extent.yMaximum())
    return QgsRectangle(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMinimum() + height)
