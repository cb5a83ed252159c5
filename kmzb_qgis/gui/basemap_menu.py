"""The basemaps menu: made from the service catalogue each time it opens; adds in the background."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsRectangle
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from ..geoportal import basemaps, services
from ..geoportal.services import Service
from ..toolbelt import paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .messages import Messages
from .task import Work

POLAND = QgsRectangle(171000, 133000, 862000, 775000)  # EPSG:2180


class BasemapMenu(QMenu):
    """'Basemaps' in the menu and behind the toolbar's button."""

    def __init__(self, iface, messages: Messages, parent=None):
        super().__init__(tr("&Basemaps"), parent)
        self._iface, self._messages = iface, messages
        self.setIcon(QIcon(paths.icon("basemap")))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self._busy: set[tuple[str, str]] = set()

    def fill(self) -> None:
        """List the catalogue anew; a wrong user's file is told and the plugin's own list is shown."""
        self.clear()
        try:
            known = services.load()
        except KmzbError as error:
            self._messages.error(error)
            known = services.load("")
        last = ""
        for service, crs in services.menu(known):
            if last and service.role != last:
                self.addSeparator()
            last = service.role
            title = service.title if crs == basemaps.PROJECT_CRS else f"{service.title} ({crs})"
            action = self.addAction(title)
            action.setToolTip(f"{service.kind}, {crs}\n{service.url}")
            action.setObjectName(f"kmzb_basemap_{service.id}_{crs}")
            action.triggered.connect(lambda _=False, s=service, c=crs: self.add(s, c))

    def add(self, service: Service, crs: str = basemaps.PROJECT_CRS) -> Work | None:
        """Add a basemap: asked and built in a task, placed when it is there. None where it is there already."""
        project = QgsProject.instance()
        if basemaps.existing(project, service, crs) is not None or (service.id, crs) in self._busy:
            return None
        self._busy.add((service.id, crs))
        home = QgsApplication.instance().thread()

        def fetch(feedback):
            layer = basemaps.build(basemaps.prepare(service, crs, feedback))
            layer.moveToThread(home)
            return layer

        def done(layer) -> None:
            self._busy.discard((service.id, crs))
            empty = not project.mapLayers()
            basemaps.place(project, layer)
            if empty:
                self._show_poland()
            self._messages.success(tr("The basemap '{title}' was added.", title=layer.name()))

        def failed(error) -> None:
            self._busy.discard((service.id, crs))
            self._messages.error(error)

        title = tr("Basemap: {title}", title=service.title)
        return Work(title, fetch, self._messages.guard(done), failed).start()

    def _show_poland(self) -> None:
        canvas = self._iface.mapCanvas()
        there = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(basemaps.PROJECT_CRS),
            canvas.mapSettings().destinationCrs(),
            QgsProject.instance(),
        )
        canvas.setExtent(there.transformBoundingBox(POLAND))
        canvas.refresh()
