"""The key in the layer tree: a row for each status, one for lateness, a row for each category, instead of all pairs.

Its rows are categories of the renderer whose values meet no report. Their tick boxes work on both sides while the
plugin runs: a report is drawn where its status and its category are ticked.
"""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
)

from ..catalogue import Catalogue, load
from . import marks

FOLLOWED = "kmzb_key_followed"  # of this session only
STATUSES, CATEGORIES, LATE = -1000, -2000, -3000  # values of the heads of the key; a row's is its head's less its id


def rows(words: dict, book: Catalogue, badge: Callable, pictogram: Callable, halo: Callable) -> list:
    """The key as categories of a renderer."""
    found = [blank(STATUSES, words["statuses"])]
    found += [QgsRendererCategory(STATUSES - s.id, badge(s), s.name) for s in book.statuses]
    found += [QgsRendererCategory(LATE, halo(), words["late"]), blank(CATEGORIES, words["categories"])]
    return found + [QgsRendererCategory(CATEGORIES - c.id, pictogram(c), c.name) for c in book.categories]


def blank(value: int, text: str) -> QgsRendererCategory:
    """A row without a picture."""
    nothing = QgsMarkerSymbol.createSimple({"name": "circle", "size": "0.1"})
    nothing.setOpacity(0)
    return QgsRendererCategory(value, nothing, text)


def number(category: QgsRendererCategory) -> int | None:
    """A category's value; None where it is not the plugin's. A style read from a file gives numbers as text."""
    try:
        return int(category.value())
    except (TypeError, ValueError):
        return None


def is_key(category: QgsRendererCategory) -> bool:
    """Whether a renderer's category is a row of the key."""
    value = number(category)
    return value is not None and marks.HIDDEN < value <= STATUSES


def has_key(layer: QgsMapLayer) -> bool:
    """Whether a layer of any kind has the key."""
    return isinstance(layer, QgsVectorLayer) and any(is_key(category) for category in _categories(layer))


def show(node: QgsLayerTreeLayer) -> None:
    """Have the tree show the key alone."""
    found = _categories(node.layer())
    numbers = [index for index, category in enumerate(found) if is_key(category)]
    if numbers:
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, numbers)


def follow(layer: QgsVectorLayer) -> None:
    """Make the key's tick boxes work, for as long as the layer lives; safe to call again."""
    if layer.property(FOLLOWED):
        return
    layer.setProperty(FOLLOWED, True)
    layer.styleChanged.connect(lambda: _tick(layer))


def _tick(layer: QgsVectorLayer) -> None:
    """Tell the renderer what is unticked. Only then an expression picks the symbols: that costs time.

    For a status it is enough not to draw its symbol.
    """
    states = {number(c): c.renderState() for c in _categories(layer)}
    book, renderer = load(), layer.renderer()
    if not {marks.HIDDEN, *(status.id for status in book.statuses)} <= set(states):
        return  # somebody's own style, or one of an older plugin
    off = {value for value, state in states.items() if value is not None and not state}
    categories = [c.id for c in book.categories if off & {CATEGORIES, CATEGORIES - c.id}]
    wanted = marks.classes(categories)
    if renderer.classAttribute() != wanted:
        renderer.setClassAttribute(wanted)
        hidden = renderer.categoryIndexForValue(marks.HIDDEN)
        renderer.updateCategoryRenderState(hidden, wanted == marks.STATUS)
    for status in book.statuses:
        shown = not off & {STATUSES, STATUSES - status.id}
        renderer.updateCategoryRenderState(renderer.categoryIndexForValue(status.id), shown)
    for index, category in enumerate(renderer.categories()):
        changed = category.symbol().clone()
        if marks.show_late(changed, LATE not in off):
            renderer.updateCategorySymbol(index, changed)


def ticked(layer: QgsVectorLayer, head: int) -> list[tuple[int, QgsRendererCategory]]:
    """The ticked rows of one part of the key (``STATUSES`` or ``CATEGORIES``) with their places among all.

    Lateness belongs to the statuses.
    """
    found = list(enumerate(_categories(layer)))
    states = {number(c): c.renderState() for _, c in found}
    if not states.get(head, True):
        return []
    below = head - 1000
    return [
        (index, category)
        for index, category in found
        if is_key(category)
        and category.renderState()
        and (below < number(category) < head or (head == STATUSES and number(category) == LATE))
    ]


def copy_ticks(source: QgsVectorLayer, target: QgsVectorLayer) -> None:
    """Tick in one layer's key and pairs what is ticked in another's; both have this plugin's renderer."""
    states = {number(category): category.renderState() for category in _categories(source)}
    renderer = target.renderer()
    for index, category in enumerate(renderer.categories()):
        renderer.updateCategoryRenderState(index, states.get(number(category), True))
    if states:
        _tick(target)


def _categories(layer: QgsVectorLayer) -> list:
    renderer = layer.renderer()
    return renderer.categories() if renderer is not None and renderer.type() == "categorizedSymbol" else []
