"""The conflicts of a check-in as rows of a table, for Qt, with a column to decide in."""

from __future__ import annotations

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, Qt
from qgis.PyQt.QtWidgets import QComboBox, QStyledItemDelegate

from ..store import checkin_list
from ..store.checkin_compare import Conflict
from ..toolbelt import harmless
from ..toolbelt.i18n import tr

DECISION = 0
_OF_CELLS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)  # the list's cells but for the possible decisions and the key


class CheckinTable(QAbstractTableModel):
    """One row a conflict; ``decided`` by key. What is only told has nothing to decide."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._head = checkin_list.head()
        self._rows: list[tuple[Conflict, list[str]]] = []
        self.decided: dict[str, str] = {}

    def show(self, rows: list[tuple[Conflict, list[str]]]) -> None:
        """List conflicts with the cells of :meth:`checkin_list.Words.cells`; decisions that hold stay."""
        self.beginResetModel()
        self._rows = rows
        keys = {one.key: one.choices for one, _ in rows}
        self.decided = {key: choice for key, choice in self.decided.items() if choice in keys.get(key, ())}
        self.endResetModel()

    def conflict(self, row: int) -> Conflict:
        """The conflict of a row."""
        return self._rows[row][0]

    def decide(self, row: int, choice: str) -> None:
        """Decide on a row; '' takes the decision back. One that the row does not offer is passed over."""
        one = self.conflict(row)
        if choice and choice not in one.choices:
            return
        if choice:
            self.decided[one.key] = choice
        else:
            self.decided.pop(one.key, None)
        self.dataChanged.emit(self.index(row, DECISION), self.index(row, DECISION))

    def open_rows(self) -> int:
        """How many rows could be decided and are not."""
        return sum(bool(one.choices) and one.key not in self.decided for one, _ in self._rows)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_OF_CELLS)

    def headerData(self, section: int, orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._head[_OF_CELLS[section]]
        return None

    def flags(self, index: QModelIndex):
        flags = super().flags(index)
        if index.column() == DECISION and self.conflict(index.row()).choices:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        one, cells = self._rows[index.row()]
        if index.column() == DECISION:
            choice = self.decided.get(one.key, "")
            if role == Qt.ItemDataRole.EditRole:
                return choice
            if role == Qt.ItemDataRole.DisplayRole:
                if not one.choices:
                    return tr("stays here")
                return checkin_list.choices().get(choice, tr("choose…"))
            return None
        text = cells[_OF_CELLS[index.column()]]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return harmless.tip(text)
        return None

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if index.column() != DECISION or role != Qt.ItemDataRole.EditRole:
            return False
        self.decide(index.row(), str(value))
        return True


class DecisionDelegate(QStyledItemDelegate):
    """A list of the decisions that a row offers."""

    def createEditor(self, parent, option, index):
        one = index.model().conflict(index.row())
        box = QComboBox(parent)
        box.addItem(tr("choose…"), "")
        for name in one.choices:
            box.addItem(checkin_list.choices()[name], name)
        box.activated.connect(lambda _: self.commitData.emit(box))
        return box

    def setEditorData(self, editor, index) -> None:
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))

    def setModelData(self, editor, model, index) -> None:
        model.setData(index, editor.currentData())
