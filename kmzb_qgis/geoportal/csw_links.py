"""What the address in a metadata record leads to: a WMS, WMTS or WFS, or something else. No network.

Records are written by hand: the protocol is missing or free text, addresses are whole requests, are escaped twice, lack
their scheme or lead to a page. What cannot be asked over http(s) without a password in the address is no link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

KINDS = ("WMS", "WMTS", "WFS")
_LONGEST = 4000  # characters of an address; a browser's own limit is about half
# Parameters of the services themselves (OGC 06-042, 07-057r7, 09-025r2); others, such as MapServer's map, stay.
_OWN = frozenset({
    "service", "request", "version", "wmtver", "acceptversions", "acceptformats", "sections", "updatesequence",
    "layers", "layer", "styles", "style", "format", "transparent", "bgcolor", "crs", "srs", "bbox", "width", "height",
    "exceptions", "tilematrixset", "tilematrix", "tilerow", "tilecol", "typename", "typenames", "srsname",
    "outputformat", "maxfeatures", "count", "startindex", "resulttype", "filter", "infoformat", "language",
})  # fmt: skip
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|\?|$)")
_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Link:
    """An address of a record. ``kind``: one of KINDS, or empty; ``url`` as the record has it, only tidied."""

    url: str
    kind: str = ""
    protocol: str = ""
    title: str = ""


def link(url: str, protocol: str = "", title: str = "", about: str = "") -> Link | None:
    """A record's address made sense of; None where nothing can be asked there."""
    tidy = _tidy(url)
    return None if tidy is None else Link(tidy, _kind(tidy, protocol, title, about), protocol.strip(), title.strip())


def of_kind(found: Link, kind: str) -> Link:
    """The same address for another kind of service (a record said nothing, the person does)."""
    return Link(found.url, kind, found.protocol, found.title)


def address(found: Link) -> str:
    """The service's own address: without the parameters of a request, ready for more."""
    parts = urlsplit(found.url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0].lower() not in _OWN]
    base = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs, quote_via=quote, safe=":/,"), ""))
    return f"{base}&" if pairs else f"{base}?"


def capabilities_url(found: Link) -> str:
    """Where the service tells what it offers."""
    more = {
        "WMS": "&VERSION=1.3.0",  # an older server answers in its own version (OGC 06-042, 6.2.4)
        "WFS": "&ACCEPTVERSIONS=2.0.0,1.1.0,1.0.0",
        "WMTS": "",
    }[found.kind]
    return f"{address(found)}SERVICE={found.kind}&REQUEST=GetCapabilities{more}"


def _tidy(url: str) -> str | None:
    text = "".join(url.split())
    if len(text) > 2 * _LONGEST:
        return None
    # Escaped twice or more; html.unescape would also make a sign of '&region='.
    text = re.sub("&(amp;)+", "&", text, flags=re.IGNORECASE)
    if text.startswith("//"):
        text = f"https:{text}"
    elif "://" not in text[:12] and _HOST.match(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    # Quotes and angle brackets belong into no address; in a data source they would end its value.
    clean = quote(urlunsplit(parts._replace(fragment="")), safe=":/?#[]@!$&()*+,;=%~-._")
    return clean if len(clean) <= _LONGEST else None


def _kind(url: str, protocol: str, title: str, about: str) -> str:
    """What is said most plainly decides: the request's SERVICE, the protocol, the path, the words."""
    parts = urlsplit(url)
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    asked = query.get("service", "").upper()
    if asked:
        return asked if asked in KINDS else ""
    for text in (protocol, f"{parts.path} {parts.netloc}", title, about):
        words = set(_WORD.split(text.lower()))
        for kind in ("WMTS", "WFS", "WMS"):
            if kind.lower() in words or f"{kind.lower()}server" in words:
                return kind
    return ""
