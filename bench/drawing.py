#!/usr/bin/env python3
"""How long the report map takes to draw beside a plain single symbol: ``drawing.py STORE.gpkg``.

The map of the whole country, 1600 × 1000 pixels, each the median of five after one to warm up.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

from kmzb_qgis import catalogue, editing
from kmzb_qgis.store import open_store

SIZE = QSize(1600, 1000)


def seconds(layers: list, extent: QgsRectangle, runs: int = 5) -> float:
    """The median time of drawing layers."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    settings.setOutputSize(SIZE)
    settings.setExtent(extent)
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        job = QgsMapRendererSequentialJob(settings)
        job.start()
        job.waitForFinished()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def compare(path: str) -> dict[str, float]:
    """Seconds for the national map, for a plain symbol in its place, and for a city with dots and with pictograms."""
    store = open_store(path, read_only=True)
    project = QgsProject()
    editing.load_layer(store, project)
    tree = project.layerTreeRoot().findGroup("KMZB")
    layers = [node.layer() for node in tree.findLayers()]
    plain = QgsVectorLayer(store.layer_uri("report"), "plain", "ogr")
    plain.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple({})))
    plain.setScaleBasedVisibility(False)
    plain.setLabelsEnabled(False)
    low_x, low_y, high_x, high_y = catalogue.load().rules["extent_2180"]
    poland = QgsRectangle(low_x, low_y, high_x, high_y)
    return {
        "national": seconds(layers, poland),
        "plain": seconds([plain], poland),
        "dots": seconds(layers, QgsRectangle(577_000, 449_500, 697_000, 524_500)),
        "pictograms": seconds(layers, QgsRectangle(629_000, 482_000, 645_000, 492_000)),
    }


def main(path: str) -> int:
    """Print the times."""
    application = QgsApplication([], True)
    application.initQgis()
    times = compare(path)
    for name, value in times.items():
        print(f"{name:<12} {value:.3f} s")
    print(f"national / plain = {times['national'] / times['plain']:.2f}")
    application.exitQgis()
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    sys.exit(main(sys.argv[1]))
