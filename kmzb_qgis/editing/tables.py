"""Tables of a store as layers of QGIS, with a sentence where one cannot be opened."""

from __future__ import annotations

import sqlite3

from qgis.core import QgsVectorLayer

from ..store import Store
from ..store.address import is_database
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


def open_layer(store: Store, table: str, name: str, styled: bool = True) -> QgsVectorLayer:
    """A table of the store as a layer with its default style. Raises KmzbError where it cannot be opened."""
    options = QgsVectorLayer.LayerOptions(styled)
    layer = QgsVectorLayer(store.layer_uri(table), name, store.provider, options)
    if not layer.isValid():
        raise _closed(store, table)
    return layer


def of_reports(store: Store) -> str:
    """What QGIS can show of the reports (see :meth:`Store.reports`). Raises KmzbError where that is nothing."""
    try:
        found = store.reports()
    except sqlite3.Error as error:
        raise _closed(store, "report") from error
    if not found:
        raise _closed(store, "report")
    return found


def _closed(store: Store, table: str) -> KmzbError:
    if not is_database(store.path):
        return KmzbError(tr("The table {table} of the store {path} cannot be opened.", table=table, path=store.path))
    return KmzbError(
        tr(
            "The table {table} of the store {path} cannot be opened: the database does not answer, or your log-in has"
            " no right to read all of it, as a publisher's has not.",
            table=table,
            path=store.path,
        )
    )
