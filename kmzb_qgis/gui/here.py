"""'What is here?': the address, parcel, units and police jurisdictions of a place, learnt in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QPoint

from ..geoportal import locate
from ..geoportal.found import Found
from ..store.units_at import Unit, units_at
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import report_layer
from .here_window import HereWindow
from .new_report import PLACE_CRS
from .task import Work

GAP = 12  # pixels between the window and the map's edge


@dataclass(frozen=True)
class Learnt:
    """What the services and the store told of a place."""

    here: locate.Here
    units: tuple[Unit, ...]
    problems: tuple[str, ...]


class Here:
    """Asks and shows, one place at a time, in one window."""

    def __init__(self, iface, messages, new_report, spot):
        self._iface, self._messages, self._new_report, self._spot = iface, messages, new_report, spot
        self._window: HereWindow | None = None
        self._work: Work | None = None
        self._shape = ""  # of the parcel that the window tells of

    @property
    def window(self) -> HereWindow | None:
        """The window, where it is open."""
        return self._window if self._window is not None and self._window.isVisible() else None

    def ask(self, x: float, y: float, subject: str = "") -> Work:
        """Ask what lies at a place of EPSG:2180; ``subject`` names what is there, e.g. a report."""
        self.stop()
        window = self._open(x, y)
        window.begin(subject or tr("Place on the map"), coordinates(x, y), x, y)
        self._shape = ""
        self._spot.mark(x, y)
        store = report_layer.store_of(report_layer.find())

        def done(learnt: Learnt) -> None:
            if self._work is work:
                self._work = None
                window.fill(rows(learnt), learnt.problems)
                land = learnt.here.land
                if land is not None and land.kind == "parcel":
                    self._shape = land.wkt
                    self._spot.mark(x, y, land.wkt)

        def failed(error) -> None:
            if self._work is work:
                self._work = None
                window.fill([], (error.message,) if isinstance(error, KmzbError) else ())
                if not isinstance(error, KmzbError):
                    self._messages.error(error)

        work = Work(
            tr("What is here?"), lambda feedback: learn(x, y, store, feedback), self._messages.guard(done), failed
        )
        self._work = work
        return work.start()

    def stop(self) -> None:
        """Cancel what is being asked."""
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()

    def _show(self, x: float, y: float) -> None:
        self._spot.show(x, y, self._shape, keep=True)

    def _left(self) -> None:
        self.stop()
        self._spot.clear()

    def remove(self) -> None:
        """Take the window away."""
        self.stop()
        if self._window is not None:
            self._window.hide()
            self._window.deleteLater()
            self._window = None

    def _open(self, x: float, y: float) -> HereWindow:
        if self._window is None:
            self._window = HereWindow(self._iface.mainWindow())
            self._window.left.connect(self._left)
            self._window.wanted_report.connect(self._messages.guard(self._new_report))
            self._window.wanted_map.connect(self._messages.guard(self._show))
        shown, canvas = self._window.isVisible(), self._iface.mapCanvas()
        self._window.show()
        self._window.raise_()
        if not shown:  # later it stays where the person has put it
            place = beside(self._spot.pixel(x, y), canvas.width(), self._window.frameGeometry().width())
            self._window.move(canvas.mapToGlobal(QPoint(place, GAP)))
        return self._window


def beside(point: float, map_width: int, window_width: int) -> int:
    """Left edge of the window, in pixels of the map: on the side where it does not cover the place asked about."""
    return GAP if point > map_width / 2 else max(GAP, map_width - window_width - GAP)


def learn(x: float, y: float, store: Path | None, feedback) -> Learnt:
    """Ask everybody, in the background. What one cannot tell is a sentence. Raises KmzbError only outside Poland."""
    problems: tuple[str, ...] = ()
    units: list[Unit] = []
    if store is not None:
        try:
            units = units_at(store, x, y)
        except KmzbError as error:
            problems = (error.message,)
    here = locate.here(x, y, feedback)
    return Learnt(here, tuple(units), (*here.problems, *problems))


def rows(learnt: Learnt) -> list[tuple[str, str]]:
    """What was learnt as labels and texts, in the order of reading."""
    here, found = learnt.here, []
    if here.address is not None:
        found.append((tr("Nearest address"), address(here.address)))
    elif not here.problems:
        found.append((tr("Nearest address"), tr("none within some kilometres")))
    if here.land is not None:
        found += _land(here.land)
    stored = {unit.level for unit in learnt.units}
    labels = level_names()
    for unit in learnt.units:
        if unit.level not in ("municipality", "county", "voivodeship") or here.land is None:
            known = unit.id.isdigit()  # else it is a key of the register of 40 letters, which tells nobody anything
            found.append((labels.get(unit.level, unit.level), f"{unit.name} ({unit.id})" if known else unit.name))
    if not stored & {"K01", "K02", "K03", "K04", "K05"}:
        found.append((tr("Police"), tr("the store has no jurisdictions for this place; import the units first")))
    return found


def address(found: Found) -> str:
    """An address with its postal code and how far away it is."""
    code, metres = found.parts.get("code", ""), round(found.distance or 0)
    text = f"{found.title}, {code}" if code else found.title
    return tr("{address} ({metres} m away)", address=text, metres=metres) if metres else text


def _land(land: Found) -> list[tuple[str, str]]:
    parts = land.parts
    labels = (
        ("parcel", tr("Parcel")),
        ("region", tr("Precinct")),
        ("commune", tr("Municipality")),
        ("county", tr("County")),
        ("voivodeship", tr("Voivodeship")),
    )
    found = [(label, parts[name]) for name, label in labels if parts.get(name)]
    if land.teryt:
        label = tr("Parcel id") if land.kind == "parcel" else tr("TERYT code")
        found.insert(1 if land.kind == "parcel" and parts.get("parcel") else 0, (label, land.teryt))
    return found


def level_names() -> dict[str, str]:
    """What the levels of the store's units are called."""
    return {
        "municipality": tr("Municipality"),
        "county": tr("County"),
        "voivodeship": tr("Voivodeship"),
        "K01": tr("Voivodeship police"),
        "K02": tr("County or city police"),
        "K03": tr("Warsaw metropolitan police"),
        "K04": tr("District police"),
        "K05": tr("Police station"),
    }


def coordinates(x: float, y: float) -> list[tuple[str, str]]:
    """A place of EPSG:2180 (x easting) in the ways people write it down."""
    found = [("EPSG:2180", tr("E {easting}, N {northing}", easting=f"{x:.2f}", northing=f"{y:.2f}"))]
    source, target = (QgsCoordinateReferenceSystem(code) for code in (PLACE_CRS, "EPSG:4326"))
    try:
        point = QgsCoordinateTransform(source, target, QgsProject.instance()).transform(QgsPointXY(x, y))
    except QgsCsException:  # a place that no map has
        return found
    return [*found, ("WGS 84", f"{point.y():.6f}, {point.x():.6f}")]
