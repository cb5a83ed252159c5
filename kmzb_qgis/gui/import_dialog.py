"""The import window: files in, what was recognised, questions answered, columns set right, checked, imported.

Files are looked at and imported in background tasks; the window itself reads nothing.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QFileDialog

from ..sources.inspect import Inspection, inspect
from ..sources.mapping import Mapping
from ..sources.options import ReadOptions
from ..sources.several import fitting
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import import_words as words
from .import_form import QUESTION, REFUSAL, RESULT, ImportForm
from .import_parameters import bare, mapping_of, parameters_of, reasons
from .running import Running
from .slots import safe
from .task import Work

PAUSE_MS = 150  # after an answer, before the files are looked at anew


class ImportDialog(ImportForm):
    """``done(results, parameters)`` follows each import that changed the store."""

    def __init__(self, store: str, files: list[str], done, parent=None):
        super().__init__(store, parent)
        self._done, self._running, self._dry = done, None, False
        self._seen: list[Inspection | KmzbError | None] = []
        self._mapping: Mapping | None = None  # set by the person; None: each file's own names decide
        self._looks = 0  # which look at the files is the newest: older ones no longer count
        self._scratch = tempfile.TemporaryDirectory(prefix="kmzb-import-")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(safe(self.look))
        self.files.changed.connect(safe(self._later))
        self.files.chosen.connect(safe(self._show))
        self.store.fileChanged.connect(safe(lambda _: self._allow()))
        self.columns.changed.connect(safe(self._columns_chosen))
        self.answers.changed.connect(safe(self._later))
        self.load_button.clicked.connect(safe(lambda _=False: self._ask_mapping()))
        self.save_button.clicked.connect(safe(lambda _=False: self._ask_where_to_keep()))
        self.check_button.clicked.connect(safe(lambda _=False: self.run(True)))
        self.import_button.clicked.connect(safe(lambda _=False: self.run(False)))
        self.cancel_button.clicked.connect(safe(lambda _=False: self._cancel()))
        self._show()
        if files:
            self.files.add(files)

    # what is read, and how

    def options(self) -> ReadOptions:
        """All that the person said so far."""
        return replace(self.answers.options(), mapping=self._mapping)

    def look(self) -> None:
        """Look at all files anew, in the background."""
        paths, said = self.files.paths(), self.options()
        self._looks += 1
        number = self._looks
        self._seen = [None] * len(paths)
        self._show()
        if paths:
            Work(
                tr("Looking at the files"),
                lambda feedback: [_seen(path, said, len(paths), feedback) for path in paths],
                safe(lambda seen: self._looked(number, seen)),
                safe(lambda error: self._looked(number, [_told(error)] * len(paths))),
            ).start()

    def _looked(self, number: int, seen: list) -> None:
        if number != self._looks or self._scratch is None:
            return
        self._seen = seen
        layers = (name for file in seen if isinstance(file, Inspection) for name in file.layers)
        self.answers.show_layers(tuple(dict.fromkeys(layers)))
        asking = next((n for n, file in enumerate(seen) if _open(file)), -1)
        if asking >= 0 and not _open(self._current()):
            self.files.list.setCurrentRow(asking)
        self._show()
        if isinstance(file := self._current(), Inspection) and file.questions:
            self.tabs.setCurrentWidget(self.columns if file.missing else self.answers)
            self.columns.focus_missing()

    def _current(self) -> Inspection | KmzbError | None:
        number = self.files.current()
        return self._seen[number] if 0 <= number < len(self._seen) else None

    def _later(self) -> None:
        self._looks += 1  # what is being looked at now is out of date
        self._seen = [None] * len(self.files.paths())
        self._show()
        self._timer.start(PAUSE_MS)

    def _columns_chosen(self) -> None:
        said = self._mapping or Mapping()
        self._mapping = replace(said, columns=self.columns.choices())
        self._later()

    # what is shown

    def _show(self) -> None:
        for number, seen in enumerate(self._seen):
            self.files.show_state(number, seen)
        seen = self._current()
        if isinstance(seen, Inspection):
            self.summary.setText(words.summary(seen))
            self.columns.show_file(seen)
            self.rows.show_file(seen)
            self.tell(words.question(seen), QUESTION)
        elif isinstance(seen, KmzbError):
            self._show_nothing()
            self.tell(words.plain(str(seen)), REFUSAL)
        else:
            if self.files.paths():
                self.summary.setText("")  # the columns stay until the file is looked at
            else:
                self._show_nothing()
            self.tell("" if self.files.paths() else words.plain(tr("Add the files that are to be imported.")), "")
        self._allow()

    def _show_nothing(self) -> None:
        self.summary.setText("")
        self.columns.show_nothing()
        self.rows.show_nothing()

    def _allow(self) -> None:
        ready = bool(self._seen) and not any(map(_open, self._seen))
        self.allow(ready, isinstance(self._current(), Inspection), self._running is not None)

    # mappings

    def _ask_mapping(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Load a mapping"), self._folder(), tr("Mapping (*.json)"))
        if name:
            self.load_mapping(name)

    def load_mapping(self, name: str) -> None:
        """Take a kept mapping for all files."""
        try:
            kept = Mapping.load(name)
        except KmzbError as error:
            self.tell(words.plain(str(error)), REFUSAL)
            return
        self._mapping = bare(kept)
        self.answers.set_options(ReadOptions(mapping=kept).settled())
        self._later()

    def _ask_where_to_keep(self) -> None:
        start = str(Path(self._folder()) / tr("mapping.json"))
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the mapping"), start, tr("Mapping (*.json)"))
        if name:
            self.save_mapping(name if name.lower().endswith(".json") else f"{name}.json")

    def save_mapping(self, name: str) -> None:
        """Keep how the file that is looked at is read."""
        try:
            mapping_of(self._current(), self.options()).save(name)
        except KmzbError as error:
            self.tell(words.plain(str(error)), REFUSAL)
            return
        self.tell(words.plain(tr("The mapping is kept in {path}.", path=name)), RESULT)

    def _folder(self) -> str:
        paths = self.files.paths()
        return str(paths[0].parent) if paths else str(Path.home())

    # the run

    def run(self, dry_run: bool) -> None:
        """Check or import all files, in the background."""
        self._dry = dry_run
        given = parameters_of(self.files.paths(), self.store.filePath(), dry_run, self.options(), self._scratch.name)
        self.log.clear()
        self.progress.setValue(0)
        try:
            self._running = Running("kmzb:importfile", given)
        except KmzbError as error:
            self.tell(words.plain(str(error)), REFUSAL)
            return
        self._running.spoke.connect(safe(self._said))
        self._running.progressed.connect(safe(self._progressed))
        self._running.ended.connect(safe(lambda done, results, refusal: self._ended(done, results, refusal, given)))
        self.tell("", "")
        self._running.start()
        self._allow()

    def _said(self, text: str, _warning: bool) -> None:
        # A check's reject file goes with the window: its rows are told here instead, so nobody is sent to look for it.
        if self._scratch is not None and self._scratch.name not in text:
            self.log.appendPlainText(text)

    def _progressed(self, percent: float) -> None:
        if self._scratch is not None:
            self.progress.setValue(int(percent))

    def _ended(self, done: bool, results: dict, refusal: str, given: dict) -> None:
        self._running = None
        if self._scratch is None:  # closed meanwhile
            return
        self._allow()
        if done:
            told = words.plain(words.counts(results, self._dry))
            if self._dry and (why := reasons(self._scratch.name)):
                told += "<br>" + words.plain(tr("Why rows would not be taken stands under 'Messages'."))
                self.log.appendPlainText("\n".join(["", *why]))
            elif results.get("REJECTS"):
                told += "<br>" + words.plain(tr("What was not taken, and why: {path}", path=results["REJECTS"]))
            self.tell(told, RESULT)
            if not self._dry:
                self._done(results, given)
        else:
            self.log.appendPlainText(refusal)
            self.tell(words.plain(refusal), REFUSAL)

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self.cancel_button.setEnabled(False)

    def reject(self) -> None:
        """Close. A run that is under way must be cancelled first: one key too many does not end an import."""
        if self._running is not None:
            self.tell(words.plain(tr("The import is under way. Cancel it before you close the window.")), QUESTION)
            return
        self.leave()
        super().reject()

    def leave(self) -> None:
        """Let go of everything; a run that is under way is cancelled and changes nothing."""
        self._looks += 1
        self._timer.stop()
        self._cancel()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    # files dropped on the window

    def dragEnterEvent(self, event) -> None:
        if self._running is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        self.files.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


def _seen(path: Path, said: ReadOptions, count: int, feedback) -> Inspection | KmzbError:
    if feedback.isCanceled():
        raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")
    try:
        return inspect(path, fitting(path, said, count, Progress()))
    except KmzbError as error:
        return error


def _told(error: BaseException) -> KmzbError:
    return (
        error if isinstance(error, KmzbError) else KmzbError(tr("The file could not be looked at: {why}.", why=error))
    )


def _open(seen) -> bool:
    """Whether a file cannot be imported as it is now: it has a question, is refused, or is being looked at."""
    return not (isinstance(seen, Inspection) and seen.ready)
