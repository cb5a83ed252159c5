"""The plugin's algorithms behind the menu: through Processing's own dialog, so that progress and cancel are QGIS's."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QScrollArea, QSplitter

from ..toolbelt import compat
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


class _Feedback(QgsProcessingFeedback):
    """Keeps what an algorithm refused with."""

    def __init__(self):
        super().__init__(False)
        self.errors: list[str] = []

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.errors.append(error)
        super().reportError(error, fatalError)


class Jobs:
    """Opens the dialogs of algorithms and runs the small ones in the background."""

    def __init__(self, iface):
        self._iface = iface
        self._dialogs: list = []
        self._tasks: list = []

    def dialog(self, algorithm: str, parameters: dict, done=None):
        """Show an algorithm's dialog, filled in; ``done(results, parameters)`` after each success. Raises KmzbError."""
        given = {name: value for name, value in parameters.items() if value not in ("", None)}
        known = {definition.name() for definition in find(algorithm).parameterDefinitions()}
        try:
            import processing
        except ImportError as error:
            raise KmzbError(
                tr("QGIS's Processing plugin is switched off. Switch it on in the plugin manager."), str(error)
            ) from error
        window = processing.createAlgorithmDialog(
            algorithm, {name: value for name, value in given.items() if name in known}
        )
        if window is None:
            raise KmzbError(tr("The dialog of the job '{name}' could not be opened.", name=algorithm))
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if done is not None:
            window.algorithmFinished.connect(
                lambda ok, results: done(results, compat.dialog_parameters(window)) if ok else None
            )
        window.destroyed.connect(lambda: self._forget(window))
        self._dialogs.append(window)
        window.show()
        _widen(window)
        window.raise_()
        return window

    def background(self, algorithm: str, parameters: dict, done, failed) -> None:
        """Run an algorithm without a dialog; ``done(results)`` or ``failed(KmzbError)`` follow in the GUI thread."""
        context, feedback = QgsProcessingContext(), _Feedback()
        context.setProject(QgsProject.instance())
        task = QgsProcessingAlgRunnerTask(find(algorithm), parameters, context, feedback)
        entry = (task, context, feedback)  # Python must keep them until QGIS is through with them

        def executed(ok: bool, results: dict) -> None:
            self._tasks.remove(entry)
            if ok:
                done(results)
            else:
                message, _, details = "\n".join(feedback.errors).strip().partition("\n")
                failed(KmzbError(message or tr("The job '{name}' failed.", name=algorithm), details))

        task.executed.connect(executed)
        self._tasks.append(entry)
        QgsApplication.taskManager().addTask(task)

    def close(self) -> None:
        """Close the dialogs that are still open."""
        for window in list(self._dialogs):
            window.close()
        self._dialogs.clear()

    def _forget(self, window) -> None:
        if window in self._dialogs:
            self._dialogs.remove(window)


def _widen(window) -> None:
    """Make room for the longest label: Processing's panel does not grow, and hides the buttons that choose files."""
    areas = [area for area in window.findChildren(QScrollArea) if area.widget() is not None and area.isVisible()]
    missing = max((area.widget().minimumSizeHint().width() - area.viewport().width() for area in areas), default=0)
    if missing <= 0:
        return
    split = next((part for part in window.findChildren(QSplitter) if part.isVisible() and part.count() == 2), None)
    missing += 20
    wider = max(0, min(missing, window.screen().availableGeometry().width() - window.width()))
    window.resize(window.width() + wider, window.height())
    if split is not None:  # the help text gives what a small screen does not
        panel, help_text = split.sizes()
        split.setSizes([panel + missing, max(120, help_text + wider - missing)])


def find(algorithm: str):
    """A registered algorithm; raises KmzbError where it is not there."""
    found = QgsApplication.processingRegistry().algorithmById(algorithm)
    if found is None:
        raise KmzbError(tr("The job '{name}' is not registered in QGIS's Processing.", name=algorithm))
    return found
