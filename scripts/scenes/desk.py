"""What all scenes share: the plan of the run, the plugin's window part, its report layer, its dialogs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QSplitter

PLAN = json.loads(Path(os.environ["KMZB_DESKTOP_PLAN"]).read_text(encoding="utf-8"))


def face():
    """The plugin's window part."""
    return qgis.utils.plugins["kmzb_qgis"]._face


def report_layer():
    """The report layer of the open store."""
    layers = QgsProject.instance().mapLayers().values()
    return next(layer for layer in layers if str(layer.customProperty("kmzb/store", "")).startswith("report@"))


def folder() -> Path:
    """Where the open store lies."""
    return Path(PLAN["store"]).parent


def entry(name: str):
    """An entry of the plugin's menu, or of one of its submenus, by the action's name without ``kmzb_``."""
    found, menus = [], [face().menu]
    for menu in menus:
        found += [action for action in menu.actions() if action.objectName() == f"kmzb_{name}"]
        menus += [action.menu() for action in menu.actions() if action.menu() is not None]
    return found[0]


def job(algorithm: str, run: bool = True, **given):
    """A job of the menu in its own dialog; ``run``: to its end."""
    window = face().jobs.dialog(f"kmzb:{algorithm}", {"STORE": PLAN["store"], **given})
    window.resize(960, 640)
    window.move(150, 60)
    yield 1.0
    if run:
        window.runButton().click() if hasattr(window, "runButton") else window.accept()
        yield 3.0
    for part in window.findChildren(QSplitter):
        if part.isVisible():
            part.setSizes([640, 320])
    yield 0.5
