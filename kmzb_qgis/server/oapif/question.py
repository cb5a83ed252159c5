"""What a request for items asks: the query of OGC API - Features as the same tree that WFS 2.0 works from.

A ``datetime`` asks for the moment a report was made (``data_utworzenia``), as the collection's temporal extent tells;
counts have no time and meet every one (17-069r4, 7.15.4). ``Refused`` has status 400, 404 for what is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..refusal import Refused
from ..wfs2 import crs as systems
from ..wfs2 import parameters, times
from ..wfs2.crs import Crs
from ..wfs2.model import GEOMETRY, FeatureType, feature_types
from ..wfs2.query import Query
from ..wfs2.tree import And, Compare, Comparison, Ids, Like, Node, Or, Wild
from .documents import CRS84, LIMIT_DEFAULT, LIMIT_MAX

TIME = "data_utworzenia"
NUMBER = r"[-+]?\d{1,12}(?:\.\d{0,40})?(?:[eE][-+]?\d{1,3})?"
BOX = re.compile(rf"\s*{NUMBER}\s*(?:,\s*{NUMBER}\s*){{3}}(?:(?:,\s*{NUMBER}\s*){{2}})?", re.ASCII)
LONLAT = Crs(4326, False, CRS84)
OPEN = ("", "..")
WORDS_OF_ONE = frozenset({"f", "crs", "properties"})
WORDS = WORDS_OF_ONE | {"limit", "offset", "bbox", "bbox-crs", "resulttype", "sortby", "sortdesc", "datetime"}


@dataclass(frozen=True)
class Items:
    """A page of a collection, or (``one``) a single feature. ``crs``: of the answer."""

    kind: FeatureType
    query: Query
    crs: Crs
    limit: int = LIMIT_DEFAULT
    offset: int = 0
    hits: bool = False
    one: str = ""


def read(collection: str, feature: str, given: dict[str, str]) -> Items:
    """The question of a path's collection and feature ("" for none) and a checked query. Raises Refused."""
    kind = feature_types().get(collection)
    if kind is None:
        raise Refused(404, "NotFound", "There is no such collection")
    for name in given.keys() - (WORDS_OF_ONE if feature else WORDS):
        if feature or kind.find(name) is None:
            raise Refused(400, "InvalidParameterValue", f"The parameter '{name[:60]}' is not known", name[:60])
    crs = _system(given.get("crs", ""), "crs")
    names = None
    if given.get("properties", "").strip():
        names = tuple(dict.fromkeys((*parameters.names(given["properties"], kind), GEOMETRY)))
    if feature:
        return Items(kind, Query(kind, LONLAT, Ids((feature,)), names), crs, 1, one=feature)
    conditions = [*_boxes(given), *_moments(given.get("datetime", ""), kind), *_columns(given, kind)]
    sort = ()
    if given.get("sortby", "").strip():
        order = " DESC" if given.get("sortdesc", "").lower() in ("1", "true") else ""
        sort = parameters.sorting(given["sortby"].strip() + order, kind)
    node = None if not conditions else conditions[0] if len(conditions) == 1 else And(tuple(conditions))
    hits = given.get("resulttype", "") == "hits"
    return Items(
        kind, Query(kind, LONLAT, node, names, sort), crs, _limit(given), _whole(given, "offset", 0), hits
    )  # fmt: skip


def _whole(given: dict[str, str], name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if re.fullmatch(r"\+?\d{1,15}", text, re.ASCII) is None:
        raise Refused(400, "InvalidParameterValue", f"{name} takes a whole number", name)
    return int(text)


def _limit(given: dict[str, str]) -> int:
    """The limit; one above the most that is served is no error (17-069r4, requirement 21)."""
    limit = _whole(given, "limit", LIMIT_DEFAULT)
    if limit < 1:
        raise Refused(400, "InvalidParameterValue", "limit must be at least 1", "limit")
    return min(limit, LIMIT_MAX)


def _system(text: str, name: str) -> Crs:
    if not text.strip():
        return LONLAT
    found = systems.read(text) if text.strip().startswith("http") else None  # part 2 knows addresses only
    if found is None:
        raise Refused(400, "InvalidParameterValue", f"{name}: this service has no such CRS", name)
    return found


def _boxes(given: dict[str, str]) -> list[Node]:
    """The box: four numbers, or six, of which heights do not count; one across the antimeridian is two."""
    text = given.get("bbox", "").strip()
    crs = _system(given.get("bbox-crs", ""), "bbox-crs")
    if not text:
        return []
    if BOX.fullmatch(text) is None:
        raise Refused(400, "InvalidParameterValue", "bbox takes four numbers, or six", "bbox")
    numbers = [part.strip() for part in text.split(",")]
    if len(numbers) == 6:
        numbers = [numbers[index] for index in (0, 1, 3, 4)]
    first, second = float(numbers[0]), float(numbers[2])
    if crs.code == 4326 and not crs.swapped and first > second:
        halves = ([numbers[0], numbers[1], "180", numbers[3]], ["-180", numbers[1], numbers[2], numbers[3]])
        return [Or(tuple(parameters.box(",".join(half), crs) for half in halves))]
    return [parameters.box(",".join(numbers), crs)]


def _moments(text: str, kind: FeatureType) -> list[Node]:
    """The condition of a moment or an interval (RFC 3339), whose ends may be open."""
    if not text.strip():
        return []
    ends = text.strip().split("/")
    if len(ends) > 2 or all(end in OPEN for end in ends):
        raise Refused(400, "InvalidParameterValue", f"datetime: {times.FORM}, intervals with a stroke", "datetime")
    found = [None if end in OPEN and len(ends) == 2 else times.moment(end, "datetime") for end in ends]
    if len(found) == 2 and None not in found and found[0] > found[1]:
        raise Refused(400, "InvalidParameterValue", "datetime: the interval ends before it begins", "datetime")
    if kind.find(TIME) is None:
        return []
    if len(found) == 1:
        return [times.compare(TIME, Compare.EQUAL, found[0])]
    signs = (Compare.GREATER_EQUAL, Compare.LESS_EQUAL)
    return [times.compare(TIME, sign, end) for sign, end in zip(signs, found) if end is not None]


def _columns(given: dict[str, str], kind: FeatureType) -> list[Node]:
    """Columns as parameters: equal to a text, in which ``*`` stands for any characters."""
    found = []
    for name, value in given.items():
        column = kind.find(name)
        if column is None:
            continue
        if column.kind == "datetime":
            found.append(times.compare(name, Compare.EQUAL, times.moment(value, name)))
        elif column.kind == "integer":
            found.append(Comparison(name, Compare.EQUAL, _whole(given, name, 0)))
        elif "*" in value:
            pieces = [[text, Wild.ANY] for text in value.split("*")]
            parts = tuple(part for piece in pieces for part in piece if part != "")[:-1]
            found.append(Like(name, parts))
        else:
            found.append(Comparison(name, Compare.EQUAL, value))
    return found
