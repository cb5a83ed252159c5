"""Which of two coordinates is the easting: settled by known places, never guessed.

Witnesses, in turn: units whose code begins with a voivodeship's number must lie in that voivodeship's box; police
commands named after a voivodeship's seat likewise; a level that covers the country must span its extent.
"""

from __future__ import annotations

import re

import numpy as np
from osgeo import gdal, osr

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.poland import voivodeship_boxes

HOME = "EPSG:2180"
_CLEAR = 9  # how many witnesses for one order outweigh one for the other
_EDGE = 25_000.0  # m: how far a country's outline may be off; E and N extents of Poland differ by more (38 km)
_SEATS = {  # stems of the seats of voivodeship commands; Polish declension changes what follows
    "02": r"wrocław", "04": r"bydgoszcz|toru[nń]", "06": r"lublin", "08": r"gorz[oó]w|zielon\w+ g[oó]r",
    "10": r"ł[oó]d(?:ź|z[ik])\b|łódzk", "12": r"krak[oó]w", "14": r"radom(?!s)|stołeczn|warszaw", "16": r"opol[ue]\b",
    "18": r"rzesz[oó]w", "20": r"białymstok|białystok", "22": r"gdańsk", "24": r"katowic", "26": r"kielc",
    "28": r"olsztyn(?!k)", "30": r"poznań|poznan", "32": r"szczecin(?!k)",
}  # fmt: skip


def by_codes(codes: list[str]) -> np.ndarray:
    """Voivodeship numbers of codes, 0 where one begins with none."""
    boxes = voivodeship_boxes()
    return np.array([int(code[:2]) if code[:2] in boxes else 0 for code in codes], dtype=int)


def by_names(names: list[str]) -> np.ndarray:
    """Voivodeship numbers of police commands named after a voivodeship's seat, 0 for others and doubtful ones."""
    numbers = []
    for name in names:
        found = [number for number, stem in _SEATS.items() if re.search(rf"\b(?:{stem})", name.lower())]
        numbers.append(int(found[0]) if len(found) == 1 else 0)
    return np.array(numbers, dtype=int)


def reference(text: str) -> osr.SpatialReference:
    """A system from a code such as EPSG:2180, easting or longitude first. Raises KmzbError for an unknown one."""
    system = osr.SpatialReference()
    head, _, tail = text.partition(":")
    with _quiet():
        try:
            failed = not (head.isalpha() and tail.isdigit()) or system.SetFromUserInput(text) != 0
        except RuntimeError:
            failed = True
    if failed or not (system.IsProjected() or system.IsGeographic()):
        raise KmzbError(tr("The CRS '{crs}' is not known: give one such as EPSG:2180.", crs=text[:60]), code="crs")
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def decide(boxes: np.ndarray, codes: list[str], names: list[str], system: osr.SpatialReference, whole: bool,
           file: str) -> bool:  # fmt: skip
    """Whether the coordinates are to be turned: False where first is easting or longitude, True where it is second.

    ``boxes``: (n, 4) least first, greatest first, least second, greatest second of each unit in ``system``; ``whole``:
    the units cover the country. Raises KmzbError, code ``question``, where the witnesses disagree or there are none.
    """
    centres = (boxes[:, [0, 2]] + boxes[:, [1, 3]]) / 2
    straight, turned = _to_home(system, centres), _to_home(system, centres[:, ::-1])
    elsewhere = 0
    for numbers in (by_codes(codes), by_names(names)):
        own = np.flatnonzero(numbers)
        if len(own) == 0:
            continue
        home = np.array([voivodeship_boxes()[f"{number:02d}"][HOME] for number in numbers[own]], dtype=float)
        here, there = _inside(home, straight[own]), _inside(home, turned[own])
        votes, against = int((here & ~there).sum()), int((there & ~here).sum())
        elsewhere = max(elsewhere, int((~here & ~there).sum()) if (here | there).mean() < 0.5 else 0)
        if (here | there).mean() < 0.5 or votes == against == 0:
            continue
        if votes >= _CLEAR * against:
            return False
        if against >= _CLEAR * votes:
            return True
        raise KmzbError(
            tr(
                "The file '{file}' mixes two orders of coordinates: {count} units lie in their voivodeship as they "
                "stand, {other} only with the coordinates turned. Mend the file.",
                file=file,
                count=votes,
                other=against,
            ),
            code="question",
        )
    if elsewhere:
        raise KmzbError(
            tr(
                "The units of '{file}' do not lie where their codes or names say, in neither order of coordinates: "
                "the coordinate system {crs} is probably wrong. Set the right one.",
                file=file,
                crs=system.GetName(),
            ),
            code="question",
        )
    if whole:
        fits = [_spans_poland(_to_home(system, corners)) for corners in (_corners(boxes), _corners(boxes)[:, ::-1])]
        if fits[0] != fits[1]:
            return fits[1]
    raise KmzbError(
        tr(
            "The order of the coordinates in '{file}' cannot be told: no unit in it has a code or a name of a place "
            "that only one order puts right. Set the order of the coordinates.",
            file=file,
        ),
        code="question",
    )


def check_poland(boxes: np.ndarray, file: str) -> None:
    """Refuse units of which half do not lie in Poland. ``boxes`` as of :func:`decide`, in EPSG:2180."""
    around = np.array([entry[HOME] for entry in voivodeship_boxes().values()], dtype=float)
    poland = np.concatenate([around[:, :2].min(axis=0), around[:, 2:].max(axis=0)])
    centres = (boxes[:, [0, 2]] + boxes[:, [1, 3]]) / 2
    if _inside(np.tile(poland, (len(centres), 1)), centres).mean() < 0.5:
        raise KmzbError(
            tr(
                "The units of '{file}' do not lie in Poland: its coordinate system or the order of the coordinates is "
                "another. Set the right one.",
                file=file,
            ),
            code="question",
        )


def _corners(boxes: np.ndarray) -> np.ndarray:
    low, high = boxes[:, [0, 2]].min(axis=0), boxes[:, [1, 3]].max(axis=0)
    middle = (low + high) / 2
    sides = [(low[0], middle[1]), (high[0], middle[1]), (middle[0], low[1]), (middle[0], high[1])]
    return np.array(sides)


def _spans_poland(sides: np.ndarray) -> bool:
    """Whether west, east, south and north of an extent in EPSG:2180 are those of the country."""
    around = np.array([entry[HOME] for entry in voivodeship_boxes().values()], dtype=float)
    wanted = (*around[:, :2].min(axis=0), *around[:, 2:].max(axis=0))
    easts, norths = np.sort(sides[:, 0]), np.sort(sides[:, 1])
    found = (easts[0], norths[0], easts[-1], norths[-1])
    return bool(np.isfinite(sides).all()) and all(abs(a - b) < _EDGE for a, b in zip(found, wanted))


def _inside(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    return (
        (points[:, 0] >= boxes[:, 0])
        & (points[:, 0] <= boxes[:, 2])
        & (points[:, 1] >= boxes[:, 1])
        & (points[:, 1] <= boxes[:, 3])
    )


def _to_home(system: osr.SpatialReference, points: np.ndarray) -> np.ndarray:
    """Points (n, 2), easting or longitude first, in EPSG:2180; NaN where there is no way."""
    good = np.isfinite(points).all(axis=1)
    if system.IsGeographic():  # PROJ wraps longitudes round the globe: such a place is none
        good &= (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)
    out = np.full(points.shape, np.nan)
    if good.any():
        with _quiet():
            try:
                way = osr.CoordinateTransformation(system, reference(HOME))
                out[good] = np.array(way.TransformPoints(points[good].tolist()))[:, :2]
            except RuntimeError:  # bindings with exceptions on refuse all for one
                return out
        out[~np.isfinite(out)] = np.nan
    return out


class _quiet:  # noqa: N801 - reads as a statement
    """GDAL's complaints stay off the terminal: what failed is seen in the results."""

    def __enter__(self):
        gdal.PushErrorHandler("CPLQuietErrorHandler")

    def __exit__(self, *_):
        gdal.PopErrorHandler()
