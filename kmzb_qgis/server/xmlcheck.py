"""Checks on XML that a request carries: FILTER parameters and POST bodies.

QGIS Server turns a filter into an expression, and an expression can call functions that read the server's files and
environment, so only known elements pass. The text is parsed by QGIS Server's own parser (QDomDocument), for two parsers
might read it differently.
"""

from __future__ import annotations

import re

from qgis.PyQt.QtXml import QDomDocument

from .columns import check_column
from .grammar import ALL, NAMES, PLACES, SPATIAL, check_element
from .refusal import Refused
from .systems import check_crs

MAX_CHARACTERS, MAX_ELEMENTS, MAX_DEPTH = 65536, 5000, 40
# QGIS Server reckons a filter for every row as soon as it holds a shape, so these bound the work for one row
MAX_CONDITIONS, MAX_PATTERNS, MAX_SHAPES, MAX_PLACES_TEXT = 100, 10, 4, 8192


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


REQUESTS = frozenset({"GetCapabilities", "DescribeFeatureType", "GetFeature"})
STRUCTURE = frozenset(
    {"AcceptVersions", "AcceptFormats", "Sections", "Section", "Version", "OutputFormat", "TypeName", "Query"}
)
ATTRIBUTES = _words(
    """service version outputFormat maxFeatures count startIndex resultType typeName typeNames srsName featureVersion
    handle wildCard singleChar escape escapeChar matchCase matchAction fid id rid dimension srsDimension decimal cs ts
    units uom sections"""
)
BARED = _words("Query SortProperty")  # whose names are made bare elsewhere (postbody)
NAMESPACE = re.compile(r"(http://(www\.)?opengis\.net/(ogc|gml|wfs|ows|fes)([/\w.]*)?)?")


def _bad(text: str, locator: str) -> Refused:
    return Refused(400, "InvalidParameterValue", text, locator)


def parse(text: str, locator: str) -> QDomDocument:
    """The parsed document. Refuses what is too long, malformed, or has a document type, entities or instructions."""
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, "InvalidParameterValue", "The XML is too long", locator)
    if re.search(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION|\[(?!CDATA\[))", text, re.IGNORECASE):
        raise _bad("Document types and entities are not accepted", locator)
    if "<?" in re.sub(r"^\s*<\?xml\s[^>]*\?>", "", text, count=1):
        raise _bad("Processing instructions are not accepted", locator)
    if re.search(r"<\s*(?:[\w.-]{1,60}:)?Function\b", text, re.IGNORECASE):
        raise _bad("Functions are not accepted in filters", locator)
    document = QDomDocument()
    parsed = document.setContent(text, True)
    if not (parsed[0] if isinstance(parsed, tuple) else parsed) or document.documentElement().isNull():
        raise _bad("The XML cannot be read", locator)
    return document


class _Work:
    """What a filter makes the server do for one row."""

    def __init__(self):
        self.conditions = self.patterns = self.shapes = self.places = 0
        self.renamed = False  # whether a property's name was made bare

    def add(self, name: str, element, locator: str) -> None:
        """Count an element. Raises Refused where the filter gets too costly."""
        self.conditions += name.startswith("PropertyIs")
        self.patterns += name == "PropertyIsLike"
        self.shapes += name in SPATIAL
        self.places += len(element.text()) if name in PLACES else 0
        for count, most, words in (
            (self.conditions, MAX_CONDITIONS, "conditions"),
            (self.patterns, MAX_PATTERNS, "patterns"),
            (self.shapes, MAX_SHAPES, "shapes"),
            (self.places, MAX_PLACES_TEXT, "characters of coordinates"),
        ):
            if count > most:
                raise _bad(f"The filter is too large: at most {most} {words}", locator)


def _walk(element, allowed: frozenset[str], locator: str, work: _Work) -> None:
    waiting, seen = [(element, 1)], 0
    while waiting:
        current, depth = waiting.pop()
        seen += 1
        if seen > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise _bad("The filter is too large", locator)
        name = current.localName() or current.tagName()
        if name not in allowed or NAMESPACE.fullmatch(current.namespaceURI() or "") is None:
            raise _bad(f"The element '{name[:60]}' is not accepted", locator)
        _attributes(current, locator)
        work.add(name, current, locator)
        if name in ALL:
            check_element(name, current, locator)
        if name in NAMES:
            work.renamed = _name_alone(current, locator) or work.renamed
        child = current.firstChildElement()
        while not child.isNull():
            waiting.append((child, depth + 1))
            child = child.nextSiblingElement()


def _name_alone(element, locator: str) -> bool:
    """Check the property that an element names and leave its bare name in it; says whether that is another text.

    QGIS Server 3.22 finds nothing by ``qgs:typ`` or ``zgloszenia/typ``, and ``typ[1]`` is the first of one.
    """
    bare = check_column(re.sub(r"\[\s*1\s*\]\s*$", "", element.text()), locator)
    holder = element.parentNode().toElement()
    if bare == element.text() or (holder.localName() or holder.tagName()) in BARED:
        return False
    while element.hasChildNodes():
        element.removeChild(element.firstChild())
    element.appendChild(element.ownerDocument().createTextNode(bare))
    return True


def _attributes(element, locator: str) -> None:
    attributes = element.attributes()
    for position in range(attributes.count()):
        attribute = attributes.item(position).toAttr()
        name = attribute.name()
        local = attribute.localName() or name.split(":")[-1]
        if name.startswith(("xmlns", "xsi:")) or attribute.prefix() in ("xmlns", "xsi"):
            continue
        if local not in ATTRIBUTES:
            raise _bad(f"The attribute '{name[:60]}' is not accepted", locator)
        if local == "srsName":
            check_crs(attribute.value(), "srsName")


def check_filter(text: str) -> str:
    """Check a FILTER parameter: one filter, or one per layer in brackets. Gives it as QGIS Server reads it rightly.

    QGIS Server 3.22 takes whatever stands in brackets, also inside a value, for a filter: so they are written as
    character references. Raises Refused.
    """
    parts, several = split(text)
    settled, work = [], _Work()
    for part in parts:
        document = parse(part, "FILTER")  # held: without it its elements belong to none
        root = document.documentElement()
        if (root.localName() or root.tagName()) != "Filter":
            raise _bad("FILTER must hold a Filter element", "FILTER")
        work.renamed = False
        _walk(root, ALL, "FILTER", work)
        if work.renamed:
            part = document.toString(-1)
        if "(" in part or ")" in part:
            if "<!" in part:
                raise _bad("Brackets do not go together with CDATA or comments", "FILTER")
            part = without_brackets(part)
        settled.append(part)
    return joined(settled, several)


def split(text: str) -> tuple[list[str], bool]:
    """The filters of a FILTER parameter, and whether they stand in brackets (one per layer)."""
    stripped = text.strip()
    several = stripped.startswith("(") and stripped.endswith(")")
    return (re.split(r"\)\s*\(", stripped[1:-1]) if several else [stripped]), several


def joined(parts: list[str], several: bool) -> str:
    """A FILTER parameter of its filters."""
    return "".join(f"({part})" for part in parts) if several else parts[0]


def without_brackets(part: str) -> str:
    """A filter whose brackets are character references: QGIS Server would take them for a list of filters."""
    return part.replace("(", "&#40;").replace(")", "&#41;")


def check_body(text: str) -> tuple[str, QDomDocument]:
    """Check a POST body; gives its request's name and the document. Raises Refused for every other request."""
    document = parse(text, "body")
    root = document.documentElement()
    name = root.localName() or root.tagName()
    if name not in REQUESTS:
        raise Refused(403, "OperationNotSupported", f"The request '{name[:60]}' is not served", "REQUEST")
    _walk(root, STRUCTURE | ALL | REQUESTS, "body", _Work())
    return name, document
