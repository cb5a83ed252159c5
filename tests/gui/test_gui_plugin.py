"""The desktop's face in real widgets: what is there, what it does, and that nothing stays behind."""

import re
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication, QgsProject, QgsSettings
from qgis.gui import QgsGui, QgsMapLayerAction
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDialog, QMenu, QScrollArea, QToolBar, QToolButton

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
    plugin.initGui()
    yield plugin
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
        plugin.unload()
        run_events()
        gone = things(desk)
        assert (gone.filters, gone.actions, gone.windows, desk.mapCanvas().mapTool()) == ([], [], [], None)
        assert "&KMZB" not in gone.menus
        assert (gone.own, gone.toolbars, gone.provider, gone.factories) == ([], [], None, [])


def test_without_a_window(qgis_app):
    plugin = KmzbPlugin(None)
    plugin.initProcessing()
    plugin.initGui()
    provider = QgsApplication.processingRegistry().providerById("kmzb")
    assert provider is not None and provider.algorithms()
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById("kmzb") is None


def shape(menu) -> list:
    """Names of a menu's entries in order: '-' for a line, a list (with its own name first) for a menu below it."""
    found = []
    for action in menu.actions():
        if action.menu() is not None:
            found.append([action.menu().objectName() or "basemaps", *shape(action.menu())])
        else:
            found.append("-" if action.isSeparator() else action.objectName().replace("kmzb_", "", 1))
    return found


def menus(plugin) -> list[QMenu]:
    """The menu and those below it that are built once; the basemaps are listed anew each time."""
    top = plugin._face.menu
    below = [action.menu() for action in top.actions() if action.menu() is not None]
    return [top, *(menu for menu in below if menu is not plugin._face.basemaps)]


def test_menu_has_the_days_work_on_top_and_the_rest_below(plugin):
    assert shape(plugin._face.menu) == [
        *("queue", "verify", "new_report", "duplicates", "change_status", "hand_over", "differences", "-"),
        *("here", "print_map", ["basemaps"], "catalogue", "-"),
        [
            "kmzb_menu_store",
            "new_store",
            "open_store",
            "new_project",
            "-",
            "renew_form",
            "copy_store",
            "-",
            "anonymise",
        ],
        ["kmzb_menu_import", "import_file", "import_service", "-", "import_units", "assign_units", "-", "sample"],
        ["kmzb_menu_publication", "publish", "check", "-", "rollback", "withdraw", "-", "metadata"],
        *("-", "settings", "about"),
    ]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_menu_says_everything(desk, language):
    """Every entry and submenu has an icon that draws, a tooltip, and a mnemonic no other of its menu has."""
    plugin = KmzbPlugin(desk)
    i18n.remove()
    assert language == "en" or i18n.install(language)
    plugin.initGui()
    try:
        assert len(menus(plugin)) == 4
        for menu in menus(plugin):
            actions = [action for action in menu.actions() if not action.isSeparator()]
            letters = [re.findall("&(.)", action.text())[0].lower() for action in actions]
            assert len(set(letters)) == len(letters) == "".join(action.text() for action in actions).count("&"), letters
            assert menu.toolTipsVisible()
            for action in actions:
                assert not action.icon().pixmap(16, 16).isNull(), action.text()
            own = [action for action in actions if action.menu() is not plugin._face.basemaps]
            assert all(action.statusTip() and action.statusTip() in action.toolTip() for action in own)
        names = {"en": ["Store", "Import", "Publication"], "pl": ["Magazyn", "Import", "Publikacja"]}
        assert [menu.title().replace("&", "") for menu in menus(plugin)[1:]] == names[language]
    finally:
        plugin.unload()
        i18n.remove()


def test_no_two_icons_of_the_menu_are_alike(plugin):
    """At the size of a menu's icons, 16 px, entry by entry."""
    actions = [action for menu in menus(plugin) for action in menu.actions() if not action.isSeparator()]
    seen = {}
    for action in actions:
        image = action.icon().pixmap(16, 16).toImage()
        drawn = tuple(image.pixel(x, y) for x in range(image.width()) for y in range(image.height()))
        assert drawn not in seen, (action.text(), seen[drawn])
        seen[drawn] = action.text()


def test_toolbar_holds_the_daily_jobs(plugin):
    bar = plugin._face.toolbar
    named = {button.objectName(): button for button in bar.findChildren(QToolButton)}
    widgets = [bar.widgetForAction(action) for action in bar.actions()]
    shown = [
        "-" if action.isSeparator() else action.objectName() or widget.objectName()
        for action, widget in zip(bar.actions(), widgets)
    ]
    assert shown == [
        *("kmzb_queue", "kmzb_verify", "kmzb_new_report", "kmzb_hand_over", "kmzb_here", "-"),
        *("kmzb_open_store", "kmzb_import_file", "kmzb_publish", "-"),
        "kmzb_basemaps_button",
    ]
    assert named["kmzb_basemaps_button"].menu() is plugin._face.basemaps


def test_entries_are_in_qgis_s_list_of_shortcuts(plugin, desk):
    """Each by a name and a text of its own, so that a person can give it a key; gone with the plugin."""
    manager = QgsGui.shortcutsManager()
    listed = [action for action in manager.listActions() if action.objectName().startswith("kmzb_")]
    wanted = [name for name in names_of(shape(plugin._face.menu)) if name != "-"]
    assert sorted(action.objectName() for action in listed) == sorted(f"kmzb_{name}" for name in wanted)
    assert len({action.text().replace("&", "") for action in listed}) == len(wanted) == 28
    directly = Qt.FindChildOption.FindDirectChildrenOnly  # what QGIS lists of the window when it starts
    there = [action.text().replace("&", "") for action in desk.mainWindow().findChildren(QAction, options=directly)]
    assert all(there.count(action.text().replace("&", "")) == 1 for action in listed)
    keys = {action.objectName(): action.shortcut().toString() for action in listed if not action.shortcut().isEmpty()}
    assert keys == {"kmzb_queue": "F8", "kmzb_verify": "F9"}
    entry = plugin._face.menu.entry("verify")
    assert "(F9)" in entry.toolTip()
    assert manager.setKeySequence(entry, "Ctrl+Shift+K")
    assert (
        "(Ctrl+Shift+K)" in entry.toolTip() and entry.toolTip().count("(") == 1 and entry.statusTip() in entry.toolTip()
    )
    QgsSettings().remove("shortcuts")
    plugin.unload()
    assert not [action for action in manager.listActions() if action.objectName().startswith("kmzb_")]


def names_of(found: list) -> list[str]:
    """All names of a shape, those of the menus below it too."""
    return [name for item in found for name in (names_of(item[1:]) if isinstance(item, list) else [item])]


def test_a_key_that_another_has_is_left_to_it(desk):
    """An action of QGIS or of another plugin, or one that a person gave the key to before QGIS was started."""
    other = QAction("Other", desk.mainWindow())
    other.setShortcut("F8")
    chosen = QgsSettings()
    chosen.setValue("shortcuts/Somebody's", "F9")
    plugin = KmzbPlugin(desk)
    try:
        plugin.initGui()
        assert plugin._face.menu.entry("queue").shortcut().isEmpty()
        assert plugin._face.menu.entry("verify").shortcut().isEmpty()
    finally:
        plugin.unload()
        chosen.remove("shortcuts")
        other.setParent(None)


@pytest.mark.parametrize("key", ["F8", "F9"])
def test_the_keys_press_the_entries(plugin, desk, key, qgis_bot):
    """In the window itself: Qt finds the action by its key, in the menu and on the toolbar."""
    heard = []
    name = {"F8": "queue", "F9": "verify"}[key]
    plugin._face.menu.entry(name).triggered.connect(lambda: heard.append(name))
    window = desk.mainWindow()
    window.show()
    window.activateWindow()
    run_events(0.2)
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
    run_events(0.1)
    assert heard == [name]


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
    desk.messageBar().clear_messages()
    saving.events.refused.emit(None, KmzbError("Punkt leży poza Polską."))
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
