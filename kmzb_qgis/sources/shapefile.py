"""Shapefiles: in which encoding the DBF's texts stand, which many files do not say."""

from __future__ import annotations

from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

NAME_LENGTH = 10
LANGUAGE_BYTE = 29  # dBASE III+ header: language driver ID
SILENT = (0, 0x57)  # 0x57 'ANSI' is what every Windows wrote, whatever its table
_BLOCK = 1 << 20


def beside(path: Path, ending: str) -> Path | None:
    """The part of a shapefile with another ending, in whatever case it is written."""
    for name in (ending, ending.upper()):
        found = path.with_suffix(name)
        if found.is_file():
            return found
    return None


def main_part(path: Path) -> Path:
    """The .shp of a shapefile, whichever of its parts was given. Raises KmzbError where it or its .dbf is missing."""
    for ending in (".shp", ".dbf"):
        if beside(path, ending) is None:
            raise KmzbError(
                tr("The shapefile '{name}' is not whole: its {part} is missing.", name=path.name, part=ending)
            )
    return beside(path, ".shp") or path


def encoding_of(path: Path, asked: str = "") -> tuple[str, tuple[str, ...]]:
    """The encoding for GDAL's ENCODING ('' where the file declares its own), and what to tell a person."""
    if asked:
        return asked.upper(), ()
    table = beside(path, ".dbf")
    if beside(path, ".cpg") is not None or table is None:
        return "", ()
    with table.open("rb") as file:
        start = file.read(32)
        if len(start) > LANGUAGE_BYTE and start[LANGUAGE_BYTE] not in SILENT:
            return "", ()
        file.seek(0)
        file.read(int.from_bytes(start[8:10], "little"))  # the header's own length
        while block := file.read(_BLOCK):
            if not block.isascii():
                break
    name = "CP1250"
    try:
        block.decode("utf-8")
        name = "UTF-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # the block ends within a letter
            name = "UTF-8"
    if not block:
        return name, ()
    return name, (tr("The shapefile does not say its encoding; it is read as {encoding}.", encoding=name),)
