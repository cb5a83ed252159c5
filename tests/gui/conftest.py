"""What the tests inside QGIS share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def leaves_nothing(qgis_app, qgis_iface):
    """Each test ends with QGIS as it found it: the settings are put back, and who leaves more than these has failed."""
    import left_behind

    before, bar = left_behind.kept(), qgis_iface.messageBar()  # a test may put another bar in its place for a while
    yield
    left_behind.restore(before)
    left_behind.let_go()
    left_behind.quiet(bar)
    left = left_behind.clear(qgis_iface)
    if left:
        pytest.fail(f"The test left in QGIS: {', '.join(left)}.", pytrace=False)


@pytest.fixture()
def run(qgis_processing):
    """Runs an algorithm of the plugin as QGIS does: ``run("publish", STORE=…)``."""
    import processing
    from qgis.core import QgsApplication

    from kmzb_qgis.processing.provider import KmzbProvider

    provider = KmzbProvider()
    assert QgsApplication.processingRegistry().addProvider(provider)
    yield lambda name, **parameters: processing.run(f"kmzb:{name}", parameters)
    QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture(autouse=True)
def files_only(monkeypatch):
    """The databases of this run's own server are none that a person knows: stores are asked for by the file dialog."""
    monkeypatch.setattr("kmzb_qgis.gui.store_choice.known", list)


@pytest.fixture()
def dialog_iface(qgis_iface, qgis_processing, monkeypatch):
    """QGIS's interface with what Processing's dialogs ask it for and the test library leaves out."""
    from qgis.gui import QgsBrowserGuiModel, QgsLayerTreeView

    model, tree = QgsBrowserGuiModel(), QgsLayerTreeView()
    monkeypatch.setattr(qgis_iface, "browserModel", lambda: model, raising=False)
    monkeypatch.setattr(qgis_iface, "layerTreeView", lambda: tree, raising=False)  # QGIS 3.44 hands it to C++
    return qgis_iface


@pytest.fixture()
def no_grace(monkeypatch):
    """Publishing without the seconds between the rename and the removal of the old data: no server reads it here."""
    from kmzb_qgis.publishing import switch

    monkeypatch.setattr(switch, "GRACE_S", 0)


@pytest.fixture()
def store(qgis_app, tmp_path):
    """An empty store."""
    from publishing_store import new_store

    return new_store(tmp_path)


@pytest.fixture()
def folder(tmp_path):
    """Where a publication is to lie; nothing is there yet."""
    return tmp_path / "publikacja"


@pytest.fixture()
def small_blocks(monkeypatch):
    """Blocks of some forty lines, so that few lines of a CSV file are many blocks."""
    for name in ("FIRST", "SIZE"):
        monkeypatch.setattr(f"kmzb_qgis.sources.csvblocks.{name}", 4096)
