"""An algorithm in the background with its words and progress for a dialog; cancelled at the person's wish."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..toolbelt.i18n import tr
from .jobs import find


class _Feedback(QgsProcessingFeedback):
    """Hands on, from the task's thread to the dialog's, what an algorithm says. ``spoke`` has (text, is a warning)."""

    spoke = pyqtSignal(str, bool)
    failed = pyqtSignal(str)

    def __init__(self):
        super().__init__(False)

    def pushInfo(self, info: str) -> None:
        self.spoke.emit(info, False)

    def pushWarning(self, warning: str) -> None:
        self.spoke.emit(warning, True)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.failed.emit(error)


_alive: list[Running] = []  # Python must keep a run until QGIS is through with it, also when its window is gone


class Running(QObject):
    """One run. ``ended`` has (done, results, refusal) once, in the GUI thread; the refusal is '' where it is done."""

    spoke = pyqtSignal(str, bool)
    progressed = pyqtSignal(float)
    ended = pyqtSignal(bool, dict, str)

    def __init__(self, algorithm: str, parameters: dict):
        super().__init__()
        self._context, self._feedback = QgsProcessingContext(), _Feedback()
        self._context.setProject(QgsProject.instance())
        self._refusals: list[str] = []
        self._feedback.spoke.connect(self.spoke)
        self._feedback.failed.connect(self._refusals.append)
        self._feedback.progressChanged.connect(self.progressed)
        self._task = QgsProcessingAlgRunnerTask(find(algorithm), parameters, self._context, self._feedback)
        self._task.executed.connect(self._executed)

    def start(self) -> Running:
        """Queue the task."""
        _alive.append(self)
        QgsApplication.taskManager().addTask(self._task)
        return self

    def cancel(self) -> None:
        """Ask the algorithm to stop; ``ended`` still follows."""
        self._feedback.cancel()

    def _executed(self, done: bool, results: dict) -> None:
        if self in _alive:
            _alive.remove(self)
        refusal = "" if done else "\n".join(self._refusals).strip() or tr("Cancelled. Nothing was changed.")
        self.ended.emit(done, dict(results), refusal)
