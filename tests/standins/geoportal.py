#!/usr/bin/env python3
"""A stand-in for the national geoportal's map services, on a real socket of this machine.

WMTS with the geoportal's own EPSG:2180 matrix set (corner northing first, steps of 2 and 2.5, 512 px, limits per
level), its EPSG:4326 set (corner latitude first) and its truncated EPSG:3857 set; WMS 1.1.1 and 1.3.0 with their axis
orders. ``look``: ``scene`` draws a synthetic country, ``numbered`` 8 by 8 coloured cells and a number per tile (WMS: a
colour per 10 km square), both with a white mark at Kraków's market square. ``failure``: one of FAILURES, for every
request; ``pictures``: one of PICTURES, for tiles and maps alone. Both are
also set by ``/set?failure=…&pictures=…&delay_s=…``.
Run: ``python tests/standins/geoportal.py --port 0 [--catalogue FILE]``; prints its address.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import math
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parent))
import geoportal_scene as scene

FAILURES = ("empty404", "down", "slow", "html", "exception", "cut", "nothing", "changed")
# first404: an empty one when a picture is asked for the first time; hole: every second column of tiles is refused;
# last: one comes, then nobody is there
PICTURES = ("first404", "404", "down", "slow", "hole", "last")
SCALES = (
    30238155.714285716, 15119077.857142858, 7559538.928571429, 3779769.4642857146, 1889884.7321428573,
    944942.3660714286, 472471.1830357143, 236235.59151785716, 94494.23660714286, 47247.11830357143,
    23623.559151785714, 9449.423660714287, 4724.711830357143, 1889.8847321428573, 944.9423660714286,
    472.4711830357143, 236.23559151785716,
)  # fmt: skip
SIZES = (
    (1, 1), (1, 1), (1, 1), (2, 2), (3, 3), (6, 6), (12, 11), (23, 22), (57, 54), (114, 107), (227, 214), (567, 533),
    (1133, 1066), (2831, 2664), (5662, 5328), (11323, 10656), (22645, 21312),
)  # fmt: skip
WEST, NORTH = 100000.0, 850000.0  # of the EPSG:2180 set
LAT_NORTH, LON_WEST = 56.0, 12.0  # of the EPSG:4326 set; its scales are taken to be those of EPSG:2180
DEGREE_M = 111319.49079327358  # of the equator, what WMTS reckons a degree as (OGC 07-057r7, 6.1)
MARKET = (567066.9, 244247.1)  # Kraków, Rynek Główny: 50.0617 N 19.9373 E
CELLS = 8  # of a numbered tile, in a row and in a column
MERCATOR = 20037508.342789244
DATA = (171000.0, 133000.0, 862000.0, 775000.0)  # west, south, east, north in EPSG:2180: tiles outside are errors
MAX_PIXELS = 4096
SERVICES = {  # path: (id in the plugin's catalogue, kind, {layer: look}, format, matrix sets or CRS)
    "/wss/service/PZGIK/ORTO/WMTS/StandardResolution": (
        "orthophoto", "WMTS", {"ORTOFOTOMAPA": "orthophoto"}, "image/jpeg",
        ("EPSG:2180", "EPSG:3857", "EPSG:4326")),
    "/wss/service/PZGIK/ORTO/WMTS/HighResolution": (
        "orthophoto-high", "WMTS", {"ORTOFOTOMAPA": "orthophoto"}, "image/jpeg", ("EPSG:2180", "EPSG:4326")),
    "/wss/service/WMTS/guest/wmts/G2_MOBILE_500": (
        "basemap", "WMTS", {"G2_MOBILE_500": "map"}, "image/png", ("EPSG:2180",)),
    "/wss/service/WMTS/guest/wmts/TOPO": (
        "topographic", "WMTS", {"MAPA TOPOGRAFICZNA": "map"}, "image/jpeg", ("EPSG:2180", "EPSG:4326")),
    "/wss/service/WMTS/guest/wmts/BDOT10k": ("bdot10k", "WMTS", {"BDOT10k": "map"}, "image/png", ("EPSG:2180",)),
    "/wss/service/PZGIK/BDOO/WMTS/aktualne": ("bdoo", "WMTS", {"BDOO": "map"}, "image/jpeg", ("EPSG:2180",)),
    "/wss/service/PZGIK/NMT/GRID1/WMTS/ShadedRelief": (
        "relief", "WMTS", {"Cieniowanie": "relief"}, "image/jpeg", ("EPSG:2180",)),
    "/wss/service/PZGIK/ORTO/WMS/StandardResolution": (
        "orthophoto-wms", "WMS", {"Raster": "orthophoto"}, "image/jpeg",
        ("EPSG:2180", "EPSG:2176", "EPSG:2177", "EPSG:2178", "EPSG:2179", "EPSG:3857", "EPSG:4326")),
    "/wss/service/PZGIK/ORTO/WMS/HighResolution": (
        "orthophoto-high-wms", "WMS", {"Raster": "orthophoto"}, "image/jpeg", ("EPSG:2180", "EPSG:4326")),
    "/wss/service/PZGIK/mapy/WMS/MapyTopograficzne": (
        "topographic-wms", "WMS", {"Raster": "map"}, "image/png", ("EPSG:2180", "EPSG:4326")),
    "/wss/service/PZGIK/PRG/WMS/AdministrativeBoundaries": (
        "boundaries", "WMS",
        dict.fromkeys(("A01_Granice_wojewodztw", "A02_Granice_powiatow", "A03_Granice_gmin"), "boundaries"),
        "image/png", ("EPSG:2180", "EPSG:3857", "EPSG:4326")),
    "/wss/service/PZGiK/PRNG/WMS/GeographicalNames": (
        "names", "WMS", {"PRNG_Miejscowosci": "names"}, "image/png", ("EPSG:2180", "EPSG:4326")),
    "/wss/ext/KrajowaIntegracjaNumeracjiAdresowej": (
        "addresses", "WMS", dict.fromkeys(("prg-adresy", "prg-ulice", "prg-place"), "names"), "image/png",
        ("EPSG:2180", "EPSG:4326")),
    "/cgi-bin/KrajowaIntegracjaEwidencjiGruntow": (
        "parcels", "WMS", dict.fromkeys(("dzialki", "numery_dzialek"), "boundaries"), "image/png",
        ("EPSG:2180", "EPSG:4326")),
}  # fmt: skip


def in_hole(path: str) -> bool:
    """Whether a tile is one of those that are refused with ``hole``."""
    return int(dict(parse_qsl(urlsplit(path).query)).get("TILECOL", 0)) % 2 == 1


class NotAMap(Exception):
    """A request that the service answers with an exception report."""


def colour(first: int, second: int) -> tuple[int, int, int]:
    """The colour of a numbered tile or square; neighbours differ by far more than JPEG blurs."""
    return (first * 67 + 29) % 256, (second * 97 + 13) % 256, (first * 41 + second * 151 + 5) % 256


def matrix(name: str, level: int) -> tuple[float, float, float, int, int, int]:
    """West, north, metres (EPSG:4326: degrees) per pixel, tile size in pixels, columns, rows of a level."""
    if name == "EPSG:2180":
        return WEST, NORTH, SCALES[level] * 0.00028, 512, *SIZES[level]
    if name == "EPSG:4326":
        res = SCALES[level] * 0.00028 / DEGREE_M
        return LON_WEST, LAT_NORTH, res, 512, math.ceil(13 / (res * 512)), math.ceil(8 / (res * 512))
    shrink = 2 ** (19 - level)
    size = math.ceil(298124 / shrink), math.ceil(180246 / shrink)
    return -MERCATOR, MERCATOR, 2 * MERCATOR / 256 / 2**level, 256, *size


def limits(name: str, level: int) -> tuple[int, int, int, int]:
    """First and last column, first and last row that hold data."""
    west, north, res, size, columns, rows = matrix(name, level)
    box = DATA
    if name != "EPSG:2180":
        corners = [(x, y, 0) for x in (DATA[0], DATA[2]) for y in (DATA[1], DATA[3])]
        points = np.array(scene.transform("EPSG:2180", name).TransformPoints(corners))
        box = (*points[:, :2].min(axis=0), *points[:, :2].max(axis=0))
    span = res * size
    return (
        max(0, int((box[0] - west) // span)), min(columns - 1, int((box[2] - west) // span)),
        max(0, int((north - box[3]) // span)), min(rows - 1, int((north - box[1]) // span)),
    )  # fmt: skip


def levels(name: str) -> int:
    """How many levels a matrix set has."""
    return 20 if name == "EPSG:3857" else 17


def placed(crs: str, box: tuple[float, float, float, float], width: int, height: int) -> list[np.ndarray]:
    """Easting and northing in EPSG:2180 of every pixel of a box of another CRS, between 24 by 24 points reckoned."""
    side = 24
    x = box[0] + (np.linspace(0, 1, side)) * (box[2] - box[0])
    y = box[3] - (np.linspace(0, 1, side)) * (box[3] - box[1])
    if crs == "EPSG:3857":  # what lies far off has no place in EPSG:2180
        x, y = np.clip(x, 9e5, 34e5), np.clip(y, 55e5, 82e5)
    elif crs == "EPSG:4326":
        x, y = np.clip(x, 8, 31), np.clip(y, 44, 59)
    knots = np.array(scene.transform(crs, "EPSG:2180").TransformPoints([(a, b, 0) for b in y for a in x]))
    return [
        np.asarray(Image.fromarray(knots[:, i].reshape(side, side).astype(np.float32), "F").transform(
            (width, height), Image.Transform.EXTENT, (0.5, 0.5, side - 0.5, side - 0.5), Image.Resampling.BILINEAR))
        for i in (0, 1)
    ]  # fmt: skip


def draw(look: str, crs: str, box: tuple[float, float, float, float], width: int, height: int) -> Image.Image:
    """A scene for a box (west, south, east, north) of any CRS: drawn in EPSG:2180, then put in place."""
    if crs == "EPSG:2180":
        return scene.LOOKS[look](scene.Frame(box, width, height))
    e, n = placed(crs, box, width, height)
    frame = scene.Frame((e.min(), n.min(), max(e.max(), e.min() + 1), max(n.max(), n.min() + 1)), width, height)
    source = np.asarray(scene.LOOKS[look](frame))
    column = np.clip(((e - frame.west) / frame.dx).astype(int), 0, width - 1)
    row = np.clip(((frame.north - n) / frame.dy).astype(int), 0, height - 1)
    return Image.fromarray(source[row, column])


def mark(picture: Image.Image, crs: str, box) -> Image.Image:
    """A white square of 13 px with a black edge at Kraków's market square, where the picture shows it."""
    x, y = MARKET
    if crs != "EPSG:2180":
        x, y, _ = scene.transform("EPSG:2180", crs).TransformPoint(x, y)
    px = (x - box[0]) / (box[2] - box[0]) * picture.width
    py = (box[3] - y) / (box[3] - box[1]) * picture.height
    if -20 < px < picture.width + 20 and -20 < py < picture.height + 20:
        draw_on = ImageDraw.Draw(picture)
        for half, shade in ((9, (0, 0, 0)), (6, (255, 255, 255))):
            draw_on.rectangle((round(px - 0.5 - half), round(py - 0.5 - half),
                               round(px - 0.5 + half), round(py - 0.5 + half)), shade)  # fmt: skip
    return picture


def numbered_tile(name: str, level: int, column: int, row: int) -> Image.Image:
    """Cells that are coloured by their number in the whole level, and the tile's number."""
    west, north, res, size, _, _ = matrix(name, level)
    cell = np.arange(size) * CELLS // size
    channels = colour(*np.meshgrid(column * CELLS + cell, row * CELLS + cell))
    picture = Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8), "RGB")
    ImageDraw.Draw(picture).text((6, 6), f"{level}/{column}/{row}", (255, 255, 255))
    left, top, span = west + column * size * res, north - row * size * res, size * res
    return mark(picture, name, (left, top - span, left + span, top))


def numbered_squares(crs: str, box, width: int, height: int) -> Image.Image:
    """Squares of 10 km of EPSG:2180, each in its colour."""
    x = box[0] + (np.arange(width) + 0.5) / width * (box[2] - box[0])
    y = box[3] - (np.arange(height) + 0.5) / height * (box[3] - box[1])
    e, n = np.meshgrid(x, y)
    if crs != "EPSG:2180":
        e, n = placed(crs, box, width, height)
    channels = colour(np.floor(e / 10000).astype(np.int64), np.floor(n / 10000).astype(np.int64))
    return mark(Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8), "RGB"), crs, box)


class Geoportal(ThreadingHTTPServer):
    """The server. ``failure``, ``pictures``, ``look`` and ``cache_control`` (a header of every answer) may be changed
    while it runs; ``requests`` lists what was asked."""

    daemon_threads = True

    def __init__(self, port: int = 0, look: str = "numbered", failure: str = ""):
        super().__init__(("127.0.0.1", port), Handler)
        self.look, self.failure, self.delay_s = look, failure, 5.0
        self.pictures = self.cache_control = ""
        self.east_first = False  # a service that has its axes the wrong way round, as not a few do
        self.requests: list[str] = []
        self.seen: set[str] = set()
        self.connections: set = set()
        self.counter, self.served = itertools.count(1), itertools.count()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def catalogue(self, path: Path) -> Path:
        """Write a user's catalogue file that sends the plugin here."""
        entries = [{"id": row[0], "url": self.address + where} for where, row in SERVICES.items()]
        path.write_text(json.dumps({"services": entries}, indent=2), encoding="utf-8")
        return path

    def vanish(self) -> None:
        """Be there no more: new connections are refused, standing ones broken off."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request, client_address) -> None:
        """Note the connection: a browser or QGIS keeps it for its next questions."""
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:
        """Forget it."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def __enter__(self) -> Geoportal:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """A client that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Answer one request, or fail as told."""
        parts = urlsplit(self.path)
        if parts.path == "/set":  # from another process: /set?pictures=down&failure=&delay_s=30
            for name, value in parse_qsl(parts.query, keep_blank_values=True):
                setattr(self.server, name, float(value) if name == "delay_s" else value)
            self._send(200, "text/plain", b"")
            return
        self.server.requests.append(unquote(self.path))  # QGIS spells a colon in two ways
        query = {key.upper(): value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
        if self._fail(query):
            return
        entry = SERVICES.get(parts.path)
        if entry is None:
            self._send(404, "text/plain", b"no such service")
            return
        try:
            self._send(200, *self._answer(parts.path, entry, query))
            if self.server.pictures == "last" and query.get("REQUEST", "").lower() in ("gettile", "getmap"):
                self.server.vanish()
        except (NotAMap, KeyError, ValueError, IndexError) as error:
            text = f'<ServiceExceptionReport><ServiceException code="InvalidParameterValue">{escape(str(error))}'
            self._send(400, "text/xml", (text + "</ServiceException></ServiceExceptionReport>").encode())

    def _fail(self, query: dict) -> bool:
        failure = self.server.failure
        if query.get("REQUEST", "").lower() in ("gettile", "getmap"):
            failure = failure or self.server.pictures
        if failure == "hole" and in_hole(self.path):
            self._send(400, "text/xml", b"<ServiceExceptionReport><ServiceException/></ServiceExceptionReport>")
        elif failure == "404" or (failure == "first404" and self.path not in self.server.seen):
            self.server.seen.add(self.path)
            self._send(404, "text/plain", b"")
        elif failure == "empty404" and next(self.server.counter) % 8 == 1:
            self._send(404, "text/plain", b"")
        elif failure == "down":
            self._send(500, "text/html", b"<html><body>Internal Server Error</body></html>")
        elif failure == "html":
            self._send(200, "text/html", b"<!DOCTYPE html><html><body>Przerwa techniczna</body></html>")
        elif failure == "exception":
            text = "<ServiceException>Usługa chwilowo niedostępna</ServiceException>"
            self._send(200, "text/xml", f"<ServiceExceptionReport>{text}</ServiceExceptionReport>".encode())
        elif failure == "nothing":
            self._send(200, "text/xml", b"")
        else:
            if failure == "slow":
                time.sleep(self.server.delay_s)
            elif failure == "last" and next(self.server.served):
                time.sleep(2)  # broken off meanwhile
            return False
        return True

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.server.cache_control:
            self.send_header("Cache-Control", self.server.cache_control)
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str, entry: tuple, query: dict) -> tuple[str, bytes]:
        _, kind, layers, media, crs = entry
        request = query.get("REQUEST", "").lower()
        if query.get("SERVICE", kind).upper() != kind:
            raise NotAMap(f"service {query['SERVICE']}")
        if request == "getcapabilities":
            if self.server.failure == "changed":
                layers, crs = {f"{name}_2": look for name, look in layers.items()}, crs
            address = self.server.address + path
            if kind == "WMTS":
                text = wmts_capabilities(address, layers, media, crs, self.server.east_first)
            else:
                text = wms_capabilities(address, layers, media, crs, query.get("VERSION", "1.3.0"))
            body = text.encode()
            return "text/xml", body[: len(body) // 2] if self.server.failure == "cut" else body
        if request == "gettile" and kind == "WMTS":
            return media, self._encode(self._tile(layers, crs, query), media)
        if request == "getmap" and kind == "WMS":
            return media, self._encode(self._map(layers, crs, query), media)
        raise NotAMap(f"request {request}")

    def _tile(self, layers: dict, sets: tuple, query: dict) -> Image.Image:
        name, level = query["TILEMATRIXSET"], int(query["TILEMATRIX"].rpartition(":")[2])
        column, row = int(query["TILECOL"]), int(query["TILEROW"])
        if name not in sets or query["TILEMATRIX"] != f"{name}:{level}" or not 0 <= level < levels(name):
            raise NotAMap("tile matrix")
        first_column, last_column, first_row, last_row = limits(name, level)
        if not (first_column <= column <= last_column and first_row <= row <= last_row):
            raise NotAMap("TileOutOfRange")
        west, north, res, size, _, _ = matrix(name, level)
        look = layers[query["LAYER"]]
        if self.server.look == "numbered":
            return numbered_tile(name, level, column, row)
        left, top = west + column * size * res, north - row * size * res
        return draw(look, name, (left, top - size * res, left + size * res, top), size, size)

    def _map(self, layers: dict, allowed: tuple, query: dict) -> Image.Image:
        version = query["VERSION"]
        crs = query["CRS" if version == "1.3.0" else "SRS"]
        width, height = int(query["WIDTH"]), int(query["HEIGHT"])
        box = tuple(map(float, query["BBOX"].split(",")))
        if crs not in allowed or len(box) != 4 or not (0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS):
            raise NotAMap(f"CRS, BBOX or size: {crs} {width}x{height}")
        if (
            version == "1.3.0" and crs != "EPSG:3857" and not self.server.east_first
        ):  # the authority's order: northing first
            box = box[1], box[0], box[3], box[2]
        wanted = query["LAYERS"].split(",")
        for name in wanted:
            if name not in layers:
                raise NotAMap(f"layer {name}")
        if self.server.look == "numbered":
            return numbered_squares(crs, box, width, height)
        return draw(layers[wanted[-1]], crs, box, width, height)

    def _encode(self, picture: Image.Image, media: str) -> bytes:
        stream = io.BytesIO()
        if media == "image/jpeg":
            picture.convert("RGB").save(stream, "JPEG", quality=88)
        else:
            picture.save(stream, "PNG", compress_level=3)
        return stream.getvalue()


def wmts_capabilities(address: str, layers: dict, media: str, sets: tuple, east_first: bool = False) -> str:
    """The WMTS document; corners of EPSG:2180 northing first, as the real one has them."""
    operations = "".join(
        f'<ows:Operation name="{name}"><ows:DCP><ows:HTTP><ows:Get xlink:href="{escape(address)}?"><ows:Constraint '
        'name="GetEncoding"><ows:AllowedValues><ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint>'
        "</ows:Get></ows:HTTP></ows:DCP></ows:Operation>"
        for name in ("GetCapabilities", "GetTile")
    )
    links, definitions = "", ""
    for name in sets:
        rows, entries = "", ""
        for level in range(levels(name)):
            first_column, last_column, first_row, last_row = limits(name, level)
            rows += (
                f"<TileMatrixLimits><TileMatrix>{name}:{level}</TileMatrix><MinTileRow>{first_row}</MinTileRow>"
                f"<MaxTileRow>{last_row}</MaxTileRow><MinTileCol>{first_column}</MinTileCol>"
                f"<MaxTileCol>{last_column}</MaxTileCol></TileMatrixLimits>"
            )
            west, north, res, size, columns, count = matrix(name, level)
            corner = f"{west} {north}" if name == "EPSG:3857" or east_first else f"{north:.10g} {west:.10g}"
            scale = res * (DEGREE_M if name == "EPSG:4326" else 1) / 0.00028
            entries += (
                f"<TileMatrix><ows:Identifier>{name}:{level}</ows:Identifier><ScaleDenominator>{scale!r}"
                f"</ScaleDenominator><TopLeftCorner>{corner}</TopLeftCorner><TileWidth>{size}</TileWidth>"
                f"<TileHeight>{size}</TileHeight><MatrixWidth>{columns}</MatrixWidth>"
                f"<MatrixHeight>{count}</MatrixHeight></TileMatrix>"
            )
        links += (
            f"<TileMatrixSetLink><TileMatrixSet>{name}</TileMatrixSet><TileMatrixSetLimits>{rows}"
            "</TileMatrixSetLimits></TileMatrixSetLink>"
        )
        definitions += (
            f"<TileMatrixSet><ows:Identifier>{name}</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:"
            f"{name.replace(':', '::')}</ows:SupportedCRS>{entries}</TileMatrixSet>"
        )
    contents = "".join(
        f"<Layer><ows:Title>{escape(name)}</ows:Title><ows:WGS84BoundingBox><ows:LowerCorner>14 49</ows:LowerCorner>"
        "<ows:UpperCorner>24.2 55</ows:UpperCorner></ows:WGS84BoundingBox>"
        f"<ows:Identifier>{escape(name)}</ows:Identifier>"
        '<Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style>'
        f"<Format>{media}</Format>{links}</Layer>"
        for name in layers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Capabilities xmlns="http://www.opengis.net/wmts/1.0" '
        'xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">'
        "<ows:ServiceIdentification><ows:Title>Atrapa usługi przeglądania</ows:Title><ows:ServiceType>OGC WMTS"
        "</ows:ServiceType><ows:ServiceTypeVersion>1.0.0</ows:ServiceTypeVersion></ows:ServiceIdentification>"
        f"<ows:OperationsMetadata>{operations}</ows:OperationsMetadata><Contents>{contents}{definitions}</Contents>"
        "</Capabilities>"
    )


def wms_capabilities(address: str, layers: dict, media: str, crs: tuple, version: str) -> str:
    """The WMS document of version 1.1.1 or 1.3.0."""
    new = version.startswith("1.3")
    key = "CRS" if new else "SRS"
    link = f'<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{escape(address)}?"/>'
    get = f"<DCPType><HTTP><Get>{link}</Get></HTTP></DCPType>"
    west, south, east, north = DATA
    box = f'minx="{south}" miny="{west}" maxx="{north}" maxy="{east}"' if new else (
        f'minx="{west}" miny="{south}" maxx="{east}" maxy="{north}"')  # fmt: skip
    geographic = (
        "<EX_GeographicBoundingBox><westBoundLongitude>14</westBoundLongitude><eastBoundLongitude>24.2"
        "</eastBoundLongitude><southBoundLatitude>49</southBoundLatitude><northBoundLatitude>55</northBoundLatitude>"
        "</EX_GeographicBoundingBox>"
        if new
        else '<LatLonBoundingBox minx="14" miny="49" maxx="24.2" maxy="55"/>'
    )
    listed = "".join(f"<{key}>{code}</{key}>" for code in crs)
    children = "".join(
        f'<Layer queryable="0"><Name>{escape(name)}</Name><Title>{escape(name)}</Title>{geographic}'
        f'<BoundingBox {key}="EPSG:2180" {box}/><Style><Name>default</Name><Title>default</Title></Style></Layer>'
        for name in layers
    )
    root, space = ("WMS_Capabilities", ' xmlns="http://www.opengis.net/wms"') if new else ("WMT_MS_Capabilities", "")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root}{space} version="{"1.3.0" if new else "1.1.1"}"><Service>'
        f"<Name>{'WMS' if new else 'OGC:WMS'}</Name><Title>Atrapa usługi</Title>{link}</Service><Capability>"
        f"<Request><GetCapabilities><Format>text/xml</Format>{get}</GetCapabilities><GetMap>"
        f"<Format>{media}</Format>{get}</GetMap></Request><Exception><Format>XML</Format></Exception>"
        f"<Layer><Title>Atrapa</Title>{listed}{geographic}"
        f'<BoundingBox {key}="EPSG:2180" {box}/>{children}</Layer></Capability></{root}>'
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--look", choices=("scene", "numbered"), default="scene")
    parser.add_argument("--failure", choices=FAILURES, default="")
    parser.add_argument("--catalogue", type=Path, help="write a service catalogue for the plugin's settings here")
    options = parser.parse_args()
    server = Geoportal(options.port, options.look, options.failure)
    if options.catalogue:
        server.catalogue(options.catalogue)
    print(server.address, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
