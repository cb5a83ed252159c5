"""Coordinate reference systems: their names, and points brought to EPSG:2180, whole columns at a time."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from osgeo import gdal, osr

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

HOME = "EPSG:2180"


@lru_cache(maxsize=32)
def reference(text: str) -> osr.SpatialReference:
    """A system from an authority code or WKT, coordinates in the order easting (longitude) first.

    Raises KmzbError for what PROJ does not know, and for systems that are not of the earth's surface.
    """
    system = osr.SpatialReference()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        failed = system.SetFromUserInput(text) != 0 if _is_plain(text) else system.ImportFromWkt(text) != 0
    except RuntimeError:
        failed = True
    finally:
        gdal.PopErrorHandler()
    if failed or not (system.IsProjected() or system.IsGeographic()):
        raise KmzbError(tr("The CRS '{crs}' is not known: give one such as EPSG:2180.", crs=text[:60]), code="crs")
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def _is_plain(text: str) -> bool:
    """Whether the text is an authority code: user input may also be a file or an address, which is not followed."""
    head, _, tail = text.partition(":")
    return head.isalpha() and tail.isdigit()


def declared(system) -> str:
    """The authority code of a layer's system, its WKT where it has none, '' where it declares nothing."""
    if system is None or not (system.IsProjected() or system.IsGeographic()):
        return ""  # 'undefined Cartesian' of GeoPackage is a local system
    if "undefined" in (system.GetName() or "").lower():
        return ""
    system = system.Clone()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        if not system.GetAuthorityCode(None):
            for match, confidence in system.FindMatches() or ():
                if confidence >= 70 and match.GetAuthorityCode(None):  # as GDAL's shapefile driver decides it
                    system = match
                    break
        if system.GetAuthorityCode(None):
            code = f"{system.GetAuthorityName(None)}:{system.GetAuthorityCode(None)}"
            return "EPSG:4326" if code == "OGC:CRS84" else code
        return system.ExportToWkt()
    except RuntimeError:
        return system.ExportToWkt()
    finally:
        gdal.PopErrorHandler()


def named(system: str) -> str:
    """A system as a person reads it."""
    return system if len(system) < 30 else reference(system).GetName()


@lru_cache(maxsize=32)
def _way(system: str) -> osr.CoordinateTransformation:
    return osr.CoordinateTransformation(reference(system), reference(HOME))


def to_home(system: str, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing (m, EPSG:2180) of points given easting or longitude first; NaN where there is no way."""
    if system == HOME:
        return first, second
    points = np.column_stack([first, second]).astype(float)
    good = np.isfinite(points).all(axis=1)
    if reference(system).IsGeographic():  # PROJ wraps longitudes round the globe: such a place is none
        good &= (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)
    out = np.full_like(points, np.nan)
    if good.any():
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            found = np.array(_way(system).TransformPoints(points[good].tolist()))[:, :2]
        except RuntimeError:  # bindings with exceptions on refuse all for one
            found = np.full((int(good.sum()), 2), np.nan)
        finally:
            gdal.PopErrorHandler()
        found[~np.isfinite(found)] = np.nan
        out[good] = found
    return out[:, 0], out[:, 1]
