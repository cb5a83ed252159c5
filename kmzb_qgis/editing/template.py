"""The standard project: a store's reports and units over chosen basemaps, with themes, bookmarks and layouts.

Everything is plain QGIS: a machine without the plugin shows the same maps and forms. Paths are relative, so project and
store move together; nothing in it names a login or a person.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsBookmark,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsProjectMetadata,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import load
from ..geoportal import basemap_tree
from ..store import Store, boxes
from ..toolbelt.poland import voivodeship_boxes
from . import belonging, clusters, paper, themes, unit_layers
from .project import CRS, form_language, load_layer
from .template_words import WORDS

MARGIN_M = 5_000  # of the voivodeships' boxes


@dataclass
class Chosen:
    """A basemap that was built and belongs to the thread that assembles. ``photo``: a picture of the air or relief."""

    layer: QgsRasterLayer
    photo: bool = False
    background: bool = True


def assemble(project: QgsProject, store: Store, chosen: list[Chosen], levels: list[str]):
    """Fill an empty project in steps, not yet a file: a generator of per cents, of the main thread only.

    Between the steps, a second at most each, the window can draw and a person can cancel. ``levels`` gets the levels of
    units put in. Raises KmzbError where a layer cannot be opened.
    """
    language = form_language()
    words = WORDS[language]
    _settle(project, words)
    report = load_layer(store, project)
    yield 20
    root = project.layerTreeRoot()
    root.findLayer(report.id()).setExpanded(False)  # its long legend would push units and basemaps out of sight
    units = unit_layers.add(project, root.addGroup(words["units"]), store, language)
    if not units:
        root.removeChildNode(root.findGroup(words["units"]))
    levels += units
    dark = _basemaps(project, chosen, words)
    yield 30
    start = _start(store)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(start, project.crs()))
    project.viewSettings().setPresetFullExtent(QgsReferencedRectangle(poland(), project.crs()))
    _bookmark(project, words["voivodeships"])
    paper.prepare(project, store, report, start)  # before the styles: its maps take the one in use
    yield 70
    _themes(project, store, report, units, chosen, dark, language)
    yield 90


def poland() -> QgsRectangle:
    """The country's box in EPSG:2180."""
    return QgsRectangle(*load().rules["extent_2180"])


def _settle(project: QgsProject, words: dict[str, str]) -> None:
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setCrs(QgsCoordinateReferenceSystem(CRS), True)  # with its ellipsoid
    project.writeEntry("Measurement", "/DistanceUnits", "meters")
    project.writeEntry("Measurement", "/AreaUnits", "m2")
    project.setBackgroundColor(QColor("#ffffff"))
    project.setTitle(words["title"])
    metadata = QgsProjectMetadata()  # without the name of whoever makes it
    metadata.setTitle(words["title"])
    metadata.setAuthor("KMZB")
    project.setMetadata(metadata)


def _basemaps(project: QgsProject, chosen: list[Chosen], words: dict[str, str]) -> QgsMapLayer:
    """The group at the bottom: the basemaps in the order chosen, the dark ground lowest. Only one background shows."""
    group = basemap_tree.group(project)
    group.setName(words["basemaps"])
    for entry in reversed(chosen):  # each is placed on top of its like
        basemap_tree.place(project, entry.layer)
    dark = themes.dark_ground(words["dark"])
    dark.setCustomProperty(basemap_tree.ROLE_PROPERTY, "background")  # later basemaps are placed above it
    project.addMapLayer(dark, False)
    group.addLayer(dark).setItemVisibilityChecked(False)
    shown = _light(chosen)
    for entry in chosen:
        node = project.layerTreeRoot().findLayer(entry.layer.id())
        node.setItemVisibilityChecked(entry in shown)
        node.setExpanded(False)
    return dark


def _light(chosen: list[Chosen]) -> list[Chosen]:
    """What shows at first: the first map, or where only pictures were chosen the first of these; and all overlays."""
    grounds = sorted((entry for entry in chosen if entry.background), key=lambda entry: entry.photo)
    return grounds[:1] + [entry for entry in chosen if not entry.background]


def _start(store: Store) -> QgsRectangle:
    """Where the map opens: the reports' box, or the units', or Poland's."""
    for table in ("report", "unit"):
        with suppress(sqlite3.OperationalError), store.connect() as connection:
            box = boxes.extent(connection, table)
            if box is not None:
                found = QgsRectangle(*box)
                found.grow(max(1_000.0, 0.03 * max(found.width(), found.height())))
                return found
    return poland()


def _bookmark(project: QgsProject, group: str) -> None:
    crs = QgsCoordinateReferenceSystem(CRS)
    for code, place in voivodeship_boxes().items():
        west, south, east, north = place[CRS]
        box = QgsRectangle(west + MARGIN_M, south + MARGIN_M, east - MARGIN_M, north - MARGIN_M)
        bookmark = QgsBookmark()
        bookmark.setId(f"kmzb_{code}")
        bookmark.setName(place["name"])
        bookmark.setGroup(group)
        bookmark.setExtent(QgsReferencedRectangle(box, crs))
        project.bookmarkManager().addBookmark(bookmark)


def _themes(project, store: Store, report, units: dict, chosen: list[Chosen], dark, language: str) -> None:
    """Styles for night and paper, and the themes that switch them; by day everything has the style it has."""
    own = belonging.layers_of(project, store.path)
    styles = {report: themes.dress_reports(report, language)}
    for table in clusters.TABLES:
        if table in own:
            styles[own[table]] = themes.dress_cells(own[table], table, language)
    for level, layer in units.items():
        styles[layer] = themes.dress_units(layer, level, language)
    for entry in chosen:
        styles[entry.layer] = themes.dress_basemap(entry.layer, entry.photo, language)
    pictures = [entry.layer for entry in _light(chosen)]
    tree = [node.layer() for node in project.layerTreeRoot().findLayers()]
    always = [layer for layer in tree if belonging.role(layer)]
    for theme, extra in (("day", pictures), ("night", [*pictures, dark]), ("print", [])):
        rows = [
            (layer, styles.get(layer, {}).get(theme) or layer.styleManager().currentStyle())
            for layer in (*always, *extra)
        ]
        themes.keep(project, WORDS[language][theme], rows)
