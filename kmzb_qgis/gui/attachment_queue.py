"""Files for reports that are not saved yet: they wait with the layer's edits, and are attached when those are saved."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..editing import saving
from ..store import Store, attachments, migrations
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .slots import safe
from .task import Work

MOST = 20  # files a report: they wait in memory, five megabytes each at most


class Events(QObject):
    """``failed(error)``: files that waited could not be attached. ``changed(path)``: a store has other attachments."""

    failed = pyqtSignal(object)
    changed = pyqtSignal(object)


events = Events()


def of(layer: QgsVectorLayer) -> Queue:
    """The queue of a report layer; it is the layer's child."""
    return layer.findChild(Queue) or Queue(layer)


class Queue(QObject):
    """What waits, by the id that a new report has from the start."""

    def __init__(self, layer: QgsVectorLayer):
        super().__init__(layer)
        self._waiting: dict[str, list[attachments.Prepared]] = {}
        layer.afterCommitChanges.connect(self._saved)
        layer.afterRollBack.connect(self._waiting.clear)

    def waiting(self, report_id: str) -> list[attachments.Prepared]:
        """The files that wait for a report."""
        return list(self._waiting.get(report_id, ()))

    def put(self, report_id: str, file: attachments.Prepared) -> None:
        """Have a file wait. Raises KmzbError for one that waits already, and for too many."""
        mine = self._waiting.setdefault(report_id, [])
        if any(other.sha256 == file.sha256 for other in mine):
            raise KmzbError(tr("'{name}' waits already to be attached to this report.", name=file.name))
        if len(mine) >= MOST:
            raise KmzbError(tr("%n file(s) wait already: save the report first.", n=len(mine)))
        mine.append(file)

    def drop(self, report_id: str, sha256: str) -> None:
        """Have a file wait no longer."""
        self._waiting[report_id] = [file for file in self.waiting(report_id) if file.sha256 != sha256]

    @safe
    def _saved(self) -> None:
        """The edits were saved; reports that are still not in the store go on waiting."""
        path = saving.store_path(self.parent())
        wanted = {report: files for report, files in self._waiting.items() if files}
        if path is None or not wanted:
            return
        store = Store(path, migrations.latest())

        def done(problems) -> None:
            events.changed.emit(path)
            for problem in problems:
                events.failed.emit(problem)

        taken = _stored(store, wanted)
        for report in taken:
            self._waiting.pop(report, None)
        if taken:
            Work(
                tr("Attaching files"),
                lambda _feedback: attach(store, taken),
                done,
                events.failed.emit,
                cancellable=False,  # the forms that the files came from are closed: nobody could add them again
            ).start()


def attach(store: Store, files: dict[str, list[attachments.Prepared]]) -> list[KmzbError]:
    """Attach what waited; what could not be is told, each by its sentence, and hinders no other."""
    problems = []
    for report, prepared in files.items():
        for file in prepared:
            try:
                attachments.add_prepared(store, report, file, who())
            except KmzbError as error:
                problems.append(error)
    return problems


def who() -> str:
    """Whoever works here, as the form's ``modified_by`` names them."""
    return QgsApplication.userLoginName()


def store_of(layer: QgsVectorLayer) -> Store | None:
    """The store behind a report layer, to attach to."""
    path = saving.store_path(layer)
    return Store(path, migrations.latest(), layer.readOnly()) if path is not None else None


def _stored(store: Store, wanted: dict) -> dict:
    with store.connect() as connection:
        known = "SELECT 1 FROM report WHERE id = ?"
        return {report: files for report, files in wanted.items() if connection.execute(known, (report,)).fetchone()}
