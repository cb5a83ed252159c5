"""A request of WFS 2.0 by XML, brought to the words of keys and values.

Only the elements and attributes of the served operations pass (the schema ``wfs/2.0/wfs.xsd``); what stands in a Filter
is left to the filter's own reading. The document is parsed without entities, document types and instructions.
"""

from __future__ import annotations

import re

from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..xmlcheck import parse
from . import exceptions, request
from .operations import Operation

WFS, FES, OWS = "http://www.opengis.net/wfs/2.0", "http://www.opengis.net/fes/2.0", "http://www.opengis.net/ows/1.1"
RESOLVED = frozenset({"resolve", "resolveDepth", "resolveTimeout"})
PRESENTED = RESOLVED | {"startIndex", "count", "outputFormat", "resultType"}
BASE = frozenset({"service", "version", "handle"})
ATTRIBUTES = {
    "GetCapabilities": frozenset({"service", "version", "updateSequence"}),
    "DescribeFeatureType": BASE | {"outputFormat"},
    "ListStoredQueries": BASE,
    "DescribeStoredQueries": BASE,
    "GetFeature": BASE | PRESENTED,
    "GetPropertyValue": BASE | PRESENTED | {"valueReference", "resolvePath"},
}
QUERY = frozenset({"typeNames", "aliases", "srsName", "featureVersion", "handle"})
WORDS = {
    "startIndex": "STARTINDEX", "count": "COUNT", "outputFormat": "OUTPUTFORMAT", "resultType": "RESULTTYPE",
    "updateSequence": "UPDATESEQUENCE", "resolve": "RESOLVE", "valueReference": "VALUEREFERENCE",
    "resolvePath": "RESOLVEPATH",
}  # fmt: skip
MAX_QUERIES = 20
_PREFIX = re.compile(r"xmlns(?::([\w.-]{1,60}))?\s*=\s*(?:\"([^\"]{0,300})\"|'([^']{0,300})')")


def root_of(text: str) -> tuple[QDomDocument, dict[str, str], str]:
    """The document of a body, what it says of its version (as parameters), and its namespace. Raises Refused."""
    document = parse(text, "body")
    root = document.documentElement()
    said = {"REQUEST": root.localName() or root.tagName(), "VERSION": root.attribute("version")}
    versions = [one.text().strip() for child in _children(root, "AcceptVersions") for one in _children(child)]
    return document, {**said, "ACCEPTVERSIONS": ",".join(versions)}, root.namespaceURI() or ""


def read(document: QDomDocument, text: str) -> Operation:
    """The operation that a body of WFS 2.0 asks for. ``text``: the body itself. Raises Refused."""
    root = document.documentElement()
    name = root.localName() or root.tagName()
    if name not in ATTRIBUTES:
        raise exceptions.no_operation(name)
    _expect(root, WFS, {name})
    said = _attributes(root, ATTRIBUTES[name])
    words = {WORDS[key]: value.strip() for key, value in said.items() if key in WORDS}
    words["REQUEST"] = name
    asked: request.Asked | None = None
    if name == "GetCapabilities":
        words.update(_capabilities(root))
    elif name == "DescribeFeatureType":
        words["TYPENAMES"] = ",".join(child.text().strip() for child in _only(root, WFS, "TypeName"))
    elif name == "DescribeStoredQueries":
        words["STOREDQUERY_ID"] = ",".join(child.text().strip() for child in _only(root, WFS, "StoredQueryId"))
    elif name == "ListStoredQueries":
        list(_only(root, WFS))
    else:
        found = [_query(child) for child in _only(root, WFS, "Query", "StoredQuery")]
        if not found:
            raise exceptions.missing("Query")
        if len(found) > MAX_QUERIES:
            raise exceptions.invalid(f"At most {MAX_QUERIES} queries are answered at once", "Query")
        asked = request.Asked({}, found)
    bound = _namespaces(text)
    if bound:
        words["NAMESPACES"] = ",".join(f"xmlns({prefix},{uri})" if prefix else f"xmlns({uri})" for prefix, uri in bound)
    kept = request.known(words)
    if asked is None:
        return request.operation(kept, lambda: request.Asked({}))
    return request.operation(kept, lambda: request.Asked({"SERVICE": "WFS", "VERSION": "2.0.0", **kept}, asked.queries))


def _namespaces(text: str) -> list[tuple[str, str]]:
    """Prefixes that the body binds, for names inside attributes and texts: the parser forgets them. The default
    namespace and those of the standards are left out: names of feature types never have them."""
    found = {}
    for prefix, double, single in _PREFIX.findall(text):
        uri = double or single
        if prefix and not uri.startswith(("http://www.opengis.net/", "http://www.w3.org/")):
            if found.setdefault(prefix, uri) != uri:
                raise exceptions.invalid(f"The prefix '{prefix}' is bound to two namespaces", "body")
            if re.search(r"[\s,()]", uri):
                raise exceptions.invalid("A namespace holds a character that is not accepted", "body")
    return sorted(found.items())


def _capabilities(root: QDomElement) -> dict[str, str]:
    lists = {"AcceptVersions": ("Version", ""), "Sections": ("Section", "SECTIONS"),
             "AcceptFormats": ("OutputFormat", "ACCEPTFORMATS")}  # fmt: skip
    words = {}
    for child in _only(root, OWS, *lists):
        inner, word = lists[child.localName()]
        texts = [one.text().strip() for one in _only(child, OWS, inner)]
        if word:
            words[word] = ",".join(texts)
    return words


def _query(element: QDomElement) -> dict[str, str]:
    """The words of a Query or StoredQuery."""
    if element.localName() == "StoredQuery":
        said = _attributes(element, frozenset({"id", "handle"}))
        words = {"STOREDQUERY_ID": said.get("id", "").strip()}  # an empty one is refused as unknown
        for child in _only(element, WFS, "Parameter"):
            if _attributes(child, frozenset({"name"})).get("name", "").upper() != "ID":
                raise exceptions.invalid("The stored query has one parameter, ID", "Parameter")
            words["ID"] = child.text().strip()
        return words
    said = _attributes(element, QUERY)
    if said.get("aliases"):
        raise exceptions.no_option("Joins are not supported: aliases has no meaning here", "aliases")
    types = said.get("typeNames", "").split()
    if len(types) != 1:
        raise exceptions.no_option("A Query names one feature type: joins are not supported", "typeNames")
    words = {"TYPENAMES": types[0], "SRSNAME": said.get("srsName", "")}
    properties, child = [], element.firstChildElement()
    while not child.isNull():
        kind = (child.namespaceURI(), child.localName())
        if kind == (WFS, "PropertyName"):
            _attributes(child, RESOLVED | {"resolvePath"})
            properties.append(child.text().strip())
        elif kind == (FES, "Filter") and "FILTER" not in words:
            words["FILTER"] = _text_of(child)
        elif kind == (FES, "SortBy") and "SORTBY" not in words:
            words["SORTBY"] = _sorting(child)
        else:
            raise _strange(child)
        child = child.nextSiblingElement()
    words["PROPERTYNAME"] = ",".join(properties)
    return {name: value for name, value in words.items() if value.strip()}


def _sorting(element: QDomElement) -> str:
    entries = []
    for entry in _only(element, FES, "SortProperty"):
        name = order = ""
        for child in _only(entry, FES, "ValueReference", "SortOrder"):
            if child.localName() == "SortOrder":
                order = child.text().strip().upper()
            else:
                name = child.text().strip()
        if order not in ("", "ASC", "DESC"):
            raise exceptions.invalid("SortOrder is ASC or DESC", "SortOrder")
        entries.append(f"{name} {order}".strip())
    return ",".join(entries)


def _text_of(element: QDomElement) -> str:
    document = QDomDocument()
    document.appendChild(document.importNode(element, True))
    return document.toString(-1)


def _children(element: QDomElement, name: str = ""):
    child = element.firstChildElement()
    while not child.isNull():
        if not name or (child.localName() or child.tagName()) == name:
            yield child
        child = child.nextSiblingElement()


def _only(element: QDomElement, namespace: str, *names: str):
    """The children of an element, which may be of these names alone. Raises Refused for any other."""
    for child in _children(element):
        _expect(child, namespace, set(names))
        yield child


def _expect(element: QDomElement, namespace: str, names: set[str]) -> None:
    if element.namespaceURI() != namespace or element.localName() not in names:
        raise _strange(element)


def _strange(element: QDomElement):
    name = element.localName() or element.tagName()
    space = (element.namespaceURI() or "no namespace")[:80]
    return exceptions.unreadable(f"The element '{name[:60]}' ({space}) has no place here")


def _attributes(element: QDomElement, allowed: frozenset[str]) -> dict[str, str]:
    """The attributes of an element by their names, in any case (OWSLib writes ``typenames``). Raises Refused for one
    that it cannot have."""
    attributes, found = element.attributes(), {}
    known = {name.lower(): name for name in allowed}
    for position in range(attributes.count()):
        attribute = attributes.item(position).toAttr()
        name = attribute.name()
        if name == "xmlns" or name.startswith(("xmlns:", "xsi:")) or attribute.prefix() in ("xmlns", "xsi"):
            continue
        if name.lower() not in known:
            raise exceptions.unreadable(f"The attribute '{name[:60]}' has no place here")
        found[known[name.lower()]] = attribute.value()
    return found
