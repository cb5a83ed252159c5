"""The record of the published data set."""

from __future__ import annotations

from .metadata import Facts
from .metadata_xml import (
    begin,
    citation,
    code,
    constraints,
    extent,
    finish,
    keywords,
    language,
    online,
    party,
    put,
    quality,
    systems,
    themed,
    words,
)  # fmt: skip

INTEROPERABILITY = (
    "Rozporządzenie Komisji (UE) nr 1089/2010 z dnia 23 listopada 2010 r. w sprawie wykonania dyrektywy 2007/2/WE"
    " Parlamentu Europejskiego i Rady w zakresie interoperacyjności zbiorów i usług danych przestrzennych"
)
FORMATS = (("GML", "2.1.2, 3.1.1"), ("GeoJSON", "RFC 7946"))


def record(facts: Facts) -> bytes:
    """An ISO 19139 record, encoded."""
    root = begin(facts.dataset_id, "dataset", "Zbiór danych przestrzennych", facts)
    systems(root)
    place = put(root, "gmd:identificationInfo", "gmd:MD_DataIdentification")
    citation(place, facts.title, facts, facts.resource)
    words(place, "gmd:abstract", facts.abstract)
    code(place, "gmd:status", "gmd:MD_ProgressCode", "onGoing")
    party(place, "gmd:pointOfContact", facts.contact)
    maintenance = put(place, "gmd:resourceMaintenance", "gmd:MD_MaintenanceInformation")
    code(maintenance, "gmd:maintenanceAndUpdateFrequency", "gmd:MD_MaintenanceFrequencyCode", "daily")
    keywords(place, facts.keywords)
    themed(place, facts)
    constraints(place, facts)
    code(place, "gmd:spatialRepresentationType", "gmd:MD_SpatialRepresentationTypeCode", "vector")
    language(place)
    code(place, "gmd:characterSet", "gmd:MD_CharacterSetCode", "utf8")
    put(place, "gmd:topicCategory", "gmd:MD_TopicCategoryCode").text = "society"
    extent(place, "gmd:extent", facts, facts.dataset_id)
    _distribution(root, facts)
    why = "Zgodności nie oceniano: zbioru nie przypisano do tematu danych przestrzennych INSPIRE."
    if facts.theme:
        why = "Zgodności ze specyfikacją danych tematu INSPIRE nie oceniano."
    quality(root, "dataset", facts.lineage, INTEROPERABILITY, "2010-12-08", why)
    return finish(root)


def _distribution(root, facts: Facts) -> None:
    place = put(root, "gmd:distributionInfo", "gmd:MD_Distribution")
    for title, version in FORMATS:
        form = put(place, "gmd:distributionFormat", "gmd:MD_Format")
        words(form, "gmd:name", title)
        words(form, "gmd:version", version)
    if not facts.service_url:
        return
    options = put(place, "gmd:transferOptions", "gmd:MD_DigitalTransferOptions")
    layer = facts.layers[0][0]
    for url, protocol, about, function in (
        (facts.wms(), "OGC:WMS", "Usługa przeglądania (WMS 1.1.1 i 1.3.0)", "information"),
        (facts.wfs(), "OGC:WFS", "Usługa pobierania (WFS 1.0.0 i 1.1.0)", "download"),
        (facts.oapif(), "OGC API - Features", "Usługa pobierania (OGC API – Features)", "download"),
    ):
        online(options, "gmd:onLine", url, protocol, layer, about, function)
