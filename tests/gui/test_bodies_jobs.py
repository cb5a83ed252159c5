"""The list of bodies out to a CSV and in again."""

import sys
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException

sys.path.insert(0, str(Path(__file__).parent))
import handing_store

from kmzb_qgis.store import bodies


@pytest.fixture
def store(qgis_app, tmp_path):
    made = handing_store.make(tmp_path / "żółw.gpkg")
    with made.connect() as db:
        db.execute("UPDATE body SET contact = '=2+3', categories = '{3,11}' WHERE id = 2")
    return made


def known(store):
    with store.connect() as db:
        return bodies.read(db)


def test_out_and_in_again_is_the_same(run, store, tmp_path):
    path = tmp_path / "podmioty.csv"
    assert run("exportbodies", STORE=str(store.path), OUTPUT=str(path))["COUNT"] == 2
    assert "'=2+3" in path.read_text(encoding="utf-8-sig")  # no spreadsheet runs it
    done = run("importbodies", STORE=str(store.path), INPUT=str(path))
    assert (done["NEW"], done["CHANGED"], done["SAME"]) == (0, 0, 2)
    other = handing_store.create_store(tmp_path / "drugi.gpkg")
    done = run("importbodies", STORE=str(other.path), INPUT=str(path))
    assert done["NEW"] == 2

    def content(one):
        return (one.name, one.kind, one.address, one.contact, one.answer_days, one.territory, one.categories, one.valid)

    assert sorted(map(content, known(other))) == sorted(map(content, known(store)))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_a_list_of_a_spreadsheet_is_understood(run, store, tmp_path, encoding):
    path = tmp_path / "lista.csv"
    path.write_bytes(
        "name,kind,categories,answer_days\r\nzarząd dróg w łącku,Zarządca drogi,14,21\r\n"
        "PKP Łódź,railway,Nieprawidłowe parkowanie,\r\n".encode(encoding)
    )
    done = run("importbodies", STORE=str(store.path), INPUT=str(path))
    assert (done["NEW"], done["CHANGED"]) == (1, 1)
    found = {one.name: one for one in known(store)}
    assert found["PKP Łódź"].categories == {11} and found["PKP Łódź"].answer_days == 30
    assert found["zarząd dróg w łącku"].answer_days == 21 and len(found) == 3
    assert found["zarząd dróg w łącku"].address == "ul. Źródlana 1, 33-390 Łącko"  # the file says nothing of it


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Nowy;lotnisko;;30;1", "Line 3.*lotnisko"),
        ("Nowy;road;Latające talerze;30;1", "Line 3.*Latające"),
        ("Nowy;road;11;wkrótce;1", "Line 3.*whole numbers"),
        (";road;11;30;1", "Line 3.*name"),
        ("Nowy;road;11;99999;1", "Line 3.*3650"),
    ],
)
def test_one_wrong_line_changes_nothing(run, store, tmp_path, line, words):
    path = tmp_path / "lista.csv"
    path.write_text(f"name;kind;categories;answer_days;valid\nInny;road;11;30;1\n{line}\n", encoding="utf-8")
    before = known(store)
    with pytest.raises(QgsProcessingException, match=words):
        run("importbodies", STORE=str(store.path), INPUT=str(path))
    assert known(store) == before


def test_another_file_is_no_list(run, store, tmp_path):
    path = tmp_path / "lista.csv"
    path.write_text("objectid;typ\n1;2\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="no list of bodies"):
        run("importbodies", STORE=str(store.path), INPUT=str(path))
