"""The store's SQL in PostgreSQL's words. What the two engines can share is written once; small differences are here.

Texts within quotes stay as they are. Functions that SQLite has and PostgreSQL lacks are made in the schema ``kmzb``
(``migrations/0013b_functions.sql``).
"""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*)")
_PLACE = re.compile(r"\?(\d*)|(?<![:\w]):([A-Za-z_]\w*)|(%)")
_WORDS = [
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\bBEGIN\s+(IMMEDIATE|EXCLUSIVE)\b", "BEGIN"),
        (r"\bIS\s+NOT\s+(?!NULL\b|TRUE\b|FALSE\b|DISTINCT\b|UNKNOWN\b)", "IS DISTINCT FROM "),
        (r"\bIS\s+(?!NOT\b|NULL\b|TRUE\b|FALSE\b|DISTINCT\b|UNKNOWN\b)", "IS NOT DISTINCT FROM "),
        (r"\btemp\.(?=\w)", "pg_temp."),
        (r"\bmain\.(?=\w)", "kmzb."),
        (r"\bLIMIT\s+-1\b", "LIMIT ALL"),
        (r"\bCROSS\s+JOIN\s+(?=[\w.]+\s+(?:AS\s+)?\w+\s+ON\b)", "JOIN "),
        # the database's own, which is quicker than the aggregate of 0013b
        (r"\bgroup_concat\(([\w.]+)\)", r"array_to_string(array_agg(\1), ',')"),
        (r"\bAS\s+REAL\b", "AS double precision"),
        (r"\bAS\s+INTEGER\b", "AS bigint"),
        (r"\bINTEGER\b", "bigint"),
        (r"\bDATETIME\b", "timestamptz"),
        (r"\bBLOB\b", "bytea"),
        (r"\bpragma_table_info\(", "kmzb.pragma_table_info("),
        (r"(?<![.\w])kmzb_redacted\(", "pg_temp.kmzb_redacted("),  # store/postgres/erasing.py
    )
]  # fmt: skip
_IGNORE = re.compile(r"^\s*INSERT\s+OR\s+IGNORE\b", re.IGNORECASE)
_INSERT = re.compile(r"^\s*INSERT\s+INTO\s+([\w.]+)", re.IGNORECASE)
_INFO = re.compile(r"^\s*PRAGMA\s+table_info\(\s*['\"]?(\w+)['\"]?\s*\)\s*;?\s*$", re.IGNORECASE)
_SNAPSHOT = re.compile(r"^\s*BEGIN(\s+(DEFERRED|TRANSACTION))?\s*;?\s*$", re.IGNORECASE)
_COLUMNS = "SELECT cid, name, type, \"notnull\", dflt_value, pk FROM kmzb.pragma_table_info('@table')"
# What the key of a table is called: an INSERT's lastrowid.
_KEYS = {"import_run": "id", "body": "id", "undo_decision": "report_fid"}
_KEYED = {
    "report", "unit", "body", "import_run", "report_history", "attachment", "publication", "hand_over", "setting",
    "refused_save",
}  # fmt: skip


@lru_cache(maxsize=2048)
def postgres(sql: str, with_values: bool = True, many: bool = False) -> str:
    """A statement of the store in PostgreSQL's words; places ``?`` and ``:name`` become psycopg2's.

    Without values a per cent sign stays one. ``many``: for executemany, which asks no key back.
    """
    info = _INFO.match(sql)
    if info:
        return _COLUMNS.replace("@table", info[1])
    if _SNAPSHOT.match(sql):  # SQLite's reader sees one state of the store
        return "BEGIN ISOLATION LEVEL REPEATABLE READ"
    ignoring = _IGNORE.match(sql)
    if ignoring:
        sql = f"INSERT{sql[ignoring.end() :]}"
    parts = _PARTS.split(sql)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            parts[index] = _outside(part, with_values)
        elif with_values:
            parts[index] = part.replace("%", "%%")
    text = "".join(_globs(parts)).rstrip().rstrip(";")
    if ignoring:
        text += " ON CONFLICT DO NOTHING"
    if not many:
        into = _INSERT.match(text)
        table = into[1].lower().rpartition(".")[2] if into else ""
        if table in _KEYED and "returning" not in text.lower() and "pg_temp" not in into[1].lower():
            text += f" RETURNING {_KEYS.get(table, 'fid')}"
    return text


def _outside(part: str, with_values: bool) -> str:
    for pattern, words in _WORDS:
        part = pattern.sub(words, part)
    return _PLACE.sub(_place, part) if with_values else part


def _place(found: re.Match) -> str:
    if found[3]:
        return "%%"
    if found[2]:
        return f"%({found[2]})s"
    return f"%(p{found[1]})s" if found[1] else "%s"


def _globs(parts: list[str]) -> list[str]:
    """``x GLOB y`` as ``x ~ kmzb.glob(y)``; y is a place or a text in quotes."""
    joined = "".join(parts)
    if "glob" not in joined.lower():
        return parts
    joined = re.sub(r"\bNOT\s+GLOB\s+(%\(\w+\)s|%s|'(?:[^']|'')*')", r"!~ kmzb.glob(\1)", joined, flags=re.IGNORECASE)
    return [re.sub(r"\bGLOB\s+(%\(\w+\)s|%s|'(?:[^']|'')*')", r"~ kmzb.glob(\1)", joined, flags=re.IGNORECASE)]
