"""Metadata records like those of the national geoportal's catalogue, made up, with the oddities real ones have."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

SPACES = (
    'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco" '
    'xmlns:srv="http://www.isotc211.org/2005/srv" xmlns:gmx="http://www.isotc211.org/2005/gmx" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:gml="http://www.opengis.net/gml"'
)
POLAND, KRAKOW, GDANSK = (14.1, 49.0, 24.2, 54.9), (19.79, 49.97, 20.22, 50.13), (18.43, 54.27, 18.95, 54.45)
LISTS = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
FREE = "http://inspire.ec.europa.eu/metadata-codelist/ConditionsApplyingToAccessAndUse/noConditionsApply"
OPEN = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
GUGIK = "Główny Urząd Geodezji i Kartografii"
TERMS = "Brak ograniczeń, z wyjątkiem automatycznego pobierania i gromadzenia obrazów (harvesting)."
COUNTIES = (
    "bielski", "bocheński", "brzeski", "chrzanowski", "dąbrowski", "gorlicki", "limanowski", "łańcucki", "miechowski",
    "myślenicki", "nowosądecki", "nowotarski", "olkuski", "oświęcimski", "proszowicki", "suski", "tarnowski",
    "tatrzański", "wadowicki", "wielicki", "żywiecki",
)  # fmt: skip


@dataclass
class Entry:
    """One record. ``links``: (address, protocol, name); ``use`` and ``access``: (text, address or '')."""

    id: str
    title: str
    abstract: str = ""
    kind: str = "view"  # of a service; dataset or series for data
    links: tuple = ()
    use: tuple = ((TERMS, FREE),)
    access: tuple = (("brak ograniczeń w publicznym dostępie", OPEN),)
    organisation: str = GUGIK
    box: tuple = POLAND
    keywords: tuple = ("infoMapAccessService",)
    extra: dict = field(default_factory=dict)


def chars(name: str, text: str) -> str:
    """A gco:CharacterString in an element; nothing where there is no text."""
    inner = f"<gco:CharacterString>{escape(text)}</gco:CharacterString>"
    return f"<{name}>{inner}</{name}>" if text else ""


def anchor(name: str, text: str, target: str) -> str:
    """A text with the address it stands for, as INSPIRE's guidelines have it."""
    if not target:
        return chars(name, text)
    return f"<{name}><gmx:Anchor xlink:href={quoteattr(target)}>{escape(text)}</gmx:Anchor></{name}>"


def code(name: str, kind: str, value: str) -> str:
    """A value of a code list."""
    return f'<{name}><gmd:{kind} codeList="{LISTS}{kind}" codeListValue="{value}">{value}</gmd:{kind}></{name}>'


def record(entry: Entry) -> str:
    """The record as XML, without a declaration."""
    data = entry.kind in ("dataset", "series")
    party = (
        f"<gmd:CI_ResponsibleParty>{chars('gmd:organisationName', entry.organisation)}"
        f"{code('gmd:role', 'CI_RoleCode', 'pointOfContact')}</gmd:CI_ResponsibleParty>"
    )
    limits = ""
    for codes, texts in (("accessConstraints", entry.access), ("useConstraints", entry.use)):
        if texts:
            words = "".join(anchor("gmd:otherConstraints", *each) for each in texts)
            limits += (
                f"<gmd:resourceConstraints><gmd:MD_LegalConstraints>"
                f"{code(f'gmd:{codes}', 'MD_RestrictionCode', 'otherRestrictions')}{words}"
                "</gmd:MD_LegalConstraints></gmd:resourceConstraints>"
            )
    west, south, east, north = entry.box
    sides = zip(("west", "east", "south", "north"), ("Longitude",) * 2 + ("Latitude",) * 2, (west, east, south, north))
    box = "".join(f"<gmd:{s}Bound{w}><gco:Decimal>{v}</gco:Decimal></gmd:{s}Bound{w}>" for s, w, v in sides)
    outer = "gmd" if data else "srv"
    extent = (
        f"<{outer}:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>{box}"
        f"</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></{outer}:extent>"
    )
    online = "".join(
        "<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>"
        f"{escape(url)}</gmd:URL></gmd:linkage>{chars('gmd:protocol', protocol)}{chars('gmd:name', name)}"
        "</gmd:CI_OnlineResource></gmd:onLine>"
        for url, protocol, name in entry.links
    )
    words = "".join(chars("gmd:keyword", word) for word in entry.keywords)
    about = "MD_DataIdentification" if data else "SV_ServiceIdentification"
    own = "" if data else f"<srv:serviceType><gco:LocalName>{entry.kind}</gco:LocalName></srv:serviceType>"
    day = "<gmd:CI_Date><gmd:date><gco:Date>2025-03-14</gco:Date></gmd:date>"
    return (
        f"<gmd:MD_Metadata {SPACES}>{chars('gmd:fileIdentifier', entry.id)}"
        f"{code('gmd:language', 'LanguageCode', 'pol')}"
        f"{code('gmd:hierarchyLevel', 'MD_ScopeCode', entry.kind if data else 'service')}"
        f"<gmd:contact>{party}</gmd:contact><gmd:dateStamp><gco:Date>2025-03-14</gco:Date></gmd:dateStamp>"
        f"<gmd:identificationInfo><{outer}:{about}><gmd:citation><gmd:CI_Citation>{chars('gmd:title', entry.title)}"
        f"<gmd:date>{day}{code('gmd:dateType', 'CI_DateTypeCode', 'revision')}</gmd:CI_Date></gmd:date>"
        f"</gmd:CI_Citation></gmd:citation>{chars('gmd:abstract', entry.abstract)}"
        f"<gmd:pointOfContact>{party}</gmd:pointOfContact>"
        f"<gmd:descriptiveKeywords><gmd:MD_Keywords>{words}</gmd:MD_Keywords></gmd:descriptiveKeywords>"
        f"{limits}{own}{extent}</{outer}:{about}></gmd:identificationInfo>"
        "<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions>"
        f"{online}</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>"
        "</gmd:MD_Metadata>"
    )


def entries(maps: str, prg: str) -> list[Entry]:
    """The catalogue: services that lead to the stand-ins, one that leads to a page, and a row of counties' services."""
    wss = f"{maps}/wss/service/PZGIK"
    found = [
        Entry("orto-wmts", "Usługa przeglądania WMTS ortofotomapy standardowej rozdzielczości",
              "Ortofotomapa całego kraju w układzie PL-1992, w kaflach.\n\nAktualizowana co kwartał.",
              links=((f"{wss}/ORTO/WMTS/StandardResolution?SERVICE=WMTS&REQUEST=GetCapabilities", "", ""),)),
        Entry("orto-wms", "Usługa przeglądania WMS ortofotomapy", "Ortofotomapa jako obraz dla dowolnego zasięgu.",
              links=((f"{wss}/ORTO/WMS/StandardResolution?service=WMS&amp;request=GetCapabilities&amp;version=1.3.0",
                      "http://www.opengis.net/def/serviceType/ogc/wms", "WMS"),)),
        Entry("prg-wms", "Usługa przeglądania (WMS) Państwowego Rejestru Granic",
              "Granice województw, powiatów i gmin.",
              links=((f"{wss}/PRG/WMS/AdministrativeBoundaries", "OGC:WMS-1.3.0-http-get-map", ""),)),
        Entry("prg-wfs", "Usługa pobierania (WFS) Państwowego Rejestru Granic",
              "Granice jednostek podziału kraju oraz obszary działania jednostek Policji.", "download",
              ((f"{prg}?service=WFS&request=GetCapabilities", "", ""),), use=(("Dane PRG do dowolnego użytku.", ""),)),
        Entry("prg", "Państwowy Rejestr Granic", "Zbiór danych przestrzennych.", "dataset",
              ((prg, "OGC:WFS", "Pobieranie"), (f"{wss}/PRG/WMS/AdministrativeBoundaries?", "OGC:WMS", "Przeglądanie"),
               ("https://www.example.org/prg", "WWW:LINK-1.0-http--link", "Strona rejestru"),
               ("ftp://ftp.example.org/prg.zip", "WWW:DOWNLOAD", "Paczka")), keywords=("granice", "TERYT")),
        Entry("strona", "Usługa, która jest stroną WWW", "Adres prowadzi do strony.",
              links=((f"{maps}/wss/service/brak/WMS/strona", "OGC:WMS", ""),)),
        Entry("ciche", "Zbiór bez opisu", kind="dataset", use=(), access=(), organisation="Urząd Morski w Gdyni",
              box=GDANSK, keywords=("morze",)),
        Entry("csw", "Usługa wyszukiwania", "Katalog metadanych.", "discovery",
              ((f"{maps}/csw?service=CSW", "OGC:CSW", ""),)),
        Entry("zabytki", "Mapa zabytków 100% <b>Krakowa</b> & okolic_2",
              "Znaki < > & \" ' w opisie <script>alert(1)</script>.",
              links=((f"{wss}/mapy/WMS/MapyTopograficzne?map=/a/b.map", "WMS", ""),), box=KRAKOW,
              organisation="Urząd Miasta Krakowa"),
    ]  # fmt: skip
    found += [
        Entry(f"egib-{number:02d}", f"Ewidencja gruntów i budynków – powiat {name} (WMS)",
              "Działki i budynki z powiatowej ewidencji.",
              links=((f"{wss}/mapy/WMS/MapyTopograficzne", "OGC:WMS", ""),),
              organisation=f"Starosta, powiat {name}", box=KRAKOW)
        for number, name in enumerate(COUNTIES)
    ]  # fmt: skip
    return found


def write(folder: Path, rows: list[Entry]) -> None:
    """Each record as a file of its own."""
    for entry in rows:
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n{record(entry)}\n'
        (folder / f"{entry.id}.xml").write_text(text, encoding="utf-8")


def answer(records: str, matched: object = 1, following: object = 0, schema: str = "gmd") -> bytes:
    """A whole answer to GetRecords, for catalogues that are odder than pycsw."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><csw:GetRecordsResponse version="2.0.2" '
        'xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dct="http://purl.org/dc/terms/"><csw:SearchResults numberOfRecordsMatched="{matched}" '
        f'nextRecord="{following}" elementSet="full">{records}</csw:SearchResults></csw:GetRecordsResponse>'
    ).encode()
