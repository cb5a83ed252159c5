"""Erasing in a database: as its owner, which an administrator becomes for it; then the tables are written anew.

What is overwritten stays in a table's file until the table is written anew (VACUUM FULL), which needs the table alone
for a while. No statistics are kept of texts (0013k). What this does not reach: docs/erasure.md.
"""

from __future__ import annotations

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr

_MAY = "SELECT kmzb.is_owner() OR kmzb.acts_as('admin')"
_TABLES = (
    "report", "report_history", "hand_over", "hand_over_history", "attachment", "sheet_file", "erasure_file",
    "source_line",
)  # fmt: skip
_TEXTS = (
    ("report", ("description", "note", "reason_text")),
    ("report_history", ("was_description", "was_note", "was_reason_text")),
)
_FUNCTION = """CREATE OR REPLACE FUNCTION pg_temp.kmzb_redacted(t text) RETURNS text LANGUAGE sql STABLE AS
    'SELECT r.becomes FROM pg_temp.redacted r WHERE r.words = t'"""


def as_owner(connection) -> None:
    """Go on as the store's owner. Raises KmzbError for a log-in that is no administrator of this store.

    Roles are the server's: an administrator in another database of it needs an account in this one.
    """
    if not connection.execute(_MAY).fetchone()[0]:
        raise KmzbError(
            tr("Texts are erased by an administrator of the store; your log-in is none."),
            code="store-role",
        )
    connection.script("SET ROLE kmzb_owner")


def begin(connection) -> str:
    """Begin a transaction that sees one state of the store; gives the log-in, which the record is to name.

    Raises KmzbError as :func:`as_owner`.
    """
    as_owner(connection)
    connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE")
    return connection.execute("SELECT session_user").fetchone()[0]


def look_through(connection, redacted, others: list[tuple]) -> None:
    """Look through all texts here, and have the session know what becomes of those with findings."""
    connection.script("CREATE TEMP TABLE redacted (words text, becomes text) ON COMMIT DROP")
    tables = [*_TEXTS, *((name, columns) for name, _key, _parent, columns in others)]
    each = "SELECT @column FROM @table WHERE @column <> ''"
    asked = [each.replace("@column", column).replace("@table", name) for name, columns in tables for column in columns]
    found = []
    for rows in connection.pieces(" UNION ".join(asked)):
        found += [(text, becomes) for (text,) in rows if (becomes := redacted(text)) is not None]
    connection.copy_rows("pg_temp.redacted", ("words", "becomes"), found)
    connection.script("CREATE INDEX ON pg_temp.redacted USING hash (words)")
    connection.script(_FUNCTION)


def write_anew(connection) -> None:
    """Write the tables anew, so that their files hold no erased text. Outside a transaction."""
    for name in _TABLES:
        connection.script(f"VACUUM (FULL, ANALYZE) {name}")
