"""Print map…: the prepared layouts, with the map as the window shows it, in QGIS's layout designer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication

from ..editing import belonging, paper, patience
from ..store import open_store
from ..store.store import open_connection
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

PATIENCE = 0.5  # seconds


class Printing:
    """The action of the menu."""

    def __init__(self, iface):
        self._iface = iface

    def ask(self):
        """Open the designer with the sheet that suits the window's shape; the other stands in the layout manager.

        Raises KmzbError where no reports are shown.
        """
        report, path = self._shown()
        at_hand(path)
        canvas = self._iface.mapCanvas()
        extent = canvas.extent()
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)  # the key's rows take QGIS a second or two
        try:
            layouts = paper.prepare(QgsProject.instance(), open_store(path, read_only=True), report, extent)
        finally:
            QApplication.restoreOverrideCursor()
        shape = "landscape" if extent.width() >= extent.height() else "portrait"
        return self._iface.openLayoutDesigner(layouts[shape])

    def _shown(self):
        """A report layer of the project and its store's path: the active one where there are several."""
        layers = [self._iface.activeLayer(), *QgsProject.instance().mapLayers().values()]
        for layer in layers:
            if belonging.role(layer) == "report" and layer.isValid():
                return layer, belonging.store_of(layer)
        raise KmzbError(tr("Open a store first."))


def at_hand(path: Path) -> None:
    """Raise KmzbError where another program holds a store just now: the window's thread must not wait for it."""
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            connection.execute("SELECT 1 FROM report LIMIT 1")
    except sqlite3.Error as error:
        if patience.is_locked(error):
            raise KmzbError(tr("The store {path} is locked by another program.", path=path), code="locked") from error
