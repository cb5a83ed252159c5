"""A question to a catalogue as a GetRecords document (CSW 2.0.2, OGC 07-006; ISO profile, OGC 07-045). No network.

Every text of a person becomes an element's text, written by OWSLib's filters and lxml: it can end no element.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

ISO, CORE = "iso", "core"  # the profile's names of what can be asked, and those that every catalogue knows
KINDS = ("", "view", "download", "dataset")
PAGE, MOST = 20, 100  # records of a page, and of one answer at most
_LONGEST, _MOST_WORDS = 200, 12
_CSW, _GMD = "http://www.opengis.net/cat/csw/2.0.2", "http://www.isotc211.org/2005/gmd"
_APISO = "http://www.opengis.net/cat/csw/apiso/1.0"
_SPACES = {
    "csw": _CSW, "ogc": "http://www.opengis.net/ogc", "gml": "http://www.opengis.net/gml", "gmd": _GMD,
    "ows": "http://www.opengis.net/ows", "apiso": _APISO, "dc": "http://purl.org/dc/elements/1.1/",
}  # fmt: skip
# INSPIRE's word for the type of a service, and what older records have in its place
_SERVICES = {"view": ("view", "*WMS*", "*WMTS*"), "download": ("download", "*WFS*")}
_WGS84 = "urn:ogc:def:crs:EPSG::4326"  # latitude first; a box without a system is read either way


@dataclass(frozen=True)
class Query:
    """What is looked for. Each word must occur; ``kind``: one of KINDS; ``box``: west, south, east, north in degrees.

    ``dialect``: ISO, CORE or empty, which lets the catalogue's answer decide.
    """

    text: str = ""
    kind: str = ""
    box: tuple[float, float, float, float] | None = None
    dialect: str = ""


def body(query: Query, start: int, size: int, dialect: str) -> bytes:
    """The document to post. Raises KmzbError for what cannot be asked, ImportError without lxml or OWSLib."""
    from lxml import etree

    root = etree.Element(f"{{{_CSW}}}GetRecords", nsmap=_SPACES)
    for name, value in (
        ("service", "CSW"), ("version", "2.0.2"), ("resultType", "results"), ("outputFormat", "application/xml"),
        ("outputSchema", _GMD), ("startPosition", str(max(1, start))), ("maxRecords", str(min(max(1, size), MOST))),
    ):  # fmt: skip
        root.set(name, value)
    inner = etree.SubElement(root, f"{{{_CSW}}}Query")
    inner.set("typeNames", "gmd:MD_Metadata" if dialect == ISO else "csw:Record")
    etree.SubElement(inner, f"{{{_CSW}}}ElementSetName").text = "full"
    filters = _filters(query, dialect)
    if filters is not None:
        place = etree.SubElement(inner, f"{{{_CSW}}}Constraint")
        place.set("version", "1.1.0")
        place.append(filters)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def words(text: str) -> list[str]:
    """The words of a search. Raises KmzbError where there are more than a catalogue could answer in time."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    found = shown.replace('"', " ").split()
    if len(shown) > _LONGEST or len(found) > _MOST_WORDS:
        raise KmzbError(
            tr("Search for at most {most} words of {letters} letters in all.", most=_MOST_WORDS, letters=_LONGEST),
            code="question",
        )
    return found


def _filters(query: Query, dialect: str):
    """The Filter element; None where everything is asked for."""
    from owslib import fes

    prefix = "apiso" if dialect == ISO else "csw"
    found = [_word(f"{prefix}:AnyText", word) for word in words(query.text)]
    if query.kind and dialect == ISO:
        found += _kind(query.kind)
    elif query.kind:
        found.append(fes.PropertyIsEqualTo("dc:type", "dataset" if query.kind == "dataset" else "service"))
    if query.box is not None:
        west, south, east, north = (f"{side:.6f}" for side in query.box)
        found.append(fes.BBox([south, west, north, east], _WGS84))
    if not found:
        return None
    request = fes.FilterRequest()
    return request.setConstraint(found[0] if len(found) == 1 else fes.And(found))


def _kind(kind: str) -> list:
    """What tells a kind of service, or a data set, in the ISO profile."""
    from owslib import fes

    if kind == "dataset":
        names = [fes.PropertyIsEqualTo("apiso:Type", name) for name in ("dataset", "series")]
        return [fes.Or(names)]
    types = [_like("apiso:ServiceType", text) for text in _SERVICES[kind]]
    return [fes.PropertyIsEqualTo("apiso:Type", "service"), fes.Or(types)]


def _word(name: str, word: str):
    """What holds a word; its ``*`` and ``?`` stand for other letters, as people know them from files.

    Catalogues on SQLite fold the case of English letters alone, so a word with others is asked for in each of its ways.
    """
    from owslib import fes

    plain = word.replace("\\", "\\\\")
    ways = [plain] if plain.isascii() else list(dict.fromkeys((plain, plain.lower(), plain.capitalize())))
    found = [_like(name, f"*{way}*") for way in ways]
    return found[0] if len(found) == 1 else fes.Or(found)


def _like(name: str, text: str):
    from owslib import fes

    return fes.PropertyIsLike(name, text, escapeChar="\\", singleChar="?", wildCard="*", matchCase=False)
