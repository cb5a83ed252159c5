#!/usr/bin/env python3
"""The desk's jobs beside bare SQL: ``desk_jobs.py STORE FOLDER [ROUNDS [PARTS]]``. The store is changed; use a copy.

Each job is the plugin's algorithm, or what its window calls, in this process. The peer is the plain statement that
changes or reads the same rows in the same store, under the same triggers. Milliseconds, medians of the rounds, by
turns, on reports of their own; an erasure is one run on each side, its peer on a copy (see erase.py).

hand-over     kmzb:handover of 1 and of 100 reports without sheets; the peer inserts the rows in one transaction
sheets        kmzb:handover with sheets as PDF, without a basemap: what they take more, for each sheet
bulk          kmzb:changestatus of 5,000; the peer is one UPDATE of 5,000
suggestions   what a report may repeat, in 100 m and 14 days; the peer is one query of the R-tree with the same limits
pairs         all pairs of open reports in 50 m and 7 days; without a peer
differences   kmzb:differences as CSV; the peer reads all columns of the same reports
erasure       kmzb:anonymise of about 100,000 by age; the peer blanks the same on a copy without triggers, and VACUUM
"""

from __future__ import annotations

import itertools
import math
import os
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desk_lines import Line, show  # noqa: E402
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback  # noqa: E402

from kmzb_qgis.processing.provider import KmzbProvider  # noqa: E402 - the package lies beside this folder
from kmzb_qgis.store import duplicate_search, open_store  # noqa: E402
from kmzb_qgis.store.store import open_connection  # noqa: E402

BODY = "Zarząd Dróg"
MANY, BULK = 100, 5_000
METRES, DAYS = 100.0, 14.0
PAIR_METRES, PAIR_DAYS = 50.0, 7.0
ERASED = 100_000
HAND = "INSERT INTO hand_over (report_id, body_id, number, prepared_by, base_version) VALUES (?, ?, ?, 'bench', ?)"
CONFIRM = (
    "UPDATE report SET status_id = 3, modified_by = 'bench', base_version = version WHERE fid IN (SELECT value FROM"
    " json_each(?))"
)
NEAR = (
    "SELECT r.fid FROM report AS o, rtree_report_geom AS t JOIN report AS r ON r.fid = t.id WHERE o.fid = :fid"
    " AND t.minx <= ST_MinX(o.geom) + :m AND t.maxx >= ST_MinX(o.geom) - :m AND t.miny <= ST_MinY(o.geom) + :m"
    " AND t.maxy >= ST_MinY(o.geom) - :m AND r.category_id = o.category_id AND r.fid <> o.fid"
    " AND abs(julianday(r.reported_at) - julianday(o.reported_at)) <= :d"
)
DIFFERENT = "SELECT r.* FROM service_state k JOIN report r USING (fid) WHERE k.status_id IS NOT r.status_id"
BLANK = "UPDATE report SET description = '', note = '', reason_text = '' WHERE closed_at < ?"


def seconds(job, *given, **named) -> float:
    """How long a job takes."""
    begun = time.perf_counter()
    job(*given, **named)
    return time.perf_counter() - begun


def run(name: str, **parameters):
    """Run an algorithm of the plugin; stops the benchmark where it fails."""
    feedback = QgsProcessingFeedback(False)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"kmzb:{name}")
    found, good = algorithm.run(parameters, QgsProcessingContext(), feedback)
    if not good:
        sys.exit(f"bench: {name} failed:\n{feedback.textLog()}")
    return found


class Jobs:
    """The jobs on one store; each takes reports that no other has had."""

    def __init__(self, path: Path, folder: Path, rounds: int):
        self.path, self.folder, self.rounds = path, folder, rounds
        self.store = open_store(path)
        self.sql = open_connection(path)
        self.sql.execute(
            "INSERT OR IGNORE INTO body (id, name, kind, answer_days, categories, territory)"
            " VALUES (1, ?, 'road', 14, '{}', '')", (BODY,)
        )  # fmt: skip
        self._confirmed, self._read = (self._open(status) for status in (3, 2))

    def _open(self, status: int) -> Iterator[tuple[int, str, int, str]]:
        asked = "SELECT fid, id, version, coalesce(nullif(reference, ''), service_id, fid) FROM report WHERE"
        return iter(self.sql.execute(f"{asked} status_id = ? AND geom IS NOT NULL", (status,)).fetchall())

    def _take(self, waiting: Iterator, count: int) -> list[tuple]:
        return list(itertools.islice(waiting, count))

    def hand_over(self, count: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """Recorded without sheets, and what the sheets take more, for each."""
        took, sheets = [], []
        for number in range(self.rounds):
            ours, theirs, drawn = (self._take(self._confirmed, count) for _ in range(3))
            given = {"STORE": str(self.path), "BODY": BODY, "NUMBER": "RD-{n}", "BASEMAP": ""}
            plain = seconds(run, "handover", REPORTS=_numbers(ours), **given)
            bare = seconds(self._insert, theirs)
            took.append((plain, bare))
            folder = self.folder / f"sheets-{count}-{number}"
            whole = seconds(run, "handover", REPORTS=_numbers(drawn), OUTPUT=str(folder), **given)
            sheets.append(((whole - plain) / count, float("nan")))
            shutil.rmtree(folder)
        yield f"hand over {count}", took
        yield f"a sheet of {count}", sheets

    def _insert(self, reports: list[tuple]) -> None:
        self.sql.execute("BEGIN IMMEDIATE")
        for n, (_, identifier, version, _) in enumerate(reports, 1):
            self.sql.execute(HAND, (identifier, 1, f"RD-{n}", version))
        self.sql.execute("COMMIT")

    def bulk(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """5,000 reports confirmed."""
        took = []
        for _ in range(self.rounds):
            ours, theirs = (self._take(self._read, BULK) for _ in range(2))
            given = {"STORE": str(self.path), "REPORTS": _numbers(ours), "STATUS": "Potwierdzone"}
            plain = seconds(run, "changestatus", **given)
            fids = f"[{','.join(str(fid) for fid, *_ in theirs)}]"
            took.append((plain, seconds(self._confirm, fids)))
        yield f"change the status of {BULK:,}", took

    def _confirm(self, fids: str) -> None:
        self.sql.execute("BEGIN IMMEDIATE")
        self.sql.execute(CONFIRM, (fids,))
        self.sql.execute("COMMIT")

    def duplicates(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """Suggestions for a report; all pairs."""
        took = []
        for fid, *_ in self._take(self._confirmed, 10 * self.rounds):
            ours = seconds(duplicate_search.suggestions, self.store, fid, METRES, DAYS)
            given = {"fid": fid, "m": METRES, "d": DAYS}
            took.append((ours, seconds(self._ask, NEAR, given)))
        yield "suggestions for a report", took
        # no peer: SQLite's own join of the open reports by the R-tree takes many minutes
        ours = seconds(duplicate_search.pairs, self.store, PAIR_METRES, PAIR_DAYS)
        yield "all pairs of open reports", [(ours, float("nan"))]

    def _ask(self, statement: str, given: dict) -> list[tuple]:
        return self.sql.execute(statement, given).fetchall()

    def differences(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """What the decisions above made different from the service."""
        took, count = [], 0
        for _ in range(self.rounds):
            out = self.folder / "differences.csv"
            given = {"STORE": str(self.path), "OUTPUT": str(out)}
            plain = seconds(run, "differences", **given)
            took.append((plain, seconds(self._ask, DIFFERENT, {})))
            count = self.sql.execute(f"SELECT count(*) FROM ({DIFFERENT})").fetchone()[0]
        yield f"list {count:,} differences", took

    def erasure(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """By age, on this store; the peer on a copy."""
        asked = "SELECT closed_at FROM report WHERE closed_at IS NOT NULL ORDER BY closed_at LIMIT 1 OFFSET ?"
        (until,) = self.sql.execute(asked, (ERASED,)).fetchone()
        months = self._months(until)
        self.sql.close()
        copy = self.folder / "bare.gpkg"
        shutil.copyfile(self.path, copy)
        begun = time.perf_counter()
        done = run("anonymise", STORE=str(self.path), RULE=0, MONTHS=months, DRY_RUN=False)
        took = time.perf_counter() - begun
        with closing(open_connection(copy)) as bare:
            named = bare.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'")
            for (name,) in named.fetchall():
                bare.execute(f'DROP TRIGGER "{name}"')
            asked = "SELECT closed_at FROM report WHERE closed_at IS NOT NULL ORDER BY closed_at LIMIT 1 OFFSET ?"
            (until,) = bare.execute(asked, (done["ERASED"],)).fetchone()
            peer = seconds(lambda: (bare.execute(BLANK, (until,)), bare.execute("VACUUM")))
        copy.unlink()
        yield f"erase the texts of {done['ERASED']:,}", [(took, peer)]

    def _months(self, until: str) -> int:
        """How many months ago the oldest hundred thousand were closed."""
        asked = "SELECT (julianday('now') - julianday(?)) / 30.44"
        return max(1, round(self.sql.execute(asked, (until,)).fetchone()[0]))


def _numbers(reports: list[tuple]) -> str:
    return ",".join(str(number) for *_, number in reports)


PARTS = ("one", "many", "bulk", "duplicates", "differences", "erasure")


def measure(
    path: Path, folder: Path, rounds: int, parts: Collection[str] = PARTS
) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Seconds of ours and of the peer in each round, by job."""
    jobs = Jobs(path, folder, rounds)
    run_by = {"one": lambda: jobs.hand_over(1), "many": lambda: jobs.hand_over(MANY)}
    for part in parts:
        yield from run_by.get(part, getattr(jobs, part, None))()


def main(store: str, folder: str, rounds: str = "3", parts: str = ",".join(PARTS)) -> None:
    """Print the medians."""
    application = QgsApplication([], True)
    application.initQgis()
    provider = KmzbProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    Path(folder).mkdir(parents=True, exist_ok=True)
    found = measure(Path(store), Path(folder), int(rounds), parts.split(","))
    show(Line(job, "" if math.isnan(pairs[0][1]) else "bare SQL", pairs) for job, pairs in found)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # QGIS takes its time to leave
