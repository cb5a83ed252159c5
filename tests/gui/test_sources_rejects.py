"""What was refused stands in the reject file as the person wrote it, and comes in again once mended."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from loading_help import counts, new_store, one

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
from source_files import TOWNS, Feedback, reports, write_csv, write_ogr

from kmzb_qgis.sources import originals
from kmzb_qgis.sources.columns import COLUMNS
from kmzb_qgis.sources.files import header_rows, read_file
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.store.loading import Run, load

SEVERAL = TOWNS * 3


def bring(store, path, rejects, **options):
    options = ReadOptions(**options)
    run = Run("file", path.name, "anna", rejects, names=COLUMNS, first_row=header_rows(path))
    result = load(store, run, read_file(path, None, options))
    rewritten = result.rejects and originals.restore(path, rejects, options)
    return counts(result), bool(rewritten)


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def mend(path, old, new):
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")


def spoilt(code=2180, swapped=False):
    rows = reports(SEVERAL, code, swapped, **{"Data utworzenia": "25.03.2024 09:00", "Sygnatura": "=KMZB/1"})
    for index, row in enumerate(rows):
        row["Typ"] = "Zebractwo" if index == 3 else row["Typ"]
        row["Data zdarzenia"] = "31.03.2024 02:30" if index == 4 else "1.03.2024"
    return rows


@pytest.mark.parametrize(("code", "swapped"), [(2180, False), (2180, True), (4326, False), (3857, True)])
def test_csv_keeps_its_own_columns_and_values(tmp_path, code, swapped):
    store, rejects = new_store(tmp_path), tmp_path / "odrzucone.csv"
    rows = spoilt(code, swapped)
    names = {"Typ": "Rodzaj zagrożenia"}
    path = write_csv(tmp_path / "a.csv", rows, ";", "cp1250", ",", names)
    result = bring(store, path, rejects, **({"swapped": True} if swapped else {}))
    assert result == ((len(rows) - 2, 0, 0, 0, 2), True)
    first, second = lines(rejects)
    assert first["Rodzaj zagrożenia"] == "Zebractwo"
    assert first["Data utworzenia"] == "25.03.2024 09:00"
    assert first["x"] == format(rows[3]["x"], ".15g").replace(".", ",")
    assert first["Sygnatura"] == "'=KMZB/1"
    assert (first["KMZB_CRS"], first["Row"]) == (f"EPSG:{code}" + " swapped" * swapped, "5")
    assert "never was in Warsaw" in second["Reason"]
    mend(rejects, "Zebractwo", "Żebractwo")
    mend(rejects, "31.03.2024 02:30", "31.03.2024 03:30")
    assert bring(store, rejects, tmp_path / "r2.csv")[0] == (2, 0, 0, 0, 0)
    x, y, _ = SEVERAL[3]
    found = one(store, "SELECT minx, miny FROM report r JOIN rtree_report_geom i ON i.id = r.fid WHERE service_id = 4")
    assert found == pytest.approx((x, y), abs=0.1)
    assert bring(store, path, tmp_path / "r3.csv", **({"swapped": True} if swapped else {}))[0][:2] == (0, 0)


def test_a_layer_keeps_its_place(tmp_path):
    store, rejects = new_store(tmp_path), tmp_path / "odrzucone.csv"
    rows = spoilt(4326)
    shapes = [f"POINT ({row['x']!r} {row['y']!r})" for row in rows]
    shapes[7] = "LINESTRING (19 50,20 50)"
    path = write_ogr(tmp_path / "a.gpkg", rows, "GPKG", 4326, shapes=shapes, keep_xy=True)
    assert bring(store, path, rejects) == ((len(rows) - 3, 0, 0, 0, 3), True)
    first, _, third = lines(rejects)
    assert (first["x"], first["x (column)"], first["KMZB_CRS"]) == (
        f"{rows[3]['x']:.15g}",
        f"{rows[3]['x']:.15g}",
        "EPSG:4326",
    )
    assert (third["x"], third["Reason"]) == ("LINESTRING", "The geometry is no point, but LINESTRING.")
    mend(rejects, "Zebractwo", "Żebractwo")
    assert bring(store, rejects, tmp_path / "r2.csv")[0] == (1, 0, 0, 0, 2)


def test_what_needed_no_conversion_stays_as_loading_wrote_it(tmp_path):
    store, rejects = new_store(tmp_path), tmp_path / "odrzucone.csv"
    rows = reports(SEVERAL)
    rows[3]["Typ"] = "Zebractwo"
    path = write_csv(tmp_path / "a.csv", rows)
    assert bring(store, path, rejects) == ((len(rows) - 1, 0, 0, 0, 1), False)
    assert "KMZB_CRS" not in lines(rejects)[0]
    mend(rejects, "Zebractwo", "Żebractwo")  # a single row, whose place alone would not show its CRS
    assert bring(store, rejects, tmp_path / "r2.csv")[0] == (1, 0, 0, 0, 0)


def test_a_source_that_went_away_leaves_the_reject_file(tmp_path):
    store, rejects = new_store(tmp_path), tmp_path / "odrzucone.csv"
    path = write_csv(tmp_path / "a.csv", spoilt())
    load(store, Run("file", "a", "anna", rejects, names=COLUMNS, first_row=1), read_file(path))
    before = rejects.read_bytes()
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    for _ in range(2):
        feedback = Feedback()
        assert not originals.restore(path, rejects, None, feedback)
        assert any("not as they stood" in text for text in feedback.said)
        assert rejects.read_bytes() == before
        path.unlink(missing_ok=True)
    assert not list(tmp_path.glob(".*part"))
