"""What a service that a record leads to offers, for a person to choose from: layers of WMS and WMTS, types of WFS."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import capabilities, csw
from .capabilities import OfferedLayer, crs_code
from .csw_links import Link, address, capabilities_url
from .csw_record import plain

PREFERRED = ("EPSG:2180", "EPSG:3857", "EPSG:4326")
FORMATS = ("image/png", "image/jpeg", "image/png; mode=8bit", "image/png8", "image/gif", "image/webp")
_NOTHING = {"none", "brak", "no", "-", "n/a", "no conditions apply", "unknown", "nieznane", "brak ograniczeń"}


@dataclass(frozen=True)
class Layer:
    """A layer or a feature type. ``box``: west, south, east, north in degrees, or None; ``crs``: the preferred first.

    ``matrix_sets``: of a WMTS, CRS to name.
    """

    name: str
    title: str
    abstract: str = ""
    crs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    style: str = ""
    matrix_sets: dict = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Offer:
    """A service's own words and what it offers. ``conditions``: fees and access constraints that say something."""

    kind: str
    address: str
    title: str
    abstract: str
    conditions: tuple[str, ...]
    layers: tuple[Layer, ...]


def ask(found: Link, authcfg: str = "", feedback=None) -> Offer:
    """Ask the service of a link. Raises KmzbError with one sentence, Cancelled."""
    try:
        answer = csw.patiently(capabilities_url(found), authcfg, Progress(feedback))
        return read(found, answer.body)
    except KmzbError as error:
        if error.code == "cancelled":
            raise
        message = tr("The {kind} service does not tell what it offers. {reason}", kind=found.kind, reason=error.message)
        raise KmzbError(message, f"{found.url}\n{error.details}".strip(), "service") from error


def read(found: Link, body: bytes) -> Offer:
    """The offer in a capabilities document. Raises KmzbError; layers that name no usable CRS or format are left out."""
    try:
        root = capabilities.document(found.kind, body)
    except ImportError as error:
        raise KmzbError(
            tr("Reading what a map service offers needs the Python packages lxml and OWSLib, which this QGIS lacks."),
            str(error),
            "packages",
        ) from error
    layers = _types(root) if found.kind == "WFS" else _layers(found.kind, root, capabilities.read(found.kind, body))
    if not layers:
        raise KmzbError(tr("It offers no layer that QGIS can show."), code="service")
    head = root.find("{*}Service") if found.kind == "WMS" else root.find("{*}ServiceIdentification")
    if head is None:
        head = root.find("{*}Service")  # WFS 1.0.0
    limits = [] if head is None else [_word(head, name) for name in ("Fees", "AccessConstraints")]
    return Offer(
        found.kind,
        address(found),
        _word(head, "Title"),
        _word(head, "Abstract", True),
        tuple(dict.fromkeys(text for text in limits if text and text.lower().rstrip(".") not in _NOTHING)),
        tuple(layers),
    )


def _word(element, name: str, lines: bool = False) -> str:
    return "" if element is None else plain(element.findtext(f"{{*}}{name}"), lines)


def _layers(kind: str, root, offered: dict[str, OfferedLayer]) -> list[Layer]:
    """Layers of WMS and WMTS in the document's order."""
    found = []
    for element in root.iter("{*}Layer"):
        told = offered.get((element.findtext("{*}Identifier" if kind == "WMTS" else "{*}Name") or "").strip())
        if told is None:
            continue
        formats = tuple(each for each in FORMATS if each in told.formats)
        sets = {crs: name for name, crs in reversed(told.matrix_sets.items())}
        systems = _systems(told.crs)
        if formats and systems:
            title = _word(element, "Title") or told.name
            style = told.default_style if kind == "WMTS" else ""
            found.append(
                Layer(told.name, title, _word(element, "Abstract", True), systems, formats, style, sets, _box(element))
            )
    return list({layer.name: layer for layer in found}.values())


def _types(root) -> list[Layer]:
    """Feature types of WFS 1.0.0 to 2.0.0."""
    found = {}
    for element in root.iter("{*}FeatureType"):
        name = (element.findtext("{*}Name") or "").strip()
        systems = [
            crs_code(text) for tag in ("DefaultCRS", "DefaultSRS", "SRS", "OtherCRS", "OtherSRS")
            for each in element.iterfind(f"{{*}}{tag}") if (text := (each.text or "").strip())
        ]  # fmt: skip
        if name and systems:
            title = _word(element, "Title") or name
            found.setdefault(
                name, Layer(name, title, _word(element, "Abstract", True), _systems(systems), box=_box(element))
            )
    return list(found.values())


def _systems(codes: list[str]) -> tuple[str, ...]:
    """Systems of EPSG, those that fit Poland's maps best first; other authorities' only where there are no others."""
    known = list(dict.fromkeys(code for code in codes if code.startswith("EPSG:")))
    first = [code for code in PREFERRED if code in known]
    rest = [code for code in known if code not in PREFERRED]
    return (*first, *rest) or tuple(code for code in dict.fromkeys(codes) if code == "CRS:84")


def _box(element) -> tuple[float, float, float, float] | None:
    """Where a layer lies, as the service says, in degrees."""
    try:
        if (place := element.find("{*}WGS84BoundingBox")) is not None:  # OWS
            numbers = f"{place.findtext('{*}LowerCorner')} {place.findtext('{*}UpperCorner')}".split()
        elif (place := element.find("{*}EX_GeographicBoundingBox")) is not None:  # WMS 1.3.0
            names = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
            numbers = [place.findtext(f"{{*}}{name}") for name in names]
        else:  # WMS 1.1.1, WFS 1.0.0
            place = element.find("{*}LatLonBoundingBox")
            place = element.find("{*}LatLongBoundingBox") if place is None else place
            numbers = [] if place is None else [place.get(name) for name in ("minx", "miny", "maxx", "maxy")]
        west, south, east, north = map(float, numbers)
    except (TypeError, ValueError):
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None
