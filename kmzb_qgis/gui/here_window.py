"""The window of 'What is here?': labels and texts that can be marked and copied, and what to do next."""

from __future__ import annotations

import html

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
)

from ..toolbelt.i18n import tr

WIDTH, MOST_HEIGHT = 560, 700  # pixels of the text; a longer one scrolls


class HereWindow(QDialog):
    """One place. ``left``: closed; ``wanted_report(x, y)`` and ``wanted_map(x, y)``: the buttons, in EPSG:2180."""

    left = pyqtSignal()
    wanted_report = pyqtSignal(float, float)
    wanted_map = pyqtSignal(float, float)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_here_window")
        self.setWindowTitle(tr("What is here?"))
        self._subject = ""
        self._rows: list[tuple[str, str]] = []
        self._problems: tuple[str, ...] = ()
        self._x = self._y = 0.0
        self._browser = QTextBrowser(self)
        self._browser.setObjectName("kmzb_here_text")
        self._browser.setOpenLinks(False)
        self._browser.setFrameShape(QFrame.Shape.NoFrame)
        self._browser.setMinimumWidth(WIDTH)
        self._note = QLabel(tr("Asking the services of the geoportal…"), self)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
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
        for part in (self._browser, self._note, self._busy, self._buttons):
            column.addWidget(part)

    def begin(self, subject: str, rows: list[tuple[str, str]], x: float, y: float) -> None:
        """Show a new place and that it is being asked about."""
        self._x, self._y, self._subject, self._rows, self._problems = x, y, subject, list(rows), ()
        self._write(True)

    def fill(self, rows: list[tuple[str, str]], problems: tuple[str, ...]) -> None:
        """Show what was learnt; ``problems`` are sentences."""
        self._rows += rows
        self._problems = tuple(problems)
        self._write(False)

    def text(self) -> str:
        """All that is shown, a line a row."""
        lines = [f"{label}: {text}" for label, text in self._rows]
        return "\n".join([self._subject, *lines, *self._problems])

    def copy(self) -> None:
        """Put all that is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _write(self, busy: bool) -> None:
        """The text anew, as tall as it needs to be; what a service sent is never taken for markup."""
        rows = "".join(
            f"<tr><td style='padding-right: 14px'>{html.escape(label)}:</td><td>{html.escape(text)}</td></tr>"
            for label, text in self._rows
        )
        told = "".join(f"<p style='color: #b00020'>{html.escape(sentence)}</p>" for sentence in self._problems)
        head = f"<p><b>{html.escape(self._subject)}</b></p>"
        self._browser.setHtml(f"{head}<table cellspacing='0' cellpadding='2'>{rows}</table>{told}")
        self._busy.setVisible(busy)
        self._note.setVisible(busy)
        document = self._browser.document()
        document.setTextWidth(WIDTH - 24)  # a little less than there is: never a scroll bar for a few pixels
        self._browser.setFixedHeight(min(MOST_HEIGHT, round(document.size().height()) + 16))
        self.adjustSize()
