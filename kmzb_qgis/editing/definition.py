"""The declarative form definition, forms/report.json, read and checked. Nothing here imports QGIS."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import Catalogue, load
from . import expressions

LANGUAGES = ("pl", "en")
_FIELD_KEYS = {
    "alias", "label", "widget", "lookup", "choices", "constraint", "default", "default_on_update", "read_only",
    "not_null", "allow_null",
}  # fmt: skip


@dataclass(frozen=True)
class Lookup:
    """A list taken from a table of the store. ``filter`` is an expression on the table's rows."""

    table: str
    key: str
    value: str
    filter: str = ""
    sort_by_value: bool = False


@dataclass(frozen=True)
class Field:
    """A field as the form shows it, in one language."""

    name: str
    alias: str
    label: str = ""  # expression for a live label
    widget: str = ""
    config: dict | None = None
    lookup: Lookup | None = None
    choices: tuple[tuple[str, object], ...] = ()
    constraint: str = ""
    message: str = ""
    hard: bool = True
    not_null: str = ""  # the message; empty: may be null
    default: str = ""
    on_update: bool = False
    read_only: bool = False
    allow_null: bool = False


@dataclass(frozen=True)
class Group:
    """A titled box of fields; ``visible`` is an expression or empty."""

    name: str
    fields: tuple[str, ...]
    visible: str = ""


@dataclass(frozen=True)
class Tab:
    """A page of the form."""

    name: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Form:
    """The whole form in one language."""

    version: int  # raised with each change of the form, so that a store tells that its form is older
    style_name: str
    attachments: str  # name of the attachments' tab
    history: str  # name of the history's tab
    tabs: tuple[Tab, ...]
    fields: tuple[Field, ...]
    hidden_defaults: tuple[tuple[str, str, bool], ...]  # field, expression, on update

    def field(self, name: str) -> Field:
        """The field of a name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def read(path: Path, language: str = "pl", book: Catalogue | None = None) -> Form:
    """The form in a language. Raises ValueError where the definition contradicts itself."""
    raw = json.loads(Path(path).read_text(encoding="utf-8"))
    known = expressions.places(book or load())
    if language not in LANGUAGES:
        raise ValueError(f"the form is written in {', '.join(LANGUAGES)}, not in '{language}'")

    def text(entry: dict) -> str:
        return expressions.fill(entry[language], known)

    fields = tuple(_field(name, entry, text, known) for name, entry in raw["fields"].items())
    tabs = tuple(
        Tab(
            text(tab["name"]),
            tuple(
                Group(text(g["name"]), tuple(g["fields"]), expressions.fill(g.get("visible", ""), known))
                for g in tab["groups"]
            ),
        )
        for tab in raw["tabs"]
    )
    _check(tabs, fields)
    hidden = tuple(
        (name, expressions.fill(entry["expression"], known), entry.get("on_update", False))
        for name, entry in raw["hidden_defaults"].items()
    )
    names = (raw[key][language] for key in ("style_name", "attachments", "history"))
    return Form(raw["version"], *names, tabs, fields, hidden)


def _field(name, entry, text, known) -> Field:
    unknown = set(entry) - _FIELD_KEYS
    if unknown:
        raise ValueError(f"field '{name}' has unknown keys: {', '.join(sorted(unknown))}")
    constraint, widget, lookup = entry.get("constraint", {}), entry.get("widget", {}), None
    if "lookup" in entry:
        lookup = Lookup(**{**entry["lookup"], "filter": expressions.fill(entry["lookup"]["filter"], known)})
    return Field(
        name=name,
        alias=text(entry["alias"]),
        label=text(entry["label"]) if "label" in entry else "",
        widget=widget.get("type", ""),
        config=widget.get("config"),
        lookup=lookup,
        choices=tuple((text(choice), choice["value"]) for choice in entry.get("choices", ())),
        constraint=expressions.fill(constraint.get("expression", ""), known),
        message=text(constraint) if constraint else "",
        hard=constraint.get("strength", "hard") == "hard",
        not_null=text(entry["not_null"]) if "not_null" in entry else "",
        default=expressions.fill(entry.get("default", ""), known),
        on_update=entry.get("default_on_update", False),
        read_only=entry.get("read_only", False),
        allow_null=entry.get("allow_null", False),
    )


def _check(tabs, fields) -> None:
    shown = [name for tab in tabs for group in tab.groups for name in group.fields]
    described = {field.name for field in fields}
    if len(shown) != len(set(shown)):
        raise ValueError("a field stands in the form twice")
    if set(shown) != described:
        raise ValueError(f"fields shown and described differ: {', '.join(sorted(set(shown) ^ described))}")
