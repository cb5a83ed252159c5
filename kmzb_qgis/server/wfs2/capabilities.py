"""GetCapabilities of WFS 2.0 (09-025r2, clause 8), from the publication's own words.

Nothing in it follows from the rows: the boxes are the catalogue's, so capabilities tell nothing that was not published.
"""

from __future__ import annotations

from . import exceptions, filter_capabilities, formats, negotiate, offered
from .about import About, Layer
from .crs import DEFAULT_CODE, SERVED
from .model import NAMESPACE, PREFIX, FeatureType, feature_types
from .operations import SECTIONS
from .xml import HEAD, NS, SCHEMAS, element, quoteattr, spaces

_URN = "urn:ogc:def:crs:EPSG::{}"


def document(about: About, base: str, sections: frozenset[str] = frozenset(SECTIONS), version: str = "") -> str:
    """The capabilities. ``base``: the service's address; ``version``: of the publication, told as updateSequence."""
    parts = {
        "ServiceIdentification": lambda: _identification(about),
        "ServiceProvider": lambda: _provider(about),
        "OperationsMetadata": lambda: offered.operations(base),
        "FeatureTypeList": lambda: _types(about),
        "Filter_Capabilities": filter_capabilities.described,
    }
    said = spaces("wfs", "ows", "fes", "gml", "xlink", "xsi", **{PREFIX: NAMESPACE})
    sequence = f" updateSequence={quoteattr(version)}" if version else ""
    place = f'xsi:schemaLocation="{NS["wfs"]} {SCHEMAS}/wfs/2.0/wfs.xsd"'
    inner = "".join(parts[name]() for name in SECTIONS if name in sections)
    return f'{HEAD}<wfs:WFS_Capabilities{said} version="2.0.0"{sequence} {place}>\n{inner}</wfs:WFS_Capabilities>\n'


def since(sections: frozenset[str], known: str, version: str) -> frozenset[str]:
    """The sections to give a client that has the capabilities of ``known``: none where they are those of ``version``.

    Versions begin with their time, so a later one is greater; one later than what is served is refused.
    """
    if known > version:
        text = f"The capabilities are those of {version}; a later updateSequence was never given"
        raise exceptions.later(text)
    return frozenset() if known == version else sections


def _keywords(words: tuple[str, ...]) -> str:
    listed = "".join(element("ows:Keyword", word) for word in words)
    return f"<ows:Keywords>{listed}</ows:Keywords>" if listed else ""


def _identification(about: About) -> str:
    versions = "".join(element("ows:ServiceTypeVersion", version) for version in negotiate.SERVED)
    return (
        f"<ows:ServiceIdentification>{element('ows:Title', about.title, xml__lang='pl')}"
        f"{element('ows:Abstract', about.abstract, xml__lang='pl')}{_keywords(about.keywords)}"
        f'<ows:ServiceType codeSpace="OGC">WFS</ows:ServiceType>{versions}'
        f"{element('ows:Fees', about.fees)}{element('ows:AccessConstraints', about.access)}"
        "</ows:ServiceIdentification>\n"
    )


def _link(name: str, address: str, more: str = "") -> str:
    return f'<{name} xlink:type="simple" xlink:href={quoteattr(address)}{more}/>' if address else ""


def _provider(about: About) -> str:
    phone = element("ows:Voice", about.phone)
    mail = element("ows:ElectronicMailAddress", about.email)
    info = (
        f"{f'<ows:Phone>{phone}</ows:Phone>' if phone else ''}{f'<ows:Address>{mail}</ows:Address>' if mail else ''}"
        f"{_link('ows:OnlineResource', about.site)}"
    )
    return (
        f"<ows:ServiceProvider>{element('ows:ProviderName', about.organization)}{_link('ows:ProviderSite', about.site)}"
        f"<ows:ServiceContact>{element('ows:IndividualName', about.person)}"
        f"{element('ows:PositionName', about.position)}"
        f"{f'<ows:ContactInfo>{info}</ows:ContactInfo>' if info else ''}</ows:ServiceContact></ows:ServiceProvider>\n"
    )


def _types(about: About) -> str:
    listed = "".join(_type(kind, about) for kind in feature_types().values())
    return f"<wfs:FeatureTypeList>\n{listed}</wfs:FeatureTypeList>\n"


def _type(kind: FeatureType, about: About) -> str:
    layer = about.layers.get(kind.name, Layer())
    west, south, east, north = about.box
    others = "".join(element("wfs:OtherCRS", _URN.format(code)) for code in SERVED if code != DEFAULT_CODE)
    given = "".join(element("wfs:Format", names[0]) for names in formats.NAMES.values())
    return (
        f"<wfs:FeatureType><wfs:Name>{PREFIX}:{kind.name}</wfs:Name>"
        f"{element('wfs:Title', layer.title or kind.title, xml__lang='pl')}"
        f"{element('wfs:Abstract', layer.abstract or kind.abstract, xml__lang='pl')}{_keywords(about.keywords)}"
        f"{element('wfs:DefaultCRS', _URN.format(DEFAULT_CODE))}{others}"
        f"<wfs:OutputFormats>{given}</wfs:OutputFormats>"
        f"<ows:WGS84BoundingBox><ows:LowerCorner>{west:g} {south:g}</ows:LowerCorner>"
        f"<ows:UpperCorner>{east:g} {north:g}</ows:UpperCorner></ows:WGS84BoundingBox>"
        f"{_link('wfs:MetadataURL', layer.record)}</wfs:FeatureType>\n"
    )
