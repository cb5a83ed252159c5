"""The key in a real layer tree: its rows are as high as their signs, without anybody folding it."""

from __future__ import annotations

import pytest
from qgis.core import Qgis, QgsLayerTreeModel, QgsProject, QgsSymbolLegendNode
from qgis.gui import QgsLayerTreeView

from kmzb_qgis import editing
from kmzb_qgis.gui.key_rows import KeyRows
from kmzb_qgis.store import create_store
from tests.gui.waiting import run_events


@pytest.fixture
def tree(qgis_iface, qgis_new_project, monkeypatch):
    """A window's tree as QGIS makes it."""
    model = QgsLayerTreeModel(QgsProject.instance().layerTreeRoot())
    view = QgsLayerTreeView()
    view.setModel(model)
    view.resize(400, 900)
    view.show()
    monkeypatch.setattr(qgis_iface, "layerTreeView", lambda: view, raising=False)
    yield view
    QgsProject.instance().clear()
    run_events()
    view.setModel(None)


def heights(view, layer) -> list[tuple[int, int]]:
    """Of each row of the key: its own height, and its picture's."""
    model = view.layerTreeModel()
    found = []
    for node in model.layerLegendNodes(QgsProject.instance().layerTreeRoot().findLayer(layer.id())):
        index = model.legendNode2index(node)
        if hasattr(view, "proxyModel"):  # from 3.28 on
            index = view.proxyModel().mapFromSource(index)
        found.append((view.visualRect(index).height(), node.minimumIconSize().height()))
        assert isinstance(node, QgsSymbolLegendNode)
    return found


def test_rows_are_as_high_as_their_signs(tree, qgis_iface, tmp_path):
    rows = KeyRows(qgis_iface)
    layer = editing.load_layer(create_store(tmp_path / "żółw.gpkg"), QgsProject.instance())
    run_events(0.2)
    found = heights(tree, layer)
    assert len(found) == 37 and max(picture for _, picture in found) > 25
    assert all(row >= picture for row, picture in found if row), found
    assert sum(row > 0 for row, _ in found) > 10, "unfolded"
    layer.legendChanged.emit()  # as after a style is renewed: QGIS makes all rows anew
    run_events(0.2)
    assert all(row >= picture for row, picture in heights(tree, layer) if row)
    # The map is drawn, at another resolution than the one that was guessed: as QGIS sizes the pictures again.
    model = tree.layerTreeModel()
    model.setLegendMapViewData(1.0, 144, 5000)
    for node in model.layerLegendNodes(QgsProject.instance().layerTreeRoot().findLayer(layer.id())):
        node.setIconSize(node.minimumIconSize())
    qgis_iface.mapCanvas().mapCanvasRefreshed.emit()
    run_events(0.5)
    assert all(row >= picture for row, picture in heights(tree, layer) if row)
    rows.stop()
    layer.legendChanged.emit()
    run_events(0.5)
    if Qgis.QGIS_VERSION_INT < 33000:  # later versions may
        assert not all(row >= picture for row, picture in heights(tree, layer) if row), "QGIS alone does not"


def test_a_tree_without_a_key_is_left_alone(tree, qgis_iface, qgis_new_project):
    from qgis.core import QgsVectorLayer

    rows = KeyRows(qgis_iface)
    QgsProject.instance().addMapLayer(QgsVectorLayer("Point?crs=EPSG:2180", "a", "memory"))
    run_events(0.1)
    qgis_iface.mapCanvas().mapCanvasRefreshed.emit()
    assert len(QgsProject.instance().mapLayers()) == 1
    rows.stop()
