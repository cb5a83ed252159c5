"""The unit's list of cooperating bodies as a layer of the project, with a form: edited like any table of QGIS."""

from __future__ import annotations

import sqlite3

from qgis.core import (
    QgsApplication,
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFontMetrics

from ..store import Store
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import belonging, project
from .form import PREFIX

TABLE, ROLE = "body", "bodies"
UNCHOSEN = ""  # no kind, which the store refuses: a kind decides the public reason, so none is taken for granted
WORDS = {
    "pl": {
        "layer": "Podmioty (przekazania)", "body": "Podmiot", "who": "Kto", "reach": "Adres i kontakt",
        "what": "Za co odpowiada", "where": "Gdzie",
        "which": "Jakie zagrożenia",
        "name": "Nazwa", "kind": "Rodzaj", "address": "Adres", "email": "E-mail", "phone": "Telefon",
        "contact": "Osoba lub inny kontakt", "answer_days": "Dni na odpowiedź (0: nie oczekuje się)",
        "territory": "Obszar: kody TERYT lub jednostek Policji po przecinku (puste: wszędzie)",
        "categories": "Kategorie", "valid": "Aktualny (można przekazywać)", "named": "Podaj nazwę podmiotu.",
        "kinded": "Wybierz rodzaj podmiotu.", "choose": "– wybierz –", "mailed": "To nie wygląda na adres e-mail.",
    },
    "en": {
        "layer": "Bodies (hand-overs)", "body": "Body", "who": "Who", "reach": "Address and contact",
        "what": "Responsible for", "where": "Where",
        "which": "Which threats",
        "name": "Name", "kind": "Kind", "address": "Address", "email": "E-mail", "phone": "Phone",
        "contact": "Person or other contact", "answer_days": "Days for an answer (0: none is asked for)",
        "territory": "Territory: TERYT codes or ids of police units, with commas (empty: everywhere)",
        "categories": "Categories", "valid": "Valid (reports may be handed over)", "named": "Name the body.",
        "kinded": "Choose the kind of the body.", "choose": "– choose –",
        "mailed": "This does not look like an e-mail address.",
    },
}  # fmt: skip
GROUPS = {
    "who": ("name", "kind", "answer_days", "valid"),
    "reach": ("address", "email", "phone", "contact"),
    "where": ("territory",),
    "which": ("categories",),
}
TABS = {"body": ("who", "reach"), "what": ("where", "which")}
LEAST_PX = 160
MARGIN_PX = 40  # beside a heading: the mark of the order, and air
MAIL = '"email" is null or "email" = \'\' or regexp_match("email", \'^[^@ ]+@[^@ ]+[.][^@ ]+$\')'


def load(store: Store, shown: QgsProject) -> QgsVectorLayer:
    """The layer of the store's bodies in a project: the one that is there, or a new one. Raises KmzbError."""
    found = belonging.layers_of(shown, store.path).get(ROLE)
    language = project.form_language()
    if found is not None and found.isValid():
        _mend(found, store, shown, language)
        return found
    layer = project.open_layer(store, TABLE, WORDS[language]["layer"], styled=False)
    categories = project._lookup(shown, store, "category", f"{PREFIX}category")
    apply(layer, language, _kinds(store), categories)
    if store.read_only:
        layer.setReadOnly(True)
    belonging.mark(layer, store.path, ROLE)
    shown.addMapLayer(layer, False)
    group = shown.layerTreeRoot().findGroup(project.NAMES[language]["group"]) or shown.layerTreeRoot()
    group.addLayer(layer)
    return layer


def apply(layer: QgsVectorLayer, language: str, kinds: dict[str, str], categories: QgsVectorLayer) -> None:
    """Give the layer its form; ``kinds``: names by id."""
    words = WORDS[language]
    config = layer.editFormConfig()
    config.setLayout(QgsEditFormConfig.EditorLayout.TabLayout)
    config.clearTabs()
    for index in range(layer.fields().count()):
        layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("Hidden", {}))
    for tab, groups in TABS.items():
        page = QgsAttributeEditorContainer(words[tab], config.invisibleRootContainer())
        page.setIsGroupBox(False)
        page.setColumnCount(1)
        for group in groups:
            box = QgsAttributeEditorContainer(words[group], page)
            box.setIsGroupBox(True)
            box.setColumnCount(1)
            for name in GROUPS[group]:
                index = layer.fields().lookupField(name)
                layer.setFieldAlias(index, words[name])
                layer.setEditorWidgetSetup(index, _widget(name, words, kinds, categories))
                config.setLabelOnTop(index, name in ("territory", "categories"))
                box.addChildElement(QgsAttributeEditorField(name, index, box))
            page.addChildElement(box)
        config.addTab(page)
    layer.setEditFormConfig(config)
    for name, value in (
        ("kind", f"'{UNCHOSEN}'"),
        ("answer_days", "30"),
        ("valid", "1"),
        ("address", "''"),
        ("territory", "''"),
    ):
        layer.setDefaultValueDefinition(layer.fields().lookupField(name), QgsDefaultValue(value))
    strength = QgsFieldConstraints.ConstraintStrength
    for name, rule, message, hard in (
        ("name", "trim(coalesce(\"name\", '')) <> ''", "named", True),
        ("kind", "coalesce(\"kind\", '') <> ''", "kinded", True),
        ("email", MAIL, "mailed", False),
    ):
        index = layer.fields().lookupField(name)
        layer.setConstraintExpression(index, rule, words[message])
        layer.setFieldConstraint(
            index,
            QgsFieldConstraints.Constraint.ConstraintExpression,
            strength.ConstraintStrengthHard if hard else strength.ConstraintStrengthSoft,
        )
    layer.setDisplayExpression('"name"')
    table = layer.attributeTableConfig()
    table.update(layer.fields())
    shown = [name for names in GROUPS.values() for name in names]
    columns, metrics = table.columns(), QFontMetrics(QgsApplication.font())
    for column in columns:
        column.hidden = column.name not in shown
        if not column.hidden:
            heading = layer.attributeDisplayName(layer.fields().lookupField(column.name))
            column.width = max(LEAST_PX, metrics.horizontalAdvance(heading) + MARGIN_PX)
    table.setColumns(columns)
    layer.setAttributeTableConfig(table)


def _mend(layer: QgsVectorLayer, store: Store, shown: QgsProject, language: str) -> None:
    """A project saved by an older version took the kind 'other' for granted: its layer gets the form of today."""
    if layer.defaultValueDefinition(layer.fields().lookupField("kind")).expression() == "'other'":
        apply(layer, language, _kinds(store), project._lookup(shown, store, "category", f"{PREFIX}category"))


def _widget(name: str, words: dict, kinds: dict[str, str], categories: QgsVectorLayer) -> QgsEditorWidgetSetup:
    if name == "kind":
        offered = [(words["choose"], UNCHOSEN), *((title, value) for value, title in kinds.items())]
        return QgsEditorWidgetSetup("ValueMap", {"map": [{title: value} for title, value in offered]})
    if name == "categories":
        return QgsEditorWidgetSetup(
            "ValueRelation",
            {"Layer": categories.id(), "LayerName": categories.name(), "LayerSource": categories.publicSource(),
             "LayerProviderName": categories.providerType(), "Key": "id", "Value": "name", "AllowMulti": True,
             "AllowNull": True, "OrderByValue": True, "NofColumns": 2, "FilterExpression": "", "UseCompleter": False},
        )  # fmt: skip
    if name == "valid":
        return QgsEditorWidgetSetup("CheckBox", {"CheckedState": "1", "UncheckedState": "0"})
    if name == "answer_days":
        return QgsEditorWidgetSetup("Range", {"Min": 0, "Max": 3650, "Step": 1, "Style": "SpinBox", "AllowNull": False})
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": name == "address", "UseHtml": False})


def _kinds(store: Store) -> dict[str, str]:
    try:
        with store.connect() as connection:
            return dict(connection.execute("SELECT id, name FROM body_kind ORDER BY fid"))
    except sqlite3.Error as error:
        raise KmzbError(
            tr("The table {table} of the store {path} cannot be opened.", table="body_kind", path=store.path)
        ) from error
