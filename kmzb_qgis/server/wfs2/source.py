"""Where features come from: the publication's data file or the public zone's database, behind one interface."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ..publication import UNKNOWN, publication_at
from ..refusal import Refused
from ..zone import service_of
from .encoders.lines import Line
from .query import Query

CODE = "NoApplicableCode"


@dataclass(frozen=True)
class Page:
    """A stretch of a query's features. ``matched``: all of them; ``start``: those before this page; ``last``: the row
    number of the page's last feature, None where it is empty; ``where``: the source's own note of how to get it."""

    matched: int
    start: int
    returned: int
    last: int | None = None
    where: object = None


class Reading(Protocol):
    """One state of one publication at one instant: what it counts is what it gives."""

    def matched(self, query: Query) -> int:
        """How many features a query finds."""

    def page(self, query: Query, start: int, count: int, after: int | None = None) -> Page:
        """``count`` features at most from ``start`` on, or from behind the row number ``after`` where it is known."""

    def send(self, query: Query, page: Page, line: Line, give: Callable[[bytes], None]) -> None:
        """Give the features of a page as text (UTF-8), many at a time."""

    def check(self) -> None:
        """Raise what ends the work: Refused where it took too long, Abandoned where nobody waits for it."""


class Source(Protocol):
    """A publication's features."""

    served_version: str

    def reading(self, now: datetime, seconds: float, client: Client | None = None) -> AbstractContextManager[Reading]:
        """What holds at ``now``. Work of more than ``seconds``, beside waiting for the client, is ended with Refused
        (503), work that the client waits for no more with Abandoned."""


class Client(Protocol):
    """Who waits for an answer. ``waited``: seconds that we waited for it."""

    waited: float

    def gone(self) -> bool:
        """Whether it went away."""


class Clock:
    """How long a request may still work."""

    def __init__(self, seconds: float, client: Client | None):
        self._ends, self._client = time.monotonic() + seconds, client

    def stopped(self) -> Exception | None:
        """What ends the work now, if anything does."""
        if self._client is not None and self._client.gone():
            return Abandoned()
        waited = self._client.waited if self._client is not None else 0.0
        return busy() if time.monotonic() - waited > self._ends else None

    def check(self) -> None:
        """Raise what ends the work."""
        found = self.stopped()
        if found is not None:
            raise found


class Abandoned(Exception):
    """The client went away: nobody waits for the rest."""


def busy() -> Refused:
    """The request took longer than a request may."""
    return Refused(503, CODE, "The answer takes too long: ask for less at once (COUNT, BBOX)")


def no_data() -> Refused:
    """There are no data to answer from just now."""
    return Refused(503, CODE, "The service has no data just now. Try again in a minute")


_kept: dict[str, Source] = {}


def open_source(project: str) -> Source:
    """The source of the pinned project: a file's path, or the zone's address as ``server/zone.py`` has it.

    A source is kept by the process; one whose publication was replaced is closed. Raises Refused (503) where there are
    no data.
    """
    service = service_of(project)
    if service is not None:
        from .source_zone import ZoneSource  # brings PostgreSQL's library: only where there is a zone

        found = _kept.get(project)
        if found is None:
            found = _kept[project] = ZoneSource(service)
        return found
    from .source_file import FileSource

    publication = publication_at(project)
    if publication is None or publication.version == UNKNOWN.version:
        raise no_data()
    found = _kept.get(project)
    if found is None or found.served_version != publication.version:
        opened = FileSource(Path(project).parent / f"kmzb-{publication.version}.gpkg", publication.version)
        if found is not None:
            found.close()
        found = _kept[project] = opened
    return found
