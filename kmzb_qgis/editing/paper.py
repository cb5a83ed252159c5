"""Print layouts: the map as it hangs on a wall, A4, with title, key, scale, north, date, source and the 112 notice.

Built in code and kept in the project, where QGIS's layout manager finds them; no file, no path of a machine in them.
The map and its key take the symbols for paper, whatever the screen shows; ticks of the key are kept.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMarker,
    QgsLayoutItemPage,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapLayerStyle,
    QgsMarkerSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsSvgMarkerSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt

from ..catalogue import load, warsaw
from ..store import Store
from ..toolbelt import badges, compat
from ..toolbelt.i18n import tr
from . import belonging, clusters, expressions, legend, paper_key, style
from .paper_key import letters
from .project import form_language

NORTH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<circle cx="16" cy="16" r="15.2" fill="#ffffff" stroke="#1a1a1a" stroke-width="1"/>'
    '<path d="M16 2.5 L22 18 L16 15 L10 18 Z" fill="#1a1a1a"/>'
    '<path d="M12.6 28 V20.5 L19.4 28 V20.5" fill="none" stroke="#1a1a1a" stroke-width="2"/></svg>'
)
# Millimetres from the page's upper left: x, y, width, height. The key lies beside the map, or below it.
PLACES = {
    "landscape": {
        "title": (8, 7, 281, 9), "state": (8, 16, 281, 6), "map": (8, 24, 207, 158), "key": (217, 22, 74, 182),
        "north": (201, 30, 11, 11), "scale": (8, 184, 80, 12), "source": (92, 183, 123, 8),
        "emergency": (92, 192, 123, 12),
    },
    "portrait": {
        "title": (8, 7, 194, 9), "state": (8, 16, 194, 6), "map": (8, 24, 194, 170), "key": (7, 195, 196, 77),
        "north": (188, 30, 11, 11), "scale": (8, 273, 70, 12), "source": (80, 272, 122, 8),
        "emergency": (80, 281, 122, 12),
    },
}  # fmt: skip
FOLLOWED = "kmzb_followed"  # a property of this session only
COLUMNS = {"landscape": 1, "portrait": 3}


def name(shape: str) -> str:
    """What a layout is called in the layout manager."""
    return tr("KMZB map, A4 landscape") if shape == "landscape" else tr("KMZB map, A4 portrait")


def prepare(project: QgsProject, store: Store, report: QgsVectorLayer, extent: QgsRectangle) -> dict:
    """Make or renew the two layouts of a project, by shape; the extent is in the project's CRS.

    A layout that is there already keeps what a person changed in it: only place, symbols, key and date are renewed.
    """
    found, styles = {}, _paper_styles(project, store, report)
    for shape in PLACES:
        layout = project.layoutManager().layoutByName(name(shape))
        if layout is None:
            layout = _build(project, shape)
            project.layoutManager().addLayout(layout)
        _renew(layout, shape, store, report, extent, styles)
        found[shape] = layout
    return found


def _build(project: QgsProject, shape: str) -> QgsPrintLayout:
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(name(shape))
    layout.renderContext().setDpi(300)
    kinds = QgsLayoutItemPage.Orientation
    layout.pageCollection().page(0).setPageSize("A4", kinds.Landscape if shape == "landscape" else kinds.Portrait)
    drawn = _place(QgsLayoutItemMap(layout), layout, shape, "map")
    drawn.setFrameEnabled(True)
    drawn.setExtent(QgsRectangle(0, 0, *PLACES[shape]["map"][2:]))  # its shape, which later extents are fitted to
    _text(layout, shape, "title", tr("National map of safety threats (KMZB)"), 18, bold=True)
    _text(layout, shape, "state", "", 10)
    _text(layout, shape, "source", _source(), 8)
    _text(layout, shape, "emergency", load().rules["emergency"], 9, bold=True)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(drawn)
    bar.setTextFormat(letters(8))
    bar.setHeight(2)
    _place(bar, layout, shape, "scale")
    arrow = QgsLayoutItemMarker(layout)
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, QgsSvgMarkerSymbolLayer(badges.inline(NORTH), 11))
    arrow.setSymbol(symbol)
    arrow.setLinkedMap(drawn)
    _place(arrow, layout, shape, "north")
    key = QgsLayoutItemLegend(layout)
    _place(key, layout, shape, "key")
    key.setLinkedMap(drawn)
    paper_key.shape(key, COLUMNS[shape])
    return layout


def _renew(
    layout: QgsPrintLayout,
    shape: str,
    store: Store,
    report: QgsVectorLayer,
    extent: QgsRectangle,
    styles: dict[str, str],
) -> None:
    """What is of the moment. A person may have deleted any item."""
    drawn, key, state, bar = (layout.itemById(f"kmzb_{part}") for part in ("map", "key", "state", "scale"))
    if isinstance(state, QgsLayoutItemLabel):
        state.setText(_state(store))
    if not isinstance(drawn, QgsLayoutItemMap):
        return
    drawn.setKeepLayerStyles(True)
    drawn.setLayerStyleOverrides(styles)
    drawn.zoomToExtent(extent)
    if isinstance(key, QgsLayoutItemLegend):
        paper_key.fill(key, drawn, report, _cells(layout.project(), store))
        if not drawn.property(FOLLOWED):
            identifier = report.id()
            drawn.extentChanged.connect(lambda: paper_key.follow(layout, identifier))
            drawn.setProperty(FOLLOWED, True)
    if isinstance(bar, QgsLayoutItemScaleBar):
        bar.setStyle("Single Box")
        unit = bar.guessUnits()
        bar.setUnits(unit)
        bar.setUnitLabel(QgsUnitTypes.toAbbreviatedString(unit))
        bar.applyDefaultSize(unit)
        bar.attemptMove(QgsLayoutPoint(*PLACES[shape]["scale"][:2]))
    drawn.invalidateCache()
    layout.refresh()


def _state(store: Store) -> str:
    """When the data last changed, and when they were printed, both in Warsaw's time."""
    printed = f"[% format_date(to_datetime({expressions.warsaw_now_text()}), 'dd.MM.yyyy HH:mm') %]"
    since = last_change(store)
    if not since:
        return tr("Printed: {time}", time=printed)
    return tr("State of the data: {state} (last import or edit). Printed: {time}", state=since, time=printed)


def last_change(store: Store) -> str:
    """Warsaw's day and time of the last import or edit of a store, ``dd.mm.yyyy hh:mm``; empty where none is known."""
    asked = (
        "SELECT max(finished_at) FROM import_run",
        "SELECT changed_at FROM report_history ORDER BY fid DESC LIMIT 1",
    )
    with suppress(sqlite3.OperationalError), store.connect() as connection:  # a read-only store of an older plugin
        found = [row[0] for one in asked for row in connection.execute(one).fetchall() if row[0]]
        if found:
            return warsaw.shown(warsaw.from_text(max(found)))
    return ""


def _source() -> str:
    """The source, with the rights of the basemaps that the map shows, as QGIS finds them when it draws."""
    rights = "array_to_string(array_filter(map_credits('kmzb_map'), @element <> ''), '; ')"
    others = f"with_variable('kmzb_rights', {rights}, if(@kmzb_rights <> '', '; ' || @kmzb_rights, ''))"
    return f"{tr('Source: National map of safety threats (KMZB), Polish Police')}[% {others} %]"


def _paper_styles(project: QgsProject, store: Store, report: QgsVectorLayer) -> dict[str, str]:
    """The styles for paper by layer id. Made from clones: the layers on the screen stay as they are."""
    language = form_language()
    dressed = report.clone()
    dressed.setRenderer(style.renderer(language, load(), paper=True))
    dressed.setLabeling(style.labels(load(), paper=True))
    legend.copy_ticks(report, dressed)
    found = {report.id(): _xml(dressed)}
    for table, layer in _cells(project, store).items():
        circles = layer.clone()
        clusters.apply(circles, table, language, paper=True)
        found[layer.id()] = _xml(circles)
    return found


def _xml(layer: QgsVectorLayer) -> str:
    kept = QgsMapLayerStyle()
    kept.readFromLayer(layer)
    return kept.xmlData()


def _cells(project: QgsProject, store: Store) -> dict[str, QgsVectorLayer]:
    """The project's layers of this store's cells, by table."""
    roles = belonging.layers_of(project, store.path)
    return {table: roles[table] for table in clusters.TABLES if table in roles}


def _text(layout: QgsPrintLayout, shape: str, part: str, text: str, points: float, bold: bool = False) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    compat.write_in(label, letters(points, bold))
    label.setVAlign(Qt.AlignmentFlag.AlignVCenter if part != "emergency" else Qt.AlignmentFlag.AlignTop)
    _place(label, layout, shape, part)


def _place(item, layout: QgsPrintLayout, shape: str, part: str):
    x, y, width, height = PLACES[shape][part]
    layout.addLayoutItem(item)
    item.setId(f"kmzb_{part}")
    item.attemptMove(QgsLayoutPoint(x, y))
    item.attemptResize(QgsLayoutSize(width, height))
    return item
