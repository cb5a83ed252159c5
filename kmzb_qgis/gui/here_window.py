"""The window of 'What is here?': labels and texts that can be marked and copied, and what to do next."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont, QGuiApplication
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..toolbelt.i18n import tr

WIDTH = 460


class HereWindow(QDialog):
    """One place. ``left``: closed; ``wanted_report(x, y)`` and ``wanted_map(x, y)``: the buttons, in EPSG:2180."""

    left = pyqtSignal()
    wanted_report = pyqtSignal(float, float)
    wanted_map = pyqtSignal(float, float)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_here_window")
        self.setWindowTitle(tr("What is here?"))
        self.setMinimumWidth(WIDTH)
        self._rows: list[tuple[str, str]] = []
        self._problems: tuple[str, ...] = ()
        self._x = self._y = 0.0
        self._subject = _label("")
        font = QFont(self._subject.font())
        font.setBold(True)
        self._subject.setFont(font)
        self._form_box = QWidget(self)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setFormat("")
        self._note = _label(tr("Asking the services of the geoportal…"))
        self._trouble = _label("")
        self._trouble.setStyleSheet("color: #b00020;")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        for name, words, run in (
            ("kmzb_here_copy", tr("&Copy all"), self.copy),
            ("kmzb_here_map", tr("&Show on the map"), lambda: self.wanted_map.emit(self._x, self._y)),
            ("kmzb_here_report", tr("&New report here…"), lambda: self.wanted_report.emit(self._x, self._y)),
        ):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
            self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self._subject, self._form_box, self._note, self._busy, self._trouble):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self._buttons)

    def begin(self, subject: str, rows: list[tuple[str, str]], x: float, y: float) -> None:
        """Show a new place and that it is being asked about."""
        self._x, self._y, self._rows, self._problems = x, y, list(rows), ()
        self._subject.setText(subject)
        self._lay_out()
        self._wait(True)

    def fill(self, rows: list[tuple[str, str]], problems: tuple[str, ...]) -> None:
        """Show what was learnt; ``problems`` are sentences."""
        self._rows += rows
        self._problems = tuple(problems)
        self._lay_out()
        self._wait(False)

    def text(self) -> str:
        """All that is shown, a line a row."""
        lines = [f"{label}: {text}" for label, text in self._rows]
        return "\n".join([self._subject.text(), *lines, *self._problems])

    def copy(self) -> None:
        """Put all that is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _wait(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        self._note.setVisible(busy)
        self._trouble.setText("\n".join(self._problems))
        self._trouble.setVisible(bool(self._problems))
        self.adjustSize()

    def _lay_out(self) -> None:
        """The rows anew, in a fresh form."""
        box = QWidget(self)
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for label, text in self._rows:
            name = QLabel(f"{label}:", box)
            name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            form.addRow(name, _label(text))
        self.layout().replaceWidget(self._form_box, box)
        self._form_box.hide()
        self._form_box.deleteLater()
        self._form_box = box
        box.show()


def _label(text: str) -> QLabel:
    """Words that can be marked and copied; what a service sent is never taken for markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    flags = Qt.TextInteractionFlag
    label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return label
