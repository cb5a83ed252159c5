"""The differences as rows of a table, for Qt: sorted by any column, only what is seen is asked for."""

from __future__ import annotations

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt

from ..store.differences import Difference, Differences
from ..store.differences_list import moment, remark
from ..toolbelt import harmless
from ..toolbelt.i18n import tr


class DifferencesTable(QAbstractTableModel):
    """One row a report; :meth:`report` gives the report of a row."""

    DAYS = 8

    def __init__(self, parent=None):
        super().__init__(parent)
        self._head = [
            tr("Number"), tr("Category"), tr("Place"), tr("Status there"), tr("Status here"), tr("Changed here"),
            tr("By"), tr("Public reason"), tr("Days waiting"), tr("Remark"),
        ]  # fmt: skip
        self._rows: list[Difference] = []

    def show(self, found: Differences) -> None:
        """List other ones, in the order they come."""
        self.beginResetModel()
        self._rows = [*found.different, *found.unseen]
        self.endResetModel()

    def report(self, row: int) -> Difference:
        """The report of a row."""
        return self._rows[row]

    def row_of(self, fid: int) -> int:
        """The row of a report; -1 where it is not listed."""
        return next((number for number, found in enumerate(self._rows) if found.fid == fid), -1)

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._head)

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._head[section]
        return None

    def data(self, index: QModelIndex, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(self._rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return harmless.tip(_cells(self._rows[index.row()])[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == self.DAYS:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def sort(self, column: int, order=Qt.SortOrder.AscendingOrder) -> None:
        """By a column: numbers as numbers, moments as moments, texts without regard to case; by none: as they came."""
        if column < 0:
            return
        keys = {0: _number, 5: lambda found: found.here_at.isoformat() if found.here_at else ""}
        key = keys.get(column, lambda found: _folded(_cells(found)[column]))
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._rows[index.row()].fid) for index in self.persistentIndexList()]
        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        places = {found.fid: number for number, found in enumerate(self._rows)}
        for index, fid in kept:
            self.changePersistentIndex(index, self.index(places[fid], index.column()))
        self.layoutChanged.emit()


def _cells(found: Difference) -> list:
    return [
        found.number,
        found.category,
        ", ".join(text for text in (found.municipality or found.teryt, found.unit) if text),
        found.there or "–",
        found.here,
        moment(found.here_at),
        found.by,
        found.public_reason,
        found.days,
        remark(found),
    ]


def _number(found: Difference) -> tuple:
    return (found.service_id is None, found.service_id or 0, found.reference, found.fid)


def _folded(value):
    return value.casefold() if isinstance(value, str) else value
