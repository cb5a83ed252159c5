"""A feature's line as an SQL expression of SQLite, and the functions for what SQL alone cannot spell.

``printf`` puts a line together in one go; ``||`` would copy it once a part.
"""

from __future__ import annotations

from ....toolbelt import spelling
from ..model import FeatureType
from ..statements import sql
from .lines import Axis, Earlier, Key, Line, Maybe, Rings, Spelling, Value

_CONTROLS = "\x01-\x1f"  # a range: each member of a class is compared with each letter
_MOST_ARGUMENTS = 100  # of a function: SQLite takes 127 unless it was built to take fewer
# Texts that need escaping, as classes of GLOB
_SPECIAL = {
    Spelling.XML: f'*[{_CONTROLS}&<>"\ufffe\uffff]*',
    Spelling.JSON: f'*[{_CONTROLS}"\\]*',
    Spelling.CSV: f'*[{_CONTROLS}",\ufffe\uffff]*',
    Spelling.BARE: f'*[{_CONTROLS}",\ufffe\uffff]*',
}


def register(connection) -> None:
    """The functions for texts that need escaping; most do not, and never come here."""
    for name in ("xml", "json", "csv", "bare", "name"):
        connection.create_function(f"kmzb_{name}", 1, getattr(spelling, name), deterministic=True)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _within(page) -> str:
    """Whether a row ``d`` is of a page: of a stretch of row numbers, or of a choice's table."""
    if isinstance(page.where, tuple):
        return "d.fid BETWEEN {} AND {}".format(*map(int, page.where))
    begin, end = int(page.start) + 1, int(page.start + page.returned)
    return sql("d.fid IN (SELECT e.fid FROM {table} e WHERE e.nr BETWEEN {begin} AND {end})", table=page.where,
               begin=str(begin), end=str(end))  # fmt: skip


class Dialect:
    """Expressions for one feature type. ``shapes`` (``axes()``, ``rings()``): SQL of its shapes' text, for lines that
    have any; ``plain``: names of properties in which nothing ever needs escaping."""

    def __init__(self, kind: FeatureType, shapes=None, plain: frozenset[str] = frozenset()):
        self._kind, self._shapes, self._plain = kind, shapes, plain

    def column(self, name: str) -> str:
        """A property's column; a unit's name stands with its outline."""
        return 'o."nazwa"' if self._kind.by_unit and name == "nazwa" else f'd."{name}"'

    def expression(self, line: Line) -> str:
        """An SQL expression that gives the whole line."""
        pattern, arguments = "", []
        apart = len(line) + 2 * sum(isinstance(part, Maybe) for part in line) <= _MOST_ARGUMENTS
        for part in line:
            if isinstance(part, str):
                pattern += part.replace("%", "%%")
            elif apart and isinstance(part, Maybe) and self._bare(part):
                found = self._apart(part)
                pattern += "%s" * len(found)
                arguments += found
            else:
                pattern += "%s"
                arguments.append(self._one(part))
        return f"printf({', '.join([literal(pattern), *arguments])})" if arguments else literal(pattern)

    def _one(self, part) -> str:
        if isinstance(part, Value):
            return self._value(part)
        if isinstance(part, Key):
            name = self.column(self._kind.key)
            if self._kind.key in self._plain:
                return name
            return f"CASE WHEN {name} GLOB '*[^0-9A-Za-z_.-]*' THEN kmzb_name({name}) ELSE {name} END"
        if isinstance(part, Axis):
            return self._shapes.axes()[part.number]
        if isinstance(part, Rings):
            return self._shapes.rings()
        if isinstance(part, Maybe):
            return self._maybe(part)
        if isinstance(part, Earlier):
            given = " OR ".join(map(_within, part.pages))
            return f"CASE WHEN {given} THEN {self.expression(part.given)} ELSE {self.expression(part.parts)} END"
        raise TypeError(type(part).__name__)

    def _maybe(self, part: Maybe) -> str:
        there = self.column(part.of.name) if part.of is not None else self.shape()
        if part.of is not None and part.parts.count(part.of) == 1 and len(part.parts) == 3:
            # What is joined to NULL is NULL: no condition, and no pattern, for the one value of every property
            before, value, after = part.parts
            joined = " || ".join([literal(before), self._one(value), *([literal(after)] if after else [])])
            return f"coalesce({joined}, {literal(part.without)})" if part.without else joined
        without = literal(part.without)
        return f"CASE WHEN {there} IS NULL THEN {without} ELSE {self.expression(part.parts)} END"

    def _bare(self, part: Maybe) -> bool:
        """Whether it is one value between two texts, written as it is."""
        if part.of is None or len(part.parts) != 3 or part.parts[1] != part.of:
            return False
        return part.of.spelling is Spelling.PLAIN or part.of.name in self._plain

    def _apart(self, part: Maybe) -> list[str]:
        """What stands before, the value and what stands behind, each an argument: joining them would copy the value
        twice. printf writes NULL as nothing."""
        before, value, after = part.parts
        quote = '"' if value.spelling is Spelling.JSON else ""
        name = self.column(value.name)
        otherwise = f" ELSE {literal(part.without)}" if part.without else ""
        found = [f"CASE WHEN {name} IS NOT NULL THEN {literal(before + quote)}{otherwise} END", name]
        if after or quote:
            found.append(f"CASE WHEN {name} IS NOT NULL THEN {literal(quote + after)} END")
        return found

    def shape(self) -> str:
        """The shape's column."""
        return "o.geom" if self._kind.by_unit else "d.geom"

    def _value(self, part: Value) -> str:
        name, spelling = self.column(part.name), part.spelling
        if spelling is Spelling.PLAIN:
            return name
        json_text = f"'\"' || {name} || '\"'" if spelling is Spelling.JSON else name
        if part.name in self._plain:
            return json_text
        condition = f"{name} GLOB {literal(_SPECIAL[spelling])} OR instr({name}, char(0))"
        if spelling is Spelling.CSV:
            condition += f" OR {name} GLOB {literal(f'[=+@{chr(9)}-]*')}"
        return f"CASE WHEN {condition} THEN kmzb_{spelling.value}({name}) ELSE {json_text} END"
