"""Which municipality each of many points lies in: the plugin beside QGIS's own algorithm and beside PostGIS.

Real outlines (``$KMZB_MUNICIPALITIES``, or ``../shared/data/prg/municipalities.geojson`` beside the clone) in
EPSG:2180, points at random over Poland and its neighbours. All three must give the same answer for every point.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import jobs
import numpy as np
from measure import Run, Side, by_turns, run

SHAPES = jobs.ROOT.parent / "shared" / "data" / "prg" / "municipalities.geojson"
EXTENT = (165_000, 125_000, 870_000, 785_000)  # metres in EPSG:2180: the least and greatest x and y, a little abroad
POSTGIS = ("pg_virtualenv", "psql")
ANSWER = (
    "CREATE TABLE answer AS SELECT p.n, (SELECT u.code FROM unit u WHERE ST_Intersects(u.geom, p.geom)"
    " ORDER BY u.code LIMIT 1) AS code FROM point p"
)


def shapes() -> Path:
    """The file of municipalities; stops with a sentence where there is none."""
    path = Path(os.environ.get("KMZB_MUNICIPALITIES", SHAPES))
    if not path.is_file():
        sys.exit(f"bench: no municipalities at {path}; name a file in KMZB_MUNICIPALITIES")
    return path


class Places:
    """The files of one size, and the runs of each side."""

    def __init__(self, bench: jobs.Bench):
        self.env, self.size, self.work = bench.env, bench.size, bench.work
        names = ("units.gpkg", "points.gpkg", "ours.npy", "joined.gpkg")
        self.units, self.points, self.ours, self.joined = (self.work / name for name in names)
        self.command("ogr2ogr", "-t_srs", "EPSG:2180", "-nln", "unit", "-nlt", "PROMOTE_TO_MULTI", "-sql",
                     "SELECT terc AS code FROM municipalities ORDER BY terc", self.units, shapes())  # fmt: skip
        with closing(sqlite3.connect(self.units)) as connection:
            self.codes = [code for (code,) in connection.execute("SELECT code FROM unit ORDER BY code")]
        csv = self.work / "points.csv"
        rng = np.random.default_rng(1)
        x, y = (rng.uniform(EXTENT[side], EXTENT[side + 2], self.size) for side in (0, 1))
        np.savetxt(csv, np.column_stack([np.arange(self.size), x, y]), "%d,%.3f,%.3f", header="n,x,y", comments="")
        self.command(
            "ogr2ogr", self.points, csv, "-a_srs", "EPSG:2180", "-nln", "point", "-oo", "AUTODETECT_TYPE=YES",
            "-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-oo", "KEEP_GEOM_COLUMNS=NO",
        )  # fmt: skip

    def command(self, *words: object) -> Run:
        """Run a program."""
        return run([str(word) for word in words], self.env)

    def locate(self) -> Run:
        """The plugin's way."""
        return self.command(sys.executable, Path(__file__).with_name("located.py"), self.units, self.points, self.ours)

    def join(self) -> Run:
        """QGIS's own algorithm, by location, the first match only."""
        self.joined.unlink(missing_ok=True)
        return run(
            jobs.algorithm(
                "native:joinattributesbylocation", INPUT=self.points, JOIN=self.units, PREDICATE=0, METHOD=1,
                DISCARD_NONMATCHING="false", OUTPUT=self.joined,
            ),
            self.env,
        )  # fmt: skip

    def expect(self, codes: list, who: str) -> None:
        """Stop where another answer was given than ours."""
        found = np.load(self.ours)
        ours = np.array([*self.codes, ""])[found]
        other = np.array(["" if code is None else code for code in codes])
        different = int(np.count_nonzero(ours != other)) if len(other) == len(ours) else len(ours)
        if different:
            sys.exit(f"bench: {who} puts {different} points elsewhere: no fair comparison")

    def joined_codes(self) -> list:
        """What QGIS's algorithm answered, by point: it writes them in the order of the polygons."""
        with closing(sqlite3.connect(self.joined)) as connection:
            (table,) = connection.execute("SELECT table_name FROM gpkg_contents").fetchone()
            return [code for (code,) in connection.execute(f'SELECT code FROM "{table}" ORDER BY n')]


def assigning(bench: jobs.Bench) -> Iterator[jobs.Row]:
    """Both peers, each with its own row."""
    places = Places(bench)
    ours, peer = Side("kmzb"), Side("native:joinattributesbylocation", start=bench._start)
    by_turns(bench.repeat, lambda: None, (ours, places.locate), (peer, places.join))
    places.expect(places.joined_codes(), peer.name)
    job = f"municipality of each point: {bench.size:,} rows"
    yield jobs.Row(bench.size, job, ours, peer)
    base = postgis()
    if base is None:
        print("PostGIS is not installed (postgresql-15-postgis-3, postgresql-common): left out.", file=sys.stderr)
        return
    seconds, codes = base.answers(places, bench.repeat)
    places.expect(codes, "PostGIS")
    other = Side("PostGIS, indexed tables", [Run(one, float("nan"), float("nan")) for one in seconds])
    yield jobs.Row(bench.size, f"{job}, beside a database", ours, other)


def postgis() -> Base | None:
    """PostGIS of Debian's packages; None where it is not installed."""
    control = list(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    return Base() if control and all(map(shutil.which, POSTGIS)) else None


class Base:
    """A cluster that ``pg_virtualenv`` makes for one run and removes; it listens on this machine only."""

    def answers(self, places: Places, repeat: int) -> tuple[list[float], list]:
        """The seconds of each of ``repeat`` queries on loaded, indexed and analysed tables, and the codes by point."""
        with tempfile.TemporaryDirectory(dir=places.work) as folder:
            script = Path(folder) / "run.sh"
            script.write_text(_SCRIPT, encoding="utf-8")
            answer = Path(folder) / "answer.csv"
            done = run(
                ["pg_virtualenv", "-t", "sh", str(script), str(places.units), str(places.points), ANSWER, str(repeat),
                 str(answer)],
                places.env,
            )  # fmt: skip
            lines = answer.read_text(encoding="utf-8").splitlines()
        times = [float(line.split()[1]) / 1000 for line in done.output.splitlines() if line.startswith("Time:")]
        return times[-repeat:], [line.split(",")[1] for line in lines]


_SCRIPT = r"""
set -e
psql -q -c 'CREATE EXTENSION postgis'
for file in "$1" "$2"; do
  ogr2ogr -f PostgreSQL "PG:dbname=$PGDATABASE" "$file" -lco GEOMETRY_NAME=geom -lco FID=fid --config PG_USE_COPY YES
done
psql -q -c 'VACUUM ANALYZE unit' -c 'VACUUM ANALYZE point'
for n in $(seq "$4"); do
  psql -q -c 'DROP TABLE IF EXISTS answer' -c '\timing on' -c "$3"
done
psql -q -c '\timing off' -c "\copy (SELECT n, code FROM answer ORDER BY n) TO '$5' CSV"
"""
