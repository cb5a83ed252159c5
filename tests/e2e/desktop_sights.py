"""What a person would see in QGIS, asked by ``desktop_eyes.py`` inside it: these only look, and never act.

Places are pixels of the screen: ``[x, y]`` of the middle of a thing. Coordinates are metres of EPSG:2180.
"""

from __future__ import annotations

import qgis.utils
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from qgis.PyQt.QtGui import QBrush
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)
from qgis.utils import iface


def ready() -> bool:
    """The main window stands, and the plugin is in it."""
    return iface.mainWindow().isVisible() and "kmzb_qgis" in qgis.utils.plugins


def idle() -> bool:
    """Nothing is being drawn or done in the background."""
    return not iface.mapCanvas().isDrawing() and not QgsApplication.taskManager().activeTasks()


def widget(name: str) -> dict | None:
    """A widget in sight by its object name."""
    found = _find(name)
    return None if found is None else _told(found)


def frame() -> dict:
    """The main window's title bar, and whether the window fills the screen."""
    main = iface.mainWindow()
    box = main.frameGeometry()
    return {"title": [box.center().x(), box.top() + 8], "full": main.isMaximized()}


def closing(panel: str) -> list[int] | None:
    """The button that closes a panel of the main window; None where the panel is out of sight."""
    found = _find(panel)
    button = found.findChild(QAbstractButton, "qt_dockwidget_closebutton") if found is not None else None
    return None if button is None else _middle(button, button.rect())


def rows(name: str) -> dict | None:
    """A list or table in sight: heads, the first 60 rows' words, which are bold or coloured, where they lie."""
    view = _find(name)
    if view is None:
        return None
    view = sip.cast(view, QAbstractItemView)
    model, port = view.model(), view.viewport()
    count, columns = model.rowCount(), range(model.columnCount())
    words, looks, places = [], [], []
    for row in range(min(count, 60)):
        cells = [model.index(row, column) for column in columns]
        words.append([str(cell.data() or "") for cell in cells])
        looks.append([_look(cell) for cell in cells])
        box = view.visualRect(cells[0])
        seen = box.isValid() and port.rect().contains(box.center())
        places.append(_middle(port, QRect(40, box.y(), 2, box.height())) if seen else None)
    heads = [str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns]
    chosen = view.selectionModel() or QItemSelectionModel(model)
    return {
        "count": count,
        "heads": heads,
        "rows": words,
        "looks": looks,
        "places": places,
        "current": view.currentIndex().row(),
        "selected": sorted({index.row() for index in chosen.selectedIndexes()}),
    }


def step_to(action: str, through: str = "") -> dict:
    """Where to click next to reach an entry of the menus below KMZB; ``last``: this is the entry itself.

    ``through``: words of a submenu that has its entries only once it is open.
    """
    top = next(menu for menu in iface.mainWindow().findChildren(QMenu) if menu.objectName() == "kmzb_menu")
    way = _way(top, action)
    if way is None and through:
        way = [(top, entry) for entry in top.actions() if entry.text().replace("&", "") == through] or None
    if way is None:
        return {"missing": action}
    bar = iface.mainWindow().menuBar()
    if not top.isVisible():
        return {"place": _middle(bar, bar.actionGeometry(top.menuAction())), "last": False}
    for menu, entry in reversed(way):
        if menu.isVisible():
            found = {"place": _middle(menu, menu.actionGeometry(entry)), "last": entry.objectName() == action}
            return {**found, "words": entry.text(), "enabled": entry.isEnabled(), "icon": not entry.icon().isNull()}
    return {"missing": action}


def view() -> dict:
    """The map: its middle, scale, coordinate system, the marks on it, its layers from the top down."""
    canvas = iface.mapCanvas()
    there = QgsCoordinateTransform(
        canvas.mapSettings().destinationCrs(), QgsCoordinateReferenceSystem("EPSG:2180"), QgsProject.instance()
    )
    middle = there.transform(canvas.center())
    marks = []
    for item in canvas.scene().items():  # rings, crosses, frames: whatever is as large as a sign
        if item.isVisible() and 12 < item.boundingRect().width() < 150:
            spot = canvas.getCoordinateTransform().toMapCoordinates(round(item.pos().x()), round(item.pos().y()))
            place = there.transform(spot)
            marks.append([place.x(), place.y()])
    root = QgsProject.instance().layerTreeRoot()
    layers = [[node.name(), node.isVisible()] for node in root.findLayers()]
    return {
        "middle": [middle.x(), middle.y()],
        "scale": canvas.scale(),
        "crs": canvas.mapSettings().destinationCrs().authid(),
        "marks": marks,
        "layers": layers,
        "place": _middle(canvas, canvas.rect()),
    }


def reports() -> dict | None:
    """The report layer of the open store: what is selected, and whether edits wait in it."""
    for layer in QgsProject.instance().mapLayers().values():
        if str(layer.customProperty("kmzb/store", "")).startswith("report@"):
            return {
                "name": layer.name(),
                "count": layer.featureCount(),
                "selected": sorted(layer.selectedFeatureIds()),
                "editable": layer.isEditable(),
                "modified": layer.isModified(),
            }
    return None


def unsaved() -> list[str]:
    """Layers with edits that wait."""
    layers = QgsProject.instance().mapLayers().values()
    return [layer.name() for layer in layers if hasattr(layer, "isModified") and layer.isModified()]


def labels(name: str) -> list[str]:
    """The words of all labels in sight inside a widget."""
    found = _find(name)
    return [] if found is None else [part.text() for part in found.findChildren(QLabel) if part.isVisible()]


def windows() -> list[dict]:
    """Windows in sight beside the main one, with their words and buttons, the one in front last."""
    found = []
    for one in QApplication.topLevelWidgets():
        if one.isVisible() and one is not iface.mainWindow() and one.width() > 30 and not isinstance(one, QMenu):
            parts = [part for part in one.findChildren(QWidget) if part.isVisible()]
            words = [part.text() for part in parts if isinstance(part, QLabel)]
            buttons = {
                part.text().replace("&", ""): _middle(part, part.rect())
                for part in parts
                if isinstance(part, QAbstractButton) and part.text() and part.isEnabled()
            }
            kind = type(one).__name__
            found.append({"kind": kind, "name": one.objectName(), "title": one.windowTitle(), "words": words})
            found[-1].update(buttons=buttons, active=one.isActiveWindow())
    return sorted(found, key=lambda one: one["active"])


def bar() -> list[str]:
    """What the message bar says."""
    item = iface.messageBar().currentItem()
    return [] if item is None else [part.toPlainText() for part in item.findChildren(QTextBrowser)]


def focus() -> str:
    """The object name of what has the keyboard, or its class."""
    found = QApplication.focusWidget()
    return "" if found is None else found.objectName() or type(found).__name__


def cut() -> list[str]:
    """Words in sight that are wider than the button, label or box they stand in."""
    found = []
    for part in QApplication.allWidgets():
        if not part.isVisible() or not _ours(part) or part.visibleRegion().isEmpty():
            continue
        if isinstance(part, QLabel) and not part.wordWrap() and part.pixmap() is None and "<" not in part.text():
            wanted, room = part.fontMetrics().horizontalAdvance(part.text()), part.contentsRect().width()
        elif isinstance(part, QAbstractButton) and part.text():
            wanted, room = part.minimumSizeHint().width(), part.width()
        else:
            continue
        if wanted > room + 1:
            found.append(f"{part.objectName() or type(part).__name__}: {part.text()} ({wanted} > {room})")
    return found


def _ours(part: QWidget | None) -> bool:
    """Whether a widget belongs to the plugin's windows."""
    while part is not None:
        if part.objectName().startswith("kmzb_") and part.objectName() not in ("kmzb_menu", "kmzb_toolbar"):
            return True
        part = part.parentWidget()
    return False


def _find(name: str) -> QWidget | None:
    for one in QApplication.allWidgets():
        if one.objectName() == name and one.isVisible():
            return one
    return None


def _told(found: QWidget) -> dict:
    text = ""
    for kind, read in (
        (QComboBox, lambda box: box.currentText()),
        (QPlainTextEdit, lambda box: box.toPlainText()),
        (QTextBrowser, lambda box: box.toPlainText()),
        (QLineEdit, lambda box: box.text()),
        (QLabel, lambda box: box.text()),
        (QAbstractButton, lambda box: box.text()),
    ):
        if isinstance(found, kind):
            text = read(found)
            break
    seen = {"text": text, "enabled": found.isEnabled(), "focus": found.hasFocus()}
    region = found.visibleRegion().boundingRect()  # a part of it may be scrolled out of sight
    inside = region.height() >= min(8, found.height()) and region.width() >= min(8, found.width())
    seen["place"] = _middle(found, region) if inside else None
    seen["whole"] = region == found.rect()
    seen["checked"] = found.isChecked() if isinstance(found, QAbstractButton) else None
    if isinstance(found, QComboBox):
        seen["offered"] = [found.itemText(place) for place in range(found.count())]
    return seen


def _look(cell) -> str:
    """'bold' and the colour of a cell's words."""
    font, brush = cell.data(Qt.ItemDataRole.FontRole), cell.data(Qt.ItemDataRole.ForegroundRole)
    colour = QBrush(brush).color().name() if brush is not None else ""
    return f"{'bold ' if font is not None and font.bold() else ''}{colour}".strip()


def _way(menu: QMenu, action: str) -> list | None:
    """Menus and entries from ``menu`` down to an action."""
    for entry in menu.actions():
        if entry.objectName() == action:
            return [(menu, entry)]
        below = _way(entry.menu(), action) if entry.menu() is not None else None
        if below is not None:
            return [(menu, entry), *below]
    return None


def _middle(part: QWidget, box: QRect) -> list[int]:
    point = part.mapToGlobal(QPoint(box.center().x(), box.center().y()))
    return [point.x(), point.y()]


QUESTIONS = (
    ready,
    idle,
    frame,
    closing,
    widget,
    rows,
    step_to,
    view,
    reports,
    unsaved,
    labels,
    windows,
    bar,
    focus,
    cut,
)
