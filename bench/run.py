#!/usr/bin/env python3
"""Measures the plugin side by side with the plain tool for the same job, in one run; prints medians and ratios.

    bench/run.py [--rows 20000,100000] [--repeat 3]

Each job runs in a process of its own, so that peak memory (from the kernel's wait4) is its own. The start-up of
qgis_process is measured first and taken off, as the peers have none.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import qgisrun  # noqa: E402 - the developers' tools lie outside the package


def measure(words: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a program; stops the benchmark where it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: {' '.join(words)} failed:\n{output.decode(errors='replace')}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def algorithm(name: str, **parameters: object) -> list[str]:
    """The command that runs an algorithm."""
    return [qgisrun.qgis_process(), "run", name, "--", *(f"{key}={value}" for key, value in parameters.items())]


def pairs(work: Path, rows: int, env: dict[str, str]):
    """Yield (job, prepare, ours, peer name, peer command) for one size."""
    sample, store, peer = work / f"sample{rows}.csv", work / "store.gpkg", work / "peer.gpkg"
    measure(algorithm("kmzb:samplereports", COUNT=rows, SEED=1, OUTPUT=sample), env)
    vrt = work / "sample.vrt"
    vrt.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="{sample.stem}"><SrcDataSource>{sample}</SrcDataSource>'
        "<GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:2180</LayerSRS>"
        '<GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>',
        encoding="utf-8",
    )

    def fresh() -> None:
        for path in (store, peer):
            path.unlink(missing_ok=True)
        measure(algorithm("kmzb:createstore", STORE=store), env)

    def kept() -> None:
        peer.unlink(missing_ok=True)

    copy = ["ogr2ogr", "-f", "GPKG", str(peer), str(vrt), "-nln", "report"]
    importing = algorithm("kmzb:importfile", INPUT=sample, STORE=store)
    yield "import a file into a new store", fresh, importing, "ogr2ogr, no checks", copy
    yield "import the same file again", kept, importing, "ogr2ogr, no checks", copy
    folder = work / "publication"

    def unpublished() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        peer.unlink(missing_ok=True)

    columns = "geom, id, category_id, status_id, reported_at, status_changed_at, event_at, teryt, reason_id"
    publishing = algorithm("kmzb:publish", STORE=store, FOLDER=folder)
    plain = [
        "ogr2ogr",
        "-f",
        "GPKG",
        str(peer),
        str(store),
        "-sql",
        f"SELECT {columns} FROM report",
        "-nln",
        "zgloszenia",
    ]
    yield "publish", unpublished, publishing, "ogr2ogr, same columns", plain


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="20000,100000", help="sizes, comma separated")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median counts")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="kmzb-bench-"))
    env = qgisrun.environment(work / "home")
    qgisrun.enable(work / "home")
    try:
        start = statistics.median(measure([qgisrun.qgis_process(), "list"], env)[0] for _ in range(options.repeat))
        print(f"start-up of qgis_process with the plugin: {start:.1f} s, taken off the times of kmzb below\n")
        print("| rows | job | kmzb s | MB | peer | s | MB | kmzb / peer |\n|--:|--|--:|--:|--|--:|--:|--:|")
        for rows in (int(size) for size in options.rows.split(",")):
            for job, prepare, ours, name, theirs in pairs(work, rows, env):
                mine, other = [], []
                for _ in range(options.repeat):
                    prepare()
                    mine.append(measure(ours, env))
                    other.append(measure(theirs, env))
                seconds = max(statistics.median(run[0] for run in mine) - start, 0.0)
                peer_seconds = statistics.median(run[0] for run in other)
                print(
                    f"| {rows:,} | {job} | {seconds:.2f} | {max(run[1] for run in mine):.0f} | {name} "
                    f"| {peer_seconds:.2f} | {max(run[1] for run in other):.0f} | {seconds / peer_seconds:.2f} |",
                    flush=True,
                )
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
