"""What can go wrong on the network, each as one sentence a person can act on; free of credentials."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from .errors import KmzbError
from .i18n import tr

QT_KINDS = {  # QNetworkReply.NetworkError -> kind
    1: "refused",
    2: "dropped",
    3: "host",
    4: "timeout",
    5: "timeout",
    6: "tls",
    10: "redirect",
    11: "redirect",
}
_URL = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


class NetworkError(KmzbError):
    """A request failed. ``kind``: url, host, refused, timeout, tls, dropped, proxy, redirect, http, size, other.

    For ``http`` the server's ``status``, ``headers`` (lower case names) and ``body`` are kept.
    """

    def __init__(self, kind: str, message: str, details: str = "", status: int = 0, headers=None, body: bytes = b""):
        super().__init__(message, details, "network")
        self.kind, self.status, self.headers, self.body = kind, status, headers or {}, body

    @property
    def passing(self) -> bool:
        """Whether the same request may well succeed in a moment: a busy or faulty server, a torn connection, and the
        empty 404 with which the national geoportal answers now and then."""
        return self.status >= 500 or self.status == 429 or self.kind == "dropped" or self.empty_404

    @property
    def empty_404(self) -> bool:
        """A 404 without a word. Of a request of QGIS's own only the headers are known."""
        return self.status == 404 and not self.body.strip() and self.headers.get("content-length", "0") in ("", "0")


def shown(url: str) -> str:
    """An address fit for people and logs: scheme, host, port and path, without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "…"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def scrub(text: str) -> str:
    """A text with every address in it reduced by :func:`shown`."""
    return _URL.sub(lambda match: shown(match.group()), text)


def failure(kind: str, url: str, timeout_s: float = 0, cause: str = "", details: str = "") -> NetworkError:
    """The error of a kind, with its sentence; ``cause`` names what is wrong with a certificate (see ``_TLS_TEXTS``)."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    if kind == "tls":
        message = _tls_sentence(cause, host)
    else:
        message = {
            "host": lambda: tr(
                "The host '{host}' was not found: check the address and the network connection.", host=host
            ),
            "refused": lambda: tr(
                "'{host}' refuses the connection: the service is not running there, or the port is wrong.", host=host
            ),
            "timeout": lambda: tr("'{host}' did not answer within {seconds} s.", host=host, seconds=f"{timeout_s:g}"),
            "dropped": lambda: tr("'{host}' dropped the connection before the answer was complete.", host=host),
            "proxy": lambda: tr("The proxy server refused or was not found: check QGIS's network settings."),
            "redirect": lambda: tr("'{host}' redirects without end or to an unsafe address.", host=host),
            "size": lambda: tr("The answer of '{host}' is larger than the plugin takes.", host=host),
        }.get(kind, lambda: tr("The request to '{host}' failed.", host=host))()
    return NetworkError(kind, message, scrub(details))


def http_failure(url: str, status: int, headers: dict, body: bytes) -> NetworkError:
    """The error of an HTTP status of 400 or more."""
    host, where = urlsplit(url).netloc, shown(url)
    if status == 407:
        message = tr("The proxy server asks for a user and a password (HTTP 407): check QGIS's network settings.")
    elif status in (401, 403):
        message = tr("'{host}' does not let this user in (HTTP {status}).", host=host, status=status)
    elif status in (404, 410):
        message = tr("There is nothing at {url} (HTTP {status}): check the address.", url=where, status=status)
    elif status in (429, 503):
        message = tr("'{host}' is busy and asks to wait (HTTP {status}).", host=host, status=status)
    elif status >= 500:
        message = tr("'{host}' has a fault of its own (HTTP {status}): try again later.", host=host, status=status)
    else:
        message = tr("'{host}' refused the request (HTTP {status}).", host=host, status=status)
    return NetworkError("http", message, "", status, headers, body)


def of_reply(reply, url: str) -> NetworkError:
    """The error of a request that QGIS made by itself: a QgsNetworkReplyContent, which has no body then."""
    from qgis.PyQt.QtNetwork import QNetworkRequest

    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    if status is not None and int(status) >= 400:
        names = [bytes(name) for name in reply.rawHeaderList()]
        headers = {name.decode("latin-1").lower(): bytes(reply.rawHeader(name)).decode("latin-1") for name in names}
        error = http_failure(url, int(status), headers, b"")
        if error.empty_404:
            host = urlsplit(url).netloc
            error.message = tr("'{host}' answers with nothing at all (an empty HTTP 404): try again later.", host=host)
        return error
    number = int(getattr(reply.error(), "value", reply.error()))  # QNetworkReply.NetworkError, which Qt 6 wraps
    text = reply.errorString()
    cause = tls_cause(text)
    kind = "tls" if cause else QT_KINDS.get(number, "proxy" if 101 <= number <= 105 else "other")
    return failure(kind, url, 0, cause, "" if kind in QT_KINDS.values() else f"{text or '–'} (Qt {number})")


def _tls_sentence(cause: str, host: str) -> str:
    if cause == "expired":
        return tr("The certificate of '{host}' has expired.", host=host)
    if cause == "early":
        return tr("The certificate of '{host}' is not valid yet: check this computer's clock.", host=host)
    if cause == "self":
        return tr("The certificate of '{host}' is self-signed: nobody vouches for that server.", host=host)
    if cause == "name":
        return tr("The certificate of '{host}' was issued for another host name.", host=host)
    if cause == "issuer":
        return tr("The certificate of '{host}' was issued by an authority that this computer does not know.", host=host)
    if cause == "renegotiation":
        return tr("'{host}' asks for unsafe legacy renegotiation, which this computer does not allow.", host=host)
    return tr("A safe (TLS) connection to '{host}' could not be made.", host=host)


_TLS_TEXTS = (  # what OpenSSL says -> cause; the specific before the general
    ("unsafe legacy renegotiation", "renegotiation"),
    ("certificate has expired", "expired"),
    ("not yet valid", "early"),
    ("self-signed", "self"),
    ("self signed", "self"),
    ("hostname mismatch", "name"),
    ("ip address mismatch", "name"),
    ("doesn't match", "name"),
    ("unable to get local issuer", "issuer"),
    ("unable to verify the first", "issuer"),
)


def tls_cause(text: str) -> str:
    folded = text.lower()
    return next((cause for words, cause in _TLS_TEXTS if words in folded), "")
