"""The work queue on the desktop: the dock and what it follows: the store, its layer, the map, the clock."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QAction

from ..editing.queue_reader import Listing, Question, Reader
from ..store import account
from ..store.queue import Counts
from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .messages import Messages
from .queue_dock import QueueDock
from .queue_edits import Edits
from .queue_map import QueueMap
from .queue_menu import FORM, QueueMenu
from .queue_pointing import Pointing
from .queue_shared import Shared
from .slots import safe

TICK_MS = 20_000  # between looks whether a new day began in Warsaw
SLOW_MS = 300  # of searching, before it is said


class Queue(Shared):
    """Puts the dock into a window, keeps it true, takes it out again."""

    def __init__(self, iface, messages: Messages, stores=None):
        super().__init__()
        self._iface, self._messages, self._stores = iface, messages, stores
        self.dock: QueueDock | None = None
        self.map: QueueMap | None = None
        self.reader: Reader | None = None
        self._edits: Edits | None = None
        self._pointing: Pointing | None = None
        self._menu: QueueMenu | None = None
        self._offered: dict = {}
        self._action: QAction | None = None
        self._layer: QgsVectorLayer | None = None
        self._path: Path | None = None  # the store shown last
        self.late = 0  # of the reports listed
        self._number = 0
        self._listed_now = False  # what the list shows is what the store told since it was opened
        self._by_person = False  # the list is another because the person asked for it, not because the store changed
        self._clock, self._slow, self._soon = QTimer(self), QTimer(self), QTimer(self)

    def install(self, action: QAction | None = None) -> None:
        """Make the dock; ``action`` shows and hides it. It is open where it was when QGIS was left."""
        main = self._iface.mainWindow()
        self.dock, self.map, self._edits = QueueDock(main), QueueMap(self._iface), Edits(self)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        dock = self.dock
        dock.zoom.setChecked(bool(settings.get("queue_zoom")))
        dock.scale.setScale(settings.get("queue_scale"))
        if settings.get("queue_columns"):
            dock.put_columns(settings.get("queue_columns"))
        dock.zoom.toggled.connect(lambda on: settings.put("queue_zoom", int(on)))
        dock.scale.scaleChanged.connect(lambda scale: settings.put("queue_scale", round(scale)))
        dock.again.connect(self.again)
        dock.filters.changed.connect(self._asked_by_person)
        dock.model.wanted.connect(self._fetch)
        self._pointing = Pointing(self._iface, self._messages, dock, self.map, self._fetch)
        self._menu = QueueMenu(self._messages, dock, self.map, lambda: self._path)
        self._menu.acts.update({FORM: lambda fids: self.open_form(fids[0]), **self._offered})
        self._edits.pending.connect(self._pending)
        self._edits.saved.connect(safe(self.look))
        for timer, milliseconds, run in (
            (self._clock, TICK_MS, self._tick),
            (self._slow, SLOW_MS, self._searching),
            (self._soon, 0, self._follow),
        ):
            timer.setInterval(milliseconds)
            timer.setSingleShot(timer is not self._clock)
            timer.timeout.connect(run)
        project = QgsProject.instance()
        project.layersAdded.connect(self._project_changed)
        project.layersRemoved.connect(self._project_changed)
        project.layersWillBeRemoved.connect(self._leaving)
        dock.setVisible(bool(settings.get("queue_open")))
        dock.visibilityChanged.connect(self._project_changed)
        dock.toggleViewAction().toggled.connect(self._remember)
        self._action = action
        if action is not None:
            action.setCheckable(True)
            action.setChecked(not dock.isHidden())
            dock.toggleViewAction().toggled.connect(action.setChecked)
        self._project_changed()

    def remove(self) -> None:
        """Take it out; whether it was open is remembered."""
        if self.dock is None:
            return
        settings.put("queue_columns", self.dock.columns())
        project = QgsProject.instance()
        for signal, slot in (
            (project.layersAdded, self._project_changed),
            (project.layersRemoved, self._project_changed),
            (project.layersWillBeRemoved, self._leaving),
            (self.dock.visibilityChanged, self._project_changed),
            (self.dock.toggleViewAction().toggled, self._remember),
        ):
            signal.disconnect(slot)
        for timer in (self._clock, self._slow, self._soon):
            timer.stop()
        self._stop()
        self._edits.follow(None)
        self.map.remove()
        self._pointing.remove()
        self._iface.removeDockWidget(self.dock)
        self.dock.setParent(None)
        self.dock.deleteLater()
        self.dock = self.map = self._edits = self._pointing = self._menu = self._action = None

    def toggle(self) -> None:
        """Show the dock, with the keyboard in its list, also from behind another one; hide it where it is seen."""
        if self.in_sight():
            self.dock.close()
        else:
            self.show()
            self.dock.table.setFocus()
        if self._action is not None:  # Qt unchecked it when it was pressed, also where the dock was only raised
            self._action.setChecked(not self.dock.isHidden())

    def open_form(self, fid: int) -> None:
        """The form of a report. Raises KmzbError where its layer is gone."""
        if self._layer is None:
            raise KmzbError(tr("The report layer is not in the project any more."))
        feature = self._layer.getFeature(fid)
        if not feature.isValid():
            if self._path is not None and not self._path.is_file():
                raise KmzbError(tr("There is no store at {path}.", path=self._path), code="store-missing")
            raise KmzbError(tr("Report {number} is not in the layer any more.", number=fid))
        self._iface.setActiveLayer(self._layer)
        self._iface.openFeatureForm(self._layer, feature, False, False)

    @safe
    def again(self, *_) -> None:
        """Read the list and its counts anew."""
        self._number += 1
        wanted = self.dock.filters.wanted()
        self.map.show_area(wanted.area if self._path is not None else "")
        self.dock.show_view(wanted.view)
        if self.reader is not None:
            self._slow.start()
            self.reader.ask(Question(self._number, wanted, account.name(self._path, QgsApplication.userLoginName())))

    @safe
    def _follow(self, *_) -> None:
        """Find the report layer; start, stop or change the store."""
        if self.dock is None:
            return
        layer = report_layer.find()
        path = report_layer.store_of(layer)
        self._layer = layer
        self.map.follow(layer)
        self._edits.follow(layer)
        if self.reader is not None and (path != self.reader.path or not self.dock.isVisible()):
            self._stop()
        if path is None:
            self._nothing()
        elif self.reader is None and self.dock.isVisible():
            self._start(path)

    def _start(self, path: Path) -> None:
        self.dock.tell("")
        if path != self._path:
            self.dock.model.set_fids(self.dock.model.fids[:0])
            self.dock.model.forget()
        self._path = self.dock.filters.store = path
        self.reader = Reader(path)
        self.reader.listed.connect(self._listed)
        self.reader.counted.connect(self._counted)
        self.reader.read.connect(self._read)
        self.reader.changed.connect(self.again)
        self.reader.troubled.connect(self._troubled)
        self.reader.start()
        self._clock.start()
        self.again()

    def _stop(self) -> None:
        """Let the store go: nothing of the plugin keeps its file open."""
        self._listed_now = False
        self._clock.stop()
        self._slow.stop()
        reader, self.reader = self.reader, None
        if reader is not None:
            reader.stop()
            for signal in (reader.listed, reader.counted, reader.read, reader.changed, reader.troubled):
                with suppress(TypeError):
                    signal.disconnect()
            reader.deleteLater()

    def _nothing(self) -> None:
        """No store: nothing is listed, and the sentence says what to do."""
        dock, was = self.dock, self._path
        dock.model.set_fids(dock.model.fids[:0])
        dock.show_counts(Counts())
        dock.footer.setText("")
        dock.say("selection", "")
        self.map.unmark()
        self.map.show_area("")
        if was is not None and was.is_file():
            sentence = tr("The report layer of the store {name} is not in the project any more.", name=was.name)
            button, run = tr("Open the store again"), (lambda: self._stores.open(str(was)))
        else:
            sentence = tr("No store is open: the queue shows its open reports.")
            button, run = tr("Open a store…"), (lambda: self._stores.ask_open())
        dock.tell(sentence, button if self._stores is not None else "", self._messages.guard(run))

    @safe
    def _project_changed(self, *_) -> None:
        self._soon.start()

    @safe
    def _leaving(self, ids) -> None:
        """The layer goes: the store is let go before its file is put away."""
        if self._layer is not None and self._layer.id() in ids:
            self._layer = None
            self.map.follow(None)
            self._edits.follow(None)
            self._stop()
            self._soon.start()

    @safe
    def _remember(self, shown: bool) -> None:
        settings.put("queue_open", int(shown))

    @safe
    def _asked_by_person(self) -> None:
        self._by_person = True
        self.again()

    @safe
    def _listed(self, listing: Listing) -> None:
        if listing.number != self._number or self.dock is None:
            return
        self._slow.stop()
        by_person, self._by_person = self._by_person, False
        self.dock.filters.show_answers(listing.has_answers)
        self.dock.filters.show_units(listing.units)
        self.dock.replace(listing.fids, self.map.selection(), not by_person)
        self._listed_now = True
        self._pointing.tell_selection()
        self.relisted.emit(by_person)

    @safe
    def _counted(self, number: int, counts) -> None:
        if number == self._number and self.dock is not None:
            self.dock.show_counts(counts)
            self.late = counts.late
            self.relisted.emit(False)

    @safe
    def _fetch(self, fids) -> None:
        if self.reader is not None:
            self.reader.fetch(fids)

    @safe
    def _read(self, asked, rows) -> None:
        if self.dock is not None:
            self.dock.model.put(asked, rows)
            self._pointing.came()

    @safe
    def _troubled(self, sentence: str) -> None:
        if self.dock is not None and self.reader is not None:
            self._slow.stop()
            self.dock.tell(sentence)

    @safe
    def _searching(self) -> None:
        if self.dock is None:
            return
        self.dock.footer.setText(tr("Searching…"))

    @safe
    def _tick(self) -> None:
        if self.dock is not None and self.dock.model.tick():
            self.again()

    @safe
    def _pending(self, changes: dict, added: int) -> None:
        if self.dock is None:  # it was on its way when the plugin was switched off
            return
        self.dock.model.set_pending(changes)
        self.dock.say("new", tr("%n new report(s) in the layer not saved yet.", n=added) if added else "")
