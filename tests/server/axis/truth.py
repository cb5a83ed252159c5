"""What is right: the order of axes in each service, version, spelling and format, as the standards have it.

Sources: WFS 1.0.0 (OGC 02-058) with GML 2: easting first whatever the spelling. WFS 1.1.0 (04-094) and 2.0.0 (09-025r2)
with OGC's names of systems (urn 07-092r3, URL): the order that EPSG defines; where none is asked, the declared default,
a urn. ``EPSG:n`` is easting first by convention. GeoJSON (RFC 7946) is longitude, latitude. OGC API Features part 2
(18-058r1): EPSG's order in the systems of EPSG, CRS84 where none is asked. WMS 1.3.0 (06-042): EPSG's order; 1.1.1
(01-068r3): easting first. A box takes the order of the CRS named in it, else of the default.
"""

from __future__ import annotations

from functools import cache

from pyproj import Transformer

from tests.server.harness import PLACES

from .cells import Cell

CHOSEN = ("krakow", "suwalki", "szczecin")
NORTH_FIRST = (2180, 4326)  # EPSG's own order
TOLERANCE = {2180: 1.0, 4326: 1.2e-5, 3857: 1.7}  # a metre on the ground
HALF = {2180: 20.0, 4326: 0.0003, 3857: 30.0}  # of a box that holds one report
EN, NE = "E,N", "N,E"
LONLAT, LATLON = "lon,lat", "lat,lon"
FOUND = "found"
REFUSED = "refused"


def number(place: str) -> str:
    """The public id of the report that the harness puts at a place."""
    return f"{f'a{list(PLACES).index(place)}{place}':0<8.8}-0000-4000-8000-000000000000"


@cache
def at(place: str, code: int) -> tuple[float, float]:
    """x and y of a place, easting or longitude first."""
    if code == 2180:
        return PLACES[place]
    return Transformer.from_crs(2180, code, always_xy=True).transform(*PLACES[place])


def box(place: str, code: int, north_first: bool) -> tuple[float, float, float, float]:
    """Lower and upper corner of a small box around a place, in the order asked for."""
    a, b = at(place, code)[:: -1 if north_first else 1]
    half = HALF[code]
    return a - half, b - half, a + half, b + half


def north_first(cell: Cell) -> bool:
    """Whether the axis that points north comes first where the cell's CRS is meant."""
    if cell.code == 84 or cell.code not in NORTH_FIRST:
        return False
    if cell.service == "WFS":
        return cell.version != "1.0.0" and cell.spelling != "short"
    if cell.service == "OAPIF":
        return cell.spelling != "none"
    return cell.version == "1.3.0"


def named(code: int, north: bool) -> str:
    """The words for an order."""
    if code in (84, 4326):
        return LATLON if north else LONLAT
    return NE if north else EN


def order_of_label(label: str) -> bool | None:
    """Whether a label's own meaning puts north first; None for what is no label of a known system."""
    tail = label.replace("#", ":").replace("/", ":").rsplit(":", 1)[-1]
    if "CRS84" in label or label == "CRS:84":
        return False
    if not tail.isdigit() or int(tail) not in (2180, 4326, 3857):
        return None
    defined = label.startswith(("urn:", "http://www.opengis.net/def/"))
    return defined and int(tail) in NORTH_FIRST


def code_of_label(label: str) -> int | None:
    """The number of EPSG that a label names."""
    if "CRS84" in label or label == "CRS:84":
        return 4326
    tail = label.replace("#", ":").replace("/", ":").rsplit(":", 1)[-1]
    return int(tail) if tail.isdigit() else None


def near(seen: tuple[float, float], expected: tuple[float, float], code: int) -> bool:
    """Whether two pairs are the same place within a metre."""
    return all(abs(a - b) <= TOLERANCE[code] for a, b in zip(seen, expected))
