"""The markers of the reports: three symbols, whose picture an expression picks by category and status.

A symbol for each of the 189 pairs would be copied and started at each drawing, whatever it shows (QGIS reads each SVG
anew for that): 30 to 50 ms before the first report. One array of pictures, which QGIS reckons once for a drawing, costs
a look-up a report. The three symbols are the passes of the drawing: closed reports, open ones, late ones on top.
"""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import QgsMarkerSymbol, QgsProperty, QgsSvgMarkerSymbolLayer, QgsSymbolLayer

from ..catalogue import Catalogue
from ..toolbelt import badges
from . import expressions, lateness

CLOSED, OPEN, LATE, HIDDEN = 0, 1, 2, -4000  # values of the renderer; the key's lie between
BADGE_MM, PAPER_MM = 7.6, 6.0  # of the whole grid of 32 units; a disc takes 26 of them


def classes(
    book: Catalogue, rings: bool = True, statuses: Collection[int] = (), categories: Collection[int] = ()
) -> str:
    """Expression: which symbol a report has. ``statuses`` and ``categories`` (ids) are hidden."""
    cases = []
    if statuses:
        cases.append(f'when "status_id" in ({expressions.literals(statuses)}) then {HIDDEN}')
    if categories:
        cases.append(f'when "category_id" in ({expressions.literals(categories)}) then {HIDDEN}')
    closed = expressions.literals(s.id for s in book.statuses if not s.open)
    cases.append(f'when "status_id" in ({closed}) then {CLOSED}')
    if rings:
        waiting = expressions.literals(lateness.unverified(book))
        cases.append(f'when "status_id" in ({waiting}) and {lateness.overdue("verify_by")} then {LATE}')
    return f"case {' '.join(cases)} else {OPEN} end"


def picture(book: Catalogue, paper: bool = False) -> str:
    """Expression: the picture of a report, all of one size; null, the symbol's own, where the plugin knows none."""
    found = ["null"] * (max(category.id for category in book.categories) * 10 + 10)
    for category in book.categories:
        for status in book.statuses:
            drawn = badges.padded(badges.symbol(category, status, paper), largest() / badges.GROWN.get(status.key, 1))
            found[category.id * 10 + status.id] = f"'{badges.inline(drawn)}'"
    return f'array_get(array({", ".join(found)}), "category_id" * 10 + "status_id")'


def largest() -> float:
    """How much larger the picture of any report is than a plain badge, so that pointed shapes have room."""
    return max(badges.GROWN.values())


def marker(pictures: str, rank: int, paper: bool = False, ring: QgsSymbolLayer | None = None) -> QgsMarkerSymbol:
    """The symbol that draws ``pictures`` (an expression), in the pass of its rank; a ring lies below it."""
    grown = largest()
    size = (PAPER_MM if paper else BADGE_MM) * grown
    front = QgsSvgMarkerSymbolLayer(badges.inline(badges.padded(badges.unknown(), grown)), size)
    front.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyName, QgsProperty.fromExpression(pictures))
    symbol = QgsMarkerSymbol()  # QgsMarkerSymbol([layer]) crashes on 3.22
    symbol.changeSymbolLayer(0, ring or front)
    if ring is not None:
        symbol.appendSymbolLayer(front)
    for index in range(symbol.symbolLayerCount()):
        symbol.symbolLayer(index).setRenderingPass(rank)
    return symbol
