"""What is asked before a hand-over is recorded, answered, corrected or cancelled."""

from __future__ import annotations

from datetime import date

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)

from ..catalogue import warsaw
from ..store.bodies import Proposal
from ..store.handed import SETTLED, HandOver
from ..store.handing import Answer, outcome_words
from ..toolbelt.i18n import tr
from .handing_form import Asking


class NewHandOver(Asking):
    """Body, day, number and sheets of a hand-over of ``numbers`` reports; the bodies proposed come first."""

    def __init__(
        self, numbers: list[str], proposed: list[Proposal], basemaps: list[tuple[str, str]], folder: str, parent=None
    ):
        super().__init__("new_hand_over", tr("Hand over"), parent)
        self._days = {entry.body.id: entry.body.answer_days for entry in proposed}
        told = QLabel(", ".join(numbers[:12]) + (" …" if len(numbers) > 12 else ""), self)
        told.setWordWrap(True)
        self.body, self.number = QComboBox(self), QLineEdit(self)
        self.day, self.due = _day_box(self, None), _day_box(self, None)
        self.awaited = QCheckBox(tr("An answer is asked for by"), self)
        self.sheets = QCheckBox(tr("Make the sheets (PDF) in the folder"), self)
        self.folder, self.basemap = QgsFileWidget(self), QComboBox(self)
        self.inner, self.both = QCheckBox(tr("With inner note, officers and history"), self), QCheckBox(self)
        self.day.setMaximumDate(_qt(_today()))
        _fill_bodies(self.body, proposed)
        self.number.setPlaceholderText(tr("e.g. {example}", example="RD-5321/{n}/2026"))
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setFilePath(folder)
        self.basemap.addItem(tr("without a basemap"), "")
        for identifier, title in basemaps:
            self.basemap.addItem(title, identifier)
        self.basemap.setCurrentIndex(max(0, self.basemap.findData("basemap")))
        self.sheets.setChecked(True)
        self.both.setText(tr("One PDF of all sheets, too"))
        self.both.setVisible(len(numbers) > 1)
        self.add(tr("%n report(s)", n=len(numbers)), told, "reports")
        self.add(tr("Body"), self.body, "body")
        self.add(tr("Day of the hand-over"), self.day, "day")
        self.add(tr("Number of the letter"), self.number, "number")
        self.form.addRow(self.awaited, self.due)
        self.form.addRow(self.sheets, self.folder)
        self.add(tr("Basemap"), self.basemap, "basemap")
        self.form.addRow("", self.inner)
        self.form.addRow("", self.both)
        self.body.currentIndexChanged.connect(self._due_by_body)
        self.day.dateChanged.connect(self._due_by_body)
        self.sheets.toggled.connect(self._sheets)
        self.folder.fileChanged.connect(self.check)
        self.awaited.toggled.connect(self.due.setEnabled)
        self._due_by_body()
        self.end()

    def problem(self) -> str:
        if self.body.currentData() is None:
            return tr("The list of bodies is empty: fill it first ('Bodies…' in the window of hand-overs).")
        if self.sheets.isChecked() and not self.folder.filePath().strip():
            return tr("Name the folder of the sheets.")
        return ""

    def due_day(self) -> date | None:
        """Until when an answer is asked for."""
        return _python(self.due) if self.awaited.isChecked() else None

    def handed_day(self) -> date:
        """The day of the hand-over."""
        return _python(self.day)

    def _due_by_body(self, *_) -> None:
        days = self._days.get(self.body.currentData(), 0)
        self.awaited.setChecked(days > 0)
        self.due.setEnabled(days > 0)
        self.due.setMinimumDate(self.day.date())
        self.due.setDate(self.day.date().addDays(days))

    def _sheets(self, wanted: bool) -> None:
        for widget in (self.folder, self.basemap, self.inner, self.both):
            widget.setEnabled(wanted)
        self.check()


class AnswerDialog(Asking):
    """The answer of a body. ``may_close``: an answer that the threat was removed may close the report."""

    def __init__(self, letter: HandOver, may_close: bool, parent=None):
        super().__init__("answer", tr("Answer of the body"), parent)
        self._may_close, self._shown = may_close and not letter.closed, letter
        head = QLabel(f"{letter.report} · {letter.body} · {letter.number}".rstrip(" ·"), self)
        head.setWordWrap(True)
        self.day, self.outcome, self.text = _day_box(self, letter.answered_on), QComboBox(self), QPlainTextEdit(self)
        self.closes = QCheckBox(tr("Close the report as 'Potwierdzone (wyeliminowane)'"), self)
        self.day.setMinimumDate(_qt(date.fromisoformat(letter.handed_on)))
        self.day.setMaximumDate(_qt(_today()))
        for value, words in outcome_words().items():
            self.outcome.addItem(words, value)
        self.outcome.setCurrentIndex(self.outcome.findData(letter.outcome))
        self.text.setPlainText(letter.answer)
        self.text.setTabChangesFocus(True)
        self.add(tr("Hand-over"), head, "head")
        self.add(tr("Day of the answer"), self.day, "day")
        self.add(tr("Outcome"), self.outcome, "outcome")
        self.add(tr("Answer"), self.text, "text")
        self.form.addRow("", self.closes)
        self.outcome.currentIndexChanged.connect(self.check)
        self.end()

    def problem(self) -> str:
        self.closes.setEnabled(self._may_close and self.outcome.currentData() == "removed")
        return "" if self.outcome.currentData() else tr("Choose what the body answered.")

    def reload(self, letter: HandOver, may_close: bool) -> None:
        was, self._shown = self._shown, letter
        self._may_close = may_close and not letter.closed
        if self.day.date() == _day_of(was.answered_on):
            self.day.setDate(_day_of(letter.answered_on))
        if (self.outcome.currentData() or "") == (was.outcome or ""):
            self.outcome.setCurrentIndex(self.outcome.findData(letter.outcome))
        if self.text.toPlainText() == was.answer:
            self.text.setPlainText(letter.answer)

    def answer(self) -> Answer:
        """What was entered."""
        closes = self.closes.isEnabled() and self.closes.isChecked()
        return Answer(_python(self.day), self.outcome.currentData(), self.text.toPlainText().strip(), closes)


class NumberDialog(Asking):
    """The number of the letter and the day until which its answer is due."""

    def __init__(self, letter: HandOver, parent=None):
        super().__init__("number", tr("Number and due day"), parent)
        self._shown = letter
        self.number, self.due = QLineEdit(letter.number, self), _day_box(self, letter.answer_due)
        self.awaited = QCheckBox(tr("An answer is asked for by"), self)
        self.due.setMinimumDate(_qt(date.fromisoformat(letter.handed_on)))
        self.awaited.setChecked(bool(letter.answer_due))
        self.due.setEnabled(bool(letter.answer_due))
        self.awaited.toggled.connect(self.due.setEnabled)
        self.add(tr("Number of the letter"), self.number, "number")
        self.form.addRow(self.awaited, self.due)
        self.end()

    def reload(self, letter: HandOver, may_close: bool) -> None:
        was, self._shown = self._shown, letter
        if self.number.text() == was.number:
            self.number.setText(letter.number)
        if (self.due_day() or "") == (date.fromisoformat(was.answer_due) if was.answer_due else ""):
            self.due.setDate(_day_of(letter.answer_due))
            self.awaited.setChecked(bool(letter.answer_due))

    def due_day(self) -> date | None:
        """Until when an answer is asked for."""
        return _python(self.due) if self.awaited.isChecked() else None


class CancelDialog(Asking):
    """Why a hand-over is cancelled, and whether its report goes back to verification."""

    def __init__(self, letter: HandOver, may_reopen: bool, parent=None):
        super().__init__("cancel", tr("Cancel the hand-over"), parent)
        self.why = QLineEdit(self)
        self.reopen = QCheckBox(tr("Put the report back to verification"), self)
        self.reopen.setEnabled(may_reopen)
        self.reopen.setChecked(may_reopen)
        self.add(tr("Hand-over"), QLabel(f"{letter.report} · {letter.body}", self), "head")
        self.add(tr("Why"), self.why, "why")
        self.form.addRow("", self.reopen)
        self.why.textChanged.connect(self.check)
        self.end()

    def reload(self, letter: HandOver, may_close: bool) -> None:
        self.reopen.setEnabled(letter.state != SETTLED)
        self.reopen.setChecked(self.reopen.isChecked() and self.reopen.isEnabled())

    def problem(self) -> str:
        return "" if self.why.text().strip() else tr("Cancelling a hand-over needs a reason.")


def _fill_bodies(box: QComboBox, proposed: list[Proposal]) -> None:
    """Those that are responsible first, told as such; a line before the others."""
    for number, entry in enumerate(proposed):
        if number and not entry.fitting and proposed[number - 1].fitting:
            box.insertSeparator(box.count())
        words = tr("{name} (responsible)", name=entry.body.name) if entry.fitting else entry.body.name
        box.addItem(words, entry.body.id)
        box.setItemData(box.count() - 1, entry.body.kind, Qt.ItemDataRole.ToolTipRole)


def _day_box(parent, text: str | None) -> QDateEdit:
    box = QDateEdit(parent)
    box.setCalendarPopup(True)
    box.setDisplayFormat("dd.MM.yyyy")
    box.setDate(_day_of(text))
    return box


def _day_of(text: str | None) -> QDate:
    """A day of the store; today where there is none."""
    return _qt(date.fromisoformat(text) if text else _today())


def _today() -> date:
    return warsaw.day_of(warsaw.now())


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _python(box: QDateEdit) -> date:
    day = box.date()
    return date(day.year(), day.month(), day.day())
