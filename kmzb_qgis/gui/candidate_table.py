"""Reports that may speak of the same thing, as a numbered table: near ones first, numbered as on the map."""

from __future__ import annotations

import functools

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ..catalogue import UnknownName, load
from ..store.duplicate_search import Candidate
from ..toolbelt import harmless, paths
from ..toolbelt.i18n import tr
from . import category_list

SIZE = 22  # pixels
MOST = 99  # rows: more is no list that a person reads
NUMBER, REPORT, DISTANCE, DAYS, STATUS, DESCRIPTION = range(6)


class CandidateTable(QTableWidget):
    """``picked(candidate)``: another row is the current one; ``chosen(candidate)``: by Enter, double click or digit."""

    picked = pyqtSignal(object)
    chosen = pyqtSignal(object)

    def __init__(self, parent=None):
        super().__init__(0, 6, parent)
        self.setObjectName("kmzb_candidates")
        self.setAccessibleName(tr("Reports that may speak of the same thing"))
        self.setHorizontalHeaderLabels(
            ["", tr("Report"), tr("Distance"), tr("Reported"), tr("Status"), tr("Description")]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        self._rows: list[Candidate] = []
        self.currentCellChanged.connect(lambda row, *_: self._tell(self.picked, row))
        self.cellDoubleClicked.connect(lambda row, _: self._tell(self.chosen, row))

    def show_rows(self, rows: list[Candidate]) -> None:
        """Fill the table; the first row becomes the current one."""
        self._rows = rows[:MOST]
        self.setRowCount(len(self._rows))
        for index, one in enumerate(self._rows):
            texts = (
                str(index + 1), one.number, tr("{metres} m", metres=round(one.metres)), apart(one.later),
                one.status, " ".join(one.description.split()),
            )  # fmt: skip
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(harmless.tip(one.description or text if column == DESCRIPTION else text))
                if column in (NUMBER, DISTANCE):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(index, column, item)
            self.item(index, REPORT).setIcon(category_list.icon(one.category_id))
            self.item(index, REPORT).setToolTip(one.category)
            self.item(index, STATUS).setIcon(_sign(one.status_id))
        if self._rows:
            self.setCurrentCell(0, REPORT)

    def rows(self) -> list[Candidate]:
        """What is shown, in order."""
        return list(self._rows)

    def current(self) -> Candidate | None:
        """The current row's report."""
        row = self.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def keyPressEvent(self, event) -> None:
        """Enter chooses the current row, a digit the row of that number."""
        digit = event.key() - Qt.Key.Key_1
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.chosen, self.currentRow())
        elif 0 <= digit <= 8:
            if digit < len(self._rows):
                self.setCurrentCell(digit, REPORT)
                self._tell(self.chosen, digit)
        else:
            super().keyPressEvent(event)

    def _tell(self, signal, row: int) -> None:
        if 0 <= row < len(self._rows):
            signal.emit(self._rows[row])


def apart(days: float) -> str:
    """How much later (below 0: earlier) a report came, in words."""
    whole = round(abs(days))
    if not whole:
        return tr("the same day")
    return tr("%n day(s) later", n=whole) if days > 0 else tr("%n day(s) earlier", n=whole)


@functools.lru_cache(maxsize=16)
def _sign(status: int) -> QIcon:
    """A status by its shape and colour."""
    try:
        state = load().status(status)
    except UnknownName:
        return QIcon()
    image, _ = QgsApplication.svgCache().svgAsImage(
        paths.icon(f"status/{state.key}"), 2 * SIZE, QColor(state.colour), QColor("white"), 1.0, 1.0, 0.0, True
    )
    return QIcon(QPixmap.fromImage(image))
