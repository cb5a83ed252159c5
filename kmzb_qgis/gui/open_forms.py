"""Forms that show reports of a layer now: in windows, in attribute tables, in docks.

QGIS (seen with 3.22) crashes where a layer gets a new form while one with live labels is open: that is built anew, and
the labels it had are written to (QgsAttributeForm::updateLabels). So nothing may dress a layer while there are any.
"""

from __future__ import annotations

from qgis.gui import QgsAttributeForm
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QApplication


def open_forms(layer) -> list[QgsAttributeForm]:
    """The forms of a layer that QGIS holds, also those behind another page of an attribute table. GUI thread only."""
    found = (sip.cast(one, QgsAttributeForm) for one in QApplication.allWidgets() if one.inherits("QgsAttributeForm"))
    return [form for form in found if form.layer() is layer or (form.layer() and form.layer().id() == layer.id())]
