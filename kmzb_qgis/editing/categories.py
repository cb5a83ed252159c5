"""Which categories a report's form offers on a day. Imports no QGIS."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A category of the store; offered from ``first`` until the day before ``last`` (ISO days; empty: open)."""

    id: int
    name: str
    first: str = ""
    last: str = ""

    def offered(self, day: str) -> bool:
        """Whether it may be given to a report of a Warsaw day, ``yyyy-mm-dd``; an empty day excludes nothing."""
        return not day or ((not self.first or self.first <= day) and (not self.last or day < self.last))


def wanted(entries: list[Entry], day: str, kept: set[int]) -> list[Entry]:
    """The list for a day in the given order: what is offered, and what is ``kept`` because a report has it."""
    return [entry for entry in entries if entry.offered(day) or entry.id in kept]
