#!/usr/bin/env python3
"""Makes the store on which the desk is measured: ``desk_store.py STORE [ROWS] [OPEN]``.

A sample with descriptions (those of the redaction corpus, which are made up), so many of its reports still open, lying
all over the file: a backlog is the worst case for the queue, as an office that keeps up has a few thousand. The units
are the register's municipalities and police areas of the bench's own: one command for each voivodeship, stations for
counties. ``ME`` has one open report in a hundred.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import jobs
import qgisrun  # jobs has put scripts/ on the path
from assign import shapes

from kmzb_qgis import catalogue
from kmzb_qgis.store import open_store
from kmzb_qgis.store.deciding import writing

sys.path.append(str(jobs.ROOT / "tests" / "unit"))
import redaction_corpus

ME = "jkowalski"
STATES = {"nowe": 0.30, "weryfikacja": 0.26, "potwierdzone": 0.44}  # of the open ones
SMALL = 1000  # reports of the small store


def backlog(source: Path, target: Path, share: float) -> None:
    """The sample with a share of its reports open, at random places of the file, and with descriptions."""
    chance, book = random.Random(5), catalogue.load()
    names = {status.key: status.name for status in book.statuses}
    shut = [status.name for status in book.statuses if not status.open]
    texts = [text for half in redaction_corpus.HALVES for text, _ in redaction_corpus.read(half)]
    most = book.rules["description_max"]
    with source.open(encoding="utf-8", newline="") as lines, target.open("w", encoding="utf-8", newline="") as out:
        reader = csv.DictReader(lines)
        writer = csv.DictWriter(out, [*reader.fieldnames, "Opis"], lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(reader):
            if chance.random() < share:
                row["Status"] = names[chance.choices(list(STATES), list(STATES.values()))[0]]
            elif row["Status"] not in shut:
                row["Status"] = shut[number % len(shut)]
            row["Opis"] = f"{texts[number % len(texts)]} (wpis {number})"[:most]
            writer.writerow(row)


def make(store: Path, sample: Path, home: Path, rows: int, opened: int) -> None:
    """A store of its own; the files are put beside it and taken away again."""
    raw, full = store.with_name(f"{store.stem}-raw.csv"), store.with_name(f"{store.stem}.csv")
    if sample.exists():
        raw = sample
    else:
        qgisrun.run("kmzb:samplereports", home, COUNT=rows, SEED=1, OUTPUT=raw)
    backlog(raw, full, opened / rows)
    qgisrun.run("kmzb:createstore", home, STORE=store)
    for level, source in enumerate(("voivodeships.geojson", "counties.geojson", shapes().name)):
        path = shapes().with_name(source)
        if path.is_file():
            qgisrun.run("kmzb:importunits", home, SOURCE=path, LEVEL=level, STORE=store)
    for level, path in police(store.parent):
        qgisrun.run("kmzb:importunits", home, SOURCE=path, LEVEL=level, STORE=store)
        path.unlink()
    qgisrun.run("kmzb:importfile", home, timeout=3600, INPUT=full, STORE=store)
    qgisrun.run("kmzb:assignunits", home, timeout=3600, STORE=store)
    full.unlink()
    _take(store)


def police(folder: Path) -> Iterator[tuple[int, Path]]:
    """Files of police areas: a command for each voivodeship (K01), one of a county for each county (K02)."""
    for level, source, name in ((3, "voivodeships", "KWP"), (4, "counties", "KPP")):
        path = shapes().with_name(f"{source}.geojson")
        if not path.is_file():
            continue
        areas = json.loads(path.read_text(encoding="utf-8"))
        for feature in areas["features"]:
            code, title = feature["properties"]["terc"], feature["properties"]["name"]
            feature["properties"] = {"JPT_KOD_JE": f"{name}{code}", "JPT_NAZWA_": f"{name} {title}"}
        target = folder / f"police-{source}.geojson"
        target.write_text(json.dumps(areas), encoding="utf-8")
        yield level, target


def _take(path: Path) -> None:
    """One open report in a hundred is ``ME``'s."""
    store = open_store(path)
    with writing(store) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE report SET officer = ?, modified_by = ?, base_version = version"
            " WHERE status_id IN (1, 2, 3) AND fid % 100 = 7",
            (ME, ME),
        )
        connection.execute("COMMIT")


def opened(path: Path) -> tuple[int, int]:
    """How many reports are open, and how many there are."""
    with writing(open_store(path)) as connection:
        found = connection.execute("SELECT total(status_id IN (1, 2, 3)), count(*) FROM report").fetchone()
    return int(found[0]), found[1]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    rows, wanted = (int(number) for number in [*sys.argv[2:], "1000000", "200000"][:2])
    home = target.parent / "home"
    qgisrun.enable(home)
    make(target, target.with_name("sample.csv"), home, rows, wanted)
    print(target, *opened(target))
