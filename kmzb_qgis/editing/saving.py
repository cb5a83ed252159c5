"""The all-or-nothing save of the report layer, also against a second writer.

QGIS commits an edit buffer in stages (places, attributes, deletions, additions), each in a transaction of its own: a
refused attribute leaves a moved point behind. So, before QGIS begins, all changes of the buffer are written here in one
transaction, in which the store compares versions and applies its rules; additions are tried in it too. QGIS then sends
the same values again, which the store takes as no change. Where anything is refused, the changes are rolled back and
the store is told, by rows in ``refused_save``, to refuse QGIS's stages too: nothing is saved, the buffer stays whole.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing, suppress

from qgis.core import QgsDefaultValue, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..store import Store, barring, migrations, refusals
from ..store.address import Address, is_database
from ..store.store import holds_rows, open_connection
from ..toolbelt import log
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import belonging, buffers, expressions, legend, linking, patience, placing, whereabouts

TABLE = "report"
WHOLE = "KMZB-430"  # the whole save was refused
TAKE_BACK_SECONDS = 2  # how long the window may stand still for taking it back
ON_UPDATE = {"base_version": expressions.version_read(), "modified_by": "@user_account_name"}


class Events(QObject):
    """``refused(layer, error)``: a save of a report layer was refused as a whole; ``error`` is a KmzbError to show.

    ``saved(layer)``: changes of a report layer are in the store.
    """

    refused = pyqtSignal(object, object)
    saved = pyqtSignal(object)


events = Events()


def store_path(layer: QgsMapLayer) -> Address | None:
    """The store a layer edits the reports of; None for any other layer. Reads no file, asks no database."""
    if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
        return None
    table, path = belonging.table_of(layer) or ("", None)
    if table != TABLE or not (is_database(path) or str(path).lower().endswith(".gpkg")):
        return None
    return path if {"version", "base_version", "status_id", "category_id"} <= set(layer.fields().names()) else None


def configure(layer: QgsVectorLayer) -> Saver:
    """Make every save of a report layer all-or-nothing; safe to call again. Raises KmzbError for another layer.

    A field's own default stays, except for ``base_version``, by which the store knows what the client had read.
    """
    path = store_path(layer)
    if path is None:
        raise KmzbError(tr("The layer {layer} is not the report layer of a store.", layer=layer.name()))
    for name, expression in ON_UPDATE.items():
        index = layer.fields().indexOf(name)
        stands = layer.defaultValueDefinition(index)
        if name == "base_version" or not stands.expression():
            layer.setDefaultValueDefinition(index, QgsDefaultValue(expression, True))
    if layer.findChild(placing.Placer) is None:
        placing.Placer(layer, path)
    found = layer.findChild(Saver)
    return found if found is not None else Saver(layer, path)


def watch(project: QgsProject) -> None:
    """Configure the report layers of a project and every one that is added to it later."""
    unwatch(project)
    project.layersAdded.connect(_configure_reports)
    _configure_reports(project.mapLayers().values())


def unwatch(project: QgsProject) -> None:
    """Leave a project's later layers alone."""
    with suppress(TypeError):  # PyQt's way to say that it was not connected
        project.layersAdded.disconnect(_configure_reports)


def _configure_reports(layers) -> None:
    for layer in layers:
        if store_path(layer) is not None:
            configure(layer)
            if belonging.role(layer) == TABLE:  # a project's file keeps no connections
                legend.follow(layer)


class Saver(QObject):
    """Stands behind one report layer, as its child. ``last_error`` is the refusal of the last save, or None."""

    def __init__(self, layer: QgsVectorLayer, path: Address):
        super().__init__(layer)
        self._path = path  # not the layer: a child that held it would keep it alive
        self._mark = ""
        self._running = False  # QGIS's stages: the layer asks for repainting at other times too
        self._untold: KmzbError | None = None
        self.last_error: KmzbError | None = None
        self._whereabouts = whereabouts.Whereabouts(layer, path)
        layer.beforeCommitChanges.connect(self._before_commit)
        layer.repaintRequested.connect(self._after_commit)  # the last thing a commit does, whether it went well or not
        layer.layerModified.connect(self._modified)

    def _before_commit(self, *_) -> None:
        self._take_back()
        self.last_error = self._untold = None
        linking.settle(self.parent(), self._path)
        changes = buffers.read(self.parent())
        if not changes:
            return
        if not self._whereabouts.follow(self.parent()):
            self._tell(
                KmzbError(
                    tr(
                        "The store {path} is not there any more. Nothing was saved; bring it back and save again.",
                        path=self._path,
                    ),
                    code="store-missing",
                )
            )
            return
        try:
            with closing(open_connection(self._path)) as connection, patience.waiting(self._path) as go_on:
                refused = patience.insist(connection, lambda open_one: self._save(open_one, changes), go_on)
        except sqlite3.Error as error:
            # QGIS tries for itself now and will hardly do better; what to tell depends on that. Its buffer stays.
            self._untold, self._running = refusals.explain(error), True
            self._bar(changes)
            return
        self._running = True
        if refused is not None:
            self._tell(refusals.explain(refused.text, Store(self._path, migrations.latest()), refused.fid))
        elif changes.additions:
            self._untold = KmzbError(
                tr(
                    "%n new report(s) could not be saved and wait in the layer; all else is saved. Save again.",
                    n=len(changes.additions),
                ),
                code="additions",
            )

    def _save(self, connection: sqlite3.Connection, changes: buffers.Changes) -> buffers.Refusal | None:
        """Write the changes, or in the same transaction the refusal of them, so that no other writer comes between.

        What comes back is no exception: that would hold its callers' frames, and by them the layer, long after.
        """
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SAVEPOINT changes")
        try:
            buffers.write(connection, changes)
            connection.execute("COMMIT")
            return None
        except buffers.Refused as refused:
            if not connection.in_transaction:  # SQLite has rolled back itself: the disk refused, not the store's rules
                raise sqlite3.OperationalError(refused.refusal.text) from refused
            connection.execute("ROLLBACK TO changes")
            refusal = refused.refusal
            self._refuse(connection, changes, refusals.explain(refusal.text).code)
            connection.execute("COMMIT")
            return refusal

    def _refuse(self, connection: sqlite3.Connection, changes: buffers.Changes, code: str) -> None:
        """Have the store refuse QGIS's stages."""
        self._mark = uuid.uuid4().hex
        barring.bar(connection, changes.touched, code, self._mark)

    def _bar(self, changes: buffers.Changes) -> None:
        """Where another writer holds only some of the reports, QGIS's stages would save the others: refuse them too."""
        if holds_rows(self._path):
            with (
                suppress(sqlite3.Error),
                closing(open_connection(self._path, patience=TAKE_BACK_SECONDS)) as connection,
            ):
                self._refuse(connection, changes, WHOLE)

    def _tell(self, error: KmzbError) -> None:
        self.last_error = error
        log.warning(error.message)
        events.refused.emit(self.parent(), error)

    def _after_commit(self) -> None:
        """After QGIS's stages: take a refusal back, and tell what only their end shows."""
        self._shield()
        self._take_back()
        untold, self._untold = self._untold, None
        ran, self._running = self._running, False
        if ran and untold is not None and self.parent().isModified():
            self._tell(untold)
        elif ran and not self.parent().isModified():
            events.saved.emit(self.parent())

    def _modified(self) -> None:
        """QGIS forgets the layer's extent right after it tells this."""
        if not self.parent().dataProvider().isValid():
            QTimer.singleShot(0, self._shield)

    def _shield(self) -> None:
        if not self.parent().dataProvider().isValid():
            self._whereabouts.shield(self.parent())

    def _take_back(self) -> None:
        """Take the refusal back once QGIS's stages have met it."""
        if not self._mark:
            return
        token, self._mark = self._mark, ""
        # Where another program holds the store the rows stay, and are void after a while.
        with suppress(sqlite3.Error), closing(open_connection(self._path, patience=TAKE_BACK_SECONDS)) as connection:
            barring.lift(connection, token)
