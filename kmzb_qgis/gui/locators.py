"""The locators' face: filters in QGIS's locator bar, the map tool and the reports' action 'What is here?'."""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY
from qgis.gui import QgsGui
from qgis.PyQt.QtWidgets import QAction

from ..store.address import exists, parse
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import new_report, report_layer
from .here import Here
from .here_tools import HereAction, HereTool, in_poland
from .locator_filters import FILTERS, NEW_REPORT, OPEN_FORM, WHAT_IS_HERE
from .messages import Messages
from .spot import Spot


class Locators:
    """Puts them into a window and takes them out again."""

    def __init__(self, iface, messages: Messages):
        self._iface, self._messages = iface, messages
        self.spot = Spot(iface)
        self.here = Here(iface, messages, self.begin_report, self.spot)
        self.filters: list = []
        self.tool: HereTool | None = None
        self.new_tool: HereTool | None = None
        self.action: HereAction | None = None

    def install(self) -> None:
        """Register the filters and the reports' action; asks nobody."""
        triggered = self._messages.guard(self.chosen)
        self.filters = [kind(triggered) for kind in FILTERS]
        for found in self.filters:
            self._iface.registerLocatorFilter(found)
        # Not the window's child: QGIS would list it among the shortcuts, by the same text as the menu's entry.
        self.action = HereAction(self._iface.mapCanvas(), self._messages.guard(self.ask_about))
        QgsGui.mapLayerActionRegistry().addMapLayerAction(self.action)

    def follow(self, action: QAction, new: QAction | None = None) -> None:
        """The menu's entries show whether their map tool is on."""
        self.tool = self._tool(action, self.ask_at)
        if new is not None:
            self.new_tool = self._tool(new, self.begin_at)

    def _tool(self, action: QAction, ask) -> HereTool:
        action.setCheckable(True)
        tool = HereTool(self._iface.mapCanvas(), self._messages.guard(ask))
        tool.setAction(action)
        return tool

    def remove(self) -> None:
        """Take all out."""
        self.here.remove()
        self.spot.remove()
        for found in self.filters:
            self._iface.deregisterLocatorFilter(found)
        self.filters = []
        if self.action is not None:
            QgsGui.mapLayerActionRegistry().removeMapLayerAction(self.action)
            self.action.deleteLater()
            self.action = None
        for tool in (self.tool, self.new_tool):
            if tool is not None:
                self._iface.mapCanvas().unsetMapTool(tool)
                tool.deleteLater()
        self.tool = self.new_tool = None

    def pick(self) -> None:
        """Let the person click on the map."""
        self._iface.mapCanvas().setMapTool(self.tool)

    def pick_new(self) -> None:
        """Let the person click where a new report lies. Raises KmzbError where there can be none."""
        try:
            new_report.layer_for_it()
        except KmzbError:
            self.new_tool.action().setChecked(False)
            raise
        self._iface.mapCanvas().setMapTool(self.new_tool)

    def begin_at(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> None:
        """The form of a new report for a point of a map. Raises KmzbError."""
        place = in_poland(point, crs)
        self.begin_report(place.x(), place.y())

    def ask_at(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> None:
        """'What is here?' for a point of a map. Raises KmzbError."""
        place = in_poland(point, crs)
        self.here.ask(place.x(), place.y())

    def ask_about(self, layer, feature) -> None:
        """'What is here?' for a report. Raises KmzbError where it has no place."""
        name = report_name(feature)
        if not feature.hasGeometry() or feature.geometry().isEmpty():
            raise KmzbError(tr("{report} has no place yet.", report=name))
        place = in_poland(feature.geometry().asPoint(), layer.crs())
        self.here.ask(place.x(), place.y(), name)

    def begin_report(self, x: float, y: float) -> None:
        """The form of a new report at a place of EPSG:2180. Raises KmzbError."""
        new_report.begin(self._iface, x, y)

    def chosen(self, data: dict, action: int) -> None:
        """A result of the locator bar was chosen, or an entry of its own menu. Raises KmzbError."""
        if "sentence" in data:
            self._messages.warning(data["sentence"])
        elif action == NEW_REPORT:
            self.spot.show(data["x"], data["y"], data["wkt"])
            self.begin_report(data["x"], data["y"])
        elif action == WHAT_IS_HERE:
            self.spot.show(data["x"], data["y"], data.get("wkt", ""))
            self.here.ask(data["x"], data["y"], data["title"])
        elif action == OPEN_FORM:
            self.open_form(data)
        elif data.get("x") is None:
            self._messages.info(tr("{report} has no place yet.", report=data["title"]))
            self.open_form(data)
        else:
            self._show(data)

    def open_form(self, data: dict) -> None:
        """The form of a report that was found. Raises KmzbError where its layer is gone."""
        layer = report_layer.find()
        if layer is None or str(report_layer.store_of(layer)) != data["store"]:
            raise KmzbError(tr("The store of this report is not open any more."))
        feature = layer.getFeature(data["fid"])
        if not feature.isValid() and not exists(parse(data["store"])):
            raise KmzbError(tr("There is no store at {path}.", path=data["store"]), code="store-missing")
        if not feature.isValid():
            raise KmzbError(tr("{report} is not in the layer any more.", report=data["title"]))
        self._iface.setActiveLayer(layer)
        self._iface.openFeatureForm(layer, feature, False, False)

    def _show(self, data: dict) -> None:
        guard, x, y = self._messages.guard, data["x"], data["y"]
        self.spot.show(x, y, data.get("wkt", ""))
        if "fid" in data:
            first = ("kmzb_spot_form", tr("Open the form"), guard(lambda: self.open_form(data)))
        else:
            first = ("kmzb_spot_report", tr("New report here…"), guard(lambda: self.begin_report(x, y)))
        about = guard(lambda: self.here.ask(x, y, data["title"]))
        self.spot.offer(data["title"], [first, ("kmzb_spot_here", tr("What is here?"), about)])


def report_name(feature) -> str:
    """'Report' with the number by which people know it."""
    values = (feature.attribute(name) for name in ("reference", "service_id", "fid"))
    number = next((str(value) for value in values if value not in (None, "") and str(value) != "NULL"), "–")
    return tr("Report {number}", number=number)
