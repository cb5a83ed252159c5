"""Which element may stand where in a filter. QGIS Server 3.22 crashes on many a filter that breaks the standard:
conditions without operands, shapes without places."""

from __future__ import annotations

import re

from .refusal import Refused


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = _words("PropertyName ValueReference")
COMPARED = _words(
    """PropertyIsEqualTo PropertyIsNotEqualTo PropertyIsLessThan PropertyIsGreaterThan PropertyIsLessThanOrEqualTo
    PropertyIsGreaterThanOrEqualTo"""
)
# Not among them: QGIS Server 3.22 crashes on Equals, and does not know DWithin and Beyond
SPATIAL = _words("BBOX Intersects Within Contains Disjoint Touches Crosses Overlaps")
LOGICAL = _words("And Or Not")
IDS = _words("FeatureId GmlObjectId ResourceId")
CONDITIONS = COMPARED | SPATIAL | LOGICAL | _words("PropertyIsLike PropertyIsNull PropertyIsBetween")
BOXES = _words("Envelope Box")
GEOMETRIES = _words("Point LineString Polygon MultiPoint MultiLineString MultiCurve MultiPolygon MultiSurface")
RINGS = _words("exterior interior outerBoundaryIs innerBoundaryIs")
NUMBER = r"[-+]?\d{1,12}(?:\.\d{0,20})?(?:[eE][-+]?\d{1,2})?"
LINE = _words("posList coordinates pos coord")

# For each element the children in their order; "+" and "*": as often as wanted
ORDER: dict[str, list[frozenset[str] | str]] = {
    **{name: [NAMES | {"Literal"}, NAMES | {"Literal"}] for name in COMPARED},
    **{name: [NAMES, BOXES | GEOMETRIES] for name in SPATIAL},
    "BBOX": [NAMES, BOXES],
    "PropertyIsLike": [NAMES, frozenset({"Literal"})],
    "PropertyIsNull": [NAMES],
    "PropertyIsBetween": [NAMES, frozenset({"LowerBoundary"}), frozenset({"UpperBoundary"})],
    "LowerBoundary": [frozenset({"Literal"})],
    "UpperBoundary": [frozenset({"Literal"})],
    "And": [CONDITIONS, "+"],
    "Or": [CONDITIONS, "+"],
    "Not": [CONDITIONS],
    "Envelope": [frozenset({"lowerCorner"}), frozenset({"upperCorner"})],
    "Box": [_words("coordinates")],
    "Point": [_words("pos coordinates")],
    "LineString": [_words("posList coordinates")],
    "LinearRing": [_words("posList coordinates")],
    "Polygon": [_words("exterior outerBoundaryIs"), _words("interior innerBoundaryIs"), "*"],
    **{name: [frozenset({"LinearRing"})] for name in RINGS},
    "MultiPoint": [frozenset({"pointMember"}), "+"],
    "MultiLineString": [frozenset({"lineStringMember"}), "+"],
    "MultiCurve": [frozenset({"curveMember"}), "+"],
    "MultiPolygon": [frozenset({"polygonMember"}), "+"],
    "MultiSurface": [frozenset({"surfaceMember"}), "+"],
    "pointMember": [frozenset({"Point"})],
    "lineStringMember": [frozenset({"LineString"})],
    "curveMember": [frozenset({"LineString"})],
    "polygonMember": [frozenset({"Polygon"})],
    "surfaceMember": [frozenset({"Polygon"})],
    "SortBy": [frozenset({"SortProperty"}), "+"],
}
LEAVES = NAMES | IDS | _words("Literal SortOrder")
# how many numbers a text of places has at least, by the element that holds it
FEWEST = {"Point": 2, "Envelope": 2, "Box": 4, "LineString": 4, "LinearRing": 8}
PLACES = _words("coordinates pos posList lowerCorner upperCorner")
TEXT = re.compile(rf"\s*{NUMBER}(?:[\s,]+{NUMBER})*\s*", re.ASCII)
ALL = frozenset(ORDER) | LEAVES | PLACES | {"Filter", "SortProperty"}
ATTRIBUTE = {
    "srsDimension": r"2?", "dimension": r"2?", "decimal": r"\.?", "cs": ",?", "ts": r"\s?",
    "wildCard": ".?", "singleChar": ".?", "escape": ".?", "escapeChar": ".?",
}  # fmt: skip


def names_of(element) -> list[tuple[str, object]]:
    """The child elements with their local names."""
    found, child = [], element.firstChildElement()
    while not child.isNull():
        found.append((child.localName() or child.tagName(), child))
        child = child.nextSiblingElement()
    return found


def _ordered(given: list[str], order: list) -> bool:
    rules = [(rule, order[at + 1] if at + 1 < len(order) and isinstance(order[at + 1], str) else "")
             for at, rule in enumerate(order) if not isinstance(rule, str)]  # fmt: skip
    at = 0
    for rule, often in rules:
        count = 0
        while at < len(given) and given[at] in rule and (often or count < 1):
            at, count = at + 1, count + 1
        if count < 1 and often != "*":
            return False
    return at == len(given)


def check_element(name: str, element, locator: str) -> None:
    """Refuse an element of a filter whose children, places or attributes are not as the standard says."""
    given = [child for child, _element in names_of(element)]
    if name == "Filter":
        good = bool(given) and (set(given) <= IDS or (len(given) == 1 and given[0] in CONDITIONS))
    elif name in ORDER:
        good = _ordered(given, ORDER[name])
        # it takes the boxes out of an And, and crashes where nothing is left
        good = good and not (name == "And" and set(given) == {"BBOX"})
    elif name == "SortProperty":
        good = _ordered(given, [NAMES, frozenset({"SortOrder"}), "*"])
    else:
        good = not given
    if good and name in PLACES:
        text = element.text()
        holder = element.parentNode().toElement()
        numbers = len(re.findall(NUMBER, text)) if TEXT.fullmatch(text) else 0
        fewest = FEWEST.get(holder.localName() or holder.tagName(), 2)
        good = numbers >= fewest and numbers % 2 == 0
    if not good:
        raise Refused(400, "InvalidParameterValue", f"The element '{name}' is not as the standard says", locator)
    for attribute, rule in ATTRIBUTE.items():
        if element.hasAttribute(attribute) and re.fullmatch(rule, element.attribute(attribute)) is None:
            text = f"The attribute '{attribute}' has a value that is not accepted"
            raise Refused(400, "InvalidParameterValue", text, locator)
