"""The window 'Bodies': the unit's list of cooperating bodies, each changed in its form and stored at once.

Not the attribute table: the kind of a body decides the public reason of a hand-over, and QGIS's table stores its rows
without what stands in a cell that is still open.
"""

from __future__ import annotations

import re

from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsVectorLayer, QgsVectorLayerUtils
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext
from qgis.PyQt.QtCore import QCollator, QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..store import refusals
from ..toolbelt.i18n import tr
from .handing_model import GREY, RED
from .slots import safe

FID = Qt.ItemDataRole.UserRole
COLUMNS = ("name", "kind", "answer_days", "address", "email", "phone")
WIDTHS = (300, 200, 110, 220, 160, 100)


class BodiesWindow(QDialog):
    """Emits ``stored`` after each change of the list that stands in the store. ``form`` is the form that is open."""

    stored = pyqtSignal()

    def __init__(self, layer: QgsVectorLayer, parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_bodies")
        self.setWindowTitle(tr("Bodies"))
        self.resize(1120, 480)
        self.layer, self.form = layer, None
        self.list, self.status = QTreeWidget(self), QLabel(self)
        self._set_up()
        self.read()

    def read(self) -> None:
        """List the bodies, also those that wait to be stored; the marked one stays marked."""
        now = self._fid()
        self.list.clear()
        order = QCollator(QLocale("pl_PL"))
        for feature in sorted(self.layer.getFeatures(), key=lambda one: order.sortKey(str(one["name"] or ""))):
            words = [self._words(feature, name) for name in COLUMNS]
            if not feature["valid"]:
                words[0] = tr("{name} (not valid any more)", name=words[0])
            item = QTreeWidgetItem(self.list, words)
            item.setData(0, FID, feature.id())
            for column, text in enumerate(words):
                item.setToolTip(column, text)
                if not feature["valid"]:
                    item.setForeground(column, QgsApplication.palette().mid())
            if feature.id() == now:
                self.list.setCurrentItem(item)
        self._choose()

    @safe
    def add(self, *_) -> None:
        """Open the form of a new body."""
        if self._begin():
            context = self.layer.createExpressionContext()
            feature = QgsVectorLayerUtils.createFeature(self.layer, QgsGeometry(), {}, context)
            self._open(feature, QgsAttributeEditorContext.Mode.AddFeatureMode)

    @safe
    def edit(self, *_) -> None:
        """Open the form of the marked body."""
        fid = self._fid()
        if fid is not None and self._begin():
            self._open(self.layer.getFeature(fid), QgsAttributeEditorContext.Mode.SingleEditMode)

    @safe
    def delete(self, *_) -> None:
        """Delete the marked body; the store refuses that where something was handed over to it."""
        item = self.list.currentItem()
        if item is None:
            return
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        asked = tr("Delete '{name}' from the list?", name=item.text(0))
        if QMessageBox.question(self, self.windowTitle(), asked, yes | no, no) == yes and self._begin():
            name, alone = item.text(0), not self.layer.isModified()
            self.layer.deleteFeature(item.data(0, FID))
            why = self._commit(tr("Deleted: {name}.", name=name))
            if why and alone:  # nothing was typed that could be lost
                self.discard()
            if why:
                self.say(why, True)

    @safe
    def save(self, *_) -> None:
        """Store what was entered. What the store refuses stays in the list, to be put right, stored or discarded."""
        why = self._commit(tr("Saved."))
        if why:
            self.say(tr("Not saved: {why} Put it right with 'Edit…', save again or discard.", why=why), True)

    @safe
    def discard(self, *_) -> None:
        """Forget what the store did not take."""
        self.layer.rollBack()
        self.say(tr("Discarded."))
        self.read()

    def say(self, words: str, wrong: bool = False) -> None:
        """A sentence below the list."""
        self.status.setText(words)
        self.status.setStyleSheet(f"color: {RED}" if wrong else f"color: {GREY}")

    def _commit(self, told: str) -> str:
        """Store what waits; why that was refused, else nothing."""
        if not self.layer.commitChanges():
            self.read()
            return _why("\n".join(self.layer.commitErrors()))
        self.say(told)
        self.read()
        self.stored.emit()
        return ""

    def _begin(self) -> bool:
        if self.layer.isEditable() or self.layer.startEditing():
            return True
        self.say(tr("The list of bodies can only be read."), True)
        return False

    def _open(self, feature: QgsFeature, mode) -> None:
        self.form = form = QgsAttributeDialog(self.layer, feature, False, self, True)
        form.setObjectName("kmzb_body")
        form.setMode(mode)
        form.setWindowTitle(tr("Body"))
        form.resize(720, 560)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = form.findChild(QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Save"))
        form.accepted.connect(self._entered)
        form.rejected.connect(self._left)
        form.open()

    @safe
    def _entered(self) -> None:
        self.form = None
        self.save()

    @safe
    def _left(self) -> None:
        self.form = None
        if self.layer.isEditable() and not self.layer.isModified():
            self.layer.rollBack()
        self._choose()

    def _fid(self):
        item = self.list.currentItem()
        return None if item is None else item.data(0, FID)

    def _words(self, feature: QgsFeature, name: str) -> str:
        index = self.layer.fields().lookupField(name)
        setup, value = self.layer.editorWidgetSetup(index), feature[name]
        formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
        text = formatter.representValue(self.layer, index, setup.config(), None, value) if value else str(value or "")
        return " ".join(text.split())

    def _set_up(self) -> None:
        self.list.setObjectName("kmzb_bodies_list")
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHeaderLabels(
            [tr("Body"), tr("Kind"), tr("Days to answer"), tr("Address"), tr("E-mail"), tr("Phone")]
        )
        for column, width in enumerate(WIDTHS):
            self.list.setColumnWidth(column, width)
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.list.itemDoubleClicked.connect(self.edit)
        self.status.setObjectName("kmzb_bodies_status")
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        self.buttons = {}
        for name, words, run in (
            ("add", tr("&Add…"), self.add),
            ("edit", tr("&Edit…"), self.edit),
            ("delete", tr("&Delete…"), self.delete),
            ("save", tr("&Save again"), self.save),
            ("discard", tr("D&iscard"), self.discard),
        ):
            button = self.buttons[name] = QPushButton(words, self)
            button.setObjectName(f"kmzb_bodies_{name}")
            button.setAutoDefault(False)
            button.clicked.connect(run)
            row.addWidget(button)
        row.addStretch(1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        row.addWidget(close)
        for part in (self.list, self.status):
            column.addWidget(part)
        column.addLayout(row)

    def _choose(self) -> None:
        """Offer what the marked body and the layer allow."""
        marked, may = self.list.currentItem() is not None, not self.layer.readOnly()
        pending = self.layer.isEditable() and self.layer.isModified()
        self.buttons["add"].setEnabled(may)
        self.buttons["edit"].setEnabled(may and marked)
        self.buttons["delete"].setEnabled(may and marked)
        for name in ("save", "discard"):
            self.buttons[name].setVisible(pending)


def _why(told: str) -> str:
    """The sentence of a refused commit: QGIS puts the store's words between words of its own."""
    found = re.search(r"KMZB-4\d\d [^\n\"]*", told)
    return refusals.explain(found.group(0) if found else told).message
