"""What a WFS answered, read as a stream: a whole collection of features, an error, a web page or a torn-off piece.

Qt's stream reader never loads what an entity or a schema points to; a document type is refused all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.PyQt.QtCore import QByteArray, QXmlStreamReader

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

PASSING = "service-passing"  # code of errors that another try may not meet


@dataclass
class Collection:
    """A wfs:FeatureCollection: the service's own counts (None: not given), names of types and ids of its members.

    ``more``: it names an address for what comes next.
    """

    matched: int | None = None
    returned: int | None = None
    more: bool = False
    types: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)


@dataclass
class Offer:
    """What capabilities say: feature types, whether pages may be asked for, how many features come unasked (0: all)."""

    types: list[str] = field(default_factory=list)
    pages: bool = False
    most: int = 0


def collection(body: bytes) -> Collection:
    """The answer to GetFeature. Raises KmzbError (see :func:`_walk`)."""
    found = Collection()
    depth_of_members = 0
    for reader, path in _walk(body, "FeatureCollection"):
        if len(path) == 1:
            given = reader.attributes()
            found.matched = _number(given.value("numberMatched"))
            found.returned = _number(given.value("numberReturned"))
            found.more = bool(given.value("next"))
        elif path[-1] in ("member", "featureMember", "featureMembers"):
            depth_of_members = len(path)
        elif depth_of_members and len(path) == depth_of_members + 1:
            found.types.add(path[-1])
            given = reader.attributes()
            name = given.value("http://www.opengis.net/gml/3.2", "id") or given.value("gml:id") or given.value("fid")
            found.ids.append(name)
    if found.returned not in (None, len(found.ids)) and found.ids:
        raise _torn(tr("it announces {said} and holds {count} units", said=found.returned, count=len(found.ids)))
    return found


def capabilities(body: bytes) -> Offer:
    """The answer to GetCapabilities. Raises KmzbError (see :func:`_walk`)."""
    found, constraint = Offer(), ""
    for reader, path in _walk(body, "WFS_Capabilities"):
        if path[-2:] == ["FeatureType", "Name"]:
            found.types.append(reader.readElementText().strip())
            path.pop()
        elif path[-1] == "Constraint":
            constraint = reader.attributes().value("name")
        elif path[-1] in ("DefaultValue", "Value") and constraint:
            text = reader.readElementText().strip()
            path.pop()
            if constraint == "ImplementsResultPaging":
                found.pages = text.upper() == "TRUE"
            elif constraint == "CountDefault":
                found.most = _number(text) or 0
            constraint = ""
    return found


def complaint(body: bytes) -> str:
    """The text of an exception report; empty where the bytes are none."""
    try:
        for _ in _walk(body, ""):
            return ""
    except KmzbError as error:
        return error.details if error.code == "service-says" else ""
    return ""


def _walk(body: bytes, root: str):
    """Each start of an element as (reader, names from the root to it). Raises KmzbError.

    ``code`` of the error: ``service-passing`` for empty and torn-off answers, ``service-says`` for an exception report,
    whose text is in ``details``, ``service`` for anything else.
    """
    if not body.strip():
        raise KmzbError(tr("The service gave an empty answer."), code=PASSING)
    head = body[:2000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        raise KmzbError(
            tr("The service answered with a web page instead of data: it may be down for maintenance."),
            body[:500].decode("utf-8", "replace"), "service",
        )  # fmt: skip
    reader, path = QXmlStreamReader(QByteArray(body)), []
    while not reader.atEnd():
        token = reader.readNext()
        if token == QXmlStreamReader.TokenType.DTD:
            raise KmzbError(tr("The service's answer declares entities and was not read."), code="service")
        if token == QXmlStreamReader.TokenType.StartElement:
            path.append(reader.name() if isinstance(reader.name(), str) else str(reader.name()))
            if len(path) == 1 and path[0] in ("ExceptionReport", "ServiceExceptionReport"):
                raise _says(reader)
            if len(path) == 1 and root and path[0] != root:
                raise KmzbError(
                    tr("The service answered with '{root}' instead of '{expected}'.", root=path[0], expected=root),
                    body[:500].decode("utf-8", "replace"), "service",
                )  # fmt: skip
            yield reader, path
        elif token == QXmlStreamReader.TokenType.EndElement:
            path.pop()
    if reader.hasError():
        if not path and not body.lstrip().startswith(b"<"):
            raise KmzbError(
                tr("The service answered with something else than XML."), body[:500].decode("utf-8", "replace"),
                "service",
            )  # fmt: skip
        raise _torn(reader.errorString())


def _says(reader) -> KmzbError:
    words = []
    while not reader.atEnd():
        if reader.readNext() == QXmlStreamReader.TokenType.Characters and not reader.isWhitespace():
            words.append(str(reader.text()))
    text = " ".join(" ".join(words).split())
    return KmzbError(tr("The service answered with an error: {text}", text=text[:300]), text, "service-says")


def _torn(why: str) -> KmzbError:
    return KmzbError(tr("The service's answer is not whole: {reason}.", reason=why.rstrip(".")), code=PASSING)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None
