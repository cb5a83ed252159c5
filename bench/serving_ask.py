"""Asking a service and looking at what it answers: only a right answer counts.

The client is a bare socket (HTTP/1.0, so answers are not in chunks): it costs next to nothing beside the servers.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from osgeo import gdal
from serving_data import Place

_PATIENCE = (60.0, 0.001, 600.0)  # seconds for an answer: at least, more for each report, at most
_DRAWN = 200  # pixels of a map that is not empty: two cells of 10 km at a national scale
_BLOCK = 1 << 20
_LOCAL = rb"(?:[\w.-]+:)?"
_NUMBER = r"(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)"
_POS = re.compile(rf"<(?:\w+:)?(?:pos|coordinates)\b[^>]*>\s*{_NUMBER}[\s,]+{_NUMBER}".encode())
_FIRST_NORTH = re.compile(rb"srsName=['\"](?:urn:|https?:)[^'\"]*EPSG", re.IGNORECASE)


class Wrong(Exception):
    """An answer that is not what was asked for, or none at all."""


class Silent(Wrong):
    """No answer in time: who asks again would wait as long again."""


def patience(size: int) -> float:
    """Seconds that an answer may take where there are so many reports."""
    least, each, most = _PATIENCE
    return min(least + each * size, most)


@dataclass(frozen=True)
class Answer:
    """``seconds`` from the first byte sent to the last one read, ``first`` to the first one read."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    length: int
    seconds: float
    first: float


@dataclass(frozen=True)
class Question:
    """What is sent: ``path`` with its query, or of the number of a run, so that no run repeats another's words and none
    is answered from a server's memory of the last. ``check`` raises Wrong where an answer is not right."""

    path: str | Callable[[int], str]
    check: Callable[[Answer], None]
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def words(self, number: int) -> str:
        """The path of a run."""
        return self.path if isinstance(self.path, str) else self.path(number)


def ask(port: int, question: Question, keep: bool = False, number: int = 0, seconds: float = _PATIENCE[-1]) -> Answer:
    """Send a question to a port of loopback. ``keep``: the body too; ``number``: of the run; ``seconds``: how long to
    wait for the answer's next bytes. Raises Wrong where the status is another one, Silent where nothing comes."""
    lines = [
        f"GET {question.words(number)} HTTP/1.0",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: kmzb-bench",
        "Accept: */*",
    ]
    lines += [f"{name}: {value}" for name, value in question.headers]
    sent = ("\r\n".join(lines) + "\r\n\r\n").encode()
    begun, first, length, kept, head = time.perf_counter(), 0.0, 0, [], b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
            connection.sendall(sent)
            block = memoryview(bytearray(_BLOCK))
            while True:
                got = connection.recv_into(block)
                if not got:
                    break
                if not first:
                    first = time.perf_counter() - begun
                if b"\r\n\r\n" not in head:
                    head += bytes(block[:got])
                    if b"\r\n\r\n" in head:
                        head, _, rest = head.partition(b"\r\n\r\n")
                        head += b"\r\n\r\n"
                        length += len(rest)
                        kept.append(rest)
                    continue
                length += got
                if keep:
                    kept.append(bytes(block[:got]))
    except socket.timeout as error:
        raise Silent(f"no answer within {seconds:.0f} s") from error
    except OSError as error:
        raise Wrong(f"no answer: {error}") from error
    took = time.perf_counter() - begun
    words = head.decode("latin-1").split("\r\n")
    if not words[0].startswith("HTTP/"):
        raise Wrong("no answer")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in words[1:] if line)}
    status = int(words[0].split()[1])
    answer = Answer(status, headers, b"".join(kept), length, took, first)
    if status != question.status:
        raise Wrong(f"status {status}: {_shown(answer.body)}")
    return answer


def _shown(body: bytes) -> str:
    text = re.sub(r"<[^>]*>|\s+", " ", body[:3000].decode("utf-8", "replace"))
    return re.sub(r"/[\w./-]{8,}", "…", re.sub(r"\s+", " ", text)).strip()[:160]


def geojson(count: int, place: Place | None = None) -> Callable[[Answer], None]:
    """A check of a GeoJSON collection: how many features, and where a known one lies (longitude first)."""

    def look(answer: Answer) -> None:
        try:
            features = json.loads(answer.body)["features"]
        except (ValueError, KeyError, TypeError) as error:
            raise Wrong(f"no GeoJSON: {_shown(answer.body)}") from error
        _same(count, len(features))
        if place is None:
            return
        for feature in features:
            if (feature.get("properties") or {}).get("id") == place.id or feature.get("id") == place.id:
                _near(feature["geometry"]["coordinates"][:2], (place.lon, place.lat), 2e-6)
                return
        raise Wrong("the known report is missing")

    return look


def counted(count: int) -> Callable[[Answer], None]:
    """A check of a GeoJSON collection too large to be read whole: how many features."""

    def look(answer: Answer) -> None:
        _same(count, len(re.findall(rb'"type"\s*:\s*"Feature"', answer.body)))

    return look


def gml(count: int, place: Place | None = None) -> Callable[[Answer], None]:
    """A check of a GML collection in EPSG:2180: northing first where the CRS is written as urn or URL."""

    def look(answer: Answer) -> None:
        opened = [found.start() for found in re.finditer(rb"<" + _LOCAL + rb"zgloszenia[\s>]", answer.body)]
        _same(count, len(opened), answer.body)
        if place is None:
            return
        at = answer.body.find(place.id.encode())
        begins = max((start for start in opened if start < at), default=-1)
        if at < 0 or begins < 0:
            raise Wrong("the known report is missing")
        ends = min((start for start in opened if start > at), default=len(answer.body))
        feature = answer.body[begins:ends]
        found = _POS.search(feature)
        if not found:
            raise Wrong("a report without a place")
        pair = [float(number) for number in found.groups()]
        if _FIRST_NORTH.search(feature):
            pair.reverse()
        _near(pair, (place.east, place.north), 0.02)

    return look


def hits(count: int) -> Callable[[Answer], None]:
    """A check of a count: numberMatched of WFS 2.0 and OGC API Features, numberOfFeatures of WFS 1.1.0."""

    def look(answer: Answer) -> None:
        found = re.search(rb"number(?:Matched|OfFeatures)\W+(\d+)", answer.body)
        if not found:
            raise Wrong(f"no count: {_shown(answer.body)}")
        _same(count, int(found.group(1)))

    return look


def contains(words: bytes) -> Callable[[Answer], None]:
    """A check that words stand in the answer."""

    def look(answer: Answer) -> None:
        if words not in answer.body:
            raise Wrong(f"no {words.decode()}: {_shown(answer.body)}")

    return look


def picture(answer: Answer) -> None:
    """A check of a map: a PNG of 800 by 600 pixels, some of which are drawn. Its length says little: squares of
    one colour take few bytes."""
    if not answer.body.startswith(b"\x89PNG") or answer.body[16:24] != (800).to_bytes(4, "big") + (600).to_bytes(
        4, "big"
    ):
        raise Wrong(f"no map: {_shown(answer.body)}")
    drawn = _drawn(answer.body)
    if drawn < _DRAWN:
        raise Wrong(f"an empty map ({drawn:,} pixels drawn)")


def _drawn(png: bytes) -> int:
    """How many pixels of a map differ from its commonest colour, which is the background's."""
    place = "/vsimem/kmzb-bench-map.png"
    gdal.FileFromMemBuffer(place, png)
    try:
        dataset = gdal.Open(place)
        if dataset is None:
            raise Wrong("no map: the picture cannot be read")
        read = dataset.ReadAsArray()
        if read is None:
            raise Wrong("no map: the picture breaks off")
        pixels = np.atleast_3d(read.T).reshape(-1, dataset.RasterCount)
    finally:
        gdal.Unlink(place)
    counts = np.unique(pixels, axis=0, return_counts=True)[1]
    return int(len(pixels) - counts.max())


def nothing(answer: Answer) -> None:
    """A check of an answer without a body."""
    if answer.length:
        raise Wrong(f"{answer.length} bytes too many")


def _same(wanted: int, found: int, body: bytes = b"") -> None:
    if wanted != found:
        raise Wrong(f"{found:,} features, not {wanted:,}" + (f": {_shown(body)}" if body and not found else ""))


def _near(found, wanted, far: float) -> None:
    if any(abs(one - other) > far for one, other in zip(found, wanted)):
        raise Wrong(f"the known report lies at {found[0]}, {found[1]}, not {wanted[0]}, {wanted[1]}")
