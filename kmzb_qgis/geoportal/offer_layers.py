"""A layer of QGIS from what a catalogue's record and its service say, described so that QGIS shows whose it is.

``build`` uses the network and runs in a task; ``place`` touches the project, in the GUI thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from qgis.core import (
    QgsAbstractMetadataBase,
    QgsBox3d,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFillSymbol,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import offer_axis
from .csw_record import ACCESS, USE, Record
from .offers import Layer, Offer

RECORD_PROPERTY = "kmzb/record"


@dataclass(frozen=True)
class Wish:
    """What a person chose: a layer of a service, in a CRS (``EPSG:…``) and, of maps, in a picture format."""

    record: Record
    offer: Offer
    layer: Layer
    crs: str
    format: str = ""
    authcfg: str = ""


def build(wish: Wish, feedback=None) -> QgsMapLayer:
    """The layer; QGIS asks the service itself here, so not for the GUI thread. Raises KmzbError, Cancelled."""
    Progress(feedback).check()  # the layers before this one may have taken their time
    name = harmless(wish.layer.title or wish.layer.name)
    if wish.offer.kind == "WFS":
        layer = QgsVectorLayer(_wfs(wish), name, "WFS")
        if layer.isValid() and offer_axis.turned(layer, wish.layer.box, feedback):
            layer = QgsVectorLayer(_wfs(wish, True), name, "WFS")
        if layer.isValid():
            _outline(layer)
    else:
        layer = QgsRasterLayer(_map(wish), name, "wms")
    if not layer.isValid():
        message = tr("The layer '{title}' cannot be shown: QGIS could not read the service's answer.", title=name)
        raise KmzbError(message, f"{wish.offer.address}\n{layer.error().message()}".strip(), "service")
    layer.setMetadata(metadata(wish, layer.crs()))
    layer.setCustomProperty(RECORD_PROPERTY, wish.record.id)
    return layer


def place(project: QgsProject, layers: list[QgsMapLayer]) -> None:
    """Put built layers into the project: features on top, pictures below all layers but the basemaps."""
    root = project.layerTreeRoot()
    project.addMapLayers(layers, False)
    nodes = root.children()
    grouped = (i for i, node in enumerate(nodes) if node.customProperty("kmzb/group") == "basemaps")
    lowest = next(grouped, len(nodes))
    for layer in reversed(layers):  # each before the one that was put there last
        root.insertLayer(lowest if isinstance(layer, QgsRasterLayer) else 0, layer)


def metadata(wish: Wish, crs: QgsCoordinateReferenceSystem) -> QgsLayerMetadata:
    """The layer's own words, the record's conditions and links, in the places where QGIS shows and saves them."""
    record, offer, layer = wish.record, wish.offer, wish.layer
    made = QgsLayerMetadata()
    made.setIdentifier(harmless(record.id))
    made.setType("service" if record.scope == "service" else "dataset")
    titles = dict.fromkeys(filter(None, (record.title, layer.title)))
    made.setTitle(harmless(": ".join(titles)))
    texts = dict.fromkeys(filter(None, (layer.abstract, record.abstract or offer.abstract)))
    made.setAbstract(harmless("\n\n".join(texts)))
    if record.language:
        made.setLanguage(harmless(record.language))
    if record.keywords:
        made.addKeywords("gmd:keyword", [harmless(word) for word in record.keywords])
    use = [harmless(text) for text in record.texts(USE) or offer.conditions]
    made.setRights(use)
    limits = [QgsLayerMetadata.Constraint(text, USE) for text in use]
    limits += [QgsLayerMetadata.Constraint(harmless(text), ACCESS) for text in record.texts(ACCESS)]
    made.setConstraints(limits)
    if record.organisation:
        contact = QgsAbstractMetadataBase.Contact()
        contact.organization, contact.role = harmless(record.organisation), "pointOfContact"
        made.addContact(contact)
    for title, kind, url in (
        (tr("Metadata record"), "WWW:LINK", record.url),
        (harmless(offer.title or offer.kind), f"OGC:{offer.kind}", offer.address),
    ):
        if url:
            made.addLink(QgsAbstractMetadataBase.Link(title, kind, url))
    made.setCrs(crs)
    if layer.box is not None:
        west, south, east, north = layer.box
        spatial = QgsLayerMetadata.SpatialExtent()
        spatial.extentCrs = QgsCoordinateReferenceSystem("EPSG:4326")
        spatial.bounds = QgsBox3d(west, south, 0, east, north, 0)
        extent = QgsLayerMetadata.Extent()
        extent.setSpatialExtents([spatial])
        made.setExtent(extent)
    return made


def harmless(text: str) -> str:
    """A text that no version of QGIS takes for markup: it puts metadata into the page of a layer's properties as is."""
    return re.sub(r"<(?=[A-Za-z/!?])", "‹", text)


def _outline(layer: QgsVectorLayer) -> None:
    """Draw areas as outlines in the colour that QGIS chose: filled ones would hide the reports and the basemap."""
    symbol = layer.renderer().symbol() if isinstance(layer.renderer(), QgsSingleSymbolRenderer) else None
    if isinstance(symbol, QgsFillSymbol):
        colour = symbol.color().darker(130).name()
        simple = {"style": "no", "outline_color": colour, "outline_width": "0.6"}
        layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(simple)))


def _map(wish: Wish) -> str:
    """QGIS's URI of a WMS or WMTS layer; QGIS itself turns the axes of WMS 1.3.0 and of a tile set's corner."""
    layer = wish.layer
    pairs = [("crs", wish.crs), ("dpiMode", "7"), ("format", wish.format or layer.formats[0]), ("layers", layer.name)]
    url = wish.offer.address
    if wish.offer.kind == "WMTS":
        pairs += [("styles", layer.style), ("tileMatrixSet", layer.matrix_sets[wish.crs])]
        url += "SERVICE=WMTS&REQUEST=GetCapabilities"
    else:
        pairs.append(("styles", ""))
    if wish.authcfg:
        pairs.append(("authcfg", wish.authcfg))
    pairs.append(("url", url))
    return "&".join(f"{key}={quote(value, safe=':/')}" for key, value in pairs)


def _wfs(wish: Wish, turned: bool = False) -> str:
    """QGIS's URI of a feature type: only what is in sight is asked for, in pages where the service has them."""
    uri = QgsDataSourceUri()
    for name, value in (
        ("url", wish.offer.address), ("typename", wish.layer.name), ("srsname", wish.crs), ("version", "auto"),
        ("pagingEnabled", "default"), ("restrictToRequestBBOX", "1"),
    ):  # fmt: skip
        uri.setParam(name, value)
    if turned:
        uri.setParam("InvertAxisOrientation", "1")
    if wish.authcfg:
        uri.setAuthConfigId(wish.authcfg)
    return uri.uri(False)
