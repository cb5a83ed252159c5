"""What a closing asks for in the verification window: its public reason from the list, and a text of one's own."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ..editing import public_text
from ..toolbelt.i18n import tr
from . import verifying_keys as keys
from .slots import safe
from .verifying_reason import ReasonBox


class ReasonForm(QWidget):
    """``saved()``: Enter, or the button; ``given_up()``: the other button."""

    saved = pyqtSignal()
    given_up = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._asked, self._found = QLabel(), QLabel()
        self._asked.setWordWrap(True)
        self._found.setObjectName("kmzb_verifying_found")
        self._found.setWordWrap(True)
        self._found.setTextFormat(Qt.TextFormat.PlainText)
        self._found.setStyleSheet("color: #1a1a1a; background: #ffd9d9; padding: 3px")
        self.reason, self.public = ReasonBox(), QLineEdit()
        self.public.setObjectName("kmzb_verifying_public")
        self.public.setPlaceholderText(tr("In your own words, for everybody to read (may stay empty)"))
        self.public.textChanged.connect(self._look)
        self.save = button("kmzb_verifying_save", tr("Save the decision ({key})", key=keys.shown("Enter")))
        self.cancel = button("kmzb_verifying_cancel", tr("Not now ({key})", key=keys.shown(keys.ESCAPE)))
        self.save.clicked.connect(lambda _=False: self.saved.emit())
        self.cancel.clicked.connect(lambda _=False: self.given_up.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self._asked, self.reason, self.public, self._found):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.save, 1)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self._open = self.reason.completer().popup()  # has the keys while suggestions are shown
        for box in (self.reason, self.public, self._open):  # the list's line hands its keys on from the list
            box.installEventFilter(self)
        self._look()

    def ask(self, status: str, reasons: list[tuple[int, str]], chosen: int | None) -> None:
        """Ask for a reason of a status; the list has the keys."""
        self._asked.setText(tr("Public reason for '{status}':", status=status))
        self.reason.offer(reasons, chosen)
        self.reason.setFocus()
        self.reason.lineEdit().selectAll()

    def also_in(self, note: QPlainTextEdit) -> None:
        """Save from the note too: there, where Enter begins a line, with Ctrl."""
        note.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        """Enter saves."""
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if self.isVisible() and (held or not isinstance(watched, QPlainTextEdit)):
                if not event.isAutoRepeat():  # a key held down must not decide report after report
                    self._enter(watched is self._open)
                return True
        return super().eventFilter(watched, event)

    @safe
    def _enter(self, suggested: bool) -> None:
        """One Enter takes the suggestion and saves; where several fit and none is marked, what saves says so."""
        if suggested:
            self.reason.take()
        self.saved.emit()

    @safe
    def _look(self, *_) -> None:
        sentence = public_text.problem(self.public.text())
        self._found.setText(sentence)
        self._found.setVisible(bool(sentence))


def button(name: str, words: str) -> QPushButton:
    """A button that Enter in a box beside it does not press."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAutoDefault(False)
    return made
