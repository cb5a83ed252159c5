"""Small help for answers that are written as text: escaping, and the head that all have."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr  # nosec B406: writes XML, reads none

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMAS = "http://schemas.opengis.net"
NS = {
    "wfs": "http://www.opengis.net/wfs/2.0",
    "fes": "http://www.opengis.net/fes/2.0",
    "ows": "http://www.opengis.net/ows/1.1",
    "gml": "http://www.opengis.net/gml/3.2",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xlink": "http://www.w3.org/1999/xlink",
}


def spaces(*prefixes: str, **more: str) -> str:
    """Declarations of namespaces, a blank before each. ``more``: prefixes of our own with their namespaces."""
    found = {**{prefix: NS[prefix] for prefix in prefixes}, **more}
    return "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in found.items())


def element(name: str, text: str, **attributes: str) -> str:
    """An element that holds text; nothing where the text is empty."""
    if not text:
        return ""
    said = "".join(f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{escape(text)}</{name}>"


__all__ = ["HEAD", "NS", "SCHEMAS", "element", "escape", "quoteattr", "spaces"]
