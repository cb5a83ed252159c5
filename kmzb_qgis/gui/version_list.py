"""The versions a publication folder keeps, as a list to choose from in the dialog of ``kmzb:rollback``.

The parameter stays a text for ``qgis_process``, models and scripts; here a version can be typed too.
"""

from __future__ import annotations

from dataclasses import dataclass

from processing.gui.wrappers import DIALOG_STANDARD, WidgetWrapper
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QLineEdit

from ..catalogue import warsaw
from ..publishing.folder import Folder
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

FOLDER = "FOLDER"  # the parameter that says where to look


@dataclass(frozen=True)
class Kept:
    """A kept version: its name, what a person reads of it, and whether it can be gone back to."""

    version: str
    words: str
    readable: bool = True


def kept(path: str) -> list[Kept]:
    """The versions in a publication folder, newest first; none where it is no such folder.

    Raises OSError where the folder may not be read.
    """
    if not path.strip():
        return []
    folder = Folder(path.strip())
    served = folder.served()
    return [_kept(folder, version, version == served) for version in reversed(folder.kept())]


def _kept(folder: Folder, version: str, served: bool) -> Kept:
    try:
        manifest = folder.manifest(version)
        words = [
            warsaw.shown(warsaw.from_text(manifest["published_at"])),
            tr("%n report(s)", n=int(manifest["counts"]["zgloszenia"])),
        ]
        if manifest.get("past"):
            day = warsaw.date.fromisoformat(manifest["as_of_day"])
            words.append(tr("state of {day}", day=warsaw.shown_day(day)))
        readable = True
    except (KmzbError, KeyError, TypeError, ValueError):  # written by hand, or cut short by a full disk
        words, readable = [version, tr("cannot be read")], False
    if served:
        words.append(tr("served now"))
    return Kept(version, " · ".join(words), readable)


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
        self.fill()

    def look_in(self, folder: str) -> None:
        """List another folder's versions; nothing is chosen of them yet."""
        if folder != self._folder:
            self._folder = folder
            self.fill()

    def showPopup(self) -> None:
        """QComboBox's own, over what the folder keeps now: a roll-back in the open dialog makes a version."""
        self.fill()
        super().showPopup()

    def fill(self) -> None:
        """Read the folder; what is chosen or typed stays, unless it was another folder's."""
        chosen, typed = self.version(), self.currentIndex() < 0
        try:
            found, hint = kept(self._folder), ""
        except OSError as error:
            found, hint = [], tr("The versions cannot be read: {reason}.", reason=reason(error))
        if not hint:
            hint = tr("Choose a version") if found else tr("No version is kept in this folder")
        blocked = self.blockSignals(True)
        self.clear()
        for number, entry in enumerate(found):
            self.addItem(entry.words, entry.version)
            self.setItemData(number, entry.version, Qt.ItemDataRole.ToolTipRole)
            self.model().item(number).setEnabled(entry.readable)
        self.lineEdit().setPlaceholderText(hint)
        self.setCurrentIndex(-1)
        self.setEditText("")
        self.blockSignals(blocked)
        if typed or any(entry.version == chosen for entry in found):
            self.choose(chosen)
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
