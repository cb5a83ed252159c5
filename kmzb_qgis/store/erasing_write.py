"""Blanking what ``erasing_choose`` has chosen: set-wise, within the caller's transaction."""

from __future__ import annotations

import sqlite3

import numpy as np

from ..catalogue import warsaw
from . import contents
from .erasing_choose import FILES, FINDINGS, others
from .erasing_sql import statement
from .loading_marks import BLOCK, PAIR
from .loading_write import set_aside

HELD = 2  # of trigger_guard: an erasure runs
# More columns of attachments, where the store has them: an erased one counts as removed.
_ATTACHMENT = {
    "name": "name = ''",
    "removed_at": "removed_at = coalesce(removed_at, :at)",
    "removed_by": "removed_by = coalesce(removed_by, :who)",
}
BULK = 500  # from so many reports on the update triggers are set aside within the transaction


def write(connection, rule: str, who: str) -> None:
    """Blank the chosen texts; note that it was done, and which files are to go."""
    values = {"at": warsaw.to_text(warsaw.now()), "who": who, "rule": rule}
    connection.execute(statement("RECORD"), values)
    (count,) = connection.execute("SELECT count(*) FROM temp.erase_report").fetchone()
    embedded = isinstance(connection, sqlite3.Connection)  # a database proves who it was
    dropped = set_aside(connection, "UPDATE_TRIGGERS") if embedded and count >= BULK else {}
    connection.execute("INSERT INTO trigger_guard (held) VALUES (?)", (HELD,))
    connection.execute(statement("STEPS"))
    connection.execute(statement("HISTORY"), {"at": values["at"], "who": who, "claimed": int(embedded)})
    connection.execute(statement("REPORTS"))
    connection.execute(statement("FILES_DUE"))
    there = {row[1] for row in connection.execute("PRAGMA table_info(attachment)")}
    more = "".join(f", {text}" for column, text in _ATTACHMENT.items() if column in there)
    connection.execute(statement("FILES_BLANK", more=more), {"at": values["at"], "who": who} if more else {})
    found = rule == FINDINGS
    if not found:
        connection.execute(statement("OTHER_SHEETS"))
    for name, _key, _parent, columns in others(connection, FILES if found else ()):
        for column in columns:
            blank = f"kmzb_redacted({column})" if found else "''"
            connection.execute(statement("OTHER_BLANK", table=name, column=column, blank=blank))
    connection.execute("DELETE FROM trigger_guard")
    for text in dropped.values():
        connection.execute(text)
    _forget_lines(connection)
    contents.changed(connection, "report")


def _forget_lines(connection) -> None:
    """Zero the fingerprints of the lines that these reports came from: a description could be guessed from them."""
    if not connection.execute(statement("LINES_THERE")).fetchone():
        return
    fids = np.array(connection.execute(statement("LINES_OF")).fetchall(), dtype=np.int64).reshape(-1)
    for block in np.unique(fids // BLOCK).tolist():
        row = connection.execute(statement("LINE"), (block,)).fetchone()
        if row is None or not isinstance(row[0], bytes) or len(row[0]) != 8 * BLOCK:
            continue
        marks = np.frombuffer(row[0], dtype="<u8").copy()
        marks[fids[fids // BLOCK == block] - block * BLOCK] = 0
        connection.execute(statement("LINE_PUT"), (marks.tobytes(), block))
    for block, pairs in connection.execute(statement("LINES_LATER")).fetchall():
        if isinstance(pairs, bytes) and pairs and len(pairs) % PAIR.itemsize == 0:
            some = np.frombuffer(pairs, PAIR).copy()
            some["mark"][np.isin(some["fid"], fids)] = 0
            connection.execute(statement("LINE_PUT"), (some.tobytes(), block))
