"""Assigning what an import brings, in its transaction: a new report is written once, with its units in it."""

from __future__ import annotations

import numpy as np

from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import assigning, assigning_units
from .assigning_codes import agrees
from .loading_match import CHANGE, NEW, Matched
from .loading_sql import statement
from .loading_texts import DAY, Zone

NONE = assigning_units.NONE
FEW = 5_000  # for so many reports only the units near them are read


class Placed:
    """The units of the rows of ``matched`` that are to be written.

    A source's code that says no other municipality than the place gives way to the place's seven digits at once. One
    that does say another goes in first and is replaced by :meth:`finish`, so that the history keeps it.
    """

    def __init__(self, connection, matched: Matched, progress: Progress):
        progress.say(tr("Looking where the reports lie…"))
        self._connection, self._matched, self._progress = connection, matched, progress
        values = matched.checked.values
        rows = np.flatnonzero(np.isin(matched.what, (NEW, CHANGE)) & ~np.isnan(values["x"]))
        points = np.column_stack([values["x"][rows], values["y"][rows]])
        # A changed report that comes without a place keeps the one it has, which may be anywhere.
        known = not (np.isnan(values["x"]) & (matched.what == CHANGE)).any()
        self._units = assigning_units.read(connection, points if known and len(points) <= FEW else None)
        self.words = [None, *self._units.ids]
        days = Zone(connection.execute(statement("ZONE")).fetchall()).local(values["reported"][rows]) // DAY
        municipality = self._units.municipalities(points, days, progress)
        unit = self._units.jurisdictions(points, days, progress)
        values["unit"] = np.zeros(matched.count, dtype=np.int32)  # an index in ``words``
        values["unit"][rows] = unit + 1
        other = self._take_over(rows, municipality)
        is_new = matched.what[rows] == NEW
        self._other = rows[other & is_new]
        self._outside = int(np.count_nonzero((municipality == NONE) & self._units.has_municipalities))
        self._differing = int(np.count_nonzero(other))

    def _take_over(self, rows: np.ndarray, municipality: np.ndarray) -> np.ndarray:
        """Give rows the codes of their places; returns where the source says another municipality (booleans)."""
        checked = self._matched.checked
        placed = np.flatnonzero(municipality != NONE)
        other = np.zeros(len(rows), dtype=bool)
        if not len(placed):
            return other
        codes, count = self._units.codes, len(self._units.codes)
        pairs = checked.values["teryt"][rows[placed]].astype(np.int64) * count + municipality[placed]
        found, which = np.unique(pairs, return_inverse=True)
        differ = [not agrees(checked.codes[pair // count], codes[pair % count]) for pair in found.tolist()]
        other[placed] = np.array(differ)[which]
        start = len(checked.codes)
        checked.codes.extend(codes)
        taken = placed[~other[placed]]
        column = checked.values["teryt"].astype(np.int64)
        column[rows[taken]] = start + municipality[taken]
        checked.values["teryt"] = column
        return other

    def finish(self, run: int, who: str) -> None:
        """After the rows are written: changed reports as a whole, and new ones whose source says another code."""
        matched = self._matched
        fids = np.concatenate([matched.fid[matched.what == CHANGE], matched.fid[self._other]])
        if len(fids):
            assigning.assign_some(self._connection, fids.tolist(), who, self._units, run=run)
        if self._differing:
            self._progress.warn(
                tr("%n report(s) with the code of another municipality than the place's.", n=self._differing)
            )
        if self._outside:
            self._progress.warn(tr("%n report(s) in no municipality.", n=self._outside))
        if self._differing or self._outside:
            self._progress.say(tr("The algorithm 'Assign units to reports' lists them."))


def placed(connection, matched: Matched, progress: Progress) -> Placed | None:
    """The units of what an import is about to write; None where the store has none, which costs nothing."""
    return Placed(connection, matched, progress) if assigning_units.there(connection) else None
