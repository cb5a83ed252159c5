"""A check-in on the desktop: compared in the background, decided in a window, brought in."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QFileDialog

from ..store import checkin, checkin_list, open_store
from ..store.checkin import Brought
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .checkin_window import CheckinWindow
from .task import Work


class CheckIn:
    """One window for the store that is open; closing it cancels what runs."""

    def __init__(self, iface, messages, stores):
        self._iface, self._messages, self._stores = iface, messages, stores
        self.window: CheckinWindow | None = None
        self._work: Work | None = None
        self._found: Brought | None = None
        self._store = ""

    def open(self) -> CheckinWindow:
        """Show the window. Raises KmzbError where no store is open, or edits wait in its layer."""
        self._stores.require()
        if self.window is None:
            window = self.window = CheckinWindow(self._iface.mainWindow())
            guard = self._messages.guard
            window.wanted.connect(guard(self.compare))
            window.agreed.connect(guard(self.bring))
            window.saved.connect(guard(self._save))
            window.given.connect(guard(self._read))
            window.stopped.connect(self.stop)
            window.left.connect(self.stop)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        return self.window

    def compare(self) -> None:
        """Try the check-in, decisions included, and list what waits; nothing is changed."""
        self._start(True)

    def bring(self) -> None:
        """Check in with what was decided."""
        self._start(False)

    def stop(self) -> None:
        """Cancel what runs."""
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
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

    def _start(self, dry_run: bool) -> None:
        window = self.window
        path, copy = self._stores.require(), window.copy.filePath().strip()
        if not copy:
            window.say(tr("Choose the working copy first."), True)
            return
        if self._stores.unsaved():
            window.say(tr("Edits of the reports wait in the layer: save them first, then compare."), True)
            return
        merge, decisions = window.merge.isChecked(), dict(window.model.decided)
        who = QgsApplication.userLoginName() or ""

        def work(feedback):
            store = open_store(path)
            found = checkin.bring(Path(copy), store, decisions, who, merge, dry_run, feedback)
            with store.connect() as connection:
                words = checkin_list.Words(connection, found)
                rows = [(one, words.cells(one)) for one in (*found.conflicts, *found.told)]
            return found, rows

        def show(result) -> None:
            self._found, self._store = result[0], path
            found, rows = result
            can = found.rehearsed and bool(found.came or found.told or any(one.choices for one in found.conflicts))
            window.show_found(rows, "  ".join(checkin_list.summary(found)), can)
            if not dry_run and found.came:
                self._stores.changed({}, {})

        self._run(tr("Comparing…") if dry_run else tr("Checking in…"), work, show)

    def _save(self) -> None:
        name = Path(self.window.copy.filePath()).with_suffix(".csv")
        chosen, _ = QFileDialog.getSaveFileName(self.window, tr("Save the list"), str(name), tr("CSV (*.csv)"))
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(".csv") else f"{chosen}.csv")
        found, decided, store = self._found, dict(self.window.model.decided), self._store

        def write(_feedback) -> None:
            with open_store(store, read_only=True).connect() as connection:
                checkin_list.write(path, connection, found, decided)

        self._run(tr("Writing the list…"), write, lambda _: self._written(path))

    def _written(self, path: Path) -> None:
        self.window.show_waiting(False)
        self.window.say(tr("The list is in {path}.", path=path))

    def _read(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self.window, tr("Decisions"), str(Path(self.window.copy.filePath()).parent), tr("CSV (*.csv)")
        )
        if not chosen:
            return
        model = self.window.model
        decisions = checkin_list.read(Path(chosen))
        for row in range(model.rowCount()):
            model.decide(row, decisions.get(model.conflict(row).key, ""))
        self.window.say(tr("Still to be decided: %n row(s).", n=model.open_rows()))

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
            self._work = None
            self.window.show_waiting(False)
            if isinstance(error, KmzbError):
                self.window.say(error.message, True)
            else:
                self.window.say("")
                self._messages.error(error)

        work = self._work = Work(title, function, self._messages.guard(finish), failed)
        work.start()
