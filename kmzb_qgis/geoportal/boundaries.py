"""Boundaries of units from vector files: codes, names, days and areas in EPSG:2180, mended and the right way round."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import boundaries_axis as axis
from . import boundaries_fields as fields
from . import boundaries_open as opening
from .unit_levels import Level

_POLICE = re.compile(r"polic|komend|komisariat|posterun|rewir|\b(kwp|ksp|kmp|kpp|krp|kp|pp)\b")
_EVERY = 50  # features between two looks at the cancel button


@dataclass(frozen=True)
class Options:
    """What a person said: the CRS (empty: the file's), whether coordinates are turned (None: by places), the layer."""

    crs: str = ""
    turned: bool | None = None
    layer: str = ""


@dataclass
class Unit:
    """A unit as a source has it. ``shape`` is an ogr.Geometry, a MULTIPOLYGON in EPSG:2180 once it was read."""

    id: str
    teryt: str | None
    name: str
    valid_from: str | None
    shape: ogr.Geometry
    parent_id: str | None = None
    other_id: str = ""  # the next column's that can name it

    @property
    def wkb(self) -> bytes:
        """The area as WKB, the smaller end first."""
        return bytes(self.shape.ExportToWkb(ogr.wkbNDR))


@dataclass
class Outlines:
    """All units of a source, and what a person should be told of them."""

    units: list[Unit]
    turned: bool = False
    mended: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(paths: Sequence[Path], level: Level, said: Options, feedback=None, title: str = "") -> Outlines:
    """Units of one or several files (pages of one answer). ``title`` names them in messages.

    Raises KmzbError: for what is no file of boundaries, and with code ``question`` where a person must say more.
    """
    progress = Progress(feedback)
    title = title or Path(paths[0]).name
    with opening.settled(), tempfile.TemporaryDirectory(prefix="kmzb-") as folder:
        units, system = [], None
        for number, path in enumerate(paths):
            dataset = opening.open_file(Path(path), Path(folder) if len(paths) == 1 else Path(path).parent)
            layer = opening.choose(dataset, said.layer, level, title)
            own = axis.reference(said.crs) if said.crs else _declared(layer, title)
            if system is not None and not own.IsSame(system):
                raise KmzbError(tr("The pages of '{file}' are in different coordinate systems.", file=title))
            system = own
            units += _features(layer, level, title, progress)
            layer = dataset = None  # closes the file
            progress.percent(50 * (number + 1) / len(paths))
    if not units:
        raise KmzbError(tr("The file '{name}' is empty.", name=title))
    outlines = Outlines(units)
    if level.digits:
        for unit, code in zip(units, fields.codes([unit.id for unit in units], level, title)):
            unit.id = unit.teryt = code
            unit.parent_id = code[:4] if level.digits == 7 else code[:2] if level.digits == 4 else None
    else:
        _tell_apart(units)
        if not any(_POLICE.search(unit.name.lower()) for unit in units):
            outlines.notes.append(
                tr("No name in the source speaks of a command or a station of the police: is the level the right one?")
            )
    _place(outlines, level, said, system, title, progress)
    _mend(outlines, progress)
    _join(outlines, title)
    return outlines


def _declared(layer, title: str) -> osr.SpatialReference:
    """The layer's system, easting or longitude first."""
    system = layer.GetSpatialRef()
    known = system is not None and (system.IsProjected() or system.IsGeographic())
    if not known or "undefined" in (system.GetName() or "").lower():  # GeoPackage's word for none
        raise KmzbError(
            tr("The file '{file}' does not say its coordinate system. Set it, e.g. EPSG:2180.", file=title),
            code="question",
        )
    system = system.Clone()
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def _features(layer, level: Level, title: str, progress: Progress) -> list[Unit]:
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(index).GetName() for index in range(definition.GetFieldCount())]
    columns = fields.find(names, level, title)
    gdal.ErrorReset()
    found: list[Unit] = []
    for number, feature in enumerate(layer):
        if number % _EVERY == 0:
            progress.check()
        codes = [text for index in columns.codes if (text := (feature.GetFieldAsString(index) or "").strip())]
        code, other = (*codes, "", "")[:2]
        if not code:
            raise KmzbError(tr("The file '{file}' has a unit without a code, in row {row}.", file=title,
                               row=number + 1))  # fmt: skip
        shape = feature.GetGeometryRef()
        if shape is None or shape.IsEmpty():
            raise KmzbError(tr("The unit '{code}' of '{file}' has no area.", file=title, code=code))
        name = (feature.GetFieldAsString(columns.name) or "").strip()
        day = fields.day([feature.GetFieldAsString(index) for index in columns.days])
        found.append(Unit(code, None, name or code, day, _areas(shape, code, title), other_id=other))
    if gdal.GetLastErrorType() >= gdal.CE_Failure:
        raise KmzbError(
            tr("The file '{name}' cannot be read: it is damaged or not whole.", name=title), gdal.GetLastErrorMsg(),
            "file",
        )  # fmt: skip
    if len(found) < layer.GetFeatureCount():
        raise KmzbError(tr("The file '{name}' cannot be read: it is damaged or not whole.", name=title), code="file")
    return found


def _tell_apart(units: list[Unit]) -> None:
    """Police units that share a code under different names go by the next column that can name them."""
    names: dict[str, set] = {}
    for unit in units:
        names.setdefault(unit.id, set()).add(unit.name)
    for unit in units:
        if len(names[unit.id]) > 1 and unit.other_id:
            unit.id = unit.other_id


def _areas(shape, code: str, title: str):
    """A plane MULTIPOLYGON of a shape. Raises KmzbError where it is no area."""
    shape = shape.GetLinearGeometry() if shape.HasCurveGeometry(1) else shape.Clone()
    shape.FlattenTo2D()
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        return ogr.ForceToMultiPolygon(shape)
    parts = ogr.Geometry(ogr.wkbMultiPolygon)
    _collect(shape, parts)
    if parts.IsEmpty():
        raise KmzbError(
            tr("The unit '{code}' of '{file}' is no area, but {kind}.", file=title, code=code,
               kind=shape.GetGeometryName())
        )  # fmt: skip
    return parts


def _collect(shape, parts) -> None:
    """Add the polygons of a shape, and of all in it, to a MULTIPOLYGON; lines and points have no area."""
    if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
        if not shape.IsEmpty():
            parts.AddGeometry(shape)
        return
    for index in range(shape.GetGeometryCount()):
        if ogr.GT_Flatten(shape.GetGeometryType()) not in (ogr.wkbLineString, ogr.wkbPoint):
            _collect(shape.GetGeometryRef(index), parts)


def _place(outlines: Outlines, level: Level, said: Options, system, title: str, progress: Progress) -> None:
    """Turn the coordinates where known places say so (or the person), and bring all to EPSG:2180."""
    units = outlines.units
    turned = said.turned
    if turned is None:
        ids, names = [unit.id for unit in units], [unit.name for unit in units]
        boxes = np.array([unit.shape.GetEnvelope() for unit in units])
        turned = axis.decide(boxes, ids, names, system, level.whole, title)
    outlines.turned = turned
    if turned and said.turned is None:
        outlines.notes.append(
            tr(
                "The source gives its coordinates in the wrong order, northing before easting, as known places show: "
                "they were turned."
            )
        )
    home = axis.reference(axis.HOME)
    way = None if system.IsSame(home) else osr.CoordinateTransformation(system, home)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        for number, unit in enumerate(units):
            if number % _EVERY == 0:
                progress.check()
            if turned:
                unit.shape.SwapXY()
            if way is not None:
                try:
                    failed = unit.shape.Transform(way) != 0
                except RuntimeError:
                    failed = True
                if failed:
                    raise KmzbError(
                        tr("The unit '{code}' of '{file}' has a place that is none in {crs}.", code=unit.id,
                           file=title, crs=system.GetName()),
                        code="question",
                    )  # fmt: skip
            unit.shape.AssignSpatialReference(home)
    finally:
        gdal.PopErrorHandler()
    boxes = np.array([unit.shape.GetEnvelope() for unit in units])
    axis.check_poland(boxes, title)


def _mend(outlines: Outlines, progress: Progress) -> None:
    """Make invalid areas valid; what is no area of the result goes, and they are told."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        for number, unit in enumerate(outlines.units):
            if number % _EVERY == 0:
                progress.check()
            if unit.shape.IsValid():
                continue
            made = unit.shape.MakeValid()
            parts = ogr.Geometry(ogr.wkbMultiPolygon)
            if made is not None:
                _collect(made, parts)
            if parts.IsEmpty():
                raise KmzbError(tr("The area of the unit '{code}' ({name}) is damaged and cannot be mended.",
                                   code=unit.id, name=unit.name))  # fmt: skip
            parts.AssignSpatialReference(unit.shape.GetSpatialReference())
            unit.shape = parts
            outlines.mended.append(f"{unit.id} {unit.name}")
    finally:
        gdal.PopErrorHandler()


def _join(outlines: Outlines, title: str) -> None:
    """Make one unit of several rows of the same code and name. Raises KmzbError for one code with two names."""
    known: dict[str, Unit] = {}
    rows: dict[str, list] = {}
    for unit in outlines.units:
        first = known.setdefault(unit.id, unit)
        if first.name != unit.name:
            raise KmzbError(
                tr(
                    "The file '{file}' gives the code '{code}' to two units, '{name}' and '{other}'.",
                    file=title,
                    code=unit.id,
                    name=first.name,
                    other=unit.name,
                )
            )
        rows.setdefault(unit.id, []).append(unit.shape)
    several = {code: shapes for code, shapes in rows.items() if len(shapes) > 1}
    for code, shapes in several.items():
        together = ogr.Geometry(ogr.wkbMultiPolygon)
        for shape in shapes:
            _collect(shape, together)
        parts = ogr.Geometry(ogr.wkbMultiPolygon)
        _collect(together.UnionCascaded(), parts)
        parts.AssignSpatialReference(shapes[0].GetSpatialReference())
        known[code].shape = parts
    if several:
        outlines.notes.append(
            tr("%n unit(s) stood in several rows of the same code and name; their areas were joined.", n=len(several))
        )
    outlines.units = list(known.values())
