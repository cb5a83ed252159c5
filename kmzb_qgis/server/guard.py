"""The guard: a QGIS Server filter that lets only reading requests for public things through to a publication."""

from __future__ import annotations

import json
import os
import re
from urllib.parse import parse_qsl

from qgis.PyQt.QtCore import QUrl
from qgis.server import QgsServerException

from ..catalogue import warsaw
from ..toolbelt import log
from . import (
    addresses,
    caching,
    capabilities,
    oapif_axes,
    oapif_items,
    parameters,
    postbody,
    wfs1_axes,
    wfs1_times,
    xmlcheck,
)  # fmt: skip
from .hooks import Hooks
from .publication import UNKNOWN, Publication, pinned_at, publication_at
from .refusal import Answer, Refused, reread
from .wfs1_body import Wfs1Body
from .wfs2 import exceptions, gate
from .wfs2.service import Turn, Wfs2Service
from .zone import Served, wake

PINNED_AT_START = os.environ.get("QGIS_PROJECT_FILE", "")
# What the attributes of a body's root element may say
FROM_ROOT = {"SERVICE", "VERSION", "OUTPUTFORMAT", "MAXFEATURES", "COUNT", "STARTINDEX", "RESULTTYPE"}
# QGIS Server builds the addresses in capabilities from these headers. A proxy in front may set the first three; any
# client can send them all, and a shared cache would hand its addresses to others.
TRUSTS_PROXY = os.environ.get("KMZB_TRUST_FORWARDED", "") == "1"
FORWARDED = ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto")
SERVICE_URLS = tuple(f"X-Qgis-{service}Service-Url" for service in ("", "Wfs-", "Wms-", "Wcs-", "Wmts-"))
# What must not stand in an error: paths, file names, tracebacks (addresses are taken out before looking)
INSIDE = re.compile(rb"(/[\w.@-]+){2,}|[A-Za-z]:\\|Traceback|\.(py|gpkg|qgs|so|cpp)\b")
ADDRESS = re.compile(rb"https?://[^\s\"'<>]+")


class GuardFilter(Hooks):
    """Checks each request before QGIS Server acts, and each answer before it leaves."""

    def __init__(self, server_iface, wfs2: Wfs2Service, body: Wfs1Body):
        super().__init__(server_iface)
        self._wfs2, self._posted, self._path = wfs2, body, ""
        self._publication: Publication | None = None
        self._answer: Answer | None = None
        self._headers: dict[str, str] = {}
        self._service, self._version = "", ""
        self._features = False  # whether the answer is one of features by WFS
        self._items: oapif_items.Question | None = None
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
        """What a loaded project is good for: Warsaw's day, and in the zone one version and one set of connections."""
        in_zone = found is not None and self._zone.opened > 0 and not found.gone
        return warsaw.day_of(warsaw.now()), found.stamp if in_zone else "", self._zone.opened

    def _keep_up(self, path: str, found: Publication) -> None:
        """Drop the loaded project when Warsaw's day turns, as QGIS Server keeps counts of rows that have expired since,
        and when the zone serves another version or was away: no file changes then that QGIS Server would see."""
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
        if self._publication.gone:
            # Layers without their database would answer as if there were no reports.
            raise Refused(503, "NoApplicableCode", "The service has no data just now. Try again in a minute")
        for name in given:
            if name.upper() == "MAP":
                raise Refused(403, "OperationNotSupported", "MAP is not accepted: one project is served here", "MAP")
        if self._service == "OAPIF":
            if method != "GET":
                raise Refused(405, "MethodNotAllowed", "This service is read only", allow="GET")
            query = QUrl(handler.url()).query(QUrl.ComponentFormattingOption.FullyEncoded)
            try:
                pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
            except ValueError:
                raise Refused(400, "InvalidParameterValue", "There are too many parameters") from None
            parameters.settle_oapif(path, pairs)
            self._items = oapif_items.question(path, pairs)
            return
        if method not in ("GET", "HEAD", "POST"):
            raise Refused(405, "OperationNotSupported", "This service is read only", "REQUEST", allow="GET, HEAD, POST")
        if method == "POST" and "REQUEST_BODY" not in given and bytes(handler.data()[:200]).strip()[:1] == b"<":
            self._service, self._version = "WFS", gate.spelling("", bytes(handler.data()).decode("utf-8", "replace"))
            raise exceptions.unreadable("The body is no well-formed XML")
        if self._service not in parameters.REQUESTS:
            raise Refused(400, "MissingParameterValue", "SERVICE must be WFS or WMS; or use /wfs3/", "SERVICE")
        self._ows(handler, given, method)

    def _ows(self, handler, given: dict[str, str], method: str) -> None:
        text = self._body(handler, given) if method == "POST" and "REQUEST_BODY" in given else None
        if self._service == "WFS":
            sent = self._settle_version(given, text)
            if self._version == gate.NEWEST:
                self._hand_over(handler, gate.operation(given, sent))
                return
            given["VERSION"] = self._version
        if text is not None:
            given = self._from_body(text, given)
        request = given.get("REQUEST", "")
        if not request:
            raise Refused(400, "MissingParameterValue", "REQUEST is missing", "REQUEST")
        if request.lower() not in parameters.REQUESTS[self._service]:
            raise Refused(403, "OperationNotSupported", f"The request '{request[:60]}' is not served", "REQUEST")
        kept = parameters.settle(self._service, given)
        if self._service == "WFS" and request.lower() == "getfeature":
            kept = wfs1_axes.settle(kept)
            kept = self._posted.take(kept) if text is not None else kept
            self._features = True
        before = handler.parameterMap()
        for name in before.keys() - kept.keys():
            handler.removeParameter(name)
        for name, value in kept.items():
            if before.get(name) != value:
                handler.setParameter(name, value)

    def _body(self, handler, given: dict[str, str]) -> str:
        """The text of a POST body; the parameters of the address do not count beside it."""
        text = bytes(handler.data()).decode("utf-8", "replace").lstrip("\ufeff")
        # QGIS Server sets this parameter from the body; anything else came from the address
        if self._service != "WFS" or text.strip() != given["REQUEST_BODY"].lstrip("\ufeff").strip():
            raise Refused(400, "InvalidParameterValue", "The body is not accepted", "body")
        return given["REQUEST_BODY"]

    def _from_body(self, text: str, given: dict[str, str]) -> dict[str, str]:
        """The parameters of a body of WFS 1.x."""
        request, document = xmlcheck.check_body(text)
        root = {name: value for name, value in given.items() if name in FROM_ROOT}
        return {**root, "REQUEST": request, **postbody.to_parameters(request, document)}

    def _settle_version(self, given: dict[str, str], text: str | None) -> gate.Posted | None:
        """Which version of WFS is to answer; gives the parsed body."""
        self._version = gate.spelling(given.get("VERSION", ""), text or "")
        sent = gate.posted(text) if text is not None else None
        self._version = gate.version(given, sent)
        return sent

    def _hand_over(self, handler, operation) -> None:
        """Give a checked request of WFS 2.0 to its service, and QGIS Server the words by which it finds that."""
        base = addresses.base_of(handler.url(), handler.requestHeader, TRUSTS_PROXY)
        self._wfs2.turn = Turn(operation, self._publication, self._path, self._zone, base)
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
            self._headers = caching.headers(now, tag, version, FORWARDED if TRUSTS_PROXY else ())
            asked = handler.requestHeader("If-None-Match")
            if asked and caching.matches(asked, tag):
                self._stop(handler, Answer(304, headers=dict(self._headers)))
                return
        self._set(handler, self._headers)

    def _answer_items(self, handler) -> None:
        url, headers = handler.url().split("?")[0], dict(handler.requestHeaders())
        answer = oapif_items.answer(self._items, self.serverInterface(), url, headers, self._path)
        answer.headers = {**self._headers, **answer.headers}
        self._stop(handler, answer)

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
        mended = wfs1_times.with_zone(part)
        if mended != part:
            self._put(handler, mended)

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
            if b"_Capabilities" in start[:700]:
                self._put(handler, capabilities.mend(bytes(handler.body()), self._publication.record))
            elif b"<schema" in start[:700]:
                self._put(handler, capabilities.optional(bytes(handler.body())))
            elif self._service == "OAPIF" and start[:1] == b"{":
                content = oapif_axes.described(json.loads(bytes(handler.body())))
                self._put(handler, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
            return
        status = handler.statusCode() if handler.statusCode() >= 400 else 400
        if INSIDE.search(ADDRESS.sub(b"", bytes(handler.body()))):
            code = "NoApplicableCode"
            refusal = Refused(status, code, "The request cannot be answered; the server's log says why")
            self._write(handler, refusal.answer(self._service, self._version))
            return
        told = reread(bytes(handler.body()), status)
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
