"""The list of hand-overs as a table: overdue ones red, with the days that they are over."""

from __future__ import annotations

from datetime import date

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QFont

from ..catalogue import warsaw
from ..store.handed import ANSWERED, CANCELLED, OVERDUE, SETTLED, WAITING, HandOver
from ..store.handing import outcome_words
from ..toolbelt import harmless
from ..toolbelt.i18n import tr

RED, GREY = "#b00020", "#6b6b6b"


def state_words() -> dict[str, str]:
    """The states of hand-overs, in the order of the filter."""
    return {
        OVERDUE: tr("Answer overdue"),
        WAITING: tr("Waiting for an answer"),
        ANSWERED: tr("Answered"),
        CANCELLED: tr("Cancelled hand-over"),
        SETTLED: tr("Settled without an answer"),
    }


def day(text: str) -> str:
    """A day of the store as people read it."""
    try:
        return warsaw.shown_day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


class HandOverModel(QAbstractTableModel):
    """Rows of :func:`store.handed.listed`."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._rows: tuple[HandOver, ...] = ()
        self._heads = (
            tr("Report"), tr("Category"), tr("Place"), tr("Body"), tr("Number of the letter"), tr("Handed over on"),
            tr("Answer due"), tr("State"), tr("Answer"),
        )  # fmt: skip
        self._states, self._outcomes = state_words(), outcome_words()

    def show(self, rows: tuple[HandOver, ...]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: QModelIndex) -> HandOver | None:
        """The hand-over of a row."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def position(self, fid: int) -> int:
        """Where a hand-over stands; -1: nowhere."""
        return next((number for number, row in enumerate(self._rows) if row.fid == fid), -1)

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return harmless.tip(self._words(row)[index.column()])
        if role == Qt.ItemDataRole.ForegroundRole and row.state == OVERDUE:
            return QBrush(QColor(RED))
        if role == Qt.ItemDataRole.ForegroundRole and row.state in (CANCELLED, SETTLED):
            return QBrush(QColor(GREY))
        if role == Qt.ItemDataRole.FontRole and row.state == OVERDUE:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _words(self, row: HandOver) -> tuple[str, ...]:
        state = self._states[row.state]
        if row.state == OVERDUE:
            state = tr("Overdue by %n day(s)", n=row.days_over)
        answer = " – ".join(
            part for part in (day(row.answered_on), self._outcomes.get(row.outcome, ""), row.answer) if part
        )
        return (
            str(row.report or ""),
            row.category or "",
            row.place,
            row.body,
            row.number,
            day(row.handed_on),
            day(row.answer_due),
            state,
            answer or row.cancel_reason,
        )
