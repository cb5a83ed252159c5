"""How a save waits while another program writes to the store: in short steps, so that a window stays alive."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager

from ..store.address import Address

STEP_MS = 100  # how long SQLite itself waits
SECONDS = 5  # without a window; then the person is told to try again


@contextmanager
def asleep(_path: Address):
    """Gives what is asked after each step, with the seconds waited so far: go on? Without a window it only sleeps."""

    def go_on(waited: float) -> bool:
        time.sleep(STEP_MS / 1000)
        return waited < SECONDS

    yield go_on


waiting = asleep  # the desktop puts its dialog here


def insist(connection: sqlite3.Connection, work, go_on):
    """What ``work(connection)`` gives, tried until nobody else holds the store. Raises sqlite3.Error where it fails."""
    connection.execute(f"PRAGMA busy_timeout = {STEP_MS}")
    began = time.monotonic()
    while True:
        try:
            return work(connection)
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if not is_locked(error) or not go_on(time.monotonic() - began):
                raise


def is_locked(error: BaseException) -> bool:
    """Whether another program holds the store."""
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in ("locked", "busy"))
