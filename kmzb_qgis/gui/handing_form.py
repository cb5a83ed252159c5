"""A dialog of hand-overs: what all of them have, also where somebody else was faster."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QPlainTextEdit, QWidget

from ..store.handed import HandOver
from ..toolbelt.i18n import tr
from .handing_changes import Meanwhile


class Asking(QDialog):
    """A small dialog: rows of a form, OK and Cancel; a sentence in red says why OK is not there."""

    def __init__(self, name: str, title: str, parent=None):
        super().__init__(parent)
        self.setObjectName(f"kmzb_{name}")
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self.form, self.wrong = QFormLayout(self), QLabel(self)
        self.wrong.setStyleSheet("color: #b00020")
        self.wrong.setWordWrap(True)
        self.news, self.seen = QPlainTextEdit(self), QCheckBox(tr("I have read this: record mine nevertheless"), self)
        self.news.setReadOnly(True)
        self.news.setTabChangesFocus(True)
        self.news.setFixedHeight(120)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def add(self, label: str, widget: QWidget, name: str) -> None:
        """A row."""
        widget.setObjectName(f"{self.objectName()}_{name}")
        self.form.addRow(label, widget)

    def end(self) -> None:
        """The last rows. What others wrote meanwhile stands there only where they did."""
        self.form.addRow(self.news)
        self.form.addRow(self.seen)
        self.news.hide()
        self.seen.hide()
        self.seen.toggled.connect(self.check)
        self.form.addRow(self.wrong)
        self.form.addRow(self.buttons)
        roles = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)
        items = (self.form.itemAt(row, role) for row in range(self.form.rowCount()) for role in roles)
        fields = [item.widget() for item in items if item is not None and not isinstance(item.widget(), QLabel)]
        fields.append(self.buttons)
        for first, then in zip(fields, fields[1:]):  # as they stand, not as they were made
            self.setTabOrder(first, then)
        fields[0].setFocus()
        for label in self.findChildren(QLabel):  # they name reports and bodies, by what others wrote
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.check()

    def problem(self) -> str:
        """Why this cannot be recorded; empty where it can."""
        return ""

    def changed(self, meanwhile: Meanwhile) -> None:
        """Show what somebody else wrote since this was opened: OK needs another decision, of who has read it."""
        self.news.setPlainText(meanwhile.news)
        self.news.show()
        self.seen.show()
        self.seen.setChecked(False)
        if meanwhile.letter is not None:
            self.reload(meanwhile.letter, meanwhile.may_close)
        self.check()

    def reload(self, letter: HandOver, may_close: bool) -> None:
        """Fields that were not touched show the hand-over as it is now; what was typed stays."""

    def tell(self, sentence: str) -> None:
        """Why it was not recorded: what was typed stands as it was."""
        self.wrong.setText(sentence)
        self.form.activate()
        self.resize(self.width(), max(self.height(), self.form.totalHeightForWidth(self.width())))

    def check(self, *_) -> None:
        """Say what is wrong, and offer OK where nothing is."""
        unread = not self.seen.isHidden() and not self.seen.isChecked()
        problem = self.problem() or (tr("Read what somebody else wrote meanwhile, and decide again.") if unread else "")
        self.wrong.setText(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)
