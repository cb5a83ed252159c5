"""Whether a store is what its schema number says: tables, columns, rules, rights, and the rows of its lists.

A GeoPackage is compared with a new one of the same number. A database holds a record of what its last migration made
(``postgres/manifest.py``); its rights are compared with the table of them.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..catalogue import load
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import address, lifecycle, migrations
from .store import Store, open_connection

MISSING, EXTRA, CHANGED = "missing", "extra", "changed"
_FOREIGN = ("gpkg_", "rtree_", "sqlite_")  # GDAL's and SQLite's own, which differ by version
_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'view', 'index', 'trigger')"
_IDS = "SELECT id FROM @table"
_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'rtree!_%!_geom' ESCAPE '!'"


@dataclass(frozen=True)
class Drift:
    """One thing that is not as it should be: ``how`` missing, extra or changed; ``kind`` as the engine calls it."""

    how: str
    kind: str
    name: str

    @property
    def sentence(self) -> str:
        """In one line."""
        if self.kind == "scripts":
            return tr("The schema {number} was made by other scripts than this plugin's.", number=self.name)
        if self.kind == "right":
            return tr("Rights of the database: {line}", line=self.name)
        what = _kinds().get(self.kind, lambda: self.kind)()
        if self.how == MISSING:
            return tr("{what} '{name}' is missing.", what=what, name=self.name)
        if self.how == EXTRA:
            return tr("{what} '{name}' is none of the store's.", what=what, name=self.name)
        return tr("{what} '{name}' is not as it was made.", what=what, name=self.name)


def _kinds() -> dict:
    return {
        "table": lambda: tr("The table"),
        "view": lambda: tr("The view"),
        "column": lambda: tr("The column"),
        "index": lambda: tr("The index"),
        "trigger": lambda: tr("The trigger"),
        "constraint": lambda: tr("The constraint"),
        "function": lambda: tr("The function"),
        "policy": lambda: tr("The policy"),
        "rule": lambda: tr("The rule"),
        "row": lambda: tr("The row"),
    }


def check(store: Store, feedback=None) -> list[Drift]:
    """What differs; empty where nothing does. The store is only read. Raises KmzbError where that is not possible."""
    progress = Progress(feedback)
    if store.schema > migrations.latest():
        raise KmzbError(
            tr("The store {path} was made by a newer version of the plugin: check it with that one.", path=store.path),
            code="store-newer",
        )
    try:
        with closing(open_connection(store.path, read_only=True)) as connection:
            if isinstance(store.path, address.Service):
                found = _database(connection, store.schema)
            else:
                found = _file(connection, store.schema)
            progress.percent(80)
            found += _lists(connection)
    except sqlite3.Error as error:
        raise KmzbError(
            tr("{path} cannot be read: {reason}.", path=store.path, reason=reason(error)), code="store"
        ) from error
    progress.percent(100)
    return found


def _database(connection, number: int) -> list[Drift]:
    from .postgres import manifest, rights_check

    found = [Drift(*entry) for entry in manifest.compare(connection, number)]
    return found + [Drift(CHANGED, "right", line) for line in rights_check.differences(connection)]


def _file(connection, number: int) -> list[Drift]:
    with TemporaryDirectory(prefix="kmzb-check-") as folder:
        made = lifecycle.empty(Path(folder) / "store.gpkg", number)
        with closing(open_connection(made.path, read_only=True)) as fresh:
            wanted, tables = _objects(fresh, None)
            indexes = _spatial(fresh)
    found, _ = _objects(connection, tables)
    drift = [Drift(MISSING, *key) for key in sorted(wanted.keys() - found.keys())]
    drift += [Drift(EXTRA, *key) for key in sorted(found.keys() - wanted.keys())]
    drift += [Drift(CHANGED, *key) for key in sorted(wanted.keys() & found.keys()) if wanted[key] != found[key]]
    return drift + [Drift(MISSING, "index", name) for name in sorted(indexes - _spatial(connection))]


def _spatial(connection) -> set[str]:
    """The spatial indexes of a file."""
    return {name for (name,) in connection.execute(_INDEXES)}


def _objects(connection, tables: set[str] | None) -> tuple[dict, set[str]]:
    """What a file has, by kind and name, and its tables; of ``tables`` only and what hangs on them, where given.

    Tables of other programs are none of the store's business. A table's words are left out: its columns tell.
    """
    rows = [row for row in connection.execute(_OBJECTS) if not row[1].startswith(_FOREIGN)]
    own = tables or {name for kind, name, _, _ in rows if kind in ("table", "view")}
    found = {}
    for kind, name, table, words in rows:
        if table not in own or words is None:
            continue
        found[kind, name] = "" if kind == "table" else _plain(words)
        if kind == "table":
            for _, column, type_, not_null, default, key in connection.execute(f'PRAGMA table_info("{name}")'):
                found["column", f"{name}.{column}"] = (type_.upper(), not_null, default, key)
    return found, own


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


def _lists(connection) -> list[Drift]:
    """Rows of the lists that the catalogue has and the store lacks; more rows are a headquarters' own."""
    catalogue = load()
    wanted = {
        "category": [entry.id for entry in catalogue.categories],
        "status": [entry.id for entry in catalogue.statuses],
        "closing_reason": [entry.id for entry in catalogue.reasons],
    }
    drift = []
    for table, numbers in wanted.items():
        there = {row[0] for row in connection.execute(_IDS.replace("@table", table))}
        drift += [Drift(MISSING, "row", f"{table} {number}") for number in numbers if number not in there]
    steps = {tuple(row) for row in connection.execute("SELECT from_status, to_status FROM transition")}
    for step in catalogue.transitions:
        if not step.uncertain and (step.from_status, step.to_status) not in steps:
            drift.append(Drift(MISSING, "row", f"transition {step.from_status}-{step.to_status}"))
    return drift
