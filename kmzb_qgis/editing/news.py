"""News of a database's store: a thread of its own hears when others have changed it, whatever windows are open."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..store import account
from ..store.address import Address
from ..store.store import data_version, open_connection
from ..toolbelt.errors import KmzbError

LOOK_S = 1.0
AGAIN_S = 15.0  # before the next try where the database does not answer; the queue and the saves tell that
PATIENCE = 0.5
LEAVE_S = 2.0


class News(QObject):
    """``came(address)``: somebody changed the store. Arrives in the thread that made this object."""

    came = pyqtSignal(object)

    def __init__(self, address: Address, parent: QObject | None = None):
        super().__init__(parent)
        self._address = address
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._hear, daemon=True, name="kmzb-news")
        self._thread.start()

    def stop(self) -> None:
        """Hear no more."""
        self._over.set()
        self._thread.join(LEAVE_S)

    def _hear(self) -> None:
        while not self._over.is_set():
            with suppress(sqlite3.Error, KmzbError):
                self._listen()
            self._over.wait(AGAIN_S)

    def _listen(self) -> None:
        connection = open_connection(self._address, read_only=True, patience=PATIENCE)
        try:
            account.note(self._address, connection)
            seen = data_version(connection)
            while not self._over.wait(LOOK_S):
                found = data_version(connection)
                if found != seen:
                    seen = found
                    self.came.emit(self._address)
        finally:
            connection.close()
