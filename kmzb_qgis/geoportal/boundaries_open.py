"""Opening a file of boundaries with GDAL: one driver by name and one ordinary file; nothing in it leads elsewhere."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal, ogr

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .unit_levels import Level

DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".gml": "GML",
    ".xml": "GML",
}
_TYPE = re.compile(r"(A0[1-3]|K0[1-5])(?![0-9])")  # how PRG's types begin
LIMIT = 4 << 30  # bytes; PRG's municipalities take a twentieth of it
_SETTINGS = {
    "GML_FIELDTYPES": "ALWAYS_STRING",  # else '02' becomes the number 2
    "GML_SKIP_RESOLVE_ELEMS": "ALL",  # a link in a file is not followed
    "OGR_GPKG_FOREIGN_KEY_CHECK": "NO",
}


@contextmanager
def settled():
    """GDAL set for reading a stranger's file, its complaints kept off the terminal; all as before afterwards."""
    put = getattr(gdal, "SetThreadLocalConfigOption", gdal.SetConfigOption)  # older bindings know no threads
    get = getattr(gdal, "GetThreadLocalConfigOption", gdal.GetConfigOption)
    before = {name: get(name) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        put(name, value)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()
        for name, value in before.items():
            put(name, value)


def open_file(path: Path, folder: Path):
    """A GDAL dataset of a file; ``folder`` takes what GDAL writes beside GML. Raises KmzbError in one sentence."""
    try:
        driver = DRIVERS.get(path.suffix.lower())
        if not path.is_file():
            raise KmzbError(tr("There is no file '{name}'.", name=str(path)))
        if driver is None:
            raise KmzbError(
                tr(
                    "The file '{name}' is of no known kind: boundaries come as GeoJSON, GeoPackage, Shapefile or GML.",
                    name=path.name,
                )
            )
        size = path.stat().st_size
        if size == 0:
            raise KmzbError(tr("The file '{name}' is empty.", name=path.name))
        if size > LIMIT:
            raise KmzbError(tr("The file '{name}' is too large for boundaries of units.", name=path.name))
        if driver == "GML" and path.parent != folder:  # GDAL writes what it found out beside it, under the same name
            path = Path(shutil.copyfile(path, folder / f"source{path.suffix}"))
        elif driver == "ESRI Shapefile" and not path.with_suffix(".dbf").exists() | path.with_suffix(".DBF").exists():
            raise KmzbError(tr("Beside '{name}' its table is missing (.dbf): copy all files of it.", name=path.name))
    except OSError as error:
        raise _unreadable(path, str(error)) from error
    options = {
        "GML": ["DOWNLOAD_SCHEMA=NO"],
        "GeoJSON": ["DATE_AS_STRING=YES"],
    }.get(driver, [])
    try:
        dataset = gdal.OpenEx(
            str(path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=[driver], open_options=options
        )
    except RuntimeError as error:
        raise _unreadable(path, str(error)) from error
    if dataset is None:
        raise _unreadable(path, gdal.GetLastErrorMsg())
    return dataset


def _unreadable(path: Path, why: str) -> KmzbError:
    return KmzbError(tr("The file '{name}' cannot be read: it is damaged or not whole.", name=path.name), why, "file")


def choose(dataset, asked: str, level: Level, file: str):
    """The layer asked for, the one named after PRG's type, or the only one with areas. Raises KmzbError."""
    layers = [dataset.GetLayer(index) for index in range(dataset.GetLayerCount())]
    names = [layer.GetName() for layer in layers]
    listed = ", ".join(f"'{name}'" for name in names[:20]) or "–"
    if asked:
        if asked not in names:
            raise KmzbError(
                tr("The file '{name}' has no layer '{layer}', only {layers}.", name=file, layer=asked, layers=listed),
                code="question",
            )
        return layers[names.index(asked)]
    areas = [layer for layer in layers if _has_areas(layer)]
    if not areas:
        raise KmzbError(tr("The file '{name}' holds no areas with rows: its layers are {layers}.", name=file,
                           layers=listed))  # fmt: skip
    fitting = [layer for layer in areas if layer.GetName().rpartition(":")[2].upper().startswith(level.prefix)]
    if len(areas) > 1 and len(fitting) != 1:
        raise KmzbError(
            tr(
                "The file '{name}' has several layers: set which to read, {layers}.",
                name=file,
                layers=", ".join(f"'{layer.GetName()}'" for layer in areas[:20]),
            ),
            code="question",
        )
    if len(areas) > 1:
        return fitting[0]
    other = _TYPE.match(areas[0].GetName().rpartition(":")[2].upper())
    if other and other[0] != level.prefix:
        raise KmzbError(
            tr(
                "The layer '{layer}' of '{name}' is named after another level, {other}: choose that level, or name the "
                "layer if it is the right one nevertheless.",
                layer=areas[0].GetName(),
                name=file,
                other=other[0],
            ),
            code="question",
        )
    return areas[0]


def _has_areas(layer) -> bool:
    kind = ogr.GT_Flatten(layer.GetGeomType())
    return layer.GetFeatureCount() > 0 and kind in (
        ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbCurvePolygon, ogr.wkbMultiSurface, ogr.wkbUnknown,
        ogr.wkbGeometryCollection,
    )  # fmt: skip
