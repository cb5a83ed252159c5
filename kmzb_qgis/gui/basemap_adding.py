"""Adds basemaps in the background, and brings back those that could not be read; a failure offers another try."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDataProvider,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt import sip

from ..geoportal import basemap_tree, basemaps, services
from ..geoportal.services import Service
from ..toolbelt import compat
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from .messages import Messages
from .open_project import OpenProject
from .task import Work

POLAND = QgsRectangle(171000, 133000, 862000, 775000)  # EPSG:2180


class Adding:
    """What the menu, the messages' buttons and other parts of the window call; never blocks, never raises."""

    def __init__(self, iface, messages: Messages):
        self._iface, self._messages = iface, messages
        self._open = OpenProject()
        self._busy: set[tuple[int, str, str]] = set()  # the project's number, the service, the CRS

    @property
    def canvas(self):
        """The window's map."""
        return self._iface.mapCanvas()

    def add_by_id(self, service_id: str, crs: str = basemaps.PROJECT_CRS, **values) -> Work | None:
        """:meth:`add` by the id in the catalogue; one that it does not hold is told."""
        service = self._messages.guard(services.find)(service_id)
        return None if service is None else self.add(service, crs, **values)

    def add(
        self,
        service: Service,
        crs: str = basemaps.PROJECT_CRS,
        opacity: float | None = None,
        visible: bool = True,
        done=None,
    ) -> Work | None:
        """Add a basemap to the open project: asked and built in a task, put in its place when it is there.

        ``opacity`` 0–1 (None: as it comes); ``done(layer)`` is called in the GUI thread once it stands in the project.
        None where it is there already (it is made visible, and read again where it could not be) or on its way.
        """
        project = QgsProject.instance()
        layer = basemap_tree.existing(project, service, crs)
        if layer is not None and not layer.isValid():
            return self.revive(layer)
        number = self._open.number
        if layer is not None or (number, service.id, crs) in self._busy:
            return None
        home = QgsApplication.instance().thread()
        compat.keep_crs([crs])

        def fetch(feedback):
            made = basemaps.build(basemaps.prepare(service, crs, feedback), feedback)
            made.moveToThread(home)
            return made

        def placed(made) -> None:
            try:
                self._open.check(number)
            except KmzbError as error:
                self._messages.info(error.message)
                return
            empty = not project.mapLayers()
            basemap_tree.place(project, made, opacity, visible)
            if empty:
                self._show_poland()
            self._messages.success(tr("The basemap '{title}' was added.", title=made.name()))
            if done is not None:
                done(made)

        return self._start(service, crs, fetch, placed, lambda: self.add(service, crs, opacity, visible, done))

    def revive(self, layer) -> Work | None:
        """Read a basemap again that could not be read (its service was down when the project was opened)."""
        service_id, crs = basemap_tree.origin(layer)
        service = self._messages.guard(services.find)(service_id)
        if service is None or (self._open.number, service_id, crs) in self._busy:
            return None
        layer_id, source = layer.id(), layer.source()

        def fetch(feedback):
            basemaps.prepare(service, crs, feedback)  # its answer waits in QGIS's cache for the GUI thread

        def read(_nothing) -> None:
            again = QgsProject.instance().mapLayer(layer_id)
            if again is None or sip.isdeleted(again):
                return  # removed meanwhile
            again.setDataSource(source, again.name(), "wms", QgsDataProvider.ProviderOptions())
            if again.isValid():
                again.triggerRepaint()
                self._messages.success(tr("The basemap '{title}' is back.", title=again.name()))
            else:
                self._messages.offer(
                    tr("The basemap '{title}' still cannot be read.", title=again.name()),
                    again.error().message(),
                    tr("Try again"),
                    lambda: self.revive_by_id(layer_id),
                )

        return self._start(service, crs, fetch, read, lambda: self.revive_by_id(layer_id))

    def revive_by_id(self, layer_id: str) -> Work | None:
        """:meth:`revive` of a layer that may have left the project meanwhile."""
        layer = QgsProject.instance().mapLayer(layer_id)
        return None if layer is None else self.revive(layer)

    def _start(self, service: Service, crs: str, fetch, done, again) -> Work:
        key = (self._open.number, service.id, crs)
        self._busy.add(key)

        def succeeded(result) -> None:
            self._busy.discard(key)
            done(result)

        def failed(error) -> None:
            self._busy.discard(key)
            if isinstance(error, Cancelled):
                self._messages.error(error)
            else:
                self._messages.error(error, tr("Try again"), again)

        title = tr("Basemap: {title}", title=service.title)
        return Work(title, fetch, self._messages.guard(succeeded), failed).start()

    def _show_poland(self) -> None:
        canvas = self.canvas
        there = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(basemaps.PROJECT_CRS),
            canvas.mapSettings().destinationCrs(),
            QgsProject.instance(),
        )
        canvas.setExtent(there.transformBoundingBox(POLAND))
        canvas.refresh()
