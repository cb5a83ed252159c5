"""The filters above the work queue's list."""

from __future__ import annotations

import functools
from pathlib import Path

from qgis.PyQt.QtCore import QCollator, QLocale, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..catalogue import load
from ..geoportal import unit_levels
from ..store.queue import Counts
from ..store.queue_filter import ANSWERS, LATE, OPEN, SOON, TODAY, Filter
from ..store.queue_units import Unit
from ..toolbelt.i18n import tr
from . import queue_saved
from .category_list import icon
from .queue_choice import Choice, FilterButton
from .queue_icons import status_icon
from .slots import safe

PAUSE_MS = 250  # without a key, before words are searched for


class Filters(QWidget):
    """``changed()``: another filter stands here; ``draw(rectangle)``: an area is to be drawn; ``leave()``: Escape."""

    changed = pyqtSignal()
    draw = pyqtSignal(bool)
    leave = pyqtSignal()

    def __init__(self):
        super().__init__()
        self.store: Path | None = None
        self.ask_name = functools.partial(QInputDialog.getText, self)
        self._units: dict[tuple[str, str], Unit] = {}
        self._area = ""
        self.view = QComboBox()
        self.view.setObjectName("kmzb_queue_view")
        self.view.addItem(tr("Open reports"), OPEN)
        self.view.addItem(tr("Overdue answers"), ANSWERS)
        self.text = QLineEdit()
        self.text.setObjectName("kmzb_queue_text")
        self.text.setPlaceholderText(tr("Description or number (Ctrl+F)"))
        self.text.setClearButtonEnabled(True)
        none = tr("The store has no units yet: KMZB ▸ Import ▸ Import units…")
        self.units = FilterButton("units", tr("&Unit"), self._unit_choices, hide_empty=True, none=none)
        self.statuses = FilterButton("statuses", tr("&Status"), self._status_choices)
        self.categories = FilterButton("categories", tr("&Category"), _category_choices)
        self.deadline = FilterButton("deadline", tr("&Deadline"), _deadline_choices, single=True)
        self.mine = QToolButton()
        self.mine.setObjectName("kmzb_queue_mine")
        self.mine.setCheckable(True)
        self.mine.setToolTip(tr("Reports whose officer is your own account"))
        self.area = _menu_button("area", tr("&Area"))
        self.saved = _menu_button("saved", tr("Sa&ved"))
        self.clear = QToolButton()
        self.clear.setObjectName("kmzb_queue_clear")
        self.clear.setText(tr("Sho&w all"))
        for button in (self.mine, self.area, self.saved, self.clear):
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self._told)
        self._last = Filter()
        self._lay_out()
        self.show_answers(False)
        self.show_counts(Counts())
        self._follow_area()

    def wanted(self) -> Filter:
        """The filter that stands here."""
        return Filter(
            view=self.view.currentData() if self.view.isEnabled() else OPEN,
            statuses=tuple(sorted(self.statuses.keys)),
            categories=tuple(sorted(self.categories.keys)),
            units=tuple(sorted(self.units.keys)),
            deadline=next(iter(self.deadline.keys), ""),
            text=self.text.text().strip(),
            mine=self.mine.isChecked(),
            area=self._area,
        )

    def put(self, wanted: Filter) -> None:
        """Make a filter stand here; told where it is another one."""
        self._quietly(self.view.setCurrentIndex, self.view, self.view.findData(wanted.view))
        self.statuses.choose(wanted.statuses)
        self.categories.choose(wanted.categories)
        self.units.choose(wanted.units)
        self.deadline.choose([wanted.deadline] if wanted.deadline else [])
        self._quietly(self.text.setText, self.text, wanted.text)
        self._quietly(self.mine.setChecked, self.mine, wanted.mine)
        self._area = wanted.area
        self._follow_area()
        self._told()

    def put_area(self, wkt: str) -> None:
        """An area was drawn (EPSG:2180), or taken away."""
        self._area = wkt
        self._follow_area()
        self._told()

    def show_counts(self, counts: Counts) -> None:
        """The numbers beside the values."""
        self.statuses.count(counts.statuses)
        self.categories.count(counts.categories)
        self.units.count(counts.units)
        self.deadline.count(counts.deadlines)
        self.mine.setText(tr("&Mine ({count})", count=f"{counts.mine:n}"))

    def show_units(self, units: dict[tuple[str, str], Unit]) -> None:
        """The units of the store."""
        self._units = units

    def show_answers(self, there: bool) -> None:
        """Whether the store tracks answers to hand-overs, so that the overdue ones can be shown."""
        self.view.setVisible(there)
        self.view.setEnabled(there)

    @safe
    def _told(self, *_) -> None:
        """Tell another filter, once."""
        self._soon.stop()
        wanted = self.wanted()
        self.deadline.setEnabled(wanted.view != ANSWERS)
        if wanted != self._last:
            self._last = wanted
            self.changed.emit()

    def keyPressEvent(self, event) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        first = QHBoxLayout()
        first.addWidget(self.view)
        first.addWidget(self.text, 1)
        layout.addLayout(first)
        grid = QGridLayout()
        grid.setSpacing(3)
        buttons = (
            self.units, self.statuses, self.categories, self.deadline, self.mine, self.area, self.saved, self.clear
        )  # fmt: skip
        for number, button in enumerate(buttons):
            grid.addWidget(button, number // 4, number % 4)
        layout.addLayout(grid)
        self.view.currentIndexChanged.connect(self._told)
        self.text.textChanged.connect(lambda _: self._soon.start())
        self.text.returnPressed.connect(self._told)
        for button in (self.units, self.statuses, self.categories, self.deadline):
            button.changed.connect(self._told)
        self.mine.toggled.connect(self._told)
        self.clear.clicked.connect(lambda _=False: self.put(Filter(view=self.wanted().view)))
        for text, rectangle in ((tr("Draw a &polygon"), False), (tr("Draw a &rectangle"), True)):
            self.area.menu().addAction(text).triggered.connect(functools.partial(self._draw, rectangle))
        self._no_area = self.area.menu().addAction(tr("&No area"))
        self._no_area.triggered.connect(lambda _=False: self.put_area(""))
        self.saved.menu().aboutToShow.connect(self._list_saved)

    def _draw(self, rectangle: bool, _checked: bool = False) -> None:
        self.draw.emit(rectangle)

    def _follow_area(self) -> None:
        font = self.area.font()
        font.setBold(bool(self._area))
        self.area.setFont(font)
        self._no_area.setEnabled(bool(self._area))

    @safe
    def _list_saved(self) -> None:
        menu = self.saved.menu()
        menu.clear()
        found = queue_saved.of(self.store)
        for one in found:
            menu.addAction(one.name.replace("&", "&&")).triggered.connect(functools.partial(self._use, one.wanted))
        menu.addSeparator()
        keep: QAction = menu.addAction(tr("Save this filter…"))
        keep.setObjectName("kmzb_queue_keep")
        keep.setEnabled(self.wanted() != Filter())
        keep.triggered.connect(self._keep)
        if found:
            away = menu.addMenu(tr("Delete"))
            for one in found:
                action = away.addAction(one.name.replace("&", "&&"))
                action.triggered.connect(functools.partial(self._forget, one.name))

    @safe
    def _use(self, wanted: Filter, _checked: bool = False) -> None:
        self.put(wanted)

    @safe
    def _keep(self, _checked: bool = False) -> None:
        name, ok = self.ask_name(tr("Save this filter"), tr("Name; one of the same name is replaced:"))
        if ok and name.strip():
            queue_saved.keep(name.strip(), self.store, self.wanted())

    @safe
    def _forget(self, name: str, _checked: bool = False) -> None:
        queue_saved.forget(name, self.store)

    def _unit_choices(self) -> list[Choice]:
        """The store's units; what is ticked and is not in the store stays in the list."""
        missing = [
            Choice(key, tr("{unit} (not in this store)", unit=key[1])) for key in self.units.keys - set(self._units)
        ]
        # Names of Polish units, sorted as Polish does in any language of QGIS: Łódź after Lublin.
        order, rank = QCollator(QLocale("pl_PL")), [level.id for level in unit_levels.LEVELS]
        known = sorted(
            self._units.values(),
            key=lambda unit: (rank.index(unit.level) if unit.level in rank else len(rank), order.sortKey(unit.name)),
        )
        return missing + [Choice(unit.key, unit.name, unit.parent) for unit in known]

    def _status_choices(self) -> list[Choice]:
        """The statuses that the view can have."""
        every = self.wanted().view == ANSWERS
        offered = [one for one in load().statuses if every or one.open or one.id in self.statuses.keys]
        return [Choice(status.id, status.name, None, status_icon(status.id)) for status in offered]

    @staticmethod
    def _quietly(function, widget, value) -> None:
        blocked = widget.blockSignals(True)
        try:
            function(value)
        finally:
            widget.blockSignals(blocked)


def _menu_button(name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"kmzb_queue_{name}")
    button.setText(text)
    button.setMenu(QMenu(button))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _category_choices() -> list[Choice]:
    return [Choice(category.id, category.name, None, icon(category.id)) for category in load().categories]


def _deadline_choices() -> list[Choice]:
    return [
        Choice(LATE, tr("Late")),
        Choice(TODAY, tr("Ends today")),
        Choice(SOON, tr("Ends within 3 days, today included")),
    ]
