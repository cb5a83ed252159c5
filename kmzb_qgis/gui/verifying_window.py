"""The window of the verification mode in QGIS: opened, filled with a list, following map and project, taken away."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, Qt

from ..catalogue import warsaw
from ..store.address import Address, parse
from ..store.store import Store
from ..store.verifying import Facts
from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer, verifying_writing
from .slots import safe
from .verifying_dock import VerifyingDock
from .verifying_list import Reading
from .verifying_map import VerifyingMap
from .verifying_parts import MINE, OPEN, QUEUE, SELECTED
from .verifying_sitting import Sitting
from .verifying_walk import Fixed, Queued


class VerifyingWindow(QObject):
    """What surrounds the decisions; they are those of :class:`verifying.Verifying`, which this one calls."""

    def __init__(self, iface, messages, stores, queue, hand_overs):
        super().__init__()
        self._iface, self._messages, self._stores = iface, messages, stores
        self.dock: VerifyingDock | None = None
        self.map = VerifyingMap(iface)
        self.sitting, self._reading = Sitting(), Reading()
        self.facts: Facts | None = None
        self.fid = 0  # of the report that is shown, also where the store has it no more
        self.queue, self.hand_overs = queue, hand_overs
        self._start = 0  # where in the queue's list to begin
        self._help = None

    @property
    def store(self) -> Store | None:
        """The store whose reports are shown."""
        return self.sitting.store

    @property
    def walk(self) -> Fixed | Queued:
        """The list and its order."""
        return self.sitting.walk

    def open(self, fids: list[int] | None = None, start: int = 0) -> VerifyingDock:
        """Show the window with these reports in this order; without any, those selected on the map where these are
        several, else those of the work queue where it is open, from ``start`` on, else all open ones.

        Raises KmzbError where no store is open.
        """
        path = self._path()
        if self.dock is None:
            self._build()
        dock = self.dock
        dock.setUserVisible(True)
        dock.raise_()
        if fids is None:
            layer = report_layer.find()
            selected = not start and layer is not None and layer.selectedFeatureCount() > 1
            queued = bool(start) or self.queue.is_open()
            dock.lists.setCurrentIndex(dock.lists.findData(SELECTED if selected else QUEUE if queued else OPEN))
        self._start = start or self.queue.current()
        self.map.photo(dock.photo.isChecked())
        dock.photo.setEnabled(self.map.has_photo())
        dock.photo.setToolTip(
            tr("Shows the picture from the air below the reports while you verify")
            if self.map.has_photo()
            else tr("The project has no orthophoto: add one from the menu KMZB, Basemaps")
        )
        dock.next.setFocus()
        self._list(path, dock.source(), fids)
        return dock

    def remove(self) -> None:
        """Take the window away and leave the map as it was."""
        self._reading.cancel()
        if self.dock is None:
            return
        QgsProject.instance().layersRemoved.disconnect(self._layers_gone)
        self._iface.mapCanvas().destinationCrsChanged.disconnect(self._show_again)
        self.dock.keys.leave()
        self.map.remove()
        self.queue.lead(None)
        self.queue.relisted.disconnect(self._relisted)
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.dock = None

    def _build(self) -> None:
        guard = self._messages.guard
        dock = self.dock = VerifyingDock(self._iface.mainWindow())
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self.queue.take_beside(dock)
        dock.scale.setScale(settings.get("verifying_scale"))
        dock.photo.setChecked(bool(settings.get("verifying_photo")))
        dock.onward.setChecked(bool(settings.get("verifying_onward")))
        dock.scale.scaleChanged.connect(lambda scale: settings.put("verifying_scale", round(scale)))
        dock.onward.toggled.connect(lambda on: settings.put("verifying_onward", int(on)))
        dock.photo.toggled.connect(guard(self._photo))
        dock.decided.connect(guard(self.decide))
        dock.saved.connect(guard(self.save))
        dock.moved.connect(guard(self.go))
        dock.undone.connect(guard(self.undo))
        dock.listed.connect(guard(self._anew))
        dock.shown.connect(self._show_again)
        dock.helped.connect(guard(lambda: self._help() if self._help is not None else None))
        dock.left.connect(safe(self._left))
        dock.keys.watch(self._iface.mapCanvas())
        self.queue.lead(self._led)
        self.queue.relisted.connect(self._relisted)
        QgsProject.instance().layersRemoved.connect(self._layers_gone)
        self._iface.mapCanvas().destinationCrsChanged.connect(self._show_again)

    def _path(self) -> Address:
        path = report_layer.store_of(report_layer.find()) or self._stores.path
        if not path and self.store is None:
            raise KmzbError(tr("Open a store first."))
        return parse(path or self.store.path)

    def _list(self, path: Path, source: str, fids: list[int] | None = None) -> None:
        """Read the list in the background and show its first report."""
        self._keep()
        queued = source == QUEUE and fids is None
        if fids is None and source == SELECTED:
            fids = self._selected()
            if not fids:
                self._tell(tr("No report is selected on the map. Select some, then read the list anew with F5."))
        if queued:
            fids = []  # the queue reads its own
            if not self.queue.is_open():  # where it is behind this window, it stays there
                self.queue.show()
                self.dock.raise_()
        me = verifying_writing.me(path) if source == MINE else ""
        guard = self._messages.guard
        self._reading.start(path, me, fids, guard(lambda *found: self._listed(*found, queued)), guard(self._failed))

    def _selected(self) -> list[int]:
        """The reports selected on the map, in the queue's order where it has them all."""
        layer = report_layer.find()
        fids = sorted(layer.selectedFeatureIds()) if layer is not None else []
        ordered = self.queue.ordered(fids)
        return ordered if len(ordered) == len(fids) else fids

    def _anew(self, source: str) -> None:
        """F5, or another list: the queue's is read by the queue, and the report that is shown stays."""
        if source == QUEUE and isinstance(self.walk, Queued):
            self._start = 0 if self.walk.place(self.fid) < 0 else self.fid
            self.queue.again()
        else:
            self._start = self.queue.current()
        self._list(self._path(), source)

    def _listed(self, store: Store, items: list[tuple[int, str]], queued: bool = False) -> None:
        if self.dock is None:
            return
        self.sitting.take(store, Queued(self.queue) if queued else Fixed(items))
        if queued and not self.queue.is_listed():
            self.fid, self.facts = 0, None
            self.dock.show_facts(None, tr("The work queue is being read."))
            self.dock.show_progress(0, 0, 0)
        else:
            self._begin()
        if store.notice:
            self._tell(store.notice)

    def _begin(self) -> None:
        """The first report, or the one that is to begin with."""
        fids, start, self._start = self.walk.fids(), self._start, 0
        if len(fids):
            there = isinstance(self.walk, Queued) and self.walk.place(start) >= 0
            self._show(start if there else int(fids[0]))
        else:
            self.fid, self.facts = 0, None
            self.dock.show_facts(None, tr("No report waits here."))
            self._follow()

    def _follow(self) -> None:
        """Say where in the list the report stands; the queue's row is the one that is shown."""
        walk = self.walk
        if isinstance(walk, Queued):
            walk.keep(self.fid, False)
            if self.dock.isVisible():
                self.queue.follow(self.fid)
        self.dock.show_progress(walk.place(self.fid) + 1, walk.total(), walk.late())

    @safe
    def _relisted(self, by_person: bool) -> None:
        """The queue's list, or its counts, are others."""
        if self.dock is None or self.dock.isHidden() or not isinstance(self.walk, Queued):
            return
        self.walk.keep(self.fid, by_person)
        if not self.fid and len(self.walk.fids()):
            self._begin()
        self._heed_others()
        self.dock.show_progress(self.walk.place(self.fid) + 1, self.walk.total(), self.walk.late())

    def _heed_others(self) -> None:
        """Somebody else may have changed the report that is shown; what is typed for it stays.

        While a reason is asked for nothing moves under the person's fingers: saving it tells who was faster.
        """
        now = self.sitting.reread(self.fid) if self.facts is not None and not self.dock.pending else None
        if now is None or now == self.facts:
            return
        before, self.facts = self.facts.version, now
        self.dock.show_facts(now, "", warsaw.now())
        if now.version != before and not self.sitting.is_own(now.fid, before):
            self._tell(tr("This report was changed meanwhile; what is shown is how it is now."))

    def _led(self, fid: int) -> bool:
        """A row of the queue was chosen: it is shown here, where the queue's list is gone through."""
        if self.dock is None or self.dock.isHidden() or not isinstance(self.walk, Queued):
            return False
        if fid != self.fid:
            self._show(fid, focus=False)
        else:
            self._show_again()
        return True

    def _failed(self, error: Exception) -> None:
        if self.dock is None or not isinstance(error, KmzbError):
            self._messages.error(error)
        else:
            self._tell(error.message, tr("Try again"), lambda: self._list(self._path(), self.dock.source()))

    def _tell(self, sentence: str, help_words: str = "", run=None) -> None:
        self._help = run
        if self.dock is not None:
            self.dock.tell(sentence, help_words)

    @safe
    def _show_again(self, *_) -> None:
        """The report's place on the map, also after the map's coordinate system was changed."""
        if self.dock is None or self.facts is None or not self.dock.isVisible():
            return
        try:
            self.map.show(self.facts.x, self.facts.y, self.dock.scale.scale())
        except KmzbError as error:
            self._tell(error.message)

    @safe
    def _layers_gone(self, *_) -> None:
        if self.store is not None and self.dock.isVisible() and report_layer.find() is None:
            path = str(self.store.path)
            self._tell(
                tr(
                    "The reports are not on the map any more: their layer was removed from the project. Decisions are"
                    " still saved in {store}.",
                    store=self.store.path.name,
                ),
                tr("Show the reports again"),
                lambda: self._stores.open(path),
            )

    def _photo(self, on: bool) -> None:
        settings.put("verifying_photo", int(on))
        self.map.photo(on)

    def _left(self) -> None:
        """The window was closed: what was typed waits for the next time."""
        self._reading.cancel()
        self._keep()
        self.map.remove()

    def _show(self, fid: int, focus: bool = True) -> None:
        raise NotImplementedError  # pragma: no cover - see verifying.py

    def _keep(self) -> None:
        raise NotImplementedError  # pragma: no cover
