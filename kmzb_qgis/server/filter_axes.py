"""The shapes in a filter, easting first under the short spelling of their CRS: what QGIS Server reads rightly.

QGIS Server 3.22 to 3.44 takes a shape in EPSG:2180 for easting first also where its srsName is a urn or URL, or where
it has none and the service's default, a urn, holds; in WFS 1.0.0 it takes urn and URL for northing first. Either way
it silently finds nothing.
"""

from __future__ import annotations

import re

from .grammar import BOXES, GEOMETRIES, NUMBER, PLACES, names_of
from .refusal import Refused
from .systems import read
from .xmlcheck import joined, parse, split, without_brackets

SHAPES = BOXES | GEOMETRIES
PAIR = re.compile(rf"({NUMBER})([\s,]+)({NUMBER})", re.ASCII)
HOLDS_SHAPES = re.compile(rf"<\s*(?:[\w.-]+:)?(?:{'|'.join(sorted(SHAPES))})\b")


def easting_first(text: str, default: str, by_convention: bool) -> str:
    """A checked FILTER parameter with every shape easting first, labelled ``EPSG:n``.

    ``default``: the CRS of shapes that name none. ``by_convention``: easting comes first in every spelling, as WFS
    1.0.0 has it. Raises Refused where parts of one shape name different systems.
    """
    if HOLDS_SHAPES.search(text) is None:
        return text
    parts, several = split(text)
    return joined([_part(part, default, by_convention) for part in parts], several)


def _part(part: str, default: str, by_convention: bool) -> str:
    document = parse(part, "FILTER")
    waiting = [document.documentElement()]
    while waiting:
        for name, child in names_of(waiting.pop()):
            if name in SHAPES:
                _shape(child, default, by_convention)
            else:
                waiting.append(child)
    return without_brackets(document.toString(-1))


def _shape(shape, default: str, by_convention: bool) -> None:
    inside = list(_within(shape))
    given = {text for text in (element.attribute("srsName").strip() for _name, element in inside) if text}
    systems = {read(text) for text in given} or {read(default)}
    if len(systems) > 1:
        raise Refused(400, "InvalidParameterValue", "The parts of a shape must name one CRS", "srsName")
    system = systems.pop()
    for name, element in inside:
        element.removeAttribute("srsName")
        if name in PLACES and system.north_first and not by_convention:
            _write(element, PAIR.sub(r"\3\2\1", element.text()))
    shape.setAttribute("srsName", system.short)


def _within(shape):
    waiting = [(shape.localName() or shape.tagName(), shape)]
    while waiting:
        name, element = waiting.pop()
        yield name, element
        waiting += names_of(element)


def _write(element, text: str) -> None:
    document = element.ownerDocument()
    while not element.firstChild().isNull():
        element.removeChild(element.firstChild())
    element.appendChild(document.createTextNode(text))
