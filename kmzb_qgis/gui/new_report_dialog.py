"""The form of a new report: what its place gives beforehand, and a look at what lies near before it is saved."""

from __future__ import annotations

from datetime import datetime

from qgis.core import NULL, QgsApplication
from qgis.gui import QgsAttributeDialog
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDateTime
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..catalogue import warsaw
from ..store import duplicate_search as search
from ..store import duplicates
from ..store.units_at import Unit, units_at
from ..toolbelt import log, settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand, beside, report_layer
from .nearby_window import NearbyWindow
from .number_marks import NumberMarks
from .slots import safe
from .task import Work

_LIMITS = "SELECT name, CAST(value AS INTEGER) FROM setting WHERE name IN ('read_days', 'verify_days')"


class NewReportDialog(QgsAttributeDialog):
    """QGIS's own form of a feature; its OK asks the store first. The place is (x, y) in EPSG:2180."""

    def prepare(self, iface, messages, place: tuple[float, float]) -> None:
        """Begin to learn what the place gives."""
        self._iface, self._messages, self._place = iface, messages, place
        self._layer, self._work, self._sure = self.attributeForm().layer(), None, False
        self._given: dict[str, str] = {}  # what the form shows and the store finds by itself
        self.marks = NumberMarks(iface.mapCanvas())
        self.nearby: NearbyWindow | None = None
        self.banner = QLabel(self)
        self.banner.setObjectName("kmzb_new_report_place")
        self.banner.setWordWrap(True)
        self.banner.setContentsMargins(9, 6, 9, 0)
        self.banner.setText(tr("Looking where this is…"))
        self._put_above()
        self.finished.connect(self._leave)
        path = report_layer.store_of(self._layer)
        self._start(tr("Where is this?"), lambda _: learn(path, *place), self._show_place)

    def _put_above(self) -> None:
        """The banner under QGIS's own menu, whatever layout its dialog has."""
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        menu = self.layout().menuBar()
        for part in (menu, self.banner):
            if part is not None:
                column.addWidget(part)
        self.layout().setMenuBar(head)

    def accept(self) -> None:
        """OK: look what lies near, unless the person has seen that already."""
        path, (category, instant, _) = report_layer.store_of(self._layer), self._typed()
        if self._sure or path is None or category is None or instant is None:
            self._save()
            return
        metres, days = settings.get("duplicate_metres"), settings.get("duplicate_days")
        try:
            rows = search.nearby(at_hand.store(path), self._place, instant, category, metres, days)
        except KmzbError as error:
            log.warning(error.message)  # what could not be looked for must not keep a report from being saved
            rows = []
        if rows:
            self._ask(rows, metres, days)
        else:
            self._save()

    def _ask(self, rows: list[search.Candidate], metres: float, days: float) -> None:
        window = NearbyWindow(rows, self._typed()[2], metres, days, self)
        self.nearby = window
        window.added.connect(self._messages.guard(self._add))
        window.linked.connect(self._messages.guard(self._link))
        window.saved.connect(self._messages.guard(self._save))
        window.table.picked.connect(lambda _: self.marks.pick(str(window.table.currentRow() + 1)))
        window.finished.connect(lambda _: self.marks.clear())
        places = [(str(n + 1), one.x, one.y) for n, one in enumerate(window.table.rows())]
        self.marks.show([("", *self._place), *places])
        self.marks.pick("1")
        window.open()
        beside.show(window, self._iface.mapCanvas(), [self._place, *(place[1:] for place in places)])

    def _add(self, candidate: search.Candidate, text: str) -> None:
        """No second report: what was said goes to the one that is there."""
        path, who, window = report_layer.store_of(self._layer), QgsApplication.userLoginName() or "", self.nearby
        buffer = self._layer.editBuffer()
        if buffer is not None and (
            candidate.fid in buffer.changedAttributeValues() or candidate.fid in buffer.changedGeometries()
        ):
            raise KmzbError(
                tr("Report {number} has changes that are not saved yet. Save them first.", number=candidate.number)
            )

        def done(_) -> None:
            self._layer.dataChanged.emit()
            self._messages.success(tr("Added to the note of report {number}.", number=candidate.number))
            window.accept()
            self.reject()

        def work(_feedback):
            return duplicates.add_note(at_hand.store(path, write=True), candidate.fid, text, who)

        self._start(tr("Adding to a report"), work, done, cancellable=False)

    def _link(self, candidate: search.Candidate) -> None:
        """Save, and say that it repeats the one that is there."""
        self._layer_form().changeAttribute("duplicate_of", candidate.id)
        self._save()

    def _save(self) -> None:
        """QGIS's own OK. What the store finds by the place is left to it: else it would count as set by hand."""
        self._sure = True
        for name, value in self._given.items():
            if self._layer_form().currentFormFeature().attribute(name) == value:
                self._layer_form().changeAttribute(name, NULL)
        self._given = {}
        super().accept()
        self._sure = False  # the form may have stayed open: something in it was not right

    def _typed(self) -> tuple[int | None, str | None, str]:
        """Category, instant of the report (UTC text) and description, as they stand in the form."""
        feature = self._layer_form().currentFormFeature()
        category, wall, text = (feature.attribute(name) for name in ("category_id", "reported_local", "description"))
        return None if is_empty(category) else int(category), instant_of(wall), "" if is_empty(text) else str(text)

    def _show_place(self, learnt: tuple) -> None:
        units, (read_by, verify_by) = learnt
        municipality = next((unit for unit in units if unit.level == "municipality"), None)
        police = next((unit for unit in units if unit.level.startswith("K")), None)
        parts = [
            f"{unit.name} ({unit.id})" if unit.id.isdigit() else unit.name for unit in (municipality, police) if unit
        ]
        if not parts:
            parts = [tr("no unit of the store lies here")]
        due = tr("read by the end of {read}, verify by the end of {verify}", read=read_by, verify=verify_by)
        self.banner.setText(" · ".join([*parts, due]))
        for name, unit in (("teryt", municipality), ("unit_id", police)):
            now = self._layer_form().currentFormFeature().attribute(name)
            if unit is not None and is_empty(now):
                self._given[name] = unit.id
                self._layer_form().changeAttribute(name, unit.id)

    def _layer_form(self):
        return self.attributeForm()

    def _start(self, title: str, work, done, cancellable: bool = True) -> None:
        def mine() -> bool:
            return not sip.isdeleted(self) and self._work is running and not sip.isdeleted(self._layer)

        def finished(result) -> None:
            if mine():
                self._work = None
                done(result)

        def went_wrong(error) -> None:
            if mine():
                self._work = None
                self.banner.setText("")
                self._messages.error(error)

        running = Work(title, work, self._messages.guard(finished), self._messages.guard(went_wrong), cancellable)
        self._work = running
        running.start()

    @safe
    def _leave(self, _result: int = 0) -> None:
        work, self._work = self._work, None
        if work is not None and work.canCancel():
            work.cancel()
        self.marks.clear()


def learn(path, x: float, y: float) -> tuple[list[Unit], tuple[str, str]]:
    """The units of a place, and until which days a report of now is to be read and verified. Raises KmzbError."""
    with at_hand.reading(path) as connection:
        limits = dict(connection.execute(_LIMITS).fetchall())
    units = units_at(path, x, y)
    today = warsaw.day_of(warsaw.now())
    days = (warsaw.add_days(today, limits[name]) for name in ("read_days", "verify_days"))
    return units, tuple(map(warsaw.shown_day, days))


def is_empty(value) -> bool:
    """Whether a form's value is none. An empty line of a form hands its word for null back as a text."""
    return value is None or value == NULL or str(value) in ("", "NULL")


def instant_of(wall) -> str | None:
    """Warsaw's wall time in a form, as text or Qt's, as the store's UTC text; None where it is none."""
    if isinstance(wall, QDateTime):
        wall = wall.toString("yyyy-MM-ddTHH:mm:ss") if wall.isValid() else ""
    try:
        return warsaw.to_text(datetime.fromisoformat(str(wall)[:19]).replace(tzinfo=warsaw.WARSAW))
    except ValueError:
        return None
