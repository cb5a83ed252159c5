"""Asking for a store: QGIS's file dialog, and where databases are known a small window that offers these too."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout

from ..store.address import is_database
from ..toolbelt.i18n import tr
from .store_widget import StoreWidget, known

FILTER = "GeoPackage (*.gpkg)"


def to_open(parent, folder: str) -> str:
    """The store to open; empty where the person chose none."""
    if known():
        return _asked(StoreDialog(tr("Open a store"), folder, False, parent))
    path, _ = QFileDialog.getOpenFileName(parent, tr("Open a store"), folder, FILTER)
    return path


def to_make(parent, folder: str) -> str:
    """Where a store is to be made: a file's name with its ending, or a database; empty where the person chose none."""
    start = str(Path(folder) / tr("reports.gpkg"))
    if known():
        return _named(_asked(StoreDialog(tr("New store"), start, True, parent)))
    options = QFileDialog.Option.DontConfirmOverwrite  # an existing store is never overwritten
    path, _ = QFileDialog.getSaveFileName(parent, tr("New store"), start, FILTER, options=options)
    return _named(path)


def _named(path: str) -> str:
    return path if not path or is_database(path) or path.lower().endswith(".gpkg") else f"{path}.gpkg"


def _asked(dialog: StoreDialog) -> str:
    try:
        return dialog.store.filePath().strip() if dialog.exec() else ""
    finally:
        dialog.deleteLater()


class StoreDialog(QDialog):
    """A field for a file or a database."""

    def __init__(self, title: str, start: str, new: bool, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_store_choice")
        self.setWindowTitle(title)
        words = (
            tr("Where is the store to be made? A file of its own, or a database in which you may make one.")
            if new
            else tr("Which store? A file, or the team's database.")
        )
        label = QLabel(words)
        label.setWordWrap(True)
        self.store = StoreWidget()
        self.store.setDefaultRoot(start)
        if new:
            self.store.setStorageMode(StoreWidget.StorageMode.SaveFile)
            self.store.setConfirmOverwrite(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.store.fileChanged.connect(self._check)
        whole = QVBoxLayout(self)
        whole.addWidget(label)
        whole.addWidget(self.store)
        whole.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())
        self._check()
        self.store.lineEdit().setFocus()

    def _check(self, *_) -> None:
        good = bool(self.store.filePath().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)
