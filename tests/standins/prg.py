#!/usr/bin/env python3
"""A stand-in for the state register of boundaries (PRG): Debian's MapServer behind a small HTTP server that runs CGI.

It serves hand-made units as the geoportal does: WFS 2.0.0, GML 3.2, types ``ms:A01_…`` to ``ms:K05_…``, PRG's
attributes, coordinates northing first under urn:ogc:def:crs:EPSG::2180. ``failure``: one of FAILURES, for answers with
features (``down`` and ``slow``: for all), the next ``times`` of them. Run: ``python tests/standins/prg.py --port 0``.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from osgeo import gdal, ogr, osr

MAPSERV = Path("/usr/lib/cgi-bin/mapserv")
FAILURES = ("empty404", "nothing", "exception", "html", "cut", "short", "down", "slow", "pages", "other", "part")
PATH = "/wss/service/PZGIK/PRG/WFS/AdministrativeBoundaries"
TYPES = {
    "A01": "A01_Granice_wojewodztw", "A02": "A02_Granice_powiatow", "A03": "A03_Granice_gmin",
    "K01": "K01_Komenda_wojewodzka_policji", "K02": "K02_Komenda_powiatowa_policji",
    "K03": "K03_Komenda_stoleczna_policji", "K04": "K04_Komenda_rejonowa_policji", "K05": "K05_Komisariat_policji",
}  # fmt: skip
FIELDS = ("JPT_KOD_JE", "JPT_NAZWA_", "JPT_SJR_KO", "JPT_ID", "IIP_IDENTY", "WERSJA_OD", "WAZNY_OD", "REGON")


def box(west: float, south: float, east: float, north: float) -> str:
    """A rectangle as WKT, in km of EPSG:2180, anticlockwise."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return "(" + ", ".join(f"{x * 1000:.2f} {y * 1000:.2f}" for x, y in corners) + ")"


def area(*rings: str) -> str:
    """A polygon of an outer ring and holes."""
    return f"POLYGON({', '.join(rings)})"


KRAKOW, MALOPOLSKIE, SLASKIE = box(560, 238, 578, 251), box(540, 220, 600, 260), box(480, 220, 540, 260)
WARSAW, MAZOWIECKIE = box(625, 475, 650, 500), box(580, 420, 700, 520)
# code, name, area; one level a key. The land is Małopolska and Silesia side by side, and Mazovia apart.
UNITS: dict[str, list[tuple[str, str, str]]] = {
    "A01": [
        ("12", "małopolskie", area(MALOPOLSKIE)), ("14", "mazowieckie", area(MAZOWIECKIE)),
        ("24", "śląskie", area(SLASKIE)),
    ],
    "A02": [
        ("1206", "powiat krakowski", area(MALOPOLSKIE, KRAKOW)), ("1261", "powiat Kraków", area(KRAKOW)),
        ("1438", "powiat żyrardowski", area(MAZOWIECKIE, WARSAW)), ("1465", "powiat Warszawa", area(WARSAW)),
        ("2469", "powiat Katowice", area(SLASKIE)),
    ],
    "A03": [
        ("1206162", "Zielonki", area(MALOPOLSKIE, KRAKOW)), ("1261011", "Kraków", area(KRAKOW)),
        ("1438011", "Żyrardów", area(MAZOWIECKIE, WARSAW)), ("1465011", "Warszawa", area(WARSAW)),
        ("2469011", "Katowice", area(SLASKIE)),
    ],
    "K01": [
        ("", "Komenda Wojewódzka Policji w Krakowie", area(MALOPOLSKIE)),
        ("", "Komenda Wojewódzka Policji z siedzibą w Radomiu", area(MAZOWIECKIE, WARSAW)),
        ("", "Komenda Wojewódzka Policji w Katowicach", area(SLASKIE)),
    ],
    "K02": [
        ("1206", "Komenda Powiatowa Policji w Krakowie", area(MALOPOLSKIE, KRAKOW)),
        ("1261", "Komenda Miejska Policji w Krakowie", area(KRAKOW)),
        ("1438", "Komenda Powiatowa Policji w Żyrardowie", area(MAZOWIECKIE, WARSAW)),
        ("2469", "Komenda Miejska Policji w Katowicach", area(SLASKIE)),
    ],
    "K03": [("1465", "Komenda Stołeczna Policji", area(WARSAW))],
    "K04": [
        ("14651", "Komenda Rejonowa Policji Warszawa I", area(box(625, 475, 637, 500))),
        ("14652", "Komenda Rejonowa Policji Warszawa II", area(box(637, 475, 650, 500))),
    ],
    "K05": [
        ("12611", "Komisariat Policji I w Krakowie", area(box(560, 238, 569, 251))),
        ("12612", "Komisariat Policji II w Krakowie", area(box(569, 238, 578, 251))),
        ("146511", "Komisariat Policji Warszawa Ochota", area(box(625, 475, 631, 482))),
    ],
}  # fmt: skip


def identity(level: str, number: int) -> str:
    """IIP_IDENTY of the unit at a position of its level."""
    return f"{level}-00000000-0000-0000-0000-{number:012d}"


def write_data(path: Path, units: dict, turned: bool = False) -> None:
    """Write all levels into a GeoPackage; ``turned``: easting and northing exchanged, as by a careless server."""
    system = osr.SpatialReference()
    system.ImportFromEPSG(2180)
    dataset = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    for level, rows in units.items():
        layer = dataset.CreateLayer(TYPES[level].lower(), system, ogr.wkbPolygon, ["GEOMETRY_NAME=msGeometry"])
        for field in FIELDS:
            layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
        for number, (code, name, wkt) in enumerate(rows, 1):
            feature = ogr.Feature(layer.GetLayerDefn())
            shape = ogr.CreateGeometryFromWkt(wkt)
            if turned:
                shape.SwapXY()
            feature.SetGeometry(shape)
            values = (code, name, level, str(number), identity(level, number), "2022-07-27", "2012-09-26", "")
            for field, value in zip(FIELDS, values):
                feature.SetField(field, value)
            layer.CreateFeature(feature)
    del feature, layer, dataset  # writes and closes


def map_file(folder: Path, address: str, most: int) -> str:
    """MapServer's configuration of the service; ``most``: features of an answer at most, 0 for all."""
    layers = "".join(
        f"""
  LAYER
    NAME "{name}"
    TYPE POLYGON
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{folder / "prg.gpkg"}"
    DATA "{name.lower()}"
    PROJECTION "init=epsg:2180" END
    METADATA
      "wfs_title" "{name}"
      "wfs_srs" "EPSG:2180"
      "gml_include_items" "all"
      "gml_featureid" "IIP_IDENTY"
      "gml_types" "auto"
      "wfs_enable_request" "*"
    END
    TEMPLATE "void"
  END"""
        for name in TYPES.values()
    )
    return f"""MAP
  NAME "PRG"
  EXTENT 100000 100000 900000 900000
  SIZE 10 10
  PROJECTION "init=epsg:2180" END
  WEB
    METADATA
      "wfs_title" "Atrapa PRG"
      "wfs_onlineresource" "{address}"
      "wfs_srs" "EPSG:2180"
      "wfs_enable_request" "*"
      "wfs_encoding" "UTF-8"
      {f'"wfs_maxfeatures" "{most}"' if most else ""}
    END
  END{layers}
END
"""


class PrgServer(ThreadingHTTPServer):
    """The service on 127.0.0.1. ``seen``: queries, upper-case names; ``most``: MapServer's own limit of an answer."""

    daemon_threads = True

    def __init__(self, port: int = 0, units: dict | None = None, turned: bool = False, most: int = 0):
        super().__init__(("127.0.0.1", port), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}{PATH}"
        self.failure, self.times, self.delay_s, self.seen, self.pages = "", 10**9, 30.0, [], True
        self.closing = False
        self.folder = Path(tempfile.mkdtemp(prefix="kmzb-prg-"))
        self.put(units or UNITS, turned)
        (self.folder / "prg.map").write_text(map_file(self.folder, self.address, most), encoding="utf-8")
        (self.folder / "mapserver.conf").write_text(
            f'CONFIG\n ENV\n  MS_MAPFILE "{self.folder / "prg.map"}"\n END\nEND\n', encoding="utf-8"
        )

    def put(self, units: dict, turned: bool = False) -> None:
        """Serve other units from now on."""
        path = self.folder / "prg.gpkg"
        path.unlink(missing_ok=True)
        write_data(path, units, turned)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing = True
        self.shutdown()
        self.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def mapserver(self, query: str) -> tuple[int, str, bytes]:
        """MapServer's own answer: status, media type, body."""
        done = subprocess.run(
            [str(MAPSERV)],
            env={
                **{name: value for name, value in os.environ.items() if name in ("PATH", "PROJ_LIB", "PROJ_DATA")},
                "REQUEST_METHOD": "GET", "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SCRIPT_NAME": PATH,
                "SERVER_PORT": str(self.server_address[1]), "GATEWAY_INTERFACE": "CGI/1.1",
                "MAPSERVER_CONFIG_FILE": str(self.folder / "mapserver.conf"),
            },
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        head, _, body = done.stdout.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
        headers = dict(line.split(": ", 1) for line in head.decode("latin-1").splitlines() if ": " in line)
        return int(headers.get("Status", "200").split()[0]), headers.get("Content-Type", "text/xml"), body


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Keep the tests' output clean."""

    def do_GET(self):
        text = urlsplit(self.path).query
        query = {name.upper(): value for name, value in parse_qsl(text)}
        server = self.server
        server.seen.append(query)
        features = query.get("REQUEST") == "GetFeature" and query.get("RESULTTYPE") != "hits"
        failure = server.failure
        wanted = features if failure not in ("down", "slow") else True
        if failure == "pages":
            wanted = "STARTINDEX" in query
        if failure == "part":
            wanted = query.get("REQUEST") == "GetFeature"
        if failure and wanted and server.times > 0:
            server.times -= 1
            if self._fail(failure, text):
                return
        status, media, body = server.mapserver(text)
        if not server.pages and query.get("REQUEST") == "GetCapabilities":
            head, mark, tail = body.partition(b"ImplementsResultPaging")
            body = head + mark + tail.replace(b"TRUE", b"FALSE", 1)
        self._send(status, media, body)

    def _fail(self, failure: str, query: str) -> bool:
        """Answer wrongly; False where the right answer follows."""
        if failure == "empty404":
            self._send(404, "text/plain", b"")
        elif failure == "nothing":
            self._send(200, "text/xml", b"")
        elif failure == "down":
            self._send(503, "text/html", b"<html><body>Przerwa techniczna</body></html>")
        elif failure == "html":
            self._send(200, "text/html", b"<!DOCTYPE html><html><body>Przerwa techniczna</body></html>")
        elif failure in ("exception", "pages"):
            self._send(200, "text/xml", (
                '<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">'
                '<ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>Błąd bazy danych'
                "</ows:ExceptionText></ows:Exception></ows:ExceptionReport>").encode())  # fmt: skip
        elif failure == "slow":
            end = time.monotonic() + self.server.delay_s
            while time.monotonic() < end and not self.server.closing:
                time.sleep(0.05)
            return False
        else:
            status, media, body = self.server.mapserver(query)
            if failure == "cut":
                body = body[: len(body) * 2 // 3]
            elif failure == "part" and b"<wfs:member>" not in body:  # it does not count beforehand
                body = re.sub(rb'numberMatched="\d+"', b'numberMatched="unknown"', body, count=1)
            elif failure in ("short", "part"):  # a whole document that lacks its last unit, and does not say so
                start = body.rindex(b"<wfs:member>")
                end = body.rindex(b"</wfs:member>") + len(b"</wfs:member>")
                body = body[:start] + body[end:]
                if failure == "part":  # and says how many it gives, fewer than it knows of
                    body = re.sub(rb'numberReturned="\d+"', b'numberReturned="4"', body, count=1)
            elif failure == "other":  # another type than was asked for
                body = body.replace(b"ms:A0", b"ms:X0").replace(b"ms:K0", b"ms:X0")
            self._send(status, media, body)
        return True

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
    parser.add_argument("--turned", action="store_true", help="coordinates easting first, against the rule")
    options = parser.parse_args()
    with PrgServer(options.port, turned=options.turned) as server:
        server.failure = options.failure
        print(server.address, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
