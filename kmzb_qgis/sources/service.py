"""Reports from the KMZB data service: one polite sequential reader that asks smaller tiles where it gets clusters.

A run is whole or it fails: a tile that cannot be read, an answer without any report, more reports at one place than the
service gives as points. Nothing is stored here. The address is the user's; none is known to the plugin.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from ..catalogue import load as load_catalogue
from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.net import NetworkError, fetch, shown
from ..toolbelt.progress import Progress
from .answer import COLUMNS, Answers, Malformed
from .files import BATCH, tell_unknown

MAP_ID = "4028e4e54e6ceb84014e6ced4d1c0000"
LAYER_ID = "4028e4e54e6ceb84014e6ced4d230001"
PATH = "/imlDataService"
READ_SHARE = 90  # per cent of an import that reading takes
FLOOR = 10.0  # m; a tile below that is one place
TRIES = 5
PAUSE_LIMIT = 120.0  # s; a longer Retry-After ends the run with the server's wish told
RETRY_KINDS = ("timeout", "dropped", "refused", "other")
RETRY_STATUSES = (429, 500, 502, 503, 504)
SINCE_EVER = (
    946681200000  # 2000-01-01 in Warsaw, epoch ms: a filter that holds for all, as every known client sends one
)

_OBJECTID, _MODIFIED, _X = COLUMNS.index("objectid"), COLUMNS.index("modified"), COLUMNS.index("x")


@dataclass(frozen=True)
class Query:
    """What to ask for. ``extent`` is (min E, min N, max E, max N) in EPSG:2180; empty lists mean all."""

    extent: tuple[float, float, float, float]
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None

    def filter(self) -> str:
        """The service's filter expression. Raises catalogue.UnknownName for a name that is not in the catalogue."""
        book = load_catalogue()
        conditions = []
        if self.categories:
            conditions.append(_any_of("Typ", [book.category(name).name for name in self.categories]))
        if self.statuses:
            conditions.append(_any_of("Status", [book.status(name).name for name in self.statuses]))
        since = SINCE_EVER if self.since is None else int(self.since.timestamp() * 1000)
        conditions.append(f"('Data modyfikacji'>={since})")
        return " AND ".join(conditions)


def _any_of(column: str, names: list[str]) -> str:
    if any('"' in name for name in names):  # the grammar knows no way to write it
        raise ValueError("a quote in a name cannot be asked for")
    return f"('{column}'=" + ",".join(f'"{name}"' for name in names) + ")"


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
    """A reader of one service. ``pause_s`` is waited between requests, and grows where the service fails."""

    def __init__(self, url: str, *, pause_s: float = 1.0, timeout_s: float = 60, authcfg: str = "", feedback=None):
        self.base = base_address(url)
        self.pause_s, self.timeout_s, self.authcfg = max(0.0, pause_s), timeout_s, authcfg
        self.feedback, self.progress = feedback, Progress(feedback)
        self.answers = Answers()
        self.requests = self.answered = 0
        self._rows: dict = {}
        self._filter = ""
        self._area = self._done = 0.0

    def read(self, query: Query) -> Iterator[tuple]:
        """Batches of all reports of a query, each once. Raises KmzbError where anything of it could not be read."""
        self._filter = query.filter()
        self._rows = {}
        self._area, self._done = _area(query.extent), 0.0
        self._read_tile(query.extent)
        tell_unknown(self.answers.unknown, self.progress)
        if not self._rows:
            raise KmzbError(
                tr(
                    "{host} gave no report at all. That is taken for a failure of the service; nothing was changed.",
                    host=shown(self.base),
                ),
                code="empty",
            )
        self.progress.say(tr("%n report(s) read from the service.", n=len(self._rows)))
        rows = list(self._rows.values())
        for start in range(0, len(rows), BATCH):
            yield COLUMNS, rows[start : start + BATCH], {}

    def _read_tile(self, tile: tuple) -> int:
        """Read a tile, in quarters where it is dense; the number of placed rows seen in it.

        Reports without a place come with every answer, so they do not show that an area was read.
        """
        rows, clusters = self._ask(tile)
        for row in rows:
            self._keep(row)
        placed = sum(row[_X] is not None for row in rows)
        if not clusters:
            self._done += _area(tile)
            self.progress.percent(READ_SHARE * min(1.0, self._done / self._area) if self._area else 0)
            return placed
        if max(tile[2] - tile[0], tile[3] - tile[1]) <= FLOOR:
            raise KmzbError(
                tr(
                    "More reports lie in one spot than the service gives as points ({place}), so they were not read. "
                    "Nothing was changed; ask for fewer categories or a later date.",
                    place=_place(tile),
                ),
                code="floor",
            )
        seen = 0
        for quarter in _quarters(tile):
            found = self._read_tile(quarter)
            if not found and any(_within(cluster, quarter) for cluster in clusters):
                raise _lost(quarter)
            seen += found
        if not seen:
            raise _lost(tile)
        return seen + placed

    def _keep(self, row: tuple) -> None:
        """Keep a row once; of two that differ, the one changed later (it changed while the tiles were read)."""
        number = row[_OBJECTID]
        key = ("id", str(number).strip()) if isinstance(number, (int, str)) and str(number).strip() else row
        try:
            known = self._rows.setdefault(key, row)
        except TypeError:  # a list or an object where a value should be: loading rejects it with a reason
            key = repr(row)
            known = self._rows.setdefault(key, row)
        if known is not row and _number(row[_MODIFIED]) > _number(known[_MODIFIED]):
            self._rows[key] = row

    def _ask(self, tile: tuple) -> tuple[list, list]:
        box = ",".join(f"{number:.3f}".rstrip("0").rstrip(".") for number in tile)
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
            tr("{problem} Not read: {place}. Nothing was changed.", problem=problem.message, place=_place(tile)),
            problem.details,
            problem.code,
        )

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.progress.check()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
            self.progress.check()


def _quarters(tile: tuple) -> tuple:
    e0, n0, e1, n1 = tile
    e, n = (e0 + e1) / 2, (n0 + n1) / 2
    return (e0, n0, e, n), (e, n0, e1, n), (e0, n, e, n1), (e, n, e1, n1)


def _within(cluster, tile: tuple) -> bool:
    """Whether a cluster lies wholly inside a tile; one whose extent cannot be read is taken to lie elsewhere."""
    extent = cluster.get("extent") if isinstance(cluster, dict) else None
    if not isinstance(extent, list) or len(extent) != 4 or not all(isinstance(n, (int, float)) for n in extent):
        return False
    return tile[0] < extent[0] and tile[1] < extent[1] and extent[2] < tile[2] and extent[3] < tile[3]


def _lost(tile: tuple) -> KmzbError:
    return KmzbError(
        tr(
            "The service speaks of reports but gives none ({place}); they were not read. Nothing was changed.",
            place=_place(tile),
        ),
        code="malformed",
    )


def _area(tile: tuple) -> float:
    return (tile[2] - tile[0]) * (tile[3] - tile[1])


def _place(tile: tuple) -> str:
    return tr(
        "area E {e0}–{e1}, N {n0}–{n1} (EPSG:2180)",
        e0=f"{tile[0]:.0f}", n0=f"{tile[1]:.0f}", e1=f"{tile[2]:.0f}", n1=f"{tile[3]:.0f}",
    )  # fmt: skip


def _number(value) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("-inf")


def _retry_after(headers: dict) -> float:
    """Seconds that a server asks to wait (Retry-After as seconds or as a date); 0 where it does not."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(text) - warsaw.now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0
