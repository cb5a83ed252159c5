"""What a file is, seen from its content, and opened as a table."""

from __future__ import annotations

import re
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import shapefile
from .csvtable import open_csv
from .ogrtable import open_ogr
from .options import ReadOptions
from .table import Table

ANSWER = "JSON"  # a saved answer of the KMZB data service
_HEAD = 1 << 16
_GEOJSON = re.compile(rb'"type"\s*:\s*"(Feature|FeatureCollection)"')
_SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def format_of(path: Path) -> str:
    """CSV, JSON (an answer of the data service), GeoJSON, GPKG, ESRI Shapefile or XLSX. Raises KmzbError for no file.

    Whatever is nothing else is CSV, which then says why it is none.
    """
    if path.is_dir():
        raise KmzbError(tr("'{name}' is a folder, not a file.", name=path.name))
    with path.open("rb") as file:
        start = file.read(_HEAD)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise KmzbError(tr("The file '{name}' is empty.", name=path.name))
    if start.startswith(b"SQLite format 3\0"):
        return "GPKG"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "XLSX"
    if start.startswith(b"\x00\x00\x27\x0a") or path.suffix.lower() in _SHAPEFILE:
        return "ESRI Shapefile"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise KmzbError(
            tr("The file '{name}' is a spreadsheet of before 2007: save it as XLSX or CSV.", name=path.name)
        )
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] in (b"{", b"[", b"<"):
        return "GeoJSON" if text[:1] == b"{" and _GEOJSON.search(start) and b'"attributes"' not in start else ANSWER
    return "CSV"


def open_table(path: Path, options: ReadOptions, progress: Progress | None = None, limit: int = 0) -> Table:
    """A file as a table (not for answers of the service); ``limit`` rows at most for a first look (0: all)."""
    kind = format_of(path)
    if kind == "CSV":
        if options.layer:
            raise KmzbError(tr("The file '{name}' is CSV, which has no layers.", name=path.name))
        return open_csv(path, options.encoding, options.mapping)
    if kind == "ESRI Shapefile":
        path = shapefile.main_part(path)
    return open_ogr(path, kind, options.layer, options.encoding, progress, limit)
