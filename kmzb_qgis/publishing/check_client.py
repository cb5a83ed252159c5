"""The checker's own HTTP client: any method, any status, always a time limit. Independent of QGIS on purpose."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests

from ..toolbelt import net_errors
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

TIMEOUT_S = 60
BODY_LIMIT = 256 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Reply:
    """Status, headers and body of an answer."""

    def __init__(self, status: int, headers, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def refused(self) -> bool:
        """Whether the service said no: an error status, or an exception whatever its status."""
        return self.status >= 400 or "ExceptionReport" in self.text[:700]

    @property
    def steady(self) -> str:
        """The body without what changes from second to second or repeats the question."""
        return re.sub(r'(timeStamp"?\s*[=:]\s*"[^"]*"|"href":\s*"[^"]*"|schemaLocation="[^"]*")', "", self.text)


class Client:
    """Asks one service. ``url`` is its address, with or without a query and ``/wfs3``."""

    def __init__(self, url: str):
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise KmzbError(
                tr("'{url}' is no address of a service: it must begin with http:// or https://.", url=url), code="url"
            )
        path = parts.path.split("/wfs3")[0].rstrip("/")
        self.base = f"{parts.scheme}://{parts.netloc}{path}"
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "kmzb-check"
        if parts.hostname in LOOPBACK:
            self._session.trust_env = False  # a proxy of the environment cannot reach this machine's loopback

    def ask(self, path: str = "/", method: str = "GET", params=None, data=None, headers=None) -> Reply:
        """One request. Raises NetworkError with a sentence where no answer came."""
        url = self.base + path
        try:
            with self._session.request(
                method,
                url,
                params=params,
                data=data,
                headers=headers,
                timeout=TIMEOUT_S,
                stream=True,
                allow_redirects=False,
            ) as response:
                body = bytearray()
                for chunk in response.iter_content(1 << 16):
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        raise net_errors.failure("size", url)
                return Reply(response.status_code, response.headers, bytes(body))
        except requests.exceptions.SSLError as error:
            raise net_errors.failure("tls", url, cause=net_errors.tls_cause(str(error))) from None
        except requests.exceptions.ProxyError:
            raise net_errors.failure("proxy", url) from None
        except requests.exceptions.Timeout:
            raise net_errors.failure("timeout", url, TIMEOUT_S) from None
        except requests.exceptions.RequestException as error:
            words = str(error).lower()
            kind = (
                "refused" if "refused" in words else "host" if "resol" in words or "getaddrinfo" in words else "dropped"
            )
            raise net_errors.failure(kind, url) from None

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def wfs(self, request: str, version: str = "1.1.0", **more) -> Reply:
        """A WFS request by GET."""
        return self.ask(params={"SERVICE": "WFS", "VERSION": version, "REQUEST": request, **more})

    def wms(self, request: str, version: str = "1.3.0", **more) -> Reply:
        """A WMS request by GET."""
        return self.ask(params={"SERVICE": "WMS", "VERSION": version, "REQUEST": request, **more})

    def post(self, body: str) -> Reply:
        """An XML body."""
        return self.ask(method="POST", data=body.encode(), headers={"Content-Type": "text/xml; charset=utf-8"})

    def oapif(self, path: str, **more) -> Reply:
        """An OGC API Features request below /wfs3."""
        return self.ask(f"/wfs3{path}", params=more)
