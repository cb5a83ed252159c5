"""Units from a real MapServer that serves PRG's types as the geoportal does, faults included."""

import json

import pytest
from qgis.core import QgsProcessingException
from units_help import Words, boxes, digest, import_units, rows

from kmzb_qgis.geoportal import prg, unit_levels
from kmzb_qgis.toolbelt import net, settings
from kmzb_qgis.toolbelt.errors import Cancelled
from tests.standins import prg as standin
from tests.standins.prg import UNITS, PrgServer

pytestmark = pytest.mark.skipif(not standin.MAPSERV.exists(), reason="MapServer (cgi-mapserver) is not installed")
KRAKOW = pytest.approx((560000, 578000, 238000, 251000), abs=2)  # E and N; the R-tree keeps single precision
LEVELS = {"A01": "voivodeship", "A02": "county", "A03": "municipality"}


@pytest.fixture
def service(run, monkeypatch):
    monkeypatch.setattr(prg, "PAUSES_S", (0.05, 0.1))
    with PrgServer() as server:
        yield server


@pytest.mark.parametrize("kind", UNITS)
def test_every_type_is_read(service, store, kind):
    level = LEVELS.get(kind, kind)
    words = Words()
    outputs = import_units(store, level, service.address, words)
    assert (outputs["NEW"], outputs["CHANGED"], outputs["ENDED"]) == (len(UNITS[kind]), 0, 0)
    found = rows(store, level)
    assert [row[0] for row in found.values()] == [name for _, name, _ in UNITS[kind]]  # Polish letters and all
    codes = [code or standin.identity(kind, number) for number, (code, _, _) in enumerate(UNITS[kind], 1)]
    assert list(found) == codes
    assert [row[1] for row in found.values()] == [code if kind[0] == "A" else None for code in codes]
    assert {row[3:] for row in found.values()} == {("2012-09-26", None)}
    assert "! The source gives its coordinates in the wrong order" not in words.text


def test_krakow_lies_where_krakow_lies(service, store):
    import_units(store, "county", service.address)
    assert boxes(store, "county")["1261"] == KRAKOW
    assert rows(store, "county")["1261"][2] == "12"
    import_units(store, "municipality", service.address)
    assert rows(store, "municipality")["1261011"][2] == "1261"


@pytest.mark.parametrize("level", ["county", "K02", "K01"])
def test_a_service_against_the_rule_is_put_right_and_told(service, store, level):
    before = import_units(store, level, service.address)
    right = boxes(store, level)
    service.put(UNITS, turned=True)
    words = Words()
    outputs = import_units(store, level, service.address, words)
    assert "! The source gives its coordinates in the wrong order" in words.text
    assert boxes(store, level) == right
    assert (outputs["UNCHANGED"], outputs["GAPS"]) == (before["NEW"], before["GAPS"])


def test_police_units_lie_in_each_other_whatever_comes_first(service, store):
    for level in ("K05", "K04", "K03", "K02", "K01"):
        import_units(store, level, service.address)
    krakow = standin.identity("K01", 1)
    parents = {level: {unit: row[2] for unit, row in rows(store, level).items()} for level in ("K05", "K04", "K02")}
    assert parents["K05"] == {"12611": "1261", "12612": "1261", "146511": "14651"}
    assert parents["K04"] == {"14651": "1465", "14652": "1465"}
    assert parents["K02"] == {
        "1206": krakow, "1261": krakow, "1438": standin.identity("K01", 2), "2469": standin.identity("K01", 3),
    }  # fmt: skip
    assert rows(store, "K03")["1465"][2] is None


def test_the_warsaw_command_is_no_gap_among_the_others(service, store):
    words = Words()
    assert import_units(store, "K01", service.address, words)["GAPS"] == 1
    assert "A gap may be filled by a level that the store has not yet: Police: Warsaw command (K03)." in words.text
    import_units(store, "K03", service.address)
    again = import_units(store, "K01", service.address)
    assert (again["GAPS"], again["UNCHANGED"]) == (0, 3)


def test_the_same_again_changes_nothing_and_says_so(service, store):
    import_units(store, "county", service.address)
    before, words = digest(store), Words()
    outputs = import_units(store, "county", service.address, words)
    assert "The store has exactly these units already: nothing was changed." in words.text
    assert (outputs["NEW"], outputs["CHANGED"], outputs["UNCHANGED"]) == (0, 0, 5)
    assert digest(store) == before


def test_a_new_edition_changes_ends_and_brings_back(service, store):
    import_units(store, "municipality", service.address)
    moved = [(code, name.replace("Zielonki", "Zielonki-Wieś"), wkt) for code, name, wkt in UNITS["A03"]]
    service.put({**UNITS, "A03": [*moved[:4], ("2469022", "Katowice Nowe", moved[4][2])]})
    outputs = import_units(store, "municipality", service.address)
    assert [outputs[name] for name in ("NEW", "CHANGED", "UNCHANGED", "ENDED")] == [1, 1, 3, 1]
    found = rows(store, "municipality")
    assert found["1206162"][0] == "Zielonki-Wieś"
    assert found["2469011"][4] and found["2469022"][4] is None  # the ended one stays, with the day of its end
    service.put(UNITS)
    outputs = import_units(store, "municipality", service.address)
    assert (outputs["RETURNED"], outputs["ENDED"]) == (1, 1)
    assert rows(store, "municipality")["2469011"][4] is None


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("empty404", "HTTP 404"),
        ("nothing", "empty answer"),
        ("exception", "answered with an error: Błąd bazy danych"),
        ("html", "web page instead of data"),
        ("cut", "is not whole"),
        ("short", "announces 5 and holds 4"),
        ("down", "asks to wait"),
        ("other", "'X03_Granice_gmin' instead of 'A03_Granice_gmin'"),
    ],
)
def test_a_failed_answer_changes_nothing(service, store, failure, words):
    import_units(store, "municipality", service.address)
    before = digest(store)
    service.failure = failure
    with pytest.raises(QgsProcessingException, match=words):
        import_units(store, "municipality", service.address)
    assert digest(store) == before


def test_a_service_that_is_down_gives_no_answer_of_yesterday(service):
    """Qt's cache has the first answer and would give it again."""
    address = f"{service.address}?SERVICE=WFS&REQUEST=GetCapabilities"
    assert net.fetch(address).status == 200
    service.failure = "down"
    for _ in range(6):
        with pytest.raises(net.NetworkError) as caught:
            net.fetch(address)
        assert (caught.value.kind, caught.value.status) == ("http", 503)
        assert caught.value.body.startswith(b"<html>")


@pytest.mark.parametrize("failure", ["empty404", "nothing", "cut", "short", "down"])
def test_a_passing_fault_is_outlived(service, store, failure):
    service.failure, service.times = failure, 2
    assert import_units(store, "municipality", service.address)["NEW"] == 5
    assert service.times == 0


def test_a_slow_service_is_told_and_can_be_left(service, store):
    service.failure, before = "slow", digest(store)
    settings.put("service_timeout_s", 1)
    try:
        with pytest.raises(QgsProcessingException, match="within 1 s"):
            import_units(store, "municipality", service.address)
    finally:
        settings.put("service_timeout_s", settings.DEFAULTS["service_timeout_s"])
    with pytest.raises(Cancelled):
        words = Words("Asking")
        prg.Prg(service.address, feedback=words).download(unit_levels.level("county"), store.path.parent)
    assert digest(store) == before


@pytest.mark.parametrize("said", ["Asking", "Units read", "No gaps"])
def test_cancel_changes_nothing(service, store, said):
    before = digest(store)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        import_units(store, "municipality", service.address, Words(said))
    assert digest(store) == before


def test_pages_where_the_service_has_them(service, store, monkeypatch):
    monkeypatch.setattr(prg, "PAGE", 2)
    assert import_units(store, "municipality", service.address)["NEW"] == 5
    asked = [(query["STARTINDEX"], query["COUNT"]) for query in service.seen if "STARTINDEX" in query]
    assert asked == [("0", "2"), ("2", "2"), ("4", "2")]
    service.seen.clear()
    service.failure, words = "pages", Words()  # it offers pages and errs where they are asked for
    assert import_units(store, "municipality", service.address, words)["UNCHANGED"] == 5
    assert "! The service errs where it is asked for pages, so all was asked for at once." in words.text
    service.seen.clear()
    service.failure, service.pages = "", False
    assert import_units(store, "municipality", service.address)["UNCHANGED"] == 5
    assert not [query for query in service.seen if "STARTINDEX" in query or "COUNT" in query]


def test_a_limit_of_the_service_is_met_by_pages_or_told(run, store, monkeypatch):
    monkeypatch.setattr(prg, "PAUSES_S", ())
    with PrgServer(most=3) as server:  # MapServer then counts 3 matching units, though there are 5
        server.pages = False
        with pytest.raises(QgsProcessingException, match="no more than 3 units of an answer"):
            import_units(store, "municipality", server.address)
        assert rows(store, "municipality") == {}
        server.pages = True
        assert import_units(store, "municipality", server.address)["NEW"] == 5


@pytest.mark.parametrize("pages", [True, False])
def test_a_part_is_no_edition_where_only_the_answer_itself_says_so(service, store, monkeypatch, pages):
    """No count beforehand, and fewer units than match."""
    monkeypatch.setattr(prg, "PAUSES_S", ())
    service.failure, service.pages = "part", pages
    with pytest.raises(QgsProcessingException, match="gave 4 of 5 units"):
        import_units(store, "municipality", service.address)
    assert rows(store, "municipality") == {}


def test_an_address_as_people_paste_it(service, store):
    address = f"{service.address}?SERVICE=WFS&REQUEST=GetCapabilities&mapa=prg"
    assert import_units(store, "voivodeship", address)["NEW"] == 3
    assert {query["MAPA"] for query in service.seen} == {"prg"}


def test_without_a_source_the_catalogues_service_is_asked(service, store, tmp_path):
    path = tmp_path / "usługi.json"
    address = f"{service.address}?mapa=prg"
    path.write_text(json.dumps({"services": [{"id": "boundaries-wfs", "url": address}]}), encoding="utf-8")
    settings.put("catalogue_file", str(path))
    try:
        assert import_units(store, "voivodeship")["NEW"] == 3
    finally:
        settings.put("catalogue_file", "")
    assert {query["MAPA"] for query in service.seen} == {"prg"}


def test_a_service_without_the_type_says_what_it_has(service, store, monkeypatch):
    monkeypatch.setitem(standin.TYPES, "A03", "G03_Gminy")
    with PrgServer() as other, pytest.raises(QgsProcessingException, match="begins with 'A03'; it offers: "):
        import_units(store, "municipality", other.address)
