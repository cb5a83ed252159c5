"""Our answers as nginx keeps them, by the templates of a public machine as `make serve` fills them in, and answers 304.

nginx's own request log says for each answer where it came from: kept as it was (HIT), or kept and held against the
database once more (REVALIDATED: a worker looks whether it still holds, and says 304 without making it anew). In the
zone no file changes with the data, so there the second is the rule (docs/serving.md, "The cache").
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

import qgisrun
import serve
from serving_ask import Question, Wrong, ask, nothing
from serving_engines import FILE, Engine
from serving_measure import Cell

CACHED, UNCHANGED = "cache", "304"
RUNS = 10
_STATE = 4  # the log's word that says where an answer came from: time, status, bytes, seconds, state
_LOGGED = 5.0  # seconds until nginx has surely written of an answer
_LOOK = 0.5  # seconds between two looks at the workers


def kept(engine: str) -> tuple[str, frozenset[str]]:
    """What an answer kept by nginx is called on an engine, and nginx's words for it."""
    if engine == FILE:
        return "from nginx's cache", frozenset({"HIT"})
    return "from nginx's cache, revalidated", frozenset({"HIT", "REVALIDATED"})


def warm(engine: Engine, questions: dict[str, Question], rounds: int, seconds: float) -> dict[str, dict[str, Cell]]:
    """By question, ``CACHED`` and ``UNCHANGED``; ``seconds``: the patience for an answer."""
    found = {name: {CACHED: Cell(), UNCHANGED: Cell()} for name in questions}
    options = {"workers": 1, "plugin": qgisrun.STAGE / "kmzb_qgis", "environment": engine.environment}
    with serve.Service(engine.project, **options) as service, _Watch(service):
        asking = _Asking(service, kept(engine.name)[1], seconds)
        for _round in range(rounds):
            for name, question in questions.items():
                both = found[name]
                for kind, make in ((CACHED, asking.again), (UNCHANGED, asking.unchanged)):
                    if both[kind].fault:
                        continue
                    try:
                        both[kind].walls += make(question)
                    except Wrong as error:
                        both[kind] = Cell(fault=str(error))
    return found


class _Watch:
    """Ends the service where a worker ended by itself: its socket stays open, so nginx would wait for an answer."""

    def __init__(self, service: serve.Service):
        self._service, self._done = service, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(_LOOK):
            if not self._service.alive:
                self._service.end_nginx()
                return

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error) -> None:
        self._done.set()
        self._thread.join()


class _Asking:
    """One client of a service; ``states``: nginx's words for an answer that it had."""

    def __init__(self, service: serve.Service, states: frozenset[str], seconds: float):
        self._port, self._states, self._seconds = service.port, states, seconds
        self._log = Path(service.log) / "kmzb-requests.log"

    def again(self, question: Question) -> list[float]:
        """The same question again and again, after one whose answer is looked at."""
        first = self._ask(question, keep=True)
        question.check(first)
        before, walls = self._lines(), []
        for _run in range(RUNS):
            answer = self._ask(question)
            if answer.length != first.length:
                raise Wrong(f"{answer.length:,} bytes, at first {first.length:,}")
            walls.append(answer.seconds)
        strange = sorted({line.split()[_STATE] for line in self._lines(len(before) + RUNS)[-RUNS:]} - self._states)
        if strange:
            raise Wrong(f"not kept by nginx: {', '.join(strange)}")
        return walls

    def unchanged(self, question: Question) -> list[float]:
        """The question of a client that has the answer."""
        first = self._ask(question)
        if "etag" not in first.headers:
            raise Wrong("no ETag")
        known = Question(question.words(0), nothing, (("If-None-Match", first.headers["etag"]),), 304)
        answers = [self._ask(known) for _run in range(RUNS)]
        for answer in answers:
            nothing(answer)
        return [answer.seconds for answer in answers]

    def _ask(self, question: Question, keep: bool = False):
        return ask(self._port, question, keep, seconds=self._seconds)

    def _lines(self, number: int = 0) -> list[str]:
        """The request log, once it has as many lines: nginx writes of an answer just after its last byte."""
        until = time.monotonic() + _LOGGED
        while True:
            found: list[str] = []
            with contextlib.suppress(FileNotFoundError):
                found = self._log.read_text(encoding="utf-8").splitlines()
            if len(found) >= number:
                return found
            if time.monotonic() > until:
                raise Wrong("nginx wrote no log of it")
            time.sleep(0.01)
