"""The import window as the menu opens it: one at a time, the made sample in it, gone with the plugin."""

from qgis.PyQt.QtWidgets import QAction

from kmzb_qgis.gui import import_dialog
from kmzb_qgis.gui.import_dialog import ImportDialog
from kmzb_qgis.store import create_store
from kmzb_qgis.toolbelt import settings
from tests.gui.test_gui_plugin import desk, plugin  # noqa: F401 - fixtures
from tests.gui.waiting import run_events, wait_idle, wait_until


def action(plugin):  # noqa: F811
    return plugin._face.menu.entry("import_file")


def windows(desk):  # noqa: F811
    return [child for child in desk.mainWindow().findChildren(ImportDialog) if child.isVisible()]


def test_the_menu_opens_one_window_and_an_import_shows_the_store(plugin, desk, tmp_path):  # noqa: F811
    import processing

    store = create_store(tmp_path / "kmzb.gpkg")
    settings.put("store", str(store.path))
    path = tmp_path / "próbka.csv"
    processing.run("kmzb:samplereports", {"COUNT": 30, "OUTPUT": str(path)})
    plugin._face.job_entries.sampled({"OUTPUT": str(path)}, {})
    assert isinstance(action(plugin), QAction)
    action(plugin).trigger()
    action(plugin).trigger()
    (window,) = windows(desk)
    assert window.files.paths() == [path]
    assert window.store.filePath() == str(store.path)
    run_events(import_dialog.PAUSE_MS / 1000 + 0.1)
    wait_until(window.import_button.isEnabled)
    window.import_button.click()
    wait_until(lambda: window._running is None)
    wait_idle()
    from qgis.core import QgsProject

    layers = [layer for layer in QgsProject.instance().mapLayers().values() if layer.source().endswith("=report")]
    assert {layer.featureCount() for layer in layers} == {30}


def test_the_window_goes_with_the_plugin_also_while_it_imports(plugin, desk, tmp_path):  # noqa: F811
    import processing

    store = create_store(tmp_path / "kmzb.gpkg")
    settings.put("store", str(store.path))
    path = tmp_path / "próbka.csv"
    processing.run("kmzb:samplereports", {"COUNT": 60_000, "OUTPUT": str(path)})
    plugin._face.job_entries.sampled({"OUTPUT": str(path)}, {})
    action(plugin).trigger()
    (window,) = windows(desk)
    run_events(import_dialog.PAUSE_MS / 1000 + 0.1)
    wait_until(window.import_button.isEnabled)
    window.import_button.click()
    plugin._face.job_entries.leave()
    wait_idle()
    assert windows(desk) == []
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM report").fetchone() == (0,)
