"""An erasure in a database: who may, personal data found by Python for the statements, and what is left in the tables.

An administrator becomes the store's owner for it (SET ROLE), for nobody else may change the history. The record names
the log-in. Copies that the server keeps (its log, backups, replicas) are the administrator's: docs/erasure.md.
"""

from __future__ import annotations

import sqlite3

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr

OWNER = "kmzb_owner"
# Tables whose replaced rows hold erased words until they are swept.
SWEPT = (
    "report", "report_history", "attachment", "hand_over", "hand_over_history", "sheet_file", "source_line",
    "erasure_file",
)  # fmt: skip
_TEXTS = """SELECT words FROM (
  SELECT description FROM report UNION SELECT note FROM report UNION SELECT reason_text FROM report
  UNION SELECT was_description FROM report_history UNION SELECT was_note FROM report_history
  UNION SELECT was_reason_text FROM report_history
  UNION SELECT answer FROM hand_over UNION SELECT cancel_reason FROM hand_over UNION SELECT reason_text FROM hand_over
  UNION SELECT was_answer FROM hand_over_history UNION SELECT was_cancel_reason FROM hand_over_history
) AS t (words) WHERE words <> ''"""
AT_ONCE = 5_000
_LOOKUP = (
    "CREATE FUNCTION pg_temp.kmzb_redacted(words text) RETURNS text LANGUAGE sql STABLE AS"
    " 'SELECT f.redacted FROM pg_temp.erase_found f WHERE f.digest = md5(words)'"
)


def become_owner(connection) -> str:
    """Do what follows as the store's owner; the log-in, who it is. Raises KmzbError for who is no administrator."""
    try:
        connection.execute(f"SET ROLE {OWNER}")
    except sqlite3.Error as error:
        raise KmzbError(
            tr("Texts are erased by an administrator of the store; your log-in is none."), str(error), "store-role"
        ) from error
    return connection.execute("SELECT session_user").fetchone()[0]


def look_through(connection, redacted) -> None:
    """Look each different text through once; the SQL function kmzb_redacted then gives what ``redacted`` gave."""
    connection.execute("DROP FUNCTION IF EXISTS pg_temp.kmzb_redacted(text)")
    connection.execute("DROP TABLE IF EXISTS temp.erase_found")
    connection.execute("CREATE TEMP TABLE erase_found (digest TEXT PRIMARY KEY, redacted TEXT)")
    texts = connection.execute(_TEXTS).fetchall()
    for start in range(0, len(texts), AT_ONCE):
        found = [(words, redacted(words)) for (words,) in texts[start : start + AT_ONCE]]
        connection.executemany(
            "INSERT OR IGNORE INTO temp.erase_found (digest, redacted) VALUES (md5(?), ?)",
            [pair for pair in found if pair[1] is not None],
        )
    connection.execute(_LOOKUP)


def sweep(connection) -> None:
    """Give the room of replaced rows back, so that no query and no dump of a table's pages meets them for long."""
    for table in SWEPT:
        connection.execute(f"VACUUM {table}")
