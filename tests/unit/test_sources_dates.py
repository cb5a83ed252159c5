"""Dates in the three forms, in Warsaw time also where the clocks change."""

import pytest
from source_files import TOWNS, Feedback, read, reports, write_csv, write_ogr

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.sources.dates import Dates, are_plain
from kmzb_qgis.toolbelt.errors import KmzbError


def ms(text):
    return int(warsaw.from_text(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-09-28T10:15:00Z", "2024-09-28T10:15:00Z"),
        ("2024-09-28T10:15:00.123Z", "2024-09-28T10:15:00.123Z"),
        ("2024-09-28 10:15:00+02:00", "2024-09-28T08:15:00Z"),
        ("2024-09-28T10:15-0130", "2024-09-28T11:45:00Z"),
        ("2024-09-28T10:15:00", "2024-09-28T08:15:00Z"),  # without a zone: Warsaw, summer
        ("2024-01-28 10:15", "2024-01-28T09:15:00Z"),  # winter
        ("2024-09-28", "2024-09-27T22:00:00Z"),
        ("28.09.2024", "2024-09-27T22:00:00Z"),
        ("28.09.2024 10:15", "2024-09-28T08:15:00Z"),
        ("28.09.2024, 10:15:30", "2024-09-28T08:15:30Z"),
        ("8.9.2024 9:05", "2024-09-08T07:05:00Z"),
        ("28.09.2024 r.", "2024-09-27T22:00:00Z"),
        ("2024/03/25 08:00:01.500+01", "2024-03-25T07:00:01.500Z"),  # GDAL's own
        ("29.02.2024 12:00", "2024-02-29T11:00:00Z"),
        # the hours around both changes of the clocks
        ("31.03.2024 01:59:59", "2024-03-31T00:59:59Z"),
        ("31.03.2024 03:00", "2024-03-31T01:00:00Z"),
        ("27.10.2024 01:59", "2024-10-26T23:59:00Z"),
        ("27.10.2024 03:00", "2024-10-27T02:00:00Z"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00Z"),  # a zone leaves no doubt
    ],
)
def test_forms(text, instant):
    dates = Dates()
    assert dates.column([text]) == ([ms(instant)], {})
    assert dates.doubled == 0


def test_the_doubled_hour_is_the_first_and_is_counted():
    dates = Dates()
    found, flaws = dates.column(["27.10.2024 02:30", "2024-10-27T02:30:00", "27.10.2024 02:30"])
    assert found == [ms("2024-10-27T00:30:00Z")] * 3  # summer time, UTC+2
    assert not flaws
    assert dates.doubled == 3


def test_the_missing_hour_is_refused_with_its_reason():
    found, flaws = Dates().column(["31.03.2024 02:00", "2024-03-31 02:59:59", "31.03.2024 04:00"])
    assert found[:2] == ["31.03.2024 02:00", "2024-03-31 02:59:59"]
    assert flaws == {
        0: "'31.03.2024 02:00' never was in Warsaw: the clocks went forward then.",
        1: "'2024-03-31 02:59:59' never was in Warsaw: the clocks went forward then.",
    }


@pytest.mark.parametrize(
    "text",
    [
        "wczoraj",
        "09/28/2024",
        "28.09.24",
        "2024-13-01",
        "31.02.2024",
        "28.09.2024 24:00",
        "28.09.2024 10:61",
        "1.2",
        "2024"[:2] + ":00",
    ],
)
def test_what_is_no_date_is_refused(text):
    (found,), flaws = Dates().column([text])
    assert found == text
    assert text in flaws[0]


@pytest.mark.parametrize("value", ["", None, "  ", "1711353600000", "-62135596800000", "1711353600000.0"])
def test_blanks_and_milliseconds_stay(value):
    assert Dates().column([value]) == ([value], {})


def test_a_stated_form_takes_no_other():
    for form, good, bad in (
        ("ms", "1711353600000", "2024-03-25"),
        ("iso", "2024-03-25", "25.03.2024"),
        ("dmy", "25.03.2024", "1711353600000"),
    ):
        _, flaws = Dates(form).column([good, bad])
        assert list(flaws) == [1]
        assert "is not a date of the form" in flaws[1]


def test_plain_columns_are_known_at_once():
    assert are_plain(["1711353600000", "", "-62135596800000"])
    assert are_plain(["", ""])
    assert not are_plain(["1711353600000", "2024-03-25"])
    assert not are_plain(["25.03.2024"])
    assert not are_plain(["1711353600000.0"])


@pytest.mark.parametrize("form", ["%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"])
def test_files_in_words_say_the_same_as_milliseconds(tmp_path, form):
    from datetime import datetime, timedelta

    rows = reports()
    start = datetime(2024, 10, 20, 0, 7, 11)
    for index, row in enumerate(rows):
        row["Data utworzenia"] = (start + timedelta(hours=31 * index)).strftime(form)
        row["Data zdarzenia"] = "27.10.2024 02:15" if index == 2 else ""
    feedback = Feedback()
    found = read(write_csv(tmp_path / "a.csv", rows), feedback)
    wanted = [
        (start + timedelta(hours=31 * index)).replace(tzinfo=warsaw.WARSAW).timestamp() * 1000
        for index in range(len(TOWNS))
    ]
    assert [row["reported"] for row in found] == wanted
    assert found[2]["event"] == ms("2024-10-27T00:15:00Z")
    assert [text for text in feedback.said if "twice" in text] == [
        "1 time falls into the hour that comes twice when summer time ends; the first was taken."
    ]


@pytest.mark.parametrize(("name", "driver"), [("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON")])
def test_date_fields_with_a_zone(tmp_path, name, driver):
    rows = reports(
        **{"Data utworzenia": (2024, 9, 28, 10, 15, 0.25, 108), "Data zdarzenia": (2024, 9, 28, 10, 0, 0.0, 100)}
    )
    for row in read(write_ogr(tmp_path / name, rows, driver)):
        assert (row["reported"], row["event"]) == (ms("2024-09-28T08:15:00.250Z"), ms("2024-09-28T10:00:00Z"))


def test_a_wrong_form_is_a_sentence(tmp_path):
    with pytest.raises(KmzbError, match="'us' is none of ms, iso, dmy"):
        read(write_csv(tmp_path / "a.csv", reports()), date_form="us")
