"""The open list of a form's categories: searched by typing, in groups, a pictogram beside each name.

It opens in place of the list's own and chooses in it, so the form's rules see nothing but a choice. With the list
closed the keyboard works as everywhere: arrows and first letters.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, QPoint, QSize, Qt
from qgis.PyQt.QtWidgets import QComboBox, QFrame, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from ..editing import category_groups, project
from ..toolbelt.i18n import tr
from .slots import safe

KEY = Qt.ItemDataRole.UserRole
LEAST, MOST = QSize(380, 200), QSize(620, 470)
OPENING = (Qt.Key.Key_F4, Qt.Key.Key_Space)


class Opener(QObject):
    """Watches one list, as its child, and opens the picker where the list would open itself."""

    def __init__(self, combo: QComboBox, icon):
        super().__init__(combo)
        self._combo, self._icon = combo, icon
        self.picker: Picker | None = None
        combo.installEventFilter(self)

    def eventFilter(self, combo, event) -> bool:
        """A click, F4, Space, or Alt with an arrow."""
        return bool(self._wanted(combo, event)) and self.open()

    @safe
    def _wanted(self, combo, event) -> bool:
        if not combo.isEnabled() or combo.count() == 0:
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            return event.button() == Qt.MouseButton.LeftButton
        if event.type() != QEvent.Type.KeyPress:
            return False
        arrow = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return (arrow and alt) or event.key() in OPENING

    def open(self) -> bool:
        """Show the picker; False where it cannot be, so that the list opens itself."""
        return self._open() is not None

    @safe
    def _open(self) -> Picker:
        self.picker = Picker(self._combo, self._icon)
        self.picker.begin()
        return self.picker


class Picker(QFrame):
    """The popup. Enter takes the marked one, Escape none."""

    def __init__(self, combo: QComboBox, icon):
        super().__init__(combo, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("kmzb_category_picker")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._combo, self._icon = combo, icon
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Search for a category"))
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(10)
        self.tree.setIconSize(combo.iconSize())
        self.tree.setItemsExpandable(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)
        self.search.textChanged.connect(self.fill)
        self.search.installEventFilter(self)
        self.tree.itemClicked.connect(self._take)
        self.tree.itemActivated.connect(self._take)
        self.fill()

    def begin(self) -> None:
        """Open under the list, or above it where the screen ends, as high as the categories need."""
        rows = sum(1 + self.tree.topLevelItem(i).childCount() for i in range(self.tree.topLevelItemCount()))
        height = self.search.sizeHint().height() + rows * max(24, self.tree.sizeHintForRow(0)) + 24
        wide = max(self._combo.width(), self.tree.sizeHintForColumn(0) + 48)
        screen = self._combo.screen().availableGeometry() if self._combo.screen() else self._combo.window().geometry()
        self.resize(
            min(max(wide, LEAST.width()), MOST.width(), screen.width()),
            min(max(height, LEAST.height()), MOST.height(), screen.height()),
        )
        at = self._combo.mapToGlobal(QPoint(0, self._combo.height()))
        if at.y() + self.height() > screen.bottom():
            at.setY(max(screen.top(), self._combo.mapToGlobal(QPoint(0, 0)).y() - self.height()))
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        self.move(at)
        self.show()
        self._reveal()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    @safe
    def fill(self, *_) -> None:
        """Groups and categories that meet the search; the chosen one, else the first, is marked."""
        combo = self._combo
        listed = [(combo.itemData(i), combo.itemText(i)) for i in range(combo.count())]
        own = [(int(key), text) for key, text in listed if _is_number(key)]
        self.tree.clear()
        first = chosen = None
        for group in category_groups.grouped(own, project.form_language(), self.search.text(), tr("Others")):
            head = QTreeWidgetItem(self.tree, [group.name])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for number, name in group.categories:
                item = QTreeWidgetItem(head, [name])
                item.setIcon(0, self._icon(number))
                item.setData(0, KEY, number)
                first = first or item
                chosen = item if str(number) == str(combo.currentData()) else chosen
        self.tree.expandAll()
        marked = chosen or first
        if marked is not None:
            self.tree.setCurrentItem(marked)
            self._reveal()

    def _reveal(self) -> None:
        """Scroll as little as the marked one needs, from the top: the group's name stays above it."""
        self.tree.scrollToTop()
        if self.tree.currentItem() is not None:
            self.tree.scrollToItem(self.tree.currentItem())

    def eventFilter(self, field, event) -> bool:
        """Arrows and Enter work while the search has the keyboard."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.tree.currentItem())
            return True
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return False

    @safe
    def _step(self, way: int) -> None:
        item = self.tree.currentItem()
        while item is not None:
            item = self.tree.itemBelow(item) if way > 0 else self.tree.itemAbove(item)
            if item is not None and item.data(0, KEY) is not None:
                self.tree.setCurrentItem(item)
                return

    @safe
    def _take(self, item, _column: int = 0) -> None:
        number = item.data(0, KEY) if item is not None else None
        if number is None:
            return
        combo = self._combo
        index = next((i for i in range(combo.count()) if str(combo.itemData(i)) == str(number)), -1)
        self.close()
        if index >= 0:
            combo.setCurrentIndex(index)
        combo.setFocus()


def _is_number(key) -> bool:
    try:
        return int(key) is not None
    except (TypeError, ValueError):
        return False
