"""The report layer by roles: an analyst's log-in gets the facts, to look at; a publisher's or intake's a sentence."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorDataProvider,
)

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, legend, marks, saving
from kmzb_qgis.gui import new_report, report_layer
from kmzb_qgis.store import open_store
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.unit import team

WRITES = QgsVectorDataProvider.Capability
NEVER = {"note", "officer", "description", "modified_by", "reference", "reason_text", "base_version"}


@pytest.fixture
def database(cluster):
    return team.database(cluster)


@pytest.fixture
def opened(cluster, database, qgis_new_project):
    """``opened(login)``: the store as a log-in opens it, and its report layer in the open project."""

    def shown(login):
        store = open_store(cluster.service(f"{login}-{database}", database, login))
        return store, editing.load_layer(store, QgsProject.instance())

    yield shown
    QgsProject.instance().clear()


def told(layer, text, fid):
    """What an expression gives for a report, as the map's labels and tips reckon it."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFeature(layer.getFeature(fid))
    return QgsExpression.replaceExpressionText(text, context)


def shown_as(layer, name, value):
    """What QGIS's tables and identify results show for a value."""
    setup = layer.editorWidgetSetup(layer.fields().lookupField(name))
    formatter = QgsApplication.fieldFormatterRegistry().fieldFormatter(setup.type())
    return formatter.representValue(layer, layer.fields().lookupField(name), setup.config(), None, value)


def test_an_analyst_gets_the_facts_in_words(opened, cluster, database):
    cluster.sql("UPDATE kmzb.report SET service_id = 77, import_run_id = 1 WHERE fid = 2", database)
    store, layer = opened("ewa.analyst")
    assert store.reports() == "report_facts" and belonging.table_of(layer)[0] == "report_facts"
    assert layer.name() in {"Zgłoszenia: dane do analiz (tylko odczyt)", "Reports: facts for analysis (read-only)"}
    assert {feature["fid"] for feature in layer.getFeatures()} == team.SEES["ewa.analyst"]
    assert all(feature.id() == feature["fid"] for feature in layer.getFeatures())
    assert not NEVER & set(layer.fields().names())
    assert report_layer.find() is layer and report_layer.store_of(layer) == store.path
    assert layer.attributeAlias(layer.fields().lookupField("category_id")) in {"Kategoria", "Category"}
    assert shown_as(layer, "status_id", 1) == "Nowe"
    assert shown_as(layer, "category_id", 11) not in {"11", "(11)", ""}
    assert told(layer, "[% " + layer.displayExpression() + " %]", 2) == "77"
    assert told(layer, "[% " + layer.labeling().settings().fieldName + " %]", 1).startswith("1\n")
    tip = told(layer, layer.mapTipTemplate(), 1)
    assert "Nowe" in tip and "[%" not in tip and "opis" not in tip


def test_its_symbols_key_and_far_layers_are_the_report_layer_s(opened):
    store, layer = opened("ewa.analyst")
    assert layer.renderer().classAttribute() == marks.STATUS and legend.has_key(layer)
    assert len(layer.styleManager().styles()) == 2, "on the screen and on paper"
    there = belonging.layers_of(QgsProject.instance(), store.path)
    assert {"report", "report_cells_1km", "report_cells_5km", "report_grid_10km"} <= set(there)
    assert all(one.isValid() for one in there.values()) and "stored" not in there
    assert layer.temporalProperties().isActive()
    assert editing.load_layer(store, QgsProject.instance()) is layer, "opened once"


def shown_in_form(layer, index):
    """Whether a column stands in the form that Identify opens."""
    return layer.editorWidgetSetup(index).type() != "Hidden"


def test_nothing_is_edited_in_it(opened, cluster, database):
    _, layer = opened("ewa.analyst")
    may = layer.dataProvider().capabilities()
    assert layer.readOnly() and not layer.startEditing()
    assert not may & (WRITES.AddFeatures | WRITES.ChangeAttributeValues | WRITES.ChangeGeometries)
    assert not may & WRITES.DeleteFeatures
    assert saving.store_path(layer) is None, "no saver waits for edits"
    with pytest.raises(KmzbError, match="read-only"):
        new_report.layer_for_it()
    assert all(layer.editFormConfig().readOnly(index) for index in layer.attributeList() if shown_in_form(layer, index))
    assert not any(layer.defaultValueDefinition(index).isValid() for index in layer.attributeList())
    layer.setReadOnly(False)  # a person may: the database stands firm
    layer.startEditing()
    layer.changeGeometry(1, QgsGeometry.fromPointXY(QgsPointXY(501000, 420000)))
    assert not layer.commitChanges() if layer.isEditable() else True
    layer.rollBack()
    assert cluster.sql("SELECT ST_X(geom)::integer FROM kmzb.report WHERE fid = 1", database) == [(505000,)]


def test_it_is_found_again_in_a_saved_project_and_printed(opened, tmp_path):
    from kmzb_qgis.editing import paper

    store, layer = opened("ewa.analyst")
    project = QgsProject.instance()
    assert paper.prepare(project, store, layer, QgsRectangle(500000, 415000, 520000, 425000))
    file = tmp_path / "analiza.qgz"
    assert project.write(str(file)) and project.read(str(file))
    again = report_layer.find()
    assert again.isValid() and again.readOnly() and belonging.store_of(again) == store.path
    assert shown_as(again, "status_id", 1) == "Nowe"


def test_an_analyst_s_project_has_it_too(opened, cluster, database, tmp_path):
    from kmzb_qgis.editing import template

    store = open_store(cluster.service(f"ewa-{database}", database, "ewa.analyst"))
    project, levels = QgsProject(), []
    assert list(template.assemble(project, store, [], levels)) and levels
    layer = report_layer.find(project)
    assert belonging.table_of(layer)[0] == "report_facts" and layer.readOnly()


@pytest.mark.parametrize("login", ["piotr.publisher", "iza.intake"])
def test_who_may_read_neither_gets_a_sentence_and_no_layer(opened, login):
    with pytest.raises(KmzbError, match=r"The table report of the store .* no right to read all of it"):
        opened(login)
    assert not QgsProject.instance().mapLayers()


@pytest.mark.parametrize("login", ["anna.kp", "marek.admin"])
def test_who_may_read_all_gets_the_reports_themselves(opened, login):
    store, layer = opened(login)
    assert store.reports() == "report" == belonging.table_of(layer)[0] and not layer.readOnly()


def test_an_analyst_who_is_an_administrator_too_gets_the_reports(opened, cluster, database):
    cluster.sql("SELECT kmzb.add_account('obie', 'Obie', '{analyst,admin}')", database)
    _, layer = opened("obie")
    assert belonging.table_of(layer)[0] == "report"


def test_a_file_s_reports_are_the_table(tmp_path):
    from kmzb_qgis.store import create_store

    assert create_store(tmp_path / "s.gpkg").reports() == "report"
