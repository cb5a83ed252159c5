"""How the public layers are drawn: reports by category and status when near, dots further out, grids for the country.

Symbols carry their pictures inside (base64), so the server needs no file beside the project.
"""

from __future__ import annotations

import base64
from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSimpleMarkerSymbolLayer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import Catalogue, CategoryPublic, StatusPublic
from ..toolbelt import paths

NEAR, DOTS, CELLS = 100_000, 500_000, 2_000_000  # scale denominators: symbols, dots, 1 km grid; beyond: 10 km grid
PICTURE_MM = 6.0
_STEPS = (1, 5, 20, 100, 500, 2000)
_RAMP = ("#fff7bc", "#fee391", "#fec44f", "#fb8b24", "#d94801", "#7f2704")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _by_status(colours: dict[str, str]) -> QgsProperty:
    cases = " ".join(f'WHEN "status" = {_text(name)} THEN {_text(colour)}' for name, colour in colours.items())
    return QgsProperty.fromExpression(f"CASE {cases} ELSE '#404040' END")


def _readable(colour: str) -> str:
    """White on a plate where it can be read (contrast 3:1, WCAG for graphics), else near-black."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (luminance + 0.05) >= 3 else "#202020"


def _dot(colour: str, size: float) -> QgsSimpleMarkerSymbolLayer:
    dot = QgsSimpleMarkerSymbolLayer()
    dot.setColor(QColor(colour))
    dot.setStrokeColor(QColor("#ffffff"))
    dot.setStrokeWidth(0.2)
    dot.setSize(size)
    return dot


def _marker(part) -> QgsMarkerSymbol:
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, part)  # giving the layer to the constructor crashes QGIS 3.22
    return symbol


def _pictogram(category, catalogue: Catalogue):
    """The category's picture on a plate in the status's colour; a plain disc where the picture's file is missing."""
    path = Path(paths.icon(f"category/{category.icon}"))
    if path.is_file():
        layer = QgsSvgMarkerSymbolLayer("base64:" + base64.b64encode(path.read_bytes()).decode("ascii"), PICTURE_MM)
        layer.setStrokeColor(QColor("#ffffff"))
    else:
        layer = _dot("#404040", PICTURE_MM)
    plates = {status.name: status.colour for status in catalogue.statuses}
    glyphs = {status.name: _readable(status.colour) for status in catalogue.statuses}
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyFillColor, _by_status(plates))
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyStrokeColor, _by_status(glyphs))
    return layer


def reports(catalogue: Catalogue) -> QgsRuleBasedRenderer:
    """The renderer of ``zgloszenia``."""
    root = QgsRuleBasedRenderer.Rule(None)
    far = QgsRuleBasedRenderer.Rule(None, NEAR, DOTS, "", "Status")
    for status in catalogue.statuses:
        if status.public is not StatusPublic.NEVER:
            rule = QgsRuleBasedRenderer.Rule(_marker(_dot(status.colour, 2)), 0, 0, f'"status" = {_text(status.name)}')
            rule.setLabel(status.name)
            far.appendChild(rule)
    root.appendChild(far)
    near = QgsRuleBasedRenderer.Rule(None, 0, NEAR, "", "Kategoria")
    for category in catalogue.categories:
        if category.public is CategoryPublic.NEVER:
            continue
        symbol = _marker(_pictogram(category, catalogue))
        rule = QgsRuleBasedRenderer.Rule(symbol, 0, 0, f'"typ" = {_text(category.name)}')
        rule.setLabel(category.name)
        near.appendChild(rule)
    root.appendChild(near)
    return QgsRuleBasedRenderer(root)


def counts(opacity: float) -> QgsGraduatedSymbolRenderer:
    """The renderer of a statistics layer: its total in classes."""
    ranges = []
    for index, low in enumerate(_STEPS):
        last = index + 1 == len(_STEPS)
        high = 1e12 if last else _STEPS[index + 1] - 0.5
        symbol = QgsFillSymbol.createSimple({"color": _RAMP[index], "outline_color": "#ffffff", "outline_width": "0.1"})
        symbol.setOpacity(opacity)
        label = f"≥ {low}" if last else f"{low}–{_STEPS[index + 1] - 1}"
        ranges.append(QgsRendererRange(low - 0.5, high, symbol, label))
    return QgsGraduatedSymbolRenderer("razem", ranges)


def scales(name: str) -> tuple[int, int] | None:
    """``(minimum, maximum)`` scale denominators between which a layer is drawn (0: no bound); None: always."""
    return {"zgloszenia": (DOTS, 0), "siatka_1km": (CELLS, DOTS), "siatka_10km": (0, CELLS)}.get(name)
