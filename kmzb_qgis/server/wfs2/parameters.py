"""The parts of a query as WFS 2.0 writes them in an address: FILTER, BBOX, RESOURCEID, SORTBY, PROPERTYNAME.

Each function raises Refused with the parameter's name as the locator.
"""

from __future__ import annotations

import re

import numpy as np

from .. import xmlcheck
from ..refusal import Refused
from . import fes, geometries, literals, resources
from . import names as spelled
from .crs import Crs
from .model import GEOMETRY, FeatureType
from .query import Sort
from .tree import Ids, Node

_MAX_SORTS = 8
_ORDERS = ([], ["A"], ["ASC"], ["D"], ["DESC"])


def filter_text(text: str, kind: FeatureType, crs: Crs) -> Node:
    """FILTER: one fes:Filter as text, in brackets or not; ``crs`` is the system of geometries that name none."""
    bare = text.strip()
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    return fes.read(xmlcheck.parse(bare, "FILTER").documentElement(), kind, crs)


def box(text: str, default: Crs) -> Node:
    """BBOX: two corners and, as a fifth part, the CRS that also says which axis comes first; without it the default.

    A Box where it is one in EPSG:2180, else what meets its outline.
    """
    parts = text.split(",", 4)
    if len(parts) < 4:
        raise _bad("BBOX takes four numbers and, if you like, a CRS", "BBOX")
    crs = geometries.system(parts[4], "BBOX") if parts[4:] and parts[4].strip() else default
    corners = np.array([literals.number(part, "BBOX") for part in parts[:4]], dtype=float).reshape(2, 2)
    return geometries.meets_box(geometries.check_box(corners[:, ::-1] if crs.swapped else corners, crs, "BBOX"), crs)


def ids(text: str, kind: FeatureType) -> Ids:
    """RESOURCEID: ids between commas."""
    listed = [one for one in text.split(",") if one.strip()]
    if not listed:
        raise _bad("RESOURCEID is empty", "RESOURCEID")
    if len(listed) > fes.MAX_IDS:
        raise _bad(f"RESOURCEID takes at most {fes.MAX_IDS} ids", "RESOURCEID")
    return resources.ids(listed, kind)


def sorting(text: str, kind: FeatureType) -> tuple[Sort, ...]:
    """SORTBY: names between commas, each with ASC (as without) or DESC; A and D of version 1.1 pass too."""
    found = []
    for part in text.split(","):
        name, *order = re.split(r"[\s+]+", part.strip())
        if not name or [one.upper() for one in order] not in _ORDERS:
            raise _bad("SORTBY takes names between commas, each with ASC or DESC if you like", "SORTBY")
        sorted_by = spelled.simple(name, kind, "SORTBY").name
        if sorted_by not in {one.property for one in found}:  # a second time it changes nothing
            found.append(Sort(sorted_by, bool(order) and order[0].upper().startswith("D")))
    if len(found) > _MAX_SORTS:
        raise _bad(f"SORTBY takes at most {_MAX_SORTS} names", "SORTBY")
    return tuple(found)


def names(text: str, kind: FeatureType) -> tuple[str, ...]:
    """PROPERTYNAME of one query: names between commas, in brackets or not; ``*`` is all. In the order of the feature
    type's properties, ``geom`` first."""
    bare = text.strip()
    bare = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
    given = [one.strip() for one in bare.split(",") if one.strip()]
    if not given:
        raise _bad("PROPERTYNAME is empty", "PROPERTYNAME")
    everything = (GEOMETRY, *(one.name for one in kind.properties))
    wanted = {spelled.reference(one, kind, "PROPERTYNAME") for one in given if one != "*"}
    return everything if "*" in given else tuple(name for name in everything if name in wanted)


def _bad(text: str, locator: str) -> Refused:
    return Refused(400, "InvalidParameterValue", text, locator)
