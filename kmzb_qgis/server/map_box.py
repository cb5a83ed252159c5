"""Boxes of maps that QGIS Server fails at: 3.22 breaks off, without an exception in WMS's words, where a pixel is wider
than about a million units of the map. Nothing could be seen on such a map: the Earth is 40 pixels wide."""

from __future__ import annotations

from .refusal import Refused

WIDEST = 600_000  # units of the map that a pixel may cover
_REQUESTS = frozenset({"getmap", "getfeatureinfo"})


def check(request: str, kept: dict[str, str]) -> None:
    """Raises Refused for a box that is too wide for its picture."""
    if request.lower() not in _REQUESTS:
        return
    if not kept.get("BBOX", "").strip():  # without one it breaks off as well
        raise Refused(400, "MissingParameterValue", "BBOX is missing", "BBOX")
    try:
        a, b, c, d = (float(number) for number in kept["BBOX"].split(",")[:4])
        sides = float(kept["WIDTH"]), float(kept["HEIGHT"])
    except (KeyError, ValueError):
        return  # QGIS Server says what is missing
    if not max(abs(c - a), abs(d - b)) <= WIDEST * min(sides):
        raise Refused(400, "InvalidParameterValue", "BBOX is too wide for a map of this size", "BBOX")
