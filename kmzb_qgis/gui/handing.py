"""Hand-overs on the desktop: the window, and what it does with the store, always outside the GUI thread."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFileDialog

from ..catalogue import warsaw
from ..editing import body_form, sheet
from ..processing import handing as jobs
from ..store import Store, bodies, handed, open_store, sheet_files
from ..store import handing as letters
from ..store.address import Address, parse
from ..store.address import folder as folder_of
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand, handing_asking, handing_changes, report_layer
from .bodies_window import BodiesWindow
from .folders import open_folder
from .handing_dialogs import AnswerDialog, CancelDialog, NewHandOver, NumberDialog
from .handing_model import state_words
from .handing_recording import Recording
from .handing_window import HandOversWindow, keep_on_top
from .messages import Messages
from .stores import Stores

MAP_SCALE_M = 300  # half the width of the map that shows a report


class HandOvers(Recording):
    """One window. ``hand_over(fids)`` may be called by other parts of the desk, too."""

    def __init__(self, iface, messages: Messages, stores: Stores):
        self._iface, self._messages, self._stores = iface, messages, stores
        self.window: HandOversWindow | None = None
        self.listed: BodiesWindow | None = None
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
                (window.folder_wanted, open_folder),
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
            at_hand.store(path)
            with at_hand.reading(path) as connection:
                known = bodies.read(connection)
            return known, handed.listed(path, states, text, body)

        def show(found) -> None:
            if self.window is not None and mine == self._asked:
                self.window.show_bodies(found[0])
                self.window.show_list(found[1])

        def failed(error: Exception) -> None:
            self._messages.error(error, tr("Try again"), self.refresh)
            if self.window is not None and isinstance(error, KmzbError):
                self.window.say(error.message, True)

        self._run(tr("Reading the hand-overs"), read, show, failed)

    def hand_over(self, fids: list[int] | None = None, then=None, note: str = "") -> NewHandOver:
        """Ask for body and day and record; ``fids``: reports, else those selected on the map. Raises KmzbError.

        ``then()`` follows when it is recorded. ``note`` is added to the inner note of the report with it.
        """
        path, layer = self._path(), report_layer.find()
        if layer is not None and layer.isEditable() and layer.isModified():
            raise KmzbError(tr("Save or discard the edits of the reports first."))
        chosen = list(dict.fromkeys(fids)) if fids else [] if layer is None else sorted(layer.selectedFeatureIds())
        if not chosen:
            raise KmzbError(tr("Select the reports on the map that are to be handed over."))
        store = at_hand.store(path)
        found = handing_asking.read(path, chosen)
        folder = str(_folder(path) / tr("hand-overs"))
        asked = NewHandOver(found.numbers, found.proposed, handing_asking.basemaps(), folder, self._parent())
        self._ask(asked, self._recording(store, found, asked, note), self._recorded(store, found.fids, asked, then))
        return asked

    def answer(self, letter: handed.HandOver | None = None) -> AnswerDialog:
        """Ask for the answer to a hand-over (default: the marked one) and record it."""
        letter, path = letter or self._chosen(), self._path()
        at_hand.store(path)
        store = open_store(path)  # a setting may have been changed: it says which steps there are
        may = handing_asking.may(store.path, letter.report_fid, "wyeliminowane")
        asked = AnswerDialog(letter, may, self._parent())

        def gather(version: int):
            given = asked.answer()
            return lambda store: letters.answer(store, letter.fid, given, _who(), version)

        state = state_words()[handed.ANSWERED]
        told = tr("Answer recorded. The hand-over is now in the list '{state}'.", state=state)
        self._ask_about(asked, letter, gather, told)
        return asked

    def answer_report(self, fid: int) -> None:
        """Ask for the answer to the hand-over of a report that has been waiting the longest. Raises KmzbError."""
        path = self._path()

        def show(found) -> None:
            if found is None:
                raise KmzbError(tr("No answer is awaited for this report any more."))
            self.answer(found)

        def read(_feedback):
            at_hand.store(path)
            return handing_asking.awaited(path, fid)

        self._run(tr("Reading the hand-overs"), read, show)

    def renumber(self) -> NumberDialog:
        """Ask for the number and due day of the marked hand-over and record them."""
        letter = self._chosen()
        asked = NumberDialog(letter, self.window)

        def gather(version: int):
            number, due = asked.number.text(), asked.due_day()
            return lambda store: letters.renumber(store, letter.fid, number, due, _who(), version)

        self._ask_about(asked, letter, gather)
        return asked

    def cancel(self) -> CancelDialog:
        """Ask why the marked hand-over is cancelled, and cancel it."""
        letter = self._chosen()
        asked = CancelDialog(letter, letter.state != handed.SETTLED, self.window)

        def gather(version: int):
            today, why, back = warsaw.day_of(warsaw.now()), asked.why.text(), asked.reopen.isChecked()
            return lambda store: letters.cancel(store, letter.fid, today, why, _who(), back, version)

        self._ask_about(asked, letter, gather)
        return asked

    def sheet(self) -> None:
        """Make the sheet of the marked hand-over, as it goes to the body, in a folder that is asked for."""
        letter, path = self._chosen(), self._path()
        folder = QFileDialog.getExistingDirectory(self.window, tr("Folder of the sheets"), str(_folder(path)))
        if folder:
            store = at_hand.store(path)
            look = sheet.Style("basemap", inner=False)  # it goes to the body: no inner note, officers or history
            self._sheets(store, [(letter.report_fid, letter.fid)], Path(folder), look, False)

    def show_on_map(self) -> None:
        """Go to the report of the marked hand-over and select it."""
        letter, layer = self._chosen(), report_layer.find()
        if letter.x is None or letter.y is None:
            raise KmzbError(tr("{report} has no place yet.", report=letter.report))
        canvas = self._iface.mapCanvas()
        if layer is not None:
            layer.selectByIds([letter.report_fid])
        box = QgsRectangle(letter.x, letter.y, letter.x, letter.y).buffered(MAP_SCALE_M)
        canvas.setReferencedExtent(_referenced(box))
        canvas.refresh()

    def bodies(self) -> BodiesWindow:
        """Show the list of bodies, to look at and to edit; they are a layer of the project, too."""
        layer = body_form.load(at_hand.store(self._path()), QgsProject.instance())
        if self.listed is not None and not sip.isdeleted(self.listed):
            self.listed.close()
        self.listed = shown = BodiesWindow(layer, self._parent())
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layer.willBeDeleted.connect(shown.close)
        shown.stored.connect(self._messages.guard(self.refresh))
        shown.show()
        return shown

    def _recording(self, store: Store, found: handing_asking.Reports, asked: NewHandOver, note: str):
        """What records the new hand-over, with what the dialog says when it is accepted."""

        def gather():
            body, number, day, due = (
                asked.body.currentData(), asked.number.text().strip(), asked.handed_day(), asked.due_day()
            )  # fmt: skip

            def work(feedback):
                order = letters.Order(
                    tuple(found.fids), body, _who(), day, number, due, versions=found.versions, note=note
                )
                try:
                    return letters.hand_over(store, order, feedback)
                except KmzbError as error:
                    if error.code != "KMZB-409":
                        raise
                    before, numbers = found.versions, dict(zip(found.versions, found.numbers))
                    found.reread(store.path)
                    news = handing_changes.of_reports(store.path, before, numbers)
                    raise handing_changes.Meanwhile(error, news) from error

            return work

        return gather

    def _recorded(self, store: Store, fids: list[int], asked: NewHandOver, then):
        def done(made: list[int]) -> None:
            self._messages.success(tr("%n report(s) handed over.", n=len(made)))
            self._changed()
            if asked.sheets.isChecked():
                look = sheet.Style(asked.basemap.currentData(), inner=asked.inner.isChecked())
                folder, both = Path(asked.folder.filePath().strip() or "."), asked.both.isChecked() and len(made) > 1
                self._sheets(store, list(zip(fids, made)), folder, look, both)
            if then is not None:
                then()

        return done

    def _sheets(self, store: Store, wanted, folder: Path, look: sheet.Style, both: bool) -> None:
        def make(feedback):
            folder.mkdir(parents=True, exist_ok=True)
            return jobs.sheets(store, wanted, folder, look, both, feedback)[0]

        def done(made) -> None:
            told = tr("%n sheet(s) written to {folder}.", n=len(made.files), folder=folder)
            if made.problems:
                self._messages.warning(f"{told} {' '.join(made.problems)}")
            else:
                again = tr("Open the folder")
                self._messages.offer(told, "", again, lambda: open_folder(folder), Qgis.MessageLevel.Success)
            if self.window is not None:
                self.window.tell(told, folder)
            self.refresh()

        self._run(tr("Making the hand-over sheets"), make, done)

    def _changed(self) -> None:
        self._stores.changed({}, {"STORE": str(self._path())})
        self.refresh()

    def _parent(self):
        """Over which window a dialog stands."""
        return self.window if self.window is not None and self.window.isVisible() else self._iface.mainWindow()

    def _chosen(self) -> handed.HandOver:
        letter = self.window.chosen() if self.window is not None else None
        if letter is None:
            raise KmzbError(tr("Choose a hand-over in the list."))
        return letter

    def _path(self) -> Address:
        path = report_layer.store_of(report_layer.find()) or self._stores.path
        if not path:
            raise KmzbError(tr("Open a store first."))
        return parse(path)


def _referenced(box: QgsRectangle) -> QgsReferencedRectangle:
    return QgsReferencedRectangle(box, QgsCoordinateReferenceSystem("EPSG:2180"))


def _folder(path: Address) -> Path:
    """Where the sheets of a store lie, unless a person says otherwise."""
    return sheet_files.base(path) or folder_of(path)


def _who() -> str:
    return QgsApplication.userLoginName() or ""
