"""FlatGeobuf, written by GDAL from the rows as CSV: both in a temporary folder, streamed from there.

The file has the CRS that was asked for and, as FlatGeobuf has it, easting or longitude first. A file that may hold
features without a shape has no spatial index, as the format's index cannot name them; GDAL up to 3.6 leaves them out
all the same. Nor has a file of more than a quarter of a million features: GDAL makes the index in memory.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from ....toolbelt import gdal_errors
from ...refusal import Refused
from ..query import Query
from .csvtext import axis_names, header, row
from .lines import Line, Spelling
from .parts import Whole, columns, with_shape

_TYPES = {"text": "String", "integer": "Integer", "datetime": "DateTime"}
_KINDS = {"Point": "wkbPoint", "Polygon": "wkbPolygon", "MultiPolygon": "wkbMultiPolygon"}
_PIECE = 512 * 1024
_INDEXED = 250_000
_VRT = """<OGRVRTDataSource><OGRVRTLayer name="{name}"><SrcDataSource relativeToVRT="1">rows.csv</SrcDataSource>
<SrcLayer>rows</SrcLayer>{shape}{fields}</OGRVRTLayer></OGRVRTDataSource>"""


class FlatGeobuf:
    """One feature type as a file. Raises Refused for several queries."""

    content_type = "application/flatgeobuf"

    def __init__(self, queries: tuple[Query, ...]):
        if len(queries) > 1:
            text = "FlatGeobuf holds the features of one query: ask one by one, or for GML or GeoJSON"
            raise Refused(400, "InvalidParameterValue", text, "OUTPUTFORMAT")
        self.disposition = f'attachment; filename="{queries[0].type.name}.fgb"'

    def settled(self, query: Query) -> Query:
        return replace(query, crs=replace(query.crs, swapped=False))


def available() -> bool:
    """Whether this GDAL writes FlatGeobuf (from 3.1)."""
    from osgeo import gdal

    return gdal.GetDriverByName("FlatGeobuf") is not None


def write(stream, encoder: FlatGeobuf, whole: Whole, reading) -> None:
    """Write the file of an answer and send it."""
    query, page = whole.pages[0]
    with tempfile.TemporaryDirectory(prefix="kmzb-fgb-") as place:
        folder = Path(place)
        _rows(folder, query, page, reading)
        _translated(folder, query, page.returned, reading.check)
        stream.begin(encoder.content_type, encoder.disposition)
        with (folder / "out.fgb").open("rb") as made:
            for piece in iter(lambda: made.read(_PIECE), b""):
                stream.write(piece)
    stream.end()


def _rows(folder: Path, query: Query, page, reading) -> None:
    line: Line = row(query, Spelling.BARE)
    with (folder / "rows.csv").open("wb") as out:
        out.write((",".join(header(query)) + "\r\n").encode())
        if page.returned:
            reading.send(query, page, line, out.write)
    types = [_TYPES[one.kind] for one in columns(query)]
    if with_shape(query):
        types = [*(["Real", "Real"] if query.type.geometry == "Point" else ["String"]), *types]
    (folder / "rows.csvt").write_text(",".join(f'"{kind}"' for kind in types), encoding="ascii")
    (folder / "rows.vrt").write_text(_described(query), encoding="utf-8")


def _described(query: Query) -> str:
    kind = query.type
    if not with_shape(query):
        shape = "<GeometryType>wkbNone</GeometryType>"
    elif kind.geometry == "Point":
        x, y = axis_names(query)
        shape = (
            f"<GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:{query.crs.code}</LayerSRS>"
            f'<GeometryField encoding="PointFromColumns" x="{x}" y="{y}" reportSrcColumn="false"/>'
        )
    else:
        shape = (
            f"<GeometryType>{_KINDS[kind.geometry]}</GeometryType><LayerSRS>EPSG:{query.crs.code}</LayerSRS>"
            '<GeometryField encoding="WKT" field="wkt" reportSrcColumn="false"/>'
        )
    fields = "".join(f'<Field name="{one.name}" src="{one.name}" type="{_TYPES[one.kind]}"/>' for one in columns(query))
    return _VRT.format(name=kind.name, shape=shape, fields=fields)


def _translated(folder: Path, query: Query, many: int, check) -> None:
    from osgeo import gdal

    index = "NO" if query.type.by_unit or not with_shape(query) or many > _INDEXED else "YES"
    failed: list[Exception] = []

    def going_on(_share, _text, _data) -> int:
        try:
            check()
        except Exception as error:  # GDAL would not pass it on
            failed.append(error)
        return 0 if failed else 1

    try:
        with gdal_errors.raised():
            source = gdal.OpenEx(str(folder / "rows.vrt"), gdal.OF_VECTOR, open_options=["EMPTY_STRING_AS_NULL=YES"])
            made = gdal.VectorTranslate(
                str(folder / "out.fgb"), source, format="FlatGeobuf", layerName=query.type.name, callback=going_on,
                layerCreationOptions=[f"SPATIAL_INDEX={index}", f"TEMPORARY_DIR={folder}"],
            )  # fmt: skip
            del made, source
    except OSError:
        if failed:
            raise failed[0] from None
        raise
    if failed:
        raise failed[0]
