"""The markers of the reports: a symbol for each status, whose picture an expression picks by category.

Drawing asks for the symbol of a report three times and for its picture twice, so both must be cheap: the symbol comes
from the column ``status_id`` itself, the picture from one array of texts that QGIS reckons once for a drawing. A symbol
for each of the 189 pairs would be copied and started at each drawing (QGIS reads each SVG anew for that).
The passes of the drawing: closed reports, open ones, late ones on top.
"""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import QgsMarkerSymbol, QgsProperty, QgsSvgMarkerSymbolLayer, QgsSymbolLayer

from ..catalogue import Catalogue, Status
from ..toolbelt import badges
from . import expressions, lateness

STATUS, HIDDEN = "status_id", -4000  # the class of a report: its status, or none that is drawn; the key's lie between
CLOSED, OPEN, LATE = 0, 1, 2  # passes
BADGE_MM, PAPER_MM = 7.6, 6.0  # of the whole grid of 32 units; a disc takes 26 of them
HALO_MM, HALO_LINE_MM = 10.5, 0.8


def classes(categories: Collection[int] = ()) -> str:
    """Which symbol a report has: a column, or an expression where ``categories`` (ids) are hidden."""
    if categories:
        return f'case when "category_id" in ({expressions.literals(categories)}) then {HIDDEN} else "{STATUS}" end'
    return STATUS


def size(status: Status, paper: bool = False) -> float:
    """Millimetres of a badge's whole grid: pointed shapes are larger, so that pictograms are alike in all."""
    return (PAPER_MM if paper else BADGE_MM) * badges.GROWN.get(status.key, 1)


def picture(book: Catalogue, status: Status, paper: bool = False, ring: str = "") -> str:
    """Expression: the picture of a report of this status; null, the symbol's own, where the plugin knows none.

    ``ring``: the colour of the ring of a late report.
    """
    found = ["null"] * (max(category.id for category in book.categories) + 1)
    for category in book.categories:
        drawn = badges.symbol(category, status, paper)
        found[category.id] = f"'{badges.inline(_ringed(drawn, status, paper, ring) if ring else drawn)}'"
    return f'array({", ".join(found)})["category_id"]'  # faster than array_get(), which is a call


def marker(book: Catalogue, status: Status, paper: bool = False, ring: str = "") -> QgsMarkerSymbol:
    """The symbol of a status. Where its reports can be late, these are drawn once more on top, with a ring."""
    plain = _layer(badges.badge(status, paper), size(status, paper), picture(book, status, paper))
    plain.setRenderingPass(OPEN if status.open else CLOSED)
    found = symbol(plain)
    if ring and status.id in lateness.unverified(book):
        own = _ringed(badges.badge(status, paper), status, paper, ring)
        late = _layer(own, HALO_MM + 2 * HALO_LINE_MM, picture(book, status, paper, ring))
        late.setRenderingPass(LATE)
        passed = QgsProperty.fromExpression(lateness.overdue("verify_by"))
        late.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyLayerEnabled, passed)
        found.appendSymbolLayer(late)
    return found


def show_late(found: QgsMarkerSymbol, shown: bool) -> bool:
    """Draw late reports with or without their ring in a copy of a status's symbol; whether that changes anything."""
    changed = False
    for index in range(found.symbolLayerCount()):
        layer = found.symbolLayer(index)
        if layer.renderingPass() == LATE and layer.enabled() != shown:
            layer.setEnabled(shown)
            changed = True
    return changed


def symbol(*layers: QgsSymbolLayer) -> QgsMarkerSymbol:
    """A marker of these layers."""
    found = QgsMarkerSymbol()  # QgsMarkerSymbol([layer]) crashes on 3.22
    found.changeSymbolLayer(0, layers[0])
    for layer in layers[1:]:
        found.appendSymbolLayer(layer)
    return found


def _layer(own: str, millimetres: float, pictures: str) -> QgsSvgMarkerSymbolLayer:
    layer = QgsSvgMarkerSymbolLayer(badges.inline(own), millimetres)
    layer.setFixedAspectRatio(1)  # else QGIS looks each picture up once more, for its height
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyName, QgsProperty.fromExpression(pictures))
    return layer


def _ringed(drawn: str, status: Status, paper: bool, colour: str) -> str:
    unit = size(status, paper) / 32
    return badges.ringed(drawn, HALO_MM / unit / 2, HALO_LINE_MM / unit, colour)
