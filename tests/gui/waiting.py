"""Waiting for what Qt does later: events run, a limit ends it."""

import time

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QEvent


def run_events(seconds: float = 0.05) -> None:
    """Let Qt work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.005)


def wait_until(condition, seconds: float = 30) -> None:
    """Run events until the condition holds; fails the test after the limit."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        run_events(0.02)


def wait_idle() -> None:
    """Run events until no background task is left."""
    wait_until(lambda: not QgsApplication.taskManager().activeTasks())
    run_events()


def told(iface) -> list[str]:
    """The sentences pushed to the message bar so far, by level; then those with a button that still stand in it."""
    bar = iface.messageBar()
    return [text for texts in bar.messages.values() for text in texts] + [item.text() for item in bar.items()]
