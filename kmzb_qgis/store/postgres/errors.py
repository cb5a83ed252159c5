"""PostgreSQL's errors as the classes that the store's callers catch: those of sqlite3, which is the other engine."""

from __future__ import annotations

import re
import sqlite3

import psycopg2

from ...toolbelt import databases
from .sentences import sentence

REFUSED = "KMZ01"  # the SQLSTATE of the rules' own refusals, see migrations/
LOCKED = frozenset({"55P03", "40P01", "40001", "55006"})
_KEY = re.compile(r"\((.+?)\)=\(")
_INTO = re.compile(r"\b(?:INSERT\s+INTO|UPDATE)\s+(?:kmzb\.)?(\w+)", re.IGNORECASE)
_MISTYPED = frozenset({"22007", "22008", "22003", "22P02", "42804"})
# Refused by the type of a column before any rule is asked; where columns of other types are the rare mistake.
_BY_TYPE = {
    "hand_over": "KMZB-440 not a day of the calendar",
    "body": "KMZB-438 days for an answer are 0 to 3650",
    "attachment": "KMZB-434 not an allowed kind or size of attachment",
}


class StoreError(sqlite3.OperationalError):
    """The database did not do it: no connection, no rights, locked, full. ``pgcode`` is the SQLSTATE, or ''.

    ``sentence`` is why, in the user's language; it is the text too. Empty where only the server's own words are known.
    """

    pgcode = sentence = ""


class StoreRefused(sqlite3.IntegrityError):
    """A rule of the store, or a constraint, refused a row. The text begins with the rule's code where there is one."""

    pgcode = ""


def of(error: psycopg2.Error | UnicodeDecodeError, address: object = "") -> sqlite3.Error:
    """The error to raise for one of psycopg2's, or for a server's words before the log-in that are not UTF-8."""
    code = getattr(error, "pgcode", None) or ""
    found = None if isinstance(error, UnicodeDecodeError) else _refusal(error, code)
    if found is None:
        said = databases.said(error)
        known = sentence(code, said, str(address))
        found = StoreError(_plain(code) or known or said)
        found.sentence = "" if _plain(code) else known
    found.pgcode = code
    return found


def _refusal(error: psycopg2.Error, code: str) -> StoreRefused | None:
    text = (error.diag.message_primary or str(error)).strip()
    if code == REFUSED or text.startswith("KMZB-"):
        return StoreRefused(text)
    if code == "23505":
        column = _KEY.search(error.diag.message_detail or "")
        named = column[1] if column else error.diag.constraint_name
        return StoreRefused(f"UNIQUE constraint failed: {error.diag.table_name}.{named}")
    if code == "23502":
        return StoreRefused(f"NOT NULL constraint failed: {error.diag.table_name}.{error.diag.column_name}")
    if code.startswith("23"):
        return StoreRefused(text)
    if code in _MISTYPED:
        into = _INTO.search(_query(error))
        refused = _BY_TYPE.get(into[1].lower()) if into else None
        if refused:
            return StoreRefused(refused)
    if code in ("22007", "22008") or (code == "42804" and "timestamp" in text):
        return StoreRefused("KMZB-417 not a time")
    if code in ("XX000", "22023", "22P02") and re.search("geometry|wkb|endian", text, re.IGNORECASE):
        return StoreRefused("KMZB-411 point outside the extent")
    if code.startswith("22"):
        return StoreRefused(text)
    return None


def _query(error: psycopg2.Error) -> str:
    query = getattr(error.cursor, "query", None) or b""
    return query.decode("utf-8", "replace") if isinstance(query, bytes) else str(query)


def _plain(code: str) -> str:
    """SQLite's own words where callers know them."""
    if code == "57014":
        return "interrupted"
    return f"database is locked ({code})" if code in LOCKED else ""
