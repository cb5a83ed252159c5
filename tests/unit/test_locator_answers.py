"""Answers of ULDK and UUG, right and wrong: what is read of them, and the one sentence for each wrong one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kmzb_qgis.geoportal import answers, plausible, uldk, uug
from kmzb_qgis.toolbelt.errors import KmzbError

PARCEL = "POLYGON((567050 244200,567090 244200,567090 244240,567050 244240,567050 244200))"  # in Kraków
NAMES = "126105_9.0001.12/3|12/3|Śródmieście|Kraków-Śródmieście|Kraków|małopolskie"
ROW = f"SRID=2180;{PARCEL}|{NAMES}"
HTML = "<!DOCTYPE html><html><head><style>b{}</style></head><body><h1>Przerwa techniczna</h1></body></html>"
XML = (
    '<?xml version="1.0"?><ServiceExceptionReport><ServiceException>Błąd bazy &amp; sieci</ServiceException>'
    "</ServiceExceptionReport>"
)


def parcels(text, asked=None, content_type="text/plain"):
    return uldk.read(text if isinstance(text, bytes) else text.encode(), content_type, "parcel", asked)


def addresses(document, asked=None, content_type="application/json"):
    body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    return uug.read(body, content_type, asked)


def marki(**other):
    return {
        "city": "Marki", "street": "ulica Andersa", "number": "1", "code": "05-270", "teryt": "143402_1",
        "x": "646384.73", "y": "499203.06", "accuracy": "1", "jednostka": "{Polska,mazowieckie,wołomiński,Marki}",
        **other,
    }  # fmt: skip


def only(**other):
    return {"type": "address", "found objects": 1, "results": {"1": marki(**other)}}


def test_a_parcel_is_read_with_its_units():
    (found,) = parcels(f"0\n{ROW}\n")
    assert (found.kind, found.teryt) == ("parcel", "126105_9.0001.12/3")
    assert "12/3" in found.title and "Śródmieście" in found.title
    assert found.detail == "126105_9.0001.12/3 · Kraków-Śródmieście, Kraków, małopolskie"
    assert 567050 < found.x < 567090 and 244200 < found.y < 244240 and found.wkt.startswith("Polygon")


def test_several_rows_and_a_count_in_the_status():
    second = ROW.replace("126105_9.0001.12/3", "126105_9.0002.12/3")
    assert [place.teryt[9:13] for place in parcels(f"2\r\n{ROW}\r\n{second}\r\n")] == ["0001", "0002"]
    assert len(parcels(f"999999999\n{ROW}\n")) == 1  # a count is a claim, no order to reserve room
    assert len(parcels("80\n" + f"{ROW}\n" * 80)) == uldk.MOST_ROWS


@pytest.mark.parametrize("text", ["-1 brak wyników", "-1 brak wyników\n", " -1  brak wyników \r\n\r\n"])
def test_no_result_is_none(text):
    assert parcels(text) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso-8859-2"])
def test_polish_letters_survive_every_encoding(encoding):
    kind = f"text/plain; charset={encoding}" if encoding == "iso-8859-2" else "text/plain"
    assert parcels(f"0\n{ROW}".encode(encoding), content_type=kind)[0].parts["region"] == "Śródmieście"
    assert parcels("-1 brak wyników".encode(encoding)) == []


def test_a_charset_nobody_knows_is_no_obstacle():
    assert parcels(f"0\n{ROW}", content_type="text/plain; charset=windows-polish")[0].parts["county"] == "Kraków"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ULDK sent an empty answer"),
        (" \r\n", "ULDK sent an empty answer"),
        (HTML, "ULDK sent a web page instead of data"),
        (XML, "ULDK reports an error: Błąd bazy & sieci."),
        ("-1 brak wyników\nbłędny format odpowiedzi XML, usługa zwróciła\n", "county's own register"),
        ("-1 Brak połączenia ze zbiorczą bazą", "county's own register"),
        ("-2 niepoprawny identyfikator", "ULDK reports an error: niepoprawny identyfikator."),
        ("-1", "ULDK reports an error: -1."),
        ("błąd wewnętrzny usługi", "county's own register"),
        ("error: bad xy", "ULDK reports an error: error: bad xy."),
        ("witaj", "cannot be understood"),
        ('{"status": 0}', "cannot be understood"),
        ("0.5\nx", "cannot be understood"),
        ("1\n", "cannot be understood"),
        ("0\n" + ROW[:70], "cannot be understood"),  # cut off
        (f"0\n{ROW}|more", "cannot be understood"),
        ("0\n" + ROW.replace("2180", "4326"), "cannot be understood"),
        ("0\n" + ROW.replace("567050 244200", "NaN 244200"), "cannot be understood"),
        ("0\n" + ROW.replace("POLYGON((", "POLYGON(("[:-1]), "cannot be understood"),
        ("0\n" + f"SRID=2180;POLYGON((1 1,2 1,2 2,1 1))|{NAMES}", "cannot be understood"),  # not in Poland
        ("0\n||||||", "cannot be understood"),
    ],
)
def test_each_wrong_answer_of_uldk_is_one_sentence(text, words):
    with pytest.raises(KmzbError) as told:
        parcels(text)
    assert words in told.value.message and told.value.message.endswith(".") and "\n" not in told.value.message


def swapped(row):
    return row.replace(PARCEL, "POLYGON((244200 567050,244200 567090,244240 567090,244240 567050,244200 567050))")


def test_swapped_axes_are_told_by_the_voivodeship_and_by_the_place_asked_about():
    for asked in (None, (567070.0, 244220.0)):
        (found,) = parcels(f"0\n{swapped(ROW)}", asked)
        assert 567050 < found.x < 567090 and 244200 < found.y < 244240
        assert "567050 244200" in found.wkt.replace(".00", "")
    with pytest.raises(KmzbError):
        parcels(f"0\n{ROW}", (600000.0, 244220.0))  # it was asked about another place


def test_good_rows_stay_when_others_are_wrong():
    assert len(parcels(f"3\nspam\n{ROW}\nSRID=2180;POLYGON((NaN 1))|{NAMES}\n")) == 1


@pytest.mark.parametrize(
    ("text", "kind", "request_name", "code"),
    [
        ("126105_9.0001.12/3", "parcel", "GetParcelById", "126105_9.0001.12/3"),
        ("126105_9.0001.AR_4.12", "parcel", "GetParcelById", "126105_9.0001.AR_4.12"),
        ("126105_9.0001", "region", "GetRegionById", "126105_9.0001"),
        ("1261011", "commune", "GetCommuneById", "126101_1"),
        ("126101_1", "commune", "GetCommuneById", "126101_1"),
        ("1261", "county", "GetCountyById", "1261"),
        ("Krzewina  134/2", "parcel", "GetParcelByIdOrNr", "Krzewina 134/2"),
        ("Żabia Wola", "region", "GetRegionByNameOrId", "Żabia Wola"),
    ],
)
def test_what_a_person_types_is_asked_the_right_way(text, kind, request_name, code):
    found, question = uldk.by_text(text)
    assert (found, question["request"], question["id"]) == (kind, request_name, code)
    assert question["result"].startswith("geom_wkt,teryt,") and question["srid"] == "2180"


def test_a_unit_has_fewer_columns():
    row = f"SRID=2180;{PARCEL}|1261011|Kraków|Kraków|małopolskie"
    (found,) = uldk.read(f"0\n{row}".encode(), "", "commune")
    assert found.teryt == "1261011" and found.detail == "1261011 · Kraków, małopolskie"


def test_an_address_is_read():
    (found,) = addresses(only())
    assert (found.kind, found.title, found.x, found.y) == ("address", "Marki, ulica Andersa 1", 646384.73, 499203.06)
    assert found.detail == "05-270 · Marki, wołomiński, mazowieckie" and found.teryt == "143402_1"


def test_kinds_lists_and_numbers_of_many_spellings():
    assert addresses(only(street=None, number="45"))[0].title == "Marki 45"
    assert addresses(only(number=None))[0].kind == "street" and addresses(only(street="", number=""))[0].kind == "city"
    assert addresses(only(x=646384.73, y="499203,06"))[0].y == 499203.06
    assert addresses(only(number=7))[0].title.endswith(" 7")
    assert len(addresses({"results": [marki(), marki(number="2")]})) == 2
    many = {str(n): marki(number=str(n)) for n in range(500)}
    assert len(addresses({"found objects": 10**12, "results": many})) == uug.MOST_ROWS


@pytest.mark.parametrize("results", [None, {}, []])
def test_no_address_is_none(results):
    assert addresses({"type": "address", "found objects": 0, "results": results}) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"x": "NaN"}, {"x": float("nan")}, {"y": float("inf")}, {"x": None}, {"x": True}, {"x": {}}, {"x": "1e999"},
        {"x": 10**400}, {"x": "12", "y": "13"}, {"city": None}, {"city": ["Marki"]}, {"x": "abc"},
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_right_is_left_out(odd):
    assert [place.title for place in addresses({"results": {"1": marki(**odd), "2": marki()}})] == [
        "Marki, ulica Andersa 1"
    ]
    with pytest.raises(KmzbError, match="cannot be understood"):
        addresses(only(**odd))


@pytest.mark.parametrize("other", [{}, {"teryt": ""}, {"jednostka": None}])
def test_swapped_coordinates_of_an_address_are_put_right(other):
    """Known by the number of the voivodeship, or by its name."""
    there = {"teryt": "126101_1", "jednostka": "{Polska,małopolskie,Kraków,Kraków}", **other}
    (found,) = addresses(only(x="240000", y="567000", **there))
    assert (found.x, found.y) == (567000.0, 240000.0)


def test_the_nearest_address_comes_first():
    near = addresses({"results": {"1": marki(number="9", x="646900"), "2": marki()}}, asked=(646380.0, 499200.0))
    assert [place.parts["number"] for place in near] == ["1", "9"]
    assert near[0].distance == pytest.approx(5.63, abs=0.01)
    with pytest.raises(KmzbError):
        addresses(only(), asked=(300000.0, 499200.0))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "UUG sent an empty answer"),
        (HTML.encode(), "UUG sent a web page"),
        (XML.encode(), "UUG reports an error: Błąd bazy & sieci."),
        (b'{"results": {"1": {"city": "Mar', "cannot be understood"),
        (b"[1, 2]", "cannot be understood"),
        (b"null", "cannot be understood"),
        (b'"text"', "cannot be understood"),
        (b'{"type": "address"}', "cannot be understood"),
        (b'{"results": 7}', "cannot be understood"),
        (b'{"results": "none"}', "cannot be understood"),
        (b'{"results": [1, null, "x"]}', "cannot be understood"),
        (b"[" * 100_000, "cannot be understood"),
        ('{"error": "błędne zapytanie"}'.encode(), "UUG reports an error: błędne zapytanie."),
        ('{"error": "zły układ", "results": null}'.encode("cp1250"), "zły układ"),
    ],
)  # fmt: skip
def test_each_wrong_answer_of_uug_is_one_sentence(body, words):
    with pytest.raises(KmzbError) as told:
        addresses(body)
    assert words in told.value.message and told.value.message.endswith(".") and "\n" not in told.value.message


def test_boxes_of_voivodeships_are_known_by_code_and_by_name():
    krakow = (567000.0, 244000.0)
    assert plausible.box_of("1261011") == plausible.box_of(name="Województwo Małopolskie") == plausible.box_of("12")
    assert plausible.inside(plausible.box_of("12"), *krakow) and not plausible.inside(plausible.box_of("22"), *krakow)
    assert plausible.box_of("99") == plausible.box_of() == plausible.poland()
    assert plausible.is_swapped(plausible.poland(), float("nan"), 1.0) is None


def test_a_long_reason_is_cut_and_kept_whole_in_the_details():
    with pytest.raises(KmzbError) as told:
        parcels("-1 " + "bardzo " * 60)
    assert len(told.value.message) < 170 and "…" in told.value.message
    assert len(told.value.details) > 300
    assert answers.words("<p>A &amp; <b>B</b></p>") == "A & B"


@pytest.mark.parametrize(("begin", "tag"), [("<html>", "<script "), ("<?xml ", "<")])
def test_a_page_made_to_hang_the_reader_is_still_one_sentence(begin, tag):
    """Tags without an end: a search for each one's end through all of the page would take days, and stop QGIS."""
    script = (
        "import sys; from kmzb_qgis.geoportal import answers; from kmzb_qgis.toolbelt.errors import KmzbError\n"
        "try: answers.refuse_page('ULDK', sys.stdin.read())\n"
        "except KmzbError as error: print(len(error.details) <= answers.DETAILS)"
    )
    root = Path(answers.__file__).parents[2]
    hostile = begin + tag * 400_000
    ran = subprocess.run(
        [sys.executable, "-c", script], input=hostile, capture_output=True, text=True, timeout=60, cwd=root
    )
    assert ran.stdout.strip() == "True", ran.stderr


def test_a_page_of_any_length_still_tells_its_words():
    page = f"<html><body><h1>Przerwa</h1>{'<p>x</p>' * 100_000}</body></html>"
    with pytest.raises(KmzbError) as caught:
        answers.refuse_page("ULDK", page)
    assert caught.value.details.startswith("Przerwa x x")


def test_texts_too_long_for_a_name_are_cut():
    (found,) = parcels(f"0\n{ROW.replace('Śródmieście', 'Ś' * 50_000)}\n")
    assert len(found.title) < 300 and len(found.detail) < 800
    assert addresses(only(city="M" * 50_000))[0].title.startswith("MMM")


def test_a_number_of_a_million_digits_is_no_number():
    """Python would work on it for minutes, and QGIS would wait."""
    body = json.dumps(only()).replace('"646384.73"', "9" * 1_000_000).encode()
    with pytest.raises(KmzbError, match="cannot be understood"):
        addresses(body)
    (found,) = addresses(only(number=7))
    assert found.parts["number"] == "7"
