"""The officer's desk at a million reports: makes the stores and runs its parts, each in a process of its own.

``KMZB_DESK_STORE`` names a store that ``desk_store.py`` made, which is then copied instead of made anew.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import desk_store
import jobs
from measure import run

ROWS, OPEN = 1_000_000, 200_000


class Desk:
    """The files of one run, in a folder of their own."""

    def __init__(self, work: Path, env: dict[str, str], repeat: int):
        self.work, self.env, self.repeat = work, env, repeat
        work.mkdir(parents=True)
        self.store, self.plain = work / "desk.gpkg", work / "plain.gpkg"

    def lines(self) -> Iterator[str]:
        """The lines of the table, as they come."""
        self._stores()
        for script, given in (
            ("desk_form.py", (self.store, self.plain, 5 * self.repeat)),
            ("work_queue.py", (self.store, "--rounds", self.repeat)),
            ("desk_verify.py", (self.store, 10 * self.repeat)),
            ("desk_jobs.py", (self.store, self.work, self.repeat)),
        ):
            words = [sys.executable, str(Path(__file__).with_name(script)), *map(str, given)]
            yield from (line for line in run(words, self.env).output.splitlines() if line.startswith("| "))

    def _stores(self) -> None:
        ready = os.environ.get("KMZB_DESK_STORE")
        home = Path(self.env["HOME"])
        if ready:
            shutil.copyfile(ready, self.store)
        else:
            desk_store.make(self.store, self.work / "sample.csv", home, ROWS, OPEN)
        wanted = f"SELECT * FROM report WHERE geom IS NOT NULL ORDER BY fid DESC LIMIT {desk_store.SMALL}"
        run(["ogr2ogr", "-f", "GPKG", str(self.plain), str(self.store), "-sql", wanted, "-nln", "report"], self.env)
        with closing(sqlite3.connect(self.plain)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM report").fetchone()
        if count != desk_store.SMALL:
            sys.exit(f"bench: the plain layer has {count} reports, not {desk_store.SMALL}: no fair comparison")


def measured(work: Path, env: dict[str, str], repeat: int) -> Iterator[str]:
    """The lines of a run, whose folder is taken away at its end."""
    desk = Desk(work / "desk", {**env, "PYTHONPATH": str(jobs.ROOT)}, repeat)
    try:
        yield from desk.lines()
    finally:
        shutil.rmtree(desk.work, ignore_errors=True)
