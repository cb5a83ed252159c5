"""Which way round a WFS writes its coordinates: QGIS follows the rule (northing first in EPSG:2180), servers may not.

The service says itself, in degrees, where a type lies. Where its first features lie outside of that and inside it once
turned, the server writes easting first.
"""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
)

from ..toolbelt.progress import Progress

FEATURES = 20  # looked at; a service sends no more of them for that


def turned(layer: QgsVectorLayer, box: tuple[float, float, float, float] | None, feedback=None) -> bool:
    """Whether easting and northing of a layer are exchanged; False where that cannot be told. Raises Cancelled."""
    there = _there(box, layer.crs())
    if there is None:
        return False
    request = QgsFeatureRequest().setLimit(FEATURES).setNoAttributes()
    seen = None
    progress = Progress(feedback)
    if progress.feedback is not None:
        request.setFeedback(progress.feedback)
    for feature in layer.getFeatures(request):
        progress.check()
        if feature.hasGeometry():
            outline = feature.geometry().boundingBox()
            seen = QgsRectangle(outline) if seen is None else seen
            seen.combineExtentWith(outline)
    progress.check()
    if seen is None:
        return False
    other = QgsRectangle(seen.yMinimum(), seen.xMinimum(), seen.yMaximum(), seen.xMaximum())
    return not there.contains(seen) and there.contains(other)


def _there(box, crs: QgsCoordinateReferenceSystem) -> QgsRectangle | None:
    """The box in the layer's system, a little larger; None where there is none."""
    if box is None or not crs.isValid():
        return None
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    try:
        # No datum grids are needed: the box is rough.
        way = QgsCoordinateTransform(degrees, crs, QgsCoordinateTransformContext())
        found = way.transformBoundingBox(QgsRectangle(*box))
    except QgsCsException:
        return None
    return found.buffered(0.02 * max(found.width(), found.height()) + (0.01 if crs.isGeographic() else 1000.0))
