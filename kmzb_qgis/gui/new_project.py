"""New KMZB project…: asks for a store, basemaps and a name; the job makes the file; then it is opened as QGIS does."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .jobs import Jobs
from .messages import Messages
from .new_project_dialog import NewProjectDialog
from .stores import Stores

JOB = "kmzb:newproject"


class NewProject:
    """The action of the menu."""

    def __init__(self, iface, messages: Messages, jobs: Jobs, stores: Stores):
        self._iface, self._messages, self._jobs, self._stores = iface, messages, jobs, stores
        self.window: NewProjectDialog | None = None

    def ask(self) -> NewProjectDialog:
        """Show the dialog; the one that is open where there is one."""
        if self.window is None:
            self.window = NewProjectDialog(self._stores, self._messages, self._iface.mainWindow())
            self.window.chosen.connect(self._messages.guard(self.make))
            self.window.finished.connect(self._forget)
        self.window.show()
        self.window.raise_()
        return self.window

    def leave(self) -> None:
        """Take the dialog away (the plugin is switched off)."""
        if self.window is not None:
            self.window.reject()

    def make(self, parameters: dict) -> None:
        """Make the project in the background, then open it. Raises KmzbError where it is the open one."""
        output = Path(parameters["OUTPUT"])
        open_one = QgsProject.instance().fileName()
        if open_one and Path(open_one).resolve() == output.resolve():
            raise KmzbError(tr("The project {path} is open now. Choose another name.", path=output))
        self._messages.info(tr("The project {name} is being made.", name=output.name))
        done = self._messages.guard(self._made)
        self._jobs.background(JOB, parameters, done, self._messages.error)

    def _made(self, results: dict) -> None:
        """Open what was made; a person who keeps the open project is told where the new one lies."""
        path = str(results["OUTPUT"])
        if not self._iface.newProject(True):  # asks about unsaved changes and edits, as QGIS does
            told = tr("The project {path} was made. The open project stays open.", path=path)
            QTimer.singleShot(0, lambda: self._messages.success(told))  # above QGIS's word that the task has ended
            return
        if not self._iface.addProject(path):
            raise KmzbError(tr("The project {path} was made, but QGIS could not open it.", path=path))
        self._stores.open(str(results["STORE"]))
        if results.get("MISSING"):
            self._messages.warning(str(results["MISSING"]))

    def _forget(self, _result: int = 0) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
