"""Where many small discs lie against a geometry: inside, outside or near its outline. NumPy, no loop over discs.

The answer is sure but for the discs near the outline; those the caller looks at exactly. So rounding does no harm here,
as long as a disc is a little larger than what it stands for.
"""

from __future__ import annotations

import numpy as np
from osgeo import ogr

INSIDE, NEAR, OUTSIDE = 1, 0, -1
_MOST_STRIPS, _MOST_ENTRIES = 1024, 1_000_000
_BLOCK = 100_000  # pairs of a disc and an edge reckoned at once: they stay in the processor's cache
_CROWDED = 256  # pairs of one disc: beyond it the exact test is the faster one


def _pieces(geometry: ogr.Geometry):
    """The points' arrays of all lines, rings and points of a geometry."""
    if geometry.GetGeometryCount():
        for part in geometry:
            yield from _pieces(part)
    elif geometry.GetPointCount():
        yield np.array(geometry.GetPoints(), dtype=float)[:, :2]


class Outline:
    """The edges of a geometry (metres), sorted into horizontal strips; into upright ones, by exchanging the axes, where
    they cross fewer of those."""

    def __init__(self, geometry: ogr.Geometry):
        starts, ends = [], []
        for piece in _pieces(geometry):
            starts.append(piece[:-1] if len(piece) > 1 else piece)
            ends.append(piece[1:] if len(piece) > 1 else piece)
        start, end = np.concatenate(starts), np.concatenate(ends)
        self._area = geometry.GetDimension() == 2
        low, high = np.minimum(start, end), np.maximum(start, end)
        self.west, self.south = low.min(axis=0).tolist()
        self.east, self.north = high.max(axis=0).tolist()
        across, along = (high - low).sum(axis=0) / np.maximum((self.east - self.west, self.north - self.south), 1e-6)
        self._turned = across < along
        if self._turned:
            start, end, low, high = (part[:, ::-1] for part in (start, end, low, high))
        (self._left, self._low), (self._right, self._high) = low.min(axis=0).tolist(), high.max(axis=0).tolist()
        self._sort(start, end, low[:, 1], high[:, 1])

    def _sort(self, start: np.ndarray, end: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        strips = int(np.clip(4 * np.sqrt(len(low)), 1, _MOST_STRIPS))
        while True:
            self._height = max((self._high - self._low) / strips, 1e-6)
            self._last = strips - 1
            first, last = self._strip(low), self._strip(high)
            count = last - first + 1
            if count.sum() <= _MOST_ENTRIES or strips == 1:
                break
            strips = max(strips // 2, 1)
        edges = np.repeat(np.arange(len(low)), count)
        strip = np.repeat(first, count) + _counting(count)
        order = np.argsort(strip, kind="stable")
        edges = edges[order]
        (self._x, self._y), (self._dx, self._dy) = start[edges].T.copy(), (end - start)[edges].T.copy()
        self._begin = np.concatenate([[0], np.cumsum(np.bincount(strip, minlength=strips))])

    def _strip(self, north: np.ndarray) -> np.ndarray:
        return np.clip((north - self._low) / self._height, 0, self._last).astype(np.int64)

    def sides(self, centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
        """INSIDE, NEAR or OUTSIDE for each disc: ``centres`` (n, 2) and ``radii`` (n,) in metres."""
        found = np.full(len(centres), OUTSIDE, dtype=np.int8)
        if self._turned:
            centres = centres[:, ::-1]
        x, y = centres.T
        close = (x + radii >= self._left) & (x - radii <= self._right)
        chosen = np.flatnonzero(close & (y + radii >= self._low) & (y - radii <= self._high))
        begin = self._begin[self._strip(y[chosen] - radii[chosen])]
        end = self._begin[self._strip(y[chosen] + radii[chosen]) + 1]
        crowded = end - begin > _CROWDED
        found[chosen[crowded]] = NEAR
        chosen, begin, count = chosen[~crowded], begin[~crowded], (end - begin)[~crowded]
        total = np.cumsum(count)
        start = 0
        while start < len(chosen):
            before = total[start - 1] if start else 0
            stop = max(int(np.searchsorted(total, before + _BLOCK, side="right")), start + 1)
            part = slice(start, stop)
            found[chosen[part]] = self._reckon(centres[chosen[part]], radii[chosen[part]], begin[part], count[part])
            start = stop
        return found

    def _reckon(self, centres: np.ndarray, radii: np.ndarray, begin: np.ndarray, count: np.ndarray) -> np.ndarray:
        disc = np.repeat(np.arange(len(centres)), count)
        entry = np.repeat(begin, count) + _counting(count)
        dx, dy = self._dx[entry], self._dy[entry]
        x, y = centres[:, 0][disc] - self._x[entry], centres[:, 1][disc] - self._y[entry]
        cross = dx * y - dy * x  # over the edge's length: how far the centre lies off the edge's line
        close = np.flatnonzero(cross * cross <= (radii * radii)[disc] * (dx * dx + dy * dy))
        chosen = disc[close[_away(x[close], y[close], dx[close], dy[close]) <= (radii * radii)[disc[close]]]]
        near = np.bincount(chosen, minlength=len(centres)) > 0
        if not self._area:
            return np.where(near, NEAR, OUTSIDE)
        # of the edges in the disc's own strip, those that a line from its centre to the east crosses
        home = self._strip(centres[:, 1])
        own = (entry >= self._begin[home][disc]) & (entry < self._begin[home + 1][disc])
        crosses = own & ((y >= 0) != (y >= dy)) & ((cross > 0) == (dy > 0))
        odd = np.bincount(disc[crosses], minlength=len(centres)) % 2 == 1
        return np.where(near, NEAR, np.where(odd, INSIDE, OUTSIDE))


def _away(x: np.ndarray, y: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """The squared distances of places (x, y) from the segments that go from (0, 0) to (dx, dy)."""
    length = dx * dx + dy * dy
    share = np.clip(np.divide(x * dx + y * dy, length, out=np.zeros_like(length), where=length > 0), 0, 1)
    return (x - share * dx) ** 2 + (y - share * dy) ** 2


def _counting(count: np.ndarray) -> np.ndarray:
    """0, 1, … for each of the counts, one behind the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
