"""Reading files: what is taken, and one sentence for what is not."""

import json

import pytest
from source_files import Feedback

from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

HEADER = "OBJECTID,Typ,Status,TERYT,Data utworzenia,Data zdarzenia,Data modyfikacji,Pora dnia,Dni tygodnia,x,y"
ROW = "7,Żebractwo,Nowe,1465011,1700000000000,,1700000000000,1,3,637400.25,486800.5"


def rows(path, feedback=None, **options):
    found = []
    for columns, batch, flaws in read_file(path, feedback, ReadOptions(**options)):
        for index, row in enumerate(batch):
            found.append({**dict(zip(columns, row)), **({"flaw": flaws[index]} if index in flaws else {})})
    return found


@pytest.fixture()
def write(tmp_path):
    def write(text, name="próba.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "\ufeff" + HEADER,
        HEADER.upper(),
        HEADER.replace(" ", "_"),
        '"' + HEADER.replace(",", '","') + '"',
        HEADER.replace(",", " , "),
    ],
)
def test_csv_header_is_tolerant(write, header):
    (row,) = rows(write(f"{header}\n{ROW}\n"))
    assert (row["objectid"], row["typ"], row["reported"], row["y"]) == ("7", "Żebractwo", "1700000000000", "486800.5")
    assert row["event"] == ""


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_of_spreadsheets(write, separator):
    (row,) = rows(write(f"{HEADER}\n{ROW}\n".replace(",", separator)))
    assert row["x"] == "637400.25"


def test_any_order_and_a_description(write):
    text = (
        "y,x,Opis,Nieznana,Data modyfikacji,Data utworzenia,Status,Typ\n"
        '486800,637400,"Linia 1\nłinia, 2",?,5,4,Nowe,Utonięcia\n'
    )
    feedback = Feedback()
    (row,) = rows(write(text), feedback, crs="EPSG:2180", swapped=False)
    assert row == {
        "typ": "Utonięcia", "status": "Nowe", "reported": "4", "modified": "5", "x": "637400", "y": "486800",
        "description": "Linia 1\nłinia, 2",
    }  # fmt: skip
    assert "Nieznana" in "".join(feedback.said)


def test_short_and_blank_lines_are_marked(write):
    found = rows(write(f"{HEADER}\n{ROW}\n\n8,Żebractwo\n{ROW},, \n"))
    assert [row.get("flaw") for row in found] == [None, "", "The row has only 2 columns.", None]
    assert found[2]["typ"] == "Żebractwo"


@pytest.mark.parametrize("others", ["", ROW + ",krótki\n"])
def test_a_comma_without_quotes_is_marked_not_cut_off(write, others):
    """Whatever follows it would be lost without a word, or stand in the wrong column."""
    found = rows(write(f"{HEADER},Opis\n{others}{ROW},piją co noc, też w parku\n"))
    assert found[-1]["flaw"] == "The row has 13 columns, the first line 12: is a text with a separator not in quotes?"
    assert all("flaw" not in row for row in found[:-1])


def test_saved_answer(write):
    feature = {
        "attributes": {"OBJECTID": 7, "Typ": "Żebractwo", "Status": "Nowe", "Data_utworzenia": 4, "Inne": 1},
        "geometry": {"x": float("nan"), "y": 2.5, "spatialReference": {"wkid": 2180}},
    }
    feedback = Feedback()
    found = rows(
        write(json.dumps({"features": [feature, {"attributes": None}, 5, {"attributes": {}}]}), "a.json"), feedback
    )
    assert len(found) == 4
    assert (found[0]["objectid"], found[0]["reported"], found[0]["x"], found[0]["y"]) == (7, 4, "NaN", 2.5)
    assert found[0]["modified"] is None
    assert set(found[1].values()) == {None}
    assert "Inne" in "".join(feedback.said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (f"{HEADER}\n{ROW}\n".replace("Ż", "ąśź").encode("iso8859-2"), "neither UTF-8 nor CP1250"),
        (f"{HEADER}\n{ROW}\n".encode() + "Łódź".encode("cp1250"), "neither UTF-8 nor CP1250"),
        (f"{HEADER}\n".encode() + f"{ROW}\n".encode() * 20_000 + "Łódź".encode("cp1250"), "not whole UTF-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "neither UTF-8 nor CP1250"),
        (f"{HEADER}\n{ROW}\n".encode("utf-32"), "neither UTF-8 nor CP1250"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16")[:-1], "not whole UTF-16"),
        (b"PK\x03\x04\x00\x00", "cannot be read as XLSX: it is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet of before 2007"),
        (b"SQLite format 3\x00\x10", "cannot be read as GPKG: it is damaged"),
        (b"a\x00b\x00", "neither UTF-8 nor CP1250"),
        (f"{HEADER}\n{ROW}\n".replace(",", "|").encode(), "not separated by commas, semicolons or tabs"),
        (b"a|b\n1|2\n", "no KMZB columns"),
        (b"a,b\n1,2\n", "lacks 6 columns: Typ, Status, Data utworzenia, Data modyfikacji, x, y."),
        (b"1,2\n3,4\n", "does not begin with a line of column names"),
        (f"{ROW}\n{ROW}\n".encode(), "does not begin with a line of column names"),
        ("Szanowni Państwo, oto zgłoszenia, o które prosiliście.\nZ poważaniem\nŻaneta\n".encode(), "no KMZB columns"),
        (b"a,b" * 30_000, "no KMZB columns"),
        (HEADER.replace(",y", "").encode() + b"\n1\n", "lacks 1 column: y."),
        (HEADER.encode() + b"\n", "holds no report"),
        (HEADER.encode() + b"\n\n\n", "holds no report"),
        (HEADER.encode() + b",X\n", "'X' twice"),
        (f'{HEADER}\n{ROW},"open'.encode(), "not valid CSV near line"),
        (f"{HEADER}\n{ROW},{'x' * 200_000}".encode(), "not valid CSV near line"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"features": [{"attributes": {"Typ"', "breaks off"),
        (b'{"error": "x"}', "'features' is missing"),
        (b'{"features": {}}', "'features' is missing"),
        (b'{"features": [{"attributes": {}}], "clusters": {"extent": [1, 2, 3, 4]}}', "'clusters' is not a list"),
        (b"[1]", "'features' is missing"),
        (b"{" + b'"a":{' * 100_000, "breaks off"),
        (b'{"features": []}', "holds no report"),
        (b'{"features": [], "clusters": [{"extent": [1, 2, 3, 4]}]}', "clusters in place of"),
        (
            b'{"features": [{"attributes": {}, "geometry": {"x": 1, "y": 2, "spatialReference": {"wkid": 4326}}}]}',
            "EPSG:4326",
        ),
    ],
)
def test_what_is_no_report_file_is_one_sentence(write, text, words):
    with pytest.raises(KmzbError) as caught:
        rows(write(text))
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_folder_and_missing_file(tmp_path):
    with pytest.raises(KmzbError, match="is a folder"):
        rows(tmp_path)
    with pytest.raises(KmzbError, match="There is no file"):
        rows(tmp_path / "nie ma.csv")


def test_cancel(write):
    with pytest.raises(Cancelled):
        rows(write(f"{HEADER}\n{ROW}\n"), Feedback(cancelled=True))
