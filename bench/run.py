#!/usr/bin/env python3
"""Measures the plugin side by side with the plain tool for the same job, in one run; prints one table.

    bench/run.py [--rows 100000,1000000] [--repeat 3] [--only import,publish,draw,assign,team,desk,serve]
                 [--engines file,zone] [--sides kmzb,QGIS] [--data FOLDER] [--write]

Both sides take turns, each in a process of its own. The start of qgis_process is measured in each round and taken off,
as the peers have none. ``--write`` puts the lines into docs/bench.md, in the place of those of the same size and job.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
from pathlib import Path

import assign
import desk
import desk_lines
import jobs
import qgisrun  # jobs has put scripts/ on the path
import serving
import serving_lines
import team
from jobs import Bench, Row
from measure import Side, run

PAGE = jobs.ROOT / "docs" / "bench.md"
BEGIN, END = "<!-- written by bench/run.py --write -->", "<!-- end -->"
TEAM = "<!-- the team's database, written by bench/run.py --write -->"
DESK = "<!-- the desk, written by bench/run.py --write -->"
HEAD = (
    "| rows | job | kmzb s | CPU s | MB | peer | s | CPU s | MB | kmzb / peer | by CPU |\n"
    "|--:|--|--:|--:|--:|--|--:|--:|--:|--:|--:|"
)
PARTS = {
    "import": Bench.importing, "publish": Bench.publishing, "draw": Bench.drawing, "assign": assign.assigning,
    "team": team.teams,
}  # fmt: skip
ALL = (*PARTS, "desk", "serve")  # which have tables of their own


def line(row: Row) -> str:
    """A line of the table."""
    cells = [f"{row.size:,}", row.job, *_side(row.ours), row.peer.name, *_side(row.peer)]
    cells += [f"**{row.ours.over(row.peer):.2f}**", _number(row.ours.over(row.peer, "cpu"))]
    return f"| {' | '.join(cells)} |"


def _side(side: Side) -> list[str]:
    wall = f"{side.wall:.2f}" if side.wall >= 0.1 else f"{side.wall:.4f}"
    return [wall, _number(side.cpu), "–" if math.isnan(side.megabytes) else f"{side.megabytes:.0f}"]


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def growth(rows: list[Row]) -> list[str]:
    """How the time per row grows from the smallest to the largest size, for each job, kmzb beside its peer."""
    sizes = sorted({row.size for row in rows})
    lines = []
    for small in (row for row in rows if row.size == sizes[0]):
        for large in (row for row in rows if row.size == sizes[-1] > sizes[0]):
            if _kind(small.job) != _kind(large.job) or math.isnan(small.ours.cpu):  # drawing is not row by row
                continue
            scale = large.size / small.size
            ours, theirs = (
                (getattr(large, side).wall / getattr(small, side).wall / scale) for side in ("ours", "peer")
            )
            cpu = large.ours.cpu / small.ours.cpu / scale, large.peer.cpu / small.peer.cpu / scale
            lines.append(
                f"| {large.size:,} | time per row ÷ that of {small.size:,}: {_kind(small.job)} | {ours:.2f} "
                f"| {_number(cpu[0])} | | {small.peer.name} | {theirs:.2f} | {_number(cpu[1])} | | | |"
            )
    return lines


def _kind(job: str) -> str:
    """A job without its number of rows, which differs from size to size."""
    return re.sub(r":? [\d,]+ (rows|reports)", "", job)


def machine() -> str:
    """What was measured on, without names."""
    env = qgisrun.environment(Path(tempfile.gettempdir()) / "kmzb-bench-versions")
    said = run([qgisrun.qgis_process(), "--version"], env).output.split("\n")
    qgis = next((text for text in said if text.startswith("QGIS")), "QGIS").split(" '")[0]
    gdal = run(["ogr2ogr", "--version"], env).output.split(",")[0].strip()
    shutil.rmtree(env["HOME"], ignore_errors=True)
    return (
        f"{os.cpu_count()} cores, {qgis}, {gdal}, SQLite {sqlite3.sqlite_version}, Python {platform.python_version()},"
        f" {platform.system()} {platform.machine()}"
    )


def write(page: Path, lines: list[str], on: str, begin: str = BEGIN) -> None:
    """Put lines into a table of the page, in the place of those of the same size and kind of job; the others stay."""
    if not lines:
        return
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    table, _, after = rest.partition(END)
    kept = {_key(old): old for old in table.splitlines() if old.startswith("| ") and not old.startswith("| rows")}
    kept.update({_key(new): new for new in lines})
    body = "\n".join([f"{on}.", "", HEAD, *sorted(kept.values(), key=_place)])
    page.write_text(f"{before}{begin}\n{body}\n{END}{after or chr(10)}", encoding="utf-8")


def write_desk(page: Path, lines: list[str], on: str) -> None:
    """Put the desk's table into the page in the place of the old one."""
    before, _, rest = page.read_text(encoding="utf-8").partition(DESK)
    after = rest.partition(END)[2]
    body = "\n".join([DESK, f"{on}.", "", desk_lines.HEAD, *lines, END])
    page.write_text(f"{before}{body}{after or chr(10)}", encoding="utf-8")


def _key(text: str) -> tuple[str, str]:
    cells = [cell.strip() for cell in text.split("|")]
    return cells[1], _kind(cells[2])


def _place(text: str) -> tuple[bool, int]:
    """Growth comes last; of each size the order of the run."""
    size, job = _key(text)
    return job.startswith("time per row"), int(size.replace(",", ""))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="100000,1000000", help="sizes, comma separated")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument("--only", default=",".join(ALL), help=f"parts, comma separated: {', '.join(ALL)}")
    parser.add_argument("--write", action="store_true", help=f"put the lines into {PAGE.relative_to(jobs.ROOT)}")
    parser.add_argument("--engines", default="file,zone", help="of the services: file, zone")
    parser.add_argument("--sides", default="", help="of the services: those whose names begin so, comma separated")
    parser.add_argument("--data", type=Path, default=jobs.ROOT / "build" / "bench", help="keeps the services' data")
    options = parser.parse_args()
    parts = options.only.split(",")
    if not set(parts) <= set(ALL):
        parser.error(f"--only knows {', '.join(ALL)}")
    engines = options.engines.split(",")
    if not set(engines) <= set(serving.ENGINES):
        parser.error(f"--engines knows {', '.join(serving.ENGINES)}")
    asked = [int(number) for number in options.rows.split(",")]
    sizes = asked if set(parts) & set(PARTS) else []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped"))  # with all that it started
    work = Path(tempfile.mkdtemp(prefix="kmzb-bench-"))
    env = qgisrun.environment(work / "home")
    qgisrun.enable(work / "home")
    rows: list[Row] = []
    try:
        on = machine()
        print(f"{on}.\n" + (f"\n{HEAD}" if sizes else ""), flush=True)
        for size in sizes:
            bench = Bench(work / str(size), size, options.repeat, env)
            for part in filter(PARTS.get, parts):
                for row in PARTS[part](bench):
                    rows.append(row)
                    print(line(row), flush=True)
            shutil.rmtree(bench.work)
        for text in growth(rows):
            print(text)
        if options.write and rows:
            ours = [row for row in rows if row.job.startswith("team: ")]
            write(PAGE, [*map(line, [row for row in rows if row not in ours]), *growth(rows)], on)
            write(PAGE, [*map(line, ours)], on, TEAM)
        if "desk" in parts:
            found = []
            print(f"\n{desk_lines.HEAD}", flush=True)
            for text in desk.measured(work, env, options.repeat):
                found.append(text)
                print(text, flush=True)
            if options.write:
                write_desk(PAGE, found, on)
        if "serve" in parts:
            wanted = serving.Wanted(asked, engines, options.data.resolve(), options.repeat, options.sides)
            for section in serving.measured(wanted, work, env, on):
                print("\n" + "\n".join(section.text()), flush=True)
                if options.write:
                    serving_lines.write(PAGE, [section])
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
