"""Whether a layer's instants come in UTC, as all that shows them expects: a database has a time zone of its own."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime

COLUMN = "reported_at"


def wrong(layer: QgsVectorLayer) -> bool:
    """Whether a report of a layer has a time of another zone; a layer without reports has none."""
    index = layer.fields().indexOf(COLUMN)
    request = QgsFeatureRequest().setLimit(1).setSubsetOfAttributes([index]).setFlags(QgsFeatureRequest.Flag.NoGeometry)
    found = next(layer.dataProvider().getFeatures(request), None)
    value = found.attribute(index) if found is not None else None
    return isinstance(value, QDateTime) and value.isValid() and value.offsetFromUtc() != 0
