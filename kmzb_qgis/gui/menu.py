"""The menu KMZB with its submenus, and the toolbar: made of the entries, each with icon, tooltip and key."""

from __future__ import annotations

import html

from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolButton

from ..toolbelt import paths
from ..toolbelt.i18n import tr
from . import shortcuts
from .entries import Entry, Part
from .messages import Messages


class KmzbMenu(QMenu):
    """'KMZB' before Help. ``toolbar`` holds some of its entries; :meth:`entry` finds each, whatever menu it is in."""

    def __init__(self, iface, messages: Messages):
        self._main = iface.mainWindow()
        super().__init__("&KMZB", self._main)
        self.setObjectName("kmzb_menu")
        self.setToolTipsVisible(True)
        self._messages = messages
        self._entries: dict[str, QAction] = {}
        self.toolbar = iface.addToolBar("KMZB")
        self.toolbar.setObjectName("kmzb_toolbar")
        self.toolbar.setToolTip(tr("KMZB: reports of the map of safety threats"))

    def fill(self, groups: list[list[Entry | Part | QMenu]], toolbar: tuple, basemaps: QMenu) -> None:
        """Put everything in and show it; ``toolbar``: groups of names (see :mod:`entries`)."""
        self._put(self, groups)
        for number, names in enumerate(toolbar):
            if number:
                self.toolbar.addSeparator()
            for name in names:
                if name == "basemaps":
                    self._basemap_button(basemaps)
                else:
                    self.toolbar.addAction(self._entries[name])
        bar = self._main.menuBar()
        standing = bar.actions()
        bar.insertMenu(standing[-1] if standing else None, self)

    def entry(self, name: str) -> QAction:
        """The entry of this name, in this menu or below it."""
        return self._entries[name]

    def leave(self) -> None:
        """Take menu, toolbar, entries and their keys out of the window."""
        self._main.menuBar().removeAction(self.menuAction())
        self._main.removeToolBar(self.toolbar)
        self.toolbar.setParent(None)
        self.toolbar.deleteLater()
        for action in self._entries.values():
            shortcuts.take_out(action)
            action.deleteLater()
        self._entries = {}
        self.deleteLater()

    def _put(self, menu: QMenu, groups: list) -> None:
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for item in group:
                if isinstance(item, Entry):
                    menu.addAction(self._action(item))
                elif isinstance(item, Part):
                    self._put(self._part(menu, item), item.groups)
                else:
                    menu.addMenu(item)

    def _part(self, menu: QMenu, part: Part) -> QMenu:
        below = menu.addMenu(_icon(part.name), part.text)
        below.setObjectName(f"kmzb_menu_{part.name}")
        below.setToolTipsVisible(True)
        below.menuAction().setToolTip(part.tip)
        below.menuAction().setStatusTip(part.tip)
        return below

    def _action(self, entry: Entry) -> QAction:
        action = QAction(_icon(entry.icon or entry.name), entry.text, self._main)
        action.setObjectName(f"kmzb_{entry.name}")
        action.setStatusTip(entry.tip)
        run = self._messages.guard(entry.run)
        action.triggered.connect(lambda _=False: run())
        shortcuts.put_in(action, entry.key, self._main)
        _say(action, entry)
        action.changed.connect(lambda: _say(action, entry))  # QGIS writes a key that was changed in its own way
        self._entries[entry.name] = action
        return action

    def _basemap_button(self, basemaps: QMenu) -> None:
        button = QToolButton(self.toolbar)
        button.setObjectName("kmzb_basemaps_button")
        button.setIcon(_icon("basemap"))
        button.setToolTip(tr("Add a basemap of the national geoportal"))
        button.setMenu(basemaps)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.toolbar.addWidget(button)


def _say(action: QAction, entry: Entry) -> None:
    wanted = tooltip(entry, shortcuts.shown(action))
    if action.toolTip() != wanted:
        action.setToolTip(wanted)


def tooltip(entry: Entry, key: str) -> str:
    """Name and key in bold, as QGIS's own; below it what the entry does, which as rich text breaks into lines."""
    name = html.escape(entry.text.replace("&", "").rstrip("…"), quote=False)
    held = f" ({html.escape(key, quote=False)})" if key else ""
    return f"<b>{name}</b>{held}<br>{html.escape(entry.tip, quote=False)}"


def _icon(name: str) -> QIcon:
    return QIcon(paths.icon(name))
