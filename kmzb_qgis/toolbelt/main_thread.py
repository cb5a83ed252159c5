"""A function in QGIS's main thread, called from a background task: what makes layouts or a project needs it."""

from __future__ import annotations

import threading

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QThread, pyqtSignal

from .progress import Progress

_LOOK_S = 0.1  # between looks whether the person cancelled while the main thread is busy


class _Call(QObject):
    """Lives in the main thread; runs the function once, unless it was given up before."""

    asked = pyqtSignal()

    def __init__(self, function):
        super().__init__()
        self._function, self._lock, self._given_up = function, threading.Lock(), False
        self.result, self.error, self.over = None, None, threading.Event()
        self.moveToThread(QCoreApplication.instance().thread())
        self.asked.connect(self.run, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """In the main thread. While it runs it cannot be given up: half of it would be done."""
        with self._lock:
            if not self._given_up:
                try:
                    self.result = self._function()
                except Exception as error:  # raised again where it was asked for
                    self.error = error
        self.over.set()

    def give_up(self) -> bool:
        """Do not run it; False where it ran already."""
        with self._lock:
            self._given_up = not self.over.is_set()
        return self._given_up


def run(function, feedback=None):
    """``function()`` in the main thread, at once where this is it; its result, or what it raised.

    Waits while that thread is busy; raises Cancelled where ``feedback`` is cancelled before the function began.
    """
    if QThread.currentThread() == QCoreApplication.instance().thread():
        return function()
    progress, call = Progress(feedback), _Call(function)
    call.asked.emit()
    while not call.over.wait(_LOOK_S):
        if progress.cancelled and call.give_up():
            progress.check()
    call.deleteLater()
    if call.error is not None:
        raise call.error
    return call.result
