"""The list of files that are to be imported, and where people choose, drop or remove them."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ..processing.algorithms.importfile import file_filter
from ..sources.inspect import Inspection
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import import_words as words

_PATH = Qt.ItemDataRole.UserRole


class Files(QWidget):
    """``changed`` where files came or went, ``chosen`` where another one is looked at."""

    changed = pyqtSignal()
    chosen = pyqtSignal()

    def __init__(self, folder: str, parent=None):
        super().__init__(parent)
        self._folder = folder
        self.list = QListWidget()
        self.list.setObjectName("kmzb_import_files")
        self.list.setAccessibleName(tr("Files to import"))
        self.list.setMinimumHeight(64)
        self.list.setMaximumHeight(96)
        self.list.currentRowChanged.connect(lambda _: self.chosen.emit())
        self.add_button = QPushButton(tr("&Add files…"))
        self.add_button.setObjectName("kmzb_import_add")
        self.add_button.clicked.connect(lambda _=False: self.ask())
        self.remove_button = QPushButton(tr("&Remove"))
        self.remove_button.clicked.connect(lambda _=False: self.remove())
        buttons = QVBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)

    def paths(self) -> list[Path]:
        """The files, in their order."""
        return [Path(self.list.item(n).data(_PATH)) for n in range(self.list.count())]

    def current(self) -> int:
        """The number of the file that is looked at; -1 where there is none."""
        return self.list.currentRow()

    def ask(self) -> None:
        """Let the person choose files."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Files to import"), self._folder, file_filter())
        if names:
            self._folder = str(Path(names[0]).parent)
            self.add(names)

    def add(self, names: list[str]) -> None:
        """Add files, each once."""
        there = {path.resolve() for path in self.paths()}
        for name in names:
            path = Path(name)
            if path.resolve() not in there:
                there.add(path.resolve())
                item = QListWidgetItem(path.name)
                item.setData(_PATH, str(path))
                item.setToolTip(str(path))
                self.list.addItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self.changed.emit()

    def remove(self) -> None:
        """Take the file that is looked at out of the list; the file itself stays."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self.changed.emit()

    def show_state(self, number: int, seen: Inspection | KmzbError | None) -> None:
        """Say beside a file's name how it stands with it."""
        item = self.list.item(number)
        icons = QStyle.StandardPixmap
        name = Path(item.data(_PATH)).name
        if seen is None:
            icon, text = icons.SP_BrowserReload, tr("{name} – being looked at…", name=name)
        elif isinstance(seen, KmzbError):
            icon, text = icons.SP_MessageBoxCritical, f"{name} – {seen.message}"
        elif seen.questions:
            icon, text = icons.SP_MessageBoxQuestion, tr("{name} – has a question", name=name)
        else:
            icon, text = icons.SP_DialogApplyButton, f"{name} – {words.kind(seen)}"
        item.setIcon(self.style().standardIcon(icon))
        item.setText(text)
