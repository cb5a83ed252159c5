"""One metadata record: an XML element of a catalogue's answer in, what a person wants to know out. No network.

ISO 19139 (gmd, gmi) and Dublin Core (csw:Record) are read. OWSLib's own reader is not used for the records: it passes
over texts in gmx:Anchor, in which INSPIRE's guidelines (TG Metadata 2.0, C.5 and C.6) have the conditions of use.
Any element may be missing or empty; what is there is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..toolbelt.i18n import tr
from .csw_links import Link, address, link, of_kind

MOST_LINKS, MOST_WORDS, MOST_TEXT = 60, 200, 20_000  # a record that has more is not written by a person
USE, ACCESS = "use", "access"
_HREF = "{http://www.w3.org/1999/xlink}href"
_BLANK = re.compile(r"[ \t\xa0]+")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # nor marks that turn a text round


@dataclass(frozen=True)
class Constraint:
    """A condition. ``kind``: ``use`` or ``access``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Record:
    """What a catalogue tells of a data set or a service. Texts are plain and may be empty; ``url``: of the record.

    ``scope``: ``service``, ``dataset``, ``series`` or another word of MD_ScopeCode; ``service_type``: ``view``, … .
    ``box``: west, south, east, north in degrees, or None.
    """

    id: str
    title: str
    organisation: str = ""
    abstract: str = ""
    scope: str = ""
    service_type: str = ""
    day: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    links: tuple[Link, ...] = ()
    box: tuple[float, float, float, float] | None = None
    url: str = ""

    @property
    def services(self) -> tuple[Link, ...]:
        """The addresses that can be asked what they offer."""
        return tuple(found for found in self.links if found.kind)

    @property
    def candidates(self) -> tuple[Link, ...]:
        """The same; where the addresses do not say what they are, what a view or download service most likely is."""
        guess = {"view": "WMS", "download": "WFS"}.get(self.service_type, "")
        return self.services or (tuple(of_kind(each, guess) for each in self.links) if guess else ())

    @property
    def kind(self) -> str:
        """What it is, in words."""
        services = "/".join(dict.fromkeys(found.kind for found in self.services))
        if self.scope == "service":
            return {
                "view": lambda: services or tr("View service"),
                "download": lambda: services or tr("Download service"),
                "discovery": lambda: tr("Catalogue service"),
                "transformation": lambda: tr("Transformation service"),
            }.get(self.service_type, lambda: services or tr("Service"))()
        word = {
            "dataset": lambda: tr("Data set"), "series": lambda: tr("Series of data sets"),
            "application": lambda: tr("Application"),
        }.get(self.scope, lambda: self.scope)()  # fmt: skip
        return f"{word} ({services})" if services and word else word or services

    def texts(self, kind: str) -> tuple[str, ...]:
        """The conditions of a kind."""
        return tuple(each.text for each in self.constraints if each.kind == kind)


def read(element, url_of=lambda identifier: "") -> Record | None:
    """The record of an element; None where the element is none. ``url_of`` gives the address of a record's own."""
    name = _local(element)
    if name in ("MD_Metadata", "MI_Metadata"):
        return _iso(element, url_of)
    if name in ("Record", "SummaryRecord", "BriefRecord"):
        return _dublin(element, url_of)
    return None


def plain(text: str | None, lines: bool = False) -> str:
    """A text as it may be shown: no control characters, no runs of blanks; line breaks only where asked for."""
    text = (text or "")[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANK.sub(" ", _NOT_SHOWN.sub("", text))
    if not lines:
        return " ".join(text.split())
    return re.sub(r"\n\s*\n\s*", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _iso(root, url_of) -> Record:
    identifier = _text(root.find("{*}fileIdentifier"))
    info = next((child for each in root.iterfind("{*}identificationInfo") for child in each if _local(child)), None)
    if info is None:
        return Record(identifier, "", scope=_code(root.find("{*}hierarchyLevel")), url=url_of(identifier))
    scope = _code(root.find("{*}hierarchyLevel")) or (
        "service" if _local(info).endswith("ServiceIdentification") else "dataset"
    )
    stamp = root.find("{*}dateStamp")
    keywords = (_text(each) for each in info.iterfind("{*}descriptiveKeywords/*/{*}keyword"))
    return Record(
        identifier,
        _text(info.find("{*}citation/*/{*}title")),
        _organisation(info, root),
        _text(info.find("{*}abstract"), True),
        scope,
        _service_type(info),
        "" if stamp is None else plain(" ".join(stamp.itertext()))[:10],
        _code(root.find("{*}language")),
        tuple(dict.fromkeys(word for word in keywords if word))[:MOST_WORDS],
        _constraints(info),
        _links(root, info),
        _box(info),
        url_of(identifier),
    )


def _dublin(root, url_of) -> Record:
    def first(name: str) -> str:
        return next((text for each in root.iterfind(f"{{*}}{name}") if (text := plain(each.text, True))), "")

    found = [
        made
        for each in (*root.iterfind("{*}URI"), *root.iterfind("{*}references"))
        if (made := link(each.text or "", each.get("protocol") or each.get("scheme") or "",
                         plain(each.get("name")), plain(each.get("description"))))
    ]  # fmt: skip
    rights = (("rights", USE), ("license", USE), ("accessRights", ACCESS))
    limits = [
        Constraint(kind, text) for name, kind in rights for each in root.iterfind(f"{{*}}{name}")
        if (text := plain(each.text, True))
    ]  # fmt: skip
    identifier = plain(first("identifier"))
    return Record(
        identifier,
        plain(first("title")),
        plain(first("publisher") or first("creator")),
        first("abstract") or first("description"),
        first("type").lower(),
        day=(first("modified") or first("date"))[:10],
        language=first("language"),
        keywords=tuple(filter(None, (plain(each.text) for each in root.iterfind("{*}subject"))))[:MOST_WORDS],
        constraints=_few(limits),
        links=_distinct(found),
        url=url_of(identifier),
    )


def _local(element) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element, lines: bool = False) -> str:
    """The text of a gco:CharacterString, a gmx:Anchor or, where these are empty, of a translation."""
    if element is None:
        return ""
    for child in element:
        if _local(child) in ("CharacterString", "Anchor", "URL", "LocalName"):
            text = plain("".join(child.itertext()), lines) or plain(child.get(_HREF))
            if text:
                return text
    localised = (plain(each.text, lines) for each in element.iter("{*}LocalisedCharacterString"))
    return next(filter(None, localised), "") or plain(element.text, lines)


def _code(element) -> str:
    """A value of a code list: its code, else its words."""
    if element is None:
        return ""
    for child in element:
        value = plain(child.get("codeListValue")) or _text(element) or plain(child.text)
        if value:
            return value
    return ""


def _service_type(info) -> str:
    return _text(info.find("{*}serviceType")).rpartition("/")[2].lower()


def _organisation(info, root) -> str:
    parties = (*info.iterfind("{*}pointOfContact/*"), *root.iterfind("{*}contact/*"))
    for name in ("organisationName", "individualName"):
        for party in parties:
            if text := _text(party.find(f"{{*}}{name}")):
                return text
    return ""


def _constraints(info) -> tuple[Constraint, ...]:
    """All conditions, in the record's order, none twice."""
    found = []
    for block in info.iterfind("{*}resourceConstraints/*"):
        access = block.find("{*}accessConstraints") is not None and block.find("{*}useConstraints") is None
        words = [text for each in block.iterfind("{*}otherConstraints") if (text := _anchored(each))]
        for each in block:
            name = _local(each)
            if name == "useLimitation":
                found.append(Constraint(USE, _anchored(each)))
            elif name == "otherConstraints":
                found.append(Constraint(ACCESS if access else USE, _anchored(each)))
            elif name in ("accessConstraints", "useConstraints", "classification"):
                code = _code(each)
                if code != "otherRestrictions" or not words:  # which only says that words follow
                    found.append(Constraint(USE if name == "useConstraints" else ACCESS, restriction(code)))
    return _few(found)


def _few(found: list[Constraint]) -> tuple[Constraint, ...]:
    """Conditions, none twice; of too many the first ones, and that there are more."""
    distinct = tuple(dict.fromkeys(each for each in found if each.text))
    if len(distinct) <= MOST_WORDS:
        return distinct
    return (*distinct[:MOST_WORDS], Constraint(USE, tr("There are more conditions: read the record itself.")))


def _anchored(element) -> str:
    """A condition with the address that its text stands for, e.g. of a licence."""
    text = _text(element, True)
    target = next((plain(child.get(_HREF)) for child in element if child.get(_HREF)), "")
    web = urlsplit(target).scheme in ("http", "https") if "[" not in target else False
    return f"{text} ({target})" if web and target not in text else text


def restriction(code: str) -> str:
    """A value of MD_RestrictionCode or MD_ClassificationCode (ISO 19115, B.5.24, B.5.11) in words."""
    return {
        "copyright": lambda: tr("copyright"),
        "patent": lambda: tr("patent"),
        "patentPending": lambda: tr("patent pending"),
        "trademark": lambda: tr("trademark"),
        "license": lambda: tr("licence needed"),
        "intellectualPropertyRights": lambda: tr("intellectual property rights"),
        "restricted": lambda: tr("restricted"),
        "otherRestrictions": lambda: tr("other restrictions, which the record does not name"),
        "unclassified": lambda: tr("not classified"),
        "confidential": lambda: tr("confidential"),
        "secret": lambda: tr("secret"),
        "topSecret": lambda: tr("top secret"),
    }.get(code, lambda: code)()


def _links(root, info) -> tuple[Link, ...]:
    """The addresses of the distribution and of the service's operations."""
    found = []
    places = (*root.iterfind("{*}distributionInfo//{*}CI_OnlineResource"),
              *info.iterfind("{*}containsOperations//{*}CI_OnlineResource"))  # fmt: skip
    kind = _service_type(info)
    for place in places[: 10 * MOST_LINKS]:
        url = place.find("{*}linkage")
        said = [_text(place.find(f"{{*}}{name}")) for name in ("protocol", "name", "description")]
        made = link("" if url is None else _text(url), *said)
        if made is not None and not made.kind:  # e.g. serviceType 'OGC:WMS', or 'WMS'
            made = link(made.url, kind, made.title) if re.search(r"\bw(ms|mts|fs)\b", kind) else made
        if made is not None:
            found.append(made)
    return _distinct(found)


def _distinct(found: list[Link]) -> tuple[Link, ...]:
    by_address: dict[tuple[str, str], Link] = {}
    for each in found:
        by_address.setdefault((address(each) if each.kind else each.url, each.kind), each)
    return tuple(by_address.values())[:MOST_LINKS]


def _box(info) -> tuple[float, float, float, float] | None:
    for place in info.iter("{*}EX_GeographicBoundingBox"):
        try:
            west, south, east, north = (
                float("".join(place.find(f"{{*}}{side}").itertext()).strip().replace(",", "."))
                for side in ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
            )
        except (AttributeError, ValueError):
            continue
        if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
            return west, south, east, north
    return None
