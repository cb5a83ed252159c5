"""The data service's filter expressions, evaluated over NumPy columns.

``('Typ'="A","B") AND ('Status'!="X") AND ('Data modyfikacji'>=1726869600000)`` with AND, OR and nesting.
"""

from __future__ import annotations

import re

import numpy as np

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>AND|OR)\b|(?P<op>!=|>=|<=|=|>|<)|(?P<comma>,)"""
    r"""|'(?P<name>[^']*)'|"(?P<text>[^"]*)"|(?P<number>-?\d+(?:\.\d+)?))"""
)


class BadFilter(ValueError):
    """The expression does not follow the grammar."""


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadFilter(f"cannot read {text[at : at + 20]!r}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found


def evaluate(text: str, columns: dict[str, np.ndarray], count: int) -> np.ndarray:
    """A mask of the rows for which the expression holds; all of them for an empty one. Raises BadFilter."""
    if not text.strip():
        return np.ones(count, dtype=bool)
    tokens = _tokens(text)
    mask, at = _either(tokens, 0, columns)
    if at != len(tokens):
        raise BadFilter("more after the end")
    return mask


def _either(tokens, at, columns):
    mask, at = _both(tokens, at, columns)
    while at < len(tokens) and tokens[at] == ("word", "OR"):
        other, at = _both(tokens, at + 1, columns)
        mask = mask | other
    return mask, at


def _both(tokens, at, columns):
    mask, at = _one(tokens, at, columns)
    while at < len(tokens) and tokens[at] == ("word", "AND"):
        other, at = _one(tokens, at + 1, columns)
        mask = mask & other
    return mask, at


def _one(tokens, at, columns):
    if at >= len(tokens):
        raise BadFilter("breaks off")
    if tokens[at][0] == "open":
        mask, at = _either(tokens, at + 1, columns)
        if at >= len(tokens) or tokens[at][0] != "close":
            raise BadFilter("a bracket is not closed")
        return mask, at + 1
    if tokens[at][0] != "name" or at + 2 >= len(tokens) or tokens[at + 1][0] != "op":
        raise BadFilter("a condition is missing")
    column = columns.get(tokens[at][1])
    if column is None:
        raise BadFilter(f"no column {tokens[at][1]!r}")
    operator, at = tokens[at + 1][1], at + 2
    values = [_value(tokens, at)]
    at += 1
    while at < len(tokens) and tokens[at][0] == "comma":
        values.append(_value(tokens, at + 1))
        at += 2
    return _compare(column, operator, values), at


def _value(tokens, at):
    if at >= len(tokens) or tokens[at][0] not in ("text", "number"):
        raise BadFilter("a value is missing")
    return float(tokens[at][1]) if tokens[at][0] == "number" else tokens[at][1]


def _compare(column, operator, values):
    if operator == "=":
        return np.isin(column, values)
    if operator == "!=":
        return ~np.isin(column, values)
    if len(values) != 1 or isinstance(values[0], str) or column.dtype.kind not in "if":
        raise BadFilter(f"{operator} takes one number")
    compare = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}[operator]
    return compare(column, values[0])
