"""Measuring services side by side: each question goes to all sides by turns, and counts only where it was answered
rightly. Times are the client's, from the first byte sent to the last one read; processor time is the servers'."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from serving_ask import Answer, Question, Silent, Wrong, ask
from serving_engines import Engine
from serving_limit import Limit
from serving_stack import Running
from serving_usage import Peak, Usage

CLIENTS, EACH = 8, 8  # clients at once, and what each asks in a round
_SHORT, _MOST, _LONG = 0.4, 10, 90.0  # seconds of a round's runs of one question, how many at most; seconds in all
_SLACK = 0.03  # of the bytes by which two answers may differ: a page's texts, the lengths of numbers


@dataclass
class Cell:
    """What one side took for one question: seconds of each run, processor seconds of a run in each round. ``fault``:
    why there are none."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    fault: str = ""
    rate: float = math.nan  # answers a second, where clients ask at once

    @property
    def median(self) -> float:
        return statistics.median(self.walls) if self.walls else math.nan

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 runs ended; of fewer than twenty the longest."""
        return sorted(self.walls)[math.ceil(0.95 * len(self.walls)) - 1] if self.walls else math.nan

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus) if self.cpus else math.nan


@dataclass
class Party:
    """A side that runs: its questions, the database it asks, and what it took."""

    name: str
    running: Running
    questions: dict[str, Question]
    engine: Engine
    cells: dict[str, Cell] = field(default_factory=dict)
    seconds: float = 600.0  # for an answer

    def ask(self, question: Question, keep: bool = False, number: int = 0) -> Answer:
        """Ask it; once it said nothing in time it is asked no more. Raises Wrong."""
        try:
            return ask(self.running.port, question, keep, number, self.seconds)
        except Silent:
            self.running.give_up()
            raise

    def usage(self) -> Usage:
        """What its processes and the database's use from now on."""
        return self.engine.usage(self.running.everybody)


def compare(name: str, parties: Iterable[Party], limit: Limit | None, rounds: int) -> Cell | None:
    """Ask one question of all who know it; keeps the cells with them, returns the database's own."""
    asked = [turn for party in parties if name in party.questions for turn in [_Turn(party, name)] if turn.ready()]
    own = _limit(limit, name) if limit is not None and name in limit.statements else None
    if own is not None and not own[0].fault:
        asked.append(own[1])
    for number in range(rounds):
        for turn in asked:
            turn.go(number, rounds)
    return own[0] if own else None


class _Turn:
    """One side and one question, round by round."""

    def __init__(self, party: Party, name: str):
        self.party, self.question = party, party.questions[name]
        self.cell = party.cells.setdefault(name, Cell())
        self.length = self.count = self.rounds = self.asked = 0

    def ready(self) -> bool:
        """Ask once to warm up and look at the answer."""
        try:
            answer = self.party.ask(self.question, keep=True)
            self.question.check(answer)
            seconds, self.length = answer.seconds, answer.length
            del answer
            if seconds < 1:
                seconds = self.party.ask(self.question, number=1).seconds
        except Wrong as error:
            self.cell.fault = str(error)
            return False
        self.count = max(1, min(_MOST, int(_SHORT / max(seconds, 1e-6))))
        self.rounds = max(1, int(_LONG / max(seconds, 1e-6)))
        return True

    def go(self, number: int, _rounds: int) -> None:
        """A round: as many runs as are worth it."""
        if number >= self.rounds or self.cell.fault:
            return
        used, walls = self.party.usage(), []
        try:
            for _run in range(self.count):
                self.asked += 1
                answer = self.party.ask(self.question, number=1 + self.asked)
                if abs(answer.length - self.length) > _SLACK * self.length:
                    raise Wrong(f"{answer.length:,} bytes, at first {self.length:,}")
                walls.append(answer.seconds)
        except Wrong as error:
            self.cell.fault, self.cell.walls, self.cell.cpus = str(error), [], []
            return
        self.cell.walls += walls
        self.cell.cpus.append(used.seconds() / self.count)


class _LimitTurn:
    """The database's own side of a question."""

    def __init__(self, limit: Limit, name: str, cell: Cell):
        self.limit, self.name, self.cell = limit, name, cell

    def go(self, _number: int, _rounds: int) -> None:
        """A round: as many runs as are worth it."""
        used = self.limit.engine.usage()
        walls = self.limit.times(self.name, self.count)
        self.cell.walls += walls
        if not self.limit.of_file:
            self.cell.cpus.append(used.seconds() / self.count)

    def ready(self) -> None:
        """Look at the rows once, and how many runs a round has."""
        self.limit.check(self.name)
        self.count = max(1, min(_MOST, int(_SHORT / max(self.limit.times(self.name, 1)[0], 1e-6))))


def _limit(limit: Limit, name: str) -> tuple[Cell, _LimitTurn]:
    cell = Cell(fault=limit.missing)
    turn = _LimitTurn(limit, name, cell)
    if not cell.fault:
        try:
            turn.ready()
        except Wrong as error:
            cell.fault = str(error)
    return cell, turn


def at_once(parties: Iterable[Party], questions: Callable[[Party], list[Question]], rounds: int, name: str) -> None:
    """Eight clients at once, each with a place of its own; ``questions`` makes one for each client."""
    asked = []
    for party in parties:
        cell, each = party.cells.setdefault(name, Cell()), questions(party)
        try:
            for question in each:
                question.check(party.ask(question, keep=True))
            asked.append((party, cell, each))
        except Wrong as error:
            cell.fault = str(error)
    rates: dict[str, list[float]] = {}
    for number in range(rounds):
        numbers = range(1 + number * EACH, 1 + (number + 1) * EACH)
        for party, cell, each in asked:
            if cell.fault:
                continue
            used, begun = party.usage(), time.perf_counter()
            try:
                with ThreadPoolExecutor(CLIENTS) as pool:
                    walls = [
                        wall
                        for found in pool.map(_client, [party] * CLIENTS, each, [numbers] * CLIENTS)
                        for wall in found
                    ]
            except Wrong as error:
                cell.fault, cell.walls, cell.cpus = str(error), [], []
                continue
            rates.setdefault(party.name, []).append(len(walls) / (time.perf_counter() - begun))
            cell.walls += walls
            cell.cpus.append(used.seconds() / len(walls))
            cell.rate = statistics.median(rates[party.name])


def _client(party: Party, question: Question, numbers: range) -> list[float]:
    return [party.ask(question, number=number).seconds for number in numbers]


def first_requests(parties: Iterable[Party], question: str, rounds: int, name: str) -> None:
    """The first answer of a worker that has just been started and has come to rest."""
    asked = [party for party in parties if question in party.questions and not party.cells[question].fault]
    for _round in range(rounds):
        for party in asked:
            cell = party.cells.setdefault(name, Cell())
            party.running.stop_workers()
            party.running.start_workers()
            party.running.settle()
            used = party.usage()
            try:
                cell.walls.append(party.ask(party.questions[question]).seconds)
                cell.cpus.append(used.seconds())
            except Wrong as error:
                cell.fault = str(error)


def memory(party: Party, question: Question) -> tuple[float, Answer]:
    """A worker's peak of memory in MB while it answers, and the answer without its body. Raises Wrong."""
    with Peak(party.running.pids()) as found:
        answer = party.ask(question, keep=True)
    question.check(answer)
    return found.megabytes, Answer(answer.status, answer.headers, b"", answer.length, answer.seconds, answer.first)
