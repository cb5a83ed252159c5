"""Units from the state register of boundaries (PRG): its WFS 2.0.0, by MapServer, GML 3.2.

An answer counts only when it is whole: well-formed, a collection of the type asked for, with as many units as the
service says it has. Pages are asked for only where the capabilities allow them; where they err, all comes at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from ..toolbelt import net
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import wfs_answer
from .unit_levels import Level

PAUSES_S = (0.5, 1.0, 2.0, 4.0)  # between tries: the geoportal answers an empty 404 now and then
PAGE = 500  # units; 2,477 municipalities come in five answers
FEATURES_S = 900  # for one answer with features: all municipalities are some 200 MB
_OURS = {"service", "request", "version", "typenames", "typename", "resulttype", "count", "startindex", "srsname",
         "outputformat", "maxfeatures", "bbox"}  # fmt: skip


@dataclass
class Download:
    """The files of an answer, in order, and what to tell of it."""

    paths: list[Path] = field(default_factory=list)
    count: int = 0
    notes: list[str] = field(default_factory=list)


class Prg:
    """A WFS address; ``authcfg`` is QGIS's id of a login, ``timeout_s`` for all but the features."""

    def __init__(self, url: str, authcfg: str = "", timeout_s: float = 60, feedback=None):
        parts = urlsplit(url.strip())
        kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key.lower() not in _OURS]
        self.url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))
        self.authcfg, self.timeout_s, self.progress = authcfg, timeout_s, Progress(feedback)

    def download(self, level: Level, folder: Path) -> Download:
        """All units of a level, in files of ``folder``. Raises KmzbError; then nothing of it is to be used."""
        self.progress.say(tr("Asking {url}…", url=net.shown(self.url)))
        offer = wfs_answer.capabilities(self._ask({"REQUEST": "GetCapabilities"}, wfs_answer.capabilities))
        name = self._type(level, offer.types)
        # SRSNAME is left to the service: its default is EPSG:2180.
        query = {"REQUEST": "GetFeature", "TYPENAMES": name}
        hits = wfs_answer.collection(self._ask({**query, "RESULTTYPE": "hits"}, wfs_answer.collection))
        self.progress.percent(5)
        # A MapServer that limits its answers counts no further than its limit, and names what comes next.
        limited = hits.more or (offer.most > 0 and hits.matched == offer.most)
        total, notes = None if limited else hits.matched, []
        if total == 0:
            raise KmzbError(tr("The service has no units of the level '{level}'.", level=level.title), code="service")
        step = min(PAGE, offer.most or PAGE)
        if offer.pages and (limited or (total or 0) > step):
            try:
                return self._paged(query, name, total, step, folder)
            except KmzbError as error:
                if error.code not in ("service-says", "service-pages"):
                    raise
                notes.append(tr("The service errs where it is asked for pages, so all was asked for at once."))
        body, found = self._features(query, name)
        count = len(found.ids)
        if found.more or (limited and count == offer.most):
            raise KmzbError(
                tr("The service gives no more than {count} units of an answer, and no pages: nothing was read.",
                   count=count),
                code="service",
            )  # fmt: skip
        if total is None and found.matched is not None:
            total = max(found.matched, count)  # a service that counts no further than its limit says less
        if total is not None and count != total:
            raise KmzbError(
                tr("The service gave {found} of {total} units: nothing was read.", found=count, total=total),
                code="service",
            )
        path = folder / "units.gml"
        path.write_bytes(body)
        return Download([path], count, notes)

    def _paged(self, query: dict, name: str, total: int | None, step: int, folder: Path) -> Download:
        """All pages; ``total`` units where that is known. Raises KmzbError: ``service-pages`` if they do not fit."""
        done, seen, last = Download(), set(), False
        while not last:
            body, found = self._features({**query, "COUNT": str(step), "STARTINDEX": str(done.count)}, name)
            ids = found.ids
            if seen & set(ids) or len(set(ids)) < len(ids) or not (ids or (done.count and total is None)):
                raise KmzbError(tr("The service's pages do not fit together."), code="service-pages")
            seen |= set(ids)
            done.count += len(ids)
            last = done.count >= total if total is not None else len(ids) < step and not found.more
            if ids:
                path = folder / f"units{len(done.paths) + 1}.gml"
                path.write_bytes(body)
                done.paths.append(path)
            if total is None:
                self.progress.say(tr("{count} units read…", count=done.count))
            else:
                self.progress.say(tr("{count} of {total} units read…", count=done.count, total=total))
                self.progress.percent(5 + 95 * min(1.0, done.count / total))
        if total not in (None, done.count) or (found.matched or 0) > done.count:
            raise KmzbError(tr("The service's pages do not fit together."), code="service-pages")
        return done

    def _features(self, query: dict, name: str) -> tuple[bytes, wfs_answer.Collection]:
        body = self._ask(query, wfs_answer.collection, FEATURES_S)
        found = wfs_answer.collection(body)
        local = name.rpartition(":")[2]
        if found.types - {local}:
            raise KmzbError(
                tr("The service answered with '{root}' instead of '{expected}'.", root=", ".join(sorted(found.types)),
                   expected=local),
                code="service",
            )  # fmt: skip
        return body, found

    def _type(self, level: Level, offered: list[str]) -> str:
        fitting = [name for name in offered if name.rpartition(":")[2].upper().startswith(level.prefix)]
        if len(fitting) == 1:
            return fitting[0]
        raise KmzbError(
            tr(
                "The service has changed: it has no one type of features that begins with '{prefix}'; it offers: "
                "{list}.",
                prefix=level.prefix,
                list=", ".join(offered[:20]) or "–",
            ),
            code="service",
        )

    def _ask(self, query: dict, check, timeout_s: float = 0) -> bytes:
        """An answer that ``check`` accepts; asked for again, after growing pauses, where the fault may pass."""
        timeout_s = timeout_s or self.timeout_s
        query = {"SERVICE": "WFS", "VERSION": "2.0.0", **query}
        mark = "&" if "?" in self.url else "?"
        address = f"{self.url}{mark}{urlencode(query, quote_via=quote, safe=':,')}"
        for pause in (*PAUSES_S, None):
            self.progress.check()
            try:
                body = net.fetch(address, timeout_s=timeout_s, authcfg=self.authcfg, feedback=self.progress.feedback)
                check(body.body)
                return body.body
            except net.NetworkError as error:
                if said := wfs_answer.complaint(error.body):
                    raise KmzbError(
                        tr("The service answered with an error: {text}", text=said[:300]), said, "service-says"
                    ) from error
                empty = error.status == 404 and not error.body.strip()
                if pause is None or not (
                    error.status >= 500 or error.status == 429 or error.kind == "dropped" or empty
                ):
                    raise
            except KmzbError as error:
                if pause is None or error.code != wfs_answer.PASSING:
                    raise
            self._wait(pause)
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.progress.check()
            time.sleep(min(0.1, left))
