"""ULDK, the locator of parcels and units: its questions, and its answers read with distrust. Asks nobody itself.

An answer is text: a status (0 or the number of rows; negative: none, with a reason), then a row a find, its columns in
the order asked for, parted by '|', the shape as ``SRID=2180;POLYGON((…))`` with easting first.
"""

from __future__ import annotations

import math
import re

from qgis.core import QgsGeometry

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import answers, plausible
from .found import Found

NAME = "ULDK"
SRS = "2180"
MOST_ROWS = 50  # shown of one answer, whatever number it claims
KINDS = ("parcel", "region", "commune", "county", "voivodeship")  # from the smallest to the largest
_REQUEST = {kind: kind.capitalize() for kind in KINDS}
_IDS = (  # what a text looks like -> kind; what does not look like any is a name, with a number or without
    ("parcel", re.compile(r"\d{6}_\d\.\d{4}\.\S+")),
    ("region", re.compile(r"\d{6}_\d\.\d{4}")),
    ("commune", re.compile(r"\d{6}_?\d")),
    ("county", re.compile(r"\d{4}")),
)
_NUMBERED = re.compile(r".*\D\s+\d+(/\d+)?")
_STATUS = re.compile(r"\s*(-?\d{1,9})(?:\s+(.*))?")
_SHAPE = re.compile(r"(?:SRID=(\d+);)?\s*((?:MULTI)?(?:POLYGON|POINT|LINESTRING)\s*\(.*\))\s*", re.IGNORECASE)
# How far a shape may lie from the place asked about: digitised borders do not meet, units were generalised.
NEAR_M = {"parcel": 50.0, "region": 500.0, "commune": 2000.0, "county": 2000.0, "voivodeship": 5000.0}


def columns(kind: str) -> tuple[str, ...]:
    """What is asked for a kind of place: shape, code, its own name and the names of the units around it."""
    return ("geom_wkt", "teryt", *KINDS[KINDS.index(kind) :])


def by_place(kind: str, x: float, y: float) -> dict:
    """The question for what lies at a place of EPSG:2180."""
    return _question(f"Get{_REQUEST[kind]}ByXY", kind, xy=f"{x:.2f},{y:.2f}")


def by_text(text: str) -> tuple[str, dict]:
    """The kind of place that a person means, and the question for it.

    A whole parcel id, the code of a precinct, municipality (7 digits, with '_' or without) or county, 'precinct
    number' as in 'Krzewina 134/2', or the name of a precinct.
    """
    text = " ".join(text.split())
    for kind, pattern in _IDS:
        if pattern.fullmatch(text):
            code = f"{text[:6]}_{text[6]}" if kind == "commune" and "_" not in text else text
            return kind, _question(f"Get{_REQUEST[kind]}ById", kind, id=code)
    if _NUMBERED.fullmatch(text):
        return "parcel", _question("GetParcelByIdOrNr", "parcel", id=text)
    return "region", _question("GetRegionByNameOrId", "region", id=text)


def _question(request: str, kind: str, **what: str) -> dict:
    return {"request": request, **what, "result": ",".join(columns(kind)), "srid": SRS}


def read(body: bytes, content_type: str, kind: str, asked: tuple[float, float] | None = None) -> list[Found]:
    """The places of an answer, none where ULDK knows none; ``asked`` is the place it was asked about.

    Rows that cannot be right are left out. Raises KmzbError where the answer is an error, not of ULDK's form, or
    where no row of it is right.
    """
    text = answers.text_of(body, content_type)
    answers.refuse_page(NAME, text)
    first, *rows = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    status = _STATUS.fullmatch(first.lstrip("\ufeff"))
    if status is None:
        if "|" not in first and re.search("błęd|blad|błąd|error|exception|brak", first, re.IGNORECASE):
            raise _refused(text)
        raise answers.strange(NAME, text)
    if int(status[1]) < 0:
        said = status[2] or ""
        # 'no results' is also said where the register of a county did not answer; the next line tells.
        if "brak wynik" in said.casefold() and not re.search(r"błęd|połącz|xml|usług", " ".join(rows), re.IGNORECASE):
            return []
        raise _refused(" ".join([said, *rows]))
    found = [place for place in (_row(row, kind, asked) for row in rows[:MOST_ROWS]) if place is not None]
    if not found and (rows or int(status[1]) > 0):
        raise answers.strange(NAME, text)
    return found


def _refused(text: str) -> KmzbError:
    """The error for what ULDK says of a question that it did not answer."""
    if re.search(r"połącz|xml|usług|timeout|timed out", text, re.IGNORECASE):
        message = tr("ULDK did not get an answer from the county's own register of parcels: try again later.")
    else:
        message = tr("{service} reports an error: {reason}.", service=NAME, reason=answers.short(text) or "-1")
    return KmzbError(message, text[: answers.DETAILS], "answer")


def _row(row: str, kind: str, asked) -> Found | None:
    """One row as a place; None where it cannot be right."""
    names, values = columns(kind), [value.strip() for value in row.split("|", len(KINDS) + 2)]
    if len(values) != len(names):
        return None
    parts = dict(zip(names[1:], (value[: answers.NAME] for value in values[1:])))
    shape = _shape(values[0])
    if shape is None or not (parts["teryt"] or parts[kind]):
        return None
    box = plausible.box_of(parts["teryt"], parts["voivodeship"])
    if asked is not None:
        swapped = _order_by_place(shape, asked, NEAR_M[kind])
    else:
        middle = shape.boundingBox().center()
        swapped = plausible.is_swapped(box, middle.x(), middle.y())
    if swapped is None:
        return None
    if swapped:
        shape.get().swapXy()
    point = shape.pointOnSurface().asPoint()
    return Found(
        kind, _title(kind, parts), _detail(kind, parts), point.x(), point.y(), shape.asWkt(2), parts["teryt"], parts
    )


def _shape(text: str) -> QgsGeometry | None:
    """A shape whose every coordinate is a number and whose brackets are closed."""
    found = _SHAPE.fullmatch(text)
    if found is None or (found[1] or SRS) != SRS or found[2].count("(") != found[2].count(")"):
        return None
    if re.search(r"nan|inf", found[2], re.IGNORECASE):
        return None
    shape = QgsGeometry.fromWkt(found[2])
    box = shape.boundingBox()
    if shape.isNull() or shape.isEmpty() or not all(map(math.isfinite, (box.xMinimum(), box.yMaximum()))):
        return None
    if shape.pointOnSurface().isNull():
        return None
    return shape


def _order_by_place(shape: QgsGeometry, asked, near: float) -> bool | None:
    x, y = asked
    for swapped, place in ((False, (x, y)), (True, (y, x))):
        box = shape.boundingBox().buffered(near)
        if box.xMinimum() <= place[0] <= box.xMaximum() and box.yMinimum() <= place[1] <= box.yMaximum():
            return swapped
    return None


def _title(kind: str, parts: dict) -> str:
    name = parts[kind] or parts["teryt"]
    if kind == "parcel":
        return tr("Parcel {number}, precinct {precinct}", number=name, precinct=parts["region"] or "–")
    return {
        "region": lambda: tr("Precinct {name}", name=name),
        "commune": lambda: tr("Municipality {name}", name=name),
        "county": lambda: tr("County {name}", name=name),
        "voivodeship": lambda: tr("Voivodeship {name}", name=name),
    }[kind]()


def _detail(kind: str, parts: dict) -> str:
    around = [parts[name] for name in KINDS[max(2, KINDS.index(kind) + 1) :] if parts.get(name)]
    return " · ".join([part for part in (parts["teryt"], ", ".join(dict.fromkeys(around))) if part])
