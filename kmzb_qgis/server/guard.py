"""The guard: a QGIS Server filter that lets only reading requests for public things through to a publication."""

from __future__ import annotations

import os
import re
from dataclasses import replace

from qgis.PyQt.QtCore import QUrl
from qgis.server import QgsServerException

from ..catalogue import warsaw
from ..toolbelt import log
from . import addresses, caching, health, mended, ows, parameters, wfs1_times
from .hooks import Hooks
from .oapif import documents, door
from .publication import UNKNOWN, Publication, pinned_at, publication_at
from .refusal import Answer, Refused, reread
from .wfs1_body import Wfs1Body
from .wfs2 import exceptions, gate
from .wfs2.service import Turn, Wfs2Service
from .zone import Served, wake

PINNED_AT_START = os.environ.get("QGIS_PROJECT_FILE", "")
# QGIS Server builds the addresses in capabilities from these headers. A proxy in front may set the first three; any
# client can send them all, and a shared cache would hand its addresses to others.
TRUSTS_PROXY = os.environ.get("KMZB_TRUST_FORWARDED", "") == "1"
FORWARDED = ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto")
SERVICE_URLS = tuple(f"X-Qgis-{service}Service-Url" for service in ("", "Wfs-", "Wms-", "Wcs-", "Wmts-"))
# What must not stand in an error: paths, file names, tracebacks (addresses are taken out before looking)
INSIDE = re.compile(rb"(/[\w.@-]+){2,}|[A-Za-z]:\\|Traceback|\.(py|gpkg|qgs|so|cpp)\b")
PLAIN = re.compile(r"[^A-Za-z0-9_]")
ADDRESS = re.compile(rb"https?://[^\s\"'<>]+")


class GuardFilter(Hooks):
    """Checks each request before QGIS Server acts, and each answer before it leaves."""

    def __init__(self, server_iface, wfs2: Wfs2Service, body: Wfs1Body):
        super().__init__(server_iface)
        self._wfs2, self._posted = wfs2, body
        self._publication: Publication | None = None
        self._answer: Answer | None = None
        self._headers: dict[str, str] = {}
        self._service, self._version, self._path = "", "", ""
        self._features = False  # whether the answer is one of features by WFS
        self._items: list[tuple[str, str]] | None = None  # the checked query of OGC API Features
        self._zone = Served()
        self._loaded = self._state(None)

    def _begin(self) -> None:
        handler = self.serverInterface().requestHandler()
        self._answer, self._headers, self._service, self._version = None, {}, "", ""
        self._items, self._features = None, False
        self._wfs2.clear()
        self._posted.clear()
        try:
            self._publication = self._served(handler)
            if self._publication is None:
                return
            if health.asked(handler.url()):
                self._stop(handler, health.answer(self._publication, PINNED_AT_START, self._zone))
                return
            self._check(handler)
            self._cache(handler)
            if self._items is not None and self._answer is None:
                self._answer_items(handler)
        except Refused as refusal:
            self._stop(handler, refusal.answer(self._service, self._version))
        except Exception as error:  # a fault in the guard must close the door, not leave it open
            log.error(f"guard: {type(error).__name__}: {error}")
            if self._publication is None:
                self._publication = UNKNOWN
            refusal = Refused(500, "NoApplicableCode", "The request cannot be answered")
            self._stop(handler, refusal.answer(self._service, self._version))

    def _served(self, handler) -> Publication | None:
        interface = self.serverInterface()
        pins = [PINNED_AT_START, interface.getEnv("QGIS_PROJECT_FILE") or ""]
        for path in (*pins, interface.configFilePath() or ""):  # the last may be what an earlier request named by MAP
            found = pinned_at(path, self._zone) if path in pins else publication_at(path)
            if found is not None:
                self._path = path
                self._keep_up(path, found)
                return found
        return publication_at(handler.parameterMap().get("MAP", ""))

    def _state(self, found: Publication | None) -> tuple:
        """What a loaded project is good for: Warsaw's day, one version, and in the zone one set of connections."""
        there = found is not None and not found.gone
        return warsaw.day_of(warsaw.now()), found.stamp if there else "", self._zone.opened

    def _keep_up(self, path: str, found: Publication) -> None:
        """Drop the loaded project when Warsaw's day turns, as QGIS Server keeps counts of rows that have expired since,
        when another version is served, and when the zone was away. QGIS Server sees a changed file itself, but looks
        before us: a switch in between would give the old rows the new version's tag. In the zone it sees nothing."""
        state = self._state(found)
        if state != self._loaded:
            if found.gone is False and self._zone.opened > max(1, self._loaded[2]):
                wake(path)
            self.serverInterface().removeConfigCacheEntry(path)
            self._loaded = state

    def _check(self, handler) -> None:
        given = handler.parameterMap()
        path = QUrl(handler.url()).path()
        method = (self.serverInterface().getEnv("REQUEST_METHOD") or "").upper()
        if not method:
            method = "POST" if len(handler.data()) else "GET"
        service = given.get("SERVICE", "").strip().upper()
        if service:
            given["SERVICE"] = service
        self._service = service if service in parameters.REQUESTS else ""
        if not service and "/wfs3" in path:
            self._service = "OAPIF"
        self._version = given.get("VERSION", "")
        if service == "WFS":
            self._version = gate.spelling(self._version)
        if self._publication.gone:
            # Layers without their database would answer as if there were no reports.
            raise Refused(503, "NoApplicableCode", "The service has no data just now. Try again in a minute")
        if len(given) > parameters.MAX_PARAMETERS:
            raise Refused(400, "InvalidParameterValue", "There are too many parameters")
        for name in given:
            if PLAIN.sub("", name).upper() == "MAP":  # with spaces and brackets round it too
                raise Refused(403, "OperationNotSupported", "MAP is not accepted: one project is served here", "MAP")
        if self._service == "OAPIF":
            if method != "GET":
                raise Refused(405, "MethodNotAllowed", "This service is read only", allow="GET")
            query = QUrl(handler.url()).query(QUrl.ComponentFormattingOption.FullyEncoded)
            self._items = door.checked(path, query)
            return
        if method not in ("GET", "HEAD", "POST"):
            raise Refused(405, "OperationNotSupported", "This service is read only", "REQUEST", allow="GET, HEAD, POST")
        if method == "POST" and "REQUEST_BODY" not in given and bytes(handler.data()[:200]).strip()[:1] == b"<":
            self._service, self._version = "WFS", gate.spelling("", bytes(handler.data()).decode("utf-8", "replace"))
            raise exceptions.unreadable("The body is no well-formed XML")
        if not service and method == "POST" and "REQUEST_BODY" in given:
            self._service = given["SERVICE"] = "WFS"  # the default of the attribute: bodies are WFS's alone
        if self._service not in parameters.REQUESTS:
            self._service, self._version = parameters.meant(given)
            code = "InvalidParameterValue" if service else "MissingParameterValue"
            raise Refused(400, code, "SERVICE must be WFS or WMS; or use /wfs3/", "service")
        self._ows(handler, given, method)

    def _ows(self, handler, given: dict[str, str], method: str) -> None:
        text = ows.body(handler, self._service) if method == "POST" and "REQUEST_BODY" in given else None
        if self._service == "WFS":
            sent = self._settle_version(given, text)
            if self._version == gate.NEWEST:
                self._hand_over(handler, gate.operation(given, sent))
                return
            given["VERSION"] = self._version
        if text is not None:
            given = ows.from_body(text, given)
        request = given.get("REQUEST", "")
        if not request:
            raise Refused(400, "MissingParameterValue", "REQUEST is missing", "REQUEST")
        kept = ows.settle(self._service, request, given, self._path)
        self._features = self._service == "WFS" and request.lower() == "getfeature"
        if self._features and text is not None:
            kept = self._posted.take(kept, text)
        before = handler.parameterMap()
        for name in before.keys() - kept.keys():
            handler.removeParameter(name)
        for name, value in kept.items():
            if before.get(name) != value:
                handler.setParameter(name, value)

    def _settle_version(self, given: dict[str, str], text: str | None) -> gate.Posted | None:
        """Which version of WFS is to answer; gives the parsed body."""
        self._version = gate.spelling(given.get("VERSION", ""), text or "")
        sent = gate.posted(text) if text is not None else None
        self._version = gate.version(given, sent)
        return sent

    def _hand_over(self, handler, operation) -> None:
        """Give a checked request of WFS 2.0 to its service, and QGIS Server the words by which it finds that."""
        base = addresses.base_of(handler.url(), handler.requestHeader, TRUSTS_PROXY)
        self._wfs2.turn = Turn(operation, self._publication, self._path, base)
        kept = {"SERVICE": "WFS", "VERSION": gate.NEWEST}
        for name in handler.parameterMap().keys() - kept.keys():
            handler.removeParameter(name)
        for name, value in kept.items():
            handler.setParameter(name, value)

    def _cache(self, handler) -> None:
        now, version = warsaw.now(), self._publication.version
        named = [handler.requestHeader(name) for name in FORWARDED]
        strange = any(map(handler.requestHeader, SERVICE_URLS)) or (any(named) and not TRUSTS_PROXY)
        if len(handler.data()) or strange:
            self._headers = caching.uncached(version)
        else:
            tag = caching.entity_tag(
                self._publication.stamp, now, handler.url(), handler.requestHeader("Accept"),
                handler.requestHeader("Host"), *named,
            )  # fmt: skip
            varies = FORWARDED if TRUSTS_PROXY else ()
            self._headers = caching.headers(now, tag, version, varies, ask=self._zone.opened > 0)
            asked = handler.requestHeader("If-None-Match")
            if asked and caching.matches(asked, tag):
                self._stop(handler, Answer(304, headers=dict(self._headers)))
                return
        self._set(handler, self._headers)

    def _answer_items(self, handler) -> None:
        """Answer a request for items of OGC API Features in QGIS Server's place."""
        base = addresses.base_of(handler.url(), handler.requestHeader, TRUSTS_PROXY)
        accept, path = handler.requestHeader("Accept") or "", QUrl(handler.url()).path()
        answer = door.answered(path, self._items, accept, self._path, base, warsaw.now())
        if answer is not None:
            self._stop(handler, replace(answer, headers={**self._headers, **answer.headers}))

    def _stop(self, handler, answer: Answer) -> None:
        self._answer = answer
        # in every version this keeps QGIS Server from executing the request; the answer is put in at the end
        handler.setServiceException(QgsServerException("refused", answer.status))

    def _set(self, handler, headers: dict[str, str]) -> None:
        for name, value in headers.items():
            handler.setResponseHeader(name, value)

    def _send(self) -> None:
        if not self._features:
            return
        handler = self.serverInterface().requestHandler()
        part = bytes(handler.body())
        zoned = wfs1_times.with_zone(part)
        if zoned != part:
            self._put(handler, zoned)

    def _finish(self) -> None:
        if self._publication is None:
            return
        handler = self.serverInterface().requestHandler()
        refused = self._wfs2.refused or self._posted.refused
        if self._answer is None and refused is not None and not handler.headersSent():
            self._answer = refused.answer(self._service, self._version)
        if self._answer is not None:
            self._write(handler, self._answer)
            return
        if self._wfs2.turn is not None:
            return  # it wrote its own answer, as the standard has it, and named its media type
        self._send()
        if not handler.headersSent():
            self._settle_answer(handler)

    def _settle_answer(self, handler) -> None:
        start = bytes(handler.body()[:4096])
        failed = handler.statusCode() >= 400 or (b"ExceptionReport" in start[:700] and b"<" in start[:3])
        if not failed:
            self._set(handler, self._headers)
            path, body = QUrl(handler.url()).path(), bytes(handler.body())
            found = mended.answer(self._service, self._version, path, body, self._publication)
            if found is not None:
                self._put(handler, found[0])
                if found[1]:
                    handler.setResponseHeader("Content-Type", found[1])
            return
        status = handler.statusCode() if handler.statusCode() >= 400 else 400
        if INSIDE.search(ADDRESS.sub(b"", bytes(handler.body()))):
            code = "NoApplicableCode"
            refusal = Refused(status, code, "The request cannot be answered; the server's log says why")
            self._write(handler, refusal.answer(self._service, self._version))
            return
        told = (documents.refused if self._service == "OAPIF" else reread)(bytes(handler.body()), status)
        if told is not None:
            self._write(handler, told.answer(self._service, self._version))
            return
        for name in self._headers:
            handler.removeResponseHeader(name)
        handler.setStatusCode(status)
        self._set(handler, caching.uncached(self._publication.version))

    def _put(self, handler, body: bytes) -> None:
        handler.clearBody()
        handler.appendBody(body)

    def _write(self, handler, answer: Answer) -> None:
        handler.clear()
        handler.setStatusCode(answer.status)
        headers = caching.uncached(self._publication.version) if answer.status != 304 else {}
        if answer.content_type:
            headers["Content-Type"] = answer.content_type
        self._set(handler, {**headers, **answer.headers})
        if answer.body:
            handler.appendBody(answer.body)
