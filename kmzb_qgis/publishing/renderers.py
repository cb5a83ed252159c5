"""How the public layers are drawn: badges with pictograms, further out badges alone, then grids.

Symbols carry their pictures inside (base64), so the server needs no file beside the project.
"""

from __future__ import annotations

from qgis.core import (
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
)

from ..catalogue import Catalogue, CategoryPublic, StatusPublic
from ..toolbelt import badges

NEAR, DOTS, CELLS = 100_000, 500_000, 2_000_000  # scale denominators: symbols, dots, 1 km grid; beyond: 10 km grid
PICTURE_MM, BADGE_MM = 7.6, 3.6  # of the whole grid of a badge
_STEPS = (1, 5, 20, 100, 500, 2000)
_RAMP = ("#fff7bc", "#fee391", "#fec44f", "#fb8b24", "#d94801", "#7f2704")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _by_status(texts: dict[str, str]) -> QgsProperty:
    cases = " ".join(f'WHEN "status" = {_text(name)} THEN {_text(text)}' for name, text in texts.items())
    return QgsProperty.fromExpression(f"CASE {cases} END")


def _badge(svg: str, size: float) -> QgsSvgMarkerSymbolLayer:
    return QgsSvgMarkerSymbolLayer(badges.inline(svg), size)


def _marker(part) -> QgsMarkerSymbol:
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, part)  # giving the layer to the constructor crashes QGIS 3.22
    return symbol


def _pictogram(category, catalogue: Catalogue):
    """The category's pictogram, at drawing time within the badge of the report's status."""
    layer = _badge(badges.pictogram(category), PICTURE_MM)
    pictures = {s.name: badges.inline(badges.symbol(category, s)) for s in catalogue.statuses if _shown(s)}
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyName, _by_status(pictures))
    return layer


def _shown(status) -> bool:
    return status.public is not StatusPublic.NEVER


def reports(catalogue: Catalogue) -> QgsRuleBasedRenderer:
    """The renderer of ``zgloszenia``."""
    root = QgsRuleBasedRenderer.Rule(None)
    far = QgsRuleBasedRenderer.Rule(None, NEAR, DOTS, "", "Status")
    for status in catalogue.statuses:
        if _shown(status):
            rule = QgsRuleBasedRenderer.Rule(
                _marker(_badge(badges.badge(status), BADGE_MM)), 0, 0, f'"status" = {_text(status.name)}'
            )
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
