"""The jobs of the toolbox on a store in a database, as Processing runs them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from assigned_units import krakow
from loading_help import END, HOUR, MONDAY, bring, one, reports, row
from qgis.core import QgsProcessingException
from units_help import import_units
from units_help import rows as unit_rows

from kmzb_qgis.editing import grid
from kmzb_qgis.sources import sample
from tests.gui.test_units_files import file as units_file


@pytest.fixture
def engine():
    return "postgres"


@pytest.fixture
def store(qgis_app, new_store):
    return new_store()


def table(path) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_a_file_comes_in_with_units_and_rejects(store, run, tmp_path):
    krakow(store)
    sample.write_sample(tmp_path / "a.csv", 400, 1, END)
    given = {"INPUT": str(tmp_path / "a.csv"), "STORE": str(store.path), "CRS": "EPSG:2180"}
    dry = run("importfile", **given, DRY_RUN=True)
    assert (dry["INSERTED"], reports(store)) == (400, [])
    done = run("importfile", **given)
    assert (done["INSERTED"], done["REJECTED"]) == (400, 0)
    assert run("importfile", **given)["UNCHANGED"] == 400
    assert one(store, "SELECT count(*) FROM import_run") == (2,)


def test_units_come_in_and_are_assigned(store, run, tmp_path):
    bring(store, *[row(objectid=n + 1, teryt=None, x=565000.0 + n, y=244000.0) for n in range(3)])
    import_units(store, "county", units_file(tmp_path / "powiaty.gpkg"))
    assert set(unit_rows(store, "county")) == {"1206", "1261", "2469"}
    import_units(store, "county", units_file(tmp_path / "znowu.gpkg"))
    assert one(store, "SELECT count(*) FROM unit") == (3,)
    krakow(store)
    run("assignunits", STORE=str(store.path), LIST=str(tmp_path / "lista.csv"))
    assert {found for (found,) in reports(store, "teryt")} == {"1261011"}


def test_status_duplicates_and_differences(store, run, tmp_path):
    bring(store, *[row(objectid=n + 1, x=567059.5 + n / 10) for n in range(4)])
    found = run("findduplicates", STORE=str(store.path), OUTPUT=str(tmp_path / "pary.csv"))
    assert found and len(table(tmp_path / "pary.csv")) > 1
    ids = [number for (number,) in reports(store, "service_id")]
    run("linkduplicates", STORE=str(store.path), MASTER=str(ids[0]), REPORTS=str(ids[1]))
    assert one(store, "SELECT count(*) FROM report WHERE duplicate_of <> ''") == (1,)
    run("changestatus", STORE=str(store.path), REPORTS=str(ids[2]), STATUS="Weryfikacja")
    assert one(store, "SELECT status_id FROM report WHERE service_id = 3") == (2,)
    run("differences", STORE=str(store.path), OUTPUT=str(tmp_path / "roznice.csv"))
    assert any("Weryfikacja" in cell for line in table(tmp_path / "roznice.csv") for cell in line)


def test_texts_are_erased(store, run):
    bring(store, row(description="Sąsiad", status="Niepotwierdzone"), row(objectid=2, description="inny"))
    given = {"STORE": str(store.path), "RULE": 1, "REPORTS": "1"}
    assert run("anonymise", **given)["ERASED"] == 1
    done = run("anonymise", **given, DRY_RUN=False)
    assert (done["ERASED"], done["CLEANED"], done["BACKUPS"]) == (1, True, "")
    assert reports(store, "description") == [("",), ("inny",)]


def test_a_copy_is_refused_with_what_to_do(store, run, tmp_path):
    with pytest.raises(QgsProcessingException, match="kmzb:movestore"):
        run("copystore", STORE=str(store.path), COPY=str(tmp_path / "kopia.gpkg"))


def test_the_grid_counts(store):
    bring(store, row(), row(objectid=2, status="Niepotwierdzone", modified=MONDAY + HOUR))
    with store.connect() as connection:
        grid.fill_cells(connection)
    assert one(store, "SELECT total, open FROM report_grid_10km") == (2, 1)
