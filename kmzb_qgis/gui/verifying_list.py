"""Reading the list of the verification mode in the background: all open reports, one's own, or chosen ones."""

from __future__ import annotations

from pathlib import Path

from ..store import open_store, verifying
from ..toolbelt.i18n import tr
from . import at_hand
from .task import Work


class Reading:
    """One list at a time: what was asked before is cancelled and no longer heard."""

    def __init__(self):
        self._work: Work | None = None

    def start(self, path: Path, officer: str, fids: list[int] | None, done, failed) -> None:
        """``done(store, items)`` or ``failed(error)`` follow in the GUI thread. ``fids`` None: the open reports."""
        self.cancel()

        def read(_feedback):
            at_hand.store(path)  # who waits here is told of a lock at once
            store = open_store(path)  # an older one is brought up to date first
            with store.connect() as connection:
                if fids is None:
                    return store, verifying.waiting(connection, officer)
                return store, verifying.among(connection, fids)

        def heard(function, *given) -> None:
            if self._work is work:
                self._work = None
                function(*given)

        work = self._work = Work(
            tr("Reading the reports to verify"),
            read,
            lambda result: heard(done, *result),
            lambda error: heard(failed, error),
        )
        work.start()

    def cancel(self) -> None:
        """Hear no more of what is being read."""
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
