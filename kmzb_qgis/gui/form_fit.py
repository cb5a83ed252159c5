"""Boxes of several lines as high as their text needs, so that what stands below them is seen without scrolling."""

from __future__ import annotations

from qgis.gui import QgsAttributeForm

from . import form_parts
from .slots import safe

LINES = 5  # 500 characters in a form of usual width


@safe
def attach(form: QgsAttributeForm, parts: form_parts.Parts | None = None) -> None:
    """Bound the boxes that a form has now; QGIS gives each all the height there is. Longer texts scroll in them."""
    for box in (parts or form_parts.of(form)).texts:
        frame = 2 * (box.frameWidth() + round(box.document().documentMargin()))
        box.setMaximumHeight(LINES * box.fontMetrics().lineSpacing() + frame)
        box.setTabChangesFocus(True)
