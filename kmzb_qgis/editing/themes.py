"""The looks of the standard project: by day, at night in a patrol car, on paper; each a map theme with its styles.

By night the ground is dark: a plain dark layer under a basemap that is grey and dimmed (pictures of the air) or turned
to its negative (maps, whose ground is white and whose letters are black). The reports keep their badges, whose white
ring stands out from the dark, and get light letters. On paper there is no basemap, and the reports have the store's
own style for print.
"""

from __future__ import annotations

from qgis.core import (
    QgsAnnotationLayer,
    QgsAnnotationPolygonItem,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsHueSaturationFilter,
    QgsLineString,
    QgsMapLayer,
    QgsMapThemeCollection,
    QgsPoint,
    QgsPolygon,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from ..catalogue import load
from . import clusters, expressions, legend, marks, style, unit_layers
from .project import NAMES
from .template_words import WORDS

CRS = "EPSG:2180"
GROUND = "#10161d"  # by night
LATE = "#ff5c9e"  # the ring of late reports by night: 7:1 on the ground
LETTERS = "#f2f4f6"
NEGATIVE_OPACITY, NEGATIVE = 0.8, -25  # less light first: white roads become black on a dark grey, not on black
DIMMED_OPACITY, DIMMED = 0.5, -60
_FAR = 3_000_000  # metres beyond which nobody looks


def dark_ground(name: str) -> QgsAnnotationLayer:
    """A layer that darkens everything: a background colour cannot be switched by a theme."""
    layer = QgsAnnotationLayer(name, QgsAnnotationLayer.LayerOptions(QgsProject.instance().transformContext()))
    layer.setCrs(QgsCoordinateReferenceSystem(CRS))
    corners = ((-_FAR, -_FAR), (_FAR, -_FAR), (_FAR, _FAR), (-_FAR, _FAR), (-_FAR, -_FAR))
    item = QgsAnnotationPolygonItem(QgsPolygon(QgsLineString([QgsPoint(x, y) for x, y in corners])))
    item.setSymbol(QgsFillSymbol.createSimple({"color": GROUND, "outline_style": "no"}))
    layer.addItem(item)
    return layer


def dress_reports(report: QgsVectorLayer, language: str) -> dict[str, str]:
    """Give the report layer its styles for night and paper; the names by theme."""
    names = _names(language)
    kept = report.styleManager().style(names["print"])
    paper = kept.xmlData() if kept.isValid() else ""
    _add(report, names["night"], lambda: _reports_by_night(report, language))
    # The store's print style was made without this project's lists and history: only its look is taken.
    _add(report, names["print"], lambda: _reports_on_paper(report, language, paper))
    return names


def dress_cells(layer: QgsVectorLayer, table: str, language: str) -> dict[str, str]:
    """The same for a layer of circles."""
    names = _names(language)
    _add(layer, names["print"], lambda: clusters.apply(layer, table, language, paper=True))
    return {"print": names["print"]}


def dress_units(layer: QgsVectorLayer, level: str, language: str) -> dict[str, str]:
    """The same for a level of units."""
    names = _names(language)
    _add(layer, names["night"], lambda: unit_layers.apply(layer, level, unit_layers.NIGHT))
    _add(layer, names["print"], lambda: unit_layers.apply(layer, level, unit_layers.PRINT))
    return names


def dress_basemap(layer: QgsRasterLayer, photo: bool, language: str) -> dict[str, str]:
    """The style of a basemap by night."""
    name = WORDS[language]["night style"]

    def darken() -> None:
        colours = layer.hueSaturationFilter()
        colours.setGrayscaleMode(QgsHueSaturationFilter.GrayscaleMode.GrayscaleLuminosity)
        layer.brightnessFilter().setBrightness(DIMMED if photo else NEGATIVE)
        colours.setInvertColors(not photo)
        layer.setOpacity((DIMMED_OPACITY if photo else NEGATIVE_OPACITY) * layer.opacity())

    _add(layer, name, darken)
    return {"night": name}


def keep(project: QgsProject, name: str, shown: list[tuple[QgsMapLayer, str]]) -> None:
    """Keep a theme: these layers are visible, each in the style named; all others are not, all groups are open."""
    records = []
    for layer, wanted in shown:
        record = QgsMapThemeCollection.MapThemeLayerRecord(layer)
        record.isVisible = True
        record.usingCurrentStyle, record.currentStyle = True, wanted
        records.append(record)
    theme = QgsMapThemeCollection.MapThemeRecord()
    theme.setLayerRecords(records)
    theme.setCheckedGroupNodes({_path(group) for group in project.layerTreeRoot().findGroups(True)})
    project.mapThemeCollection().insert(name, theme)


def _names(language: str) -> dict[str, str]:
    return {"night": WORDS[language]["night style"], "print": NAMES[language]["print"]}


def _add(layer: QgsMapLayer, name: str, change) -> None:
    """Keep one more style in a layer: its present one with a change; the present one stays in use."""
    styles = layer.styleManager()
    standing = styles.currentStyle()
    styles.removeStyle(name)
    styles.addStyleFromLayer(name)
    styles.setCurrentStyle(name)
    change()
    styles.setCurrentStyle(standing)


def _reports_by_night(report: QgsVectorLayer, language: str) -> None:
    if _own_look(report):
        report.setRenderer(style.renderer(language, load(), ring=LATE))
    labels = report.labeling()
    if not isinstance(labels, QgsVectorLayerSimpleLabeling):
        return  # somebody's own rules
    settings = labels.settings()
    text = settings.format()
    halo = text.buffer()
    text.setColor(QColor(LETTERS))
    halo.setColor(QColor(GROUND))
    text.setBuffer(halo)
    settings.setFormat(text)
    report.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def _own_look(report: QgsVectorLayer) -> bool:
    """Whether the store's symbols are this plugin's; somebody's own stay by night too."""
    renderer = report.renderer()
    if renderer is None or renderer.type() != "categorizedSymbol":
        return False
    return marks.HIDDEN in {legend.number(category) for category in renderer.categories()}


def _reports_on_paper(report: QgsVectorLayer, language: str, kept: str) -> None:
    document, look = QDomDocument(), QgsMapLayer.StyleCategory
    if kept and document.setContent(kept)[0]:
        report.importNamedStyle(document, look.Symbology | look.Labeling)
    else:
        report.setRenderer(style.renderer(language, load(), paper=True))
        report.setLabeling(style.labels(load(), True, expressions.number(report.fields().names())))


def _path(group) -> str:
    """How QGIS names a group in a theme."""
    names = []
    while group.parent() is not None:
        names.insert(0, group.name())
        group = group.parent()
    return "/".join(names)
