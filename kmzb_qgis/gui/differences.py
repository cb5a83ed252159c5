"""Differences from the service on the desktop: listed in the background, shown on the map, kept as CSV or PDF."""

from __future__ import annotations

import time
from pathlib import Path

from qgis.PyQt.QtWidgets import QFileDialog

from ..catalogue import warsaw
from ..store import differences_list, differences_paper, open_store
from ..store.address import beside, is_database, parse
from ..store.differences import Difference, differences
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand
from .differences_window import DifferencesWindow
from .task import Work


class ServiceDifferences:
    """One window for the store that is open; closing it cancels what runs."""

    def __init__(self, iface, messages, stores, locators):
        self._iface, self._messages, self._stores, self._locators = iface, messages, stores, locators
        self.window: DifferencesWindow | None = None
        self._work: Work | None = None
        self._store, self._unit, self._seen = "", "", ()

    def open(self) -> DifferencesWindow:
        """Show the window and list. Raises KmzbError where no store is open, or it is gone."""
        self._stores.require()
        if self.window is None:
            window = self.window = DifferencesWindow(self._iface.mainWindow())
            guard = self._messages.guard
            window.wanted.connect(guard(self.list))
            window.came_back.connect(guard(self._follow))
            window.chosen.connect(guard(self._show))
            window.saved.connect(guard(self._save))
            window.stopped.connect(self.stop)
            window.left.connect(self.stop)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.list()
        return self.window

    def list(self) -> None:
        """List for what stands in the window."""
        window = self.window
        try:
            path = self._stores.require()
        except KmzbError as error:
            window.say(error.message, True)
            return
        unit, unseen = window.unit.text(), window.unseen.isChecked()
        self._seen = _marks(path)

        def ask(feedback):
            at_hand.store(parse(path))  # who waits here is told of a lock at once
            return differences(open_store(path).path, unit, None, unseen, feedback)

        def show(found) -> None:
            self._store, self._unit = path, unit
            window.setWindowTitle(tr("Differences from the service: {store}", store=parse(path).name))
            window.show_found(found, differences_list.summary(found, unseen))

        self._run(tr("Comparing with what the service last said…"), ask, show)

    def stop(self) -> None:
        """Cancel what runs."""
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
            self._seen = ()
            if self.window is not None:
                self.window.show_waiting(False)
                self.window.say(tr("Cancelled. Nothing was changed."))

    def remove(self) -> None:
        """Take the window away."""
        self.stop()
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
        self.window = None

    def _follow(self) -> None:
        """List again where the store was written to, or another one was opened, while the window was not in front."""
        at_rest = self._work is None and self.window.isVisible()
        if at_rest and self._seen and _marks(self._stores.path) != self._seen:
            self.list()

    def _show(self, report: Difference) -> None:
        store = str(parse(self._store).resolve())
        data = {"title": tr("Report {number}", number=report.number), "fid": report.fid, "store": store}
        self._locators.chosen({**data, "x": report.x, "y": report.y, "wkt": ""}, 0)

    def _save(self, kind: str) -> None:
        window, found, unit, unseen = self.window, self.window.found, self._unit, self.window.unseen.isChecked()
        day = warsaw.day_of(warsaw.now()).isoformat()
        name = beside(parse(self._store), f" {tr('differences')} {day}.{kind}")
        chosen, _ = QFileDialog.getSaveFileName(
            window, tr("Save the list"), str(name), tr("CSV (*.csv)") if kind == "csv" else "PDF (*.pdf)"
        )
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(f".{kind}") else f"{chosen}.{kind}")
        if path.resolve() == parse(self._store).resolve():
            raise KmzbError(tr("The list must not be kept under the name of the store."))
        store = parse(self._store).name

        def write(feedback) -> None:
            if kind == "csv":
                differences_list.write_csv(path, found, True, feedback)
            else:
                asked = differences_paper.narrowed(unit, None)
                differences_list.write_bytes(path, differences_paper.pdf(found, store, asked, unseen, feedback))

        self._run(tr("Writing the list…"), write, lambda _: self._written(path))

    def _written(self, path: Path) -> None:
        self.window.show_waiting(False)
        self.window.say(tr("The list is in {path}.", path=path))

    def _run(self, title: str, function, done) -> None:
        """Do one thing in the background; what ran before is cancelled and no longer heard."""
        self.stop()
        self.window.show_waiting(True, title)

        def finish(result) -> None:
            if self._work is work:
                self._work = None
                done(result)

        def failed(error) -> None:
            if self._work is not work:
                return
            self._work, self._seen = None, ()
            self.window.show_waiting(False)
            if isinstance(error, KmzbError):
                self.window.say(error.message, True)
            else:
                self.window.say("")
                self._messages.error(error)

        work = self._work = Work(title, function, self._messages.guard(finish), failed)
        work.start()


def _marks(path: str) -> tuple:
    """What changes when somebody writes to a store: its name, and time and size of its file and of SQLite's log.

    A database is not asked: it may have changed since the last minute.
    """
    if is_database(path):
        return path, int(time.monotonic() // 60)
    found: list = [path]
    for name in (path, f"{path}-wal"):
        try:
            state = Path(name).stat()
            found.append((state.st_mtime_ns, state.st_size))
        except OSError:
            found.append(None)
    return tuple(found)
