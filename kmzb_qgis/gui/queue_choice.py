"""A button that opens a list of values to tick, with a count beside each: one filter of the work queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QApplication,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..toolbelt.i18n import tr
from .slots import safe

MANY = 12  # values, from which on there is a line to search them
NONE_PX = 340  # the width of the sentence that says why there are none
KEY = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_OPENERS = (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Choice:
    """A value; ``parent`` is the key of the one it is shown under."""

    key: object
    text: str
    parent: object = None
    icon: QIcon | None = None


class FilterButton(QToolButton):
    """``changed()``: other values are ticked. ``offered`` gives the values when the list is opened.

    ``single``: one value or none. ``hide_empty``: values without reports are left out unless they are searched for.
    ``none``: a sentence that stands in the list where there is no value to offer.
    """

    changed = pyqtSignal()

    def __init__(
        self, name: str, title: str, offered: Callable[[], list[Choice]], single=False, hide_empty=False, none=""
    ):
        super().__init__()
        self.setObjectName(f"kmzb_queue_{name}")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Fixed)
        self.title, self._offered, self.single, self.hide_empty = title, offered, single, hide_empty
        self.none = none
        self.keys: set = set()
        self.counts: dict = {}
        self.popup: Popup | None = None
        self.clicked.connect(self.open)
        self._label()

    def choose(self, keys) -> None:
        """Tick exactly these, without telling."""
        self.keys = set(keys)
        self._label()

    def count(self, counts: dict) -> None:
        """The numbers beside the values."""
        self.counts = counts
        if self.popup is not None:
            self.popup.recount()

    @safe
    def open(self, *_) -> None:
        """Show the list under the button."""
        self.popup = Popup(self, self._offered())
        self.popup.adjust()
        self.popup.show()
        self.popup.begin()

    def toggled_to(self, key, on: bool) -> None:
        """A value was ticked or not any more."""
        if self.single:
            self.keys = {key} if on else set()
        elif on:
            self.keys.add(key)
        else:
            self.keys.discard(key)
        self._label()
        self.changed.emit()

    def clear(self) -> None:
        """Nothing ticked: all reports."""
        if self.keys:
            self.keys = set()
            self._label()
            self.changed.emit()

    def keyPressEvent(self, event) -> None:
        """The list opens by the keys that open lists."""
        if event.key() in _OPENERS:
            self.open()
        else:
            super().keyPressEvent(event)

    def _label(self) -> None:
        font = self.font()
        font.setBold(bool(self.keys))
        self.setFont(font)
        self.setText(f"{self.title}: {len(self.keys)} ▾" if self.keys and not self.single else f"{self.title} ▾")
        if self.single and self.keys:
            known = {choice.key: choice.text for choice in self._offered()}
            self.setText(f"{known.get(next(iter(self.keys)), self.title)} ▾")


class Popup(QFrame):
    """The open list. Arrows move, the space bar ticks, Escape and a click beside it close."""

    def __init__(self, button: FilterButton, choices: list[Choice]):
        super().__init__(button, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._button = button
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search…"))
        self.search.setClearButtonEnabled(True)
        self.search.setVisible(len(choices) > MANY)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self.list.setRootIsDecorated(any(choice.parent is not None for choice in choices))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.all = QPushButton(tr("All"))
        self.all.setObjectName("kmzb_queue_all")
        self.all.clicked.connect(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.none = QLabel(button.none)
        self.none.setWordWrap(True)
        self.none.setMargin(6)
        for part in (self.search, self.none, self.list, self.all):
            layout.addWidget(part)
        for part in (self.list, self.all):
            part.setVisible(bool(choices) or not button.none)
        self.none.setVisible(not choices and bool(button.none))
        self.items: dict[object, QTreeWidgetItem] = {}
        for choice in choices:
            item = QTreeWidgetItem(self.items.get(choice.parent) or self.list, [choice.text, ""])
            item.setData(0, KEY, choice.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, _ON if choice.key in button.keys else _OFF)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, choice.text)
            if choice.icon is not None:
                item.setIcon(0, choice.icon)
            self.items[choice.key] = item
        for key in button.keys:
            above = self.items[key].parent() if key in self.items else None
            while above is not None:
                above.setExpanded(True)
                above = above.parent()
        self.recount()
        self.list.itemChanged.connect(self._ticked)
        self.search.textChanged.connect(self._show)

    def begin(self) -> None:
        """Where keys go first."""
        (self.search if self.search.isVisible() else self.list).setFocus()
        if self.list.currentItem() is None and self.list.topLevelItemCount():
            self.list.setCurrentItem(self.list.topLevelItem(0))

    def adjust(self) -> None:
        """As large as the values need, under the button, on its screen."""
        rows = min(14, max(4, len(self.items)))
        self.list.setMinimumHeight(rows * max(18, self.list.sizeHintForRow(0)) + 6)
        wide = max((self.fontMetrics().horizontalAdvance(item.text(0)) for item in self.items.values()), default=100)
        across = max(self._button.width(), min(460, wide + 150))
        self.resize(across, self.sizeHint().height())
        if not self.list.isVisibleTo(self):
            self.resize(NONE_PX, self.layout().totalHeightForWidth(NONE_PX))
        place = self._button.mapToGlobal(QPoint(0, self._button.height()))
        screen = QApplication.screenAt(place)
        if screen is not None:
            room = screen.availableGeometry()
            place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
            if place.y() + self.height() > room.bottom():
                place.setY(max(room.top(), self._button.mapToGlobal(QPoint(0, 0)).y() - self.height()))
        self.move(place)

    def recount(self) -> None:
        """Put the counts beside the values."""
        blocked = self.list.blockSignals(True)
        for key, item in self.items.items():
            item.setText(1, f"{self._button.counts.get(key, 0):n}")
        self.list.blockSignals(blocked)
        self.list.viewport().update()
        self._show(self.search.text())

    def keyPressEvent(self, event) -> None:
        """Escape closes; from the search line Down and Enter go to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif self.search.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.setFocus()
            first = next((item for item in self.items.values() if not item.isHidden()), None)
            self.list.setCurrentItem(self.list.currentItem() or first)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event) -> None:
        """The button is ready for another one."""
        if self._button.popup is self:
            self._button.popup = None
        super().closeEvent(event)

    @safe
    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        key, on = item.data(0, KEY), item.checkState(0) == _ON
        key = tuple(key) if isinstance(key, list) else key  # PyQt gives tuples back as lists
        if self._button.single and on:
            blocked = self.list.blockSignals(True)
            for other in self.items.values():
                if other is not item:
                    other.setCheckState(0, _OFF)
            self.list.blockSignals(blocked)
        self._button.toggled_to(key, on)

    @safe
    def _all(self, *_) -> None:
        self._button.clear()
        self.close()

    @safe
    def _show(self, text: str) -> None:
        """Only what is searched for, and what it stands under; without a search only what has reports or is ticked."""
        words = text.casefold().split()
        for key in reversed(list(self.items)):  # children before parents
            item = self.items[key]
            below = any(not item.child(i).isHidden() for i in range(item.childCount()))
            if words:
                found = all(word in item.text(0).casefold() for word in words)
                item.setExpanded(below)
            else:
                found = not self._button.hide_empty or bool(self._button.counts.get(key)) or item.checkState(0) == _ON
            item.setHidden(not (found or below))
