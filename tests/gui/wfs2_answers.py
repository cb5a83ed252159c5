"""What WFS 2.0 answers from a publication, without a server: a response that keeps what is written to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from publishing_store import (
    CONFIRMED,
    DRUGS,
    ELIMINATED,
    NOT_CONFIRMED,
    PARKING,
    days_ago,
    put,
)

from kmzb_qgis.publishing import blobs
from kmzb_qgis.server.wfs2 import crs, getfeature, source
from kmzb_qgis.server.wfs2.model import feature_types
from kmzb_qgis.server.wfs2.query import GetFeature, GetPropertyValue, Output, Query

WORDS = 'ząb\t"cudzysłów"; a & b < c > d\\n \\ \x01\x0b koniec\r\nżółw, 100%s %d'
FORMULA = "=1+2"
BASE = "http://serwer/?"
ASKED = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature"}
TYPES = feature_types()


class Response:
    """As much of QgsServerResponse as an answer needs."""

    def __init__(self, breaks_after: int = 1 << 60):
        self.status, self.headers, self.body, self.flushed = 0, {}, b"", 0
        self._breaks_after = breaks_after

    def setStatusCode(self, status):
        self.status = status

    def setHeader(self, name, value):
        self.headers[name] = value

    def write(self, block):
        self.body += bytes(block)

    def flush(self):
        self.flushed += 1
        if self.flushed > self._breaks_after:
            raise OSError("gone")


def project(folder) -> str:
    """The pinned project of a publication folder."""
    return str(Path(folder) / "public" / "kmzb.qgs")


def asked(*queries: Query, output: Output = Output.GML32, **more) -> GetFeature:
    """A GetFeature whose answer has links."""
    return GetFeature(queries, output, **{"asked": ASKED, **more})


def query(name: str = "zgloszenia", spelling: str = "", **more) -> Query:
    """A query of a whole layer."""
    return Query(TYPES[name], crs.read(spelling), **more)


def answered(where, request: GetFeature | GetPropertyValue) -> Response:
    """The answer of a folder, or of an opened source."""
    found = where if hasattr(where, "reading") else source.open_source(project(where))
    response = Response()
    getfeature.answer(request, found, response, BASE)
    return response


def fill(store, many: int = 40) -> None:
    """Reports over Poland that expire at different midnights, odd words, exact and inexact places, two units."""
    kinds = (18, PARKING, 14, 4)
    for index in range(many):
        state = (CONFIRMED, ELIMINATED, NOT_CONFIRMED, CONFIRMED)[index % 4]
        place = (250_000.25 + 12_345.67 * index, 640_000.5 - 9_876.54 * index)
        put(
            store, f"r{index}", category_id=kinds[index % 3], status_id=state, changed=days_ago(1 + index % 5),
            place=tuple(round(axis, 2) for axis in place), teryt="1261011" if index % 2 else "1465011",
            reason_text=f"powód {index}" if state == ELIMINATED and index % 8 == 1 else None,
        )  # fmt: skip
    put(store, "words", status_id=ELIMINATED, reason_text=WORDS, changed=days_ago(1))
    put(store, "formula", status_id=ELIMINATED, reason_text=FORMULA, changed=days_ago(1))
    put(store, "event", event_at=days_ago(3))
    put(store, "hidden", category_id=DRUGS)
    with store.connect() as connection:
        cells = blobs.cells(np.array([[560000.0, 240000.0], [561000.5, 245000.0]]), 10000)
        for number, (code, cell) in enumerate(zip(("1261", "1261011"), cells)):
            connection.execute(
                "INSERT INTO unit (id, level, name, teryt, geom) VALUES (?, ?, ?, ?, ?)",
                (f"u{number}", ("powiat", "gmina")[number], f"Kraków & {number}", code, blobs.multipolygon(cell)),
            )
