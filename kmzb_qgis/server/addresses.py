"""The address a request came by, for the links in answers.

It follows from the request alone: the host that the client named, scheme and path as the web server tells them. What a
proxy says of the outside (Forwarded, X-Forwarded-…) counts only where the administrator said that the proxy in front
overwrites it; what only QGIS Server knows (X-Qgis-Service-Url) never does, since any client can send it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from qgis.PyQt.QtCore import QUrl

# The administrator's own word, as QGIS Server takes it too
FIXED = os.environ.get("QGIS_SERVER_WFS_SERVICE_URL") or os.environ.get("QGIS_SERVER_SERVICE_URL") or ""
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?", re.ASCII)
_FORWARDED = re.compile(r"""(?:^|[;,\s])(host|proto)=("[^"]*"|[^;,\s]*)""", re.IGNORECASE)


def base_of(url: str, header: Callable[[str], str], trusted: bool, fixed: str = FIXED) -> str:
    """The service's address without a question mark. ``url``: the request's; ``header``: a request header by its name;
    ``trusted``: whether a proxy's headers count; ``fixed``: the address that the server's settings name, if any."""
    if fixed:
        return fixed.split("?")[0]
    asked = QUrl(url)
    scheme = asked.scheme() if asked.scheme() in ("http", "https") else "http"
    port = f":{asked.port()}" if asked.port() > 0 else ""
    host = f"[{asked.host()}]{port}" if ":" in asked.host() else asked.host() + port
    named = header("Host") or ""
    if trusted:
        named = _first(header("X-Forwarded-Host")) or named
        scheme = _first(header("X-Forwarded-Proto")) or scheme
        forwarded = {name.lower(): value.strip('"') for name, value in reversed(_FORWARDED.findall(_told(header)))}
        named, scheme = forwarded.get("host", named), forwarded.get("proto", scheme)
    if _HOST.fullmatch(named):
        host = named
    scheme = scheme.lower() if scheme.lower() in ("http", "https") else "http"
    path = QUrl(url).path(QUrl.ComponentFormattingOption.FullyEncoded) or "/"
    return f"{scheme}://{host}{path}"


def _first(value: str | None) -> str:
    return (value or "").split(",")[0].strip()


def _told(header: Callable[[str], str]) -> str:
    return header("Forwarded") or ""
