"""The store on the desktop: opened, made anew, shown as a layer, remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.core import QgsProject, QgsVectorLayer

from .. import editing
from ..editing import belonging, zones
from ..store import Store, open_store
from ..store.address import Address, exists, folder, is_database, parse
from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import store_choice
from .jobs import Jobs
from .messages import Messages
from .task import Work


class Stores:
    """Which store the person works with, and its layer in the project."""

    def __init__(self, iface, messages: Messages, jobs: Jobs):
        self._iface, self._messages, self._jobs = iface, messages, jobs
        self.after_open: list[Callable[[Store], None]] = []

    @property
    def path(self) -> str:
        """The store used last; empty where none was, or where it is gone."""
        path = str(settings.get("store"))
        return path if path and exists(parse(path)) else ""

    def require(self) -> str:
        """The store used last. Raises KmzbError where none was, and by its name where it is gone: a drive may be."""
        if self.path:
            return self.path
        last = str(settings.get("store"))
        if last:
            raise KmzbError(tr("There is no store at {path}.", path=last), code="store-missing")
        raise KmzbError(tr("Open a store first."))

    def unsaved(self) -> bool:
        """Whether edits of the store's reports wait in a layer, which no job knows of."""
        layers = QgsProject.instance().mapLayers().values()
        path = parse(self.path).resolve() if self.path else None
        return any(isinstance(one, QgsVectorLayer) and one.isModified() and store_of(one) == path for one in layers)

    def folder(self) -> str:
        """Where file dialogs begin."""
        last = str(settings.get("store"))
        return str(folder(parse(last))) if last else str(Path.home())

    def ask_new(self) -> None:
        """Ask for a name and make a store there."""
        path = store_choice.to_make(self._iface.mainWindow(), self.folder())
        if path:
            self.create(path)

    def create(self, path: str) -> None:
        """Make a store by kmzb:createstore and open it."""
        self._jobs.background(
            "kmzb:createstore",
            {"STORE": path},
            lambda results: self.open(results.get("STORE", path)),
            self._messages.error,
        )

    def ask_open(self) -> None:
        """Ask for a store and open it."""
        path = store_choice.to_open(self._iface.mainWindow(), self.folder())
        if path:
            self.open(path)

    def open(self, path: str) -> Work:
        """Open a store (an older one is migrated first, in the background) and show its reports."""
        return Work(
            tr("Opening the store {name}", name=parse(path).name),
            lambda feedback: open_store(path),
            self._messages.guard(self._opened),
            lambda error: self._messages.failed(error, "store"),
            cancellable=False,  # a migration is whole or not at all
        ).start()

    def changed(self, _results: dict, parameters: dict) -> None:
        """After a job wrote into a store: reread its layers, or open it where it is not shown yet."""
        path = str(parameters.get("STORE") or self.path)
        if not path:
            return
        layers = QgsProject.instance().mapLayers().values()
        shown = [layer for layer in layers if store_of(layer) == parse(path).resolve()]
        # the layers that the form looks things up in stay when a person takes the reports out of the project
        if not any(belonging.role(layer) == "report" and layer.isValid() for layer in shown):
            self.open(path)
        for layer in shown:
            if not layer.isEditable():  # an open edit buffer keeps the state it began with
                layer.dataProvider().reloadData()
                layer.updateExtents()
            layer.triggerRepaint()

    def _opened(self, store) -> None:
        self._messages.over("store")
        first = not QgsProject.instance().mapLayers()
        layer = editing.load_layer(store, QgsProject.instance())
        settings.put("store", str(store.path))
        if layer is not None:
            self._iface.setActiveLayer(layer)
            # a database tells an estimate of the number, below 0 before it has one
            if first and (layer.featureCount() > 0 or (layer.featureCount() < 0 and not layer.extent().isNull())):
                self._iface.zoomToActiveLayer()
        if store.notice:
            self._messages.warning(store.notice, about="store")
        else:
            self._messages.success(tr("The store {path} is open.", path=store.path))
        if layer is not None and is_database(store.path) and zones.wrong(layer):
            self._messages.warning(
                tr(
                    "The database sends times of another zone than UTC: hours are shown wrong. Its administrator puts"
                    " that right by ALTER DATABASE … SET timezone TO 'UTC'."
                )
            )
        for tell in self.after_open:
            tell(store)


def store_of(layer) -> Address | None:
    """The file that a layer reads by OGR, or the database of a store; None for any other layer."""
    found = belonging.table_of(layer)
    return found[1].resolve() if found else None
