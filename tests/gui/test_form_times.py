"""The form's expressions on time, held to the catalogue's reckoning, on computers set to several zones."""

import os
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsGeometry,
    QgsProject,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext, QgsEditorWidgetWrapper, QgsGui
from qgis.PyQt.QtCore import QDateTime

from kmzb_qgis import editing
from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import expressions

sys.path.insert(0, str(Path(__file__).parent))
import look_store
from form_desk import bare_form


@pytest.fixture(params=["UTC", "Europe/Warsaw", "America/New_York"], autouse=True)
def zone(request, qgis_app):
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def evaluate(text):
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    expression = QgsExpression(text)
    value = expression.evaluate(context)
    assert not expression.hasEvalError(), expression.evalErrorString()
    return value


def instants():
    for day in (date(2024, 3, 31), date(2024, 10, 27), date(2026, 3, 29), date(2026, 10, 25), date(2023, 12, 31)):
        start = datetime(day.year, day.month, day.day, tzinfo=warsaw.UTC)
        yield from (start + timedelta(minutes=30 * step) for step in range(48))


def test_warsaw_time_at_both_clock_changes_and_new_year():
    for instant in instants():
        text = evaluate(expressions.warsaw_text(f"to_datetime('{instant:%Y-%m-%dT%H:%M:%S}Z')"))
        assert text == f"{instant.astimezone(warsaw.WARSAW):%d.%m.%Y %H:%M}"


def test_nothing_stays_nothing():
    assert not evaluate(f"coalesce({expressions.warsaw_text('null')}, '')")


def test_now_in_utc_and_in_warsaw():
    before = warsaw.now().replace(microsecond=0)
    utc = warsaw.from_text(evaluate(expressions.utc_now_text()) + "Z")
    walls = [datetime.fromisoformat(evaluate(expressions.warsaw_now_text(ahead))) for ahead in (0, 5)]
    after = warsaw.now()
    assert before <= utc <= after
    wall = [instant.astimezone(warsaw.WARSAW).replace(tzinfo=None) for instant in (before, after)]
    assert wall[0] <= walls[0] <= wall[1]
    assert wall[0] + timedelta(minutes=5) <= walls[1] <= wall[1] + timedelta(minutes=5)


def test_now_in_warsaw_at_both_clock_changes_and_new_year():
    now = expressions.warsaw_now_text()
    for instant in instants():
        text = evaluate(
            now.replace("epoch(now())", f"{instant.timestamp() * 1000:.0f}").replace("year(now())", str(instant.year))
        )
        assert text == f"{instant.astimezone(warsaw.WARSAW):%Y-%m-%dT%H:%M:%S}"


def test_default_of_the_day_depends_on_no_other_field():
    # Else QGIS would put the present time back whenever another field is edited.
    assert not QgsExpression(expressions.warsaw_now_text()).referencedColumns()


def test_typed_times_are_stored_as_typed(zone, tmp_path, qgis_new_project):
    """The digits on the form are Warsaw's, and stay so on a computer set to any zone; the store reckons UTC."""
    store = look_store.make(tmp_path / "store.gpkg")
    QgsGui.editorWidgetRegistry().initEditors()
    layer = editing.load_layer(store, QgsProject.instance())
    layer.startEditing()
    for number, (typed, utc) in enumerate(
        (("15.01.2024 23:30", "2024-01-15T22:30"), ("29.06.2024 00:15", "2024-06-28T22:15"))
    ):
        dialog = QgsAttributeDialog(layer, layer.getFeature(1), False)
        boxes = {
            wrapper.field().name(): wrapper.widget()
            for wrapper in dialog.attributeForm().findChildren(QgsEditorWidgetWrapper)
        }
        if not number:
            assert boxes["reported_local"].text() == "01.07.2024 23:30"
        boxes["event_local"].setDateTime(QDateTime.fromString(typed, "dd.MM.yyyy HH:mm"))
        assert boxes["event_local"].text() == typed
        assert dialog.attributeForm().save()
        changed = {layer.fields().at(index).name() for index in layer.editBuffer().changedAttributeValues()[1]}
        assert changed - {"modified_by"} == {"event_local", "base_version"}
        assert layer.commitChanges(False), layer.commitErrors()
        assert look_store.row(store, 1, "event_at, reported_at, version") == (
            f"{utc}:00.000Z", look_store.REPORTED, number + 2,
        )  # fmt: skip
    layer.rollBack()


def test_a_new_report_is_of_now_in_any_zone(zone, tmp_path, qgis_new_project):
    store = look_store.make(tmp_path / "store.gpkg")
    QgsGui.editorWidgetRegistry().initEditors()
    layer = editing.load_layer(store, QgsProject.instance())
    layer.startEditing()
    before = warsaw.now().replace(microsecond=0)
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry.fromWkt("POINT(600000 400000)"))
    form = bare_form(layer, feature)
    form.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
    form.changeAttribute("category_id", 4)
    assert form.save()
    assert layer.commitChanges(), layer.commitErrors()
    reported, local = look_store.row(store, 9, "reported_at, reported_local")
    assert before <= warsaw.from_text(reported) <= warsaw.now()
    assert local == f"{warsaw.from_text(reported).astimezone(warsaw.WARSAW):%Y-%m-%dT%H:%M:%S}"
