"""The form's expressions on time, held to the catalogue's reckoning, on computers set to several zones."""

import os
import time
from datetime import date, datetime, timedelta

import pytest
from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import expressions


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


def test_now_is_the_present_in_utc():
    before = warsaw.now().replace(microsecond=0)
    value = evaluate(expressions.new_instant()).toString("yyyy-MM-ddTHH:mm:ss")
    text = evaluate(expressions.utc_now_text(5))
    after = warsaw.now()
    assert before <= warsaw.from_text(value + "Z") <= after
    assert before + timedelta(minutes=5) <= warsaw.from_text(text + "Z") <= after + timedelta(minutes=5)


def test_default_of_the_day_depends_on_no_other_field():
    # Else QGIS would put the present time back whenever another field is edited.
    assert not QgsExpression(expressions.new_instant()).referencedColumns()
