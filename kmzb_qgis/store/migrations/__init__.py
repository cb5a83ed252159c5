"""Numbered SQL migrations: finding them and running them, each in one transaction."""

from __future__ import annotations

import sqlite3
from configparser import ConfigParser, Error
from pathlib import Path

from ...catalogue import load, warsaw
from ...toolbelt import paths
from .. import seeds

FOLDER = Path(__file__).resolve().parent


def available() -> dict[int, Path]:
    """The migrations by number."""
    return {int(path.name[:4]): path for path in sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))}


def latest() -> int:
    """The schema number that this plugin makes."""
    return max(available())


def statements(sql: str) -> list[str]:
    """Single statements of a script; a trigger's inner semicolons do not split it."""
    found, pending = [], ""
    for line in sql.splitlines(keepends=True):
        if not pending and (not line.strip() or line.lstrip().startswith("--")):
            continue
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    if pending.strip():
        raise ValueError(f"a statement is not finished: {pending.strip()[:80]}")
    return found


def run(connection: sqlite3.Connection, above: int, up_to: int) -> None:
    """Bring a store from schema ``above`` to ``up_to``, all in one transaction; on any error nothing has changed.

    A transaction that the caller has begun, to look at the store under its lock, is ended here.
    """
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")
    try:
        for number, path in available().items():
            if above < number <= up_to:
                for statement in statements(path.read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(
                    "INSERT INTO schema_version (number, applied_at, plugin_version) VALUES (?, ?, ?)",
                    (number, warsaw.to_text(warsaw.now()), plugin_version()),
                )
        seeds.sow(connection, load())
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def plugin_version() -> str:
    """The version in metadata.txt, or 'unknown'."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(paths.metadata_file(), encoding="utf-8")
        return parser["general"]["version"]
    except (KeyError, Error):
        return "unknown"
