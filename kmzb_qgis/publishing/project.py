"""The QGIS Server project of a publication: its layers, service metadata, and nothing of the publisher."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..catalogue import Catalogue, warsaw
from ..toolbelt import compat
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import crowding, renderers
from .geopackage import KEY

CRS = ("EPSG:2180", "EPSG:4326", "EPSG:3857", "CRS:84")
PRECISION = {"zgloszenia": 6}  # decimals; in degrees six are a tenth of a metre
_UNIT_PRECISION = 6


@dataclass
class Label:
    """What a publication says of itself. Times are UTC text; ``as_of_day`` is a Warsaw day, None for today's state."""

    version: str
    published_at: str
    valid_until: str
    as_of: str
    as_of_day: str | None = None
    contact: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """``as_of_day`` as people in Poland read it; a text that is no day, in a manifest written by hand, as it is."""
        try:
            return warsaw.shown_day(warsaw.date.fromisoformat(self.as_of_day))
        except (TypeError, ValueError):
            return str(self.as_of_day)

    def title(self, text: str) -> str:
        """A title, marked where the publication shows a past day."""
        return f"{text} (stan na dzień {self.day})" if self.as_of_day else text

    def abstract(self, text: str) -> str:
        """An abstract with the time the publication is good until."""
        until = warsaw.shown(warsaw.from_text(self.valid_until))
        words = [text]
        if self.as_of_day:
            words.append(f"Stan na dzień {self.day}: publikacja pokazuje dzień miniony, nie obecny.")
        words.append(f"Publikacja {self.version}, aktualna do {until} (czas polski).")
        return " ".join(words)


def write(path: Path, data: Path, catalogue: Catalogue, label: Label, records: tuple[str, str] = ("", "")) -> None:
    """Write the project beside its data file. ``records``: addresses of the metadata records of the data set and of the
    viewing service, empty where they have none. Raises KmzbError where a layer does not open or writing fails."""
    project = QgsProject()
    project.writeProject.connect(_forget_the_writer)
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.writeEntryBool("Paths", "/Absolute", False)
    crs = QgsCoordinateReferenceSystem("EPSG:2180")
    project.setCrs(crs)
    layers, bands = {}, crowding.bands(data)
    for definition in catalogue.layers:
        layer = _layer(data, definition, catalogue, label, bands)
        if records[0]:
            compat.link_metadata(layer, records[0])
        project.addMapLayer(layer)
        layers[definition["name"]] = layer
    drawn = _drawn(data, catalogue, bands)
    project.addMapLayers(drawn)
    project.layerTreeRoot().setHasCustomLayerOrder(True)
    project.layerTreeRoot().setCustomLayerOrder([*drawn, *layers.values()])  # reports on top, counts below
    _service(project, layers, catalogue, label)
    project.setTitle(label.title(catalogue.publication["service"]["title"]))
    metadata = QgsProjectMetadata()
    metadata.setTitle(project.title())
    metadata.setAbstract(label.abstract(warned(catalogue.publication["service"]["abstract"], catalogue)))
    metadata.setLanguage("pol")
    metadata.setIdentifier(label.version)
    # QGIS fills in the account's name where the author is empty: 3.44 after the signal by which it is taken out.
    metadata.setAuthor(str(catalogue.publication["service"]["organization"]))
    project.setMetadata(metadata)
    for name in ("published_at", "valid_until", "as_of"):
        project.writeEntry("kmzb", f"/{name}", getattr(label, name))
    if records[1]:
        project.writeEntry("kmzb", "/service_record", records[1])  # the guard links it from the WMS capabilities
    project.writeEntry("kmzb", "/publication", label.version)  # the server's guard knows a publication by this
    project.writeEntryBool("kmzb", "/past", label.as_of_day is not None)
    written = project.write(str(path))
    why = reason(project.error())
    project.clear()
    if not written:
        raise KmzbError(tr("{path} cannot be written: {reason}.", path=path, reason=why), code="write")


def _forget_the_writer(document) -> None:
    """QGIS notes the account and the full name of whoever saves a project: not in a public one."""
    root = document.documentElement()
    for name in ("saveUser", "saveUserFull", "saveDateTime"):
        root.removeAttribute(name)
    home = root.firstChildElement("homePath")
    if not home.isNull():
        home.setAttribute("path", "")
    for holder in (root, root.firstChildElement("projectMetadata")):
        author = holder.firstChildElement("author")
        if not author.isNull():
            holder.removeChild(author)


def warned(text: str, catalogue: Catalogue) -> str:
    """A description with the word about emergencies, also where a unit wrote the description itself."""
    return f"{text} {catalogue.rules['emergency']}"


def _opened(data: Path, definition: dict, name: str) -> QgsVectorLayer:
    """A public layer of the data file, with the short name ``name``."""
    source = definition["name"]
    layer = QgsVectorLayer(f"{data}|layername={source}", definition["title"]["pl"] if name == source else name, "ogr")
    if not layer.isValid():
        raise KmzbError(tr("The layer {name} of {path} cannot be opened.", name=source, path=data), code="layer")
    layer.setReadOnly(True)
    # An id that stays the same from version to version, so clients keep their own settings of the layer.
    compat.set_layer_id(layer, f"kmzb_{name}")
    compat.server_words(layer).setShortName(name)
    return layer


def _drawn(data: Path, catalogue: Catalogue, bands: crowding.Bands) -> list[QgsVectorLayer]:
    """The layers that are drawn in the place of ``zgloszenia``; they are no layers of any service."""
    found, definition = [], catalogue.layers[0]
    for name in renderers.DRAWN:
        layer = _opened(data, definition, name)
        layer.setRenderer(renderers.drawn(name, catalogue))
        _columns(layer, definition)
        _scaled(layer, name, bands)
        found.append(layer)
    return found


def _layer(data: Path, definition: dict, catalogue: Catalogue, label: Label, bands: crowding.Bands) -> QgsVectorLayer:
    name = definition["name"]
    layer = _opened(data, definition, name)
    abstract = definition.get("abstract") or catalogue.publication["statistics_abstract"]
    holder = compat.server_words(layer)
    holder.setTitle(label.title(definition["title"]["pl"]))
    holder.setAbstract(label.abstract(warned(abstract["pl"], catalogue) if name == "zgloszenia" else abstract["pl"]))
    holder.setKeywordList(", ".join(catalogue.publication["service"]["keywords"]))
    layer.setRenderer(
        renderers.reports(catalogue, bands)
        if name == "zgloszenia"
        else renderers.counts(0.7 if "cell_m" in definition else 0.5)
    )
    _columns(layer, definition)
    _scaled(layer, name, bands)
    return layer


def _scaled(layer: QgsVectorLayer, name: str, bands: crowding.Bands) -> None:
    bounds = renderers.scales(name, bands)
    if bounds:
        layer.setScaleBasedVisibility(True)
        layer.setMinimumScale(bounds[0])
        layer.setMaximumScale(bounds[1])


def _columns(layer: QgsVectorLayer, definition: dict) -> None:
    """The key hidden: the feature id says the same, and it is no public column.

    No aliases: OGC API Features would call the columns by them, so one column would have two names.
    """
    # 3.22 has no Python method for these flags; a style carries them in every version.
    style = QDomDocument()
    layer.exportNamedStyle(style)
    fields = style.elementsByTagName("field")
    for index in range(fields.count()):
        element = fields.at(index).toElement()
        if element.attribute("name") == KEY and element.parentNode().nodeName() == "fieldConfiguration":
            element.setAttribute("configurationFlags", "HideFromWms|HideFromWfs")
    layer.importNamedStyle(style)


def _service(project: QgsProject, layers: dict, catalogue: Catalogue, label: Label) -> None:
    service = {**catalogue.publication["service"], **{k: v for k, v in label.contact.items() if v}}
    write = project.writeEntry
    write("WMSServiceCapabilities", "/", True)
    write("WMSServiceTitle", "/", label.title(service["title"]))
    write("WMSServiceAbstract", "/", label.abstract(warned(service["abstract"], catalogue)))
    write("WMSKeywordList", "/", list(service["keywords"]))
    write("WMSContactOrganization", "/", service["organization"])  # without it the capabilities break their schema
    write("WMSContactPerson", "/", service["person"])
    write("WMSContactMail", "/", service["email"])
    write("WMSContactPhone", "/", service["phone"])
    write("WMSOnlineResource", "/", service["online_resource"])
    write("WMSFees", "/", service["fees"])
    write("WMSAccessConstraints", "/", service["access_constraints"])
    write("WMSRootName", "/", "kmzb")
    write("WMSCrsList", "/", list(CRS))
    write("WMSExtent", "/", [str(value) for value in catalogue.rules["extent_2180"]])
    write("WMSUseLayerIDs", "/", False)
    write("WMSAddWktGeometry", "/", False)
    write("WMSFeatureInfoUseAttributeFormSettings", "/", False)
    write("WMSMaxWidth", "/", 4096)
    write("WMSMaxHeight", "/", 4096)
    numbers = {name: layer.id() for name, layer in layers.items()}
    write("WFSLayers", "/", list(numbers.values()))
    for name, number in numbers.items():
        write("WFSLayersPrecision", f"/{number}", PRECISION.get(name, _UNIT_PRECISION))
    for action in ("Insert", "Update", "Delete"):
        write("WFSTLayers", f"/{action}", [])
    project.viewSettings().setDefaultViewExtent(
        QgsReferencedRectangle(QgsRectangle(*map(float, catalogue.rules["extent_2180"])), project.crs())
    )
