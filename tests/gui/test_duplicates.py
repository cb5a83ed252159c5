"""Duplicates: imports and links, and the two algorithms, as QGIS runs them."""

from __future__ import annotations

import pytest
from loading_help import HOUR, MONDAY, bring, counts, officer, one, reports, row
from qgis.core import QgsProcessingException, QgsVectorLayer

from kmzb_qgis.processing.algorithms.findduplicates import FIELDS
from kmzb_qgis.store import duplicates, loading_update

LATER = MONDAY + 48 * HOUR
TRIGGERS = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name)"


def own(store, number):
    """A report of the station's own, that the source does not know."""
    with store.connect() as db:
        return db.execute(
            "INSERT INTO report (geom, category_id, reported_at, description)"
            " VALUES (kmzb_point(567000, 244000), 11, '2024-03-25T08:00:00.000Z', ?)",
            (f"własne {number}",),
        ).lastrowid


@pytest.mark.parametrize("many", [1, 10**9])
def test_an_import_closes_what_repeats_its_reports_however_many_it_brings(store, monkeypatch, many):
    """The set-wise way does what the triggers do: the same rows, the same history."""
    monkeypatch.setattr(loading_update, "BULK", many)
    bring(store, *[row(objectid=n, x=566000.0 + n) for n in range(1, 6)])
    mine = own(store, 1)
    duplicates.link(store, [mine, 2], 1, "jan")
    duplicates.link(store, [4], 3, "jan")
    triggers = one(store, TRIGGERS)
    done = bring(
        store,
        row(objectid=1, x=566001.0, status="Niepotwierdzone", modified=LATER),
        row(objectid=3, x=566003.0, status="Weryfikacja", modified=LATER),
    )
    assert counts(done)[1] == 2
    assert reports(store, "status_id") == [(6,), (1,), (2,), (1,), (1,), (6,)]
    last = (
        "SELECT h.action, h.origin, h.was_status_id, h.status_id, h.changed_by, h.import_run_id FROM report_history h"
    )
    last += " JOIN report r ON r.id = h.report_id WHERE r.fid = ? ORDER BY h.version DESC LIMIT 1"
    assert one(store, last, mine) == ("duplicate", "import", 1, 6, "anna", 2)
    bring(store, row(objectid=1, x=566001.0, status="Potwierdzone", modified=LATER + HOUR))
    assert one(store, "SELECT status_id, version FROM report WHERE fid = ?", mine) == (1, 4)
    assert one(store, "SELECT sum(total), sum(open) FROM report_cells_5km") == (6, 6)
    for table in ("trigger_guard", "duplicate_due", "duplicate_effect"):
        assert one(store, f"SELECT count(*) FROM {table}") == (0,)
    assert one(store, TRIGGERS) == triggers


def test_a_closing_with_the_master_is_a_conflict_for_an_import_that_says_otherwise(store):
    bring(store, row(objectid=1, status="Weryfikacja"), row(objectid=2, x=566000.0))
    duplicates.link(store, [2], 1, "jan")
    officer(store, "status_id = 6, reason_id = 20", "fid = 1")
    assert reports(store, "status_id") == [(6,), (6,)]
    done = bring(store, row(objectid=2, x=566000.0, status="Weryfikacja", modified=LATER))
    assert counts(done) == (0, 0, 0, 1, 0)
    assert reports(store, "status_id") == [(6,), (6,)]


def read(path) -> list[dict]:
    """The rows of the pairs' layer; no layer stays behind, which an exception's frames could keep beyond QGIS."""
    layer = QgsVectorLayer(str(path), "pary", "ogr")
    names = [name for name, _ in FIELDS]
    return [
        {**{name: pair[name] for name in names}, "length": pair.geometry().length()} for pair in layer.getFeatures()
    ]


def test_pairs_are_listed_as_a_layer_and_linked_by_number(store, tmp_path, run):
    bring(
        store,
        row(objectid=101, x=567000.0, y=244000.0),
        row(objectid=102, x=567020.0, y=244000.0, reported=MONDAY + HOUR, modified=MONDAY + HOUR),
        row(objectid=103, x=567000.0, y=244070.0),
        row(objectid=104, x=567000.0, y=244010.0, typ="Akty wandalizmu"),
    )
    target = tmp_path / "pary.gpkg"
    given = {"STORE": str(store.path), "DISTANCE": 50, "DAYS": 7, "OUTPUT": str(target)}
    result = run("findduplicates", **given)
    assert result["PAIRS"] == 1
    (pair,) = read(target)
    assert [pair[name] for name, _ in FIELDS[:4]] == [2, 1, "102", "101"]
    assert (pair["metres"], pair["days"], pair["earlier_reported"]) == (20.0, 0.04, "25.03.2024 09:00")
    assert pair["length"] == pytest.approx(20)
    assert (
        run("findduplicates", **{**given, "ANY_CATEGORY": True, "OUTPUT": str(tmp_path / "dalsze.gpkg")})["PAIRS"] == 3
    )
    link = {"STORE": str(store.path), "REPORTS": "102, 103", "MASTER": "101"}
    assert run("linkduplicates", **link)["LINKED"] == 2
    assert one(store, "SELECT count(*) FROM report WHERE duplicate_of = (SELECT id FROM report WHERE fid = 1)") == (2,)
    assert run("findduplicates", **{**given, "OUTPUT": str(tmp_path / "dalsze.gpkg")})["PAIRS"] == 0
    assert run("linkduplicates", **{**link, "UNLINK": True})["LINKED"] == 2
    assert one(store, "SELECT count(*) FROM report WHERE duplicate_of IS NOT NULL") == (0,)
    for wrong in ({"REPORTS": "999"}, {"REPORTS": " "}, {"MASTER": ""}, {"MASTER": "102", "REPORTS": "102"}):
        with pytest.raises(QgsProcessingException):
            run("linkduplicates", **{**link, **wrong})
