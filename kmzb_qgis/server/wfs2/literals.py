"""Values and patterns as filters write them, read as their property's kind: text, integer or datetime."""

from __future__ import annotations

import re

from ..refusal import Refused
from . import times
from .model import Property
from .tree import Compare, Comparison, Node, Wild

MAX_TEXT = 4096  # characters of a literal
MAX_WILDCARDS = 16  # in one pattern: each may make the engine look through the value again
_NUMBER = re.compile(r"[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,2})?", re.ASCII)
_LARGEST = 2**63 - 1  # an integer beyond it is compared as a floating-point number: the engines know no larger


def text_of(text: str, locator: str) -> str:
    """A text that every engine can take. Raises Refused for what is too long or no text (half a character, NUL)."""
    if len(text) > MAX_TEXT:
        raise Refused(400, "InvalidParameterValue", f"A text is too long: at most {MAX_TEXT} characters", locator)
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in text):
        raise Refused(400, "InvalidParameterValue", "A text holds what is no character", locator)
    return text


def number(text: str, locator: str) -> int | float:
    """A finite number, as an integer where it is one. Raises Refused."""
    bare = text.strip()
    if _NUMBER.fullmatch(bare) is None:
        raise Refused(400, "InvalidParameterValue", f"'{bare[:40]}' is no number", locator)
    value = float(bare)
    if re.fullmatch(r"[-+]?\d+(\.0*)?", bare) and abs(value) < 1e18:
        return int(bare.partition(".")[0])
    return int(value) if value.is_integer() and abs(value) < _LARGEST / 2 else value


MOST_METRES = 20_000_000.0
_METRES = frozenset({
    "m", "metre", "metres", "meter", "meters", "urn:ogc:def:uom:EPSG::9001", "urn:ogc:def:uom:OGC::m",
    "urn:ogc:def:uom:OGC:1.0:metre", "urn:ogc:def:uom:UCUM::m", "http://www.opengis.net/def/uom/EPSG/0/9001",
    "http://www.opengis.net/def/uom/OGC/1.0/metre", "http://www.opengis.net/def/uom/UCUM/0/m",
})  # fmt: skip
_KILOMETRES = frozenset({
    "km", "kilometre", "kilometres", "kilometer", "kilometers", "urn:ogc:def:uom:EPSG::9036",
    "urn:ogc:def:uom:UCUM::km", "http://www.opengis.net/def/uom/EPSG/0/9036",
    "http://www.opengis.net/def/uom/UCUM/0/km",
})  # fmt: skip


def metres(text: str, uom: str) -> float:
    """The metres of a fes:Distance. Raises Refused for other units: degrees are no distance."""
    unit = uom.strip()
    if unit not in _METRES | _KILOMETRES:
        sentence = f"The unit '{unit[:60]}' is not served: write distances in m or km"
        raise Refused(400, "InvalidParameterValue", sentence, "uom")
    found = float(number(text, "Distance")) * (1000.0 if unit in _KILOMETRES else 1.0)
    if not 0 <= found <= MOST_METRES:
        raise Refused(400, "InvalidParameterValue", "A distance lies between 0 and 20000 km", "Distance")
    return found


def value(text: str, property_: Property, locator: str) -> str | int | float | times.Moment:
    """A literal as a value of the property's kind. Raises Refused, and says which kind it must be."""
    if property_.kind == "text":
        return text_of(text, locator)
    try:
        return number(text, locator) if property_.kind == "integer" else times.moment(text, locator)
    except Refused as refusal:
        sentence = f"{property_.name} is of kind {property_.kind}: {refusal.text}"
        raise Refused(400, "InvalidParameterValue", sentence, locator) from None


def compare(property_: Property, operator: Compare, text: str, match_case: bool, locator: str) -> Node:
    """The node for a property against a literal's text. Raises Refused."""
    read = value(text, property_, locator)
    if isinstance(read, times.Moment):
        return times.compare(property_.name, operator, read)
    return Comparison(property_.name, operator, read, match_case or property_.kind != "text")


def pattern(text: str, wild: str, single: str, escape: str) -> tuple[str | Wild, ...]:
    """A pattern of PropertyIsLike as literal texts and wildcards. Raises Refused.

    Each of the three signs is one character; they must differ. The sign of escape makes the next character literal.
    """
    signs = {"wildCard": wild, "singleChar": single, "escapeChar": escape}
    for name, sign in signs.items():
        if len(sign) != 1:
            raise Refused(400, "InvalidParameterValue", f"{name} takes one character", name)
    if len(set(signs.values())) < len(signs):
        sentence = "wildCard, singleChar and escapeChar must be three different characters"
        raise Refused(400, "InvalidParameterValue", sentence, "PropertyIsLike")
    parts: list[str | Wild] = []
    letters = iter(text_of(text, "Literal"))
    for letter in letters:
        if letter == wild:
            if parts[-1:] != [Wild.ANY]:
                parts.append(Wild.ANY)
            continue
        if letter == single:
            parts.append(Wild.ONE)
            continue
        literal = next(letters, letter) if letter == escape else letter  # a last one stands for itself
        if parts and isinstance(parts[-1], str):
            parts[-1] += literal
        else:
            parts.append(literal)
    if sum(part is Wild.ANY for part in parts) > MAX_WILDCARDS:
        raise Refused(400, "InvalidParameterValue", f"A pattern takes at most {MAX_WILDCARDS} wildcards", "Literal")
    return tuple(parts)
