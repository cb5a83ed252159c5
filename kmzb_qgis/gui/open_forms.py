"""Forms that show reports of a layer now: in windows, in attribute tables, in docks.

QGIS (seen with 3.22) crashes where a layer gets a new form while one with live labels is open: that is built anew, and
the labels it had are written to (QgsAttributeForm::updateLabels). So nothing may dress a layer while there are any.
"""

from __future__ import annotations

from qgis.gui import QgsAttributeForm
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QApplication


def open_forms(layer) -> list[QgsAttributeForm]:
    """The forms of a layer that QGIS holds, also those behind another page of an attribute table. GUI thread only."""
    found = (sip.cast(one, QgsAttributeForm) for one in QApplication.allWidgets() if one.inherits("QgsAttributeForm"))
    return [form for form in found if form.layer() is layer or (form.layer() and form.layer().id() == layer.id())]


def release_closed(layer) -> None:
    """Put away the windows of forms that were closed and that somebody keeps: nobody sees them, so nothing is typed.

    A form behind another page of a table, or in a dock behind a tab, has a window in sight and stays. GUI thread only.
    """
    for form in open_forms(layer):
        if sip.isdeleted(form):  # with the window of another one
            continue
        window = form.window()
        if window.inherits("QgsAttributeDialog") and not window.isVisible():
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
