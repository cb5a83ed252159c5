"""The widgets of the import window, without what they do."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
)

from ..store.address import folder, parse
from ..toolbelt.i18n import tr
from .import_files import Files
from .import_panes import Answers, Columns, Rows
from .store_widget import StoreWidget

QUESTION = "background: #fff3cd; color: #4a3800; border: 1px solid #8a6d00; border-radius: 3px; padding: 6px;"
REFUSAL = "background: #fde7e9; color: #7a0c14; border: 1px solid #b3261e; border-radius: 3px; padding: 6px;"
RESULT = "background: #e6f4ea; color: #10401f; border: 1px solid #2e7d32; border-radius: 3px; padding: 6px;"


class ImportForm(QDialog):
    """Files, store, what was recognised, a notice, four tabs, the buttons."""

    def __init__(self, store: str, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_import")
        self.setWindowTitle(tr("Import reports from files"))
        self.setAcceptDrops(True)
        self.files = Files(str(folder(parse(store))) if store else str(Path.home()))
        self.store = StoreWidget()
        self.store.setObjectName("kmzb_import_store")
        self.store.setFilePath(store)
        label = QLabel(tr("Into the &store:"))
        label.setBuddy(self.store.lineEdit())
        into = QHBoxLayout()
        into.addWidget(label)
        into.addWidget(self.store, 1)
        self.summary, self.notice = _text("summary"), _text("notice")
        self.columns, self.answers, self.rows = Columns(), Answers(), Rows()
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.columns, tr("C&olumns"))
        self.tabs.addTab(self.answers, tr("&How it is read"))
        self.tabs.addTab(self.rows, tr("&First rows"))
        self.tabs.addTab(self.log, tr("&Messages"))
        self.progress = QProgressBar()
        outer = QVBoxLayout(self)
        outer.addWidget(QLabel(tr("CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON. Files can be dropped here.")))
        outer.addWidget(self.files)
        outer.addLayout(into)
        outer.addWidget(self.summary)
        outer.addWidget(self.notice)
        outer.addWidget(self.tabs, 1)
        outer.addWidget(self.progress)
        outer.addLayout(self._buttons())
        self.check_button.setDefault(True)  # Enter alone changes nothing
        self.resize(900, 660)

    def _buttons(self) -> QHBoxLayout:
        self.load_button, self.save_button = QPushButton(tr("&Load a mapping…")), QPushButton(tr("Sa&ve the mapping…"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.check_button = box.addButton(tr("Only chec&k"), QDialogButtonBox.ButtonRole.ActionRole)
        self.check_button.setToolTip(tr("Reads and counts everything; changes nothing."))
        self.import_button = box.addButton(tr("&Import"), QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel_button = box.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.load_button)
        row.addWidget(self.save_button)
        row.addWidget(box, 1)
        return row

    def tell(self, text: str, style: str = "") -> None:
        """Show a notice (HTML) in the colours of its kind; '' hides it."""
        self.notice.setText(text)
        self.notice.setStyleSheet(style)
        self.notice.setVisible(bool(text))

    def allow(self, ready: bool, shown: bool, running: bool) -> None:
        """What can be pressed: ``ready`` to be imported, a file is ``shown``, a run is under way."""
        for button in (self.check_button, self.import_button):
            button.setEnabled(ready and bool(self.store.filePath()) and not running)
        self.save_button.setEnabled(shown and not running)
        for part in (self.files, self.store, self.answers, self.columns, self.load_button):
            part.setEnabled(not running)
        self.cancel_button.setVisible(running)
        self.cancel_button.setEnabled(running)
        self.progress.setVisible(running)


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(f"kmzb_import_{name}")
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
