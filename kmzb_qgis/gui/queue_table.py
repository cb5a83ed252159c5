"""The table of the work queue: its keys, its context menu, its looks."""

from __future__ import annotations

import functools

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QContextMenuEvent, QKeySequence
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from .category_list import SIZE


class Table(QTableView):
    """``wanted()``: Enter or a double click on a row; ``shown()``: the space bar, show it on the map again.

    ``asked(place)``: the context menu, by mouse or key, at a place of the screen; ``copied()``: Ctrl+C.
    """

    wanted = pyqtSignal()
    shown = pyqtSignal()
    asked = pyqtSignal(object)
    copied = pyqtSignal()

    def __init__(self):
        super().__init__()
        self.setObjectName("kmzb_queue_table")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the list
        self.setIconSize(QSize(SIZE, SIZE))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(SIZE + 6, self.fontMetrics().height() + 8))
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsMovable(True)
        self.doubleClicked.connect(functools.partial(_emit, self.wanted))

    def contextMenuEvent(self, event) -> None:
        """At the mouse; by the keyboard's own key at the row."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self.visualRect(self.currentIndex().siblingAtColumn(self.columnAt(0)))
            place = self.viewport().mapToGlobal(row.bottomLeft())
        self.asked.emit(place)

    def keyPressEvent(self, event) -> None:
        """Enter opens the form, the space bar shows the place again."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.shown.emit()
        else:
            super().keyPressEvent(event)


def _emit(signal, *_) -> None:
    signal.emit()
