"""The reports as an analyst's log-in sees them in QGIS: the view of their facts, in words, not to be edited.

It has the columns of the report layer without what people wrote and without names (``report_facts``, 0013i). Codes are
shown by the store's own lists; nothing in the form is an entry, so no list depends on another field.
"""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsEditFormConfig, QgsEditorWidgetSetup, QgsVectorLayer

from ..toolbelt import paths
from . import definition, expressions, form, style

TABLE = "report_facts"
LOOKUP_TABLES = ("category", "status", "closing_reason", "body")
# The form offers the next statuses only; what a report has is one of all.
_STATUS = definition.Lookup("status", "id", "name")


def dress(layer: QgsVectorLayer, lookups: dict[str, QgsVectorLayer], language: str, paper: bool = False) -> None:
    """Give the layer the report layer's symbols and words; ``lookups``: the lists by table, in the layer's project."""
    wanted = definition.read(paths.forms_dir() / "report.json", language)
    fields, config = layer.fields(), layer.editFormConfig()
    config.setSuppress(QgsEditFormConfig.FeatureFormSuppress.SuppressOn)
    for field in wanted.fields:
        index = fields.lookupField(field.name)
        if index < 0:
            continue
        layer.setFieldAlias(index, field.alias)
        layer.setEditorWidgetSetup(index, _widget(field))
        config.setReadOnly(index, True)
    for index in range(fields.count()):
        if fields[index].name() not in {field.name for field in wanted.fields}:
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("Hidden", {}))
    layer.setEditFormConfig(config)
    layer.setDisplayExpression(expressions.number(fields.names()))
    form.arrange_table(layer, wanted)
    form.bind(layer, lookups)
    style.apply(layer, language, paper=paper)


def _widget(field: definition.Field) -> QgsEditorWidgetSetup:
    if field.lookup is None:
        return form.widget(field)
    lookup = _STATUS if field.name == "status_id" else replace(field.lookup, filter="")
    return form.widget(replace(field, lookup=lookup))
