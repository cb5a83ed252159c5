"""The parts that ISO 19139 records share. Texts become elements by xml.etree, which escapes them; none is ever empty.

Schemas: ISO 19139 as of 2006-05-04 with GML ``http://www.opengis.net/gml``, which CSW 2.0.2's ISO profile (OGC 07-045)
and its apiso.xsd are built on.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # nosec B405 - writes only, parses nothing

from .metadata import Facts, Party

NS = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "srv": "http://www.isotc211.org/2005/srv",
    "gml": "http://www.opengis.net/gml",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
APISO = "http://schemas.opengis.net/csw/2.0.2/profiles/apiso/1.0.0/apiso.xsd"
CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
ROLE, DATE = ("gmd:CI_RoleCode", "pointOfContact"), "gmd:CI_DateTypeCode"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def name(short: str) -> str:
    """``gmd:title`` with its namespace in full."""
    prefix, local = short.split(":")
    return f"{{{NS[prefix]}}}{local}"


def put(parent: ET.Element, *names: str, **attributes: str) -> ET.Element:
    """A chain of new elements; returns the innermost, which gets the attributes (``a__b`` stands for ``a:b``)."""
    for short in names:
        parent = ET.SubElement(parent, name(short))
    for key, value in attributes.items():
        parent.set(name(key.replace("__", ":")) if "__" in key else key, value)
    return parent


def clean(text: str) -> str:
    """A text without characters that XML has no place for, and without blanks around it."""
    return _NOT_XML.sub("", text).strip()


def words(parent: ET.Element, short: str, text: str) -> None:
    """A text's element; none where there is nothing to say."""
    if clean(text):
        put(parent, short, "gco:CharacterString").text = clean(text)


def code(parent: ET.Element, short: str, kind: str, value: str) -> None:
    """A value of one of ISO 19115's code lists."""
    put(parent, short, kind, codeList=CODES + kind.split(":")[1], codeListValue=value).text = value


def language(parent: ET.Element) -> None:
    """Polish, by ISO 639-2."""
    place = put(parent, "gmd:language", "gmd:LanguageCode")
    place.set("codeList", "http://www.loc.gov/standards/iso639-2/")
    place.set("codeListValue", "pol")
    place.text = "pol"


def date(parent: ET.Element, day: str, kind: str) -> None:
    """A dated event of a citation."""
    place = put(parent, "gmd:date", "gmd:CI_Date")
    put(place, "gmd:date", "gco:Date").text = day
    code(place, "gmd:dateType", DATE, kind)


def party(parent: ET.Element, short: str, who: Party) -> None:
    """Who answers: names, and of the address what is known."""
    place = put(parent, short, "gmd:CI_ResponsibleParty")
    words(place, "gmd:organisationName", who.organization)
    words(place, "gmd:positionName", who.person)
    if clean(who.phone) or clean(who.email) or clean(who.web):
        contact = put(place, "gmd:contactInfo", "gmd:CI_Contact")
        if clean(who.phone):
            words(put(contact, "gmd:phone", "gmd:CI_Telephone"), "gmd:voice", who.phone)
        if clean(who.email):
            words(put(contact, "gmd:address", "gmd:CI_Address"), "gmd:electronicMailAddress", who.email)
        if clean(who.web):
            put(contact, "gmd:onlineResource", "gmd:CI_OnlineResource", "gmd:linkage", "gmd:URL").text = clean(who.web)
    code(place, "gmd:role", *ROLE)


def online(parent: ET.Element, short: str, url: str, protocol: str, title: str, about: str, function: str) -> None:
    """An address with what is found there."""
    place = put(parent, short, "gmd:CI_OnlineResource")
    put(place, "gmd:linkage", "gmd:URL").text = clean(url)
    words(place, "gmd:protocol", protocol)
    words(place, "gmd:name", title)
    words(place, "gmd:description", about)
    code(place, "gmd:function", "gmd:CI_OnLineFunctionCode", function)


def citation(parent: ET.Element, title: str, facts: Facts, identifier: str) -> None:
    """Title, identifier, the day of the first publication and that of this one."""
    place = put(parent, "gmd:citation", "gmd:CI_Citation")
    words(place, "gmd:title", title)
    date(place, facts.first_day, "publication")
    date(place, facts.day, "revision")
    words(put(place, "gmd:identifier", "gmd:MD_Identifier"), "gmd:code", identifier)


def keywords(parent: ET.Element, found: tuple[str, ...], thesaurus: str = "", day: str = "") -> None:
    """Keywords, of a thesaurus published on a day or free; nothing where there are none."""
    found = tuple(word for word in map(clean, found) if word)
    if not found:
        return
    place = put(parent, "gmd:descriptiveKeywords", "gmd:MD_Keywords")
    for word in found:
        words(place, "gmd:keyword", word)
    code(place, "gmd:type", "gmd:MD_KeywordTypeCode", "theme")
    if thesaurus:
        inner = put(place, "gmd:thesaurusName", "gmd:CI_Citation")
        words(inner, "gmd:title", thesaurus)
        date(inner, day, "publication")


def themed(parent: ET.Element, facts: Facts) -> None:
    """The INSPIRE theme, only where the owner named one."""
    if facts.theme:
        keywords(parent, (facts.theme,), "GEMET - INSPIRE themes, version 1.0", "2008-06-01")


def constraints(parent: ET.Element, facts: Facts) -> None:
    """Conditions of use, and limits of access."""
    words(put(parent, "gmd:resourceConstraints", "gmd:MD_Constraints"), "gmd:useLimitation", facts.use)
    place = put(parent, "gmd:resourceConstraints", "gmd:MD_LegalConstraints")
    code(place, "gmd:accessConstraints", "gmd:MD_RestrictionCode", "otherRestrictions")
    words(place, "gmd:otherConstraints", facts.access)


def extent(parent: ET.Element, short: str, facts: Facts, identifier: str) -> None:
    """The area, as a box and by name, and the days that reports are from. ``identifier``: the record's."""
    place = put(parent, short, "gmd:EX_Extent")
    words(place, "gmd:description", facts.area)
    inner = put(place, "gmd:geographicElement", "gmd:EX_GeographicBoundingBox")
    for side, value in zip(
        ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude"), facts.box
    ):
        put(inner, f"gmd:{side}", "gco:Decimal").text = f"{value:.6f}".rstrip("0").rstrip(".")
    if facts.period:
        period = put(place, "gmd:temporalElement", "gmd:EX_TemporalExtent", "gmd:extent", "gml:TimePeriod")
        period.set(name("gml:id"), f"okres-{identifier}")  # records stand together in a catalogue's answer
        put(period, "gml:beginPosition").text, put(period, "gml:endPosition").text = facts.period


def quality(root: ET.Element, level: str, lineage: str, specification: str, day: str, why: str) -> None:
    """Lineage, and a conformity that nobody has assessed: said so, with the reason, instead of true or false."""
    place = put(root, "gmd:dataQualityInfo", "gmd:DQ_DataQuality")
    scope = put(place, "gmd:scope", "gmd:DQ_Scope")
    code(scope, "gmd:level", "gmd:MD_ScopeCode", level)
    if level == "service":
        inner = put(scope, "gmd:levelDescription", "gmd:MD_ScopeDescription")
        words(inner, "gmd:other", "Usługa danych przestrzennych")
    result = put(place, "gmd:report", "gmd:DQ_DomainConsistency", "gmd:result", "gmd:DQ_ConformanceResult")
    cited = put(result, "gmd:specification", "gmd:CI_Citation")
    words(cited, "gmd:title", specification)
    date(cited, day, "publication")
    words(result, "gmd:explanation", why)
    put(result, "gmd:pass", gco__nilReason="unknown")
    if lineage:
        words(put(place, "gmd:lineage", "gmd:LI_Lineage"), "gmd:statement", lineage)


def begin(identifier: str, level: str, title: str, facts: Facts) -> ET.Element:
    """A record up to its identification."""
    root = ET.Element(name("gmd:MD_Metadata"))
    root.set(name("xsi:schemaLocation"), f"{NS['gmd']} {APISO}")
    words(root, "gmd:fileIdentifier", identifier)
    language(root)
    code(root, "gmd:characterSet", "gmd:MD_CharacterSetCode", "utf8")
    code(root, "gmd:hierarchyLevel", "gmd:MD_ScopeCode", level)
    words(root, "gmd:hierarchyLevelName", title)
    party(root, "gmd:contact", facts.contact)
    put(root, "gmd:dateStamp", "gco:Date").text = facts.day
    words(root, "gmd:metadataStandardName", "ISO 19115:2003/19119:2005")
    words(root, "gmd:metadataStandardVersion", "ISO/TS 19139:2007")
    return root


def systems(root: ET.Element) -> None:
    """The coordinate systems that are served, the data's own first."""
    for number in (2180, 4326, 3857):
        place = put(root, "gmd:referenceSystemInfo", "gmd:MD_ReferenceSystem", "gmd:referenceSystemIdentifier")
        identifier = put(place, "gmd:RS_Identifier")
        words(identifier, "gmd:code", f"http://www.opengis.net/def/crs/EPSG/0/{number}")


def finish(root: ET.Element) -> bytes:
    """The record as UTF-8 with its declaration, indented."""
    for prefix, uri in NS.items():
        ET.register_namespace(prefix, uri)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
