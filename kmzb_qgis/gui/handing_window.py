"""The window 'Hand-overs': the list with the overdue ones first, filters, and what can be done with the chosen one."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QModelIndex, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QFont, QFontMetrics
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ..store.handed import CANCELLED, MOST, OVERDUE, SETTLED, WAITING, HandOver, Listed
from ..toolbelt.i18n import tr
from .handing_model import RED, HandOverModel, state_words

PAUSE_MS = 250  # after the last letter of a search
OPEN = (OVERDUE, WAITING)
WIDTHS = (85, 175, 75, 200, 145, 90, 105, 165)
STATE, AIR_PX = 7, 24


class HandOversWindow(QDialog):
    """Emits ``filtered`` where another list is wanted, and a signal of what is to be done with :meth:`chosen`."""

    filtered, added, answered, renumbered, cancelled = (pyqtSignal() for _ in range(5))
    folder_wanted = pyqtSignal(object)  # a Path
    sheet_wanted, shown_on_map, bodies_wanted, left = (pyqtSignal() for _ in range(4))

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_hand_overs")
        self.setWindowTitle(tr("Hand-overs"))
        self.resize(1240, 620)
        self.words, self.state, self.body = QLineEdit(self), QComboBox(self), QComboBox(self)
        self.table, self.model = QTableView(self), HandOverModel(self)
        self.status, self.news = QLabel(self), QLabel(self)
        self.folder, self._folder = QPushButton(tr("Open the folder"), self), None
        self._timer = QTimer(self)
        self._set_up()
        self._lay_out()
        self._choose()

    def chosen(self) -> HandOver | None:
        """The hand-over that is marked."""
        return self.model.row(self.table.currentIndex()) if self.table.selectionModel().hasSelection() else None

    def states(self) -> tuple[str, ...]:
        """The states that the filter lets through; none: all."""
        return self.state.currentData() or ()

    def show_bodies(self, known: list) -> None:
        """Offer the bodies in the filter; the choice stays."""
        now = self.body.currentData()
        self.body.blockSignals(True)
        self.body.clear()
        self.body.addItem(tr("All bodies"), None)
        for one in known:
            self.body.addItem(one.name, one.id)
        self.body.setCurrentIndex(max(0, self.body.findData(now)))
        self.body.blockSignals(False)

    def show_list(self, found: Listed) -> None:
        """List hand-overs; the marked one stays marked."""
        now = self.chosen()
        self.model.show(found.rows)
        position = self.model.position(now.fid) if now is not None else -1
        if position >= 0:  # none else: a marked row does not show that it is red
            self.table.selectRow(position)
        for number, (_, states) in enumerate(self._filters()):
            count = sum(found.counts[state] for state in states or found.counts)
            self.state.setItemText(number, f"{self._filters()[number][0]} ({count})")
        overdue = found.counts[OVERDUE]
        told = tr("%n answer(s) overdue.", n=overdue) if overdue else tr("No answer is overdue.")
        if len(found.rows) == MOST:
            told += " " + tr("Only the first {count} are listed: narrow the search.", count=MOST)
        self.say(told, bool(overdue))
        self._choose()

    def say(self, words: str, wrong: bool = False) -> None:
        """A sentence below the list."""
        self.status.setText(words)
        self.status.setStyleSheet(f"color: {RED}" if wrong else "")

    def tell(self, words: str, folder: Path | None = None) -> None:
        """What has just been done, which stays when the list is read anew; ``folder``: a button opens it."""
        self._folder = folder
        self.news.setText(words)
        self.news.show()
        self.folder.setVisible(folder is not None)

    def done(self, result: int) -> None:
        """Closed in whatever way."""
        super().done(result)
        self.left.emit()

    def _filters(self) -> list[tuple[str, tuple[str, ...]]]:
        states = [(words, (state,)) for state, words in state_words().items()]
        return [(tr("Open hand-overs"), OPEN), *states, (tr("All hand-overs"), ())]

    def _set_up(self) -> None:
        self.words.setPlaceholderText(tr("Report, number, body, place or words of the answer"))
        self.words.setClearButtonEnabled(True)
        for words, states in self._filters():
            self.state.addItem(words, states)
        self.state.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.body.addItem(tr("All bodies"), None)
        self.body.setMinimumContentsLength(24)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        bold = QFont(self.table.font())
        bold.setBold(True)
        wide = max(QFontMetrics(bold).horizontalAdvance(words) for words in state_words().values()) + AIR_PX
        self.table.setColumnWidth(STATE, max(WIDTHS[STATE], wide))
        self.news.setTextFormat(Qt.TextFormat.PlainText)  # it names folders
        self.news.setWordWrap(True)
        self.news.hide()
        self.folder.hide()
        self.folder.setAutoDefault(False)
        self.folder.clicked.connect(lambda _=False: self.folder_wanted.emit(self._folder))
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.filtered)
        self.words.textChanged.connect(lambda _: self._timer.start())
        self.state.currentIndexChanged.connect(lambda _: self.filtered.emit())
        self.body.currentIndexChanged.connect(lambda _: self.filtered.emit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.table.doubleClicked.connect(self._double)
        for name in ("words", "state", "body", "table", "status", "news", "folder"):
            getattr(self, name).setObjectName(f"kmzb_hand_overs_{name}")

    def _lay_out(self) -> None:
        self.buttons = {}
        for name, words, tip, signal in (
            ("add", tr("&Hand over…"), tr("Hand the reports over that are selected on the map"), self.added),
            ("answer", tr("Record &answer…"), tr("What the body answered, and when"), self.answered),
            ("number", tr("&Number and due day…"), tr("Put right the letter's number or the due day"), self.renumbered),
            ("sheet", tr("&Sheet (PDF)…"), tr("Make the sheet of this hand-over"), self.sheet_wanted),
            ("cancel", tr("&Cancel the hand-over…"), tr("A hand-over that was a mistake"), self.cancelled),
            ("map", tr("Show on the &map"), tr("Go to the report and select it"), self.shown_on_map),
            ("bodies", tr("&Bodies…"), tr("The list of bodies, to look at and to edit"), self.bodies_wanted),
        ):
            button = QPushButton(words, self)
            button.setObjectName(f"kmzb_hand_overs_{name}")
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            self.buttons[name] = button
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        close.rejected.connect(self.reject)
        top, told, bottom, column = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.words, 1)
        top.addWidget(self.state)
        top.addWidget(self.body)
        for button in self.buttons.values():
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(close)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.status)
        told.addWidget(self.news, 1)
        told.addWidget(self.folder)
        column.addLayout(told)
        column.addLayout(bottom)

    def _choose(self) -> None:
        """Offer what the marked hand-over allows."""
        row = self.chosen()
        self.buttons["answer"].setEnabled(row is not None and row.state != CANCELLED)
        self.buttons["number"].setEnabled(row is not None and row.state != CANCELLED)
        self.buttons["cancel"].setEnabled(row is not None and row.state in (*OPEN, SETTLED))
        self.buttons["sheet"].setEnabled(row is not None)
        self.buttons["map"].setEnabled(row is not None and row.x is not None)

    def _double(self, index: QModelIndex) -> None:
        if index.isValid() and self.buttons["answer"].isEnabled():
            self.answered.emit()


def keep_on_top(window: HandOversWindow) -> None:
    """Bring the window to the front."""
    window.show()
    window.raise_()
    window.activateWindow()
    window.table.setFocus(Qt.FocusReason.OtherFocusReason)
