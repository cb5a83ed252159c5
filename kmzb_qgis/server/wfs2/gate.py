"""What the guard asks of WFS 2.0: which version a request is for, and what a request of 2.0 comes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qgis.PyQt.QtXml import QDomDocument

from . import body, negotiate, request
from .operations import Operation

NEWEST = negotiate.NEWEST
_NEW, _OLD = "http://www.opengis.net/wfs/2.0", re.compile(r"http://www\.opengis\.net/wfs[\"']")


@dataclass(frozen=True)
class Posted:
    """A body: its text, its document, and what it says of its version."""

    text: str
    document: QDomDocument
    said: dict[str, str]
    namespace: str


def spelling(version: str, text: str = "") -> str:
    """The version in whose words a request is refused before its version is settled. ``text``: of a body."""
    if not version and _NEW not in text and _OLD.search(text) is not None:
        return "1.1.0"
    return negotiate.served(version) or (version if version.startswith("1") else negotiate.NEWEST)


def posted(text: str) -> Posted:
    """A body, parsed. Raises Refused."""
    return Posted(text, *body.root_of(text))


def version(given: Mapping[str, str], sent: Posted | None) -> str:
    """The version that answers. Raises Refused."""
    if sent is None:
        return negotiate.settle(given)
    return negotiate.settle(sent.said, sent.namespace)


def operation(given: Mapping[str, str], sent: Posted | None) -> Operation:
    """The operation that a request of 2.0 asks for. Parameters of the address do not count beside a body. Raises
    Refused."""
    if sent is not None:
        return body.read(sent.document, sent.text)
    return request.read({**given, "VERSION": negotiate.NEWEST})
