"""The history in the form: the tab, the relation behind it, and the table that a QGIS without the plugin shows."""

from __future__ import annotations

import re

from qgis.core import (
    QgsAttributeEditorContainer,
    QgsAttributeEditorRelation,
    QgsEditorWidgetSetup,
    QgsMapLayer,
    QgsProject,
    QgsReadWriteContext,
    QgsRelation,
    QgsRelationContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtXml import QDomDocument

from ..toolbelt import compat
from ..toolbelt.i18n import tr
from . import expressions

TABLE = "report_history"
WIDGET = "kmzb_history"  # a kind of relation widget that only the plugin has: QGIS shows its own table instead of it
RELATION = "kmzb_history"  # the layer's id follows, so that two open stores never mix
ATTACHMENTS = "kmzb_attachments"  # likewise; no relation stands behind it, so without the plugin the tab is empty
WHEN = "kmzb_when"
SHOWN = (WHEN, "changed_by", "action", "status_id", "category_id", "was_status_id", "was_category_id", "was_note")


def add_tab(config, name: str, kind: str = WIDGET) -> None:
    """Put a tab of the plugin's own kind at the end of a form: the history, or (``ATTACHMENTS``) the attachments."""
    page = QgsAttributeEditorContainer(name, config.invisibleRootContainer())
    page.setIsGroupBox(False)
    page.setColumnCount(1)
    element = QgsAttributeEditorRelation(kind, page)
    element.setRelationWidgetTypeId(kind)
    element.setShowLabel(False)
    page.addChildElement(element)
    config.addTab(page)


def relate(project: QgsProject, report: QgsVectorLayer, history: QgsVectorLayer) -> None:
    """Tie a report layer's history tab to the history's layer; both are in the project. A form without it stays so."""
    forms, document = QgsMapLayer.StyleCategory.Forms, QDomDocument()
    report.exportNamedStyle(document, QgsReadWriteContext(), forms)
    found = document.elementsByTagName("attributeEditorRelation")
    elements = [found.at(number).toElement() for number in range(found.count())]
    elements = [element for element in elements if element.attribute("relationWidgetTypeId") == WIDGET]
    if not elements:
        return
    _dress(history)
    relation = QgsRelation(QgsRelationContext(project))  # its layers are looked up there, not in the open project
    relation.setId(f"{RELATION}_{report.id()}")
    relation.setName(tr("History of the report"))
    relation.setReferencingLayer(history.id())
    relation.setReferencedLayer(report.id())
    relation.addFieldPair("report_id", "id")
    project.relationManager().addRelation(relation)
    # In the document: QGIS 3.22 forgets which labels are hidden when it copies an element of a form.
    for element in elements:
        element.setAttribute("relation", relation.id())
        element.setAttribute("name", relation.id())
    report.importNamedStyle(document, forms)
    report.setEditFormConfig(report.editFormConfig())  # has the element look its relation up


def fasten(text: str, project: QgsProject) -> str:
    """The text of a project's file, with the history tabs tied to their relation.

    QGIS looks relations of forms up in the open project alone: of another one it writes the tab without its relation.
    """
    own = [name for name in project.relationManager().relations() if name.startswith(f"{RELATION}_")]
    if len(own) != 1:
        return text

    def tie(found: re.Match) -> str:
        tag = found[0]
        if f'"{WIDGET}"' not in tag:
            return tag
        for attribute in ("relation", "name"):
            tag = tag.replace(f' {attribute}=""', f' {attribute}="{own[0]}"')
        return tag

    return re.sub(r"<attributeEditorRelation [^>]*>", tie, text)


def _dress(layer: QgsVectorLayer) -> None:
    """Words for columns and codes: QGIS's own table of the relation shows them where the plugin is missing."""
    if layer.fields().lookupField(WHEN) < 0:
        layer.addExpressionField(expressions.warsaw_text('"changed_at"'), compat.field(WHEN))
    words = {
        WHEN: tr("When (Polish time)"),
        "changed_by": tr("Who"),
        "action": tr("What"),
        "status_id": tr("Status since then"),
        "category_id": tr("Category since then"),
        "was_status_id": tr("Status before"),
        "was_category_id": tr("Category before"),
        "was_note": tr("Note before"),
    }
    for name, alias in words.items():
        layer.setFieldAlias(layer.fields().lookupField(name), alias)
    actions = [{text: key} for key, text in actions_in_words().items()]
    layer.setEditorWidgetSetup(layer.fields().lookupField("action"), QgsEditorWidgetSetup("ValueMap", {"map": actions}))
    config = layer.attributeTableConfig()
    config.update(layer.fields())
    columns = {column.name: column for column in config.columns()}
    for name, column in columns.items():
        column.hidden = name not in SHOWN
    rank = {name: number for number, name in enumerate(SHOWN)}
    config.setColumns(sorted(columns.values(), key=lambda column: rank.get(column.name, len(rank))))
    config.setSortExpression('"fid"')
    config.setSortOrder(Qt.SortOrder.DescendingOrder)
    layer.setAttributeTableConfig(config)


def actions_in_words() -> dict[str, str]:
    """What the history calls a step, in words."""
    return {
        "insert": tr("New report"),
        "status": tr("Status"),
        "update": tr("Change"),
        "move": tr("Place"),
        "undo": tr("Decision undone"),
    }
