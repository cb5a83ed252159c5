"""How reports look near by: badges by status with pictograms by category, the late ones ringed; labels, tip, time.

A symbol for each status picks its picture by category, see ``marks``; the layer tree shows a key, see ``legend``.
"""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProperty,
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
HALO = "#b0005a"


def apply(layer: QgsVectorLayer, language: str = "pl", book: Catalogue | None = None, paper: bool = False) -> None:
    """Give the report layer its symbols, labels, map tip, time and scale range. Names are Polish in every language.

    Labels and tip say what the layer's columns hold.
    """
    book, columns = book or load(), layer.fields().names()
    layer.setRenderer(renderer(language, book, paper))
    layer.setLabeling(labels(book, paper, expressions.number(columns)))
    layer.setLabelsEnabled(True)
    layer.setMapTipTemplate(map_tip(language, book, "description" in columns))
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(REPORTS_FROM)
    layer.setMaximumScale(0)
    keep_time(layer)


def renderer(language: str, book: Catalogue, paper: bool = False, ring: str = "") -> QgsCategorizedSymbolRenderer:
    """The key's rows first (their values meet no report), then what stands for the reports.

    ``ring``: the colour round late reports, where it is not the usual one.
    """
    ring = ring or (DARK if paper else HALO)
    rows = legend.rows(STYLE[language], book, lambda status: badge(status, paper), pictogram, lambda: halo_alone(ring))
    rows.append(legend.blank(marks.HIDDEN, "hidden"))
    rows += [QgsRendererCategory(s.id, marks.marker(book, s, paper, ring), s.name) for s in book.statuses]
    # "All others" takes the statuses that this plugin does not know. Without it QGIS asks for the values by name, and
    # once they were read from a file (3.22) as texts, which equal no number.
    unknown = marks.symbol(QgsSvgMarkerSymbolLayer(badges.inline(badges.unknown()), PAPER_MM if paper else BADGE_MM))
    rows.append(QgsRendererCategory("", unknown, "unknown"))
    found = QgsCategorizedSymbolRenderer(marks.classes(), rows)
    found.setUsingSymbolLevels(True)  # the passes of ``marks``
    return found


def badge(status: Status, paper: bool = False) -> QgsMarkerSymbol:
    """A status without a category."""
    return _sign(badges.badge(status, paper), marks.size(status, paper))


def pictogram(category: Category) -> QgsMarkerSymbol:
    """A category without a status."""
    return _sign(badges.pictogram(category), 6.2)


def _sign(drawn: str, millimetres: float) -> QgsMarkerSymbol:
    """A row of the key. Its picture is an expression: QGIS reads a layer's own anew whenever it copies the style."""
    layer = QgsSvgMarkerSymbolLayer("", millimetres)
    layer.setFixedAspectRatio(1)
    own = QgsProperty.fromExpression(f"'{badges.inline(drawn)}'")
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyName, own)
    return marks.symbol(layer)


def halo_alone(colour: str = HALO) -> QgsMarkerSymbol:
    """The ring round late reports."""
    ring = QgsSimpleMarkerSymbolLayer(QgsSimpleMarkerSymbolLayerBase.Shape.Circle, 6.5)
    ring.setColor(QColor(255, 255, 255, 190))
    ring.setStrokeColor(QColor(colour))
    ring.setStrokeWidth(marks.HALO_LINE_MM)
    return marks.symbol(ring)


def labels(book: Catalogue, paper: bool = False, number: str = expressions.NUMBER) -> QgsVectorLayerSimpleLabeling:
    """Number (an expression) and short category of each report, near by."""
    settings = QgsPalLayerSettings()
    names = {category.id: SHORT.get(category.icon, category.name) for category in book.categories}
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


def map_tip(language: str, book: Catalogue, described: bool = True) -> str:
    """HTML of the map tip, with the description or without. What people wrote is escaped: it must not become markup."""
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
        + (f"<br>[% {escaped} %]" if described else "")
    )
