"""The window 'Repeats another report': candidates, how far and how long apart they are, and the link."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from ..store import duplicate_search as search
from ..store.duplicate_search import Candidate
from ..toolbelt import settings
from ..toolbelt.i18n import tr
from .candidate_table import CandidateTable


class DuplicatesWindow(QDialog):
    """Says what is wanted: ``asked`` look again, ``wanted(candidate)`` link, ``unlinked``, ``taken_back``, ``left``."""

    asked = pyqtSignal()
    wanted = pyqtSignal(object)
    unlinked = pyqtSignal()
    taken_back = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_duplicates_window")
        self.setWindowTitle(tr("Repeats another report"))
        self.resize(860, 300)
        self.subject = QLabel(self)
        self.subject.setWordWrap(True)
        self.metres = self._number(" m", 1, search.MOST_METRES, settings.get("duplicate_metres"))
        self.days = self._number("", 0, search.MOST_DAYS, settings.get("duplicate_days"))
        self.any_category = QCheckBox(tr("&Any category"), self)
        self.any_category.toggled.connect(lambda _: self.asked.emit())
        self.table = CandidateTable(self)
        self.table.chosen.connect(self.wanted)
        self.note = QLabel(self)
        for label in (self.subject, self.note):  # they name reports, by what citizens wrote
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setObjectName("kmzb_duplicates_note")
        self.again = QPushButton(tr("Try again"), self)
        self.again.setObjectName("kmzb_duplicates_again")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(lambda _=False: self.asked.emit())
        line = QHBoxLayout()
        for label, box in ((tr("&Distance:"), self.metres), (tr("Days a&part:"), self.days)):
            words = QLabel(label, self)
            words.setBuddy(box)
            line.addWidget(words)
            line.addWidget(box)
        line.addWidget(self.any_category)
        line.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.link = self._button(buttons, "kmzb_duplicates_link", tr("&Repeats the chosen one"), self._link)
        self.unlink = self._button(buttons, "kmzb_duplicates_unlink", tr("Take the link &off"), self.unlinked.emit)
        self.undo = self._button(buttons, "kmzb_duplicates_undo", tr("&Undo"), self.taken_back.emit)
        self.undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.subject)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        told = QHBoxLayout()
        told.addWidget(self.note, 1)
        told.addWidget(self.again)
        column.addLayout(told)
        column.addWidget(buttons)

    def begin(self, subject: str, linked: str) -> None:
        """A report is asked about; ``linked`` names what it repeats already ('': nothing)."""
        self.subject.setText(f"{subject} {tr('It repeats report {number}.', number=linked) if linked else ''}".strip())
        self.unlink.setEnabled(bool(linked))
        self.busy(True)

    def busy(self, is_so: bool) -> None:
        """While something runs nothing can be linked."""
        self.table.setEnabled(not is_so)
        self.link.setEnabled(not is_so and bool(self.table.rows()))
        self.again.hide()
        if is_so:
            self.note.setText(tr("Looking…"))

    def trouble(self, sentence: str) -> None:
        """Why nothing was found or written; what is listed stays, and it may be tried again."""
        self.note.setText(sentence)
        self.again.show()

    def fill(self, rows: list[Candidate]) -> None:
        """What was found."""
        self.table.show_rows(rows)
        self.busy(False)
        self.note.setText(
            tr("Enter links to the chosen report, a digit to the one of that number. Linking closes nothing by itself.")
            if rows
            else tr("No such report so near and in those days. Widen the distance or the days.")
        )
        if rows:
            self.table.setFocus()

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _link(self) -> None:
        if self.table.current() is not None:
            self.wanted.emit(self.table.current())

    def _number(self, suffix: str, least: float, most: float, value: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setRange(least, most)
        box.setDecimals(0)
        box.setSuffix(suffix)
        box.setValue(value)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(lambda _: self.asked.emit())
        return box

    def _button(self, buttons: QDialogButtonBox, name: str, words: str, run) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setEnabled(False)
        button.clicked.connect(lambda _=False: run())
        buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button
