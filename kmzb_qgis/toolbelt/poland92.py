"""EPSG:2180 (PL-1992) to degrees and to EPSG:3857, for many places at once and without PROJ.

The transverse Mercator is Krüger's series in the third flattening to the sixth order (C. F. F. Karney, "Transverse
Mercator with an accuracy of a few nanometers", J. Geodesy 85, 2011, equations 11, 29, 36, and 7 to 9 for the latitude),
the one that PROJ uses. Parameters: EPSG method 9807 with the values of EPSG:2180 (GRS 80; 19 degrees east; 0.9993;
500000; -5300000). ETRS89 and WGS 84 are taken for the same, as EPSG:2180 to EPSG:4326 is in PROJ (a null
transformation). EPSG:3857 is EPSG method 1024: the sphere of WGS 84's semi-major axis.
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
_ROUNDS = 3  # of Newton's for the latitude; two suffice (Karney, section 2)


def degrees(places: np.ndarray) -> np.ndarray:
    """(n, 2) eastings and northings (m) as (n, 2) longitudes and latitudes in degrees."""
    east, north = np.asarray(places, "f8").reshape(-1, 2).T
    xi = (north - _NORTH) / (_SCALE * _RADIUS)
    eta = (east - _EAST) / (_SCALE * _RADIUS)
    # The sum over sin(2j z) of complex z, by Clenshaw's recurrence
    z = xi + 1j * eta
    twice = 2 * np.cos(2 * z)
    later = latest = np.zeros_like(z)
    for beta in reversed(_BETA):
        later, latest = beta + twice * later - latest, later
    z = z - later * np.sin(2 * z)
    xi, eta = z.real, z.imag
    tau = conformal = np.sin(xi) / np.hypot(np.sinh(eta), np.cos(xi))
    for _ in range(_ROUNDS):
        root = np.sqrt(1 + tau**2)
        sigma = np.sinh(_E * np.arctanh(_E * tau / root))
        seen = tau * np.sqrt(1 + sigma**2) - sigma * root
        slope = (1 + (1 - _E**2) * tau**2) / ((1 - _E**2) * root)
        tau = tau + (conformal - seen) / np.sqrt(1 + seen**2) * slope
    longitude = np.degrees(np.arctan2(np.sinh(eta), np.cos(xi))) + _MERIDIAN
    return np.stack([longitude, np.degrees(np.arctan(tau))], axis=1)


def mercator(places: np.ndarray) -> np.ndarray:
    """(n, 2) eastings and northings (m) of EPSG:2180 as (n, 2) metres of EPSG:3857."""
    longitude, latitude = np.radians(degrees(places)).T
    return _A * np.stack([longitude, np.arcsinh(np.tan(latitude))], axis=1)


def to(places: np.ndarray, code: int) -> np.ndarray:
    """(n, 2) places of EPSG:2180 in the system 2180, 4326 or 3857, easting or longitude first."""
    if code == 2180:
        return np.asarray(places, "f8").reshape(-1, 2)
    return degrees(places) if code == 4326 else mercator(places)
