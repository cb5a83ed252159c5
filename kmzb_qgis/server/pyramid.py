"""The map of reports at every scale: who asks WMS for ``zgloszenia`` gets what fits the scale.

Far out single reports would be a blot, and an empty map would say that there is nothing to fear. So the guard writes
the layers of the pyramid in the place of the name: counts by 10 km, by 1 km, dots, pictograms. Each has its range of
scales in the project, so QGIS Server itself takes the one that fits, by the scale that it reckons. The root layer
``kmzb`` is the same map: statistics by unit lie over it only where they are named.
"""

from __future__ import annotations

from qgis.server import QgsConfigCache

from ..toolbelt import compat
from .refusal import Refused

REPORTS, ROOT = "zgloszenia", "kmzb"
COUNTS = ("siatka_10km", "siatka_1km")  # WMS draws what is named first at the bottom
DRAWN = ("zgloszenia_kropki", "zgloszenia_znaki")  # in the project for drawing alone: no service lists them
MAPS = frozenset({"getmap"})
_LAYERS, _BESIDE = ("LAYERS", "LAYER", "QUERY_LAYERS"), {"LAYERS": ("STYLES", "OPACITIES"), "LAYER": ("STYLE",)}


def layers_of(path: str) -> frozenset[str]:
    """Short names of the served project's layers; QGIS Server is about to load it for the same request."""
    project = QgsConfigCache.instance().project(path)
    layers = project.mapLayers().values() if project is not None else ()
    return frozenset(compat.server_words(layer).shortName() for layer in layers)


def settle(request: str, kept: dict[str, str], present: frozenset[str]) -> dict[str, str]:
    """The parameters of a WMS request with the pyramid in the place of its names.

    ``present``: short names of the project's layers; a publication of an older plugin lacks those of ``DRAWN``. Raises
    Refused where a layer is named that no service lists.
    """
    drawing = request.lower() in MAPS and present.issuperset(DRAWN)
    levels = [name for name in (*COUNTS, *(DRAWN if drawing else (REPORTS,))) if name in present]
    settled, used = dict(kept), set()
    for parameter in _LAYERS:
        if not kept.get(parameter, "").strip():
            continue
        names = [name.strip() for name in kept[parameter].split(",")]
        for name in names:
            if name in DRAWN:
                raise Refused(400, "LayerNotDefined", f"There is no layer '{name}'", parameter)
        if parameter == "QUERY_LAYERS":
            used = set()  # it repeats names of LAYERS
        plain = {name for name in names if name not in (REPORTS, ROOT)} | used
        rows: list[tuple[str, int]] = []  # a layer, and the place of the name that it stands for
        for place, name in enumerate(names):
            mine = [name]
            if name in (REPORTS, ROOT) and levels:
                mine = [level for level in levels if level not in plain]
                plain.update(mine)
            rows += [(level, place) for level in mine]
        used |= {level for level, _place in rows}
        settled[parameter] = ",".join(level for level, _place in rows)
        for beside in _BESIDE.get(parameter, ()):
            if kept.get(beside, "").strip():
                given = kept[beside].split(",")
                settled[beside] = ",".join(given[place] if place < len(given) else "" for _level, place in rows)
    return settled
