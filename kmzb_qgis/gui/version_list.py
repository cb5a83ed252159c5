"""The versions a publication folder keeps, as a list to choose from in the dialog of ``kmzb:rollback``.

The parameter stays a text for ``qgis_process``, models and scripts; here a version can be typed too.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from processing.gui.wrappers import DIALOG_STANDARD, WidgetWrapper
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from ..catalogue import warsaw
from ..publishing.folder import Folder
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .slots import safe

FOLDER = "FOLDER"  # the parameter that says where to look
PAUSE_MS = 500  # after the last letter of a folder's name, before the folder is read
LOOK_MS = 40  # how often it is asked whether the folder is read
PATIENCE_S = 0.15  # how long a list waits for its folder before it opens
MOST = 2**31 - 1  # what Qt can put into a sentence


@dataclass(frozen=True)
class Kept:
    """A kept version: its name, what a person reads of it, and whether it can be gone back to."""

    version: str
    words: str
    readable: bool = True


def kept(path: str, stopped=lambda: False) -> list[Kept]:
    """The versions in a publication folder, newest first; none where it is no such folder, or where ``stopped()``.

    Raises OSError where the folder may not be read.
    """
    if not path.strip():
        return []
    try:
        folder = Folder(path.strip())
    except KmzbError:  # no folder can have that name
        return []
    served, found = folder.served(), []
    for version in reversed(folder.named()):
        if stopped():
            return []
        if (entry := _kept(folder, version, version == served)) is not None:
            found.append(entry)
    return found


def _kept(folder: Folder, version: str, served: bool) -> Kept | None:
    """A version in words; None for one that was never finished."""
    try:
        if not folder.finished(version):
            return None
        words, readable = _words(folder.manifest(version)), True
    except Exception:  # written by hand, or cut short by a full disk: whatever stands there, the others are listed
        words, readable = [version, tr("cannot be read")], False
    if served:
        words.append(tr("served now"))
    return Kept(version, " · ".join(words), readable)


def _words(manifest: dict) -> list[str]:
    """What a manifest says to a person. Raises some error where it is none."""
    reports = manifest["counts"]["zgloszenia"]
    if type(reports) is not int or not 0 <= reports <= MOST:
        raise ValueError("not a number of reports")
    words = [warsaw.shown(warsaw.from_text(manifest["published_at"])), tr("%n report(s)", n=reports)]
    if manifest.get("past"):
        words.append(tr("state of {day}", day=warsaw.shown_day(warsaw.date.fromisoformat(manifest["as_of_day"]))))
    return words


class Reading:
    """A folder's versions, read in a thread of their own: a folder that does not answer holds up nothing else.

    No task of QGIS's: before 3.28 these share their threads with the drawing of the map, and QGIS waits for them when
    it closes. ``done`` is set when ``found`` and ``failed`` stand.
    """

    def __init__(self, path: str):
        self.found: list[Kept] = []
        self.failed = ""
        self.done, self._stopped = threading.Event(), threading.Event()
        threading.Thread(target=self._run, args=(path,), name="kmzb-versions", daemon=True).start()

    def _run(self, path: str) -> None:
        try:
            self.found = kept(path, self._stopped.is_set)
        except Exception as error:  # mostly an OSError; nobody hears what a thread raises
            self.failed = tr("The versions cannot be read: {reason}.", reason=reason(error))
        self.done.set()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._stopped.set()


class VersionBox(QComboBox):
    """A list of a folder's versions that is read anew whenever it opens, and takes a typed version too."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_versions")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(40)
        self._folder = ""
        self._shown: list[Kept] = []
        self._reading: Reading | None = None
        self._opening = False  # asked to open, but there was nothing yet
        # Both are the list's children: where it is gone, nothing is read and nothing written to it any more.
        self._pause, self._clock = QTimer(self), QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(safe(self.read))
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(safe(self._look))
        self._hint([])

    def look_in(self, folder: str) -> None:
        """List another folder's versions, when its name is typed to the end; nothing is chosen of them yet."""
        if folder == self._folder:
            return
        self._folder, self._opening = folder, False
        self._forget()
        self.fill([])
        if folder.strip():
            self._pause.start()
            self.lineEdit().setPlaceholderText(tr("Reading the versions…"))

    def showPopup(self) -> None:
        """QComboBox's own, over what the folder keeps now: a roll-back in the open dialog makes a version."""
        if self._reading is None:
            self.read()
        if self._reading is not None and self._reading.done.wait(PATIENCE_S):
            self._look()
        self._opening = self._reading is not None
        super().showPopup()

    def read(self) -> None:
        """Begin to read the folder; it is shown when it is read."""
        self._forget()
        if self._folder.strip():
            self._reading = Reading(self._folder)
            self._clock.start()

    def _forget(self) -> None:
        self._pause.stop()
        self._clock.stop()
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def _look(self) -> None:
        """Show what was read, if it is."""
        reading = self._reading
        if reading is None or not reading.done.is_set():
            return
        self._forget()
        opening, self._opening = self._opening, False
        if reading.found != self._shown:
            open_now = self.view().isVisible()
            if open_now:
                self.hidePopup()  # an open list would keep the size it has
            self.fill(reading.found)
            if open_now or (opening and self.hasFocus() and not self.currentText()):
                super().showPopup()
        self._hint(reading.found, reading.failed)

    def _hint(self, found: list[Kept], failed: str = "") -> None:
        hint = tr("Choose a version") if found else tr("No version is kept in this folder")
        self.lineEdit().setPlaceholderText(failed or hint)

    def fill(self, found: list[Kept]) -> None:
        """List versions; what is chosen stays where it is listed, and what is typed stays as it is."""
        chosen, cursor = self.version(), self.lineEdit().cursorPosition()
        typed = self.currentIndex() < 0 or self.itemText(self.currentIndex()) != self.currentText()
        blocked = self.blockSignals(True)
        self.clear()
        for number, entry in enumerate(found):
            self.addItem(entry.words, entry.version)
            self.setItemData(number, entry.version, Qt.ItemDataRole.ToolTipRole)
            self.model().item(number).setEnabled(entry.readable)
        self._shown = found
        self._hint(found)
        self.setCurrentIndex(-1)
        self.setEditText("")
        self.blockSignals(blocked)
        if typed or any(entry.version == chosen for entry in found):
            self.choose(chosen)
            self.lineEdit().setCursorPosition(cursor)
        if self.version() != chosen:
            self.currentTextChanged.emit(self.currentText())

    def version(self) -> str:
        """The chosen version, or what is typed; empty where there is neither."""
        number = self.findText(self.currentText(), Qt.MatchFlag.MatchExactly)
        if self.currentIndex() >= 0 and self.itemText(self.currentIndex()) == self.currentText():
            number = self.currentIndex()  # two versions of one minute may read the same
        return self.itemData(number) if number >= 0 else self.currentText().strip()

    def choose(self, version: str) -> None:
        """Bring a version to the front: its entry where it is listed, else its name."""
        number = self.findData(version)
        self.setCurrentIndex(number)
        if number < 0:
            self.setEditText(version)


class VersionList(WidgetWrapper):
    """Processing's holder of the list; in models and batches, where the folder is not known yet, a line of text."""

    def createWidget(self):
        """The widget of the dialog's kind."""
        if self.dialogType != DIALOG_STANDARD:
            line = QLineEdit()
            line.textChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
            return line
        box = VersionBox()
        box.currentTextChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
        return box

    def postInitialize(self, wrappers) -> None:
        """Follow the folder that stands in the dialog."""
        if not isinstance(self.widget, VersionBox):
            return
        for wrapper in wrappers:
            if wrapper.parameterDefinition().name() == FOLDER:
                wrapper.widgetValueHasChanged.connect(self._follow)
                self._follow(wrapper)

    def _follow(self, wrapper) -> None:
        self.widget.look_in(str(wrapper.parameterValue() or ""))

    def setValue(self, value) -> None:
        """Show a version, also one that the folder does not keep: running says so then."""
        if isinstance(self.widget, VersionBox):
            self.widget.choose(str(value or ""))
        else:
            self.widget.setText(str(value or ""))

    def value(self) -> str:
        """The version."""
        return self.widget.version() if isinstance(self.widget, VersionBox) else self.widget.text().strip()
