"""The plugin in QGIS Desktop's window: builds menu, toolbar, docks and options page, and takes them away again."""

from __future__ import annotations

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer

from ..editing import patience, placing, saving
from . import about, attachment_queue, attachments_tab, entries, history_tab, joining, options, task, waiting_box
from .basemap_menu import BasemapMenu
from .catalogue import Catalogue
from .checkin import CheckIn
from .differences import ServiceDifferences
from .duplicates import Duplicates
from .following import Following
from .handing import HandOvers
from .import_dialog import ImportDialog
from .job_entries import JobEntries
from .jobs import Jobs
from .key_rows import KeyRows
from .leaving import Leaving
from .locators import Locators
from .menu import KmzbMenu
from .messages import Messages
from .new_project import NewProject
from .printing import Printing
from .queue import Queue
from .renewing import Renewing
from .stores import Stores
from .verifying import Verifying


class Window:
    """Builds the desktop's face and takes it away again."""

    def __init__(self, iface):
        self._iface = iface
        self.messages = Messages(iface)
        self.jobs = Jobs(iface)
        self.stores = Stores(iface, self.messages, self.jobs)
        self.job_entries = JobEntries(iface, self.messages, self.jobs, self.stores)
        self.renewing = Renewing(iface, self.messages, self.stores)
        self.printing = Printing(iface)
        self.new_project = NewProject(iface, self.messages, self.jobs, self.stores)
        self.locators = Locators(iface, self.messages)
        self.catalogue = Catalogue(iface, self.messages)
        self.queue = Queue(iface, self.messages, self.stores)
        self.hand_overs = HandOvers(iface, self.messages, self.stores)
        self.verifying = Verifying(iface, self.messages, self.stores, self.queue, self.hand_overs)
        self.duplicates = Duplicates(iface, self.messages)
        self.differences = ServiceDifferences(iface, self.messages, self.stores, self.locators)
        self.checking_in = CheckIn(iface, self.messages, self.stores)
        joining.join(self.queue, self.verifying, self.hand_overs, self.duplicates, self.job_entries.change_status)
        self.menu = self.toolbar = self.basemaps = self._factory = None
        self._leaving = self._following = self._key_rows = None

    def build(self) -> None:
        """Add the menu before Help, the toolbar and the options page."""
        main = self._iface.mainWindow()
        self.menu = KmzbMenu(self._iface, self.messages)
        self.toolbar = self.menu.toolbar
        self.basemaps = BasemapMenu(self._iface, self.messages, self.menu)
        self.basemaps.watch.start()
        self.menu.fill(entries.top(self), entries.TOOLBAR, self.basemaps)
        self._factory = options.OptionsFactory(self.messages)
        self._iface.registerOptionsWidgetFactory(self._factory)
        history_tab.install()
        attachments_tab.install()
        attachment_queue.events.failed.connect(self.messages.error)
        self.locators.install()
        self.locators.follow(self.menu.entry("here"), self.menu.entry("new_report"))
        self.duplicates.install()
        self.queue.install(self.menu.entry("queue"))
        patience.waiting = waiting_box.waiting_in(main)
        saving.watch(QgsProject.instance())
        self._leaving = Leaving(QgsProject.instance())
        self._following = Following(QgsProject.instance())
        self._key_rows = KeyRows(self._iface)
        saving.events.refused.connect(self._refused)
        saving.events.saved.connect(self._saved)
        placing.events.failed.connect(self._refused)

    def remove(self) -> None:
        """Take everything away: nothing of the plugin stays in the window."""
        self.job_entries.leave()
        self.new_project.leave()
        self.locators.remove()
        self.duplicates.remove()
        self.catalogue.remove()
        self.queue.remove()
        self.verifying.remove()
        self.hand_overs.remove()
        self.differences.remove()
        self.checking_in.remove()
        task.cancel_all()
        if self.basemaps is not None:
            self.basemaps.watch.stop()
        self.jobs.close()
        if self._factory is not None:
            saving.events.refused.disconnect(self._refused)
            saving.events.saved.disconnect(self._saved)
            placing.events.failed.disconnect(self._refused)
            saving.unwatch(QgsProject.instance())
            self._leaving.stop()
            self._following.stop()
            self._key_rows.stop()
            history_tab.remove()
            attachments_tab.remove()
            attachment_queue.events.failed.disconnect(self.messages.error)
            patience.waiting = patience.asleep
        if self._factory is not None:
            self._iface.unregisterOptionsWidgetFactory(self._factory)
            self._factory = None
        if self.menu is not None:
            self.menu.leave()
        self.menu = self.toolbar = self.basemaps = None

    def import_files(self) -> ImportDialog:
        """The import window (see :meth:`JobEntries.import_files`)."""
        return self.job_entries.import_files()

    def _refused(self, layer, error) -> None:
        # QGIS tells the database's refusal in its own words first; the plain sentence should stand on top of it.
        about, named = f"save {layer.id()}", layer.name()
        QTimer.singleShot(0, lambda: self.messages.failed(error, about, named))

    def _saved(self, layer) -> None:
        """What an earlier try was refused for is no longer true."""
        self.messages.over(f"save {layer.id()}")

    def settings(self) -> None:
        """The plugin's page of QGIS's options."""
        self._iface.showOptionsDialog(self._iface.mainWindow(), options.PAGE)

    def about(self) -> None:
        """Version, licence and help."""
        about.box(self._iface.mainWindow()).exec()
