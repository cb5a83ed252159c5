"""The window of the verification mode in QGIS: opened, filled with a list, following map and project, taken away."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, Qt

from ..store.store import Store
from ..store.verifying import Facts
from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer, verifying_writing
from .slots import safe
from .verifying_dock import MINE, OPEN, SELECTED, VerifyingDock
from .verifying_list import Reading
from .verifying_map import VerifyingMap
from .verifying_sitting import Sitting


class VerifyingWindow(QObject):
    """What surrounds the decisions; they are those of :class:`verifying.Verifying`, which this one calls."""

    def __init__(self, iface, messages, jobs, stores):
        super().__init__()
        self._iface, self._messages, self._jobs, self._stores = iface, messages, jobs, stores
        self.dock: VerifyingDock | None = None
        self.map = VerifyingMap(iface)
        self.sitting, self._reading = Sitting(), Reading()
        self.facts: Facts | None = None
        self.place = -1
        self._help = None

    @property
    def store(self) -> Store | None:
        """The store whose reports are shown."""
        return self.sitting.store

    @property
    def items(self) -> list[tuple[int, str]]:
        """The list, as (fid, when due)."""
        return self.sitting.items

    def open(self, fids: list[int] | None = None) -> VerifyingDock:
        """Show the window with these reports in this order; without any: those selected on the map, else all open ones.

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
            selected = layer is not None and layer.selectedFeatureCount() > 1
            dock.lists.setCurrentIndex(dock.lists.findData(SELECTED if selected else OPEN))
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
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.dock = None

    def _build(self) -> None:
        guard = self._messages.guard
        dock = self.dock = VerifyingDock(self._iface.mainWindow())
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
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
        dock.listed.connect(guard(lambda source: self._list(self._path(), source)))
        dock.shown.connect(self._show_again)
        dock.helped.connect(guard(lambda: self._help() if self._help is not None else None))
        dock.left.connect(safe(self._left))
        dock.keys.watch(self._iface.mapCanvas())
        QgsProject.instance().layersRemoved.connect(self._layers_gone)
        self._iface.mapCanvas().destinationCrsChanged.connect(self._show_again)

    def _path(self) -> Path:
        path = report_layer.store_of(report_layer.find()) or self._stores.path
        if not path and self.store is None:
            raise KmzbError(tr("Open a store first."))
        return Path(path or self.store.path)

    def _list(self, path: Path, source: str, fids: list[int] | None = None) -> None:
        """Read the list in the background and show its first report."""
        self._keep()
        if fids is None and source == SELECTED:
            layer = report_layer.find()
            fids = sorted(layer.selectedFeatureIds()) if layer is not None else []
            if not fids:
                self._tell(tr("No report is selected on the map. Select some, then read the list anew with F5."))
        me = verifying_writing.me() if source == MINE else ""
        guard = self._messages.guard
        self._reading.start(path, me, fids, guard(self._listed), guard(self._failed))

    def _listed(self, store: Store, items: list[tuple[int, str]]) -> None:
        if self.dock is None:
            return
        self.sitting.take(store, items)
        if items:
            self._show(0)
        else:
            self.place, self.facts = -1, None
            self.dock.show_facts(None, tr("No report waits here."))
            self.dock.show_progress(0, 0, 0)
        if store.notice:
            self._tell(store.notice)

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

    def _show(self, place: int) -> None:
        raise NotImplementedError  # pragma: no cover - see verifying.py

    def _keep(self) -> None:
        raise NotImplementedError  # pragma: no cover
