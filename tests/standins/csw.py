#!/usr/bin/env python3
"""A stand-in for the national geoportal's metadata catalogue: a real pycsw with made-up records, behind a door.

The records lead to the other stand-ins (maps, and boundaries by MapServer). ``failure``: one of FAILURES, the next
``times`` answers. Run: ``python tests/standins/csw.py --catalogue FILE``; prints its address.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.standins import csw_records as made  # noqa: E402 - also run as a program
from tests.standins.geoportal import Geoportal  # noqa: E402
from tests.standins.prg import PrgServer  # noqa: E402

PATH = "/wss/service/CSWINSP/guest/CSWStartup"
EXCEPTION = (
    '<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.2.0"><ows:Exception '
    'exceptionCode="InvalidParameterValue" locator="{where}"><ows:ExceptionText>{text}</ows:ExceptionText>'
    "</ows:Exception></ows:ExceptionReport>"
)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">&b;</csw:GetRecordsResponse>'
)
HALF = (
    f"<gmd:MD_Metadata {made.SPACES}/><gmd:MD_Metadata {made.SPACES}><gmd:fileIdentifier><gco:CharacterString>pół"
    f"</gco:CharacterString></gmd:fileIdentifier></gmd:MD_Metadata><other xmlns='urn:x'>?</other><!-- uwaga -->"
    f"<gmd:MD_Metadata {made.SPACES}><gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation/>"
    "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox><gmd:westBoundLongitude>abc"
    "</gmd:westBoundLongitude></gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"
    "</gmd:MD_DataIdentification></gmd:identificationInfo><gmd:fileIdentifier><gmx:Anchor>kotwica</gmx:Anchor>"
    "</gmd:fileIdentifier></gmd:MD_Metadata>"
)
DUBLIN = (
    "<csw:Record><dc:identifier>dc-1</dc:identifier><dc:title>Mapa &amp; dane</dc:title><dc:type>service</dc:type>"
    "<dct:abstract>Opis</dct:abstract><dc:rights>CC BY 4.0</dc:rights>"
    '<dc:URI protocol="OGC:WMS">https://mapy.example.org/wms?</dc:URI>'
    '<dct:references scheme="WWW:LINK">javascript:alert(1)</dct:references></csw:Record>'
)
ANSWERS = {  # failure: status, media type, body
    "down": (503, "text/html", b"<html><body>Przerwa techniczna</body></html>"),
    "html": (200, "text/html", b"<!DOCTYPE html><html><body>Przerwa techniczna</body></html>"),
    "empty404": (404, "text/plain", b""),
    "nothing": (200, "text/xml", b""),
    "cut": (200, "text/xml", made.answer(HALF)[:300]),
    "bomb": (200, "text/xml", BOMB.encode()),
    "other": (200, "text/xml", b"<rss version='2.0'><channel/></rss>"),
    "exception": (200, "text/xml", EXCEPTION.format(where="query", text="Błąd bazy danych").encode()),
    "exception400": (400, "text/xml", EXCEPTION.format(where="query", text="Błąd bazy danych").encode()),
    "half": (200, "text/xml", made.answer(HALF, "wiele", "")),
    "dublin": (200, "text/xml", made.answer(DUBLIN)),
    "none": (200, "text/xml", made.answer("", 0, 0)),
    "loop": (200, "text/xml", made.answer(made.record(made.Entry("x", "Ten sam")), 50, 1)),
    "large": (200, "text/xml", b" " * (33 * 1024 * 1024)),
}
FAILURES = (*ANSWERS, "slow", "no-iso")


class Catalogue(ThreadingHTTPServer):
    """The catalogue on 127.0.0.1, with ``maps`` and ``prg`` beside it. ``asked``: the documents that were posted."""

    daemon_threads = True

    def __init__(self, port: int = 0, look: str = "numbered", records: bool = True):
        super().__init__(("127.0.0.1", port), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}{PATH}"
        self.failure, self.times, self.delay_s, self.closing = "", 10**9, 30.0, False
        self.asked: list[bytes] = []
        self.records, self.inner, self._look = records, "", look
        self._stack = ExitStack()

    def __enter__(self) -> Catalogue:
        if self.records:
            self.maps = self._stack.enter_context(Geoportal(look=self._look))
            self.prg = self._stack.enter_context(PrgServer())
            folder = Path(tempfile.mkdtemp(prefix="kmzb-csw-"))
            self._stack.callback(shutil.rmtree, folder, True)
            made.write(folder, made.entries(self.maps.address, self.prg.address))
            words = [sys.executable, str(ROOT / "scripts" / "pycsw.py"), "--records", str(folder)]
            process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            self._stack.callback(process.stdout.close)
            self._stack.callback(process.wait, 20)
            self._stack.callback(process.terminate)
            self.inner = process.stdout.readline().strip()
            if not self.inner.startswith("http://127.0.0.1:"):
                self._stack.close()
                raise RuntimeError("pycsw did not start")
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.closing = True
        self.shutdown()
        self.server_close()
        self._stack.close()

    def catalogue(self, path: Path) -> Path:
        """Write a user's service catalogue that sends the plugin's search here."""
        path.write_text(json.dumps({"services": [{"id": "catalogue", "url": self.address}]}), encoding="utf-8")
        return path


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_) -> None:
        """Keep the tests' output clean."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = self.server
        server.asked.append(body)
        failure = server.failure if server.times > 0 else ""
        if failure:
            server.times -= 1
        if failure == "slow":
            end = time.monotonic() + server.delay_s
            while time.monotonic() < end and not server.closing:
                time.sleep(0.02)
            if server.closing:
                return
        elif failure == "no-iso" and b"apiso:" in body:
            report = EXCEPTION.format(where="apiso:AnyText", text="Nieznana nazwa apiso:AnyText")
            self._send(400, "text/xml", report.encode())
            return
        elif failure in ANSWERS:
            self._send(*ANSWERS[failure])
            return
        self._pass(body)

    def do_GET(self) -> None:
        self._pass(b"")

    def _pass(self, body: bytes) -> None:
        """Hand the question on to pycsw."""
        url = self.server.inner + ("?" + self.path.partition("?")[2] if "?" in self.path else "")
        request = urllib.request.Request(url, body or None, {"Content-Type": "application/xml"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as reply:
                self._send(reply.status, reply.headers.get("Content-Type", "text/xml"), reply.read())
        except urllib.error.HTTPError as error:
            self._send(error.code, error.headers.get("Content-Type", "text/xml"), error.read())

    def _send(self, status: int, media: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # who asked has gone


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--failure", choices=FAILURES, default="")
    parser.add_argument("--catalogue", type=Path, help="write a service catalogue for the plugin's settings here")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # pycsw ends with it, and the folders go
    with Catalogue(options.port, "scene") as server:
        server.failure = options.failure
        if options.catalogue:
            server.catalogue(options.catalogue)
        print(server.address, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
