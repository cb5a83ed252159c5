"""Hand-overs on the desktop: the window, and what it does with the store, always outside the GUI thread."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle, QgsReferencedRectangle
from qgis.PyQt.QtWidgets import QFileDialog

from ..catalogue import warsaw
from ..editing import body_form, sheet
from ..geoportal import services
from ..processing import handing as jobs
from ..store import Store, bodies, handed, open_store
from ..store import handing as letters
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .handing_dialogs import AnswerDialog, CancelDialog, NewHandOver, NumberDialog
from .handing_window import HandOversWindow, keep_on_top
from .messages import Messages
from .stores import Stores
from .task import Work

MAP_SCALE_M = 300  # half the width of the map that shows a report


class HandOvers:
    """One window. ``hand_over(fids)`` may be called by other parts of the desk, too."""

    def __init__(self, iface, messages: Messages, stores: Stores):
        self._iface, self._messages, self._stores = iface, messages, stores
        self.window: HandOversWindow | None = None
        self._asked = 0  # the list that is awaited: an older one that comes late is not shown

    def open(self) -> HandOversWindow:
        """Show the window. Raises KmzbError where no store is open."""
        self._path()
        if self.window is None:
            window = self.window = HandOversWindow(self._iface.mainWindow())
            guard = self._messages.guard
            for signal, run in (
                (window.filtered, self.refresh),
                (window.added, self.hand_over),
                (window.answered, self.answer),
                (window.renumbered, self.renumber),
                (window.cancelled, self.cancel),
                (window.sheet_wanted, self.sheet),
                (window.shown_on_map, self.show_on_map),
                (window.bodies_wanted, self.bodies),
            ):
                signal.connect(guard(run))
        keep_on_top(self.window)
        self.refresh()
        return self.window

    def remove(self) -> None:
        """Take the window away."""
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
            self.window = None

    def refresh(self) -> None:
        """Read the list anew, in the background."""
        window, path = self.window, self._path()
        if window is None:
            return
        self._asked += 1
        mine, states, text, body = self._asked, window.states(), window.words.text(), window.body.currentData()

        def read(_feedback):
            store = open_store(path)
            with store.connect() as connection:
                known = bodies.read(connection)
            return known, handed.listed(path, states, text, body)

        def show(found) -> None:
            if self.window is not None and mine == self._asked:
                self.window.show_bodies(found[0])
                self.window.show_list(found[1])

        self._run(tr("Reading the hand-overs"), read, show)

    def hand_over(self, fids: list[int] | None = None) -> NewHandOver:
        """Ask for body and day and record; ``fids``: reports, else those selected on the map. Raises KmzbError."""
        path, layer = self._path(), report_layer.find()
        if layer is not None and layer.isEditable() and layer.isModified():
            raise KmzbError(tr("Save or discard the edits of the reports first."))
        chosen = list(fids) if fids else [] if layer is None else sorted(layer.selectedFeatureIds())
        if not chosen:
            raise KmzbError(tr("Select the reports on the map that are to be handed over."))
        store = open_store(path)
        versions, numbers, proposed = _read(store, chosen)
        folder = str(path.parent / tr("hand-overs"))
        asked = NewHandOver(numbers, proposed, _basemaps(), folder, self.window or self._iface.mainWindow())
        asked.accepted.connect(self._messages.guard(lambda: self._record(store, chosen, versions, asked)))
        asked.finished.connect(lambda _: asked.deleteLater())
        asked.open()
        return asked

    def answer(self) -> AnswerDialog:
        """Ask for the answer to the marked hand-over and record it."""
        letter, store = self._chosen(), open_store(self._path())
        asked = AnswerDialog(letter, _may(store, letter, "wyeliminowane"), self.window)
        fid, version, who = letter.fid, letter.version, _who()

        def gather():
            given = asked.answer()
            return lambda: letters.answer(store, fid, given, who, version)

        self._ask(asked, gather)
        return asked

    def renumber(self) -> NumberDialog:
        """Ask for the number and due day of the marked hand-over and record them."""
        letter, store = self._chosen(), open_store(self._path())
        asked = NumberDialog(letter, self.window)
        fid, version, who = letter.fid, letter.version, _who()

        def gather():
            number, due = asked.number.text(), asked.due_day()
            return lambda: letters.renumber(store, fid, number, due, who, version)

        self._ask(asked, gather)
        return asked

    def cancel(self) -> CancelDialog:
        """Ask why the marked hand-over is cancelled, and cancel it."""
        letter, store = self._chosen(), open_store(self._path())
        asked = CancelDialog(letter, letter.state != handed.SETTLED, self.window)
        fid, version, who = letter.fid, letter.version, _who()

        def gather():
            today, why, back = warsaw.day_of(warsaw.now()), asked.why.text(), asked.reopen.isChecked()
            return lambda: letters.cancel(store, fid, today, why, who, back, version)

        self._ask(asked, gather)
        return asked

    def sheet(self) -> None:
        """Make the sheet of the marked hand-over in a folder that is asked for."""
        letter, path = self._chosen(), self._path()
        folder = QFileDialog.getExistingDirectory(self.window, tr("Folder of the sheets"), str(path.parent))
        if folder:
            self._sheets(
                open_store(path), [(letter.report_fid, letter.fid)], Path(folder), sheet.Style("basemap"), False
            )

    def show_on_map(self) -> None:
        """Go to the report of the marked hand-over and select it."""
        letter, layer = self._chosen(), report_layer.find()
        canvas = self._iface.mapCanvas()
        if layer is not None:
            layer.selectByIds([letter.report_fid])
        box = QgsRectangle(letter.x, letter.y, letter.x, letter.y).buffered(MAP_SCALE_M)
        canvas.setReferencedExtent(_referenced(box))
        canvas.refresh()

    def bodies(self):
        """Show the list of bodies as a layer, in its attribute table, to look at and to edit."""
        layer = body_form.load(open_store(self._path()), QgsProject.instance())
        self._iface.setActiveLayer(layer)
        return self._iface.showAttributeTable(layer)

    def _record(self, store: Store, fids: list[int], versions: dict[int, int], asked: NewHandOver) -> None:
        order = letters.Order(
            tuple(fids), asked.body.currentData(), _who(), asked.handed_day(), asked.number.text().strip(),
            asked.due_day(), versions=versions,
        )  # fmt: skip
        wanted, folder = asked.sheets.isChecked(), Path(asked.folder.filePath().strip() or ".")
        look = sheet.Style(asked.basemap.currentData(), inner=asked.inner.isChecked())
        both = asked.both.isChecked() and len(fids) > 1

        def done(made: list[int]) -> None:
            self._messages.success(tr("%n report(s) handed over.", n=len(made)))
            self._changed()
            if wanted:
                self._sheets(store, list(zip(order.fids, made)), folder, look, both)

        self._run(tr("Recording the hand-over"), lambda feedback: letters.hand_over(store, order, feedback), done)

    def _sheets(self, store: Store, wanted, folder: Path, look: sheet.Style, both: bool) -> None:
        def make(feedback):
            folder.mkdir(parents=True, exist_ok=True)
            return jobs.sheets(store, wanted, folder, look, both, feedback)[0]

        def done(made) -> None:
            told = tr("%n sheet(s) written to {folder}.", n=len(made.files), folder=folder)
            if made.problems:
                self._messages.warning(f"{told} {' '.join(made.problems)}")
            else:
                self._messages.success(told)
            self.refresh()

        self._run(tr("Making the hand-over sheets"), make, done)

    def _ask(self, asked, gather) -> None:
        """Show a dialog. When it is accepted ``gather()`` reads it, and what it gives is done in the background."""

        def accepted() -> None:
            change = gather()
            self._run(tr("Recording the hand-over"), lambda _feedback: change(), lambda _: self._changed())

        asked.accepted.connect(self._messages.guard(accepted))
        asked.finished.connect(lambda _: asked.deleteLater())
        asked.open()

    def _changed(self) -> None:
        self._stores.changed({}, {"STORE": str(self._path())})
        self.refresh()

    def _run(self, title: str, function, done) -> None:
        Work(title, function, self._messages.guard(done), self._messages.error).start()

    def _chosen(self) -> handed.HandOver:
        letter = self.window.chosen() if self.window is not None else None
        if letter is None:
            raise KmzbError(tr("Choose a hand-over in the list."))
        return letter

    def _path(self) -> Path:
        path = report_layer.store_of(report_layer.find()) or self._stores.path
        if not path:
            raise KmzbError(tr("Open a store first."))
        return Path(path)


def _read(store: Store, fids: list[int]):
    """Versions by fid, numbers as the map shows them, bodies proposed. Raises KmzbError."""
    versions, numbers = {}, []
    asked = "SELECT version, coalesce(nullif(trim(reference), ''), service_id, fid) FROM report WHERE fid = ?"
    try:
        with store.connect() as connection:
            for fid in fids:
                row = connection.execute(asked, (fid,)).fetchone()
                if row is not None:
                    versions[fid] = row[0]
                    numbers.append(str(row[1]))
            return versions, numbers, bodies.propose(connection, fids)
    except sqlite3.Error as error:
        raise letters.read_error(error) from error


def _may(store: Store, letter: handed.HandOver, key: str) -> bool:
    """Whether the report of a hand-over may step to a status, as the store's list of steps says."""
    asked = (
        "SELECT 1 FROM report r JOIN transition t ON t.from_status = r.status_id JOIN status s ON s.id = t.to_status"
        " WHERE r.fid = ? AND s.key = ? AND t.from_status <> t.to_status"
    )
    try:
        with store.connect() as connection:
            return connection.execute(asked, (letter.report_fid, key)).fetchone() is not None
    except sqlite3.Error as error:
        raise letters.read_error(error) from error


def _basemaps() -> list[tuple[str, str]]:
    known, _ = services.usable()
    return [
        (service.id, service.title) for service in known.values() if service.is_map and service.role == "background"
    ]


def _referenced(box: QgsRectangle) -> QgsReferencedRectangle:
    return QgsReferencedRectangle(box, QgsCoordinateReferenceSystem("EPSG:2180"))


def _who() -> str:
    return QgsApplication.userLoginName() or ""
