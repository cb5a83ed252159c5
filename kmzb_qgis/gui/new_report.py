"""A new report at a place: the form of the report layer, with the point in it."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .messages import Messages
from .new_report_dialog import NewReportDialog
from .slots import safe

PLACE_CRS = "EPSG:2180"
NAME = "kmzb_new_report"


def begin(iface, x: float, y: float) -> QgsAttributeDialog:
    """Open the form of a new report at a place of EPSG:2180; the layer is switched to editing where it is not.

    The report is in the layer's edits once the form is accepted; a form that is left ends the editing that it began.
    Raises KmzbError that says why there can be none.
    """
    layer = layer_for_it()
    began = not layer.isEditable()
    if began and not layer.startEditing():
        raise KmzbError(
            tr("The layer {layer} cannot be edited now: its file is write-protected or in use.", layer=layer.name())
        )
    source = QgsCoordinateReferenceSystem(PLACE_CRS)
    place = QgsCoordinateTransform(source, layer.crs(), QgsProject.instance()).transform(QgsPointXY(x, y))
    feature = QgsVectorLayerUtils.createFeature(
        layer, QgsGeometry.fromPointXY(place), {}, layer.createExpressionContext()
    )
    context = QgsAttributeEditorContext()
    context.setMapCanvas(iface.mapCanvas())
    dialog = NewReportDialog(layer, feature, False, iface.mainWindow(), True, context)
    dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setObjectName(NAME)
    dialog.prepare(iface, Messages(iface), (x, y))
    dialog.accepted.connect(layer.triggerRepaint)
    if began:
        dialog.rejected.connect(lambda: _end(iface, dialog, layer))
    iface.setActiveLayer(layer)
    dialog.show()
    return dialog


def layer_for_it():
    """The layer that takes a new report. Raises KmzbError that says why there is none."""
    layer = report_layer.find()
    if layer is None:
        raise KmzbError(tr("No store is open: a new report needs its layer. Open a store or make one first."))
    if layer.readOnly():
        raise KmzbError(tr("The store is open read-only: no report can be added to it."))
    return layer


@safe
def _end(iface, dialog: QgsAttributeDialog, layer) -> None:
    """End the editing where nothing was edited and no other form of a new report is open."""
    others = (each for each in iface.mainWindow().findChildren(QgsAttributeDialog, NAME) if each is not dialog)
    if sip.isdeleted(layer) or any(each.isVisible() for each in others):
        return
    if layer.isEditable() and not layer.isModified():
        layer.rollBack()
