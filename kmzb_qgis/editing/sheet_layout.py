"""The hand-over sheet as a print layout: the plugin's own, or a template that a headquarters made of it.

A template is told by the ids of its items, all but the first may be missing: ``kmzb_facts`` (a label that marks where
the facts begin, how wide they are and with what letters; they flow over as many pages as they need), ``kmzb_map``,
``kmzb_scale``, ``kmzb_photo``; every item whose id begins with ``kmzb_each`` comes again on the further pages. Labels
read the variables ``@kmzb_…`` (docs/handover.md). Layouts live in QGIS's main thread. QGIS's own tables take seconds to
lay out such texts, and cut a row that is higher than a page.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QFile, QIODevice, Qt, QUuid
from qgis.PyQt.QtXml import QDomDocument

from ..toolbelt import compat
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .paper_key import letters

FACTS, MAP, SCALE, PHOTO, CREDIT, EACH = (
    "kmzb_facts",
    "kmzb_map",
    "kmzb_scale",
    "kmzb_photo",
    "kmzb_credit",
    "kmzb_each",
)
PAGE = "[% replace(replace(@kmzb_page, '{pages}', to_string(@layout_numpages)), '{page}', to_string(@layout_page)) %]"
# Millimetres of A4 from the upper left corner: x, y, width, height; letters in points, bold, aligned right.
LABELS = {
    f"{EACH}_unit": ((14, 8, 110, 5), "[% @kmzb_unit %]", 8, False, False),
    f"{EACH}_case": ((126, 8, 70, 5), "[% @kmzb_case %]", 8, False, True),
    "kmzb_title": ((14, 15, 182, 9), "[% @kmzb_title %]", 16, True, False),
    "kmzb_subtitle": ((14, 24, 182, 7), "[% @kmzb_subtitle %]", 11, False, False),
    "kmzb_addressee": ((14, 33, 108, 25), "[% @kmzb_addressee %]", 10, False, False),
    "kmzb_days": ((126, 33, 70, 25), "[% @kmzb_days %]", 9, False, True),
    "kmzb_coordinates": ((138, 125, 58, 25), "[% @kmzb_coordinates %]", 8.5, False, False),
    "kmzb_photo_words": ((138, 119, 58, 5), "[% @kmzb_photo_words %]", 7.5, False, False),
    FACTS: ((14, 163, 182, 118), "", 9, False, False),
    "kmzb_scale_words": ((78, 152, 22, 5), "[% @kmzb_scale %]", 8, False, False),
    CREDIT: ((100, 152, 96, 8), "[% @kmzb_credit %]", 6.5, False, True),
    f"{EACH}_foot": ((14, 284, 140, 5), "[% @kmzb_foot %]", 7, False, False),
    f"{EACH}_page": ((156, 284, 40, 5), PAGE, 8, False, True),
}
MAP_BOX, PHOTO_BOX, SCALE_BOX = (14, 60, 120, 90), (138, 60, 58, 58), (14, 152, 60, 10)
TOP, BOTTOM = 18, 16  # of the further pages: free above and below the table


def build(project: QgsProject) -> QgsPrintLayout:
    """The plugin's own sheet, empty: A4 portrait."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName("KMZB")
    layout.renderContext().setDpi(200)
    layout.pageCollection().page(0).setPageSize("A4", QgsLayoutItemPage.Orientation.Portrait)
    drawn = QgsLayoutItemMap(layout)
    _place(drawn, layout, MAP, MAP_BOX)
    drawn.setFrameEnabled(True)
    photo = QgsLayoutItemPicture(layout)
    photo.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
    photo.setPictureAnchor(QgsLayoutItem.ReferencePoint.UpperMiddle)
    _place(photo, layout, PHOTO, PHOTO_BOX)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(drawn)
    bar.setTextFormat(letters(8))
    bar.setHeight(1.8)
    _place(bar, layout, SCALE, SCALE_BOX)
    for name, (box, text, points, bold, right) in LABELS.items():
        label = QgsLayoutItemLabel(layout)
        label.setText(text)
        compat.write_in(label, letters(points, bold))
        label.setHAlign(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        label.setVAlign(Qt.AlignmentFlag.AlignTop)
        label.setMarginX(0)
        label.setMarginY(0)
        _place(label, layout, name, box)
    return layout


def save_template(path: Path) -> None:
    """Write the plugin's own sheet as a template to be changed in QGIS's layout window. Raises KmzbError."""
    project = QgsProject()
    if not build(project).saveAsTemplate(str(path), QgsReadWriteContext()):
        raise KmzbError(tr("The template {path} could not be written.", path=path))


def from_template(project: QgsProject, path: Path) -> QgsPrintLayout:
    """A layout of a template's file. Raises KmzbError where that is none, or has no table for the facts."""
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise KmzbError(
            tr("The template {path} cannot be read: {reason}.", path=path, reason=reason(file.errorString()))
        )
    document = QDomDocument()
    understood = document.setContent(bytes(file.readAll()))
    file.close()
    layout = QgsPrintLayout(project)
    if not (understood[0] if isinstance(understood, tuple) else understood):
        raise _no_template(path)
    items, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    if not loaded or not items:
        raise _no_template(path)
    if not isinstance(layout.itemById(FACTS), QgsLayoutItemLabel):
        raise KmzbError(
            tr(
                "The template {path} has no label with the id '{id}'. Begin with the plugin's own sheet.",
                path=path,
                id=FACTS,
            ),
            code="template",
        )
    return layout


def _no_template(path: Path) -> KmzbError:
    return KmzbError(tr("{path} is no template of a QGIS print layout.", path=path), code="template")


def map_size(layout: QgsPrintLayout) -> tuple[float, float] | None:
    """Width and height of the map in millimetres; None where a template has none."""
    drawn = layout.itemById(MAP)
    if not isinstance(drawn, QgsLayoutItemMap):
        return None
    size = layout.convertToLayoutUnits(drawn.sizeWithUnits())
    return size.width(), size.height()


def add_page(layout: QgsPrintLayout) -> int:
    """A further page like the first, with what stands on each; its number from 0 on."""
    pages = layout.pageCollection()
    number = pages.pageCount()
    page = QgsLayoutItemPage(layout)
    page.attemptResize(pages.page(0).sizeWithUnits())
    pages.addPage(page)
    for item in [item for item in layout.items() if isinstance(item, QgsLayoutItem) and item.id().startswith(EACH)]:
        if item.page() == 0:
            _repeat(layout, item, number)
    return number


def _repeat(layout: QgsPrintLayout, item: QgsLayoutItem, page: int) -> None:
    """The same item on another page, at the same place."""
    document = QDomDocument()
    parent = document.createElement("Layout")
    document.appendChild(parent)
    context = QgsReadWriteContext()
    if not item.writeXml(parent, document, context):
        return
    top = layout.pageCollection().page(page).pos().y()
    element = parent.firstChildElement()
    element.setAttribute("uuid", QUuid.createUuid().toString())
    element.setAttribute("position", f"{item.pos().x()},{item.pos().y() + top},mm")
    element.setAttribute("referencePoint", "0")
    for copy in layout.addItemsFromXml(parent, document, context):
        copy.setId(f"{item.id()}_{page + 1}")


def _place(item, layout: QgsPrintLayout, name: str, box) -> None:
    layout.addLayoutItem(item)
    _put(item, name, box)


def _put(item, name: str, box) -> None:
    x, y, width, height = box
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(x, y))
    item.attemptResize(QgsLayoutSize(width, height))
