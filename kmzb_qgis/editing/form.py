"""The form of the report layer: widgets, constraints, defaults and layout, set on a layer from the definition."""

from __future__ import annotations

from qgis.core import (
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsExpression,
    QgsFieldConstraints,
    QgsOptionalExpression,
    QgsProperty,
    QgsPropertyCollection,
    QgsVectorLayer,
)

from ..toolbelt.i18n import tr
from . import expressions, past
from .definition import Field, Form

LOOKUP_TABLES = ("category", "transition", "closing_reason", "body", past.TABLE)
VERSION = "kmzb/form"  # custom property: the version of the form, kept in the style
SAME_FILE = "./store.gpkg|layername="  # QGIS Desktop looks for the table in the report layer's own file
PREFIX = "kmzb_"  # lookup layers are found by name, so their names should meet no other layer's


def apply(layer: QgsVectorLayer, form: Form) -> None:
    """Give the layer its form. The layer's own fields that the form does not name are hidden."""
    fields = layer.fields()
    for index in range(fields.count()):
        layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("Hidden", {}))
        layer.setDefaultValueDefinition(index, QgsDefaultValue())
    config = layer.editFormConfig()
    config.setLayout(QgsEditFormConfig.EditorLayout.TabLayout)
    config.setSuppress(QgsEditFormConfig.FeatureFormSuppress.SuppressOff)
    config.setInitCodeSource(QgsEditFormConfig.PythonInitCodeSource.CodeSourceNone)
    config.clearTabs()
    for field in form.fields:
        _apply_field(layer, config, field, fields.lookupField(field.name))
    for name, expression, on_update in form.hidden_defaults:
        layer.setDefaultValueDefinition(fields.lookupField(name), QgsDefaultValue(expression, on_update))
    # The hidden column shows nothing: naming the layer makes a QGIS without the plugin load it, for the filters' sake.
    stored = {**widget(form.field("category_id")).config(), "LayerName": expressions.STORED, "Key": "id", "Value": "id"}
    stored.update({"Layer": expressions.STORED, "LayerSource": SAME_FILE + "report", "FilterExpression": "false"})
    layer.setEditorWidgetSetup(fields.lookupField("source_digest"), QgsEditorWidgetSetup("ValueRelation", stored))
    layer.setFieldAlias(fields.lookupField("source_digest"), tr("Import's fingerprint (internal)"))  # Identify shows it
    for tab in form.tabs:
        config.addTab(_tab(layer, config, tab))
    _carry(layer, config, "base_version")
    past.add_tab(config, form.attachments, past.ATTACHMENTS)
    past.add_tab(config, form.history)
    layer.setEditFormConfig(config)
    layer.setCustomProperty(VERSION, form.version)
    layer.setDisplayExpression(expressions.NUMBER)
    arrange_table(layer, form)


def bind(layer: QgsVectorLayer, lookups: dict[str, QgsVectorLayer]) -> None:
    """Point the form's lists at exactly these layers (by table name), so that two open stores never mix."""
    for index in range(layer.fields().count()):
        setup = layer.editorWidgetSetup(index)
        config = setup.config()
        found = lookups.get(str(config.get("LayerName", ""))[len(PREFIX) :])
        if setup.type() == "ValueRelation" and found is not None:
            config.update({"Layer": found.id(), "LayerSource": found.publicSource()})
            config["LayerProviderName"] = found.providerType()
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueRelation", config))


def widget(field: Field) -> QgsEditorWidgetSetup:
    """The QGIS widget of a field."""
    if field.lookup is not None:
        return QgsEditorWidgetSetup(
            "ValueRelation",
            {
                "LayerName": PREFIX + field.lookup.table,
                "Layer": PREFIX + field.lookup.table,  # no such id: found by name; empty, QGIS would not look
                "LayerProviderName": "ogr",
                "LayerSource": SAME_FILE + field.lookup.table,
                "Key": field.lookup.key,
                "Value": field.lookup.value,
                "FilterExpression": field.lookup.filter,
                "AllowNull": field.allow_null,
                "OrderByValue": field.lookup.sort_by_value,
                "AllowMulti": False,
                "NofColumns": 1,
                "UseCompleter": False,
            },
        )
    if field.choices:
        return QgsEditorWidgetSetup("ValueMap", {"map": [{label: value} for label, value in field.choices]})
    return QgsEditorWidgetSetup(field.widget or "TextEdit", field.config or {})


def _apply_field(layer, config, field: Field, index: int) -> None:
    layer.setFieldAlias(index, field.alias)
    layer.setEditorWidgetSetup(index, widget(field))
    if field.default:
        layer.setDefaultValueDefinition(index, QgsDefaultValue(field.default, field.on_update))
    if field.constraint:
        strength = QgsFieldConstraints.ConstraintStrength
        layer.setConstraintExpression(index, field.constraint, field.message)
        layer.setFieldConstraint(
            index,
            QgsFieldConstraints.Constraint.ConstraintExpression,
            strength.ConstraintStrengthHard if field.hard else strength.ConstraintStrengthSoft,
        )
    elif field.not_null:
        # As an expression, because only that carries a message of our own.
        layer.setConstraintExpression(index, f'"{field.name}" is not null', field.not_null)
        layer.setFieldConstraint(
            index,
            QgsFieldConstraints.Constraint.ConstraintExpression,
            QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard,
        )
    config.setReadOnly(index, field.read_only)
    # Boxes of several lines, lists of long names, and a box to tick with its long question need the whole width.
    lines = (field.config or {}).get("IsMultiline")
    wide = field.lookup is not None or field.choices or field.widget == "CheckBox" or lines
    config.setLabelOnTop(index, bool(wide))
    if field.label:
        live = QgsPropertyCollection()
        live.setProperty(QgsEditFormConfig.DataDefinedProperty.Alias, QgsProperty.fromExpression(field.label))
        config.setDataDefinedFieldProperties(field.name, live)


def _tab(layer, config, tab) -> QgsAttributeEditorContainer:
    page = QgsAttributeEditorContainer(tab.name, config.invisibleRootContainer())
    page.setIsGroupBox(False)
    page.setColumnCount(1)
    for group in tab.groups:
        box = QgsAttributeEditorContainer(group.name, page)
        box.setIsGroupBox(True)
        box.setColumnCount(1)
        if group.visible:
            box.setVisibilityExpression(QgsOptionalExpression(QgsExpression(group.visible)))
        for name in group.fields:
            box.addChildElement(QgsAttributeEditorField(name, layer.fields().lookupField(name), box))
        page.addChildElement(box)
    return page


def _carry(layer, config, name: str) -> None:
    """Have the form hold a column that nobody sees: a form reckons the defaults of its own columns only."""
    element = QgsAttributeEditorField(name, layer.fields().lookupField(name), config.tabs()[-1])
    element.setShowLabel(False)
    config.tabs()[-1].addChildElement(element)


def arrange_table(layer: QgsVectorLayer, form: Form) -> None:
    """Attribute table: the form's fields in the form's order, the technical ones hidden."""
    config = layer.attributeTableConfig()
    config.update(layer.fields())
    shown = [name for tab in form.tabs for group in tab.groups for name in group.fields]
    columns = {column.name: column for column in config.columns()}
    for name, column in columns.items():
        column.hidden = name not in shown
    rank = {name: number for number, name in enumerate(shown)}
    config.setColumns(sorted(columns.values(), key=lambda column: rank.get(column.name, len(rank))))
    layer.setAttributeTableConfig(config)
