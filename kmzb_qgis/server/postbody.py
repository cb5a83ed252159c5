"""A checked POST body as the parameters that say the same.

QGIS Server 3.22 answers a body in another way than the same question by parameters (a CRS asked by urn comes back
northing first under the short label). With one path there is one behaviour, and one thing to guard.
"""

from __future__ import annotations

from qgis.PyQt.QtXml import QDomDocument

from .refusal import Refused


def _children(element, *names: str):
    child = element.firstChildElement()
    while not child.isNull():
        if (child.localName() or child.tagName()) in names:
            yield child
        child = child.nextSiblingElement()


def _bare(name: str) -> str:
    return name.strip().split(":")[-1]


def _filter(query) -> str:
    for found in _children(query, "Filter"):
        document = QDomDocument()
        document.appendChild(document.importNode(found, True))
        return document.toString(-1)
    return ""


def _sorting(query) -> str:
    entries = []
    for sort in _children(query, "SortBy"):
        for entry in _children(sort, "SortProperty"):
            name = "".join(_bare(found.text()) for found in _children(entry, "PropertyName", "ValueReference"))
            order = "".join(found.text().strip().upper() for found in _children(entry, "SortOrder"))
            entries.append(f"{name} {'D' if order.startswith('D') else 'A'}")
    return ",".join(entries)


def to_parameters(request: str, document: QDomDocument) -> dict[str, str]:
    """What the body's elements say, as parameters (its root's attributes are parameters already). Raises Refused."""
    root = document.documentElement()
    if request != "GetFeature":
        names = [_bare(found.text()) for found in _children(root, "TypeName")]
        return {"TYPENAME": ",".join(names)} if names else {}
    queries = list(_children(root, "Query"))
    if not queries:
        raise Refused(400, "MissingParameterValue", "The body has no Query", "Query")
    types = [_bare(query.attribute("typeName") or query.attribute("typeNames")) for query in queries]
    systems = {query.attribute("srsName").strip() for query in queries}
    if len(systems) > 1:
        raise Refused(400, "InvalidParameterValue", "All queries must ask for the same CRS", "srsName")
    found = {"TYPENAME": ",".join(types), "SRSNAME": systems.pop()}
    filters = [_filter(query) for query in queries]
    if any(filters):
        if not all(filters):
            raise Refused(400, "InvalidParameterValue", "All queries or none must have a filter", "Filter")
        found["FILTER"] = filters[0] if len(filters) == 1 else "".join(f"({text})" for text in filters)
    columns = [
        ",".join(_bare(name.text()) for name in _children(query, "PropertyName", "ValueReference")) for query in queries
    ]
    if any(columns):
        listed = [text or "*" for text in columns]
        found["PROPERTYNAME"] = listed[0] if len(listed) == 1 else "".join(f"({text})" for text in listed)
    sortings = [_sorting(query) for query in queries]
    if any(sortings):
        if len(queries) > 1:
            raise Refused(400, "InvalidParameterValue", "Sorting takes one query at a time", "SortBy")
        found["SORTBY"] = sortings[0]
    return {name: value for name, value in found.items() if value}
