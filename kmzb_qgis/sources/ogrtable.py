"""GeoJSON, GeoPackage, Shapefile and XLSX through GDAL, which writes the chosen layer as CSV for one way of reading.

GDAL copies the rows in C (a loop over features costs four times as much); it is given one driver by name and the path
of an ordinary file, so that nothing in a file can lead it elsewhere.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal, ogr

from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import quoted, tr
from ..toolbelt.progress import Progress
from . import hostile, shapefile
from .systems import declared
from .table import BATCH, Table, empty

SHAPE = "kmzb_shape"
_POINTS = (ogr.wkbPoint, ogr.wkbMultiPoint, ogr.wkbUnknown, ogr.wkbGeometryCollection)


def open_ogr(path: Path, driver: str, layer: str = "", encoding: str = "", progress: Progress | None = None,
             limit: int = 0) -> Table:  # fmt: skip
    """A layer of a file; ``limit`` rows of it at most (0: all). Raises KmzbError, code question for which layer."""
    progress = progress or Progress()
    hostile.check(path, driver)
    encoding, notes = shapefile.encoding_of(path, encoding) if driver == "ESRI Shapefile" else ("", ())
    with _quiet(driver):
        dataset = _opened(path, driver, encoding)
        names = _layers(dataset)
        chosen = _choose(path, names, layer)
        source = dataset.GetLayerByName(chosen)
        if driver == "GPKG":
            hostile.check_table(path, chosen)
        kind = ogr.GT_Flatten(source.GetGeomType())
        if kind not in (*_POINTS, ogr.wkbNone):
            raise KmzbError(
                tr("The layer '{name}' holds no points, but {kind}.", name=chosen,
                   kind=ogr.GeometryTypeToName(source.GetGeomType()))
            )  # fmt: skip
        definition = source.GetLayerDefn()
        columns = tuple(definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount()))
        geometry = kind != ogr.wkbNone
        system = declared(source.GetSpatialRef()) if geometry else ""
        count = source.GetFeatureCount()
        source = dataset = None  # closes the file

    def rows(width: int) -> Iterator[tuple]:
        yield from _rows(path, driver, chosen, encoding, geometry, count, limit, progress)

    return Table(
        path, driver, columns, rows, encoding or "UTF-8", "", names, chosen, geometry, system,
        shapefile.NAME_LENGTH if driver == "ESRI Shapefile" else 0, int(driver == "XLSX"), count, False, notes,
    )  # fmt: skip


@contextmanager
def _quiet(driver: str):
    """GDAL without messages to the terminal, its numbers and dates of spreadsheets as they are; errors as sentences."""
    options = {"OGR_XLSX_HEADERS": "FORCE", "OGR_XLSX_FIELD_TYPES": "AUTO"}
    put = getattr(gdal, "SetThreadLocalConfigOption", gdal.SetConfigOption)  # older bindings know no threads
    before = {name: gdal.GetConfigOption(name) for name in options}
    for name, value in options.items():
        put(name, value)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()
        for name, value in before.items():
            put(name, value)


def _opened(path: Path, driver: str, encoding: str):
    options = [f"ENCODING={encoding}"] if encoding else []
    if driver == "GeoJSON":
        options.append("DATE_AS_STRING=YES")  # with their zones, as they stand there
    try:
        dataset = gdal.OpenEx(
            str(path), gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=[driver], open_options=options
        )
    except RuntimeError as error:
        raise _failed(path, driver, str(error)) from error
    if dataset is None:
        raise _failed(path, driver, gdal.GetLastErrorMsg())
    return dataset


def _failed(path: Path, driver: str, why: str) -> KmzbError:
    return KmzbError(
        tr("The file '{name}' cannot be read as {format}: it is damaged or not whole.", name=path.name, format=driver),
        why,
    )


def _layers(dataset) -> tuple[str, ...]:
    """The layers that hold rows; spreadsheets come with empty sheets."""
    layers = [dataset.GetLayer(index) for index in range(dataset.GetLayerCount())]
    return tuple(layer.GetName() for layer in layers if layer.GetFeatureCount() > 0)


def _choose(path: Path, names: tuple[str, ...], asked: str) -> str:
    if not names:
        raise empty(path)
    listed = ", ".join(map(quoted, names[:20]))
    if asked:
        if asked not in names:
            raise KmzbError(
                tr("The file '{name}' has no layer '{layer}' with rows, only {layers}.", name=path.name, layer=asked,
                   layers=listed),
                code="question",
            )  # fmt: skip
        return asked
    if len(names) > 1:
        raise KmzbError(
            tr("The file '{name}' has several layers or sheets: set which to read, {layers}.", name=path.name,
               layers=listed),
            "\n".join(names),
            code="question",
        )  # fmt: skip
    return names[0]


def _rows(path, driver, layer, encoding, geometry, count, limit, progress) -> Iterator[tuple]:
    with tempfile.TemporaryDirectory(prefix="kmzb-") as folder:
        target = Path(folder) / "rows.csv"
        _copy(path, driver, layer, encoding, geometry, limit, target, progress)
        done, some = 0, False
        with target.open(encoding="utf-8", errors="replace", newline="") as text:
            reader = csv.reader(text)
            next(reader, None)
            while True:
                rows = []
                try:
                    for row in reader:
                        rows.append(row)
                        if len(rows) == BATCH:
                            break
                except csv.Error as error:  # a cell beyond csv's 128 KB
                    raise KmzbError(
                        tr("The file '{name}' has a text of over 100,000 characters in row {row}.", name=path.name,
                           row=done + len(rows) + 1)
                    ) from error  # fmt: skip
                if not rows:
                    break
                flaws = _placed(rows) if geometry else {}
                for index, row in enumerate(rows):
                    if not any(row):
                        flaws[index] = ""
                some = some or sum(reason == "" for reason in flaws.values()) < len(rows)
                done += len(rows)
                yield rows, flaws, 0.5 + 0.5 * min(1.0, done / max(1, count))
    if not some:
        raise empty(path)


def _placed(rows: list) -> dict:
    """Move the two coordinates behind the fields, in place; flaws of rows whose geometry is no single point."""
    flaws = {}
    for index, (first, second, shape, *fields) in enumerate(rows):
        if shape and not first:
            if shape not in ("POINT", "MULTIPOINT"):
                flaws[index] = tr("The geometry is no point, but {kind}.", kind=shape)
            elif shape == "MULTIPOINT":
                flaws[index] = tr("The geometry has several points.")
            first = shape if index in flaws else ""  # no number: nobody takes the row for one without a place
        elif first == "0" and second == "0":  # GDAL's way to write an empty point
            first = second = ""
        rows[index] = [*fields, first, second]
    return flaws


def _copy(path, driver, layer, encoding, geometry, limit, target: Path, progress: Progress) -> None:
    """Write the layer as CSV in UTF-8: X, Y and the kind of geometry where it has any, then its fields."""

    def tell(share, _message, _data) -> int:
        return int(not progress.cancelled)

    name = layer.replace("\\", "\\\\").replace('"', '\\"')
    shape = f"OGR_GEOMETRY AS {SHAPE}, " if geometry else ""
    statement = f'SELECT {shape}* FROM "{name}"'  # noqa: S608  # nosec B608 - OGR's own SQL, the name escaped above
    more = {"geometryType": "POINT", "layerCreationOptions": ["GEOMETRY=AS_XY"]} if geometry else {}
    with _quiet(driver):
        dataset = _opened(path, driver, encoding)
        try:
            written = gdal.VectorTranslate(
                str(target),
                dataset,
                format="CSV",
                SQLStatement=statement,
                SQLDialect="OGRSQL",
                options=["-limit", str(limit)] if limit else [],
                callback=tell,
                **more,
            )
        except RuntimeError as error:
            progress.check()
            raise _failed(path, driver, str(error)) from error
        failed = written is None
        written = dataset = None  # writes and closes
    if progress.cancelled:
        raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")
    if failed or not target.exists():
        raise _failed(path, driver, gdal.GetLastErrorMsg())
