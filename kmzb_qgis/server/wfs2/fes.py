"""Filters of FES 2.0 (ISO 19143, OGC 09-026r2), as WFS 2.0 takes them, read into the tree that SQL is made from.

Nothing of a filter is ever evaluated by QGIS: no expressions, no functions. The numbers below bound the work that one
filter can ask for.
"""

from __future__ import annotations

from ..refusal import Refused
from . import dom, geometries, literals, names, resources, times
from .crs import Crs
from .model import GEOMETRY, FeatureType
from .tree import And, Between, Compare, Distance, Ids, Like, Node, Not, Null, Or, Space, Spatial, Unknown

MAX_DEPTH, MAX_OPERATORS, MAX_PATTERNS, MAX_SHAPES, MAX_IDS = 40, 200, 10, 8, 2000

COMPARISONS = {
    "PropertyIsEqualTo": Compare.EQUAL,
    "PropertyIsNotEqualTo": Compare.NOT_EQUAL,
    "PropertyIsLessThan": Compare.LESS,
    "PropertyIsGreaterThan": Compare.GREATER,
    "PropertyIsLessThanOrEqualTo": Compare.LESS_EQUAL,
    "PropertyIsGreaterThanOrEqualTo": Compare.GREATER_EQUAL,
}
_TURNED = {
    Compare.LESS: Compare.GREATER,
    Compare.GREATER: Compare.LESS,
    Compare.LESS_EQUAL: Compare.GREATER_EQUAL,
    Compare.GREATER_EQUAL: Compare.LESS_EQUAL,
}
SPATIAL = {operator.value: operator for operator in Space}
LOGICAL = ("And", "Or", "Not")
_EXPRESSIONS = ("Function", "Add", "Sub", "Mul", "Div")


def read(element, kind: FeatureType, crs: Crs) -> Node:
    """The tree of a fes:Filter; ``crs`` is the system of geometries that name none. Raises Refused."""
    if dom.fes(element) != "Filter":
        raise dom.misplaced(element, "a Filter is expected")
    given = dom.children(element)
    if not given:
        raise dom.misplaced(element, "it holds no condition")
    return _Reader(kind, crs).filter(element, given)


class _Reader:
    """Reads one filter, and counts what it asks for."""

    def __init__(self, kind: FeatureType, crs: Crs):
        self._kind, self._crs = kind, crs
        self._operators = self._patterns = self._shapes = 0

    def filter(self, element, given: list) -> Node:
        if dom.fes(given[0]) == "ResourceId":
            return self._ids(element, given)
        if len(given) != 1:
            raise dom.misplaced(element, "it takes one condition, or ResourceIds only; join conditions by And or Or")
        return self._condition(given[0], 1)

    def _ids(self, element, given: list) -> Node:
        if any(dom.fes(one) != "ResourceId" for one in given):
            raise dom.misplaced(element, "ResourceIds do not go together with conditions; join them by And or Or")
        if len(given) > MAX_IDS:
            raise self._too_large(MAX_IDS, "resource ids")
        return resources.ids([resources.rid(one) for one in given], self._kind)

    @staticmethod
    def _too_large(most: int, what: str) -> Refused:
        return Refused(400, "OperationProcessingFailed", f"The filter is too large: at most {most} {what}", "Filter")

    def _condition(self, element, depth: int) -> Node:
        name = dom.fes(element)
        self._operators += 1
        self._patterns += name == "PropertyIsLike"
        self._shapes += name in SPATIAL or name in ("BBOX", "DWithin", "Beyond")
        for count, most, what in (
            (depth, MAX_DEPTH, "conditions inside each other"),
            (self._operators, MAX_OPERATORS, "operators"),
            (self._patterns, MAX_PATTERNS, "patterns"),
            (self._shapes, MAX_SHAPES, "spatial conditions"),
        ):
            if count > most:
                raise self._too_large(most, what)
        if name in LOGICAL:
            return self._logical(element, name, depth)
        if name in COMPARISONS:
            return self._comparison(element, COMPARISONS[name])
        if name in times.OPERATORS:
            return self._temporal(element, name)
        if name in SPATIAL or name in _OTHERS:
            return self._spatial(element, SPATIAL[name]) if name in SPATIAL else _OTHERS[name](self, element)
        if name == "ResourceId":
            return resources.ids([resources.rid(element)], self._kind)
        raise self._unsupported(element, name)

    def _unsupported(self, element, name: str) -> Refused:
        if name in _EXPRESSIONS:
            named = element.attribute("name", name) if name == "Function" else name
            text = f"'{named[:60]}': functions and arithmetic are not served in filters"
        else:
            text = f"The operator '{name[:60]}' is not served; the capabilities list those that are"
        return Refused(400, "OperationNotSupported", text, name[:60])

    def _logical(self, element, name: str, depth: int) -> Node:
        given = dom.children(element)
        if (len(given) != 1) if name == "Not" else (len(given) < 2):
            raise dom.misplaced(element, "Not takes one condition, And and Or take two or more")
        parts = tuple(self._condition(one, depth + 1) for one in given)
        return Not(parts[0]) if name == "Not" else And(parts) if name == "And" else Or(parts)

    # ------------------------------------------------------------------------------------------------- what is compared

    def _expression(self, element, expected: str) -> str:
        """The text of an element of FES that must have one name; functions are told apart from other mistakes."""
        name = dom.fes(element)
        if name in _EXPRESSIONS:
            raise self._unsupported(element, name)
        if name != expected:
            raise dom.misplaced(element, f"a {expected} is expected here")
        return dom.leaf(element)

    def _comparison(self, element, operator: Compare) -> Node:
        match_case = dom.attribute(element, "matchCase", ("true", "false", "1", "0"), "true") in ("true", "1")
        dom.attribute(element, "matchAction", ("Any", "All", "One"), "Any")  # no property has several values
        given = dom.children(element)
        kinds = [dom.fes(one) for one in given]
        if kinds == ["Literal", "ValueReference"]:  # the same question, asked from the other side
            given, operator = given[::-1], _TURNED.get(operator, operator)
        elif kinds == ["ValueReference", "ValueReference"]:
            text = "A property can be compared with a Literal only, not with another property"
            raise Refused(400, "OperationNotSupported", text, "ValueReference")
        elif len(given) != 2:
            raise dom.misplaced(element, "it takes a ValueReference and a Literal")
        reference = self._expression(given[0], "ValueReference")
        if given[1].firstChildElement().namespaceURI() in dom.GML:
            text = "A geometry or a time has no order that this operator knows; spatial and temporal operators do"
            raise Refused(403, "OperationProcessingFailed", text, "Literal")
        text = self._expression(given[1], "Literal")
        name = names.reference(reference, self._kind, "ValueReference")
        if name == names.IDENTIFIER and operator in (Compare.EQUAL, Compare.NOT_EQUAL):
            found = resources.values([text], self._kind)
            return Ids(found) if operator is Compare.EQUAL else Not(Ids(found))
        if name in names.ABSENT - names.COMPLEX:
            return Unknown()
        property_ = names.simple(reference, self._kind, "ValueReference")
        return literals.compare(property_, operator, text, match_case, "Literal")

    def _between(self, element) -> Node:
        given = dom.children(element)
        if [dom.fes(one) for one in given[1:]] != ["LowerBoundary", "UpperBoundary"]:
            raise dom.misplaced(element, "it takes a ValueReference, a LowerBoundary and an UpperBoundary")
        reference = self._expression(given[0], "ValueReference")
        bounds = []
        for one in given[1:]:
            inside = dom.children(one)
            if len(inside) != 1:
                raise dom.misplaced(one, "it takes one Literal")
            bounds.append(self._expression(inside[0], "Literal"))
        if names.reference(reference, self._kind, "ValueReference") in names.ABSENT - names.COMPLEX:
            return Unknown()
        property_ = names.simple(reference, self._kind, "ValueReference")
        low, high = (literals.value(text, property_, "Literal") for text in bounds)
        if isinstance(low, times.Moment):
            return times.within(property_.name, low, high)
        return Between(property_.name, low, high)

    def _like(self, element) -> Node:
        match_case = dom.attribute(element, "matchCase", ("true", "false", "1", "0"), "true") in ("true", "1")
        given = dom.children(element)
        if len(given) != 2:
            raise dom.misplaced(element, "it takes a ValueReference and a Literal")
        reference = self._expression(given[0], "ValueReference")
        text = self._expression(given[1], "Literal")
        # the standard has no defaults for the three; these are what most clients mean
        signs = (element.attribute(name, default) for name, default in _SIGNS.items())
        parts = literals.pattern(text, *signs)
        if names.reference(reference, self._kind, "ValueReference") in names.ABSENT - names.COMPLEX:
            return Unknown()
        property_ = names.simple(reference, self._kind, "ValueReference")
        if property_.kind != "text":
            sentence = f"{property_.name} is of kind {property_.kind}: PropertyIsLike takes texts"
            raise Refused(400, "InvalidParameterValue", sentence, "ValueReference")
        return Like(property_.name, parts, match_case)

    def _named(self, element) -> str:
        given = dom.children(element)
        if len(given) != 1:
            raise dom.misplaced(element, "it takes one ValueReference")
        return names.reference(self._expression(given[0], "ValueReference"), self._kind, "ValueReference")

    def _null(self, element) -> Node:
        name = self._named(element)
        if name == names.IDENTIFIER:
            return Or(())
        return And(()) if name in names.ABSENT else Null(name)

    def _nil(self, element) -> Node:
        """No feature has a nil property: what has no value is left out, which is what PropertyIsNull asks for."""
        self._named(element)
        return Or(())

    # --------------------------------------------------------------------------------------------- where and when it is

    def _operands(self, element, most: int) -> list:
        """The operands behind the ValueReference, which must name the geometry; it may be left out (BBOX: ISO 19143,
        7.8.3.2; clients leave it out elsewhere too), as there is only one."""
        given = dom.children(element)
        if given and given[0].namespaceURI() == dom.FES and dom.local(given[0]) != "Literal":
            reference = self._expression(given[0], "ValueReference")
            name = names.reference(reference, self._kind, "ValueReference")
            if name != GEOMETRY and name not in names.EXTENTS:
                text = f"'{reference.strip()[:60]}' is no geometry; {GEOMETRY} is"
                raise Refused(400, "InvalidParameterValue", text, "ValueReference")
            given = given[1:]
        if len(given) != most:
            raise dom.misplaced(element, "it takes a ValueReference and a geometry; DWithin and Beyond a Distance too")
        return [self._unwrapped(given[0]), *given[1:]]

    @staticmethod
    def _unwrapped(element):
        """The element inside a Literal, which the schema allows around GML."""
        if element.namespaceURI() != dom.FES or dom.local(element) != "Literal":
            return element
        inside = dom.children(element)
        if len(inside) != 1:
            raise dom.misplaced(element, "it takes one element of GML")
        return inside[0]

    def _spatial(self, element, operator: Space) -> Node:
        return Spatial(operator, geometries.read(self._operands(element, 1)[0], self._crs))

    def _box(self, element) -> Node:
        operand = self._operands(element, 1)[0]
        if dom.gml(operand) == "Envelope":
            return geometries.meets_box(*geometries.envelope(operand, self._crs))
        return Spatial(Space.INTERSECTS, geometries.read(operand, self._crs))

    def _distance(self, element) -> Node:
        operand, distance = self._operands(element, 2)
        if dom.fes(distance) != "Distance":
            raise dom.misplaced(distance, "a Distance is expected here")
        metres = literals.metres(dom.leaf(distance), distance.attribute("uom"))
        return Distance(geometries.read(operand, self._crs), metres, dom.local(element) == "Beyond")

    def _temporal(self, element, operator: str) -> Node:
        given = dom.children(element)
        if len(given) != 2:
            raise dom.misplaced(element, "it takes a ValueReference and a gml:TimeInstant or gml:TimePeriod")
        reference = self._expression(given[0], "ValueReference")
        if dom.local(given[1]) == "Literal" and given[1].firstChildElement().isNull():
            # a Literal may hold text as well (09-026r2, 7.5): a moment, as comparisons take it
            first, last = times.moment(self._expression(given[1], "Literal"), "Literal"), None
        else:
            first, last = times.read(self._unwrapped(given[1]))
        if names.reference(reference, self._kind, "ValueReference") in names.ABSENT - names.COMPLEX:
            return Unknown()
        property_ = names.simple(reference, self._kind, "ValueReference")
        if property_.kind != "datetime":
            text = f"{property_.name} is of kind {property_.kind}: temporal operators take times"
            raise Refused(400, "InvalidParameterValue", text, "ValueReference")
        return times.relation(operator, property_.name, first, last)


_SIGNS = {"wildCard": "*", "singleChar": "?", "escapeChar": "\\"}
_OTHERS = {
    "PropertyIsBetween": _Reader._between,
    "PropertyIsLike": _Reader._like,
    "PropertyIsNull": _Reader._null,
    "PropertyIsNil": _Reader._nil,
    "BBOX": _Reader._box,
    "DWithin": _Reader._distance,
    "Beyond": _Reader._distance,
}
