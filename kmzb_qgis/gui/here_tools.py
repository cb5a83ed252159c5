"""The two ways to ask 'What is here?': a click on the map, and an action of a report."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapLayerAction, QgsMapToolEmitPoint
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon

from ..toolbelt import compat, paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .new_report import PLACE_CRS


class HereTool(QgsMapToolEmitPoint):
    """Hands the place of a click on the map to ``ask(x, y)``, in EPSG:2180."""

    def __init__(self, canvas, ask):
        super().__init__(canvas)
        self._ask = ask
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event) -> None:
        """A click; the map may be in any coordinate system."""
        if event.button() == Qt.MouseButton.LeftButton:
            crs = self.canvas().mapSettings().destinationCrs()
            self._ask(self.toMapCoordinates(event.pos()), crs)


class HereAction(QgsMapLayerAction):
    """'What is here?' beside a report: in the identify panel, the attribute table and the form."""

    def __init__(self, parent, ask):
        super().__init__(tr("What is here?"), parent, compat.single_feature(), QIcon(paths.icon("here")))
        self.setObjectName("kmzb_here_action")
        self._ask = ask
        self.triggeredForFeature.connect(self._run)

    def canRunUsingLayer(self, layer, *_context) -> bool:
        """Reports only."""
        return report_layer.is_one(layer)

    def _run(self, layer, feature: QgsFeature) -> None:
        self._ask(layer, feature)


def in_poland(point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> QgsPointXY:
    """A point of any coordinate system in EPSG:2180. Raises KmzbError where it has no place there."""
    there = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(PLACE_CRS), QgsProject.instance())
    try:
        return there.transform(point)
    except QgsCsException as error:
        raise KmzbError(
            tr("This place lies outside Poland: the services of the geoportal know nothing of it."), str(error)
        ) from error
