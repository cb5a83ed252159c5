"""How reports look near by: badges by status with pictograms by category, the late ones ringed; labels, tip, time.

Three symbols, of closed, open and late reports, pick their picture by category and status, see ``marks``.
The layer tree shows a key instead, see ``legend``.
"""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRendererCategory,
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
from ..toolbelt import badges
from ..toolbelt.palette import DARK, LIGHT
from . import expressions, lateness, legend, marks
from .marks import BADGE_MM, PAPER_MM
from .words import SHORT, STYLE

REPORTS_FROM = 25_000  # scale denominator: coarser than this, cells stand for the reports
LABELS_FROM = 5_000
HALO_MM, HALO = 10.5, "#b0005a"


def apply(layer: QgsVectorLayer, language: str = "pl", book: Catalogue | None = None, paper: bool = False) -> None:
    """Give the report layer its symbols, labels, map tip, time and scale range. Names are Polish in every language."""
    book = book or load()
    layer.setRenderer(renderer(language, book, paper))
    layer.setLabeling(labels(book, paper))
    layer.setLabelsEnabled(True)
    layer.setMapTipTemplate(map_tip(language, book))
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(REPORTS_FROM)
    layer.setMaximumScale(0)
    keep_time(layer)


def renderer(language: str, book: Catalogue, paper: bool = False) -> QgsCategorizedSymbolRenderer:
    """The key's rows first (their values meet no report), then what stands for the reports, the late ones on top."""
    rows = legend.rows(STYLE[language], book, lambda status: badge(status, paper), pictogram, lambda: halo_alone(paper))
    pictures = marks.picture(book, paper)
    rows.append(legend.blank(marks.HIDDEN, "hidden"))
    rows.append(QgsRendererCategory(marks.OPEN, marks.marker(pictures, marks.OPEN, paper), "open"))
    rows.append(QgsRendererCategory(marks.LATE, marks.marker(pictures, marks.LATE, paper, _ring(paper)), "late"))
    # The closed ones stand under "all others": without that QGIS asks for the values by name, and once they were read
    # from a file (3.22) as texts, which equal no number. It also takes what this plugin does not know.
    rows.append(QgsRendererCategory("", marks.marker(pictures, marks.CLOSED, paper), "closed"))
    found = QgsCategorizedSymbolRenderer(marks.classes(book), rows)
    found.setUsingSymbolLevels(True)  # the passes of ``marks``
    return found


def size(status: Status, paper: bool = False) -> float:
    """Millimetres of a badge's whole grid: pointed shapes are larger, so that pictograms are alike in all."""
    return (PAPER_MM if paper else BADGE_MM) * badges.GROWN.get(status.key, 1)


def badge(status: Status, paper: bool = False) -> QgsMarkerSymbol:
    """A status without a category."""
    return _symbol(_svg(badges.badge(status, paper), size(status, paper)))


def pictogram(category: Category) -> QgsMarkerSymbol:
    """A category without a status."""
    return _symbol(_svg(badges.pictogram(category), 6.2))


def halo_alone(paper: bool = False) -> QgsMarkerSymbol:
    """The ring round late reports."""
    ring = _ring(paper)
    ring.setSize(6.5)
    return _symbol(ring)


def _ring(paper: bool) -> QgsSimpleMarkerSymbolLayer:
    ring = QgsSimpleMarkerSymbolLayer(QgsSimpleMarkerSymbolLayerBase.Shape.Circle, HALO_MM)
    ring.setColor(QColor(255, 255, 255, 190))
    ring.setStrokeColor(QColor(DARK if paper else HALO))
    ring.setStrokeWidth(0.8)
    return ring


def _svg(text: str, size: float) -> QgsSvgMarkerSymbolLayer:
    return QgsSvgMarkerSymbolLayer(badges.inline(text), size)


def _symbol(*layers: QgsSymbolLayer) -> QgsMarkerSymbol:
    symbol = QgsMarkerSymbol()  # QgsMarkerSymbol([layer]) crashes on 3.22
    symbol.changeSymbolLayer(0, layers[0])
    for layer in layers[1:]:
        symbol.appendSymbolLayer(layer)
    return symbol


def labels(book: Catalogue, paper: bool = False) -> QgsVectorLayerSimpleLabeling:
    """Number and short category of each report, near by."""
    settings = QgsPalLayerSettings()
    names = {category.id: SHORT.get(category.icon, category.name) for category in book.categories}
    number = 'coalesce(nullif(trim("reference"), \'\'), to_string("fid"))'
    settings.fieldName = f"{number} || '\\n' || {expressions.by_number('category_id', names)}"
    settings.isExpression = True
    settings.placement = QgsPalLayerSettings.Placement.OrderedPositionsAroundPoint
    settings.dist = 1
    settings.offsetType = QgsPalLayerSettings.OffsetType.FromSymbolBounds
    settings.scaleVisibility = True
    settings.minimumScale = LABELS_FROM
    settings.maximumScale = 0
    settings.displayAll = False  # where two would lie upon each other, one waits for a larger scale
    text = QgsTextFormat()
    text.setSize(7 if paper else 8)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor("#000000" if paper else "#202020"))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    halo.setColor(QColor(LIGHT))
    text.setBuffer(halo)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)


def keep_time(layer: QgsVectorLayer) -> None:
    """For the temporal controller: Warsaw's wall time, the same on every computer and version of QGIS.

    QGIS 3.22 hands the instants of a GeoPackage on as UTC digits without a zone, later versions as UTC, and both
    compare them with the controller's own wall time; so the field of instants would be off by up to two hours.
    """
    time = layer.temporalProperties()
    time.setMode(Qgis.VectorTemporalMode.FeatureDateTimeStartAndEndFromExpressions)
    time.setStartExpression('to_datetime("reported_local")')
    time.setEndExpression('to_datetime("reported_local")')
    time.setIsActive(True)


def map_tip(language: str, book: Catalogue) -> str:
    """HTML of the map tip. What people wrote is escaped: it must not become markup."""
    words = STYLE[language]
    categories = expressions.by_number("category_id", {c.id: c.name for c in book.categories})
    statuses = expressions.by_number("status_id", {s.id: s.name for s in book.statuses})
    colours = expressions.by_number("status_id", {s.id: s.colour for s in book.statuses})
    # QGIS 3.22 knows no function that escapes HTML.
    escaped = "coalesce(\"description\", '')"
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        escaped = f"replace({escaped}, '{sign}', '{name}')"
    reported = "format_date(to_datetime(\"reported_local\"), 'dd.MM.yyyy HH:mm')"
    # A deadline is the midnight that ends a Warsaw day, 22:00 or 23:00 UTC: its UTC date is that day.
    verify = "format_date(\"verify_by\", 'dd.MM.yyyy')"
    waiting = ", ".join(str(number) for number in lateness.unverified(book))
    late = f'"status_id" in ({waiting}) and {lateness.overdue("verify_by")}'
    return (
        f"<b>[% {categories} %]</b><br>"
        f'<span style="color:[% {colours} %]">&#9632;</span> [% {statuses} %]<br>'
        f"{words['reported']}: [% {reported} %]<br>"
        f"{words['verify']}: [% {verify} %][% if({late}, ' <b style=\"color:{HALO}\">– {words['late_tip']}</b>', '') %]"
        f"<br>[% {escaped} %]"
    )
