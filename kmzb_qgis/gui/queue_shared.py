"""What the rest of the desk asks of the work queue: its order, its row, to stand beside it, to look again."""

from __future__ import annotations

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal

from ..toolbelt import settings

MOST_WIDE = 520  # pixels
WIDE = 1600  # pixels of the window: the queue and another dock stand side by side


class Shared(QObject):
    """``relisted(by_person)``: the list or its counts may be others; by another filter, or by the store."""

    relisted = pyqtSignal(bool)

    def offer(self, acts: dict) -> None:
        """Acts of other parts of the desk for the context menu: by name what takes the fids chosen."""
        self._offered.update(acts)
        if self._menu is not None:
            self._menu.acts.update(acts)

    def show(self) -> None:
        """Show the dock, before those that share its place; the keyboard stays where it is."""
        if self.dock is None or self.in_sight():
            return
        was_shut = self.dock.isHidden()
        self.dock.setUserVisible(True)
        self.dock.raise_()
        if was_shut:
            self.widen()

    def widen(self) -> None:
        """The first time: as wide as its first columns, without leaving the map too little; later the person's."""
        if not settings.get("queue_columns") and not self.dock.isFloating():
            main = self._iface.mainWindow()
            main.resizeDocks([self.dock], [min(MOST_WIDE, main.width() * 9 // 25)], Qt.Orientation.Horizontal)

    def take_beside(self, dock) -> None:
        """Put another dock beside the queue's where the screen is wide, else behind a tab: one below the other, neither
        shows enough on a screen of 800 lines.
        """
        if self.dock is not None and not self.dock.isFloating():
            main = self._iface.mainWindow()
            if main.width() >= WIDE:
                main.splitDockWidget(self.dock, dock, Qt.Orientation.Horizontal)
            else:
                main.tabifyDockWidget(self.dock, dock)

    def is_open(self) -> bool:
        """Whether the dock is in the window, perhaps behind another one."""
        return self.dock is not None and not self.dock.isHidden()

    def in_sight(self) -> bool:
        """Whether the dock is seen: behind another one's tab Qt calls it visible too, but nothing of it is."""
        return self.dock is not None and self.dock.isVisible() and not self.dock.visibleRegion().isEmpty()

    def is_listed(self) -> bool:
        """Whether the list is that of the open store, as it is now."""
        return self.reader is not None and self._listed_now

    def current(self) -> int:
        """The report on which the list stands; 0 for none."""
        return self.dock.current() if self.dock is not None else 0

    def ordered(self, fids: list[int]) -> list[int]:
        """Those of the reports that the list has, in its order."""
        return self.dock.model.fids[self.dock.model.rows_of(fids)].tolist() if self.is_listed() else []

    def follow(self, fid: int) -> None:
        """Another part of the desk shows a report: the list stands on it and the map has it selected, in silence."""
        if self.is_listed() and self.dock.mark([fid]):
            self.map.select([fid])
            self.map.unmark()
            self._pointing.tell_selection()

    def lead(self, leads) -> None:
        """``leads(fid)`` is asked first where a row is chosen: does another part of the desk show it? None: nobody."""
        if self._pointing is not None:
            self._pointing.leads = leads

    def look(self) -> None:
        """Look at once what the store holds now."""
        if self.reader is not None:
            self.reader.look()
