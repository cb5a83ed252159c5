"""Answers read by the test itself (lxml, json, csv): the points of the known reports, and the label they carry."""

from __future__ import annotations

import csv
import io
import json
import re

from lxml import etree

from . import truth

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
Point = tuple  # (label, first, second)


def points(body: bytes, content_type: str) -> dict[str, Point]:
    """The points of an answer by public id, each with its label (empty: the format has none)."""
    if "json" in content_type:
        return _geojson(body)
    if "csv" in content_type:
        return _csv(body)
    return _gml(body)


def _geojson(body: bytes) -> dict[str, Point]:
    found = {}
    for feature in json.loads(body)["features"]:
        a, b = feature["geometry"]["coordinates"][:2]
        found[feature["properties"]["id"]] = ("", a, b)
    return found


def _csv(body: bytes) -> dict[str, Point]:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    header = next(rows)
    return {row[header.index("id")]: (f"columns {','.join(header[:2])}", float(row[0]), float(row[1])) for row in rows}


def _gml(body: bytes) -> dict[str, Point]:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    found = {}
    for feature in root.iterfind(".//{*}zgloszenia"):
        point = feature.find(".//{*}Point")
        place = point.find("{*}pos")
        place = point.find("{*}coordinates") if place is None else place
        a, b = map(float, NUMBER.findall(place.text))
        found[feature.findtext("{*}id")] = (_label(point), a, b)
    return found


def _label(element) -> str:
    """The srsName of an element, else of the nearest one around it, else of its collection's box."""
    while element is not None:
        if element.get("srsName"):
            return element.get("srsName")
        element = element.getparent()
    return ""


def verdict(seen: dict[str, Point], places: tuple[str, ...], code: int) -> str:
    """In words: the order in which the places came; what was wrong where it is none. ``code``: of the answer's CRS."""
    wanted = {truth.number(place): place for place in places}
    missing, others = wanted.keys() - seen.keys(), seen.keys() - wanted.keys()
    if missing or others:
        return "nothing" if not seen else f"{len(missing)} missing, {len(others)} others"
    told = set()
    for number, place in wanted.items():
        label, a, b = seen[number]
        x, y = truth.at(place, code)
        north = truth.near((a, b), (y, x), code)
        if not north and not truth.near((a, b), (x, y), code):
            return "elsewhere"
        words = truth.named(code, north)
        if label.startswith("columns "):
            right = label in (("columns y,x", "columns lat,lon") if north else ("columns x,y", "columns lon,lat"))
            words += "" if right else f" in {label}"
        elif label and (truth.code_of_label(label) != code or truth.order_of_label(label) not in (None, north)):
            words += f" labelled {label}"
        told.add(words)
    return " / ".join(sorted(told))
