"""The table of attacks (``tests/server/attacks``): each gets what it must, tells nothing and leaves no trace."""

from __future__ import annotations

import pytest

from tests.server.attacks import costs, documents, headers, injections, paging, places, writing
from tests.server.attacks.target import LIMIT_S, leaks

FAMILIES = {
    "places": places,
    "writing": writing,
    "documents": documents,
    "headers": headers,
    "paging": paging,
    "injections": injections,
    "costs": costs,
}
CASES = {family: list(module.cases()) for family, module in FAMILIES.items()}
EVERY = [(family, case) for family, cases in CASES.items() for case in cases]


def test_there_are_at_least_three_hundred_different_requests():
    asked = {case.bytes(80) for _family, case in EVERY}
    assert len(asked) == len(EVERY) >= 300
    assert len({(family, case.name) for family, case in EVERY}) == len(EVERY)


@pytest.mark.parametrize(("family", "case"), EVERY, ids=[f"{family}: {case.name}"[:100] for family, case in EVERY])
def test_an_attack_gets_what_it_must_and_leaves_all_as_it_was(target, family, case):
    sent = case.bytes(target.port)
    reply = target.send(sent, case.method)
    assert case.faults(reply) == [], reply.text[:500]
    assert leaks(sent, reply) == [], reply.text[:500]
    assert reply.seconds < LIMIT_S
    target.check()


def test_nothing_was_written(target):
    assert target.unwritten()
