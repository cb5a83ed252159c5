"""'Repeats another report': in the identify panel, the table, the form's actions and the menu; one window at a time."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsFeature
from qgis.gui import QgsGui, QgsMapLayerAction
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QIcon

from ..store import duplicate_search as search
from ..store import duplicates
from ..toolbelt import compat, paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand, beside, report_layer
from .duplicates_window import DuplicatesWindow
from .here_tools import in_poland
from .locators import report_name
from .number_marks import NumberMarks
from .task import Work


class RepeatsAction(QgsMapLayerAction):
    """'Repeats another report…' beside a report."""

    def __init__(self, parent, ask):
        super().__init__(
            tr("Repeats another report…"), parent, compat.single_feature(), QIcon(paths.icon("duplicates"))
        )
        self.setObjectName("kmzb_duplicates_action")
        self._ask = ask
        self.triggeredForFeature.connect(self._run)

    def canRunUsingLayer(self, layer, *_context) -> bool:
        """Reports only."""
        return report_layer.is_one(layer)

    def _run(self, layer, feature: QgsFeature) -> None:
        self._ask(layer, feature)


class Duplicates:
    """Asks, shows, links and takes back."""

    def __init__(self, iface, messages):
        self._iface, self._messages = iface, messages
        self.window: DuplicatesWindow | None = None
        self.action: RepeatsAction | None = None
        self.marks = NumberMarks(iface.mapCanvas())
        self._layer = self._work = None
        self._fid, self._name, self._place = 0, "", None
        self._undo: list[dict[int, int | None]] = []
        self._fresh = True

    def install(self) -> None:
        """Register the reports' action."""
        self.action = RepeatsAction(self._iface.mainWindow(), self._messages.guard(self.ask_about))
        QgsGui.mapLayerActionRegistry().addMapLayerAction(self.action)

    def remove(self) -> None:
        """Take all out."""
        self._stop()
        self.marks.clear()
        self._layer = None  # Python must not keep a layer longer than QGIS lives
        if self.action is not None:
            QgsGui.mapLayerActionRegistry().removeMapLayerAction(self.action)
            self.action.deleteLater()
            self.action = None
        if self.window is not None:
            self.window.hide()
            self.window.deleteLater()
            self.window = None

    def ask_selected(self) -> None:
        """For the one report that is selected. Raises KmzbError."""
        layer = report_layer.find()
        if layer is None:
            raise KmzbError(tr("No store is open. Open a store first."))
        if layer.selectedFeatureCount() != 1:
            raise KmzbError(tr("Select one report on the map first: the one that repeats another."))
        self.ask_about(layer, next(layer.getSelectedFeatures()))

    def ask_about(self, layer, feature: QgsFeature) -> None:
        """What may a report repeat? Raises KmzbError where it has no place or is not saved yet."""
        name = report_name(feature)
        if feature.id() < 0:
            raise KmzbError(tr("The report is not saved yet: save it first."))
        if not feature.hasGeometry() or feature.geometry().isEmpty():
            raise KmzbError(tr("{report} has no place yet.", report=name))
        place = in_poland(feature.geometry().asPoint(), layer.crs())
        self._layer, self._fid, self._name, self._undo = layer, feature.id(), name, []
        self._place, self._fresh = (place.x(), place.y()), True
        window = self._open()
        window.undo.setEnabled(False)
        self.look()

    def look(self) -> None:
        """Search anew with what the window says."""
        self._stop()
        self._there()
        window, fid = self.window, self._fid
        metres, days, every = window.metres.value(), window.days.value(), window.any_category.isChecked()
        path = report_layer.store_of(self._layer)
        window.begin(f"{self._name}.", "")

        def work(_feedback):
            store = at_hand.store(path)
            return _repeated(store, fid), search.suggestions(store, fid, metres, days, every)

        def done(found) -> None:
            number, rows = found
            window.begin(f"{self._name}.", number)
            window.fill(rows)
            self._mark()

        self._start(tr("Looking for duplicates"), work, done)

    def link(self, candidate: search.Candidate) -> None:
        """Link the report to a candidate. Raises KmzbError where it has unsaved changes."""
        fid, who = self._fid, QgsApplication.userLoginName() or ""
        said = tr("{report} repeats report {number} now.", report=self._name, number=candidate.number)
        self._write(lambda store: duplicates.link(store, [fid], candidate.fid, who), said)

    def unlink(self) -> None:
        """Take the link off. Raises KmzbError where the report has unsaved changes."""
        fid, who = self._fid, QgsApplication.userLoginName() or ""
        self._write(
            lambda store: duplicates.unlink(store, [fid], who),
            tr("{report} repeats no other report any more.", report=self._name),
        )

    def undo(self) -> None:
        """Take the last link, or its taking off, back. Raises KmzbError where the report has unsaved changes."""
        if self._undo:
            before, who = self._undo[-1], QgsApplication.userLoginName() or ""
            self._write(lambda store: duplicates.undo(store, before, who), tr("The last step was taken back."), True)

    def _write(self, write, said: str, back: bool = False) -> None:
        layer = self._there()
        path = report_layer.store_of(layer)
        buffer = layer.editBuffer()
        if buffer is not None and (
            self._fid in buffer.changedAttributeValues() or self._fid in buffer.changedGeometries()
        ):
            raise KmzbError(tr("{report} has changes that are not saved yet. Save them first.", report=self._name))
        self.window.busy(True)

        def done(before) -> None:
            if back:
                self._undo.pop()
            else:
                self._undo.append(before)
            self.window.undo.setEnabled(bool(self._undo))
            if not sip.isdeleted(layer):
                layer.dataChanged.emit()  # tables that hold the row read it again
                layer.triggerRepaint()
            self._messages.success(said)
            self.look()

        # what has begun is finished and told: half a link is none
        self._start(tr("Linking reports"), lambda _: write(at_hand.store(path, write=True)), done, cancellable=False)

    def _there(self):
        """The layer of the report. Raises KmzbError where it was taken out of the project meanwhile."""
        if self._layer is None or sip.isdeleted(self._layer) or not report_layer.is_one(self._layer):
            raise KmzbError(tr("The store of this report is not open any more."))
        return self._layer

    def _start(self, title: str, work, done, cancellable: bool = True) -> None:
        def finished(result) -> None:
            if self._work is running and self.window is not None:
                self._work = None
                done(result)

        def failed(error) -> None:
            if self._work is running and self.window is not None:
                self._work = None
                self.window.busy(False)
                if isinstance(error, KmzbError):
                    self.window.trouble(error.message)
                self._messages.error(error)

        running = Work(title, work, self._messages.guard(finished), failed, cancellable)
        self._work = running
        running.start()

    def _stop(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.cancel()

    def _mark(self) -> None:
        places = [(str(n + 1), one.x, one.y) for n, one in enumerate(self.window.table.rows())]
        self.marks.show([("", *self._place), *places])
        if self._fresh:  # later the window stays where the person has put it
            self._fresh = False
            beside.show(self.window, self._iface.mapCanvas(), [self._place, *(place[1:] for place in places)])
        self.marks.pick(str(self.window.table.currentRow() + 1))

    def _left(self) -> None:
        self._stop()
        self.marks.clear()

    def _open(self) -> DuplicatesWindow:
        if self.window is None:
            guard = self._messages.guard
            self.window = DuplicatesWindow(self._iface.mainWindow())
            self.window.asked.connect(guard(self.look))
            self.window.wanted.connect(guard(self.link))
            self.window.unlinked.connect(guard(self.unlink))
            self.window.taken_back.connect(guard(self.undo))
            self.window.left.connect(self._left)
            self.window.table.picked.connect(lambda _: self.marks.pick(str(self.window.table.currentRow() + 1)))
        self.window.show()
        self.window.raise_()
        return self.window


def _repeated(store, fid: int) -> str:
    """The number of the report that one repeats; '' where it repeats none."""
    with at_hand.reading(store.path) as connection:
        found = connection.execute(
            "SELECT coalesce(m.reference, m.service_id || '', m.fid || '')"
            " FROM report d JOIN report m ON m.id = d.duplicate_of"
            " WHERE d.fid = ?",
            (fid,),
        ).fetchone()
    return str(found[0]) if found else ""
