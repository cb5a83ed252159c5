"""A hand-over sheet filled with one report: words, table, map and photo. In QGIS's main thread, without the network."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsMarkerSymbol,
    QgsPointXY,
    QgsPrintLayout,
    QgsRasterLayer,
    QgsRectangle,
    QgsSimpleMarkerSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import load, warsaw
from . import definition, sheet_flow, sheet_layout, sheet_rows
from .paper_key import letters
from .sheet_facts import Facts
from .sheet_ground import CRS, interval

WGS84 = "EPSG:4326"
MARK = "#c8102e"


@dataclass
class Prepared:
    """What was made outside the main thread for one sheet. ``ground``: a GeoTIFF or None, ``ground_problem`` why."""

    facts: Facts
    box: QgsRectangle | None = None
    scale: float = 0.0
    ground: Path | None = None
    ground_problem: str = ""
    credit: str = ""
    address: str = ""
    photo: Path | None = None
    photo_words: str = ""


def fill(layout: QgsPrintLayout, given: Prepared, words: dict, form: definition.Form, inner: bool) -> int:
    """Put a report into an empty sheet; the number of pages."""
    place = in_words(given.facts.place, words)
    told = {**place, "address": given.address}
    for name, value in variables(given, place, words).items():
        QgsExpressionContextUtils.setLayoutVariable(layout, f"kmzb_{name}", value)
    _map(layout, given)
    photo = layout.itemById(sheet_layout.PHOTO)
    if isinstance(photo, QgsLayoutItemPicture):
        photo.setVisibility(given.photo is not None)
        if given.photo is not None:
            photo.setPicturePath(str(given.photo))
    pages = sheet_flow.flow(layout, sheet_rows.rows(given.facts, words, form, told, inner))
    layout.refresh()
    return pages


def variables(given: Prepared, place: dict[str, str], words: dict) -> dict[str, str]:
    """The layout's variables by name, without their beginning ``kmzb_``. All are texts."""
    report, letter, body = given.facts.report, given.facts.hand_over, given.facts.body
    addressee = [words["no_body"]]
    if letter is not None:
        reached = body and " · ".join(part for part in (body.email, body.phone) if part)
        addressee = [f"{words['to']}:", letter.body, *([body.address] if body and body.address else []), reached or ""]
    days = []
    if letter is not None:
        for name, value in (("handed_on", letter.handed_on), ("answer_due", letter.answer_due)):
            if value:
                days.append(f"{words[name]}: {warsaw.shown_day(warsaw.date.fromisoformat(value))}")
    number = words["report_number"].format(number=report["number"])
    printed = words["printed"].format(time=warsaw.shown(warsaw.now()))
    return {
        "title": words["hand_over"] if letter is not None else words["card"],
        "subtitle": f"{number} · {report['category'] or ''}",
        "number": str(report["number"]),
        "category": report["category"] or "",
        "status": report["status"] or "",
        "case": words["case"].format(case=letter.number) if letter is not None and letter.number else "",
        "unit": report["unit"] or "",
        "addressee": "\n".join(line for line in addressee if line),
        "body": letter.body if letter is not None else "",
        "days": "\n".join(days),
        "coordinates": "\n".join(place.get(name, "") for name in ("xy_lines", "wgs_lines")).strip(),
        "xy": place.get("xy", ""),
        "wgs84": place.get("wgs", ""),
        "address": given.address,
        "scale": f"1 : {given.scale:.0f}" if given.box is not None else "",
        "credit": _credit(given, words),
        "photo_words": given.photo_words,
        "note": given.facts.note,
        "emergency": load().rules["emergency"],
        "foot": f"{words['inner']} · {number} · {printed}",
        "page": words["page"],
    }


def in_words(place: tuple[float, float] | None, words: dict) -> dict[str, str]:
    """Coordinates as they are written in Poland: in PL-1992 X is the northing and Y the easting."""
    if place is None:
        return {}
    east, north = place
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(CRS), QgsCoordinateReferenceSystem(WGS84), QgsCoordinateTransformContext()
    )
    point = transform.transform(QgsPointXY(east, north))
    x, y = f"{words['north']} = {_metres(north)}", f"{words['east']} = {_metres(east)}"
    latitude = f"{words['latitude']} = {_degrees(point.y(), 'NS')}"
    longitude = f"{words['longitude']} = {_degrees(point.x(), 'EW')}"
    fine = [f"{side} ({_minutes(value, names)})" for side, value, names in
            ((latitude, point.y(), "NS"), (longitude, point.x(), "EW"))]  # fmt: skip
    return {
        "xy": f"{x}; {y}",
        "wgs": "\n".join(fine),
        "xy_lines": f"{words['xy']}\n{x}\n{y}",
        "wgs_lines": f"{words['wgs']}\n{latitude}\n{longitude}",
    }


def _metres(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") + " m"


def _degrees(value: float, sides: str) -> str:
    """Decimal degrees to a tenth of a metre."""
    return f"{abs(value):.6f}".replace(".", ",") + f"° {sides[0] if value >= 0 else sides[1]}"


def _minutes(value: float, sides: str) -> str:
    """Degrees, minutes and seconds, in which places are often told on the radio."""
    whole, rest = divmod(round(abs(value) * 36000), 36000)
    minutes, tenths = divmod(rest, 600)
    seconds = f"{tenths / 10:04.1f}".replace(".", ",")
    return f"{whole}°{minutes:02d}′{seconds}″ {sides[0] if value >= 0 else sides[1]}"


def _credit(given: Prepared, words: dict) -> str:
    if given.facts.place is None:
        return words["no_place"]
    return given.credit if given.ground is not None else words["no_map"].format(reason=given.ground_problem)


def _map(layout: QgsPrintLayout, given: Prepared) -> None:
    drawn, bar = layout.itemById(sheet_layout.MAP), layout.itemById(sheet_layout.SCALE)
    if not isinstance(drawn, QgsLayoutItemMap):
        return
    if given.box is None:
        for item in (drawn, bar):
            if isinstance(item, QgsLayoutItem):
                item.setVisibility(False)
        return
    project = layout.project()
    crs = QgsCoordinateReferenceSystem(CRS)
    layers = [_mark(given.facts.place)]
    if given.ground is not None:
        layers.append(QgsRasterLayer(str(given.ground), "kmzb_ground"))
    for layer in layers:
        layer.setCrs(crs)
        project.addMapLayer(layer, False)
    drawn.setCrs(crs)
    drawn.setLayers(layers)
    drawn.setKeepLayerSet(True)
    drawn.setExtent(given.box)
    _grid(drawn, interval(given.scale))
    if isinstance(bar, QgsLayoutItemScaleBar):
        bar.setUnits(QgsUnitTypes.decodeDistanceUnit("meters")[0])
        bar.setUnitLabel("m")
        bar.setNumberOfSegmentsLeft(0)
        bar.setNumberOfSegments(2)
        bar.setUnitsPerSegment(interval(given.scale))
        bar.update()


def _grid(drawn: QgsLayoutItemMap, step: float) -> None:
    """Crosses with coordinates at the edge: a place can be read off the paper also where no basemap came."""
    if drawn.grids().size():
        return  # a template's own
    grid = QgsLayoutItemMapGrid("kmzb_grid", drawn)
    grid.setIntervalX(step)
    grid.setIntervalY(step)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.Cross)
    grid.setCrossLength(1.5)
    grid.setAnnotationEnabled(True)
    grid.setAnnotationPrecision(0)
    form = letters(6)
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.7)
    halo.setColor(QColor("#ffffff"))
    form.setBuffer(halo)
    grid.setAnnotationTextFormat(form)
    inside = QgsLayoutItemMapGrid.AnnotationPosition.InsideMapFrame
    sides = QgsLayoutItemMapGrid.BorderSide
    for side in (sides.Left, sides.Right, sides.Top, sides.Bottom):
        grid.setAnnotationPosition(inside, side)
        shown = side in (sides.Left, sides.Bottom)
        modes = QgsLayoutItemMapGrid.DisplayMode
        grid.setAnnotationDisplay(modes.ShowAll if shown else modes.HideAll, side)
    grid.setAnnotationDirection(QgsLayoutItemMapGrid.AnnotationDirection.Vertical, sides.Left)
    drawn.grids().addGrid(grid)


def _mark(place: tuple[float, float]) -> QgsVectorLayer:
    """The report's place: a ring with a dot, which leaves the ground beneath it to be seen."""
    layer = QgsVectorLayer(f"Point?crs={CRS}", "kmzb_place", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*place)))
    layer.dataProvider().addFeature(feature)
    rings = []
    for size, colour, width in ((9.0, "#ffffff", 1.8), (9.0, MARK, 0.9)):
        ring = QgsSimpleMarkerSymbolLayer()
        ring.setSize(size)
        ring.setColor(QColor(0, 0, 0, 0))
        ring.setStrokeColor(QColor(colour))
        ring.setStrokeWidth(width)
        rings.append(ring)
    dot = QgsSimpleMarkerSymbolLayer()
    dot.setSize(2.0)
    dot.setColor(QColor(MARK))
    dot.setStrokeColor(QColor("#ffffff"))
    dot.setStrokeWidth(0.4)
    symbol = QgsMarkerSymbol()
    symbol.changeSymbolLayer(0, rings[0])  # takes it over, as the constructor with a list does not
    for part in (*rings[1:], dot):
        symbol.appendSymbolLayer(part)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def distance_words(metres: float | None, words: dict) -> str:
    """How far an address lies from the place; empty where that is not known."""
    return "" if metres is None or math.isnan(metres) else words["away"].format(metres=round(metres))
