"""The catalogue searched over the network: a real pycsw with made-up records, MapServer and the map stand-in behind."""

from __future__ import annotations

import csv
import threading

import pytest
from qgis.core import QgsFeedback, QgsProcessingException, QgsProject, QgsRasterLayer, QgsVectorLayer

from kmzb_qgis.geoportal import csw, offer_layers, offers
from kmzb_qgis.geoportal.csw_links import link
from kmzb_qgis.geoportal.csw_question import CORE, ISO, Query
from kmzb_qgis.geoportal.csw_record import Record
from kmzb_qgis.geoportal.offer_layers import Wish
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.gui.csw_desk import shared_catalogue  # noqa: F401 - a fixture
from tests.standins import csw_records as made
from tests.standins import prg
from tests.standins.csw import ANSWERS


@pytest.fixture
def catalogue(qgis_app, shared_catalogue, tmp_path, monkeypatch):  # noqa: F811
    server = shared_catalogue
    server.failure, server.times = "", 10**9
    server.asked.clear()
    server.maps.failure = ""
    monkeypatch.setattr(csw, "PAUSES_S", (0.02, 0.02))
    settings.put("catalogue_file", str(server.catalogue(tmp_path / "own.json")))
    yield server
    settings.put("catalogue_file", "")


def ids(query: Query, start: int = 1) -> list[str]:
    return sorted(record.id for record in csw.search(query, start).records)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ortofotomapy", ["orto-wms", "orto-wmts"]),
        ("ORTOFOTOMAPY kwartał", ["orto-wmts"]),
        ("Łańcucki", ["egib-07"]),
        ("ŁAŃCUCKI", ["egib-07"]),
        ("100%", ["zabytki"]),
        ("orto*kwartał", ["orto-wmts"]),
        ("nie ma takiego", []),
    ],
)
def test_words_find_records(catalogue, text, found):
    assert ids(Query(text)) == found


def test_kinds_and_the_map_s_view_narrow_it_down(catalogue):
    assert ids(Query("", "download")) == ["prg-wfs"] and ids(Query("", "dataset")) == ["ciche", "prg"]
    assert "csw" not in ids(Query("wyszukiwania", "view"))
    gdansk = ids(Query("", "", (18.5, 54.3, 18.6, 54.4)))
    assert "ciche" in gdansk and "orto-wms" in gdansk and "zabytki" not in gdansk
    assert ids(Query("", "", (-60, -10, -50, 0))) == []


def test_pages_follow_each_other_until_the_end(catalogue):
    """pycsw gives ten at a time, whatever is asked for."""
    seen, start, pages = [], 1, 0
    while start:
        page = csw.search(Query("powiat"), start)
        seen += [record.id for record in page.records]
        assert page.matched == 22 and page.start == start
        start, pages = page.next, pages + 1
    assert pages == 3 and len(set(seen)) == len(seen) == 22
    assert len(csw.search_all(Query("powiat"), 500).records) == 22
    part = csw.search_all(Query("powiat"), 15)
    assert len(part.records) == 15 and part.next and part.matched == 22


def test_the_record_s_address_gives_the_record(catalogue):
    from kmzb_qgis.toolbelt import net

    (record,) = csw.search(Query("Łańcucki")).records
    assert "powiat łańcucki" in net.fetch(record.url).body.decode()


def test_a_catalogue_without_the_iso_names_is_asked_in_the_core_ones(catalogue):
    catalogue.failure = "no-iso"
    page = csw.search(Query("ortofotomapy", "view"))
    assert page.query.dialect == CORE and {record.id for record in page.records} == {"orto-wms", "orto-wmts"}
    assert len(page.notes) == 1 and "does not tell kinds of services apart" in page.notes[0]
    before = len(catalogue.asked)
    assert csw.search(page.query).records == page.records and len(catalogue.asked) == before + 1
    catalogue.failure = ""
    assert csw.search(Query("ortofotomapy", "view")).query.dialect == ISO


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("down", "busy and asks to wait"),
        ("html", "web page instead of records"),
        ("empty404", "nothing at"),
        ("nothing", "empty answer"),
        ("cut", "not valid XML"),
        ("bomb", "declares entities"),
        ("other", "not one of a metadata catalogue"),
        ("exception", "Błąd bazy danych"),
        ("exception400", "Błąd bazy danych"),
        ("large", "larger than the plugin takes"),
    ],
)
def test_each_failure_is_one_sentence(catalogue, failure, words):
    catalogue.failure = failure
    with pytest.raises(KmzbError) as caught:
        csw.search(Query("drogi"))
    assert caught.value.message.startswith("The catalogue cannot be searched. ") and words in caught.value.message
    assert failure in ANSWERS


def test_a_slow_catalogue_is_told_from_one_that_is_down(catalogue):
    catalogue.failure = "slow"
    settings.put("service_timeout_s", 1)
    try:
        with pytest.raises(KmzbError) as caught:
            csw.search(Query("drogi"))
    finally:
        settings.put("service_timeout_s", settings.DEFAULTS["service_timeout_s"])
    assert "did not answer within 1 s" in caught.value.message


def test_a_passing_fault_is_asked_again(catalogue):
    catalogue.failure, catalogue.times = "empty404", 2
    assert ids(Query("Łańcucki")) == ["egib-07"] and len(catalogue.asked) == 3


def test_cancel_is_obeyed(catalogue):
    catalogue.failure, feedback = "slow", QgsFeedback()
    threading.Timer(0.3, feedback.cancel).start()
    with pytest.raises(Cancelled):
        csw.search(Query("drogi"), feedback=feedback)


def test_a_catalogue_that_repeats_itself_ends(catalogue):
    catalogue.failure = "loop"
    page = csw.search_all(Query("x"), 10)
    assert len(page.records) == 1 and len(catalogue.asked) <= 4  # not once for each of the 50 it claims to have
    assert any("nothing new" in note for note in page.notes)


# -- services behind the records


def found(text: str, kind: str = "") -> tuple[Record, offers.Offer]:
    """The only record for some words, and what its service offers."""
    (record,) = csw.search(Query(text, kind)).records
    return record, offers.ask(record.candidates[0])


def build(record: Record, offer: offers.Offer, name: str = "") -> object:
    layer = next(each for each in offer.layers if name in each.name)
    return offer_layers.build(Wish(record, offer, layer, layer.crs[0]))


def test_a_wmts_is_added_in_the_country_s_system(catalogue):
    layer = build(*found("standardowej rozdzielczości"))
    assert isinstance(layer, QgsRasterLayer) and layer.isValid() and layer.crs().authid() == "EPSG:2180"
    assert "tileMatrixSet=EPSG:2180" in layer.source()


def test_a_wms_draws_each_place_where_it_is(catalogue):
    """The stand-in gives each square of 10 km its colour; easting and northing exchanged would be another."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
    from qgis.PyQt.QtCore import QSize

    from tests.standins.geoportal import colour

    record, offer = found("dowolnego zasięgu")
    for layer in (build(record, offer), build(*found("standardowej rozdzielczości"))):
        view = QgsMapSettings()
        view.setLayers([layer])
        view.setDestinationCrs(layer.crs())
        view.setOutputSize(QSize(100, 100))
        view.setExtent(QgsRectangle(561000, 241000, 569000, 249000))
        job = QgsMapRendererParallelJob(view)
        job.start()
        job.waitForFinished()
        pixel = job.renderedImage().pixelColor(50, 50)
        assert pixel.alpha() == 255
        if "WMTS" not in layer.source():
            assert (pixel.red(), pixel.green(), pixel.blue()) == pytest.approx(colour(56, 24), abs=12)


def test_a_wfs_of_mapserver_lies_where_its_units_are(catalogue):
    layer = build(*found("Policji", "download"), "A03")
    assert isinstance(layer, QgsVectorLayer) and layer.crs().authid() == "EPSG:2180"
    boxes = {row["JPT_NAZWA_"]: row.geometry().boundingBox().toString(0) for row in layer.getFeatures()}
    assert boxes["Kraków"] == "560000,238000 : 578000,251000" and len(boxes) == 5


class Careless(prg.PrgServer):
    """A MapServer whose capabilities are right and whose coordinates are easting first, against the rule."""

    def mapserver(self, query: str):
        with self.lock:
            self.put(prg.UNITS, "REQUEST=GetFeature" in query)
            return super().mapserver(query)

    lock = threading.RLock()


def test_a_careless_wfs_is_turned_the_right_way_round(catalogue):
    with Careless() as server:
        offer = offers.ask(link(server.address, "OGC:WFS"))
        layer = build(Record("a", "Granice"), offer, "A03")
        boxes = {row["JPT_NAZWA_"]: row.geometry().boundingBox().toString(0) for row in layer.getFeatures()}
    assert "InvertAxisOrientation" in layer.source()
    assert boxes["Kraków"] == "560000,238000 : 578000,251000" and len(boxes) == 5


def test_no_layer_is_built_after_a_cancel(catalogue):
    record, offer = found("ortofotomapy kwartał")
    feedback = QgsFeedback()
    feedback.cancel()
    before = len(catalogue.maps.requests)
    with pytest.raises(Cancelled):
        offer_layers.build(Wish(record, offer, offer.layers[0], offer.layers[0].crs[0]), feedback)
    assert len(catalogue.maps.requests) == before


def test_the_layer_says_whose_it_is_and_on_what_conditions(catalogue, qgis_new_project, tmp_path):
    record, offer = found("standardowej rozdzielczości")
    layer = build(record, offer)
    offer_layers.place(QgsProject.instance(), [layer])
    assert QgsProject.instance().write(str(tmp_path / "projekt.qgz"))
    QgsProject.instance().clear()
    assert QgsProject.instance().read(str(tmp_path / "projekt.qgz"))
    (kept,) = QgsProject.instance().mapLayers().values()
    told, page = kept.metadata(), kept.htmlMetadata()
    use = f"{made.TERMS} ({made.FREE})"
    assert told.rights() == [use] and told.identifier() == "orto-wmts"
    assert [(each.type, each.constraint) for each in told.constraints()] == [
        ("use", use), ("access", f"brak ograniczeń w publicznym dostępie ({made.OPEN})"),
    ]  # fmt: skip
    assert record.title in told.title() and "Aktualizowana co kwartał." in told.abstract()
    assert [each.url for each in told.links()] == [record.url, offer.address]
    assert [each.organization for each in told.contacts()] == [made.GUGIK]
    for text in (made.TERMS, made.GUGIK, "Aktualizowana co kwartał.", record.title):
        assert text in page, text
    assert record.url.replace("&", "&amp;") in page or record.url in page


def test_what_a_record_says_is_no_markup_in_the_layer_s_properties(catalogue):
    record, offer = found("zabytków")
    assert "<script>" in record.abstract
    page = build(record, offer).htmlMetadata()
    assert "<script" not in page and "alert(1)" in page and "<b>Krakowa" not in page


@pytest.mark.parametrize(
    ("failure", "words"),
    [("down", "fault of its own"), ("html", "web page"), ("exception", "chwilowo niedostępna"), ("nothing", "empty"),
     ("cut", "not valid XML")],
)  # fmt: skip
def test_a_service_that_fails_is_one_sentence(catalogue, failure, words):
    catalogue.maps.failure = failure
    with pytest.raises(KmzbError) as caught:
        found("dowolnego zasięgu")
    assert caught.value.message.startswith("The WMS service does not tell what it offers.")
    assert words in caught.value.message


def test_a_link_that_is_no_service_is_one_sentence(catalogue):
    with pytest.raises(KmzbError) as caught:
        found("stroną")
    assert "There is nothing at" in caught.value.message
    with pytest.raises(KmzbError) as caught:  # a WFS where a WMS is said to be
        offers.ask(link(catalogue.prg.address.replace("WFS", "X"), "OGC:WMTS"))
    assert "The WMTS service does not tell" in caught.value.message


def test_a_layer_that_the_service_refuses_is_one_sentence(catalogue):
    record, offer = found("Policji", "download")
    layer = offers.Layer("ms:nie_ma", "Nie ma", crs=("EPSG:2180",))
    with pytest.raises(KmzbError) as caught:
        offer_layers.build(Wish(record, offer, layer, "EPSG:2180"))
    assert "'Nie ma' cannot be shown" in caught.value.message


# -- kmzb:searchcatalogue


def test_a_table_of_what_was_found(catalogue, run, tmp_path):
    target = tmp_path / "katalog.gpkg"
    given = {"WORDS": "Rejestru granic", "KIND": 0, "EXTENT": "19.9,19.95,50.0,50.05 [EPSG:4326]", "MOST": 100,
             "OUTPUT": str(target)}  # fmt: skip
    done = run("searchcatalogue", **given)
    layer = QgsVectorLayer(str(target), "t", "ogr")
    rows = {row["id"]: row for row in layer.getFeatures()}
    assert done["COUNT"] == done["MATCHED"] == len(rows) == 3
    row = rows["prg-wfs"]
    assert row["wfs"] == f"{catalogue.prg.address}?" and row["conditions"] == "Dane PRG do dowolnego użytku."
    assert row["title"] == "Usługa pobierania (WFS) Państwowego Rejestru Granic" and row["west"] == 14.1
    assert "GetRecordById" in row["record_url"] and row["organization"] == made.GUGIK


def test_a_table_for_a_spreadsheet_runs_nothing(catalogue, run, tmp_path, monkeypatch):
    formula = made.answer(made.record(made.Entry("x", '=HYPERLINK("http://x")')))
    monkeypatch.setitem(ANSWERS, "dublin", (200, "text/xml", formula))
    catalogue.failure = "dublin"
    target = tmp_path / "katalog.csv"
    assert run("searchcatalogue", WORDS="x", KIND=0, MOST=5, OUTPUT=str(target))["COUNT"] == 1
    (row,) = csv.DictReader(target.open(encoding="utf-8", newline=""))
    assert row["title"] == '\'=HYPERLINK("http://x")'


def test_the_algorithm_says_what_is_wrong(catalogue, run):
    for given, words in (
        ({"WORDS": "a " * 20}, "at most 12 words"),
        ({"EXTENT": "0,0,0,0 [EPSG:4326]"}, "nowhere on earth"),
    ):
        with pytest.raises(QgsProcessingException) as caught:
            run("searchcatalogue", KIND=0, MOST=5, OUTPUT="memory:", **given)
        assert words in str(caught.value)
    catalogue.failure = "html"
    with pytest.raises(QgsProcessingException) as caught:
        run("searchcatalogue", WORDS="x", KIND=0, MOST=5, OUTPUT="memory:")
    assert "web page instead of records" in str(caught.value)
