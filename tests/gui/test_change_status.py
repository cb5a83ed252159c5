"""kmzb:changestatus in QGIS: numbers, layers and selections, one reason, all or nothing, trial, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
)

from kmzb_qgis import editing
from kmzb_qgis.toolbelt import compat

sys.path.insert(0, str(Path(__file__).parent))
from publishing_store import CONFIRMED, NEW, NOT_CONFIRMED, VERIFYING, put

INSPECTED = "Niepotwierdzone: Podczas kontroli nie stwierdzono zagrożenia"
ELIMINATED = "Potwierdzone (wyeliminowane): Zagrożenie ustało samo"


@pytest.fixture
def reports(store):
    """Five reports in verification: N-0 to N-4."""
    return [put(store, f"r{n}", reference=f"N-{n}", status_id=VERIFYING, note="stara" if n else "") for n in range(5)]


def rows(store, column="status_id"):
    with store.connect() as connection:
        return [row[0] for row in connection.execute(f"SELECT {column} FROM report ORDER BY fid")]


def layer_of(store):
    return editing.load_layer(store, QgsProject.instance())


@pytest.fixture(autouse=True)
def clean(qgis_app, qgis_new_project):
    yield
    QgsProject.instance().clear()


def test_reports_by_number_get_status_reason_note_and_officer(store, reports, run):
    done = run(
        "changestatus", STORE=str(store.path), REPORTS=f"N-0, #N-1;\n{reports[2]}", STATUS="Niepotwierdzone",
        REASON=INSPECTED, REASON_TEXT=" Sprawdzono dwukrotnie. ", NOTE="nowa", TAKE=True,
    )  # fmt: skip
    assert done["CHANGED"] == 3
    assert rows(store) == [NOT_CONFIRMED] * 3 + [VERIFYING] * 2
    assert rows(store, "reason_id") == [20, 20, 20, None, None]
    assert rows(store, "reason_text") == ["Sprawdzono dwukrotnie."] * 3 + ["", ""]
    assert rows(store, "note") == ["nowa", "stara\nnowa", "stara\nnowa", "stara", "stara"]
    me = QgsApplication.userLoginName()
    assert rows(store, "officer") == [me] * 3 + [None] * 2
    with store.connect() as connection:
        told = connection.execute("SELECT changed_by, action, origin FROM report_history").fetchall()
    assert told == [(me, "status", "officer")] * 3


def test_the_selection_of_the_layer_is_changed(store, reports, run):
    layer = layer_of(store)
    layer.selectByIds([2, 4])
    source = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    given = {"STORE": str(store.path), "LAYER": source, "STATUS": "Potwierdzone"}
    assert run("changestatus", DRY_RUN=True, **given)["CHANGED"] == 0
    assert set(rows(store)) == {VERIFYING}
    assert run("changestatus", **given)["CHANGED"] == 2
    assert rows(store) == [VERIFYING, CONFIRMED, VERIFYING, CONFIRMED, VERIFYING]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"REPORTS": "N-0 N-1", "STATUS": "Potwierdzone (wyeliminowane)", "REASON": ELIMINATED}, "2 reports cannot go"),
        ({"REPORTS": "N-0", "STATUS": "Weryfikacja"}, "cannot go to the status 'Weryfikacja'"),
        ({"REPORTS": "N-0", "STATUS": "Niepotwierdzone"}, "needs a public reason"),
        ({"REPORTS": "N-0", "STATUS": "Niepotwierdzone", "REASON": ELIMINATED}, "does not belong"),
        ({"REPORTS": "N-0", "STATUS": "Potwierdzone", "REASON": INSPECTED}, "does not belong"),
        ({"REPORTS": "N-0 N-77", "STATUS": "Potwierdzone"}, "no report with the number N-77"),
        ({"REPORTS": " , ", "STATUS": "Potwierdzone"}, "Choose at least one report"),
        (
            {"REPORTS": "N-0", "STATUS": "Niepotwierdzone", "REASON": INSPECTED, "REASON_TEXT": "tel. 501 502 503"},
            "phone number",
        ),
    ],
)
@pytest.mark.parametrize("trial", [True, False])
def test_what_is_refused_changes_nothing(store, reports, run, given, words, trial):
    with pytest.raises(QgsProcessingException, match=words):
        run("changestatus", STORE=str(store.path), DRY_RUN=trial, **given)
    assert rows(store) == [VERIFYING] * 5 and set(rows(store, "version")) == {1}


def test_one_wrong_report_stops_all_and_is_named(store, reports, run):
    put(store, "new", reference="N-9", status_id=NEW)
    with pytest.raises(QgsProcessingException) as told:
        run("changestatus", STORE=str(store.path), REPORTS="N-0 N-1 N-9", STATUS="Potwierdzone")
    assert "N-9: Nowe" in str(told.value) and "N-0" not in str(told.value)
    assert rows(store)[:2] == [VERIFYING] * 2


def test_reopening_takes_a_reason_of_its_own(store, run):
    put(store, "closed", reference="C-1", status_id=NOT_CONFIRMED)
    put(store, "new", reference="N-1", status_id=NEW)
    reason = "Weryfikacja: Wznowienie: zagrożenie wróciło"
    given = {"STORE": str(store.path), "STATUS": "Weryfikacja"}
    with pytest.raises(QgsProcessingException, match="needs a public reason"):
        run("changestatus", REPORTS="C-1", **given)
    with pytest.raises(QgsProcessingException, match="nothing is reopened"):
        run("changestatus", REPORTS="N-1", REASON=reason, **given)
    assert run("changestatus", REPORTS="C-1", REASON=reason, **given)["CHANGED"] == 1
    assert rows(store) == [VERIFYING, NEW]


def test_unsaved_changes_of_the_layer_are_not_passed_over(store, reports, run):
    layer = layer_of(store)
    assert layer.startEditing()
    assert layer.changeAttributeValue(1, layer.fields().lookupField("note"), "nie zapisano")
    with pytest.raises(QgsProcessingException, match="not saved"):
        run("changestatus", STORE=str(store.path), LAYER=layer, STATUS="Potwierdzone")
    assert set(rows(store)) == {VERIFYING} and layer.isModified()
    layer.rollBack()


def test_a_layer_of_another_store_is_refused(store, reports, run, tmp_path):
    from kmzb_qgis.store import create_store

    other = create_store(tmp_path / "inny.gpkg")
    put(other, "elsewhere", status_id=VERIFYING)
    with pytest.raises(QgsProcessingException, match="not in this store"):
        run("changestatus", STORE=str(store.path), LAYER=layer_of(other), STATUS="Potwierdzone")
    with pytest.raises(QgsProcessingException, match="not the report layer"):
        run("changestatus", STORE=str(store.path), LAYER=f"{store.path}|layername=transition", STATUS="Potwierdzone")
    assert set(rows(store)) == {VERIFYING}


def test_a_vanished_store_is_told(store, reports, run):
    store.path.unlink()
    with pytest.raises(QgsProcessingException):
        run("changestatus", STORE=str(store.path), REPORTS="N-0", STATUS="Potwierdzone")
    assert not store.path.exists()


def test_the_menu_takes_what_is_selected(store, reports, dialog_iface, run):
    """The dialog stands on the selection; without one a sentence says what to do."""
    from kmzb_qgis.gui.window import Window
    from kmzb_qgis.toolbelt.errors import KmzbError

    window, layer = Window(dialog_iface), layer_of(store)
    dialog = None
    try:
        with pytest.raises(KmzbError, match="Select the reports"):
            window.job_entries.change_status()
        layer.selectByIds([1, 2])
        dialog = window.job_entries.change_status()
        context = QgsProcessingContext()
        assert compat.dialog_parameters(dialog) == {}, "a status must be chosen first"
        dialog.mainWidget().wrappers["STATUS"].setParameterValue("Potwierdzone", context)
        given = compat.dialog_parameters(dialog)
        assert dialog.algorithm().id() == "kmzb:changestatus" and given["STORE"] == str(store.path)
        assert given["LAYER"].selectedFeaturesOnly and layer.id() in str(given["LAYER"].source.staticValue())
    finally:
        if dialog is not None:
            dialog.close()
        window.remove()
