"""Under a report's codes of municipality and unit: their names, and its nearest address, asked for by a click."""

from __future__ import annotations

from qgis.core import NULL
from qgis.gui import QgsAttributeForm
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ..editing import saving
from ..geoportal import locate
from ..store import unit_names
from ..toolbelt import log
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import form_parts, here
from .slots import safe
from .task import Work

CODES = ("teryt", "unit_id")
LOOK_MS = 300


@safe
def attach(form: QgsAttributeForm) -> PlaceLine | None:
    """Put the line into a form's box of the place; once. None where the form has no such box."""
    found = form_parts.own(form, PlaceLine)
    if found is not None:
        return found
    boxes = form_parts.fields(form)
    if not set(CODES) <= set(boxes):
        return None
    group = boxes[CODES[0]].widget().parentWidget()
    while group is not None and not isinstance(group, QGroupBox):
        group = group.parentWidget()
    return PlaceLine(form, boxes, group) if group is not None and group.layout() is not None else None


class PlaceLine(QObject):
    """Stands behind one form's line, as the form's child."""

    def __init__(self, form: QgsAttributeForm, boxes: dict, group: QGroupBox):
        super().__init__(form)
        self.setObjectName(type(self).__name__)
        self._form, self._boxes = form, boxes
        self._work: Work | None = None
        self._shown = self._place = None
        line = QWidget(group)
        self.text, self.address, self.ask = QLabel(line), QLabel(line), QPushButton(tr("Address…"), line)
        self.text.setObjectName("kmzb_place_units")
        self.address.setObjectName("kmzb_place_address")
        self.ask.setObjectName("kmzb_place_ask")
        self.ask.setToolTip(tr("Ask the geoportal (UUG) for the address nearest to the report"))
        self.ask.clicked.connect(self.find)
        for label in (self.text, self.address):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        group.layout().addWidget(self.text, group.layout().rowCount(), 0, 1, -1)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.address, 1)
        row.addWidget(self.ask)
        group.layout().addWidget(line, group.layout().rowCount(), 0, 1, -1)
        form.widgetValueChanged.connect(self._soon)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.look)
        self._clock.start(LOOK_MS)  # a form changes its report without telling
        self.look()

    def _soon(self, attribute: str, *_) -> None:
        if attribute in CODES:
            self.look()

    @safe
    def look(self) -> None:
        """Names for what stands in the form now; another report has another address."""
        if not self.text.isVisible() and self._shown is not None:
            return
        feature, path = self._form.feature(), saving.store_path(self._form.layer())
        codes = tuple(_text(self._boxes[name].value()) for name in CODES)
        place = (feature.id(), feature.geometry().asWkt())
        if place != self._place:
            self._place = place
            self._stop()
            self.address.setText("")
            self.ask.setEnabled(_point(feature) is not None)
        if self._shown != (path, codes):
            self._shown = (path, codes)
            self.text.setText(words(path, *codes))

    @safe
    def find(self, _=False) -> Work | None:
        """Ask for the address, in the background."""
        point = _point(self._form.feature())
        if point is None:
            return None
        self._stop()
        self.ask.setEnabled(False)
        self.address.setText(tr("Asking for the address…"))

        def told(text: str) -> None:
            if not sip.isdeleted(self) and self._work is work:
                self._work = None
                self.ask.setEnabled(True)
                self.address.setText(text)

        def done(found) -> None:
            told(tr("Nearest address: {address}", address=here.address(found)) if found else tr("No address nearby."))

        def failed(error) -> None:
            if not isinstance(error, KmzbError):
                log.error(repr(error))
            told(error.message if isinstance(error, KmzbError) else tr("The address could not be learnt."))

        work = Work(tr("Nearest address"), lambda feedback: locate.address(*point, feedback), done, failed)
        self._work = work
        return work.start()

    def _stop(self) -> None:
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()


def words(path, teryt: str, unit_id: str) -> str:
    """What the codes are called."""
    if path is None or not (teryt or unit_id):
        return tr("Units are not known yet: they are assigned by place when the report is saved.")
    try:
        found = unit_names.names(path, teryt, unit_id)
    except KmzbError as error:
        return error.message
    labels = here.level_names()
    lines = [_named(labels.get(level, level), name) for level, name in found]
    return "\n".join(lines) or tr("The store has no units with these codes; import the units.")


def _named(label: str, name: str) -> str:
    """A name behind what it is called, unless it says so itself, as 'powiat krakowski' and 'Komisariat …' do."""
    return name if name.casefold().startswith(label.split()[0].casefold()) else f"{label}: {name}"


def _text(value) -> str:
    return "" if value is None or value == NULL else str(value).strip()


def _point(feature) -> tuple[float, float] | None:
    """The report's place; the layer is in EPSG:2180, as every store is."""
    geometry = feature.geometry()
    if geometry.isNull() or geometry.isEmpty():
        return None
    point = geometry.asPoint()
    return point.x(), point.y()
