"""The desktop's face in real widgets: what is there, what it does, and that nothing stays behind."""

from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerAction
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QDialog, QMenu, QScrollArea, QToolBar

from kmzb_qgis.editing import saving
from kmzb_qgis.gui.here_tools import HereTool
from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.toolbelt import i18n, settings
from kmzb_qgis.toolbelt.errors import KmzbError
from tests.gui.waiting import run_events, told, wait_idle, wait_until


class Desk:
    """QGIS's interface with a main window, and the registration calls that the test library leaves out."""

    def __init__(self, iface):
        self._iface, self.factories, self.options_shown = iface, [], []
        self.filters: list[str] = []

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def registerOptionsWidgetFactory(self, factory):
        self.factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.factories.remove(factory)

    def registerLocatorFilter(self, found):
        self.filters.append(found.name())

    def deregisterLocatorFilter(self, found):
        self.filters.remove(found.name())

    def showOptionsDialog(self, parent, page):
        self.options_shown.append(page)


@pytest.fixture
def desk(dialog_iface):
    desk = Desk(dialog_iface)
    if not desk.mainWindow().menuBar().actions():
        desk.mainWindow().menuBar().addMenu(QMenu("&Help", desk.mainWindow()))
    return desk


@pytest.fixture
def plugin(desk, monkeypatch):
    for name in settings.DEFAULTS:
        settings.put(name, settings.DEFAULTS[name])
    plugin = KmzbPlugin(desk)
    i18n.remove()
    try:
        plugin.initGui()
        yield plugin
    finally:
        plugin.unload()
        QgsProject.instance().clear()
        for name in settings.DEFAULTS:
            settings.put(name, settings.DEFAULTS[name])


def things(desk) -> SimpleNamespace:
    """What of the plugin is in the window and in QGIS now."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window = desk.mainWindow()
    return SimpleNamespace(
        menus=[action.text() for action in window.menuBar().actions()],
        own=[child.objectName() for child in window.findChildren(QMenu) if child.objectName().startswith("kmzb")],
        toolbars=[bar.objectName() for bar in window.findChildren(QToolBar) if bar.objectName().startswith("kmzb")],
        provider=QgsApplication.processingRegistry().providerById("kmzb"),
        factories=list(desk.factories),
        filters=sorted(desk.filters),
        actions=sorted(
            {
                child.objectName()
                for place in (window, desk.mapCanvas())
                for child in place.findChildren(QgsMapLayerAction)
            }
        ),
        windows=[each.objectName() for each in window.findChildren(QDialog) if each.objectName().startswith("kmzb")],
    )


def test_load_and_unload_twice(desk):
    for _ in range(2):
        plugin = KmzbPlugin(desk)
        try:
            plugin.initGui()
            plugin.initGui()  # a second call adds nothing
            there = things(desk)
            assert there.menus.count("&KMZB") == 1 and there.menus.index("&KMZB") < len(there.menus) - 1
            assert there.toolbars == ["kmzb_toolbar"]
            assert there.provider is not None
            assert len(there.factories) == 1
            assert there.filters == ["kmzb_address", "kmzb_parcel", "kmzb_report"]
            assert there.actions == ["kmzb_duplicates_action", "kmzb_here_action"]
            for name in ("catalogue", "new_project", "here"):
                plugin._face.menu.entry(name).trigger()
            assert sorted(things(desk).windows) == ["kmzb_catalogue", "kmzb_new_project_dialog"]
            assert isinstance(desk.mapCanvas().mapTool(), HereTool)
        finally:
            plugin.unload()
        run_events()
        gone = things(desk)
        assert (gone.filters, gone.actions, gone.windows, desk.mapCanvas().mapTool()) == ([], [], [], None)
        assert "&KMZB" not in gone.menus
        assert (gone.own, gone.toolbars, gone.provider, gone.factories) == ([], [], None, [])


def test_another_copy_keeps_its_jobs(qgis_app):
    """QGIS refuses a second provider of one name, and deletes it: who brought it takes nothing out."""
    first, second = KmzbPlugin(None), KmzbPlugin(None)
    first.initProcessing()
    second.initProcessing()
    second.unload()
    assert QgsApplication.processingRegistry().providerById("kmzb") is first._provider
    first.unload()
    assert QgsApplication.processingRegistry().providerById("kmzb") is None


def test_what_fails_while_it_leaves_holds_nothing_else_back(plugin, monkeypatch):
    def broken():
        monkeypatch.undo()
        face.remove()
        raise RuntimeError("boom")

    face = plugin._face
    monkeypatch.setattr(face, "remove", broken)
    with pytest.raises(RuntimeError, match="boom"):
        plugin.unload()
    assert QgsApplication.processingRegistry().providerById("kmzb") is None
    plugin.unload()  # nothing is left to take out


def test_without_a_window(qgis_app):
    plugin = KmzbPlugin(None)
    plugin.initProcessing()
    plugin.initGui()
    provider = QgsApplication.processingRegistry().providerById("kmzb")
    assert provider is not None and provider.algorithms()
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById("kmzb") is None


def test_job_dialog_is_filled_in(plugin, tmp_path, qgis_bot):
    """The sample job: its real Processing dialog, with no parameter it does not have."""
    dialog = plugin._face.job_entries.job("samplereports")()
    assert dialog is not None and dialog.isVisible()
    assert dialog.algorithm().id() == "kmzb:samplereports"
    dialog.close()


def test_a_store_is_copied_from_the_menu(plugin, tmp_path):
    """The store in use stands in the dialog; what comes out is a store with the same reports."""
    from kmzb_qgis.store import open_store
    from tests.gui import saving_help

    store, copy = tmp_path / "zgłoszenia.gpkg", tmp_path / "kopia.gpkg"
    saving_help.make_store(store)
    settings.put("store", str(store))
    dialog = plugin._face.job_entries.job("copystore")()
    assert dialog.mainWidget().wrappers["STORE"].parameterValue() == str(store)
    dialog.mainWidget().setParameters({"STORE": str(store), "COPY": str(copy)})
    dialog.runButton().click()
    wait_until(copy.is_file)
    wait_idle()
    dialog.close()
    with open_store(copy).connect() as db:
        assert db.execute("SELECT count(*) FROM report").fetchone() == (3,)


@pytest.mark.parametrize(("entry", "own"), [("push", True), ("publish", True), ("attachments_folder", False)])
def test_only_what_publishes_is_offered_the_publication_s_folder(plugin, tmp_path, entry, own):
    settings.put("publication_folder", str(tmp_path))
    plugin._face.menu.entry(entry).trigger()
    wait_until(lambda: plugin._face.jobs._dialogs)
    dialog = plugin._face.jobs._dialogs[-1]
    assert (dialog.mainWidget().wrappers["FOLDER"].parameterValue() == str(tmp_path)) is own
    dialog.close()


@pytest.mark.parametrize("job", ["samplereports", "importfile", "withdraw", "publish", "checkpublication"])
def test_job_dialog_shows_its_whole_width(plugin, job):
    """No label pushes the buttons that choose files out of sight."""
    dialog = plugin._face.job_entries.job(job)()
    run_events(0.3)
    areas = [area for area in dialog.findChildren(QScrollArea) if area.isVisible() and area.widget() is not None]
    assert areas
    for area in areas:
        assert not area.horizontalScrollBar().maximum(), area.widget().minimumSizeHint()
    dialog.close()


def test_sample_is_offered_for_import(plugin, tmp_path):
    """The file of a finished sample job stands in the import's dialog."""
    path = tmp_path / "próbka.csv"
    face = plugin._face
    dialog = face.job_entries.job("samplereports", face.job_entries.sampled)()
    dialog.mainWidget().setParameters({"COUNT": 3, "OUTPUT": str(path)})
    dialog.runButton().click()
    wait_until(lambda: face.job_entries.sample)
    dialog.close()
    assert path.is_file()
    offered = face.job_entries.job("importfile")()
    field = offered.mainWidget().wrappers["INPUT"]
    assert field.parameterValue() == str(path)
    offered.close()


def test_job_that_is_not_there_is_a_sentence(plugin, desk):
    desk.messageBar().clear_messages()
    plugin._face.messages.guard(plugin._face.job_entries.job("nosuchjob"))()
    assert any("kmzb:nosuchjob" in text for text in told(desk))


def test_unexpected_failure_shows_no_traceback(plugin, desk):
    desk.messageBar().clear_messages()
    lines = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, *_: lines.append(str(text)))

    def broken():
        raise RuntimeError("boom")

    plugin._face.messages.guard(broken)()
    shown = told(desk)
    assert shown and not any("Traceback" in text or "boom" in text for text in shown)
    assert any("boom" in line for line in lines)


def test_refusal_is_told_after_what_qgis_says_itself(plugin, desk):
    """The newest message is the one on top, and QGIS tells its own while it saves."""
    layer = QgsVectorLayer("Point?crs=EPSG:2180", "Zgłoszenia", "memory")
    desk.messageBar().clear_messages()
    saving.events.refused.emit(layer, KmzbError("Punkt leży poza Polską."))
    assert not told(desk)
    wait_until(lambda: any("poza Polską" in text for text in told(desk)))


def test_settings_entry_opens_the_page(plugin, desk):
    plugin._face.menu.entry("settings").trigger()
    assert desk.options_shown == ["kmzb_options"]


def test_about_names_112_and_the_version(qgis_app):
    from kmzb_qgis.gui import about

    box = about.box()
    assert "112" in box.text() and about.metadata()["version"] in box.text()
    assert not box.iconPixmap().isNull()
