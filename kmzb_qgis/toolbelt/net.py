"""The one way to the network: QGIS's own stack where QGIS runs (proxy, certificates, authcfg), ``requests`` elsewhere.

Each failure is a :class:`NetworkError` with a sentence a person can act on. Certificates are always checked.
Credentials in an address travel as a header and never reach a message or a log. The request runs in a thread of its
own, so the whole of it has one deadline (a server that drips bytes is cut off) and a cancel takes effect at once.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from .errors import Cancelled
from .i18n import tr
from .net_errors import QT_KINDS, NetworkError, failure, http_failure, of_reply, scrub, shown, tls_cause
from .progress import Progress

__all__ = ["Answer", "NetworkError", "failure", "fetch", "of_reply", "scrub", "shown"]

BODY_LIMIT = 512 * 1024 * 1024  # bytes; no service of this plugin answers more, a broken one might
MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Answer:
    """What a server answered with a status below 400. Header names are lower case; ``url`` is free of credentials."""

    url: str
    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; empty where the server gave none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def fetch(
    url: str,
    *,
    timeout_s: float = 30,
    authcfg: str = "",
    feedback=None,
    headers=None,
    xml: bytes = b"",
    limit: int = BODY_LIMIT,
) -> Answer:
    """GET an http(s) address within ``timeout_s`` seconds in all; ``xml``: POST this document to it instead.

    ``limit``: bytes of the answer at most. Raises :class:`NetworkError`, :class:`Cancelled`.
    """
    clean, extra = _split_credentials(url)
    extra.update(headers or {})
    if xml:
        extra["Content-Type"] = "application/xml; charset=utf-8"
    progress = Progress(feedback)
    progress.check()
    job = _QgisJob(clean, extra, authcfg, timeout_s) if _in_qgis() else _PlainJob(clean, extra, timeout_s)
    job.xml, job.limit = xml, min(limit, BODY_LIMIT)
    deadline = time.monotonic() + timeout_s
    job.start()
    try:
        while not job.done.wait(0.02):
            _pump()
            if progress.cancelled:
                raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")
            if time.monotonic() > deadline:
                raise failure("timeout", clean, timeout_s)
    finally:
        job.stop()
    if job.error is not None:
        raise job.error
    if job.answer is None:
        raise failure("other", clean, timeout_s)
    return job.answer


def _split_credentials(url: str) -> tuple[str, dict]:
    """The address without user and password, and the header that carries them."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        parts = None
    if parts is None or parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise NetworkError("url", tr("The address must begin with http:// or https:// and name a host."))
    user, at, host = parts.netloc.rpartition("@")
    headers = {}
    if at:
        token = base64.b64encode(unquote(user).encode("utf-8")).decode("ascii")
        headers["Authorization"] = f"Basic {token}"
    return urlunsplit((parts.scheme, host, parts.path, parts.query, "")), headers


def _in_qgis() -> bool:
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QCoreApplication

    return QCoreApplication.instance() is not None and QgsApplication.instance() is not None


def _pump() -> None:
    """Let the main thread serve the request's thread: QGIS answers questions on certificates and passwords there."""
    from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QThread

    app = QCoreApplication.instance()
    if app is not None and QThread.currentThread() == app.thread():
        app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


class _Job:
    """One request. ``done`` is set when ``answer`` or ``error`` is there."""

    def __init__(self, url: str, headers: dict, timeout_s: float):
        self.url, self.headers, self.timeout_s = url, headers, timeout_s
        self.done, self.stopped = threading.Event(), threading.Event()
        self.answer: Answer | None = None
        self.error: NetworkError | None = None
        self.xml, self.limit = b"", BODY_LIMIT

    def start(self) -> None:
        """Begin, in a thread of its own."""
        threading.Thread(target=self.run, name="kmzb-net", daemon=True).start()

    def run(self) -> None:
        """Work, and keep what came of it."""
        try:
            self.work()
        except NetworkError as error:
            self.error = error
        except Exception as error:  # nothing may escape a thread: the caller would wait for its deadline
            self.error = failure("other", self.url, details=f"{type(error).__name__}: {error}")
        finally:
            self.done.set()

    def work(self) -> None:
        """Do the request."""
        raise NotImplementedError  # pragma: no cover

    def stop(self) -> None:
        """Give up a request that still runs."""
        self.stopped.set()

    def take(self, status: int, headers: dict, body: bytes) -> None:
        """Keep an answer, as an error from 400 on."""
        if status >= 400:
            raise http_failure(self.url, status, headers, body)
        if len(body) > self.limit:
            raise failure("size", self.url)
        self.answer = Answer(shown(self.url), status, headers, body)


class _PlainJob(_Job):
    """Through ``requests``: server checks and command-line tools, where no QGIS application runs."""

    def work(self) -> None:
        import requests

        ask = requests.post if self.xml else requests.get
        data = self.xml or None
        try:
            with ask(self.url, data=data, headers=self.headers, timeout=self.timeout_s, stream=True) as response:
                body = bytearray()
                for chunk in response.iter_content(1 << 16):
                    body += chunk
                    if self.stopped.is_set():
                        return
                    if len(body) > self.limit:
                        raise failure("size", self.url)
                headers = {name.lower(): value for name, value in response.headers.items()}
                length = headers.get("content-length", "")
                if length.isdigit() and "content-encoding" not in headers and len(body) < int(length):
                    raise failure("dropped", self.url)  # requests does not compare them
                self.take(response.status_code, headers, bytes(body))
        except requests.RequestException as error:
            raise self.told(error) from None

    def told(self, error) -> NetworkError:
        """A requests exception as one of ours."""
        from requests import exceptions as known

        text = str(error)
        if isinstance(error, known.SSLError):
            return failure("tls", self.url, cause=tls_cause(text), details=text)
        if isinstance(error, known.ProxyError):
            return failure("proxy", self.url)
        if isinstance(error, known.Timeout) or "timed out" in text:
            return failure("timeout", self.url, self.timeout_s)
        if isinstance(error, known.TooManyRedirects):
            return failure("redirect", self.url)
        if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text or "resolution" in text:
            return failure("host", self.url)
        if "refused" in text.lower():
            return failure("refused", self.url)
        if isinstance(error, (known.ConnectionError, known.ChunkedEncodingError, known.ContentDecodingError)):
            return failure("dropped", self.url)
        return failure("other", self.url, details=text)


_stuck: list = []


def _number(enum) -> int:
    """The number of a Qt enum, which Qt 6 wraps."""
    return int(getattr(enum, "value", enum))


class _QgisJob(_Job):
    """Through QgsBlockingNetworkRequest in this thread: its event loop obeys a cancel that comes from another one."""

    def __init__(self, url: str, headers: dict, authcfg: str, timeout_s: float):
        super().__init__(url, headers, timeout_s)
        from qgis.core import QgsFeedback

        self.authcfg, self.feedback, self.causes = authcfg, QgsFeedback(), []
        self.too_large = False

    def start(self) -> None:
        from qgis.PyQt.QtCore import QThread

        job = self

        class Runner(QThread):
            """QGIS's network manager needs timers, which only Qt's own threads have."""

            def run(self):
                job.run()

        self.runner = Runner()
        self.runner.start()

    def stop(self) -> None:
        super().stop()
        self.feedback.cancel()
        end = time.monotonic() + 5
        while not self.runner.wait(20):
            _pump()
            # QGIS hears a cancel only once its request is on its way: one that came before that is told it again.
            self.feedback.canceled.emit()
            if time.monotonic() > end:  # a machine with far too much to do; a running Qt thread may not be dropped
                _stuck.append(self.runner)
                return

    def work(self) -> None:
        from qgis.core import QgsNetworkAccessManager
        from qgis.PyQt.QtCore import QUrl
        from qgis.PyQt.QtNetwork import QNetworkRequest

        # The manager's own timeout stays: setTimeout() would write it into the user's settings.
        QgsNetworkAccessManager.instance().requestEncounteredSslErrors.connect(self.note_causes)
        url = QUrl(self.url)
        for _ in range(MOST_REDIRECTS + 1):
            code, reply, text = self.get(url)
            if self.too_large:
                raise failure("size", self.url)
            # QGIS 3.44 follows redirects itself, a relative one to its bare path: that request's address tells it.
            if not reply.request().url().isRelative() or self.stopped.is_set():
                break
            url = url.resolved(reply.request().url())
        else:
            raise failure("redirect", self.url)
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        headers = {
            bytes(name).decode("latin-1").lower(): bytes(reply.rawHeader(name)).decode("latin-1")
            for name in reply.rawHeaderList()
        }
        if status is not None and int(status) >= 400:
            raise http_failure(self.url, int(status), headers, bytes(reply.content()))
        failed = _number(code) != 0 and _number(reply.error()) != 0
        if failed or status is None:  # QGIS takes an empty body for an error, but the reply itself is in order
            raise self.told(reply, text)
        self.take(int(status), headers, bytes(reply.content()))

    def get(self, url) -> tuple:
        """One request: QGIS's error code, the reply, and what QGIS says of a failure."""
        from qgis.core import QgsBlockingNetworkRequest, QgsNetworkAccessManager
        from qgis.PyQt.QtNetwork import QNetworkRequest

        # Where a service is down (503), Qt gives an earlier answer out of its cache, as if it were today's.
        if (cache := QgsNetworkAccessManager.instance().cache()) is not None:
            cache.remove(url)
        request = QNetworkRequest(url)
        # Qt follows redirects on 3.22, where QgsBlockingNetworkRequest fails on a relative one too.
        # A password stays with its server.
        policies = QNetworkRequest.RedirectPolicy
        private = "Authorization" in self.headers or self.authcfg
        policy = policies.SameOriginRedirectPolicy if private else policies.NoLessSafeRedirectPolicy
        request.setAttribute(QNetworkRequest.Attribute.RedirectPolicyAttribute, policy)
        request.setMaximumRedirectsAllowed(MOST_REDIRECTS)
        for name, value in self.headers.items():
            request.setRawHeader(name.encode("ascii"), value.encode("latin-1"))
        if self.stopped.is_set():
            raise failure("other", self.url)
        blocking = QgsBlockingNetworkRequest()
        blocking.downloadProgress.connect(self.weigh)
        if self.authcfg:
            blocking.setAuthCfg(self.authcfg)
        if self.xml:
            code = blocking.post(request, self.xml, True, self.feedback)
        else:
            code = blocking.get(request, True, self.feedback)
        return code, blocking.reply(), blocking.errorMessage()

    def weigh(self, received: int, _whole: int) -> None:
        """Leave an answer that grows over the limit: one without an end would fill the memory until the deadline."""
        if received > self.limit and not self.too_large:
            self.too_large = True
            self.feedback.cancel()

    def note_causes(self, _request_id, errors) -> None:
        """Keep what is wrong with a certificate: the reply itself only says that the handshake failed."""
        from qgis.PyQt.QtNetwork import QSslError

        known = QSslError.SslError
        names = {
            known.CertificateExpired: "expired",
            known.CertificateNotYetValid: "early",
            known.SelfSignedCertificate: "self",
            known.SelfSignedCertificateInChain: "self",
            known.HostNameMismatch: "name",
            known.UnableToGetLocalIssuerCertificate: "issuer",
            known.UnableToVerifyFirstCertificate: "issuer",
            known.CertificateUntrusted: "issuer",
        }
        self.causes += [names[error.error()] for error in errors if error.error() in names]

    def told(self, reply, text: str) -> NetworkError:
        """A failed reply as one of our errors."""
        number = _number(reply.error())
        kind = QT_KINDS.get(number, "proxy" if 101 <= number <= 105 else "other")
        cause = tls_cause(text) or next(iter(self.causes), "")
        if cause:
            kind = "tls"
        # A failure without a sentence of its own is told with Qt's number, so that a report of it says what it was.
        details = "" if kind in QT_KINDS.values() else f"{text or reply.errorString() or '–'} (Qt {number})"
        return failure(kind, self.url, self.timeout_s, cause, details)
