"""Files for the benchmark, made from a sample of ``kmzb:samplereports``: its later state, and one all public."""

from __future__ import annotations

import csv
import itertools
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmzb_qgis import catalogue

CHANGED_SHARE, MOVED_SHARE = 0.01, 0.1  # of all rows; of the changed ones
NEWEST = 0.02  # share of the rows, the last ones, among which reports are still worked on
_NEXT = {1: 2, 2: 3, 3: 5, 4: 5, 5: 2, 6: 2, 7: 6}  # the step that follows, by status; closed ones are reopened


def changed(source: Path, target: Path, newest: bool = False) -> int:
    """The sample as the service would give it some days later: one row in a hundred has gone on, a tenth of them moved.

    The changed rows lie all over the file, one at a random place of each hundred, or with ``newest`` at the end of the
    file, where those are that were reported last and are still worked on. A status goes on to the next step, its date
    to a moment between the old one and the sample's last. Returns how many rows were changed.
    """
    chance, book = random.Random(1), catalogue.load()
    names = {status.name: book.status(_NEXT[status.id]).name for status in book.statuses}
    stride = round(NEWEST / CHANGED_SHARE if newest else 1 / CHANGED_SHARE)
    with source.open(encoding="utf-8", newline="") as lines:
        dates = [int(row["Data modyfikacji"]) for row in csv.DictReader(lines)]
    latest, begin = max(dates), round(len(dates) * (1 - NEWEST)) if newest else 0
    picked, count = chance.randrange(stride), 0

    def step(number: int, row: dict[str, str]) -> None:
        nonlocal picked, count
        if number % stride == 0:
            picked = chance.randrange(stride)
        if number < begin or number % stride != picked:
            return
        count += 1
        row["Status"] = names[row["Status"]]
        since = int(row["Data modyfikacji"])
        row["Data modyfikacji"] = str(since + 1 + int(chance.random() * (latest - since)))
        if row["x"] and chance.random() < MOVED_SHARE:
            row["x"], row["y"] = (f"{float(row[axis]) + chance.uniform(-80, 80):.2f}" for axis in ("x", "y"))

    _rewrite(source, target, step)
    return count


def all_public(source: Path, target: Path) -> None:
    """The sample with every report of a public category and confirmed: what publishing then writes is all of it."""
    book = catalogue.load()
    hidden = {kind.name for kind in book.categories if kind.public is not catalogue.CategoryPublic.ALWAYS}
    confirmed = next(status.name for status in book.statuses if status.confirmed and status.open)
    instead = book.category(11).name

    def step(_number: int, row: dict[str, str]) -> None:
        row["Status"] = confirmed
        if row["Typ"] in hidden:
            row["Typ"] = instead

    _rewrite(source, target, step)


def placed(source: Path, target: Path, count: int) -> None:
    """The first ``count`` reports of a file that have a place."""
    with source.open(encoding="utf-8", newline="") as lines, target.open("w", encoding="utf-8", newline="") as out:
        reader = csv.DictReader(lines)
        writer = csv.DictWriter(out, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(itertools.islice((row for row in reader if row["x"] and row["y"]), count))


def _rewrite(source: Path, target: Path, step: Callable[[int, dict[str, str]], None]) -> None:
    with source.open(encoding="utf-8", newline="") as lines, target.open("w", encoding="utf-8", newline="") as out:
        reader = csv.DictReader(lines)
        writer = csv.DictWriter(out, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(reader):
            step(number, row)
            writer.writerow(row)
