"""How reports look: dots by status, pictograms by category tinted by status, by scale; labels and map tips."""

from __future__ import annotations

import base64
from pathlib import Path

from qgis.core import (
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRuleBasedRenderer,
    QgsSimpleMarkerSymbolLayer,
    QgsSimpleMarkerSymbolLayerBase,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import Catalogue, Category, Status, load
from ..toolbelt import paths
from . import expressions
from .palette import LIGHT, glyph_colour

GRID_FROM = 500_000  # scale denominators: coarser than this the 10 km grid stands for the reports,
PICTOGRAMS_FROM = 100_000  # finer than this pictograms, between the two dots
LABELS_FROM = 5_000
DOT_MM, PICTOGRAM_MM = 2.4, 5.6
NEUTRAL = "#4a5560"  # pictograms in the legend, where no status is meant
WORDS = {
    "pl": {"statuses": "Status (kolor)", "categories": "Kategoria (znak)", "reported": "Zgłoszono",
           "verify": "Zweryfikować do końca dnia"},
    "en": {"statuses": "Status (colour)", "categories": "Category (pictogram)", "reported": "Reported",
           "verify": "Verify by the end of"},
}  # fmt: skip


def apply(layer: QgsVectorLayer, language: str = "pl", book: Catalogue | None = None) -> None:
    """Give the report layer its symbols, labels, map tip and scale range. Polish names of statuses and categories."""
    book = book or load()
    layer.setRenderer(renderer(language, book))
    layer.setLabeling(_labels(book))
    layer.setLabelsEnabled(True)
    layer.setMapTipTemplate(map_tip(language, book))
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(GRID_FROM)
    layer.setMaximumScale(0)


def renderer(language: str, book: Catalogue) -> QgsRuleBasedRenderer:
    """Two groups of rules, so a legend of 7 statuses and 27 categories: colour tells the one, the picture the other."""
    root = QgsRuleBasedRenderer.Rule(None)
    words = WORDS[language]
    dots = QgsRuleBasedRenderer.Rule(None, PICTOGRAMS_FROM, GRID_FROM, "", words["statuses"])
    for status in book.statuses:
        dots.appendChild(QgsRuleBasedRenderer.Rule(dot(status), 0, 0, f'"status_id" = {status.id}', status.name))
    pictures = QgsRuleBasedRenderer.Rule(None, 0, PICTOGRAMS_FROM, "", words["categories"])
    for category in book.categories:
        pictures.appendChild(
            QgsRuleBasedRenderer.Rule(pictogram(category, book), 0, 0, f'"category_id" = {category.id}', category.name)
        )
    root.appendChild(dots)
    root.appendChild(pictures)
    return QgsRuleBasedRenderer(root)


def dot(status: Status) -> QgsMarkerSymbol:
    """A plain dot in the status's colour, edged white."""
    layer = QgsSimpleMarkerSymbolLayer(QgsSimpleMarkerSymbolLayerBase.Shape.Circle, DOT_MM)
    layer.setColor(QColor(status.colour))
    layer.setStrokeColor(QColor(LIGHT))
    layer.setStrokeWidth(0.2)
    return _symbol(layer)


def pictogram(category: Category, book: Catalogue) -> QgsMarkerSymbol:
    """The category's picture; the tile takes the status's colour at drawing time. The SVG travels inside the style."""
    svg = Path(paths.icon(f"category/{category.icon}")).read_bytes()
    layer = QgsSvgMarkerSymbolLayer("base64:" + base64.b64encode(svg).decode("ascii"), PICTOGRAM_MM)
    layer.setFillColor(QColor(NEUTRAL))
    layer.setStrokeColor(QColor(LIGHT))
    tiles = {status.id: status.colour for status in book.statuses}
    glyphs = {status.id: glyph_colour(status.colour) for status in book.statuses}
    for part, colours, default in (
        (QgsSymbolLayer.Property.PropertyFillColor, tiles, NEUTRAL),
        (QgsSymbolLayer.Property.PropertyStrokeColor, glyphs, LIGHT),
    ):
        expression = f"coalesce({expressions.by_number('status_id', colours)}, {expressions.quoted(default)})"
        layer.setDataDefinedProperty(part, QgsProperty.fromExpression(expression))
    return _symbol(layer)


def _symbol(layer: QgsSymbolLayer) -> QgsMarkerSymbol:
    symbol = QgsMarkerSymbol()  # QgsMarkerSymbol([layer]) crashes on 3.22
    symbol.changeSymbolLayer(0, layer)
    return symbol


def _labels(book: Catalogue) -> QgsVectorLayerSimpleLabeling:
    settings = QgsPalLayerSettings()
    names = {category.id: category.name for category in book.categories}
    settings.fieldName = f"wordwrap({expressions.by_number('category_id', names)}, 24)"
    settings.isExpression = True
    settings.placement = QgsPalLayerSettings.Placement.OrderedPositionsAroundPoint
    settings.dist = 1
    settings.offsetType = QgsPalLayerSettings.OffsetType.FromSymbolBounds
    settings.scaleVisibility = True
    settings.minimumScale = LABELS_FROM
    settings.maximumScale = 0
    text = QgsTextFormat()
    text.setSize(8)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor("#202020"))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    halo.setColor(QColor(LIGHT))
    text.setBuffer(halo)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


def map_tip(language: str, book: Catalogue) -> str:
    """HTML of the map tip. What people wrote is escaped: it must not become markup."""
    words = WORDS[language]
    categories = expressions.by_number("category_id", {c.id: c.name for c in book.categories})
    statuses = expressions.by_number("status_id", {s.id: s.name for s in book.statuses})
    colours = expressions.by_number("status_id", {s.id: s.colour for s in book.statuses})
    # QGIS 3.22 knows no function that escapes HTML.
    escaped = "replace(replace(replace(coalesce(\"description\", ''), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    reported = "format_date(to_datetime(\"reported_local\"), 'dd.MM.yyyy HH:mm')"
    # A deadline is the midnight that ends a Warsaw day, 22:00 or 23:00 UTC: its UTC date is that day.
    verify = "format_date(\"verify_by\", 'dd.MM.yyyy')"
    return (
        f"<b>[% {categories} %]</b><br>"
        f'<span style="color:[% {colours} %]">&#9632;</span> [% {statuses} %]<br>'
        f"{words['reported']}: [% {reported} %]<br>"
        f"{words['verify']}: [% {verify} %]<br>[% {escaped} %]"
    )
