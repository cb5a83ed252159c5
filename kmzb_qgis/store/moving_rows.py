"""The rows of a store as a move reads them from either engine: table by table, in one order and one canonical form."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from ..catalogue import warsaw
from . import attachment_folder, transfer

# What moves, in this order; a test holds it to the tables that a store has.
TABLES = (
    "category", "status", "transition", "closing_reason", "setting", "zone_offset", "unit", "body_kind", "body",
    "body_category", "import_run", "report", "report_history", "attachment", "hand_over", "hand_over_history",
    "duplicate_effect", "erasure", "erasure_file", "sheet_file", "service_state", "place_due", "publication",
    "source_line", "working_copy", "taken_row", "checked_in", "checked_in_step",
)  # fmt: skip
# What does not, and why.
LEFT = {
    "schema_version": "the target has its own", "trigger_guard": "empty at rest", "refused_save": "empty at rest",
    "duplicate_due": "empty at rest", "grid_10km": "made anew with the form", "report_cells_1km": "counted anew",
    "report_cells_5km": "counted anew", "layer_styles": "made anew with the form",
}  # fmt: skip
OWN_SETTINGS = ("store.file", "store.erasure_due", "store.moved", attachment_folder.SETTING)  # of each store alone
SHEETS = {"hand_over": "sheet", "sheet_file": "path"}  # paths as seen from the store's folder
_AT_ONCE = 20_000
_PAGE = "SELECT @columns FROM @table WHERE @key > ? ORDER BY @key LIMIT ?"
_COUNT = "SELECT count(*) FROM @table"
_SPELLED = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_ENVELOPES = (0, 32, 48, 48, 64)


class Side:
    """One of the two stores: its connection, and the ``folder`` that its paths of sheets are seen from (None: they are
    absolute); ``below``: only those that lie in it (see sheet_files)."""

    def __init__(self, connection, folder: Path | None, below: bool = False):
        self.connection, self.folder, self.below = connection, folder, below
        self._columns: dict[str, list[str]] = {}

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self.connection.execute(f"PRAGMA table_info({table})").fetchall())

    def columns(self, table: str) -> list[str]:
        """Its columns."""
        if table not in self._columns:
            self._columns[table] = transfer.columns(self.connection, table)
        return self._columns[table]

    def count(self, table: str) -> int:
        """How many rows it has."""
        return self.connection.execute(_COUNT.replace("@table", table)).fetchone()[0]

    def pages(self, table: str, columns: list[str]) -> Iterator[list[tuple]]:
        """Its rows in the order of their numbers, thousands at a time. Raises sqlite3.Error."""
        key = "fid" if "fid" in columns else columns[0]
        question = _PAGE.replace("@columns", ", ".join(columns)).replace("@table", table).replace("@key", key)
        place, last = columns.index(key), -(2**62)
        while rows := self.connection.execute(question, (last, _AT_ONCE)).fetchall():
            yield [tuple(row) for row in rows]
            last = rows[-1][place]


class Digest:
    """A fingerprint of a table, row by row: SHA-256 of a form that both engines' rows have alike."""

    def __init__(self, columns: list[str], instants: set[str]):
        self._hash, self.count = hashlib.sha256(), 0
        self._instants = [place for place, name in enumerate(columns) if name in instants]

    def add(self, rows: list[tuple]) -> None:
        """More rows, in order."""
        lines = []
        for row in rows:
            cells = list(row)
            for place in self._instants:
                cells[place] = instant(cells[place])
            lines.append("\x1f".join(map(_cell, cells)))
        self._hash.update("\x1e".join([*lines, ""]).encode("utf-8", "surrogatepass"))
        self.count += len(rows)

    @property
    def text(self) -> str:
        """Its first 16 hexadecimal digits."""
        return self._hash.hexdigest()[:16]


def instants(connection: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table that hold instants."""
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return {row[1] for row in rows if str(row[2]).upper().startswith(("DATETIME", "TIMESTAMP"))}


def instant(value):
    """An instant in the store's spelling; what is none stays as it is."""
    if isinstance(value, str) and len(value) != 24 and _SPELLED.fullmatch(value):
        text = value.replace(" ", "T")
        return warsaw.to_text(warsaw.from_text(text if text[-1] == "Z" or text[-6] in "+-" else f"{text}Z"))
    return value


def _cell(value) -> str:
    """A value as text, with its kind: no two values that differ have the same."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return f"t{value}"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"b{shape(bytes(value)).hex()}"
    if isinstance(value, float) and value.is_integer():
        return f"n{int(value)}"
    return f"n{value!r}"


def shape(blob: bytes) -> bytes:
    """What a GeoPackage geometry says, without its header, whose envelope some programs write and others do not."""
    if len(blob) < 13 or blob[:2] != b"GP" or blob[3] >> 1 & 7 > 4:
        return blob
    (srs,) = struct.unpack_from("<i" if blob[3] & 1 else ">i", blob, 4)
    return struct.pack("<i", srs) + blob[8 + _ENVELOPES[blob[3] >> 1 & 7] :]


def translator(table: str, columns: list[str], source: Side, target: Side) -> Callable[[list[tuple]], list[tuple]]:
    """What turns rows of one side into the other's: no settings of each alone, sheets' paths as seen there."""
    if table == "setting":
        name = columns.index("name")
        return lambda rows: [row for row in rows if row[name] not in OWN_SETTINGS]
    if table in SHEETS and (source.folder, source.below) != (target.folder, target.below):
        place = columns.index(SHEETS[table])
        return lambda rows: [(*row[:place], _path(row[place], source, target), *row[place + 1 :]) for row in rows]
    return lambda rows: rows


def _path(path: str | None, source: Side, target: Side) -> str | None:
    if not path:
        return path
    whole = Path(os.path.normpath(path if source.folder is None else source.folder.resolve() / path))
    if target.folder is None:
        return whole.as_posix()
    folder = target.folder.resolve()
    try:
        return (whole.relative_to(folder) if target.below else Path(os.path.relpath(whole, folder))).as_posix()
    except ValueError:  # on another drive, or a desk's own folder
        return whole.as_posix()
