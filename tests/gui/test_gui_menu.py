"""The menu, its submenus, the toolbar and their keys in real widgets, in English and in Polish."""

import re

import pytest
from qgis.core import QgsSettings
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolButton

from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.toolbelt import i18n
from tests.gui.test_gui_plugin import desk, plugin  # noqa: F401 - fixtures
from tests.gui.waiting import run_events


def shape(menu) -> list:
    """Names of a menu's entries in order: '-' for a line, a list (with its own name first) for a menu below it."""
    found = []
    for action in menu.actions():
        if action.menu() is not None:
            found.append([action.menu().objectName() or "basemaps", *shape(action.menu())])
        else:
            found.append("-" if action.isSeparator() else action.objectName().replace("kmzb_", "", 1))
    return found


def menus(plugin) -> list[QMenu]:  # noqa: F811
    """The menu and those below it that are built once; the basemaps are listed anew each time."""
    top = plugin._face.menu
    below = [action.menu() for action in top.actions() if action.menu() is not None]
    return [top, *(menu for menu in below if menu is not plugin._face.basemaps)]


def test_menu_has_the_days_work_on_top_and_the_rest_below(plugin):  # noqa: F811
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
            "check_store",
            "attachments_folder",
            "-",
            "check_out",
            "check_in",
            "move_store",
            "-",
            "anonymise",
        ],
        ["kmzb_menu_import", "import_file", "import_service", "-", "import_units", "assign_units", "-", "sample"],
        ["kmzb_menu_publication", "publish", "check", "push", "-", "rollback", "withdraw", "-", "metadata"],
        *("-", "settings", "about"),
    ]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_menu_says_everything(desk, language):  # noqa: F811
    """Every entry and submenu has an icon that draws, a tooltip, and a mnemonic no other of its menu has."""
    fresh = KmzbPlugin(desk)
    i18n.remove()
    assert language == "en" or i18n.install(language)
    fresh.initGui()
    try:
        assert len(menus(fresh)) == 4
        for menu in menus(fresh):
            actions = [action for action in menu.actions() if not action.isSeparator()]
            letters = [re.findall("&(.)", action.text())[0].lower() for action in actions]
            assert len(set(letters)) == len(letters) == "".join(action.text() for action in actions).count("&"), letters
            assert menu.toolTipsVisible()
            for action in actions:
                assert not action.icon().pixmap(16, 16).isNull(), action.text()
            own = [action for action in actions if action.menu() is not fresh._face.basemaps]
            assert all(action.statusTip() and action.statusTip() in action.toolTip() for action in own)
        names = {"en": ["Store", "Import", "Publication"], "pl": ["Baza zgłoszeń", "Import", "Publikacja"]}
        assert [menu.title().replace("&", "") for menu in menus(fresh)[1:]] == names[language]
    finally:
        fresh.unload()
        i18n.remove()


def test_no_two_icons_of_the_menu_are_alike(plugin):  # noqa: F811
    """At the size of a menu's icons, 16 px, entry by entry."""
    actions = [action for menu in menus(plugin) for action in menu.actions() if not action.isSeparator()]
    seen = {}
    for action in actions:
        image = action.icon().pixmap(16, 16).toImage()
        drawn = tuple(image.pixel(x, y) for x in range(image.width()) for y in range(image.height()))
        assert drawn not in seen, (action.text(), seen[drawn])
        seen[drawn] = action.text()


def test_toolbar_holds_the_daily_jobs(plugin):  # noqa: F811
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


def test_entries_are_in_qgis_s_list_of_shortcuts(plugin, desk):  # noqa: F811
    """Each by a name and a text of its own, so that a person can give it a key; gone with the plugin."""
    manager = QgsGui.shortcutsManager()
    listed = [action for action in manager.listActions() if action.objectName().startswith("kmzb_")]
    wanted = [name for name in names_of(shape(plugin._face.menu)) if name != "-"]
    assert sorted(action.objectName() for action in listed) == sorted(f"kmzb_{name}" for name in wanted)
    assert len({action.text().replace("&", "") for action in listed}) == len(wanted) == 34
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


def test_a_key_that_another_has_is_left_to_it(desk):  # noqa: F811
    """An action of QGIS or of another plugin, or one that a person gave the key to before QGIS was started."""
    other = QAction("Other", desk.mainWindow())
    other.setShortcut("F8")
    chosen = QgsSettings()
    chosen.setValue("shortcuts/Somebody's", "F9")
    fresh = KmzbPlugin(desk)
    try:
        fresh.initGui()
        assert fresh._face.menu.entry("queue").shortcut().isEmpty()
        assert fresh._face.menu.entry("verify").shortcut().isEmpty()
    finally:
        fresh.unload()
        chosen.remove("shortcuts")
        other.setParent(None)


@pytest.mark.parametrize("key", ["F8", "F9"])
def test_the_keys_press_the_entries(plugin, desk, key, qgis_bot):  # noqa: F811
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
