"""Our answers from nginx's cache, by the templates of a public machine as `make serve` fills them in, and answers 304.

An answer counts as the cache's where the workers did nothing for it: the kernel counts their processor time.
"""

from __future__ import annotations

import qgisrun
import serve
from serving_ask import Question, Wrong, ask, nothing
from serving_engines import Engine
from serving_measure import Cell
from serving_usage import cpu

CACHED, UNCHANGED = "cache", "304"
RUNS = 10
_IDLE = 0.0003  # seconds of the workers for an answer that is none of theirs: they look after themselves now and then


def warm(engine: Engine, questions: dict[str, Question], rounds: int) -> dict[str, dict[str, Cell]]:
    """By question, ``CACHED`` and ``UNCHANGED``."""
    found = {name: {CACHED: Cell(), UNCHANGED: Cell()} for name in questions}
    options = {"workers": 1, "plugin": qgisrun.STAGE / "kmzb_qgis", "environment": engine.environment}
    with serve.Service(engine.project, **options) as service:
        for _round in range(rounds):
            for name, question in questions.items():
                both = found[name]
                for kind, make in ((CACHED, _again), (UNCHANGED, _unchanged)):
                    if both[kind].fault:
                        continue
                    try:
                        both[kind].walls += make(service, question)
                    except Wrong as error:
                        both[kind] = Cell(fault=str(error))
    return found


def _again(service: serve.Service, question: Question) -> list[float]:
    """The same question again and again, after one whose answer is looked at."""
    first = ask(service.port, question, keep=True)
    question.check(first)
    before, walls = cpu(service.worker_pids), []
    for _run in range(RUNS):
        answer = ask(service.port, question)
        if answer.length != first.length:
            raise Wrong(f"{answer.length:,} bytes, at first {first.length:,}")
        walls.append(answer.seconds)
    if cpu(service.worker_pids) - before > _IDLE * RUNS:
        raise Wrong(f"not kept: {first.headers.get('cache-control', 'no Cache-Control')}")
    return walls


def _unchanged(service: serve.Service, question: Question) -> list[float]:
    """The question of a client that has the answer."""
    first = ask(service.port, question)
    if "etag" not in first.headers:
        raise Wrong("no ETag")
    known = Question(question.words(0), nothing, (("If-None-Match", first.headers["etag"]),), 304)
    answers = [ask(service.port, known) for _run in range(RUNS)]
    for answer in answers:
        nothing(answer)
    return [answer.seconds for answer in answers]
