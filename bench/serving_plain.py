#!/usr/bin/env python3
"""Writes a copy of a project in which each report is a plain circle at every scale: ``serving_plain.py FROM TO``.

What a server without pyramids draws of the whole country. A program of its own, as QGIS has one project a process.
"""

from __future__ import annotations

import sys

from qgis.core import Qgis, QgsApplication, QgsMarkerSymbol, QgsProject, QgsSingleSymbolRenderer


def main() -> None:
    """Copy the project."""
    source, target = sys.argv[1:]
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    if not project.read(source):
        sys.exit(f"the project cannot be read: {project.error()}")
    (layer,) = project.mapLayersByShortName("zgloszenia")
    symbol = QgsMarkerSymbol.createSimple({"name": "circle", "size": "1.5", "color": "#d94801", "outline_style": "no"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setScaleBasedVisibility(False)
    project.setFilePathStorage(Qgis.FilePathType.Absolute)
    if not project.write(target):
        sys.exit(f"the project cannot be written: {project.error()}")
    project.clear()
    application.exitQgis()


if __name__ == "__main__":
    main()
