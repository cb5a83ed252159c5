"""How the public layers are drawn: badges with pictograms, further out badges alone, then grids.

Symbols carry their pictures inside (base64), so the server needs no file beside the project. ``zgloszenia`` has rules
by scale, whose legend is short. Rules are slow to draw by, as each is asked for each report: so the server's guard
draws the two layers of ``DRAWN`` in its place, which look the same and find a report's symbol by its value at once.
"""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsSymbolLayer,
)

from ..catalogue import Catalogue, CategoryPublic, StatusPublic
from ..toolbelt import badges
from .crowding import Bands

CELLS = 2_000_000  # scale denominator: nearer the 1 km grid, beyond it the 10 km grid
DRAWN = ("zgloszenia_kropki", "zgloszenia_znaki")  # layers of the project that no service lists: dots, pictograms
PICTURE_MM, BADGE_MM = 7.6, 3.6  # of the whole grid of a badge
_STEPS = (1, 5, 20, 100, 500, 2000)
# the lightest must be seen on white: at 1:1,000,000 a cell of 1 km is four pixels wide
_RAMP = ("#fdb835", "#f98e1b", "#ea6210", "#d4470a", "#932604", "#531a02")


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


def reports(catalogue: Catalogue, bands: Bands) -> QgsRuleBasedRenderer:
    """The renderer of ``zgloszenia``."""
    root = QgsRuleBasedRenderer.Rule(None)
    far = QgsRuleBasedRenderer.Rule(None, bands.pictures, bands.dots, "", "Status")
    for status in catalogue.statuses:
        if _shown(status):
            rule = QgsRuleBasedRenderer.Rule(
                _marker(_badge(badges.badge(status), BADGE_MM)), 0, 0, f'"status" = {_text(status.name)}'
            )
            rule.setLabel(status.name)
            far.appendChild(rule)
    root.appendChild(far)
    near = QgsRuleBasedRenderer.Rule(None, 0, bands.pictures, "", "Kategoria")
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


def drawn(name: str, catalogue: Catalogue) -> QgsCategorizedSymbolRenderer:
    """The renderer of a layer of ``DRAWN``: what ``reports`` draws, and the plain sign for what the catalogue does not
    know, so that no report is left out."""
    pictures = name == DRAWN[1]
    shown = [status for status in catalogue.statuses if _shown(status)]
    kinds = [kind for kind in catalogue.categories if kind.public is not CategoryPublic.NEVER]
    found = {status.name: badges.badge(status) for status in shown}
    if pictures:
        found = {f"{kind.name}|{status.name}": badges.symbol(kind, status) for kind in kinds for status in shown}
    size = PICTURE_MM if pictures else BADGE_MM
    entries = [QgsRendererCategory(value, _marker(_badge(svg, size)), value) for value, svg in found.items()]
    # With a symbol for all other values QGIS asks the database for no condition either: that alone is a third faster.
    entries.append(QgsRendererCategory(None, _marker(_badge(badges.unknown(), size)), ""))
    return QgsCategorizedSymbolRenderer('"typ" || \'|\' || "status"' if pictures else "status", entries)


def scales(name: str, bands: Bands) -> tuple[int, int] | None:
    """``(minimum, maximum)`` scale denominators between which a layer is drawn (0: no bound); None: always."""
    return {
        "zgloszenia": (bands.dots, 0),
        "zgloszenia_kropki": (bands.dots, bands.pictures),
        "zgloszenia_znaki": (bands.pictures, 0),
        "siatka_1km": (CELLS, bands.dots),
        "siatka_10km": (0, CELLS),
    }.get(name)
