"""The public services side by side, on the publication's folder and on the public zone's database.

Every side serves the same reports through an nginx of its own, with one worker for times and one for each core for
clients at once; sides take turns, question by question. What a side cannot do, or answers wrongly, is told.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jobs
import serving_engines
import serving_measure as measure
import serving_peers
import serving_sides
import serving_warm
from serving_ask import Question, Silent, Wrong, ask, patience
from serving_data import Data, View
from serving_engines import FILE, ZONE, Engine
from serving_limit import Limit
from serving_lines import AT_ONCE, FIRST, Section
from serving_measure import CLIENTS, Cell, Party
from serving_sides import BARE, CAPABILITIES, OURS, PLAIN, POINTS, Side
from serving_stack import Running

ENGINES = {"file": FILE, "zone": ZONE}
PROGRAMS = jobs.ROOT / "build"  # the peers' own programs are built there
READY = 120  # seconds for a service to come up


class Bench:
    """One size on one engine; ``work`` goes with the run."""

    def __init__(self, data: Data, engine: Engine, work: Path, wanted: Wanted, on: str):
        self.data, self.engine, self.repeat = data, engine, wanted.repeat
        self.views, self.parties = data.views(), []
        plain = serving_engines.plain_project(engine, work)
        self.sides = [*serving_sides.sides(engine, plain), *serving_peers.peers(engine, PROGRAMS, wanted.has)]
        self.sides = [side for side in self.sides if wanted.has(side.name)]
        self.limit = Limit(engine, self.views, data.size)
        names = [side.name for side in self.sides if side.name != PLAIN]
        self.section = Section(
            data.size, engine.name, on, [view.count for view in self.views], names, rounds=wanted.repeat
        )
        told = ((side.name, side.missing or side.note) for side in self.sides)
        self.section.notes += [f"{name}: {words}" for name, words in told if words]
        if self.limit.missing:
            self.section.notes.append(f"{self.limit.name}: {self.limit.missing}")
        else:
            self.section.limit_name = self.limit.name

    def found(self) -> Section:
        """Everything that is asked, and the section that comes of it."""
        loads = [os.getloadavg()[0]]
        for step in (self._questions, self._warm, self._memory, self._first, self._at_once):
            _tell(f"{self.section.title[4:]}: {step.__name__.strip('_')}")
            step()
            loads.append(os.getloadavg()[0])
        self._stop()
        versions = [f"{side.name.split()[0]} {side.version}" for side in self.sides if side.version]
        if self.engine.cluster is not None:
            shown = self.engine.cluster.sql(
                "SELECT current_setting('server_version') || ', PostGIS ' || postgis_lib_version()"
            )
            versions.append(f"PostgreSQL {shown}")
        versions.append(f"load {min(loads):.0f} to {max(loads):.0f}")  # about 2 where nothing else runs
        self.section.versions = "; ".join([self.section.versions, *dict.fromkeys(versions)])
        plain = self.section.cells.pop(PLAIN, {})
        if POINTS in plain and BARE in self.section.cells:
            self.section.cells[BARE][POINTS] = plain[POINTS]
        return self.section

    def close(self) -> None:
        """Stop what runs."""
        self._stop()

    def _start(self, workers: int, names: tuple[str, ...] = ()) -> None:
        """Start the sides, each as far as it comes up."""
        self._stop()
        for side in self.sides:
            if side.missing or side.program is None or (names and side.name not in names):
                continue
            try:
                running = Running(side.program, workers)
            except (Wrong, OSError) as error:
                self._fault(side, error.strerror if isinstance(error, OSError) else str(error))
                continue
            questions = side.questions(self.views, self.data.size)
            why = _came_up(running, next(iter(questions.values())), patience(self.data.size))
            if why:
                self._fault(side, why)
                running.stop()
                continue
            cells = self.section.cells.setdefault(side.name, {})
            self.parties.append(Party(side.name, running, questions, self.engine, cells, patience(self.data.size)))

    def _fault(self, side: Side, why: str) -> None:
        side.missing = why
        self.section.notes.append(f"{side.name}: {why}")

    def _stop(self) -> None:
        for party in self.parties:
            party.running.stop()
        self.parties = []

    def _questions(self) -> None:
        self._start(1)
        for question in self.section.questions():
            own = measure.compare(question, self.parties, self.limit if self.section.limit_name else None, self.repeat)
            if own is not None:
                self.section.limit[question] = own

    def _warm(self) -> None:
        """Our answers from nginx's cache, and what a client gets that has them."""
        if OURS not in self.section.cells:
            return
        side = next(side for side in self.sides if side.name == OURS)
        cells = self.section.cells[OURS]
        asked = {
            name: question
            for name, question in side.questions(self.views, self.data.size).items()
            if name in cells and not cells[name].fault and name != CAPABILITIES
        }
        self.section.warm = serving_warm.warm(self.engine, asked, self.repeat, patience(self.data.size))

    def _memory(self) -> None:
        """Peaks of a worker: the largest view, then all reports."""
        largest = serving_sides.geojson(self.views[-1].count) if self.views else ""
        for party in self.parties:
            everything = next(side.everything for side in self.sides if side.name == party.name)
            if largest not in party.questions or party.cells.get(largest, Cell(fault="none")).fault:
                continue
            try:
                view = measure.memory(party, party.questions[largest])[0]
                whole = measure.memory(party, everything(self.data.size))[0] if everything else math.nan
                self.section.memory[party.name] = (view, whole)
            except Wrong as error:
                self.section.notes.append(f"{party.name}, all reports: {error}")

    def _first(self) -> None:
        if self.views:
            question = serving_sides.geojson(self.views[0].count)
            measure.first_requests(self.parties, question, self.repeat, FIRST)

    def _at_once(self) -> None:
        if not self.views:
            return
        count = self.views[0].count
        corners: list[View] = list(self.data.corners(count))
        self._start(os.cpu_count() or 1)
        asking = [party for party in self.parties if serving_sides.geojson(count) in party.questions]
        sides = {side.name: side for side in self.sides}

        def questions(party: Party) -> list[Question]:
            name = serving_sides.geojson(count)
            return [sides[party.name].questions([view], self.data.size)[name] for view in corners[:CLIENTS]]

        measure.at_once(asking, questions, self.repeat, AT_ONCE)


def _came_up(running: Running, question: Question, seconds: float) -> str:
    """Wait until a service answers; why it does not, in words without places of this machine."""
    running.settle()
    until, why = time.monotonic() + READY, "no answer"
    while time.monotonic() < until:
        if not running.alive():
            return "it ended at once: " + (running.log.strip().splitlines() or ["no word"])[-1][-160:]
        try:
            question.check(ask(running.port, question, keep=True, seconds=seconds))
            return ""
        except Silent as error:
            return str(error)
        except Wrong as error:
            why = str(error)
            if "status 502" not in why and "no answer" not in why:
                return ""  # it is there: each question's own fault is told with the question
        time.sleep(0.3)
    return why


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. ``folder`` keeps data between runs, ``sides`` are beginnings of names (all where
    empty): those left out cost no time and stand in no table."""

    sizes: list[int]
    engines: list[str]
    folder: Path
    repeat: int
    sides: str = ""

    def has(self, name: str) -> bool:
        return name.startswith(tuple(self.sides.split(",")))


def measured(wanted: Wanted, work: Path, env: dict[str, str], on: str) -> Iterator[Section]:
    """A section for each size and engine."""
    wanted.folder.mkdir(parents=True, exist_ok=True)
    work.chmod(0o711)  # the servers' account passes through it
    for size in wanted.sizes:
        data = Data(wanted.folder, size, env)
        for name in wanted.engines:
            place = work / f"serve-{size}-{name}"
            place.mkdir(parents=True)
            place.chmod(0o755)
            _tell(f"{size:,} reports, {ENGINES[name]}: made ready")
            engine = serving_engines.of_file(data, place) if name == "file" else serving_engines.of_zone(data)
            bench = None
            try:
                bench = Bench(data, engine, place, wanted, on)
                yield bench.found()
            finally:
                if bench is not None:
                    bench.close()
                engine.close()


def _tell(words: str) -> None:
    print(f"bench: {words}", file=sys.stderr, flush=True)
