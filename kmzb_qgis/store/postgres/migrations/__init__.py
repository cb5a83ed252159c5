"""The schema in PostgreSQL: numbered scripts, run in one transaction. The numbers are common to both engines."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from ....catalogue import load, warsaw
from ... import seeds
from ...migrations import plugin_version
from .. import rights

FOLDER = Path(__file__).resolve().parent
FIRST = 13  # the schema that this engine began with


def available() -> dict[int, list[Path]]:
    """The scripts by number, each number's in the order of their letters."""
    files = sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]*.sql"))
    return {number: list(some) for number, some in groupby(files, lambda path: int(path.name[:4]))}


def latest() -> int:
    """The schema number that this plugin makes."""
    return max(available())


def run(connection, above: int, up_to: int) -> None:
    """Bring a database from schema ``above`` (0: nothing there) to ``up_to``, inside the caller's transaction."""
    for number, scripts in available().items():
        if above < number <= up_to:
            for path in scripts:
                connection.script(path.read_text(encoding="utf-8"))
            connection.execute(
                "INSERT INTO schema_version (number, applied_at, plugin_version) VALUES (?, ?, ?)",
                (number, warsaw.to_text(warsaw.now()), plugin_version()),
            )
    seeds.sow(connection, load())
    rights.apply(connection)
