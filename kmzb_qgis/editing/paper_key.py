"""The key of a printed map: what its scale shows, in words of the catalogue, in columns."""

from __future__ import annotations

import textwrap

from qgis.core import (
    QgsLayerTreeLayer,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFont

from ..toolbelt import compat
from . import belonging, clusters, legend
from .project import form_language
from .style import REPORTS_FROM
from .words import PAPER

WRAP = "|"
LINE = {1: 46, 3: 38}  # letters of a line, by the number of columns
SYMBOL_MM = {1: 4.2, 3: 4.8}


def shape(key: QgsLayoutItemLegend, columns: int) -> None:
    """Sizes of the key's letters and symbols."""
    key.setAutoUpdateModel(False)
    key.setColumnCount(columns)
    key.setSplitLayer(True)
    key.setWrapString(WRAP)
    key.setSymbolWidth(6)
    key.setSymbolHeight(3)
    key.setLineSpacing(0.3)
    key.setBoxSpace(0.5)
    key.setColumnSpace(3)
    key.setResizeToContents(True)
    kinds = QgsLegendStyle.Style
    for kind, points, bold in ((kinds.Title, 10, True), (kinds.Subgroup, 8, True), (kinds.SymbolLabel, 6.5, False)):
        compat.write_legend_in(key, kind, letters(points, bold))
    key.rstyle(kinds.Symbol).setMargin(QgsLegendStyle.Side.Top, 0.5)
    key.rstyle(kinds.Subgroup).setMargin(QgsLegendStyle.Side.Top, 2)


def letters(points: float, bold: bool = False) -> QgsTextFormat:
    """Letters of a size in points, in whatever sans serif the computer has."""
    font = QFont("sans-serif")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPointSizeF(points)
    font.setBold(bold)
    form = QgsTextFormat()
    form.setFont(font)
    form.setSize(points)
    form.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    return form


def fill(
    key: QgsLayoutItemLegend, drawn: QgsLayoutItemMap, report: QgsVectorLayer, cells: dict[str, QgsVectorLayer]
) -> None:
    """Put into the key what the map's scale shows: the reports' statuses and categories, or the circles."""
    root = key.model().rootGroup()
    root.removeAllChildren()
    words = PAPER[form_language()]
    table = sight(drawn.scale())
    if table in cells:
        node = root.addLayer(cells[table])
        _head(node, words["circles"])
    elif table == "report":
        for value, head in ((legend.STATUSES, words["statuses"]), (legend.CATEGORIES, words["categories"])):
            shown = legend.ticked(report, value)
            if not shown:
                continue
            node = QgsLayerTreeLayer(report)
            _head(node, head)
            QgsMapLayerLegendUtils.setLegendNodeOrder(node, [index for index, _ in shown])
            for index, category in shown:
                label = WRAP.join(textwrap.wrap(category.label(), LINE.get(key.columnCount(), 38)))
                QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, index, label)
            root.addChildNode(node)  # last: QGIS makes the rows' pictures at once
    key.setMaximumSymbolSize(0 if table in cells else SYMBOL_MM.get(key.columnCount(), 4.2))  # circles: sizes tell
    key.setCustomProperty("kmzb/sight", table)
    key.adjustBoxSize()
    key.refresh()


def sight(scale: float) -> str:
    """The table that stands for the reports at a scale denominator; empty for the grid, whose numbers say all."""
    if scale < REPORTS_FROM:
        return "report"
    return next((table for table, (near, far) in clusters.TABLES.items() if near <= scale < far), "")


def follow(layout: QgsPrintLayout, report_id: str) -> None:
    """Fill the key anew where a person's change of scale brings other symbols."""
    drawn, key = layout.itemById("kmzb_map"), layout.itemById("kmzb_key")
    report = layout.project().mapLayer(report_id)
    if not isinstance(drawn, QgsLayoutItemMap) or not isinstance(key, QgsLayoutItemLegend) or report is None:
        return
    if key.customProperty("kmzb/sight") == sight(drawn.scale()):
        return
    path = belonging.store_of(report)
    roles = belonging.layers_of(layout.project(), path) if path is not None else {}
    fill(key, drawn, report, {table: roles[table] for table in clusters.TABLES if table in roles})


def _head(node, text: str) -> None:
    node.setCustomProperty("legend/title-label", text)
    QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Subgroup)
