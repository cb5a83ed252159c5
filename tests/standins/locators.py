#!/usr/bin/env python3
"""A stand-in for the geoportal's locators ULDK (/uldk/) and UUG (/uug/), on a real socket of 127.0.0.1.

It answers as geoportal's do: text with a status line, JSON with numbers as texts, EPSG:2180 easting first. The land is
synthetic: Kraków is a chessboard of parcels of 40 m, with a river where there are none; a few towns have addresses.
``failure``: one of FAILURES; ``failures_left`` None means for good. Run:
``python tests/standins/locators.py --port 0 [--catalogue FILE]``; prints its address.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

FAILURES = (
    "slow", "503", "html", "xml", "cut", "cp1250", "empty404", "empty", "null", "swapped", "county", "nonsense",
)  # fmt: skip
SIDE = 40  # metres of a parcel
CITY = (555000, 235000, 585000, 255000)  # Kraków, roughly
RIVER = (243000, 243200)  # northings without parcels
UNITS = {  # code: name, county, voivodeship, box
    "126101_1": ("Kraków", "Kraków", "małopolskie", CITY),
    "143402_1": ("Marki", "wołomiński", "mazowieckie", (643000, 496000, 650000, 502000)),
}
ADDRESSES = [  # city, street, number, code, easting, northing, unit's code
    ("Kraków", "Rynek Główny", "1", "31-042", 567059.1, 244219.4, "126101_1"),
    ("Kraków", "Rynek Główny", "30", "31-010", 567010.6, 244260.2, "126101_1"),
    ("Kraków", "ulica Świętej Gertrudy", "8", "31-046", 567180.0, 243890.5, "126101_1"),
    ("Kraków", "ulica Świętokrzyska", "12", "30-015", 565900.3, 245750.8, "126101_1"),
    ("Kraków", "ulica Świętokrzyska", "14", "30-015", 565930.9, 245761.1, "126101_1"),
    ("Kraków", "aleja Żołnierzy Września", "3", "30-020", 566300.0, 246000.0, "126101_1"),
    ("Marki", "Andersa", "1", "05-270", 646384.73, 499203.06, "143402_1"),
    ("Marki", "Żółwia", "7", "05-270", 646700.0, 499000.0, "143402_1"),
]


def plain(text: str) -> str:
    """A text without case and Polish letters, as the services compare."""
    text = text.casefold().replace("ł", "l")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def square(west, south, east, north) -> str:
    """A rectangle as ULDK writes it."""
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"SRID=2180;POLYGON(({','.join(f'{x} {y}' for x, y in ring)}))"


def unit_of(x: float, y: float) -> str:
    """The municipality at a place; empty where there is none."""
    return next((c for c, (*_, b) in UNITS.items() if b[0] <= x <= b[2] and b[1] <= y <= b[3]), "")


def parcel(code: str, column: int, row: int, names: list[str]) -> str:
    """A row of ULDK for a square of the chessboard."""
    name, county, voivodeship, box = UNITS[code]
    west, south = box[0] + column * SIDE, box[1] + row * SIDE
    values = {
        "geom_wkt": square(west, south, west + SIDE, south + SIDE), "parcel": f"{row}/{column}",
        "teryt": f"{code}.0001.{row}/{column}", "region": "Śródmieście", "commune": name, "county": county,
        "voivodeship": voivodeship,
    }  # fmt: skip
    return "|".join(values[column] for column in names)


def unit(code: str, names: list[str], region: bool) -> str:
    """A row of ULDK for a precinct (the whole municipality is one) or a municipality."""
    name, county, voivodeship, box = UNITS[code]
    values = {
        "geom_wkt": square(*box), "teryt": f"{code}.0001" if region else code, "region": "Śródmieście",
        "commune": name, "county": county, "voivodeship": voivodeship,
    }  # fmt: skip
    return "|".join(values[column] for column in names)


class Locators(ThreadingHTTPServer):
    """Both services. ``requests`` are the queries that came, ``times`` when they did."""

    daemon_threads = True

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), Handler)
        self.failure, self.failures_left = "", None
        self.delay = 0.0
        self.requests: list[dict] = []
        self.times: list[float] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def catalogue(self, path: Path) -> Path:
        """Write a user's catalogue file that sends the plugin here."""
        entries = [{"id": name, "url": f"{self.address}/{name}/"} for name in ("uldk", "uug")]
        path.write_text(json.dumps({"services": entries}), encoding="utf-8")
        return path

    def __enter__(self) -> Locators:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is no error here."""

    def fails(self) -> str:
        """How this request is to fail; empty: it is answered."""
        if not self.failure or self.failures_left == 0:
            return ""
        if self.failures_left is not None:
            self.failures_left -= 1
        return self.failure


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Locators

    def log_message(self, *_) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Answer, or fail as asked."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.times.append(time.monotonic())
        self.server.requests.append({"service": parts.path.strip("/"), **query})
        time.sleep(self.server.delay)
        if parts.path not in ("/uldk/", "/uug/"):
            self._send(404, "text/plain", b"no such service")
            return
        service, failure = parts.path.strip("/"), self.server.fails()
        text = (self._uldk if service == "uldk" else self._uug)(query)
        kind = "text/plain; charset=utf-8" if service == "uldk" else "application/json; charset=utf-8"
        if failure == "slow":
            time.sleep(60)
        elif failure == "503":
            self._send(503, "text/plain", b"busy")
        elif failure == "html":
            self._send(200, "text/html", b"<html><body><h1>Przerwa techniczna</h1></body></html>")
        elif failure == "xml":
            self._send(200, "text/xml", '<?xml version="1.0"?><error>Błąd usługi źródłowej</error>'.encode())
        elif failure == "cut":
            self._send(200, kind, text.encode()[:-9], length=len(text.encode()))
        elif failure == "cp1250":
            self._send(200, kind.split(";")[0], text.encode("cp1250"))
        elif failure == "empty404":
            self._send(404, "text/plain", b"")
        elif failure == "empty":
            self._send(200, kind, b"")
        elif failure == "null":
            self._send(200, kind, b"-1 brak wynik\xc3\xb3w" if service == "uldk" else b'{"results": null}')
        elif failure == "swapped":
            self._send(200, kind, swap(text).encode())
        elif failure == "county":
            self._send(200, kind, "-1 brak wyników\nbłędny format odpowiedzi XML, usługa zwróciła\n".encode())
        elif failure == "nonsense":
            self._send(200, kind, b"lorem ipsum")
        else:
            self._send(200, kind, text.encode())

    def _send(self, status: int, kind: str, body: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _uldk(self, query: dict) -> str:
        names = query.get("result", "geom_wkt").split(",")
        request, asked = query.get("request", ""), query.get("id", "")
        rows, count = [], False
        if request.endswith("ByXY"):
            x, y = map(float, query["xy"].split(",")[:2])
            code = unit_of(x, y)
            if code and request == "GetParcelByXY":
                box = UNITS[code][3]
                if not RIVER[0] <= y <= RIVER[1]:
                    rows = [parcel(code, int((x - box[0]) // SIDE), int((y - box[1]) // SIDE), names)]
            elif code:
                rows = [unit(code, names, request == "GetRegionByXY")]
        elif request in ("GetParcelById", "GetParcelByIdOrNr"):
            found = re.fullmatch(r"(?:(\d{6}_\d)\.0001\.|(.+) )(\d+)/(\d+)", asked)
            if found:
                by_name = found[2] and plain(found[2])
                codes = [c for c in UNITS if c == found[1] or by_name in ("srodmiescie", plain(UNITS[c][0]))]
                rows = [parcel(code, int(found[4]), int(found[3]), names) for code in codes]
                count = request == "GetParcelByIdOrNr"
        elif request in ("GetRegionById", "GetCommuneById"):
            code, region = asked[:8], request == "GetRegionById"
            rows = [unit(code, names, region)] if code in UNITS else []
        elif request == "GetRegionByNameOrId":
            rows = [unit(code, names, True) for code in UNITS if plain(asked) in ("srodmiescie", plain(UNITS[code][0]))]
        if not rows:
            return "-1 brak wyników"
        return "\n".join([str(len(rows)) if count else "0", *rows, ""])

    def _uug(self, query: dict) -> str:
        if query.get("request") == "GetAddressReverse":
            x, y = map(float, re.findall(r"-?[\d.]+", query["location"]))
            rows = sorted(ADDRESSES, key=lambda row: math.dist((x, y), row[4:6]))[:1]
            rows = [row for row in rows if math.dist((x, y), row[4:6]) < 5000]
        else:
            city, _, rest = (part.strip() for part in plain(query.get("address", "")).partition(","))
            rows = [
                row for row in ADDRESSES
                if plain(row[0]) == city and all(word in plain(f"{row[1]} {row[2]}") for word in rest.split())
            ]  # fmt: skip
            if rows and not rest:
                rows = [(rows[0][0], None, None, None, *rows[0][4:])]
        results = {str(number): self._entry(row) for number, row in enumerate(rows, 1)}
        return json.dumps(
            {"type": "address", "found objects": len(rows), "returned objects": len(rows), "results": results or None},
            ensure_ascii=False,
        )

    @staticmethod
    def _entry(row) -> dict:
        city, street, number, code, x, y, teryt = row
        name, county, voivodeship, _ = UNITS[teryt]
        return {
            "city": city, "street": street, "number": number, "code": code, "x": str(x), "y": str(y),
            "teryt": teryt, "accuracy": "1", "geometry_wkt": f"POINT({x} {y})",
            "jednostka": f"{{Polska,{voivodeship},{county},{name}}}",
        }  # fmt: skip


def swap(text: str) -> str:
    """The same answer with northing first."""
    text = re.sub(r"(\d{6}(?:\.\d+)?) (\d{6}(?:\.\d+)?)", r"\2 \1", text)
    return re.sub(r'"x": ("[^"]*"), "y": ("[^"]*")', r'"x": \2, "y": \1', text)


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--catalogue", type=Path, help="write a service catalogue for the plugin's settings here")
    parser.add_argument("--failure", choices=FAILURES, default="")
    options = parser.parse_args()
    server = Locators(options.port)
    server.failure = options.failure
    if options.catalogue:
        server.catalogue(options.catalogue)
    print(server.address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
