"""Putting long columns of numbers into a table of SQLite, many rows a statement.

A statement costs Python's sqlite3 more than a row does: 400 rows a statement take a fifth of ``executemany``'s time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

_ROWS = 400  # a statement's; two columns stay below the 999 parameters that every SQLite allows
_AT_ONCE = 50_000  # rows as Python's numbers, which take much room


def insert(connection: sqlite3.Connection, head: str, first: np.ndarray, second: np.ndarray) -> None:
    """Run ``head``, an ``INSERT INTO table (a, b)`` of the program's own, for two columns of (n,) integers."""
    whole = len(first) // _ROWS * _ROWS
    if whole:
        statement = f"{head} VALUES {', '.join(['(?, ?)'] * _ROWS)}"
        for values in _statements(first[:whole], second[:whole]):
            connection.execute(statement, values)
    connection.executemany(f"{head} VALUES (?, ?)", zip(first[whole:].tolist(), second[whole:].tolist()))


def _statements(first: np.ndarray, second: np.ndarray) -> Iterator[list[int]]:
    """The parameters of each statement: its rows' numbers in turn."""
    step, width = _AT_ONCE // _ROWS * _ROWS, 2 * _ROWS
    for start in range(0, len(first), step):
        part = slice(start, start + step)
        values = np.stack([first[part], second[part]], axis=1).ravel().tolist()
        for begin in range(0, len(values), width):
            yield values[begin : begin + width]
