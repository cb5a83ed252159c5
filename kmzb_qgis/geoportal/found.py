"""What a locator service found: one place, in words and in EPSG:2180."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """One place. ``x`` is easting and ``y`` northing in metres of EPSG:2180; ``wkt`` the shape or empty.

    ``kind``: address, street, city, parcel, region, commune, county or voivodeship. ``parts`` are the service's own
    words by its column names (all texts; missing ones empty), ``distance`` metres from the place asked about or None.
    """

    kind: str
    title: str
    detail: str
    x: float
    y: float
    wkt: str = ""
    teryt: str = ""
    parts: dict = field(default_factory=dict)
    distance: float | None = None
