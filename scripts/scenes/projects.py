"""Scenes of units and of the standard project."""

from __future__ import annotations

import processing
from qgis.core import QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget, QTreeView
from qgis.utils import iface

from .desk import PLAN, face, job


def units():
    """Police stations from the register of boundaries, into the store."""
    yield from job("importunits", LEVEL=7)


def units_assigned():
    """All units of the register in the store, each report assigned: what assigning tells."""
    for level in (0, 1, 2, 3, 4, 5, 6, 7):
        processing.run("kmzb:importunits", {"STORE": PLAN["store"], "LEVEL": level})
        yield 0.1
    yield from job("assignunits")


def units_project(theme: str):
    """The standard project with units, in one of its looks."""
    yield from units_assigned()
    for window in list(face().jobs._dialogs):
        window.close()
    yield from project(theme)


def project_dialog():
    """What a new project is asked for."""
    window = face().new_project.ask()
    window.store.setText(PLAN["store"])
    window.move(180, 120)
    yield 0.5


def project(theme: str, bookmarks: bool = False):
    """A new project, made by the dialog and opened as QGIS does, in one of its looks."""
    iface.newProject(False)
    yield 1.0
    yield from project_dialog()
    stay_clean = QgsProject.instance().dirtySet.connect  # QGIS would ask about changes, and nobody answers here
    stay_clean(lambda: QgsProject.instance().setDirty(False))
    face().new_project.window.make.click()
    yield 4.0
    project = QgsProject.instance()
    root, model = project.layerTreeRoot(), iface.layerTreeView().layerTreeModel()
    project.mapThemeCollection().applyTheme(theme, root, model)
    for group in root.findGroups(True):
        group.setExpanded(True)
    for layer in root.findLayers():
        layer.setExpanded(False)
    if bookmarks:
        dock = next(d for d in iface.mainWindow().findChildren(QDockWidget) if "ookmark" in d.objectName())
        dock.show()
        dock.findChild(QTreeView).resizeColumnToContents(0)
        iface.mainWindow().resizeDocks([dock], [400], Qt.Orientation.Vertical)
        yield 0.5
    if PLAN["extent"]:
        iface.mapCanvas().setExtent(QgsRectangle(*map(float, PLAN["extent"].split(","))))
    iface.mapCanvas().refresh()
    yield 3.0


SCENES = {
    "units": units,
    "units_assigned": units_assigned,
    "units_project_day": lambda: units_project("Dzień"),
    "units_project_night": lambda: units_project("Noc"),
    "units_project_print": lambda: units_project("Druk"),
    "project_dialog": project_dialog,
    "project_bookmarks": lambda: project("Dzień", bookmarks=True),
}
