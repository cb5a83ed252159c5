"""Reading the elements of a filter: which standard they belong to, what stands in them, and how deep it may go."""

from __future__ import annotations

from ..refusal import Refused

FES = "http://www.opengis.net/fes/2.0"
# 3.1's namespace too: some clients write their geometries in it, and what is read here is spelled alike in both
GML = frozenset({"http://www.opengis.net/gml/3.2", "http://www.opengis.net/gml"})
_OLD = "http://www.opengis.net/ogc"


def local(element) -> str:
    """An element's name without its prefix, whether the document was read with namespaces or not."""
    return element.localName() or element.tagName().split(":")[-1]


def misplaced(element, why: str) -> Refused:
    """What is not as the standard says."""
    name = local(element)[:60]
    return Refused(400, "OperationParsingFailed", f"The element '{name}' is not as the standard says: {why}", name)


def fes(element) -> str:
    """The name of an element of FES 2.0. Raises Refused for those of other standards and versions."""
    namespace, name = element.namespaceURI() or "", local(element)
    if namespace == FES and name != "PropertyName":
        return name
    if namespace == _OLD or name == "PropertyName":
        why = f"WFS 2.0 takes filters of FES 2.0, with the namespace {FES} and ValueReference instead of PropertyName"
    else:
        why = f"an element of the namespace {FES} is expected here"
    raise misplaced(element, why)


def gml(element) -> str:
    """The name of an element of GML. Raises Refused for others."""
    if element.namespaceURI() not in GML:
        raise misplaced(element, "an element of the namespace http://www.opengis.net/gml/3.2 is expected here")
    return local(element)


def children(element) -> list:
    """The child elements. Raises Refused where text stands beside them."""
    found, node = [], element.firstChild()
    while not node.isNull():
        if node.isElement():
            found.append(node.toElement())
        elif node.isEntityReference() or (node.isText() and node.nodeValue().strip()):
            raise misplaced(element, "it takes elements, no text")
        node = node.nextSibling()
    return found


def only(element, name: str):
    """The one child, an element of GML of that name. Raises Refused."""
    found = children(element)
    if len(found) != 1 or gml(found[0]) != name:
        raise misplaced(element, f"it takes one {name}")
    return found[0]


def leaf(element) -> str:
    """The text of an element that holds nothing else. Raises Refused."""
    node = element.firstChild()
    while not node.isNull():
        if node.isElement() or node.isEntityReference():  # Qt keeps the name of an entity that it does not know
            raise misplaced(element, "it takes text, no elements or entities")
        node = node.nextSibling()
    return element.text()


def attribute(element, name: str, known: tuple[str, ...], default: str) -> str:
    """An attribute that has one of the known values; the default where it is missing. Raises Refused."""
    value = element.attribute(name, default).strip() or default
    if value not in known:
        listed = ", ".join(known)
        text = f"The attribute '{name}' of '{local(element)[:60]}' takes {listed}"
        raise Refused(400, "InvalidParameterValue", text, name)
    return value
