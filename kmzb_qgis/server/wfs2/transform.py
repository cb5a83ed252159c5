"""From the served systems to EPSG:2180. Places are (n, 2) arrays, easting or longitude first, whatever was asked."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from osgeo import osr

from ...toolbelt import gdal_errors
from ..refusal import Refused
from .crs import Crs

# What a place of a system may be: degrees, metres. EPSG:2180 is left wide: a box may be far larger than Poland.
_BOUNDS = {2180: (-1e8, 1e8, -1e8, 1e8), 4326: (-180.0, 180.0, -90.0, 90.0), 3857: (-2.1e7, 2.1e7, -3e7, 3e7)}
# Boxes are cut to these surroundings of Poland (all that is published lies in the middle of them) before they are
# transformed: the projection of EPSG:2180 is made for there, and a box of the whole world has no image in it.
_AROUND = {4326: (5.0, 44.0, 33.0, 60.0), 3857: (556_597.0, 5_465_442.0, 3_673_542.0, 8_399_738.0)}
_STEP = {4326: 0.005, 3857: 500.0}  # a longer edge gets a place each, in the units of the system: ± 1 mm in a city
_MOST = 256  # places to an edge: within 0.3 m across all of Poland
_MOST_ALL = 20_000  # places added to one line or ring
_FAR = np.array([[9e8, 9e8], [9e8, 9e8]])  # a box in EPSG:2180 that nothing meets


def check(places: np.ndarray, crs: Crs, locator: str) -> None:
    """Refuse places that a system does not have."""
    west, east, south, north = _BOUNDS[crs.code]
    x, y = places.T
    if not ((x >= west) & (x <= east) & (y >= south) & (y <= north)).all():
        text = f"A place lies outside of EPSG:{crs.code}; mind the order of the axes"
        raise Refused(400, "InvalidParameterValue", text, locator)


@lru_cache(maxsize=4)
def _transformation(code: int) -> osr.CoordinateTransformation:
    systems = []
    for number in (code, 2180):
        one = osr.SpatialReference()
        one.ImportFromEPSG(number)
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(one)
    return osr.CoordinateTransformation(*systems)


def clipped(corners: np.ndarray, crs: Crs) -> np.ndarray:
    """The corners (2, 2) of a box, cut to Poland's surroundings. One that does not meet them is put far away from all
    that is published: see :func:`to_2180`."""
    if crs.code not in _AROUND:
        return corners
    west, south, east, north = _AROUND[crs.code]
    cut = np.clip(corners, (west, south), (east, north))
    away = (corners[0] > (east, north)).any() or (corners[1] < (west, south)).any()
    return _FAR if away else cut


def to_2180(places: np.ndarray, crs: Crs, locator: str, closed: bool = False) -> np.ndarray:
    """Places of a line (or ring, ``closed``) in EPSG:2180, with more on long edges. Raises Refused where they have no
    image there."""
    if crs.code == 2180 or (places >= _FAR[0]).all():
        return places
    dense = _densified(places, _STEP[crs.code])
    try:
        with gdal_errors.raised():
            found = np.array(_transformation(crs.code).TransformPoints(dense.tolist()))[:, :2]
    except OSError:
        found = np.array([[np.inf, np.inf]])
    if not np.isfinite(found).all() or (np.abs(found) > 1e8).any():
        text = f"A place lies too far from Poland to be read in EPSG:{crs.code}"
        raise Refused(400, "InvalidParameterValue", text, locator)
    if closed:
        found[-1] = found[0]
    return found


def _densified(places: np.ndarray, step: float) -> np.ndarray:
    if len(places) < 2:
        return places
    lengths = np.abs(np.diff(places, axis=0)).max(axis=1)
    pieces = np.clip(np.ceil(lengths / step), 1, _MOST).astype(int)
    if pieces.sum() > _MOST_ALL:  # fewer on each edge, but the same for all: nothing is cut off
        pieces = np.maximum(pieces * _MOST_ALL // pieces.sum(), 1)
    starts = np.repeat(np.arange(len(pieces)), pieces)
    along = (np.arange(len(starts)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[starts]
    dense = places[starts] + along[:, None] * (places[starts + 1] - places[starts])
    return np.concatenate([dense, places[-1:]])
