"""Entries that open a job's dialog, filled in with what is known: the store in use, folders, what is selected."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.core import QgsProcessingFeatureSourceDefinition

from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .import_dialog import ImportDialog
from .jobs import Jobs
from .messages import Messages
from .stores import Stores


class JobEntries:
    """Opens the algorithms' dialogs and the import window; ``sample`` is the file that the sample job wrote last."""

    def __init__(self, iface, messages: Messages, jobs: Jobs, stores: Stores):
        self._iface, self._messages, self._jobs, self._stores = iface, messages, jobs, stores
        self._import: ImportDialog | None = None
        self.sample = ""

    def job(self, name: str, done: Callable[[dict, dict], object] | None = None) -> Callable[[], object]:
        """What opens an algorithm's dialog, filled in from the settings; a job takes the parameters it has."""

        def run():
            self._tell_state()
            given = {
                "INPUT": self.sample if Path(self.sample).is_file() else "",
                "STORE": self._stores.path,
                # a publication's, or for attachments one that the person names: nobody mistakes the one for the other
                "FOLDER": "" if name == "attachmentsfolder" else settings.get("publication_folder"),
                "URL": settings.get("service_url") if name == "importservice" else "",
            }
            return self._jobs.dialog(f"kmzb:{name}", given, self._messages.guard(done) if done else None)

        return run

    def sampled(self, results: dict, _parameters: dict) -> None:
        """Sample reports are made to be imported: that dialog offers the file next."""
        self.sample = str(results.get("OUTPUT", ""))

    def change_status(self):
        """The bulk change for what is selected on the map. Raises KmzbError where nothing is."""
        layer = report_layer.find()
        if layer is None or not layer.selectedFeatureCount():
            raise KmzbError(tr("Select the reports on the map first."))
        given = {
            "STORE": str(report_layer.store_of(layer)),
            "LAYER": QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True),
        }
        return self._jobs.dialog("kmzb:changestatus", given, self._messages.guard(self._stores.changed))

    def import_files(self) -> ImportDialog:
        """The import window, the one that is open where there is one; the sample made last stands in a new one."""
        self._tell_state()
        if self._import is not None and self._import.isVisible():
            self._import.raise_()
            self._import.activateWindow()
            return self._import
        self.leave()
        files = [self.sample] if Path(self.sample).is_file() else []
        done = self._messages.guard(self._stores.changed)
        self._import = ImportDialog(self._stores.path, files, done, self._iface.mainWindow())
        self._import.show()
        return self._import

    def leave(self) -> None:
        """Take the import window away; what runs in it is cancelled."""
        if self._import is not None:
            self._import.leave()
            self._import.hide()
            self._import.deleteLater()
            self._import = None

    def _tell_state(self) -> None:
        """What a person should know before a job: that the store is gone, or that edits are not in it yet."""
        last = str(settings.get("store"))
        if last and not self._stores.path:
            self._messages.warning(tr("There is no store at {path}.", path=last))
        elif self._stores.unsaved():
            self._messages.warning(
                tr("Edits of the reports wait in the layer and are not in the store: save them before the job runs.")
            )
