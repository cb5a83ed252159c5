"""What can be done with the reports chosen in the work queue: its context menu, Enter and Ctrl+C."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QPoint
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from ..store.queue_filter import ANSWERS
from ..toolbelt import paths
from ..toolbelt.i18n import tr
from . import at_hand
from .messages import Messages
from .queue_dock import QueueDock
from .queue_map import QueueMap
from .slots import safe
from .task import Work

FORM, VERIFY, HAND_OVER, ANSWER, DUPLICATE, STATUS, COPY = (
    "form", "verify", "hand_over", "answer", "duplicates", "change_status", "copy",
)  # fmt: skip
_NUMBER = "SELECT coalesce(nullif(trim(reference), ''), service_id || '', fid || '') FROM report WHERE fid = ?"


class QueueMenu(QObject):
    """``acts``: by name what takes the fids that are chosen; other parts of the desk put theirs there."""

    def __init__(self, messages: Messages, dock: QueueDock, chart: QueueMap, store: Callable[[], Path | None]):
        super().__init__()
        self._messages, self._dock, self._map, self._store = messages, dock, chart, store
        self.acts: dict[str, Callable[[list[int]], object]] = {COPY: self.copy}
        self.menu: QMenu | None = None  # the one that is shown
        dock.opened.connect(self._opened)
        dock.table.asked.connect(self._show)
        dock.table.copied.connect(safe(lambda: self.run(COPY)))

    def run(self, name: str) -> None:
        """Do one of the acts with what is chosen; the map has the same selected."""
        fids = self._dock.chosen() or [fid for fid in [self._dock.current()] if fid]
        if fids and name in self.acts:
            self._map.select(fids)
            self._messages.guard(self.acts[name])(fids)

    def copy(self, fids: list[int]) -> None:
        """Numbers of reports, a line each, for other programs; read in the background. Raises KmzbError."""
        path = self._store()
        known = [self._dock.model.row(fid) for fid in fids]
        if all(row is not None for row in known):
            self._put([row.number for row in known])
            return

        def read(_feedback) -> list[str]:
            with at_hand.reading(path) as connection:
                found = (connection.execute(_NUMBER, (fid,)).fetchone() for fid in fids)
                return [str(row[0]) for row in found if row is not None]

        Work(tr("Copying numbers of reports"), read, self._put, self._messages.error).start()

    @safe
    def _put(self, numbers: list[str]) -> None:
        QgsApplication.clipboard().setText("\n".join(map(str, numbers)))
        self._dock.say("copied", tr("%n number(s) copied.", n=len(numbers)))

    def _answers(self) -> bool:
        return self._dock.filters.wanted().view == ANSWERS

    @safe
    def _opened(self, _fid: int) -> None:
        self.run(ANSWER if self._answers() and ANSWER in self.acts else FORM)

    @safe
    def _show(self, place: QPoint) -> None:
        """The menu at a place of the screen."""
        chosen = self._dock.chosen()
        if not chosen:
            return
        one = len(chosen) == 1
        menu = self.menu = QMenu(self._dock)
        menu.setObjectName("kmzb_queue_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        for name, words, key, enabled, icon in (
            (ANSWER, tr("Record the &answer…"), "Enter", one and self._answers(), "hand_over"),
            (FORM, tr("Open the &form"), "" if self._answers() else "Enter", one, ""),
            (VERIFY, tr("&Verify from here"), "", one, "verify"),
            (HAND_OVER, tr("&Hand over…"), "", True, "hand_over"),
            (DUPLICATE, tr("&Repeats an existing report…"), "", one, "duplicates"),
            (STATUS, tr("Ad&just the status of the chosen ones…"), "", True, "change_status"),
            (COPY, tr("&Copy the number"), "Ctrl+C", True, ""),
        ):
            if name not in self.acts or (name == ANSWER and not self._answers()):
                continue
            action = menu.addAction(QIcon(paths.icon(icon)) if icon else QIcon(), words)
            action.setObjectName(f"kmzb_queue_{name}")
            action.setEnabled(enabled)
            if key:
                action.setShortcut(key)
                action.setShortcutVisibleInContextMenu(True)
            action.triggered.connect(lambda _=False, name=name: self.run(name))
        menu.popup(place)
