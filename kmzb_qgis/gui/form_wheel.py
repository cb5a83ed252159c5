"""The wheel scrolls a report's form and never turns a value under the pointer: status, reason and date are public."""

from __future__ import annotations

from qgis.gui import QgsAttributeForm
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject
from qgis.PyQt.QtWidgets import QAbstractScrollArea

from . import form_parts
from .slots import safe


@safe
def attach(form: QgsAttributeForm, parts: form_parts.Parts | None = None) -> WheelGuard:
    """Look after the fields that a form has now: QGIS may make them anew while it is open."""
    guard = form_parts.own(form, WheelGuard) or WheelGuard(form)
    parts = parts or form_parts.of(form)
    for field in (*parts.combos, *parts.numbers):
        field.installEventFilter(guard)  # once: again it only comes to the front
    return guard


class WheelGuard(QObject):
    """Stands before one form's lists, numbers and dates, as the form's child."""

    def __init__(self, form: QgsAttributeForm):
        super().__init__(form)
        self.setObjectName(type(self).__name__)

    def eventFilter(self, field, event) -> bool:
        """What a field would turn by goes to the page around it."""
        if event.type() != QEvent.Type.Wheel:
            return False
        page = field.parentWidget()
        while page is not None and not isinstance(page, QAbstractScrollArea):
            page = page.parentWidget()
        if page is not None:
            QCoreApplication.sendEvent(page.viewport(), event)
        event.accept()
        return True
