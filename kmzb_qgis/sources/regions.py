"""The 16 voivodeships as boxes, and which of them a TERYT code names."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..toolbelt.poland import voivodeship_boxes

SYSTEMS = ("EPSG:2180", "EPSG:4326", "EPSG:3857")


@lru_cache(maxsize=1)
def boxes() -> dict[str, np.ndarray]:
    """For each of ``SYSTEMS`` an array (100, 4) of boxes by voivodeship number; nothing lies in the boxes of others.

    A box is (least first, least second, greatest first, greatest second); first is easting (m) or longitude (degrees).
    """
    found = {}
    for system in SYSTEMS:
        array = np.full((100, 4), np.nan)
        for code, entry in voivodeship_boxes().items():
            array[int(code)] = entry[system]
        found[system] = array
    return found


@lru_cache(maxsize=1)
def poland() -> dict[str, np.ndarray]:
    """For each of ``SYSTEMS`` the box around all voivodeships."""
    return {
        system: np.concatenate([np.nanmin(array[:, :2], axis=0), np.nanmax(array[:, 2:], axis=0)])
        for system, array in boxes().items()
    }


def numbers(teryt: list, padded: bool = False) -> np.ndarray:
    """Voivodeship numbers (int, 0 where there is none) of TERYT codes as a source gave them.

    A code of 1, 3 or 5 digits has lost its leading zero. One of 6 may have (a municipality with its kind has 7) or may
    be a municipality without its kind: ``padded`` takes it for the first.
    """
    lost = {1, 3, 5, 6} if padded else {1, 3, 5}
    if None in teryt or " " in "".join(teryt) or lost & set(map(len, teryt)):
        texts = [text.strip() if text else "" for text in teryt]
        teryt = [f"0{text[:1]}" if len(text) in lost else text for text in texts]
    heads = np.array(teryt, dtype="U2")  # cuts off what follows
    digits = heads.view(np.uint32).reshape(-1, 2).astype(np.int64) - 48
    good = ((digits >= 0) & (digits <= 9)).all(axis=1)
    codes = np.where(good, digits[:, 0] * 10 + digits[:, 1], 0)
    known = ~np.isnan(boxes()[SYSTEMS[0]][:, 0])
    return np.where(known[codes], codes, 0)


def inside(box: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which points lie in a box, or each in its own (``box`` of shape (4,) or (n, 4)); NaN lies nowhere."""
    low1, low2, high1, high2 = box.T
    return (first >= low1) & (first <= high1) & (second >= low2) & (second <= high2)
