"""The window of the differences from the service: the list, what narrows it, and what can be done with it."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ..store.differences import Difference, Differences
from ..toolbelt.i18n import tr
from .differences_table import DifferencesTable

_WIDEST = 210  # pixels of a column at first


class DifferencesWindow(QDialog):
    """``wanted``: list anew; ``came_back``: the window is in front again; ``chosen(report)``: show it on the map.

    ``saved(kind)``: keep the list as 'csv' or 'pdf'; ``stopped``: cancel what runs; ``left``: the window was closed.
    """

    wanted, came_back, stopped, left = pyqtSignal(), pyqtSignal(), pyqtSignal(), pyqtSignal()
    chosen = pyqtSignal(object)
    saved = pyqtSignal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_differences")
        self.setWindowTitle(tr("Differences from the service"))
        self.resize(1080, 520)
        self.found = Differences(())
        self.unit, self.unseen = (
            QLineEdit(self),
            QCheckBox(tr("Also reports &entered here, unknown to the service"), self),
        )
        self.again = QPushButton(tr("&List"), self)
        self.status, self.busy = QLabel(self), QProgressBar(self)
        self.cancel = QPushButton(tr("S&top"), self)
        self.table, self.model = QTableView(self), DifferencesTable(self)
        self.show_report = QPushButton(tr("Show on the &map"), self)
        self.csv, self.pdf = QPushButton(tr("Save as &CSV…"), self), QPushButton(tr("Save as &PDF…"), self)
        self._set_up()
        self._lay_out()
        self.show_waiting(False)

    def report(self) -> Difference | None:
        """The report that is marked."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.report(rows[0].row()) if rows else None

    def show_found(self, found: Differences, sentence: str) -> None:
        """List what was found; the marked report stays marked where it is still there."""
        marked, first = self.report(), not len(self.found)
        self.found = found
        self.model.show(found)
        order = self.table.horizontalHeader().sortIndicatorOrder()
        section = self.table.horizontalHeader().sortIndicatorSection()
        if 0 <= section < self.model.columnCount():
            self.model.sort(section, order)
        if first:  # later the person's own widths stay
            self._fit()
        row = self.model.row_of(marked.fid) if marked is not None else -1
        if row >= 0:
            self.table.selectRow(row)
        self.show_waiting(False)
        self.say(sentence)

    def show_waiting(self, waiting: bool, words: str = "") -> None:
        """Something runs, or no more."""
        self.busy.setVisible(waiting)
        self.cancel.setVisible(waiting)
        self.again.setEnabled(not waiting)
        for button in (self.csv, self.pdf):
            button.setEnabled(not waiting and bool(len(self.found)))
        self.show_report.setEnabled(self.report() is not None)
        if waiting:
            self.say(words)

    def say(self, sentence: str, wrong: bool = False) -> None:
        """Say a sentence above the list."""
        self.status.setText(sentence)
        self.status.setStyleSheet("color: #b00020" if wrong else "")

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def changeEvent(self, event) -> None:
        """In front again: somebody may have saved or imported meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.came_back.emit()

    def _set_up(self) -> None:
        self.unit.setPlaceholderText(tr("Only a unit: its name, code or TERYT"))
        self.unit.setClearButtonEnabled(True)
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setSortIndicator(
            -1, Qt.SortOrder.AscendingOrder
        )  # as listed: longest waiting first
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setResizeContentsPrecision(50)  # rows: enough to see how wide texts are
        self.table.setWordWrap(False)
        for name in ("unit", "unseen", "again", "status", "busy", "cancel", "table", "show_report", "csv", "pdf"):
            getattr(self, name).setObjectName(f"kmzb_differences_{name}")
        for button in (self.cancel, self.show_report, self.csv, self.pdf):
            button.setAutoDefault(False)
        self.again.setDefault(True)
        self.again.clicked.connect(lambda _=False: self.wanted.emit())
        self.unseen.toggled.connect(lambda _: self.wanted.emit())
        self.cancel.clicked.connect(lambda _=False: self.stopped.emit())
        self.csv.clicked.connect(lambda _=False: self.saved.emit("csv"))
        self.pdf.clicked.connect(lambda _=False: self.saved.emit("pdf"))
        self.show_report.clicked.connect(lambda _=False: self._choose())
        self.table.doubleClicked.connect(lambda _: self._choose())
        self.table.selectionModel().selectionChanged.connect(
            lambda *_: self.show_report.setEnabled(self.report() is not None)
        )

    def _lay_out(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for row in (
            (self.unit, self.unseen, self.again),
            (self.status, self.busy, self.cancel),
            self.table,
            (self.show_report, None, self.csv, self.pdf, close),
        ):
            if not isinstance(row, tuple):
                column.addWidget(row, 1)
                continue
            line = QHBoxLayout()
            for part in row:
                if part is None:
                    line.addStretch(1)
                else:
                    line.addWidget(part, 1 if part in (self.unit, self.status) else 0)
            column.addLayout(line)

    def _fit(self) -> None:
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount() - 1):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), _WIDEST))

    def _choose(self) -> None:
        report = self.report()
        if report is not None:
            self.chosen.emit(report)
