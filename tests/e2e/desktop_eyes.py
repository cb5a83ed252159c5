"""Runs inside QGIS (``--code``) and tells a test outside what a person would see (``desktop_sights.py``).

Questions come over a local socket, one JSON line each: ``["name", argument, …]``; the answer is one JSON line too.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import traceback

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QTimer

sys.path.insert(0, os.environ["KMZB_EYES_CODE"])
import desktop_sights


class Eyes(QObject):
    """Answers as long as QGIS runs, also while a modal window is open."""

    def __init__(self, name: str):
        super().__init__()
        self._told: list[list[str]] = []  # by QGIS to its message log: [tag, text]
        self._known = {function.__name__: function for function in desktop_sights.QUESTIONS}
        self._known["told"] = lambda: self._told
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(name)
        self._server.listen()
        self._server.setblocking(False)
        QgsApplication.messageLog().messageReceived.connect(self._hear)
        # A look at a time: with Qt's own sockets a slot may end while its socket is being deleted.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(30)

    def _look(self) -> None:
        try:
            one, _ = self._server.accept()
        except BlockingIOError:
            return
        with one, one.makefile("rw", encoding="utf-8") as line:
            one.settimeout(5)
            name, *given = json.loads(line.readline())
            try:
                answer = {"answer": self._known[name](*given)}
            except Exception:  # told to the one who asked
                answer = {"error": traceback.format_exc()}
            line.write(json.dumps(answer) + "\n")

    def _hear(self, text: str, tag: str = "", *_) -> None:
        self._told.append([tag, text])


kmzb_eyes = Eyes(os.environ["KMZB_EYES"])
