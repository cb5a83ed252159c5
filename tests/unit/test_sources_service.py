"""The reader of the data service against a stand-in on a real socket."""

import threading
import time
from datetime import datetime

import numpy as np
import pytest

from kmzb_qgis.catalogue import UnknownName, warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.sources.answer import COLUMNS
from kmzb_qgis.sources.service import Query, Service, base_address
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.standins.filter_language import BadFilter, evaluate
from tests.standins.kmzb_service import Quirks, serving

POLAND = (165000.0, 125000.0, 870000.0, 805000.0)
END = warsaw.from_text("2026-09-01T12:00:00Z")


class Feedback:
    """QgsFeedback's shape; cancels after some warnings."""

    def __init__(self, stop=None):
        self.said, self.warned, self.percents, self.stop = [], [], [], stop

    def isCanceled(self):
        return self.stop is not None and self.stop(self)

    def setProgress(self, value):
        self.percents.append(value)

    def pushInfo(self, text):
        self.said.append(text)

    def pushWarning(self, text):
        self.warned.append(text)


def feature(number, x=500000.0, y=400000.0, **attributes):
    entry = {
        "OBJECTID": number, "Typ": "Żebractwo", "Status": "Nowe", "TERYT": "1465011", "Data utworzenia": 1700000000000,
        "Data zdarzenia": None, "Data modyfikacji": 1700000000000, "Pora dnia": 1, "Dni tygodnia": 3,
    }  # fmt: skip
    entry.update(attributes)
    geometry = None if x is None else {"x": x, "y": y, "spatialReference": {"wkid": 2180}}
    return {"attributes": entry, "geometry": geometry, "attachments": None}


@pytest.fixture(scope="module")
def many():
    data = sample.make(3000, 5, END)
    return [
        feature(int(number), None if np.isnan(x) else float(x), float(y))
        for number, x, y in zip(data["objectid"], data["x"], data["y"])
    ]


def read(server, query=None, feedback=None, **options):
    reader = Service(server.address, pause_s=0.0, feedback=feedback, **options)
    rows = [row for _, batch, _ in reader.read(query or Query(POLAND)) for row in batch]
    return [dict(zip(COLUMNS, row)) for row in rows]


@pytest.mark.parametrize("quirks", [Quirks(limit=300), Quirks(limit=300, some_points=True), Quirks(limit=10_000)])
def test_every_report_comes_once(many, quirks):
    feedback = Feedback()
    with serving(many, quirks) as server:
        rows = read(server, feedback=feedback)
        asked = len(server.requests)
    assert sorted(row["objectid"] for row in rows) == sorted(f["attributes"]["OBJECTID"] for f in many)
    assert any(row["x"] is None for row in rows)
    assert (asked > 20) == (quirks.limit == 300)
    assert feedback.percents == sorted(feedback.percents)
    assert feedback.percents[-1] == pytest.approx(90)


def test_points_on_shared_edges_come_once():
    middle_e, middle_n = (165000 + 870000) / 2, (125000 + 805000) / 2
    points = [feature(1, middle_e, middle_n), feature(2, middle_e, 300000.0), feature(3, 200000.0, middle_n)]
    points.append(feature(4, 800000.0, 700000.0))
    with serving(points, Quirks(limit=3)) as server:
        rows = read(server)
        assert len(server.requests) == 5
    assert sorted(row["objectid"] for row in rows) == [1, 2, 3, 4]


def test_the_newer_of_two_that_differ_is_kept():
    old, new = feature(1), feature(1, Status="Weryfikacja", **{"Data modyfikacji": 1700000000001})
    for order in ([old, new], [new, old]):
        with serving(order) as server:
            (row,) = read(server)
        assert row["status"] == "Weryfikacja"


def test_request_is_what_the_service_knows():
    query = Query(
        (500000, 400000, 510000.5, 410000),
        ("Zła organizacja ruchu drogowego", "Żebractwo"),
        ("Potwierdzone (przekazane poza Policję)", "Nowe"),
        datetime(2024, 9, 21, tzinfo=warsaw.WARSAW),
    )
    with serving([feature(1, 505000.0, 405000.0, **{"Data modyfikacji": 1726869600000})]) as server:
        assert len(read(server, query)) == 1
        path, expression = server.requests[0], server.filters()[0]
    assert "/iMapLite/imlDataService/service/data/clust/get/4028e4e54e6ceb84014e6ced4d1c0000/" in path
    assert "?bbox=500000,400000,510000.5,410000&s=-1&filtr=%28%27Typ" in path
    assert expression == (
        '(\'Typ\'="Zła organizacja ruchu drogowego","Żebractwo")'
        ' AND (\'Status\'="Potwierdzone (przekazane poza Policję)","Nowe")'
        " AND ('Data modyfikacji'>=1726869600000)"
    )


def test_filter_is_obeyed_and_knows_only_the_catalogue():
    points = [feature(1), feature(2, Typ="Utonięcia"), feature(3, **{"Data modyfikacji": 1600000000000})]
    since = warsaw.from_epoch_ms(1650000000000)
    with serving(points) as server:
        assert [row["objectid"] for row in read(server, Query(POLAND, ("Żebractwo",), ("Nowe",), since))] == [1]
    with pytest.raises(UnknownName, match="Żebractwo"):
        Query(POLAND, ("Zebractwo",)).filter()


@pytest.mark.parametrize(
    ("quirks", "name", "value"),
    [
        (Quirks(underscores=True), "modified", 1700000000000),
        (Quirks(sentinel=-62135596800000), "event", -62135596800000),
        (Quirks(numbers_as_text=True), "modified", "1700000000000"),
    ],
)
def test_spellings(quirks, name, value):
    with serving([feature(1)], quirks) as server:
        (row,) = read(server)
    assert row[name] == value


def test_unknown_keys_are_told_once(many):
    feedback = Feedback()
    with serving(many[:900], Quirks(limit=300, extra_keys=True)) as server:
        assert len(read(server, feedback=feedback)) == 900
    assert sum("Nowe pole" in text for text in feedback.said) == 1


@pytest.mark.parametrize(
    "faults", [["500"] * 3, ["503", "429"], ["html"], ["truncated"], ["drop", "drop"], ["no-features"], ["nothing"]]
)
def test_passing_faults_are_outlived(faults):
    feedback = Feedback()
    with serving([feature(1)], Quirks(faults=list(faults))) as server:
        assert len(read(server, feedback=feedback)) == 1
        assert len(server.requests) == len(faults) + 1
    assert len(feedback.warned) == len(faults)
    assert all("Trying again" in text for text in feedback.warned)


def test_growing_pause():
    feedback = Feedback()
    with serving([feature(1)], Quirks(faults=["500"] * 3)) as server:
        read(server, feedback=feedback)
    waits = [float(text.split(" in ")[-1].split(" s")[0]) for text in feedback.warned]
    assert waits == [0.04, 0.08, 0.16]


def test_retry_after_is_honoured():
    feedback = Feedback()
    with serving([feature(1)], Quirks(faults=["429"], retry_after="1")) as server:
        started = time.monotonic()
        read(server, feedback=feedback)
        assert time.monotonic() - started >= 1
    assert "in 1 s" in feedback.warned[0]


def test_a_wish_to_wait_for_hours_ends_the_run():
    with serving([feature(1)], Quirks(faults=["503"], retry_after="7200")) as server:
        with pytest.raises(KmzbError, match="busy and asks to wait"):
            read(server)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("500", "has a fault of its own"),
        ("html", "is a web page"),
        ("truncated", "breaks off"),
        ("drop", "dropped the connection"),
        ("error", "'features' is missing"),
        ("list", "'features' is missing"),
        ("nothing", "is empty"),
    ],
)
def test_lasting_fault_fails_the_run_and_says_what_was_not_read(many, fault, words):
    faults = ["", ""] + [fault] * 5  # the whole and the first quarter go well
    with serving(many, Quirks(limit=2000, faults=faults)) as server, pytest.raises(KmzbError) as caught:
        read(server)
    assert words in caught.value.message, caught.value.details
    assert "Not read: area E 517500–870000, N 125000–465000" in caught.value.message
    assert "Nothing was changed" in caught.value.message


def test_404_is_not_asked_again():
    with serving([feature(1)], Quirks(faults=["404"] * 5)) as server:
        with pytest.raises(KmzbError, match="There is nothing at"):
            read(server)
        assert len(server.requests) == 1


def test_a_server_that_was_never_there_is_not_asked_again():
    with serving([feature(1)]) as server:
        pass
    feedback = Feedback()
    with pytest.raises(KmzbError, match="refuses the connection"):
        read(server, feedback=feedback)
    assert feedback.warned == []


@pytest.mark.parametrize("fault", ["drip", "silent"])
def test_slow_answers_time_out_and_are_asked_again(fault):
    feedback = Feedback()
    with serving([feature(1)], Quirks(faults=[fault])) as server:
        assert len(read(server, feedback=feedback, timeout_s=0.5)) == 1
    assert "did not answer within 0.5 s" in feedback.warned[0]


def test_empty_answer_is_a_failure():
    with serving([feature(1)], Quirks(empty=True)) as server, pytest.raises(KmzbError, match="no report at all"):
        read(server)


def test_more_at_one_place_than_the_service_gives():
    with serving([feature(number) for number in range(5)], Quirks(limit=4)) as server:
        with pytest.raises(KmzbError, match="than the service gives as points") as caught:
            read(server)
        assert len(server.requests) < 100
    assert "E 49999" in caught.value.message or "E 50000" in caught.value.message


def test_clusters_whose_parts_are_empty_are_a_failure():
    """Also where each answer has reports without a place: those say nothing about an area."""
    quirks = Quirks(limit=4, drop_children=True)
    points = [*(feature(number) for number in range(1, 6)), feature(6, None)]
    with serving(points, quirks) as server, pytest.raises(KmzbError, match="speaks of reports"):
        read(server)


def test_one_part_that_lost_its_clusters_is_a_failure(many):
    middle_e, middle_n = (POLAND[0] + POLAND[2]) / 2, (POLAND[1] + POLAND[3]) / 2
    corner = (middle_e, middle_n, POLAND[2], POLAND[3])
    quirks = Quirks(limit=300, drop_box=corner)
    with serving(many, quirks) as server, pytest.raises(KmzbError, match="speaks of reports") as caught:
        read(server)
    assert "E 517500–870000, N 465000–805000" in caught.value.message


def test_cancel_between_and_within_requests(many):
    with serving(many, Quirks(limit=100)) as server:
        with pytest.raises(Cancelled):
            read(server, feedback=Feedback(lambda _: len(server.requests) > 5))
        assert len(server.requests) < 10
    done = threading.Event()
    threading.Timer(0.3, done.set).start()
    with serving(many, Quirks(faults=["silent"])) as server, pytest.raises(Cancelled):
        read(server, feedback=Feedback(lambda _: done.is_set()))


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://h/iMapLite", "http://h/iMapLite"),
        (" http://h/iMapLite/ ", "http://h/iMapLite"),
        ("https://h/a/imlDataService/service/data", "https://h/a"),
    ],
)
def test_base_address(url, base):
    assert base_address(url) == base


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Give the address"),
        (" ", "Give the address"),
        ("h/x", "http"),
        ("http://[h", "http"),
        ("http://h:a", "http"),
    ],
)
def test_no_address_is_ever_guessed(url, words):
    with pytest.raises(KmzbError, match=words):
        base_address(url)


def test_stand_in_evaluates_the_grammar():
    columns = {"Typ": np.array(["A", "B", "C"]), "n": np.array([1.0, 2.0, np.nan])}
    for text, expected in [
        ("", [True, True, True]),
        ('(\'Typ\'="A","C")', [True, False, True]),
        ("('Typ'!=\"A\") AND ('n'>=2)", [False, True, False]),
        ("('Typ'=\"A\") OR (('n'>=2) AND ('Typ'!=\"C\"))", [True, True, False]),
    ]:
        assert evaluate(text, columns, 3).tolist() == expected
    for text in ("('Typ'=A)", "('Typ'=\"A\"", "('X'=\"A\")", "'Typ'", "('Typ'=\"A\") XOR", "('Typ'>=\"A\")"):
        with pytest.raises(BadFilter):
            evaluate(text, columns, 3)
