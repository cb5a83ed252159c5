"""EPSG:2180 (PL-1992) to degrees and to EPSG:3857, for many places at once and without PROJ.

The transverse Mercator is Krüger's series in the third flattening to the sixth order (C. F. F. Karney, "Transverse
Mercator with an accuracy of a few nanometers", J. Geodesy 85, 2011, equations 11, 29 and 36), the one that PROJ uses;
the latitude comes from the conformal one by the series of the same order (C. F. F. Karney, "On auxiliary latitudes",
Survey Review 56, 2024, table of coefficients). Parameters: EPSG method 9807 with the values of EPSG:2180 (GRS 80; 19
degrees east; 0.9993; 500000; -5300000). ETRS89 and WGS 84 are taken for the same, as EPSG:2180 to EPSG:4326 is in PROJ
(a null transformation). EPSG:3857 is EPSG method 1024: the sphere of WGS 84's semi-major axis.
"""

from __future__ import annotations

import numpy as np

_A, _F = 6_378_137.0, 1 / 298.257222101  # GRS 80
_EAST, _NORTH, _SCALE, _MERIDIAN = 500_000.0, -5_300_000.0, 0.9993, 19.0
_N = _F / (2 - _F)
_E = np.sqrt(_F * (2 - _F))
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
_BETA = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3 - _N**4 / 360 - 81 / 512 * _N**5 + 96199 / 604800 * _N**6,
    _N**2 / 48 + _N**3 / 15 - 437 / 1440 * _N**4 + 46 / 105 * _N**5 - 1118711 / 3870720 * _N**6,
    17 / 480 * _N**3 - 37 / 840 * _N**4 - 209 / 4480 * _N**5 + 5569 / 90720 * _N**6,
    4397 / 161280 * _N**4 - 11 / 504 * _N**5 - 830251 / 7257600 * _N**6,
    4583 / 161280 * _N**5 - 108847 / 3991680 * _N**6,
    20648693 / 638668800 * _N**6,
)
_DELTA = (
    2 * _N - 2 / 3 * _N**2 - 2 * _N**3 + 116 / 45 * _N**4 + 26 / 45 * _N**5 - 2854 / 675 * _N**6,
    7 / 3 * _N**2 - 8 / 5 * _N**3 - 227 / 45 * _N**4 + 2704 / 315 * _N**5 + 2323 / 945 * _N**6,
    56 / 15 * _N**3 - 136 / 35 * _N**4 - 1262 / 105 * _N**5 + 73814 / 2835 * _N**6,
    4279 / 630 * _N**4 - 332 / 35 * _N**5 - 399572 / 14175 * _N**6,
    4174 / 315 * _N**5 - 144838 / 6237 * _N**6,
    601676 / 22275 * _N**6,
)
_BLOCK = 8192  # places reckoned at a time: their numbers stay in the processor's cache


def degrees(places: np.ndarray) -> np.ndarray:
    """(n, 2) eastings and northings (m) as (n, 2) longitudes and latitudes in degrees."""
    places = np.asarray(places, "f8").reshape(-1, 2)
    found = np.empty_like(places)
    for start in range(0, len(places), _BLOCK):
        found[start : start + _BLOCK] = _degrees(places[start : start + _BLOCK])
    return found


def _degrees(places: np.ndarray) -> np.ndarray:
    east, north = places.T
    z = ((north - _NORTH) + 1j * (east - _EAST)) / (_SCALE * _RADIUS)
    z = z - _sines(_BETA, z)
    sinh, cos = np.sinh(z.imag), np.cos(z.real)
    conformal = np.arctan2(np.sin(z.real), np.hypot(sinh, cos))
    latitude = conformal + _sines(_DELTA, conformal)
    return np.degrees(np.stack([np.arctan2(sinh, cos) + np.radians(_MERIDIAN), latitude], axis=1))


def _sines(factors: tuple[float, ...], angle: np.ndarray) -> np.ndarray:
    """The sum of factors[j - 1] * sin(2 j angle), by Clenshaw's recurrence."""
    twice = 2 * np.cos(2 * angle)
    later = latest = np.zeros_like(angle)
    for factor in reversed(factors):
        later, latest = factor + twice * later - latest, later
    return later * np.sin(2 * angle)


def mercator(places: np.ndarray) -> np.ndarray:
    """(n, 2) eastings and northings (m) of EPSG:2180 as (n, 2) metres of EPSG:3857."""
    longitude, latitude = np.radians(degrees(places)).T
    return _A * np.stack([longitude, np.arcsinh(np.tan(latitude))], axis=1)


def to(places: np.ndarray, code: int) -> np.ndarray:
    """(n, 2) places of EPSG:2180 in the system 2180, 4326 or 3857, easting or longitude first."""
    if code == 2180:
        return np.asarray(places, "f8").reshape(-1, 2)
    return degrees(places) if code == 4326 else mercator(places)
