"""What a publication says of itself: from the project that QGIS Server has loaded, the catalogue's words where it has
none."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...catalogue.model import load
from ...toolbelt import compat


@dataclass(frozen=True)
class Layer:
    """A layer's words, and the address of its metadata record (empty where it has none)."""

    title: str = ""
    abstract: str = ""
    record: str = ""


@dataclass(frozen=True)
class About:
    """The service's words. ``layers``: by the name of the feature type. ``box``: longitude and latitude in degrees,
    west, south, east, north: of the area the data may lie in, never of the rows."""

    title: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    fees: str = ""
    access: str = ""
    organization: str = ""
    person: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    layers: dict[str, Layer] = field(default_factory=dict, hash=False)


def of(project) -> About:
    """The words of a loaded project (QgsProject; None where QGIS Server has none)."""
    words = dict(load().publication["service"])
    west, east, south, north = map(float, load().publication["metadata"]["box"].split())
    box = (west, south, east, north)
    if project is None:
        return About(words["title"], words["abstract"], tuple(words["keywords"]), words["fees"],
                     words["access_constraints"], words["organization"], words["person"], box=box)  # fmt: skip
    from qgis.server import QgsServerProjectUtils as Utils  # not at import: pure callers have none

    return About(
        title=Utils.owsServiceTitle(project) or words["title"],
        abstract=Utils.owsServiceAbstract(project),
        keywords=tuple(word.strip() for word in Utils.owsServiceKeywords(project) if word.strip()),
        fees=Utils.owsServiceFees(project),
        access=Utils.owsServiceAccessConstraints(project),
        organization=Utils.owsServiceContactOrganization(project) or words["organization"],
        person=Utils.owsServiceContactPerson(project),
        position=Utils.owsServiceContactPosition(project),
        phone=Utils.owsServiceContactPhone(project),
        email=Utils.owsServiceContactMail(project),
        site=Utils.owsServiceOnlineResource(project),
        box=box,
        layers=_layers(project),
    )


def _layers(project) -> dict[str, Layer]:
    found = {}
    for layer in project.mapLayers().values():
        words = compat.server_words(layer)
        links = layer.serverProperties().metadataUrls()
        found[words.shortName() or layer.name()] = Layer(words.title(), words.abstract(), links[0].url if links else "")
    return found
