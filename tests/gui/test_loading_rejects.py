"""Rows that a load does not take: why, in words, and in a file that can be mended and imported."""

import pytest
from loading_help import HOUR, MONDAY, NAMES, bring, counts, one, reject_rows, reports, row

from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store.loading import Run, load


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"typ": "Zebractwo"}, "Unknown category 'Zebractwo'. Did you mean 'Żebractwo'?"),
        ({"typ": None}, "The category is missing."),
        ({"status": " "}, "The status is missing."),
        ({"typ": 77}, "Unknown category '77'."),
        ({"status": 77}, "Unknown status '77'."),
        ({"status": "nowe "}, "Did you mean 'Nowe'?"),
        ({"reported": None}, "The report's date '' is not epoch milliseconds."),
        ({"reported": "2024-03-25"}, "'2024-03-25' is not epoch milliseconds"),
        ({"reported": 1.5}, "'1.5' is not epoch"),
        ({"reported": 900000000000}, "earlier than 01.01.2000"),
        ({"reported": 32503680000000, "modified": 32503680000000}, "lies in the future"),
        ({"modified": ""}, "The change date '' is not"),
        ({"modified": 32503680000000}, "The change date lies in the future"),
        ({"event": "wczoraj"}, "'wczoraj' is not epoch"),
        ({"event": 10**17}, "is not epoch"),
        ({"part_of_day": "rano"}, "'rano' is not a whole number"),
        ({"days_of_week": 1.5}, "'1.5' is not a whole number"),
        ({"x": "567059,5"}, "The place '567059,5'"),
        ({"x": None}, "is not two numbers"),
        ({"y": "NaN"}, "is not two numbers"),
        ({"x": float("inf")}, "outside Poland's extent"),
        ({"x": 0, "y": 0}, "outside Poland's extent"),
        ({"x": 120000.0, "y": 830000.0}, "outside Poland's extent"),
        ({"x": 150000.0, "y": 830000.0}, "x and y seem to be swapped"),
        ({"description": "ż" * 501}, "longer than 500 characters"),
        ({"teryt": "krakowski"}, "not a TERYT code"),
        ({"objectid": "siedem"}, "OBJECTID 'siedem'"),
        ({"objectid": -7}, "OBJECTID '-7'"),
        ({"objectid": 2**70}, "OBJECTID '1.1805916207"),
        ({"typ": {"a": ["ż"]}}, 'Unknown category \'{"a": ["ż"]}\'.'),
        ({"typ": "\ud800"}, "Unknown category '?'"),
    ],
)
def test_rows_that_cannot_be_taken(store, tmp_path, cells, words):
    path = tmp_path / "odrzucone.csv"
    result = bring(store, row(objectid=50), row(**cells), row(objectid=51), rejects=path, first_row=1)
    assert counts(result) == (2, 0, 0, 0, 1)
    assert result.rejects == str(path)
    (told,) = reject_rows(path)
    assert words in told["Reason"]
    assert (told["Kind"], told["Row"]) == ("rejected", "3")
    assert [number for (number,) in reports(store, "service_id")] == [50, 51]
    assert one(store, "SELECT rejected, inserted FROM import_run") == (1, 2)


def test_rejected_rows_can_be_mended_and_imported(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="Zebractwo", teryt="0264011", x=245059.5, y=375219.25, description='=1+1;"ż"\n'), rejects=path)
    (told,) = reject_rows(path)
    assert told["Opis"] == '\'=1+1;"ż"\n'
    assert told["x"] == "245059.5"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Zebractwo", "Żebractwo"), encoding="utf-8")
    assert counts(load(store, Run("file", "a", "x"), read_file(path))) == (1, 0, 0, 0, 0)
    assert one(store, "SELECT teryt FROM report") == ("0264011",)


def test_a_mended_reject_file_comes_in_as_the_source_had_it(store, tmp_path):
    texts = ["- piją w parku", "=1+1", "'cudzysłów", "' - nie ruszać"]
    for number, text in enumerate(texts, 1):
        path = tmp_path / f"{number}.csv"
        bring(store, row(objectid=number, typ="Zebractwo", description=text), rejects=path)
        path.write_text(path.read_text(encoding="utf-8-sig").replace("Zebractwo", "Żebractwo", 1), encoding="utf-8")
        assert load(store, Run("file", "mended", "anna"), read_file(path)).inserted == 1
    assert [found for (found,) in reports(store, "description")] == texts


def test_formulas_are_made_harmless_and_numbers_stay(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="@SUM(A1)", status="+cmd", teryt="-1"), row(objectid=-2, typ=" =1"), rejects=path)
    first, second = reject_rows(path)
    assert (first["Typ"], first["Status"], first["TERYT"]) == ("'@SUM(A1)", "'+cmd", "-1")
    assert (second["OBJECTID"], second["Typ"]) == ("-2", "' =1")


def test_reject_file_of_an_earlier_run_does_not_speak_for_this_one(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="?"), rejects=path)
    assert len(reject_rows(path)) == 1
    assert bring(store, row(), rejects=path).rejects == ""
    assert reject_rows(path) == []
    assert {entry.suffix for entry in tmp_path.iterdir()} - {".gpkg"} == {".csv"}


def test_repeated_rows(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    result = bring(
        store,
        row(), row(), row(),
        row(objectid=2), row(objectid=2, status="Weryfikacja", modified=MONDAY + HOUR),
        row(objectid=3), row(objectid=3, status="Weryfikacja"),
        row(objectid=None), row(objectid=None),
        rejects=path,
    )  # fmt: skip
    assert counts(result) == (3, 0, 0, 0, 3)
    assert result.repeats == 3
    assert reports(store, "service_id, status_id") == [(1, 1), (2, 2), (None, 1)]
    reasons = [entry["Reason"] for entry in reject_rows(path)]
    assert ["newer change date" in reason for reason in reasons] == [True, False, False]
    assert all("different content" in reason for reason in reasons[1:])


def test_broken_lines_are_rejected_and_blank_ones_skipped(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    flaws = {0: "", 1: "The row has only 2 columns."}
    result = bring(store, row(), row(objectid=2), row(objectid=3), flaws=flaws, rejects=path, first_row=1)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert reject_rows(path)[0]["Reason"] == "The row has only 2 columns."
    assert one(store, "SELECT rows_read FROM import_run") == (2,)


def test_the_reject_file_names_the_file_of_a_row(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    run = Run("file", "2 files", "anna", path, names=dict(zip(NAMES, NAMES)), first_row=1)

    def batches():
        run.origins.append((1, "żółw.csv"))
        yield NAMES, [row(), row(typ="?"), row(objectid=2)], {}
        run.origins.append((4, "=b.json", 0))
        yield NAMES, [row(objectid=3, typ="??"), row(objectid=4), row(objectid=5, typ="???")], {}

    assert counts(load(store, run, batches())) == (3, 0, 0, 0, 3)
    assert [(told["File"], told["Row"], told["typ"]) for told in reject_rows(path)] == [
        ("żółw.csv", "3", "?"), ("'=b.json", "1", "??"), ("'=b.json", "3", "???"),
    ]  # fmt: skip


def test_one_origin_is_no_column(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="?"), row(objectid=2), rejects=path, origins=[(1, "a.csv")], first_row=1)
    (told,) = reject_rows(path)
    assert "File" not in told
    assert told["Row"] == "2"
