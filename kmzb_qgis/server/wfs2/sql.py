"""A filter's tree as a condition in SQL, for the GeoPackage of a publication and for the public zone's PostgreSQL.

Values travel as parameters; names come from the catalogue. The condition is true for the features that meet the filter
and not true for all others. SQL's three values are settled here: a Not is pushed down to the comparisons, where what
is unknown (a property without a value) meets neither side (ISO 19143, 7.10), so that no NOT stands in front of
anything that can be NULL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from . import shapes_sql
from .folding import LOWER, UPPER, fold
from .model import GEOMETRY, FeatureType
from .statements import sql as filled
from .tree import (
    And,
    Between,
    Box,
    Compare,
    Comparison,
    Distance,
    Ids,
    Like,
    Node,
    Not,
    Null,
    Or,
    Spatial,
    Unknown,
    Wild,
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """An engine's way of writing: the sign of a parameter, false, and whether it is PostgreSQL."""

    name: str
    sign: str
    yes: str
    no: str


SQLITE = Dialect("sqlite", "?", "1", "0")
POSTGRES = Dialect("postgres", "%s", "TRUE", "FALSE")

_DENIED = {
    Compare.EQUAL: Compare.NOT_EQUAL,
    Compare.NOT_EQUAL: Compare.EQUAL,
    Compare.LESS: Compare.GREATER_EQUAL,
    Compare.GREATER_EQUAL: Compare.LESS,
    Compare.GREATER: Compare.LESS_EQUAL,
    Compare.LESS_EQUAL: Compare.GREATER,
}


def condition(node: Node | None, kind: FeatureType, dialect: Dialect, unit: str = "o") -> tuple[str, list]:
    """A condition and its parameters, in their order in the text.

    The rows' base table is aliased ``d``; ``unit`` is the alias of what holds the shape and the name of a unit (table
    ``obszar``), for layers by unit only. In SQLite the connection needs :func:`sqlite_shapes.register`.
    """
    if node is None:
        return dialect.yes, []
    writer = _Writer(kind, dialect, unit)
    return writer.write(node, False), writer.values


class _Writer:
    def __init__(self, kind: FeatureType, dialect: Dialect, unit: str):
        self._kind, self._dialect, self._unit = kind, dialect, unit
        self.values: list = []

    def write(self, node: Node, denied: bool) -> str:
        if isinstance(node, Not):
            return self.write(node.part, not denied)
        if isinstance(node, (And, Or)):
            return self._joined(node, denied)
        if isinstance(node, Comparison):
            return self._comparison(node, denied)
        if isinstance(node, Between):
            sign = "NOT BETWEEN" if denied else "BETWEEN"
            column = self._ordered(node.property)
            return f"{column} {sign} {self._value(node.property, node.low)} AND {self._value(node.property, node.high)}"
        if isinstance(node, Like):
            return self._like(node, denied)
        if isinstance(node, Null):
            return f"{self._column(node.property)} IS {'NOT ' if denied else ''}NULL"
        if isinstance(node, Ids):
            return self._ids(node, denied)
        if isinstance(node, Unknown):
            return self._dialect.no
        return self._shape(node, denied)

    def _joined(self, node: And | Or, denied: bool) -> str:
        every = isinstance(node, And) is not denied
        if not node.parts:
            return self._dialect.yes if every else self._dialect.no
        parts = [self.write(part, denied) for part in node.parts]
        return "(" + (" AND " if every else " OR ").join(parts) + ")"

    def _add(self, value) -> str:
        self.values.append(value)
        return self._dialect.sign

    def _is(self, name: str, kind: str) -> bool:
        found = self._kind.find(name)
        return found is not None and found.kind == kind

    def _column(self, name: str) -> str:
        holder = self._unit if self._kind.by_unit and name in (GEOMETRY, "nazwa") else "d"
        if name != GEOMETRY and self._kind.find(name) is None:
            raise ValueError(f"no published property: {name}")
        return f'{holder}."{name}"'

    def _ordered(self, name: str) -> str:
        """A column whose order is that of the characters' numbers, in both engines and any locale."""
        by_code = self._dialect is POSTGRES and self._is(name, "text")
        return self._column(name) + (' COLLATE "C"' if by_code else "")

    def _folded(self, name: str) -> str:
        column = self._column(name)
        if self._dialect is SQLITE:
            return f"kmzb_fold({column})"
        return f"translate(lower({column} COLLATE \"C\"), '{UPPER}', '{LOWER}')"

    def _value(self, name: str, value) -> str:
        sign = self._add(value)
        return f"{sign}::timestamp" if self._dialect is POSTGRES and self._is(name, "datetime") else sign

    def _comparison(self, node: Comparison, denied: bool) -> str:
        operator = _DENIED[node.operator] if denied else node.operator
        if not node.match_case:
            column, value = self._folded(node.property), fold(node.value)
        elif operator in (Compare.EQUAL, Compare.NOT_EQUAL):
            column, value = self._column(node.property), node.value  # as it is indexed
        else:
            column, value = self._ordered(node.property), node.value
        return f"{column} {operator.value} {self._value(node.property, value)}"

    def _like(self, node: Like, denied: bool) -> str:
        column = self._column(node.property) if node.match_case else self._folded(node.property)
        parts = [part if node.match_case or isinstance(part, Wild) else fold(part) for part in node.parts]
        refused = "NOT " if denied else ""
        if self._dialect is SQLITE:  # its LIKE knows no case in ASCII, GLOB does; brackets make its signs literal
            signs = {Wild.ANY: "*", Wild.ONE: "?"}
            text = "".join(signs.get(part) or "".join(_GLOB.get(letter, letter) for letter in part) for part in parts)
            return f"{column} {refused}GLOB {self._add(text)}"
        signs = {Wild.ANY: "%", Wild.ONE: "_"}
        text = "".join(signs.get(part) or "".join(_LIKE.get(letter, letter) for letter in part) for part in parts)
        return f"{column} {refused}LIKE {self._add(text)} ESCAPE '!'"

    def _ids(self, node: Ids, denied: bool) -> str:
        if not node.values:
            return self._dialect.yes if denied else self._dialect.no
        column = self._column(self._kind.key)
        if self._dialect is SQLITE:
            listed = json.dumps(node.values, ensure_ascii=False)
            sign = self._add(listed)
            template = "{column} {no}IN (SELECT value FROM json_each({sign}))"
            return filled(template, column=column, no="NOT " if denied else "", sign=sign)
        sign = self._add(list(node.values))
        return f"{column} <> ALL ({sign})" if denied else f"{column} = ANY ({sign})"

    def _shape(self, node: Box | Spatial | Distance, denied: bool) -> str:
        column = self._column(GEOMETRY)
        if self._dialect is POSTGRES:
            text, values = shapes_sql.postgres(node, column)
            self.values += values
            # of a feature without a shape it is unknown, NULL, and so is what denies it
            return f"NOT {text}" if denied else text
        text, values, denied = shapes_sql.sqlite(node, self._kind, denied)
        self.values += values
        # ... here it is a list of features, and those without a shape are in none
        return f"({column} IS NOT NULL AND NOT {text})" if denied else text


_GLOB = {"*": "[*]", "?": "[?]", "[": "[[]"}
_LIKE = {"%": "!%", "_": "!_", "!": "!!"}
