"""The key in the layer tree: a row for each status, one for lateness, a row for each category, instead of all pairs.

Its rows are categories of the renderer whose values meet no report. Their tick boxes work on both sides while the
plugin runs: a pair is drawn where its status and its category are ticked.
"""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsLayerTreeLayer, QgsMapLayerLegendUtils, QgsMarkerSymbol, QgsRendererCategory, QgsVectorLayer

from ..catalogue import Catalogue, load
from . import lateness

STATUSES, CATEGORIES, LATE = -1000, -2000, -3000  # values of the heads of the key; a row's is its head's less its id


def rows(words: dict, book: Catalogue, badge: Callable, pictogram: Callable, halo: Callable) -> list:
    """The key as categories of a renderer."""
    found = [_head(STATUSES, words["statuses"])]
    found += [QgsRendererCategory(STATUSES - s.id, badge(s), s.name) for s in book.statuses]
    found += [QgsRendererCategory(LATE, halo(), words["late"]), _head(CATEGORIES, words["categories"])]
    return found + [QgsRendererCategory(CATEGORIES - c.id, pictogram(c), c.name) for c in book.categories]


def _head(value: int, text: str) -> QgsRendererCategory:
    blank = QgsMarkerSymbol.createSimple({"name": "circle", "size": "0.1"})
    blank.setOpacity(0)
    return QgsRendererCategory(value, blank, text)


def number(category: QgsRendererCategory) -> int | None:
    """A category's value; None where it is not the plugin's. A style read from a file gives numbers as text."""
    try:
        return int(category.value())
    except (TypeError, ValueError):
        return None


def is_key(category: QgsRendererCategory) -> bool:
    """Whether a renderer's category is a row of the key."""
    value = number(category)
    return value is not None and value <= STATUSES


def show(node: QgsLayerTreeLayer) -> None:
    """Have the tree show the key alone."""
    found = _categories(node.layer())
    numbers = [index for index, category in enumerate(found) if is_key(category)]
    if numbers:
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, numbers)


def follow(layer: QgsVectorLayer) -> None:
    """Make the key's tick boxes work, for as long as the layer lives."""
    layer.styleChanged.connect(lambda: _tick(layer))


def _tick(layer: QgsVectorLayer) -> None:
    found = _categories(layer)
    ticked = {number(c): c.renderState() for c in found if is_key(c)}
    if not ticked:
        return  # somebody's own style
    rings = ticked.get(LATE, True)
    waiting = lateness.unverified(load())
    renderer = layer.renderer()
    for index, category in enumerate(found):
        pair = number(category)
        if pair is None or pair < 0:
            continue
        kind, status = divmod(pair, 10)
        wanted = all(ticked.get(value, True) for value in (STATUSES, STATUSES - status, CATEGORIES, CATEGORIES - kind))
        if category.renderState() != wanted:
            renderer.updateCategoryRenderState(index, wanted)
        ring = category.symbol().symbolLayer(0)
        if status in waiting and category.symbol().symbolLayerCount() > 1 and ring.enabled() != rings:
            symbol = category.symbol().clone()
            symbol.symbolLayer(0).setEnabled(rings)
            renderer.updateCategorySymbol(index, symbol)


def _categories(layer: QgsVectorLayer) -> list:
    renderer = layer.renderer()
    return renderer.categories() if renderer is not None and renderer.type() == "categorizedSymbol" else []
