"""The 10 km grid that stands for the reports on maps of the whole country: its cells in the store, and how it looks."""

from __future__ import annotations

import sqlite3
import struct

from qgis.core import (
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsPalLayerSettings,
    QgsRendererRange,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import load
from ..toolbelt.palette import LIGHT
from .clusters import COARSE_FROM

CELL_M = 10_000
TABLE = "report_grid_10km"
NUMBERS_FROM = 1_600_000  # a count fits a cell at this scale denominator
CLASSES = ((1, 9), (10, 49), (50, 199), (200, 999), (1000, None))
COLOURS = ("#c6dbef", "#9ecae1", "#5fa2d0", "#2c75b3", "#08407e")
WORDS = {
    "pl": {"code": "Oczko", "total": "Zgłoszenia razem", "open": "W toku", "tip": "zgłoszeń w oczku 10 km, w toku"},
    "en": {"code": "Cell", "total": "Reports in all", "open": "Open", "tip": "reports in the 10 km cell, open"},
}


def polygon(column: int, row: int) -> bytes:
    """A cell as a GeoPackage polygon in EPSG:2180."""
    x, y, size = column * CELL_M, row * CELL_M, CELL_M
    ring = (x, y, x + size, y, x + size, y + size, x, y + size, x, y)
    envelope = (x, x + size, y, y + size)
    head = struct.pack("<2sBBi4d", b"GP", 0, 0b11, 2180, *envelope)
    return head + struct.pack("<BIII10d", 1, 3, 1, 5, *ring)


def fill_cells(connection: sqlite3.Connection) -> None:
    """Write the cells of Poland's extent into a store, once."""
    low_x, low_y, high_x, high_y = load().rules["extent_2180"]
    cells = [
        (column * 1000 + row, polygon(column, row), f"{column:02d}{row:02d}")
        for column in range(int(low_x // CELL_M), int(high_x // CELL_M) + 1)
        for row in range(int(low_y // CELL_M), int(high_y // CELL_M) + 1)
    ]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT OR IGNORE INTO grid_10km (fid, geom, code) VALUES (?, ?, ?)", cells)
    connection.execute("COMMIT")


def apply(layer: QgsVectorLayer, language: str = "pl") -> None:
    """Give the grid layer its classes by count, its numbers and its scale range."""
    ranges = []
    for (low, high), colour in zip(CLASSES, COLOURS):
        symbol = QgsFillSymbol.createSimple({"outline_color": "255,255,255,128", "outline_width": "0.1"})
        symbol.setColor(QColor(colour))
        symbol.setOpacity(0.8)
        label = f"{low}–{high}" if high else f"{low}+"
        ranges.append(QgsRendererRange(low, high or 1e9, symbol, label))
    # A reckoned column of a view has no type of its own; GDAL gives it as text.
    layer.setRenderer(QgsGraduatedSymbolRenderer('to_int("total")', ranges))
    layer.setLabeling(_numbers())
    layer.setLabelsEnabled(True)
    words = WORDS[language]
    for name in ("code", "total", "open"):
        layer.setFieldAlias(layer.fields().lookupField(name), words[name])
    layer.setMapTipTemplate(f'<b>[% "total" %]</b> {words["tip"]}: [% "open" %]')
    layer.setDisplayExpression('"code"')
    layer.setReadOnly(True)
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(0)
    layer.setMaximumScale(COARSE_FROM)


def _numbers() -> QgsVectorLayerSimpleLabeling:
    settings = QgsPalLayerSettings()
    settings.fieldName = "total"
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.scaleVisibility = True
    settings.minimumScale = NUMBERS_FROM
    settings.maximumScale = 0
    text = QgsTextFormat()
    text.setSize(8)
    text.setColor(QColor("#10202c"))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.7)
    halo.setColor(QColor(LIGHT))
    text.setBuffer(halo)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)
