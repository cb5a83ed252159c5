"""Entries in QGIS's own list of keyboard shortcuts (Settings ▸ Keyboard Shortcuts), where a person gives them keys.

QGIS 3.22 keeps a key by the entry's text, newer ones by its object name; both are unique.
"""

from __future__ import annotations

from qgis.core import QgsSettings
from qgis.gui import QgsGui
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QWidget


def put_in(action: QAction, key: str, main: QWidget) -> None:
    """Enter an action with its text and object name set; a key that a person gave it counts, else ``key`` if free."""
    QgsGui.shortcutsManager().registerAction(action, key if key and not taken(key, main) else "")


def take_out(action: QAction) -> None:
    """Take it out of the list; what a person chose stays in the settings."""
    QgsGui.shortcutsManager().unregisterAction(action)


def taken(key: str, main: QWidget) -> bool:
    """Whether an action of the window has the key, or a person gave it to one.

    The settings are asked too: while QGIS starts, plugins come before the keys that a person chose.
    """
    wanted = QKeySequence(key)
    if any(wanted in action.shortcuts() for action in main.findChildren(QAction)):
        return True
    chosen = QgsSettings()
    chosen.beginGroup("shortcuts")
    return any(QKeySequence(str(chosen.value(name, ""))) == wanted for name in chosen.allKeys())


def shown(action: QAction) -> str:
    """The key as this system writes it; empty where there is none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
