"""UUG, the geocoder of addresses: its questions, and its answers read with distrust. Asks nobody itself.

An answer is JSON: ``{"type": …, "found objects": n, "results": {"1": {"city", "street", "number", "code", "x", "y",
"teryt", "jednostka": "{Polska,voivodeship,county,municipality}", …}} | null}`` in EPSG:2180, ``x`` being the easting.
Numbers may be texts.
"""

from __future__ import annotations

import json
import math

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import answers, plausible
from .found import Found

NAME = "UUG"
SRS = "2180"
MOST_ROWS = 50  # shown of one answer, whatever number it claims
FAR_M = 20_000.0  # nobody lives farther from a place of Poland than that; an answer that does is about another place
_TEXTS = ("city", "street", "number", "code", "voivodeship", "county", "commune", "teryt", "simc", "ulic")
_MOST_DIGITS = 20
_UNITS = ("voivodeship", "county", "commune")


def by_text(text: str) -> dict:
    """The question for an address ('Marki, Andersa 1'), a street ('Marki, Andersa') or a town."""
    return {"request": "GetAddress", "address": " ".join(text.split()), "srid": SRS}


def by_place(x: float, y: float) -> dict:
    """The question for the address nearest to a place of EPSG:2180."""
    return {"request": "GetAddressReverse", "location": f"POINT({x:.2f} {y:.2f})", "srid": SRS}


def read(body: bytes, content_type: str, asked: tuple[float, float] | None = None) -> list[Found]:
    """The places of an answer, none where UUG knows none; nearest first where it was ``asked`` about a place.

    Entries that cannot be right are left out. Raises KmzbError where the answer is an error, not of UUG's form, or
    where no entry of it is right.
    """
    text = answers.text_of(body, content_type)
    answers.refuse_page(NAME, text)
    try:
        document = json.loads(text.lstrip("\ufeff"), parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise answers.strange(NAME, text) from error
    if not isinstance(document, dict):
        raise answers.strange(NAME, text)
    said = next((document[key] for key in ("error", "message", "Error") if document.get(key)), "")
    results = document.get("results")
    if said and not results:
        raise KmzbError(
            tr("{service} reports an error: {reason}.", service=NAME, reason=answers.short(str(said))),
            text[: answers.DETAILS],
            "answer",
        )
    if "results" not in document or not isinstance(results, (dict, list, type(None))):
        raise answers.strange(NAME, text)
    entries = list(results.values() if isinstance(results, dict) else results or [])[:MOST_ROWS]
    found = [place for place in (_entry(entry, asked) for entry in entries) if place is not None]
    if entries and not found:
        raise answers.strange(NAME, text)
    return sorted(found, key=lambda place: place.distance) if asked else found


def _entry(entry, asked) -> Found | None:
    """One entry as a place; None where it cannot be right."""
    if not isinstance(entry, dict):
        return None
    parts = {name: _text(entry.get(name)) for name in _TEXTS}
    unit = [part.strip().strip('"') for part in _text(entry.get("jednostka")).strip("{}").split(",")]
    if len(unit) == 4:  # the country first
        for name, value in zip(_UNITS, unit[1:]):
            parts[name] = parts[name] or value
    x, y = _number(entry.get("x")), _number(entry.get("y"))
    if not parts["city"]:
        return None
    box = plausible.box_of(parts["teryt"], parts["voivodeship"])
    swapped, distance = plausible.is_swapped(box, x, y), None
    if asked is not None and swapped is not None:
        swapped = math.dist(asked, (y, x)) < math.dist(asked, (x, y))
        distance = math.dist(asked, (y, x) if swapped else (x, y))
    if swapped is None or (distance or 0) > FAR_M:
        return None
    kind = "address" if parts["number"] else "street" if parts["street"] else "city"
    if swapped:
        x, y = y, x
    return Found(kind, title(parts), _detail(parts), x, y, "", parts["teryt"], parts, distance)


def title(parts: dict) -> str:
    """An address as it is written: 'Marki, Andersa 1', 'Zakrzewo 45' or 'Marki'."""
    if parts["street"]:
        return f"{parts['city']}, {parts['street']} {parts['number']}".strip()
    return f"{parts['city']} {parts['number']}".strip()


def _detail(parts: dict) -> str:
    units = ", ".join(dict.fromkeys(parts[name] for name in reversed(_UNITS) if parts[name]))  # a city is its county
    return " · ".join(part for part in (parts["code"], units) if part)


def _whole(digits: str) -> int | float:
    """A whole number; Python takes time by the square of its length, so that a long one is only infinite."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _text(value) -> str:
    """A text, or a whole number as one; empty for whatever else stands there."""
    if isinstance(value, str):
        return " ".join(value.split())[: answers.NAME]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _number(value) -> float:
    """A number, also one that stands as text with a comma; NaN for whatever else stands there."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return math.nan
    try:
        return float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return math.nan
