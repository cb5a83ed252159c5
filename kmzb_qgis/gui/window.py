"""Menu, toolbar and options page of QGIS Desktop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolButton

from ..editing import patience, placing, saving
from ..processing.algorithms.assignunits import AssignUnits
from ..processing.algorithms.metadata import Metadata
from ..processing.base import KmzbAlgorithm
from ..toolbelt import paths, settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import about, attachment_queue, attachments_tab, history_tab, joining, options, report_layer, task, waiting_box
from .basemap_menu import BasemapMenu
from .catalogue import Catalogue
from .differences import ServiceDifferences
from .duplicates import Duplicates
from .handing import HandOvers
from .import_dialog import ImportDialog
from .jobs import Jobs
from .key_rows import KeyRows
from .leaving import Leaving
from .locators import Locators
from .messages import Messages
from .new_project import NewProject
from .printing import Printing
from .queue import Queue
from .renewing import Renewing
from .stores import Stores
from .verifying import Verifying


@dataclass(frozen=True)
class Entry:
    """One action: object name (and icon), words, what it does, whether it is on the toolbar."""

    name: str
    text: str
    tip: str
    run: Callable[[], object]
    toolbar: bool = True
    icon: str = ""


class Window:
    """Builds the desktop's face and takes it away again."""

    def __init__(self, iface):
        self._iface = iface
        self.messages = Messages(iface)
        self.jobs = Jobs(iface)
        self.stores = Stores(iface, self.messages, self.jobs)
        self.renewing = Renewing(iface, self.messages, self.stores)
        self.printing = Printing(iface)
        self.new_project = NewProject(iface, self.messages, self.jobs, self.stores)
        self.locators = Locators(iface, self.messages)
        self.catalogue = Catalogue(iface, self.messages)
        self.queue = Queue(iface, self.messages, self.stores)
        self.hand_overs = HandOvers(iface, self.messages, self.stores)
        self.verifying = Verifying(iface, self.messages, self.stores, self.queue, self.hand_overs)
        self.duplicates = Duplicates(iface, self.messages)
        joining.join(self.queue, self.verifying, self.hand_overs, self.duplicates, self._change_status)
        self.differences = ServiceDifferences(iface, self.messages, self.stores, self.locators)
        self._actions: list[QAction] = []
        self._import: ImportDialog | None = None
        self._sample = ""  # the file that the sample job wrote last
        self.menu = self.toolbar = self.basemaps = self._factory = None
        self._leaving = self._key_rows = None

    def build(self) -> None:
        """Add the menu before Help, the toolbar and the options page."""
        main = self._iface.mainWindow()
        self.menu = QMenu("&KMZB", main)
        self.menu.setObjectName("kmzb_menu")
        self.menu.setToolTipsVisible(True)
        self.toolbar = self._iface.addToolBar("KMZB")
        self.toolbar.setObjectName("kmzb_toolbar")
        self.toolbar.setToolTip(tr("KMZB: reports of the map of safety threats"))
        self.basemaps = BasemapMenu(self._iface, self.messages, self.menu)
        self.basemaps.watch.start()
        for number, group in enumerate(self._groups()):
            if number:
                self.menu.addSeparator()
                if any(entry is None or entry.toolbar for entry in group):
                    self.toolbar.addSeparator()
            for entry in group:
                if entry is None:
                    self.menu.addMenu(self.basemaps)
                    self._basemap_button()
                else:
                    self._add(entry, main)
        standing = main.menuBar().actions()
        main.menuBar().insertMenu(standing[-1] if standing else None, self.menu)
        self._factory = options.OptionsFactory(self.messages)
        self._iface.registerOptionsWidgetFactory(self._factory)
        history_tab.install()
        attachments_tab.install()
        attachment_queue.events.failed.connect(self.messages.error)
        self.locators.install()
        named = {action.objectName(): action for action in self._actions}
        self.locators.follow(named["kmzb_here"], named["kmzb_new_report"])
        self.duplicates.install()
        self.queue.install(named["kmzb_queue"])
        patience.waiting = waiting_box.waiting_in(main)
        saving.watch(QgsProject.instance())
        self._leaving = Leaving(QgsProject.instance())
        self._key_rows = KeyRows(self._iface)
        saving.events.refused.connect(self._refused)
        placing.events.failed.connect(self._refused)

    def remove(self) -> None:
        """Take everything away: nothing of the plugin stays in the window."""
        self._leave_import()
        self.new_project.leave()
        self.locators.remove()
        self.duplicates.remove()
        self.catalogue.remove()
        self.queue.remove()
        self.verifying.remove()
        self.hand_overs.remove()
        self.differences.remove()
        task.cancel_all()
        if self.basemaps is not None:
            self.basemaps.watch.stop()
        self.jobs.close()
        if self._factory is not None:
            saving.events.refused.disconnect(self._refused)
            placing.events.failed.disconnect(self._refused)
            saving.unwatch(QgsProject.instance())
            self._leaving.stop()
            self._key_rows.stop()
            history_tab.remove()
            attachments_tab.remove()
            attachment_queue.events.failed.disconnect(self.messages.error)
            patience.waiting = patience.asleep
        if self._factory is not None:
            self._iface.unregisterOptionsWidgetFactory(self._factory)
            self._factory = None
        main = self._iface.mainWindow()
        if self.menu is not None:
            main.menuBar().removeAction(self.menu.menuAction())
            self.menu.deleteLater()
        if self.toolbar is not None:
            main.removeToolBar(self.toolbar)
            self.toolbar.setParent(None)
            self.toolbar.deleteLater()
        for action in self._actions:
            action.deleteLater()
        self._actions = []
        self.menu = self.toolbar = self.basemaps = None

    def _groups(self) -> list[list[Entry | None]]:
        """The menu's groups in order; None stands for the basemaps."""
        stores, job = self.stores, self._job
        return [
            [
                Entry("new_store", tr("&New store…"), tr("Make an empty store for reports"), stores.ask_new),
                Entry("open_store", tr("&Open a store…"), tr("Open a store and show its reports"), stores.ask_open),
                Entry(
                    "new_project",
                    tr("New &KMZB project…"),
                    tr(
                        "Make a project of a store: reports, units, basemaps, bookmarks, looks for day, night and print"
                    ),
                    self.new_project.ask,
                    toolbar=False,
                ),
                Entry(
                    "renew_form",
                    tr("Renew form and s&tyles of the store"),
                    tr("After an update of the plugin: give the store its new form and symbols; your own styles stay"),
                    self.renewing.ask,
                    toolbar=False,
                ),
                Entry(
                    "copy_store",
                    tr("Cop&y the store…"),
                    tr("Make a whole copy of the store, also while it is open and edited"),
                    job("copystore"),
                    toolbar=False,
                ),
                Entry(
                    "anonymise",
                    tr("Erase te&xts…"),
                    tr("Blank descriptions, notes and attachments of old or chosen reports for good; rehearsed first"),
                    job("anonymise", stores.changed),
                    toolbar=False,
                ),
            ],
            [
                Entry(
                    "import_file",
                    tr("Import &files…"),
                    tr("Load reports from files: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON"),
                    self.import_files,
                ),
                Entry(
                    "import_service",
                    tr("Import from the &service…"),
                    tr("Load reports from the KMZB data service"),
                    job("importservice", stores.changed),
                ),
                Entry(
                    "import_units",
                    tr("Import &units…"),
                    tr("Load municipalities, counties, voivodeships and police jurisdictions"),
                    job("importunits", stores.changed),
                    toolbar=False,
                ),
                self._of_algorithm("assign_units", AssignUnits(), "g", stores.changed),
            ],
            [
                Entry(
                    "queue",
                    tr("Work &queue"),
                    tr("The open reports, the late ones first, with filters: choose one and the map shows it"),
                    self.queue.toggle,
                ),
                Entry(
                    "verify",
                    tr("&Verify reports…"),
                    tr("One report after another over the orthophoto, decisions by key, each saved at once"),
                    self.verifying.open,
                ),
                Entry(
                    "change_status",
                    tr("Ad&just the status of selected reports…"),
                    tr("One status with one reason for all reports selected on the map: all of them or none"),
                    self._change_status,
                    toolbar=False,
                ),
            ],
            [
                Entry(
                    "hand_over",
                    tr("Han&d-overs…"),
                    tr("Hand reports over to other bodies, record their answers; overdue answers first"),
                    self.hand_overs.open,
                ),
                Entry(
                    "differences",
                    tr("&Differences from the service…"),
                    tr("List reports whose status here is not the one that the service last said, to enter it there"),
                    self.differences.open,
                    toolbar=False,
                ),
            ],
            [
                None,
                Entry(
                    "catalogue",
                    tr("Cata&logue search…"),
                    tr("Search the metadata catalogue of the national geoportal and add services it lists as layers"),
                    self.catalogue.open,
                    toolbar=False,
                ),
                Entry(
                    "here",
                    tr("W&hat is here?"),
                    tr("Click on the map: nearest address, parcel, units and police of that place"),
                    self.locators.pick,
                ),
                Entry(
                    "new_report",
                    tr("Digiti&ze a new report"),
                    tr("Click on the map where a report of a talk, a debate or a letter lies: its form opens"),
                    self.locators.pick_new,
                ),
                Entry(
                    "duplicates",
                    tr("Repeats an e&xisting report…"),
                    tr("For the selected report: which report may it repeat? Shows them on the map and links to one"),
                    self.duplicates.ask_selected,
                    toolbar=False,
                ),
                Entry(
                    "print_map",
                    tr("Pr&int map…"),
                    tr("Lay the map out on A4 with key, scale and date, as it looks on paper, to print or save as PDF"),
                    self.printing.ask,
                    toolbar=False,
                ),
            ],
            [
                Entry("publish", tr("&Publish…"), tr("Publish the public part of the reports"), job("publish")),
                Entry(
                    "check",
                    tr("&Check the publication…"),
                    tr("Read the publication back over the network"),
                    job("checkpublication"),
                    toolbar=False,
                ),
                Entry(
                    "rollback",
                    tr("&Roll back…"),
                    tr("Go back to an earlier publication"),
                    job("rollback"),
                    toolbar=False,
                ),
                Entry(
                    "withdraw",
                    tr("&Withdraw a report…"),
                    tr("Take one report out of the publication at once"),
                    job("withdraw"),
                    toolbar=False,
                ),
                self._of_algorithm("metadata", Metadata(), "dl"),
            ],
            [
                Entry(
                    "sample",
                    tr("&Make sample reports…"),
                    tr("Write a file of synthetic reports to try things out"),
                    job("samplereports", self._sampled),
                    toolbar=False,
                ),
                Entry("settings", tr("S&ettings…"), tr("Service, folders, own service catalogue"), self._settings),
                Entry(
                    "about", tr("&About KMZB"), tr("Version, licence, help"), self._about, toolbar=False, icon="kmzb"
                ),
            ],
        ]

    def _add(self, entry: Entry, parent) -> None:
        action = QAction(QIcon(paths.icon(entry.icon or entry.name)), entry.text, parent)
        action.setObjectName(f"kmzb_{entry.name}")
        action.setToolTip(entry.tip)
        action.setStatusTip(entry.tip)
        run = self.messages.guard(entry.run)
        action.triggered.connect(lambda _=False: run())
        self.menu.addAction(action)
        if entry.toolbar:
            self.toolbar.addAction(action)
        self._actions.append(action)

    def _basemap_button(self) -> None:
        button = QToolButton(self.toolbar)
        button.setObjectName("kmzb_basemaps_button")
        button.setIcon(QIcon(paths.icon("basemap")))
        button.setToolTip(tr("Add a basemap of the national geoportal"))
        button.setMenu(self.basemaps)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.toolbar.addWidget(button)

    def _of_algorithm(self, name: str, algorithm: KmzbAlgorithm, keys: str, done=None) -> Entry:
        """An entry in the algorithm's own words; the first of ``keys`` in them picks it."""
        words = re.sub(f"[{keys}]", lambda letter: f"&{letter[0]}", algorithm.title(), count=1, flags=re.IGNORECASE)
        return Entry(name, f"{words}…", algorithm.shortDescription(), self._job(algorithm.NAME, done), toolbar=False)

    def _job(self, name: str, done: Callable[[dict, dict], object] | None = None) -> Callable[[], object]:
        """What opens an algorithm's dialog, filled in from the settings; a job takes the parameters it has."""

        def run():
            self._tell_state()
            given = {
                "INPUT": self._sample if Path(self._sample).is_file() else "",
                "STORE": self.stores.path,
                "FOLDER": settings.get("publication_folder"),
                "URL": settings.get("service_url") if name == "importservice" else "",
            }
            return self.jobs.dialog(f"kmzb:{name}", given, self.messages.guard(done) if done else None)

        return run

    def _tell_state(self) -> None:
        """What a person should know before a job: that the store is gone, or that edits are not in it yet."""
        last = str(settings.get("store"))
        if last and not self.stores.path:
            self.messages.warning(tr("There is no store at {path}.", path=last))
        elif self.stores.unsaved():
            self.messages.warning(
                tr("Edits of the reports wait in the layer and are not in the store: save them before the job runs.")
            )

    def import_files(self) -> ImportDialog:
        """The import window, the one that is open where there is one; the sample made last stands in a new one."""
        self._tell_state()
        if self._import is not None and self._import.isVisible():
            self._import.raise_()
            self._import.activateWindow()
            return self._import
        self._leave_import()
        files = [self._sample] if Path(self._sample).is_file() else []
        done = self.messages.guard(self.stores.changed)
        self._import = ImportDialog(self.stores.path, files, done, self._iface.mainWindow())
        self._import.show()
        return self._import

    def _leave_import(self) -> None:
        """Take the import window away; what runs in it is cancelled."""
        if self._import is not None:
            self._import.leave()
            self._import.hide()
            self._import.deleteLater()
            self._import = None

    def _sampled(self, results: dict, _parameters: dict) -> None:
        """Sample reports are made to be imported: that dialog offers the file next."""
        self._sample = str(results.get("OUTPUT", ""))

    def _change_status(self):
        """The bulk change for what is selected on the map. Raises KmzbError where nothing is."""
        layer = report_layer.find()
        if layer is None or not layer.selectedFeatureCount():
            raise KmzbError(tr("Select the reports on the map first."))
        given = {
            "STORE": str(report_layer.store_of(layer)),
            "LAYER": QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True),
        }
        return self.jobs.dialog("kmzb:changestatus", given, self.messages.guard(self.stores.changed))

    def _refused(self, _layer, error) -> None:
        # QGIS tells the database's refusal in its own words first; the plain sentence should stand on top of it.
        QTimer.singleShot(0, lambda: self.messages.error(error))

    def _settings(self) -> None:
        self._iface.showOptionsDialog(self._iface.mainWindow(), options.PAGE)

    def _about(self) -> None:
        about.box(self._iface.mainWindow()).exec()
