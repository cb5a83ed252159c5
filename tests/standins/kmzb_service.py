#!/usr/bin/env python3
"""A stand-in of the KMZB data service on a real socket of 127.0.0.1, quirks included.

It behaves as docs/sources.md describes the service: clusters where an area is dense, points on shared edges repeated in
both neighbours, reports without a place in every answer, filter expressions. Quirks are switched on one by one.

    python tests/standins/kmzb_service.py --data answer.json --port 0
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from filter_language import evaluate

MAP = "4028e4e54e6ceb84014e6ced4d1c0000"  # pragma: allowlist secret - the service's public number of its map
LAYER = "4028e4e54e6ceb84014e6ced4d230001"  # pragma: allowlist secret - and of the layer
PATH = f"/imlDataService/service/data/clust/get/{MAP}/{LAYER}"
CELLS = 8  # clusters are given for the cells of a grid over the tile


@dataclass
class Quirks:
    """How the service misbehaves. ``faults`` are taken one per request, in order, before anything else."""

    limit: int = 4000
    some_points: bool = False  # a clustered answer still has the first of its points
    underscores: bool = False
    extra_keys: bool = False
    empty: bool = False
    always_clusters: bool = False
    sentinel: int | None = None
    numbers_as_text: bool = False
    drop_children: bool = False  # an area that was clustered has no point when asked again in parts
    drop_box: tuple | None = None  # (min E, min N, max E, max N): an area within it has neither points nor clusters
    faults: list = field(default_factory=list)
    retry_after: str = "0"


class Data:
    """The reports, as columns: an answer of 4,000 out of 1,000,000 must not take a second."""

    def __init__(self, features: list):
        self.features = features
        attributes = [feature["attributes"] for feature in features]
        places = [feature.get("geometry") or {} for feature in features]
        nan = float("nan")
        self.x = np.array([place.get("x", nan) for place in places], dtype=float)
        self.y = np.array([place.get("y", nan) for place in places], dtype=float)
        self.columns = {
            "Typ": np.array([entry.get("Typ") for entry in attributes], dtype=str),
            "Status": np.array([entry.get("Status") for entry in attributes], dtype=str),
            "TERYT": np.array([str(entry.get("TERYT")) for entry in attributes], dtype=str),
        }
        for name in ("Data utworzenia", "Data zdarzenia", "Data modyfikacji"):
            values = [entry.get(name) for entry in attributes]
            self.columns[name] = np.array([nan if value is None else value for value in values], dtype=float)
        self.encoded: dict[int, str] = {}

    def inside(self, box: list, expression: str) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the reports in a box (edges included), and of those without a place; of a filter."""
        held = evaluate(expression, self.columns, len(self.features))
        e0, n0, e1, n1 = box
        placed = held & (self.x >= e0) & (self.x <= e1) & (self.y >= n0) & (self.y <= n1)
        return np.flatnonzero(placed), np.flatnonzero(held & np.isnan(self.x))

    def clusters(self, numbers: np.ndarray, box: list) -> list:
        """Where the reports are, as cells of a grid over the box."""
        e0, n0, e1, n1 = box
        column = np.clip(((self.x[numbers] - e0) / max(e1 - e0, 1e-9) * CELLS).astype(int), 0, CELLS - 1)
        row = np.clip(((self.y[numbers] - n0) / max(n1 - n0, 1e-9) * CELLS).astype(int), 0, CELLS - 1)
        found = []
        for cell in np.unique(row * CELLS + column):
            inside = numbers[row * CELLS + column == cell]
            x, y = self.x[inside], self.y[inside]
            found.append({"extent": [x.min(), y.min(), x.max(), y.max()], "count": len(inside)})
        return found

    def text(self, number: int, quirks: Quirks) -> str:
        """A report as JSON, changed by the quirks."""
        plain = not (quirks.underscores or quirks.extra_keys or quirks.sentinel is not None or quirks.numbers_as_text)
        if plain and number in self.encoded:
            return self.encoded[number]
        feature = self.features[number]
        attributes = dict(feature["attributes"])
        if quirks.sentinel is not None:
            attributes["Data zdarzenia"] = quirks.sentinel
        if quirks.numbers_as_text:
            attributes = {k: str(v) if isinstance(v, (int, float)) else v for k, v in attributes.items()}
        if quirks.underscores:
            attributes = {name.replace(" ", "_"): value for name, value in attributes.items()}
        if quirks.extra_keys:
            attributes["Nowe pole"] = {"a": [1]}
        text = json.dumps({**feature, "attributes": attributes}, ensure_ascii=False)
        if plain:
            self.encoded[number] = text
        return text


def _inside(box: list, outer: tuple | None) -> bool:
    """Whether a box lies in another one; in no one where there is none."""
    return outer is not None and outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]


class Handler(BaseHTTPRequestHandler):
    """One request of the service."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Keep the caller's output clean."""

    def do_GET(self):
        try:
            self._serve()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _serve(self):
        parts = urlsplit(self.path)
        self.server.requests.append(self.path)
        self.server.credentials.append(self.headers.get("Authorization", ""))
        quirks = self.server.quirks
        with self.server.lock:
            fault = quirks.faults.pop(0) if quirks.faults else None
        if not parts.path.endswith(PATH):
            return self._send(404, b"<html>404</html>", "text/html")
        if fault and self._misbehave(fault):
            return None
        query = parse_qs(parts.query, keep_blank_values=True)
        try:
            box = [float(number) for number in query["bbox"][0].split(",")]
            if len(box) != 4 or query["s"][0] not in ("-1", "1"):
                raise ValueError("bbox or s")
            body = self._answer(box, query.get("filtr", [""])[0])
        except (KeyError, ValueError) as error:  # BadFilter is one
            return self._send(400, json.dumps({"error": str(error)}).encode(), "application/json")
        if fault == "truncated":
            body = body[: len(body) // 2]
        return self._send(200, body, "application/json;charset=UTF-8")

    def _answer(self, box: list, expression: str) -> bytes:
        data, quirks = self.server.data, self.server.quirks
        placed, placeless = data.inside(box, expression)
        clusters = []
        if quirks.empty:
            placed = placeless = placed[:0]
        elif (quirks.drop_children and len(self.server.requests) > 1) or _inside(box, quirks.drop_box):
            placed = placed[:0]
        elif len(placed) > quirks.limit or (quirks.always_clusters and len(placed)):
            clusters = data.clusters(placed, box)
            placed = placed[: quirks.limit // 2] if quirks.some_points else placed[:0]
        numbers = [*placed.tolist(), *placeless.tolist()]
        features = ",".join(data.text(number, quirks) for number in numbers)
        return f'{{"features":[{features}],"clusters":{json.dumps(clusters)}}}'.encode()

    def _misbehave(self, fault: str) -> bool:
        """Do a fault; False where the answer goes out all the same, only damaged."""
        if fault.isdigit():
            self._send(int(fault), b"<html>fault</html>", "text/html", {"Retry-After": self.server.quirks.retry_after})
        elif fault == "html":
            self._send(200, b"<html><body>Przerwa techniczna</body></html>", "text/html")
        elif fault == "drop":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"features": [')
            self.close_connection = True
        elif fault == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            while not self.server.closing:
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
            self.close_connection = True
        elif fault == "silent":
            while not self.server.closing:
                time.sleep(0.05)
            self.close_connection = True
        elif fault == "no-features":
            self._send(200, b'{"clusters": []}', "application/json")
        elif fault == "error":
            self._send(200, b'{"error": {"code": 500}}', "application/json")
        elif fault == "list":
            self._send(200, b"[1, 2]", "application/json")
        elif fault == "nothing":
            self._send(200, b"", "application/json")
        else:
            return False
        return True

    def _send(self, status: int, body: bytes, kind: str, headers: dict | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """``address`` is the base before /imlDataService, ``requests`` the paths asked for.

    ``credentials`` are the Authorization headers that came with them.
    """

    daemon_threads = True

    def __init__(self, features: list, quirks: Quirks | None = None, port: int = 0):
        super().__init__(("127.0.0.1", port), Handler)
        self.data, self.quirks = Data(features), quirks or Quirks()
        self.requests: list[str] = []
        self.credentials: list[str] = []
        self.lock, self.closing = threading.Lock(), False
        self.address = f"http://127.0.0.1:{self.server_address[1]}/iMapLite"

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""

    def filters(self) -> list[str]:
        """The filter expressions that were sent."""
        return [parse_qs(urlsplit(path).query).get("filtr", [""])[0] for path in self.requests]


@contextlib.contextmanager
def serving(features: list, quirks: Quirks | None = None):
    """The service while the block runs."""
    server = Server(features, quirks)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.closing = True
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve a saved answer until stopped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a saved answer (JSON)")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--limit", type=int, default=4000, help="points above which an area is given as clusters")
    options = parser.parse_args()
    features = json.loads(options.data.read_text(encoding="utf-8"))["features"]
    server = Server(features, Quirks(limit=options.limit), options.port)
    print(server.address, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
