"""Capabilities that say what is served, as the standards' schemas have them.

QGIS Server lists requests that the guard refuses (Transaction, DescribeLayer, GetStyles, user-defined styles): they go.
WFS 1.0.0 (OGC 02-058) puts the operations before the box and knows GML2 alone; WMS 1.1.1 (OGC 01-068r3, a document
type) has a fixed order of requests, no ``vocabulary`` of keywords and no legend address without its picture's size.
QGIS Server writes "no bound" of a scale as 0, which says that the layer is never shown; the layers that stand in the
place of the reports' one are for drawing alone, and that one is shown at every scale (``pyramid``).
The layers' own records come from the project, in WMS in a wrong place; the whole service's record is linked here, from
the root layer of WMS.
"""

from __future__ import annotations

import re

from qgis.PyQt.QtXml import QDomDocument, QDomElement

from . import pyramid
from .parameters import REQUESTS
from .systems import urn

# The order of the elements of Request in the document type of WMS 1.1.1
WMS_REQUESTS = ("GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic")
NILLABLE = re.compile(rb'(<element\b(?![^>]*\bminOccurs=)[^>]*\bnillable="true")')
# What follows MetadataURL in a Layer, in WMS 1.1.1 and 1.3.0
AFTER_METADATA = {
    "DataURL", "FeatureListURL", "Style", "MinScaleDenominator", "MaxScaleDenominator", "ScaleHint", "Layer",
}  # fmt: skip
UNBOUNDED = "1000000"  # metres across a pixel: ScaleHint of WMS 1.1.1 needs both bounds
SERVICES = {"WFS_Capabilities": "WFS", "WMS_Capabilities": "WMS", "WMT_MS_Capabilities": "WMS"}


def mend(body: bytes, record: str = "") -> bytes:
    """The same capabilities, true and valid; what is no capabilities of WFS or WMS comes back as it was.

    ``record``: the address of the service's metadata record, empty where it has none.
    """
    document = QDomDocument()
    parsed = document.setContent(body)
    if not (parsed[0] if isinstance(parsed, tuple) else parsed):
        return body
    root = document.documentElement()
    service = SERVICES.get(_local(root))
    if service is None:
        return body
    _only_served(root, REQUESTS[service])
    if service == "WMS":
        _no_styling(root)
        _scales(root)
        _service_record(document, root, record)
    if (service, root.attribute("version")) == ("WFS", "1.0.0"):
        _wfs_1_0(root)
    elif (service, root.attribute("version")) == ("WFS", "1.1.0"):
        _wfs_1_1(root)
    elif (service, root.attribute("version")) == ("WMS", "1.1.1"):
        _wms_1_1(root)
    return bytes(document.toByteArray(1))


def optional(body: bytes) -> bytes:
    """A described schema in which every column that may be null may also be left out: QGIS 3.44 leaves it out."""
    return NILLABLE.sub(rb'\1 minOccurs="0"', body)


def _only_served(root: QDomElement, served: set[str]) -> None:
    """Take out the requests that are refused: children of Request, or Operation elements with a name (OWS)."""
    for request in _all(root, "Request"):
        for child in _children(request):
            if _local(child).lower() not in served:
                request.removeChild(child)
    for operations in _all(root, "ows:OperationsMetadata"):
        for child in _children(operations, "ows:Operation"):
            if child.attribute("name").lower() not in served:
                operations.removeChild(child)


def _no_styling(root: QDomElement) -> None:
    """Styles sent by a client are refused; QGIS Server's own schema extension described GetStyles only."""
    for prefix in ("", "sld:"):
        for symbolization in _all(root, f"{prefix}UserDefinedSymbolization"):
            for name in ("SupportSLD", "UserLayer", "UserStyle", "RemoteWFS"):
                symbolization.setAttribute(name, "0")
    words = root.attribute("xsi:schemaLocation").split()
    pairs = [pair for pair in zip(words[::2], words[1::2]) if not pair[1].endswith("GetSchemaExtension")]
    if pairs:
        root.setAttribute("xsi:schemaLocation", " ".join(word for pair in pairs for word in pair))


def _scales(root: QDomElement) -> None:
    for layer in _all(root, "Layer"):
        name = layer.firstChildElement("Name").text()
        if name in pyramid.DRAWN:
            layer.parentNode().removeChild(layer)
            continue
        for bound in (*_children(layer, "MinScaleDenominator"), *_children(layer, "MaxScaleDenominator")):
            if name == pyramid.REPORTS or float(bound.text() or 0) == 0:
                layer.removeChild(bound)
        for hint in _children(layer, "ScaleHint"):
            if name == pyramid.REPORTS:
                layer.removeChild(hint)
            elif float(hint.attribute("max") or 0) == 0:
                hint.setAttribute("max", UNBOUNDED)


def _service_record(document: QDomDocument, root: QDomElement, record: str) -> None:
    """The service's record on the root layer, which stands for the whole service; every record in its place."""
    for layer in _children(root.firstChildElement("Capability"), "Layer") if record else []:
        link = document.createElement("MetadataURL")
        link.setAttribute("type", "TC211")
        kind = document.createElement("Format")
        kind.appendChild(document.createTextNode("text/xml"))
        place = document.createElement("OnlineResource")
        place.setAttribute("xmlns:xlink", "http://www.w3.org/1999/xlink")
        place.setAttribute("xlink:type", "simple")
        place.setAttribute("xlink:href", record)
        link.appendChild(kind)
        link.appendChild(place)
        layer.appendChild(link)
    for layer in _all(root, "Layer"):  # QGIS Server puts them behind the styles and scales
        later = [child for child in _children(layer) if _local(child) in AFTER_METADATA]
        for link in _children(layer, "MetadataURL") if later else []:
            layer.insertBefore(link, later[0])


def _wfs_1_0(root: QDomElement) -> None:
    for formats in _all(root, "ResultFormat"):
        for child in _children(formats):
            if child.tagName() != "GML2":
                formats.removeChild(child)
    for kind in _all(root, "FeatureType"):
        box = kind.firstChildElement("LatLongBoundingBox")
        for operations in _children(kind, "Operations"):
            if not box.isNull():
                kind.insertBefore(operations, box)


def _wfs_1_1(root: QDomElement) -> None:
    """The systems by their urns, which alone have a defined order of axes: by ``EPSG:n`` QGIS Desktop asks for boxes
    northing first under the short name. GML 2 is answered for short names only, so it is not offered."""
    for name in ("DefaultSRS", "OtherSRS"):
        for element in _all(root, name):
            spelled = element.firstChild().toText()
            if not spelled.isNull():
                spelled.setData(urn(spelled.data()))
    for operation in _all(root, "ows:Operation"):
        if operation.attribute("name") == "GetFeature":
            for value in _all(operation, "ows:Value"):
                if "gml/2" in value.text():
                    value.parentNode().removeChild(value)


def _wms_1_1(root: QDomElement) -> None:
    for keyword in _all(root, "Keyword"):
        keyword.removeAttribute("vocabulary")
    for request in _all(root, "Request"):
        found = {child.tagName(): child for child in _children(request)}
        for name in WMS_REQUESTS:
            if name in found:
                request.appendChild(found[name])  # moves it to the end
    for style in _all(root, "Style"):
        for legend in _children(style, "LegendURL"):
            if not legend.hasAttribute("width"):  # clients then ask GetLegendGraphic, which is listed
                style.removeChild(legend)


def _local(element: QDomElement) -> str:
    return element.tagName().rpartition(":")[2]


def _all(root: QDomElement, name: str) -> list[QDomElement]:
    nodes = root.elementsByTagName(name)
    return [nodes.at(index).toElement() for index in range(nodes.count())]


def _children(element: QDomElement, name: str = "") -> list[QDomElement]:
    found, child = [], element.firstChildElement(name)
    while not child.isNull():
        found.append(child)
        child = child.nextSiblingElement(name)
    return found
