"""The plugin's own form and styles in a store, put to this plugin's state; the styles that people saved there stay."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from qgis.core import QgsProject

from ..store import Store, styles
from ..toolbelt import paths
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import definition, expressions, form, grid, past, project, saving

FIRST = 1  # forms of plugins that did not number them


@dataclass(frozen=True)
class Renewed:
    """What was done: the names of other people's styles that stay in the store, as choices."""

    kept: tuple[str, ...]


def stored_version(store: Store) -> int | None:
    """The number of the plugin's form that a store opens with; None where it has none or opens with another style."""
    found = [one for one in project._styles(store) if one.default]
    own = next((one.qml for one in found if one.name in _names().values()), None)
    return None if own is None else _number(own)


def is_older(store: Store) -> bool:
    """Whether the store's form is the plugin's own and of an older plugin."""
    version = stored_version(store)
    return version is not None and version < _form("pl").version


def renew(store: Store, feedback=None) -> Renewed:
    """Write this plugin's form and styles over its older ones, as the store's default, in the language they were in.

    All of it or nothing. Raises KmzbError where the store is read-only or cannot be written, Cancelled where stopped.
    """
    progress = Progress(feedback)
    if store.read_only:
        raise KmzbError(tr("The store {path} is read-only: its form cannot be written.", path=store.path))
    try:
        with store.connect() as connection:
            if not styles.there(connection):
                project.install(store)
                return Renewed(())
            if not styles.may_write(connection):
                raise KmzbError(
                    tr("The styles of the store {path} are renewed by its administrator.", path=store.path),
                    code="styles",
                )
            language = _language(connection)
        rows = _rows(store, language)
        progress.check()
        with store.connect() as connection:
            return _write(connection, rows)
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The form cannot be written into the store {path}: {reason}.", path=store.path, reason=reason(error))
        ) from error


def refresh(store: Store, shown: QgsProject) -> bool:
    """Show a renewed store's form and styles in an open project; False, and nothing done, where edits wait there."""
    report, cells = project._known(shown, store, "report"), project._known(shown, store, grid.TABLE)
    if report is None:
        return True
    if report.isEditable():
        return False
    language = project.form_language()
    for layer, table in ((report, "report"), (cells, grid.TABLE)):
        if layer is not None:
            layer.loadDefaultStyle()
            project._mark(layer, store, table)
    if project._in_another_language(store, language):
        project._dress(report, cells, language)
    lookups = {table: project._lookup(shown, store, table, form.PREFIX + table) for table in form.LOOKUP_TABLES}
    project._bind(report, lookups, project._lookup(shown, store, "report", expressions.STORED, "stored"))
    past.relate(shown, report, lookups[past.TABLE])
    saving.configure(report)
    for layer in (report, cells):
        if layer is not None:
            layer.emitStyleChanged()
            layer.triggerRepaint()
    return True


def _form(language: str) -> definition.Form:
    return definition.read(paths.forms_dir() / "report.json", language)


def _names() -> dict[str, str]:
    """The plugin's own style of the report layer by language."""
    return {language: _form(language).style_name for language in project.NAMES}


def _number(style: str) -> int:
    option = re.search(rf'<(?:Option|property)\b[^>]*"{form.VERSION}"[^>]*>', style)
    value = re.search(r'\bvalue="(\d+)"', option.group(0)) if option else None
    return int(value.group(1)) if value else FIRST


def _language(connection: sqlite3.Connection) -> str:
    found = [one for one in styles.kept(connection) if one.table == "report"]
    languages = {name: language for language, name in _names().items()}
    order = sorted(found, key=lambda one: not one.default)
    return next((languages[one.name] for one in order if one.name in languages), project.form_language())


def _rows(store: Store, language: str) -> list[tuple]:
    """Table, geometry column, name, QML, SLD, whether the default, and description of each of the plugin's styles."""
    return [
        (table, "geom", name, *project.documents(layer), int(default), project.NAMES[language]["report"])
        for layer, table, name, default in project.own_styles(store, language)
    ]


def _write(connection: sqlite3.Connection, rows: list[tuple]) -> Renewed:
    # Both languages': a store changes its language by being renewed in another one.
    own = {*_names().values(), *map(project.paper_name, project.NAMES), *(row[2] for row in rows)}
    tables = {row[0] for row in rows}
    connection.execute("BEGIN IMMEDIATE")
    try:
        concerned = [one for one in styles.kept(connection) if one.table in tables]
        kept = [one for one in concerned if one.name not in own]
        styles.forget(connection, [one.number for one in concerned if one.name in own])
        styles.unset_default(connection, [one.number for one in kept])
        styles.add(connection, rows)
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return Renewed(tuple(one.name for one in kept))
