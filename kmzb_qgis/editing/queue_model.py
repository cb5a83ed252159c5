"""The work queue as a table: all numbers of the reports in order, but only the rows in sight are read."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFont

from ..catalogue import UnknownName, load, warsaw
from ..store.queue import Row
from ..toolbelt import harmless
from ..toolbelt.i18n import tr
from . import queue_words
from .queue_words import Pressure
from .words import SHORT

CATEGORY, STATUS, PLACE, AGE, READ, VERIFY, ANSWER, NUMBER = range(8)
BLOCK = 64  # rows that are read at a time
KEPT = 4096  # rows that are remembered
WAITING = "…"
FID = Qt.ItemDataRole.UserRole
LATE_ON_LIGHT, LATE_ON_DARK = "#b3001b", "#ff8a80"  # contrast 7:1 on white, 7:1 on #2b2b2b


class QueueModel(QAbstractTableModel):
    """``wanted(fids)``: rows in sight that are to be read; they come by :meth:`put`."""

    wanted = pyqtSignal(object)

    def __init__(self, parent=None, category_icon=None, status_icon=None):
        super().__init__(parent)
        self.fids = np.zeros(0, dtype=np.int64)
        self.dark = False
        self._icons = {CATEGORY: category_icon, STATUS: status_icon}
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._fresh: set[int] = set()  # read since the store changed last
        self._pending: dict[int, dict] = {}
        self._missing: set[int] = set()  # blocks
        self._texts: dict[tuple[int, int], tuple[str, Pressure]] = {}
        self._now = warsaw.now()
        self._bold = QFont()
        self._bold.setBold(True)
        self._slanted = QFont()
        self._slanted.setItalic(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """All reports of the list."""
        return 0 if parent is not None and parent.isValid() else len(self.fids)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """As :func:`titles` names them."""
        return 0 if parent is not None and parent.isValid() else NUMBER + 1

    def headerData(self, section: int, orientation, role: int = Qt.ItemDataRole.DisplayRole):
        """Titles, and what they mean."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= NUMBER:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return titles()[section][0]
        return titles()[section][1] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        """A cell; one that is not read yet is asked for and shows an ellipsis."""
        if not index.isValid() or not 0 <= index.row() < len(self.fids):
            return None
        fid = int(self.fids[index.row()])
        if role == FID:
            return fid
        row = self._rows.get(fid)
        if fid not in self._fresh:
            self._missing.add(index.row() // BLOCK)
            if not self._soon.isActive():
                self._soon.start(0)
        if row is None:
            return WAITING if role == Qt.ItemDataRole.DisplayRole and index.column() == PLACE else None
        return self._cell(row, index.column(), role)

    def set_fids(self, fids: np.ndarray) -> bool:
        """Show these reports in this order; whether that is another list. Rows known before are shown until read."""
        self._now = warsaw.now()
        if np.array_equal(fids, self.fids):
            self.reread()
            return False
        self.beginResetModel()
        self._texts.clear()
        self.fids = np.asarray(fids, dtype=np.int64)
        self._fresh.clear()
        self._missing.clear()
        self.endResetModel()
        return True

    def reread(self) -> None:
        """What is in sight may have changed."""
        self._fresh.clear()
        self._repaint()

    def put(self, asked: list[int], rows: list[Row]) -> None:
        """Rows that were asked for; one that is not among them is not there, and is not asked for again and again."""
        for row in rows:
            self._rows[row.fid] = row
            self._rows.move_to_end(row.fid)
        self._fresh.update(asked)
        while len(self._rows) > KEPT:
            self._fresh.discard(self._rows.popitem(last=False)[0])
        self._repaint()

    def forget(self) -> None:
        """Another store: nothing that was read holds."""
        self._rows.clear()
        self._fresh.clear()
        self._texts.clear()
        self._pending = {}

    def set_pending(self, changes: dict[int, dict]) -> None:
        """Changes in the layer's edit buffer that are not saved: columns by fid (an empty one: only moved)."""
        if changes != self._pending:
            self._pending = changes
            self._repaint()

    def tick(self) -> bool:
        """Look at the clock; True when another day has begun, so that time left is another."""
        was, self._now = self._now, warsaw.now()
        if warsaw.day_of(was) == warsaw.day_of(self._now):
            return False
        self._repaint()
        return True

    def row(self, fid: int) -> Row | None:
        """A report that was read already."""
        return self._rows.get(fid)

    def rows_of(self, fids) -> np.ndarray:
        """In which rows reports stand, ascending; those that are not in the list are left out."""
        wanted = np.fromiter(fids, dtype=np.int64)
        return np.flatnonzero(np.isin(self.fids, wanted)) if len(wanted) else np.zeros(0, dtype=np.int64)

    def _ask(self) -> None:
        """Ask for the blocks in sight and their neighbours."""
        blocks = {near for block in self._missing for near in (block, block - 1, block + 1)}
        first, self._missing = sorted(self._missing), set()
        order = first + sorted(blocks.difference(first))
        parts = [self.fids[b * BLOCK : (b + 1) * BLOCK] for b in order if b >= 0]
        fids = [fid for fid in np.concatenate(parts).tolist() if fid not in self._fresh] if parts else []
        if fids:
            self.wanted.emit(fids[: 8 * BLOCK])

    def _repaint(self) -> None:
        self._texts.clear()
        if len(self.fids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.fids) - 1, NUMBER))

    def _cell(self, row: Row, column: int, role: int):
        unsaved = self._pending.get(row.fid)
        status = int((unsaved or {}).get("status_id") or row.status)
        category = int((unsaved or {}).get("category_id") or row.category)
        if role == Qt.ItemDataRole.DecorationRole:
            draw = self._icons.get(column)
            return draw(category if column == CATEGORY else status) if draw else None
        known = self._texts.get((row.fid, column))  # a view asks for several roles of each cell it draws
        if known is None:
            known = self._texts[row.fid, column] = self._text(row, column, category, status)
        text, pressure = known
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{queue_words.UNSAVED_SIGN} {text}" if unsaved is not None and column == STATUS else text
        if role == Qt.ItemDataRole.ForegroundRole and pressure is Pressure.LATE:
            return QColor(LATE_ON_DARK if self.dark else LATE_ON_LIGHT)
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if pressure in (Pressure.LATE, Pressure.TODAY) else self._slanted if unsaved else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            said = self._tip(row, column, text, unsaved)
            return harmless.tip(said) if role == Qt.ItemDataRole.ToolTipRole else said
        return None

    def _text(self, row: Row, column: int, category: int, status: int) -> tuple[str, Pressure]:
        easy = Pressure.NONE
        if column == CATEGORY:
            return short_name(category), easy
        if column == STATUS:
            return name_of("status", status), easy
        if column == READ:
            return queue_words.to_read(row, self._now, status)
        if column == VERIFY:
            return queue_words.to_verify(row, self._now, status)
        if column == ANSWER:
            return queue_words.answer(row, self._now)
        if column == PLACE:
            return queue_words.place(row), easy
        return (queue_words.age(row, self._now) if column == AGE else row.number), easy

    def _tip(self, row: Row, column: int, text: str, unsaved: dict | None) -> str:
        if unsaved is not None and column == STATUS:
            return tr("{text}: changed in the layer and not saved yet", text=text)
        if column == CATEGORY:
            return name_of("category", int((unsaved or {}).get("category_id") or row.category))
        if column == AGE:
            return _shown(row.reported_at)
        if column in (READ, VERIFY):
            end = queue_words.last_day(row.read_by if column == READ else row.verify_by)
            return tr("until the end of {day}", day=warsaw.shown_day(end)) if text and end else ""
        if column == PLACE:
            parts = [row.municipality, row.unit]
            parts += [f"E {row.x:.0f} N {row.y:.0f}"] if row.x is not None and row.y is not None else []
            return "\n".join(filter(None, [*parts, row.description]))
        return "\n".join(filter(None, [text, row.description if column == NUMBER else ""]))


def titles() -> list[tuple[str, str]]:
    """Titles of the columns and what they mean."""
    return [
        (tr("Category"), tr("What the report is about")),
        (tr("Status"), tr("The status that is stored; a dot marks a change that is not saved yet")),
        (tr("Place"), tr("Municipality, else the police unit, else the coordinates")),
        (tr("Age"), tr("Days since the report")),
        (tr("To read"), tr("Time left to read a new report: 3 days")),
        (tr("To verify"), tr("Time left to verify a report: 7 days")),
        (tr("Answer"), tr("Since when the answer to the hand-over is overdue")),
        (tr("Number"), tr("The citizen's number, else the service's, else the store's")),
    ]


def short_name(category: int) -> str:
    """A category's name as the map writes it: there is little room."""
    try:
        found = load().category(category)
    except UnknownName:
        return str(category)
    return SHORT.get(found.icon, found.name)


def name_of(kind: str, number: int) -> str:
    """The name of a category or a status; its number where a newer store brings one that is not known."""
    try:
        return (load().category(number) if kind == "category" else load().status(number)).name
    except UnknownName:
        return str(number)


def _shown(instant: str) -> str:
    try:
        return warsaw.shown(warsaw.from_text(instant))
    except ValueError:
        return instant
