#!/usr/bin/env python3
"""How long the report map takes to draw beside a plain single symbol, at every scale: ``drawing.py [STORE.gpkg …]``.

1600 × 1000 pixels (96 dpi) round Warsaw, and the whole country. Ours and the plain one are drawn in turn, so that both
meet the same load; medians of seven after one to warm up, in seconds of the processor, as other programs may run. Where
single reports are drawn, the plain symbol has the same labels; the numbers of cells count as part of ours. Without a
store, samples of 100,000 and of 1,000,000 reports are made and loaded.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

import qgisrun  # noqa: E402 - the developers' tools lie outside the package
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402

from kmzb_qgis import catalogue, editing  # noqa: E402
from kmzb_qgis.store import open_store  # noqa: E402

SIZE = QSize(1600, 1000)
WARSAW = (637_000, 487_000)
SCALES = (5_000, 10_000, 24_000, 50_000, 150_000, 500_000)
RUNS = 7


def _settings(extent: QgsRectangle) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    settings.setOutputSize(SIZE)
    settings.setExtent(extent)
    return settings


def around(scale: int) -> QgsRectangle:
    half = scale * 0.0254 / 96 * SIZE.width() / 2
    x, y = WARSAW
    tall = half * SIZE.height() / SIZE.width()
    return QgsRectangle(x - half, y - tall, x + half, y + tall)


def _draw(layers: list, settings: QgsMapSettings) -> float:
    settings.setLayers(layers)
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))  # as a window does
    settings.setExpressionContext(context)
    start = time.process_time()
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return time.process_time() - start


def compare(path: str) -> list[tuple[str, float, float]]:
    """``(scale, seconds of ours, seconds of the plain symbol)``, of the processor, at each scale."""
    store = open_store(path, read_only=True)
    project = QgsProject()
    editing.load_layer(store, project)
    ours = [node.layer() for node in project.layerTreeRoot().findGroup("KMZB").findLayers()]
    plain = QgsVectorLayer(store.layer_uri("report"), "plain", "ogr", QgsVectorLayer.LayerOptions(False))
    plain.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple({})))
    reports = next(layer for layer in ours if layer.customProperty("kmzb/store", "").startswith("report@"))
    plain.setLabeling(reports.labeling().clone())
    views = {f"1:{scale:,}": around(scale) for scale in SCALES}
    views["national"] = QgsRectangle(*catalogue.load().rules["extent_2180"])
    found = []
    for name, extent in views.items():
        settings, times = _settings(extent), []
        plain.setLabelsEnabled(reports.isInScaleRange(settings.scale()))
        for _ in range(RUNS + 1):
            times.append((_draw(ours, settings), _draw([plain], settings)))
        found.append((name, *(statistics.median(side) for side in zip(*times[1:]))))
    return found


def rows(work: Path, counts: tuple[int, ...] = (100_000, 1_000_000), env: dict | None = None) -> list[dict]:
    """Rows for the table of bench/run.py: rows, job, seconds, peer, peer_seconds, ratio. Needs a running QGIS."""
    found = []
    for count in counts:
        sample, store = work / f"drawing{count}.csv", work / f"drawing{count}.gpkg"
        if not store.exists():
            home = work / "home"
            for name, parameters in (
                ("kmzb:samplereports", {"COUNT": count, "SEED": 1, "OUTPUT": sample}),
                ("kmzb:createstore", {"STORE": store}),
                ("kmzb:importfile", {"INPUT": sample, "STORE": store}),
            ):
                qgisrun.run(name, home, timeout=3600, **parameters)
            sample.unlink()
        for name, seconds, plain in compare(str(store)):
            found.append(
                {
                    "rows": count,
                    "job": f"draw {name}",
                    "seconds": seconds,
                    "peer": "plain single symbol",
                    "peer_seconds": plain,
                    "ratio": seconds / plain,
                }
            )
    return found


def main(paths: list[str]) -> int:
    """Print the table."""
    application = QgsApplication([], True)
    application.initQgis()
    print("| store | scale | ours ms | plain ms | ours / plain |\n|--|--|--:|--:|--:|")
    if paths:
        for path in paths:
            for name, ours, plain in compare(path):
                print(
                    f"| {Path(path).name} | {name} | {ours * 1000:.0f} | {plain * 1000:.0f} | {ours / plain:.2f} |",
                    flush=True,
                )
    else:
        with tempfile.TemporaryDirectory(prefix="kmzb-drawing-") as folder:
            qgisrun.enable(Path(folder) / "home")
            for row in rows(Path(folder)):
                print(
                    f"| {row['rows']:,} | {row['job']} | {row['seconds'] * 1000:.0f} | {row['peer_seconds'] * 1000:.0f}"
                    f" | {row['ratio']:.2f} |",
                    flush=True,
                )
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
