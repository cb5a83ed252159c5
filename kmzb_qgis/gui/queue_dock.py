"""The dock of the work queue: filters, the list, what is to be said. What it means to the rest is in ``queue.py``."""

from __future__ import annotations

from typing import Callable

from qgis.gui import QgsDockWidget, QgsScaleWidget
from qgis.PyQt.QtCore import QByteArray, QEvent, QItemSelection, QItemSelectionModel, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QFontMetrics, QKeySequence
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..editing.queue_model import ANSWER, CATEGORY, NUMBER, READ, STATUS, VERIFY, QueueModel
from ..editing.queue_words import LATE_SIGN
from ..store.queue import Counts
from ..store.queue_filter import ANSWERS
from ..toolbelt.i18n import tr
from .category_list import SIZE, icon
from .queue_filters import Filters
from .queue_icons import status_icon
from .queue_table import Table
from .slots import safe

NAME = "kmzb_queue_dock"
ROOM = 12  # pixels beside a column's widest usual text
MOST_RANGES = 1000  # of rows that are selected in the list at a time
SETTLE_MS = 150  # a key that is held down moves the map only where it stops


class QueueDock(QgsDockWidget):
    """``picked(fids, current)``: the person chose rows; ``opened(fid)``: its form is wanted; ``again()``: read anew."""

    picked = pyqtSignal(object, int)
    opened = pyqtSignal(int)
    again = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(tr("KMZB work queue"), parent)
        self.setObjectName(NAME)
        self.model = QueueModel(self, icon, status_icon)
        self.model.dark = self.palette().base().color().lightness() < 128
        self.filters = Filters()
        self.table = Table()
        self.table.setModel(self.model)
        self.notice, self.button = QLabel(), QPushButton()
        self.notice.setObjectName("kmzb_queue_notice")
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.button.setObjectName("kmzb_queue_help")
        self.footer, self.news = QLabel(), QLabel()
        self.footer.setObjectName("kmzb_queue_footer")
        self.news.setObjectName("kmzb_queue_news")
        self.news.setWordWrap(True)
        self.zoom = QCheckBox(tr("&Zoom to"))
        self.zoom.setObjectName("kmzb_queue_zoom")
        self.zoom.setToolTip(tr("Zoom to the report chosen in the list; without this the map only moves where it must"))
        self.scale = QgsScaleWidget()
        self.scale.setObjectName("kmzb_queue_scale")
        self._help: Callable[[], object] | None = None
        self._said: dict[str, str] = {}
        self._quiet = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._pick)
        self._lay_out()
        self.tell("")
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.wanted.connect(self._open)
        self.table.shown.connect(self._pick)
        self.button.clicked.connect(self._run_help)
        self.filters.leave.connect(self.table.setFocus)

    def tell(self, sentence: str, button: str = "", run: Callable[[], object] | None = None) -> None:
        """A sentence above the list, with a button where something can be done; an empty one goes away."""
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._help = run

    def say(self, about: str, text: str) -> None:
        """What is worth knowing beside the numbers: one sentence about each thing."""
        self._said[about] = text
        told = "\n".join(filter(None, self._said.values()))
        self.news.setText(told)
        self.news.setVisible(bool(told))

    def show_counts(self, counts: Counts) -> None:
        """How many there are."""
        self.filters.show_counts(counts)
        parts = [tr("%n report(s)", n=counts.total)]
        if counts.late:
            parts.append(tr("%n late", n=counts.late))
        self.footer.setText(" · ".join(parts))

    def show_view(self, view: str) -> None:
        """The columns of a view."""
        for column in (READ, VERIFY):
            self.table.setColumnHidden(column, view == ANSWERS)
        self.table.setColumnHidden(ANSWER, view != ANSWERS)

    def current(self) -> int:
        """The report on which the list stands; 0 for none."""
        index = self.table.currentIndex()
        return int(self.model.fids[index.row()]) if index.isValid() else 0

    def chosen(self) -> list[int]:
        """The selected reports, in the list's order."""
        ranges = self.table.selectionModel().selection()
        rows = sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})
        return self.model.fids[rows].tolist()

    def go(self, fid: int) -> bool:
        """Choose a report as a person does; False where the list does not have it."""
        rows = self.model.rows_of([fid])
        if len(rows):
            self.table.setCurrentIndex(self.model.index(int(rows[0]), CATEGORY))
        return bool(len(rows))

    def mark(self, fids: list[int], scroll: bool = True) -> int:
        """Select reports without telling; how many of them the list has."""
        rows = self.model.rows_of(fids)
        ends = [*(i + 1 for i, gap in enumerate((rows[1:] - rows[:-1]).tolist()) if gap != 1), len(rows)]
        selection, start = QItemSelection(), 0
        for end in ends[:MOST_RANGES] if len(rows) else []:
            first, last = int(rows[start]), int(rows[end - 1])
            selection.select(self.model.index(first, 0), self.model.index(last, NUMBER))
            start = end
        self._settle.stop()
        flags = QItemSelectionModel.SelectionFlag
        self._quiet = True
        try:
            self.table.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
            if len(rows) and scroll:
                first = self.model.index(int(rows[0]), CATEGORY)
                self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)
                self.table.scrollTo(first)
        finally:
            self._quiet = False
        return len(rows)

    def replace(self, fids, selected: list[int], keep_place: bool) -> None:
        """Another list: selection, the current row and, where asked, the rows in sight stay."""
        current, row = self.current(), self.table.currentIndex().row()
        top = self.table.rowAt(0)
        first = int(self.model.fids[top]) if 0 <= top < len(self.model.fids) else 0
        self._quiet = True
        try:
            if not self.model.set_fids(fids):
                return
            found = self.model.rows_of([current]) if current else []
            row = int(found[0]) if len(found) else min(row, len(fids) - 1) if keep_place else -1
            if row >= 0:
                flags = QItemSelectionModel.SelectionFlag
                self.table.selectionModel().setCurrentIndex(self.model.index(row, CATEGORY), flags.NoUpdate)
            self.mark(selected, scroll=False)
            at = self.model.rows_of([first]) if first and keep_place else []
            if len(at):
                self.table.scrollTo(self.model.index(int(at[0]), CATEGORY), QAbstractItemView.ScrollHint.PositionAtTop)
            elif keep_place and 0 <= top < len(fids):
                self.table.scrollTo(self.model.index(top, CATEGORY), QAbstractItemView.ScrollHint.PositionAtTop)
            elif row >= 0:
                self.table.scrollTo(self.model.index(row, CATEGORY))
        finally:
            self._quiet = False

    def event(self, event) -> bool:
        """Keys of the dock come before those of QGIS's window while it has the focus."""
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            run = {
                "find": self.filters.text.setFocus if event.matches(QKeySequence.StandardKey.Find) else None,
                "again": self.again.emit if event.key() == Qt.Key.Key_F5 else None,
            }
            for action in filter(None, run.values()):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    action()
                return True
        return super().event(event)

    @safe
    def _selected(self, *_) -> None:
        if not self._quiet:
            self._settle.start()

    @safe
    def _pick(self, *_) -> None:
        self.picked.emit(self.chosen(), self.current())

    @safe
    def _open(self) -> None:
        if self.current():
            self.opened.emit(self.current())

    @safe
    def _run_help(self, *_) -> None:
        if self._help is not None:
            self._help()

    def columns(self) -> str:
        """Widths and order of the columns, as a text to be kept."""
        return bytes(self.table.horizontalHeader().saveState().toBase64()).decode("ascii")

    def put_columns(self, kept: str) -> None:
        """Widths and order as they were kept; something else changes nothing."""
        self.table.horizontalHeader().restoreState(QByteArray.fromBase64(kept.encode("ascii", "ignore")))
        self.show_view(self.filters.wanted().view)

    def _widen(self) -> None:
        """Columns as wide as what usually stands in them, in this language and font."""
        late = max((f"{LATE_SIGN} {tr('%n day(s) late', n=days)}" for days in (1, 22)), key=len)
        usual = ("Niszczenie zieleni", "Weryfikacja", "Warszawa W", tr("%n day(s)", n=100), late, late, late, "9000000")
        bold = self.table.font()
        bold.setBold(True)
        for column, text in enumerate(usual):
            measure = QFontMetrics(bold) if text is late else self.table.fontMetrics()
            picture = SIZE + 8 if column in (CATEGORY, STATUS) else 0
            self.table.setColumnWidth(column, measure.horizontalAdvance(text) + picture + ROOM)

    def _lay_out(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.filters)
        told = QGridLayout()
        told.addWidget(self.notice, 0, 0)
        told.addWidget(self.button, 1, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.news)
        below = QHBoxLayout()
        below.addWidget(self.footer, 1)
        below.addWidget(self.zoom)
        below.addWidget(self.scale)
        layout.addLayout(below)
        self.setWidget(body)
        self._widen()
        for place, column in enumerate((CATEGORY, VERIFY, READ, STATUS)):  # in sight however narrow the dock is
            self.table.horizontalHeader().moveSection(self.table.horizontalHeader().visualIndex(column), place)
        self.show_view("")
        self.setFocusProxy(self.table)
        self.news.hide()
