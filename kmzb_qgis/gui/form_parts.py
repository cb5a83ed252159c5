"""The parts of an open form, found in one walk: PyQt makes an object of Python for each child that a search passes.

A form has some 1,600 children; each walk through all of them takes as long as QGIS needs for its own form.
"""

from __future__ import annotations

from dataclasses import dataclass

from qgis.gui import QgsAttributeForm, QgsEditorWidgetWrapper
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QAbstractSpinBox, QComboBox, QPlainTextEdit

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@dataclass(frozen=True)
class Parts:
    """``fields``: what QGIS puts around each field's widget, by name; the lists also have those of hidden pages."""

    fields: dict[str, QgsEditorWidgetWrapper]
    combos: list[QComboBox]
    numbers: list[QAbstractSpinBox]  # dates among them
    texts: list[QPlainTextEdit]


def of(form: QgsAttributeForm) -> Parts:
    """The parts that a form has now; QGIS may make them anew while it is open."""
    kinds = (QComboBox, QAbstractSpinBox, QPlainTextEdit)
    found = form.findChildren(kinds)
    return Parts(fields(form), *([one for one in found if isinstance(one, kind)] for kind in kinds))


def fields(form: QgsAttributeForm) -> dict[str, QgsEditorWidgetWrapper]:
    """The wrappers alone: QGIS makes them the form's own children."""
    return {w.field().name(): w for w in form.findChildren(QgsEditorWidgetWrapper, "", DIRECT)}


def own(form: QgsAttributeForm, kind: type) -> QObject | None:
    """What the plugin has put behind a form as its child; None where it has not yet."""
    return form.findChild(kind, kind.__name__, DIRECT)
