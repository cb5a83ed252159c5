"""The two hosts that a test suite reads schemas from, answered on loopback from files: the suite has no network.

An HTTP proxy that knows the schemas of OGC and W3C (the folder that OGC_SCHEMAS names) and refuses every other address.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Where an address lies in the folder; the schemas of WFS 2.0 are there flattened, one file for each namespace
FLAT = {
    "schemas.opengis.net/wfs/2.0/": "wfs20/opengis/wfs/2.0/wfs.xsd",
    "schemas.opengis.net/gml/3.2.1/": "wfs20/opengis/gml/3.2.1/gml-3.2.1.xsd",
    "schemas.opengis.net/ows/1.1.0/": "wfs20/opengis/ows/1.1/ows-1.1.0.xsd",
    "schemas.opengis.net/filter/2.0/": "wfs20/opengis/filter/2.0/filter-2.0.2.xsd",
    "www.w3.org/2001/xml.xsd": "wfs20/w3c/2009/01/xml.xsd",
    "www.w3.org/1999/xlink.xsd": "wfs20/w3c/2008/06/xlink.xsd",
}
ISO = "schemas.opengis.net/iso/19139/20070417/"
PLAIN = "schemas.opengis.net/"


def file_of(address: str, folder: Path) -> Path | None:
    """The file of an http address (without its scheme), None for what is not there."""
    for prefix, path in FLAT.items():
        if address.startswith(prefix):
            return folder / path
    if address.startswith(ISO):
        return folder / f"wfs20/iso/19139/2007/{address[len(ISO) :].split('/')[0]}-2007.xsd"
    if not address.startswith(PLAIN) or ".." in address:
        return None
    found = folder / "wfs11" / address[len(PLAIN) :]
    return found if found.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        found = file_of(self.path.removeprefix("http://"), self.server.folder)
        self.server.asked.append((self.path, found is not None))
        if found is None or not found.is_file():
            self.send_error(404)
            return
        body = found.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """Keep quiet."""


class Web:
    """A context manager; ``port`` on 127.0.0.1, ``asked`` the addresses with whether they were found."""

    def __init__(self, folder: Path):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.folder, self._server.asked = Path(folder), []
        self.port = self._server.server_address[1]

    @property
    def asked(self) -> list[tuple[str, bool]]:
        """What was asked for."""
        return self._server.asked

    def __enter__(self) -> Web:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self._server.shutdown()
        self._server.server_close()
