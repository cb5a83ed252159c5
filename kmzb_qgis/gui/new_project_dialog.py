"""The dialog of a new KMZB project: which store, which basemaps, which file."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
)

from ..geoportal import basemaps, services
from ..store.address import Address, exists, folder, is_database, parse
from ..toolbelt.i18n import tr
from . import store_choice
from .messages import Messages
from .stores import Stores

FIRST = ("basemap", "orthophoto")  # ticked at first


class NewProjectDialog(QDialog):
    """``chosen`` has the parameters of kmzb:newproject, once the person has said all, also to overwriting."""

    chosen = pyqtSignal(dict)

    def __init__(self, stores: Stores, messages: Messages, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_new_project_dialog")
        self.setWindowTitle(tr("New KMZB project"))
        self._stores, self._own_name = stores, True
        self.store, self.output, self.basemaps = QLineEdit(stores.path), QLineEdit(), QListWidget()
        self.state = QLabel()
        self._fill(messages)
        form = QFormLayout()
        form.addRow(
            tr("&Store:"),
            _row(self.store, _button(tr("&Open…"), self._ask_store), _button(tr("&New…"), self._ask_new_store)),
        )
        form.addRow("", self.state)
        form.addRow(tr("&Basemaps:"), self.basemaps)
        form.addRow(tr("&Project file:"), _row(self.output, _button(tr("C&hoose…"), self._ask_output)))
        for label, box in ((0, self.store), (2, self.basemaps), (3, self.output)):
            form.itemAt(label, QFormLayout.ItemRole.LabelRole).widget().setBuddy(box)
        explained = QLabel(
            tr(
                "Makes a project with reports, units, basemaps, bookmarks of the voivodeships, looks for day, night "
                "and print, and print layouts. Keep it beside the store: they can be moved together."
            )
        )
        explained.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make = self.buttons.addButton(tr("&Make the project"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(explained)
        whole.addLayout(form)
        whole.addWidget(self.buttons)
        self.store.textChanged.connect(self._store_changed)
        self.output.textEdited.connect(self._named)
        self.output.textChanged.connect(self._check)
        self.resize(640, 520)
        self._store_changed()

    def parameters(self) -> dict:
        """What stands in the dialog, as the job takes it."""
        store = self._store_path()
        return {
            "STORE": str(store),
            "BASEMAP": ",".join(self.ticked()),
            "OUTPUT": str(folder(store) / self.output.text().strip()),  # a name alone lies beside the store
            "CREATE": not exists(store),
            "OVERWRITE": False,
        }

    def ticked(self) -> list[str]:
        """The ids of the basemaps ticked, from the top one down."""
        items = (self.basemaps.item(row) for row in range(self.basemaps.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def accept(self) -> None:
        """Ask before a file is overwritten; then tell what was chosen."""
        given = self.parameters()
        if not given["OUTPUT"].lower().endswith((".qgz", ".qgs")):
            given["OUTPUT"] += ".qgz"
        if exists(Path(given["OUTPUT"])):
            asked = tr("{path} exists already. Overwrite it?", path=given["OUTPUT"])
            kinds = QMessageBox.StandardButton
            if QMessageBox.question(self, self.windowTitle(), asked, kinds.Yes | kinds.No, kinds.No) != kinds.Yes:
                return
            given["OVERWRITE"] = True
        super().accept()
        self.chosen.emit(given)

    def _fill(self, messages: Messages) -> None:
        known, flaws = services.usable()
        for flaw in flaws:  # of the person's own file; the rest of it stands
            messages.warning(flaw.message, flaw.details)
        for service, crs in services.menu(known):
            if crs != basemaps.PROJECT_CRS:
                continue
            item = QListWidgetItem(service.title, self.basemaps)
            item.setData(Qt.ItemDataRole.UserRole, service.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if service.id in FIRST else Qt.CheckState.Unchecked)
            item.setToolTip(service.url)

    def _store_changed(self) -> None:
        text = self.store.text().strip()
        if self._own_name and is_database(text):
            self.output.setText(str(Path(self._stores.folder()) / f"{parse(text).name}.qgz"))
        elif self._own_name and Path(text).name.strip("."):  # not of '/', with which a path begins, nor of '..'
            self.output.setText(str(Path(text).with_suffix(".qgz")))
        self._check()

    def _check(self) -> None:
        text = self.store.text().strip()
        if not text:
            self.state.setText(tr("Choose a store."))
        elif is_database(text):
            self.state.setText(tr("A database; it must hold a store."))
        elif exists(self._store_path()):
            self.state.setText(tr("An existing store."))
        else:
            self.state.setText(tr("There is no such store yet: an empty one will be made."))
        named = bool(text) and (is_database(text) or text.lower().endswith(".gpkg"))
        self.make.setEnabled(named and bool(self.output.text().strip()))

    def _store_path(self) -> Address:
        """The store; a name alone lies where the last store lies, not where QGIS was started."""
        text = self.store.text().strip()
        return parse(text) if is_database(text) else Path(self._stores.folder()) / text

    def _named(self) -> None:
        self._own_name = False

    def _ask_store(self) -> None:
        path = store_choice.to_open(self, self._stores.folder())
        if path:
            self.store.setText(path)

    def _ask_new_store(self) -> None:
        path = store_choice.to_make(self, self._stores.folder())
        if path:
            self.store.setText(path)

    def _ask_output(self) -> None:
        start = self.output.text().strip() or self._stores.folder()
        options = QFileDialog.Option.DontConfirmOverwrite  # asked once, when all is said
        kinds = tr("QGIS project (*.qgz *.qgs)")
        path, _ = QFileDialog.getSaveFileName(self, tr("Project file"), start, kinds, options=options)
        if path:
            self._named()
            self.output.setText(path)


def _button(text: str, run) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: run())
    return button


def _row(*widgets) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
