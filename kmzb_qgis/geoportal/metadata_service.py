"""The records of the services: viewing (WMS), and downloading (WFS and OGC API Features)."""

from __future__ import annotations

from dataclasses import dataclass

from .metadata import DATASET_FILE, Facts
from .metadata_xml import (
    begin,
    citation,
    constraints,
    extent,
    finish,
    keywords,
    name,
    online,
    party,
    put,
    quality,
    systems,
    themed,
    words,
)  # fmt: skip

NETWORK_SERVICES = (
    "Rozporządzenie Komisji (WE) nr 976/2009 z dnia 19 października 2009 r. w sprawie wykonania dyrektywy 2007/2/WE"
    " Parlamentu Europejskiego i Rady w zakresie usług sieciowych"
)


@dataclass(frozen=True)
class Kind:
    """A kind of service, by regulation 1205/2008 part D 3 (type) and D 4 (keyword)."""

    type: str
    title: str
    about: str
    keyword: str
    versions: tuple[str, ...]
    operations: tuple[str, ...]
    protocol: str
    function: str


VIEW = Kind(
    "view", "usługa przeglądania (WMS)", "Usługa przeglądania w standardzie OGC WMS 1.1.1 i 1.3.0.",
    "infoMapAccessService", ("OGC:WMS 1.1.1", "OGC:WMS 1.3.0"),
    ("GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic"), "OGC:WMS", "information",
)  # fmt: skip
DOWNLOAD = Kind(
    "download", "usługa pobierania (WFS, OGC API – Features)",
    "Usługa pobierania w standardach OGC WFS 1.0.0 i 1.1.0 oraz OGC API – Features.",
    "infoFeatureAccessService", ("OGC:WFS 1.0.0", "OGC:WFS 1.1.0", "OGC API - Features 1.0"),
    ("GetCapabilities", "DescribeFeatureType", "GetFeature"), "OGC:WFS", "download",
)  # fmt: skip


def record(facts: Facts, kind: Kind) -> bytes:
    """An ISO 19139 record, encoded. Needs the service's address: a service nobody can call is no service."""
    identifier = facts.view_id if kind is VIEW else facts.download_id
    address = facts.wms() if kind is VIEW else facts.wfs()
    root = begin(identifier, "service", "Usługa danych przestrzennych", facts)
    systems(root)
    place = put(root, "gmd:identificationInfo", "srv:SV_ServiceIdentification")
    title = f"{facts.title} – {kind.title}"
    citation(place, title, facts, f"urn:uuid:{identifier}")
    words(place, "gmd:abstract", f"{kind.about} {facts.abstract}")
    party(place, "gmd:pointOfContact", facts.contact)
    keywords(place, (kind.keyword,), "ISO - 19119 geographic services taxonomy", "2010-01-19")
    keywords(place, facts.keywords)
    themed(place, facts)
    constraints(place, facts)
    put(place, "srv:serviceType", "gco:LocalName").text = kind.type
    for version in kind.versions:
        words(place, "srv:serviceTypeVersion", version)
    extent(place, "srv:extent", facts, identifier)
    for layer, _title in facts.layers:
        for operation in kind.operations[1:]:
            coupled = put(place, "srv:coupledResource", "srv:SV_CoupledResource")
            words(coupled, "srv:operationName", operation)
            words(coupled, "srv:identifier", facts.resource)
            put(coupled, "gco:ScopedName").text = layer
    coupling = put(place, "srv:couplingType", "srv:SV_CouplingType")
    coupling.set(
        "codeList", "http://www.isotc211.org/2005/iso19119/resources/Codelist/gmxCodelists.xml#SV_CouplingType"
    )
    coupling.set("codeListValue", "tight")
    coupling.text = "tight"
    for operation in kind.operations:
        inner = put(place, "srv:containsOperations", "srv:SV_OperationMetadata")
        words(inner, "srv:operationName", operation)
        dcp = put(inner, "srv:DCP", "srv:DCPList")
        dcp.set("codeList", "http://www.isotc211.org/2005/iso19119/resources/Codelist/gmxCodelists.xml#DCPList")
        dcp.set("codeListValue", "WebServices")
        dcp.text = "WebServices"
        point = address if operation == "GetCapabilities" else f"{facts.service_url}/?"
        online(inner, "srv:connectPoint", point, kind.protocol, operation, "", kind.function)
    operates = put(place, "srv:operatesOn", uuidref=facts.dataset_id)
    link = facts.record_url(DATASET_FILE)
    if link:
        operates.set(name("xlink:href"), link)
    options = put(root, "gmd:distributionInfo", "gmd:MD_Distribution", "gmd:transferOptions",
                  "gmd:MD_DigitalTransferOptions")  # fmt: skip
    online(options, "gmd:onLine", address, kind.protocol, title, kind.about, kind.function)
    if kind is DOWNLOAD:
        online(options, "gmd:onLine", facts.oapif(), "OGC API - Features", title, kind.about, kind.function)
    why = "Zgodności usługi z wymaganiami wobec usług sieciowych INSPIRE nie oceniano."
    quality(root, "service", "", NETWORK_SERVICES, "2009-10-20", why)
    return finish(root)
