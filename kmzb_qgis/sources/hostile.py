"""What a file from a stranger must not do: fill the memory, run a stored query, or lead GDAL to another place."""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

# bytes; GDAL holds XLSX and GeoJSON in memory whole
LIMITS = {"XLSX": 200 << 20, "GeoJSON": 2 << 30, "GPKG": 64 << 30, "ESRI Shapefile": 4 << 30}
UNPACKED_LIMIT = 1 << 30
RATIO_LIMIT = 200  # a spreadsheet's XML shrinks to about a tenth
ENTRIES_LIMIT = 10_000


def check(path: Path, driver: str) -> None:
    """Refuse what is no ordinary file, too large, or a zip bomb. Raises KmzbError in one sentence."""
    if not path.is_file() or path.resolve().as_posix().startswith("/vsi"):
        raise KmzbError(tr("There is no file '{name}'.", name=str(path)))
    size = path.stat().st_size
    if size > LIMITS[driver]:
        raise KmzbError(tr("The file '{name}' is too large for {format}: use CSV.", name=path.name, format=driver))
    if driver == "XLSX":
        _check_zip(path)


def _check_zip(path: Path) -> None:
    too_much = KmzbError(
        tr("The file '{name}' unpacks to far more than a spreadsheet of reports: use CSV.", name=path.name)
    )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise KmzbError(
                    tr(
                        "The file '{name}' is a zip archive, but no XLSX: unpack it, or save it as XLSX.",
                        name=path.name,
                    )
                )
            if len(entries) > ENTRIES_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
                raise too_much
            for entry in entries:
                if entry.file_size > (1 << 20) and entry.file_size > RATIO_LIMIT * max(1, entry.compress_size):
                    raise too_much
                with archive.open(entry) as file:  # what the entry says of its size may be a lie: its sum shows it
                    while file.read(1 << 20):
                        pass
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise KmzbError(
            tr("The file '{name}' cannot be read as {format}: it is damaged or not whole.", name=path.name,
               format="XLSX"),
            str(error),
        ) from error  # fmt: skip


def check_table(path: Path, layer: str) -> None:
    """Refuse a GeoPackage layer that is a stored query or a virtual table: reading one runs what a stranger wrote."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute(
                "SELECT type, sql FROM sqlite_master WHERE lower(name) = lower(?) AND type IN ('table', 'view')",
                (layer,),
            ).fetchone()
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The file '{name}' cannot be read as {format}: it is damaged or not whole.", name=path.name,
               format="GPKG"),
            str(error),
        ) from error  # fmt: skip
    if found and (found[0] == "view" or (found[1] or "").lstrip().lower().startswith("create virtual")):
        raise KmzbError(
            tr("The layer '{name}' is a stored query, not a table: save it as a layer of its own.", name=layer)
        )
