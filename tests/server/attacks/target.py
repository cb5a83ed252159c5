"""What is attacked: a publication whose store holds secrets in every inner column, and raw HTTP to ask it by."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from kmzb_qgis.publishing.geopackage import sha256
from tests.server import harness

SECRET = "SEKRET"  # pragma: allowlist secret - stands in the store alone; no attack holds it
LIMIT_S = 20.0
SEEN = 66  # reports that anybody may see
HIDDEN = "hide1000-0000-4000-8000-000000000000"
EXPIRED = "expired0-0000-4000-8000-000000000000"
NOBODY = "nobody00-0000-4000-8000-000000000000"
SHOWN = "a0krakow-0000-4000-8000-000000000000"
ID_TAIL = b"-0000-4000-8000-000000000000"
# What the server knows and no answer may tell, unless the question itself held it
INSIDE = (
    SECRET, "notatka", "root:x:", "/usr/", "/tmp/", "/var/", "/home/", "/etc/", ".gpkg", ".qgs", "Traceback",
    "plugins/",
    "sqlite", "dane_", "rtree_", "licznik", "near \"", "syntax error", "SELECT ", "QgsException", "qgis_mapserv",
    "psycopg",
    "hide1", "hide2", "hide3", "expired0",
)  # fmt: skip


def rows() -> list[dict]:
    """Sixty reports, one at each known place, some that must stay hidden; each with secrets in all inner texts."""
    found = harness.rows(60)
    found.append(harness.report("expired0", "krakow", status=6, ago_hours=24 * 30))
    texts = ("source_key", "source_digest", "modified_by", "officer", "handed_to", "note", "description")
    for number, row in enumerate(found):
        row.update({name: f"{SECRET} {name} {number}" for name in texts})
        row["reference"] = f"{SECRET}{number:06d}"
    return found


@dataclass
class Reply:
    """What came back. ``status`` 0: the connection ended without an answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def reports(self) -> int:
        """How many different reports it holds."""
        places = self.body.split(ID_TAIL)[:-1]
        return len({part[-8:] for part in places})


def head(method: str, target: str, headers: tuple[tuple[str, str], ...], body: bytes | None, port: int) -> bytes:
    """The bytes of a request of HTTP/1.1; headers given here come in the place of the usual ones."""
    given = {name.lower() for name, _value in headers}
    usual = [("Host", f"127.0.0.1:{port}"), ("Connection", "close")]
    if body is not None and "transfer-encoding" not in given:
        usual += [("Content-Length", str(len(body))), ("Content-Type", "text/xml")]
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in usual if name.lower() not in given]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + (body or b"")


def read(connection: socket.socket, method: str = "GET") -> Reply:
    """The answer on a connection."""
    begun = time.monotonic()
    answer = http.client.HTTPResponse(connection, method=method)
    try:
        answer.begin()
        body = answer.read()
    except (http.client.HTTPException, ConnectionError):
        return Reply(0, seconds=time.monotonic() - begun)
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Reply(answer.status, headers, body, time.monotonic() - begun)


class Target:
    """A running service with one worker, and what must stay as it is while it is attacked."""

    def __init__(self, site: harness.Site, service):
        self.site, self.service = site, service
        self.port = urlsplit(service.url).port
        self.pids = list(service.worker_pids)
        self.data = next(site.project.parent.glob("*.gpkg"))
        self.files = self._files()
        self._number = 0

    def _files(self) -> dict[Path, str]:
        return {path: sha256(path) for path in sorted(self.site.root.rglob("*")) if path.is_file()}

    def send(self, data: bytes, method: str = "GET") -> Reply:
        """Raw bytes, and what comes back. Raises TimeoutError where nothing comes for LIMIT_S."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S) as connection:
            with contextlib.suppress(ConnectionError):  # it may be refused before it was said whole
                connection.sendall(data)
            return read(connection, method)

    def ask(self, method="GET", target="/", headers=(), body=None) -> Reply:
        """A request of HTTP/1.1, written as given."""
        return self.send(head(method, target, headers, body, self.port), method)

    def check(self) -> None:
        """The same workers are there, and one answers a normal request; nginx has not kept that answer."""
        self._number += 1
        asked = f"/?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zgloszenia&RESULTTYPE=hits&_={self._number}"
        answer = self.ask(target=asked)
        assert answer.status == 200 and f'numberMatched="{SEEN}"' in answer.text, answer.text[:300]
        assert self.same_workers(), "a worker ended"

    def same_workers(self) -> bool:
        """Whether the workers that were started are the ones that run."""
        self.service.supervise()
        return self.service.worker_pids == self.pids

    def unwritten(self) -> bool:
        """Whether store and publication are the same files with the same content as before."""
        return self._files() == self.files


def leaks(sent: bytes, reply: Reply) -> list[str]:
    """Words of INSIDE in an answer that stood in no spelling in the question."""
    said = b"\n".join([reply.body, *(f"{n}: {v}".encode() for n, v in reply.headers.items())])
    heard = sent + unquote_to_bytes(sent) + unquote_to_bytes(unquote_to_bytes(sent)) + sent.replace(b"+", b" ")
    return [word for word in INSIDE if word.encode() in said and word.encode() not in heard]
