"""What can go wrong on the network, each as one sentence a person can act on; free of credentials."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from .errors import KmzbError
from .i18n import tr

_URL = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


class NetworkError(KmzbError):
    """A request failed. ``kind``: url, host, refused, timeout, tls, dropped, proxy, redirect, http, size, other.

    For ``http`` the server's ``status``, ``headers`` (lower case names) and ``body`` are kept.
    """

    def __init__(self, kind: str, message: str, details: str = "", status: int = 0, headers=None, body: bytes = b""):
        super().__init__(message, details, "network")
        self.kind, self.status, self.headers, self.body = kind, status, headers or {}, body


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
