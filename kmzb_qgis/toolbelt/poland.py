"""Where the 16 voivodeships lie: known places by which any room can tell a right order of coordinates from a wrong."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def voivodeship_boxes() -> dict[str, dict]:
    """By TERYT number ('02'…'32'): ``name``, and for EPSG:2180, EPSG:4326 and EPSG:3857 a box with 5 km around.

    A box is (least first, least second, greatest first, greatest second); first is easting (m) or longitude (degrees).
    """
    path = Path(__file__).with_name("voivodeships.json")
    return json.loads(path.read_text(encoding="utf-8"))["boxes"]
