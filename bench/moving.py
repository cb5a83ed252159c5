#!/usr/bin/env python3
"""Measures moving a store between the engines, and a working copy taken out and checked in.

    bench/moving.py [--rows 100000]

The peer of a move is ogr2ogr with ``report`` and ``report_history`` alone (PG_USE_COPY), which checks nothing.
A private cluster is made with Debian's settings, and goes with the run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kmzb_qgis.store import checkin, checkout, create_store, moving, open_store
from kmzb_qgis.store.checkout import Wanted
from tests import postgres

SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
MANY = """
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
  INSERT INTO report (geom, id, service_id, plane, category_id, status_id, description, reported_at, status_changed_at,
    import_run_id)
  SELECT kmzb_point(520000 + i * 7919 % 100000, 200000 + i * 104729 % 100000), 'r' || i, i, 3, 11, 1 + i % 3,
    'Zgłoszenie ' || i || ' – zażółć gęślą jaźń', '2024-09-01T10:00:00.000Z', '2024-09-01T10:00:00.000Z', 1 FROM n
"""
AREA = "POLYGON((520000 200000, 542400 200000, 542400 222400, 520000 222400, 520000 200000))"  # a twentieth


def timed(name: str, job):
    """Run a job and print how long it took."""
    start = time.perf_counter()
    found = job()
    print(f"| {name} | {time.perf_counter() - start:.2f} |", flush=True)
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    size = parser.parse_args().rows
    cluster = postgres.Cluster(SETTINGS)
    os.environ["PGSERVICEFILE"] = str(cluster.services)
    try:
        with tempfile.TemporaryDirectory(prefix="kmzb-bench-") as folder:
            run(Path(folder), size, cluster)
    finally:
        cluster.remove()


def run(folder: Path, size: int, cluster: postgres.Cluster) -> None:
    """All of it for one size."""
    store = create_store(folder / "store.gpkg")
    with store.connect() as db:
        db.execute("BEGIN")
        db.execute(MANY, (size,))
        db.execute("UPDATE report SET note = 'x', modified_by = 'Jan', base_version = version WHERE fid % 2 = 0")
        db.execute("COMMIT")
    print(f"{size:,} reports, {size // 2:,} of them with a change in the history\n\n| job | s |\n|--|--:|")
    bare = cluster.empty()
    cluster.sql("CREATE EXTENSION postgis", bare.name)
    words = ["ogr2ogr", "-f", "PostgreSQL", f"PG:service={bare.name}", str(store.path), "report", "report_history"]
    words += ["--config", "PG_USE_COPY", "YES", "-nlt", "PROMOTE_TO_MULTI"]
    timed("ogr2ogr: two tables into PostgreSQL", lambda: subprocess.run(words, check=True, capture_output=True))
    there = timed("kmzb:movestore: GeoPackage into PostgreSQL", lambda: moving.move(store, cluster.empty()))
    timed("kmzb:movestore: PostgreSQL into a GeoPackage", lambda: moving.move(there.store, folder / "back.gpkg"))
    timed("kmzb:movestore: GeoPackage into another", lambda: moving.move(store, folder / "other.gpkg"))
    for name, place in (("GeoPackage", store), ("PostgreSQL", open_store(there.store.path))):
        path = folder / f"field-{name}.gpkg"
        taken = timed(
            f"kmzb:checkout of {name}, a twentieth of its reports",
            lambda place=place, path=path: checkout.fill(place, path, None, Wanted(area=AREA), "Jan"),
        )
        copy = open_store(path)
        with copy.connect() as db:
            db.execute("BEGIN")
            changed = db.execute(
                "UPDATE report SET note = 'z terenu', modified_by = 'Ola', base_version = version WHERE fid % 10 = 0"
            ).rowcount
            db.execute("COMMIT")
        done = timed(
            f"kmzb:checkin into {name}: {changed:,} of {taken.reports:,} changed",
            lambda place=place, path=path: checkin.bring(path, place, {}, "Ola"),
        )
        if (done.changed, done.conflicts) != (changed, ()):
            sys.exit(f"not what was asked for: {done.changed} of {changed}")


if __name__ == "__main__":
    main()
