"""Scenes of basemaps: added, slow, down, lost. The geoportal is the stand-in."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from qgis.core import QgsNetworkAccessManager, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QPoint, QTimer
from qgis.PyQt.QtWidgets import QApplication, QMenu
from qgis.utils import iface

from kmzb_qgis.geoportal import basemap_tree, services

from .desk import PLAN, face


def portal(**values) -> None:
    """Have the stand-in geoportal fail, or not (see its FAILURES and PICTURES)."""
    address = urlsplit(services.find("basemap").url)
    with urllib.request.urlopen(f"http://{address.netloc}/set?{urlencode(values)}", timeout=10):  # nosec - the stand-in
        pass


def moved_map() -> None:
    """Another place, whose pictures nobody has asked for yet."""
    iface.mapCanvas().setExtent(QgsRectangle(569500, 243000, 572500, 245000))
    iface.mapCanvas().refresh()


def basemap_down():
    """The basemap's service fails while the map is moved: one sentence after the last try."""
    yield 1.0
    portal(pictures="down")
    moved_map()
    yield 16.0


def basemap_slow():
    """The basemap's service is slow while the map is moved."""
    yield 1.0
    portal(pictures="slow", delay_s=60)
    moved_map()
    yield 18.0


def basemap_refused():
    """A basemap is chosen while the geoportal shows its maintenance page."""
    portal(failure="html")
    face().basemaps.adding.add_by_id("orthophoto")
    yield 2.0


def basemap_lost():
    """A project is opened while the services of its basemaps are down, and QGIS has nothing of them in its cache."""
    yield 1.0
    path = str(Path(PLAN["done"]).with_name("projekt.qgz"))
    QgsProject.instance().write(path)
    iface.newProject(False)
    QgsNetworkAccessManager.instance().cache().clear()
    portal(failure="down")
    QTimer.singleShot(0, lambda: iface.addProject(path))
    yield 3.0
    for window in QApplication.topLevelWidgets():  # QGIS's own question about layers that it cannot read
        if window.isVisible() and window.inherits("QgsHandleBadLayers"):
            window.reject()
    yield 1.0


def basemap_opacity():
    """The menu of a basemap in the project."""
    layer = basemap_tree.layers(QgsProject.instance())[0]
    layer.setOpacity(0.6)
    layer.triggerRepaint()
    yield 1.0
    menu = face().basemaps
    menu.popup(iface.mapCanvas().mapToGlobal(QPoint(40, 20)))
    yield 0.5
    part = menu.findChild(QMenu, f"kmzb_added_{layer.id()}")
    menu.setActiveAction(part.menuAction())
    part.popup(menu.mapToGlobal(menu.actionGeometry(part.menuAction()).topRight()))
    yield 0.5


SCENES = {
    scene.__name__: scene
    for scene in (
        basemap_down,
        basemap_slow,
        basemap_refused,
        basemap_lost,
        basemap_opacity,
    )
}
