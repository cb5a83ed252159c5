"""Tests of ours that carry out an abstract test suite, where OGC's executable one cannot be had.

A test is a function of a ``Site`` with the standard's own name of the test; it raises AssertionError where the service
fails it, ``LeftOut`` where it has nothing to test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from .results import FAILED, PASSED, SKIPPED, Group, Outcome


class LeftOut(Exception):
    """A test that this service gives nothing to test by; says why."""


@dataclass
class Site:
    """A running service. ``url`` ends with a stroke; ``folder``: where a test may write."""

    url: str
    folder: object = None
    known: dict = field(default_factory=dict)

    def __post_init__(self):
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy between us and loopback

    def ask(self, address: str = "", method: str = "GET", **options) -> requests.Response:
        """An answer; ``address`` may be relative to ``url`` or whole."""
        whole = address if address.startswith("http") else self.url + address
        return self._session.request(method, whole, timeout=60, **options)

    def once(self, name: str, make: Callable):
        """What many tests look at, fetched once."""
        if name not in self.known:
            self.known[name] = make()
        return self.known[name]


@dataclass(frozen=True)
class Check:
    """A test of an abstract test suite."""

    group: str
    name: str
    run: Callable[[Site], None]


class Suite:
    """A collection of tests, in the order they were written."""

    def __init__(self):
        self.checks: list[Check] = []

    def __call__(self, group: str, name: str):
        """The decorator of a test."""

        def keep(function):
            self.checks.append(Check(group, name, function))
            return function

        return keep

    def run(self, site: Site) -> list[Group]:
        """Run every test; groups in the order of their first tests."""
        groups: dict[str, Group] = {}
        for check in self.checks:
            group = groups.setdefault(check.group, Group(check.group))
            try:
                check.run(site)
                state, why = PASSED, ""
            except LeftOut as reason:
                state, why = SKIPPED, str(reason)
            except AssertionError as fault:
                state, why = FAILED, str(fault)
            except Exception as fault:  # an answer that cannot be read at all fails the test as well
                state, why = FAILED, f"{type(fault).__name__}: {fault}"
            group.outcomes.append(Outcome(check.group, check.name, state, re.sub(r"\s+", " ", why)[:500]))
        return list(groups.values())
