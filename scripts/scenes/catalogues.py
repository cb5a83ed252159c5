"""Scenes of the catalogue search."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

from .desk import face


def catalogue_window():
    """The catalogue search with words typed and found."""
    window = face().catalogue.open()
    window.move(150, 60)
    window.words.setText("ortofotomapy")
    face().catalogue.search()
    yield 1.5
    window.list.setCurrentItem(window.list.topLevelItem(window.list.topLevelItemCount() - 1))
    yield 0.5
    return window


def catalogue():
    """What the catalogue search finds, and what a record says."""
    yield from catalogue_window()


def catalogue_layers():
    """Layers of a service found there, with its conditions above them."""
    window = yield from catalogue_window()
    window.words.setText("Policji")
    face().catalogue.search()
    yield 1.5
    window.add.click()
    yield 2.0
    choice = face().catalogue.choice
    choice.move(270, 110)
    choice.list.clearSelection()
    for row in range(choice.list.topLevelItemCount()):
        item = choice.list.topLevelItem(row)
        item.setSelected(item.text(0).startswith(("K02", "K05")))
    yield 0.5


def catalogue_added():
    """These layers in the map, and what QGIS tells of one of them."""
    yield from catalogue_layers()
    face().catalogue.choice.accepting.click()
    yield 3.0
    face().catalogue.window.reject()
    layer = next(one for one in QgsProject.instance().mapLayers().values() if one.name().startswith("K02"))
    QTimer.singleShot(0, lambda: iface.showLayerProperties(layer, "mOptsPage_Information"))  # modal
    yield 2.0


SCENES = {
    scene.__name__: scene
    for scene in (
        catalogue,
        catalogue_layers,
        catalogue_added,
    )
}
