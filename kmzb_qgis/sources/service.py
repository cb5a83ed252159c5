"""Reports from the KMZB data service: one polite sequential reader that asks smaller tiles where it gets clusters.

A run is whole or it fails: a tile that cannot be read, an answer without any report, more reports at one place than the
service gives as points. Nothing is stored here. The address is the user's; none is known to the plugin.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.net import NetworkError, fetch, shown
from ..toolbelt.progress import Progress
from .answer import COLUMNS, Answers, Malformed
from .files import BATCH, tell_unknown
from .query import Query, keep, number, poland
from .resume import Checkpoint
from .walk import Walk, place_of, spot

MAP_ID = "4028e4e54e6ceb84014e6ced4d1c0000"
LAYER_ID = "4028e4e54e6ceb84014e6ced4d230001"
PATH = "/imlDataService"
READ_SHARE = 90  # per cent of an import that reading takes
TRIES = 5
PAUSE_LIMIT = 120.0  # s; a longer Retry-After ends the run with the server's wish told
RETRY_KINDS = ("timeout", "dropped", "refused", "other")
RETRY_STATUSES = (429, 500, 502, 503, 504)

_MODIFIED, _X, _Y = (COLUMNS.index(name) for name in ("modified", "x", "y"))


def base_address(url: str) -> str:
    """The part of the address before /imlDataService. Raises KmzbError where there is none."""
    base = url.strip().split(PATH)[0].split("?")[0].rstrip("/")
    if not base:
        raise KmzbError(
            tr("Give the address of the KMZB data service, or set it in the plugin's settings."), code="no-url"
        )
    try:
        parts = urlsplit(base)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an opened bracket, a port that is no number
        good = False
    if not good:
        raise KmzbError(tr("The address must begin with http:// or https:// and name a host."), code="network")
    return base


def same_host(one: str, other: str) -> bool:
    """Whether two addresses have scheme, host and port in common; False where one is empty or no address."""
    try:
        parts = [urlsplit(url.strip()) for url in (one, other)]
        places = [
            (p.scheme.lower(), p.hostname, p.port or {"http": 80, "https": 443}.get(p.scheme.lower())) for p in parts
        ]
    except ValueError:
        return False
    return places[0] == places[1] and bool(places[0][1])


class Service:
    """A reader of one service. ``pause_s`` is waited between requests, and grows where the service fails.

    ``keep`` is the folder in which an interrupted reading keeps its answers for the next one; None: nothing is kept.
    After :meth:`read`, either :meth:`forget` (the reports are in the store) or :meth:`close`.
    """

    def __init__(
        self,
        url: str,
        *,
        pause_s: float = 1.0,
        timeout_s: float = 60,
        authcfg: str = "",
        feedback=None,
        keep: Path | None = None,
    ):
        self.base = base_address(url)
        self.pause_s, self.timeout_s, self.authcfg = max(0.0, pause_s), timeout_s, authcfg
        self.feedback, self.progress, self.keep = feedback, Progress(feedback), keep
        self.answers = Answers()
        self.requests = self.answered = 0
        self._came = self._reused = 0  # reports that the service gave in this run, answers of an earlier one
        self._rows: dict = {}
        self._filter = ""
        self._clock: datetime | None = None
        self._checkpoint: Checkpoint | None = None

    def read(self, query: Query) -> Iterator[tuple]:
        """Batches of all reports of a query, each once. Raises KmzbError where anything of it could not be read."""
        self._filter = query.filter()
        self._rows = {}
        if self.keep is not None:
            self._checkpoint = Checkpoint(self.keep, self.identity(query), self.progress).open()
            self.answers.unknown.update(self._checkpoint.unknown)
            if self._checkpoint.areas:
                self._checkpoint.tell()
        Walk(self._answer, self._keep, lambda part: self.progress.percent(READ_SHARE * part)).read(query.extent)
        if self._reused:
            self._catch_up(query, self._checkpoint.changes_since)
        tell_unknown(self.answers.unknown, self.progress)
        if not self._rows:
            self.forget()
            raise self._empty()
        self.progress.say(tr("%n report(s) read from the service.", n=len(self._rows)))
        rows = list(self._rows.values())
        for start in range(0, len(rows), BATCH):
            yield COLUMNS, rows[start : start + BATCH], {}

    def identity(self, query: Query) -> dict:
        """What a kept reading is of: never gone on with for another service, query or authentication."""
        return {
            "service": shown(self.base),
            "filter": query.filter(),
            "extent": list(map(float, query.extent)),
            "access": self.authcfg,  # the configuration's number, not what is in it
        }

    def keep_nothing(self, query: Query) -> None:
        """Read anew, and throw away what an earlier run of the query kept."""
        if self.keep is not None:
            Checkpoint(self.keep, self.identity(query), self.progress).discard()
            self.keep = None

    def kept(self) -> str:
        """What is kept for the next run, as a sentence; empty where nothing is."""
        return "" if self._checkpoint is None else self._checkpoint.kept()

    def forget(self) -> None:
        """Keep nothing: the reports are in the store."""
        if self._checkpoint is not None:
            self._checkpoint.discard()

    def close(self) -> None:
        """Let go; what is kept stays for the next run."""
        if self._checkpoint is not None:
            self._checkpoint.close()

    def _empty(self) -> KmzbError:
        return KmzbError(
            tr(
                "{host} gave no report at all. That is taken for a failure of the service; nothing was changed.",
                host=shown(self.base),
            ),
            code="empty",
        )

    def _answer(self, tile: tuple, anew: bool) -> tuple[list, list, bool]:
        """The answer for a tile: the kept one, else the service's."""
        kept = None if anew or self._checkpoint is None else self._checkpoint.find(tile)
        if kept is not None:
            self.progress.check()
            self._reused += 1
            return (*kept, True)
        rows, clusters = self._ask(tile)
        self._came += len(rows)
        if self._checkpoint is not None and not (clusters and spot(tile)):  # that fails: the next run asks once more
            self._checkpoint.add(tile, rows, clusters, self.answers.unknown, self._clock)
        return rows, clusters, False

    def _catch_up(self, query: Query, since: datetime) -> None:
        """What changed while the reading was interrupted, of all kinds and everywhere: a report may have come, moved,
        or be none of this query any more. Raises KmzbError where the service gives nothing where it gave reports.
        """
        self.progress.say(tr("Asking the service what changed since then…"))
        self._filter = Query(query.extent, since=since).filter()
        changed: dict = {}
        came = self._came
        Walk(lambda tile, anew: (*self._counted(tile), False), lambda row: keep(changed, row)).read(poland())
        for key, row in changed.items():
            if query.holds(row):
                keep(self._rows, row)
            elif key in self._rows and number(row[_MODIFIED]) >= number(self._rows[key][_MODIFIED]):
                del self._rows[key]
        self.progress.say(tr("%n report(s) changed on the service since then.", n=len(changed)))
        self._filter = query.filter()
        if came == self._came == 0 and self._rows:  # nothing new may be true, or a failure: a known place must tell
            row = next((row for row in self._rows.values() if row[_X] is not None), None)
            tile = query.extent if row is None else _around(row, query.extent)
            rows, clusters = self._ask(tile)
            if not rows and not clusters:
                raise self._empty()

    def _counted(self, tile: tuple) -> tuple[list, list]:
        rows, clusters = self._ask(tile)
        self._came += len(rows)
        return rows, clusters

    def _keep(self, row: tuple) -> None:
        keep(self._rows, row)

    def _ask(self, tile: tuple) -> tuple[list, list]:
        box = ",".join(f"{bound:.3f}".rstrip("0").rstrip(".") for bound in tile)
        url = (
            f"{self.base}{PATH}/service/data/clust/get/{MAP_ID}/{LAYER_ID}"
            f"?bbox={box}&s=-1&filtr={quote(self._filter, safe='')}"
        )
        origin = tr("The answer of the service")
        for attempt in range(1, TRIES + 1):
            self._wait(self.pause_s if self.requests else 0)
            self.requests += 1
            wish = 0.0
            try:
                answer = fetch(url, timeout_s=self.timeout_s, authcfg=self.authcfg, feedback=self.feedback)
                parts = self.answers.read(answer.body, origin)
                self.answered += 1
                self._clock = self._clock or _clock(answer.headers)
                return parts
            except NetworkError as error:
                problem: KmzbError = error
                if error.kind not in RETRY_KINDS and error.status not in RETRY_STATUSES:
                    break
                if error.kind == "refused" and not self.answered:  # a wrong address, not a pause of the service
                    break
                wish = _retry_after(error.headers)
            except Malformed as error:
                problem = error
            if attempt == TRIES or wish > PAUSE_LIMIT:
                break
            pause = max(wish, max(self.pause_s, 0.02) * 2**attempt)
            self.progress.warn(
                tr("{problem} Trying again in {seconds} s.", problem=problem.message, seconds=f"{pause:g}")
            )
            self._wait(pause)
        raise KmzbError(
            tr("{problem} Not read: {place}. Nothing was changed.", problem=problem.message, place=place_of(tile)),
            problem.details,
            problem.code,
        )

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.progress.check()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
            self.progress.check()


def _retry_after(headers: dict) -> float:
    """Seconds that a server asks to wait (Retry-After as seconds or as a date); 0 where it does not."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(text) - warsaw.now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _clock(headers: dict) -> datetime | None:
    """The time that a server's own clock shows; None where it does not say."""
    try:
        shown_time = email.utils.parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return shown_time if shown_time.tzinfo else shown_time.replace(tzinfo=warsaw.UTC)


def _around(row: tuple, extent: tuple) -> tuple:
    """A tile of one kilometre around a row's place, within the extent."""
    x, y = number(row[_X]), number(row[_Y])
    e0, n0, e1, n1 = extent
    tile = max(e0, x - 500), max(n0, y - 500), min(e1, x + 500), min(n1, y + 500)
    return tile if tile[0] < tile[2] and tile[1] < tile[3] else extent
