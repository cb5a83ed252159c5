"""Capabilities of WMTS, WMS and WFS: bytes in, what is offered out. OWSLib parses; nothing here uses the network.

OWSLib and lxml are imported when they are needed: not when QGIS starts, and not every build of QGIS brings them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

# No entities, no external documents: a service's answer is not trusted to expand into anything.
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
MOST_LAYERS = 10_000


@dataclass
class OfferedLayer:
    """What a service offers of one layer. ``matrix_sets`` maps a set's name to its CRS (WMTS only)."""

    name: str
    styles: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    crs: list[str] = field(default_factory=list)
    matrix_sets: dict[str, str] = field(default_factory=dict)
    default_style: str = ""


def read(kind: str, body: bytes) -> dict[str, OfferedLayer]:
    """The offered layers by name, from the bytes of a WMTS or WMS capabilities document.

    Raises KmzbError where the bytes are a web page, an exception report, empty or no capabilities at all.
    """
    try:
        return _read(kind, body)
    except ImportError as error:
        raise KmzbError(
            tr("Reading what a map service offers needs the Python packages lxml and OWSLib, which this QGIS lacks."),
            str(error),
            "packages",
        ) from error


def document(kind: str, body: bytes):
    """The root element of a capabilities document of WMTS, WMS or WFS; raises KmzbError as :func:`read`.

    ImportError where lxml lacks.
    """
    from lxml import etree

    root = parse(body)
    tag = etree.QName(root).localname
    if tag in ("ExceptionReport", "ServiceExceptionReport"):
        text = " ".join(" ".join(root.itertext()).split())
        raise KmzbError(tr("The service answered with an error: {text}", text=text[:300]), text, "service")
    expected = {
        "WMTS": ("Capabilities",),
        "WMS": ("WMS_Capabilities", "WMT_MS_Capabilities"),
        "WFS": ("WFS_Capabilities",),
    }[kind]
    if tag not in expected:
        raise KmzbError(tr("The service answered with something else than {kind} capabilities.", kind=kind),
                        _begin(body), "service")  # fmt: skip
    return root


def _read(kind: str, body: bytes) -> dict[str, OfferedLayer]:
    root = document(kind, body)
    count = sum(1 for _ in root.iter("{*}Layer"))
    if count > MOST_LAYERS:  # no service of people; OWSLib takes time by more than their number
        raise KmzbError(
            tr("The service offers {count} layers, which is more than the plugin reads.", count=count), code="service"
        )
    try:
        return _wmts(body) if kind == "WMTS" else _wms(body, root.get("version") or "1.3.0")
    except (AttributeError, KeyError, ValueError, TypeError, IndexError, SyntaxError) as error:
        raise KmzbError(
            tr("The service's {kind} capabilities could not be understood.", kind=kind),
            f"{type(error).__name__}: {error}", "service",
        ) from error  # fmt: skip


def crs_code(name: str) -> str:
    """``EPSG:2180`` for any spelling of a CRS (``urn:ogc:def:crs:EPSG::2180``, ``…/EPSG/0/2180``); else as given."""
    found = re.search(r"EPSG[:/].*?(\d+)$", name.strip(), re.IGNORECASE)
    return f"EPSG:{found.group(1)}" if found else name.strip()


def _begin(body: bytes) -> str:
    return body[:500].decode("utf-8", "replace")


def parse(body: bytes, page: str = ""):
    """The root element of a service's answer, entities refused; ``page``: what to say of a web page in its place."""
    from lxml import etree

    if not body.strip():
        raise KmzbError(tr("The service gave an empty answer."), code="service")
    if b"<html" in body[:2000].lower() or b"<!doctype html" in body[:2000].lower():
        raise KmzbError(
            page or tr("The service answered with a web page instead of a map: it may be down for maintenance."),
            _begin(body), "service",
        )  # fmt: skip
    try:
        root = etree.fromstring(body, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise KmzbError(
            tr("The service's answer is not valid XML: it may have been cut off."),
            f"{error}\n{_begin(body)}",
            "service",
        ) from error
    # Asked of the parsed document, not of the bytes: a document in UTF-16 declares them too. OWSLib would expand them.
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise KmzbError(tr("The service's answer declares entities and was not read."), _begin(body), "service")
    return root


def _wmts(body: bytes) -> dict[str, OfferedLayer]:
    from owslib.wmts import WebMapTileService

    service = WebMapTileService("", xml=body)
    sets = {name: crs_code(entry.crs) for name, entry in service.tilematrixsets.items()}
    found = {}
    for name, layer in service.contents.items():
        styles = list(layer.styles)
        default = next((style for style in styles if layer.styles[style].get("isDefault")), styles[0] if styles else "")
        links = {link: sets[link] for link in layer.tilematrixsetlinks if link in sets}
        found[name] = OfferedLayer(name, styles, list(layer.formats), sorted(set(links.values())), links, default)
    return found


def _wms(body: bytes, version: str) -> dict[str, OfferedLayer]:
    from owslib.map.wms111 import WebMapService_1_1_1
    from owslib.map.wms130 import WebMapService_1_3_0

    if version.startswith("1.3"):
        service = WebMapService_1_3_0("", version="1.3.0", xml=body)
    else:
        service = WebMapService_1_1_1("", version="1.1.1", xml=body)
    formats = list(service.getOperationByName("GetMap").formatOptions)
    return {
        name: OfferedLayer(name, list(layer.styles), formats, sorted({crs_code(crs) for crs in layer.crsOptions}))
        for name, layer in service.contents.items()
        if not layer.layers  # groups are only headings here
    }
