"""The basemaps menu: made from the service catalogue each time it opens, with what can be done to those in the project.

Adding runs in the background (:mod:`basemap_adding`); the menu itself asks nobody.
"""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QActionGroup, QMenu

from ..geoportal import basemap_tree, basemaps, services
from ..geoportal.services import Service
from ..toolbelt import paths
from ..toolbelt.i18n import tr
from .basemap_adding import Adding
from .basemap_watch import BasemapWatch
from .messages import Messages
from .task import Work

OPACITIES = (100, 80, 60, 40, 20)  # percent


class BasemapMenu(QMenu):
    """'Basemaps' in the menu and behind the toolbar's button. ``adding`` and ``watch`` serve other parts too."""

    def __init__(self, iface, messages: Messages, parent=None):
        super().__init__(tr("&Basemaps"), parent)
        self._messages = messages
        self.adding = Adding(iface, messages)
        self.watch = BasemapWatch(messages, self.adding, self)
        self.setIcon(QIcon(paths.icon("basemap")))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self._flaws: list[str] = []  # of the user's catalogue, told already

    def fill(self) -> None:
        """List the catalogue anew; what is wrong in a user's file is told once, the rest is offered."""
        for part in self.findChildren(QMenu):
            part.deleteLater()
        self.clear()
        known, flaws = services.usable()
        self._tell([flaw.message for flaw in flaws])
        last = ""
        for service, crs in services.menu(known):
            if last and service.role != last:
                self.addSeparator()
            last = service.role
            title = service.title if crs == basemaps.PROJECT_CRS else f"{service.title} ({crs})"
            action = self.addAction(_words(title))
            action.setToolTip(f"{service.kind}, {crs}\n{service.url}")
            action.setObjectName(f"kmzb_basemap_{service.id}_{crs}")
            action.triggered.connect(lambda _=False, s=service, c=crs: self.add(s, c))
        self._list_added()

    def add(self, service: Service, crs: str = basemaps.PROJECT_CRS, **values) -> Work | None:
        """Add a basemap in the background (see :meth:`Adding.add`)."""
        return self.adding.add(service, crs, **values)

    def _tell(self, flaws: list[str]) -> None:
        """One message for all that is wrong, with one sentence for each; said again only when it has changed."""
        if flaws and flaws != self._flaws:
            more = tr("It has %n more fault(s).", n=len(flaws) - 1) if len(flaws) > 1 else ""
            self._messages.warning(f"{flaws[0]} {more}".strip(), "\n".join(flaws) if more else "")
        self._flaws = flaws

    def _list_added(self) -> None:
        """A submenu for each basemap in the project: how much it covers, another try."""
        layers = basemap_tree.layers(QgsProject.instance())
        if layers:
            self.addSection(tr("In this project"))
        for layer in layers:
            layer_id = layer.id()
            part = self.addMenu(_words(layer.name()))
            part.setObjectName(f"kmzb_added_{layer.id()}")
            part.addSection(tr("Opacity"))
            degrees = QActionGroup(part)
            now = round(layer.opacity() * 100)
            for percent in sorted({*OPACITIES, now}, reverse=True):
                action = degrees.addAction(part.addAction(f"{percent} %"))
                action.setCheckable(True)
                action.setChecked(percent == now)
                action.triggered.connect(lambda _=False, i=layer_id, p=percent: set_opacity(i, p))
            part.addSeparator()
            again = part.addAction(tr("Try again") if layer.isValid() else tr("Try again (it could not be read)"))
            again.setObjectName("kmzb_again")
            again.triggered.connect(lambda _=False, i=layer_id: self.watch.again(i))


def _words(text: str) -> str:
    """A text as a menu shows it: there '&' stands before the letter of a key."""
    return text.replace("&", "&&")


def set_opacity(layer_id: str, percent: int) -> None:
    """How much a basemap covers what lies under it; kept with the project. A layer that is gone meanwhile is none."""
    layer = QgsProject.instance().mapLayer(layer_id)
    if layer is not None:
        layer.setOpacity(percent / 100)
        layer.triggerRepaint()
        QgsProject.instance().setDirty(True)
