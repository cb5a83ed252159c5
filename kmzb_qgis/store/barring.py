"""Refusing what QGIS sends of a save that was refused already: rows in ``refused_save``, taken back right afterwards.

A file's rows name the reports, and whoever writes them meanwhile is refused. A database has others at work: one row
refuses what QGIS sends in this log-in's name, before it waits for any report (``postgres/migrations/0013j_desk.sql``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

SECONDS = 30  # how long a refusal binds where the program dies before it takes it back
_ROWS = "INSERT INTO refused_save (report_fid, code, token, until) VALUES (?, ?, ?, julianday('now', ?))"
_LIFT = "DELETE FROM refused_save WHERE token = ? OR until < julianday('now', '-1 minute')"
_LIFT_IN_A_DATABASE = "SELECT lift_refusals(?)"  # where whoever may delete may lock the table against everybody
REST = -1  # what a database's row names instead of a report


def bar(connection: sqlite3.Connection, fids: Iterable[int], code: str, token: str) -> None:
    """Refuse the rest of a save that concerns reports (0: new ones) with a code, until :func:`lift`."""
    named = fids if isinstance(connection, sqlite3.Connection) else [REST]
    connection.executemany(_ROWS, [(fid, code, token, f"+{SECONDS} seconds") for fid in named])


def lift(connection: sqlite3.Connection, token: str) -> None:
    """Take a refusal back, and those that outlived their program."""
    connection.execute(_LIFT if isinstance(connection, sqlite3.Connection) else _LIFT_IN_A_DATABASE, (token,))
