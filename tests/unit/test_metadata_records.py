"""ISO 19139 records: valid by the schemas, complete, escaped, honest; and the register's form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree, html

from kmzb_qgis.geoportal import eziudp, metadata, metadata_dataset, metadata_service
from kmzb_qgis.geoportal.metadata import Facts, Party
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.server import schemas

FACTS = Facts(
    dataset_id="11111111-1111-5111-8111-111111111111",
    view_id="22222222-2222-5222-8222-222222222222",
    download_id="33333333-3333-5333-8333-333333333333",
    resource="urn:uuid:44444444-4444-4444-8444-444444444444",
    title="Zażółć gęślą jaźń: ZAŻÓŁĆ & <b>",
    abstract="Opis z „cudzysłowem” & znakiem <.",
    keywords=("bezpieczeństwo", "zagrożenia"),
    contact=Party(
        "KWP zs. w Radomiu", "Koordynator", "kmzb@example.org", "47 000 00 00", "https://example.org/ż?a=1&b=2"
    ),
    first_day="2026-01-14",
    day="2026-11-22",
    period=("2025-12-30", "2026-11-22"),
    box=(14.1, 24.2, 49.0, 54.9),
    area="Polska",
    lineage="Ze zgłoszeń.",
    access="brak ograniczeń",
    use="brak opłat",
    layers=(("zgloszenia", "Zgłoszenia"), ("siatka_1km", "Siatka 1 km")),
    service_url="https://mapy.example.org/kmzb",
    records_url="https://mapy.example.org/kmzb/metadata/",
)
RECORDS = {
    "dataset": lambda facts: metadata_dataset.record(facts),
    "view": lambda facts: metadata_service.record(facts, metadata_service.VIEW),
    "download": lambda facts: metadata_service.record(facts, metadata_service.DOWNLOAD),
}


def at(record: bytes, path: str) -> list[str]:
    """Texts at a path whose steps need no prefixes."""
    steps = "/".join(f"{{*}}{step}" if step else "" for step in path.split("/"))
    return [element.text for element in etree.fromstring(record).iterfind(f".//{steps}")]


@pytest.mark.parametrize("change", [{}, {"period": None}, {"theme": "Zdrowie"}, {"contact": Party("Policja")}])
@pytest.mark.parametrize("kind", RECORDS)
def test_valid_by_the_schemas(kind, change):
    record = RECORDS[kind](replace(FACTS, **change))
    assert schemas.iso_faults(record) == []
    broken = record.replace(b"gmd:dateStamp", b"gmd:dateStemp")  # the schema is looked at, not only the XML
    assert schemas.iso_faults(broken)


def test_a_data_set_without_a_service_is_valid_and_names_no_address():
    record = metadata_dataset.record(replace(FACTS, service_url="", records_url="", contact=Party("Policja")))
    assert schemas.iso_faults(record) == []
    assert b"linkage" not in record and at(record, "distributionFormat//name/CharacterString") == ["GML", "GeoJSON"]


@pytest.mark.parametrize("kind", RECORDS)
def test_no_element_is_empty_but_the_conformity_that_nobody_assessed(kind):
    root = etree.fromstring(RECORDS[kind](FACTS))
    empty = [each for each in root.iter() if not len(each) and not (each.text or "").strip()]
    told = {etree.QName(each).localname: dict(each.attrib) for each in empty}
    assert told.pop("pass") == {"{http://www.isotc211.org/2005/gco}nilReason": "unknown"}
    assert set(told) <= {"operatesOn"} and (kind == "dataset" or told["operatesOn"]["uuidref"] == FACTS.dataset_id)


@pytest.mark.parametrize("kind", RECORDS)
def test_what_every_record_says(kind):
    record = RECORDS[kind](FACTS)
    root = etree.fromstring(record)
    number = {"dataset": FACTS.dataset_id, "view": FACTS.view_id, "download": FACTS.download_id}[kind]
    assert record.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert root.findtext("{*}fileIdentifier/{*}CharacterString") == number
    assert root.find("{*}language/{*}LanguageCode").get("codeListValue") == "pol"
    assert root.find("{*}characterSet/{*}MD_CharacterSetCode").get("codeListValue") == "utf8"
    assert root.findtext("{*}dateStamp/{*}Date") == "2026-11-22"
    assert root.findtext("{*}contact//{*}organisationName/{*}CharacterString") == "KWP zs. w Radomiu"
    assert at(record, "contact//linkage/URL") == ["https://example.org/ż?a=1&b=2"]
    assert at(record, "RS_Identifier/code/CharacterString") == [
        f"http://www.opengis.net/def/crs/EPSG/0/{number}" for number in (2180, 4326, 3857)
    ]
    identification = root.find("{*}identificationInfo")[0]
    dates = {
        each.find(".//{*}CI_DateTypeCode").get("codeListValue"): each.findtext(".//{*}Date")
        for each in identification.iterfind("{*}citation/*/{*}date/{*}CI_Date")
    }
    assert dates == {"publication": "2026-01-14", "revision": "2026-11-22"}
    title = identification.findtext("{*}citation//{*}title/{*}CharacterString")
    assert title.startswith(FACTS.title), "letters and markup come back as they were"
    sides = ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude")
    assert [at(record, f"{side}/Decimal") for side in sides] == [["14.1"], ["24.2"], ["49"], ["54.9"]]
    west, east, south, north = (float(at(record, f"{side}/Decimal")[0]) for side in sides)
    assert west < 19.937 < east and south < 50.062 < north, "Kraków lies in Poland, also where order is mixed up"
    assert at(record, "beginPosition") == ["2025-12-30"] and at(record, "endPosition") == ["2026-11-22"]
    assert at(record, "useLimitation/CharacterString") == ["brak opłat"]
    assert at(record, "otherConstraints/CharacterString") == ["brak ograniczeń"]


def test_the_theme_stands_only_where_somebody_named_one():
    for make in RECORDS.values():
        assert b"GEMET" not in make(FACTS)
        record = make(replace(FACTS, theme="Zdrowie i bezpieczeństwo"))
        root = etree.fromstring(record)
        (words,) = [each for each in root.iterfind(".//{*}MD_Keywords") if "GEMET" in "".join(each.itertext())]
        assert words.findtext("{*}keyword/{*}CharacterString") == "Zdrowie i bezpieczeństwo"
        assert words.findtext("{*}thesaurusName//{*}Date") == "2008-06-01"


@pytest.mark.parametrize("kind, type_, operations", [
    ("view", "view", ["GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic"]),
    ("download", "download", ["GetCapabilities", "DescribeFeatureType", "GetFeature"]),
])  # fmt: skip
def test_a_service_says_what_it_does_and_to_what(kind, type_, operations):
    record = RECORDS[kind](FACTS)
    root = etree.fromstring(record)
    assert at(record, "serviceType/LocalName") == [type_]
    assert at(record, "SV_OperationMetadata/operationName/CharacterString") == operations
    assert root.find(".//{*}operatesOn").get("uuidref") == FACTS.dataset_id
    link = root.find(".//{*}operatesOn").get("{http://www.w3.org/1999/xlink}href")
    assert link == "https://mapy.example.org/kmzb/metadata/kmzb-zbior.xml"
    assert set(at(record, "SV_CoupledResource/ScopedName")) == {"zgloszenia", "siatka_1km"}
    assert set(at(record, "SV_CoupledResource/identifier/CharacterString")) == {FACTS.resource}


def test_characters_that_xml_has_no_place_for_go():
    record = metadata_dataset.record(replace(FACTS, title="a\x00b\x0bc\ud800d \U0001f6a8", area="\x01"))
    assert at(record, "MD_DataIdentification/citation//title/CharacterString") == ["abcd \U0001f6a8"]
    assert schemas.iso_faults(record) == []


@pytest.mark.parametrize("given, expected", [
    (("https://a.example/kmzb/", ""), ("https://a.example/kmzb", "https://a.example/kmzb/metadata/")),
    (("", ""), ("", "")),
    (("", " https://b.example/rekordy "), ("", "https://b.example/rekordy/")),
])  # fmt: skip
def test_addresses_in_one_spelling(given, expected):
    assert metadata.addresses(*given) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a.example",
        "mapy.example.org",
        "https://",
        "https://a.example/?x=1",
        "https://a b.example",
        "http://[",
        "javascript:alert(1)",
        'https://a.example/"><x',
        "https://a.example/%",
        "https://a.example/%zz",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(KmzbError, match="no address that metadata can name"):
        metadata.addresses(text, "")
    with pytest.raises(KmzbError, match="no address that metadata can name"):
        metadata.addresses("", text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ht tp://a",
        "http://[",
        "http://a/%",
        ":",
        "#a#b",
        "http://a:99999x/",
        "ftp://a.example",
        "https://jan:tajne@a.example",  # pragma: allowlist secret - an address that is refused
        "https://jan@a.example",
        "mailto:a@b.example",
        "https://a.example/<b>",
    ],
)  # fmt: skip - pragma: allowlist secret - of nothing
def test_a_contacts_wrong_web_address_is_refused(text):
    with pytest.raises(KmzbError, match="no web address of a contact"):
        metadata.web(text)


@pytest.mark.parametrize("text", ["", "www.policja.pl", "https://policja.pl/ż?a=1&b=%20#kontakt", "http://[::1]/x"])
def test_a_contacts_web_address_is_valid(text):
    record = metadata_dataset.record(replace(FACTS, contact=Party("Policja", web=metadata.web(f" {text} "))))
    assert schemas.iso_faults(record) == []


def test_records_may_stand_in_one_document():
    """As in a catalogue's answer: no gml:id comes twice."""
    found = [each for make in RECORDS.values() for each in etree.fromstring(make(FACTS)).xpath("//@*[name()='gml:id']")]
    assert len(found) == len(set(found)) == 3


def test_a_password_is_never_published():
    with pytest.raises(KmzbError, match="password"):
        metadata.addresses("https://jan:tajne@a.example/kmzb", "")  # pragma: allowlist secret - of nothing


@pytest.mark.parametrize(
    "text", ["", "14 24 49", "24 14 49 54", "14 24 54 49", "14 24 49 x", "14 24 49 95", "nan 1 2 3"]
)
def test_what_is_no_area_is_refused(text):
    with pytest.raises(KmzbError, match="no area"):
        metadata.box(text)


def test_regon():
    assert metadata.regon("012137497") == metadata.regon("012 137-497") == "012137497"
    assert metadata.regon("12345678512347") == "12345678512347" and metadata.regon("") == ""
    for wrong in ("012137498", "12345678512348", "123", "01213749x", "²12137497"):
        with pytest.raises(KmzbError, match="REGON"):
            metadata.regon(wrong)


def test_the_form_is_filled_and_marks_what_is_open():
    page = html.fromstring(eziudp.form(FACTS, "012137497", "art. 1 ustawy o Policji", "").decode())
    cells = {row[1].text_content(): row[2].text_content() for row in page.iterfind(".//tr") if len(row) == 3}
    assert cells["Nazwa zbioru danych przestrzennych"] == FACTS.title, "markup in a title is shown, not run"
    assert cells["Numer identyfikacyjny REGON tej jednostki"] == "012137497"
    assert cells["Nazwa organu administracji zgłaszającego zbiór"] == "KWP zs. w Radomiu"
    assert cells["Obszar, do którego odnosi się zbiór"].startswith("Polska") and "14,1°" in str(cells)
    assert cells["Kod i skrócona nazwa tematu danych przestrzennych"].startswith(eziudp.OPEN)
    assert cells["Przepis prawa, na podstawie którego prowadzony jest zbiór"] == "art. 1 ustawy o Policji"
    services = [[cell.text_content() for cell in row] for row in page.iterfind(".//tr") if len(row) == 4][1:]
    assert [row[2] for row in services] == [FACTS.wms(), FACTS.wfs(), FACTS.oapif()]
    bare = eziudp.form(replace(FACTS, service_url="", records_url=""), "", "", "").decode()
    assert "http" not in bare.split("<body>")[1].replace("https://example.org", "") and bare.count(eziudp.OPEN) >= 9
