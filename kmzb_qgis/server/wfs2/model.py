"""The feature types of the service, made from the catalogue's public layers: nothing else can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...catalogue.model import load

NAMESPACE, PREFIX = "urn:x-kmzb:publikacja:1", "kmzb"
GEOMETRY = "geom"  # the geometry property of every feature type


@dataclass(frozen=True)
class Property:
    """A column that is published. ``kind``: text, integer or datetime (UTC)."""

    name: str
    kind: str
    title: str


@dataclass(frozen=True)
class FeatureType:
    """A public layer. ``geometry``: Point, Polygon or MultiPolygon (EPSG:2180). ``key``: the property whose values make
    resource ids, as ``zgloszenia.<id>``; they stay the same from publication to publication."""

    name: str
    title: str
    abstract: str
    geometry: str
    key: str
    properties: tuple[Property, ...]

    def find(self, name: str) -> Property | None:
        """The property of an exact name, None for any other."""
        return next((one for one in self.properties if one.name == name), None)

    @property
    def by_unit(self) -> bool:
        """Whether the shapes are those of units (table ``obszar``)."""
        return self.geometry == "MultiPolygon"


@lru_cache(maxsize=1)
def feature_types() -> dict[str, FeatureType]:
    """The feature types by name, in the catalogue's order."""
    catalogue = load()
    statistics = catalogue.publication["statistics_abstract"]["pl"]
    found = {}
    for layer in catalogue.layers:
        properties = tuple(Property(one["name"], one["type"], one["pl"]) for one in layer["columns"])
        found[layer["name"]] = FeatureType(
            layer["name"],
            layer["title"]["pl"],
            layer.get("abstract", {"pl": statistics})["pl"],
            layer["geometry"],
            properties[0].name,
            properties,
        )
    return found
