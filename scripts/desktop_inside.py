"""What ``desktop.py`` has QGIS Desktop do once it is up: steps in the event loop, a picture, the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeDialog, QgsAttributeEditorContext, QgsAttributeForm, QgsEditorWidgetWrapper
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDateTime, QPoint, Qt, QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QDockWidget, QMenu, QTabWidget, QToolBar, QWidget
from qgis.utils import iface

PLAN = json.loads(Path(os.environ["KMZB_DESKTOP_PLAN"]).read_text(encoding="utf-8"))
sys.path.append(PLAN["scripts"])
from scenes import SCENES  # noqa: E402 - beside this script, which QGIS runs by its text
from scenes.desk import face, report_layer  # noqa: E402

# scenes with messages in their pictures
SPEAKING = ("refusal", "here", "locator_found", "basemap_down", "basemap_slow", "basemap_refused", "basemap_lost")
SPEAKING += ("basemap_opacity",)


def idle() -> bool:
    """Whether nothing is loading or drawing."""
    drawn = not iface.mapCanvas().isDrawing() or PLAN["scene"] == "basemap_slow"  # which is drawn for half a minute
    return drawn and not QgsApplication.taskManager().activeTasks()


def steps():
    """Each yield waits until QGIS is idle; a number waits that many seconds as well."""
    yield 1.0
    drawn = False
    if PLAN["picture"]:
        iface.mainWindow().showMaximized()
        yield 0.3
        make_room()
    if PLAN["store"]:
        face().stores.open(PLAN["store"])
        yield 0.5
    from kmzb_qgis.geoportal import services

    for name in PLAN["basemap"]:
        face().basemaps.add(services.find(name))
        yield 0.5
    if PLAN["extent"]:
        iface.mapCanvas().setExtent(QgsRectangle(*map(float, PLAN["extent"].split(","))))
        iface.mapCanvas().refresh()
        yield 0.5
    if PLAN["scene"]:
        drawn = yield from SCENES[PLAN["scene"]]()
    elif PLAN["form"] or PLAN["form_new"]:
        yield from form_steps()
    if PLAN["legend"]:
        iface.layerTreeView().expandAll()
        yield 0.3
    if PLAN["menu"]:
        show(PLAN["menu"])
        yield 0.7
    if PLAN["picture"] and not drawn:
        if PLAN["menu"] is None and not PLAN["form_list"] and PLAN["scene"] not in SPEAKING:
            iface.messageBar().clearWidgets()
        yield 1.0
        part = ["-crop", PLAN["crop"], "+repage"] if PLAN["crop"] else []
        subprocess.run(
            ["import", "-window", "root", *part, "+dither", "-colors", "256", PLAN["picture"]], check=True, timeout=30
        )
    if PLAN["unload"]:
        if len(leftovers()) < 5:
            raise RuntimeError("the plugin was not in the window")
        qgis.utils.unloadPlugin("kmzb_qgis")
        yield 0.5
        left = leftovers()
        if left:
            raise RuntimeError(f"left behind after the plugin was switched off: {left}")


def form_steps():
    """A report's form, opened and filled in as asked."""
    layer = report_layer()
    if PLAN["edit"] or PLAN["form_new"] or PLAN["history"]:
        layer.startEditing()
    if PLAN["form_new"]:
        x, y = map(float, PLAN["form_new"].split(","))
        point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        dialog = QgsAttributeDialog(layer, QgsVectorLayerUtils.createFeature(layer, point), False, iface.mainWindow())
        dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
        dialog.show()
    else:
        wanted = QgsFeatureRequest().setFilterExpression(PLAN["form"]).setLimit(1)
        number = next(layer.getFeatures(wanted)).id()
        if PLAN["late"]:
            day = QDateTime.currentDateTime().addDays(-PLAN["late"]).toString("yyyy-MM-ddTHH:mm:ss")
            save(layer, number, {"reported_local": day})
        if PLAN["history"]:
            yield from live(layer, number)
        iface.openFeatureForm(layer, layer.getFeature(number), False, False)
    yield 1.0
    dialog = next(w for w in QApplication.topLevelWidgets() if w.inherits("QgsAttributeDialog") and w.isVisible())
    if PLAN["form_box"]:
        width, height, left, top = map(int, PLAN["form_box"].replace("x", "+").split("+"))
        dialog.setGeometry(left, top, width, height)
        yield 0.5
    form = next(part for part in dialog.findChildren(QWidget) if part.inherits("QgsAttributeForm"))
    form = sip.cast(form, QgsAttributeForm)
    for given in PLAN["form_set"]:
        name, _, value = given.partition("=")
        form.changeAttribute(name, int(value) if value.isdigit() else value)
        yield 0.2
    if PLAN["form_tab"] is not None:
        form.findChild(QTabWidget).setCurrentIndex(PLAN["form_tab"])
        yield 1.0
    if PLAN["form_attach"]:
        tab = next(part for part in form.findChildren(QWidget) if hasattr(part, "put") and hasattr(part, "told"))
        tab.put([Path(name) for name in PLAN["form_attach"]])
        yield 1.5
    if PLAN["form_list"]:
        boxes = {wrapper.field().name(): wrapper.widget() for wrapper in form.findChildren(QgsEditorWidgetWrapper)}
        box = boxes[PLAN["form_list"]]
        picker = next((part for part in box.children() if hasattr(part, "picker")), None)  # the categories' own list
        _ = box.showPopup() if picker is None else picker.open()
        yield 0.7


def live(layer, number: int):
    """What happens to a report in a few days, saved step by step."""
    where = layer.getFeature(number).geometry().asPoint()
    steps = (
        {"officer": "asp. Łucja Żądło", "note": "Sprawdzić w godzinach wieczornych, ul. Świętokrzyska"},
        {"status_id": 2},
        {"category_id": 11, "description": "Auta stoją na całej szerokości chodnika, piesi schodzą na jezdnię."},
        {"status_id": 3, "note": "Potwierdzono na miejscu"},
    )
    for values in steps:
        if "officer" in values:
            layer.changeGeometry(number, QgsGeometry.fromPointXY(QgsPointXY(where.x() + 30, where.y() + 40)))
        save(layer, number, values)
        yield 0.2


def save(layer, number: int, values: dict) -> None:
    """Change a report and save it."""
    layer.startEditing()
    for name, value in values.items():
        layer.changeAttributeValue(number, layer.fields().indexOf(name), value)
    if not layer.commitChanges(False):
        raise RuntimeError(layer.commitErrors())


def leftovers() -> list[str]:
    """What of the plugin is still in the window."""
    window = iface.mainWindow()
    found = [bar.objectName() for bar in window.findChildren(QToolBar) if bar.objectName().startswith("kmzb")]
    found += [menu.objectName() for menu in window.findChildren(QMenu) if menu.objectName().startswith("kmzb")]
    found += [action.text() for action in window.menuBar().actions() if "KMZB" in action.text()]
    found += [action.objectName() for action in window.findChildren(QAction) if action.objectName().startswith("kmzb")]
    if QgsApplication.processingRegistry().providerById("kmzb") is not None:
        found.append("provider")
    return found


def make_room() -> None:
    """Close the browser; widen the layer tree or close it too."""
    window = iface.mainWindow()
    for dock in window.findChildren(QDockWidget):
        tree = dock.objectName() == "Layers"
        if dock.objectName().startswith("Browser") or (tree and not PLAN["tree_width"]):
            dock.close()
        elif tree:
            window.resizeDocks([dock], [PLAN["tree_width"]], Qt.Orientation.Horizontal)


def show(what: str) -> None:
    """A menu or a dialog, without waiting for it."""
    bar = iface.mainWindow().menuBar()
    box = bar.actionGeometry(face().menu.menuAction())
    if what == "menu":
        bar.setActiveAction(face().menu.menuAction())
        face().menu.popup(bar.mapToGlobal(QPoint(box.left(), box.bottom() + 1)))
    elif what == "basemaps":
        place = bar.mapToGlobal(QPoint(box.left(), box.bottom() + 1))
        face().menu.popup(place)
        row = face().menu.actionGeometry(face().basemaps.menuAction())
        face().menu.setActiveAction(face().basemaps.menuAction())
        face().basemaps.popup(face().menu.mapToGlobal(row.topRight()))
    else:
        QTimer.singleShot(0, face().menu.entry(what).trigger)  # its dialog is modal


class Walk:
    """Runs the steps from a timer."""

    def __init__(self):
        self.steps, self.calm = steps(), 0.0
        self.wanted = 0.5
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(100)

    def tick(self) -> None:
        """One look: go on when QGIS has been idle for long enough."""
        self.calm = self.calm + 0.1 if idle() else 0.0
        if self.calm < self.wanted:
            return
        self.calm = 0.0
        try:
            self.wanted = next(self.steps)
        except StopIteration:
            self.end("ok")
        except Exception:
            self.end(traceback.format_exc())

    def end(self, how: str) -> None:
        """Tell how it went; with a picture, leave QGIS at once, or as a person does where that is asked for."""
        self.timer.stop()
        Path(PLAN["done"]).write_text(how, encoding="utf-8")
        if PLAN["leave"] and how == "ok":
            QgsProject.instance().setDirty(False)  # no question about saving it, nor about layers in a temporary folder
            QgsSettings().setValue("askToSaveMemoryLayers", False, QgsSettings.Section.App)
            iface.actionExit().trigger()
        elif PLAN["picture"]:
            os._exit(0)
        elif how != "ok":
            print(how)


kmzb_walk = Walk()
