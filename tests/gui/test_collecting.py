"""``kmzb:collectintake``: citizens' reports in a store, and what a person then sees of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from assigned_units import krakow
from qgis.core import QgsProcessingException

from kmzb_qgis.gui import history_tab

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from test_taking import Copy, copy, login, made, rows, store  # noqa: F401 - fixtures


@pytest.fixture
def engine():
    return "postgres"


def test_the_algorithm_on_a_database(run, made, store, copy):  # noqa: F811
    krakow(made)
    copy.send("KM-000001")
    copy.send("KM-000002", east=1.0)
    done = run("collectintake", INTAKE=copy.address, STORE=str(store.path))
    assert (done["TAKEN"], done["REFUSED"]) == (1, 1)
    again = run("collectintake", INTAKE=copy.address, STORE=str(store.path))
    assert (again["TAKEN"], again["REFUSED"]) == (0, 0)
    assert rows(made, "SELECT reference, teryt, unit_id, status_id, plane FROM report") == [
        ("KM-000001", "1206032", "KMP Kraków", 1, 3)
    ]
    page = history_tab.page(made.path, 1)
    assert "New report" in page and f"from the public intake: {copy.login}" in page


def test_the_algorithm_on_a_file(run, cluster, tmp_path):
    from kmzb_qgis.store import create_store

    made, copy = create_store(tmp_path / "żółw.gpkg"), Copy(cluster, "zbieracz")  # noqa: F811
    copy.send("KM-000001", description="Święta Łąka")
    assert run("collectintake", INTAKE=copy.address, STORE=str(made.path))["TAKEN"] == 1
    assert rows(made, "SELECT description, modified_by <> '' FROM report") == [("Święta Łąka", 1)]
    assert "from the public intake" in history_tab.page(made.path, 1)


@pytest.mark.parametrize("intake", ["", "nie ma takiej", "service=nieznana"])
def test_an_inner_copy_that_is_not_there_is_a_sentence(run, made, intake):  # noqa: F811
    with pytest.raises(QgsProcessingException) as caught:
        run("collectintake", INTAKE=intake, STORE=str(made.path))
    assert "Traceback" not in str(caught.value) and len(str(caught.value)) > 20
