"""Units for reports that were drawn or moved in QGIS: assigned as soon as a save of the report layer is through.

After the save and not in the edit buffer: what the buffer holds counts as an officer's own word, which no assignment
overwrites later. Between the save and the assignment nobody can open a form on the report.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from qgis.core import QgsApplication, QgsTask, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..store import assigning, assigning_units, assigning_write
from ..store.address import Address
from ..store.store import open_connection
from ..toolbelt import log
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import patience

AT_ONCE = 300  # so many reports are assigned in a moment; more are in the background
_COLUMNS = ("teryt", "unit_id", "reported_at", "reported_local")  # a change of these asks for a look, too
_running: list[QgsTask] = []  # Python must keep a task until QGIS is through with it


class Events(QObject):
    """``failed(layer, error)``: reports were saved, but not assigned; ``error`` is a KmzbError to show."""

    failed = pyqtSignal(object, object)


events = Events()


class Placer(QObject):
    """Stands behind one report layer, as its child."""

    def __init__(self, layer: QgsVectorLayer, path: Address):
        super().__init__(layer)
        self._path = path
        self._moved: set[int] = set()
        self._touched: set[int] = set()
        layer.committedFeaturesAdded.connect(self._added)
        layer.committedGeometriesChanges.connect(self._shifted)
        layer.committedAttributeValuesChanges.connect(self._changed)
        layer.afterCommitChanges.connect(self._after_commit)

    def _added(self, _layer: str, features) -> None:
        self._moved.update(feature.id() for feature in features)

    def _shifted(self, _layer: str, geometries) -> None:
        self._moved.update(geometries)

    def _changed(self, _layer: str, values) -> None:
        fields = self.parent().fields()
        watched = {fields.indexOf(name) for name in _COLUMNS}
        self._touched.update(fid for fid, row in values.items() if watched & set(row))

    def _after_commit(self) -> None:
        moved, touched, who = self._moved, self._touched - self._moved, QgsApplication.userLoginName()
        self._moved, self._touched = set(), set()
        if not moved and not touched:
            return
        if len(moved) + len(touched) > AT_ONCE:
            self._aside(moved, touched, who)
            return
        try:
            with closing(open_connection(self._path)) as connection, patience.waiting(self._path) as go_on:
                changed = patience.insist(connection, lambda one: _assign(one, moved, touched, who), go_on)
        except (sqlite3.Error, KmzbError) as error:
            _tell(self.parent(), error)
            return
        if changed:
            self.parent().dataChanged.emit()  # tables that hold rows read them again

    def _aside(self, moved: set[int], touched: set[int], who: str) -> None:
        layer, path = self.parent(), self._path

        def work(_task) -> int:
            with closing(open_connection(path)) as connection:
                return _assign(connection, moved, touched, who)

        def done(error, changed=None) -> None:
            _running.remove(task)
            if sip.isdeleted(layer):
                return
            if error is not None:
                _tell(layer, error)
            elif changed:
                layer.dataChanged.emit()

        task = QgsTask.fromFunction(tr("Assigning units"), work, on_finished=done)
        _running.append(task)
        QgsApplication.taskManager().addTask(task)


def _assign(connection: sqlite3.Connection, moved: set[int], touched: set[int], who: str) -> int:
    """Assign in one transaction; returns how many reports got something new: none where the store has no units."""
    if not assigning_units.there(connection):
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        due = {fid for (fid,) in connection.execute(assigning_write.DUE)}  # what other programs moved meanwhile
        changed = assigning.assign_some(connection, moved | due, who, clear=True)
        changed += assigning.assign_some(connection, touched, who)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return changed


def _tell(layer: QgsVectorLayer, error: BaseException) -> None:
    told = KmzbError(
        tr(
            "The reports are saved, but their municipality and jurisdiction could not be found: {why}. "
            "The algorithm 'Assign units to reports' does it later.",
            why=reason(error),
        ),
        code="assign",
    )
    log.warning(told.message)
    events.failed.emit(layer, told)
