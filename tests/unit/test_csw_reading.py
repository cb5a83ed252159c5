"""Reading a catalogue's answers and the services that records lead to, from bytes; and asking, as bytes."""

from __future__ import annotations

import builtins

import pytest
from lxml import etree

from kmzb_qgis.geoportal import capabilities, csw, csw_answer, csw_question, csw_record, offers
from kmzb_qgis.geoportal.csw_links import address, capabilities_url, link
from kmzb_qgis.geoportal.csw_question import CORE, ISO, Query
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.standins import csw as standin
from tests.standins import csw_records as made
from tests.standins.geoportal import wms_capabilities, wmts_capabilities

OGC = "{http://www.opengis.net/ogc}"


def page(records: str, *counts, start: int = 1) -> csw_answer.Page:
    return csw_answer.read(
        made.answer(records, *counts), Query("x"), start, lambda identifier: f"http://k/{identifier}"
    )


def one(**values):
    entry = made.Entry(**{"id": "a", "title": "Tytuł", **values})
    (record,) = page(made.record(entry)).records
    return record


@pytest.mark.parametrize(
    ("url", "protocol", "title", "kind"),
    [
        ("https://m.example.org/wss/service/ORTO/WMTS/Standard", "", "", "WMTS"),
        ("https://m.example.org/a?SERVICE=wfs&REQUEST=GetCapabilities", "OGC:WMS", "", "WFS"),
        ("https://m.example.org/a", "OGC:WMS-1.3.0-http-get-map", "", "WMS"),
        ("https://m.example.org/a", "http://www.opengis.net/def/serviceType/ogc/wfs", "", "WFS"),
        ("https://wms.example.org/a", "", "", "WMS"),
        ("https://m.example.org/arcgis/services/x/MapServer/WMSServer", "", "", "WMS"),
        ("https://m.example.org/a", "", "Usługa WFS powiatu", "WFS"),
        ("https://m.example.org/newsflash/swfs", "WWW:LINK-1.0-http--link", "", ""),
        ("https://m.example.org/wms?service=CSW", "OGC:WMS", "", ""),
    ],
)
def test_what_an_address_leads_to(url, protocol, title, kind):
    assert link(url, protocol, title).kind == kind


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "ftp://x.example.org/a", "file:///etc/passwd", "https://jan:tajne@x.example.org/wms",
     "brak", "http://[1/wms", "https://x.example.org:port/", "https://x.example.org/" + "a" * 5000],
)  # fmt: skip
def test_no_link_where_nothing_can_be_asked(url):
    assert link(url, "OGC:WMS") is None


def test_an_address_is_tidied_and_loses_the_request_only():
    found = link(" mapy.example.org/cgi?map=/a/b.map&amp;amp;SERVICE=WMS&amp;Request=GetMap&region=łódź\n#x ")
    assert (
        found.url == "https://mapy.example.org/cgi?map=/a/b.map&SERVICE=WMS&Request=GetMap&region=%C5%82%C3%B3d%C5%BA"
    )
    assert address(found) == "https://mapy.example.org/cgi?map=/a/b.map&region=%C5%82%C3%B3d%C5%BA&"
    assert capabilities_url(found).endswith("&SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0")
    assert "'" not in address(link("https://x.example.org/a'b\"c<d>?e='f'", "OGC:WFS")).replace("%27", "")


def test_a_record_is_read_whole():
    record = one(
        abstract="Pierwszy akapit.\n\n  Drugi   akapit.", organisation="Urząd", keywords=("drogi", ""),
        links=(("https://m.example.org/wms?", "OGC:WMS", "Mapa"), ("https://m.example.org/wms", "WMS", "Ta sama"),
               ("https://m.example.org/opis", "", "Opis"), ("ftp://m.example.org/x", "", "")),
    )  # fmt: skip
    assert (record.id, record.title, record.organisation) == ("a", "Tytuł", "Urząd")
    assert record.abstract == "Pierwszy akapit.\n\nDrugi akapit."
    assert (record.scope, record.service_type, record.kind, record.day) == ("service", "view", "WMS", "2025-03-14")
    assert [each.url for each in record.links] == ["https://m.example.org/wms", "https://m.example.org/opis"]
    assert [each.kind for each in record.services] == ["WMS"]
    assert record.box == made.POLAND and record.keywords == ("drogi",) and record.url == "http://k/a"


def test_conditions_are_kept_whole_with_the_address_of_an_anchor():
    record = one()
    assert record.texts("use") == (f"{made.TERMS} ({made.FREE})",)
    assert record.texts("access") == (f"brak ograniczeń w publicznym dostępie ({made.OPEN})",)


def test_codes_of_restrictions_are_words_and_other_texts_stay():
    block = (
        "<gmd:resourceConstraints><gmd:MD_LegalConstraints>"
        "<gmd:useLimitation><gco:CharacterString>Tylko do użytku &lt;b&gt;własnego</gco:CharacterString>"
        f"</gmd:useLimitation>{made.code('gmd:useConstraints', 'MD_RestrictionCode', 'copyright')}"
        f"{made.code('gmd:useConstraints', 'MD_RestrictionCode', 'otherRestrictions')}"
        f"{made.code('gmd:accessConstraints', 'MD_RestrictionCode', 'wlasnyKod')}"
        "</gmd:MD_LegalConstraints></gmd:resourceConstraints>"
    )
    text = made.record(made.Entry("a", "T", use=(), access=())).replace(
        "<srv:serviceType>", block + "<srv:serviceType>"
    )
    (record,) = page(text).records
    assert record.texts("use") == (
        "Tylko do użytku <b>własnego", "copyright", "other restrictions, which the record does not name",
    )  # fmt: skip
    assert record.texts("access") == ("wlasnyKod",)


def test_a_service_whose_address_says_nothing_is_tried_as_what_the_record_says():
    record = one(links=(("https://m.example.org/ows", "", ""),), kind="download")
    assert record.services == () and [each.kind for each in record.candidates] == ["WFS"]
    assert one(links=(("https://m.example.org/ows", "", ""),), kind="dataset").candidates == ()


def test_half_records_and_strange_numbers():
    found = csw_answer.read(standin.ANSWERS["half"][2], Query("x"), 1)
    assert [(record.id, record.title) for record in found.records] == [("pół", ""), ("kotwica", "")]
    assert (found.unread, found.matched, found.next, found.last) == (2, 4, 0, 4)
    assert all(record.box is None and record.links == () for record in found.records)


def test_dublin_core_is_read_too():
    (record,) = csw_answer.read(standin.ANSWERS["dublin"][2], Query("x"), 1).records
    assert (record.id, record.title, record.texts("use")) == ("dc-1", "Mapa & dane", ("CC BY 4.0",))
    assert [each.url for each in record.links] == ["https://mapy.example.org/wms"]


def test_texts_lose_what_is_not_to_be_seen():
    record = one(title="Tytuł \u202eodwrócony\x85", abstract="a\u2066b")
    assert (record.title, record.abstract) == ("Tytuł odwrócony", "ab")


def test_a_record_that_no_person_wrote_is_cut():
    """Half a million keywords, or addresses escaped a thousand times: the window shows and QGIS goes on."""
    record = one(
        keywords=tuple(f"słowo {number}" for number in range(5000)),
        use=tuple((f"Warunek {number}", "") for number in range(5000)),
        links=tuple((f"https://m.example.org/{number}?{'amp;' * 3}", "OGC:WMS", "") for number in range(5000)),
    )
    assert len(record.links) == csw_record.MOST_LINKS and len(record.keywords) == csw_record.MOST_WORDS
    assert len(record.constraints) == csw_record.MOST_WORDS + 1
    assert "read the record itself" in record.texts("use")[-1]
    assert record.keywords[0] == "słowo 0" and record.texts("use")[0] == "Warunek 0"
    assert link(f"https://m.example.org/wms?a=1&{'amp;' * 6}b=2").url == "https://m.example.org/wms?a=1&b=2"
    assert link(f"https://m.example.org/wms?a=1&{'amp;' * 4000}b=2") is None


@pytest.mark.parametrize(
    ("counts", "start", "expected"),
    [((30, 11), 1, 2), ((30, 0), 1, 0), ((30, 1), 1, 2), ((1, 0), 1, 0), ((30, ""), 11, 12), ((0, 0), 1, 0),
     (("x", "y"), 1, 0), ((30, -5), 1, 2), ((5, 99), 5, 0)],
)  # fmt: skip
def test_pages_end_and_never_run_in_a_ring(counts, start, expected):
    """The next page's number: the catalogue's own where it can be true."""
    found = page(made.record(made.Entry("a", "T")), *counts, start=start)
    assert found.next == (11 if counts == (30, 11) else expected)


@pytest.mark.parametrize(
    ("name", "words"),
    [("html", "web page instead of records"), ("nothing", "empty answer"), ("cut", "not valid XML"),
     ("bomb", "declares entities"), ("other", "not one of a metadata catalogue"), ("exception", "Błąd bazy danych")],
)  # fmt: skip
def test_what_is_no_answer_is_a_sentence(name, words):
    with pytest.raises(KmzbError) as caught:
        csw_answer.read(standin.ANSWERS[name][2], Query("x"), 1)
    assert words in caught.value.message


@pytest.mark.parametrize("dialect", [ISO, CORE])
def test_a_question_holds_the_words_as_texts(dialect):
    text = 'mapa </ogc:Literal><x/> "100%" a\\b Łódź'
    root = etree.fromstring(csw_question.body(Query(text, "view", (19, 50, 20, 51)), 21, 20, dialect))
    literals = [each.text for each in root.iter(f"{OGC}Literal")]
    assert literals[:5] == ["*mapa*", "*</ogc:Literal><x/>*", "*100%*", "*a\\\\b*", "*Łódź*"] and "*łódź*" in literals
    assert (root.get("startPosition"), root.get("maxRecords"), root.get("service")) == ("21", "20", "CSW")
    assert root.findtext(".//{*}lowerCorner") == "50.000000 19.000000"
    assert root.find(".//{*}Envelope").get("srsName") == "urn:ogc:def:crs:EPSG::4326"
    names = {each.text for each in root.iter(f"{OGC}PropertyName")}
    assert ("apiso:ServiceType" in names) is (dialect == ISO) and ("dc:type" in names) is (dialect == CORE)


def test_everything_is_asked_without_a_filter_and_too_much_is_refused():
    assert b"Constraint" not in csw_question.body(Query(" \x00 "), 1, 20, ISO)
    for text in ("a " * 13, "a" * 201):
        with pytest.raises(KmzbError) as caught:
            csw_question.body(Query(text), 1, 20, ISO)
        assert "at most" in caught.value.message


def test_without_lxml_or_owslib_a_sentence(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.split(".")[0] in ("lxml", "owslib"):
            raise ImportError(f"No module named {name}")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    for act in (lambda: csw.search(Query("x")), lambda: offers.read(link("http://x.example.org", "WFS"), b"<a/>")):
        with pytest.raises(KmzbError) as caught:
            act()
        assert "lxml and OWSLib" in caught.value.message


WFS = """<?xml version="1.0"?><wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0"><ows:ServiceIdentification><ows:Title>Pobieranie</ows:Title>
<ows:Fees>NONE</ows:Fees><ows:AccessConstraints>Licencja 7</ows:AccessConstraints></ows:ServiceIdentification>
<wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>ms:drogi</wfs:Name>
<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4258</wfs:DefaultCRS><wfs:OtherCRS>http://www.opengis.net/def/crs/EPSG/0/2180
</wfs:OtherCRS><ows:WGS84BoundingBox><ows:LowerCorner>14 49</ows:LowerCorner><ows:UpperCorner>24 55</ows:UpperCorner>
</ows:WGS84BoundingBox></wfs:FeatureType><wfs:FeatureType><wfs:Name/></wfs:FeatureType></wfs:FeatureTypeList>
</wfs:WFS_Capabilities>"""


def test_offers_of_each_kind():
    wfs = offers.read(link("https://m.example.org/?", "OGC:WFS"), WFS.encode())
    (layer,) = wfs.layers
    assert (wfs.title, wfs.conditions) == ("Pobieranie", ("Licencja 7",))
    assert (layer.name, layer.title, layer.crs) == ("ms:drogi", "ms:drogi", ("EPSG:2180", "EPSG:4258"))
    assert layer.box == (14, 49, 24, 55)
    layers = {"Raster": "map", "Ulice & place": "map"}
    for version in ("1.1.1", "1.3.0"):
        text = wms_capabilities("http://m.example.org/", layers, "image/png", ("EPSG:3857", "EPSG:2180"), version)
        wms = offers.read(link("http://m.example.org/", "OGC:WMS"), text.encode())
        assert [each.name for each in wms.layers] == ["Raster", "Ulice & place"]
        assert wms.layers[0].crs == ("EPSG:2180", "EPSG:3857") and wms.layers[0].formats == ("image/png",)
        assert wms.layers[0].box == (14, 49, 24.2, 55)
    text = wmts_capabilities("http://m.example.org/", layers, "image/jpeg", ("EPSG:3857", "EPSG:2180"))
    wmts = offers.read(link("http://m.example.org/", "OGC:WMTS"), text.encode())
    assert wmts.layers[0].matrix_sets == {"EPSG:2180": "EPSG:2180", "EPSG:3857": "EPSG:3857"}
    assert (wmts.layers[0].crs[0], wmts.layers[0].style) == ("EPSG:2180", "default")


def test_a_service_with_too_many_layers_says_so():
    """OWSLib takes time by more than their number: half a million would keep a thread for hours."""
    layers = "".join(f"<Layer><Name>w{number}</Name></Layer>" for number in range(capabilities.MOST_LAYERS + 1))
    body = f'<WMS_Capabilities xmlns="http://www.opengis.net/wms" version="1.3.0">{layers}</WMS_Capabilities>'.encode()
    with pytest.raises(KmzbError, match="10001 layers"):
        offers.read(link("https://m.example.org/wms", "WMS"), body)


def test_a_service_without_layers_says_so():
    empty = WFS[: WFS.index("<wfs:FeatureTypeList>")] + "</wfs:WFS_Capabilities>"
    with pytest.raises(KmzbError) as caught:
        offers.read(link("https://m.example.org/?", "OGC:WFS"), empty.encode())
    assert "no layer that QGIS can show" in caught.value.message
