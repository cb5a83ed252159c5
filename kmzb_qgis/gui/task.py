"""A function in a background thread, with QGIS's own progress and cancel button."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsFeedback, QgsTask

from ..toolbelt import compat
from ..toolbelt.errors import Cancelled
from ..toolbelt.i18n import tr

_running: list[Work] = []  # Python must keep a task until QGIS is through with it


class Work(QgsTask):
    """Runs ``function(feedback)`` outside the GUI thread; then, inside it, ``done(result)`` or ``failed(error)``.

    Not ``cancellable``: what began is finished and told, whoever cancels.
    """

    def __init__(self, title: str, function, done, failed, cancellable: bool = True):
        super().__init__(title, QgsTask.Flag.CanCancel if cancellable else QgsTask.Flag(0))
        self._function, self._done, self._failed = function, done, failed
        self._result, self._error = None, None
        self._feedback = QgsFeedback()
        self._feedback.progressChanged.connect(self.setProgress)

    def run(self) -> bool:
        """In the background thread; never raises, touches no widget."""
        try:
            self._result = self._function(self._feedback)
        except Exception as error:
            self._error = error
        return self._error is None

    def cancel(self) -> None:
        """The person's cancel, handed on to the function."""
        self._feedback.cancel()
        super().cancel()

    def finished(self, ok: bool) -> None:
        """In the GUI thread."""
        if self in _running:
            _running.remove(self)
        ran = ok or self._error is not None
        if self.isCanceled() and (self.canCancel() or not ran):
            self._failed(Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled"))
        elif ok:
            self._done(self._result)
        else:
            self._failed(self._error)

    def start(self) -> Work:
        """Queue the task. For the GUI thread."""
        compat.keep_crs()
        _running.append(self)
        QgsApplication.taskManager().addTask(self)
        return self


def cancel_all() -> None:
    """Cancel what still runs (the plugin is switched off)."""
    for work in list(_running):
        work.cancel()
