"""The window in which a person chooses layers of a service: its conditions above, CRS and picture format below."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..geoportal.csw_record import Record
from ..geoportal.offer_layers import Wish
from ..geoportal.offers import Layer, Offer
from ..toolbelt.i18n import tr
from . import catalogue_text

MOST = 20  # layers at once: each is asked for by itself


class OfferWindow(QDialog):
    """What a service offers. ``wishes`` after it was accepted."""

    def __init__(self, record: Record, offer: Offer, authcfg: str = "", parent=None):
        super().__init__(parent)
        self.setObjectName("kmzb_offer")
        self.setWindowTitle(tr("Add layers"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(720, 560)
        self._record, self._offer, self._authcfg = record, offer, authcfg
        self.text, self.filter, self.list = QTextBrowser(self), QLineEdit(self), QTreeWidget(self)
        self.crs, self.format, self.hint = QComboBox(self), QComboBox(self), QLabel(self)
        self.buttons = QDialogButtonBox(self)
        self.accepting = self.buttons.addButton(tr("&Add to the map"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._set_up()
        self._choose()

    def wishes(self) -> list[Wish]:
        """What was chosen, in the list's order."""
        crs, form = self.crs.currentText(), self.format.currentText()
        return [Wish(self._record, self._offer, layer, crs, form, self._authcfg) for layer in self.layers()]

    def layers(self) -> list[Layer]:
        """The marked layers, in the list's order."""
        items = (self.list.topLevelItem(number) for number in range(self.list.topLevelItemCount()))
        return [item.data(0, Qt.ItemDataRole.UserRole) for item in items if item.isSelected() and not item.isHidden()]

    def _set_up(self) -> None:
        offer = self._offer
        heading = catalogue_text.markup(f"{offer.kind}: {offer.title or catalogue_text.title(self._record)}")
        self.text.setHtml(f"<h3>{heading}</h3>{catalogue_text.conditions(self._record, offer)}")
        self.text.setOpenLinks(False)
        self.filter.setPlaceholderText(tr("Part of a layer's name"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._sift)
        self.list.setHeaderLabels([tr("Layer"), tr("Name in the service")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for layer in offer.layers:
            item = QTreeWidgetItem([layer.title, layer.name])
            item.setData(0, Qt.ItemDataRole.UserRole, layer)
            item.setToolTip(0, catalogue_text.markup(layer.abstract or layer.title))
            self.list.addTopLevelItem(item)
        self.list.setColumnWidth(0, 420)
        self.list.topLevelItem(0).setSelected(True)
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemDoubleClicked.connect(lambda *_: self.accept() if self.accepting.isEnabled() else None)
        self.hint.setWordWrap(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for name in ("text", "filter", "list", "crs", "format", "hint"):
            getattr(self, name).setObjectName(f"kmzb_offer_{name}")
        form = QFormLayout()
        form.addRow(tr("Coordinate system"), self.crs)
        if offer.kind != "WFS":
            form.addRow(tr("Picture format"), self.format)
        self.format.setVisible(offer.kind != "WFS")
        column = QVBoxLayout(self)
        column.addWidget(self.text, 2)
        column.addWidget(self.filter)
        column.addWidget(self.list, 3)
        column.addLayout(form)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)

    def _sift(self, text: str) -> None:
        """Show only the layers whose title or name holds a text."""
        wanted = text.strip().casefold()
        for number in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(number)
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)}".casefold())
        self._choose()

    def _choose(self) -> None:
        """Offer the systems and formats that all marked layers have."""
        layers = self.layers()
        _offer(self.crs, [layer.crs for layer in layers])
        _offer(self.format, [layer.formats for layer in layers])
        enough = bool(self.crs.count()) and (self._offer.kind == "WFS" or bool(self.format.count()))
        hint = ""
        if len(layers) > MOST:
            hint = tr("Choose at most {most} layers at once.", most=MOST)
        elif layers and not enough:
            hint = tr("These layers have no coordinate system or picture format in common: add them one by one.")
        elif enough and self.crs.currentText() != "EPSG:2180" and not any("EPSG:2180" in each.crs for each in layers):
            hint = tr("The service does not know EPSG:2180: QGIS turns the layer into the map's system itself.")
        self.hint.setText(hint)
        self.accepting.setEnabled(enough and len(layers) <= MOST)


def _offer(box: QComboBox, lists: list[tuple[str, ...]]) -> None:
    """List what is in every list, in the order of the first; what was chosen stays where it can."""
    before = box.currentText()
    common = [each for each in lists[0] if all(each in other for other in lists[1:])] if lists else []
    box.clear()
    box.addItems(common)
    box.setCurrentIndex(max(0, box.findText(before)) if common else -1)
