"""The window of a check-in: the working copy, what would come in, and what somebody has to decide."""

from __future__ import annotations

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ..store.checkin_compare import BOTH, INSIDE, MINE
from ..toolbelt.i18n import tr
from .checkin_table import DECISION, CheckinTable, DecisionDelegate

_WIDEST = 230  # pixels of a column at first


class CheckinWindow(QDialog):
    """``wanted``: compare and list; ``agreed``: bring in; ``saved``/``given``: the list as CSV, decisions of one.

    ``stopped``: cancel what runs; ``left``: the window was closed.
    """

    wanted, agreed, saved, given, stopped, left = (pyqtSignal() for _ in range(6))

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_checkin")
        self.setWindowTitle(tr("Check a working copy in"))
        self.resize(1180, 560)
        self.copy = QgsFileWidget(self)
        self.merge = QCheckBox(tr("Bring in columns that were &changed there only"), self)
        self.again = QPushButton(tr("Co&mpare"), self)
        self.status, self.busy = QLabel(self), QProgressBar(self)
        self.cancel = QPushButton(tr("S&top"), self)
        self.table, self.model = QTableView(self), CheckinTable(self)
        self.theirs, self.here = QPushButton(tr("Take &theirs"), self), QPushButton(tr("&Keep here"), self)
        self.both = QPushButton(tr("&Both texts"), self)
        self.csv, self.read = QPushButton(tr("&Save as CSV…"), self), QPushButton(tr("&Read decisions…"), self)
        self.bring = QPushButton(tr("Check &in"), self)
        self._can = False
        self._set_up()
        self._lay_out()
        self._fit()
        self.show_waiting(False)

    def show_found(self, rows: list, sentence: str, can: bool) -> None:
        """List conflicts with their cells; ``can``: there is something to bring in or to decide."""
        first = not self.model.rowCount()
        self.model.show(rows)
        self._can = can
        if first and rows:
            self._fit()
        self.show_waiting(False)
        self.say(sentence)

    def show_waiting(self, waiting: bool, words: str = "") -> None:
        """Something runs, or no more."""
        self.busy.setVisible(waiting)
        self.cancel.setVisible(waiting)
        for part in (self.again, self.copy, self.merge):
            part.setEnabled(not waiting)
        self.bring.setEnabled(not waiting and self._can)
        for part in (self.csv, self.read):
            part.setEnabled(not waiting and bool(self.model.rowCount()))
        self._follow()
        if waiting:
            self.say(words)

    def say(self, sentence: str, wrong: bool = False) -> None:
        """Say a sentence above the list."""
        self.status.setText(sentence)
        self.status.setStyleSheet("color: #b00020" if wrong else "")

    def decide(self, choice: str) -> None:
        """Decide on the marked rows."""
        for index in self.table.selectionModel().selectedRows():
            self.model.decide(index.row(), choice)

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _set_up(self) -> None:
        self.copy.setFilter(tr("GeoPackage (*.gpkg)"))
        self.copy.setDialogTitle(tr("Working copy"))
        self.copy.lineEdit().setPlaceholderText(tr("The working copy's file"))
        self.merge.setToolTip(tr("Else a report that was changed on both sides waits as a whole."))
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(DECISION, DecisionDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setWordWrap(False)
        names = ("copy", "merge", "again", "status", "busy", "cancel", "table", "theirs", "here", "both", "csv", "read",
                 "bring")  # fmt: skip
        for name in names:
            getattr(self, name).setObjectName(f"kmzb_checkin_{name}")
        for button in (self.cancel, self.theirs, self.here, self.both, self.csv, self.read, self.bring):
            button.setAutoDefault(False)
        self.again.setDefault(True)
        self.again.clicked.connect(lambda _=False: self.wanted.emit())
        self.copy.fileChanged.connect(lambda _: self._other())
        self.merge.toggled.connect(lambda _: self._other())
        self.cancel.clicked.connect(lambda _=False: self.stopped.emit())
        self.csv.clicked.connect(lambda _=False: self.saved.emit())
        self.read.clicked.connect(lambda _=False: self.given.emit())
        self.bring.clicked.connect(lambda _=False: self.agreed.emit())
        for button, choice in ((self.theirs, MINE), (self.here, INSIDE), (self.both, BOTH)):
            button.clicked.connect(lambda _=False, choice=choice: self.decide(choice))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._follow())

    def _fit(self) -> None:
        """Columns as wide as their words, within bounds: their heads are whole where the list is empty, too."""
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount() - 1):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column) + 12, _WIDEST))
        self.table.setColumnWidth(DECISION, 130)

    def _other(self) -> None:
        """Another copy or another way: what is listed is no answer to it."""
        self._can = False
        self.bring.setEnabled(False)

    def _follow(self) -> None:
        rows = self.table.selectionModel().selectedRows() if not self.busy.isVisibleTo(self) else []
        offered = {choice for index in rows for choice in self.model.conflict(index.row()).choices}
        for button, choice in ((self.theirs, MINE), (self.here, INSIDE), (self.both, BOTH)):
            button.setEnabled(choice in offered)

    def _lay_out(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for row in (
            (QLabel(tr("Working copy"), self), self.copy, self.merge, self.again),
            (self.status, self.busy, self.cancel),
            self.table,
            (self.theirs, self.here, self.both, None, self.csv, self.read, self.bring, close),
        ):
            if not isinstance(row, tuple):
                column.addWidget(row, 1)
                continue
            line = QHBoxLayout()
            for part in row:
                if part is None:
                    line.addStretch(1)
                else:
                    line.addWidget(part, 1 if part in (self.copy, self.status) else 0)
            column.addLayout(line)
