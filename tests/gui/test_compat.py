"""What toolbelt.compat hides: the same answer on every version of QGIS."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from kmzb_qgis.toolbelt import compat

KINDS = {"text": "a", "integer": 7, "long": 2**40, "real": 1.5, "bool": True}


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_holds_values_of_its_kind(kind, qgis_app):
    layer = QgsVectorLayer("NoGeometry", "memory", "memory")
    assert layer.dataProvider().addAttributes([compat.field("value", kind)])
    layer.updateFields()
    field = layer.fields()[0]
    assert field.name() == "value"
    assert field.convertCompatible(KINDS[kind]) == KINDS[kind]


def test_fields_of_time_hold_the_day_and_the_moment(qgis_app):
    moment = QDateTime(QDate(2026, 10, 25), QTime(2, 30))
    assert compat.field("value", "date").convertCompatible(moment) == moment.date()
    assert compat.field("value", "datetime").convertCompatible(moment) == moment


def test_another_kind_is_refused():
    with pytest.raises(KeyError):
        compat.field("value", "colour")


@pytest.fixture
def shut():
    """A folder with a file in it, both under /tmp itself: pytest's own folders let nobody else through."""
    folder = Path(tempfile.mkdtemp(prefix="kmzb-"))
    (folder / "file").write_text("", encoding="utf-8")
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_looked_at_is_not_called_missing(shut):
    assert compat.is_file(shut / "file")
    assert not compat.is_file(shut)
    assert not compat.is_file(shut / "other")
    assert not compat.is_file(shut / "file" / "below")
    shut.chmod(0)
    root = os.geteuid() == 0
    if root:  # who may look at everything
        os.seteuid(65534)
    try:
        with pytest.raises(PermissionError):
            compat.is_file(shut / "file")
    finally:
        if root:
            os.seteuid(0)


def test_words_for_the_server_are_the_layers_own(qgis_app):
    layer = QgsVectorLayer("Point?crs=epsg:2180", "memory", "memory")
    own = layer.id()
    compat.set_layer_id(layer, "kmzb_zgloszenia")
    assert layer.id() in {own, "kmzb_zgloszenia"}  # before 3.38 nobody may set it
    compat.server_words(layer).setShortName("zgloszenia")
    assert compat.server_words(layer).shortName() == "zgloszenia"
