"""Before a new report is saved: the open reports near it, and what to do with the new one."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from ..store.duplicate_search import Candidate
from ..toolbelt.i18n import tr
from .candidate_table import CandidateTable


class NearbyWindow(QDialog):
    """``added(candidate, text)``: to the existing one; ``linked(candidate)``: save and link; ``saved``: save as it is.

    Closing it goes back to the form.
    """

    added = pyqtSignal(object, str)
    linked = pyqtSignal(object)
    saved = pyqtSignal()

    def __init__(self, rows: list[Candidate], description: str, metres: float, days: float, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_nearby_window")
        self.setWindowTitle(tr("Reported before?"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 340)
        head = QLabel(
            tr(
                "%n open report(s) of the same category within {metres} m and {days} days. Is it one of them?",
                n=len(rows),
                metres=round(metres),
                days=round(days),
            ),
            self,
        )
        head.setWordWrap(True)
        self.table = CandidateTable(self)
        self.table.show_rows(rows)
        words = QLabel(tr("&What is new, added to the note of the chosen report:"), self)
        self.text = QPlainTextEdit(description, self)
        self.text.setObjectName("kmzb_nearby_text")
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(56)
        words.setBuddy(self.text)
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.add = self._button(buttons, "kmzb_nearby_add", tr("&Add to the existing one"), self._add, role)
        self._button(buttons, "kmzb_nearby_link", tr("Save and &link to it"), self._link, role)
        self._button(buttons, "kmzb_nearby_save", tr("&Save nevertheless"), self._save, role)
        back = QDialogButtonBox.ButtonRole.RejectRole
        self._button(buttons, "kmzb_nearby_back", tr("&Back to the form"), self.reject, back)
        self.text.textChanged.connect(self._look)
        self.table.chosen.connect(lambda _: self.add.setFocus())
        self._look()
        column = QVBoxLayout(self)
        for part, stretch in ((head, 0), (self.table, 1), (words, 0), (self.text, 0), (buttons, 0)):
            column.addWidget(part, stretch)
        self.table.setFocus()

    def _look(self) -> None:
        self.add.setEnabled(bool(self.text.toPlainText().strip()))

    def _add(self) -> None:
        self.added.emit(self.table.current(), self.text.toPlainText())

    def _link(self) -> None:
        self.accept()
        self.linked.emit(self.table.current())

    def _save(self) -> None:
        self.accept()
        self.saved.emit()

    def _button(self, buttons, name: str, words: str, run, role) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        buttons.addButton(button, role)
        return button
