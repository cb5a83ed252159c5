"""Which of many polygons a point lies in, for a million points at once.

A grid is laid over the polygons. Cells that no border crosses are decided once: they lie in one polygon or in none. A
point in another cell is tested exactly, against those edges of the cell's polygons that come as high as its row. That
is the whole even-odd test, as no other edge can be crossed by its ray: the grid changes the work, never the answer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .crossing import crossed, distance_squared
from .polygons import Edges

TOLERANCE = 1.0  # metres: so far outside all units a point still belongs to the nearest, as in a gap between two
_MOST, _LEAST = 2048, 16  # cells along the longer side
_AT_ONCE = 2_000_000  # pairs of a point and an edge
_NOWHERE = -1
Allowed = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Locator:
    """An index of polygons. ``edges`` number them in the order in which they win where they overlap: 0 first.

    ``tolerance``, in the polygons' units of length: a point in no polygon gets the nearest one within it.
    """

    def __init__(self, edges: Edges, tolerance: float = TOLERANCE):
        self._edges, self._tolerance, self._empty = edges, tolerance, not len(edges.unit)
        if self._empty:
            return
        low_x, high_x = min(edges.x1.min(), edges.x2.min()), max(edges.x1.max(), edges.x2.max())
        low_y, high_y = edges.y1.min(), edges.y2.max()
        along = min(max(8 * np.sqrt(len(edges.unit)), _LEAST), _MOST)
        self._size = max(high_x - low_x, high_y - low_y, 1e-6) / along + 2 * tolerance / along
        self._pad = tolerance + self._size * 1e-6  # so that no rounding leaves a touched cell out
        self._x, self._y = low_x - self._pad, low_y - self._pad
        self._columns, self._rows = (
            int((high - low) // self._size) + 1
            for low, high in ((self._x, high_x + self._pad), (self._y, high_y + self._pad))
        )
        self._build()

    def locate(self, points: np.ndarray, allowed: Allowed | None = None) -> np.ndarray:
        """Numbers of the polygons that (n, 2) points lie in, -1 for none; NaN lies in none.

        ``allowed``: which polygons there are for a point, by arrays of numbers of points and of polygons.
        """
        found = np.full(len(points), _NOWHERE, dtype=np.int32)
        if self._empty or not len(points):
            return found
        x, y = (np.ascontiguousarray(column, dtype=np.float64) for column in np.asarray(points).T)
        with np.errstate(invalid="ignore"):
            column, row = (x - self._x) / self._size, (y - self._y) / self._size
            within = (column >= 0) & (column < self._columns) & (row >= 0) & (row < self._rows)
        if within.all():
            state = self._state[row.astype(np.int64) * self._columns + column.astype(np.int64)]
            found = np.maximum(state, _NOWHERE)
            border = np.flatnonzero(state < _NOWHERE)
        else:
            at = np.flatnonzero(within)
            state = self._state[row[at].astype(np.int64) * self._columns + column[at].astype(np.int64)]
            found[at] = np.maximum(state, _NOWHERE)
            border, state = at[state < _NOWHERE], state[state < _NOWHERE]
        if len(border):
            cells = -2 - (state if len(state) == len(border) else state[border])
            found[border] = self._settle(x[border], y[border], cells, border, allowed)
        if allowed is not None:
            settled = found >= 0
            settled[border] = False
            self._deny(found, np.flatnonzero(settled), row, column, allowed)
        return found

    def _deny(self, found: np.ndarray, points: np.ndarray, row, column, allowed: Allowed) -> None:
        """Give points in cells without borders the first unit over their cell that is allowed, or none."""
        points = points[~allowed(points, found[points])]
        found[points] = _NOWHERE
        cells = row[points].astype(np.int64) * self._columns + column[points].astype(np.int64)
        first, last = (np.searchsorted(self._over_cell, cells, side=side) for side in ("left", "right"))
        which, candidate = _spread(first, last - 1)
        fits = allowed(points[which], self._over_unit[candidate])
        which, unit = which[fits], self._over_unit[candidate[fits]]
        found[points[which[::-1]]] = unit[::-1]  # the last of several counts: the smallest number

    def _build(self) -> None:
        edges, units = self._edges, self._edges.count
        edge, row, first, last = self._touched()
        order = np.lexsort((first, edges.unit[edge].astype(np.int64) * self._rows + row))
        edge, row, first, last = edge[order], row[order], first[order], last[order]
        self._edge = edge.astype(np.int32)
        groups = edges.unit[edge].astype(np.int64) * self._rows + row  # a unit in a row
        self._group_start = np.flatnonzero(np.diff(groups, prepend=-1))
        self._group_size = np.diff(self._group_start, append=len(groups))
        group = np.repeat(np.arange(len(self._group_start)), self._group_size)
        # Between the columns that a unit's edges touch in a row, all cells lie inside it or all outside.
        reach = np.maximum.accumulate(last + group * (self._columns + 1)) - group * (self._columns + 1)
        gap = np.flatnonzero((group[1:] == group[:-1]) & (first[1:] > reach[:-1] + 1))
        begin, end = reach[gap] + 1, first[gap + 1] - 1
        middle = self._x + (begin + 0.5) * self._size, self._y + (row[gap] + 0.5) * self._size
        gap_inside = self._odd(*middle, group[gap])
        gap, begin, end = gap[gap_inside], begin[gap_inside], end[gap_inside]
        which, column = _spread(begin, end)
        full_cell, full_unit = row[gap][which] * self._columns + column, edges.unit[edge[gap]][which]
        which, column = _spread(first, last)
        border = np.unique((row[which] * self._columns + column) * units + edges.unit[edge][which])
        state = np.full(self._rows * self._columns, _NOWHERE, dtype=np.int32)
        state[full_cell[::-1]] = full_unit[::-1]  # the last of several counts: the smallest number
        on_border = np.zeros(len(state), dtype=bool)
        on_border[border // units] = True
        also = on_border[full_cell]
        # Candidates of a border cell: units with edges there, which are tested, and those that cover it.
        covering = full_cell[also] * units + full_unit[also]
        pairs = np.concatenate([border * 2, covering * 2 + 1])
        pairs.sort()
        cell, self._unit = pairs // (2 * units), (pairs // 2 % units).astype(np.int32)
        self._covers = (pairs & 1).astype(bool)
        order = np.lexsort((full_unit[~also], full_cell[~also]))
        self._over_cell, self._over_unit = full_cell[~also][order], full_unit[~also][order]
        keys = groups[self._group_start]
        self._group = np.searchsorted(keys, self._unit.astype(np.int64) * self._rows + cell // self._columns)
        self._start = np.flatnonzero(np.diff(cell, prepend=-1))
        self._count = np.diff(self._start, append=len(cell))
        state[cell[self._start]] = -2 - np.arange(len(self._start), dtype=np.int32)
        self._state = state

    def _touched(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """For each edge and each row that it comes to: the edge, the row, the first and last column touched there."""
        edges, pad, size = self._edges, self._pad, self._size
        low, high = (
            np.clip((y - self._y) // size, 0, self._rows - 1).astype(np.int64) for y in (edges.y1 - pad, edges.y2 + pad)
        )
        edge, row = _spread(low, high)
        x1, y1, x2, y2 = (column[edge] for column in (edges.x1, edges.y1, edges.x2, edges.y2))
        bottom = self._y + row * size - pad
        height = np.where(y2 > y1, y2 - y1, np.inf)
        enters = np.clip((bottom - y1) / height, 0.0, 1.0)
        leaves = np.where(y2 > y1, np.clip((bottom + size + 2 * pad - y1) / height, 0.0, 1.0), 1.0)
        one, two = x1 + (x2 - x1) * enters, x1 + (x2 - x1) * leaves
        first, last = (
            np.clip((x - self._x) // size, 0, self._columns - 1).astype(np.int64)
            for x in (np.minimum(one, two) - pad, np.maximum(one, two) + pad)
        )
        return edge, row, first, last

    def _settle(self, x, y, cells: np.ndarray, numbers: np.ndarray, allowed: Allowed | None) -> np.ndarray:
        """The polygons of points in border cells; ``numbers`` are the points' own."""
        count = self._count[cells]
        point, candidate = _spread(self._start[cells], self._start[cells] + count - 1)
        inside = self._covers[candidate].copy()
        asked = np.flatnonzero(~inside)
        inside[asked] = self._odd(x[point[asked]], y[point[asked]], self._group[candidate[asked]])
        start = np.cumsum(count) - count
        there = None if allowed is None else allowed(numbers[point], self._unit[candidate])
        if there is not None:
            inside &= there
        none = self._edges.count
        found = np.minimum.reduceat(np.where(inside, self._unit[candidate], none), start)
        found[found == none] = _NOWHERE
        lost = np.flatnonzero(found == _NOWHERE)
        if self._tolerance and len(lost):
            there = None if there is None else there[_spread(start[lost], start[lost] + count[lost] - 1)[1]]
            found[lost] = self._nearest(x[lost], y[lost], cells[lost], there)
        return found.astype(np.int32)

    def _odd(self, x: np.ndarray, y: np.ndarray, group: np.ndarray) -> np.ndarray:
        """Whether the unit of a group surrounds a point of the group's row."""
        odd = np.zeros(len(x), dtype=bool)
        for part, pair, edge in self._pairs(group):
            cut = crossed(x[pair], y[pair], *self._ends(edge))
            odd[part] = np.bincount(pair[cut] - part.start, minlength=part.stop - part.start) & 1
        return odd

    def _nearest(self, x: np.ndarray, y: np.ndarray, cells: np.ndarray, there: np.ndarray | None) -> np.ndarray:
        """The nearest unit within the tolerance (of equally near ones the first), or -1. ``there``: which may be."""
        count = self._count[cells]
        point, candidate = _spread(self._start[cells], self._start[cells] + count - 1)
        group, nearest = self._group[candidate], np.empty(len(candidate))
        for part, pair, edge in self._pairs(group):
            far = distance_squared(x[point[pair]], y[point[pair]], *self._ends(edge))
            size = self._group_size[group[part]]
            nearest[part] = np.minimum.reduceat(far, np.cumsum(size) - size)
        if there is not None:
            nearest[~there] = np.inf
        start = np.cumsum(count) - count
        least = np.minimum.reduceat(nearest, start)
        best = np.where(nearest <= np.repeat(least, count), self._unit[candidate], self._edges.count)
        return np.where(least <= self._tolerance**2, np.minimum.reduceat(best, start), _NOWHERE)

    def _pairs(self, group: np.ndarray):
        """Slices of ``group``, each with the pairs of an index in it and an edge of its group: not too many at once."""
        size = self._group_size[group]
        total = np.cumsum(size)
        begin = 0
        while begin < len(group):
            done = total[begin - 1] if begin else 0
            end = max(int(np.searchsorted(total, done + _AT_ONCE, side="right")), begin + 1)
            part = slice(begin, end)
            start = self._group_start[group[part]]
            index, place = _spread(start, start + size[part] - 1)
            yield part, index + begin, self._edge[place]
            begin = end

    def _ends(self, edge: np.ndarray) -> tuple:
        edges = self._edges
        return edges.x1[edge], edges.y1[edge], edges.x2[edge], edges.y2[edge]


def _spread(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each i the whole numbers from first[i] to last[i]: the i of each, and the number."""
    size = (last - first + 1).astype(np.int64)
    which = np.repeat(np.arange(len(size)), size)
    start = np.cumsum(size) - size
    return which, np.arange(len(which)) - np.repeat(start - first, size)
