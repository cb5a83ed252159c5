"""Styles and form into the store; the store's layers into a QGIS project."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..catalogue import load
from ..store import Store, styles
from ..store import cells as counts
from ..store.address import is_database
from ..toolbelt import compat, paths
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import locale_code, tr
from . import belonging, clusters, definition, expressions, facts, form, grid, lateness, legend, past, saving, style
from .tables import of_reports, open_layer

CRS = "EPSG:2180"
GRID_SCHEMA = 3  # the migration that made the grid
NAMES = {
    "pl": {"group": "KMZB", "far": "Z daleka", "report": "Zgłoszenia", "grid": "Zgłoszenia: siatka 10 km",
           "facts": "Zgłoszenia: dane do analiz (tylko odczyt)", "print": "druk"},
    "en": {"group": "KMZB", "far": "From afar", "report": "Reports", "grid": "Reports: 10 km grid",
           "facts": "Reports: facts for analysis (read-only)", "print": "print"},
}  # fmt: skip


def install(store: Store, language: str | None = None) -> None:
    """Write form and styles into the store as its default styles, Polish unless QGIS speaks English.

    Raises KmzbError where the store is read-only or a layer cannot be opened.
    """
    if store.read_only:
        raise KmzbError(tr("The store {path} is read-only: its form cannot be written.", path=store.path))
    language = language or form_language()
    try:
        with store.connect() as connection:
            if not styles.may_write(connection):
                return  # a database's grid and styles are its administrator's; the plugin dresses the layers itself
            grid.fill_cells(connection)
            mine = {"report", grid.TABLE, *clusters.TABLES}
            styles.forget(connection, [one.number for one in styles.kept(connection) if one.table in mine])
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The form cannot be written into the store {path}: {reason}.", path=store.path, reason=reason(error))
        ) from error
    for layer, table, name, default in own_styles(store, language):
        problem = _keep(store, layer, table, name, default, NAMES[language]["report"])
        if problem:
            raise KmzbError(
                tr(
                    "The form cannot be written into the store {path}: {reason}.",
                    path=store.path,
                    reason=reason(problem),
                )
            )


def _keep(store: Store, layer: QgsVectorLayer, table: str, name: str, default: bool, words: str) -> object:
    """Keep a layer's style in the store; what went wrong, or nothing."""
    if is_database(store.path):  # QGIS's own way asks in a window, and ends with a window of its own
        try:
            with store.connect() as connection:
                styles.add(connection, [(table, "geom", name, *documents(layer), int(default), words)])
        except sqlite3.Error as error:
            return error
        return ""
    return layer.saveStyleToDatabase(name, words, default, "")


def documents(layer: QgsVectorLayer) -> tuple[str, str]:
    """A layer's style as QML and SLD. Raises KmzbError."""
    qml, sld = QDomDocument(), QDomDocument()
    problem = layer.exportNamedStyle(qml)
    if problem:
        raise KmzbError(tr("The form cannot be made: {reason}.", reason=reason(problem)))
    layer.exportSldStyle(sld, "")  # for other programs; QGIS takes the first
    return qml.toString(), sld.toString()


def own_styles(store: Store, language: str) -> list[tuple[QgsVectorLayer, str, str, bool]]:
    """All styles that the plugin itself keeps in a store: dressed layer, table, the style's name, whether the default.

    The one list for making and for renewing them. Raises KmzbError where a layer cannot be opened.
    """
    report = open_layer(store, "report", NAMES[language]["report"])
    cells = open_layer(store, grid.TABLE, NAMES[language]["grid"])
    name = _dress(report, cells, language)
    found = [
        (on_paper(store, language), "report", paper_name(language), False),
        (report, "report", name, True),
        (cells, grid.TABLE, grid.TABLE, True),
    ]
    return found + [(layer, table, table, True) for table, layer in clusters.layers(store, language).items()]


def load_layer(store: Store, project: QgsProject) -> QgsVectorLayer:
    """Add the report layer, its grid and its hidden lists to a project in EPSG:2180; what is there already is kept.

    For an analyst's log-in the layer shows the reports' facts, read-only. Raises KmzbError where one cannot be opened.
    """
    language = form_language()
    found = _known(project, store, "report")
    if found is not None:
        return found
    if of_reports(store) == facts.TABLE:
        return _load_facts(project, store, language)
    styled = _has_style(store)
    if not styled and not store.read_only:
        install(store, language)
        styled = _has_style(store)
    project.setCrs(QgsCoordinateReferenceSystem(CRS))
    lookups = {table: _lookup(project, store, table, form.PREFIX + table) for table in form.LOOKUP_TABLES}
    stored = _lookup(project, store, "report", expressions.STORED, "stored")
    report = open_layer(store, "report", NAMES[language]["report"])
    # A read-only store of an older plugin has no grid and may have no styles; it is shown all the same.
    cells = None
    if store.schema >= GRID_SCHEMA or not store.read_only:
        cells = open_layer(store, grid.TABLE, NAMES[language]["grid"])
    if not styled or _in_another_language(store, language):
        _dress(report, cells, language)  # here only: others share the store's own styles
    _bind(report, lookups, stored)
    _add(project, store, report, cells, language)
    past.relate(project, report, lookups[past.TABLE])
    _enliven(store, report, stored, language)
    if store.read_only:
        report.setReadOnly(True)
    else:
        saving.configure(report)
    return report


def _load_facts(project: QgsProject, store: Store, language: str) -> QgsVectorLayer:
    """The layers of a log-in that reads the reports' facts alone, from their view: nothing is edited in it."""
    project.setCrs(QgsCoordinateReferenceSystem(CRS))
    lookups = {table: _lookup(project, store, table, form.PREFIX + table) for table in facts.LOOKUP_TABLES}
    name, cells = NAMES[language]["facts"], open_layer(store, grid.TABLE, NAMES[language]["grid"], styled=False)
    report, paper = (open_layer(store, facts.TABLE, name, styled=False) for _ in range(2))
    facts.dress(report, lookups, language)
    facts.dress(paper, lookups, language, paper=True)
    grid.apply(cells, language)
    _add(project, store, report, cells, language)
    compat.redraw_every(report, lateness.REDRAW_MS)
    legend.follow(report)
    printed = QgsMapLayerStyle()
    printed.readFromLayer(paper)
    report.styleManager().addStyle(NAMES[language]["print"], printed)
    report.setReadOnly(True)
    return report


def _add(
    project: QgsProject, store: Store, report: QgsVectorLayer, cells: QgsVectorLayer | None, language: str
) -> None:
    """Put the report layer into the project, in its group, and what stands for it from afar."""
    group = project.layerTreeRoot().findGroup(NAMES[language]["group"])
    group = group or project.layerTreeRoot().insertGroup(0, NAMES[language]["group"])
    _mark(report, store, "report")
    project.addMapLayer(report, False)
    node = QgsLayerTreeLayer(report)
    legend.show(node)  # before it is in the tree: a window lays its rows out at once, and never asks again
    group.insertChildNode(0, node)
    _add_far(project, store, group, cells, language)


def _add_far(project: QgsProject, store: Store, group, cells: QgsVectorLayer | None, language: str) -> None:
    """The layers that stand for the reports on smaller scales, in a group of their own below them."""
    found = {}
    if store.schema >= counts.SCHEMA:
        _mend_counts(store)
        found = clusters.layers(store, language)  # drawn anew by each plugin, as nobody edits these
    if cells is not None:
        found[grid.TABLE] = cells
    far = group.addGroup(NAMES[language]["far"])
    for table, layer in found.items():
        _mark(layer, store, table)
        project.addMapLayer(layer, False)
        far.addLayer(layer).setExpanded(False)
    far.setExpanded(False)


def _mend_counts(store: Store) -> None:
    """Count the cells anew where a program went round the store's triggers."""
    if store.read_only:
        return
    with suppress(sqlite3.OperationalError), store.connect() as connection:  # locked: the next opening does it
        if not counts.right(connection):
            counts.count_anew(connection)


def _enliven(store: Store, report: QgsVectorLayer, stored: QgsVectorLayer, language: str) -> None:
    """What a style cannot hold: the clock, the key's tick boxes, and the style for paper in the layer's own menu."""
    style.keep_time(report)  # QGIS 3.22 forgets it when it opens a layer with its default style
    compat.redraw_every(report, lateness.REDRAW_MS)
    legend.follow(report)
    found = _paper_style(store, language)
    if found:
        paper = QgsMapLayerStyle(found.replace(expressions.STORED, stored.id()))
        report.styleManager().addStyle(NAMES[language]["print"], paper)


def _paper_style(store: Store, language: str) -> str:
    """The style for paper as QML: the store's own, or made anew where the store speaks another language; else empty."""
    found = {one.name: one.qml for one in _styles(store)}
    if paper_name(language) in found:
        return found[paper_name(language)]
    if not _in_another_language(store, language) and (found or not is_database(store.path)):
        return ""
    document = QDomDocument()
    on_paper(store, language).exportNamedStyle(document)
    return document.toString()


def on_paper(store: Store, language: str) -> QgsVectorLayer:
    """The report layer with its form and the symbols for paper."""
    paper = open_layer(
        store, "report", NAMES[language]["report"], styled=False
    )  # a clone would bring constraints along
    form.apply(paper, definition.read(paths.forms_dir() / "report.json", language))
    style.apply(paper, language, paper=True)
    return paper


def paper_name(language: str) -> str:
    """What the style for paper is called in the store."""
    return f"{definition.read(paths.forms_dir() / 'report.json', language).style_name}: {NAMES[language]['print']}"


def form_language() -> str:
    """The form's language: English where QGIS speaks English, else Polish."""
    return "en" if locale_code() == "en" else "pl"


def _dress(report: QgsVectorLayer, cells: QgsVectorLayer | None, language: str) -> str:
    """Set form and symbols on the layers; the name of the style."""
    wanted = definition.read(paths.forms_dir() / "report.json", language)
    form.apply(report, wanted)
    style.apply(report, language, load())
    if cells is not None:
        grid.apply(cells, language)
    else:
        report.setScaleBasedVisibility(False)
    return wanted.style_name


def _styles(store: Store) -> list[styles.Style]:
    """The report layer's styles that lie in the store; none where it cannot be read."""
    with suppress(sqlite3.OperationalError), store.connect() as connection:
        return [one for one in styles.kept(connection) if one.table == "report"]
    return []


def _has_style(store: Store) -> bool:
    return bool(_styles(store))


def _in_another_language(store: Store, language: str) -> bool:
    """Whether the store's form is the plugin's own in another language; a style of somebody else's name is kept."""
    path = paths.forms_dir() / "report.json"
    others = {definition.read(path, other).style_name for other in NAMES if other != language}
    return any(one.default and one.name in others for one in _styles(store))


def _known(project: QgsProject, store: Store, role: str) -> QgsVectorLayer | None:
    found = belonging.layers_of(project, store.path).get(role)
    return found if found is not None and found.isValid() else None


def _mark(layer: QgsVectorLayer, store: Store, role: str) -> None:
    belonging.mark(layer, store.path, role)


def _lookup(project: QgsProject, store: Store, table: str, name: str, role: str = "") -> QgsVectorLayer:
    layer = _known(project, store, role or table)
    if layer is None:
        layer = open_layer(store, table, name, styled=False)
        layer.setReadOnly(True)
        layer.setFlags(QgsMapLayer.LayerFlags(QgsMapLayer.LayerFlag.Private))
        _mark(layer, store, role or table)
        project.addMapLayer(layer, False)
    return layer


def _bind(report: QgsVectorLayer, lookups: dict[str, QgsVectorLayer], stored: QgsVectorLayer) -> None:
    """Name exactly these layers in the form's lists, filters and constraints, by their ids."""
    document = QDomDocument()
    report.exportNamedStyle(document)
    if document.setContent(document.toString().replace(expressions.STORED, stored.id()))[0]:
        report.importNamedStyle(document)
    form.bind(report, lookups)
