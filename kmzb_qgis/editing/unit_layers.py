"""The store's units as layers of a project: one for each level it holds, outlines and names, never edited there.

A level's place in the tree, the scales at which it is drawn and named, and its line grow with the size of its units.
No name is written where single reports are drawn: it would cover some. The police's lines are the narrower: where a
border is both, theirs lies within the wide one of the administration.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from qgis.core import (
    QgsFillSymbol,
    QgsLayerTreeGroup,
    QgsPalLayerSettings,
    QgsProject,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..store import Store
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import belonging, template_words
from .style import REPORTS_FROM

ROLE = "unit:"  # and the level
# Today in Poland, by the engine alone, so that it is true whenever the layer is read, with the plugin and without.
# SQLite knows no zones: the hour is moved at 01:00 UTC of the last Sunday of March and October (Directive 2000/84/EC).
_CHANGE = "datetime(strftime('%Y', 'now') || '-{month}-31', '-6 days', 'weekday 0', '+1 hour')"
TODAY = (
    f"date('now', CASE WHEN datetime('now') >= {_CHANGE.format(month='03')}"
    f" AND datetime('now') < {_CHANGE.format(month='10')} THEN '+2 hours' ELSE '+1 hour' END)"
)
_VALID = "(valid_from IS NULL OR valid_from <= {0}) AND (valid_to IS NULL OR valid_to > {0})"
VALID = {"ogr": _VALID.format(TODAY), "postgres": _VALID.format("CAST(kmzb.today() AS text)")}


@dataclass(frozen=True)
class Look:
    """Line in mm. Scale denominators: the layer is drawn at ``drawn`` and larger scales (0: at all), names between."""

    line: float
    drawn: int
    named: tuple[int, int]
    letters: float
    police: bool = False


LOOKS = {  # the order of the tree, from the top one down
    "K05": Look(0.3, 400_000, (120_000, REPORTS_FROM), 8, True),
    "K04": Look(0.4, 800_000, (300_000, 60_000), 8.5, True),
    "K03": Look(0.4, 0, (900_000, 200_000), 9, True),
    "K02": Look(0.35, 2_000_000, (400_000, 120_000), 8.5, True),
    "K01": Look(0.35, 0, (1_200_000, 400_000), 9, True),
    "municipality": Look(0.8, 700_000, (250_000, REPORTS_FROM), 8),
    "county": Look(0.9, 2_500_000, (900_000, 120_000), 9),
    "voivodeship": Look(1.2, 0, (8_000_000, 900_000), 10),
}


@dataclass(frozen=True)
class Colours:
    """A line and the casing that keeps it apart from any ground; both also of the names."""

    units: str
    police: str
    casing: str


DAY = Colours("#7b1fa2", "#0d3b8c", "#ffffff")
NIGHT = Colours("#d9b8f2", "#8cc4ff", "#0b0f14")
PRINT = Colours("#6e6e6e", "#000000", "#ffffff")


def levels(store: Store) -> list[str]:
    """The levels of which a store has units today, from the smallest units up. Raises KmzbError."""
    asked = " ".join(("SELECT DISTINCT level FROM unit WHERE geom IS NOT NULL AND", VALID[store.provider]))
    try:
        with store.connect() as connection:
            held = {level for (level,) in connection.execute(asked)}
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The units of the store {path} could not be read: {reason}.", path=store.path, reason=reason(error))
        ) from error
    return [level for level in LOOKS if level in held]


def add(project: QgsProject, group: QgsLayerTreeGroup, store: Store, language: str) -> dict[str, QgsVectorLayer]:
    """Add a layer for each level that the store holds to a group, by level. Raises KmzbError."""
    found = {}
    for level in levels(store):
        # The filter at once: setting it later has QGIS open the file anew, which leaves the other layers without it.
        uri = store.layer_uri("unit", f"level = '{level}' AND {VALID[store.provider]}")
        layer = QgsVectorLayer(uri, template_words.LEVELS[language][level], store.provider)
        if not layer.isValid() or not layer.subsetString():
            raise KmzbError(
                tr("The table {table} of the store {path} cannot be opened.", table="unit", path=store.path)
            )
        apply(layer, level, DAY)
        for name, alias in template_words.COLUMNS[language].items():
            layer.setFieldAlias(layer.fields().lookupField(name), alias)
        layer.setDisplayExpression('"name"')
        layer.setMapTipTemplate('[% "name" %]')
        layer.setReadOnly(True)
        belonging.mark(layer, store.path, ROLE + level)
        project.addMapLayer(layer, False)
        group.addLayer(layer).setExpanded(False)
        found[level] = layer
    return found


def apply(layer: QgsVectorLayer, level: str, colours: Colours) -> None:
    """Give a level its outline, names and scales."""
    look = LOOKS[level]
    colour = colours.police if look.police else colours.units
    renderer = QgsSingleSymbolRenderer(_outline(look, colour, colours.casing))
    renderer.setUsingSymbolLevels(True)  # all casings first, so that neighbours' lines join
    layer.setRenderer(renderer)
    layer.setLabeling(_names(look, colour, colours.casing))
    layer.setLabelsEnabled(True)
    layer.setScaleBasedVisibility(look.drawn > 0)
    layer.setMinimumScale(look.drawn)
    layer.setMaximumScale(0)


def _outline(look: Look, colour: str, casing: str) -> QgsFillSymbol:
    around = QgsSimpleLineSymbolLayer(QColor(casing), look.line + (0.3 if look.police else 0.6))
    line = QgsSimpleLineSymbolLayer(QColor(colour), look.line)
    line.setRenderingPass(1)
    for part in (around, line):
        part.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
        part.setPenCapStyle(Qt.PenCapStyle.RoundCap)
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_style": "no"})
    symbol.changeSymbolLayer(0, around)
    symbol.appendSymbolLayer(line)
    return symbol


def _names(look: Look, colour: str, casing: str) -> QgsVectorLayerSimpleLabeling:
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.placement = QgsPalLayerSettings.Placement.Horizontal
    settings.scaleVisibility = True
    settings.minimumScale, settings.maximumScale = look.named
    settings.autoWrapLength = 22  # names of commands are long
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    settings.priority = 3  # a report's own label goes first
    settings.obstacle = False
    settings.fitInPolygonOnly = False
    text = QgsTextFormat()
    text.setSize(look.letters)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor(colour))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.9)
    halo.setColor(QColor(casing))
    text.setBuffer(halo)
    settings.setFormat(text)
    return QgsVectorLayerSimpleLabeling(settings)
