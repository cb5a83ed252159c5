"""What the plugin's own tabs of a report's form share: which form is around them, and which report it shows now.

QGIS makes them as relation widgets of the plugin's own kinds; a QGIS without the plugin shows its own table instead.
"""

from __future__ import annotations

from qgis.gui import QgsAbstractRelationEditorWidget, QgsAttributeForm
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer

from .slots import safe

LOOK_MS = 500  # a form changes its report without telling a widget whose relation is not in the project


class FormTab(QgsAbstractRelationEditorWidget):
    """Looks at the form's report when it is seen, and again after each save."""

    def __init__(self, config, parent):
        super().__init__(config, parent)
        self._form: QgsAttributeForm | None = None
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._soon = QTimer(self)  # the form takes this widget in after it was made
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._settle)
        self._soon.start(0)

    def met(self, form: QgsAttributeForm) -> None:
        """The form around was found; once."""

    def look(self, form: QgsAttributeForm) -> None:
        """Show the form's report, where it is another one than before."""

    def forget(self) -> None:
        """What is shown has outlived itself."""

    def config(self) -> dict:
        """Nothing to keep."""
        return {}

    def setConfig(self, config) -> None:
        """Nothing to set."""

    def beforeSetRelationFeature(self, relation, feature) -> None:
        """Nothing to prepare."""

    def afterSetRelationFeature(self) -> None:
        """Nothing to follow."""

    def beforeSetRelations(self, relation, other) -> None:
        """Nothing to prepare."""

    def afterSetRelations(self) -> None:
        """Nothing to follow."""

    def updateUi(self) -> None:
        """QGIS: another report."""
        self._look()

    def parentFormValueChanged(self, _attribute, _value) -> None:
        """QGIS: a value of the form, so perhaps another report."""
        self._look()

    def showEvent(self, event) -> None:
        """Read only what is seen, and anew: others may have written meanwhile."""
        super().showEvent(event)
        self.forget()
        self._clock.start(LOOK_MS)
        self._look()

    def hideEvent(self, event) -> None:
        """Rest."""
        super().hideEvent(event)
        self._clock.stop()

    @safe
    def _settle(self) -> QgsAttributeForm | None:
        """Find the form around, once."""
        parent = self.parentWidget() if self._form is None else None
        while parent is not None and not parent.inherits("QgsAttributeForm"):
            parent = parent.parentWidget()
        if parent is not None:
            parent = sip.cast(parent, QgsAttributeForm)  # Python knows a form that QGIS made as a QWidget only
            self._form = parent
            parent.layer().afterCommitChanges.connect(self._again)
            self.met(parent)
        return self._form

    def _again(self) -> None:
        self.forget()
        self._look()

    @safe
    def _look(self) -> None:
        form = self._settle()
        if form is not None and self.isVisible():
            self.look(form)
