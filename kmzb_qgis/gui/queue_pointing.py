"""Between the queue's list and the map: what is chosen here is shown there, and the other way round; drawn areas."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import QObject

from ..toolbelt.i18n import tr
from .messages import Messages
from .queue_area import AreaTool, to_store
from .queue_dock import QueueDock
from .queue_map import QueueMap
from .slots import safe


class Pointing(QObject):
    """Joins a dock and a map. ``fetch(fids)`` has rows read that are not known yet."""

    def __init__(self, iface, messages: Messages, dock: QueueDock, chart: QueueMap, fetch: Callable):
        super().__init__()
        self._iface, self._messages, self._dock, self._map, self._fetch = iface, messages, dock, chart, fetch
        self._to_show = 0
        self.leads: Callable[[int], bool] | None = None  # shows a chosen report itself, where it says so
        self._tool = AreaTool(iface.mapCanvas())
        self._tool.drawn.connect(messages.guard(self._drawn))
        self._tool.given_up.connect(self._leave_tool)
        self._tool.deactivated.connect(self._drawing_over)
        dock.picked.connect(self._picked)
        dock.filters.draw.connect(self._draw)
        chart.selected.connect(self._selected_on_map)

    def remove(self) -> None:
        """Leave the map alone."""
        self._iface.mapCanvas().unsetMapTool(self._tool)
        self._tool.deleteLater()

    def came(self) -> None:
        """Rows were read: perhaps the one that waits to be shown."""
        if self._to_show and self._dock.model.row(self._to_show) is not None:
            self._show(self._to_show)

    def tell_selection(self) -> None:
        """Say where the map's selection is not all in the list: the filter hides it, or it is closed."""
        selected = self._map.selection()
        hidden = len(selected) - len(self._dock.model.rows_of(selected))
        text = tr("Selected on the map, but closed or left out by the filter: %n report(s).", n=hidden)
        self._dock.say("selection", text if hidden > 0 else "")

    @safe
    def _picked(self, fids, current: int) -> None:
        self._map.select(fids)
        self._dock.say("selection", "")
        if self.leads is not None and current in fids and len(fids) == 1 and self.leads(current):
            self._to_show = 0
            self._map.unmark()
            return
        self._show(current if current in fids else 0)

    def _show(self, fid: int) -> None:
        """Show a report on the map, as soon as its row is read."""
        row = self._dock.model.row(fid) if fid else None
        self._to_show = fid if fid and row is None else 0
        if row is not None:
            self._messages.guard(self._map.show)(row, self._dock.zoom.isChecked(), self._dock.scale.scale())
        elif fid:
            self._fetch([fid])
        else:
            self._map.unmark()

    @safe
    def _selected_on_map(self, fids) -> None:
        self._to_show = 0
        self._dock.mark(fids)
        self._map.unmark()
        self.tell_selection()

    @safe
    def _draw(self, rectangle: bool) -> None:
        self._tool.begin(rectangle)
        how = tr("Click the corners on the map; the right button or Enter ends, Escape gives up.")
        self._dock.say("drawing", tr("Drag a rectangle on the map; Escape gives up.") if rectangle else how)

    def _drawn(self, shape) -> None:
        self._leave_tool()
        self._dock.filters.put_area(to_store(shape, self._iface.mapCanvas().mapSettings().destinationCrs()))

    @safe
    def _leave_tool(self) -> None:
        self._iface.mapCanvas().unsetMapTool(self._tool)

    @safe
    def _drawing_over(self) -> None:
        """Done, given up, or another tool was taken."""
        self._dock.say("drawing", "")
