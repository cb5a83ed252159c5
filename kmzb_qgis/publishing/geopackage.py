"""The publication's data file: tables, layers that show only what holds now, spatial index, and the finished file.

Each public layer is a view whose WHERE is the clock; the base tables behind it are no layers, and a view has no column
that a filter could probe beyond its own. GDAL finds no spatial index through a table that is no layer, and reads every
row for every map: so the index stands under the view's own name too.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

from ..catalogue import Catalogue
from ..store import publishable
from ..store.store import file_uri
from ..toolbelt import gdal_errors, rtree
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import blobs, ready
from .statements import quoted, sql
from .visibility import STAMP

KEY = "OGC_FID"  # GDAL takes a view's column of this name for its feature id
NOW = f"strftime('{STAMP}', 'now')"
_CACHE_KB = 16384
_TYPES = {"text": "TEXT", "datetime": "DATETIME", "integer": "INTEGER"}


def base_table(layer: str) -> str:
    """The table behind a public layer."""
    return f"dane_{layer}"


def connect_new(path: Path, progress=None) -> sqlite3.Connection:
    """A connection to a new data file, with the functions of ``blobs`` and cancel; closes it with ``close()``.

    Nothing is rolled back in it: a new file is nobody's yet, and one that fails is removed.
    """
    connection = sqlite3.connect(file_uri(Path(path).resolve(), "mode=rw"), uri=True, isolation_level=None, timeout=30)
    blobs.register(connection)
    connection.execute("PRAGMA main.journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")  # the file is synced once, when it is whole
    connection.execute("PRAGMA secure_delete = ON")  # what is taken out again stays in no corner of the file
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute(f"PRAGMA main.cache_size = -{_CACHE_KB}")
    connection.execute(f"PRAGMA temp.cache_size = -{_CACHE_KB}")
    if progress is not None:
        connection.set_progress_handler(lambda: 1 if progress.cancelled else 0, 20000)
    return connection


def attach(connection: sqlite3.Connection, path: Path, name: str) -> None:
    """Attach a data file for reading only. Raises KmzbError where it cannot be read."""
    publishable.attach_file(connection, Path(path), name)


@contextmanager
def reading(path: Path):
    """A read-only connection to a finished data file."""
    connection = sqlite3.connect(file_uri(Path(path).resolve(), "mode=ro&immutable=1"), uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def indexed(catalogue: Catalogue) -> list[str]:
    """Tables with a spatial index: those whose rows have a place of their own."""
    return [base_table(layer["name"]) for layer in catalogue.layers if layer.get("area") != "teryt"]


def create(path: Path, catalogue: Catalogue) -> list[str]:
    """An empty data file: the GeoPackage's own tables, the base tables, and their spatial indexes.

    Returns the statements that make the indexes' triggers: :func:`finish` runs them, when the indexes are filled.
    Raises OSError where GDAL cannot write.
    """
    with gdal_errors.raised():  # on a full disk it fails when it closes the file, and says so to nobody
        dataset = gdal.GetDriverByName("GPKG").Create(
            str(path), 0, 0, 0, gdal.GDT_Unknown, options=["ADD_GPKG_OGR_CONTENTS=NO", "VERSION=1.3"]
        )
        del dataset
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(blobs.SRS)
    with closing(connect_new(path)) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id,"
            " definition, description) VALUES (?, ?, 'EPSG', ?, ?, '')",
            (reference.GetName(), blobs.SRS, blobs.SRS, reference.ExportToWkt()),
        )
        for layer in catalogue.layers:
            _create_layer(connection, layer, catalogue)
        # Areas with a TERYT code: their outlines stand once, the counts of each interval point to them.
        connection.execute("CREATE TABLE obszar (teryt TEXT PRIMARY KEY, nazwa TEXT NOT NULL, geom BLOB)")
        ready.create(connection)
        connection.execute("COMMIT")
    tables = indexed(catalogue)
    with gdal_errors.raised():
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
        for table in tables if dataset is not None else ():
            result = dataset.ExecuteSQL(f"SELECT CreateSpatialIndex('{table}', 'geom')")
            if result is not None:
                dataset.ReleaseResultSet(result)
        del dataset
    with closing(connect_new(path)) as connection:
        return _take_off(connection, path, tables)


def _take_off(connection, path: Path, tables: list[str]) -> list[str]:
    """Take the base tables out of the list of layers, and the triggers off their indexes; returns the triggers."""
    triggers = []
    for table in tables:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_index(table),)).fetchone():
            raise KmzbError(tr("The spatial index of {path} could not be made.", path=path), code="write")
        found = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        for name, statement in found:
            triggers.append(statement)
            connection.execute(f"DROP TRIGGER {quoted(name)}")
        connection.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (table,))
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (table,))
        view = table[len(base_table("")) :]
        connection.execute(
            sql("CREATE VIEW {name} AS SELECT * FROM {index}", name=quoted(_index(view)), index=quoted(_index(table)))
        )
        connection.execute(
            "INSERT INTO gpkg_extensions SELECT ?, column_name, extension_name, definition, scope FROM gpkg_extensions"
            " WHERE table_name = ?",
            (view, table),
        )
    return triggers


def _index(table: str) -> str:
    return f"rtree_{table}_geom"


def index(connection, table: str, ids: np.ndarray, boxes: np.ndarray) -> None:
    """Fill a table's empty spatial index: ``ids`` (n,), ``boxes`` (n, 4) of minx, maxx, miny, maxy in metres."""
    try:
        rtree.fill(connection, _index(table), ids, boxes)
    except ValueError as error:
        path = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
        raise KmzbError(
            tr("The spatial index of {path} could not be made.", path=path), str(error), code="write"
        ) from error


def _create_layer(connection, layer: dict, catalogue: Catalogue) -> None:
    name, table = layer["name"], base_table(layer["name"])
    columns = [f"{quoted(c['name'])} {_TYPES[c['type']]}" for c in layer["columns"]]
    by_unit = layer.get("area") == "teryt"
    own = [c for c in columns if not (by_unit and c == '"nazwa" TEXT')]
    interval = [] if layer["geometry"] == "Point" else ["since TEXT NOT NULL"]
    shape = [] if by_unit else [f"geom {layer['geometry'].upper()}"]
    placed = [f"{column} TEXT" for column in ready.COLUMNS] if layer["geometry"] == "Point" else []
    connection.execute(
        f"CREATE TABLE {quoted(table)} (fid INTEGER PRIMARY KEY NOT NULL, "
        + ", ".join([*shape, *own, *interval, "until TEXT NOT NULL", *placed])
        + ")"
    )
    shown = ", ".join(
        "o.nazwa AS nazwa" if by_unit and c["name"] == "nazwa" else f"d.{quoted(c['name'])} AS {quoted(c['name'])}"
        for c in layer["columns"]
    )
    join = " LEFT JOIN obszar o ON o.teryt = d.teryt" if by_unit else ""
    since = f"d.since <= {NOW} AND " if interval else ""
    connection.execute(
        sql(
            "CREATE VIEW {view} AS SELECT d.fid AS {key}, {holder}.geom AS geom, {shown}"
            " FROM {table} d{join} WHERE {since}d.until > {now}",
            view=quoted(name),
            key=KEY,
            holder="o" if by_unit else "d",
            shown=shown,
            table=quoted(table),
            join=join,
            since=since,
            now=NOW,
        )
    )
    # The extent of the catalogue, not of the rows: theirs would tell where a hidden one lies.
    west, south, east, north = catalogue.rules["extent_2180"]
    for target in [name] if by_unit else [name, table]:
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id)"
            " VALUES (?, 'features', ?, ?, ?, ?, ?, ?)",
            (target, target, west, south, east, north, blobs.SRS),
        )
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (target, layer["geometry"].upper(), blobs.SRS),
        )


def finish(path: Path, triggers: list[str]) -> str:
    """The indexes' triggers, the planner's statistics, nothing left over, looked over, on the disk, read-only.

    Returns the file's SHA-256, reckoned beside the look: neither SQLite nor hashlib holds Python up.
    """
    with closing(connect_new(path)) as connection:
        for statement in triggers:
            connection.execute(statement)
        connection.execute("ANALYZE")
        if connection.execute("PRAGMA freelist_count").fetchone()[0]:
            connection.execute("VACUUM")
    with ThreadPoolExecutor(1) as beside, reading(path) as connection:
        digest = beside.submit(_synced, path)
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise KmzbError(tr("The data file {path} is damaged.", path=path), code="write")
        found = digest.result()
    path.chmod(0o444)
    return found


def _synced(path: Path) -> str:
    """Put a whole file on the disk; its SHA-256."""
    sync(path)
    return sha256(path)


def sha256(path: Path) -> str:
    """A file's SHA-256 as hexadecimal text."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Put a file or a folder on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle on a folder to sync
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def counts(path: Path, catalogue: Catalogue) -> dict[str, int]:
    """How many features each layer shows now."""
    with reading(path) as connection:
        return {
            layer["name"]: connection.execute(
                sql("SELECT count(*) FROM {layer}", layer=quoted(layer["name"]))
            ).fetchone()[0]
            for layer in catalogue.layers
        }
