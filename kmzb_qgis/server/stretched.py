"""Maps whose pixels are no squares, asked by WMS 1.1.

OGC 01-068r3 (7.2.3.8) has the map stretched to the picture, as 1.3.0 has it. QGIS Server stretches for 1.3.0 alone; for
1.1.1 it widens the box instead, so every place but the middle stands elsewhere. Such a map, and a click on it, is asked
by 1.3.0: the same parameters under other names, the box in the order of that version.
"""

from __future__ import annotations

from qgis.core import QgsCoordinateReferenceSystem

_NAMES = {"X": "I", "Y": "J"}
_REQUESTS = frozenset({"getmap", "getfeatureinfo"})
_TOLERANCE = 1e-3  # of the sides' ratio: less moves no pixel of the largest map by two


def settle(request: str, kept: dict[str, str]) -> dict[str, str]:
    """The parameters of a WMS request; those of a stretched map of version 1.1 as 1.3.0 says them."""
    if request.lower() not in _REQUESTS or not kept.get("VERSION", "").startswith("1.1"):
        return kept
    try:
        box = [float(number) for number in kept["BBOX"].split(",")]
        wide, high = float(kept["WIDTH"]), float(kept["HEIGHT"])
        west, south, east, north = box
        stretch = ((east - west) / wide) / ((north - south) / high)
    except (KeyError, ValueError, ZeroDivisionError):
        return kept  # QGIS Server says what is missing
    name = kept.get("SRS", "").strip() or kept.get("CRS", "").strip()
    system = QgsCoordinateReferenceSystem(name)
    if abs(stretch - 1) < _TOLERANCE or not system.isValid():
        return kept
    settled = {new: kept[old] for old, new in _NAMES.items() if kept.get(old, "").strip()}
    if system.hasAxisInverted():
        settled["BBOX"] = ",".join(str(number) for number in (south, west, north, east))
    rest = {key: value for key, value in kept.items() if key not in _NAMES and key != "SRS"}
    return {**rest, **settled, "CRS": name, "VERSION": "1.3.0"}
