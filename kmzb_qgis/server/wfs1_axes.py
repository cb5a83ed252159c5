"""The order of axes in WFS 1.0.0 and 1.1.0, whose GetFeature QGIS Server answers: asked in the one way it gets right.

What is right: in WFS 1.0.0 easting (longitude) comes first whatever the spelling; in WFS 1.1.0 a urn or URL means
EPSG's own order and ``EPSG:n`` easting first, and where none is named the service's default holds, a urn. Against
that QGIS Server (3.22 to 3.44) reads boxes and shapes of WFS 1.0.0 under a urn northing first, sends GML 3 in WFS
1.0.0 easting first under a urn, and GML 2 in WFS 1.1.0 easting first whatever was asked.
"""

from __future__ import annotations

from . import filter_axes, geojson
from .refusal import Refused
from .systems import System, read

DEFAULT_CRS = "urn:ogc:def:crs:EPSG::2180"
DEFAULT_SHORT = "EPSG:2180"
GML_2 = ("gml2", "gml/2")


def settle(kept: dict[str, str]) -> dict[str, str]:
    """The checked parameters of a GetFeature as QGIS Server answers them rightly.

    Raises Refused for GML 2 in WFS 1.1.0 unless the CRS is asked by ``EPSG:n``, and for a box in another CRS than the
    answer's: QGIS Server would silently look in the wrong place.
    """
    old = kept.get("VERSION", "1.1.0").startswith("1.0")
    settled = {**kept, "SRSNAME": _answers_crs(kept, old)}
    if kept.get("FILTER", "").strip():
        # a shape that names no CRS is in the answer's: so GDAL writes it
        settled["FILTER"] = filter_axes.easting_first(kept["FILTER"], settled["SRSNAME"], by_convention=old)
    if kept.get("BBOX", "").strip():
        numbers, system = _box(kept["BBOX"], settled["SRSNAME"] if old else DEFAULT_CRS, old)
    if geojson.is_geojson(kept.get("OUTPUTFORMAT", "")):
        settled.pop("SRSNAME")
        if kept.get("BBOX", "").strip():
            settled["BBOX"] = geojson.box(numbers, system)
        return settled
    if not old and any(name in kept.get("OUTPUTFORMAT", "").lower() for name in GML_2):
        _check_gml2(settled["SRSNAME"])
    if kept.get("BBOX", "").strip():
        settled["BBOX"] = _as_answered(numbers, system, settled["SRSNAME"])
    return settled


def _answers_crs(kept: dict[str, str], old: bool) -> str:
    """The SRSNAME that QGIS Server is asked with. Where none is asked, it would send northing first labelled EPSG:2180
    in WFS 1.1.0 (until 2024)."""
    asked = kept.get("SRSNAME", "").strip()
    if asked == "OGC:CRS84":  # as QGIS Desktop asks for it
        asked = "CRS:84"
    if old:
        return read(asked or DEFAULT_SHORT).short
    return asked or DEFAULT_CRS


def _box(text: str, default: str, old: bool) -> tuple[tuple[float, ...], System]:
    """A BBOX's numbers, easting first, and its system."""
    parts = [part.strip() for part in text.split(",", 4)]
    system = read(parts[4] if len(parts) > 4 and parts[4] else default)
    a, b, c, d = (float(part) for part in parts[:4])
    return ((b, a, d, c) if system.north_first and not old else (a, b, c, d)), system


def _as_answered(numbers: tuple[float, ...], system: System, answers: str) -> str:
    """The box in the answer's spelling: QGIS Server reads it rightly where both are spelled alike."""
    asked = read(answers)
    if asked.code != system.code:
        text = "BBOX and SRSNAME must name the same CRS (a BBOX that names none is in the default, EPSG:2180)"
        raise Refused(400, "InvalidParameterValue", text, "BBOX")
    a, b, c, d = numbers
    ordered = (b, a, d, c) if asked.north_first else (a, b, c, d)
    return ",".join([*(repr(value) for value in ordered), answers])


def _check_gml2(answers: str) -> None:
    if read(answers).as_defined:
        text = "GML 2 comes easting first: name the CRS as EPSG:n (SRSNAME=EPSG:2180), or ask for GML 3"
        raise Refused(400, "InvalidParameterValue", text, "OUTPUTFORMAT")
