"""The jobs that are measured: each beside the plain tool that does the same, on the same rows."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]

import qgisrun  # noqa: E402 - the developers' tools and the package lie beside this folder
import samples  # noqa: E402
from measure import Run, Side, by_turns, run  # noqa: E402

from kmzb_qgis.catalogue import CategoryPublic, load, rules, warsaw  # noqa: E402


@dataclass(frozen=True)
class Row:
    """A line of the table: ``size`` rows, what was done, both sides, and what is to be said of it."""

    size: int
    job: str
    ours: Side
    peer: Side
    note: str = ""


class Bench:
    """The files of one size in a folder of their own, and the jobs on them."""

    def __init__(self, work: Path, size: int, repeat: int, env: dict[str, str]):
        self.work, self.size, self.repeat, self.env = work, size, repeat, env
        work.mkdir(parents=True)
        self.sample, self.public = work / "sample.csv", work / "public.csv"
        self.soon, self.later = work / "soon.csv", work / "later.csv"  # later states of the sample
        self.store, self.peer, self.kept = (work / name for name in ("store.gpkg", "peer.gpkg", "kept.gpkg"))
        self.folder = work / "publication"
        self._run("kmzb:samplereports", COUNT=size, SEED=1, OUTPUT=self.sample)

    def importing(self) -> Iterator[Row]:
        """A file into a new store, and the same file again with one row in a hundred changed, the newest or any."""
        newest = samples.changed(self.sample, self.soon, newest=True)
        changed = samples.changed(self.sample, self.later)
        first, next_days, again = (Side("kmzb:importfile", start=self._start) for _ in range(3))
        peer = Side("ogr2ogr of the same file, no checks")

        def load_all() -> Run:
            done = self._run("kmzb:importfile", INPUT=self.sample, STORE=self.store)
            self._expect(done, INSERTED=self.size)
            if not self.kept.exists():
                shutil.copyfile(self.store, self.kept)
            return done

        def load_soon() -> Run:
            done = self._run("kmzb:importfile", INPUT=self.soon, STORE=self.store)
            self._expect(done, UPDATED=newest, UNCHANGED=self.size - newest)
            shutil.copyfile(self.kept, self.store)  # as after the first import
            return done

        def load_later() -> Run:
            done = self._run("kmzb:importfile", INPUT=self.later, STORE=self.store)
            self._expect(done, UPDATED=changed, UNCHANGED=self.size - changed)
            return done

        points = ["-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-a_srs", "EPSG:2180"]
        copying = ["ogr2ogr", "-f", "GPKG", str(self.peer), str(self.sample), *points, "-nln", "report"]
        sides = (
            (first, load_all),
            (peer, lambda: run(copying, self.env)),
            (next_days, load_soon),
            (again, load_later),
        )
        by_turns(self.repeat, self._fresh, *sides)
        yield Row(self.size, "import a CSV into a new store", first, peer)
        own = Side("the first import", first.runs, starts=first.starts)
        yield Row(self.size, f"import it again, {newest:,} of the newest rows changed", next_days, own)
        yield Row(self.size, f"import it again, {changed:,} rows anywhere changed", again, own)

    def publishing(self) -> Iterator[Row]:
        """What the public may see of the sample, and a store of which all is public."""
        for what, source in (("the sample", self.sample), ("a store that is all public", self.public)):
            if source is self.public:
                samples.all_public(self.sample, self.public)
            self._stored(source)
            query = public_rows()
            ours, peer = Side("kmzb:publish", start=self._start), Side("ogr2ogr of the same rows and columns")
            copying = ["ogr2ogr", "-f", "GPKG", str(self.peer), str(self.store), "-sql", query, "-nln", "zgloszenia"]

            def publish() -> Run:
                return self._run("kmzb:publish", STORE=self.store, FOLDER=self.folder)

            def copy(words: list[str] = copying) -> Run:
                return run([*words, "-nlt", "POINT"], self.env)

            by_turns(self.repeat, self._unpublished, (ours, publish), (peer, copy))
            with closing(sqlite3.connect(self.peer)) as connection:
                copied = connection.execute("SELECT count(*) FROM zgloszenia").fetchone()[0]
            for done in ours.runs:
                self._expect(done, FEATURES=copied)
            yield Row(self.size, f"publish {what}: {copied:,} reports", ours, peer)

    def drawing(self) -> Iterator[Row]:
        """The map at each scale beside a plain symbol, by ``drawing.py``."""
        self._stored(self.sample)
        done = run([sys.executable, str(Path(__file__).with_name("drawn.py")), str(self.store)], self.env)
        for job, seconds, name, peer_seconds in json.loads(done.output.splitlines()[-1]):
            ours = Side("kmzb", [Run(seconds, float("nan"), done.megabytes)])
            yield Row(self.size, job, ours, Side(name, [Run(peer_seconds, float("nan"), done.megabytes)]))

    def _start(self) -> Run:
        """A run of the plugin that does next to nothing: the start of the program, measured beside each job."""
        return self._run("kmzb:samplereports", COUNT=1, SEED=1, OUTPUT=self.work / "one.csv")

    def _stored(self, source: Path) -> None:
        """A store with a file's reports; the sample's is made once."""
        if source is self.sample and self.kept.exists():
            shutil.copyfile(self.kept, self.store)
            return
        self._fresh()
        self._run("kmzb:importfile", INPUT=source, STORE=self.store)
        if source is self.sample:
            shutil.copyfile(self.store, self.kept)

    def _run(self, name: str, **parameters: object) -> Run:
        return run(algorithm(name, **parameters), self.env)

    def _expect(self, done: Run, **numbers: int) -> None:
        for name, number in numbers.items():
            if done.result(name) != str(number):
                sys.exit(f"bench: {name} is {done.result(name)}, not {number}: no fair comparison")

    def _fresh(self) -> None:
        for path in (self.store, self.peer):
            for one in path.parent.glob(f"{path.name}*"):
                one.unlink()
        self._run("kmzb:createstore", STORE=self.store)

    def _unpublished(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.peer.unlink(missing_ok=True)


def algorithm(name: str, **parameters: object) -> list[str]:
    """The command that runs an algorithm."""
    return [qgisrun.qgis_process(), "run", name, "--", *(f"{key}={value}" for key, value in parameters.items())]


def public_rows() -> str:
    """The query that gives ogr2ogr today's public rows, with the columns that publishing writes.

    It need not reckon: the first public instants stand in it, as the catalogue's rules gave them.
    """
    book, today = load(), warsaw.day_of(warsaw.now())
    shown = []
    for state in book.statuses:
        try:
            since = rules.visible_since(state.public, today, book)
        except ValueError:  # never
            continue
        kinds = ", ".join(
            str(kind.id)
            for kind in book.categories
            if kind.public is CategoryPublic.ALWAYS or (kind.public is CategoryPublic.CONFIRMED and state.confirmed)
        )
        late = f" AND r.status_changed_at >= '{warsaw.to_text(since)}'" if since else ""
        shown.append(f"(r.status_id = {state.id} AND r.category_id IN ({kinds}){late})")
    return (
        "SELECT r.geom, r.id, k.name AS typ, s.name AS status, r.reported_at AS data_utworzenia,"
        " r.status_changed_at AS data_modyfikacji, r.event_at AS data_zdarzenia, r.teryt, c.name AS powod"
        " FROM report r JOIN category k ON k.id = r.category_id JOIN status s ON s.id = r.status_id"
        " LEFT JOIN closing_reason c ON c.id = r.reason_id"
        f" WHERE r.plane = 3 AND r.geom IS NOT NULL AND ({' OR '.join(shown)})"
    )
