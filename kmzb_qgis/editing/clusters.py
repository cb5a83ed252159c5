"""What stands for the reports between the single symbols and the grid of the country: circles with numbers, by cells.

The store keeps the counts (migration 4), so drawing reads cells, never reports: as fast for a million as for a hundred.
"""

from __future__ import annotations

from qgis.core import (
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRendererRange,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..store import Store
from ..toolbelt.palette import DARK, LIGHT
from .style import REPORTS_FROM
from .tables import open_layer

FINE_FROM, COARSE_FROM = 200_000, 1_000_000  # scale denominators: cells of 1 km, of 5 km, then the grid of 10 km
TABLES = {"report_cells_1km": (REPORTS_FROM, FINE_FROM), "report_cells_5km": (FINE_FROM, COARSE_FROM)}
CLASSES = ((1, 9), (10, 49), (50, 199), (200, 999), (1000, None))
SIZES_MM = (4.4, 5.6, 7.2, 9.0, 11.0)
COLOURS = ("#4d7ea8", "#376a97", "#245683", "#15416c", "#082b50")  # white numbers: contrast 4:1 and more on each
NUMBERS_FROM = {"report_cells_1km": 100_000, "report_cells_5km": 600_000}  # cells 10 mm apart: room for a number
NAMES = {
    "pl": {"report_cells_1km": "Zgłoszenia: skupienia 1 km", "report_cells_5km": "Zgłoszenia: skupienia 5 km"},
    "en": {"report_cells_1km": "Reports: clusters of 1 km", "report_cells_5km": "Reports: clusters of 5 km"},
}
WORDS = {
    "pl": {"total": "Zgłoszenia razem", "open": "W toku", "tip": "zgłoszeń w oczku, w toku"},
    "en": {"total": "Reports in all", "open": "Open", "tip": "reports in the cell, open"},
}


def apply(layer: QgsVectorLayer, table: str, language: str = "pl", paper: bool = False) -> None:
    """Give a layer of cells its circles, numbers and scale range."""
    ranges = []
    for (low, high), size, colour in zip(CLASSES, SIZES_MM, COLOURS):
        label = f"{low}–{high}" if high else f"{low}+"
        ranges.append(QgsRendererRange(low, high or 1e9, circle(size, LIGHT if paper else colour, paper), label))
    layer.setRenderer(QgsGraduatedSymbolRenderer("total", ranges))
    layer.setLabeling(_numbers(NUMBERS_FROM[table], DARK if paper else LIGHT))
    layer.setLabelsEnabled(True)
    words = WORDS[language]
    for name in ("total", "open"):
        layer.setFieldAlias(layer.fields().lookupField(name), words[name])
    layer.setMapTipTemplate(f'<b>[% "total" %]</b> {words["tip"]}: [% "open" %]')
    layer.setDisplayExpression('"total"')
    layer.setReadOnly(True)
    near, far = TABLES[table]
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(far)
    layer.setMaximumScale(near)


def layers(store: Store, language: str) -> dict[str, QgsVectorLayer]:
    """The layers of a store's cells by table, with their circles. Raises KmzbError where one cannot be opened."""
    found = {}
    for table in TABLES:
        found[table] = open_layer(store, table, NAMES[language][table], styled=False)
        apply(found[table], table, language)
    return found


def circle(size: float, colour: str, paper: bool = False) -> QgsMarkerSymbol:
    """A disc with a light ring and a dark edge, as the badges have."""
    symbol = QgsMarkerSymbol.createSimple(
        {"name": "circle", "color": DARK, "outline_style": "no", "size": str(size + 0.9)}
    )
    inner = QgsMarkerSymbol.createSimple(
        {
            "name": "circle",
            "color": colour,
            "outline_color": DARK if paper else LIGHT,
            "outline_width": "0.35",
            "size": str(size),
        }
    )
    symbol.appendSymbolLayer(inner.symbolLayer(0).clone())
    return symbol


def _numbers(scale: int, colour: str) -> QgsVectorLayerSimpleLabeling:
    settings = QgsPalLayerSettings()
    settings.fieldName = "total"
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.scaleVisibility = True
    settings.minimumScale = scale
    settings.maximumScale = 0
    settings.obstacle = False
    text = QgsTextFormat()
    text.setSize(7)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor(colour))
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)
