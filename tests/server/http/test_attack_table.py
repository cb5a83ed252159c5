"""The table of attacks (``tests/server/attacks``): each gets what it must, tells nothing and leaves no trace."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

import pytest

from tests.server.attacks import costs, documents, headers, injections, paging, places, writing
from tests.server.attacks.listener import listener
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


def test_nobody_else_is_asked_for_anything(target):
    """The cases that name a host, with one that listens."""
    named = [case for _family, case in EVERY if b"127.0.0.1:9/" in unquote_to_bytes(case.bytes(target.port))]
    assert len(named) >= 30
    with listener() as (address, heard):
        port = address.rsplit(":", 1)[1].rstrip("/")
        for case in named:
            place = re.sub(r"127\.0\.0\.1(:|%3A)9(/|%2F)", rf"127.0.0.1\g<1>{port}\g<2>", case.target)
            body = case.body and case.body.replace(b"127.0.0.1:9/", f"127.0.0.1:{port}/".encode())
            headers = tuple((name, value.replace("127.0.0.1:9", f"127.0.0.1:{port}")) for name, value in case.headers)
            target.ask(case.method, place, headers, body)
        target.check()
        assert heard == []


def test_nothing_was_written(target):
    assert target.unwritten()
