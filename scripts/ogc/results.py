"""What tests found, in one shape for suites of OGC and for tests of ours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Outcome:
    """One test. ``test``: its name with its arguments; ``why``: the message of a failure or of what was left out."""

    group: str
    test: str
    state: str
    why: str = ""


@dataclass
class Group:
    """The outcomes of a conformance class."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, state: str) -> int:
        """How many ended so."""
        return sum(one.state == state for one in self.outcomes)


STATES = {"PASS": PASSED, "FAIL": FAILED, "SKIP": SKIPPED}


def _short(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def from_testng(path: Path) -> list[Group]:
    """Read ``testng-results.xml``; preparations (configuration methods) count only where they failed."""
    groups = []
    for test in ElementTree.parse(path).getroot().iter("test"):  # noqa: S314 - written by the suite we started
        group = Group(test.get("name", ""))
        for where in test.iter("class"):
            for method in where.iter("test-method"):
                state = STATES[method.get("status", "FAIL")]
                if method.get("is-config") == "true" and state != FAILED:
                    continue
                values = [_short(value.text or "")[:80] for value in method.iter("value")]
                name = f"{where.get('name', '').rpartition('.')[2]}.{method.get('name')}({', '.join(values)})"
                message = method.find("exception/message")
                trace = method.find("exception/full-stacktrace")
                why = message if message is not None and (message.text or "").strip() else trace
                text = _short((why.text or "") if why is not None else "")
                group.outcomes.append(Outcome(group.name, name, state, text[:2000]))
        groups.append(group)
    return groups
