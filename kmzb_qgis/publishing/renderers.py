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
_STEPS = (1, 5, 20, 100, 500, 2000)
_RAMP = ("#fff7bc", "#fee391", "#fec44f", "#fb8b24", "#d94801", "#7f2704")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _colour_by_status(catalogue: Catalogue) -> str:
    cases = " ".join(f"WHEN {_text(s.name)} THEN {_text(s.colour)}" for s in catalogue.statuses)
    return f"CASE \"status\" {cases} ELSE '#404040' END"


def _dot(colour: str, size: float) -> QgsSimpleMarkerSymbolLayer:
    dot = QgsSimpleMarkerSymbolLayer()
    dot.setColor(QColor(colour))
    dot.setStrokeColor(QColor("#ffffff"))
    dot.setStrokeWidth(0.2)
    dot.setSize(size)
    return dot


def _marker(*parts) -> QgsMarkerSymbol:
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, parts[0])
    for part in parts[1:]:
        symbol.appendSymbolLayer(part)
    return symbol


def _pictogram(icon: str) -> QgsSvgMarkerSymbolLayer | None:
    path = Path(paths.icon(f"category/{icon}"))
    if not path.is_file():
        return None
    picture = QgsSvgMarkerSymbolLayer("base64:" + base64.b64encode(path.read_bytes()).decode("ascii"), 4.2)
    picture.setFillColor(QColor("#ffffff"))
    picture.setStrokeColor(QColor("#ffffff"))
    return picture


def reports(catalogue: Catalogue) -> QgsRuleBasedRenderer:
    """The renderer of ``zgloszenia``."""
    root = QgsRuleBasedRenderer.Rule(None)
    far = QgsRuleBasedRenderer.Rule(None, DOTS, NEAR, "", "Status")
    for status in catalogue.statuses:
        if status.public is not StatusPublic.NEVER:
            rule = QgsRuleBasedRenderer.Rule(_marker(_dot(status.colour, 2)), 0, 0, f'"status" = {_text(status.name)}')
            rule.setLabel(status.name)
            far.appendChild(rule)
    root.appendChild(far)
    near = QgsRuleBasedRenderer.Rule(None, NEAR, 0, "", "Kategoria")
    for category in catalogue.categories:
        if category.public is CategoryPublic.NEVER:
            continue
        disc = _dot("#404040", 6)
        disc.setDataDefinedProperty(
            QgsSymbolLayer.PropertyFillColor, QgsProperty.fromExpression(_colour_by_status(catalogue))
        )
        picture = _pictogram(category.icon)
        symbol = _marker(disc, picture) if picture is not None else _marker(disc)
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
