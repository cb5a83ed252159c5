"""The exact rules that decide whether a point lies in a polygon, for many points and edges at once.

Even-odd rule: a point is inside where a ray to the right crosses the outline an odd number of times (Shimrat 1962,
'Algorithm 112'). An edge counts where one end is above the point and the other is not, and the crossing lies truly to
the right. So a point on the border of two polygons that share it lies in exactly one of them: in the right-hand one,
on a level border in the upper one.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

# The sign of the product's difference is sure beyond this share of its parts (Shewchuk 1997, 'Adaptive Precision
# Floating-Point Arithmetic and Fast Robust Geometric Predicates', ccwerrboundA: (3 + 16 e) e with e = 2**-53).
_SURE = (3 + 16 * 2.0**-53) * 2.0**-53


def crossed(x: np.ndarray, y: np.ndarray, x1: np.ndarray, y1: np.ndarray, x2: np.ndarray, y2: np.ndarray) -> np.ndarray:
    """Which of n edges, y1 <= y2, the rays to the right from n points cross: booleans, without error of rounding."""
    found = (y1 > y) != (y2 > y)
    some = np.flatnonzero(found)
    x, y, x1, y1, x2, y2 = (column[some] for column in (x, y, x1, y1, x2, y2))
    left, right = (x2 - x1) * (y - y1), (x - x1) * (y2 - y1)
    to_the_right = left > right
    unsure = np.flatnonzero(np.abs(left - right) <= _SURE * (np.abs(left) + np.abs(right)))
    for at in unsure.tolist():
        to_the_right[at] = _exactly(*(float(column[at]) for column in (x, y, x1, y1, x2, y2)))
    found[some] = to_the_right
    return found


def _exactly(*numbers: float) -> bool:
    x, y, x1, y1, x2, y2 = map(Fraction, numbers)
    return (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1)


def distance_squared(x, y, x1, y1, x2, y2) -> np.ndarray:
    """Squared distances of n points from n edges."""
    across, up = x2 - x1, y2 - y1
    share = np.clip(((x - x1) * across + (y - y1) * up) / (across * across + up * up), 0.0, 1.0)
    return (x - x1 - share * across) ** 2 + (y - y1 - share * up) ** 2
